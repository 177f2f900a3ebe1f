//! What comes out.

use std::fmt;

use serde::Serialize;

use crate::catalog::Catalog;
use crate::eval::Winner;

/// What comes out: a service, or that there is none. In JSON one text: the id of the service, `no_fit` or `undecided`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema), schemars(with = "String"))]
pub enum WinnerRecord {
    /// The id of a service.
    Service(String),
    /// No service fits.
    NoFit,
    /// An answer is missing.
    Undecided,
}

impl WinnerRecord {
    /// What came out, with the id of a service as the catalog has it.
    pub(crate) fn of(winner: Winner, catalog: &Catalog) -> Self {
        match winner {
            Winner::Service(id) => Self::Service(catalog.service(id).id.clone()),
            Winner::NoFit => Self::NoFit,
            Winner::Undecided => Self::Undecided,
        }
    }
}

/// The text of JSON.
impl fmt::Display for WinnerRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Service(id) => id,
            Self::NoFit => "no_fit",
            Self::Undecided => "undecided",
        })
    }
}

impl From<WinnerRecord> for String {
    fn from(winner: WinnerRecord) -> Self {
        winner.to_string()
    }
}
