//! The command line as clap reads it; each command's own arguments are beside the command.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand, ValueEnum};

use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostics, Sources};
use crate::facade;
use crate::pack::{CompiledPack, DEFAULT_PACK, embedded_names};
use crate::program::{DatedRules, Thawed};
use crate::quantity::Date;

use super::{
    Failure, Terminal, ask, compare, completions, explain, facts, man, questions, recommend, review, ruleset,
    schema, services,
};

/// Which service of each cloud should a workload run on, and why?
///
/// Rules and facts are inside the program; every answer names the rule, the fact, its source and
/// its date. Results go to standard output, everything else to standard error.
#[derive(Debug, Parser)]
#[command(name = "fingerpost", version, max_term_width = 96, after_help = EXIT_CODES)]
pub(super) struct Arguments {
    /// Flags of every command.
    #[command(flatten)]
    pub(super) global: Global,

    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The table of exit codes at the end of `--help`.
const EXIT_CODES: &str = "Exit codes:
  0  everything asked is answered
  1  something could not be read, checked or written; the rest is still answered
  2  the command line is wrong
  3  there is a finding: no service fits, or a review, a case or a layout does not pass
  4  an answer is missing, or under --strict depends on an assumption or on a fact that is not known";

/// Flags of every command.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Global {
    /// The rules to use.
    #[command(flatten)]
    pub(super) stack: Stack,

    /// Colour: `auto` is only on a terminal and without `NO_COLOR`
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true, help_heading = "Global options")]
    pub(super) color: When,

    /// How errors and warnings are written to standard error
    #[arg(
        long,
        value_name = "FORM",
        default_value = "human",
        global = true,
        help_heading = "Global options"
    )]
    pub(super) message_format: MessageFormat,

    /// No warnings, only errors
    #[arg(long, short, global = true, help_heading = "Global options")]
    pub(super) quiet: bool,
}

/// Which rules are used: a pack of the program, and folders that replace it or lie over it.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Stack {
    /// Use this pack of those inside the program
    #[arg(
        long,
        value_name = "NAME",
        default_value = DEFAULT_PACK,
        value_parser = PossibleValuesParser::new(embedded_names()),
        global = true,
        help_heading = "Global options"
    )]
    pub(super) pack: String,

    /// Use the rules in this folder; may be given more than once
    ///
    /// The first DIR whose `pack` header extends nothing replaces the embedded rules. A DIR whose
    /// header says `extends NAME` lies over the rules before it, in the order given. A folder
    /// `catalog` in a DIR replaces the embedded catalog; the last one counts. Folders named `cases`
    /// are not read, except by `rules test`.
    #[arg(long, value_name = "DIR", global = true, help_heading = "Global options")]
    pub(super) rules: Vec<PathBuf>,
}

/// When there is colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How errors and warnings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MessageFormat {
    /// With the line they are about
    Human,
    /// As JSON
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Recommend services for the workloads in requirement files
    Recommend(recommend::Args),
    /// Ask for what matters, one question at a time, and recommend services
    Ask(ask::Args),
    /// Explain an answer: the path, why not another service, what would change it, what decides
    Explain(explain::Args),
    /// Review a choice that was made already: is it defensible?
    Review(review::Args),
    /// List the services of the catalog, show one, or show what decides between them
    Services(services::Args),
    /// List the questions that a requirement file can answer
    Questions(questions::Args),
    /// Show facts with their sources and dates: of a service, or all that are old, doubtful or unused
    Facts(facts::Args),
    /// Show facts of several services side by side
    Compare(compare::Args),
    /// Prove, compare, test, format, draw and document rules; for those who own them
    Rules(ruleset::Args),
    /// Print a JSON Schema
    Schema(schema::Args),
    /// Print a completion script for a shell
    Completions(completions::Args),
    /// Print the manual page
    Man(man::Args),
}

/// How a look-up is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LookupFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Flags of the commands that look things up.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Lookup {
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: LookupFormat,

    #[command(flatten)]
    pub(super) day: Day,

    /// Leave nothing out: evidence, notes, and values of other days
    #[arg(long, short)]
    pub(super) verbose: bool,
}

/// Which day's facts apply.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Day {
    /// Use the facts of this day, such as 2025-06-30, instead of the day of the rules
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
}

impl Day {
    /// A pack with its catalog on that day. A day for which nothing is recorded yet is refused, and one after the facts were read
    /// is warned of.
    pub(super) fn dated(
        &self,
        pack: &CompiledPack,
        catalog: &Catalog,
        thawed: Option<Thawed>,
        terminal: &mut Terminal,
    ) -> Result<DatedRules, Failure> {
        let day = self.as_of.unwrap_or(pack.as_of());
        let warning = facade::check_day(pack, day).map_err(|(finding, since)| {
            Failure::usage(finding.help(format!("use `--as-of {since}` or a later day")))
        })?;
        if let Some(warning) = warning {
            let warning = warning.help("announced changes count; `--quiet` hides this");
            terminal.report(&Diagnostics::from(warning), &Sources::new());
        }
        Ok(DatedRules::with_thawed(pack, catalog, day, thawed))
    }
}

/// A day as people write it in flags.
pub(super) fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "write a day like 2025-06-30".to_owned())
}
