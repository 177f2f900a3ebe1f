//! How long contrasts take over the cases of the containers pack, and how that grows: `cargo bench --bench contrast`.
#![expect(clippy::disallowed_types, reason = "a benchmark looks at the clock")]
#![expect(clippy::print_stdout, reason = "a benchmark prints its numbers")]
#![expect(clippy::expect_used, reason = "a benchmark that cannot run should stop")]

mod growth;

use std::hint::black_box;
use std::time::{Duration, Instant};

use fingerpost::analysis::contrast::{deciding, flip_to, flip_to_any, why_not};
use fingerpost::catalog::{Catalog, CatalogFile, load};
use fingerpost::diagnostic::{SourceId, Sources};
use fingerpost::eval::evaluate;
use fingerpost::language::{ast::Case, parse, print};
use fingerpost::pack::{CompiledPack, DatedPack, EMBEDDED, PackFiles, compile};
use fingerpost::quantity::Date;
use fingerpost::requirement::{Requirement, check, read};

fn main() {
    let (pack, catalog, source) = containers();
    let cases: Vec<(Date, Requirement)> = pack
        .cases()
        .iter()
        .map(|case| (day(case, &pack), requirement(case, &pack, &catalog, source)))
        .collect();
    println!("containers pack, {} cases, one core; milliseconds{:>18}{:>10}", cases.len(), "mean", "worst");
    let each = |measure: &dyn Fn(&DatedPack<'_>, &Requirement) -> Duration| -> Vec<Duration> {
        let one = |(day, requirement): &(Date, Requirement)| {
            measure(&DatedPack::new(&pack, &catalog, *day), requirement)
        };
        cases.iter().map(one).collect()
    };
    row(
        "deciding answers, every provider",
        &each(&|dated, requirement| {
            let evaluation = evaluate(dated, requirement.sheet());
            timed(|| {
                for present in &evaluation.providers {
                    black_box(deciding(dated, requirement.sheet(), present.provider));
                }
            })
        }),
    );
    row(
        "flip to any other service, every provider, up to 2",
        &each(&|dated, requirement| {
            let evaluation = evaluate(dated, requirement.sheet());
            timed(|| {
                for present in &evaluation.providers {
                    let winner = present.winner.map(|(service, _)| service);
                    black_box(flip_to_any(dated, requirement.sheet(), present.provider, winner, 2));
                }
            })
        }),
    );
    // The larger the change, the fewer cases: the search is what grows.
    for (most, stride) in [(1, 1), (2, 4), (3, 34)] {
        let mut all = Vec::new();
        for (day, requirement) in cases.iter().step_by(stride) {
            let dated = DatedPack::new(&pack, &catalog, *day);
            let services: Vec<_> = catalog.services().filter(|(_, service)| !service.companion).collect();
            for (id, _) in services {
                all.push(timed(|| drop(black_box(flip_to(&dated, requirement.sheet(), id, most)))));
            }
        }
        row(&format!("flip to one service, up to {most}, each service"), &all);
    }
    let mut all = Vec::new();
    for (day, requirement) in cases.iter().step_by(4) {
        let dated = DatedPack::new(&pack, &catalog, *day);
        let evaluation = evaluate(&dated, requirement.sheet());
        for (id, _) in catalog.services() {
            all.push(timed(|| drop(black_box(why_not(&dated, requirement.sheet(), &evaluation, id, 2)))));
        }
    }
    row("why not, answers up to 2, each service", &all);
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

fn day(case: &Case, pack: &CompiledPack) -> Date {
    case.as_of.as_ref().map_or(pack.as_of(), |day| Date::parse(&day.value).expect("a day"))
}

fn requirement(case: &Case, pack: &CompiledPack, catalog: &Catalog, source: SourceId) -> Requirement {
    let given = case.given.iter();
    let lines = given.map(|given| format!("{}: {}\n", given.question.value, print::expression(&given.value)));
    let text: String = lines.collect();
    let text = if text.is_empty() { "{}".to_owned() } else { text };
    let reading = read::read(source, &text, read::Format::Yaml);
    check(reading.workloads.first().expect("a workload"), pack, catalog).expect("the case is sound")
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn row(what: &str, all: &[Duration]) {
    let count = u32::try_from(all.len()).expect("not that many").max(1);
    let mean = all.iter().sum::<Duration>() / count;
    let worst = all.iter().max().copied().unwrap_or_default();
    let shown = |time: Duration| time.as_secs_f64() * 1e3;
    println!("{what:<58}{:>10.2}{:>10.1}", shown(mean), shown(worst));
}
