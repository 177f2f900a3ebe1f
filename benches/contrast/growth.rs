//! How a search grows with the number of questions and the size of the change, on packs made for it.

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Duration;

use fingerpost::catalog::{Catalog, CatalogFile, load};
use fingerpost::contrast::counterfactual_to;
use fingerpost::diagnostic::Sources;
use fingerpost::language::parse;
use fingerpost::pack::{CompiledPack, PackFiles, compile};
use fingerpost::program::DatedRules;
use fingerpost::requirement::EncodedAnswers;

use super::measure::{least, milliseconds};

const FACTS: &str = "[providers]\np = { name = \"P\" }\n[key.size]\ntitle = \"Size\"\ntype = \"integer\"\nmeaning = \"A size\"\n";

/// A pack in which `far.service` needs `size` answers changed, and every one of the questions is looked at.
fn pack(questions: usize, size: usize) -> String {
    let mut text = String::from("pack grown 1.0.0\n    as_of 2026-01-01\n\n");
    for at in 0..questions {
        writeln!(text, "question q{at}: integer 0..9\n    ask \"?\"\n    default 0").expect("a text grows");
    }
    for at in 0..questions {
        let next = if at + 1 < questions { format!("n{}", at + 1) } else { "near".to_owned() };
        let guard: Vec<String> =
            (0..size).map(|more| format!("q{} > {}", (at + more) % questions, more + 1)).collect();
        writeln!(text, "node n{at}\n    when {} -> far\n    otherwise -> {next}", guard.join(" and "))
            .expect("a text grows");
    }
    for (outcome, service) in [("near", "p.near"), ("far", "p.far")] {
        writeln!(
            text,
            "outcome {outcome}\n    p {service}\n    because \"so\"\n    source \"https://example.org\""
        )
        .expect("a text grows");
    }
    text + "prefer p p.near\n"
}

/// Requirements of which the mean counts.
const SHEETS: usize = 3;

/// Where a search took longer, one over twice the questions is left out.
const PATIENCE: Duration = Duration::from_millis(500);

/// Nothing is stated on the first; on each other one, other questions are answered by what would be assumed of them.
fn encoded(pack: &CompiledPack, catalog: &Catalog, nth: usize) -> EncodedAnswers {
    let mut encoded = EncodedAnswers::new(pack);
    for (at, (question, _)) in pack.questions().enumerate() {
        if nth > 0 && (at * 7 + nth) % SHEETS < nth {
            encoded.set(question, Some(0), pack, catalog);
        }
    }
    encoded
}

/// Prints a table: rows are numbers of questions, columns sizes of changes.
pub(crate) fn measure() {
    println!(
        "\none search that has to change 1, 2 or 3 answers, mean of {SHEETS} requirements, milliseconds"
    );
    println!("{:>10}{:>12}{:>12}{:>12}", "questions", "1", "2", "3");
    let mut lasted = [Duration::ZERO; 3];
    for questions in [10, 20, 40, 80] {
        print!("{questions:>10}");
        for (size, lasted) in (1..).zip(&mut lasted) {
            if *lasted > PATIENCE {
                print!("{:>12}", "-");
                continue;
            }
            let mut sources = Sources::new();
            let service =
                |id: &str| format!("id = \"{id}\"\nname = \"{id}\"\nsummary = \"S\"\ncompanion = false\n");
            let files = [
                ("facts.toml", FACTS.to_owned()),
                ("p/near.toml", service("p.near")),
                ("p/far.toml", service("p.far")),
            ];
            let files: Vec<CatalogFile<'_>> = files
                .iter()
                .map(|(path, text)| CatalogFile { path, source: sources.add(*path, text.clone()), text })
                .collect();
            let catalog = load(&files).expect("the catalog is sound");
            let text = pack(questions, size);
            let parsed = parse(sources.add("grown.rules", text.clone()), &text).0;
            let pack = compile(&[PackFiles { files: vec![parsed] }], &catalog).expect("the pack is sound");
            let dated = DatedRules::new(&pack, &catalog, pack.as_of());
            let far = catalog.find_service("p.far").expect("it is there");
            let all = (0..SHEETS).map(|nth| {
                let encoded = encoded(&pack, &catalog, nth);
                least(|| {
                    let flips = counterfactual_to(&dated, &encoded, far, size);
                    assert_eq!(
                        flips.found.len(),
                        questions,
                        "every node leads there, if so many answers change"
                    );
                    black_box(flips);
                })
            });
            let all: Vec<Duration> = all.collect();
            let mean = all.iter().sum::<Duration>() / u32::try_from(all.len()).unwrap_or(1);
            *lasted = mean;
            print!("{:>12.2}", milliseconds(mean));
        }
        println!();
    }
}
