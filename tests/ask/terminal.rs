//! The questionnaire at a real pseudo-terminal.

use super::rules::{folder, read};
use super::screen::{DOWN, END_OF_INPUT, ENTER, ESC, INTERRUPT, Screen};
use crate::support::Folder;

const ASK: &str = "ask --quiet --rules store";

fn start(folder: &Folder, arguments: &str) -> Screen {
    Screen::start(folder.path(), 100, &format!("{ASK} {arguments}"), &[])
}

#[test]
fn answers_lead_to_the_report_and_to_files() {
    let folder = folder();
    let mut screen = start(&folder, "");
    screen.shows("? How large is it?").shows("shelf of one (one.shelf); could still become one of 2 others");
    screen.shows("At most 2 questions are left, then one list of special needs.");
    screen.press(DOWN).press(ENTER);
    screen.shows("? Must it stay dry?").press(ENTER);
    screen.shows("? Does any of these apply?").press(ENTER);
    screen.shows("Nothing that is left to ask can change the result.").press(ENTER);
    screen.shows("hall of one (one.hall): decided").shows("Save the answers as a requirement file");
    screen.press("answers.txt").press(ENTER);
    screen.shows("must end in .yaml or .yml").press("answers.yaml").press(ENTER);
    screen.shows("Save a decision record").press("store").press(ENTER);
    screen.shows("cannot write `store`: it is a directory").press("adr.md").press(ENTER);
    assert_eq!(screen.ends(), 0);
    let file = read(folder.path(), "answers.yaml");
    assert!(file.contains("\nsize: large\n") && file.contains("\ndry: yes\n"), "{file}");
    assert!(read(folder.path(), "adr.md").contains("## Decision"));
}

#[test]
fn a_question_mark_explains_and_asks_again() {
    let folder = folder();
    let mut screen = start(&folder, "");
    screen.shows("? How large is it?").press("?");
    screen.shows("> ? Explain").press(ENTER);
    screen
        .shows("large  One: one.hall and one.yard; Two: two.yard")
        .shows("If you do not know: small is assumed");
    screen.shows("  I don't know: small is assumed, because most things are small").press(ENTER);
    screen.shows("> How large is it? small").shows("? Does any of these apply?");
    screen.press(INTERRUPT);
    assert_eq!(screen.ends(), 4);
}

#[test]
fn an_interrupt_between_two_prompts_keeps_what_was_answered() {
    let folder = folder();
    let mut screen = start(&folder, "--save kept.yaml");
    // What a terminal sends while no prompt reads keys: a signal; here between two keys of one prompt.
    screen.shows("? How large is it?").press(DOWN).shows("> large").interrupt();
    screen.press(ENTER).shows("`fingerpost ask kept.yaml` goes on from there");
    assert_eq!(screen.ends(), 4);
    assert!(read(folder.path(), "kept.yaml").contains("\nsize: large\n"));
}

#[test]
fn a_second_interrupt_ends_it_at_once() {
    let folder = folder();
    let mut screen = start(&folder, "");
    screen.shows("? How large is it?").interrupt();
    screen.press("?").shows("> ? Explain").interrupt();
    assert!(screen.is_killed());
}

#[test]
fn esc_goes_back_and_an_earlier_answer_can_be_changed() {
    let folder = folder();
    let mut screen = start(&folder, "--save a.yaml");
    screen.shows("? How large is it?").press(ESC);
    screen.shows("This is the first question.").shows("? How large is it?");
    screen.press(DOWN).press(ENTER).shows("? Must it stay dry?");
    screen.press(ESC).shows("two.yard on Two\n? How large is it?\n> small");
    screen.press(DOWN).press(ENTER).shows("? Must it stay dry?");
    screen.press("Change").press(ENTER).shows("? Which answer is to be changed?").shows("> size = large");
    screen.press(ENTER).shows("? How large is it?\n> small").press(ENTER);
    screen.shows("? Does any of these apply?").press(ENTER).shows("Nothing that is left").press(ENTER);
    screen.shows("shelf of one (one.shelf): decided").press(ENTER);
    assert_eq!(screen.ends(), 0);
    assert!(read(folder.path(), "a.yaml").contains("\nsize: small\n"));
}

#[test]
fn not_knowing_is_on_every_list_and_at_every_line() {
    let folder = folder();
    let mut screen = start(&folder, "");
    screen.shows("? How large is it?").press("know").shows("> I don't know").press(ENTER);
    screen.shows("? Does any of these apply?").press(" ").shows("[x] How many kilograms").press(ENTER);
    screen
        .shows("? How many kilograms does it weigh?")
        .shows("enter alone: I don't know")
        .press("heavy")
        .press(ENTER);
    screen.shows("error[wrong-type]").shows("? How many kilograms does it weigh?").press(ENTER);
    screen.shows("Nothing that is left to ask").press(ENTER);
    screen
        .shows("provisional: depends on size")
        .shows("Save")
        .press(ENTER)
        .shows("decision record")
        .press(ENTER);
    assert_eq!(screen.ends(), 0);
}

#[test]
fn an_interrupt_keeps_what_was_answered_and_a_file_goes_on() {
    let folder = folder();
    let mut screen = start(&folder, "--save kept.yaml");
    screen.shows("? How large is it?").press(DOWN).press(ENTER);
    screen.shows("? Must it stay dry?").press(INTERRUPT);
    screen.shows("`fingerpost ask kept.yaml` goes on from there");
    assert_eq!(screen.ends(), 4);
    let mut screen = start(&folder, "kept.yaml");
    screen.shows("? Must it stay dry?");
    assert!(!screen.text().contains("How large is it?"), "{}", screen.text());
    screen.press(INTERRUPT).shows("size: large");
    assert_eq!(screen.ends(), 4);
}

#[test]
fn a_narrow_terminal_shows_it_all() {
    let folder = folder();
    let mut screen = Screen::start(folder.path(), 32, ASK, &[]);
    screen
        .shows("? How large is it?")
        .shows("Large is what does not fit")
        .shows("> small")
        .press(DOWN)
        .shows("> large");
    assert!(screen.text().lines().all(|line| line.chars().count() <= 32), "{}", screen.text());
    screen.press(ENTER).shows("Must it stay dry?").press(INTERRUPT);
    assert_eq!(screen.ends(), 4);
}

/// Whether an escape that sets a colour is among what was written.
fn is_coloured(screen: &Screen) -> bool {
    let bytes = screen.bytes();
    let escapes = bytes.split("\u{1b}[").skip(1).filter_map(|rest| rest.split_once('m'));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit() || c == ';');
    escapes
        .filter(|(codes, _)| digits(codes))
        .any(|(codes, _)| codes.split(';').any(|code| !matches!(code, "" | "0" | "39" | "49")))
}

#[test]
fn there_is_colour_unless_somebody_minds() {
    let folder = folder();
    for (arguments, environment, coloured) in [
        ("", [].as_slice(), true),
        ("", [("NO_COLOR", "1")].as_slice(), false),
        ("--color never", [].as_slice(), false),
    ] {
        let mut screen = Screen::start(folder.path(), 100, &format!("{ASK} {arguments}"), environment);
        screen.shows("? How large is it?").press(INTERRUPT);
        screen.ends();
        assert_eq!(is_coloured(&screen), coloured, "{arguments} {environment:?}: {:?}", screen.bytes());
    }
}

#[test]
fn a_dumb_terminal_gets_lines_until_the_input_ends() {
    let folder = folder();
    let mut screen = Screen::start(folder.path(), 100, ASK, &[("TERM", "dumb")]);
    screen.shows("1 small").shows(":back  :edit NAME  :stop").press("large\n");
    screen.shows("Must it stay dry?").press(END_OF_INPUT).shows("size: large");
    assert_eq!(screen.ends(), 4);
    assert!(!screen.bytes().contains('\u{1b}'), "{:?}", screen.bytes());
}

#[test]
fn pasted_control_characters_and_long_lines_do_no_harm() {
    let folder = folder();
    let mut screen = start(&folder, "");
    // A control character may end the prompt: what is pressed next has to wait for the one that follows.
    screen.shows("? How large is it?").press("\u{7}\u{1}\u{b}nothing like it").shows("nothing like it");
    screen.press(&"\u{7f}".repeat(30)).shows("> small").press(ENTER);
    screen.shows("? Does any of these apply?").press(" ").press(ENTER);
    screen.shows("? How many kilograms").press(&"9".repeat(300)).press(ENTER);
    screen.shows("error[").shows("? How many kilograms").press("4").press(ENTER);
    screen.shows("Nothing that is left").press(INTERRUPT).shows("weight.amount: 4");
    assert_eq!(screen.ends(), 4);
}
