//! The syntax tree as text, in one canonical layout.
//!
//! What is printed parses back to an equal tree, and printing that again changes nothing.
//! Comments are not in the tree: [`source()`] takes them from the text that the tree is of.

mod comments;
mod expression;
mod fold;
mod item;
mod page;
mod row;

pub use expression::expression;

use self::comments::Attached;
use self::page::Page;
use super::ast::File;

/// A rule file: items apart by a blank line, their clauses indented by four blanks and their keywords aligned.
///
/// ```
/// use fingerpost::{diagnostic::Sources, language::{parse, print}};
/// let text = "forbid aws.app-runner when (region=me-south-1) because \"not there\"";
/// let (file, _) = parse(Sources::new().add("org.rules", text), text);
/// let canonical = "forbid aws.app-runner\n    when    region = me-south-1\n    because \"not there\"\n";
/// assert_eq!(print::file(&file), canonical);
/// ```
#[must_use]
pub fn file(file: &File) -> String {
    laid_out(file, &Attached::default())
}

/// The same with the comments of the text that the tree was parsed from.
///
/// ```
/// use fingerpost::{diagnostic::Sources, language::{parse, print}};
/// let text = "# why\nconflict a # both\n  when b";
/// let (file, _) = parse(Sources::new().add("org.rules", text), text);
/// assert_eq!(print::source(text, &file), "# why\nconflict a  # both\n    when b\n");
/// ```
#[must_use]
pub fn source(text: &str, file: &File) -> String {
    laid_out(file, &comments::attach(text, file))
}

fn laid_out(file: &File, comments: &Attached<'_>) -> String {
    let mut page = Page::default();
    for (number, item) in file.items.iter().enumerate() {
        page.item(number, item, comments);
    }
    page.end(&comments.end)
}
