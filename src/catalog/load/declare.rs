//! `facts.toml`: providers, vocabularies, fact keys and tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::sheet::Sheets;
use super::{CatalogFile, form, service, tables};
use crate::catalog::{Better, Catalog, Key, Provider, ValueType, Vocabulary};
use crate::diagnostic::{Code, Diagnostics};
use crate::quantity::Dimension;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFacts {
    #[serde(default)]
    providers: Ordered<toml::Table>,
    #[serde(default)]
    vocabulary: Ordered<RawVocabulary>,
    #[serde(default)]
    key: Ordered<RawKey>,
    #[serde(default)]
    table: Ordered<tables::RawTable>,
}

/// A mapping in the order in which it was written.
pub(super) struct Ordered<T>(pub(super) Vec<(Spanned<String>, T)>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> serde::de::Visitor<'de> for Visitor<T> {
            type Value = Ordered<T>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a table")
            }

            fn visit_map<M: serde::de::MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut entries: Vec<(Spanned<String>, T)> = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                entries.sort_by_key(|(name, _)| name.span().start);
                Ok(Ordered(entries))
            }
        }
        deserializer.deserialize_map(Visitor(std::marker::PhantomData))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawVocabulary {
    meaning: String,
    #[serde(default)]
    words: Vec<String>,
    /// The table whose row names are the words.
    table: Option<Spanned<String>>,
    aliases: Option<Spanned<RawAliases>>,
}

/// Other names of the words.
#[derive(Deserialize)]
#[serde(untagged)]
enum RawAliases {
    /// The column of the table with those of each word, separated by blanks.
    Column(String),
    /// Each with the word that it stands for.
    Named(BTreeMap<String, String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKey {
    title: String,
    #[serde(rename = "type")]
    type_: Spanned<String>,
    of: Option<Spanned<toml::Value>>,
    meaning: String,
    better: Option<Spanned<String>>,
    max_age: Option<i32>,
    if_absent: Option<Spanned<toml::Value>>,
    #[serde(default)]
    headline: bool,
    kept_for: Option<String>,
}

/// Reads the declarations; what is wrong is reported and left out. None when the file is no TOML: then nothing
/// can be said about services.
#[expect(clippy::too_many_lines, reason = "one kind of declaration after another")]
pub(super) fn declare(
    file: &CatalogFile<'_>,
    files: &[CatalogFile<'_>],
    found: &mut Diagnostics,
) -> Option<Catalog> {
    let mut catalog = Catalog::default();
    let raw: RawFacts = match toml::from_str(file.text) {
        Ok(raw) => raw,
        Err(error) => {
            found.push(file.syntax(&error));
            return None;
        }
    };
    for (id, about) in raw.providers.0 {
        let id = id.into_inner();
        let name = about.get("name").and_then(toml::Value::as_str).unwrap_or(&id).to_owned();
        catalog.providers.push(Provider { id, name });
    }
    let raw_tables = raw.table.0;
    let sheets = Sheets::new(files);
    let mut tables_of: Vec<(String, String)> = Vec::new();
    for (name, raw) in raw.vocabulary.0 {
        let mut words = raw.words;
        let of =
            |table: &Spanned<String>| raw_tables.iter().find(|(name, _)| name.get_ref() == table.get_ref());
        let declared = raw.table.as_ref().and_then(of).map(|(_, declared)| declared);
        if let Some(table) = &raw.table {
            tables_of.push((name.get_ref().clone(), table.get_ref().clone()));
            if let Some(names) = declared.and_then(|declared| declared.names(&sheets)) {
                words.extend(names);
            } else {
                let message = format!("`{}` is not a table of the catalog", table.get_ref());
                found.push(file.finding(Code::CatalogForm, table.span(), message));
            }
        }
        let aliases = raw.aliases.map_or_else(Vec::new, |written| {
            let column = |column: &str| declared?.cells(&sheets, [declared?.key(), column]);
            let (span, written) = (written.span(), written.into_inner());
            others(written, &words, column).unwrap_or_else(|(message, help)| {
                found.push(file.finding(Code::CatalogForm, span, message).help(help));
                Vec::new()
            })
        });
        let (name, meaning) = (name.into_inner(), raw.meaning);
        catalog.vocabularies.push(Vocabulary { name, meaning, words, aliases });
    }
    let services = service_ids(files);
    let type_of = |type_: &Spanned<String>, of: Option<&Spanned<toml::Value>>, found: &mut Diagnostics| {
        let value_type = value_type(type_.get_ref(), of.map(Spanned::get_ref), &catalog, &services);
        if value_type.is_none() {
            let help =
                "yes_no, integer, number, text, memory, cpu, duration, money, date; choice or set with `of`";
            let message = format!("`{}` is not a type, or its `of` is not known", type_.get_ref());
            found.push(file.finding(Code::CatalogForm, type_.span(), message).help(help));
        }
        value_type
    };
    let mut keys = Vec::new();
    for (name, raw) in raw.key.0 {
        let better = match raw.better.as_ref().map(|word| word.get_ref().as_str()) {
            None => None,
            Some("more") => Some(Better::More),
            Some("less") => Some(Better::Less),
            Some(other) => {
                let range = raw.better.as_ref().map_or(0..0, Spanned::span);
                let message = format!("`better` is `more` or `less`, not `{other}`");
                found.push(file.finding(Code::CatalogForm, range, message));
                None
            }
        };
        let Some(value_type) = type_of(&raw.type_, raw.of.as_ref(), found) else { continue };
        let name = name.into_inner();
        let RawKey { title, meaning, max_age, headline, kept_for, if_absent, .. } = raw;
        let mut key =
            Key { name, title, meaning, value_type, better, max_age, if_absent: None, headline, kept_for };
        if let Some(written) = if_absent {
            let range = written.span();
            match service::fact_value(form::value(written.into_inner()), &key) {
                Ok(value) => key.if_absent = value,
                Err(why) => {
                    let message = format!("`{}` must be {}", key.name, key.value_type.describe());
                    found.push(file.finding(Code::FactType, range, message).help(why));
                }
            }
        }
        keys.push(key);
    }
    let mut tables = Vec::new();
    let mut scoped: Vec<(String, String, Vec<[String; 2]>)> = Vec::new();
    for (vocabulary, table) in &tables_of {
        if let Some((_, declared)) = raw_tables.iter().find(|(name, _)| name.get_ref() == table) {
            for column in declared.columns() {
                let cells = declared.cells(&sheets, [declared.key(), column]);
                scoped.extend(cells.map(|cells| (vocabulary.clone(), column.to_owned(), cells)));
            }
        }
    }
    let words_by = |vocabulary: &str, column: &str| {
        let known = scoped.iter().find(|(name, of, _)| name == vocabulary && of == column);
        known.map(|(_, _, cells)| cells.clone())
    };
    for (name, raw) in raw_tables {
        tables.extend(tables::read(name, raw, file, &sheets, (&type_of, &words_by), found).map(Arc::new));
    }
    catalog.keys = keys;
    catalog.tables = tables;
    Some(catalog)
}

/// The other names of the words of a vocabulary, each with its word, sorted; or what is wrong, and what to do.
fn others(
    written: RawAliases,
    words: &[String],
    column: impl Fn(&str) -> Option<Vec<[String; 2]>>,
) -> Result<Vec<(String, String)>, (String, &'static str)> {
    let mut all: Vec<(String, String)> = match written {
        RawAliases::Column(name) => {
            let missing = || {
                (
                    format!("`{name}` is no column of the table"),
                    "name a column of the table of this vocabulary",
                )
            };
            let cells = column(&name).ok_or_else(missing)?;
            let each = |[word, names]: &[String; 2]| {
                names.split_whitespace().map(|name| (name.to_owned(), word.clone())).collect::<Vec<_>>()
            };
            cells.iter().flat_map(each).collect()
        }
        RawAliases::Named(named) => named.into_iter().collect(),
    };
    all.sort_unstable();
    let is_other = |(name, word): &&(String, String)| {
        words.contains(word) && !words.contains(name) && *name == name.to_lowercase()
    };
    match all.iter().find(|one| !is_other(one)) {
        None => Ok(all),
        Some((name, word)) => Err((
            format!("`{name}` cannot stand for `{word}`"),
            "another name is in small letters, no word itself, and stands for one of the words",
        )),
    }
}

/// Every service id that the catalog will hold, in order: known from the paths before the files are read.
fn service_ids(files: &[CatalogFile<'_>]) -> Vec<String> {
    let id = |file: &CatalogFile<'_>| {
        let (folder, name) = file.path.strip_suffix(".toml")?.split_once('/')?;
        Some(format!("{folder}.{name}"))
    };
    let mut ids: Vec<String> = files.iter().filter_map(id).collect();
    ids.sort();
    ids
}

fn value_type(
    word: &str,
    of: Option<&toml::Value>,
    catalog: &Catalog,
    services: &[String],
) -> Option<ValueType> {
    let quantity = |dimension| Some(ValueType::Quantity { dimension, integer: false });
    let words = || match of? {
        toml::Value::Array(words) => words.iter().map(|w| w.as_str().map(str::to_owned)).collect(),
        toml::Value::String(name) if name == "service" => Some(services.to_vec()),
        toml::Value::String(name) => catalog.words(name),
        _ => None,
    };
    match word {
        "yes_no" => Some(ValueType::YesNo),
        "integer" => Some(ValueType::Quantity { dimension: Dimension::Number, integer: true }),
        "number" => quantity(Dimension::Number),
        "memory" => quantity(Dimension::Memory),
        "cpu" => quantity(Dimension::Cpu),
        "duration" => quantity(Dimension::Duration),
        "money" => quantity(Dimension::Money),
        "date" => quantity(Dimension::Date),
        "text" => Some(ValueType::Text),
        "choice" => words().map(|words| ValueType::Choice(words.into())),
        "set" if of.and_then(toml::Value::as_str) == Some("text") => Some(ValueType::Texts),
        "set" => words().map(|words| ValueType::Set(words.into())),
        _ => None,
    }
}
