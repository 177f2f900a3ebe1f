//! Rules about declared keys and vocabularies.

use std::collections::BTreeSet;

use fingerpost::catalog::ValueType;

use super::Ground;

/// What no provider could say: that nothing is known of a machine beyond the table is so for every service.
const RECORDED_OF_NONE: &[&str] = &["unlisted_instance_types", "unread_instance_features"];

pub(super) fn recorded(ground: &Ground<'_>) -> Vec<String> {
    let recorded: BTreeSet<&str> = ground.facts().map(|(_, fact)| ground.key(fact)).collect();
    let keys = ground.catalog.keys().map(|(_, key)| key.name.clone());
    keys.filter(|name| recorded.contains(name.as_str()) == RECORDED_OF_NONE.contains(&name.as_str()))
        .collect()
}

pub(super) fn used_or_argued(ground: &Ground<'_>) -> Vec<String> {
    let wrong = ground.catalog.keys().filter_map(|(id, key)| {
        let what = match (ground.used.contains(&id), &key.kept_for) {
            (true, Some(_)) => "a rule looks at it: take `kept_for` out",
            (false, None) => "no rule looks at it: say what it is `kept_for`, or take it out",
            _ => return None,
        };
        Some(format!("{}: {what}", key.name))
    });
    wrong.collect()
}

pub(super) fn described(ground: &Ground<'_>) -> Vec<String> {
    let mut titles = BTreeSet::new();
    let mut found = Vec::new();
    for (_, key) in ground.catalog.keys() {
        if key.title.trim().is_empty() || !titles.insert(&key.title) {
            found.push(format!("{}: title {:?}", key.name, key.title));
        }
        if key.meaning.trim().is_empty() || key.meaning.ends_with('.') {
            found
                .push(format!("{}: a meaning is a phrase, without a full stop: {:?}", key.name, key.meaning));
        }
    }
    found
}

pub(super) fn vocabularies_used(ground: &Ground<'_>) -> Vec<String> {
    let keys = ground.catalog.keys().map(|(_, key)| &key.value_type);
    let columns = ground.catalog.tables().flat_map(|(_, table)| table.columns.iter().map(|c| &c.value_type));
    let types: Vec<&ValueType> = keys.chain(columns).chain(ground.asked.iter().copied()).collect();
    let is_of = |words: &Vec<String>| {
        types.iter().any(|known| matches!(known, ValueType::Choice(w) | ValueType::Set(w) if **w == **words))
    };
    let idle = ground.catalog.vocabularies().iter().filter(|vocabulary| !is_of(&vocabulary.words));
    idle.map(|vocabulary| format!("{}: no key, column or question is of it", vocabulary.name)).collect()
}
