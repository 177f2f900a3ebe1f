//! `--as-of DATE`: which day's facts apply.

use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostics, Sources};
use crate::facade;
use crate::pack::CompiledPack;
use crate::program::{DatedRules, Thawed};
use crate::quantity::Date;

use super::failure::Failure;
use super::terminal::Terminal;

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
