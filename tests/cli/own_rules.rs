//! `--rules`: packs and catalogs that replace or extend the embedded ones.

use super::service;
use crate::support::Holds::{All, Nothing};
use crate::support::Run;

const FACTS: &str = r#"
[providers]
one = { name = "One" }

[key.size]
title = "Size"
type = "memory"
meaning = "How large it can be"
better = "more"
max_age = 30
"#;

const BOX: &str = r#"
id = "one.box"
name = "Box"
summary = "A box."
companion = false

[[fact]]
key = "size"
value = "4 GiB"
source = "https://example.org/box"
read = "2020-01-01"
confidence = "high"
"#;

/// A question that nothing stands in for decides; without an answer the walk is undecided.
const RULES: &str = r#"
pack own 1.0.0
    as_of 2020-01-02

reference guide "The guide"
    read 2020-01-01

question big: yes_no
    ask "Is it big?"

constraint small when big need service.size >= 8 GiB refuse "{service} is small"
    because "it must be large"
    source  guide

node start
    when big -> boxes
        because "it is big"
        source  guide
    when not big -> crates
        because "it is not"
        source  guide

outcome boxes
    one one.box as service
    because "boxes are for big things"
    source  guide

outcome crates
    one one.box as service
    because "crates are for small things"
    source  guide

prefer one one.box as service
"#;

/// A run with a pack and a catalog of its own in the folder `own`.
fn run(arguments: &str) -> Run {
    let run = Run::new(arguments).file("own/own.rules", RULES);
    run.file("own/catalog/facts.toml", FACTS).file("own/catalog/one/box.toml", BOX)
}

#[test]
fn own_rules_replace_the_embedded_ones() {
    let document = run("recommend -q --rules own --format json").stdin("big: no\n").run().json(0);
    assert_eq!((&document["pack"]["name"], service(&document, "one")), (&"own".into(), "one.box"));
    assert_eq!(document["as_of"], "2020-01-02");
    run("questions --rules own").run().is(0, All(&["big"]), Nothing);
    run("services one.box --rules own").run().is(0, All(&["one.box"]), Nothing);
}

#[test]
fn undecided_and_no_fit_have_their_exit_codes() {
    let undecided = run("recommend -q --rules own --format json").stdin("big: null\n").run();
    undecided.is(4, All(&["undecided"]), Nothing);
    let no_fit = run("recommend -q --rules own --format json").stdin("big: yes\n").run();
    no_fit.is(3, All(&["no_fit", "Box is small"]), Nothing);
}

#[test]
fn provider_restricts_packs_that_do_not_ask_for_providers() {
    let text = "big: no\n";
    run("recommend -q --rules own --provider one").stdin(text).run().is(0, All(&["one.box"]), Nothing);
    run("recommend -q --rules own --provider two").stdin(text).run().is(2, Nothing, All(&["one of: one"]));
}

#[test]
fn old_facts_are_warned_about_and_change_no_answer() {
    let loud = run("recommend --rules own").stdin("big: no\n").run();
    let loud = loud.is(0, All(&["one.box"]), All(&["warning", "stale-fact", "`one.box` size (2020-01-01)"]));
    let quiet = run("recommend --rules own --quiet").stdin("big: no\n").run().is(0, All(&[]), Nothing);
    assert_eq!(loud.stdout, quiet.stdout);
}

#[test]
fn overlays_lie_over_what_is_before_them() {
    let overlay = "pack house 2.0.0\n    extends own\n\nforbid one.box\n    because \"no boxes here\"\n    \
                   source guide\n";
    let with = |order: &str| {
        let run = run(&format!("recommend -q --format json {order}"));
        run.file("house/house.rules", overlay).stdin("big: no\n").run()
    };
    for order in ["--rules own --rules house", "--rules house --rules own"] {
        with(order).is(3, All(&["no_fit", "1.0.0+2.0.0", "no boxes here"]), Nothing);
    }
    // Over the embedded rules, it extends nothing that is there.
    with("--rules house").is(1, Nothing, All(&["pack-header", "house/house.rules:2:13"]));
}

#[test]
fn overlays_lie_over_the_embedded_rules() {
    let overlay = "pack house 2.0.0\n    extends containers\n\nforbid aws.ecs-fargate\n    because \"not with us\"\n    \
                   source lesson\n";
    let run = Run::recommend("--format json --rules house").file("house/a.rules", overlay);
    let document = run.stdin("serverless: yes\nkubernetes: no\n").run().json(0);
    assert_ne!(service(&document, "aws"), "aws.ecs-fargate");
    assert_eq!(document["pack"]["version"], "1.0.0+2.0.0");
}

#[test]
fn broken_rules_are_refused_at_their_place() {
    let run = |name: &str, text: &str| {
        let run = Run::recommend("--rules own").file(&format!("own/{name}"), text);
        run.stdin("kind: api\n").run()
    };
    let broken = "pack own 1.0.0\n    as_of 2020-01-02\n\nnode start\n    otherwise -> nowhere\n";
    run("a.rules", broken).is(1, Nothing, All(&["unknown-target", "own/a.rules:5:18"]));
    run("a.rules", "forbit x\n").is(1, Nothing, All(&["unexpected-text", "own/a.rules:1:1"]));
    run("a.rules", "reference a \"b\"\n").is(1, Nothing, All(&["pack-header", "own/a.rules:1:1"]));
    run("a.rules", "pack caf\u{0}\n").is(1, Nothing, All(&["own/a.rules:1:"]));
    run("catalog/facts.toml", "[key\n").is(1, Nothing, All(&["catalog-form", "own/catalog/facts.toml:1:"]));
    run("README.md", "none").is(1, Nothing, All(&["unreadable-file", "`own` holds no rules"]));
    Run::recommend("--rules nope").run().is(1, Nothing, All(&["unreadable-file", "`nope`"]));
}

/// Opening a pipe waits for somebody who writes to it.
#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_refused_in_a_folder_of_rules() {
    let refusal = |name: &str| format!("cannot read `own/{name}`: it is not a regular file");
    for arguments in
        ["recommend --rules own -", "rules check own", "rules test own", "rules docs own", "rules fmt own"]
    {
        for name in ["z.rules", "catalog/x.toml", "catalog/x.csv"] {
            if arguments == "rules fmt own" && name != "z.rules" {
                continue;
            }
            let run =
                run(&format!("--quiet {arguments}")).pipe(&format!("own/{name}")).stdin("big: yes\n").run();
            run.is(1, Nothing, All(&["unreadable-file", &refusal(name)]));
        }
    }
}

/// Our pack with one more question and one node of as many arms as there are limits, each below the one before it.
fn ladder(limits: u32, extra: &str) -> Run {
    let arms = (1..=limits).rev().map(|limit| {
        let target = if limit % 2 == 0 { "boxes" } else { "crates" };
        format!("    when n >= {limit} -> {target}\n        because \"n\"\n        source  guide\n")
    });
    let question = format!("question n: integer 0..\n    default {}\n\n", limits - 500);
    let node = format!("{question}node start\n{}{extra}", arms.collect::<String>());
    let otherwise = "    otherwise -> crates\n        because \"nothing\"\n        source  guide\n\n";
    let (before, after) = RULES.split_once("node start").expect("a node");
    let (_, after) = after.split_once("outcome boxes").expect("an outcome");
    let text = format!("{before}{node}{otherwise}outcome boxes{after}");
    Run::new("recommend -q --brief --rules own")
        .file("own/own.rules", text)
        .file("own/catalog/facts.toml", FACTS)
        .file("own/catalog/one/box.toml", BOX)
}

#[test]
fn thousands_of_limits_are_told_apart_whether_stated_or_not() {
    for limits in [9_000, 17_000] {
        // Worked out by hand: the arm of limit k is number `limits - k + 1`.
        let unanswered = ladder(limits, "").stdin("big: no\n").run();
        unanswered.is(0, All(&["\"start.501\""]), Nothing);
        for (stated, arm) in
            [(limits, 1), (limits - 1, 2), (limits / 2, limits / 2 + 1), (1, limits), (0, limits + 1)]
        {
            let run = ladder(limits, "").stdin(format!("n: {stated}\n")).run();
            run.is(0, All(&[&format!("\"start.{arm}\"")]), Nothing);
        }
        let dead = "    when n = 7000 -> boxes\n        because \"never\"\n        source  guide\n";
        let run = ladder(limits, dead).stdin("n: 1\n").run();
        run.is(1, Nothing, All(&["dead-arm", "when n = 7000 -> boxes"]));
    }
}

/// What the walk looks at is a default, a derivation and the condition of a candidate; under each lies another assumption.
const BENEATH: &str = r#"
pack own 1.0.0
    as_of 2020-01-02

reference guide "The guide"
    read 2020-01-01

question team: yes_no
    ask "Is there a team?"
    assume yes because "most have one"

question night: yes_no
    ask "Does somebody wake up at night?"
    assume no because "few do"

question near: yes_no
    ask "Is it near?"
    assume yes because "most are"

question care: yes_no
    ask "Is it cared for?"
    default yes when team
    default no

derive calm = not night because "nobody is woken"

node start
    when care and calm -> boxes
        because "it is cared for, and nobody is woken"
        source  guide
    otherwise -> crates
        because "it is not"
        source  guide

outcome boxes
    one one.box when near
    because "boxes are for what is cared for"
    source  guide

outcome crates
    one one.box
    because "crates are for what is not"
    source  guide

prefer one one.box
"#;

#[test]
fn what_lies_beneath_an_answer_is_assumed_too() {
    let assumed = |requirement: &str, flags: &str| {
        let run = Run::new(&format!("recommend -q --rules own {flags}")).file("own/own.rules", BENEATH);
        let run = run.file("own/catalog/facts.toml", FACTS).file("own/catalog/one/box.toml", BOX);
        run.stdin(requirement).run().json(0)
    };
    let cases = [
        ("{}", vec!["team", "night", "near"]),
        ("{\"care\": true}", vec!["night", "near"]),
        ("{\"care\": true, \"night\": false}", vec!["near"]),
        // It is not cared for, so nobody asks who is woken; the other outcome names the box whether it is near or not.
        ("{\"team\": false}", vec![]),
        ("{\"care\": true, \"night\": true}", vec![]),
    ];
    for (requirement, expected) in cases {
        let full = assumed(requirement, "--format jsonl");
        let listed = full["assumptions"].as_array().unwrap().iter();
        assert_eq!(
            listed.map(|it| it["question"].as_str().unwrap()).collect::<Vec<_>>(),
            expected,
            "{full:#}"
        );
        assert_eq!(assumed(requirement, "--brief")["assumed"], serde_json::json!(expected), "{requirement}");
    }
}

const BESIDE_A_GUESS: &str = r#"pack own 1.0.0
    as_of 2026-01-01
question away: yes_no
    ask    "Is nobody there?"
    assume yes because "mostly so"
question loud: yes_no
    ask     "Does it ring?"
    must be no when away
        because "nobody hears it"
    default yes when urgent
        because "it cannot wait"
question urgent: yes_no
    ask     "Can it not wait?"
    default no
constraint may_ring
    when    loud
    need    service.size > 1 TiB
    refuse  "rings"
    because "it may not"
    source  "https://example.org" read 2026-01-01
node start
    otherwise -> fine because "so" source "https://example.org" read 2026-01-01
outcome fine
    one one.box
    because "so"
    source "https://example.org" read 2026-01-01
prefer one one.box
"#;

/// Nobody is there, it is assumed, and so it does not ring; that it would ring if somebody were there binds nothing.
#[test]
fn what_would_follow_but_for_a_guess_binds_nothing() {
    let answer = |requirement: &str, exit: i32| {
        let run = Run::new("recommend -q --rules own --brief").file("own/own.rules", BESIDE_A_GUESS);
        let run = run.file("own/catalog/facts.toml", FACTS).file("own/catalog/one/box.toml", BOX);
        run.stdin(requirement).run().json(exit)["providers"]["one"]["service"].clone()
    };
    assert_eq!(answer(r#"{"urgent": true}"#, 0), "one.box");
    assert_eq!(answer(r#"{"urgent": true, "away": true}"#, 0), "one.box");
    assert_eq!(answer(r#"{"urgent": true, "away": false}"#, 3), serde_json::Value::Null);
}
