//! Every rule says where it is from.

use crate::embedded::{PACKS, latest_reading, none};

#[test]
fn every_rule_names_a_source_that_was_read_around_the_day_of_its_pack() {
    let (packs, mut failures) = (&*PACKS, Vec::new());
    let pack = packs.containers();
    let latest = latest_reading(pack);
    let constraints = pack.constraints().iter().map(|c| (&c.name, &c.grounds, c.span));
    let outcomes = pack.outcomes().iter().map(|o| (&o.name, &o.grounds, o.span));
    let caveats = pack.caveats().iter().map(|c| (&c.name, &c.grounds, c.span));
    for (name, grounds, span) in constraints.chain(outcomes).chain(caveats) {
        if grounds.sources.is_empty() {
            failures.push(format!("{} {name}: no source", packs.place(span)));
        }
        for source in &grounds.sources {
            if source.url.as_ref().is_some_and(|url| !url.starts_with("https://")) {
                failures.push(format!("{} {name}: no https address", packs.place(span)));
            }
            if source.read.is_some_and(|read| read > latest) {
                failures.push(format!("{} {name}: read later than {latest}", packs.place(span)));
            }
        }
    }
    none(&failures);
}
