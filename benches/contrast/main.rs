//! How long contrasts take over the cases of the containers pack, and how that grows: `cargo bench --bench contrast`.
//!
//! `cargo bench --bench contrast -- growth` measures the growth alone.
#![expect(clippy::print_stdout, reason = "a benchmark prints its numbers")]
#![expect(clippy::expect_used, reason = "a benchmark that cannot run should stop")]

mod growth;
mod measure;

use std::hint::black_box;

use fingerpost::catalog::{Catalog, CatalogFile, load};
use fingerpost::contrast::{counterfactual_to, counterfactual_to_any, sufficient_reason, why_not};
use fingerpost::diagnostic::{SourceId, Sources};
use fingerpost::eval::evaluate;
use fingerpost::language::parse;
use fingerpost::pack::{self, CompiledPack, EMBEDDED, PackFiles, compile};
use fingerpost::program::DatedRules;
use fingerpost::quantity::Date;
use fingerpost::requirement::{Requirement, check, read};

use measure::{Row, heading};

fn main() {
    #[expect(clippy::disallowed_methods, reason = "a part is chosen by an argument")]
    let growth_alone = std::env::args().any(|argument| argument == "growth");
    if growth_alone {
        return growth::measure();
    }
    let (pack, catalog, source) = containers();
    let cases: Vec<Case> = pack.cases().iter().map(|case| Case::of(case, &pack, &catalog, source)).collect();
    println!("containers pack, {} cases, one core; milliseconds", cases.len());
    heading();
    let dated = |case: &Case| DatedRules::new(&pack, &catalog, case.day);
    let mut table = Row::new("deciding answers, every provider");
    for case in &cases {
        let (dated, encoded) = (dated(case), case.requirement.encoded());
        let evaluation = evaluate(&dated, encoded);
        table.add(&case.name, || {
            for present in &evaluation.providers {
                black_box(sufficient_reason(&dated, encoded, present.provider));
            }
        });
    }
    table.print();
    let mut table = Row::new("flip to any other, every provider, up to 2");
    for case in &cases {
        let (dated, encoded) = (dated(case), case.requirement.encoded());
        let evaluation = evaluate(&dated, encoded);
        table.add(&case.name, || {
            for present in &evaluation.providers {
                let winner = present.conclusion.chosen().map(|chosen| chosen.service);
                black_box(counterfactual_to_any(&dated, encoded, present.provider, winner, 2));
            }
        });
    }
    table.print();
    // The larger the change, the fewer cases: the search is what grows.
    for (most, stride) in [(1, 1), (2, 1), (3, 160)] {
        let mut table = Row::new(format!("flip to one service, up to {most}"));
        for case in cases.iter().step_by(stride) {
            let (dated, encoded) = (dated(case), case.requirement.encoded());
            for (id, service) in catalog.services().filter(|(_, service)| !service.companion) {
                let name = format!("{} to {}", case.name, service.id);
                table.add(&name, || drop(black_box(counterfactual_to(&dated, encoded, id, most))));
            }
        }
        table.print();
    }
    let mut table = Row::new("why not, answers up to 2, each service");
    for case in cases.iter().step_by(16) {
        let (dated, encoded) = (dated(case), case.requirement.encoded());
        let evaluation = evaluate(&dated, encoded);
        for (id, service) in catalog.services() {
            let name = format!("{} to {}", case.name, service.id);
            table.add(&name, || drop(black_box(why_not(&dated, encoded, &evaluation, id, 2))));
        }
    }
    table.print();
    growth::measure();
}

fn containers() -> (CompiledPack, Catalog, SourceId) {
    let mut sources = Sources::new();
    let mut files = PackFiles::default();
    let mut facts = Vec::new();
    for file in EMBEDDED {
        let source = sources.add_static(file.path, file.text);
        match file.path.strip_prefix("catalog/") {
            Some(path) => facts.push(CatalogFile { path, source, text: file.text }),
            None if file.path.starts_with("containers/") => files.files.push(parse(source, file.text).0),
            None => {}
        }
    }
    let catalog = load(&facts).expect("the catalog is sound");
    let pack = compile(&[files], &catalog).expect("the pack is sound");
    (pack, catalog, sources.add("case", ""))
}

/// A case of the pack, ready to be asked about.
struct Case {
    name: String,
    day: Date,
    requirement: Requirement,
}

impl Case {
    fn of(case: &pack::Case, pack: &CompiledPack, catalog: &Catalog, source: SourceId) -> Self {
        let given = case.given.iter();
        let lines = given.map(|given| format!("{}: {}\n", given.question.value, given.written));
        let text: String = lines.collect();
        let text = if text.is_empty() { "{}".to_owned() } else { text };
        let reading = read::read(source, &text, read::Format::Yaml);
        let workload =
            reading.workloads.first().and_then(|workload| workload.as_ref().ok()).expect("a workload");
        let requirement =
            check(workload, &DatedRules::new(pack, catalog, pack.as_of())).expect("the case is sound");
        Self { name: case.name.value.clone(), day: case.as_of.unwrap_or(pack.as_of()), requirement }
    }
}
