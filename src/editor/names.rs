//! Every name in the rule files: what kind it is of, and whether it is declared there.

use std::collections::BTreeMap;

use crate::catalog::{Catalog, ValueType};
use crate::diagnostic::Span;
use crate::language::ast::{
    Arm, Candidate, Case, Caveat, Companion, Expr, ExprKind, Fallback, Grounds, Item, ItemKind, Name, Node,
    Outcome, Question, Rows, SourceRef, Text, TypeArgument,
};

use super::OpenFile;

/// What a name stands for; names of different kinds do not clash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A question, a short key or a derivation: they are used alike.
    Answer,
    /// A node or an outcome.
    Place,
    /// A constraint.
    Constraint,
    /// A caveat.
    Caveat,
    /// A conflict.
    Conflict,
    /// A reference.
    Reference,
    /// A service of the catalog.
    Service,
    /// A fact key of the catalog.
    Fact,
    /// A provider of the catalog.
    Provider,
}

/// A name where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// What it stands for.
    pub kind: Kind,
    /// The name.
    pub name: String,
    /// Its place.
    pub span: Span,
    /// Whether it is declared here.
    pub defines: bool,
}

impl Mention {
    /// Whether both stand for the same thing.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.kind == other.kind && self.name == other.name
    }
}

/// All names of some files, in their order.
pub(super) fn mentions(files: &[OpenFile<'_>], catalog: &Catalog) -> Vec<Mention> {
    let mut options = BTreeMap::new();
    for item in files.iter().flat_map(|file| &file.tree.items) {
        match &item.kind {
            ItemKind::Question(it) => drop(options.insert(it.name.value.as_str(), words(it, catalog))),
            ItemKind::Shorthand(it) => drop(options.insert(it.name.value.as_str(), Vec::new())),
            ItemKind::Derive(it) => drop(options.insert(it.name.value.as_str(), Vec::new())),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for file in files {
        let mut collector =
            Collector { text: file.text, catalog, options: &options, row: None, found: &mut found };
        file.tree.items.iter().for_each(|item| collector.item(item));
    }
    found
}

/// The words that a question can be answered with.
fn words(question: &Question, catalog: &Catalog) -> Vec<String> {
    match &question.type_.argument {
        TypeArgument::Options(options) => options.iter().map(|option| option.value.clone()).collect(),
        // A service stays a service, wherever it is named.
        TypeArgument::Of(name) if name.value != "service" => catalog.words(&name.value).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// The words that a value of a type can be.
fn words_of(value_type: &ValueType) -> Vec<String> {
    match value_type {
        ValueType::Choice(words) | ValueType::Set(words) => words.to_vec(),
        _ => Vec::new(),
    }
}

struct Collector<'c> {
    text: &'c str,
    catalog: &'c Catalog,
    /// Each question, short key and derivation with the words that it can be answered with.
    options: &'c BTreeMap<&'c str, Vec<String>>,
    /// The word for a row of a table, in an item that is about rows.
    row: Option<String>,
    found: &'c mut Vec<Mention>,
}

impl Collector<'_> {
    fn push(&mut self, kind: Kind, name: &Name, defines: bool) {
        self.found.push(Mention { kind, name: name.value.clone(), span: name.span, defines });
    }

    fn declare(&mut self, kind: Kind, name: &Name) {
        self.push(kind, name, true);
    }

    fn mention<'n>(&mut self, kind: Kind, names: impl IntoIterator<Item = &'n Name>) {
        names.into_iter().for_each(|name| self.push(kind, name, false));
    }

    fn item(&mut self, item: &Item) {
        self.row = None;
        match &item.kind {
            ItemKind::Pack(it) => {
                self.mention(Kind::Answer, it.workload.iter().chain(&it.providers).chain(&it.walk));
            }
            ItemKind::Reference(it) => self.declare(Kind::Reference, &it.name),
            ItemKind::Question(it) => self.question(it),
            ItemKind::Shorthand(it) => {
                self.declare(Kind::Answer, &it.name);
                let answers = it.forms.iter().flat_map(|form| &form.answers);
                self.mention(Kind::Answer, answers.map(|answer| &answer.question));
            }
            ItemKind::Derive(it) => {
                self.declare(Kind::Answer, &it.name);
                self.expr(&it.value, &[]);
                self.grounds(&it.grounds);
            }
            ItemKind::Conflict(it) => {
                self.declare(Kind::Conflict, &it.name);
                self.conditions(&it.when);
                self.grounds(&it.grounds);
            }
            ItemKind::Constraint(it) => {
                self.declare(Kind::Constraint, &it.name);
                self.rows(it.rows.as_ref());
                let offer = it.offer.as_ref();
                let named = offer.and_then(|offer| offer.only.as_ref());
                self.conditions(it.when.iter().chain(&it.need).chain(named));
                self.templates(it.refuse.iter().chain(offer.map(|offer| &offer.text)));
                self.grounds(&it.grounds);
            }
            ItemKind::Severity(it) => self.grounds(&it.grounds),
            ItemKind::Caveat(it) => self.caveat(it),
            ItemKind::Node(it) => self.node(it),
            ItemKind::Outcome(it) => self.outcome(it),
            ItemKind::Companion(it) => self.companion(it),
            ItemKind::Prefer(it) | ItemKind::First(it) => {
                self.mention(Kind::Provider, [&it.provider]);
                it.services.iter().for_each(|candidate| self.candidate(candidate));
            }
            ItemKind::Forbid(it) => {
                self.mention(Kind::Service, [&it.service]);
                self.conditions(&it.when);
                self.grounds(&it.grounds);
            }
            ItemKind::Case(it) => self.case(it),
        }
    }

    fn question(&mut self, question: &Question) {
        self.declare(Kind::Answer, &question.name);
        let own = self.options.get(question.name.value.as_str()).cloned().unwrap_or_default();
        for Fallback { value, when, grounds, .. } in &question.fallbacks {
            self.expr(value, &own);
            self.conditions(when);
            self.grounds(grounds);
        }
    }

    fn caveat(&mut self, caveat: &Caveat) {
        self.declare(Kind::Caveat, &caveat.name);
        self.rows(caveat.rows.as_ref());
        self.conditions(&caveat.when);
        self.templates(&caveat.say);
        self.grounds(&caveat.grounds);
    }

    fn node(&mut self, node: &Node) {
        self.declare(Kind::Place, &node.name);
        for Arm { guard, target, grounds, .. } in &node.arms {
            self.conditions(guard);
            self.mention(Kind::Place, [target]);
            self.grounds(grounds);
        }
    }

    fn outcome(&mut self, outcome: &Outcome) {
        self.declare(Kind::Place, &outcome.name);
        for it in &outcome.candidates {
            self.mention(Kind::Provider, [&it.provider]);
            it.candidates.iter().for_each(|candidate| self.candidate(candidate));
        }
        outcome.companions.iter().for_each(|companion| self.companion(companion));
        outcome.caveats.iter().for_each(|caveat| self.caveat(caveat));
        self.grounds(&outcome.grounds);
    }

    fn companion(&mut self, companion: &Companion) {
        self.mention(Kind::Service, [&companion.service]);
        self.conditions(&companion.when);
        self.templates(&companion.reason);
        self.sources(&companion.sources);
    }

    /// The word for a row hides a question of the same name until the item ends.
    fn rows(&mut self, rows: Option<&Rows>) {
        self.row = rows.map(|rows| rows.variable.value.clone());
        self.conditions(rows.and_then(|rows| rows.only.as_ref()));
    }

    fn candidate(&mut self, candidate: &Candidate) {
        self.mention(Kind::Service, [&candidate.service]);
        self.conditions(&candidate.when);
        self.templates(&candidate.reason);
    }

    fn case(&mut self, case: &Case) {
        for given in &case.given {
            self.mention(Kind::Answer, [&given.question]);
            let own = self.options.get(given.question.value.as_str()).cloned().unwrap_or_default();
            self.expr(&given.value, &own);
        }
        for expect in &case.expect {
            self.mention(Kind::Provider, [&expect.provider]);
            let is_service = !self.catalog.named(&expect.answer.value).is_empty();
            self.mention(Kind::Service, is_service.then_some(&expect.answer));
        }
        for reject in &case.reject {
            self.mention(Kind::Service, [&reject.service]);
            self.mention(Kind::Constraint, &reject.by);
        }
        self.mention(Kind::Service, &case.companions);
        self.mention(Kind::Place, &case.through);
        self.mention(Kind::Caveat, &case.warns);
        self.grounds(&case.grounds);
    }

    fn grounds(&mut self, grounds: &Grounds) {
        self.templates(&grounds.because);
        self.sources(&grounds.sources);
    }

    fn sources(&mut self, sources: &[SourceRef]) {
        for source in sources {
            if let SourceRef::Reference(name, _) = source {
                self.mention(Kind::Reference, [name]);
            }
        }
    }

    fn conditions<'e>(&mut self, conditions: impl IntoIterator<Item = &'e Expr>) {
        conditions.into_iter().for_each(|condition| self.expr(condition, &[]));
    }

    /// The names in an expression; a word that is an option of the other side is no name.
    fn expr(&mut self, expr: &Expr, options: &[String]) {
        match &expr.kind {
            ExprKind::Word(word) => self.word(word, expr.span, options),
            ExprKind::Literal(_) | ExprKind::Text(_) => {}
            ExprKind::List(items) => items.iter().for_each(|item| self.expr(item, options)),
            ExprKind::Not(inner) | ExprKind::Answered(inner, _) => self.expr(inner, &[]),
            ExprKind::Or(operands) | ExprKind::And(operands) => self.conditions(operands),
            ExprKind::Compare(left, _, right) => {
                let (of_left, of_right) = (self.options_of(left), self.options_of(right));
                self.expr(left, &of_right);
                self.expr(right, &of_left);
            }
            ExprKind::Arithmetic(left, _, right) => self.conditions([left.as_ref(), right.as_ref()]),
        }
    }

    fn options_of(&self, expr: &Expr) -> Vec<String> {
        let ExprKind::Word(word) = &expr.kind else { return Vec::new() };
        if let Some(options) = self.options.get(word.as_str()) {
            return options.clone();
        }
        if let Some(key) = word.strip_prefix("service.").and_then(|key| self.catalog.find_key(key)) {
            return words_of(&self.catalog.key(key).value_type);
        }
        // A column of a row: which table it is of does not matter, because columns of one name have the same words.
        let Some((_, column)) = word.rsplit_once('.') else { return Vec::new() };
        let tables = self.catalog.tables();
        let columns = tables.flat_map(|(_, table)| &table.columns).filter(|it| it.name == column);
        columns.flat_map(|column| words_of(&column.value_type)).collect()
    }

    fn word(&mut self, word: &str, span: Span, options: &[String]) {
        if options.iter().any(|option| option == word) && self.catalog.named(word).is_empty() {
            return;
        }
        if self.row.as_deref().is_some_and(|row| word.split('.').next() == Some(row)) {
            return;
        }
        let part = |start: usize, end: usize| Span {
            start: span.start + u32::try_from(start).unwrap_or(0),
            end: span.start + u32::try_from(end).unwrap_or(0),
            ..span
        };
        let (kind, name, span) = if self.options.contains_key(word) {
            (Kind::Answer, word, span)
        } else if let Some(key) = word.strip_prefix("service.") {
            (Kind::Fact, key, part(word.len() - key.len(), word.len()))
        } else if !self.catalog.named(word).is_empty() {
            (Kind::Service, word, span)
        } else if let Some((question, _)) =
            word.rsplit_once('.').filter(|(it, _)| self.options.contains_key(it))
        {
            (Kind::Answer, question, part(0, question.len()))
        } else {
            return;
        };
        self.found.push(Mention { kind, name: name.to_owned(), span, defines: false });
    }

    /// The names between the braces of texts.
    fn templates<'t>(&mut self, texts: impl IntoIterator<Item = &'t Text>) {
        for text in texts {
            let (start, end) = (text.span.start as usize, text.span.end as usize);
            let raw = self.text.get(start..end).unwrap_or_default();
            let mut rest = raw;
            while let Some((_, after)) = rest.split_once('{') {
                rest = after;
                if let Some(doubled) = after.strip_prefix('{') {
                    rest = doubled;
                    continue;
                }
                let Some((name, _)) = after.split_once('}') else { break };
                let at = start + raw.len() - after.len() + name.len() - name.trim_start().len();
                let name = name.trim();
                self.word(name, Span::new(text.span.source, at, at + name.len()), &[]);
            }
        }
    }
}
