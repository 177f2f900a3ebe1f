//! What could stand at a place, by what stands before it.

use std::collections::BTreeSet;

use crate::diagnostic::SourceId;
use crate::language::ast::{Item, ItemKind, TypeArgument};
use crate::language::{Token, TokenKind, tokenize, words};

use super::Workspace;
use super::hover::PROVIDER;
use super::names::Kind;

/// A word that could stand here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The word.
    pub word: String,
    /// What it is.
    pub kind: CompletionKind,
    /// What it says about itself, on one line.
    pub detail: String,
}

/// What a completion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompletionKind {
    /// A word of the language.
    Keyword,
    /// A name that rule files declare.
    Name(Kind),
    /// An option of a question or of a fact.
    Option,
}

/// Words after which an operand is due.
const BEFORE_OPERANDS: &[&str] = &[
    "when", "need", "and", "or", "not", "(", "=", "!=", "<", "<=", ">", ">=", "in", "includes", "any", "[",
    ",",
];

/// What stands before the cursor.
struct Before<'t> {
    /// The beginning of the word at the cursor; empty after a blank.
    prefix: &'t str,
    /// The last token before it.
    last: Option<&'t str>,
    /// The name that the operator before the cursor compares with.
    compared: Option<&'t str>,
    /// The first word of the item; none where an item may begin.
    item: Option<&'t str>,
}

impl Workspace<'_> {
    /// What could stand at a byte of a file, best kinds first; each begins with what is there already.
    #[must_use]
    pub fn complete(&self, source: SourceId, offset: usize) -> Vec<Completion> {
        let Some(file) = self.files.iter().find(|file| file.source == source) else { return Vec::new() };
        let text = file.text.get(..offset).unwrap_or_default();
        let Some(before) = Before::of(text) else { return Vec::new() };
        let mut found = self.candidates(&before);
        found.retain(|completion| completion.word.starts_with(before.prefix));
        found
    }

    fn candidates(&self, before: &Before<'_>) -> Vec<Completion> {
        let Some(item) = before.item else { return keywords(words::ITEMS) };
        if before.prefix.starts_with("service.") {
            return self.facts();
        }
        let last = before.last.unwrap_or_default();
        let compared =
            || before.compared.map(|name| self.options(name)).filter(|options| !options.is_empty());
        let operands = || BEFORE_OPERANDS.contains(&last).then(|| self.operands());
        self.after(item, last, before)
            .or_else(compared)
            .or_else(operands)
            .unwrap_or_else(|| self.clauses(item))
    }

    /// What must stand after a word, where that is of one kind.
    fn after(&self, item: &str, last: &str, before: &Before<'_>) -> Option<Vec<Completion>> {
        let own = matches!(item, "case" | "outcome" | "prefer" | "first");
        Some(match last {
            "->" | "through" => self.names(Kind::Place),
            "by" => self.names(Kind::Constraint),
            "source" => self.names(Kind::Reference),
            "warn" if item == "case" => self.names(Kind::Caveat),
            "workload" | "providers" | "walk" if item == "pack" => self.names(Kind::Answer),
            "given" => self.names(Kind::Answer),
            "," if item == "case" && before.compared.is_none() => self.names(Kind::Answer),
            "then" | "with" | "reject" | "forbid" | "companion" => self.services(None),
            "expect" | "prefer" | "first" => self.providers(),
            ":" if item == "question" => keywords(words::TYPES),
            "of" if item == "question" => self.vocabularies(),
            provider if own && self.catalog.find_provider(provider).is_some() => {
                self.services(Some(provider))
            }
            _ => return None,
        })
    }

    fn operands(&self) -> Vec<Completion> {
        let mut found = self.names(Kind::Answer);
        found.push(keyword("service"));
        found.extend(self.services(None));
        found
    }

    /// What may follow a clause, or go on with a condition.
    fn clauses(&self, item: &str) -> Vec<Completion> {
        let mut found = keywords(words::clauses(item));
        found.extend(keywords(words::OPERATORS));
        if item == "outcome" {
            found.extend(self.providers());
        }
        found
    }

    /// The declared names of a kind, in the order of the files.
    fn names(&self, kind: Kind) -> Vec<Completion> {
        let mut seen = BTreeSet::new();
        let own = self.mentions.iter().filter(|mention| mention.defines && mention.kind == kind);
        let named = own.filter(|mention| seen.insert(mention.name.as_str())).map(|mention| Completion {
            word: mention.name.clone(),
            kind: CompletionKind::Name(kind),
            detail: self.declaration(kind, &mention.name).map(detail).unwrap_or_default(),
        });
        named.collect()
    }

    fn services(&self, provider: Option<&str>) -> Vec<Completion> {
        let of = provider.and_then(|word| self.catalog.find_provider(word));
        let services =
            self.catalog.services().filter(|(_, service)| of.is_none_or(|id| service.provider == id));
        let named = services.map(|(_, service)| Completion {
            word: service.id.clone(),
            kind: CompletionKind::Name(Kind::Service),
            detail: service.name.to_string(),
        });
        named.collect()
    }

    fn providers(&self) -> Vec<Completion> {
        let named = self.catalog.providers().map(|(_, provider)| Completion {
            word: provider.id.clone(),
            kind: CompletionKind::Name(Kind::Provider),
            detail: provider.name.clone(),
        });
        named.collect()
    }

    fn facts(&self) -> Vec<Completion> {
        let fact = |name: &str, meaning: &str| Completion {
            word: format!("service.{name}"),
            kind: CompletionKind::Name(Kind::Fact),
            detail: meaning.to_owned(),
        };
        let keys = self.catalog.keys().map(|(_, key)| fact(&key.name, &key.meaning));
        keys.chain([fact(PROVIDER, "the provider of the service")]).collect()
    }

    fn vocabularies(&self) -> Vec<Completion> {
        let own = self.catalog.vocabularies().iter().map(|it| it.name.as_str());
        own.chain(["service", "provider"]).map(keyword).collect()
    }

    /// The words that a question, or a fact, can be.
    fn options(&self, name: &str) -> Vec<Completion> {
        let option =
            |word: String| Completion { word, kind: CompletionKind::Option, detail: name.to_owned() };
        let fact = name.strip_prefix("service.");
        if fact == Some(PROVIDER) {
            return self.providers();
        }
        if let Some(key) = fact.and_then(|key| self.catalog.find_key(key)) {
            return match &self.catalog.key(key).value_type {
                crate::catalog::ValueType::Choice(words) | crate::catalog::ValueType::Set(words) => {
                    words.iter().cloned().map(option).collect()
                }
                crate::catalog::ValueType::YesNo => ["yes", "no"].map(str::to_owned).map(option).into(),
                _ => Vec::new(),
            };
        }
        let Some(ItemKind::Question(question)) = self.declaration(Kind::Answer, name).map(|item| &item.kind)
        else {
            return Vec::new();
        };
        let words = match &question.type_.argument {
            TypeArgument::Options(options) => options.iter().map(|option| option.value.clone()).collect(),
            TypeArgument::Of(name) => self.catalog.words(&name.value).unwrap_or_default(),
            _ if question.type_.word.value == "yes_no" => vec!["yes".to_owned(), "no".to_owned()],
            _ => Vec::new(),
        };
        words.into_iter().map(option).collect()
    }
}

/// What an item says about itself: the question that is asked, a title, a reason.
fn detail(item: &Item) -> String {
    let text = match &item.kind {
        ItemKind::Question(it) => it.ask.as_ref(),
        ItemKind::Derive(it) => it.grounds.because.as_ref(),
        ItemKind::Node(it) => it.title.as_ref(),
        ItemKind::Outcome(it) => it.title.as_ref(),
        ItemKind::Constraint(it) => it.grounds.because.as_ref(),
        ItemKind::Caveat(it) => it.say.as_ref(),
        ItemKind::Reference(it) => Some(&it.title),
        _ => None,
    };
    text.map(|text| text.value.replace('\n', " ")).unwrap_or_default()
}

fn keyword(word: &str) -> Completion {
    Completion { word: word.to_owned(), kind: CompletionKind::Keyword, detail: String::new() }
}

fn keywords(words: &[&str]) -> Vec<Completion> {
    words.iter().map(|word| keyword(word)).collect()
}

impl<'t> Before<'t> {
    /// None inside a comment or a text, where nothing is to be completed.
    fn of(text: &'t str) -> Option<Self> {
        let tokens: Vec<Token> = tokenize(text).collect();
        let open = tokens.last().map(|token| token.kind);
        if matches!(open, Some(TokenKind::Comment | TokenKind::UnterminatedText)) {
            return None;
        }
        let column =
            |token: &Token| token.start == 0 || text.get(..token.start).is_some_and(|t| t.ends_with('\n'));
        let begins = tokens.iter().rposition(|token| token.kind.is_significant() && column(token));
        let own = begins.and_then(|at| tokens.get(at..)).unwrap_or_default();
        let mut own: Vec<&str> =
            own.iter().filter(|t| t.kind.is_significant()).map(|t| t.text(text)).collect();
        // A name that is not finished ends in a dot or a dash, which is a token of its own.
        let begun = text.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "_.-".contains(c)).len();
        let prefix = text.get(begun..).unwrap_or_default();
        let inside = tokens.iter().filter(|token| token.start >= begun).count();
        own.truncate(own.len().saturating_sub(inside));
        let in_first_column = text.len() == prefix.len()
            || text.get(..text.len() - prefix.len()).is_some_and(|t| t.ends_with('\n'));
        if own.first() == Some(&"replace") {
            own.remove(0);
        }
        let item =
            own.first().copied().filter(|_| !in_first_column || prefix.is_empty() && !text.ends_with('\n'));
        Some(Self { prefix, last: own.last().copied(), compared: compared(&own), item })
    }
}

/// The name before the last operator, if the cursor is where its other side stands: right behind it, or in its list.
fn compared<'t>(tokens: &[&'t str]) -> Option<&'t str> {
    let opened = tokens.iter().rposition(|token| matches!(*token, "[" | "]"));
    let list = opened.filter(|at| tokens.get(*at) == Some(&"["));
    let before = list.map_or(Some(tokens), |at| tokens.get(..at))?;
    let (operator, before) = before.split_last()?;
    let compares = matches!(*operator, "=" | "!=" | "in" | "includes" | "any");
    let name = before.iter().rev().find(|word| !matches!(**word, "not" | "includes"));
    name.copied().filter(|_| compares)
}
