//! `review`: is a choice that somebody made already defensible?

use std::path::PathBuf;

use clap::ValueEnum;

use crate::contrast::{Verdict, propose};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::program::DatedRules;
use crate::report::basis;
use crate::report::review::{self, Review, Reviews};
use crate::requirement::Choice;
use crate::requirement::{Assignment, Overrides};

use super::day::Day;
use super::failure::Failure;
use super::lookup::choice;
use super::options::Stack;
use super::origin::origins;
use super::rules::{self, Rules};
use super::terminal::Terminal;
use super::workloads::{Answering, Settings, Threads, Work, Workload};
use super::{Exit, files};

/// How many answers may change together to lead to the choice.
const UP_TO: usize = 2;

/// The arguments of `review`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Args {
    /// Requirement files in YAML, JSON, JSON lines or TOML; `-` is standard input
    ///
    /// A workload says `proposed: SERVICE`, or a list of services, where the choice stands in the
    /// file.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// The service that was chosen, for every workload, whatever its file says; may be repeated
    #[arg(long, value_name = "SERVICE", value_delimiter = ',')]
    proposed: Vec<String>,

    /// The worst verdict that passes
    #[arg(long, value_name = "VERDICT", default_value = "off-path")]
    at_least: AtLeast,

    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ReviewFormat,

    #[command(flatten)]
    day: Day,

    /// Answer a question for every workload, whatever its file says; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = Assignment::parse)]
    set: Vec<Assignment>,

    #[command(flatten)]
    threads: Threads,
}

/// The worst verdict that passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum AtLeast {
    /// It must be the recommendation
    Recommended,
    /// It must stand in the same list as the recommendation
    Acceptable,
    /// It must fit
    OffPath,
}

impl AtLeast {
    fn verdict(self) -> Verdict {
        match self {
            Self::Recommended => Verdict::Recommended,
            Self::Acceptable => Verdict::Acceptable,
            Self::OffPath => Verdict::OffPath,
        }
    }
}

/// How reviews are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ReviewFormat {
    /// For people
    Text,
    /// One JSON object
    Json,
    /// For pull requests
    Markdown,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// `JUnit` XML, for test reports
    Junit,
    /// Workflow commands that a CI host shows beside the line
    Annotations,
}

/// The choices.
struct Reviewing<'a> {
    dated: &'a DatedRules,
    proposed: Vec<Choice>,
    at_least: Verdict,
}

pub(super) fn run(args: &Args, folders: &Stack, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let origins = origins(&args.files, files::stdin_is_terminal())?;
    let Rules { mut sources, catalog, pack, thawed, .. } = rules::load(folders)?;
    let dated = args.day.dated(&pack, &catalog, thawed, terminal)?;
    let overrides = match Overrides::read("--set", &args.set, &mut sources, &dated) {
        Ok(overrides) => overrides,
        Err(found) => return Err(Failure::of(found, sources)),
    };
    let at_least = args.at_least.verdict();
    let proposed = args.proposed.iter().map(|id| choice(&catalog, id)).collect::<Result<_, _>>()?;
    let work = Reviewing { dated: &dated, proposed, at_least };
    let settings = Settings { dated: &dated, providers: None, overrides };
    let answering = Answering { settings: &settings, sources, threads: args.threads };
    let (mut reviews, mut worst) = (Vec::new(), Verdict::Recommended);
    let failures = answering.all(origins, &work, terminal, |(review, verdict), _| {
        reviews.push(review);
        worst = worst.max(verdict);
        Ok(())
    })?;
    let exit = work.exit(worst, failures.any);
    if !reviews.is_empty() || (failures.any && args.format == ReviewFormat::Json) {
        let document = Reviews {
            schema: review::SCHEMA.to_owned(),
            basis: basis(&pack),
            as_of: dated.as_of().to_string(),
            at_least: at_least.as_str().to_owned(),
            reviews,
            failed: failures.records,
        };
        let style = terminal.style(false);
        let out = &mut terminal.out;
        match args.format {
            ReviewFormat::Text => review::text(out, &document, style)?,
            ReviewFormat::Json => review::json(out, &document)?,
            ReviewFormat::Markdown => review::markdown(out, &document)?,
            ReviewFormat::Sarif => review::sarif(out, &document)?,
            ReviewFormat::Junit => review::junit(out, &document)?,
            ReviewFormat::Annotations => review::annotations(out, &document)?,
        }
    }
    Ok(exit)
}

impl Reviewing<'_> {
    fn exit(&self, worst: Verdict, failed: bool) -> Exit {
        // An answer that is missing is no finding, unless something better was asked for.
        let undecided = worst == Verdict::Undecided && self.at_least == Verdict::OffPath;
        if failed {
            Exit::Failure
        } else if undecided {
            Exit::Undecided
        } else if worst > self.at_least {
            Exit::Findings
        } else {
            Exit::Success
        }
    }
}

impl Work for Reviewing<'_> {
    type Answer = (Review, Verdict);
    type Straight = ();
    const BLOCK: usize = 4;

    fn answer(&self, workload: Workload<'_>) -> Result<Self::Answer, Diagnostics> {
        let requirement = workload.requirement;
        let mut chosen: Vec<(&Choice, Option<Span>)> =
            self.proposed.iter().map(|choice| (choice, None)).collect();
        if chosen.is_empty() {
            chosen = requirement.proposed().iter().map(|choice| (&choice.value, Some(choice.span))).collect();
        }
        let name = requirement.name().unwrap_or(workload.name).to_owned();
        if chosen.is_empty() {
            let message = format!("nothing is proposed for `{name}`");
            let finding = Diagnostic::error(Code::NothingProposed, requirement.span(), message);
            return Err(finding
                .help("write `proposed: SERVICE` in the workload, or `--proposed SERVICE`")
                .into());
        }
        let evaluation = workload.settings.evaluate(requirement);
        let (mut proposals, mut worst) = (Vec::new(), Verdict::Recommended);
        for (choice, place) in chosen {
            let proposal = propose(self.dated, requirement.encoded(), &evaluation, choice, UP_TO);
            worst = worst.max(proposal.verdict);
            proposals.push(review::build(
                workload.context(),
                requirement,
                &evaluation,
                &proposal,
                place,
                self.at_least,
            ));
        }
        Ok((Review { workload: name, proposals }, worst))
    }
}
