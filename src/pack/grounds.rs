//! What a rule rests on.

use crate::quantity::Date;

use super::Template;

/// A reference that a rule rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The title of a declared reference.
    pub title: Option<String>,
    /// The section in it.
    pub section: Option<String>,
    /// The address.
    pub url: Option<String>,
    /// The day on which it was read.
    pub read: Option<Date>,
}

/// Why a rule is there, and where that is from.
#[derive(Clone, Debug, Default)]
pub struct Grounds {
    /// The reason.
    pub because: Option<Template>,
    /// Its sources.
    pub sources: Vec<Source>,
}
