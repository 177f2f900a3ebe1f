//! The catalog: services and their dated, cited facts, and tables such as instance types.
//!
//! Takes the TOML and CSV files of a catalog folder, gives a [`Catalog`]. Knows nothing of rules.

mod load;
mod table;
mod value;

pub use load::{CatalogFile, load, load_embedded};
pub use table::{Column, Row, Table};
pub use value::{Value, ValueType};

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::quantity::Date;

/// Index of a provider, in declared order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProviderId(pub(crate) u8);

impl ProviderId {
    /// The position in declared order.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Index of a service, in the order of their ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ServiceId(pub(crate) u16);

/// Index of a fact key, in declared order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub(crate) u16);

/// Index of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableId(pub(crate) u8);

/// A cloud provider.
#[derive(Clone, Debug)]
pub struct Provider {
    /// The word that rules and requirements use.
    pub id: String,
    /// The short name that people see.
    pub name: String,
}

/// A list of words that several questions and facts share, for example regions.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// Its name after `of`.
    pub name: String,
    /// What its words are.
    pub meaning: String,
    /// The words, in declared order.
    pub words: Vec<String>,
}

/// Which direction of a fact can do strictly more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// Larger values, or more words.
    More,
    /// Smaller values.
    Less,
}

/// A declared fact key.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its name after `service.`.
    pub name: String,
    /// Its heading in tables.
    pub title: String,
    /// What it means.
    pub meaning: String,
    /// The type of its values.
    pub value_type: ValueType,
    /// Which direction is better, where one is.
    pub better: Option<Better>,
    /// After how many days a value should be read again.
    pub max_age: Option<i32>,
    /// Whether it is shown where there is room for a few facts only.
    pub headline: bool,
    /// Why it is recorded though no rule looks at it.
    pub kept_for: Option<String>,
}

/// How sure a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Inferred, contested or old.
    Low,
    /// Stated by a secondary source, or indirectly.
    Medium,
    /// Stated by the provider.
    High,
}

impl Confidence {
    /// The word of the catalog files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// One value of one key of one service, with where it is from.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Its key.
    pub key: KeyId,
    /// Its value; none when it is recorded as unknown.
    pub value: Option<Value>,
    /// First day on which it holds; none for "as long as anybody asks".
    pub from: Option<Date>,
    /// First day on which it no longer holds.
    pub until: Option<Date>,
    /// The address it was read at.
    pub source: Cow<'static, str>,
    /// The day on which it was read.
    pub read: Date,
    /// How sure it is.
    pub confidence: Confidence,
    /// What the source says, in our own words.
    pub evidence: Option<Cow<'static, str>>,
    /// What the lesson says, where it differs.
    pub lesson: Option<Cow<'static, str>>,
    /// A qualifier.
    pub note: Option<Cow<'static, str>>,
    /// Where the provider's published API model says the same, for example
    /// `botocore lambda CreateFunctionRequest.Timeout max`; compared by `tests/vendor/`.
    pub model: Option<Cow<'static, str>>,
    /// Where it stands in the catalog file.
    pub span: Span,
}

impl Fact {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

/// A service, or a companion that only comes beside one.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its id, for example `aws.ecs-fargate`.
    pub id: String,
    /// Its provider.
    pub provider: ProviderId,
    /// Its name.
    pub name: Cow<'static, str>,
    /// One sentence.
    pub summary: Cow<'static, str>,
    /// Whether it only comes beside another service.
    pub companion: bool,
    /// Its facts, sorted by key and first day.
    facts: Vec<Fact>,
    /// Where it stands.
    pub span: Span,
}

impl Service {
    /// The fact of a key on a day; none when nothing is recorded for that day.
    #[must_use]
    pub fn fact(&self, key: KeyId, day: Date) -> Option<&Fact> {
        let start = self.facts.partition_point(|fact| fact.key < key);
        self.facts.get(start..)?.iter().take_while(|fact| fact.key == key).find(|fact| fact.holds_on(day))
    }

    /// All facts, in the order of their keys, history included.
    #[must_use]
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }
}

/// Services, facts and tables, checked against the declared keys. A clone is another handle to the same.
#[derive(Clone, Debug, Default)]
pub struct Catalog(Arc<Contents>);

/// What a catalog holds.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    providers: Vec<Provider>,
    vocabularies: Vec<Vocabulary>,
    keys: Vec<Key>,
    services: Vec<Service>,
    tables: Vec<Arc<Table>>,
}

impl std::ops::Deref for Catalog {
    type Target = Contents;

    fn deref(&self) -> &Contents {
        &self.0
    }
}

impl std::ops::DerefMut for Catalog {
    /// What is changed is no longer shared with other handles.
    fn deref_mut(&mut self) -> &mut Contents {
        Arc::make_mut(&mut self.0)
    }
}

impl Contents {
    /// Providers in declared order.
    pub fn providers(&self) -> impl Iterator<Item = (ProviderId, &Provider)> {
        (0..).map(ProviderId).zip(&self.providers)
    }

    /// Fact keys in declared order.
    pub fn keys(&self) -> impl Iterator<Item = (KeyId, &Key)> {
        (0..).map(KeyId).zip(&self.keys)
    }

    /// Services in the order of their ids.
    pub fn services(&self) -> impl Iterator<Item = (ServiceId, &Service)> {
        (0..).map(ServiceId).zip(&self.services)
    }

    /// Vocabularies in declared order.
    #[must_use]
    pub fn vocabularies(&self) -> &[Vocabulary] {
        &self.vocabularies
    }

    /// Tables in declared order.
    pub fn tables(&self) -> impl Iterator<Item = (TableId, &Table)> {
        (0..).map(TableId).zip(self.tables.iter().map(Arc::as_ref))
    }

    /// The provider of an id.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "INVARIANT (own ids): ids come from this catalog")]
    pub fn provider(&self, id: ProviderId) -> &Provider {
        &self.providers[usize::from(id.0)]
    }

    /// The service of an id.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "INVARIANT (own ids): ids come from this catalog")]
    pub fn service(&self, id: ServiceId) -> &Service {
        &self.services[usize::from(id.0)]
    }

    /// The key of an id.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "INVARIANT (own ids): ids come from this catalog")]
    pub fn key(&self, id: KeyId) -> &Key {
        &self.keys[usize::from(id.0)]
    }

    /// The table of an id.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "INVARIANT (own ids): ids come from this catalog")]
    pub fn table(&self, id: TableId) -> &Table {
        &self.tables[usize::from(id.0)]
    }

    /// The same, to be kept.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "INVARIANT (own ids): ids come from this catalog")]
    pub(crate) fn table_shared(&self, id: TableId) -> Arc<Table> {
        self.tables[usize::from(id.0)].clone()
    }

    /// The service with an id as written.
    #[must_use]
    pub fn find_service(&self, id: &str) -> Option<ServiceId> {
        let at = self.services.binary_search_by(|service| service.id.as_str().cmp(id)).ok()?;
        u16::try_from(at).ok().map(ServiceId)
    }

    /// The provider with a word as written.
    #[must_use]
    pub fn find_provider(&self, word: &str) -> Option<ProviderId> {
        self.providers().find(|(_, provider)| provider.id == word).map(|(id, _)| id)
    }

    /// The key with a name as written.
    #[must_use]
    pub fn find_key(&self, name: &str) -> Option<KeyId> {
        self.keys().find(|(_, key)| key.name == name).map(|(id, _)| id)
    }

    /// The table with a name as written.
    #[must_use]
    pub fn find_table(&self, name: &str) -> Option<TableId> {
        self.tables().find(|(_, table)| table.name == name).map(|(id, _)| id)
    }

    /// The words behind `of NAME`: a vocabulary, `service` or `provider`.
    #[must_use]
    pub fn words(&self, name: &str) -> Option<Vec<String>> {
        match name {
            "service" => Some(self.services.iter().map(|service| service.id.clone()).collect()),
            "provider" => Some(self.providers.iter().map(|provider| provider.id.clone()).collect()),
            _ => self.vocabularies.iter().find(|v| v.name == name).map(|v| v.words.clone()),
        }
    }
}
