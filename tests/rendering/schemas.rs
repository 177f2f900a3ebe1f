//! What is written fits its schema, and the schema of requirement files takes what the reader takes.

use std::collections::BTreeSet;

use fingerpost::language;
use fingerpost::report::{json, lookup, schema};
use serde_json::{Value, json};

use super::{REQUIREMENTS, World, written};

#[test]
fn reports_fit_their_schema() {
    let validator = jsonschema::validator_for(&schema::report()).expect("a valid schema");
    let mut world = World::new();
    for requirement in REQUIREMENTS {
        let document = world.document(requirement);
        let page = written(|out| json::render(out, &document));
        assert!(page.ends_with("}\n"));
        let value: Value = serde_json::from_str(&page).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{requirement}: {errors:?}");
    }
    assert!(!validator.is_valid(&json!({ "schema": "fingerpost.report/2" })));
}

/// Whether the schema and the reader agree that it is fine, or that it is not.
#[track_caller]
fn agree(world: &World, validator: &jsonschema::Validator, text: &str, fine: bool) {
    let value: Value = serde_json::from_str(text).unwrap();
    let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert_eq!(errors.is_empty(), fine, "schema on {text}: {errors:?}");
    let mut sources = fingerpost::diagnostic::Sources::new();
    let source = sources.add("x.json", text);
    let reading =
        fingerpost::requirement::read::read(source, text, fingerpost::requirement::read::Format::Json);
    let dated = world.dated();
    let checked = reading.workloads.iter().flatten().map(|raw| fingerpost::requirement::check(raw, &dated));
    let accepted = reading.diagnostics.is_empty() && checked.collect::<Result<Vec<_>, _>>().is_ok();
    assert_eq!(accepted, fine, "reader on {text}");
}

#[test]
fn the_schema_of_requirements_agrees_with_the_reader() {
    let world = World::new();
    let validator = jsonschema::validator_for(&schema::requirement(&world.pack, &world.catalog)).unwrap();
    for requirement in REQUIREMENTS {
        agree(&world, &validator, requirement, true);
    }
    let fine = [
        r#"{"workloads": [{"name": "a"}, {"kind": "api"}], "serverless": "yes"}"#,
        r#"[{"name": "a"}, {"name": "b"}]"#,
        r#"{"gpu": "none"}"#,
        r#"{"gpu": 2}"#,
        r#"{"gpu": "nvidia-l4"}"#,
        r#"{"gpu": {"count": 1, "memory": "24 GB"}}"#,
        r#"{"gpu.count": 1, "gpu.model": null}"#,
        r#"{"memory": "none", "cpu": 0.5, "ephemeral_storage": "20 GiB"}"#,
        r#"{"memory": null, "cpu": "500m", "protocols": "http"}"#,
        r#"{"serverless": true, "kubernetes": "no", "protocols": ["http", "grpc"]}"#,
        r#"{"request_timeout": "1h30m", "parallel_tasks": 3}"#,
    ];
    let wrong = [
        r#"{"gpus": 1}"#,
        r#"{"gpu": {"counts": 1}}"#,
        r#"{"gpu": [1]}"#,
        r#"{"gpu": -1}"#,
        r#"{"workloads": []}"#,
        r#"{"workloads": [{"memroy": "1 GiB"}]}"#,
        r#"{"workloads": [{"workloads": [{"name": "a"}]}]}"#,
        r#"{"serverless": "maybe"}"#,
        r#"{"kind": "apis"}"#,
        r#"{"memory": 4}"#,
        r#"{"memory": "lots"}"#,
        r#"{"protocols": ["gopher"]}"#,
        r#"{"parallel_tasks": 1.5}"#,
        r#"{"traffic": null}"#,
        r#""kind""#,
    ];
    for text in fine {
        agree(&world, &validator, text, true);
    }
    for text in wrong {
        agree(&world, &validator, text, false);
    }
}

#[test]
fn look_ups_have_a_json_form_with_a_schema_name() {
    let world = World::new();
    let dated = world.dated();
    let id = world.catalog.services().map(|(id, _)| id).next().unwrap();
    let named = |text: String| -> String {
        let value: Value = serde_json::from_str(&text).unwrap();
        value["schema"].as_str().unwrap().to_owned()
    };
    assert_eq!(named(written(|out| lookup::services_json(out, &dated, &[id]))), "fingerpost.services/1");
    assert_eq!(named(written(|out| lookup::service_json(out, &dated, id))), "fingerpost.service/1");
    let all = lookup::FactFilter::default();
    assert_eq!(named(written(|out| lookup::facts_json(out, &dated, id, all))), "fingerpost.facts/1");
    assert_eq!(named(written(|out| lookup::all_facts_json(out, &dated, all))), "fingerpost.all-facts/1");
    assert_eq!(
        named(written(|out| lookup::differences_json(out, &dated, &[id, id]))),
        "fingerpost.comparison/1"
    );
    assert_eq!(named(written(|out| lookup::questions_json(out, &world.pack))), "fingerpost.questions/1");
    let compared = written(|out| lookup::compare_json(out, &dated, &[id, id]));
    let value: Value = serde_json::from_str(&compared).unwrap();
    assert_eq!(value["schema"], "fingerpost.comparison/1");
    for row in value["rows"].as_array().unwrap() {
        assert_eq!(row["facts"].as_array().unwrap().len(), 2);
        assert!(row["facts"].as_array().unwrap().iter().any(|fact| !fact["value"].is_null()));
    }
}

/// What each case of a pack states, as a requirement file.
fn cases(pack: &str) -> Vec<String> {
    let folder = format!("{pack}/cases/");
    let files = fingerpost::pack::EMBEDDED.iter().filter(|file| file.path.starts_with(&folder));
    let mut sources = fingerpost::diagnostic::Sources::new();
    let items = files.flat_map(|file| language::parse(sources.add(file.path, file.text), file.text).0.items);
    let items: Vec<_> = items.collect();
    let cases = items.iter().filter_map(|item| match &item.kind {
        language::ast::ItemKind::Case(case) => Some(case),
        _ => None,
    });
    let given = |given: &language::ast::Given| {
        format!("{}: {}\n", given.question.value, language::print::expression(&given.value))
    };
    cases.map(|case| case.given.iter().map(given).collect()).collect()
}

/// The same schema, in which an object has the fields that it lists and no others; each of them is added to `fields`.
fn closed(schema: &mut Value, at: &str, fields: &mut BTreeSet<String>) {
    if let Some(listed) = schema.get("properties").and_then(Value::as_object) {
        fields.extend(listed.keys().map(|field| format!("{at}.{field}")));
        if schema.get("additionalProperties").is_none() {
            schema["additionalProperties"] = false.into();
        }
    }
    match schema {
        Value::Object(parts) => {
            for (name, part) in parts {
                let at = if part.get("title").is_some() || at == "$defs" { name.as_str() } else { at };
                closed(part, if name == "$defs" { "$defs" } else { at }, fields);
            }
        }
        Value::Array(parts) => parts.iter_mut().for_each(|part| closed(part, at, fields)),
        _ => {}
    }
}

/// The names of all fields of a value.
fn named(value: &Value, fields: &mut BTreeSet<String>) {
    match value {
        Value::Object(parts) => {
            for (name, part) in parts {
                fields.insert(name.clone());
                named(part, fields);
            }
        }
        Value::Array(parts) => parts.iter().for_each(|part| named(part, fields)),
        _ => {}
    }
}

#[test]
fn the_report_of_every_case_has_the_fields_of_the_schema_and_no_others() {
    let (mut schema, mut listed) = (schema::report(), BTreeSet::new());
    closed(&mut schema, "", &mut listed);
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    let mut seen = BTreeSet::new();
    for pack in fingerpost::Ruleset::names() {
        let rules = fingerpost::Ruleset::embedded(pack).unwrap();
        let cases = cases(pack);
        assert!(cases.len() > 10, "{pack} has {} cases", cases.len());
        for case in cases {
            // Some cases are of another day: what matters here is that there is a report.
            let Ok(workload) = rules.read(&case, fingerpost::Format::Yaml).remove(0) else { continue };
            let report = rules.decide(&workload).unwrap().report();
            super::ranges::hold(&report);
            let page = written(|out| json::render(out, &report));
            let value: Value = serde_json::from_str(&page).unwrap();
            assert_eq!(
                serde_json::to_value(&report).unwrap(),
                value,
                "what is read back is what was written"
            );
            if !validator.is_valid(&value) {
                let errors: Vec<String> =
                    validator.iter_errors(&value).map(|error| error.to_string()).collect();
                panic!("{case}{errors:?}");
            }
            named(&value, &mut seen);
        }
    }
    let names = listed.iter().filter_map(|field| field.rsplit('.').next());
    let never: BTreeSet<&str> = names.filter(|field| !seen.contains(*field)).collect();
    assert_eq!(never, BTreeSet::from(NEVER), "listed by the schema, and in no report of a case");
}

/// Fields that no case of the packs of the library has: that of overlays, those of what fails, and the limit of a set whose
/// words go on being an answer together.
const NEVER: [&str; 12] = [
    "column",
    "diagnostics",
    "end_column",
    "end_line",
    "file",
    "help",
    "line",
    "message",
    "one_of",
    "overlay",
    "related",
    "severity",
];
