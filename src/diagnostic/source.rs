//! Files as they were read, and places in them.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// Which file of a [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// A range of bytes in one file, end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes from `start` up to `end`; positions past 4 GiB are cut there.
    #[must_use]
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        let cut = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { source, start: cut(start), end: cut(end) }
    }

    /// Whether another span begins in this one.
    #[must_use]
    pub fn covers(self, inner: Self) -> bool {
        self.source == inner.source && self.start <= inner.start && inner.start < self.end
    }

    /// The smallest span that covers both; `self` when they are in different files.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        if self.source != other.source {
            return self;
        }
        Self { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A value with the place where it was written. Equality and order are those of the value.
#[derive(Clone, Debug)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Puts a value and its place together.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Spanned<T> {}

/// A file: the name that people see, and its text.
#[derive(Clone)]
pub struct Source {
    name: Cow<'static, str>,
    text: Cow<'static, str>,
    /// Counted when a place is first asked for: most files never need it.
    line_starts: OnceLock<Vec<u32>>,
    first_line: usize,
}

/// Its name alone: texts are long.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.name, f)
    }
}

impl Source {
    /// The name that people see.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The number of its first line: 1, unless it is a part of a longer file.
    #[must_use]
    pub fn first_line(&self) -> usize {
        self.first_line
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let starts = self.text.bytes().zip(1_u32..).filter(|(byte, _)| *byte == b'\n');
            std::iter::once(0).chain(starts.map(|(_, next)| next)).collect()
        })
    }
}

/// All files of one run. A clone shares the texts, and what is added to it is its own: each thread can have one.
#[derive(Clone, Debug, Default)]
pub struct Sources(Vec<Arc<Source>>);

impl Sources {
    /// No files yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and gives it an id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.put(name.into().into(), text.into().into(), 1)
    }

    /// Adds a file that lives in the binary, without copying it.
    pub fn add_static(&mut self, name: &'static str, text: &'static str) -> SourceId {
        self.put(name.into(), text.into(), 1)
    }

    /// Adds a part of a file, whole lines from line `first_line` on: places count from there.
    pub fn add_part(
        &mut self,
        name: impl Into<String>,
        text: impl Into<String>,
        first_line: usize,
    ) -> SourceId {
        self.put(name.into().into(), text.into().into(), first_line)
    }

    fn put(&mut self, name: Cow<'static, str>, text: Cow<'static, str>, first_line: usize) -> SourceId {
        let id =
            SourceId(invariant!(u32::try_from(self.0.len()).ok(), "there are fewer files than ids for them"));
        self.0.push(Arc::new(Source { name, text, line_starts: OnceLock::new(), first_line }));
        id
    }

    /// How many files there are: what [`Self::rewind`] goes back to.
    #[must_use]
    pub fn mark(&self) -> usize {
        self.0.len()
    }

    /// Forgets all files that were added since a mark; their ids must not be used again.
    pub fn rewind(&mut self, mark: usize) {
        self.0.truncate(mark);
    }

    /// The file of an id; none if the id belongs to another `Sources`.
    #[must_use]
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.0.get(id.0 as usize).map(Arc::as_ref)
    }

    /// The text of a span; empty where the span does not fit the file.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.get(span.source)
            .and_then(|file| file.text.get(span.start as usize..span.end as usize))
            .unwrap_or_default()
    }

    /// File, line and column of the start of a span.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        let Some(file) = self.get(span.source) else {
            return Place { file: String::new(), line: 1, column: 1 };
        };
        let line = file.line_starts().partition_point(|start| *start <= span.start).max(1);
        let line_start = file.line_starts().get(line - 1).copied().unwrap_or(0);
        let before = file.text.get(line_start as usize..span.start as usize).unwrap_or_default();
        let line = file.first_line.saturating_add(line - 1);
        Place { file: file.name.to_string(), line, column: before.chars().count() + 1 }
    }
}

/// A place as people write it: `file:line:column`, both counted from 1, columns in characters.
///
/// ```
/// use fingerpost::{Format, Ruleset};
///
/// let text = "kind: api\nmemory: lots\n";
/// let rules = Ruleset::embedded("containers")?;
/// let error = rules.read_named("shop.yaml", text, Format::Yaml).remove(0).unwrap_err();
/// let place = error.places().remove(0).unwrap();
/// assert_eq!((place.file.as_str(), place.line, place.column), ("shop.yaml", 2, 9));
/// assert_eq!(place.to_string(), "shop.yaml:2:9");
/// # Ok::<(), fingerpost::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Name of the file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::{Sources, Span};

    #[test]
    fn places_in_a_part_count_from_its_first_line() {
        let mut sources = Sources::new();
        let whole = sources.add("a", "x\ny");
        let mark = sources.mark();
        let part = sources.add_part("b", "käse\nbrot", 7);
        let place = |source, at| sources.place(Span::new(source, at, at)).to_string();
        assert_eq!([place(whole, 2), place(part, 3), place(part, 6)], ["a:2:1", "b:7:3", "b:8:1"]);
        sources.rewind(mark);
        assert!(sources.get(part).is_none() && sources.get(whole).is_some());
    }

    #[test]
    fn a_clone_shares_texts_and_adds_its_own() {
        let mut sources = Sources::new();
        let shared = sources.add("a", "x".to_owned());
        let mut other = sources.clone();
        let own = other.add("b", "y");
        assert!(std::ptr::eq(sources.get(shared).unwrap(), other.get(shared).unwrap()));
        assert!(sources.get(own).is_none());
    }
}
