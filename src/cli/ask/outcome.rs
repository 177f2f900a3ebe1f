//! What a questionnaire leaves: the requirement file, the report on it, the decision record.

use std::io::Write as _;
use std::path::Path;

use crate::diagnostic::{Diagnostics, Sources};
use crate::eval::{self, Evaluation};
use crate::facade::stale_facts;
use crate::inquiry::Session;
use crate::program::DatedRules;
use crate::report::{self, Context, Document, Report, SCHEMA, adr, requirement_file, text};
use crate::requirement::read::Format;
use crate::requirement::{Requirement, check};

use super::super::failure::Failure;
use super::super::tally::Tally;
use super::super::terminal::Terminal;
use super::super::{Exit, clock};

/// Everything that comes of the answers so far.
///
/// INVARIANT (what is saved is what was answered): the report is made from the file as it is read back.
pub(super) struct Outcome {
    file: Vec<u8>,
    requirement: Requirement,
    evaluation: Evaluation,
    report: Report,
}

impl Outcome {
    /// Writes the requirement file, reads it back, and evaluates it.
    ///
    /// # Errors
    /// What was written cannot be read: a defect.
    pub(super) fn of(
        session: &Session,
        dated: &DatedRules,
        sources: &mut Sources,
        name: &str,
        path: Option<&Path>,
    ) -> Result<Self, Failure> {
        let whole = session.answered().map_err(|found| Failure::of(found, sources.clone()))?;
        let answered = Self::evaluated(whole, dated, sources, name);
        let file = answered.file;
        let shown = path.map_or_else(|| "answers".to_owned(), |path| path.display().to_string());
        let mark = sources.mark();
        let source = sources.add(shown, String::from_utf8_lossy(&file));
        let read = |sources: &Sources| -> Result<Requirement, Diagnostics> {
            let raw = super::begin::one(source, sources, Some(Format::Yaml))?;
            check(&raw, dated)
        };
        match read(sources) {
            Ok(requirement) => {
                let read_back = Self::evaluated(requirement, dated, sources, name);
                sources.rewind(mark);
                Ok(Self { file, ..read_back })
            }
            Err(found) => Err(Failure::of(found, sources.clone())),
        }
    }

    fn evaluated(requirement: Requirement, dated: &DatedRules, sources: &Sources, name: &str) -> Self {
        let evaluation = eval::evaluate(dated, requirement.encoded());
        let report = report::build(Context { dated, sources }, name, &requirement, &evaluation);
        let mut file = Vec::new();
        // Writing to memory cannot fail.
        requirement_file::render(&mut file, dated, &requirement, &report).unwrap_or_default();
        Self { file, requirement, evaluation, report }
    }

    /// The requirement file.
    pub(super) fn file(&self) -> &[u8] {
        &self.file
    }

    /// Whether nothing was answered.
    pub(super) fn is_empty(&self) -> bool {
        self.requirement.stated().is_empty()
    }

    /// Writes the report.
    pub(super) fn report(
        &self,
        dated: &DatedRules,
        terminal: &mut Terminal,
        verbose: bool,
    ) -> Result<(), Failure> {
        let basis = report::basis(dated.pack());
        let as_of = dated.as_of().to_string();
        let document = Document {
            schema: SCHEMA.to_owned(),
            basis,
            as_of,
            reports: vec![self.report.clone()],
            failed: Vec::new(),
        };
        let style = terminal.style(verbose);
        terminal.say(b"\n");
        text::render(&mut terminal.out, &document, style)?;
        terminal.out.flush()?;
        let tally = self.tally();
        let warning = clock::today().and_then(|today| stale_facts(&tally.recommended, dated, today));
        if let Some(warning) = warning {
            terminal.report(&Diagnostics::from(warning), &Sources::new());
        }
        Ok(())
    }

    /// The decision record.
    pub(super) fn record(&self, dated: &DatedRules) -> Result<Vec<u8>, Failure> {
        let (basis, as_of) = (report::basis(dated.pack()), dated.as_of().to_string());
        let mut record = Vec::new();
        let of = adr::Record { pack: dated.pack(), basis: &basis, as_of: &as_of, report: &self.report };
        adr::render(&mut record, of)?;
        Ok(record)
    }

    fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        tally.add(&self.evaluation);
        tally
    }

    /// The exit code of a questionnaire that came to its end.
    pub(super) fn exit(&self, strict: bool) -> Exit {
        self.tally().exit(strict)
    }

    /// Keeps what was answered when somebody stops early, and says how to go on.
    pub(super) fn keep(&self, path: Option<&Path>, terminal: &mut Terminal) -> Result<Exit, Failure> {
        if let Some(path) = path {
            super::save_quietly(path, &self.file)?;
            let path = path.display();
            let said = format!(
                "\nStopped. The answers are in {path}; `fingerpost ask {path}` goes on from there.\n"
            );
            terminal.say(said.as_bytes());
        } else if self.is_empty() {
            terminal.say(b"\nStopped before the first answer.\n");
        } else {
            let said = "\nStopped. These are the answers so far: save them as a file, such as workload.yaml, and \
                        `fingerpost ask workload.yaml` goes on from there.\n\n";
            terminal.say(said.as_bytes());
            terminal.out.write_all(&self.file)?;
        }
        Ok(Exit::Undecided)
    }
}

/// Writes a file, and says so.
pub(super) fn save(path: &Path, bytes: &[u8], terminal: &mut Terminal) -> Result<(), Failure> {
    super::save_quietly(path, bytes)?;
    terminal.say(format!("Saved {}.\n", path.display()).as_bytes());
    Ok(())
}
