//! Constraints that look at the companions of a service, one after the other.

use std::collections::BTreeSet;

use crate::catalog::{KeyId, ServiceId};
use crate::diagnostic::{Code, Diagnostic};
use crate::language::ast;

use super::super::condition::{Cond, Word};
use super::super::template::{Part, Template};
use super::super::{Companion, Constraint};
use super::Compiler;

/// The word that stands for all companions where a table could be named.
pub(super) const COMPANIONS: &str = "companions";

impl Compiler<'_> {
    /// `every WAY of companions`: a constraint for each companion that the catalog says something of, under the facts that are asked
    /// for. It binds where the companion comes along, which is read with what stands in for answers, for that is what is recommended;
    /// everything else binds on what is stated.
    pub(super) fn for_companions(
        &mut self,
        written: &ast::Constraint,
        rows: &ast::Rows,
        companions: &[Companion],
    ) -> Vec<Constraint> {
        if !self.are_companions(rows, written) {
            return Vec::new();
        }
        let grounds = self.grounds(&written.grounds, true);
        let mut constraints: Vec<Constraint> = Vec::new();
        let mut keys = BTreeSet::new();
        for companion in companions {
            let before = self.found.len();
            let Some(made) = self.beside(written, rows, companion) else { return Vec::new() };
            if self.found.len() > before {
                // What is wrong with it is wrong with it for every companion.
                return Vec::new();
            }
            let asked = made.asks_of(companion.service);
            let says = |key: &KeyId| !self.catalog.service(companion.service).of_key(*key).is_empty();
            if asked.is_empty() || asked.iter().any(says) {
                constraints.push(Constraint { grounds: grounds.clone(), ..made });
            }
            keys.extend(asked);
        }
        if constraints.is_empty() {
            let names: Vec<&str> = keys.iter().map(|key| self.catalog.key(*key).name.as_str()).collect();
            let message = match names.as_slice() {
                [] => "the pack has no companions that come along whatever the outcome is".to_owned(),
                names => format!("no companion of the pack has a fact `{}`", names.join("` or `")),
            };
            let finding = Diagnostic::error(Code::UnknownFact, rows.table.span, message);
            self.found.push(
                finding.help("record it for the companions that it is about, or delete the constraint"),
            );
        }
        constraints
    }

    /// Whether the words before a constraint can stand for companions; where not, that is reported.
    fn are_companions(&mut self, rows: &ast::Rows, written: &ast::Constraint) -> bool {
        let before = self.found.len();
        let mut report = |code, message: &str, help: &str| {
            self.found.push(Diagnostic::error(code, rows.table.span, message).help(help));
        };
        if self.catalog.find_table(COMPANIONS).is_some() {
            let message = "`companions` are what comes along, and a table of the catalog has that name";
            report(Code::DuplicateName, message, "call the table something else");
        }
        if rows.quantifier == ast::Quantifier::Some || written.offer.is_some() {
            let message = "companions are looked at one after the other, and each has to do";
            report(Code::TypeMismatch, message, "write `every WAY of companions`, without `offer`");
        }
        self.found.len() == before
    }

    fn beside(
        &mut self,
        written: &ast::Constraint,
        rows: &ast::Rows,
        companion: &Companion,
    ) -> Option<Constraint> {
        let word = (rows.variable.value.as_str(), companion.service);
        let mut condition = |expr: Option<&ast::Expr>| match expr {
            None => Some(Cond::Const(true)),
            Some(expr) => self.scope_beside(word).condition(expr),
        };
        let (only, when) = (condition(rows.only.as_ref()), condition(written.when.as_ref()));
        let need = written.need.as_ref().map(|need| condition(Some(need)));
        if let Some(written) = rows.only.as_ref().filter(|_| only.as_ref().is_some_and(Cond::asks)) {
            self.asks_of_answers(written.span, "`when`");
        }
        let refuse = written.refuse.as_ref().map(|text| self.scope_beside(word).template(text));
        let (Some(only), Some(when), Some(Some(need)), Some(refuse)) = (only, when, need, refuse) else {
            return None;
        };
        let provider = self.catalog.service(companion.service).provider;
        let provider = Word::Const(self.catalog.provider(provider).id.clone());
        let comes_along = Cond::Taken(Box::new(companion.when.clone()));
        Some(Constraint {
            name: written.name.value.clone(),
            rows: None,
            // Whether it comes along is asked last: only where the rest binds does the answer rest on it.
            when: Cond::And(vec![Cond::Same(Word::Provider, provider), only, when, comes_along]),
            need,
            refuse,
            offer: None,
            grounds: super::super::Grounds::default(),
            span: written.name.span,
        })
    }
}

impl Constraint {
    /// The facts of a companion that it asks for, in its condition, its need or its text.
    fn asks_of(&self, companion: ServiceId) -> BTreeSet<KeyId> {
        let facts = self.when.facts().into_iter().chain(self.need.facts());
        let Template(parts) = &self.refuse;
        let named =
            parts.iter().filter_map(|part| if let Part::Fact(fact) = part { Some(*fact) } else { None });
        facts.chain(named).filter(|fact| fact.of == Some(companion)).map(|fact| fact.key).collect()
    }
}
