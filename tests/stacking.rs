//! Packs laid over each other: what an overlay adds, replaces and forbids, and what that changes.

use crate::tiny::{BASE, Stack, is_well_said};

const HEADER: &str = "pack house 2.1.0 extends base\n";

/// The small pack with an overlay that has a header.
fn over(items: &str) -> Stack {
    Stack::of(&[BASE, &format!("{HEADER}{items}")])
}

#[track_caller]
fn recommends(overlay: &str, requirement: &str, north: &str, south: &str) {
    assert_eq!(over(overlay).recommends(requirement), [north, south], "{requirement}");
}

#[track_caller]
fn refused(packs: &[&str], marks: &[&str]) {
    let stack = Stack::of(packs);
    stack.found.iter().for_each(is_well_said);
    assert_eq!(stack.marks(), marks, "{:#?}", stack.found);
}

#[test]
fn the_pack_below_answers_by_itself() {
    let base = Stack::of(&[BASE]);
    assert_eq!(base.recommends("{}"), ["north.pod", "south.cell"]);
    assert_eq!(base.recommends(r#"{"gpus": 4}"#), ["north.box", "south.cell"]);
    assert_eq!(base.recommends(r#"{"memory": "100 GiB"}"#), ["north.box", "no_fit"]);
    assert_eq!(base.recommends(r#"{"providers": ["south"]}"#), ["south.cell"]);
}

#[test]
fn an_empty_overlay_changes_the_version_alone() {
    let stack = over("");
    assert_eq!(stack.pack().name(), "base");
    assert_eq!(stack.pack().version(), "1.0.0+2.1.0");
    assert_eq!(stack.pack().as_of().to_string(), "2026-01-01");
    assert_eq!(stack.recommends("{}"), ["north.pod", "south.cell"]);
}

#[test]
fn the_highest_day_applies() {
    let stack = Stack::of(&[BASE, "pack house 2.1.0 extends base as_of 2026-02-03"]);
    assert_eq!(stack.pack().as_of().to_string(), "2026-02-03");
}

#[test]
fn three_packs_lie_over_each_other() {
    let middle = "pack house 2.1.0 extends base\nreplace question gpus: integer default 3";
    let team = "pack team 0.3.0 extends house\nreplace question gpus: integer default 0";
    let stack = Stack::of(&[BASE, middle, team]);
    assert_eq!(stack.pack().version(), "1.0.0+2.1.0+0.3.0");
    assert_eq!(stack.recommends("{}"), ["north.pod", "south.cell"]);
    assert_eq!(Stack::of(&[BASE, middle]).recommends("{}"), ["north.box", "south.cell"]);
}

#[test]
fn an_overlay_adds_questions_and_constraints() {
    let rules = "question quiet: yes_no default no\n\
        constraint quiet_enough when quiet need service.gpu = no\n\
        \x20   refuse \"{service} has fans\" because \"fans are loud\" source guide\n";
    recommends(rules, r#"{"gpus": 4}"#, "north.box", "south.cell");
    // North's box has a GPU; whether south's cell has one is not known, and unknown is not false.
    recommends(rules, r#"{"gpus": 4, "quiet": true}"#, "north.pod", "south.cell");
}

#[test]
fn a_default_binds_no_constraint() {
    let rules = "question quiet: yes_no default yes\n\
        constraint quiet_enough when quiet need service.gpu = no\n\
        \x20   refuse \"{service} has fans\" because \"fans are loud\" source guide\n";
    recommends(rules, r#"{"gpus": 4}"#, "north.box", "south.cell");
}

#[test]
fn an_overlay_replaces_a_question() {
    let rules = "replace question gpus: integer 0..8 default 4";
    recommends(rules, "{}", "north.box", "south.cell");
    recommends(rules, r#"{"gpus": 0}"#, "north.pod", "south.cell");
}

#[test]
fn a_replaced_question_keeps_its_place() {
    let names = |stack: &Stack| -> Vec<String> {
        stack.pack().questions().map(|(_, question)| question.name.clone()).collect()
    };
    assert_eq!(names(&over("replace question gpus: number default 4")), names(&Stack::of(&[BASE])));
}

#[test]
fn an_overlay_replaces_a_derivation() {
    recommends("replace derive heavy = gpus > 6", r#"{"gpus": 4}"#, "north.pod", "south.cell");
}

#[test]
fn an_overlay_replaces_a_constraint() {
    let rules = "replace constraint enough_memory\n need memory <= 16 GiB or service = south.cell\n\
        \x20   refuse \"house limit\" because \"so it is\" source guide";
    recommends(rules, r#"{"memory": "20 GiB"}"#, "no_fit", "south.cell");
}

#[test]
fn an_overlay_replaces_a_node() {
    let rules = "replace node start_here when not heavy -> boxes otherwise -> pods";
    recommends(rules, "{}", "north.box", "south.cell");
    recommends(rules, r#"{"gpus": 4}"#, "north.pod", "south.cell");
}

#[test]
fn an_overlay_replaces_an_outcome() {
    let rules = "replace outcome pods north north.box because \"one platform\" source guide";
    // South is named by no candidate any more: its order of preference takes over.
    recommends(rules, "{}", "north.box", "south.cell");
}

#[test]
fn an_overlay_replaces_an_order_of_preference() {
    let nothing = "replace outcome pods because \"nothing is named\" source guide\n";
    recommends(nothing, "{}", "north.pod", "south.cell");
    let boxes = format!("{nothing}replace prefer north north.box then north.pod");
    recommends(&boxes, "{}", "north.box", "south.cell");
}

#[test]
fn a_preference_may_look_at_any_answer() {
    let rules = "replace outcome pods because \"nothing is named\" source guide\n\
        replace prefer north north.box when name = \"checkout\" then north.pod";
    recommends(rules, "{}", "north.pod", "south.cell");
    recommends(rules, r#"{"name": "checkout"}"#, "north.box", "south.cell");
}

#[test]
fn an_overlay_forbids_a_service() {
    let rules = "forbid north.pod because \"house rule\"";
    recommends(rules, "{}", "north.box", "south.cell");
    let all = "forbid north.pod because \"house rule\"\nforbid north.box because \"house rule\"";
    recommends(all, "{}", "no_fit", "south.cell");
}

#[test]
fn a_service_may_be_forbidden_for_some_workloads() {
    let rules = "forbid north.pod when kind = batch because \"house rule\"";
    recommends(rules, r#"{"kind": "web"}"#, "north.pod", "south.cell");
    recommends(rules, r#"{"kind": "batch"}"#, "north.box", "south.cell");
    // What is only assumed binds nothing.
    recommends(rules, "{}", "north.pod", "south.cell");
}

#[test]
fn an_overlay_may_not_declare_what_is_there() {
    let overlay = format!("{HEADER}question gpus: integer");
    refused(&[BASE, &overlay], &["1.rules 2:10-2:14 duplicate-name"]);
    let stack = Stack::of(&[BASE, &overlay]);
    let help = "write `replace` in front of it to replace the one of the pack below";
    assert_eq!(stack.found[0].help.as_deref(), Some(help));
}

#[test]
fn only_what_lies_below_is_replaced() {
    let overlay = format!("{HEADER}replace derive light = jobs\n");
    refused(&[BASE, &overlay], &["1.rules 2:16-2:21 nothing-to-replace"]);
    let twice = format!("{HEADER}replace derive heavy = jobs\nreplace derive heavy = gpus > 1");
    refused(&[BASE, &twice], &["1.rules 3:16-3:21 nothing-to-replace"]);
}

#[test]
fn an_overlay_says_what_it_extends() {
    refused(&[BASE, "pack house 2.1.0"], &["1.rules 1:6-1:11 pack-header"]);
    refused(&[BASE, "pack house 2.1.0 extends other"], &["1.rules 1:26-1:31 pack-header"]);
}

#[test]
fn an_overlay_has_a_header() {
    refused(&[BASE, "forbid north.pod because \"x\""], &["1.rules 1:1-1:29 pack-header"]);
}

#[test]
fn the_wrong_order_is_refused() {
    let overlay = format!("{HEADER}forbid north.pod because \"x\"");
    let mut base_last = Stack::of(&[&overlay, BASE]).marks();
    base_last.retain(|mark| mark.ends_with("pack-header"));
    assert_eq!(base_last, ["0.rules 1:26-1:30 pack-header", "1.rules 2:6-2:10 pack-header"]);
}

#[test]
fn an_error_of_the_overlay_is_reported_at_the_overlay() {
    let overlay = format!("{HEADER}replace node start_here when heavy -> boxes");
    refused(&[BASE, &overlay], &["0.rules 71:9-71:13 unreachable", "1.rules 2:14-2:24 open-node"]);
}

/// As many as a file can hold: a place among them has a number all the same.
#[test]
fn fallbacks_without_number_are_tried_in_order() {
    let fallbacks = " default 2 when spot because \"a\"".repeat(70_000);
    let question = format!("question spare: integer\n{fallbacks} default 3 because \"b\"\n");
    let stack = over(&format!("question spot: yes_no default no because \"c\"\n{question}"));
    assert_eq!(stack.recommends("{}"), ["north.pod", "south.cell"]);
}
