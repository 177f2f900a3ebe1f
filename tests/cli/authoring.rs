//! `rules fmt`: what people who own rules run.

use crate::support::{Holds, Run};

const UGLY: &str = "derive a=b # why\n";
const TIDY: &str = "derive a = b  # why\n";

#[test]
fn fmt_lays_out_files_and_folders() {
    let run = Run::new("rules fmt rules one.rules").file("rules/cases/a.rules", UGLY).file("one.rules", UGLY);
    run.file("rules/readme.txt", "not rules").run().is(0, Holds::Nothing, Holds::Nothing);
    let run = Run::new("rules fmt -").stdin(UGLY).run();
    assert_eq!(run.is(0, Holds::Something, Holds::Nothing).stdout, TIDY);
}

#[test]
fn hidden_folders_and_caches_hold_no_rules() {
    let run = Run::new("rules fmt --check").file(".git/a.rules", UGLY).file("target/x/a.rules", UGLY);
    run.file("target/CACHEDIR.TAG", "").file("a.rules", TIDY).run().is(0, Holds::Nothing, Holds::Nothing);
    Run::new("rules fmt --check").file("target/x/a.rules", UGLY).run().is(
        3,
        Holds::Something,
        Holds::Nothing,
    );
}

#[test]
fn fmt_check_shows_what_would_change_and_ends_with_3() {
    let differing = Run::new("rules fmt --check .").file("a.rules", UGLY).file("b.rules", TIDY).run();
    let shown =
        ["--- ./a.rules (as it is)", "+++ ./a.rules (laid out)", "-derive a=b # why\n+derive a = b  # why\n"];
    differing.is(3, Holds::All(&shown), Holds::Nothing);
    Run::new("rules fmt --check b.rules").file("b.rules", TIDY).run().is(0, Holds::Nothing, Holds::Nothing);
    let sly = "derive a=b # \u{1b}[31m\n";
    let shown = Run::new("rules fmt --check a.rules").file("a.rules", sly).run();
    assert!(!shown.is(3, Holds::Something, Holds::Nothing).stdout.contains('\u{1b}'));
}

#[test]
fn fmt_leaves_files_with_errors_alone_and_says_why() {
    let run = Run::new("rules fmt .").file("bad.rules", "derive a=").file("good.rules", UGLY).run();
    run.is(1, Holds::Nothing, Holds::All(&["unexpected-text", "bad.rules:1:10"]));
    Run::new("rules fmt none.rules").run().is(1, Holds::Nothing, Holds::All(&["unreadable-file"]));
}

const OVERLAY: &str = "pack acme 1.0.0\n    extends messaging\n";

#[test]
fn test_runs_the_cases_of_an_embedded_pack_or_of_a_folder() {
    let all = Run::new("--pack messaging rules test").run();
    all.is(0, Holds::All(&["18 cases hold, 0 do not", "arms taken", "8 of 8"]), Holds::Nothing);
    let one = Run::new("--pack messaging rules test --only reminder --format json").run().json(0);
    assert_eq!((one["passed"].as_u64(), one["schema"].as_str()), (Some(3), Some("fingerpost.cases/1")));
    let case = "case \"mine\"\n    given in_order = yes\n    expect aws aws.sqs\n    reject aws.sns by message_fits\n";
    let run = Run::new("--pack messaging rules test acme").file("acme/acme.rules", OVERLAY);
    let told = [
        "FAILS  mine",
        "expected  aws aws.sqs",
        "found     aws aws.sqs-fifo, provisional",
        "the walk: what_moves -> task_queue -> careful_queue",
        "aws.sqs is rejected by order_kept",
        "acme/cases/mine.rules:3:16",
        "expected  aws.sns to be rejected by message_fits",
        "0 cases hold, 1 do not\n",
    ];
    run.file("acme/cases/mine.rules", case).run().is(3, Holds::All(&told), Holds::Nothing);
}

#[test]
fn test_without_a_case_to_run_is_an_error() {
    Run::new("--pack messaging rules test --only zebra").run().is(
        1,
        Holds::Nothing,
        Holds::All(&["empty-input"]),
    );
    let run = Run::new("--pack messaging rules test acme").file("acme/acme.rules", OVERLAY).run();
    run.is(1, Holds::Nothing, Holds::All(&["there are no cases"]));
    Run::new("--pack nothing questions").run().is(
        2,
        Holds::Nothing,
        Holds::All(&["containers", "messaging"]),
    );
}

/// A rule among cases held while they were tested, and in no answer.
#[test]
fn a_folder_of_cases_holds_cases_alone() {
    let header = "pack acme 1.0.0 extends messaging\n";
    let rule = "constraint never\n    need    service.provider = gcp\n    refuse  \"no\"\n    because \"x\"\n    source  \"https://e.test/x\" read 2026-11-23\n";
    let case = "case \"queue\"\n    given   kind = event_bus\n    expect  gcp gcp.pubsub\n    source  \"https://e.test/x\" read 2026-11-23\n";
    let run = |among_cases: &str| {
        let run = Run::new("--pack messaging rules test own").file("own/acme.rules", header);
        run.file("own/cases/x.rules", among_cases).run()
    };
    let ended = run(&format!("{rule}\n{case}"));
    assert_eq!(ended.code, Some(1), "{}", ended.stdout);
    assert!(
        ended.stderr.contains("own/cases/x.rules:1:1") && ended.stderr.contains("cases alone"),
        "{}",
        ended.stderr
    );
    assert!(!run(case).stderr.contains("cases alone"));
}
