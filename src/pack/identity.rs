//! What tells the same rules and facts from others of the same name.

use std::sync::Arc;

use crate::diagnostic::Span;

/// One pack of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Its name, as its header has it.
    pub name: String,
    /// Its version, as its header has it.
    pub version: String,
    /// The files that it is from; none for rules that were compiled without a loader.
    pub files: Option<Files>,
}

/// Files, taken together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// SHA-256 of what `sha256sum` prints for them in the order of their paths: 64 digits.
    pub digest: String,
    /// Whether they are those of the library as it was published.
    pub built_in: bool,
}

impl Identity {
    pub(super) fn new(name: &str, version: &str) -> Self {
        Self { name: name.to_owned(), version: version.to_owned(), files: None }
    }
}

impl super::CompiledPack {
    /// The packs of the stack, the lowest first.
    #[must_use]
    pub fn identities(&self) -> &[Identity] {
        &self.parts.identities
    }

    /// The files of the facts; none where no loader read them.
    #[must_use]
    pub fn facts(&self) -> Option<&Files> {
        self.parts.facts.as_ref()
    }

    /// The pack of the stack that a rule stands in.
    #[must_use]
    pub fn pack_of(&self, rule: Span) -> &Identity {
        invariant!(self.parts.identities.get(self.level(rule)), "every pack of a stack has a name")
    }

    /// The overlay that a rule stands in; none for one of the lowest pack.
    #[must_use]
    pub fn overlay_of(&self, rule: Span) -> Option<&Identity> {
        (self.level(rule) > 0).then(|| self.pack_of(rule))
    }

    /// The same pack, with the files that its stack and its facts are from: of each pack, the lowest first.
    #[must_use]
    pub fn with_files(mut self, packs: Vec<Files>, facts: Files) -> Self {
        let parts = Arc::make_mut(&mut self.parts);
        for (identity, files) in parts.identities.iter_mut().zip(packs) {
            identity.files = Some(files);
        }
        parts.facts = Some(facts);
        self
    }
}
