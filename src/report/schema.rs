//! JSON Schemas: of the report, and of the requirement files that a pack takes.

use serde_json::{Map, Value as Json, json};

use crate::catalog::{Catalog, ValueType};
use crate::pack::{CompiledPack, Question, ShortPattern};
use crate::quantity::{Dimension, Quantity};
use crate::requirement::PROPOSED;

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of what `recommend --format json` prints.
#[cfg(feature = "cli")]
#[must_use]
pub fn report() -> Json {
    of::<super::Document>(super::SCHEMA)
}

/// The schema of what `explain --format json` prints.
#[cfg(feature = "cli")]
#[must_use]
pub fn explain() -> Json {
    of::<super::contrast::Explanations>(super::contrast::SCHEMA)
}

/// The schema of what `review --format json` prints.
#[cfg(feature = "cli")]
#[must_use]
pub fn review() -> Json {
    of::<super::review::Reviews>(super::review::SCHEMA)
}

/// The schema of a document that names its form in `schema`.
#[cfg(feature = "cli")]
fn of<T: schemars::JsonSchema>(form: &str) -> Json {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    if let Some(fields) = schema.pointer_mut("/properties/schema").and_then(Json::as_object_mut) {
        fields.insert("const".to_owned(), form.into());
    }
    schema
}

/// The schema of requirement files: one workload, a list of them, or `workloads:` with what they share beside it.
#[must_use]
pub fn requirement(pack: &CompiledPack, catalog: &Catalog) -> Json {
    let questions = pack.questions().map(|(_, question)| (question.name.clone(), answer(question, catalog)));
    let mut definitions: Map<String, Json> = questions.collect();
    let mut properties = group(pack, "");
    if !properties.contains_key(PROPOSED) {
        properties.insert(PROPOSED.to_owned(), proposed(catalog));
    }
    let workload = json!({ "type": "object", "properties": &properties, "additionalProperties": false });
    // No question is called so: a name has letters, digits, `_` and `.` only.
    definitions.insert("(workload)".to_owned(), workload);
    let several = json!({ "type": "array", "items": { "$ref": "#/$defs/(workload)" }, "minItems": 1 });
    properties.insert("workloads".to_owned(), several);
    json!({
        "$schema": DRAFT,
        "title": format!("Requirements for {} {}", pack.name(), pack.version()),
        "type": ["object", "array"],
        "properties": properties,
        "additionalProperties": false,
        "items": { "$ref": "#/$defs/(workload)" },
        "minItems": 1,
        "$defs": definitions,
    })
}

/// A choice that was made already: the id of a service, or several.
fn proposed(catalog: &Catalog) -> Json {
    let ids: Vec<&str> = catalog.services().map(|(_, service)| service.id.as_str()).collect();
    let one = json!({ "enum": ids });
    let title = "Which service has been chosen already? `review` says whether that is defensible.";
    json!({ "title": title, "anyOf": [one.clone(), { "type": "array", "items": one }, { "type": "null" }] })
}

/// The keys after a prefix such as `gpu.`: questions in full, mappings of them, and short forms.
fn group(pack: &CompiledPack, prefix: &str) -> Map<String, Json> {
    let mut properties = Map::new();
    for (_, question) in pack.questions() {
        let Some(rest) = question.name.strip_prefix(prefix) else { continue };
        properties.insert(rest.to_owned(), json!({ "$ref": format!("#/$defs/{}", question.name) }));
        let Some((head, _)) = rest.split_once('.') else { continue };
        if !properties.contains_key(head) {
            let inner = group(pack, &format!("{prefix}{head}."));
            let mapping = json!({ "type": "object", "properties": inner, "additionalProperties": false });
            properties.insert(head.to_owned(), mapping);
        }
    }
    for short in pack.shorthands() {
        let Some(name) = short.name.strip_prefix(prefix).filter(|name| !name.contains('.')) else { continue };
        let mut forms: Vec<Json> = short.forms.iter().map(|form| short_form(pack, form)).collect();
        forms.push(json!({ "type": "null" }));
        forms.extend(properties.remove(name));
        properties.insert(name.to_owned(), json!({ "anyOf": forms }));
    }
    properties
}

/// A form takes what its question takes, if it is of the form's own type.
fn short_form(pack: &CompiledPack, form: &crate::pack::ShortForm) -> Json {
    let kinds = match &form.pattern {
        ShortPattern::None => return json!({ "const": "none" }),
        ShortPattern::Yes(true) => return json!({ "enum": [true, "yes", "true"] }),
        ShortPattern::Yes(false) => return json!({ "enum": [false, "no", "false"] }),
        ShortPattern::Typed(value_type) => match value_type {
            ValueType::YesNo => json!("boolean"),
            ValueType::Quantity { dimension: Dimension::Number, .. } => json!("number"),
            ValueType::Quantity { .. } => json!(["number", "string"]),
            ValueType::Set(_) | ValueType::Texts => json!("array"),
            ValueType::Text | ValueType::Choice(_) | ValueType::Row(_) => json!("string"),
        },
    };
    let given = form.answers.iter().find(|(_, fixed)| fixed.is_none());
    let mut schema = json!({ "type": kinds });
    if let (Some((question, _)), Some(fields)) = (given, schema.as_object_mut()) {
        fields.insert("$ref".to_owned(), format!("#/$defs/{}", pack.question(*question).name).into());
    }
    schema
}

/// What a question may be answered with; `null` and, where it is no option, `none` say "not required".
fn answer(question: &Question, catalog: &Catalog) -> Json {
    let mut schema = values(question, catalog);
    if let Some(fields) = schema.as_object_mut() {
        if let Some(ask) = &question.ask {
            fields.insert("title".to_owned(), ask.as_str().into());
        }
        let said = [range(question), question.help.clone()];
        let said: Vec<String> = said.into_iter().flatten().collect();
        if !said.is_empty() {
            fields.insert("description".to_owned(), said.join(" ").into());
        }
    }
    schema
}

fn values(question: &Question, catalog: &Catalog) -> Json {
    match &question.value_type {
        ValueType::YesNo => json!({ "enum": [true, false, "yes", "no", "true", "false", "none", null] }),
        ValueType::Quantity { dimension: Dimension::Number, integer } => number(question, *integer),
        ValueType::Quantity { dimension, .. } => quantity(*dimension),
        ValueType::Text | ValueType::Texts => json!({ "type": ["string", "number", "null"] }),
        ValueType::Choice(options) => {
            let none = Some("none").filter(|none| !options.iter().any(|option| option == none));
            let all = options.iter().map(String::as_str).chain(none);
            let mut all: Vec<Json> = all.map(Json::from).collect();
            all.push(Json::Null);
            if options.iter().any(|option| option == "yes") {
                all.extend([true.into(), false.into()]);
            }
            let vocabulary = catalog.vocabulary_of(options);
            let others: Vec<&str> =
                vocabulary.into_iter().flat_map(|it| &it.aliases).map(|(alias, _)| alias.as_str()).collect();
            if others.is_empty() {
                return json!({ "enum": all });
            }
            // Other names may be written large or small.
            let names: Vec<String> = others.iter().map(|name| any_case(name)).collect();
            let pattern = format!("^({})$", names.join("|"));
            json!({ "anyOf": [{ "enum": all }, { "type": "string", "pattern": pattern }] })
        }
        ValueType::Set(options) => json!({ "anyOf": [
            { "enum": **options },
            { "enum": ["none", null] },
            { "type": "array", "items": { "enum": **options } },
        ] }),
        ValueType::Row(table) => {
            let table = catalog.table(*table);
            let examples: Vec<&str> = table.names().take(1).collect();
            json!({ "type": ["string", "null"], "$comment": table.meaning, "examples": examples })
        }
    }
}

/// A name as a pattern that takes its letters large or small.
fn any_case(name: &str) -> String {
    let one = |c: char| match c {
        c if c.is_ascii_lowercase() => format!("[{}{c}]", c.to_ascii_uppercase()),
        c if c.is_ascii_alphanumeric() || c == '-' || c == '_' => c.to_string(),
        c => format!("[{c}]"),
    };
    name.chars().map(one).collect()
}

fn number(question: &Question, integer: bool) -> Json {
    let mut number = Map::new();
    number.insert("type".to_owned(), if integer { "integer" } else { "number" }.into());
    // Bounds with a fraction stay in the description: a binary number would not be the same.
    let one = Dimension::Number.scale();
    let bound = |code: i128| i64::try_from(code / one).ok().filter(|_| code % one == 0);
    let (low, high) = (question.range.0.unwrap_or(0), question.range.1);
    if let Some(low) = bound(low) {
        number.insert("minimum".to_owned(), low.into());
    }
    if let Some(high) = high.and_then(bound) {
        number.insert("maximum".to_owned(), high.into());
    }
    let words: &[&str] = if high.is_some() { &["none"] } else { &["none", "unlimited"] };
    json!({ "anyOf": [number, { "enum": words }, { "type": "null" }] })
}

/// Texts that begin like a quantity: the reader of requirement files says what is wrong with the rest.
fn quantity(dimension: Dimension) -> Json {
    let (kinds, pattern) = match dimension {
        Dimension::Date => (json!(["string", "null"]), r"^\s*([0-9]{4}-[0-9]{2}-[0-9]{2}\s*|none)$"),
        Dimension::Money => (json!(["string", "null"]), r"^\s*[-+$0-9]|^none$"),
        Dimension::Cpu => (json!(["string", "number", "null"]), r"^\s*[-+0-9]|^\s*unlimited\s*$|^none$"),
        _ => (json!(["string", "null"]), r"^\s*[-+0-9]|^\s*unlimited\s*$|^none$"),
    };
    let example = dimension.example().replace('`', "");
    json!({ "type": kinds, "pattern": pattern, "$comment": format!("for example {example}") })
}

/// `From 0 to 16.`; nothing for a question without a range.
fn range(question: &Question) -> Option<String> {
    let ValueType::Quantity { dimension, .. } = &question.value_type else { return None };
    let show = |amount| Quantity { dimension: *dimension, amount };
    match question.range {
        (None, None) => None,
        (Some(low), Some(high)) => Some(format!("From {} to {}.", show(low), show(high))),
        (Some(low), None) => Some(format!("At least {}.", show(low))),
        (None, Some(high)) => Some(format!("At most {}.", show(high))),
    }
}
