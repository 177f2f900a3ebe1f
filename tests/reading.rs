//! Reading requirement files: the formats agree, places are exact, and bad input is told what is wrong.

use fingerpost::diagnostic::{SourceId, Sources};
use fingerpost::requirement::read::{self, Format, Reading};
use fingerpost::requirement::{RawEntry, RawValue};
use proptest::prelude::*;

const FORMATS: [Format; 4] = [Format::Yaml, Format::Json, Format::JsonLines, Format::Toml];

fn read(text: &str, format: Format) -> (Sources, Reading) {
    let mut sources = Sources::new();
    let id: SourceId = sources.add("f", text);
    let reading = read::read(id, text, format);
    (sources, reading)
}

/// The codes with their places: `line:column code`.
fn errors(text: &str, format: Format) -> Vec<String> {
    let (sources, reading) = read(text, format);
    let show = |d: &fingerpost::diagnostic::Diagnostic| {
        let place = sources.place(d.span.unwrap());
        assert!(!d.message.ends_with('.') && !d.message.contains('\n'), "{}", d.message);
        assert!(!d.message.starts_with(char::is_uppercase) || d.message.starts_with("JSON"), "{}", d.message);
        format!("{}:{} {}", place.line, place.column, d.code.as_str())
    };
    reading.diagnostics.iter().map(show).collect()
}

#[track_caller]
fn refused(text: &str, format: Format, expected: &[&str]) {
    assert_eq!(errors(text, format), expected, "{}", text.chars().take(200).collect::<String>());
}

/// Every key and value of a reading with the text that its span covers.
fn slices(text: &str, format: Format) -> Vec<String> {
    fn walk(sources: &Sources, entries: &[RawEntry], found: &mut Vec<String>) {
        for entry in entries {
            found.push(sources.text(entry.key.span).to_owned());
            value(sources, &entry.value, found);
        }
    }
    fn value(sources: &Sources, value_: &fingerpost::diagnostic::Spanned<RawValue>, found: &mut Vec<String>) {
        found.push(sources.text(value_.span).to_owned());
        match &value_.value {
            RawValue::List(items) => items.iter().for_each(|item| value(sources, item, found)),
            RawValue::Map(entries) => walk(sources, entries, found),
            _ => {}
        }
    }
    let (sources, reading) = read(text, format);
    assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics);
    let mut found = Vec::new();
    for workload in reading.workloads.iter().flatten() {
        found.push(sources.text(workload.span).to_owned());
        walk(&sources, &workload.entries, &mut found);
    }
    found
}

#[test]
fn formats_agree() {
    let yaml = "name: \"käse\"\ncpu: 0.50\nbig: 1e3\nok: true\nlist: [1, 'two', {a: x}]\ngpu:\n  count: 2\n";
    let json =
        r#"{"name":"käse","cpu":0.50,"big":1e3,"ok":true,"list":[1,"two",{"a":"x"}],"gpu":{"count":2}}"#;
    let toml = "name = 'käse'\ncpu = 0.50\nbig = 1e3\nok = true\nlist = [1, \"two\", {a = \"x\"}]\n[gpu]\ncount = 2\n";
    let (_, expected) = read(json, Format::Json);
    assert!(expected.diagnostics.is_empty());
    assert_eq!(expected.workloads.len(), 1);
    for (text, format) in
        [(yaml, Format::Yaml), (toml, Format::Toml), (json, Format::JsonLines), (json, Format::Yaml)]
    {
        let (_, reading) = read(text, format);
        assert_eq!(reading.workloads, expected.workloads, "{format:?}: {:?}", reading.diagnostics);
        let crlf = text.replace('\n', "\r\n");
        assert_eq!(read(&crlf, format).1.workloads, expected.workloads, "{format:?} with CRLF");
        let marked = format!("\u{feff}{text}");
        assert_eq!(read(&marked, format).1.workloads, expected.workloads, "{format:?} with a mark");
        assert_eq!(slices(&marked, format), slices(text, format));
    }
}

#[test]
fn spans_cover_what_was_written() {
    let json = "\u{feff} { \"ä\\n\" : [ 1.50 , null ,{ } ], \"b\":{\"c\" :\"ü\"} } ";
    let expected = [
        "{ \"ä\\n\" : [ 1.50 , null ,{ } ], \"b\":{\"c\" :\"ü\"} }",
        "\"ä\\n\"",
        "[ 1.50 , null ,{ } ]",
        "1.50",
        "null",
        "{ }",
        "\"b\"",
        "{\"c\" :\"ü\"}",
        "\"c\"",
        "\"ü\"",
    ];
    assert_eq!(slices(json, Format::Json), expected);
    let yaml = "ä: 'ö' # x\nb:\n  - 0.50\n  - {c: x}\nd:\n  e: plain text\nf:\n";
    let expected = [
        yaml.trim_end().trim_end_matches(':'),
        "ä",
        "'ö'",
        "b",
        "- 0.50\n  - {c: x}",
        "0.50",
        "{c: x}",
        "c",
        "x",
        "d",
        "e: plain text",
        "e",
        "plain text",
        "f",
        "",
    ];
    assert_eq!(slices(yaml, Format::Yaml), expected);
    let toml = "a.b = 1_000\n\"ü\" = 'x'\nd = 2026-01-02\n";
    assert_eq!(
        slices(toml, Format::Toml),
        [toml.trim_end(), "a", "a", "b", "1_000", "\"ü\"", "'x'", "d", "2026-01-02"]
    );
}

#[test]
fn several_workloads_share_the_entries_beside_them() {
    let yaml = "team: small\nkind: api\nworkloads:\n  - name: a\n  - kind: batch\n  - 3\n";
    let json = r#"{"team":"small","kind":"api","workloads":[{"name":"a"},{"kind":"batch"},3]}"#;
    let toml = "team = 'small'\nkind = 'api'\n[[workloads]]\nname = 'a'\n[[workloads]]\nkind = 'batch'\n";
    let (sources, reading) = read(yaml, Format::Yaml);
    let keys = |at: usize| -> Vec<&str> {
        reading.workloads[at].as_ref().unwrap().entries.iter().map(|entry| entry.key.value.as_str()).collect()
    };
    assert_eq!((keys(0), keys(1)), (vec!["name", "team", "kind"], vec!["kind", "team"]));
    assert_eq!(reading.workloads[1].as_ref().unwrap().entries[0].value.value, RawValue::Text("batch".into()));
    assert_eq!(sources.text(reading.workloads[1].as_ref().unwrap().entries[1].value.span), "small");
    assert_eq!(read(json, Format::Json).1.workloads, reading.workloads);
    assert_eq!(read(toml, Format::Toml).1.workloads, reading.workloads);
    refused(yaml, Format::Yaml, &["6:5 wrong-type"]);
    refused(json, Format::Json, &["1:73 wrong-type"]);
    refused("[{\"a\": 1}, \"x\", {}]", Format::Json, &["1:12 wrong-type"]);
    refused("workloads: 3", Format::Yaml, &["1:12 wrong-type"]);
    assert_eq!(read("- a: 1\n- a: 2\n", Format::Yaml).1.workloads.len(), 2);
    assert_eq!(read("a: 1\n---\n---\n- a: 2\n- b: 1\n...\n", Format::Yaml).1.workloads.len(), 3);
}

#[test]
fn bad_json_is_refused_at_its_place() {
    let cases: &[(&str, &[&str])] = &[
        ("{\"a\": 1,\n \"ä\": 2,}", &["2:8 invalid-syntax"]),
        ("{'a': 1}", &["1:2 invalid-syntax"]),
        ("{\"ä\": 'x'}", &["1:7 invalid-syntax"]),
        ("{\"a\": 1 // one\n}", &["1:9 invalid-syntax"]),
        ("# x\n{}", &["1:1 invalid-syntax"]),
        ("{\"a\": 1}\n{\"a\": 2}", &["2:1 invalid-syntax"]),
        ("{\"a\": yes}", &["1:7 invalid-syntax"]),
        ("{\"a\": \"x", &["1:7 invalid-syntax"]),
        ("{\"a\": \"x\n\"}", &["1:7 invalid-syntax"]),
        ("{\"a\": \"\\ud800\"}", &["1:7 invalid-syntax"]),
        ("{\"a\": \"\\q\"}", &["1:9 invalid-syntax"]),
        ("{\"a\": [1, 2", &["1:12 invalid-syntax"]),
        ("{\"a\"}", &["1:5 invalid-syntax"]),
        ("{\"a\": 01}", &["1:8 invalid-syntax"]),
        ("{\"ä\": 1, \"b\": {\"c\": 1, \"c\": 2}, \"ä\": 2}", &["1:24 duplicate-key", "1:33 duplicate-key"]),
        ("3", &["1:1 wrong-type"]),
        ("null", &["1:1 empty-input"]),
        ("[]", &["1:1 empty-input"]),
    ];
    for (text, expected) in cases {
        refused(text, Format::Json, expected);
    }
}

#[test]
fn bad_json_lines_leave_the_others() {
    let text = "{\"a\": 1}\r\n\n{\"ü\": }\n[{}]\n3\n{\"a\": 2}{}\n{\"b\": 1, \"b\": 2}\n{\"a\": 3}";
    let expected = [
        "3:7 invalid-syntax",
        "4:1 wrong-type",
        "5:1 wrong-type",
        "6:9 invalid-syntax",
        "7:10 duplicate-key",
    ];
    refused(text, Format::JsonLines, &expected);
    let (sources, reading) = read(text, Format::JsonLines);
    let values = reading.workloads.iter().map(|workload| {
        let workload = workload.as_ref().ok()?;
        Some(sources.text(workload.entries[0].value.span))
    });
    // That of line 7 states a key twice, and cannot be had.
    assert_eq!(values.collect::<Vec<_>>(), [Some("1"), None, Some("3")]);
    let wrong = reading.workloads[1].as_ref().unwrap_err();
    assert_eq!(wrong.iter().map(|finding| finding.code.as_str()).collect::<Vec<_>>(), ["duplicate-key"]);
    assert_eq!(reading.outside.len(), 4);
    let again = reading.diagnostics.iter().last().unwrap();
    assert_eq!(sources.place(again.related[0].0).to_string(), "f:7:2");
}

#[test]
fn bad_yaml_is_refused_at_its_place() {
    let cases: &[(&str, &[&str])] = &[
        ("a:\n\tb: 1\n", &["2:1 invalid-syntax"]),
        ("ä: 'x\nb: 1\n", &["1:4 invalid-syntax"]),
        ("a: \"x", &["1:4 invalid-syntax"]),
        ("a: [1, 2\n", &["1:4 invalid-syntax"]),
        ("ä: 1\nb: 2\nä: 3\n", &["3:1 duplicate-key"]),
        ("a: *x\n", &["1:4 invalid-syntax"]),
        ("a: &x [*x]\n", &["1:8 invalid-syntax"]),
        ("a: !mine x\n", &["1:10 invalid-syntax"]),
        ("? [a]\n: b\n", &["1:3 invalid-syntax"]),
        ("a: b: c\n", &["1:5 invalid-syntax"]),
        ("a: 1\n b: 2\n", &["2:3 invalid-syntax"]),
        ("a: 1\n---\nb: 1\n---\n'c\n", &["5:1 invalid-syntax"]),
        ("a: 1\n<<: 3\n", &["2:5 wrong-type"]),
        ("# only a comment\n", &["1:1 empty-input"]),
        ("---\n...\n", &["1:1 empty-input"]),
        ("just words\n", &["1:1 wrong-type"]),
    ];
    for (text, expected) in cases {
        refused(text, Format::Yaml, expected);
    }
    assert_eq!(read("a: 1\n---\nb: 1\n---\n'c\n", Format::Yaml).1.workloads.len(), 2);
}

#[test]
fn yaml_types_are_those_of_the_core_schema() {
    let text = "a: yes\nb: 'true'\nc: ~\nd: 007\ne: !!str 5\nf: |\n  x\n  y\ng: 0x1F\n5: h\n";
    let (_, reading) = read(text, Format::Yaml);
    let text = |t: &str| RawValue::Text(t.into());
    let values: Vec<RawValue> = reading.workloads[0]
        .as_ref()
        .unwrap()
        .entries
        .iter()
        .map(|entry| entry.value.value.clone())
        .collect();
    let number = RawValue::Number("0x1F".into());
    let expected = [
        text("yes"),
        text("true"),
        RawValue::Null,
        text("007"),
        text("5"),
        text("x\ny\n"),
        number,
        text("h"),
    ];
    assert_eq!(values, expected);
    assert_eq!(reading.workloads[0].as_ref().unwrap().entries[7].key.value, "5");
}

#[test]
fn aliases_and_merge_keys_work() {
    let text = "base: &b {x: 1, y: 2}\nuse: *b\nmore:\n  y: 3\n  <<: *b\nboth:\n  <<: [*b, {z: 4, x: 5}]\n";
    let plain = "base: {x: 1, y: 2}\nuse: {x: 1, y: 2}\nmore: {y: 3, x: 1}\nboth: {x: 1, y: 2, z: 4}\n";
    let (_, reading) = read(text, Format::Yaml);
    assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics);
    assert_eq!(reading.workloads, read(plain, Format::Yaml).1.workloads);
}

#[test]
fn bad_toml_is_refused_at_its_place() {
    let cases: &[(&str, &[&str])] = &[
        ("a = 1\nb = 'ü\n", &["2:7 invalid-syntax"]),
        ("ä = 1\n", &["1:1 invalid-syntax"]),
        ("a = 1\nb = 2\na = 3\n", &["3:1 duplicate-key"]),
        ("[a]\n[b]\n[a]\n", &["3:2 duplicate-key"]),
        ("a = \nb = yes\n", &["1:5 invalid-syntax", "2:5 invalid-syntax"]),
        ("# nothing\n", &["1:1 empty-input"]),
        ("workloads = [1, {a = 1}]\n", &["1:14 wrong-type"]),
    ];
    for (text, expected) in cases {
        refused(text, Format::Toml, expected);
    }
    let (_, reading) = read("a = 1\na = 2\n", Format::Toml);
    assert_eq!(reading.diagnostics.iter().next().unwrap().related.len(), 1);
}

#[test]
fn blank_text_is_empty_input() {
    for format in FORMATS {
        for text in ["", " \r\n\t\n", "\u{feff}", "\u{feff}\n"] {
            refused(
                text,
                format,
                &[if text.starts_with('\u{feff}') { "1:2 empty-input" } else { "1:1 empty-input" }],
            );
        }
    }
}

#[test]
fn deep_nesting_is_refused() {
    for levels in [65, 10_000, 1_000_000] {
        let (open, close) = ("[".repeat(levels), "]".repeat(levels));
        for format in [Format::Json, Format::JsonLines] {
            refused(&format!("{open}{close}"), format, &["1:65 too-deep"]);
            refused(&open, format, &["1:65 too-deep"]);
            refused(&"{\"a\":".repeat(levels), format, &["1:321 too-deep"]);
        }
        refused(&format!("{open}{close}"), Format::Yaml, &["1:65 too-deep"]);
        if levels > 1_024 {
            refused(&open, Format::Yaml, &["1:65 too-deep"]);
        }
        refused(&"- ".repeat(levels), Format::Yaml, &["1:129 too-deep"]);
        let found = errors(&format!("a = {open}{close}"), Format::Toml);
        assert!(found.first().is_some_and(|e| e.ends_with("too-deep")), "{:?}", found.first());
        let found = errors(&format!("a{} = 1", ".a".repeat(levels)), Format::Toml);
        assert!(found.first().is_some_and(|e| e.ends_with("too-deep")), "{:?}", found.first());
    }
    let fits = format!("{}{}", "{\"a\":".repeat(63), "{}".to_owned() + &"}".repeat(63));
    assert_eq!(errors(&fits, Format::Json), Vec::<String>::new());
    assert_eq!(errors(&fits, Format::Yaml), Vec::<String>::new());
    let level = format!("{{ {} = ", ["a"; 60].join("."));
    let hostile = format!("x = {}1{}", level.repeat(70), "}".repeat(70));
    assert!(errors(&hostile, Format::Toml).first().is_some_and(|e| e.ends_with("too-deep")));
}

#[test]
fn alias_bombs_are_refused() {
    let mut lines = vec!["a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned()];
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        lines.push(format!("a{level}: &a{level} [{aliases}]\n"));
    }
    let text = lines.concat();
    let found = errors(&text, Format::Yaml);
    assert!(found.len() == 1 && found[0].ends_with("too-many"), "{found:?}");
    let deep =
        format!("a: &a {}{}\nb: {}*a{}\n", "[".repeat(60), "]".repeat(60), "[".repeat(10), "]".repeat(10));
    refused(&deep, Format::Yaml, &["2:14 too-deep"]);
}

#[test]
fn too_many_is_refused() {
    let entries: Vec<String> = (0..1_005).map(|at| format!("\"k{at}\": 1")).collect();
    let json = format!("{{{}}}", entries.join(",\n"));
    refused(&json, Format::Json, &["1001:1 too-many"]);
    refused(&json, Format::Yaml, &["1001:1 too-many"]);
    refused(
        &json.replace("\": ", "\"= ").replace(",\n", "\n").replace(['{', '}'], ""),
        Format::Toml,
        &["1001:1 too-many"],
    );
    refused(&"{}\n".repeat(100_001), Format::JsonLines, &["100001:1 too-many"]);
    refused(&"---\n{}\n".repeat(100_001), Format::Yaml, &["200002:1 too-many"]);
    let bad = errors(&"x\n".repeat(5_000), Format::JsonLines);
    assert_eq!((bad.len(), bad[1_000].as_str()), (1_001, "1001:1 too-many"));
    let shared = format!("{{{},\"workloads\":[{}{{}}]}}", entries[..999].join(","), "{},".repeat(50_000));
    let found = errors(&shared, Format::Json);
    assert!(found.len() == 1 && found[0].ends_with("too-many"), "{found:?}");
}

#[test]
fn formats_are_named_and_guessed() {
    assert_eq!(Format::of_name("a/b.JSON"), Some(Format::Json));
    assert_eq!(Format::of_name("x.ndjson"), Some(Format::JsonLines));
    assert_eq!(Format::of_name("x.toml.bak"), None);
    for (text, format) in [
        ("{\"a\": 1}", Format::Json),
        ("\u{feff}\n[\n1]", Format::Json),
        ("{\"a\": 1}\n\n {\"a\": }\n", Format::JsonLines),
        ("{a: 1}", Format::Yaml),
        ("a: 1", Format::Yaml),
        ("a: b = 1", Format::Yaml),
        ("[a, b]", Format::Yaml),
        ("# ours\n\na = 1", Format::Toml),
        ("gpu.count = 1", Format::Toml),
        ("[[workloads]]\na = 1", Format::Toml),
        ("[\"a\"]", Format::Json),
        ("", Format::Yaml),
    ] {
        assert_eq!(Format::guess(text), format, "{text}");
    }
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        (-1e9..1e9).prop_map(|number: f64| number.into()),
        "[ -~äßé日\\n\\t\"\\\\]{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            prop::collection::btree_map("[ -~ä]{0,8}", inner, 0..5)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Whether a value was read as it is.
fn same(raw: &RawValue, value: &serde_json::Value) -> bool {
    match (raw, value) {
        (RawValue::Null, serde_json::Value::Null) => true,
        (RawValue::YesNo(raw), serde_json::Value::Bool(value)) => raw == value,
        (RawValue::Number(raw), serde_json::Value::Number(value)) => *raw == value.to_string(),
        (RawValue::Text(raw), serde_json::Value::String(value)) => raw == value,
        (RawValue::List(raw), serde_json::Value::Array(value)) => {
            raw.len() == value.len() && raw.iter().zip(value).all(|(raw, value)| same(&raw.value, value))
        }
        (RawValue::Map(raw), serde_json::Value::Object(value)) => {
            raw.len() == value.len()
                && raw
                    .iter()
                    .zip(value)
                    .all(|(raw, (key, value))| raw.key.value == *key && same(&raw.value.value, value))
        }
        _ => false,
    }
}

proptest! {
    #[test]
    fn nothing_panics(text in "\\PC*", soup in "[\\[\\]{}:,\"'\\\\&*<!|>?# \\n\\ta1.=ü-]{0,60}") {
        for text in [text, soup] {
            for format in FORMATS {
                let (sources, reading) = read(&text, format);
                for d in &reading.diagnostics {
                    let span = d.span.unwrap();
                    prop_assert!(text.get(span.start as usize..span.end as usize).is_some(), "{d:?}");
                    prop_assert!(!sources.place(span).file.is_empty());
                }
            }
            let _ = Format::guess(&text);
        }
    }

    #[test]
    fn json_reads_back_equal(value in value(), pretty: bool) {
        let value = serde_json::json!({ "v": value });
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let text = text.unwrap();
        for format in [Format::Json, Format::Yaml] {
            let (_, reading) = read(&text, format);
            prop_assert!(reading.diagnostics.is_empty(), "{format:?} {text} {:?}", reading.diagnostics);
            let read = RawValue::Map(reading.workloads[0].as_ref().unwrap().entries.clone());
            prop_assert!(same(&read, &value), "{format:?} {text} {read:?}");
        }
    }
}
