//! The rule language: source text to tokens to [`ast`], and the tree back to text.
//!
//! Takes the text of one rule file, gives an [`ast::File`] and diagnostics. Knows no service, no
//! graph and no file system.

pub mod ast;
mod lexer;

pub use lexer::{Lexer, Token, TokenKind, tokenize};
