//! Conflicts, constraints, caveats; and what stages share.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::catalog::{ServiceId, TableId};
use crate::diagnostic::{Code, Diagnostic, Span, nearest};
use crate::language::ast;
use crate::logic::{Formula, Op, QuestionId, Test};

use super::super::bind::Binder;
use super::super::condition::{Cond, Mention, Word};
use super::super::question::{Fallback, FallbackKind, Question};
use super::super::template::{Part, Template};
use super::super::{Caveat, Companion, Conflict, Constraint, Derivation, Grounds, Offer, Quantifier, Rows};
use super::Compiler;
use super::beside::COMPANIONS;

impl Compiler<'_> {
    /// Formulas of conditions in which no service is known.
    pub(super) fn binder<'b>(&'b self, derivations: &'b [Arc<Formula>]) -> Binder<'b> {
        Binder {
            catalog: self.catalog,
            questions: &self.questions,
            derivations,
            texts: &self.texts,
            service: None,
            row: None,
            taken: &[],
        }
    }

    pub(super) fn grounds(&mut self, written: &ast::Grounds, service: bool) -> Grounds {
        let because = written.because.as_ref().map(|text| self.scope(service).template(text));
        Grounds { because, sources: self.sources(&written.sources) }
    }

    /// The questions behind mentions, derivations opened, in order of writing.
    pub(super) fn questions_of(&self, mentions: &[Mention]) -> Vec<QuestionId> {
        let mut questions = Vec::new();
        let mut opened: BTreeSet<usize> = BTreeSet::new();
        let mut waiting: Vec<Mention> = mentions.iter().rev().copied().collect();
        while let Some(mention) = waiting.pop() {
            match mention {
                Mention::Subject(subject) if !questions.contains(&subject.question) => {
                    questions.push(subject.question);
                }
                Mention::Derived(id) if opened.insert(id.index()) => {
                    // By id, not by position: a derivation with an error is not in the list.
                    let of = |d: &Derivation| self.derivation_names.get(&d.name).copied();
                    let at = self.derivations.binary_search_by_key(&Some(id), of);
                    let derivation = at.ok().and_then(|at| self.derivations.get(at));
                    waiting.extend(derivation.iter().flat_map(|d| d.condition.mentions()).rev());
                }
                _ => {}
            }
        }
        questions
    }

    /// A service by its id.
    pub(super) fn service(&mut self, name: &ast::Name) -> Option<ServiceId> {
        let service = self.catalog.find_service(&name.value);
        if service.is_none() {
            self.unknown_service(name);
        }
        service
    }

    /// What a name stands for: a service, a configuration of one, or several by an earlier name; none, and a finding, where it
    /// stands for nothing.
    pub(super) fn deployed(&mut self, name: &ast::Name) -> Vec<ServiceId> {
        let named = self.catalog.named(&name.value);
        if named.is_empty() {
            self.unknown_service(name);
        }
        named
    }

    fn unknown_service(&mut self, name: &ast::Name) {
        let known = self.catalog.all_names();
        let near = nearest(&name.value, known.iter().map(String::as_str));
        let message = format!("unknown service `{}`", name.value);
        self.found.push(Diagnostic::error(Code::UnknownService, name.span, message).suggest(near));
    }

    /// `conflict` items, and one for every `must be`.
    pub(super) fn compile_conflicts(&mut self) -> Vec<Conflict> {
        let mut conflicts = Vec::new();
        for written in self.merged.conflicts.clone() {
            let Some(when) = &written.when else {
                self.missing(&written.name, "`when`", "write `when CONDITION`");
                continue;
            };
            if written.grounds.because.is_none() {
                self.missing(&written.name, "`because`", "say why these answers exclude each other");
            }
            let grounds = self.grounds(&written.grounds, false);
            let Some(condition) = self.scope(false).condition(when) else { continue };
            let formula = self.binder(&self.formulas).formula(&condition);
            let questions = self.questions_of(&condition.mentions());
            let (name, span) = (written.name.value.clone(), written.name.span);
            conflicts.push(Conflict { name, formula, questions, grounds, span });
        }
        let mut musts = Vec::new();
        for (id, question) in (0..).map(QuestionId).zip(&self.questions) {
            let all = question.fallbacks.iter().filter(|fallback| fallback.kind == FallbackKind::Must);
            musts.extend(all.filter_map(|must| self.must(id, question, must)));
        }
        conflicts.extend(musts);
        conflicts
    }

    /// `must be V when C` forbids any other answer when C holds.
    fn must(&self, id: QuestionId, question: &Question, must: &Fallback) -> Option<Conflict> {
        let test = |op| Formula::Test(Test { question: id, column: None, op });
        let other = Formula::Not(Box::new(test(Op::Equals(must.value?))));
        let formula = Formula::And(Box::new([must.when.clone()?, test(Op::Answered), other]));
        let mentions = must.condition.as_ref().map(Cond::mentions).unwrap_or_default();
        let mut questions = vec![id];
        questions.extend(self.questions_of(&mentions).into_iter().filter(|q| *q != id));
        let grounds = Grounds { because: must.because.clone(), sources: must.sources.clone() };
        Some(Conflict { name: question.name.clone(), formula, questions, grounds, span: must.span })
    }

    pub(super) fn compile_constraints(&mut self, companions: &[Companion]) -> Vec<Constraint> {
        let mut constraints = Vec::new();
        for written in self.merged.constraints.clone() {
            self.grounded(written);
            match written.rows.as_ref().filter(|rows| rows.table.value == COMPANIONS) {
                Some(rows) => constraints.extend(self.for_companions(written, rows, companions)),
                None => constraints.extend(self.constraint(written)),
            }
        }
        constraints.extend(self.compile_forbidden());
        constraints
    }

    /// Reports a constraint without its grounds, or without what it asks for.
    fn grounded(&mut self, written: &ast::Constraint) {
        let name = &written.name;
        if written.grounds.because.is_none() {
            self.missing(name, "`because`", "say why there is such a constraint");
        }
        if written.grounds.sources.is_empty() {
            self.missing(
                name,
                "`source`",
                "write `source REFERENCE \"section\"` or `source \"https://…\" read DATE`",
            );
        }
        if written.need.is_none() {
            self.missing(name, "`need`", "write `need CONDITION`: what a service must satisfy");
        }
        if written.refuse.is_none() {
            self.missing(
                name,
                "`refuse`",
                "write `refuse \"text\"`: what is said of a service that does not",
            );
        }
    }

    fn constraint(&mut self, written: &ast::Constraint) -> Option<Constraint> {
        let (row, rows) = self.rows(written.rows.as_ref());
        if row.is_none() && written.rows.is_some() {
            // What the word for a row means is not known: nothing more can be said.
            return None;
        }
        let when = match &written.when {
            None => Some(Cond::Const(true)),
            Some(when) => self.scope(true).condition(when),
        };
        let grounds = self.grounds(&written.grounds, true);
        // Where every row has to satisfy something, the text may name the one that does not.
        let failing = row.filter(|_| rows.as_ref().is_some_and(|rows| rows.quantifier == Quantifier::Every));
        let refuse = written.refuse.as_ref().map(|text| self.scope_with(true, failing).template(text));
        let need = written.need.as_ref().map(|need| self.scope_with(true, row).condition(need));
        let offer = written.offer.as_ref().map(|offer| {
            let text = self.scope_with(true, row).template(&offer.text);
            let only = offer.only.as_ref().map(|only| self.scope_with(true, row).condition(only));
            (text, only)
        });
        let (Some(when), Some(Some(need)), Some(refuse)) = (when, need, refuse) else { return None };
        let offer = offer.map(|(text, only)| {
            let rows = Cond::And([Some(need.clone()), only.flatten()].into_iter().flatten().collect());
            Offer { text, rows }
        });
        let (name, span) = (written.name.value.clone(), written.name.span);
        Some(Constraint { name, rows, when, need, refuse, offer, grounds, span })
    }

    /// The word for a row with its table, and which rows count: facts say so, not answers.
    fn rows<'w>(&mut self, written: Option<&'w ast::Rows>) -> (Option<(&'w str, TableId)>, Option<Rows>) {
        let Some(written) = written else { return (None, None) };
        let name = &written.table;
        let Some(table) = self.catalog.find_table(&name.value) else {
            let message = format!("`{}` is not a table of the catalog", name.value);
            let near = nearest(&name.value, self.catalog.tables().map(|(_, table)| table.name.as_str()));
            let finding = Diagnostic::error(Code::UnknownName, name.span, message);
            self.found.push(match name.value.as_str() {
                COMPANIONS => finding.help("constraints look at companions, and nothing else does"),
                _ => finding.suggest(near),
            });
            return (None, None);
        };
        let row = Some((written.variable.value.as_str(), table));
        let quantifier = match written.quantifier {
            ast::Quantifier::Some => Quantifier::Some,
            ast::Quantifier::Every => Quantifier::Every,
        };
        let only = match &written.only {
            None => Some(Cond::Const(true)),
            Some(only) => self.scope_with(true, row).condition(only),
        };
        if only.as_ref().is_some_and(Cond::asks) {
            let span = written.only.as_ref().map_or(name.span, |only| only.span);
            self.asks_of_answers(span, "`need`, or in the `when` of a caveat");
        }
        (row, only.map(|only| Rows { quantifier, table, only }))
    }

    /// Reports answers where only facts say what there is.
    pub(super) fn asks_of_answers(&mut self, span: Span, instead: &str) {
        let message = "`where` says what a service has, so it looks at facts and not at answers";
        let finding = Diagnostic::error(Code::QuestionHere, span, message);
        self.found.push(finding.help(format!("compare with answers in {instead}")));
    }

    /// `forbid SERVICE`: a constraint that the service can never meet.
    fn compile_forbidden(&mut self) -> Vec<Constraint> {
        let mut constraints = Vec::new();
        for written in self.merged.forbidden.clone() {
            let is_known = !self.deployed(&written.service).is_empty();
            let condition = match &written.when {
                None => Some(Cond::Const(true)),
                Some(when) => self.scope(true).condition(when),
            };
            if written.grounds.because.is_none() {
                self.missing(&written.service, "`because`", "say why it is forbidden");
            }
            let grounds = self.grounds(&written.grounds, true);
            let (true, Some(condition)) = (is_known, condition) else { continue };
            let id = written.service.value.clone();
            let this = Cond::Same(Word::Service, Word::Const(id.clone()));
            let plain = || Template(vec![Part::Text(format!("`{id}` is forbidden"))]);
            constraints.push(Constraint {
                name: format!("forbid {id}"),
                rows: None,
                offer: None,
                when: Cond::And(vec![this, condition]),
                need: Cond::Const(false),
                refuse: grounds.because.clone().unwrap_or_else(plain),
                grounds,
                span: written.service.span,
            });
        }
        constraints
    }

    pub(super) fn compile_caveats(&mut self) -> Vec<Caveat> {
        let written: Vec<&ast::Caveat> = self.merged.caveats.clone();
        for caveat in &written {
            if caveat.grounds.sources.is_empty() {
                self.missing(
                    &caveat.name,
                    "`source`",
                    "write `source REFERENCE` or `source \"https://…\" read DATE`",
                );
            }
        }
        written.into_iter().filter_map(|caveat| self.caveat(caveat)).collect()
    }

    pub(super) fn caveat(&mut self, written: &ast::Caveat) -> Option<Caveat> {
        let (row, rows) = self.rows(written.rows.as_ref());
        if row.is_none() && written.rows.is_some() {
            return None;
        }
        let when = match &written.when {
            None => Some(Cond::Const(true)),
            Some(when) => self.scope_with(true, row).condition(when),
        };
        let grounds = self.grounds(&written.grounds, true);
        let Some(say) = &written.say else {
            self.missing(&written.name, "`say`", "write `say \"text\"`");
            return None;
        };
        let say = self.scope(true).template(say);
        let (name, span): (String, Span) = (written.name.value.clone(), written.name.span);
        Some(Caveat { name, rows, when: when?, say, grounds, span })
    }
}
