//! Loading rules and facts: those inside the library, and what lies over them.
//!
//! Takes the name of a pack and the texts of files, gives a [`CompiledPack`] with its [`Catalog`], and everything that is wrong
//! with them. The one way in for the front door, the command line, tests and benches. Reads no folder, and knows no requirement.

mod digest;

use std::sync::mpsc;
use std::thread;

use crate::catalog::{self, Catalog, CatalogFile};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceId, Sources, Span};
use crate::language::{
    self,
    ast::{File, ItemKind, PackHeader},
};
use crate::pack::{self, CompiledPack, EmbeddedFile, EmbeddedPack, Files, PackFiles};
use crate::program::{Program, Thawed};

/// The folder of a catalog, inside the library and inside a rules folder.
pub const CATALOG: &str = "catalog/";

/// Cases are for testing rules, not for using them.
const CASES: &str = "cases";

/// Whether folders named `cases` are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cases {
    /// They are left alone.
    Left,
    /// Those of the folders are read; without a folder, those of the embedded pack.
    Taken,
}

/// Rules and facts, ready to be used, with the files that they are from.
#[derive(Debug)]
pub struct Rules {
    /// The texts of the files.
    pub sources: Sources,
    /// The facts.
    pub catalog: Catalog,
    /// The rules, compiled against the facts.
    pub pack: CompiledPack,
    /// The decision program of the day of the pack, where it was compiled before.
    pub thawed: Option<Thawed>,
    /// The packs as they were written, from the lowest to the highest.
    pub files: Vec<PackFiles>,
}

/// A file of rules or facts: its path inside its folder, and where its text is.
#[derive(Clone, Debug)]
struct RuleFile {
    path: String,
    source: SourceId,
    /// SHA-256 of its text, where it is a file of the library.
    digest: Option<&'static str>,
}

/// The files of rules and facts that lie over others, or stand for themselves; their texts are in the sources.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    catalog: Vec<RuleFile>,
    rules: Vec<RuleFile>,
}

impl Folder {
    /// Whether it has no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.catalog.is_empty() && self.rules.is_empty()
    }

    /// Puts a file where its path inside the folder says.
    pub fn place(&mut self, path: &str, source: SourceId) {
        let (files, path) = match path.strip_prefix(CATALOG) {
            Some(path) => (&mut self.catalog, path),
            None => (&mut self.rules, path),
        };
        files.push(RuleFile { path: path.to_owned(), source, digest: None });
    }
}

/// The files of some rules or facts, taken together. Cases are left out: they say what is expected, and change no answer.
fn files(all: &[RuleFile], sources: &Sources) -> Files {
    let mut all: Vec<&RuleFile> = all.iter().filter(|file| !is_case(&file.path)).collect();
    all.sort_by(|one, other| one.path.cmp(&other.path));
    let line = |file: &&RuleFile| {
        let own = || digest::of_bytes(text(sources, file.source).as_bytes());
        format!("{}  {}\n", file.digest.map_or_else(own, str::to_owned), file.path)
    };
    let lines: String = all.iter().map(line).collect();
    Files {
        digest: digest::of_bytes(lines.as_bytes()),
        built_in: all.iter().all(|file| file.digest.is_some()),
    }
}

/// Whether a path inside a folder is one that is loaded.
#[must_use]
pub fn is_wanted(path: &str, cases: Cases) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let in_catalog = path.starts_with(CATALOG);
    match extension {
        "rules" => !in_catalog && (!is_case(path) || cases == Cases::Taken),
        "toml" | "csv" => in_catalog,
        _ => false,
    }
}

/// Whether a path inside a folder is one of cases.
fn is_case(path: &str) -> bool {
    path.split('/').rev().skip(1).any(|folder| folder == CASES)
}

/// What could be loaded, and everything that is wrong with it.
#[derive(Debug)]
pub struct Loaded {
    /// The texts of the files.
    pub sources: Sources,
    /// The packs as they were written, from the lowest to the highest.
    pub files: Vec<PackFiles>,
    /// The source of each file, packs and files in the same order.
    pub file_sources: Vec<SourceId>,
    /// The facts, if nothing is wrong with them.
    pub catalog: Option<Catalog>,
    /// The rules, if nothing is wrong with either.
    pub pack: Option<CompiledPack>,
    /// The decision program of the day of the pack, where it was compiled before.
    pub thawed: Option<Thawed>,
    /// Everything that is wrong.
    pub found: Diagnostics,
}

impl Loaded {
    /// Everything, if nothing is wrong with it.
    ///
    /// # Errors
    /// What is wrong, and the files that it is in.
    pub fn sound(self) -> Result<Rules, (Diagnostics, Sources)> {
        let Self { sources, files, catalog, pack, thawed, found, .. } = self;
        match (catalog, pack) {
            (Some(catalog), Some(pack)) => Ok(Rules { sources, catalog, pack, thawed, files }),
            _ => Err((found, sources)),
        }
    }
}

/// Loads a pack of the library, replaced or extended by folders; as much as there is.
///
/// The catalog is that of the last folder with one. The lowest pack is that of the first folder
/// whose header extends nothing; the other folders lie over it in their order. `found` is what is wrong with them already.
///
/// # Errors
/// The library has no pack of that name.
pub fn load(
    pack: &str,
    given: &[Folder],
    cases: Cases,
    mut sources: Sources,
    mut found: Diagnostics,
) -> Result<Loaded, Diagnostic> {
    // What lies over a pack of the library makes it another one.
    let frozen = given.is_empty().then(|| pack::frozen(pack)).flatten();
    let Some(pack) = pack::embedded(pack) else {
        return Err(unknown_pack(pack));
    };
    let embedded_cases = if given.is_empty() { cases } else { Cases::Left };
    let embedded = embedded(&pack, embedded_cases, &mut sources);
    let own_catalog = given.iter().rev().find(|folder| !folder.catalog.is_empty());
    let facts = files(own_catalog.map_or(&embedded.catalog, |folder| &folder.catalog), &sources);
    let read_catalog = || match own_catalog {
        Some(folder) => catalog::load(&catalog_files(&folder.catalog, &sources)),
        None => catalog::load_embedded(&pack.catalog_folder, &catalog_files(&embedded.catalog, &sources)),
    };
    // Facts and rules know nothing of each other yet, nor does the frozen program of either: a start is two threads long.
    let (catalog, files, file_sources, identities, pack, thawed) = thread::scope(|scope| {
        let (done, catalog) = mpsc::channel();
        let beside = scope.spawn(move || {
            // Nobody waits for a catalog once this thread is the only one that is left.
            done.send(read_catalog()).unwrap_or_default();
            frozen.and_then(Program::thaw)
        });
        let parsed = stack(&embedded, given, &sources, &mut found);
        let catalog =
            catalog.recv().ok().and_then(|read| read.map_err(|findings| found.extend(findings)).ok());
        let (mut trees, mut file_sources, mut identities) = (Vec::new(), Vec::new(), Vec::new());
        for pack in parsed {
            trees.push(pack.files);
            file_sources.extend(pack.sources);
            identities.push(pack.identity);
        }
        let pack = match &catalog {
            Some(catalog) if !found.has_errors() => {
                pack::compile(&trees, catalog).map_err(|findings| found.extend(findings)).ok()
            }
            _ => None,
        };
        let thawed = beside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (catalog, trees, file_sources, identities, pack, thawed)
    });
    let pack = pack.map(|pack| pack.with_files(identities, facts));
    Ok(Loaded { sources, files, file_sources, catalog, pack, thawed, found })
}

fn unknown_pack(name: &str) -> Diagnostic {
    let finding = Diagnostic::general(Code::PackHeader, format!("`{name}` is not a pack of the library"));
    finding.help(format!("one of: {}", pack::embedded_names().join(", ")))
}

fn embedded(pack: &EmbeddedPack, cases: Cases, sources: &mut Sources) -> Folder {
    let mut folder = Folder::default();
    let mut place = |path: &str, file: &EmbeddedFile| {
        let source = sources.add_static(file.path, file.text);
        RuleFile { path: path.to_owned(), source, digest: Some(file.digest) }
    };
    for file in pack.rules.iter().filter(|file| is_wanted(file.path, cases)) {
        // Inside its folder: that of the pack.
        let path = file.path.split_once('/').map_or(file.path, |(_, path)| path);
        folder.rules.push(place(path, file));
    }
    for (path, file) in &pack.catalog {
        folder.catalog.push(place(path, file));
    }
    folder
}

fn catalog_files<'s>(files: &'s [RuleFile], sources: &'s Sources) -> Vec<CatalogFile<'s>> {
    let file = |file: &'s RuleFile| {
        let RuleFile { path, source, .. } = file;
        CatalogFile { path, source: *source, text: text(sources, *source) }
    };
    files.iter().map(file).collect()
}

/// A parsed pack, and the sources of its files.
struct Parsed {
    files: PackFiles,
    sources: Vec<SourceId>,
    identity: Files,
}

/// The packs from the lowest to the highest.
fn stack(embedded: &Folder, given: &[Folder], sources: &Sources, found: &mut Diagnostics) -> Vec<Parsed> {
    let given = given.iter().filter(|folder| !folder.rules.is_empty());
    let mut packs = Vec::new();
    for folder in given {
        let pack = parse(&folder.rules, sources, found);
        if headers(&pack.files).next().is_none() && !found.has_errors() {
            let first = folder.rules.first().map(|file| Span::new(file.source, 0, 0));
            let message = "no file of this folder has a `pack` header";
            let finding = Diagnostic { span: first, ..Diagnostic::general(Code::PackHeader, message) };
            let help = "write `pack NAME VERSION`, with `extends NAME` to lie over other rules; cases alone are no pack: \
                        they stand beside the rules that they test";
            found.push(finding.help(help));
        }
        packs.push(pack);
    }
    let lowest = match packs.iter().position(stands_alone) {
        Some(own) => packs.remove(own),
        None => parse(&embedded.rules, sources, found),
    };
    packs.insert(0, lowest);
    packs
}

fn parse(rules: &[RuleFile], sources: &Sources, found: &mut Diagnostics) -> Parsed {
    let mut pack =
        Parsed { files: PackFiles::default(), sources: Vec::new(), identity: files(rules, sources) };
    for file in rules {
        let (parsed, findings) = language::parse(file.source, text(sources, file.source));
        if is_case(&file.path) {
            found.extend(other_than_cases(&parsed));
        }
        pack.files.files.push(parsed);
        pack.sources.push(file.source);
        found.extend(findings);
    }
    pack
}

/// What stands among cases and is none: it would hold while they are tested, and never otherwise.
fn other_than_cases(file: &File) -> Diagnostics {
    let mut found = Diagnostics::new();
    for item in file.items.iter().filter(|item| !matches!(item.kind, ItemKind::Case(_))) {
        let message = "a folder `cases` holds cases alone: this would be left out of every answer";
        let finding = Diagnostic::error(Code::InvalidSyntax, item.span.0, message);
        found.push(finding.help("move it to a file outside the folder"));
    }
    found
}

/// Whether a pack has a header that extends nothing.
fn stands_alone(pack: &Parsed) -> bool {
    headers(&pack.files).any(|header| header.extends.is_none())
}

fn headers(pack: &PackFiles) -> impl Iterator<Item = &PackHeader> {
    let items = pack.files.iter().flat_map(|file| &file.items);
    items.filter_map(|item| if let ItemKind::Pack(header) = &item.kind { Some(header) } else { None })
}

fn text(sources: &Sources, source: SourceId) -> &str {
    invariant!(sources.get(source), "a file is one of those that were given").text()
}
