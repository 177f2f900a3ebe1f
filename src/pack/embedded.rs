//! The rule packs and the catalog that come with the binary.

/// A file under `rules/`.
#[derive(Clone, Copy, Debug)]
pub struct EmbeddedFile {
    /// Its path under `rules/`, with `/`.
    pub path: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// Every file under `rules/`, sorted by path.
pub const EMBEDDED: &[EmbeddedFile] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
