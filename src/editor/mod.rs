//! What an editor asks about rule files: where a name is declared, what it means, what could stand here.
//!
//! Takes the files of a stack of packs as they are being written, and a catalog; gives places, texts and
//! words. Needs no pack that compiles. Knows no protocol, no positions but bytes, and no file system.

mod complete;
mod hover;
mod names;
mod rename;

pub use complete::{Completion, CompletionKind};
pub use names::{Kind, Mention};
pub use rename::Refused;

use crate::catalog::Catalog;
use crate::diagnostic::{SourceId, Span};
use crate::language::ast::{File, Item};

/// A rule file as it is being written: what could be parsed of it.
#[derive(Clone, Copy, Debug)]
pub struct OpenFile<'a> {
    /// Its id.
    pub source: SourceId,
    /// Its text.
    pub text: &'a str,
    /// Its items; those with errors are missing.
    pub tree: &'a File,
}

/// All files of a stack, with every name in them.
#[derive(Debug)]
pub struct Workspace<'a> {
    files: Vec<OpenFile<'a>>,
    catalog: &'a Catalog,
    mentions: Vec<Mention>,
}

impl<'a> Workspace<'a> {
    /// Looks through the files.
    #[must_use]
    pub fn new(files: Vec<OpenFile<'a>>, catalog: &'a Catalog) -> Self {
        let mentions = names::mentions(&files, catalog);
        Self { files, catalog, mentions }
    }

    /// The name at a byte of a file; its end counts, because a cursor stands there after typing it.
    #[must_use]
    pub fn at(&self, source: SourceId, offset: usize) -> Option<&Mention> {
        let offset = u32::try_from(offset).ok()?;
        let here = |span: Span| span.source == source && span.start <= offset && offset <= span.end;
        self.mentions
            .iter()
            .filter(|mention| here(mention.span))
            .min_by_key(|mention| mention.span.end - mention.span.start)
    }

    /// Where a name is declared: in a rule file, or in the catalog. The last declaration counts: it may replace others.
    #[must_use]
    pub fn definition(&self, mention: &Mention) -> Option<Span> {
        match mention.kind {
            Kind::Service => {
                let id = self.catalog.find_service(&mention.name)?;
                Some(self.catalog.service(id).span)
            }
            Kind::Fact | Kind::Provider => None,
            _ => {
                let own = |other: &&Mention| other.defines && other.is_same(mention);
                self.mentions.iter().rev().find(own).map(|mention| mention.span)
            }
        }
    }

    /// The item that declares a name.
    fn declaration(&self, mention: &Mention) -> Option<&'a Item> {
        let span = self.definition(mention)?;
        let file = self.files.iter().find(|file| file.source == span.source)?;
        let holds = |item: &&Item| item.span.0.start <= span.start && span.end <= item.span.0.end;
        file.tree.items.iter().find(holds)
    }
}
