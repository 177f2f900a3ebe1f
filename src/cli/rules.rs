//! Loading rules and facts: those inside the program, and the folders of `--rules`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use crate::catalog::{self, Catalog, CatalogFile};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceId, Sources, Span};
use crate::language::{
    self,
    ast::{ItemKind, PackHeader},
};
use crate::pack::{self, CompiledPack, EmbeddedPack, PackFiles};
use crate::program::{Program, Thawed};

use super::args::Stack;
use super::failure::Failure;
use super::{files, text};

/// The folder of a catalog, inside the program and inside a rules folder.
const CATALOG: &str = "catalog/";

/// Cases are for testing rules, not for using them.
const CASES: &str = "cases";

/// Whether folders named `cases` are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cases {
    /// They are left alone.
    Left,
    /// Those of the folders are read; without a folder, those of the embedded pack.
    Taken,
}

/// Rules and facts, ready to be used, with the files that they are from.
pub(super) struct Rules {
    pub(super) sources: Sources,
    pub(super) catalog: Catalog,
    pub(super) pack: CompiledPack,
    /// The decision program of the day of the pack, where it was compiled before.
    pub(super) thawed: Option<Thawed>,
    /// The packs as they were written, from the lowest to the highest.
    pub(super) files: Vec<PackFiles>,
}

/// A file of rules or facts: its path inside its folder, and where its text is.
struct RuleFile {
    path: String,
    source: SourceId,
}

/// The files of one folder.
#[derive(Default)]
struct Folder {
    catalog: Vec<RuleFile>,
    rules: Vec<RuleFile>,
}

impl Folder {
    fn place(&mut self, path: &str, source: SourceId) {
        if let Some(path) = path.strip_prefix(CATALOG) {
            self.catalog.push(RuleFile { path: path.to_owned(), source });
        } else {
            self.rules.push(RuleFile { path: path.to_owned(), source });
        }
    }
}

/// Whether a path inside a folder is one that is loaded.
fn is_wanted(path: &str, cases: Cases) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let in_catalog = path.starts_with(CATALOG);
    let in_cases = path.split('/').rev().skip(1).any(|folder| folder == CASES);
    match extension {
        "rules" => !in_catalog && (!in_cases || cases == Cases::Taken),
        "toml" | "csv" => in_catalog,
        _ => false,
    }
}

/// Where files of rules are from.
pub(super) enum Origin {
    /// A folder.
    Folder(PathBuf),
    /// A folder that is a catalog itself.
    Catalog(PathBuf),
    /// Files that have been read: their path inside their folder, their name for people, their bytes.
    Files(Vec<(String, String, Vec<u8>)>),
}

/// Loads the embedded rules, replaced or extended by folders.
///
/// The catalog is that of the last folder with one. The lowest pack is that of the first folder
/// whose header extends nothing; the other folders lie over it in their order.
///
/// # Errors
/// Everything that is wrong with any of the files.
pub(super) fn load(stack: &Stack) -> Result<Rules, Failure> {
    load_with(stack, Cases::Left)
}

/// The same, with or without the cases.
///
/// # Errors
/// As [`load`].
pub(super) fn load_with(from: &Stack, cases: Cases) -> Result<Rules, Failure> {
    load_all(from, cases, &OpenTexts::new())?.whole()
}

/// The same with files from anywhere over the folders.
///
/// # Errors
/// As [`load`].
pub(super) fn load_over(from: &Stack, origins: Vec<Origin>) -> Result<Rules, Failure> {
    let mut all = folders(from);
    all.extend(origins);
    load_origins(&from.pack, all, Cases::Left, &OpenTexts::new())?.whole()
}

fn folders(from: &Stack) -> Vec<Origin> {
    from.rules.iter().cloned().map(Origin::Folder).collect()
}

/// Files that are open in an editor, with the text that they have there.
pub(super) type OpenTexts = BTreeMap<PathBuf, String>;

/// What could be loaded, and everything that is wrong with it.
pub(super) struct Loaded {
    pub(super) sources: Sources,
    pub(super) files: Vec<PackFiles>,
    /// The source of each file, packs and files in the same order.
    pub(super) file_sources: Vec<SourceId>,
    pub(super) catalog: Option<Catalog>,
    pub(super) pack: Option<CompiledPack>,
    pub(super) thawed: Option<Thawed>,
    pub(super) found: Diagnostics,
}

impl Loaded {
    /// Everything, if nothing is wrong with it.
    fn whole(self) -> Result<Rules, Failure> {
        let Self { sources, files, catalog, pack, thawed, found, .. } = self;
        match (catalog, pack) {
            (Some(catalog), Some(pack)) => Ok(Rules { sources, catalog, pack, thawed, files }),
            _ => Err(Failure::of(found, sources)),
        }
    }
}

/// Loads as much as there is; of files that are open in an editor the text there counts.
///
/// # Errors
/// The pack is not one of the program.
pub(super) fn load_all(from: &Stack, cases: Cases, open: &OpenTexts) -> Result<Loaded, Failure> {
    load_origins(&from.pack, folders(from), cases, open)
}

fn load_origins(pack: &str, origins: Vec<Origin>, cases: Cases, open: &OpenTexts) -> Result<Loaded, Failure> {
    let (mut sources, mut found) = (Sources::new(), Diagnostics::new());
    let mut given = Vec::new();
    for origin in origins {
        match read_origin(origin, cases, open, &mut sources, &mut found) {
            Ok(folder) => given.push(folder),
            Err(finding) => found.push(finding),
        }
    }
    // What lies over a pack of the binary makes it another one.
    let frozen = given.is_empty().then(|| pack::frozen(pack)).flatten();
    let Some(pack) = pack::embedded(pack) else {
        return Err(unknown_pack(pack));
    };
    let embedded_cases = if given.is_empty() { cases } else { Cases::Left };
    let embedded = embedded(&pack, embedded_cases, &mut sources);
    let read_catalog = || match given.iter().rev().find(|folder| !folder.catalog.is_empty()) {
        Some(folder) => catalog::load(&catalog_files(&folder.catalog, &sources)),
        None => catalog::load_embedded(&pack.catalog_folder, &catalog_files(&embedded.catalog, &sources)),
    };
    // Facts and rules know nothing of each other yet, nor does the frozen program of either: a start is two threads long.
    let (catalog, files, file_sources, pack, thawed) = thread::scope(|scope| {
        let (done, catalog) = mpsc::channel();
        let beside = scope.spawn(move || {
            // Nobody waits for a catalog once this thread is the only one that is left.
            done.send(read_catalog()).unwrap_or_default();
            frozen.and_then(Program::thaw)
        });
        let parsed = stack(&embedded, &given, &sources, &mut found);
        let catalog =
            catalog.recv().ok().and_then(|read| read.map_err(|findings| found.extend(findings)).ok());
        let (files, file_sources): (Vec<PackFiles>, Vec<Vec<SourceId>>) =
            parsed.into_iter().map(|pack| (pack.files, pack.sources)).unzip();
        let pack = match &catalog {
            Some(catalog) if !found.has_errors() => {
                pack::compile(&files, catalog).map_err(|findings| found.extend(findings)).ok()
            }
            _ => None,
        };
        let thawed = beside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (catalog, files, file_sources, pack, thawed)
    });
    let file_sources = file_sources.into_iter().flatten().collect();
    Ok(Loaded { sources, files, file_sources, catalog, pack, thawed, found })
}

/// Only reached by programs: the command line knows the names.
fn unknown_pack(name: &str) -> Failure {
    let message = format!("`{name}` is not a pack of the program");
    Failure::usage(Diagnostic::general(Code::PackHeader, message))
}

fn embedded(pack: &EmbeddedPack, cases: Cases, sources: &mut Sources) -> Folder {
    let mut folder = Folder::default();
    for file in pack.rules.iter().filter(|file| is_wanted(file.path, cases)) {
        folder.place(file.path, sources.add_static(file.path, file.text));
    }
    for (path, file) in &pack.catalog {
        folder
            .catalog
            .push(RuleFile { path: (*path).to_owned(), source: sources.add_static(file.path, file.text) });
    }
    folder
}

fn read_origin(
    origin: Origin,
    cases: Cases,
    open: &OpenTexts,
    sources: &mut Sources,
    found: &mut Diagnostics,
) -> Result<Folder, Diagnostic> {
    let files = match origin {
        Origin::Folder(folder) => return read_folder(&folder, "", cases, open, sources, found),
        Origin::Catalog(folder) => return read_folder(&folder, CATALOG, cases, open, sources, found),
        Origin::Files(files) => files,
    };
    let mut taken = Folder::default();
    for (inside, name, bytes) in files.into_iter().filter(|(inside, ..)| is_wanted(inside, cases)) {
        match text::add(sources, &name, bytes, 1, 0) {
            Ok(source) => taken.place(&inside, source),
            Err(finding) => found.push(finding),
        }
    }
    Ok(taken)
}

/// Reads what is wanted of a folder, whose files are known below `prefix`; files that cannot be read are noted, the
/// others are taken.
fn read_folder(
    folder: &Path,
    prefix: &str,
    cases: Cases,
    open: &OpenTexts,
    sources: &mut Sources,
    found: &mut Diagnostics,
) -> Result<Folder, Diagnostic> {
    let mut taken = Folder::default();
    let mut paths = files::list(folder)?;
    paths.extend(open.keys().filter(|path| path.starts_with(folder)).cloned());
    paths.sort();
    paths.dedup();
    for path in paths {
        let inside = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let inside = format!("{prefix}{inside}");
        if !is_wanted(&inside, cases) {
            continue;
        }
        let name = path.display().to_string();
        let bytes =
            open.get(&path).map_or_else(|| files::read_regular(&path), |text| Ok(text.clone().into_bytes()));
        match bytes.and_then(|bytes| text::add(sources, &name, bytes, 1, 0)) {
            Ok(source) => taken.place(&inside, source),
            Err(finding) => found.push(finding),
        }
    }
    if taken.catalog.is_empty() && taken.rules.is_empty() && found.is_empty() {
        let message = format!("`{}` holds no rules and no catalog", folder.display());
        let help = "a rules folder has `*.rules` files, a folder `catalog`, or both";
        return Err(Diagnostic::general(Code::UnreadableFile, message).help(help));
    }
    Ok(taken)
}

fn catalog_files<'s>(files: &'s [RuleFile], sources: &'s Sources) -> Vec<CatalogFile<'s>> {
    let file = |file: &'s RuleFile| {
        let RuleFile { path, source } = file;
        CatalogFile { path, source: *source, text: whole(sources, *source) }
    };
    files.iter().map(file).collect()
}

/// A parsed pack, and the sources of its files.
struct Parsed {
    files: PackFiles,
    sources: Vec<SourceId>,
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
            found
                .push(finding.help("write `pack NAME VERSION`, with `extends NAME` to lie over other rules"));
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
    let mut pack = Parsed { files: PackFiles::default(), sources: Vec::new() };
    for file in rules {
        let (parsed, findings) = language::parse(file.source, whole(sources, file.source));
        pack.files.files.push(parsed);
        pack.sources.push(file.source);
        found.extend(findings);
    }
    pack
}

/// Whether a pack has a header that extends nothing.
fn stands_alone(pack: &Parsed) -> bool {
    headers(&pack.files).any(|header| header.extends.is_none())
}

fn headers(pack: &PackFiles) -> impl Iterator<Item = &PackHeader> {
    let items = pack.files.iter().flat_map(|file| &file.items);
    items.filter_map(|item| if let ItemKind::Pack(header) = &item.kind { Some(header) } else { None })
}

fn whole(sources: &Sources, source: SourceId) -> &str {
    sources.get(source).map(crate::diagnostic::Source::text).unwrap_or_default()
}
