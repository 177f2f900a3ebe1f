//! Requests of an editor to answers of the protocol.

use std::collections::BTreeMap;

use lsp_server::ErrorCode;
use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionParams, DocumentChanges, DocumentFormattingParams,
    GotoDefinitionParams, Hover, HoverContents, HoverParams, Location, MarkupContent, MarkupKind, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, Range, RenameParams, TextDocumentEdit,
    TextDocumentPositionParams, TextEdit, WorkspaceEdit,
};

use crate::catalog::Catalog;
use crate::cli::rules::Loaded;
use crate::diagnostic::{Source, SourceId, Sources};
use crate::editor::{CompletionKind, Kind, Mention, OpenFile, Workspace};
use crate::language::{parse, print};

use super::Refusal;
use super::documents::Documents;
use super::position;

/// A place in a pack that is loaded.
struct Place<'l> {
    workspace: Workspace<'l>,
    source: SourceId,
    text: &'l str,
    offset: usize,
}

impl<'l> Place<'l> {
    fn new(loaded: &'l Loaded, catalog: &'l Catalog, source: SourceId, at: Position) -> Self {
        let text_of = |id| loaded.sources.get(id).map(Source::text).unwrap_or_default();
        let trees = loaded.files.iter().flat_map(|pack| &pack.files);
        let files = loaded.file_sources.iter().zip(trees);
        let files = files.map(|(id, tree)| OpenFile { source: *id, text: text_of(*id), tree }).collect();
        let text = text_of(source);
        Self { workspace: Workspace::new(files, catalog), source, text, offset: position::offset(text, at) }
    }

    fn mention(&self) -> Option<&Mention> {
        self.workspace.at(self.source, self.offset)
    }

    fn range(&self, mention: &Mention) -> Range {
        position::range(self.text, mention.span.start, mention.span.end)
    }
}

/// Loads the pack of a document and looks at a place in it.
fn at<R>(
    documents: &Documents,
    place: &TextDocumentPositionParams,
    look: impl FnOnce(&Place<'_>, &Loaded) -> Option<R>,
) -> Option<R> {
    let (loaded, source) = documents.load(&place.text_document.uri)?;
    let nothing = Catalog::default();
    let catalog = loaded.catalog.as_ref().unwrap_or(&nothing);
    look(&Place::new(&loaded, catalog, source, place.position), &loaded)
}

pub(super) fn hover(documents: &Documents, params: &HoverParams) -> Option<Hover> {
    at(documents, &params.text_document_position_params, |place, _| {
        let mention = place.mention()?;
        let contents = MarkupContent { kind: MarkupKind::Markdown, value: place.workspace.hover(mention)? };
        Some(Hover { contents: HoverContents::Markup(contents), range: Some(place.range(mention)) })
    })
}

pub(super) fn completion(documents: &Documents, params: &CompletionParams) -> Option<Vec<CompletionItem>> {
    at(documents, &params.text_document_position, |place, _| {
        let found = place.workspace.complete(place.source, place.offset);
        let item = |(number, it): (usize, crate::editor::Completion)| CompletionItem {
            // What is there already is replaced as a whole: names have dots, and editors stop at them.
            text_edit: Some(TextEdit { range: word_before(place), new_text: it.word.clone() }.into()),
            label: it.word,
            kind: Some(shown_as(it.kind)),
            detail: Some(it.detail).filter(|detail| !detail.is_empty()),
            sort_text: Some(format!("{number:05}")),
            ..CompletionItem::default()
        };
        Some(found.into_iter().enumerate().map(item).collect())
    })
}

/// The range of the word that is being typed.
fn word_before(place: &Place<'_>) -> Range {
    let before = place.text.get(..place.offset).unwrap_or_default();
    let inside = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    let start = before.trim_end_matches(inside).len();
    Range { start: position::position(place.text, start), end: position::position(place.text, place.offset) }
}

fn shown_as(kind: CompletionKind) -> CompletionItemKind {
    match kind {
        CompletionKind::Keyword => CompletionItemKind::KEYWORD,
        CompletionKind::Option => CompletionItemKind::ENUM_MEMBER,
        CompletionKind::Name(Kind::Answer) => CompletionItemKind::VARIABLE,
        CompletionKind::Name(Kind::Place) => CompletionItemKind::FUNCTION,
        CompletionKind::Name(Kind::Service) => CompletionItemKind::CLASS,
        CompletionKind::Name(Kind::Fact) => CompletionItemKind::FIELD,
        CompletionKind::Name(Kind::Provider) => CompletionItemKind::MODULE,
        CompletionKind::Name(Kind::Reference) => CompletionItemKind::REFERENCE,
        CompletionKind::Name(Kind::Constraint | Kind::Caveat | Kind::Conflict) => {
            CompletionItemKind::INTERFACE
        }
    }
}

pub(super) fn definition(documents: &Documents, params: &GotoDefinitionParams) -> Option<Location> {
    at(documents, &params.text_document_position_params, |place, loaded| {
        let span = place.workspace.definition(place.mention()?)?;
        let (uri, range) = documents.place(span, loaded)?;
        Some(Location { uri, range })
    })
}

pub(super) fn prepare_rename(documents: &Documents, params: &TextDocumentPositionParams) -> Option<Range> {
    at(documents, params, |place, _| {
        let mention = place.mention()?;
        place.workspace.rename(mention, "a-name-that-nobody-has").ok()?;
        Some(place.range(mention))
    })
}

pub(super) fn rename(documents: &Documents, params: &RenameParams) -> Result<Option<WorkspaceEdit>, Refusal> {
    let edits = at(documents, &params.text_document_position, |place, loaded| {
        let spans = match place.workspace.rename(place.mention()?, &params.new_name) {
            Ok(spans) => spans,
            Err(refused) => return Some(Err((ErrorCode::InvalidParams, refused.0))),
        };
        let mut edits: BTreeMap<String, TextDocumentEdit> = BTreeMap::new();
        for span in spans {
            let Some((uri, range)) = documents.place(span, loaded) else {
                let message = "it is also named in the rules of the program".to_owned();
                return Some(Err((ErrorCode::InvalidParams, message)));
            };
            let file = edits.entry(uri.as_str().to_owned()).or_insert_with(|| TextDocumentEdit {
                text_document: OptionalVersionedTextDocumentIdentifier { uri, version: None },
                edits: Vec::new(),
            });
            file.edits.push(OneOf::Left(TextEdit { range, new_text: params.new_name.clone() }));
        }
        Some(Ok(edits.into_values().collect()))
    });
    let edit = |files| WorkspaceEdit {
        document_changes: Some(DocumentChanges::Edits(files)),
        ..WorkspaceEdit::default()
    };
    edits.transpose().map(|edits| edits.map(edit))
}

/// The whole text laid out; nothing while it has errors.
pub(super) fn formatting(documents: &Documents, params: &DocumentFormattingParams) -> Option<Vec<TextEdit>> {
    let text = documents.text(&params.text_document.uri)?;
    let (tree, found) = parse(Sources::new().add("", ""), text);
    if found.has_errors() {
        return None;
    }
    let new_text = print::source(text, &tree);
    let range = Range { start: Position::default(), end: position::position(text, text.len()) };
    Some(if new_text == text { Vec::new() } else { vec![TextEdit { range, new_text }] })
}
