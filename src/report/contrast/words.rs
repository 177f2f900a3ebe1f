//! Parts of an explanation in the words that text and Markdown share. Nothing is escaped here.

use super::super::model::ConditionRecord;
use super::super::words::{domain, value};
use super::model::{
    ChangeRecord, CounterfactualRecord, CounterfactualSearch, Met, Parted, Stated, SufficientReasonRecord,
    Turned, UsedFact, WhyNot,
};
use crate::eval::Origin;

/// `memory: 33 GiB -> 32 GiB`, `kubernetes: no (assumed) -> yes`, `instance_type: i3.2xlarge -> not stated`.
pub(super) fn change(change: &ChangeRecord) -> String {
    let origin = change.origin.filter(|origin| *origin != Origin::Stated);
    let origin = origin.map(|origin| format!(" ({origin})")).unwrap_or_default();
    let from = if change.origin.is_none() { "unknown".to_owned() } else { value(&change.from) };
    let to = if change.taken_back { "not stated".to_owned() } else { value(&change.to) };
    let shown =
        change.condition.as_deref().filter(|_| !matches!(change.within.as_slice(), [ConditionRecord::Is(_)]));
    let condition = shown.map(|condition| format!(" ({condition})")).unwrap_or_default();
    format!("{}: {from}{origin} -> {to}{condition}", change.question)
}

pub(super) fn changes(flip: &CounterfactualRecord) -> String {
    flip.changes.iter().map(change).collect::<Vec<_>>().join(", and ")
}

/// What is recommended after the changes.
pub(super) fn then(flip: &CounterfactualRecord) -> String {
    let off_path = if flip.off_path { ", off the graph's path" } else { "" };
    format!("{} ({}){off_path}", flip.name, flip.then)
}

/// `at most 2 answers` were tried, or not all of them.
pub(super) fn searched(search: &CounterfactualSearch) -> String {
    let most = answers(search.searched);
    if !search.complete {
        return format!("the search was given up at {most}: there may be more, and smaller ones");
    }
    match &search.found.first() {
        None => format!("no change of up to {most} leads there"),
        Some(flip) if flip.changes.len() == 1 => "one answer is enough".to_owned(),
        Some(flip) => {
            let fewer = answers(flip.changes.len() - 1);
            format!("{} together, and no change of up to {fewer} leads there", answers(flip.changes.len()))
        }
    }
}

fn answers(count: usize) -> String {
    if count == 1 { "1 answer".to_owned() } else { format!("{count} answers") }
}

/// Where the path turned: the arm that was taken, and the one that leads on.
pub(super) fn turned(parted: &Parted) -> String {
    let node = parted.node.as_deref().unwrap_or(&parted.outcome);
    let title = parted.title.as_deref().map(|title| format!(" ({title})")).unwrap_or_default();
    let other = parted.other.as_deref().unwrap_or("its condition");
    let taken = parted.taken.as_deref().map(|taken| format!("took `{taken}`; ")).unwrap_or_default();
    format!("{node}{title}: {taken}`{other}` leads to `{}`", parted.outcome)
}

/// What is said when no answers that lead there were found.
pub(super) fn too_far(parted: &Parted) -> String {
    format!("no change of up to {} leads there", answers(parted.searched))
}

/// `some.service max_memory = 32 GiB; docs.example.com, read 2026-11-23 (memory_fits: met)`.
pub(super) fn fact(fact: &UsedFact) -> String {
    let shown = super::super::words::within(&fact.value, fact.at_least.as_ref(), fact.at_most.as_ref());
    let met = match fact.met {
        Met::Yes => "met",
        Met::No => "not met",
        Met::Unknown => "could not be checked",
    };
    let source = domain(&fact.source);
    format!("{} = {shown}; {source}, read {} ({}: {met})", fact.key, fact.as_of, fact.constraint)
}

pub(super) fn stated(all: &[Stated]) -> String {
    let one = |stated: &Stated| format!("{} = {}", stated.question, value(&stated.value));
    if all.is_empty() { "nothing".to_owned() } else { all.iter().map(one).collect::<Vec<_>>().join(", ") }
}

/// What the smallest set does.
pub(super) fn forced(deciding: &SufficientReasonRecord) -> String {
    let result = super::super::words::winner(&deciding.result);
    let others = match deciding.others {
        0 => String::new(),
        1 => "; one other set is as small".to_owned(),
        count => format!("; {count} other sets are as small"),
    };
    match (&deciding.smallest, deciding.forced) {
        (None, _) => format!("{result}: too many answers to find the smallest set"),
        (Some(_), true) => format!("alone force {result}{others}"),
        (Some(_), false) => format!(
            "are enough for {result} while the assumptions stand; nothing that is stated forces it{others}"
        ),
    }
}

/// `a -> b`, with `none` for nothing.
pub(super) fn turn(turned: &Turned) -> String {
    let say = |side: &Option<String>| side.clone().unwrap_or_else(|| "none".to_owned());
    format!("{} -> {}", say(&turned.from), say(&turned.to))
}

/// What is broken, what was asked for where, and the fact with its source.
#[cfg(feature = "cli")]
pub(in crate::report) fn broken(broken: &super::super::model::RejectionRecord) -> String {
    let asked = broken.requirement.as_ref().map(|asked| {
        let at = asked.at.as_ref().map(|at| format!(" at {at}")).unwrap_or_default();
        format!("; asked for {} = {}{at}", asked.question, value(&asked.value))
    });
    let fact = broken
        .fact
        .as_ref()
        .map(|fact| format!(" ({})", super::super::words::known(fact)))
        .unwrap_or_default();
    format!("{}{}{fact} [{} {}]", broken.text, asked.unwrap_or_default(), broken.constraint, broken.rule)
}

/// The changes that would make it the recommendation, one line for each set.
pub(in crate::report) fn with(against: &WhyNot) -> Vec<String> {
    against.parted.iter().flat_map(|parted| parted.answers.iter().map(changes)).collect()
}
