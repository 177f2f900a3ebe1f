//! One node with many arms, a decision table: what picking and loading cost as it grows.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use fingerpost::catalog::{CatalogFile, load};
use fingerpost::diagnostic::Sources;
use fingerpost::language::parse;
use fingerpost::pack::{PackFiles, compile};
use fingerpost::program::EncodedAnswers;

use super::DOCUMENTS;
use super::numbers::Numbers;
use super::packs::{self, Loaded};
use super::table::{Goal, plain, row, skipped, title};
use super::timing::{Rounds, milliseconds, nanoseconds, turns};

const ARMS: [usize; 5] = [34, 100, 1_000, 3_000, 10_000];

/// The number of arms that goals are about.
const MANY: usize = 3_000;

/// Loading that would take longer is left out.
const PATIENCE: Duration = Duration::from_secs(30);

const SERVICES: usize = 8;

const FACTS: &str = "[providers]\none = { name = \"One\" }\n\n[key.size]\ntitle = \"Size\"\ntype = \"integer\"\nmeaning = \"Its size\"\n";

/// A table with its queries.
struct Wide {
    arms: usize,
    load: Duration,
    loaded: Loaded,
    stated: Vec<EncodedAnswers>,
    assumed: Vec<EncodedAnswers>,
}

pub(crate) fn measure() {
    let mut all = Vec::new();
    let mut expected = Duration::ZERO;
    for arms in ARMS {
        if expected > PATIENCE {
            break;
        }
        let wide = Wide::new(arms);
        // It is feared that twice the arms take four times as long.
        expected = wide.load * 12;
        all.push(wide);
    }
    let base = pick(&all, |wide| &wide.stated);
    title(&format!("one node, {DOCUMENTS} different queries: pick from settled answers"), "ns");
    let first = base.first().copied().unwrap_or(f64::NAN);
    for (wide, nanoseconds) in all.iter().zip(&base) {
        let goal = if wide.arms == MANY { Goal::Times(2.0) } else { Goal::None };
        row(&format!("{} arms, all stated", wide.arms), *nanoseconds, first, goal);
    }
    for (wide, nanoseconds) in all.iter().zip(pick(&all, |wide| &wide.assumed)) {
        row(&format!("{} arms, one answer assumed", wide.arms), nanoseconds, first, Goal::None);
    }
    title("one node: loading it (parse, compile, program)", "ms");
    for wide in &all {
        let goal = if wide.arms == MANY { Goal::AtMost(20.0) } else { Goal::None };
        plain(&format!("{} arms", wide.arms), milliseconds(wide.load), goal);
    }
    for arms in ARMS.iter().skip(all.len()) {
        skipped(&format!("{arms} arms"), "it would take too long to load");
    }
}

fn pick(all: &[Wide], encoded_answers: impl Fn(&Wide) -> &Vec<EncodedAnswers>) -> Vec<f64> {
    let one = |wide: &Wide| {
        let encoded_answers = encoded_answers(wide);
        let [best] =
            turns(Rounds { most: 10, seconds: 2 }, [&mut || packs::picks(&wide.loaded, encoded_answers)]);
        nanoseconds(best, encoded_answers.len())
    };
    all.iter().map(one).collect()
}

impl Wide {
    fn new(arms: usize) -> Self {
        // More combinations than arms, so that `otherwise` is reached too.
        let words = (2..100_usize).find(|words| words.pow(3) > arms).expect("some number is large enough");
        let text = rules(arms, words);
        let (mut loaded, mut load) = (None, Duration::MAX);
        let begin = Instant::now();
        for _ in 0..5 {
            let (pack, took) = loading(&text);
            load = load.min(took);
            loaded = Some(pack);
            if begin.elapsed() > Duration::from_secs(2) {
                break;
            }
        }
        let loaded = loaded.expect("it was loaded");
        let mut numbers = Numbers::new(2);
        let mut query = |size: usize, count: usize| {
            let mut line = format!("{{\"size\":{size}");
            for question in 0..count {
                write!(line, ",\"q{question}\":\"w{}\"", numbers.below(words)).expect("a text grows");
            }
            line + "}"
        };
        // Of three answers there are fewer combinations than queries: the size makes them differ.
        let stated: Vec<String> = (0..DOCUMENTS).map(|size| query(size, 3)).collect();
        let assumed: Vec<String> = (0..DOCUMENTS / 10).map(|size| query(size, 2)).collect();
        let stated = packs::encoded_answers(&stated, &loaded);
        let assumed = packs::encoded_answers(&assumed, &loaded);
        Self { arms, load, loaded, stated, assumed }
    }
}

fn loading(text: &str) -> (Loaded, Duration) {
    let mut sources = Sources::new();
    let mut files = vec![("facts.toml".to_owned(), FACTS.to_owned())];
    for service in 0..SERVICES {
        let head =
            format!("id = \"one.s{service}\"\nname = \"S{service}\"\nsummary = \"S.\"\ncompanion = false\n");
        let fact = format!(
            "[[fact]]\nkey = \"size\"\nvalue = {}\nsource = \"https://example.org\"\nread = \"2026-01-01\"\nconfidence = \"high\"\n",
            (service + 1) * DOCUMENTS / SERVICES
        );
        files.push((format!("one/s{service}.toml"), head + &fact));
    }
    let facts: Vec<CatalogFile<'_>> = files
        .iter()
        .map(|(path, text)| CatalogFile { path, source: sources.add(path.clone(), text.clone()), text })
        .collect();
    let catalog = load(&facts).expect("the catalog is sound");
    let source = sources.add("wide.rules", text.to_owned());
    let start = Instant::now();
    let parsed = parse(source, text).0;
    let pack = compile(&[PackFiles { files: vec![parsed] }], &catalog).expect("the pack is sound");
    let loaded = Loaded::new(&pack, &catalog, sources);
    (loaded, start.elapsed())
}

/// Each arm asks for another combination of three words; their order is not that of the words.
fn rules(arms: usize, words: usize) -> String {
    let mut text = String::from("pack wide 1.0.0\n    as_of 2026-01-01\n\n");
    text += "question size: integer 0..\n    ask \"?\"\n    default none\n";
    let all: Vec<String> = (0..words).map(|word| format!("w{word}")).collect();
    for question in 0..3 {
        let all = all.join(", ");
        writeln!(
            text,
            "question q{question}: choice of [{all}]\n    ask \"?\"\n    assume w1\n        because \"so\""
        )
        .expect("a text grows");
    }
    text += "constraint fits\n    when size is answered\n    need size <= service.size\n    refuse \"no\"\n    because \"so\"\n    source \"https://example.org\"\n";
    let mut combinations: Vec<usize> = (0..words.pow(3)).collect();
    Numbers::new(3).shuffle(&mut combinations);
    text += "node table\n";
    for (arm, combination) in combinations.iter().take(arms).enumerate() {
        let (a, b, c) = (combination / words / words, combination / words % words, combination % words);
        writeln!(
            text,
            "    when q0 = w{a} and q1 = w{b} and q2 = w{c} -> o{}\n        because \"so\"",
            arm % SERVICES
        )
        .expect("a text grows");
    }
    text += "    otherwise -> o0\n        because \"so\"\n";
    for outcome in 0..SERVICES {
        writeln!(
            text,
            "outcome o{outcome}\n    one one.s{outcome}\n    because \"so\"\n    source \"https://example.org\""
        )
        .expect("a text grows");
    }
    let preferred: Vec<String> = (0..SERVICES).map(|service| format!("one.s{service}")).collect();
    writeln!(text, "prefer one {}", preferred.join(" then ")).expect("a text grows");
    text
}
