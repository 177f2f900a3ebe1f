//! `services`: the services of the catalog, one of them, or what decides between them.

use clap::ValueEnum;
use clap::error::ErrorKind;

use crate::catalog::{Catalog, ServiceId};
use crate::facade::find_provider;
use crate::report::lookup as render;

use super::day::Day;
use super::failure::{Failure, usage_error};
use super::options::Stack;
use super::terminal::Terminal;
use super::{Exit, lookup};

/// The arguments of `services`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Args {
    /// The id of one service; with `--compare`, of those to compare
    #[arg(value_name = "ID", value_delimiter = ',')]
    ids: Vec<String>,

    /// Show what decides between the services: each key that a rule looks at and in which they differ
    ///
    /// Without an ID, all services that can be recommended by themselves.
    #[arg(long)]
    compare: bool,

    /// Only the services of this provider
    #[arg(long, value_name = "ID", conflicts_with = "ids")]
    provider: Option<String>,

    /// Output format; `markdown` is the page `docs/catalog.md`
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    #[command(flatten)]
    day: Day,
}

/// How services are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// The catalog as a page
    Markdown,
}

pub(super) fn run(args: &Args, folders: &Stack, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let refuse = |kind, message: &str| Failure::from(usage_error(kind, message));
    if args.ids.len() > 1 && !args.compare {
        return Err(refuse(ErrorKind::TooManyValues, "more than one ID needs `--compare`"));
    }
    if args.format == Format::Markdown && (args.compare || !args.ids.is_empty()) {
        let message = "`--format markdown` is a page of the whole catalog or of a `--provider`";
        return Err(refuse(ErrorKind::ArgumentConflict, message));
    }
    lookup::on(&args.day, folders, terminal, |out, dated, style| {
        let ids = chosen(args, dated.catalog())?;
        let one = ids.first().filter(|_| !args.compare && !args.ids.is_empty());
        Ok(match (args.format, one) {
            (Format::Text, Some(id)) => render::service(out, dated, *id, style),
            (Format::Json, Some(id)) => render::service_json(out, dated, *id),
            (Format::Text, None) if args.compare => render::differences(out, dated, &ids, style),
            (Format::Json, None) if args.compare => render::differences_json(out, dated, &ids),
            (Format::Text, None) => render::services(out, dated, &ids, style),
            (Format::Json, None) => render::services_json(out, dated, &ids),
            (Format::Markdown, _) => render::catalog(out, dated, &ids),
        }?)
    })
}

/// The services that are named, or all; only a list has companions.
fn chosen(args: &Args, catalog: &Catalog) -> Result<Vec<ServiceId>, Failure> {
    if !args.ids.is_empty() {
        return args.ids.iter().map(|id| lookup::service(catalog, id)).collect();
    }
    let provider = args.provider.as_deref().map(|word| find_provider(catalog, word));
    let mut ids = render::listed(catalog, provider.transpose().map_err(Failure::usage)?);
    ids.retain(|id| !args.compare || !catalog.service(*id).companion);
    Ok(ids)
}
