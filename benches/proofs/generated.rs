//! Packs of any size: a tree of nodes, each with three guarded arms and `otherwise`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use fingerpost::catalog::{Catalog, CatalogFile, load};
use fingerpost::diagnostic::Sources;
use fingerpost::language::parse;
use fingerpost::logic::QuestionId;
use fingerpost::pack::{CompiledPack, PackFiles, compile};
use fingerpost::program::EncodedAnswers;

/// A generated pack with its catalog.
pub(crate) struct Generated {
    pub(crate) pack: CompiledPack,
    pub(crate) catalog: Catalog,
    /// How many nodes a walk passes at most.
    pub(crate) depth: usize,
}

const SERVICES: usize = 8;

/// Questions that the nodes of one level choose from.
const WIDTH: usize = 5;

const FACTS: &str = "[providers]\none = { name = \"One\" }\n\n[key.size]\ntitle = \"Size\"\ntype = \"memory\"\nmeaning = \"Its size\"\n";

/// Sheets with an answer to every question of the walk, no two alike.
pub(crate) fn encoded_answers(generated: &Generated, count: usize) -> Vec<EncodedAnswers> {
    let (pack, catalog) = (&generated.pack, &generated.catalog);
    let mut state: u64 = 0x2545_F491_4F6C_DD1D;
    let mut word = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        i128::from(state >> 32) % 4
    };
    let asked: Vec<QuestionId> =
        pack.questions().filter(|(_, question)| question.name != "memory").map(|(id, _)| id).collect();
    let mut seen = BTreeSet::new();
    let mut encoded_answers = Vec::new();
    while encoded_answers.len() < count {
        let codes: Vec<i128> = asked.iter().map(|_| word()).collect();
        let mut encoded = EncodedAnswers::new(pack);
        for (question, code) in asked.iter().zip(&codes) {
            encoded.set(*question, Some(*code), pack, catalog);
        }
        if seen.insert(codes) {
            encoded_answers.push(encoded);
        }
    }
    encoded_answers
}

/// A pack with about so many arms.
pub(crate) fn pack(arms: usize) -> Generated {
    build(arms, "a")
}

/// The same pack with one limit shifted.
pub(crate) fn changed(arms: usize) -> Generated {
    build(arms, "b")
}

fn build(arms: usize, other: &str) -> Generated {
    let nodes = (arms / 4).max(1);
    let mut depth = 1;
    while (4_usize.pow(depth) - 1) / 3 < nodes {
        depth += 1;
    }
    let text = rules(nodes, usize::try_from(depth).expect("a few levels"), other);
    let mut sources = Sources::new();
    let mut files = vec![("facts.toml".to_owned(), FACTS.to_owned())];
    for service in 0..SERVICES {
        let head =
            format!("id = \"one.s{service}\"\nname = \"S{service}\"\nsummary = \"S.\"\ncompanion = false\n");
        let fact = format!(
            "[[fact]]\nkey = \"size\"\nvalue = \"{} GiB\"\nsource = \"https://example.org\"\nread = \"2026-01-01\"\nconfidence = \"high\"\n",
            (service + 1) * 4
        );
        files.push((format!("one/s{service}.toml"), head + &fact));
    }
    let facts: Vec<CatalogFile<'_>> = files
        .iter()
        .map(|(path, text)| CatalogFile { path, source: sources.add(path.clone(), text.clone()), text })
        .collect();
    let catalog = load(&facts).expect("the catalog is sound");
    let parsed = parse(sources.add("generated.rules", text.clone()), &text).0;
    let pack = compile(&[PackFiles { files: vec![parsed] }], &catalog).expect("the pack is sound");
    Generated { pack, catalog, depth: usize::try_from(depth).expect("a few levels") }
}

/// Node 0 is the root; the children of node n are 4n+1 to 4n+4, and outcomes where there is no such node.
fn rules(nodes: usize, depth: usize, other: &str) -> String {
    let mut text = String::from(
        "pack generated 1.0.0\n    as_of 2026-01-01\n\nquestion memory: memory\n    ask \"?\"\n    default none\n",
    );
    let because = "because \"so\"\n";
    for question in 0..depth * WIDTH {
        writeln!(text, "question q{question}: choice of [a, b, c, d]\n    ask \"?\"\n    default d")
            .expect("text");
    }
    writeln!(text, "constraint fits\n    when memory is answered\n    need memory <= service.size\n    refuse \"no\"\n    {because}    source \"https://example.org\"").expect("text");
    let (mut level, mut last) = (0, 0);
    for node in 0..nodes {
        if node > last {
            level += 1;
            last = last * 4 + 4;
        }
        let question = level * WIDTH + node * 7 % WIDTH;
        let target =
            |child: usize| if child < nodes { format!("n{child}") } else { format!("o{}", child % SERVICES) };
        writeln!(text, "node n{node}").expect("text");
        for (arm, word) in ["a", "b", "c"].into_iter().enumerate() {
            // The last node of all is where the other pack differs.
            let word = if node + 1 == nodes && arm == 0 && other == "b" { "d" } else { word };
            writeln!(
                text,
                "    when q{question} = {word} -> {}\n        {because}",
                target(node * 4 + 1 + arm)
            )
            .expect("text");
        }
        writeln!(text, "    otherwise -> {}\n        {because}", target(node * 4 + 4)).expect("text");
    }
    for outcome in 0..SERVICES {
        writeln!(
            text,
            "outcome o{outcome}\n    one one.s{outcome}\n    {because}    source \"https://example.org\""
        )
        .expect("text");
    }
    let preferred: Vec<String> = (0..SERVICES).map(|service| format!("one.s{service}")).collect();
    writeln!(text, "prefer one {}", preferred.join(" then ")).expect("text");
    text
}
