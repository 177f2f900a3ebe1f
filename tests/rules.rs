//! Rule packs, broken in many ways, each refused with the right code at the right place.
//!
//! A file of `tests/rules/` holds snippets; `--- name` begins one. A comment
//! `# error: 2:7-2:11 unknown-service` expects a finding from line 2, column 7 up to but not
//! including line 2, column 11, lines counted from the first of its file; `nowhere` stands for no
//! place. All findings must be expected. `+++ name` begins another file of the same pack. A
//! snippet without a `pack` item lies beside `base.rules`, unless it says `# own files`.

use std::collections::BTreeSet;
use std::path::Path;

use fingerpost::diagnostic::{Code, Diagnostic};

use crate::tiny::{BASE, Stack, is_well_said};

/// Every code that the text of rule files can cause, but for the limits that need large texts.
const CODES: &[Code] = &[
    Code::OutOfRange,
    Code::QuestionHere,
    Code::UnknownOption,
    Code::UnknownRow,
    Code::UnexpectedText,
    Code::UnterminatedText,
    Code::MissingClause,
    Code::RepeatedClause,
    Code::DuplicateName,
    Code::UnknownName,
    Code::UnknownService,
    Code::UnknownProvider,
    Code::UnknownFact,
    Code::UnknownTarget,
    Code::TypeMismatch,
    Code::TwoQuestions,
    Code::TemplateName,
    Code::NoServiceHere,
    Code::Cycle,
    Code::NotOneEntry,
    Code::Unreachable,
    Code::OpenNode,
    Code::DeadArm,
    Code::PackHeader,
    Code::NothingToReplace,
];

/// A snippet: its name, prefixed by its file, and the files of its pack.
struct Snippet {
    name: String,
    files: Vec<(String, String)>,
}

impl Snippet {
    fn stack(&self) -> Stack {
        let own = self.files.iter().any(|(_, text)| {
            text.lines().any(|line| line.starts_with("pack ") || line.starts_with("# own files"))
        });
        let beside = if own { None } else { Some(("base.rules", BASE)) };
        let files = self.files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let files: Vec<(&str, &str)> = beside.into_iter().chain(files).collect();
        Stack::new(&[&files])
    }

    fn expected(&self) -> Vec<String> {
        let mark = |file: &str, mark: &str| {
            if mark.starts_with("nowhere ") { mark.to_owned() } else { format!("{file} {mark}") }
        };
        let marks = |(file, text): &(String, String)| -> Vec<String> {
            let lines = text.lines().filter_map(|line| line.trim().strip_prefix("# error: "));
            lines.map(|written| mark(file, written)).collect()
        };
        let mut expected: Vec<String> = self.files.iter().flat_map(marks).collect();
        expected.sort();
        expected
    }
}

#[test]
fn packs_are_refused_with_the_right_codes_at_the_right_places() {
    let snippets = snippets();
    let broken = snippets.iter().filter(|snippet| !snippet.expected().is_empty()).count();
    assert!(broken >= 35, "only {broken} broken packs were found");
    let mut failures = Vec::new();
    for snippet in &snippets {
        let stack = snippet.stack();
        stack.found.iter().for_each(is_well_said);
        if stack.marks() != snippet.expected() {
            let said: Vec<&str> = stack.found.iter().map(|found| found.message.as_str()).collect();
            let (expected, found) = (snippet.expected(), stack.marks());
            failures
                .push(format!("{}:\n expected {expected:#?}\n found {found:#?}\n {said:#?}", snippet.name));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn every_code_of_rule_files_has_a_broken_pack() {
    let expected: Vec<String> = snippets().iter().flat_map(Snippet::expected).collect();
    let seen: BTreeSet<&str> = expected.iter().filter_map(|mark| mark.rsplit(' ').next()).collect();
    let codes: BTreeSet<&str> = CODES.iter().map(|code| code.as_str()).collect();
    assert_eq!(seen, codes);
}

fn snippets() -> Vec<Snippet> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    let mut snippets = Vec::new();
    for file in ["good.txt", "names.txt", "structure.txt", "types.txt"] {
        #[expect(clippy::disallowed_methods, reason = "the snippets are files beside this one")]
        let text = std::fs::read_to_string(folder.join(file)).expect("a file of snippets");
        for part in format!("\n{text}").split("\n--- ").skip(1) {
            let (name, source) = part.split_once('\n').unwrap_or((part, ""));
            let mut files = Vec::new();
            for (at, part) in format!("\n{source}").split("\n+++ ").enumerate() {
                let named = part.split_once('\n').unwrap_or((part, ""));
                let (file, text) = if at == 0 { ("first.rules", named.1) } else { named };
                files.push((file.to_owned(), text.to_owned()));
            }
            snippets.push(Snippet { name: format!("{file}: {name}"), files });
        }
    }
    snippets
}

/// The only finding of a file beside the small pack: its message and its help.
#[track_caller]
fn says(text: &str, message: &str, help: &str) {
    let stack = Stack::new(&[&[("base.rules", BASE), ("more.rules", text)]]);
    let found: Vec<(&str, &str)> = stack.found.iter().map(said).collect();
    assert_eq!(found, [(message, help)], "{text}");
}

fn said(finding: &Diagnostic) -> (&str, &str) {
    (&finding.message, finding.help.as_deref().unwrap_or_default())
}

#[test]
fn a_name_within_distance_two_is_suggested() {
    says("derive a = memroy > 1 GiB", "`memroy` is not a question or derivation", "did you mean `memory`?");
    says("derive a = kind = wbe", "`wbe` is not one of the options", "did you mean `web`?");
    says("derive a = features includes tape", "`tape` is not one of the options", "one of: disk, mesh, gpu");
    says("forbid south.sell because \"x\"", "unknown service `south.sell`", "did you mean `south.cell`?");
    says("derive a = machine = m.lrage", "`m.lrage` is not in `machines`", "did you mean `m.large`?");
    says(
        "constraint c need service.max_memroy > 1 GiB refuse \"x\" because \"x\" source guide",
        "fact key `max_memroy` is not declared",
        "did you mean `max_memory`?",
    );
    says("derive a = jobs because \"{gpsu}\"", "`{gpsu}` names nothing known here", "did you mean `gpus`?");
}

#[test]
fn a_far_name_is_not_suggested() {
    says("derive a = storage > 1 GiB", "`storage` is not a question or derivation", "");
    says("forbid west.tower because \"x\"", "unknown service `west.tower`", "");
}

#[test]
fn a_wrong_unit_is_told_how_to_write_it() {
    let memory = "write a quantity of memory like `512 MiB`, `4GiB` or `16 GB`";
    says("derive a = memory > 5 min or jobs", "duration cannot be compared with memory", memory);
    says("derive a = memory <= 32", "memory cannot be compared with number", memory);
    says("derive a = memory > 32", "number cannot be compared with memory", memory);
    says("derive a = 32 <= memory", "number cannot be compared with memory", memory);
}

#[test]
fn a_circle_prints_its_path() {
    let message = "questions whose fallbacks use each other: `x -> y -> x`";
    let text = "question x: yes_no default yes when y\nquestion y: yes_no default no when x";
    says(text, message, "let one of them look at stated answers only");
}

#[test]
fn an_open_node_has_a_requirement_as_witness() {
    let text = "pack p 1.0.0 as_of 2026-01-01\n\
        question size: integer 0..10 default 0\n\
        question kind: choice of [a, b] default a\n\
        node n when size < 5 -> out when kind = a -> out\n\
        outcome out because \"x\" source \"https://example.org\" read 2026-01-01";
    let stack = Stack::of(&[text]);
    let found: Vec<(&str, &str)> = stack.found.iter().map(said).collect();
    let help = "add `otherwise -> …`; for example `{ size: 5, kind: b }`";
    assert_eq!(found, [("some requirements take no arm of node `n`", help)]);
}

#[test]
fn a_circle_of_nodes_prints_its_path() {
    let text = "pack p 1.0.0 as_of 2026-01-01\n\
        question q: yes_no default no\n\
        node start otherwise -> a\n\
        node a when q -> b otherwise -> out\n\
        node b otherwise -> a\n\
        outcome out because \"x\" source \"https://example.org\" read 2026-01-01";
    let stack = Stack::of(&[text]);
    let found: Vec<&str> = stack.found.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(found, ["nodes that lead back to themselves: `a -> b -> a`"]);
}

#[test]
fn more_than_128_words_are_too_many() {
    let words = |count: usize| (0..count).map(|at| format!("w{at}")).collect::<Vec<_>>().join(", ");
    let question = |count| format!("question q: set of [{}]\n", words(count));
    assert_eq!(beside_base(&question(128)), Vec::<String>::new());
    assert_eq!(beside_base(&question(129)), ["more.rules 1:13-1:16 too-many"]);
}

#[test]
fn more_than_256_questions_are_too_many() {
    let base = BASE.matches("\nquestion ").count();
    let questions = |count: usize| {
        let all: Vec<String> = (base..count).map(|at| format!("question q{at}: yes_no")).collect();
        all.join("\n")
    };
    let (most, more) = (questions(256), questions(257));
    assert_eq!(beside_base(&most), Vec::<String>::new());
    let mark = format!("more.rules {}:10-{}:14 too-many", 257 - base, 257 - base);
    assert_eq!(beside_base(&more), [mark]);
}

#[test]
fn limits_of_the_text_stop_a_pack() {
    let deep = format!("derive a = {}jobs{}\n", "(".repeat(65), ")".repeat(65));
    assert_eq!(beside_base(&deep), ["more.rules 1:76-1:77 too-deep"]);
    let large = format!("#{}\n", "x".repeat(fingerpost::language::MAX_FILE_BYTES));
    assert_eq!(beside_base(&large), ["more.rules 1:1-1:1 file-too-large"]);
}

#[test]
fn a_large_derivation_sees_what_another_one_rests_on() {
    // So large that each is computed once and looked up.
    let count = 30;
    let question = |name: String| format!("question {name}: yes_no\n    default no\n");
    let derive = |of: &str, first: &str| {
        let part = |at: usize| format!("({of}{at} and not {of}{})", (at + 1) % count);
        let parts: Vec<String> = (0..count).map(part).collect();
        format!("derive large_{of} = {first}{}\n", parts.join(" or "))
    };
    let questions: String =
        ["a", "b"].iter().flat_map(|of| (0..count).map(move |at| question(format!("{of}{at}")))).collect();
    let constraint = "constraint with_gpus\n    when large_b\n    need service.gpu = yes\n    \
        refuse \"none\"\n    because \"it says so\"\n    source guide \"9\"\n";
    let rules = [BASE, &questions, &derive("a", ""), &derive("b", "large_a or "), constraint].concat();
    let stack = Stack::of(&[&rules]);
    assert_eq!(stack.recommends("{}"), ["north.pod", "south.cell"]);
    for one in ["a", "b"] {
        let stated = format!(r#"{{"{one}0": true, "{one}1": false}}"#);
        assert_eq!(stack.recommends(&stated), ["north.box", "south.cell"], "{stated}");
    }
}

fn beside_base(text: &str) -> Vec<String> {
    Stack::new(&[&[("base.rules", BASE), ("more.rules", text)]]).marks()
}
