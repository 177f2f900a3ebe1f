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
