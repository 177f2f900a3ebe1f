//! Codes, values and templates as words.

use super::model::{ConditionRecord, WinnerRecord};
use crate::catalog::{Fact, KeyId, Row, ServiceId, Value, ValueType};
use crate::diagnostic::{Sources, Span};
use crate::eval::{Condition, Winner, origin};
use crate::logic::{QuestionId, Subset};
use crate::pack::{Part, Subject, Template, literal};
use crate::program::DatedRules;
use crate::quantity::{Dimension, Quantity};
use crate::requirement::Requirement;

use super::model::{FactRecord, SourceRecord};

/// What phrases are made from.
#[derive(Clone, Copy)]
pub(super) struct Phrases<'a> {
    pub(super) dated: &'a DatedRules,
    pub(super) requirement: &'a Requirement,
    pub(super) sources: &'a Sources,
}

impl Phrases<'_> {
    /// `file:line` of a rule.
    pub(super) fn rule(&self, span: Span) -> String {
        let place = self.sources.place(span);
        format!("{}:{}", place.file, place.line)
    }

    /// The overlay that a rule stands in: `acme 1.0.0`; none for one of the lowest pack.
    pub(super) fn overlay(&self, span: Span) -> Option<String> {
        let overlay = self.dated.pack().overlay_of(span)?;
        Some(format!("{} {}", overlay.name, overlay.version))
    }

    /// `file:line:column` of an answer.
    pub(super) fn at(&self, question: QuestionId) -> Option<String> {
        self.requirement.answer(question).map(|answer| self.sources.place(answer.span).to_string())
    }

    /// The value of a question as it stands; none while it is unknown or not constrained.
    pub(super) fn value(&self, question: QuestionId) -> Option<Value> {
        if let Some(answer) = self.requirement.answer(question) {
            return Some(answer.value.clone());
        }
        let (code, _, _) = origin(self.dated, self.requirement.encoded(), question)?;
        self.dated.pack().decode(question, code?, self.dated.catalog())
    }

    /// A code of a question as JSON.
    pub(super) fn json(&self, question: QuestionId, code: Option<i128>) -> serde_json::Value {
        let stated = self.requirement.answer(question).map(|answer| answer.value.clone());
        let decoded = || self.dated.pack().decode(question, code?, self.dated.catalog());
        stated.or_else(decoded).map_or(serde_json::Value::Null, |value| json(&value))
    }

    /// A code of a question as JSON, whatever is stated about it.
    pub(super) fn decoded(&self, question: QuestionId, code: i128) -> serde_json::Value {
        let value = self.dated.pack().decode(question, code, self.dated.catalog());
        value.map_or_else(|| "(any other)".into(), |value| json(&value))
    }

    /// Everything in a region of a question, where that is more than one answer and can be said in few words:
    /// `<= 32 GiB`, `>= 1 and <= 4`, `web_app or api`; each of the conditions, all of which hold.
    pub(super) fn region(&self, question: QuestionId, region: &Subset) -> Vec<Said> {
        let declared = self.dated.pack().question(question);
        match (region, declared.domain().full(), &declared.value_type) {
            (
                Subset::Range(low, high),
                Subset::Range(lowest, highest),
                ValueType::Quantity { dimension, integer },
            ) => {
                let step = dimension.step(*integer);
                let last = high + 1 - step;
                if *low == last {
                    return vec![Said::amount(Sign::Is, Quantity { dimension: *dimension, amount: *low })];
                }
                let from = (*low > lowest).then(|| self.condition(question, &Condition::AtLeast(*low)));
                let to = (*high < highest).then(|| self.condition(question, &Condition::AtMost(last)));
                [from, to].into_iter().flatten().flatten().collect()
            }
            (Subset::Words(mask), _, ValueType::Choice(words)) if mask.count_ones() > 1 => {
                let chosen = masked(words, *mask);
                if chosen.len() == words.len() {
                    return Vec::new();
                }
                vec![Said { text: chosen.join(" or "), data: ConditionRecord::OneOf(chosen) }]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn fill(&self, template: &Template, service: Option<ServiceId>) -> String {
        self.fill_row(template, service, None)
    }

    /// The name of a service, whatever its configuration.
    fn called(&self, id: ServiceId) -> String {
        let catalog = self.dated.catalog();
        catalog.service(catalog.service_of(id)).name.to_string()
    }

    /// The same, of one configuration alone: it is called by its own name.
    pub(super) fn fill_of_configuration(&self, template: &Template, configuration: ServiceId) -> String {
        let called = |part: &Part| {
            (*part == Part::Service).then(|| self.dated.catalog().service(configuration).name.to_string())
        };
        template.fill(&mut |part| called(part).unwrap_or_else(|| self.part(part, Some(configuration), None)))
    }

    /// The same for a template that may name the row that fits.
    pub(super) fn fill_row(
        &self,
        template: &Template,
        service: Option<ServiceId>,
        row: Option<Row<'_>>,
    ) -> String {
        template.fill(&mut |part| self.part(part, service, row))
    }

    fn part(&self, part: &Part, service: Option<ServiceId>, row: Option<Row<'_>>) -> String {
        let cell = |column: u16| row?.value(usize::from(column));
        match part {
            Part::Row => row.map(|row| row.name().to_owned()).unwrap_or_default(),
            Part::Cell(column) => {
                cell(*column).map_or_else(|| "not known".to_owned(), |value| value.to_string())
            }
            Part::Text(text) => text.clone(),
            Part::Answer(subject) => self.answer(*subject),
            Part::Service => service.map(|id| self.called(id)).unwrap_or_default(),
            Part::Fact(fact) => self.fact(fact.key, fact.of.or(service)),
        }
    }

    fn answer(&self, subject: Subject) -> String {
        let Some(column) = subject.column else {
            let stated = self.requirement.answer(subject.question);
            return match stated {
                Some(answer) if !matches!(answer.value, Value::YesNo(_)) => answer.text.clone(),
                _ => self
                    .value(subject.question)
                    .map_or_else(|| "not given".to_owned(), |value| literal(&value)),
            };
        };
        let cell = || {
            let ValueType::Row(table) = &self.dated.pack().question(subject.question).value_type else {
                return None;
            };
            let table = self.dated.catalog().table(*table);
            let name = self.value(subject.question)?.to_string();
            table.row(table.find_like(&name)?)?.value(usize::from(column))
        };
        cell().map_or_else(|| "not known".to_owned(), |value| value.to_string())
    }

    fn fact(&self, key: KeyId, service: Option<ServiceId>) -> String {
        let fact = service.and_then(|id| self.fact_of(id, key));
        let absent = || self.dated.catalog().key(key).if_absent.as_ref().map(ToString::to_string);
        fact.map(Fact::said).or_else(absent).unwrap_or_else(|| "not known".to_owned())
    }

    /// A fact of a service on the day of the rules; none where the catalog says nothing.
    pub(super) fn fact_record(&self, service: ServiceId, key: KeyId) -> Option<FactRecord> {
        let fact = self.fact_of(service, key)?;
        Some(FactRecord {
            of: None,
            key: self.dated.catalog().key(key).name.clone(),
            value: fact.value.as_ref().map_or(serde_json::Value::Null, json),
            at_least: fact.at_least.as_ref().map(json),
            at_most: fact.at_most.as_ref().map(json),
            since: fact.from.map(|day| day.to_string()),
            source: fact.source.to_string(),
            as_of: fact.read.to_string(),
        })
    }

    pub(super) fn fact_of(&self, service: ServiceId, key: KeyId) -> Option<&Fact> {
        self.dated.catalog().service(service).fact(key, self.dated.as_of())
    }

    pub(super) fn winner(&self, winner: Winner) -> WinnerRecord {
        WinnerRecord::of(winner, self.dated.catalog())
    }

    /// A condition as a limit has it; none where a question of its type has no such limit.
    pub(super) fn condition(&self, question: QuestionId, condition: &Condition) -> Option<Said> {
        let value_type = &self.dated.pack().question(question).value_type;
        Some(match (condition, value_type) {
            (Condition::AtMost(code), ValueType::Quantity { dimension, .. }) => {
                shorter(*dimension, (Sign::AtMost, *code), (Sign::LessThan, code + 1))
            }
            (Condition::AtLeast(code), ValueType::Quantity { dimension, .. }) => {
                shorter(*dimension, (Sign::AtLeast, *code), (Sign::MoreThan, code - 1))
            }
            (Condition::NotIn(mask), ValueType::YesNo) => Said::is_yes(mask & 1 == 1),
            (Condition::NotIn(mask), ValueType::Choice(words)) => {
                let words = masked(words, *mask);
                Said { text: format!("not {}", words.join(", ")), data: ConditionRecord::NotIn(words) }
            }
            _ => return None,
        })
    }
}

/// A condition as text, `<= 32 GiB`, `> 0`, `= yes`, `not batch`, and as data.
pub(super) struct Said {
    pub(super) text: String,
    pub(super) data: ConditionRecord,
}

impl Said {
    fn is_yes(yes: bool) -> Self {
        Self { text: format!("= {}", if yes { "yes" } else { "no" }), data: ConditionRecord::Is(yes.into()) }
    }

    fn amount(sign: Sign, quantity: Quantity) -> Self {
        let value = json(&Value::Quantity(quantity));
        let (sign, data) = match sign {
            Sign::AtMost => ("<=", ConditionRecord::AtMost(value)),
            Sign::LessThan => ("<", ConditionRecord::LessThan(value)),
            Sign::AtLeast => (">=", ConditionRecord::AtLeast(value)),
            Sign::MoreThan => (">", ConditionRecord::MoreThan(value)),
            Sign::Is => ("=", ConditionRecord::Is(value)),
        };
        Self { text: format!("{sign} {quantity}"), data }
    }
}

/// How an amount is held against a boundary.
#[derive(Clone, Copy)]
enum Sign {
    AtMost,
    LessThan,
    AtLeast,
    MoreThan,
    Is,
}

/// The words of a mask.
fn masked(words: &[String], mask: u128) -> Vec<String> {
    let chosen = words.iter().enumerate().filter(|(at, _)| *at < 128 && mask >> at & 1 == 1);
    chosen.map(|(_, word)| word.clone()).collect()
}

/// The shorter of two ways to say the same boundary.
fn shorter(dimension: Dimension, closed: (Sign, i128), open: (Sign, i128)) -> Said {
    let say = |(sign, amount): (Sign, i128)| Said::amount(sign, Quantity { dimension, amount });
    let (closed, open) = (say(closed), say(open));
    if open.text.len() < closed.text.len() { open } else { closed }
}

/// A typed value as JSON: booleans, numbers, lists; everything with a unit is a text.
pub(super) fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::YesNo(yes) => (*yes).into(),
        Value::Words(words) => words.clone().into(),
        Value::Quantity(quantity) if quantity.dimension == Dimension::Number => {
            let text = quantity.to_string();
            text.parse::<serde_json::Number>().map_or_else(|_| text.into(), serde_json::Value::Number)
        }
        other => other.to_string().into(),
    }
}

pub(super) fn source(source: &crate::pack::Source) -> SourceRecord {
    SourceRecord {
        url: source.url.clone(),
        title: source.title.clone(),
        section: source.section.clone(),
        as_of: source.read.map(|read| read.to_string()),
    }
}

pub(super) fn fact_source(fact: &Fact) -> SourceRecord {
    SourceRecord {
        url: Some(fact.source.to_string()),
        title: None,
        section: None,
        as_of: Some(fact.read.to_string()),
    }
}
