//! Answers that are fine each by itself and cannot hold together.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::logic::QuestionId;
use crate::pack::{Conflict, Part, literal};
use crate::program::{DatedRules, EncodedAnswers};

use super::checked::Stated;

/// One finding per conflict, at the answers that make it.
pub(super) fn find(stated: &[Stated], encoded: &EncodedAnswers, rules: &DatedRules) -> Diagnostics {
    let mut found = Diagnostics::new();
    let program = rules.program();
    for at in program.conflicts(&program.assign(encoded)) {
        let conflict =
            invariant!(rules.pack().conflicts().get(at), "a conflict of the program is one of the pack");
        found.extend(report((at, conflict), stated, encoded, rules).into());
    }
    found
}

fn report(
    (at, conflict): (usize, &Conflict),
    stated: &[Stated],
    encoded: &EncodedAnswers,
    rules: &DatedRules,
) -> Diagnostic {
    let (pack, program) = (rules.pack(), rules.program());
    // An answer is part of the conflict if there would be none without it.
    let matters = |answer: &&Stated| {
        let mut without = encoded.clone();
        without.set(answer.question, None, pack, rules.catalog());
        !program.conflicts(&program.assign(&without)).any(|other| other == at)
    };
    let mut guilty: Vec<&Stated> = stated.iter().filter(matters).collect();
    if guilty.is_empty() {
        guilty = stated.iter().filter(|answer| conflict.questions.contains(&answer.question)).collect();
    }
    let say = |question: QuestionId, text: &str| format!("`{}: {text}`", pack.question(question).name);
    let sides: Vec<String> = guilty.iter().map(|answer| say(answer.question, &answer.text)).collect();
    let because = conflict.grounds.because.as_ref().map(|template| {
        template.fill(&mut |part| match part {
            Part::Answer(subject) => {
                let answer = stated.iter().find(|answer| answer.question == subject.question);
                answer.map(|answer| literal(&answer.value)).unwrap_or_default()
            }
            _ => String::new(),
        })
    });
    let (message, change) = match sides.as_slice() {
        [alone] => (format!("{alone} cannot be meant as it stands"), "change it"),
        _ => (format!("{} cannot hold together", sides.join(" and ")), "change one of them"),
    };
    let Some(first) = guilty.first() else { return Diagnostic::general(Code::Contradiction, message) };
    let mut finding = Diagnostic::error(Code::Contradiction, first.span, message);
    for other in guilty.iter().skip(1) {
        finding = finding.also(other.span, "and this");
    }
    match because {
        Some(because) => finding.help(format!("{because}; {change}")),
        None => finding.help(change),
    }
}
