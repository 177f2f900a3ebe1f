//! Items: a header in the first column, clauses below.

use super::expression::{expression, value};
use super::page::{Page, quoted_after, when_after};
use crate::language::ast::{
    Candidate, Case, Fallback, FallbackKind, Item, ItemKind, Name, Node, Outcome, PackHeader, Question,
    Reference, ShortAnswer, Shorthand, Text, Type, TypeArgument,
};
use crate::language::quoted::quote;

/// One item, and the blank line before it.
pub(super) fn item(page: &mut Page, item: &Item) {
    page.begin_item(item.replace.is_some());
    match &item.kind {
        ItemKind::Pack(it) => pack(page, it),
        ItemKind::Reference(it) => reference(page, it),
        ItemKind::Question(it) => question(page, it),
        ItemKind::Shorthand(it) => shorthand(page, it),
        ItemKind::Derive(it) => {
            page.line(0, &format!("derive {} = {}", it.name.value, expression(&it.value)));
            page.grounds(1, &it.grounds);
        }
        ItemKind::Conflict(it) => {
            page.line(0, &format!("conflict {}", it.name.value));
            page.clause("when", it.when.as_ref().map(expression));
            page.grounds(1, &it.grounds);
        }
        ItemKind::Constraint(it) => {
            page.line(0, &format!("constraint {}", it.name.value));
            page.clause("when", it.when.as_ref().map(expression));
            page.clause("need", it.need.as_ref().map(expression));
            page.clause("refuse", quoted(it.refuse.as_ref()));
            page.grounds(1, &it.grounds);
        }
        ItemKind::Caveat(it) => {
            page.line(0, &format!("caveat {}", it.name.value));
            page.clause("when", it.when.as_ref().map(expression));
            page.clause("say", quoted(it.say.as_ref()));
            page.grounds(1, &it.grounds);
        }
        ItemKind::Node(it) => node(page, it),
        ItemKind::Outcome(it) => outcome(page, it),
        ItemKind::Prefer(it) => {
            page.candidates(0, &format!("prefer {}", it.provider.value), &candidates(&it.services));
        }
        ItemKind::Forbid(it) => {
            page.line(0, &format!("forbid {}", it.service.value));
            page.clause("when", it.when.as_ref().map(expression));
            page.grounds(1, &it.grounds);
        }
        ItemKind::Case(it) => case(page, it),
        ItemKind::Severity(it) => {
            let subject =
                it.subject.as_ref().map_or_else(String::new, |subject| format!(" {}", subject.value));
            page.line(0, &format!("severity {}{subject} = {}", it.code.value, it.level.value));
            page.grounds(1, &it.grounds);
        }
    }
}

fn pack(page: &mut Page, pack: &PackHeader) {
    page.line(0, &format!("pack {} {}", pack.name.value, pack.version.value));
    page.clause("as_of", bare(pack.as_of.as_ref()));
    page.clause("extends", bare(pack.extends.as_ref()));
    page.clause("workload", bare(pack.workload.as_ref()));
    page.clause("providers", bare(pack.providers.as_ref()));
    page.clause("walk", bare(pack.walk.as_ref()));
}

fn reference(page: &mut Page, reference: &Reference) {
    page.line(0, &format!("reference {} {}", reference.name.value, quote(&reference.title.value)));
    page.clause("url", quoted(reference.url.as_ref()));
    page.clause("read", bare(reference.read.as_ref()));
}

fn question(page: &mut Page, question: &Question) {
    page.line(0, &format!("question {}: {}", question.name.value, type_(&question.type_)));
    page.clause("ask", quoted(question.ask.as_ref()));
    page.clause("help", quoted(question.help.as_ref()));
    for fallback in &question.fallbacks {
        page.line(1, &fallback_line(fallback));
        page.grounds(2, &fallback.grounds);
    }
}

fn type_(type_: &Type) -> String {
    let word = &type_.word.value;
    match &type_.argument {
        TypeArgument::None => word.clone(),
        TypeArgument::Range(from, to) => {
            let bound = |bound: &Option<Name>| bound.as_ref().map_or("", |it| it.value.as_str()).to_owned();
            format!("{word} {}..{}", bound(from), bound(to))
        }
        TypeArgument::Options(options) => {
            let options: Vec<&str> = options.iter().map(|option| option.value.as_str()).collect();
            format!("{word} of [{}]", options.join(", "))
        }
        TypeArgument::Of(name) => format!("{word} of {}", name.value),
    }
}

fn fallback_line(fallback: &Fallback) -> String {
    let word = match fallback.kind {
        FallbackKind::Must => "must be",
        FallbackKind::Default => "default",
        FallbackKind::Assume => "assume",
    };
    format!("{word} {}{}", value(&fallback.value), when_after(fallback.when.as_ref()))
}

fn shorthand(page: &mut Page, shorthand: &Shorthand) {
    page.line(0, &format!("shorthand {}", shorthand.name.value));
    for form in &shorthand.forms {
        let answers: Vec<String> = form.answers.iter().map(answer).collect();
        page.line(1, &format!("{} -> {}", form.pattern.value, answers.join(", ")));
    }
}

fn answer(answer: &ShortAnswer) -> String {
    match &answer.value {
        Some(given) => format!("{} = {}", answer.question.value, value(given)),
        None => answer.question.value.clone(),
    }
}

fn node(page: &mut Page, node: &Node) {
    page.line(0, &format!("node {}{}", node.name.value, quoted_after(node.title.as_ref())));
    for arm in &node.arms {
        let guard = arm.guard.as_ref();
        let guard = guard.map_or_else(|| "otherwise".to_owned(), |it| format!("when {}", expression(it)));
        page.line(1, &format!("{guard} -> {}", arm.target.value));
        page.grounds(2, &arm.grounds);
    }
}

fn outcome(page: &mut Page, outcome: &Outcome) {
    page.line(0, &format!("outcome {}{}", outcome.name.value, quoted_after(outcome.title.as_ref())));
    for provider in &outcome.candidates {
        page.candidates(1, &provider.provider.value, &candidates(&provider.candidates));
    }
    for companion in &outcome.companions {
        let (when, reason) = (when_after(companion.when.as_ref()), reason(companion.reason.as_ref()));
        page.line(1, &format!("with {}{when}{reason}", companion.service.value));
    }
    for caveat in &outcome.caveats {
        let say = caveat.say.as_ref().map_or_else(String::new, |it| format!(" say {}", quote(&it.value)));
        page.line(1, &format!("warn {}{}{say}", caveat.name.value, when_after(caveat.when.as_ref())));
    }
    page.grounds(1, &outcome.grounds);
}

fn candidates(candidates: &[Candidate]) -> Vec<String> {
    candidates.iter().map(candidate).collect()
}

fn candidate(candidate: &Candidate) -> String {
    let form = form(candidate.form.as_ref());
    let (when, reason) = (when_after(candidate.when.as_ref()), reason(candidate.reason.as_ref()));
    format!("{}{form}{when}{reason}", candidate.service.value)
}

fn case(page: &mut Page, case: &Case) {
    page.line(0, &format!("case {}", quote(&case.name.value)));
    page.clause("as_of", bare(case.as_of.as_ref()));
    for given in &case.given {
        page.line(1, &format!("given {} = {}", given.question.value, value(&given.value)));
    }
    for expect in &case.expect {
        let form = form(expect.form.as_ref());
        page.line(1, &format!("expect {} {}{form}", expect.provider.value, expect.answer.value));
    }
    for reject in &case.reject {
        let by = reject.by.as_ref().map_or_else(String::new, |it| format!(" by {}", it.value));
        page.line(1, &format!("reject {}{by}", reject.service.value));
    }
    for companion in &case.companions {
        page.line(1, &format!("with {}", companion.value));
    }
    page.grounds(1, &case.grounds);
}

fn form(form: Option<&Name>) -> String {
    form.map_or_else(String::new, |form| format!(" as {}", form.value))
}

fn reason(reason: Option<&Text>) -> String {
    reason.map_or_else(String::new, |reason| format!(" for {}", quote(&reason.value)))
}

fn bare(name: Option<&Name>) -> Option<&str> {
    name.map(|name| name.value.as_str())
}

fn quoted(text: Option<&Text>) -> Option<String> {
    text.map(|text| quote(&text.value))
}
