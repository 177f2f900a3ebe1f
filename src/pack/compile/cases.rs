//! Cases: their names are checked, what they give and expect is kept.

use crate::diagnostic::{Code, Diagnostic, Spanned, nearest};
use crate::language::ast::{self, Expr, ExprKind};
use crate::language::print;
use crate::quantity::Date;

use super::super::case::{Case, Expect, Given, GivenValue, Reject};
use super::Compiler;

impl Compiler<'_> {
    fn known_name(&mut self, name: &ast::Name, what: &str, known: &[&str]) {
        if !known.contains(&name.value.as_str()) {
            let message = format!("there is no {what} `{}`", name.value);
            let near = nearest(&name.value, known.iter().copied());
            self.found.push(Diagnostic::error(Code::UnknownName, name.span, message).suggest(near));
        }
    }

    /// `by forbid` of a service that some rule forbids.
    fn forbidden(&mut self, by: &ast::Name, service: &ast::Name) {
        if !self.merged.forbidden.iter().any(|it| it.service.value == service.value) {
            let message = format!("no rule forbids `{}`", service.value);
            let finding = Diagnostic::error(Code::UnknownName, by.span, message);
            self.found.push(finding.help("`by forbid` speaks of a `forbid` of this very id"));
        }
    }

    /// The cases of the pack. Their names are checked when it loads, their answers when they are run.
    pub(super) fn compile_cases(&mut self) -> Vec<Case> {
        let merged = self.merged;
        let constraints: Vec<&str> = merged.constraints.iter().map(|it| it.name.value.as_str()).collect();
        let (nodes, outcomes) = (merged.nodes.iter(), merged.outcomes.iter());
        let places = nodes.map(|it| &it.name).chain(outcomes.map(|it| &it.name));
        let places: Vec<&str> = places.map(|name| name.value.as_str()).collect();
        let own = merged.outcomes.iter().flat_map(|outcome| &outcome.caveats);
        let caveats = merged.caveats.iter().copied().chain(own);
        let caveats: Vec<&str> = caveats.map(|caveat| caveat.name.value.as_str()).collect();
        for case in merged.cases.clone() {
            for given in &case.given {
                let short = |name: &str| self.merged.shorthands.iter().any(|short| short.name.value == name);
                if !short(&given.question.value) {
                    self.question_named(&given.question);
                }
            }
            for expect in &case.expect {
                self.provider(&expect.provider);
                if !matches!(expect.answer.value.as_str(), "no_fit" | "undecided") {
                    self.deployed(&expect.answer);
                }
                let settled = |name: &&ast::Name| {
                    !matches!(name.value.as_str(), "decided" | "provisional" | "unverified")
                };
                if let Some(status) = expect.status.as_ref().filter(settled) {
                    let message = format!("`{}` is not a status", status.value);
                    let finding = Diagnostic::error(Code::UnknownName, status.span, message);
                    self.found.push(finding.help("write `is decided`, `is provisional` or `is unverified`"));
                }
            }
            for reject in &case.reject {
                self.deployed(&reject.service);
                match reject.by.as_ref() {
                    Some(by) if by.value == FORBID => self.forbidden(by, &reject.service),
                    by => by.iter().for_each(|by| self.known_name(by, "constraint", &constraints)),
                }
            }
            case.through.iter().for_each(|name| self.known_name(name, "node or outcome", &places));
            case.warns.iter().for_each(|name| self.known_name(name, "caveat", &caveats));
            for companion in &case.companions {
                self.service(companion);
            }
            if let Some(date) = &case.as_of {
                self.date(date);
            }
        }
        merged.cases.iter().map(|case| compiled(case)).collect()
    }
}

/// What a case calls the rule that forbids a service.
const FORBID: &str = "forbid";

/// A case whose names are known: the form in which it is kept.
fn compiled(written: &ast::Case) -> Case {
    let text = |name: &Option<ast::Name>| name.as_ref().map(|name| name.value.clone());
    let given = |given: &ast::Given| Given {
        question: given.question.clone(),
        value: given_value(&given.value),
        written: print::expression(&given.value),
    };
    let expect = |expect: &ast::Expect| Expect {
        provider: expect.provider.value.clone(),
        answer: expect.answer.clone(),
        form: text(&expect.form),
        status: text(&expect.status),
    };
    let reject = |reject: &ast::Reject| {
        let service = &reject.service.value;
        let by = text(&reject.by).map(|by| if by == FORBID { format!("{FORBID} {service}") } else { by });
        Reject { service: reject.service.clone(), by }
    };
    Case {
        name: written.name.clone(),
        as_of: written.as_of.as_ref().and_then(|day| Date::parse(&day.value)),
        given: written.given.iter().map(given).collect(),
        expect: written.expect.iter().map(expect).collect(),
        reject: written.reject.iter().map(reject).collect(),
        companions: written.companions.clone(),
        through: written.through.clone(),
        warns: written.warns.clone(),
        is_cited: !written.grounds.sources.is_empty(),
    }
}

fn given_value(written: &Expr) -> Spanned<GivenValue> {
    let value = match &written.kind {
        ExprKind::Literal(text) if text.parse::<f64>().is_ok() => GivenValue::Number(text.clone()),
        ExprKind::Literal(text) | ExprKind::Word(text) | ExprKind::Text(text) => {
            GivenValue::Text(text.clone())
        }
        ExprKind::List(items) => GivenValue::List(items.iter().map(given_value).collect()),
        _ => GivenValue::Text(print::expression(written)),
    };
    Spanned::new(value, written.span)
}
