//! The flags that every command has.

use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::PossibleValuesParser;

use crate::pack::{DEFAULT_PACK, embedded_names};

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
