//! A small pack: two questions that are open, and special needs of every kind.
#![expect(clippy::disallowed_methods, reason = "tests lay out files for the program to read")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::Folder;

const FACTS: &str = r#"
[providers]
one = { name = "One" }
two = { name = "Two" }

[key.load]
title = "Load"
type = "number"
meaning = "How many kilograms it carries"
better = "more"
"#;

const RULES: &str = r#"
pack store 1.0.0
    as_of 2020-01-02
    workload name

reference guide "The guide of the store"
    read 2020-01-01

question name: text
    ask "What is it called?"
    default none

question size: choice of [small, large]
    ask    "How large is it?"
    help   "Large is what does not fit through a door."
    assume small
        because "most things are small"

question dry: yes_no
    ask    "Must it stay dry?"
    assume no
        because "most things may get wet"

question weight.amount: number 0..
    ask  "How many kilograms does it weigh?"
    default none

question weight.axles: integer 0..
    ask  "How many axles does it stand on?"
    default none

question fragile: yes_no
    ask  "Does it break easily?"
    default no

question marks: set of [red, blue]
    ask  "Which marks does it carry?"
    default []

constraint carries
    when   weight.amount > 0
    need   service.load >= weight.amount
    refuse "it weighs {weight.amount} kg, {service} carries {service.load}"
    because "what is too heavy breaks the floor"
    source  guide "2"

constraint axles
    when   weight.amount > 10 and weight.axles > 2
    need   service.load >= 100
    refuse "it stands on {weight.axles} axles"
    because "axles press on the floor"
    source  guide "2"

conflict marked_and_fragile
    when    fragile and marks != []
    because "what breaks easily carries no marks"

node start "Where does it go?"
    when fragile -> padded
        because "it breaks easily"
    when size = large and dry -> halls
        because "it is large and must stay dry"
    when size = large or marks includes red -> yards
        because "it is large, or marked red"
    otherwise -> shelves
        because "it fits on a shelf"

outcome padded
    one one.case
    two two.case
    because "cases are padded"
    source  guide "1"

outcome halls
    one one.hall
    two two.yard
    because "halls have a roof"
    source  guide "1"

outcome yards
    one one.yard
    two two.yard
    because "yards have room"
    source  guide "1"

outcome shelves
    one one.shelf
    two two.shelf
    because "shelves are at hand"
    source  guide "1"

prefer one one.shelf then one.case then one.yard then one.hall
prefer two two.shelf then two.case then two.yard
"#;

/// The services, and the kilograms that each carries.
const SERVICES: [(&str, &str, u32); 7] = [
    ("one", "shelf", 5),
    ("one", "case", 10),
    ("one", "yard", 90),
    ("one", "hall", 500),
    ("two", "shelf", 5),
    ("two", "case", 10),
    ("two", "yard", 90),
];

/// A folder with the pack in `store`.
pub(super) fn folder() -> Folder {
    let folder = Folder::new();
    let put = |path: &str, text: &str| {
        let path = folder.path().join("store").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put("store.rules", RULES);
    put("catalog/facts.toml", FACTS);
    for (provider, name, load) in SERVICES {
        let text = format!(
            "id = \"{provider}.{name}\"\nname = \"{name} of {provider}\"\nsummary = \"A {name}.\"\ncompanion = false\n\n\
             [[fact]]\nkey = \"load\"\nvalue = {load}\nsource = \"https://example.org/{name}\"\nread = \"2020-01-01\"\n\
             confidence = \"high\"\n"
        );
        put(&format!("catalog/{provider}/{name}.toml"), &text);
    }
    folder
}

/// What a run said.
pub(super) struct Said {
    pub(super) code: Option<i32>,
    pub(super) out: String,
    pub(super) err: String,
}

/// Runs the program in a folder, without a terminal.
pub(super) fn run(folder: &Path, arguments: &str, input: &[u8]) -> Said {
    use std::io::Write as _;
    let mut child = Command::new(env!("CARGO_BIN_EXE_fingerpost"))
        .env_clear()
        .current_dir(folder)
        .args(arguments.split_whitespace())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may end before it has read everything.
    child.stdin.take().unwrap().write_all(input).unwrap_or_default();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// `ask` of the small pack.
pub(super) fn ask(folder: &Path, arguments: &str, input: &str) -> Said {
    run(folder, &format!("ask --quiet --rules store {arguments}"), input.as_bytes())
}

pub(super) fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).unwrap();
}

pub(super) fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}
