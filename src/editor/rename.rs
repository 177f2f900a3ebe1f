//! Renaming what rule files declare, everywhere that it is named.

use crate::diagnostic::Span;
use crate::language::{TokenKind, is_reserved, tokenize};

use super::Workspace;
use super::names::{Kind, Mention};

/// Why something cannot be renamed, in words for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub String);

impl Workspace<'_> {
    /// Every place where a name stands that rule files declare.
    ///
    /// # Errors
    /// The name is not declared in a rule file, or the new one is no name, or is taken.
    pub fn rename(&self, mention: &Mention, new: &str) -> Result<Vec<Span>, Refused> {
        if matches!(mention.kind, Kind::Service | Kind::Fact | Kind::Provider)
            || self.definition(mention).is_none()
        {
            return Err(Refused(format!("`{}` is not declared in these rule files", mention.name)));
        }
        let mut tokens = tokenize(new);
        let is_word =
            tokens.next().is_some_and(|token| token.kind == TokenKind::Word) && tokens.next().is_none();
        if !is_word || is_reserved(new) || new == "service" || new.starts_with("service.") {
            return Err(Refused(format!("`{new}` cannot be a name")));
        }
        let taken = |other: &&Mention| other.defines && other.kind == mention.kind && other.name == new;
        if self.mentions.iter().any(|other| taken(&other)) {
            return Err(Refused(format!("`{new}` is declared already")));
        }
        Ok(self.mentions.iter().filter(|other| other.is_same(mention)).map(|other| other.span).collect())
    }
}
