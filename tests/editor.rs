//! What an editor asks about rule files, at every place of them.

use std::collections::BTreeMap;

use fingerpost::catalog::Catalog;
use fingerpost::diagnostic::{SourceId, Sources, Span};
use fingerpost::editor::{Kind, OpenFile, Workspace};
use fingerpost::language::{self, ast::File};
use fingerpost::loader::Cases;
use fingerpost::pack::{self, PackFiles};
use proptest::prelude::*;

use crate::embedded::loaded;
use crate::tiny::{BASE, Stack};

/// The rule files of a pack of the binary, by path, and its catalog.
fn embedded(name: &str) -> (BTreeMap<String, String>, Catalog) {
    let embedded = pack::embedded(name).expect("a pack of the binary");
    let catalog = loaded(name, Cases::Left).catalog;
    let texts = embedded.rules.iter().map(|file| (file.path.to_owned(), file.text.to_owned())).collect();
    (texts, catalog)
}

/// Parsed files, so that a workspace can borrow them.
struct Parsed {
    sources: Vec<SourceId>,
    texts: Vec<String>,
    trees: Vec<File>,
}

impl Parsed {
    fn new<'t>(texts: impl IntoIterator<Item = &'t String>) -> Self {
        let mut all = Sources::new();
        let mut parsed = Self { sources: Vec::new(), texts: Vec::new(), trees: Vec::new() };
        for text in texts {
            let source = all.add("a.rules", text);
            parsed.sources.push(source);
            parsed.texts.push(text.clone());
            parsed.trees.push(language::parse(source, text).0);
        }
        parsed
    }

    fn workspace<'p>(&'p self, catalog: &'p Catalog) -> Workspace<'p> {
        let files = self.sources.iter().zip(&self.texts).zip(&self.trees);
        let open = |((source, text), tree): ((&SourceId, &'p String), &'p File)| OpenFile {
            source: *source,
            text,
            tree,
        };
        Workspace::new(files.map(open).collect(), catalog)
    }
}

/// The texts with a name replaced at some places.
fn edited(parsed: &Parsed, spans: &[Span], new: &str) -> Vec<String> {
    let mut texts = parsed.texts.clone();
    let mut spans = spans.to_vec();
    spans.sort_by_key(|span| std::cmp::Reverse(span.start));
    for span in spans {
        let at = parsed.sources.iter().position(|source| *source == span.source).expect("a file");
        texts[at].replace_range(span.start as usize..span.end as usize, new);
    }
    texts
}

fn compiles(texts: &[String], catalog: &Catalog) -> Result<(), String> {
    let parsed = Parsed::new(texts);
    pack::compile(&[PackFiles { files: parsed.trees }], catalog)
        .map(drop)
        .map_err(|found| format!("{found:?}"))
}

/// Renames each declared name, or some of them; the rules still compile, and renaming back gives the same bytes.
fn every_name_can_be_renamed(name: &str, each: usize) -> usize {
    let (texts, catalog) = embedded(name);
    let parsed = Parsed::new(texts.values());
    let workspace = parsed.workspace(&catalog);
    let mut renamed = 0;
    let declared: Vec<_> = workspace.mentions().filter(|mention| mention.defines).collect();
    for mention in declared.into_iter().step_by(each) {
        let spans =
            workspace.rename(mention, "renamed_by_the_test").unwrap_or_else(|refused| panic!("{refused:?}"));
        let after = edited(&parsed, &spans, "renamed_by_the_test");
        compiles(&after, &catalog).unwrap_or_else(|found| panic!("{}: {found}", mention.name));
        let again = Parsed::new(&after);
        let workspace = again.workspace(&catalog);
        let mention = workspace.mentions().find(|it| it.name == "renamed_by_the_test").expect("the new name");
        let back = workspace.rename(mention, &original(&parsed, &spans)).expect("the old name is free");
        assert_eq!(edited(&again, &back, &original(&parsed, &spans)), parsed.texts);
        renamed += 1;
    }
    renamed
}

fn original(parsed: &Parsed, spans: &[Span]) -> String {
    let at = parsed.sources.iter().position(|source| *source == spans[0].source).expect("a file");
    parsed.texts[at].get(spans[0].start as usize..spans[0].end as usize).expect("a name").to_owned()
}

#[test]
fn every_name_of_the_second_pack_can_be_renamed_and_renamed_back() {
    assert!(every_name_can_be_renamed("messaging", 1) >= 35);
}

#[test]
fn names_of_the_containers_pack_can_be_renamed_and_renamed_back() {
    assert!(every_name_can_be_renamed("containers", 6) >= 25);
}

#[test]
fn every_name_is_explained_and_every_use_has_its_declaration() {
    for name in ["messaging", "containers"] {
        let (texts, catalog) = embedded(name);
        let parsed = Parsed::new(texts.values());
        let workspace = parsed.workspace(&catalog);
        for mention in workspace.mentions() {
            assert!(workspace.hover(mention).is_some_and(|text| !text.is_empty()), "{mention:?}");
            // A key is declared in a file that nobody reads here, and so is a provider.
            let declared = matches!(mention.kind, Kind::Fact | Kind::Provider)
                || workspace.definition(mention).is_some();
            assert!(declared, "{mention:?}");
            let end = mention.span.end as usize;
            assert!(
                workspace.at(mention.span.source, end).is_some_and(|found| found.is_same(mention)),
                "{mention:?}"
            );
        }
    }
}

#[test]
fn an_option_is_no_name_even_if_a_question_has_it() {
    let text = "question batch: yes_no\n    default no\n\nquestion kind2: choice of [batch, other]\n    default batch\n\n\
                derive both = batch and kind2 = batch and [batch] = [kind2]\n";
    let parsed = Parsed::new([&text.to_owned()]);
    let catalog = Catalog::default();
    let workspace = parsed.workspace(&catalog);
    let mention = workspace.at(parsed.sources[0], 9).expect("the question");
    let spans = workspace.rename(mention, "in_bulk").expect("free");
    let after = edited(&parsed, &spans, "in_bulk");
    assert!(after[0].contains("derive both = in_bulk and kind2 = batch and"), "{}", after[0]);
    assert!(after[0].contains("default batch") && after[0].contains("[batch, other]"), "{}", after[0]);
}

/// Everything that can be asked at a byte.
fn ask(parsed: &Parsed, catalog: &Catalog, offset: usize) {
    let workspace = parsed.workspace(catalog);
    let source = parsed.sources[0];
    for completion in workspace.complete(source, offset) {
        assert!(!completion.word.is_empty());
    }
    if let Some(mention) = workspace.at(source, offset) {
        let answers =
            (workspace.hover(mention), workspace.definition(mention), workspace.rename(mention, "x"));
        assert!(answers.0.is_none_or(|text| !text.contains('\u{1b}')));
    }
}

#[test]
fn a_pack_can_be_asked_at_every_byte_and_cut_off_everywhere() {
    let catalog = Stack::of(&[BASE]).catalog;
    let whole = Parsed::new([&BASE.to_owned()]);
    for (at, _) in BASE.char_indices() {
        ask(&whole, &catalog, at);
        ask(&Parsed::new([&BASE.split_at(at).0.to_owned()]), &catalog, at);
    }
}

proptest! {
    #[test]
    fn any_text_can_be_asked_anywhere(text in "(derive|question|node|case|when|=|->|\\[|,|\\{|\\}|\"|#|\n|    | |a\\.|service\\.|é|given|expect){0,40}", at in 0..400_usize) {
        let catalog = Catalog::default();
        ask(&Parsed::new([&text]), &catalog, at);
    }
}

// ---- the grammar of editors --------------------------------------------------------------------

#[test]
fn the_grammar_of_the_extension_knows_every_word_of_the_language() {
    let grammar = include_str!("../docs/editor/syntaxes/rules.tmLanguage.json");
    let grammar: serde_json::Value = serde_json::from_str(grammar).expect("JSON");
    let pattern = |part: &str| grammar["repository"][part]["match"].as_str().expect("a pattern").to_owned();
    let words = |pattern: &str| -> Vec<String> {
        pattern.split(|c: char| !(c.is_ascii_alphabetic() || c == '_')).map(str::to_owned).collect()
    };
    let items = words(&pattern("item"));
    for item in language::words::ITEMS {
        assert!(items.contains(&(*item).to_owned()), "{item}");
    }
    let operators = grammar["repository"]["operator"]["patterns"][0]["match"].as_str().expect("a pattern");
    let mut known = words(&pattern("clause"));
    known.extend(words(operators));
    for item in language::words::ITEMS {
        for clause in language::words::clauses(item) {
            assert!(known.contains(&(*clause).to_owned()), "{item}: {clause}");
        }
    }
    for operator in language::words::OPERATORS {
        assert!(known.contains(&(*operator).to_owned()), "{operator}");
    }
    let package: serde_json::Value =
        serde_json::from_str(include_str!("../docs/editor/package.json")).expect("JSON");
    assert_eq!(package["contributes"]["grammars"][0]["scopeName"], grammar["scopeName"]);
    assert_eq!(package["version"], env!("CARGO_PKG_VERSION"));
}
