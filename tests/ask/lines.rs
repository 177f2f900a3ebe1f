//! Lines and scripts.

use super::rules::{Said, ask, folder, read, run, write};

impl Said {
    /// Compares the exit code, and looks for texts on both streams together.
    #[track_caller]
    fn is(self, code: i32, says: &[&str]) -> Self {
        let all = format!("{}\n{}", self.out, self.err);
        let unwrapped = all.split_whitespace().collect::<Vec<&str>>().join(" ");
        for text in says {
            assert!(all.contains(text) || unwrapped.contains(text), "no {text:?} in\n{all}");
        }
        assert_eq!(self.code, Some(code), "{all}");
        self
    }
}

#[test]
fn without_a_terminal_it_says_what_to_use_instead() {
    let folder = folder();
    ask(folder.path(), "", "").is(2, &["--answers FILE", "--plain", "fingerpost recommend FILE"]);
}

#[test]
fn every_question_says_what_it_means_and_why_it_is_asked() {
    let folder = folder();
    let said = ask(folder.path(), "--plain", "large\nyes\n\n").is(
        0,
        &[
            "How large is it?",
            "Large is what does not fit through a door.",
            "it decides between one.hall, one.shelf and one.yard on One, and between two.shelf and two.yard on Two",
            "Enter: I don't know; small is assumed, because most things are small.",
            "At most 2 questions are left, then one list of special needs.",
            "hall of one (one.hall); settled",
            "hall of one (one.hall): decided",
        ],
    );
    assert!(said.out.contains("halls have a roof"), "the report is on standard output: {}", said.out);
    assert!(!said.out.contains("How large is it?"), "questions are not: {}", said.out);
}

#[test]
fn only_what_can_change_the_result_is_asked() {
    // Small things stay small whether or not they must stay dry.
    let folder = folder();
    let said =
        ask(folder.path(), "--plain", "small\n\n").is(0, &["How large is it?", "Does any of these apply?"]);
    assert!(!said.err.contains("Must it stay dry?"), "{}", said.err);
}

#[test]
fn not_knowing_is_an_answer_and_the_assumption_is_listed() {
    let folder = folder();
    let said = ask(folder.path(), "--plain --save a.yaml", "\n\n").is(0, &["settled, with what is assumed"]);
    assert_eq!(said.err.matches("How large is it?").count(), 1, "{}", said.err);
    let file = read(folder.path(), "a.yaml");
    assert!(
        file.contains("# because most things are small; could change One and Two\n# size: small"),
        "{file}"
    );
}

#[test]
fn a_list_of_special_needs_leads_to_details_of_what_is_ticked() {
    let folder = folder();
    let said = ask(folder.path(), "--plain --save a.yaml", "small\n1, 2\n20\n3\n\n").is(
        3,
        &[
            "1 How many kilograms does it weigh?",
            "2 Does it break easily? Yes.",
            "3 Which marks does it carry? (now: none)",
        ],
    );
    // The list names a group once; its detail comes after the first is answered, because it matters then.
    let (list, after) = said.err.split_once("Does it break easily? Yes.").unwrap();
    assert!(!list.contains("axles"), "{list}");
    assert!(after.contains("How many axles does it stand on?"), "{after}");
    let file = read(folder.path(), "a.yaml");
    for line in ["size: small", "weight.amount: 20", "weight.axles: 3", "fragile: yes"] {
        assert!(file.lines().any(|other| other == line), "no {line:?} in {file}");
    }
}

/// A need that is answered by its tick has details like any other.
#[test]
fn a_ticked_yes_leads_to_its_details() {
    const COVERS: &str = r#"
question cover.wanted: yes_no
    ask     "Must it be covered?"
    default no

question cover.layers: integer 0..
    ask     "How many layers does the cover have?"
    default none

constraint covered
    when    cover.wanted
    need    service.load >= 6
    refuse  "it is covered"
    because "covers need room"
    source  guide "2"

constraint layered
    when    cover.wanted and cover.layers > 2
    need    service.load >= 100
    refuse  "its cover has {cover.layers} layers"
    because "layers press on the floor"
    source  guide "2"
"#;
    let folder = folder();
    write(folder.path(), "store/covers.rules", COVERS);
    let said = ask(folder.path(), "--plain --save a.yaml", "small\n1\n4\n\n");
    said.is(
        3,
        &["1 Must it be covered? Yes.", "How many layers does the cover have?", "its cover has 4 layers"],
    );
    let file = read(folder.path(), "a.yaml");
    assert!(file.contains("\ncover.wanted: yes\n") && file.contains("\ncover.layers: 4\n"), "{file}");
}

#[test]
fn what_was_saved_reads_back_to_the_same_evaluation() {
    let folder = folder();
    ask(folder.path(), "--plain --save a.yaml", "large\n\n1\n20\n\n").is(0, &[]);
    let said = run(folder.path(), "recommend --quiet --rules store a.yaml", b"");
    let again = ask(folder.path(), "--answers a.yaml", "");
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert_eq!(said.out.replace("\na\n", "\n"), again.out.replace("\na\n", "\n"));
    // Saving what was resumed changes nothing.
    ask(folder.path(), "a.yaml --answers a.yaml --save b.yaml", "").is(0, &[]);
    assert_eq!(read(folder.path(), "a.yaml"), read(folder.path(), "b.yaml"));
}

#[test]
fn an_answer_of_any_text_survives_being_saved() {
    let folder = folder();
    for name in ["yes", "12", "a: b # c", "\u{202e}x", "\"quoted\" \\ back", "größe 東京", "- x", "null"]
    {
        write(folder.path(), "in.json", &serde_json::json!({ "name": name, "size": "small" }).to_string());
        ask(folder.path(), "in.json --answers in.json --save out.yaml", "").is(0, &[]);
        let json = run(folder.path(), "recommend --quiet --rules store --format json out.yaml", b"");
        let report: serde_json::Value = serde_json::from_str(&json.out).unwrap();
        assert_eq!(report["reports"][0]["workload"], name);
    }
}

#[test]
fn back_edit_and_explain_work_on_lines() {
    let folder = folder();
    let said =
        ask(folder.path(), "--plain --save a.yaml", "large\n:back\n?\nlarge\nyes\n:edit size\nsmall\n\n");
    let said = said.is(
        0,
        &["If you do not know: small is assumed", "declared at store/store.rules:", "large  One: one.hall"],
    );
    assert_eq!(said.err.matches("How large is it?").count(), 4, "{}", said.err);
    let file = read(folder.path(), "a.yaml");
    assert!(file.contains("\nsize: small\n"), "{file}");
    ask(folder.path(), "--plain", ":back\n:edit sise\n:stop\n").is(
        4,
        &[
            "This is the first question.",
            "`sise` is not a question",
            "did you mean `size`?",
            "before the first answer",
        ],
    );
}

#[test]
fn what_was_answered_is_kept_when_the_input_ends() {
    let folder = folder();
    let said = ask(folder.path(), "--plain", "large\n").is(4, &["Stopped.", "fingerpost ask workload.yaml"]);
    assert!(said.out.contains("size: large"), "{}", said.out);
    ask(folder.path(), "--plain --save kept.yaml", "large\n").is(4, &["fingerpost ask kept.yaml"]);
    assert!(read(folder.path(), "kept.yaml").contains("size: large"));
    let said = ask(folder.path(), "kept.yaml --plain", "yes\n\n").is(0, &["Must it stay dry?", "one.hall"]);
    assert!(!said.err.contains("How large is it?"), "{}", said.err);
    ask(folder.path(), "--plain", "").is(4, &["Stopped before the first answer."]);
}

#[test]
fn a_wrong_answer_is_told_and_asked_again() {
    let folder = folder();
    let long = "x".repeat(5_000);
    let input = format!("huge\n\u{1b}[31mlarge\n{long}\nsmall\n9\n1\nheavy\n-1\n20\n\n\n");
    let said = ask(folder.path(), "--plain", &input).is(
        0,
        &[
            "`huge` is not one of the options",
            r"control character, `\u{1b}`",
            "the answer has 5000 characters",
            "write numbers from 1 to 3",
            "wrong-type",
            "out-of-range",
        ],
    );
    assert!(!said.err.contains('\u{1b}') && !said.out.contains('\u{1b}'), "{}", said.err);
}

#[test]
fn bytes_that_are_no_text_and_lines_without_end_do_no_harm() {
    let folder = folder();
    let mut input = b"\xff\xfe\n".to_vec();
    input.extend(std::iter::repeat_n(b'a', 3 << 20));
    input.extend(b"\nlarge\nyes\n\n");
    let said = run(folder.path(), "ask --quiet --rules store --plain", &input);
    said.is(0, &["is not one of the options", "characters, and at most", "one.hall"]);
}

#[test]
fn an_answer_that_contradicts_another_is_asked_again() {
    let folder = folder();
    write(folder.path(), "a.yaml", "marks: [blue]\nsize: small\n");
    let said = ask(folder.path(), "a.yaml --plain", ":edit fragile\nyes\nno\n\n");
    said.is(0, &["contradiction", "what breaks easily carries no marks", "shelf of one"]);
}

#[test]
fn answers_come_from_a_file_and_none_is_dropped() {
    let folder = folder();
    write(folder.path(), "a.yaml", "size: large\ndry: yes\nmarks: [blue]\nname: chair\n");
    let said = ask(folder.path(), "--answers a.yaml --save b.yaml", "").is(0, &["one.hall", "Saved b.yaml."]);
    assert!(said.out.starts_with("chair\n"), "{}", said.out);
    let file = read(folder.path(), "b.yaml");
    // Blue marks change nothing, and were stated all the same.
    assert!(file.contains("\nmarks: [blue]\n") && file.contains("\ndry: yes\n"), "{file}");
}

/// A tick on the list of special needs says the opposite of what stands; a file that answers a need says what it says.
#[test]
fn a_need_that_a_file_denies_is_denied_in_what_is_saved() {
    let folder = folder();
    for answer in ["fragile: no", "fragile: yes", "marks: []", "weight.axles: 3", "dry: no"] {
        write(folder.path(), "a.yaml", &format!("size: small\n{answer}\n"));
        ask(folder.path(), "--answers a.yaml --save b.yaml", "");
        let file = read(folder.path(), "b.yaml");
        let mut stated: Vec<&str> =
            file.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
        stated.sort_unstable();
        let mut given = ["size: small", answer];
        given.sort_unstable();
        assert_eq!(stated, given, "{file}");
    }
}

#[test]
fn what_is_saved_of_a_file_is_recommended_as_the_file_is() {
    let folder = folder();
    for text in [
        "kind: api\nprivileged: no\n",
        "containerized: true\n",
        "kind: worker\non_premises: no\nscale_to_zero: no\n",
    ] {
        write(folder.path(), "a.yaml", text);
        let asked = run(folder.path(), "ask --quiet --answers a.yaml --save kept/a.yaml", b"");
        let [from_file, from_saved] = ["a.yaml", "kept/a.yaml"]
            .map(|file| run(folder.path(), &format!("recommend --quiet {file}"), b""));
        assert_eq!(from_file.out, from_saved.out, "{text}");
        assert_eq!((asked.out, asked.code), (from_file.out, from_file.code), "{text}");
    }
}

/// Of two files that say different things, neither is dropped without a word.
#[test]
fn a_file_that_contradicts_its_answers_is_refused() {
    let folder = folder();
    write(folder.path(), "a.yaml", "size: large\nfragile: no\n");
    write(folder.path(), "b.yaml", "size: small\nfragile: no\n");
    let said = ask(folder.path(), "a.yaml --answers b.yaml --save c.yaml", "");
    said.is(1, &["answered-twice", "`size` is answered twice", "b.yaml:1:7", "a.yaml:1:7"]);
    assert!(!folder.path().join("c.yaml").exists());
}

/// What was chosen already is no answer, and is not lost either.
#[test]
fn what_a_file_proposes_is_kept() {
    let folder = folder();
    write(folder.path(), "a.yaml", "size: large\nproposed: one.hall\n");
    write(folder.path(), "b.yaml", "dry: yes\n");
    write(folder.path(), "c.yaml", "proposed: [one.yard, two.yard]\n");
    let kept = |arguments: &str| {
        ask(folder.path(), &format!("{arguments} --save kept.yaml"), "\n\n");
        let lines = read(folder.path(), "kept.yaml");
        lines.lines().find(|line| line.starts_with("proposed")).map(str::to_owned)
    };
    for arguments in
        ["a.yaml --plain", "--answers a.yaml", "a.yaml --answers b.yaml", "b.yaml --answers a.yaml"]
    {
        assert_eq!(kept(arguments).as_deref(), Some("proposed: [one.hall]"), "{arguments}");
    }
    assert_eq!(kept("--answers c.yaml").as_deref(), Some("proposed: [one.yard, two.yard]"));
    assert_eq!(kept("--answers b.yaml"), None);
    let said = ask(folder.path(), "a.yaml --answers c.yaml", "");
    said.is(1, &["answered-twice", "`proposed` is answered twice", "c.yaml:1:12", "a.yaml:2:11"]);
}

#[test]
fn a_provider_that_the_answers_rule_out_is_refused() {
    let folder = folder();
    write(folder.path(), "a.yaml", "providers: [gcp]\nkind: api\n");
    let ask = |flags: &str| run(folder.path(), &format!("ask --quiet --answers a.yaml {flags}"), b"");
    ask("--provider aws").is(1, &["contradiction", "a.yaml:1:12", "--provider:1:1"]);
    ask("--provider gcp").is(0, &["Cloud Run"]);
}

#[test]
fn wrong_files_and_flags_are_refused() {
    let folder = folder();
    write(folder.path(), "two.yaml", "workloads:\n  - size: small\n  - size: large\n");
    write(folder.path(), "bad.yaml", "size: huge\n");
    ask(folder.path(), "--plain two.yaml", "").is(1, &["too-many", "there are 2 workloads"]);
    ask(folder.path(), "--plain bad.yaml", "").is(1, &["unknown-option", "bad.yaml:1:7"]);
    ask(folder.path(), "--plain none.yaml", "").is(1, &["unreadable-file"]);
    ask(folder.path(), "--answers bad.yaml", "").is(1, &["unknown-option"]);
    ask(folder.path(), "--plain --save a.json", "").is(2, &["must end in .yaml or .yml"]);
    ask(folder.path(), "--plain --save store/store.rules/a.yaml", "large\n").is(1, &["unwritable-file"]);
    ask(folder.path(), "--plain --answers a.yaml", "").is(2, &["cannot be used with"]);
}

/// Nobody answers questions for a file that cannot be written: it is told before the first, as what could not be done.
#[test]
fn a_place_that_is_no_file_is_refused_before_the_first_question() {
    let folder = folder();
    write(folder.path(), "a.yaml", "size: small\n");
    for (flags, says) in [
        ("--save store", "cannot write `store`: it is a directory"),
        ("--save store/", "cannot write `store/`: it is a directory"),
        ("--adr store", "cannot write `store`: it is a directory"),
        #[cfg(unix)]
        ("--save /dev/null", "cannot write `/dev/null`: it is not a regular file"),
    ] {
        for way in ["--plain", "--answers a.yaml"] {
            let said =
                ask(folder.path(), &format!("{way} {flags}"), "large\n").is(1, &["unwritable-file", says]);
            assert!(!said.err.contains("How large is it?") && said.out.is_empty(), "{flags}: {}", said.err);
        }
    }
}

#[test]
fn folders_that_are_missing_are_made_for_what_is_saved() {
    let folder = folder();
    write(folder.path(), "a.yaml", "size: small\n");
    let said = ask(folder.path(), "--answers a.yaml --save new/one/b.yaml --adr new/two/c.md", "");
    said.is(0, &["Saved new/one/b.yaml.", "Saved new/two/c.md."]);
    assert!(read(folder.path(), "new/one/b.yaml").contains("\nsize: small\n"));
    assert!(read(folder.path(), "new/two/c.md").contains("## Decision"));
}

#[test]
fn one_file_is_not_saved_over_the_other() {
    let folder = folder();
    write(folder.path(), "a.yaml", "size: small\n");
    for paths in
        ["--save b.yaml --adr b.yaml", "--save b.yaml --adr ./b.yaml", "--save new/b.yaml --adr ./new/b.yaml"]
    {
        let said = ask(folder.path(), &format!("--answers a.yaml {paths}"), "");
        said.is(2, &["--save and --adr name the same file"]);
    }
    assert!(!folder.path().join("b.yaml").exists() && !folder.path().join("new").exists());
}

#[test]
fn a_provider_that_is_not_asked_for_asks_nothing() {
    // On Two what is large goes to the yard, dry or not.
    let folder = folder();
    let said = ask(folder.path(), "--plain", "large\nyes\n\n").is(0, &["Must it stay dry?"]);
    assert!(said.out.contains("two.yard"), "{}", said.out);
}
