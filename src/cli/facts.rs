//! `facts`: what is known about services, from where and since when.

use crate::quantity::{Dimension, parse};

use super::failure::Failure;
use super::lookup::Lookup;
use super::options::Stack;
use super::terminal::Terminal;
use super::{Exit, lookup};
use crate::report::lookup::{self as render, FactFilter};

/// The arguments of `facts`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Args {
    /// The id of a service; without it, the facts of all services
    #[arg(value_name = "ID")]
    id: Option<String>,

    /// Only facts that were read longer ago than this, such as 180d, before the day of `--as-of` or of the rules
    #[arg(long, value_name = "AGE", value_parser = days)]
    older_than: Option<i32>,

    /// Only facts of low confidence, and those that are recorded as unknown
    #[arg(long)]
    low_confidence: bool,

    /// Only facts that no rule looks at and nothing argues for; keys that are kept for a reason are listed after them
    #[arg(long)]
    unused: bool,

    #[command(flatten)]
    lookup: Lookup,
}

/// A number of days as people write it in flags.
fn days(text: &str) -> Result<i32, String> {
    let help = || "write an age in days, like 180d".to_owned();
    let age = parse(text, Dimension::Duration).map_err(|_| help())?;
    let days = age.amount / (Dimension::Duration.scale() * 24 * 60 * 60);
    i32::try_from(days).map_err(|_| help()).and_then(|days| if days < 0 { Err(help()) } else { Ok(days) })
}

pub(super) fn run(args: &Args, folders: &Stack, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let &Args { older_than, low_confidence, unused, .. } = args;
    let filter = FactFilter { older_than, low_confidence, unused };
    lookup::run(&args.lookup, folders, terminal, |out, dated, style| {
        let id = args.id.as_deref().map(|id| lookup::service(dated.catalog(), id)).transpose()?;
        Ok(match (id, style) {
            (Some(id), Some(style)) => render::facts(out, dated, id, filter, style),
            (Some(id), None) => render::facts_json(out, dated, id, filter),
            (None, Some(style)) => render::all_facts(out, dated, filter, style),
            (None, None) => render::all_facts_json(out, dated, filter),
        }?)
    })
}
