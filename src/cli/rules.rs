//! Reading the folders of `--rules` for the loader.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Sources};
use crate::loader::{self, CATALOG, Folder, is_wanted};
pub(super) use crate::loader::{Cases, Loaded, Rules};

use super::failure::Failure;
use super::options::Stack;
use super::{files, text};

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
    sound(load_all(from, cases, &OpenTexts::new())?)
}

/// The same with files from anywhere over the folders.
///
/// # Errors
/// As [`load`].
pub(super) fn load_over(from: &Stack, origins: Vec<Origin>) -> Result<Rules, Failure> {
    let mut all = folders(from);
    all.extend(origins);
    sound(load_origins(&from.pack, all, Cases::Left, &OpenTexts::new())?)
}

fn folders(from: &Stack) -> Vec<Origin> {
    from.rules.iter().cloned().map(Origin::Folder).collect()
}

fn sound(loaded: Loaded) -> Result<Rules, Failure> {
    loaded.sound().map_err(|(found, sources)| Failure::of(found, sources))
}

/// Files that are open in an editor, with the text that they have there.
pub(super) type OpenTexts = BTreeMap<PathBuf, String>;

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
    loader::load(pack, &given, cases, sources, found).map_err(Failure::usage)
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
    if taken.is_empty() && found.is_empty() {
        let message = format!("`{}` holds no rules and no catalog", folder.display());
        let help = "a rules folder has `*.rules` files, a folder `catalog`, or both";
        return Err(Diagnostic::general(Code::UnreadableFile, message).help(help));
    }
    Ok(taken)
}
