//! A tiny catalog, a small pack over it, and what tests ask of stacks of packs.

use fingerpost::catalog::{self, Catalog, CatalogFile};
use fingerpost::diagnostic::{Diagnostic, Diagnostics, Sources, Span};
use fingerpost::eval::{Winner, picked, providers};
use fingerpost::language;
use fingerpost::pack::{self, CompiledPack, PackFiles};
use fingerpost::program::DatedRules;
use fingerpost::quantity::Date;
use fingerpost::requirement;
use fingerpost::requirement::read::{Format, read};

/// A key of every type, two providers, a vocabulary and a table.
pub(crate) const FACTS: &str = r#"
[providers]
north = { name = "North" }
south = { name = "South" }

[vocabulary.region]
meaning = "Where things run"
words = ["n1", "n2", "s1"]

[key.gpu]
title = "GPUs"
type = "yes_no"
meaning = "Has GPUs"

[key.max_gpus]
title = "GPUs per instance"
type = "integer"
meaning = "How many GPUs one instance has"
better = "more"

[key.ratio]
title = "Ratio"
type = "number"
meaning = "A plain number"

[key.max_memory]
title = "Memory"
type = "memory"
meaning = "Memory of one instance"

[key.max_cpu]
title = "Processors"
type = "cpu"
meaning = "Processors of one instance"

[key.max_duration]
title = "Duration"
type = "duration"
meaning = "How long one run may take"

[key.fee]
title = "Fee"
type = "money"
meaning = "What it costs by the hour"

[key.launched]
title = "Launched"
type = "date"
meaning = "First day"

[key.stage]
title = "Stage"
type = "choice"
of = ["preview", "ga", "retired"]
meaning = "Where it is in its life"
max_age = 90

[key.forms]
title = "Forms"
type = "set"
of = ["service", "job"]
meaning = "What it runs"

[key.regions]
title = "Regions"
type = "set"
of = "region"
meaning = "Where it is offered"

[key.images]
title = "Images"
type = "set"
of = "text"
meaning = "Images it knows"

[key.successor]
title = "Successor"
type = "choice"
of = "service"
meaning = "What comes after it"

[key.motto]
title = "Motto"
type = "text"
meaning = "What it says of itself"

[table.machines]
title = "Machines"
file = "machines.csv"
key = "machine"
meaning = "Machine types"
source = "https://example.org/machines"
read = "2025-12-01"

[table.machines.column]
owner = { type = "choice", of = "provider", meaning = "Whose it is" }
cpu = { type = "cpu", meaning = "Processors" }
memory = { type = "memory", unit = "GiB", meaning = "Memory" }
family = { type = "text", meaning = "Family" }
places = { type = "set", of = "region", meaning = "Where it is offered" }
"#;

pub(crate) const MACHINES: &str = "\
machine,owner,cpu,memory,family,places
m.large,north,8,32,m,n1 n2
m.small,north,2,4,m,n1
z.huge,south,64,512,,s1
";

/// A service file: its head, and its facts as `key value` pairs with the same source.
pub(crate) fn service(id: &str, companion: bool, facts: &[(&str, &str)]) -> String {
    let head = format!("id = \"{id}\"\nname = \"{id}\"\nsummary = \"S\"\ncompanion = {companion}\n");
    let fact = |(key, value): &(&str, &str)| {
        format!(
            "[[fact]]\nkey = \"{key}\"\nvalue = {value}\nsource = \"https://example.org/{id}\"\n\
             read = \"2025-12-01\"\nconfidence = \"high\"\n"
        )
    };
    let facts: Vec<String> = facts.iter().map(fact).collect();
    head + &facts.concat()
}

/// Three services of two providers, and a companion.
fn catalog_files() -> Vec<(&'static str, String)> {
    let pod = [("max_memory", "\"32 GiB\""), ("max_gpus", "0"), ("gpu", "false"), ("stage", "\"ga\"")];
    let boxes = [("max_memory", "\"unlimited\""), ("max_gpus", "8"), ("gpu", "true"), ("stage", "\"ga\"")];
    let cell = [("max_memory", "\"64 GiB\""), ("max_gpus", "\"unknown\""), ("regions", "[\"s1\"]")];
    vec![
        ("facts.toml", FACTS.to_owned()),
        ("machines.csv", MACHINES.to_owned()),
        ("north/box.toml", service("north.box", false, &boxes)),
        ("north/pod.toml", service("north.pod", false, &pod)),
        ("north/registry.toml", service("north.registry", true, &[("max_memory", "\"8 GiB\"")])),
        ("south/cell.toml", service("south.cell", false, &cell)),
    ]
}

/// Loads catalog files, given with their paths.
pub(crate) fn load(files: &[(&str, &str)], sources: &mut Sources) -> Result<Catalog, Diagnostics> {
    let files: Vec<CatalogFile<'_>> = files
        .iter()
        .map(|(path, text)| CatalogFile { path, source: sources.add(*path, *text), text })
        .collect();
    catalog::load(&files)
}

/// The small pack that snippets without a header of their own lie beside.
pub(crate) const BASE: &str = include_str!("rules/base.rules");

/// What became of a stack of packs.
#[derive(Debug)]
pub(crate) struct Stack {
    pub(crate) sources: Sources,
    pub(crate) catalog: Catalog,
    /// What the parser said, then what the compiler said.
    pub(crate) found: Vec<Diagnostic>,
    pub(crate) pack: Option<CompiledPack>,
}

impl Stack {
    /// Compiles a stack, the lowest pack first; each pack is its files, with their names.
    pub(crate) fn new(packs: &[&[(&str, &str)]]) -> Self {
        let mut sources = Sources::new();
        let files = catalog_files();
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let catalog = load(&files, &mut sources).expect("the tiny catalog is sound");
        let mut found: Vec<Diagnostic> = Vec::new();
        let mut stack = Vec::new();
        for pack in packs {
            let mut files = PackFiles::default();
            for (name, text) in *pack {
                let (file, findings) = language::parse(sources.add(*name, *text), text);
                files.files.push(file);
                found.extend(findings.iter().cloned());
            }
            stack.push(files);
        }
        let pack = match pack::compile(&stack, &catalog) {
            Ok(pack) => Some(pack),
            Err(findings) => {
                found.extend(findings.iter().cloned());
                None
            }
        };
        Self { sources, catalog, found, pack }
    }

    /// A stack of packs of one file each.
    pub(crate) fn of(packs: &[&str]) -> Self {
        let names: Vec<String> = (0..packs.len()).map(|level| format!("{level}.rules")).collect();
        let files: Vec<[(&str, &str); 1]> =
            names.iter().zip(packs).map(|(name, text)| [(name.as_str(), *text)]).collect();
        let packs: Vec<&[(&str, &str)]> = files.iter().map(<[_; 1]>::as_slice).collect();
        Self::new(&packs)
    }

    /// The findings as `file line:column-line:column code`, sorted; `nowhere code` without a place.
    pub(crate) fn marks(&self) -> Vec<String> {
        let mut marks: Vec<String> = self.found.iter().map(|finding| mark(&self.sources, finding)).collect();
        marks.sort();
        marks
    }

    #[track_caller]
    pub(crate) fn pack(&self) -> &CompiledPack {
        assert!(self.found.is_empty(), "{:#?}", self.found);
        self.pack.as_ref().expect("a pack without findings compiles")
    }

    /// For each provider that the requirement allows, the service that is recommended on the
    /// pack's own day, or `no_fit` or `undecided`.
    #[track_caller]
    pub(crate) fn recommends(&self, json: &str) -> Vec<String> {
        let pack = self.pack();
        self.recommends_on(json, pack.as_of())
    }

    /// The same on another day.
    #[track_caller]
    pub(crate) fn recommends_on(&self, json: &str, day: Date) -> Vec<String> {
        let pack = self.pack();
        let dated = DatedRules::new(pack, &self.catalog, day);
        let mut sources = Sources::new();
        let reading = read(sources.add("r.json", json), json, Format::Json);
        assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics);
        let requirement = requirement::check(reading.workloads[0].as_ref().unwrap(), &dated);
        let requirement = requirement.expect("the requirement is sound");
        let winner = |provider| match picked(&dated, requirement.encoded(), provider).winner() {
            Winner::Service(service) => self.catalog.service(service).id.clone(),
            Winner::NoFit => "no_fit".to_owned(),
            Winner::Undecided => "undecided".to_owned(),
        };
        providers(&dated, requirement.encoded()).into_iter().map(winner).collect()
    }
}

/// A finding as `file line:column-line:column code`.
pub(crate) fn mark(sources: &Sources, finding: &Diagnostic) -> String {
    let code = finding.code.as_str();
    let Some(span) = finding.span else { return format!("nowhere {code}") };
    let start = sources.place(span);
    let end = sources.place(Span { start: span.end, ..span });
    format!("{} {}:{}-{}:{} {code}", start.file, start.line, start.column, end.line, end.column)
}

/// The form that every message and every help has.
#[track_caller]
pub(crate) fn is_well_said(finding: &Diagnostic) {
    let message = &finding.message;
    assert!(!message.starts_with(char::is_uppercase), "starts in upper case: {message}");
    for text in [Some(message), finding.help.as_ref()].into_iter().flatten() {
        assert!(!text.ends_with('.') && !text.contains('\n') && !text.is_empty(), "not well said: {text}");
        assert!(!text.contains("::"), "names a type of the program: {text}");
        assert!(text.matches('`').count() % 2 == 0, "an open backtick: {text}");
    }
}
