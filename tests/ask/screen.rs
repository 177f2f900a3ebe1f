//! A terminal that a test can look at: the program on one side of a pseudo-terminal, a screen on the other.
#![cfg(unix)]

use std::io::{Read as _, Write};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// How often a screen is looked at before a test gives up; machines may be slow, and nothing is timed.
const LOOKS: usize = 3_000;

/// What the program has written.
struct Seen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
}

pub(super) struct Screen {
    seen: Arc<Mutex<Seen>>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    /// Kept open: the program is told to end when it goes.
    _master: Box<dyn MasterPty + Send>,
}

/// Keys that have no letter.
pub(super) const ENTER: &str = "\r";
pub(super) const ESC: &str = "\u{1b}";
pub(super) const DOWN: &str = "\u{1b}[B";
pub(super) const INTERRUPT: &str = "\u{3}";
pub(super) const END_OF_INPUT: &str = "\u{4}";

impl Screen {
    /// Starts the program at a terminal of so many columns.
    pub(super) fn start(folder: &Path, columns: u16, arguments: &str, environment: &[(&str, &str)]) -> Self {
        let size = PtySize { rows: 60, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_fingerpost"));
        command.env_clear();
        command.env("TERM", "xterm-256color");
        for (name, value) in environment {
            command.env(name, value);
        }
        command.args(arguments.split_whitespace());
        command.cwd(folder);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let parser = vt100::Parser::new(size.rows, size.cols, 10_000);
        let seen = Arc::new(Mutex::new(Seen { parser, bytes: Vec::new() }));
        let writer = Arc::clone(&seen);
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                let mut seen = writer.lock().unwrap();
                seen.parser.process(&buffer[..count]);
                seen.bytes.extend(&buffer[..count]);
            }
        });
        Self { seen, keys, child, _master: pair.master }
    }

    pub(super) fn text(&self) -> String {
        self.seen.lock().unwrap().parser.screen().contents()
    }

    /// Everything that was written, with its escapes.
    pub(super) fn bytes(&self) -> String {
        String::from_utf8_lossy(&self.seen.lock().unwrap().bytes).into_owned()
    }

    /// Waits until the last lines of the screen show a text.
    #[track_caller]
    pub(super) fn shows(&mut self, text: &str) -> &mut Self {
        for _ in 0..LOOKS {
            let screen = self.text();
            let lines: Vec<&str> = screen.trim_end().lines().map(str::trim_end).collect();
            if lines[lines.len().saturating_sub(25)..].join("\n").contains(text) {
                return self;
            }
            thread::sleep(Duration::from_millis(20));
        }
        panic!("the screen does not show {text:?}:\n{}", self.text());
    }

    pub(super) fn press(&mut self, keys: &str) -> &mut Self {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
        self
    }

    /// Sends the signal that a terminal sends for Ctrl-C while no program reads its keys.
    pub(super) fn interrupt(&mut self) {
        let process = self.child.process_id().unwrap().to_string();
        assert!(Command::new("kill").args(["-s", "INT", &process]).status().unwrap().success());
    }

    /// Waits for the end; gives the exit code, and fails where a signal ended it.
    #[track_caller]
    pub(super) fn ends(&mut self) -> u32 {
        let status = self.status();
        assert!(status.signal().is_none(), "{status:?}:\n{}", self.text());
        status.exit_code()
    }

    /// Waits for the end; whether a signal was it.
    #[track_caller]
    pub(super) fn is_killed(&mut self) -> bool {
        self.status().signal().is_some()
    }

    #[track_caller]
    fn status(&mut self) -> ExitStatus {
        for _ in 0..LOOKS {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            thread::sleep(Duration::from_millis(20));
        }
        self.child.kill().unwrap_or_default();
        panic!("it does not end:\n{}", self.text());
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.child.kill().unwrap_or_default();
    }
}
