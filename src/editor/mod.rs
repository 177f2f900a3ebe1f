//! What an editor asks about rule files: where a name is declared, what it means, what could stand here; and all of it as a page.
//!
//! Takes the files of a stack of packs as they are being written, and a catalog; gives places, texts and
//! words. Needs no pack that compiles. Knows no protocol, no positions but bytes, and no file system.

mod complete;
mod hover;
mod names;
mod reference;
mod rename;

pub use complete::{Completion, CompletionKind};
pub use names::{Kind, Mention};
pub use reference::reference;
pub use rename::Refused;

use std::collections::BTreeMap;

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
    /// Where names are declared, and the items that do. The last declaration counts: it may replace others.
    declared: BTreeMap<(Kind, String), (Span, &'a Item)>,
}

impl<'a> Workspace<'a> {
    /// Looks through the files.
    #[must_use]
    pub fn new(files: Vec<OpenFile<'a>>, catalog: &'a Catalog) -> Self {
        let mentions = names::mentions(&files, catalog);
        let trees: BTreeMap<SourceId, &'a File> = files.iter().map(|file| (file.source, file.tree)).collect();
        let mut declared = BTreeMap::new();
        for mention in mentions.iter().filter(|mention| mention.defines) {
            let items = trees.get(&mention.span.source).map_or(&[][..], |tree| tree.items.as_slice());
            let next = items.partition_point(|item| item.span.0.start <= mention.span.start);
            if let Some(item) = next.checked_sub(1).and_then(|at| items.get(at)) {
                declared.insert((mention.kind, mention.name.clone()), (mention.span, item));
            }
        }
        Self { files, catalog, mentions, declared }
    }

    /// Every name, in the order of the files.
    pub fn mentions(&self) -> impl Iterator<Item = &Mention> {
        self.mentions.iter()
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

    /// Where a name is declared: in a rule file, or in the catalog.
    #[must_use]
    pub fn definition(&self, mention: &Mention) -> Option<Span> {
        if mention.kind == Kind::Service {
            let id = self.catalog.named(&mention.name).first().copied()?;
            return Some(self.catalog.service(id).span);
        }
        self.declared.get(&(mention.kind, mention.name.clone())).map(|(span, _)| *span)
    }

    /// The item that declares a name.
    fn declaration(&self, kind: Kind, name: &str) -> Option<&'a Item> {
        self.declared.get(&(kind, name.to_owned())).map(|(_, item)| *item)
    }
}
