//! `rules fmt`: rule files in the one canonical layout.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, files, text};
use crate::diagnostic::{Diagnostics, Source, Sources};
use crate::language::{parse, print};
use crate::report::escape;

/// The arguments of `rules fmt`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Args {
    /// Rule files, folders of them, or `-` for standard input to standard output
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,

    /// Change nothing; print what would change, and end with 3 if anything would
    #[arg(long)]
    check: bool,
}

/// Files that are laid out, one after another.
struct Layout<'t> {
    check: bool,
    sources: Sources,
    found: Diagnostics,
    differing: usize,
    terminal: &'t mut Terminal,
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let (sources, found) = (Sources::new(), Diagnostics::new());
    let mut layout = Layout { check: args.check, sources, found, differing: 0, terminal };
    for path in &args.paths {
        layout.path(path)?;
    }
    let Layout { sources, found, differing, .. } = layout;
    if found.has_errors() {
        return Err(Failure::of(found, sources));
    }
    Ok(if args.check && differing > 0 { Exit::Findings } else { Exit::Success })
}

impl Layout<'_> {
    fn path(&mut self, path: &Path) -> Result<(), Failure> {
        if path.as_os_str() == "-" {
            let bytes = files::rest("stdin", Vec::new(), files::standard_input().reader, 0);
            return self.file("stdin", None, bytes?);
        }
        let is_rules = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "rules");
        let all = if path.is_dir() { files::list(path)? } else { vec![path.to_owned()] };
        let is_folder = path.is_dir();
        for file in all.iter().filter(|file| !is_folder || is_rules(file)) {
            match files::read_regular(file) {
                Ok(bytes) => self.file(&file.display().to_string(), Some(file), bytes)?,
                Err(finding) => self.found.push(finding),
            }
        }
        Ok(())
    }

    /// Lays out one file; a file with errors stays as it is.
    fn file(&mut self, name: &str, path: Option<&Path>, bytes: Vec<u8>) -> Result<(), Failure> {
        let source = match text::add(&mut self.sources, name, bytes, 1, 0) {
            Ok(source) => source,
            Err(finding) => {
                self.found.push(finding);
                return Ok(());
            }
        };
        let before = self.sources.get(source).map(Source::text).unwrap_or_default();
        let (tree, findings) = parse(source, before);
        if findings.has_errors() {
            self.found.extend(findings);
            return Ok(());
        }
        let after = print::source(before, &tree);
        let differs = after != before;
        self.differing += usize::from(differs);
        match (self.check, path) {
            (true, _) if differs => write!(self.terminal.out, "{}", difference(name, before, &after))?,
            (false, None) => self.terminal.out.write_all(after.as_bytes())?,
            (false, Some(path)) if differs => files::replace(path, after.as_bytes())?,
            _ => {}
        }
        Ok(())
    }
}

/// What would change, as a unified diff; characters that could move or colour anything are shown as escapes.
fn difference(name: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    let (old, new) = (format!("{name} (as it is)"), format!("{name} (laid out)"));
    let text = diff.unified_diff().context_radius(2).header(&old, &new).to_string();
    text.lines().flat_map(|line| [escape::terminal(line).into_owned(), "\n".to_owned()]).collect()
}
