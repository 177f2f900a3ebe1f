//! Running the program in a folder of its own, and comparing all that it says at once.
#![expect(clippy::disallowed_methods, reason = "tests lay out files for the program to read")]

mod formulas;

pub(crate) use formulas::Known;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A run that is being prepared.
pub(crate) struct Run {
    command: assert_cmd::Command,
    folder: Folder,
}

/// A folder that goes away with its run.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// An empty one.
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("run-{}-{number}", std::process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap_or_default();
    }
}

impl Run {
    /// The program with arguments, separated by blanks, in an empty folder and an empty environment.
    pub(crate) fn new(arguments: &str) -> Self {
        let folder = Folder::new();
        let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_fingerpost"));
        command.env_clear().current_dir(&folder.0).args(arguments.split_whitespace());
        Self { command, folder }
    }

    /// `recommend`, without the warnings that depend on today's date.
    pub(crate) fn recommend(arguments: &str) -> Self {
        Self::new(&format!("recommend --quiet {arguments}"))
    }

    /// One argument, blanks and all.
    pub(crate) fn arg(mut self, argument: &str) -> Self {
        self.command.arg(argument);
        self
    }

    /// A variable of the environment.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// A file in its folder.
    pub(crate) fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.folder.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// A file of so many zero bytes that takes no room on disk.
    pub(crate) fn sparse_file(self, name: &str, bytes: u64) -> Self {
        File::create(self.folder.0.join(name)).unwrap().set_len(bytes).unwrap();
        self
    }

    /// A named pipe that nobody writes to; whoever waits for it is ended after a minute.
    #[cfg(unix)]
    pub(crate) fn pipe(mut self, name: &str) -> Self {
        let path = self.folder.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
        self.command.timeout(std::time::Duration::from_secs(60));
        self
    }

    /// Its folder.
    pub(crate) fn path(&self) -> &Path {
        &self.folder.0
    }

    /// What is piped in.
    pub(crate) fn stdin(mut self, content: impl Into<Vec<u8>>) -> Self {
        self.command.write_stdin(content);
        self
    }

    /// Runs it.
    pub(crate) fn run(mut self) -> Ended {
        let output = self.command.output().unwrap();
        let mut written = Vec::new();
        list(&self.folder.0, &mut written);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ended {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
            files: written,
        }
    }
}

fn list(folder: &Path, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_dir() {
            list(&entry.path(), files);
        } else {
            files.push(entry.file_name().into_string().unwrap());
        }
    }
    files.sort();
}

/// What a stream must hold.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Holds<'e> {
    /// Nothing.
    Nothing,
    /// Each of these texts.
    All(&'e [&'e str]),
    /// Something, whatever it is.
    Something,
}

impl Holds<'_> {
    fn is_met(self, text: &str) -> bool {
        match self {
            Self::Nothing => text.is_empty(),
            Self::All(parts) => parts.iter().all(|part| text.contains(part)),
            Self::Something => !text.is_empty(),
        }
    }
}

/// A run that has ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Its exit code.
    pub(crate) code: Option<i32>,
    /// What it gave.
    pub(crate) stdout: String,
    /// What it said.
    pub(crate) stderr: String,
    /// The names of the files in its folder afterwards, sorted.
    pub(crate) files: Vec<String>,
}

impl Ended {
    /// Compares exit code and both streams together.
    #[track_caller]
    pub(crate) fn is(self, code: i32, stdout: Holds<'_>, stderr: Holds<'_>) -> Self {
        let met = self.code == Some(code) && stdout.is_met(&self.stdout) && stderr.is_met(&self.stderr);
        let shown: String = self.stdout.chars().take(2_000).collect();
        assert!(
            met,
            "expected exit code {code}, stdout {stdout:?}, stderr {stderr:?}\ngot {:?}\n--- stdout\n{shown}\n--- \
             stderr\n{}",
            self.code, self.stderr
        );
        self
    }

    /// Compares exit code and standard error, and gives standard output as JSON.
    #[track_caller]
    pub(crate) fn json(self, code: i32) -> serde_json::Value {
        let ended = self.is(code, Holds::Something, Holds::Nothing);
        serde_json::from_str(&ended.stdout).unwrap()
    }
}

/// What the published schema of SARIF 2.1.0 has against a log.
pub(crate) fn sarif_problems(log: &serde_json::Value) -> Vec<String> {
    // The published pattern of languages ends in a bracket that nothing opens.
    let schema = include_str!("../schemas/sarif-2.1.0-rtm.5.json").replace("{2}]?$", "{2}$");
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    validator.iter_errors(log).map(|error| format!("{error} at {}", error.instance_path())).collect()
}
