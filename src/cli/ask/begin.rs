//! What is known before the first question: nothing, or the one workload of a file.

use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceId, Sources, Span};
use crate::facade::Providers;
use crate::program::DatedRules;
use crate::requirement::read::{self, Format, Reading};
use crate::requirement::{RawRequirement, Requirement, check};

use super::super::{files, text};

/// What is known before the first question.
pub(super) fn start(
    file: Option<&Path>,
    providers: Option<&Providers>,
    dated: &DatedRules,
    sources: &mut Sources,
) -> Result<Requirement, Diagnostics> {
    let (raw, requirement) = if let Some(path) = file {
        workload(path, dated, sources)?
    } else {
        let source = sources.add("answers", "");
        let raw = RawRequirement { entries: Vec::new(), span: Span::new(source, 0, 0) };
        let requirement = check(&raw, dated)?;
        (raw, requirement)
    };
    match providers {
        Some(providers) => providers.restrict(&raw, requirement, dated),
        None => Ok(requirement),
    }
}

/// The one workload of a file.
fn workload(
    path: &Path,
    dated: &DatedRules,
    sources: &mut Sources,
) -> Result<(RawRequirement, Requirement), Diagnostics> {
    let name = path.display().to_string();
    let bytes = files::read(path)?;
    let source = text::add(sources, &name, bytes, 1, 0)?;
    let format = Format::of_name(&name);
    let raw = one(source, sources, format)?;
    let requirement = check(&raw, dated)?;
    Ok((raw, requirement))
}

/// The one workload of a text.
pub(super) fn one(
    source: SourceId,
    sources: &Sources,
    format: Option<Format>,
) -> Result<RawRequirement, Diagnostics> {
    let content = sources.get(source).map(crate::diagnostic::Source::text).unwrap_or_default();
    let format = format.unwrap_or_else(|| Format::guess(content));
    let Reading { mut workloads, diagnostics, .. } = read::read(source, content, format);
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    match (workloads.pop(), workloads.len()) {
        (Some(workload), 0) => workload,
        (last, more) => {
            let span = last.and_then(Result::ok).map_or(Span::new(source, 0, 0), |workload| workload.span);
            let message = format!("there are {} workloads, and the questions are about one", more + 1);
            Err(Diagnostic::error(Code::TooMany, span, message).help("put it in a file of its own").into())
        }
    }
}
