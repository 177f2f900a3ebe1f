//! The cases of the pack hold.

use fingerpost::eval;

use crate::embedded::{PACKS, day_of, given, none, outcomes};

#[test]
fn every_case_holds() {
    let (packs, mut failures) = (&*PACKS, Vec::new());
    let pack = packs.containers();
    for case in pack.cases() {
        let name = format!("{} {:?}", packs.place(case.name.span), case.name.value);
        let dated = packs.on(day_of(case, pack));
        let stated = match given(case, packs) {
            Ok(stated) => stated,
            Err(error) => {
                failures.push(format!("{name}: {error}"));
                continue;
            }
        };
        let found = outcomes(&eval::evaluate(&dated, stated.sheet()), &dated);
        for expected in &case.expect {
            let Some(outcome) = found.get(&expected.provider.value) else {
                failures.push(format!("{name}: {} was not asked", expected.provider.value));
                continue;
            };
            if outcome.answer != expected.answer.value {
                failures.push(format!("{name}: {}, not {}", outcome.answer, expected.answer.value));
            } else if expected.form.is_some()
                && outcome.form.as_ref() != expected.form.as_ref().map(|f| &f.value)
            {
                failures.push(format!("{name}: {} as {:?}", outcome.answer, outcome.form));
            }
        }
        let rejected: Vec<_> = found.values().flat_map(|outcome| &outcome.rejected).collect();
        for reject in &case.reject {
            let by = |constraint: &str| reject.by.as_ref().is_none_or(|by| by.value == constraint);
            if !rejected
                .iter()
                .any(|(service, constraint)| *service == reject.service.value && by(constraint))
            {
                failures.push(format!("{name}: {} is not rejected", reject.service.value));
            }
        }
        for companion in &case.companions {
            if !found.values().any(|outcome| outcome.companions.contains(&companion.value)) {
                failures.push(format!("{name}: {} does not come along", companion.value));
            }
        }
        if case.grounds.sources.is_empty() {
            failures.push(format!("{name}: has no source"));
        }
    }
    none(&failures);
}
