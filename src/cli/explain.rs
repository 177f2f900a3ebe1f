//! `explain`: the whole way to an answer, why not another, what would change it, and what decides.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::catalog::Catalog;
use crate::contrast::{
    Counterfactuals, counterfactual_to_any, counterfactual_to_one, propose, sufficient_reason,
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::eval::Evaluation;
use crate::facade::Providers;
use crate::program::DatedRules;
use crate::report::contrast::{self, Contrast, Explanation, Explanations};
use crate::report::{basis, build};
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

/// The word that asks for any other service.
const ANY: &str = "any";

/// The arguments of `explain`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Args {
    /// Requirement files in YAML, JSON, JSON lines or TOML; `-` is standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ExplainFormat,

    /// Why is this service not recommended? May be repeated or separated by commas
    #[arg(long, value_name = "SERVICE", value_delimiter = ',')]
    why_not: Vec<String>,

    /// What would be different with this answer? May be repeated; all of them hold together
    ///
    /// VALUE is written as in a YAML file. An empty VALUE takes the answer back.
    #[arg(long, value_name = "KEY=VALUE", value_parser = Assignment::parse)]
    what_if: Vec<Assignment>,

    /// The smallest change of answers that makes this service, or `any` other, the recommendation
    #[arg(long, value_name = "SERVICE", value_delimiter = ',')]
    flip: Vec<String>,

    /// How many answers `--flip` and `--why-not` may change together
    #[arg(long, value_name = "NUMBER", default_value = "2", value_parser = clap::value_parser!(u8).range(1..=5))]
    up_to: u8,

    /// The smallest set of answers that forces the result, and which did not matter
    #[arg(long)]
    deciding: bool,

    /// Answer for these providers only; may be repeated or separated by commas
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    provider: Vec<String>,

    #[command(flatten)]
    day: Day,

    /// Answer a question for every workload, whatever its file says; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = Assignment::parse)]
    set: Vec<Assignment>,

    #[command(flatten)]
    threads: Threads,
}

/// How explanations are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExplainFormat {
    /// For people; what was asked for, or else everything
    Text,
    /// One JSON object
    Json,
    /// For documents
    Markdown,
}

/// What is asked about each workload.
struct Explaining<'a> {
    dated: &'a DatedRules,
    why_not: Vec<Choice>,
    what_if: Option<Overrides>,
    /// The services that are wanted; none for any other.
    flips: Vec<Option<Choice>>,
    up_to: usize,
    deciding: bool,
}

pub(super) fn run(args: &Args, folders: &Stack, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let origins = origins(&args.files, files::stdin_is_terminal())?;
    let Rules { mut sources, catalog, pack, thawed, .. } = rules::load(folders)?;
    let providers = Providers::read(&args.provider, &mut sources, &catalog).map_err(Failure::usage)?;
    let dated = args.day.dated(&pack, &catalog, thawed, terminal)?;
    let read = |flag, assignments: &[Assignment], sources: &mut _| {
        Overrides::read(flag, assignments, sources, &dated)
    };
    let overrides = read("--set", &args.set, &mut sources)
        .and_then(|set| Ok((set, read("--what-if", &args.what_if, &mut sources)?)));
    let (overrides, what_if) = match overrides {
        Ok(overrides) => overrides,
        Err(found) => return Err(Failure::of(found, sources)),
    };
    let work = Explaining {
        dated: &dated,
        why_not: args.why_not.iter().map(|id| choice(&catalog, id)).collect::<Result<_, _>>()?,
        what_if: (!args.what_if.is_empty()).then_some(what_if),
        flips: args.flip.iter().map(|id| wanted(&catalog, id)).collect::<Result<_, _>>()?,
        up_to: usize::from(args.up_to),
        deciding: args.deciding,
    };
    let settings = Settings { dated: &dated, providers, overrides };
    let answering = Answering { settings: &settings, sources, threads: args.threads };
    let mut explanations = Vec::new();
    let failures = answering.all(origins, &work, terminal, |explanation, _| {
        explanations.push(explanation);
        Ok(())
    })?;
    let failed = failures.any;
    if !explanations.is_empty() || (failed && args.format == ExplainFormat::Json) {
        let document = Explanations {
            schema: contrast::SCHEMA.to_owned(),
            basis: basis(&pack),
            as_of: dated.as_of().to_string(),
            explanations,
            failed: failures.records,
        };
        let style = terminal.style(true);
        match args.format {
            ExplainFormat::Text => contrast::text(&mut terminal.out, &document, style)?,
            ExplainFormat::Json => contrast::json(&mut terminal.out, &document)?,
            ExplainFormat::Markdown => contrast::markdown(&mut terminal.out, &document)?,
        }
    }
    Ok(if failed { Exit::Failure } else { Exit::Success })
}

/// The service that is wanted; none for any other than the recommended one.
fn wanted(catalog: &Catalog, id: &str) -> Result<Option<Choice>, Failure> {
    if id == ANY {
        return Ok(None);
    }
    let found = choice(catalog, id)?;
    if catalog.service(found.first).companion {
        let message = format!("`{id}` is a companion, and never the recommendation");
        let finding = Diagnostic::general(Code::UnknownService, message);
        return Err(Failure::usage(finding.help("`fingerpost services` lists those that run workloads")));
    }
    Ok(Some(found))
}

impl Work for Explaining<'_> {
    type Answer = Explanation;
    type Straight = ();
    const BLOCK: usize = 1;

    fn answer(&self, workload: Workload<'_>) -> Result<Explanation, Diagnostics> {
        let Workload { settings, requirement, name, .. } = workload;
        let evaluation = settings.evaluate(requirement);
        let before = build(workload.context(), name, requirement, &evaluation);
        let what_if = self.what_if(&workload)?.map(|after| contrast::difference(&before, &after));
        let words = Contrast::new(workload.context(), requirement, &evaluation);
        let mut explanation = words.explanation(before);
        explanation.what_if = what_if;
        for choice in &self.why_not {
            let found = propose(self.dated, requirement.encoded(), &evaluation, choice, self.up_to);
            explanation.why_not.push(words.why_not(found.service, &found.against));
        }
        self.flips(&workload, &evaluation, &words, &mut explanation);
        if self.deciding {
            for provider in &evaluation.providers {
                let id = self.dated.catalog().provider(provider.provider).id.clone();
                let found = sufficient_reason(self.dated, requirement.encoded(), provider.provider);
                explanation.deciding.insert(id, words.sufficient_reason(&found));
            }
        }
        Ok(explanation)
    }
}

impl Explaining<'_> {
    /// The report under the other answers; none when nobody asks for it.
    fn what_if(&self, workload: &Workload<'_>) -> Result<Option<crate::report::Report>, Diagnostics> {
        let Some(what_if) = &self.what_if else { return Ok(None) };
        let settings = workload.settings;
        let mut raw = workload.raw.clone();
        what_if.apply(&mut raw.entries, self.dated);
        let requirement = settings.check(&raw)?;
        let evaluation = settings.evaluate(&requirement);
        Ok(Some(build(workload.context(), workload.name, &requirement, &evaluation)))
    }

    fn flips(
        &self,
        workload: &Workload<'_>,
        evaluation: &Evaluation,
        words: &Contrast<'_>,
        explanation: &mut Explanation,
    ) {
        let (dated, encoded) = (self.dated, workload.requirement.encoded());
        for wanted in &self.flips {
            if let Some(choice) = wanted {
                let chosen = || evaluation.providers.iter().filter_map(|present| present.conclusion.chosen());
                let present = choice.named().find(|id| chosen().any(|chosen| chosen.is(*id)));
                let (id, found) = match present {
                    Some(id) => (id, Counterfactuals::default()),
                    None => counterfactual_to_one(dated, encoded, choice, self.up_to),
                };
                explanation.flips.push(words.flips(dated.catalog().service(id).provider, Some(id), &found));
                continue;
            }
            for present in &evaluation.providers {
                let winner = present.conclusion.chosen().map(|chosen| chosen.service);
                let found = counterfactual_to_any(dated, encoded, present.provider, winner, self.up_to);
                explanation.flips.push(words.flips(present.provider, None, &found));
            }
        }
    }
}
