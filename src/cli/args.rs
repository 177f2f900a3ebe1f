//! The command line as clap reads it; each command's own arguments are beside the command.

use clap::{Parser, Subcommand};

use super::options::Global;
use super::{
    ask, compare, completions, explain, facts, man, questions, recommend, review, ruleset, schema, services,
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
