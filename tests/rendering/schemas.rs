//! What is written fits its schema, and the schema of requirement files takes what the reader takes.

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
