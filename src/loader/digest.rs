//! SHA-256 of a text. The build script reads this file too: the texts of the library are digested when it is built.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// SHA-256 of some bytes, as 64 hexadecimal digits.
pub(crate) fn of_bytes(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut digits, byte| {
        // Writing to memory cannot fail.
        write!(digits, "{byte:02x}").unwrap_or_default();
        digits
    })
}
