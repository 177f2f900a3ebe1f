//! What a pack says about the findings of a check.

use std::collections::BTreeSet;

use super::super::SeverityRule;
use super::{Compiler, PackFiles};
use crate::diagnostic::{Code, Diagnostic, Severity, SourceId, nearest};
use crate::language::ast;

impl Compiler<'_> {
    pub(super) fn compile_severities(&mut self) -> Vec<SeverityRule> {
        let written: Vec<&ast::Severity> = self.merged.severities.clone();
        written.into_iter().filter_map(|severity| self.severity(severity)).collect()
    }

    fn severity(&mut self, written: &ast::Severity) -> Option<SeverityRule> {
        let name = &written.code;
        let code = Code::ALL.iter().find(|code| code.as_str() == name.value);
        if code.is_none() {
            let message = format!("`{}` is not a code of a finding", name.value);
            let near = nearest(&name.value, Code::ALL.iter().map(|code| code.as_str()));
            self.found.push(Diagnostic::error(Code::UnknownName, name.span, message).suggest(near));
        }
        let severity = match written.level.value.as_str() {
            "error" => Some(Severity::Error),
            "warning" => Some(Severity::Warning),
            "info" => Some(Severity::Info),
            other => {
                let message = format!("`{other}` is not a severity");
                let finding = Diagnostic::error(Code::UnknownName, written.level.span, message);
                self.found.push(finding.help("write `error`, `warning` or `info`"));
                None
            }
        };
        let Some(because) = &written.grounds.because else {
            self.missing(name, "`because`", "say why this finding matters less, or more");
            return None;
        };
        Some(SeverityRule {
            code: *code?,
            subject: written.subject.as_ref().map(|subject| subject.value.clone()),
            severity: severity?,
            because: because.value.clone(),
            span: name.span,
        })
    }
}

/// For each pack of a stack, the files that it is made of.
pub(super) fn levels(stack: &[PackFiles]) -> Vec<BTreeSet<SourceId>> {
    let of = |pack: &PackFiles| {
        pack.files.iter().flat_map(|file| &file.items).map(|item| item.span.0.source).collect()
    };
    stack.iter().map(of).collect()
}
