//! Nothing that somebody else wrote can act on a terminal through JSON, whichever command writes it.

use serde_json::Value;

use crate::support::{Ended, Run};

/// A control of eight bits, and marks that turn the direction of writing.
const EVIL: &str = "a\u{9b}31m\u{202e}b\u{2066}c\u{200f}\u{200e}\u{61c}\u{85}d\u{202a}\u{2069}";

/// What no output may hold as it is.
fn acts(c: char) -> bool {
    matches!(c,
        '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether some text of a value has another in it.
fn says(value: &Value, text: &str) -> bool {
    match value {
        Value::String(own) => own.contains(text),
        Value::Array(items) => items.iter().any(|item| says(item, text)),
        Value::Object(entries) => entries.iter().any(|(key, value)| key.contains(text) || says(value, text)),
        _ => false,
    }
}

/// Every line, or the whole, is JSON that says the text and in which nothing acts.
#[track_caller]
fn is_inert(written: &str, lines: bool) {
    let bad: Vec<char> = written.chars().filter(|c| acts(*c)).collect();
    assert!(bad.is_empty(), "{bad:?} in\n{written}");
    let parts: Vec<&str> = if lines { written.lines().collect() } else { vec![written] };
    let values: Vec<Value> = parts.iter().map(|part| serde_json::from_str(part).unwrap()).collect();
    assert!(values.iter().any(|value| says(value, EVIL)), "the text is lost in\n{written}");
}

fn answers() -> String {
    serde_json::json!({ "name": EVIL, "gpu.count": 1 }).to_string()
}

fn run(arguments: &str) -> Ended {
    Run::new(&format!("--quiet {arguments}")).file("a.json", answers()).run()
}

#[test]
fn reports_are_inert() {
    for arguments in [
        "recommend --format json a.json",
        "explain --format json a.json",
        "explain --format json --why-not aws.lambda a.json",
        "explain --format json --what-if memory=2GiB a.json",
        "explain --format json --flip any a.json",
        "explain --format json --deciding a.json",
        "review --format json --proposed aws.eks-standard a.json",
        "review --format sarif --proposed aws.app-runner a.json",
    ] {
        is_inert(&run(arguments).stdout, false);
    }
    is_inert(&run("recommend --format jsonl a.json").stdout, true);
}

#[test]
fn findings_are_inert() {
    let wrong = serde_json::json!({ EVIL: 1, "kind": EVIL }).to_string();
    let run = Run::new("--message-format json recommend -").stdin(wrong).run();
    is_inert(&run.stderr, true);
    let missing = Run::new("--message-format json recommend").arg(EVIL).run();
    is_inert(&missing.stderr, true);
}

const FACTS: &str = "
[providers]
one = { name = \"One EVIL\" }

[key.size]
title = \"Size EVIL\"
type = \"memory\"
meaning = \"How large EVIL\"
better = \"more\"
";

const BOX: &str = "
id = \"one.box\"
name = \"Box EVIL\"
summary = \"A box EVIL.\"
companion = false

[[fact]]
key = \"size\"
value = \"4 GiB\"
source = \"https://example.org/box\"
read = \"2020-01-01\"
confidence = \"low\"
note = \"EVIL\"
";

const RULES: &str = "
pack own 1.0.0
    as_of 2020-01-02

reference guide \"The guide EVIL\"
    read 2020-01-01

question big: yes_no
    ask \"Is it big EVIL?\"

question unused: yes_no
    ask \"Does nobody care EVIL?\"

constraint small when big need service.size >= 8 GiB refuse \"{service} is small EVIL\"
    because \"it must be large EVIL\"
    source  guide

node start
    when big -> boxes
        because \"it is big EVIL\"
        source  guide
    otherwise -> boxes
        because \"it is not EVIL\"
        source  guide

outcome boxes
    one one.box as service
    because \"boxes are for big things EVIL\"
    source  guide

prefer one one.box as service

severity unused-question unused = info
    because \"nobody has asked EVIL\"
";

/// A run with a pack whose every text is evil; the folder of an evil name has the same but for one answer.
fn own(arguments: &str) -> Run {
    let evil = |text: &str| text.replace("EVIL", EVIL);
    let case = "case \"EVIL\"\n    given  big = no\n    expect one one.crate\n    source guide\n";
    let mut run = Run::new(&format!("--quiet {arguments}")).file("own/cases/a.rules", evil(case));
    for folder in ["own", EVIL] {
        let rules = if folder == "own" { RULES.to_owned() } else { RULES.replace("8 GiB", "2 GiB") };
        run = run.file(&format!("{folder}/own.rules"), evil(&rules));
        run = run.file(&format!("{folder}/catalog/facts.toml"), evil(FACTS));
        for id in ["box", "crate"] {
            run = run.file(&format!("{folder}/catalog/one/{id}.toml"), evil(&BOX.replace("box", id)));
        }
    }
    run
}

#[test]
fn what_is_said_of_rules_is_inert() {
    for arguments in [
        "--rules own questions --format json",
        "--rules own services --format json",
        "--rules own services one.box --format json",
        "--rules own services --compare --format json",
        "--rules own facts --low-confidence --format json",
        "--rules own facts one.box --format json",
        "--rules own compare one.box one.crate --format json",
        "--rules own schema requirement",
        "rules check own --format json",
        "rules test own --format json",
    ] {
        let ended = own(arguments).run();
        assert!(!ended.stdout.is_empty(), "{arguments}: {}", ended.stderr);
        is_inert(&ended.stdout, false);
    }
    is_inert(&own("rules diff --format json own").arg(EVIL).run().stdout, false);
}
