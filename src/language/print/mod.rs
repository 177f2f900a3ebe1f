//! The syntax tree as text, in one canonical layout.
//!
//! What is printed parses back to an equal tree, and printing that again changes nothing.
//! Comments are not in the tree, so they are lost.

mod expression;
mod item;
mod page;

pub use expression::expression;

use self::page::Page;
use super::ast::File;

/// A rule file: items apart by a blank line, their clauses indented by four blanks.
///
/// ```
/// use fingerpost::{diagnostic::Sources, language::{parse, print}};
/// let text = "forbid aws.app-runner when (region=me-south-1) because \"not there\"";
/// let (file, _) = parse(Sources::new().add("org.rules", text), text);
/// let canonical = "forbid aws.app-runner\n    when region = me-south-1\n    because \"not there\"\n";
/// assert_eq!(print::file(&file), canonical);
/// ```
#[must_use]
pub fn file(file: &File) -> String {
    let mut page = Page::default();
    for item in &file.items {
        item::item(&mut page, item);
    }
    page.into_text()
}
