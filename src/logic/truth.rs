//! Kleene's three values.

use std::ops::Not;

use serde::{Deserialize, Serialize};

/// Three-valued: a missing answer is `Unknown`, never `False`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Truth {
    /// Surely not.
    False,
    /// It depends on what is not known.
    Unknown,
    /// Surely.
    True,
}

impl Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}
