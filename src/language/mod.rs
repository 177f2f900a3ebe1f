//! The rule language: source text to tokens to [`ast`], and the tree back to text.
//!
//! Takes the text of one rule file, gives an [`ast::File`] and diagnostics. Knows no service, no
//! graph and no file system.

pub mod ast;
mod lexer;
mod parser;
pub mod print;

mod quoted;
pub mod words;

pub use lexer::{Lexer, Token, TokenKind, tokenize};
pub use parser::{MAX_ARITHMETIC, MAX_FILE_BYTES, MAX_FINDINGS, MAX_ITEMS, MAX_NESTING, parse};
pub use words::{is_reserved, is_unit};
