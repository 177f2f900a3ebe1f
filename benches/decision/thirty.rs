//! The 30-rule decision: written by hand, as a table of typed tests, and as a pack.

use std::hint::black_box;
use std::time::Duration;

use fingerpost::program::{Assignment, EncodedAnswers, Trail, Winner};

use super::by_table::{self, Record};
use super::inputs::{self, Document};
use super::packs::{self, Loaded};
use super::table::{Goal, row, title};
use super::timing::{Rounds, each, nanoseconds, turns};
use super::{DOCUMENTS, by_hand};

/// So few documents that a processor learns what comes next.
const REPEATED: usize = 256;

const ROUNDS: Rounds = Rounds { most: 30, seconds: 8 };

pub(crate) fn measure() {
    let loaded = packs::decision();
    let (documents, lines) = inputs::documents(DOCUMENTS);
    let encoded_answers = packs::encoded_answers(&lines, &loaded);
    agree(&documents, &encoded_answers, &loaded);
    let head = format!("30-rule decision, both providers, {DOCUMENTS} different documents");
    compare(&head, &loaded, &documents, &encoded_answers, Goal::TimesBounded(5.0, 8.0));
    let few =
        (documents.iter().take(REPEATED).cloned().collect(), encoded_answers.iter().take(REPEATED).cloned());
    let (documents, encoded_answers): (Vec<Document>, Vec<EncodedAnswers>) = (few.0, few.1.collect());
    let head =
        format!("the same with {REPEATED} documents again and again: a processor learns what comes next");
    compare(&head, &loaded, &documents, &encoded_answers, Goal::None);
}

fn compare(
    head: &str,
    loaded: &Loaded,
    documents: &[Document],
    encoded_answers: &[EncodedAnswers],
    goal: Goal,
) {
    let records: Vec<Record> = documents.iter().map(Record::new).collect();
    let (aws, gcp) = (by_table::aws(), by_table::gcp());
    let passes = DOCUMENTS.div_ceil(documents.len());
    let again = |work: &dyn Fn() -> Duration| (0..passes).map(|_| work()).sum();
    let times: [Duration; 5] = turns(
        ROUNDS,
        [
            &mut || {
                again(&|| {
                    each(documents, |document| {
                        black_box(by_hand::aws(black_box(document)));
                        black_box(by_hand::gcp(black_box(document)));
                    })
                })
            },
            &mut || {
                again(&|| {
                    each(&records, |record| {
                        black_box(aws.decide(black_box(record)));
                        black_box(gcp.decide(black_box(record)));
                    })
                })
            },
            &mut || again(&|| packs::picks(loaded, encoded_answers)),
            &mut || again(&|| packs::settling(loaded, encoded_answers)),
            &mut || again(&|| packs::settled_picks(loaded, encoded_answers)),
        ],
    );
    let [hand, table, picked, settled, both] = times.map(|time| nanoseconds(time, passes * documents.len()));
    title(head, "ns");
    row("hand-written Rust", hand, hand, Goal::None);
    row("typed table, scanned in order", table, hand, Goal::None);
    row("pick with path, reasons, assumptions, from settled answers", picked, hand, goal);
    row("settling answers from their codes", settled, hand, Goal::None);
    row("settling and pick", both, hand, goal);
}

/// The three must say the same before they are compared.
fn agree(documents: &[Document], encoded_answers: &[EncodedAnswers], loaded: &Loaded) {
    let (catalog, program) = (loaded.rules.catalog(), loaded.rules.program());
    let tables = [by_table::aws(), by_table::gcp()];
    let (mut assignment, mut trail) = (Assignment::default(), Trail::default());
    for (document, encoded) in documents.iter().zip(encoded_answers) {
        let record = Record::new(document);
        let by_hand = [by_hand::aws(document), by_hand::gcp(document)];
        program.assign_to(&mut assignment, encoded);
        for ((provider, table), by_hand) in loaded.providers.iter().zip(&tables).zip(by_hand) {
            assert_eq!(table.decide(&record), by_hand, "{}", document.json());
            let pick = program.pick(&mut assignment, *provider, &mut trail);
            let Winner::Service(service) = pick.winner() else { panic!("nothing for {}", document.json()) };
            assert_eq!(catalog.service(service).id, by_hand.0, "{}", document.json());
            // One arm for each rule, in the same order: the arm is the reason.
            let arm = trail.path().last().map(|step| step.arm.index());
            assert_eq!(arm, Some(table.first(&record)), "{}", document.json());
        }
    }
}
