//! Answers from a file: every question that the file answers is answered so, all others are not known.

use crate::diagnostic::{Diagnostics, Sources, Spanned};
use crate::logic::QuestionId;
use crate::report::text::TextStyle;
use crate::requirement::Requirement;

use super::super::failure::Failure;
use super::front::{AtEnd, Front, Prompt, Reply};

/// A file that answers.
pub(super) struct Script<'r> {
    pub(super) answers: &'r Requirement,
}

impl Front for Script<'_> {
    fn style(&self) -> TextStyle {
        TextStyle { width: 100, colour: false, verbose: false }
    }

    fn show(&mut self, _: &[u8]) {}

    fn refuse(&mut self, found: &Diagnostics, sources: &Sources) -> Result<(), Failure> {
        Err(Failure::of(found.clone(), sources.clone()))
    }

    fn ask(&mut self, prompt: &Prompt) -> Reply {
        match self.answers.answer(prompt.question) {
            Some(stated) => Reply::Given(Spanned::new(stated.as_written(), stated.span)),
            None => Reply::NotKnown,
        }
    }

    /// Nothing: a tick says the opposite of what stands, and a file says what it says. Its answers to special needs are
    /// given to the questions themselves, with all the others that nobody asked for.
    fn tick(&mut self, _: &str, _: &[(QuestionId, String)]) -> Reply {
        Reply::Ticked(Vec::new())
    }

    fn choose(&mut self, _: &[(QuestionId, String)]) -> Option<QuestionId> {
        None
    }

    fn at_end(&mut self) -> AtEnd {
        AtEnd::Report
    }

    fn path(&mut self, _: &str) -> Option<String> {
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::catalog::{Catalog, ValueType};
    use crate::cli::day::Day;
    use crate::cli::options::Stack;
    use crate::cli::rules::{self, Rules};
    use crate::diagnostic::Sources;
    use crate::pack::{Question, embedded_names, literal};
    use crate::program::DatedRules;
    use crate::quantity::Dimension;
    use crate::requirement::read::Format;
    use crate::requirement::{Requirement, check};

    use super::super::talk::{Asking, Ended};
    use super::super::{Args, begin};
    use crate::inquiry::Session;

    /// Sheets of several answers.
    const SHEETS: usize = 37;

    fn args() -> Args {
        Args {
            file: None,
            answers: None,
            plain: false,
            save: None,
            adr: None,
            provider: Vec::new(),
            day: Day::default(),
            strict: false,
            verbose: false,
        }
    }

    fn read(text: &str, dated: &DatedRules) -> Option<Requirement> {
        let mut sources = Sources::new();
        let source = sources.add("answers.yaml", text);
        let raw = begin::one(source, &sources, Some(Format::Yaml));
        let raw = raw.unwrap_or_else(|found| panic!("{text}: {found:?}"));
        check(&raw, dated).ok()
    }

    fn stated(requirement: &Requirement) -> Vec<(String, String)> {
        let entry = |s: &crate::requirement::Stated| (format!("{:?}", s.question), literal(&s.value));
        requirement.stated().iter().map(entry).collect()
    }

    /// Holds the file that is kept of a questionnaire against the file that answered it.
    fn is_kept(text: &str, answers: &Requirement, dated: &DatedRules) {
        let start = read("{}", dated).unwrap();
        let (session, args) = (Session::new(dated, start), args());
        let mut asking = Asking { session, dated, sources: Sources::new(), args: &args };
        assert_eq!(asking.from(answers).ok(), Some(Ended::Settled), "{text}");
        let kept = asking.outcome().ok().unwrap();
        let kept = String::from_utf8(kept.file().to_vec()).unwrap();
        let again = read(&kept, dated).unwrap();
        assert_eq!(stated(&again), stated(answers), "{text} became\n{kept}");
        assert_eq!(again.encoded(), answers.encoded(), "{text} became\n{kept}");
    }

    /// Every answer to a yes or no, every word of a choice, one of anything else, and the empty set.
    fn answers(question: &Question, catalog: &Catalog) -> Vec<String> {
        match &question.value_type {
            ValueType::YesNo => vec!["yes".to_owned(), "no".to_owned()],
            ValueType::Choice(words) => words.to_vec(),
            ValueType::Set(words) => {
                words.first().map(|word| format!("[{word}]")).into_iter().chain(["[]".to_owned()]).collect()
            }
            ValueType::Quantity { dimension: Dimension::Number, .. } => vec!["2".to_owned()],
            // The first of the examples: `2`, `0.5` or `500m`.
            ValueType::Quantity { dimension, .. } => {
                vec![dimension.example().split('`').nth(1).unwrap().to_owned()]
            }
            ValueType::Text | ValueType::Texts => vec!["nvidia-l4".to_owned()],
            ValueType::Row(table) => catalog.table(*table).names().take(1).map(str::to_owned).collect(),
        }
    }

    fn with_pack(name: &str, claim: impl FnOnce(&DatedRules, &[String])) {
        let stack = Stack { pack: name.to_owned(), rules: Vec::new() };
        let Rules { catalog, pack, thawed, .. } = rules::load(&stack).ok().unwrap();
        let dated = DatedRules::with_thawed(&pack, &catalog, pack.as_of(), thawed);
        let asked = pack.questions().filter(|(id, _)| pack.provider_variable() != Some(*id));
        let each = asked.flat_map(|(_, question)| {
            let line = |answer| format!("{}: {answer}", question.name);
            answers(question, &catalog).into_iter().map(line)
        });
        let each: Vec<String> = each.collect();
        claim(&dated, &each);
    }

    #[test]
    fn every_answer_to_every_question_is_stated_as_it_is() {
        for pack in embedded_names() {
            with_pack(pack, |dated, lines| {
                for line in lines {
                    match read(line, dated) {
                        Some(answers) => is_kept(line, &answers, dated),
                        // One that is refused alone can be an empty list only: of what has to be one at least.
                        None => assert!(line.ends_with(": []"), "{line}"),
                    }
                }
            });
        }
    }

    /// Answers that lie far apart in the pack, together: what one of them changes must not turn another round.
    #[test]
    fn answers_in_company_are_stated_as_they_are() {
        with_pack("containers", |dated, lines| {
            let encoded_answers = (0..SHEETS).map(|at| {
                lines
                    .iter()
                    .skip(at)
                    .step_by(SHEETS)
                    .fold(String::new(), |all, line| format!("{all}{line}\n"))
            });
            let mut held = 0;
            for text in encoded_answers {
                if let Some(answers) = read(&text, dated) {
                    is_kept(&text, &answers, dated);
                    held += 1;
                }
            }
            assert!(held > SHEETS / 2, "only {held} of the sheets can be held");
        });
    }
}
