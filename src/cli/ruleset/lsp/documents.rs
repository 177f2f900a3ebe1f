//! The files that are open, the packs that they are of, and what is wrong with them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use lsp_types::{
    Diagnostic as LspDiagnostic, DiagnosticRelatedInformation, DiagnosticSeverity,
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, Location,
    NumberOrString, PublishDiagnosticsParams, Range, Uri,
};

use crate::cli::files;
use crate::cli::options::Stack;
use crate::cli::rules::{self, Cases, Loaded, OpenTexts};
use crate::diagnostic::{Diagnostic, Severity, Source, SourceId, Span};
use crate::language::ast::{ItemKind, PackHeader};
use crate::pack::embedded_names;

use super::position;

/// How many folders above a file its `pack` header is looked for.
const LEVELS: usize = 4;

/// The open files.
pub(super) struct Documents {
    stack: Stack,
    texts: OpenTexts,
    /// The address of each file, as the client writes it.
    addresses: BTreeMap<PathBuf, Uri>,
    /// Addresses for which findings were published.
    told: BTreeSet<String>,
}

impl Documents {
    pub(super) fn new(stack: Stack) -> Self {
        Self { stack, texts: OpenTexts::new(), addresses: BTreeMap::new(), told: BTreeSet::new() }
    }

    /// Whether there is something new to be said.
    pub(super) fn open(&mut self, params: DidOpenTextDocumentParams) -> bool {
        let document = params.text_document;
        let Some(path) = position::path(&document.uri) else { return false };
        self.addresses.insert(path.clone(), document.uri);
        self.texts.insert(path, document.text);
        true
    }

    pub(super) fn change(&mut self, params: DidChangeTextDocumentParams) -> bool {
        let text = position::path(&params.text_document.uri).and_then(|path| self.texts.get_mut(&path));
        match (text, params.content_changes.into_iter().next_back()) {
            (Some(text), Some(change)) => {
                *text = change.text;
                true
            }
            _ => false,
        }
    }

    pub(super) fn close(&mut self, params: &DidCloseTextDocumentParams) -> bool {
        position::path(&params.text_document.uri).is_some_and(|path| self.texts.remove(&path).is_some())
    }

    /// The text of an open file.
    pub(super) fn text(&self, uri: &Uri) -> Option<&str> {
        self.texts.get(&position::path(uri)?).map(String::as_str)
    }

    /// The pack that a file is of, as far as it can be loaded, and the file's source.
    pub(super) fn load(&self, uri: &Uri) -> Option<(Loaded, SourceId)> {
        let path = position::path(uri)?;
        let loaded = self.loaded(&self.root(&path))?;
        let name = path.display().to_string();
        let named = |id: &&SourceId| loaded.sources.get(**id).is_some_and(|source| source.name() == name);
        let source = loaded.file_sources.iter().find(named).copied()?;
        Some((loaded, source))
    }

    fn loaded(&self, root: &Path) -> Option<Loaded> {
        let mut stack = self.stack.clone();
        if let Some(base) = self.base(root) {
            stack.pack = base;
        }
        if !stack.rules.iter().any(|folder| folder == root) {
            stack.rules.push(root.to_owned());
        }
        rules::load_all(&stack, Cases::Taken, &self.texts).ok()
    }

    /// The folder of a pack: the nearest with a `pack` header, or else the file's own.
    fn root(&self, path: &Path) -> PathBuf {
        let own = path.parent().unwrap_or(path);
        let headed = own.ancestors().take(LEVELS).find(|folder| self.header(folder).is_some());
        headed.unwrap_or(own).to_owned()
    }

    /// The pack of the program that a folder's pack extends.
    fn base(&self, root: &Path) -> Option<String> {
        let extends = self.header(root)?.extends?.value;
        embedded_names().contains(&extends.as_str()).then_some(extends)
    }

    fn header(&self, folder: &Path) -> Option<PackHeader> {
        let is_rules = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "rules");
        let open = self.texts.keys().filter(|path| path.parent() == Some(folder)).cloned();
        let all: BTreeSet<PathBuf> =
            files::entries(folder).into_iter().chain(open).filter(is_rules).collect();
        all.into_iter().find_map(|path| {
            let text = match self.texts.get(&path) {
                Some(text) => text.clone(),
                None => String::from_utf8(files::read_regular(&path).ok()?).ok()?,
            };
            // Only files that have the word at the start of a line are parsed.
            if !text.lines().any(|line| line.starts_with("pack ")) {
                return None;
            }
            let mut sources = crate::diagnostic::Sources::new();
            let (tree, _) = crate::language::parse(sources.add("", ""), &text);
            tree.items.into_iter().find_map(|item| match item.kind {
                ItemKind::Pack(header) => Some(header),
                _ => None,
            })
        })
    }

    /// The address of a file, as the client writes it if it has opened it.
    pub(super) fn address(&self, path: &Path) -> Option<Uri> {
        self.addresses.get(path).cloned().or_else(|| position::uri(path))
    }

    /// What is to be published: the findings of every pack with an open file, and nothing for files that had some.
    pub(super) fn findings(&mut self) -> Vec<PublishDiagnosticsParams> {
        let mut by_address: BTreeMap<String, (Uri, Vec<LspDiagnostic>)> = BTreeMap::new();
        let roots: BTreeSet<PathBuf> = self.texts.keys().map(|path| self.root(path)).collect();
        for path in self.texts.keys() {
            if let Some(uri) = self.address(path) {
                by_address.entry(uri.as_str().to_owned()).or_insert((uri, Vec::new()));
            }
        }
        for root in roots {
            let Some(loaded) = self.loaded(&root) else { continue };
            for finding in &loaded.found {
                let Some((uri, shown)) = self.shown(finding, &loaded) else { continue };
                by_address.entry(uri.as_str().to_owned()).or_insert((uri, Vec::new())).1.push(shown);
            }
        }
        let now: BTreeSet<String> = by_address
            .iter()
            .filter(|(_, (_, found))| !found.is_empty())
            .map(|(uri, _)| uri.clone())
            .collect();
        for gone in self.told.difference(&now) {
            if let Ok(uri) = gone.parse::<Uri>() {
                by_address.entry(gone.clone()).or_insert((uri, Vec::new()));
            }
        }
        self.told = now;
        let publish = |(uri, diagnostics)| PublishDiagnosticsParams { uri, diagnostics, version: None };
        by_address.into_values().map(publish).collect()
    }

    /// A finding at its place; one without a place stands at the start of the first file of the pack.
    fn shown(&self, finding: &Diagnostic, loaded: &Loaded) -> Option<(Uri, LspDiagnostic)> {
        let last = loaded.file_sources.last().copied();
        let span = finding.span.or_else(|| last.map(|source| Span::new(source, 0, 0)))?;
        let (uri, range) = self.place(span, loaded)?;
        let related = finding.related.iter().filter_map(|(span, label)| {
            let (uri, range) = self.place(*span, loaded)?;
            Some(DiagnosticRelatedInformation { location: Location { uri, range }, message: label.clone() })
        });
        let help = finding.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
        let shown = LspDiagnostic {
            range,
            severity: Some(match finding.severity {
                Severity::Error => DiagnosticSeverity::ERROR,
                Severity::Warning => DiagnosticSeverity::WARNING,
                Severity::Info => DiagnosticSeverity::INFORMATION,
            }),
            code: Some(NumberOrString::String(finding.code.as_str().to_owned())),
            source: Some(env!("CARGO_PKG_NAME").to_owned()),
            message: format!("{}{help}", finding.message),
            related_information: Some(related.collect()),
            ..LspDiagnostic::default()
        };
        Some((uri, shown))
    }

    /// Where a span is for the client; none inside the program.
    pub(super) fn place(&self, span: Span, loaded: &Loaded) -> Option<(Uri, Range)> {
        let source: &Source = loaded.sources.get(span.source)?;
        let path = Path::new(source.name());
        if !path.is_absolute() {
            return None;
        }
        Some((self.address(path)?, position::range(source.text(), span.start, span.end)))
    }
}
