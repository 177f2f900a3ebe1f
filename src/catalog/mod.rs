//! The catalog: services and their dated, cited facts, and tables such as instance types.
//!
//! Takes the TOML and CSV files of a catalog folder, gives a [`Catalog`]. Knows nothing of rules.

mod cells;
mod load;
mod service;
mod table;
mod value;

pub use load::{CatalogFile, load, load_embedded};
pub(crate) use service::said;
pub use service::{Confidence, Fact, Service};
pub use table::{Column, Row, Scope, Table};
pub use value::{Value, ValueType};

use std::sync::Arc;

use serde::{Deserialize, Serialize};

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

/// Index of a service, in the order of their ids; configurations of services come after all services.
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
    /// Other names in small letters, each with the word that it stands for, sorted.
    pub aliases: Vec<(String, String)>,
}

impl Vocabulary {
    /// The word that another name stands for, however it is written large or small.
    #[must_use]
    pub fn word_of(&self, name: &str) -> Option<&str> {
        let name = name.to_lowercase();
        let at = self.aliases.binary_search_by(|(alias, _)| alias.as_str().cmp(&name)).ok()?;
        self.aliases.get(at).map(|(_, word)| word.as_str())
    }
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
    /// What a service has of which nothing is recorded; none where that is not known.
    pub if_absent: Option<Value>,
    /// Whether it is shown where there is room for a few facts only.
    pub headline: bool,
    /// Why it is recorded though no rule looks at it.
    pub kept_for: Option<String>,
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
    /// Services in the order of their ids, then their configurations.
    services: Vec<Service>,
    /// How many of them are services.
    count: usize,
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
        (0..).map(ServiceId).zip(self.services.iter().take(self.count))
    }

    /// Everything that has facts of its own: each service, and after it its configurations.
    pub fn holders(&self) -> impl Iterator<Item = (ServiceId, &Service)> {
        let own =
            |(id, service): (ServiceId, &Service)| std::iter::once(id).chain(service.configurations.clone());
        self.services().flat_map(own).map(|id| (id, self.service(id)))
    }

    /// What a service can be put to work as, in order of preference: its configurations, or the service itself where it has none.
    pub fn configurations(&self, id: ServiceId) -> impl Iterator<Item = ServiceId> {
        let own = &self.service(id).configurations;
        let itself = own.is_empty().then_some(id);
        own.iter().copied().chain(itself)
    }

    /// Every service that is no companion in each of its configurations, in the order of the services.
    pub fn deployments(&self) -> impl Iterator<Item = ServiceId> {
        let services = self.services().filter(|(_, service)| !service.companion);
        services.flat_map(|(id, _)| self.configurations(id))
    }

    /// The service that something is a configuration of; itself where it is a service.
    #[must_use]
    pub fn service_of(&self, id: ServiceId) -> ServiceId {
        self.service(id).of.unwrap_or(id)
    }

    /// What an id names: a service, a configuration of one, or several by a name that they had before.
    #[must_use]
    pub fn named(&self, id: &str) -> Vec<ServiceId> {
        if let Some(service) = self.find_service(id) {
            return vec![service];
        }
        let all = (0..).map(ServiceId).zip(&self.services).skip(self.count);
        all.filter(|(_, one)| one.id == id || one.aliases.iter().any(|alias| alias == id))
            .map(|(at, _)| at)
            .collect()
    }

    /// The names that services had before and that now stand for some of their configurations, sorted.
    #[must_use]
    pub fn aliases(&self) -> Vec<&str> {
        let mut all: Vec<&str> =
            self.services.iter().flat_map(|one| &one.aliases).map(String::as_str).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Vocabularies in declared order.
    #[must_use]
    pub fn vocabularies(&self) -> &[Vocabulary] {
        &self.vocabularies
    }

    /// The vocabulary that some options are the words of, or that all its words are among.
    #[must_use]
    pub fn vocabulary_of(&self, options: &[String]) -> Option<&Vocabulary> {
        let among = |it: &&Vocabulary| it.words.iter().all(|word| options.contains(word));
        let same = self.vocabularies.iter().find(|it| it.words == options);
        same.or_else(|| self.vocabularies.iter().filter(|it| !it.aliases.is_empty()).find(among))
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

    /// The service, or the configuration of one, behind an id.
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
        let services = self.services.get(..self.count)?;
        let at = services.binary_search_by(|service| service.id.as_str().cmp(id)).ok()?;
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

    /// Every id that rules can compare `service` with: services, what they were called before, and configurations.
    #[must_use]
    pub fn all_names(&self) -> Vec<String> {
        let mut all = self.service_words();
        all.extend(self.services.iter().skip(self.count).map(|one| one.id.clone()));
        all
    }

    /// The ids of all providers.
    #[must_use]
    pub(crate) fn provider_words(&self) -> Vec<String> {
        self.providers.iter().map(|provider| provider.id.clone()).collect()
    }

    /// The ids of all services, and those that they had before.
    fn service_words(&self) -> Vec<String> {
        let services = self.services().map(|(_, service)| service.id.clone());
        services.chain(self.aliases().into_iter().map(str::to_owned)).collect()
    }

    /// The words behind `of NAME`: a vocabulary, `service`, `deployment` or `provider`. A `service` is a service or companion of
    /// the catalog, or an earlier name; a `deployment` no companion, but a configuration too.
    #[must_use]
    pub fn words(&self, name: &str) -> Option<Vec<String>> {
        match name {
            "service" => Some(self.service_words()),
            "deployment" => {
                let services = self.services().filter(|(_, service)| !service.companion);
                let services = services.map(|(_, service)| service.id.clone());
                let configurations = self.services.iter().skip(self.count).map(|one| one.id.clone());
                let aliases = self.aliases().into_iter().map(str::to_owned);
                Some(services.chain(aliases).chain(configurations).collect())
            }
            "provider" => Some(self.provider_words()),
            _ => self.vocabularies.iter().find(|v| v.name == name).map(|v| v.words.clone()),
        }
    }
}
