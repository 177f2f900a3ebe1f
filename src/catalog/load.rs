//! Catalog files to a [`Catalog`]; every error of every file in one run.

mod declare;
mod form;
mod raw;
mod service;
mod sheet;
mod tables;

use super::Catalog;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceId, Span};

/// One file of a catalog folder.
#[derive(Clone, Copy, Debug)]
pub struct CatalogFile<'a> {
    /// Its path inside the folder, with `/`: `facts.toml`, `aws/ecs-fargate.toml`, `instance-types.csv`.
    pub path: &'a str,
    /// Its id in the `Sources` that diagnostics refer to.
    pub source: SourceId,
    /// Its text.
    pub text: &'a str,
}

impl CatalogFile<'_> {
    /// A span in this file.
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.source, range.start, range.end)
    }

    /// A finding about the form of the file, at a range of it.
    fn finding(&self, code: Code, range: std::ops::Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, self.span(range), message)
    }

    /// The error of the TOML reader as a diagnostic.
    fn syntax(&self, error: &toml::de::Error) -> Diagnostic {
        let message = error.message().lines().next().unwrap_or("this is not TOML").to_owned();
        self.finding(Code::CatalogForm, error.span().unwrap_or(0..0), message)
    }
}

/// Reads a catalog: `facts.toml` declares keys, `PROVIDER/NAME.toml` are services, `*.csv` are tables.
///
/// # Errors
/// All findings of all files; a catalog is made only if none is an error.
pub fn load(files: &[CatalogFile<'_>]) -> Result<Catalog, Diagnostics> {
    make(files, &|_| None)
}

/// The same for a catalog folder of the binary, whose services were parsed when it was built.
///
/// # Errors
/// As [`load`].
pub fn load_embedded(folder: &str, files: &[CatalogFile<'_>]) -> Result<Catalog, Diagnostics> {
    make(files, &|path| {
        let path = format!("{folder}/{path}");
        let at = EMBEDDED_SERVICES.binary_search_by(|(known, _)| (*known).cmp(&path)).ok()?;
        EMBEDDED_SERVICES.get(at).map(|(_, service)| service.clone())
    })
}

/// Services by their path among the files of the binary, sorted.
static EMBEDDED_SERVICES: &[(&str, raw::RawService)] = include!(concat!(env!("OUT_DIR"), "/services.rs"));

/// Services of one catalog.
const MAX_SERVICES: usize = 10_000;

fn make(
    files: &[CatalogFile<'_>],
    parsed: &dyn Fn(&str) -> Option<raw::RawService>,
) -> Result<Catalog, Diagnostics> {
    let mut found = Diagnostics::new();
    let Some(facts) = files.iter().find(|file| file.path == "facts.toml") else {
        return Err(Diagnostic::general(Code::CatalogForm, "the catalog has no file `facts.toml`")
            .help("`facts.toml` declares the providers and the fact keys")
            .into());
    };
    let Some(mut catalog) = declare::declare(facts, files, &mut found) else { return Err(found) };
    let mut checker = service::Checker::new(&catalog, found);
    let mut services: Vec<service::Configured> = Vec::new();
    for file in files {
        let Some(stem) = file.path.strip_suffix(".toml").filter(|stem| *stem != "facts") else { continue };
        if !stem.contains('/') {
            let message = "a service file lies in the folder of its provider";
            let finding = file.finding(Code::CatalogForm, 0..0, message);
            checker.found.push(finding.help(format!("move it to `PROVIDER/{}`", file.path)));
            continue;
        }
        match parsed(file.path).map_or_else(|| form::read(file.text), Ok) {
            Ok(raw) => services.extend(checker.service(file, raw)),
            Err(error) => checker.found.push(file.syntax(&error)),
        }
    }
    let mut found = checker.found;
    services.sort_by(|a, b| a.service.id.cmp(&b.service.id));
    if service::count(&services) > MAX_SERVICES {
        let message = format!("the catalog has more than {MAX_SERVICES} services");
        found.push(Diagnostic::general(Code::TooMany, message).help("split the catalog"));
        return Err(found);
    }
    (catalog.services, catalog.count) = service::in_order(services);
    service::check_ids(&catalog, &mut found);
    if found.has_errors() { Err(found) } else { Ok(catalog) }
}
