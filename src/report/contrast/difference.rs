//! Two reports of one workload, side by side: only what differs.

use super::super::model::{ProviderReport, Report};
use super::super::words;
use super::model::{Difference, Moved, ProviderDifference, Turned};

/// What a second report has more and less than the first.
#[must_use]
pub fn difference(before: &Report, after: &Report) -> Difference {
    let mut providers = std::collections::BTreeMap::new();
    let ids: std::collections::BTreeSet<&String> =
        before.providers.keys().chain(after.providers.keys()).collect();
    for id in ids {
        let found = provider(before.providers.get(id), after.providers.get(id));
        providers.extend(found.map(|found| (id.clone(), found)));
    }
    Difference {
        answers: moved(&before.answers, &after.answers, |answer| {
            format!("{} {} {}", answer.question, answer.value, answer.origin)
        }),
        providers,
        assumptions: moved(&before.assumptions, &after.assumptions, |assumption| {
            format!("{} {} {:?}", assumption.question, assumption.value, assumption.could_change)
        }),
    }
}

fn provider(before: Option<&ProviderReport>, after: Option<&ProviderReport>) -> Option<ProviderDifference> {
    let name = after.or(before)?.provider.clone();
    let turned = |of: fn(&ProviderReport) -> Option<&str>| {
        let (from, to) = (before.and_then(of), after.and_then(of));
        (from != to).then(|| Turned { from: from.map(str::to_owned), to: to.map(str::to_owned) })
    };
    let found = ProviderDifference {
        provider: name,
        status: turned(|report| Some(report.status.as_str())),
        service: turned(|report| report.service.as_deref()),
        form: turned(|report| report.form.as_deref()),
        outcome: turned(|report| report.outcome.as_deref()),
        possible: lists(before, after, |report| &report.possible, ToString::to_string),
        reasons: lists(before, after, |report| &report.reasons, |reason| reason.text.clone()),
        companions: lists(before, after, |report| &report.companions, |companion| companion.service.clone()),
        rejected: lists(
            before,
            after,
            |report| &report.rejected,
            |rejection| format!("{} {} {}", rejection.service, rejection.constraint, rejection.text),
        ),
        caveats: lists(
            before,
            after,
            |report| &report.caveats,
            |caveat| format!("{} {}", caveat.code, caveat.text),
        ),
        alternatives: lists(before, after, |report| &report.alternatives, |other| other.service.clone()),
        holds_while: {
            let limits = |report: Option<&ProviderReport>| -> Vec<String> {
                report.iter().flat_map(|report| report.holds_while.iter().map(words::limit)).collect()
            };
            moved(&limits(before), &limits(after), Clone::clone)
        },
    };
    (!is_same(&found)).then_some(found)
}

fn is_same(found: &ProviderDifference) -> bool {
    let turned = [&found.status, &found.service, &found.form, &found.outcome];
    turned.iter().all(|turned| turned.is_none())
        && found.possible.is_empty()
        && found.reasons.is_empty()
        && found.companions.is_empty()
        && found.rejected.is_empty()
        && found.caveats.is_empty()
        && found.alternatives.is_empty()
        && found.holds_while.is_empty()
}

fn lists<T: Clone>(
    before: Option<&ProviderReport>,
    after: Option<&ProviderReport>,
    of: fn(&ProviderReport) -> &Vec<T>,
    key: impl Fn(&T) -> String,
) -> Moved<T> {
    moved(before.map_or(&[], |report| of(report)), after.map_or(&[], |report| of(report)), key)
}

/// What the second list has and the first has not, and the other way round; each in its own order.
fn moved<T: Clone>(before: &[T], after: &[T], key: impl Fn(&T) -> String) -> Moved<T> {
    let keys = |all: &[T]| -> std::collections::BTreeSet<String> { all.iter().map(&key).collect() };
    let (old, new) = (keys(before), keys(after));
    Moved {
        gained: after.iter().filter(|item| !old.contains(&key(item))).cloned().collect(),
        lost: before.iter().filter(|item| !new.contains(&key(item))).cloned().collect(),
    }
}
