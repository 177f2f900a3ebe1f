//! Pick and proof of programs with a bit changed.

use super::*;
use crate::catalog::{CatalogFile, load_embedded};
use crate::diagnostic::Sources;
use crate::language::parse;
use crate::pack::{PackFiles, compile, embedded};
use crate::proof::witness::came_out;

/// The rules of an embedded pack.
fn ruleset(name: &str) -> DatedRules {
    let pack = embedded(name).unwrap();
    let mut sources = Sources::new();
    let (mut facts, mut rules) = (Vec::new(), PackFiles::default());
    for (path, file) in &pack.catalog {
        facts.push(CatalogFile { path, source: sources.add_static(file.path, file.text), text: file.text });
    }
    for file in &pack.rules {
        rules.files.push(parse(sources.add_static(file.path, file.text), file.text).0);
    }
    let catalog = load_embedded(&pack.catalog_folder, &facts).unwrap();
    let pack = compile(&[rules], &catalog).unwrap();
    DatedRules::new(&pack, &catalog, pack.as_of())
}

/// Numbers that look like chance, the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % count
    }
}

/// A requirement that answers one question in three.
fn encoded(answers: &Answers, dated: &DatedRules, numbers: &mut Numbers) -> EncodedAnswers {
    let mut encoded = EncodedAnswers::new(dated.pack());
    for axis in &answers.space.axes {
        if numbers.below(3) > 0 {
            continue;
        }
        let code = match &axis.answers {
            Cells::One(cells) => {
                let cell = &cells[numbers.below(cells.len())];
                cell.members[numbers.below(cell.members.len())].codes[0]
            }
            Cells::Any(blocks) => {
                let words = blocks.iter().filter(|_| numbers.below(2) > 0);
                words.fold(0, |all, block| all | block.masks[0]).cast_signed()
            }
        };
        encoded.set(axis.questions[0], Some(code), dated.pack(), dated.catalog());
    }
    encoded
}

/// How many requirements get another answer than `before`; every one of them is held to the diagrams of `dated`.
fn compare(dated: &DatedRules, before: &DatedRules, seed: u64) -> usize {
    let answers = Answers::new(dated).unwrap();
    let mut numbers = Numbers(seed);
    let mut changed = 0;
    for _ in 0..400 {
        let encoded = encoded(&answers, dated, &mut numbers);
        for (provider, _) in dated.catalog().providers() {
            let expected = came_out(dated, &encoded, provider);
            assert_eq!(answers.of(&encoded, provider), Some(&expected), "{encoded:?}");
            changed += usize::from(came_out(before, &encoded, provider) != expected);
        }
    }
    changed
}

#[test]
fn a_bit_of_the_program_changes_pick_and_proof_alike() {
    let dated = ruleset("messaging");
    assert_eq!(compare(&dated, &dated, 1), 0);
    let mut noticed = 0;
    let places: usize = dated.program().changeable().iter().sum();
    for at in 0..60 {
        let (program, _) = dated.program().changed(at * 7919 % places).unwrap();
        let changed = dated.with(program);
        noticed += usize::from(compare(&changed, &dated, 2) > 0);
    }
    assert!(noticed > 10, "{noticed} of 60 bits change an answer");
}
