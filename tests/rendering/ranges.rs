//! What the documentation of `fingerpost::model` says of units, ranges and what is left out holds for the report of every case.

use fingerpost::model::{
    AnswerRecord, ConditionRecord, Document, LimitRecord, ProviderReport, RejectionRecord, Report,
    WinnerRecord,
};
use fingerpost::{Origin, Status};
use serde_json::Value;

/// `2026-04-30`.
fn is_day(text: &str) -> bool {
    fingerpost::quantity::Date::parse(text).is_some_and(|day| day.to_string() == text)
}

/// `file:line`, or `file:line:column`, counted from 1.
fn is_place(text: &str, numbers: usize) -> bool {
    let mut parts: Vec<&str> = text.rsplitn(numbers + 1, ':').collect();
    let file = parts.pop().unwrap_or_default();
    parts.len() == numbers
        && !file.is_empty()
        && parts.iter().all(|part| part.parse::<u32>().is_ok_and(|number| number > 0))
}

/// Holds a document against what is said of it.
pub(super) fn hold(document: &Document) {
    assert!(is_day(&document.as_of));
    assert!(!document.basis.packs.is_empty() && document.failed.is_empty());
    assert_eq!(document.basis.packs[0].name, document.basis.pack.name);
    for digest in document.basis.packs.iter().map(|pack| &pack.digest).chain([&document.basis.catalog.digest])
    {
        let digest = digest.as_ref().expect("what is from files has a digest");
        assert!(digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()), "{digest}");
    }
    document.reports.iter().for_each(report);
}

fn report(report: &Report) {
    report.answers.iter().for_each(answer);
    for (id, of) in &report.providers {
        assert_ne!(id, &of.provider, "an id, and a name for people");
        provider(of);
    }
    for assumption in &report.assumptions {
        assert!(assumption.could_change.iter().all(|id| report.providers.contains_key(id)));
    }
    for open in &report.open_questions {
        assert!(open.possible.iter().all(|(id, all)| report.providers.contains_key(id) && !all.is_empty()));
    }
}

fn answer(answer: &AnswerRecord) {
    let is_stated = answer.origin == Origin::Stated;
    assert_eq!(answer.at.is_some(), is_stated, "{answer:?}");
    assert_eq!(answer.rule.is_none(), is_stated, "{answer:?}");
    assert!(answer.because.is_none() || !is_stated, "{answer:?}");
    assert!(answer.at.as_ref().is_none_or(|at| is_place(at, 2)), "{answer:?}");
    assert!(answer.rule.as_ref().is_none_or(|rule| is_place(rule, 1)), "{answer:?}");
    assert!(!answer.value.is_object());
}

fn provider(of: &ProviderReport) {
    let is_recommended = !matches!(of.status, Status::NoFit | Status::Undecided);
    for part in [&of.service, &of.deployment, &of.name] {
        assert_eq!(part.is_some(), is_recommended, "{part:?}");
    }
    assert_eq!(of.outcome.is_none(), of.status == Status::Undecided);
    assert!(is_recommended || of.companions.is_empty() && of.alternatives.is_empty() && of.form.is_none());
    assert!(of.form.as_ref().is_none_or(|form| ["service", "task", "job", "vm"].contains(&form.as_str())));
    assert_eq!(of.to_verify.is_empty(), of.status != Status::Unverified);
    let first = match (&of.service, of.status) {
        (Some(id), _) => WinnerRecord::Service(id.clone()),
        (None, Status::NoFit) => WinnerRecord::NoFit,
        (None, _) => WinnerRecord::Undecided,
    };
    assert_eq!(of.possible.first(), Some(&first));
    assert!(of.possible.len() == 1 || of.status != Status::Decided);
    let is_no_fit = of.status == Status::NoFit;
    assert!(of.nearest.len() <= 3 && of.nearest.is_empty() != is_no_fit);
    assert!(of.relax.len() <= 5 && (of.relax.is_empty() || is_no_fit));
    assert!(of.nearest.iter().all(|miss| !miss.constraints.is_empty()), "{of:#?}");
    assert!(of.relax.iter().all(|it| !it.questions.is_empty()));
    assert!(of.path.iter().all(|step| is_place(&step.rule, 1)));
    assert!(of.reasons.iter().all(|reason| is_place(&reason.rule, 1)));
    for sizes in &of.sizes {
        assert!((1..=3).contains(&sizes.rows.len()));
        assert!(sizes.source.url.is_some() && sizes.source.as_of.as_deref().is_some_and(is_day));
    }
    let cited = of.reasons.iter().flat_map(|reason| &reason.sources);
    for source in cited.chain(of.caveats.iter().flat_map(|caveat| &caveat.sources)) {
        assert!(source.url.is_some() || source.title.is_some());
        assert!(source.as_of.as_deref().is_none_or(is_day));
    }
    of.rejected.iter().for_each(rejection);
    of.holds_while.iter().for_each(limit);
    let named = |rejection: &RejectionRecord| !rejection.named;
    assert!(of.rejected.is_sorted_by_key(named), "those that the outcome names come first");
}

fn rejection(rejection: &RejectionRecord) {
    assert!(is_place(&rejection.rule, 1));
    let at = rejection.requirement.as_ref().and_then(|required| required.at.as_ref());
    assert!(at.is_none_or(|at| is_place(at, 2)), "{rejection:?}");
    if let Some(fact) = &rejection.fact {
        assert!(!fact.value.is_object() && is_day(&fact.as_of));
        assert!(fact.since.as_deref().is_none_or(is_day));
        let is_bounded = fact.at_least.is_some() || fact.at_most.is_some();
        assert!(!is_bounded || fact.value.is_null(), "no more is known: {fact:?}");
    }
}

fn limit(limit: &LimitRecord) {
    let is_amount = |value: &Value| value.is_number() || value.is_string();
    let fits = match &limit.within {
        ConditionRecord::AtMost(value)
        | ConditionRecord::LessThan(value)
        | ConditionRecord::AtLeast(value)
        | ConditionRecord::MoreThan(value) => is_amount(value),
        ConditionRecord::Is(value) => value.is_boolean() || is_amount(value),
        ConditionRecord::OneOf(words) => words.len() > 1,
        ConditionRecord::NotIn(words) => !words.is_empty(),
    };
    assert!(fits, "{limit:?}");
}
