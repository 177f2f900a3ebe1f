//! Items as rows: a header in the first column, clauses below.

use super::expression::value;
use super::row::{Body, Link, Row, between};
use crate::diagnostic::{Span, Spanned};
use crate::language::ast::{
    self, Arm, Candidate, Case, Caveat, Companion, Expr, Fallback, FallbackKind, Given, Grounds, Item,
    ItemKind, Name, Node, Outcome, PackHeader, Question, Reference, ShortAnswer, ShortForm, Shorthand,
    SourceRef, Text, TypeArgument,
};
use crate::language::quoted::quote;

/// The rows of one item.
pub(super) fn rows(item: &Item) -> Vec<Row<'_>> {
    let mut rows = Rows::default();
    match &item.kind {
        ItemKind::Pack(it) => pack(&mut rows, it),
        ItemKind::Reference(it) => reference(&mut rows, it),
        ItemKind::Question(it) => question(&mut rows, it),
        ItemKind::Shorthand(it) => shorthand(&mut rows, it),
        ItemKind::Derive(it) => {
            let lead = format!("derive {} = ", it.name.value);
            let body = Body::Condition { lead, condition: &it.value, tail: String::new() };
            rows.push(0, "", body, [it.name.span, it.value.span]);
            rows.grounds(1, &it.grounds);
        }
        ItemKind::Conflict(it) => {
            rows.header("conflict", &it.name);
            rows.condition("when", it.when.as_ref());
            rows.grounds(1, &it.grounds);
        }
        ItemKind::Constraint(it) => {
            rows.header("constraint", &it.name);
            rows.quantified(it.rows.as_ref());
            rows.condition("when", it.when.as_ref());
            rows.condition("need", it.need.as_ref());
            rows.text("refuse", it.refuse.as_ref());
            rows.offer(it.offer.as_ref());
            rows.grounds(1, &it.grounds);
        }
        ItemKind::Caveat(it) => {
            rows.header("caveat", &it.name);
            rows.quantified(it.rows.as_ref());
            rows.condition("when", it.when.as_ref());
            rows.text("say", it.say.as_ref());
            rows.grounds(1, &it.grounds);
        }
        ItemKind::Node(it) => node(&mut rows, it),
        ItemKind::Outcome(it) => outcome(&mut rows, it),
        ItemKind::Companion(it) => {
            rows.header("companion", &it.service);
            rows.condition("when", it.when.as_ref());
            rows.text("for", it.reason.as_ref());
            rows.sources(1, &it.sources);
        }
        ItemKind::First(it) => rows.preference("first", it),
        ItemKind::Prefer(it) => rows.preference("prefer", it),
        ItemKind::Forbid(it) => {
            rows.header("forbid", &it.service);
            rows.condition("when", it.when.as_ref());
            rows.grounds(1, &it.grounds);
        }
        ItemKind::Case(it) => case(&mut rows, it),
        ItemKind::Severity(it) => {
            let subject =
                it.subject.as_ref().map(|subject| format!(" {}", subject.value)).unwrap_or_default();
            let lead = format!("severity {}{subject} = {}", it.code.value, it.level.value);
            rows.push(0, "", Body::Plain(lead), [it.code.span, it.level.span]);
            rows.grounds(1, &it.grounds);
        }
    }
    let mut rows = rows.0;
    if item.replace.is_some()
        && let Some(header) = rows.first_mut()
    {
        header.lead("replace ");
    }
    rows
}

impl Row<'_> {
    fn lead(&mut self, word: &str) {
        match &mut self.body {
            Body::Plain(lead)
            | Body::Condition { lead, .. }
            | Body::Filled { lead, .. }
            | Body::Chain { lead, .. } => lead.insert_str(0, word),
        }
    }
}

fn pack<'a>(rows: &mut Rows<'a>, pack: &'a PackHeader) {
    let header = format!("pack {} {}", pack.name.value, pack.version.value);
    rows.push(0, "", Body::Plain(header), [pack.name.span, pack.version.span]);
    rows.name("as_of", pack.as_of.as_ref());
    rows.name("since", pack.since.as_ref());
    rows.name("extends", pack.extends.as_ref());
    rows.name("workload", pack.workload.as_ref());
    rows.name("providers", pack.providers.as_ref());
    rows.name("walk", pack.walk.as_ref());
}

fn reference<'a>(rows: &mut Rows<'a>, reference: &'a Reference) {
    let header = format!("reference {} {}", reference.name.value, quote(&reference.title.value));
    rows.push(0, "", Body::Plain(header), [reference.name.span, reference.title.span]);
    rows.text("url", reference.url.as_ref());
    rows.name("read", reference.read.as_ref());
}

fn question<'a>(rows: &mut Rows<'a>, question: &'a Question) {
    let lead = format!("question {}: {}", question.name.value, question.type_.word.value);
    let mut places = vec![question.name.span, question.type_.word.span];
    let body = match &question.type_.argument {
        TypeArgument::None => Body::Plain(lead),
        TypeArgument::Range(from, to) => {
            places.extend(from.iter().chain(to).map(|bound| bound.span));
            let bound = |bound: &Option<Name>| bound.as_ref().map_or("", |it| it.value.as_str()).to_owned();
            Body::Plain(format!("{lead} {}..{}", bound(from), bound(to)))
        }
        TypeArgument::Options(options) => {
            places.extend(options.iter().map(|option| option.span));
            let items = options.iter().map(|option| option.value.clone()).collect();
            Body::Filled { lead: format!("{lead} of ["), items, tail: "]" }
        }
        TypeArgument::Of(name) => {
            places.push(name.span);
            Body::Plain(format!("{lead} of {}", name.value))
        }
    };
    rows.push(0, "", body, places);
    rows.text("ask", question.ask.as_ref());
    rows.text("help", question.help.as_ref());
    for it in &question.fallbacks {
        fallback(rows, it);
    }
}

fn fallback<'a>(rows: &mut Rows<'a>, fallback: &'a Fallback) {
    let word = match fallback.kind {
        FallbackKind::Must => "must be",
        FallbackKind::Default => "default",
        FallbackKind::Assume => "assume",
    };
    let answer = value(&fallback.value);
    let body = match &fallback.when {
        Some(when) => {
            Body::Condition { lead: format!("{answer} when "), condition: when, tail: String::new() }
        }
        None => Body::Plain(answer),
    };
    let places = [Some(fallback.value.span), fallback.when.as_ref().map(|when| when.span)];
    rows.push(1, word, body, places.into_iter().flatten());
    rows.grounds(2, &fallback.grounds);
}

fn shorthand<'a>(rows: &mut Rows<'a>, shorthand: &'a Shorthand) {
    rows.header("shorthand", &shorthand.name);
    for ShortForm { pattern, answers } in &shorthand.forms {
        let items = answers.iter().map(answer).collect();
        let last = answers.last();
        let end = last.map(|last| last.value.as_ref().map_or(last.question.span, |value| value.span));
        let body = Body::Filled { lead: "-> ".to_owned(), items, tail: "" };
        rows.push(1, &pattern.value, body, std::iter::once(pattern.span).chain(end));
    }
}

fn answer(answer: &ShortAnswer) -> String {
    match &answer.value {
        Some(given) => format!("{} = {}", answer.question.value, value(given)),
        None => answer.question.value.clone(),
    }
}

fn node<'a>(rows: &mut Rows<'a>, node: &'a Node) {
    rows.titled("node", &node.name, node.title.as_ref());
    for Arm { guard, target, grounds, .. } in &node.arms {
        let tail = format!(" -> {}", target.value);
        let body = match guard {
            Some(guard) => Body::Condition { lead: "when ".to_owned(), condition: guard, tail },
            None => Body::Plain(format!("otherwise{tail}")),
        };
        rows.push(1, "", body, guard.iter().map(|guard| guard.span).chain([target.span]));
        rows.grounds(2, grounds);
    }
}

fn outcome<'a>(rows: &mut Rows<'a>, outcome: &'a Outcome) {
    rows.titled("outcome", &outcome.name, outcome.title.as_ref());
    for it in &outcome.candidates {
        rows.chain(1, &it.provider.value, String::new(), it.provider.span, &it.candidates);
    }
    for Companion { service, when, reason, .. } in &outcome.companions {
        let tail = reason.as_ref().map(|reason| format!("for {}", quote(&reason.value)));
        rows.link("with", service, when.as_ref(), tail, reason.as_ref());
    }
    for Caveat { name, when, say, .. } in &outcome.caveats {
        let tail = say.as_ref().map(|say| format!("say {}", quote(&say.value)));
        rows.link("warn", name, when.as_ref(), tail, say.as_ref());
    }
    rows.grounds(1, &outcome.grounds);
}

fn case<'a>(rows: &mut Rows<'a>, case: &'a Case) {
    rows.push(0, "", Body::Plain(format!("case {}", quote(&case.name.value))), [case.name.span]);
    rows.name("as_of", case.as_of.as_ref());
    if let [first, ..] = case.given.as_slice() {
        let given = |given: &Given| format!("{} = {}", given.question.value, value(&given.value));
        let items = case.given.iter().map(given).collect();
        let end = case.given.last().map(|last| last.value.span);
        let body = Body::Filled { lead: String::new(), items, tail: "" };
        rows.push(1, "given", body, std::iter::once(first.question.span).chain(end));
    }
    for expect in &case.expect {
        let status = expect.status.as_ref().map_or_else(String::new, |it| format!(" is {}", it.value));
        let answer = format!("{}{}{status}", expect.answer.value, form(expect.form.as_ref()));
        let text = format!("{} {answer}", expect.provider.value);
        let last = expect.status.as_ref().or(expect.form.as_ref()).unwrap_or(&expect.answer);
        let end = last.span;
        rows.push(1, "expect", Body::Plain(text), [expect.provider.span, end]);
    }
    for reject in &case.reject {
        let by = reject.by.as_ref().map_or_else(String::new, |it| format!(" by {}", it.value));
        let end = reject.by.as_ref().map_or(reject.service.span, |by| by.span);
        let body = Body::Plain(format!("{}{by}", reject.service.value));
        rows.push(1, "reject", body, [reject.service.span, end]);
    }
    for companion in &case.companions {
        rows.name("with", Some(companion));
    }
    for name in &case.through {
        rows.name("through", Some(name));
    }
    for name in &case.warns {
        rows.name("warn", Some(name));
    }
    rows.grounds(1, &case.grounds);
}

fn form(form: Option<&Name>) -> String {
    form.map_or_else(String::new, |form| format!(" as {}", form.value))
}

/// The rows so far.
#[derive(Default)]
struct Rows<'a>(Vec<Row<'a>>);

impl<'a> Rows<'a> {
    fn push(&mut self, depth: usize, keyword: &str, body: Body<'a>, places: impl IntoIterator<Item = Span>) {
        self.0.push(Row { depth, keyword: keyword.to_owned(), body, at: between(places) });
    }

    fn header(&mut self, word: &str, name: &Name) {
        self.push(0, "", Body::Plain(format!("{word} {}", name.value)), [name.span]);
    }

    fn titled(&mut self, word: &str, name: &Name, title: Option<&Text>) {
        let quoted = title.map_or_else(String::new, |title| format!(" {}", quote(&title.value)));
        let end = title.map_or(name.span, |title| title.span);
        self.push(0, "", Body::Plain(format!("{word} {}{quoted}", name.value)), [name.span, end]);
    }

    fn name(&mut self, word: &str, name: Option<&Name>) {
        if let Some(Spanned { value, span }) = name {
            self.push(1, word, Body::Plain(value.clone()), [*span]);
        }
    }

    fn text(&mut self, word: &str, text: Option<&Text>) {
        if let Some(Spanned { value, span }) = text {
            self.push(1, word, Body::Plain(quote(value)), [*span]);
        }
    }

    fn condition(&mut self, word: &str, condition: Option<&'a Expr>) {
        if let Some(condition) = condition {
            let body = Body::Condition { lead: String::new(), condition, tail: String::new() };
            self.push(1, word, body, [condition.span]);
        }
    }

    /// The rows of a table that a constraint or a caveat is about.
    fn quantified(&mut self, of: Option<&'a ast::Rows>) {
        let Some(of) = of else { return };
        let word = match of.quantifier {
            ast::Quantifier::Some => "some",
            ast::Quantifier::Every => "every",
        };
        let lead = format!("{} of {}", of.variable.value, of.table.value);
        let places = [of.variable.span, of.only.as_ref().map_or(of.table.span, |only| only.span)];
        let body = match &of.only {
            Some(only) => Body::Condition { lead: lead + " where ", condition: only, tail: String::new() },
            None => Body::Plain(lead),
        };
        self.push(1, word, body, places);
    }

    /// How a row is called, and below it which of those that fit are named.
    fn offer(&mut self, of: Option<&'a ast::Offer>) {
        self.text("offer", of.map(|of| &of.text));
        self.condition("where", of.and_then(|of| of.only.as_ref()));
    }

    fn preference(&mut self, word: &str, order: &'a ast::Prefer) {
        let lead = format!("{word} {} ", order.provider.value);
        self.chain(0, "", lead, order.provider.span, &order.services);
    }

    fn chain(&mut self, depth: usize, word: &str, lead: String, provider: Span, candidates: &'a [Candidate]) {
        let link = |it: &'a Candidate| Link {
            head: format!("{}{}", it.service.value, form(it.form.as_ref())),
            when: it.when.as_ref(),
            tail: it.reason.as_ref().map(|reason| format!("for {}", quote(&reason.value))),
        };
        let ends = candidates.last().map(|last| {
            let when = last.when.as_ref().map(|when| when.span);
            let form = last.form.as_ref().map(|form| form.span);
            last.reason.as_ref().map(|reason| reason.span).or(when).or(form).unwrap_or(last.service.span)
        });
        let body = Body::Chain { lead, links: candidates.iter().map(link).collect() };
        self.push(depth, word, body, std::iter::once(provider).chain(ends));
    }

    fn link(
        &mut self,
        word: &str,
        name: &Name,
        when: Option<&'a Expr>,
        tail: Option<String>,
        text: Option<&Text>,
    ) {
        let places = [Some(name.span), when.map(|when| when.span), text.map(|text| text.span)];
        let link = Link { head: name.value.clone(), when, tail };
        let body = Body::Chain { lead: String::new(), links: vec![link] };
        self.push(1, word, body, places.into_iter().flatten());
    }

    fn grounds(&mut self, depth: usize, grounds: &Grounds) {
        if let Some(because) = &grounds.because {
            self.push(depth, "because", Body::Plain(quote(&because.value)), [because.span]);
        }
        self.sources(depth, &grounds.sources);
    }

    fn sources(&mut self, depth: usize, sources: &[SourceRef]) {
        for source in sources {
            let (text, end) = source_reference(source);
            let start = match source {
                SourceRef::Reference(name, _) | SourceRef::Url(name, _) => name.span,
            };
            self.push(depth, "source", Body::Plain(text), [start, end]);
        }
    }
}

/// A source as written after the keyword, and the place of its last part.
fn source_reference(source: &SourceRef) -> (String, Span) {
    match source {
        SourceRef::Reference(name, Some(section)) => {
            (format!("{} {}", name.value, quote(&section.value)), section.span)
        }
        SourceRef::Reference(name, None) => (name.value.clone(), name.span),
        SourceRef::Url(url, Some(read)) => (format!("{} read {}", quote(&url.value), read.value), read.span),
        SourceRef::Url(url, None) => (quote(&url.value), url.span),
    }
}
