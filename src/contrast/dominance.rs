//! What is given up by taking one service instead of another.

use std::cmp::Ordering;

use crate::catalog::{Better, KeyId, ServiceId, Value};
use crate::program::DatedRules;

/// The facts in which `other` can do strictly more than `service`, in the order of their keys; only where both are known.
#[must_use]
pub fn dominating_facts(dated: &DatedRules, service: ServiceId, other: ServiceId) -> Vec<KeyId> {
    let catalog = dated.catalog();
    let value = |id, key| catalog.service(id).fact(key, dated.as_of())?.value.as_ref();
    let keys = catalog.keys().filter_map(|(id, key)| Some((id, key.better?)));
    let loses = |(key, better): &(KeyId, Better)| {
        let order = value(service, *key).zip(value(other, *key)).and_then(|(own, other)| compare(own, other));
        match better {
            Better::More => order == Some(Ordering::Less),
            Better::Less => order == Some(Ordering::Greater),
        }
    };
    keys.filter(loses).map(|(key, _)| key).collect()
}

/// Which of two values is more; none where neither is.
fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::YesNo(a), Value::YesNo(b)) => Some(a.cmp(b)),
        (Value::Quantity(a), Value::Quantity(b)) => Some(a.amount.cmp(&b.amount)),
        (Value::Words(a), Value::Words(b)) => {
            let within = |a: &[String], b: &[String]| a.iter().all(|word| b.contains(word));
            match (within(a, b), within(b, a)) {
                (true, true) => Some(Ordering::Equal),
                (true, false) => Some(Ordering::Less),
                (false, true) => Some(Ordering::Greater),
                (false, false) => None,
            }
        }
        _ => None,
    }
}
