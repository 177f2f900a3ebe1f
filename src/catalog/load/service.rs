//! Services: facts checked against the declared keys.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::CatalogFile;
use super::raw::{Placed, RawConfiguration, RawFact, RawKnown, RawService, RawValue, Text};
use crate::catalog::{Catalog, Confidence, Fact, Key, KeyId, Service, ServiceId, Value, ValueType};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean, nearest};
use crate::quantity::{Date, Dimension, Quantity, parse};

/// A service with its configurations, in order of preference.
pub(super) struct Configured {
    pub(super) service: Service,
    configurations: Vec<Service>,
}

/// How many services and configurations there are.
pub(super) fn count(all: &[Configured]) -> usize {
    all.iter().map(|one| 1 + one.configurations.len()).sum()
}

/// Services in the order of their ids and then all configurations, and how many are services.
pub(super) fn in_order(all: Vec<Configured>) -> (Vec<Service>, usize) {
    let count = all.len();
    let (mut services, mut configurations) = (Vec::new(), Vec::new());
    let id = |at: usize| {
        ServiceId(invariant!(
            u16::try_from(at).ok(),
            "a catalog has fewer services and configurations than ids for them"
        ))
    };
    for (at, Configured { mut service, configurations: own }) in all.into_iter().enumerate() {
        for mut configuration in own {
            configuration.of = Some(id(at));
            service.configurations.push(id(count + configurations.len()));
            configurations.push(configuration);
        }
        services.push(service);
    }
    services.append(&mut configurations);
    (services, count)
}

/// Checks service files; what is wrong is reported and left out.
pub(super) struct Checker<'a> {
    catalog: &'a Catalog,
    keys: BTreeMap<&'a str, KeyId>,
    pub(super) found: Diagnostics,
}

impl<'a> Checker<'a> {
    pub(super) fn new(catalog: &'a Catalog, found: Diagnostics) -> Self {
        let keys = catalog.keys().map(|(id, key)| (key.name.as_str(), id)).collect();
        Self { catalog, keys, found }
    }

    pub(super) fn service(&mut self, file: &CatalogFile<'_>, raw: RawService) -> Option<Configured> {
        let expected = file.path.strip_suffix(".toml").unwrap_or(file.path).replace('/', ".");
        let range = raw.id.start..raw.id.end;
        if raw.id.text != expected {
            let message = format!("the id `{}` does not match the file's path", raw.id.text);
            let finding = file.finding(Code::CatalogForm, range, message);
            self.found.push(finding.help(format!("it should be `{expected}`")));
            return None;
        }
        let provider = expected.split('.').next().and_then(|word| self.catalog.find_provider(word));
        let Some(provider) = provider else {
            let message = format!("`{expected}` does not start with a declared provider");
            self.found.push(file.finding(Code::CatalogForm, range, message));
            return None;
        };
        let facts = Arc::new(self.facts(file, raw.facts.into_owned(), &[]));
        let (name, summary, companion, span) = (raw.name, raw.summary, raw.companion, file.span(range));
        let service = Service {
            id: expected,
            provider,
            name,
            summary,
            companion,
            of: None,
            configured: None,
            aliases: Vec::new(),
            configurations: Vec::new(),
            facts,
            inherited: None,
            span,
        };
        let configurations = self.configurations(file, &service, raw.configurations.into_owned());
        Some(Configured { service, configurations })
    }

    /// Facts as written, sorted; `base` are those that they may be relative to.
    fn facts(&mut self, file: &CatalogFile<'_>, written: Vec<RawFact>, base: &[Fact]) -> Vec<Fact> {
        let mut facts: Vec<Fact> = Vec::new();
        for raw in written {
            facts.extend(self.fact(file, raw, base));
        }
        facts.sort_by_key(|fact| (fact.key, fact.from));
        self.check_overlaps(&facts);
        facts
    }

    /// The configurations of a service: those that are written, then the variants of them.
    fn configurations(
        &mut self,
        file: &CatalogFile<'_>,
        service: &Service,
        written: Vec<RawConfiguration>,
    ) -> Vec<Service> {
        let mut all: Vec<Service> = Vec::new();
        let known = |all: &[Service], word: &str| {
            let id = format!("{}.{word}", service.id);
            all.iter().position(|one| one.id == id)
        };
        for raw in written {
            let span = file.span(raw.id.start..raw.id.end);
            let facts = self.facts(file, raw.facts.into_owned(), &service.facts);
            let word = raw.id.text.as_ref();
            let is_word = word.starts_with(|c: char| c.is_ascii_lowercase())
                && word.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-');
            if !is_word {
                let message = format!("`{word}` is not the id of a configuration");
                let finding = Diagnostic::error(Code::CatalogForm, span, message);
                self.found.push(finding.help("write a word: small letters, digits and `-`"));
                continue;
            }
            let aliases: Vec<String> = raw.alias.iter().map(|alias| alias.clone().into_owned()).collect();
            let make = |word: &str, configured: String, below: Option<&Service>| {
                let mut facts = facts.clone();
                let mut aliases = aliases.clone();
                if let Some(below) = below {
                    let own: Vec<KeyId> = facts.iter().map(|fact| fact.key).collect();
                    facts.extend(below.facts.iter().filter(|fact| !own.contains(&fact.key)).cloned());
                    facts.sort_by_key(|fact| (fact.key, fact.from));
                    if raw.of.is_some() {
                        aliases.extend(below.aliases.iter().cloned());
                    }
                }
                Service {
                    id: format!("{}.{word}", service.id),
                    name: format!("{}, {configured}", service.name).into(),
                    configured: Some(configured),
                    aliases,
                    facts: Arc::new(facts),
                    inherited: Some(service.facts.clone()),
                    span,
                    ..service.clone()
                }
            };
            let mut missing: Option<String> = None;
            let mut built = Vec::new();
            if let Some(of) = &raw.of {
                for word in of.iter() {
                    match known(&all, word).and_then(|at| all.get(at)) {
                        Some(below) => {
                            let name =
                                format!("{}, {}", below.configured.as_deref().unwrap_or_default(), raw.name);
                            built.push(make(&format!("{word}-{}", raw.id.text), name, Some(below)));
                        }
                        None => missing = Some(word.clone().into_owned()),
                    }
                }
            } else {
                let below = raw.like.as_ref().map(|like| (like, known(&all, &like.text)));
                match below {
                    Some((like, None)) => missing = Some(like.text.clone().into_owned()),
                    Some((_, Some(at))) => built.push(make(word, raw.name.clone().into_owned(), all.get(at))),
                    None => built.push(make(word, raw.name.clone().into_owned(), None)),
                }
            }
            if let Some(missing) = missing {
                let message = format!("`{}` has no configuration `{missing}` before this one", service.id);
                self.found.push(Diagnostic::error(Code::CatalogForm, span, message));
            }
            for one in built {
                match all.iter().find(|other| other.id == one.id) {
                    Some(other) => {
                        let message = format!("configuration `{}` is declared twice", one.id);
                        let finding = Diagnostic::error(Code::DuplicateName, one.span, message);
                        self.found.push(finding.also(other.span, "first here"));
                    }
                    None => all.push(one),
                }
            }
        }
        all
    }

    /// A fact, or several where it is relative to a fact that changed.
    fn fact(&mut self, file: &CatalogFile<'_>, raw: RawFact, base: &[Fact]) -> Vec<Fact> {
        match &raw.value {
            RawKnown::Without(words) => {
                let words = words.clone();
                self.without(file, raw, &words, base)
            }
            _ => self.plain(file, raw).into_iter().collect(),
        }
    }

    /// What the service has, on each day, without some words.
    fn without(&mut self, file: &CatalogFile<'_>, raw: RawFact, words: &[Text], base: &[Fact]) -> Vec<Fact> {
        let at = raw.at;
        let given = RawFact { value: RawKnown::Exactly(RawValue::List(words.to_vec().into())), ..raw };
        let Some(fact) = self.plain(file, given) else { return Vec::new() };
        let less = match &fact.value {
            Some(Value::Words(words)) => words.clone(),
            _ => Vec::new(),
        };
        let of_key: Vec<&Fact> = base.iter().filter(|other| other.key == fact.key).collect();
        if of_key.is_empty() || fact.from.is_some() || fact.until.is_some() {
            let message =
                "`without` needs facts of the service to take words from, and has no days of its own";
            self.found.push(file.finding(Code::FactType, at.0..at.1, message));
            return Vec::new();
        }
        let left = |value: &Option<Value>| match value {
            Some(Value::Words(all)) => {
                Some(Value::Words(all.iter().filter(|word| !less.contains(word)).cloned().collect()))
            }
            _ => None,
        };
        let of_day = |of: &&Fact| Fact {
            value: left(&of.value),
            at_least: left(&of.at_least),
            at_most: left(&of.at_most),
            from: of.from,
            until: of.until,
            ..fact.clone()
        };
        of_key.iter().map(of_day).collect()
    }

    fn plain(&mut self, file: &CatalogFile<'_>, raw: RawFact) -> Option<Fact> {
        let Some(key) = self.keys.get(raw.key.text.as_ref()).copied() else {
            let message = format!("fact key `{}` is not declared", raw.key.text);
            let near = nearest(&raw.key.text, self.keys.keys().copied());
            self.found
                .push(file.finding(Code::UnknownFact, raw.key.start..raw.key.end, message).suggest(near));
            return None;
        };
        let declared = self.catalog.key(key);
        let known = match raw.value {
            RawKnown::Exactly(value) => fact_value(value, declared).map(|value| (value, None, None)),
            RawKnown::Between(least, most) => {
                let bound = |bound: Option<RawValue>| match bound {
                    None => Ok(None),
                    Some(bound) if can_be_bounded(&declared.value_type) => fact_value(bound, declared),
                    Some(_) => Err("only numbers and sets can be known within bounds".to_owned()),
                };
                bound(least).and_then(|least| Ok((None, least, bound(most)?)))
            }
            RawKnown::Without(_) | RawKnown::Unclear => {
                Err("write one of `value`, `without`, or `at_least` and `at_most`".to_owned())
            }
        };
        let (value, at_least, at_most) = match known {
            Ok(known) => known,
            Err(why) => {
                let message = format!("`{}` must be {}", declared.name, declared.value_type.describe());
                self.found.push(file.finding(Code::FactType, raw.at.0..raw.at.1, message).help(why));
                return None;
            }
        };
        if !is_in_order(at_least.as_ref(), at_most.as_ref()) {
            let message = format!("`at_least` of `{}` goes beyond its `at_most`", declared.name);
            let finding = file.finding(Code::FactType, raw.at.0..raw.at.1, message);
            self.found.push(finding.help("swap them, or record the value that is known"));
        }
        let from = raw.from.as_ref().and_then(|day| self.date(file, day));
        let until = raw.until.as_ref().and_then(|day| self.date(file, day));
        if let (Some(first), Some(last), Some(text)) = (from, until, &raw.until)
            && last <= first
        {
            let message = "this value ends before it begins";
            let finding = file.finding(Code::FactSource, text.start..text.end, message);
            self.found.push(finding.help("`until` is the first day on which it no longer holds"));
        }
        let read = self.date(file, &raw.read)?;
        if !raw.source.text.starts_with("https://") {
            let message = "a fact needs a source that starts with `https://`";
            self.found.push(file.finding(Code::FactSource, raw.source.start..raw.source.end, message));
        }
        let confidence = self.confidence(file, &raw.confidence);
        let span = file.span(raw.key.start..raw.key.end);
        let (evidence, lesson, note, model) = (raw.evidence, raw.lesson, raw.note, raw.model);
        let source = raw.source.text;
        Some(Fact {
            key,
            value,
            at_least,
            at_most,
            from,
            until,
            source,
            read,
            confidence,
            evidence,
            lesson,
            note,
            model,
            span,
        })
    }

    fn date(&mut self, file: &CatalogFile<'_>, day: &Placed) -> Option<Date> {
        let date = Date::parse(&day.text);
        if date.is_none() {
            let message = format!("`{}` is not a date", day.text);
            let finding = file.finding(Code::FactSource, day.start..day.end, message);
            self.found.push(finding.help("write it as 2025-06-30"));
        }
        date
    }

    fn confidence(&mut self, file: &CatalogFile<'_>, word: &Placed) -> Confidence {
        match word.text.as_ref() {
            "high" => Confidence::High,
            "medium" => Confidence::Medium,
            "low" => Confidence::Low,
            other => {
                let message = format!("confidence `{other}` is not `high`, `medium` or `low`");
                self.found.push(file.finding(Code::FactSource, word.start..word.end, message));
                Confidence::Low
            }
        }
    }

    /// Two values of one key must not hold on the same day.
    fn check_overlaps(&mut self, facts: &[Fact]) {
        for (earlier, later) in facts.iter().zip(facts.iter().skip(1)) {
            let ends_before = earlier.until.is_some_and(|until| later.from.is_some_and(|from| until <= from));
            if earlier.key == later.key && !ends_before {
                let key = &self.catalog.key(later.key).name;
                let message = format!("two values of `{key}` hold on the same day");
                let finding = Diagnostic::error(Code::FactOverlap, later.span, message);
                let finding = finding.also(earlier.span, "the other value");
                self.found.push(finding.help("give the earlier one an `until` and the later one a `from`"));
            }
        }
    }
}

/// Whether a lower bound is not above an upper one.
fn is_in_order(least: Option<&Value>, most: Option<&Value>) -> bool {
    match (least, most) {
        (Some(Value::Quantity(least)), Some(Value::Quantity(most))) => least.amount <= most.amount,
        (Some(Value::Words(least)), Some(Value::Words(most))) => least.iter().all(|word| most.contains(word)),
        _ => true,
    }
}

/// The typed value; `Ok(None)` for "unknown". The error is a help text.
pub(super) fn fact_value(raw: RawValue, key: &Key) -> Result<Option<Value>, String> {
    if matches!(&raw, RawValue::Text(text) if text == "unknown") {
        return Ok(None);
    }
    let value = match (&key.value_type, raw) {
        (ValueType::YesNo, RawValue::YesNo(yes)) => Value::YesNo(yes),
        (ValueType::YesNo, _) => return Err("write true or false".to_owned()),
        // Only these two are written without a unit.
        (ValueType::Quantity { dimension, .. }, RawValue::Integer(number))
            if matches!(dimension, Dimension::Number | Dimension::Cpu) =>
        {
            Value::Quantity(Quantity::of_base_units(*dimension, number))
        }
        (ValueType::Quantity { dimension, integer }, RawValue::Text(text)) => {
            let quantity = parse(&text, *dimension).map_err(|refusal| refusal.help(*dimension, *integer))?;
            if *integer && !quantity.is_whole() {
                return Err("write it without a fraction".to_owned());
            }
            Value::Quantity(quantity)
        }
        (ValueType::Quantity { dimension, integer }, _) => {
            return Err(format!("write it like {}, in quotes", dimension.example_of(*integer)));
        }
        (ValueType::Text | ValueType::Row(_), RawValue::Text(text)) => Value::Word(text.into_owned()),
        (ValueType::Text | ValueType::Row(_), _) => return Err("write a text".to_owned()),
        (ValueType::Choice(words), RawValue::Text(word)) => {
            known(&word, words)?;
            Value::Word(word.into_owned())
        }
        (ValueType::Choice(_), _) => return Err("write one word, in quotes".to_owned()),
        (ValueType::Set(words), RawValue::List(given)) => {
            given.iter().try_for_each(|word| known(word, words))?;
            let has = |word: &&String| given.iter().any(|given| given == word.as_str());
            Value::Words(words.iter().filter(has).cloned().collect())
        }
        (ValueType::Texts, RawValue::List(given)) => {
            Value::Words(given.iter().map(|text: &Text| text.clone().into_owned()).collect())
        }
        (ValueType::Set(_) | ValueType::Texts, _) => {
            return Err("write a list of texts: [\"a\", \"b\"]".to_owned());
        }
    };
    Ok(Some(value))
}

/// Whether a fact of this type can be known within bounds.
fn can_be_bounded(value_type: &ValueType) -> bool {
    matches!(value_type, ValueType::Quantity { .. } | ValueType::Set(_))
}

fn known(word: &str, words: &[String]) -> Result<(), String> {
    if words.iter().any(|known| known == word) {
        return Ok(());
    }
    let near = nearest(word, words.iter().map(String::as_str));
    let hint = near.map_or_else(|| format!("one of: {}", words.join(", ")), |near| did_you_mean(&[near]));
    Err(format!("`{word}` is not known; {hint}"))
}

/// Every id once, earlier names included.
pub(super) fn check_ids(catalog: &Catalog, found: &mut Diagnostics) {
    let services: Vec<&Service> = catalog.services().map(|(_, service)| service).collect();
    for (earlier, later) in services.iter().zip(services.iter().skip(1)) {
        if earlier.id == later.id {
            let message = format!("service `{}` is declared twice", later.id);
            found.push(
                Diagnostic::error(Code::DuplicateName, later.span, message).also(earlier.span, "first here"),
            );
        }
    }
    for one in catalog.services.iter().filter(|one| !one.aliases.is_empty()) {
        for alias in &one.aliases {
            if let Some(service) = catalog.find_service(alias) {
                let message = format!("`{alias}` is a service, and cannot be another name of `{}`", one.id);
                let finding = Diagnostic::error(Code::DuplicateName, one.span, message);
                found.push(finding.also(catalog.service(service).span, "the service"));
            }
        }
    }
}
