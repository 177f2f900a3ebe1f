//! Text in, raw workloads out.
//!
//! One file per format makes the root values of a text; `workloads` makes workloads of them. All
//! errors that can be told apart are reported in one run, and what can be read survives them.

mod entries;
mod intake;
mod json;
mod toml;
mod workloads;
#[cfg(feature = "yaml")]
mod yaml;

use std::path::Path;

use super::RawRequirement;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceId};
use intake::Intake;

/// How deep lists and mappings may be nested; real requirement files need four levels.
pub const MAX_DEPTH: usize = 64;
/// How many workloads one file may hold, and how many items any list.
pub const MAX_WORKLOADS_PER_FILE: usize = 100_000;
/// How many entries one mapping may hold.
pub const MAX_ENTRIES: usize = 1_000;
/// How many errors of one file are reported before reading stops.
pub const MAX_ERRORS_PER_FILE: usize = 1_000;
/// How many values YAML aliases and merge keys may copy in one file (64 bytes of text count as one).
pub const MAX_ALIAS_COPIES: usize = 100_000;
/// How many values the entries beside `workloads:` may become when each workload gets its copy.
pub const MAX_SHARED_COPIES: usize = 1_000_000;

/// How a requirement file is written.
///
/// ```
/// use fingerpost::Format;
///
/// assert_eq!(Format::of_name("shop.yml"), Some(Format::Yaml));
/// assert_eq!(Format::of_name("shop.txt"), None);
/// assert_eq!(Format::guess("{\"kind\": \"api\"}"), Format::Json);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// YAML 1.2, several documents allowed.
    Yaml,
    /// One JSON value.
    Json,
    /// One JSON object a line; blank lines are skipped.
    JsonLines,
    /// TOML 1.0.
    Toml,
}

impl Format {
    /// The format that the extension of a file name says, in whatever case; none if it says nothing.
    ///
    /// ```
    /// use fingerpost::Format;
    /// assert_eq!(Format::of_name("api.yml"), Some(Format::Yaml));
    /// assert_eq!(Format::of_name("api"), None);
    /// ```
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let extension = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "yaml" | "yml" => Some(Self::Yaml),
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "toml" => Some(Self::Toml),
            _ => None,
        }
    }

    /// The likeliest format of a text without a name, such as standard input: JSON or JSON lines where
    /// the text is that, TOML where its first line is `key = ...` or `[table]`, otherwise YAML.
    ///
    /// ```
    /// use fingerpost::Format;
    /// assert_eq!(Format::guess("kind: api"), Format::Yaml);
    /// assert_eq!(Format::guess("# ours\nkind = \"api\""), Format::Toml);
    /// ```
    #[must_use]
    pub fn guess(text: &str) -> Self {
        let text = without_mark(text).trim_start();
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let is_json = |text: &str| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
        if text.starts_with(['{', '[']) && is_json(text) {
            Self::Json
        } else if lines.clone().nth(1).is_some() && lines.clone().all(|line| line.starts_with('{')) {
            Self::JsonLines
        } else if lines.find(|line| !line.starts_with('#')).is_some_and(begins_toml) {
            Self::Toml
        } else {
            Self::Yaml
        }
    }
}

/// Whether a line is `key = ...` or `[table]`: neither begins a workload in another format.
fn begins_toml(line: &str) -> bool {
    let is_key = |text: &str| {
        let word = |c: char| c.is_ascii_alphanumeric() || "_-. \"".contains(c);
        !text.trim().is_empty() && text.chars().all(word)
    };
    match line.strip_prefix('[') {
        Some(table) => table.trim_start_matches('[').split_once(']').is_some_and(|(name, _)| is_key(name)),
        None => line.split_once('=').is_some_and(|(key, _)| is_key(key)),
    }
}

/// What a text says: its workloads, and everything that is wrong with it.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The workloads in the order of the text; for one in which something could not be read, what that is. Such a workload
    /// cannot be had without the part that is wrong: it would be answered as if nobody had said it.
    pub workloads: Vec<Result<RawRequirement, Diagnostics>>,
    /// All errors, those of workloads too, in the order in which they were found.
    pub diagnostics: Diagnostics,
    /// The errors that stand in no workload.
    pub outside: Diagnostics,
}

impl Reading {
    /// Holds the errors of a text against its workloads.
    fn new(workloads: Vec<RawRequirement>, diagnostics: Diagnostics) -> Self {
        if diagnostics.is_empty() {
            let workloads = workloads.into_iter().map(Ok).collect();
            return Self { workloads, outside: Diagnostics::new(), diagnostics };
        }
        let mut incomplete: Vec<Option<Diagnostics>> = vec![None; workloads.len()];
        let mut outside = Diagnostics::new();
        for finding in &diagnostics {
            let within =
                |workload: &RawRequirement| finding.span.is_some_and(|span| workload.span.covers(span));
            let mut is_inside = false;
            for (workload, found) in workloads.iter().zip(&mut incomplete) {
                if within(workload) {
                    is_inside = true;
                    found.get_or_insert_default().push(finding.clone());
                }
            }
            if !is_inside {
                outside.push(finding.clone());
            }
        }
        // What several workloads share stands outside all of them: a key that is stated twice there is in doubt for each.
        if let Some(shared) = outside.iter().find(|finding| finding.code == Code::DuplicateKey) {
            for found in &mut incomplete {
                found.get_or_insert_with(|| shared.clone().into());
            }
        }
        let result = |(workload, found): (_, Option<_>)| found.map_or(Ok(workload), Err);
        let workloads = workloads.into_iter().zip(incomplete).map(result).collect();
        Self { workloads, diagnostics, outside }
    }

    fn nothing(finding: Diagnostic) -> Self {
        Self::new(Vec::new(), finding.into())
    }
}

/// Reads the workloads of a text. `source` is only what the spans refer to.
///
/// A mapping is one workload. A list of mappings, at the top or under the top key `workloads`, is one
/// for each; the keys beside `workloads` hold for each of them that does not state the key itself
/// (whole entries: mappings are not merged into one another). A byte order mark is skipped.
#[must_use]
pub fn read(source: SourceId, text: &str, format: Format) -> Reading {
    let body = without_mark(text);
    let mut intake = Intake::new(source, text.len() - body.len());
    match format {
        _ if body.trim().is_empty() => {}
        Format::Yaml => read_yaml(body, &mut intake),
        Format::Json => json::read(body, &mut intake),
        Format::JsonLines => json::read_lines(body, &mut intake),
        Format::Toml => toml::read(body, &mut intake),
    }
    let nothing = intake.span(0, 0);
    let reading = intake.finish();
    if reading.workloads.is_empty() && reading.diagnostics.is_empty() {
        let empty = Diagnostic::error(Code::EmptyInput, nothing, "there is no workload in this file");
        return Reading::nothing(empty.help("state at least one answer, such as `kind: api`"));
    }
    reading
}

#[cfg(feature = "yaml")]
use yaml::read as read_yaml;

#[cfg(not(feature = "yaml"))]
fn read_yaml(body: &str, intake: &mut Intake) {
    let end = body.lines().next().map_or(0, str::len);
    let message = "this build of the program cannot read YAML";
    let missing = Diagnostic::error(Code::InvalidSyntax, intake.span(0, end), message);
    intake.report(missing.help("write JSON or TOML, or build with the feature `yaml`"));
}

/// The text after a byte order mark.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}
