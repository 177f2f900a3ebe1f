//! One raw value as the type of its question wants it.

use crate::catalog::{Catalog, Value, ValueType};
use crate::diagnostic::{Code, Span, did_you_mean, meant, nearest};
use crate::pack::{Question, ShortForm, ShortPattern};
use crate::quantity::{Dimension, Quantity, Refusal, parse};

use super::RawValue;

/// Why a value does not fit its question.
pub(super) struct TypedRefusal {
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) help: Option<String>,
    /// The place inside the value, where it is not the whole of it.
    pub(super) span: Option<Span>,
}

fn refuse(code: Code, message: impl Into<String>, help: impl Into<String>) -> TypedRefusal {
    TypedRefusal { code, message: message.into(), help: Some(help.into()), span: None }
}

/// The typed value; none when it says that nothing is required.
///
/// # Errors
/// Everything that is wrong with it: of a list, every word that is.
pub(super) fn typed(
    question: &Question,
    raw: &RawValue,
    catalog: &Catalog,
) -> Result<Option<Value>, Vec<TypedRefusal>> {
    if *raw == RawValue::Null || says_none(question, raw) {
        return Ok(None);
    }
    match &question.value_type {
        ValueType::Set(options) => set(question, raw, options, catalog).map(Some),
        _ => single(question, raw, catalog).map(Some).map_err(|refusal| vec![refusal]),
    }
}

/// The typed value of a question that takes one.
fn single(question: &Question, raw: &RawValue, catalog: &Catalog) -> Result<Value, TypedRefusal> {
    Ok(match &question.value_type {
        ValueType::YesNo => yes_no(question, raw)?,
        ValueType::Quantity { dimension, integer } => quantity(question, raw, *dimension, *integer)?,
        ValueType::Text | ValueType::Texts => match raw {
            RawValue::Text(text) | RawValue::Number(text) => Value::Word(text.clone()),
            other => return Err(wrong_type(question, other)),
        },
        ValueType::Choice(options) => match raw {
            RawValue::YesNo(yes) if options.iter().any(|option| option == "yes") => Value::YesNo(*yes),
            RawValue::Text(word) | RawValue::Number(word) => match option(word, options, catalog)?.as_str() {
                "yes" => Value::YesNo(true),
                "no" => Value::YesNo(false),
                word => Value::Word(word.to_owned()),
            },
            other => return Err(wrong_type(question, other)),
        },
        ValueType::Set(_) => return Err(wrong_type(question, raw)),
        ValueType::Row(table) => {
            let RawValue::Text(name) = raw else { return Err(wrong_type(question, raw)) };
            let table = catalog.table(*table);
            if table.find_like(name).is_none() {
                let near = nearest(name, table.names());
                let help = near.map(|near| did_you_mean(&[near]));
                let message = format!("`{name}` is not in the table of {}", table.title.to_lowercase());
                return Err(TypedRefusal { code: Code::UnknownRow, message, help, span: None });
            }
            Value::Word(name.clone())
        }
    })
}

/// `none` where it is no option of its own takes the requirement back.
fn says_none(question: &Question, raw: &RawValue) -> bool {
    let RawValue::Text(word) = raw else { return false };
    let own = match &question.value_type {
        ValueType::Choice(options) | ValueType::Set(options) => options.iter().any(|option| option == "none"),
        ValueType::Text | ValueType::Texts => true,
        _ => false,
    };
    word == "none" && !own && !matches!(question.value_type, ValueType::Set(_))
}

fn wrong_type(question: &Question, raw: &RawValue) -> TypedRefusal {
    let message =
        format!("`{}` must be {}, not {}", question.name, question.value_type.describe(), raw.kind());
    let help = match &question.value_type {
        ValueType::YesNo => "write `yes` or `no`".to_owned(),
        ValueType::Quantity { dimension, integer } => {
            format!("write it like {}", dimension.example_of(*integer))
        }
        ValueType::Choice(options) => one_of(options),
        ValueType::Set(options) => format!("write a list; {}", one_of(options)),
        ValueType::Text | ValueType::Texts | ValueType::Row(_) => "write a text".to_owned(),
    };
    refuse(Code::WrongType, message, help)
}

fn one_of(options: &[String]) -> String {
    let shown: Vec<&str> = options.iter().take(20).map(String::as_str).collect();
    let more = if options.len() > 20 { ", …" } else { "" };
    format!("one of: {}{more}", shown.join(", "))
}

fn yes_no(question: &Question, raw: &RawValue) -> Result<Value, TypedRefusal> {
    match raw {
        RawValue::YesNo(yes) => Ok(Value::YesNo(*yes)),
        RawValue::Text(word) if word == "yes" || word == "true" => Ok(Value::YesNo(true)),
        RawValue::Text(word) if word == "no" || word == "false" => Ok(Value::YesNo(false)),
        other => Err(wrong_type(question, other)),
    }
}

/// The option that a word is, or is another name of.
fn option(word: &str, options: &[String], catalog: &Catalog) -> Result<String, TypedRefusal> {
    if options.iter().any(|option| option == word) {
        return Ok(word.to_owned());
    }
    let vocabulary = catalog.vocabulary_of(options);
    if let Some(meant) = vocabulary.and_then(|vocabulary| vocabulary.word_of(word)) {
        return Ok(meant.to_owned());
    }
    let others = vocabulary.into_iter().flat_map(|vocabulary| &vocabulary.aliases);
    let names = others.map(|(alias, _)| alias.as_str()).chain(options.iter().map(String::as_str));
    let help = match meant(word, names).as_slice() {
        [] => one_of(options),
        names => did_you_mean(names),
    };
    Err(refuse(Code::UnknownOption, format!("`{word}` is not one of the options"), help))
}

fn set(
    question: &Question,
    raw: &RawValue,
    options: &[String],
    catalog: &Catalog,
) -> Result<Value, Vec<TypedRefusal>> {
    let (mut given, mut refused) = (Vec::new(), Vec::new());
    let mut take = |word: Result<String, TypedRefusal>| match word {
        Ok(word) => given.push(word),
        Err(refusal) => refused.push(refusal),
    };
    match raw {
        RawValue::Text(word) if word == "none" => {}
        RawValue::Text(word) => {
            let brackets =
                |refusal| TypedRefusal { help: Some(format!("a list has brackets: [{word}]")), ..refusal };
            let taken = option(word, options, catalog);
            take(if word.contains(',') { taken.map_err(brackets) } else { taken });
        }
        RawValue::List(items) => {
            for item in items {
                let word = match &item.value {
                    RawValue::Text(word) | RawValue::Number(word) => option(word, options, catalog),
                    other => Err(wrong_type(question, other)),
                };
                take(word.map_err(|refusal| TypedRefusal { span: Some(item.span), ..refusal }));
            }
        }
        other => take(Err(wrong_type(question, other))),
    }
    if !refused.is_empty() {
        return Err(refused);
    }
    Ok(Value::Words(options.iter().filter(|option| given.contains(option)).cloned().collect()))
}

fn quantity(
    question: &Question,
    raw: &RawValue,
    dimension: Dimension,
    integer: bool,
) -> Result<Value, TypedRefusal> {
    let literal = match raw {
        RawValue::Number(text) => text,
        RawValue::Text(text) if dimension != Dimension::Number || text == "unlimited" => text,
        other => return Err(wrong_type(question, other)),
    };
    let literal = literal.replace('_', "");
    let unreadable = |refusal| unreadable(question, &literal, (dimension, integer), refusal);
    let quantity = parse(&literal, dimension).map_err(unreadable)?;
    if integer && !quantity.is_whole() {
        let message = format!("`{}` must be a whole number, not `{literal}`", question.name);
        return Err(refuse(Code::WrongType, message, "write it without a fraction"));
    }
    let low = question.range.0.unwrap_or(if dimension == Dimension::Date { i128::MIN } else { 0 });
    if quantity.amount < low || question.range.1.is_some_and(|high| quantity.amount > high) {
        let show = |amount| Quantity { dimension, amount }.to_string();
        let range = match (low, question.range.1) {
            (low, Some(high)) => format!("write a value from {} to {}", show(low), show(high)),
            (low, None) => format!("write a value of at least {}", show(low)),
        };
        return Err(refuse(
            Code::OutOfRange,
            format!("`{literal}` is out of range for `{}`", question.name),
            range,
        ));
    }
    Ok(Value::Quantity(quantity))
}

fn unreadable(
    question: &Question,
    literal: &str,
    (dimension, integer): (Dimension, bool),
    refusal: Refusal,
) -> TypedRefusal {
    let help = refusal.help(dimension, integer);
    let name = &question.name;
    match refusal {
        Refusal::NotAQuantity => {
            let wanted = question.value_type.describe();
            refuse(Code::WrongType, format!("`{name}` must be {wanted}, not `{literal}`"), help)
        }
        Refusal::NoUnit => refuse(Code::WrongUnit, format!("`{literal}` has no unit"), help),
        Refusal::WrongUnit(unit) => {
            let message = format!("`{unit}` is not a unit of {}", dimension.as_str());
            refuse(Code::WrongUnit, message, help)
        }
        Refusal::TooFine => refuse(Code::OutOfRange, refusal.describe(literal, dimension), help),
        Refusal::TooLarge => {
            let message = format!("`{literal}` is out of range for `{name}`");
            refuse(Code::OutOfRange, message, help)
        }
    }
}

/// Whether a raw value is a form of a short key: what they are told apart by.
pub(super) fn is_form(form: &ShortForm, raw: &RawValue) -> bool {
    match (&form.pattern, raw) {
        (ShortPattern::None, RawValue::Text(word)) => word == "none",
        (ShortPattern::Yes(wanted), RawValue::YesNo(yes)) => wanted == yes,
        (ShortPattern::Yes(wanted), RawValue::Text(word)) => {
            matches!((word.as_str(), wanted), ("yes" | "true", true) | ("no" | "false", false))
        }
        (ShortPattern::Typed(value_type), raw) => fits(value_type, raw),
        _ => false,
    }
}

/// Whether a raw value could be of a type.
fn fits(value_type: &ValueType, raw: &RawValue) -> bool {
    let numeric = |dimension: Dimension, text: &str| parse(text, dimension).is_ok();
    match (value_type, raw) {
        (ValueType::YesNo, RawValue::YesNo(_))
        | (ValueType::Text, RawValue::Text(_))
        | (ValueType::Quantity { .. }, RawValue::Number(_))
        | (ValueType::Set(_), RawValue::List(_)) => true,
        (ValueType::Quantity { dimension, .. }, RawValue::Text(text)) if *dimension != Dimension::Number => {
            numeric(*dimension, text)
        }
        _ => false,
    }
}
