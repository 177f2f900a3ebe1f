//! What has to be written after something that is not known yet: few bytes wait in memory, many in a file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, Write};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic};

use super::failure::Failure;

/// Bytes that wait in memory.
const IN_MEMORY: usize = 4 << 20;

/// Names that are tried before giving up.
const NAMES: u32 = 1_000;

/// Bytes that wait.
#[derive(Default)]
pub(super) struct Spool {
    start: Vec<u8>,
    rest: Option<Temporary>,
}

impl Spool {
    /// Adds bytes at the end.
    ///
    /// # Errors
    /// There is no folder for temporary files that can be written, or it is full.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        if self.rest.is_none() && self.start.len() + bytes.len() <= IN_MEMORY {
            self.start.extend_from_slice(bytes);
            return Ok(());
        }
        let rest = match &mut self.rest {
            Some(rest) => rest,
            none => none.insert(Temporary::new(&std::env::temp_dir())?),
        };
        rest.file.write_all(bytes).map_err(|error| unwritable(&rest.path, &error).into())
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// Those of `out`, and of reading the file again.
    pub(super) fn copy(self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.start)?;
        if let Some(mut rest) = self.rest {
            rest.file.rewind()?;
            io::copy(&mut rest.file, out)?;
        }
        Ok(())
    }
}

/// A file that nobody else can read and that is gone afterwards.
struct Temporary {
    file: File,
    path: PathBuf,
}

impl Temporary {
    fn new(folder: &Path) -> Result<Self, Diagnostic> {
        let mut options = OpenOptions::new();
        // What is there already is never opened, whoever made it.
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut number = 0;
        loop {
            let path = folder.join(format!("fingerpost-{}-{number}.tmp", std::process::id()));
            match options.open(&path) {
                Ok(file) => {
                    // Where an open file can lose its name, it is gone even when the run is killed.
                    #[cfg(unix)]
                    fs::remove_file(&path).unwrap_or_default();
                    return Ok(Self { file, path });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < NAMES => number += 1,
                Err(error) => return Err(unwritable(&path, &error)),
            }
        }
    }
}

#[cfg(not(unix))]
impl Drop for Temporary {
    fn drop(&mut self) {
        fs::remove_file(&self.path).unwrap_or_default();
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("cannot write `{}`: {}", path.display(), error.to_string().to_lowercase());
    let finding = Diagnostic::general(Code::UnwritableFile, message);
    finding.help("a long Markdown page waits in the folder for temporary files; JSON lines need none")
}

#[cfg(test)]
mod tests {
    use super::{IN_MEMORY, Spool, Temporary};

    #[test]
    fn many_bytes_come_back_in_order() {
        let mut spool = Spool::default();
        let piece: Vec<u8> = (0..=u8::MAX).cycle().take(IN_MEMORY / 3).collect();
        for _ in 0..5 {
            assert!(spool.push(&piece).is_ok());
        }
        assert_eq!(spool.start.len(), 3 * piece.len());
        let mut out = Vec::new();
        spool.copy(&mut out).unwrap();
        assert_eq!(out, piece.repeat(5));
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let refusal = Temporary::new(std::path::Path::new("/nowhere/at/all")).err().unwrap();
        assert!(
            refusal.message.starts_with("cannot write `/nowhere/at/all/fingerpost-"),
            "{}",
            refusal.message
        );
    }
}
