//! A stack of parsed packs to a [`CompiledPack`]; every error of every file in one run.

mod beside;
mod cases;
mod derivations;
mod facets;
mod fallbacks;
mod merge;
mod questions;
mod routes;
mod rules;
mod severities;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::{Catalog, ServiceId, TableId, ValueType};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Spanned};
use crate::graph::DecisionGraph;
use crate::language::ast;
use crate::logic::{Formula, QuestionId};
use crate::quantity::Date;

use super::condition::DerivationId;
use super::question::{Question, Texts};
use super::resolve::Scope;
use super::{CompiledPack, Derivation, Identity, Parts, Source};
use merge::Merged;

/// The parsed files of one pack.
#[derive(Clone, Debug, Default)]
pub struct PackFiles {
    /// Its files, in the order of their paths.
    pub files: Vec<ast::File>,
}

/// Everything that is being put together, and what was found wrong on the way.
struct Compiler<'a> {
    catalog: &'a Catalog,
    merged: &'a Merged<'a>,
    questions: Vec<Question>,
    question_names: BTreeMap<String, QuestionId>,
    derivation_names: BTreeMap<String, DerivationId>,
    derivations: Vec<Derivation>,
    formulas: Vec<Arc<Formula>>,
    texts: Texts,
    found: Diagnostics,
}

/// Compiles a stack of packs, the lowest first.
///
/// # Errors
/// All findings of all files; a pack is made only if there is none.
pub fn compile(stack: &[PackFiles], catalog: &Catalog) -> Result<CompiledPack, Diagnostics> {
    let mut found = Diagnostics::new();
    let merged = merge::merge(stack, &mut found);
    let mut compiler = Compiler {
        catalog,
        merged: &merged,
        questions: Vec::new(),
        question_names: BTreeMap::new(),
        derivation_names: BTreeMap::new(),
        derivations: Vec::new(),
        formulas: Vec::new(),
        texts: questions::texts(&merged, catalog),
        found,
    };
    let mut pack = compiler.compile();
    if let Some(pack) = &mut pack {
        pack.levels = severities::levels(stack);
    }
    compiler.found.sort();
    match pack {
        Some(pack) if !compiler.found.has_errors() => Ok(CompiledPack { parts: Arc::new(pack) }),
        _ => Err(compiler.found),
    }
}

impl Compiler<'_> {
    fn compile(&mut self) -> Option<Parts> {
        self.declare_questions();
        self.compile_derivations();
        self.compile_fallbacks();
        let shorthands = self.compile_shorthands();
        let conflicts = self.compile_conflicts();
        let companions = self.compile_companions();
        let constraints = self.compile_constraints(&companions);
        let caveats = self.compile_caveats();
        let preferences = self.compile_preferences();
        let firsts = self.compile_firsts();
        let outcomes = self.compile_outcomes(&firsts, &companions);
        let (nodes, graph) = self.compile_nodes(&outcomes);
        let graph: Option<DecisionGraph> = graph;
        let severities = self.compile_severities();
        let cases = self.compile_cases();
        for read in self.merged.references.iter().filter_map(|reference| reference.read.as_ref()) {
            self.date(read);
        }
        let headers = self.merged.headers.clone();
        let Some(base) = headers.first() else {
            let finding = Diagnostic::general(Code::PackHeader, "the pack has no header");
            self.found.push(finding.help("write `pack NAME VERSION` in one of its files"));
            return None;
        };
        let versions: Vec<&str> = headers.iter().map(|header| header.version.value.as_str()).collect();
        let last =
            |pick: fn(&ast::PackHeader) -> Option<&ast::Name>| headers.iter().rev().find_map(|h| pick(h));
        let as_of = if let Some(name) = last(|header| header.as_of.as_ref()) {
            self.date(name)
        } else {
            let finding = Diagnostic::error(Code::MissingClause, base.name.span, "the pack has no date");
            self.found.push(finding.help("write `as_of 2025-06-30`: the day whose facts apply"));
            None
        };
        let since = last(|header| header.since.as_ref()).and_then(|name| self.date(name));
        let workload = last(|header| header.workload.as_ref());
        let workload = workload.and_then(|name| self.header_question(name, &ValueType::Text, "text"));
        let all: Arc<[String]> = self.catalog.provider_words().into();
        let (all, each) = (ValueType::Set(all.clone()), ValueType::Choice(all));
        let providers = last(|header| header.providers.as_ref());
        let providers = providers.and_then(|name| self.header_question(name, &all, "set of provider"));
        let walk = last(|header| header.walk.as_ref());
        let walk = walk.and_then(|name| self.header_question(name, &each, "choice of provider"));
        Some(Parts {
            name: base.name.value.clone(),
            version: versions.join("+"),
            identities: headers
                .iter()
                .map(|header| Identity::new(&header.name.value, &header.version.value))
                .collect(),
            facts: None,
            as_of: as_of?,
            since,
            workload,
            providers,
            walk,
            questions: std::mem::take(&mut self.questions),
            question_names: std::mem::take(&mut self.question_names),
            texts: std::mem::take(&mut self.texts),
            shorthands,
            derivations: std::mem::take(&mut self.derivations),
            conflicts,
            constraints,
            caveats,
            graph: graph?,
            nodes,
            outcomes,
            firsts,
            preferences,
            severities,
            levels: Vec::new(),
            cases,
        })
    }

    /// Names as they are known now; `service` says whether one is being checked.
    fn scope(&mut self, service: bool) -> Scope<'_> {
        self.scope_with(service, None)
    }

    /// The same, with a word for the row that is being looked for.
    fn scope_with<'s>(&'s mut self, service: bool, row: Option<(&'s str, TableId)>) -> Scope<'s> {
        Scope {
            catalog: self.catalog,
            questions: &self.questions,
            question_names: &self.question_names,
            derivation_names: &self.derivation_names,
            service,
            row,
            companion: None,
            found: &mut self.found,
        }
    }

    /// The same, with a word for the companion that is being looked at.
    fn scope_beside<'s>(&'s mut self, companion: (&'s str, ServiceId)) -> Scope<'s> {
        Scope { companion: Some(companion), ..self.scope(true) }
    }

    fn date(&mut self, name: &ast::Name) -> Option<Date> {
        let date = Date::parse(&name.value);
        if date.is_none() {
            let finding =
                Diagnostic::error(Code::TypeMismatch, name.span, format!("`{}` is not a date", name.value));
            self.found.push(finding.help("write it as 2025-06-30"));
        }
        date
    }

    fn question_named(&mut self, name: &ast::Name) -> Option<QuestionId> {
        let question = self.question_names.get(&name.value).copied();
        if question.is_none() {
            let near =
                crate::diagnostic::nearest(&name.value, self.question_names.keys().map(String::as_str));
            let finding = Diagnostic::error(
                Code::UnknownName,
                name.span,
                format!("`{}` is not a question", name.value),
            );
            self.found.push(finding.suggest(near));
        }
        question
    }

    /// A question that the program itself reads, so it must be of a certain type.
    fn header_question(&mut self, name: &ast::Name, wanted: &ValueType, written: &str) -> Option<QuestionId> {
        let id = self.question_named(name)?;
        if self.questions.get(id.index()).is_some_and(|question| question.value_type != *wanted) {
            let message = format!("`{}` must be a question of type `{written}`", name.value);
            let finding = Diagnostic::error(Code::TypeMismatch, name.span, message);
            self.found.push(finding.help(format!("declare it as `question {}: {written}`", name.value)));
        }
        Some(id)
    }

    fn missing(&mut self, name: &ast::Name, what: &str, help: &str) {
        let message = format!("`{}` has no {what}", name.value);
        self.found.push(Diagnostic::error(Code::MissingClause, name.span, message).help(help));
    }

    fn sources(&mut self, sources: &[ast::SourceRef]) -> Vec<Source> {
        sources.iter().filter_map(|source| self.source(source)).collect()
    }

    fn source(&mut self, source: &ast::SourceRef) -> Option<Source> {
        match source {
            ast::SourceRef::Reference(name, section) => {
                let Some(reference) = self.merged.references.iter().find(|r| r.name.value == name.value)
                else {
                    let message = format!("`{}` is not a declared reference", name.value);
                    let known = self.merged.references.iter().map(|r| r.name.value.as_str());
                    let near = crate::diagnostic::nearest(&name.value, known);
                    self.found.push(Diagnostic::error(Code::UnknownName, name.span, message).suggest(near));
                    return None;
                };
                Some(Source {
                    title: Some(reference.title.value.clone()),
                    section: section.as_ref().map(|section| section.value.clone()),
                    url: reference.url.as_ref().map(|url| url.value.clone()),
                    read: reference.read.as_ref().and_then(|read| Date::parse(&read.value)),
                })
            }
            ast::SourceRef::Url(url, read) => {
                let read: Option<&Spanned<String>> = read.as_ref();
                Some(Source {
                    title: None,
                    section: None,
                    url: Some(url.value.clone()),
                    read: read.and_then(|read| self.date(read)),
                })
            }
        }
    }
}
