//! The packs of the benchmark, and the paths through the library that it measures.

use std::hint::black_box;
use std::time::{Duration, Instant};

use fingerpost::catalog::{Catalog, CatalogFile, ProviderId, load, load_embedded};
use fingerpost::diagnostic::{Diagnostics, SourceId, Sources};
use fingerpost::eval::{Evaluation, Scratch};
use fingerpost::language::parse;
use fingerpost::pack::{CompiledPack, DEFAULT_PACK, PackFiles, compile, embedded};
use fingerpost::program::{Assignment, DatedRules, EncodedAnswers, Trail};
use fingerpost::report::brief::Brief;
use fingerpost::report::{Context, Report, build};
use fingerpost::requirement::{Direct, RawRequirement, Requirement, check, read};

/// A pack with everything that belongs to it.
pub(crate) struct Loaded {
    pub(crate) rules: DatedRules,
    pub(crate) sources: Sources,
    pub(crate) providers: Vec<ProviderId>,
}

impl Loaded {
    pub(crate) fn new(pack: &CompiledPack, catalog: &Catalog, sources: Sources) -> Self {
        let providers = catalog.providers().map(|(id, _)| id).collect();
        Self { rules: DatedRules::new(pack, catalog, pack.as_of()), sources, providers }
    }
}

fn files(folder: &str, extension: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut waiting = vec![std::path::PathBuf::from(folder)];
    while let Some(folder) = waiting.pop() {
        #[expect(clippy::disallowed_methods, reason = "a benchmark reads its pack")]
        for entry in std::fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                #[expect(clippy::disallowed_methods, reason = "a benchmark reads its pack")]
                let text = std::fs::read_to_string(&path).expect("it can be read");
                found.push((path.to_string_lossy().into_owned(), text));
            }
        }
    }
    found.sort();
    found
}

/// The 30-rule decision.
pub(crate) fn decision() -> Loaded {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/decision");
    let mut sources = Sources::new();
    let facts = files(&format!("{root}/catalog"), "toml");
    let prefix = format!("{root}/catalog/");
    let files_of_catalog: Vec<CatalogFile<'_>> = facts
        .iter()
        .map(|(path, text)| CatalogFile {
            path: path.strip_prefix(&prefix).expect("it is in there"),
            source: sources.add(path.clone(), text.clone()),
            text,
        })
        .collect();
    let catalog = load(&files_of_catalog).expect("the catalog is sound");
    let rules = files(root, "rules");
    let parsed =
        rules.iter().map(|(path, text)| parse(sources.add(path.clone(), text.clone()), text).0).collect();
    let pack = compile(&[PackFiles { files: parsed }], &catalog).expect("the pack is sound");
    Loaded::new(&pack, &catalog, sources)
}

/// The catalog of the embedded containers pack.
pub(crate) fn containers_catalog(sources: &mut Sources) -> Catalog {
    let embedded = embedded(DEFAULT_PACK).expect("it is embedded");
    let file = |&(path, file): &(&'static str, fingerpost::pack::EmbeddedFile)| CatalogFile {
        path,
        source: sources.add_static(file.path, file.text),
        text: file.text,
    };
    let files: Vec<CatalogFile<'_>> = embedded.catalog.iter().map(file).collect();
    load_embedded(&embedded.catalog_folder, &files).expect("the catalog is sound")
}

/// The rules of the embedded containers pack, with its cases or without.
pub(crate) fn containers_rules(sources: &mut Sources, with_cases: bool) -> PackFiles {
    let embedded = embedded(DEFAULT_PACK).expect("it is embedded");
    let wanted = embedded.rules.iter().filter(|file| with_cases || !file.path.contains("/cases/"));
    let files = wanted.map(|file| parse(sources.add_static(file.path, file.text), file.text).0).collect();
    PackFiles { files }
}

/// The embedded containers pack with its cases.
pub(crate) fn containers() -> Loaded {
    let mut sources = Sources::new();
    let catalog = containers_catalog(&mut sources);
    let rules = containers_rules(&mut sources, true);
    let pack = compile(&[rules], &catalog).expect("the pack is sound");
    Loaded::new(&pack, &catalog, sources)
}

/// The requirements of the cases of a pack.
pub(crate) fn cases(loaded: &Loaded) -> Vec<Requirement> {
    let mut requirements = Vec::new();
    for case in loaded.rules.pack().cases() {
        let given = case.given.iter();
        let lines = given.map(|given| format!("{}: {}\n", given.question.value, given.written));
        let text: String = lines.collect();
        let text = if text.is_empty() { "{}".to_owned() } else { text };
        let raw = raw(&text, read::Format::Yaml);
        requirements.push(check(&raw, &loaded.rules).expect("the case is sound"));
    }
    requirements
}

fn raw(text: &str, format: read::Format) -> RawRequirement {
    let source: SourceId = Sources::new().add("line", "");
    read::read(source, text, format).workloads.swap_remove(0).expect("a sound line")
}

/// A line, read and checked.
pub(crate) fn checked(line: &str, loaded: &Loaded) -> Result<Requirement, Diagnostics> {
    check(&raw(line, read::Format::JsonLines), &loaded.rules)
}

/// The same of a line that is known to be sound.
pub(crate) fn requirement(line: &str, loaded: &Loaded) -> Requirement {
    checked(line, loaded).expect("it is sound")
}

/// The sheets of lines that are known to be sound.
pub(crate) fn encoded_answers(lines: &[String], loaded: &Loaded) -> Vec<EncodedAnswers> {
    lines.iter().map(|line| requirement(line, loaded).encoded().clone()).collect()
}

/// How many assignments are settled before they are picked from: as many as stay near the processor.
const BLOCK: usize = 64;

/// How long picks for all providers take, from assignments that were settled just before, as in a batch: which service, by
/// which arms, on which assumptions.
pub(crate) fn picks(loaded: &Loaded, encoded_answers: &[EncodedAnswers]) -> Duration {
    let program = loaded.rules.program();
    let mut block = vec![Assignment::default(); BLOCK.min(encoded_answers.len())];
    let (mut trail, mut all) = (Trail::default(), Duration::ZERO);
    for encoded_answers in encoded_answers.chunks(BLOCK) {
        for (assignment, encoded) in block.iter_mut().zip(encoded_answers) {
            program.assign_to(assignment, encoded);
        }
        let start = Instant::now();
        for (assignment, _) in block.iter_mut().zip(encoded_answers) {
            for provider in &loaded.providers {
                black_box(program.pick(black_box(&mut *assignment), *provider, &mut trail));
                black_box(&trail);
            }
        }
        all += start.elapsed();
    }
    all
}

/// How long it takes to settle sheets.
pub(crate) fn settling(loaded: &Loaded, encoded_answers: &[EncodedAnswers]) -> Duration {
    let (program, mut assignment) = (loaded.rules.program(), Assignment::default());
    super::timing::each(encoded_answers, |encoded| {
        program.assign_to(&mut assignment, black_box(encoded));
        black_box(&assignment);
    })
}

/// How long it takes to settle them and to pick for all providers.
pub(crate) fn settled_picks(loaded: &Loaded, encoded_answers: &[EncodedAnswers]) -> Duration {
    let (program, mut assignment, mut trail) =
        (loaded.rules.program(), Assignment::default(), Trail::default());
    super::timing::each(encoded_answers, |encoded| {
        program.assign_to(&mut assignment, black_box(encoded));
        for provider in &loaded.providers {
            black_box(program.pick(&mut assignment, *provider, &mut trail));
            black_box(&trail);
        }
    })
}

pub(crate) fn report(loaded: &Loaded, requirement: &Requirement, evaluation: &Evaluation) -> Report {
    build(Context { dated: &loaded.rules, sources: &loaded.sources }, "line", requirement, evaluation)
}

/// What reads lines and answers them in short, as `recommend --brief` does.
pub(crate) struct Short<'a> {
    loaded: &'a Loaded,
    direct: Direct,
    assignment: Assignment,
    name: String,
    scratch: Scratch,
}

impl<'a> Short<'a> {
    pub(crate) fn new(loaded: &'a Loaded) -> Self {
        let direct = Direct::new(&loaded.rules);
        let (assignment, name, scratch) = (Assignment::default(), String::new(), Scratch::default());
        Self { loaded, direct, assignment, name, scratch }
    }

    /// A line to checked and settled answers.
    pub(crate) fn read(&mut self, line: &str) {
        assert!(self.direct.read(line, &mut self.assignment, &mut self.name), "the line is an ordinary one");
    }

    /// A line to its short answer.
    pub(crate) fn line(&mut self, line: &str) -> Vec<u8> {
        self.read(line);
        let name = if self.name.is_empty() { "line" } else { &self.name };
        let brief = Brief::of(&self.loaded.rules, name, &mut self.assignment, |_| true, &mut self.scratch);
        let mut line = Vec::with_capacity(256);
        brief.write(&mut line).expect("a vector takes everything");
        line
    }
}

/// A line to the line of its full report.
pub(crate) fn report_line(line: &str, loaded: &Loaded) -> String {
    let requirement = requirement(line, loaded);
    let evaluation = fingerpost::eval::evaluate(&loaded.rules, requirement.encoded());
    serde_json::to_string(&report(loaded, &requirement, &evaluation)).expect("it has text keys only")
}
