//! A warning about facts that should be read again. It changes no answer.

use std::collections::BTreeSet;

use crate::catalog::ServiceId;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::program::DatedRules;
use crate::quantity::Date;

/// How many facts the warning names.
const NAMED: usize = 3;

/// One warning about all facts of these services that are older on a day than their keys allow;
/// none when there is none. Facts that no longer hold do not age.
pub(crate) fn stale_facts(
    services: &BTreeSet<ServiceId>,
    dated: &DatedRules,
    today: Date,
) -> Option<Diagnostic> {
    let mut old = Vec::new();
    for id in services {
        let service = dated.catalog().service(*id);
        for fact in service.facts().iter().filter(|fact| fact.until.is_none()) {
            let key = dated.catalog().key(fact.key);
            let age = today.days() - fact.read.days();
            if fact.holds_on(dated.as_of()) && key.max_age.is_some_and(|limit| age > limit) {
                old.push((fact.read, &service.id, &key.name));
            }
        }
    }
    old.sort();
    let named: Vec<String> =
        old.iter().take(NAMED).map(|(read, service, key)| format!("`{service}` {key} ({read})")).collect();
    let message = match old.len() {
        0 => return None,
        1 => format!("a fact of the recommended services should be read again: {}", named.join(", ")),
        count => {
            let named = named.join(", ");
            format!("{count} facts of the recommended services should be read again, the oldest: {named}")
        }
    };
    let warning = Diagnostic { severity: Severity::Warning, ..Diagnostic::general(Code::StaleFact, message) };
    Some(warning.help("`fingerpost facts` shows their sources; `--quiet` hides this"))
}
