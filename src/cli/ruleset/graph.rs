//! `rules graph`: the decision graph as a picture.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::cli::day::Day;
use crate::cli::failure::Failure;
use crate::cli::options::Stack;
use crate::cli::rules::{self, Rules};
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, files, text};
use crate::diagnostic::{Code, Diagnostic, Source, Sources, nearest};
use crate::eval::{self, Evaluation};
use crate::pack::CompiledPack;
use crate::program::DatedRules;
use crate::report::graph::{self, MAX_DRAWN, Neighbourhood};
use crate::requirement::check;
use crate::requirement::read::{Format as InputFormat, read};

/// The arguments of `rules graph`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Args {
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "svg")]
    format: Format,

    /// Only what is near this node or outcome
    #[arg(long, value_name = "NODE")]
    around: Option<String>,

    /// How many arms away is still near
    #[arg(long, value_name = "N", default_value_t = 1, requires = "around")]
    depth: usize,

    /// Mark the walk of the workload in this requirement file
    #[arg(long, value_name = "FILE")]
    path: Option<PathBuf>,

    #[command(flatten)]
    day: Day,
}

/// Formats of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For Graphviz
    Dot,
    /// For Markdown that draws it
    Mermaid,
    /// To be looked at and printed
    Svg,
}

pub(super) fn run(args: &Args, stack: &Stack, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let Rules { mut sources, catalog, pack, thawed, .. } = rules::load(stack)?;
    let dated = args.day.dated(&pack, &catalog, thawed, terminal)?;
    let walk = match &args.path {
        Some(path) => Some(walk(path, &dated, &mut sources)?),
        None => None,
    };
    let around = args.around.as_ref().map(|name| Neighbourhood { name, depth: args.depth });
    let Some(picture) = graph::picture(&pack, &catalog, around, walk.as_ref()) else {
        return Err(unknown(args.around.as_deref().unwrap_or_default(), &pack));
    };
    if args.format == Format::Svg && picture.boxes.len() > MAX_DRAWN {
        let message = format!("{} nodes and outcomes are too many to be drawn", picture.boxes.len());
        let finding = Diagnostic::general(Code::TooMany, message);
        return Err(finding.help("draw a part with `--around NODE`, or use `--format dot`").into());
    }
    match args.format {
        Format::Dot => graph::dot(&mut terminal.out, &picture)?,
        Format::Mermaid => graph::mermaid(&mut terminal.out, &picture)?,
        Format::Svg => graph::svg(&mut terminal.out, &picture)?,
    }
    Ok(Exit::Success)
}

/// The evaluation of the first workload of a file.
fn walk(path: &Path, dated: &DatedRules, sources: &mut Sources) -> Result<Evaluation, Failure> {
    let source = text::add(sources, &path.display().to_string(), files::read(path)?, 1, 0)?;
    let content = sources.get(source).map(Source::text).unwrap_or_default();
    let named = path.extension().and_then(|extension| extension.to_str());
    let format = match named {
        Some("toml") => InputFormat::Toml,
        Some("json") => InputFormat::Json,
        _ => InputFormat::guess(content),
    };
    let reading = read(source, content, format);
    let first = reading.workloads.into_iter().next().filter(|_| reading.diagnostics.is_empty());
    let raw = first.unwrap_or(Err(reading.diagnostics));
    match raw.and_then(|raw| check(&raw, dated)) {
        Ok(requirement) => Ok(eval::evaluate(dated, requirement.encoded())),
        Err(found) => Err(Failure::of(found, sources.clone())),
    }
}

fn unknown(name: &str, pack: &CompiledPack) -> Failure {
    let nodes = pack.nodes().iter().map(|node| node.name.as_str());
    let known = nodes.chain(pack.outcomes().iter().map(|outcome| outcome.name.as_str()));
    let near = nearest(name, known);
    let finding =
        Diagnostic::general(Code::UnknownName, format!("`{name}` is neither a node nor an outcome"));
    Failure::usage(finding.suggest(near))
}
