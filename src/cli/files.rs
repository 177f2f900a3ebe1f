//! The only place that opens files and folders.
#![expect(clippy::disallowed_methods, reason = "the command line is where files are read and written")]

use std::fs::{self, File};
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic};

/// Bytes in one file that is read as a whole. JSON lines are read line by line and may be longer.
pub(super) const MAX_FILE_BYTES: u64 = 64 << 20;

/// Entries in one rules folder, subfolders included.
const MAX_FOLDER_ENTRIES: usize = 10_000;

/// How deep a rules folder may be; real ones need three levels.
const MAX_FOLDER_DEPTH: usize = 16;

/// A file, or standard input, that has been opened.
pub(super) struct Opened {
    /// Its bytes.
    pub(super) reader: Box<dyn Read>,
    /// Its size, where that is known beforehand; 0 for pipes and devices.
    pub(super) bytes: u64,
}

/// Opens a file.
///
/// # Errors
/// It is missing, a folder, or not permitted.
pub(super) fn open(path: &Path) -> Result<Opened, Diagnostic> {
    let opened = File::open(path).and_then(|file| file.metadata().map(|metadata| (file, metadata)));
    let (file, metadata) = opened.map_err(|error| unreadable(path, &error))?;
    if metadata.is_dir() {
        let message = format!("cannot read `{}`: it is a directory", path.display());
        return Err(Diagnostic::general(Code::UnreadableFile, message).help("name the files in it"));
    }
    Ok(Opened { reader: Box::new(file), bytes: metadata.len() })
}

/// Standard input.
pub(super) fn standard_input() -> Opened {
    Opened { reader: Box::new(io::stdin()), bytes: 0 }
}

/// Whether somebody would have to type what is read from standard input.
pub(super) fn stdin_is_terminal() -> bool {
    io::stdin().is_terminal()
}

/// The bytes of a whole file.
///
/// # Errors
/// It cannot be opened or read, or is larger than [`MAX_FILE_BYTES`].
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let Opened { reader, bytes } = open(path)?;
    let name = path.display().to_string();
    rest(&name, Vec::new(), reader, bytes)
}

/// The bytes of a file that lies among others. A pipe or a device there is a mistake, and opening one could wait for ever.
///
/// # Errors
/// As of [`read`], and for what is no regular file.
pub(super) fn read_regular(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let metadata = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if metadata.is_dir() || metadata.is_file() {
        return read(path);
    }
    let message = format!("cannot read `{}`: it is not a regular file", path.display());
    Err(Diagnostic::general(Code::UnreadableFile, message).help("take it away, or put a file in its place"))
}

/// What has been read of a file already, and the rest of it.
///
/// # Errors
/// As of [`read`].
pub(super) fn rest(
    name: &str,
    start: Vec<u8>,
    reader: impl Read,
    known_bytes: u64,
) -> Result<Vec<u8>, Diagnostic> {
    let mut all = start;
    if known_bytes <= MAX_FILE_BYTES {
        let left = (MAX_FILE_BYTES + 1).saturating_sub(all.len() as u64);
        reader.take(left).read_to_end(&mut all).map_err(|error| unreadable(Path::new(name), &error))?;
    }
    if known_bytes.max(all.len() as u64) > MAX_FILE_BYTES {
        let message = format!("`{name}` is larger than {} MiB", MAX_FILE_BYTES >> 20);
        let help = "split it, or write JSON lines (`.jsonl`), which may be of any length";
        return Err(Diagnostic::general(Code::FileTooLarge, message).help(help));
    }
    Ok(all)
}

/// All files in a folder and its subfolders, sorted by path. Folders that are hidden, and caches (with a `CACHEDIR.TAG`: see
/// <https://bford.info/cachedir/>), hold no rules.
///
/// # Errors
/// It cannot be read, or holds too much.
pub(super) fn list(folder: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let mut files = Vec::new();
    let mut folders = vec![(folder.to_path_buf(), 0)];
    let mut seen = 0;
    while let Some((folder, depth)) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(|error| unreadable(&folder, &error))?;
        for entry in entries {
            let path = entry.map_err(|error| unreadable(&folder, &error))?.path();
            seen += 1;
            if seen > MAX_FOLDER_ENTRIES || depth >= MAX_FOLDER_DEPTH {
                let message = format!(
                    "`{}` is too large or too deep for a folder of rules ({MAX_FOLDER_ENTRIES} entries, \
                     {MAX_FOLDER_DEPTH} levels)",
                    folder.display()
                );
                return Err(Diagnostic::general(Code::TooMany, message).help("name the folder of one pack"));
            }
            if !path.is_dir() {
                files.push(path);
            } else if !is_hidden(&path) && !path.join("CACHEDIR.TAG").is_file() {
                folders.push((path, depth + 1));
            }
        }
    }
    files.sort();
    Ok(files)
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// The entries of one folder, sorted by path; none where it cannot be read.
pub(super) fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().take(MAX_FOLDER_ENTRIES);
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths
}

/// Looks whether a path leads to something that no file can be written over.
///
/// # Errors
/// It is a directory or, where what is written is to be read again, no regular file.
pub(super) fn check_place(path: &Path, read_again: bool) -> Result<(), Diagnostic> {
    let reason = match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => "it is a directory",
        Ok(metadata) if read_again && !metadata.is_file() => "it is not a regular file",
        _ => return Ok(()),
    };
    let message = format!("cannot write `{}`: {reason}", path.display());
    Err(Diagnostic::general(Code::UnwritableFile, message).help("name a file"))
}

/// Whether two paths name the same place, be there a file or not.
pub(super) fn is_same_place(a: &Path, b: &Path) -> bool {
    let place = |path: &Path| {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let folder = absolute.parent().and_then(|folder| fs::canonicalize(folder).ok());
        folder.zip(absolute.file_name()).map_or(absolute.clone(), |(folder, name)| folder.join(name))
    };
    place(a) == place(b)
}

/// Writes a file, and the folder that it belongs in.
///
/// # Errors
/// It cannot be written.
pub(super) fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
    let path = folder.join(name);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&path, bytes))
        .map_err(|error| unwritable(&path, &error))
}

/// Writes a file that is there already.
///
/// # Errors
/// It cannot be written.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    fs::write(path, bytes).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("cannot write `{}`: {}", path.display(), reason(error));
    Diagnostic::general(Code::UnwritableFile, message).help("check the folder and its permissions")
}

/// A file that cannot be read.
pub(super) fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("cannot read `{}`: {}", path.display(), reason(error));
    Diagnostic::general(Code::UnreadableFile, message).help("check the path and its permissions")
}

/// What the system says, without its error number.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::NotADirectory => "it is not a directory".to_owned(),
        _ => error.to_string().to_lowercase(),
    }
}
