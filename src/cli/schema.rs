//! `schema`: the JSON Schema of a report or of a requirement file.

use clap::ValueEnum;

use super::Exit;
use super::failure::Failure;
use super::options::Stack;
use super::rules::{self, Rules};
use super::terminal::Terminal;
use crate::report::{json, schema as render};

/// The arguments of `schema`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Args {
    /// What the schema describes
    #[arg(value_name = "WHAT")]
    what: What,
}

/// What a schema can describe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// What `recommend --format json` prints
    Report,
    /// What `explain --format json` prints
    Explain,
    /// What `review --format json` prints
    Review,
    /// A requirement file for the loaded rules
    Requirement,
}

pub(super) fn run(args: &Args, folders: &Stack, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let schema = match args.what {
        What::Report => render::report(),
        What::Explain => render::explain(),
        What::Review => render::review(),
        What::Requirement => {
            let Rules { catalog, pack, .. } = rules::load(folders)?;
            render::requirement(&pack, &catalog)
        }
    };
    json::pretty(&mut terminal.out, &schema)?;
    Ok(Exit::Success)
}
