//! Parts of a report in the words that text and Markdown share. Nothing is escaped here.

use std::collections::BTreeMap;

use crate::catalog::said;
use crate::eval::Status;

use super::model::{
    FactRecord, LimitRecord, ProviderReport, RejectionRecord, RelaxationRecord, Report, SizeRecord,
    SourceRecord, WinnerRecord,
};

/// A value as people write it: `yes`, `32 GiB`, `[a, b]`, `none`.
pub(super) fn value(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => "none".to_owned(),
        serde_json::Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => {
            let items: Vec<String> = items.iter().map(self::value).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}

/// `docs.example.com` of `https://docs.example.com/page`.
#[must_use]
pub fn domain(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

/// A source in few words: a short title with its section, or the domain of its address.
pub(super) fn cited(source: &SourceRecord) -> String {
    let title = source.title.as_deref().map(|title| title.split(" (").next().unwrap_or(title));
    match (title, source.section.as_deref(), source.url.as_deref()) {
        (Some(title), Some(section), _) => format!("{title} {section}"),
        (Some(title), None, _) => title.to_owned(),
        (None, _, Some(url)) => domain(url).to_owned(),
        (None, section, None) => section.unwrap_or("no source").to_owned(),
    }
}

/// A source with everything that is known of it.
pub(super) fn source(source: &SourceRecord) -> String {
    let section = source.section.as_ref().map(|section| format!("section {section}"));
    let parts: Vec<String> =
        [&source.title, &section, &source.url].into_iter().filter_map(Clone::clone).collect();
    let read = source.as_of.as_ref().map(|day| format!(", read {day}")).unwrap_or_default();
    format!("{}{read}", parts.join(", "))
}

/// Sizes that fit, the smallest first: `4 vCPU, 30 GB; 8 vCPU, 32 GB; and more`.
pub(super) fn sizes(sizes: &SizeRecord) -> String {
    let named = sizes.rows.iter().map(|row| row.text.as_str());
    named.chain(sizes.more.then_some("and more")).collect::<Vec<_>>().join("; ")
}

/// The status, and what it depends on: `provisional: depends on kind, team`.
pub(super) fn status(report: &Report, provider: &str, answer: &ProviderReport) -> String {
    let word = answer.status.as_str().replace('_', " ");
    let depends = depends_on(report, provider);
    if answer.status == Status::Decided || depends.is_empty() || answer.possible.len() < 2 {
        return word;
    }
    let more = if depends.len() > 3 { ", ..." } else { "" };
    let shown: Vec<&str> = depends.into_iter().take(3).collect();
    format!("{word}: depends on {}{more}", shown.join(", "))
}

/// Everything that could come out while the answer is provisional or undecided: ids, and words for no service.
pub(super) fn possible(answer: &ProviderReport) -> Option<String> {
    open_ends(answer.status, &answer.possible)
}

/// The same for a status and what is possible.
pub(super) fn open_ends(status: Status, possible: &[WinnerRecord]) -> Option<String> {
    let open = matches!(status, Status::Provisional | Status::Undecided) && possible.len() > 1;
    // That it is undecided now is not one of the ends.
    let ends = possible.iter().filter(|end| status != Status::Undecided || **end != WinnerRecord::Undecided);
    open.then(|| ends.map(winner).collect::<Vec<_>>().join(", "))
}

fn depends_on<'a>(report: &'a Report, provider: &str) -> Vec<&'a str> {
    let assumed = report.assumptions.iter().filter(|a| a.could_change.iter().any(|id| id == provider));
    let open = report.open_questions.iter().filter(|open| open.possible.contains_key(provider));
    let mut names: Vec<&str> = Vec::new();
    let guessed = open.clone().filter(|open| open.guess.is_some()).map(|open| open.question.as_str());
    let all = guessed.chain(assumed.map(|a| a.question.as_str()));
    let all = all.chain(open.map(|open| open.question.as_str()));
    for name in all {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// A reason after what joins it, or nothing.
pub(super) fn because(join: &str, reason: Option<&str>) -> String {
    reason.filter(|reason| !reason.is_empty()).map(|reason| format!("{join}{reason}")).unwrap_or_default()
}

/// The form, where it says more than that it is a service.
pub(super) fn form(answer: &ProviderReport) -> Option<&str> {
    answer.form.as_deref().filter(|form| *form != "service")
}

/// What comes out: the id of a service, or words for the other two.
pub(super) fn winner(winner: &WinnerRecord) -> &str {
    match winner {
        WinnerRecord::Service(id) => id,
        WinnerRecord::NoFit => "no service fits",
        WinnerRecord::Undecided => "undecided",
    }
}

/// `memory <= 32 GiB; beyond: another.service`.
pub(super) fn limit(limit: &LimitRecord) -> String {
    let then = as_known(winner(&limit.then), limit.verified);
    format!("{} {}; beyond: {then}", limit.question, limit.condition)
}

/// `without gpu.count: some.service`.
pub(super) fn relaxation(relaxation: &RelaxationRecord) -> String {
    let then = as_known(&relaxation.then, relaxation.verified);
    format!("without {}: {then}", relaxation.questions.join(" and "))
}

/// What comes out, and that it could not be verified where it is so.
pub(super) fn as_known(what: &str, is_verified: bool) -> String {
    if is_verified { what.to_owned() } else { format!("{what}, as far as it is known") }
}

/// Rejections by service, in the order of their first mention.
pub(super) fn by_service(rejected: &[RejectionRecord]) -> Vec<(&str, Vec<&RejectionRecord>)> {
    let mut groups: Vec<(&str, Vec<&RejectionRecord>)> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for rejection in rejected {
        let place = *places.entry(&rejection.service).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, group)) => group.push(rejection),
            None => groups.push((&rejection.service, vec![rejection])),
        }
    }
    groups
}

/// Every source of some answers, each once, in the order of first use.
pub(super) fn sources<'a>(answers: impl IntoIterator<Item = &'a ProviderReport>) -> Vec<SourceRecord> {
    let of_fact = |fact: &FactRecord| SourceRecord {
        url: Some(fact.source.clone()),
        title: None,
        section: None,
        as_of: Some(fact.as_of.clone()),
    };
    let mut all: Vec<SourceRecord> = Vec::new();
    for answer in answers {
        let reasons = answer.reasons.iter().flat_map(|reason| reason.sources.iter().cloned());
        let caveats = answer.caveats.iter().flat_map(|caveat| caveat.sources.iter().cloned());
        let facts = answer.rejected.iter().filter_map(|rejection| rejection.fact.as_ref()).map(of_fact);
        let companions = answer.companions.iter().flat_map(|companion| companion.sources.iter().cloned());
        let sizes = answer.sizes.iter().map(|sizes| sizes.source.clone());
        for source in reasons.chain(sizes).chain(companions).chain(caveats).chain(facts) {
            if !all.contains(&source) {
                all.push(source);
            }
        }
    }
    all
}

/// `lifecycle = closed_to_new since 2026-04-30; docs.example.com, 2026-11-23`.
#[cfg(feature = "cli")]
pub(super) fn known(fact: &FactRecord) -> String {
    format!("{} = {}; {}, {}", fact.key, holds(fact), domain(&fact.source), fact.as_of)
}

/// `32 GiB`, `at least 32 GiB`, `not known`.
pub(super) fn known_value(fact: &FactRecord) -> String {
    within(&fact.value, fact.at_least.as_ref(), fact.at_most.as_ref())
}

/// A value, or what is known of it.
pub(super) fn within(
    exact: &serde_json::Value,
    least: Option<&serde_json::Value>,
    most: Option<&serde_json::Value>,
) -> String {
    let exact = (!exact.is_null()).then(|| value(exact));
    said(exact, least.map(value), most.map(value))
}

/// `closed_to_new since 2026-04-30`.
pub(super) fn holds(fact: &FactRecord) -> String {
    let shown = known_value(fact);
    fact.since.as_ref().map_or_else(|| shown.clone(), |day| format!("{shown} since {day}"))
}

/// `, says acme 1.0.0`, for what an overlay adds.
pub(super) fn overlay(overlay: Option<&String>) -> String {
    overlay.map(|overlay| format!(", says {overlay}")).unwrap_or_default()
}
