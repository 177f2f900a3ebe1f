//! Rules about single facts and their history.

use fingerpost::catalog::{Confidence, Fact, Service, ValueType};
use fingerpost::quantity::Date;

use super::Ground;

pub(super) fn read_in_time(ground: &Ground<'_>) -> Vec<String> {
    let late = ground.facts().filter(|(_, fact)| fact.read > ground.latest);
    late.map(|(service, fact)| ground.say(service, fact, &format!("read on {}", fact.read))).collect()
}

pub(super) fn address_of_a_host(ground: &Ground<'_>) -> Vec<String> {
    let wrong = ground.facts().filter(|(_, fact)| !is_address(&fact.source));
    wrong.map(|(service, fact)| ground.say(service, fact, &fact.source)).collect()
}

/// `https://`, a host with a dot, and nothing that an address cannot have.
pub(super) fn is_address(source: &str) -> bool {
    let Some(rest) = source.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let labels = |host: &str| host.split('.').all(|label| !label.is_empty());
    let named = host.contains('.') && labels(host) && !host.contains([':', '@']);
    named && source.chars().all(|c| c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c))
}

/// A gap since 2024 is explained by the note of the value after it; a service that was not released has no facts.
pub(super) fn without_gaps(ground: &Ground<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for (_, service) in ground.catalog.services() {
        // Facts are sorted by key and first day.
        for history in service.facts().chunk_by(|one, other| one.key == other.key) {
            let mut covered = Some(Ground::since().max(first_release(ground, service)));
            for fact in history {
                let begins_late = fact.from.zip(covered).is_some_and(|(from, covered)| from > covered);
                let after_the_end = covered.is_none();
                if (begins_late || after_the_end) && fact.note.is_none() {
                    found.push(ground.say(service, fact, "nothing holds before it, and no note says why"));
                }
                covered = fact.until;
            }
            let last = history.last().filter(|fact| fact.until.is_some_and(|until| until <= ground.as_of));
            found.extend(last.map(|fact| ground.say(service, fact, "nothing holds after it")));
        }
    }
    found
}

/// The first day on which the first declared key, the life-cycle, is not `unreleased`.
fn first_release(ground: &Ground<'_>, service: &Service) -> Date {
    let unreleased =
        |fact: &&Fact| fact.value.as_ref().is_some_and(|value| value.to_string() == "unreleased");
    let life = service.facts().iter().filter(|fact| is_life_cycle(ground, fact));
    life.filter(unreleased).filter_map(|fact| fact.until).max().unwrap_or(Ground::since())
}

fn is_life_cycle(ground: &Ground<'_>, fact: &Fact) -> bool {
    ground.catalog.keys().next().is_some_and(|(key, _)| key == fact.key)
}

pub(super) fn unknown_is_unsure(ground: &Ground<'_>) -> Vec<String> {
    let sure = ground.facts().filter(|(_, fact)| fact.is_unknown() && fact.confidence != Confidence::Low);
    sure.map(|(service, fact)| ground.say(service, fact, "not known, and yet sure of it")).collect()
}

pub(super) fn limits_have_evidence(ground: &Ground<'_>) -> Vec<String> {
    let is_limit =
        |fact: &Fact| matches!(ground.catalog.key(fact.key).value_type, ValueType::Quantity { .. });
    let bare = ground
        .facts()
        .filter(|(_, fact)| is_limit(fact) && fact.confidence == Confidence::High && fact.evidence.is_none());
    bare.map(|(service, fact)| ground.say(service, fact, "what does the source say?")).collect()
}

/// On the first day, on today's, and wherever a value begins or ends between them.
pub(super) fn life_cycle_is_known(ground: &Ground<'_>) -> Vec<String> {
    let Some((key, _)) = ground.catalog.keys().next() else { return Vec::new() };
    let mut found = Vec::new();
    for (_, service) in ground.catalog.services() {
        let turns = service.facts().iter().flat_map(|fact| [fact.from, fact.until]).flatten();
        let days = turns.filter(|day| (Ground::since()..=ground.as_of).contains(day));
        let mut days: Vec<Date> = days.chain([Ground::since(), ground.as_of]).collect();
        days.sort();
        days.dedup();
        let unknown = |day: &Date| service.fact(key, *day).is_none_or(|fact| fact.value.is_none());
        let first = days.into_iter().find(unknown);
        found.extend(first.map(|day| format!("{}: not known on {day}", service.id)));
    }
    found
}
