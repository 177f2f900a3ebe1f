//! The rule language: source text to tokens to [`ast`], and expressions back to text.
//!
//! Takes the text of one rule file, gives an [`ast::File`] and diagnostics. Knows no service, no
//! graph and no file system.

pub mod ast;
/// Placeholder until the printer lands.
pub mod print {
    /// x
    pub fn expression(_: &super::ast::Expr) -> String {
        String::new()
    }
}
