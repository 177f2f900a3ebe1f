//! A difference as lines: `+` for what is there now, `-` for what was.

use super::super::words;
use super::model::{Difference, Moved, ProviderDifference};
use super::words::turn;

/// A label and its text.
pub(super) type Line = (&'static str, String);

/// What differs beside the providers.
pub(super) fn context_lines(difference: &Difference) -> Vec<Line> {
    let mut lines = Vec::new();
    push(&mut lines, "answer", &difference.answers, |answer| {
        format!("{} = {} ({})", answer.question, words::value(&answer.value), answer.origin)
    });
    push(&mut lines, "assumed", &difference.assumptions, |assumption| {
        let changes =
            if assumption.could_change.is_empty() { "changes nothing" } else { "could change the answer" };
        format!("{} = {} ({changes})", assumption.question, words::value(&assumption.value))
    });
    lines
}

/// What differs for one provider.
pub(super) fn provider(difference: &ProviderDifference) -> Vec<Line> {
    let turned = [
        ("service", &difference.service),
        ("status", &difference.status),
        ("form", &difference.form),
        ("outcome", &difference.outcome),
    ];
    let mut lines: Vec<Line> =
        turned.into_iter().filter_map(|(label, turned)| Some((label, turn(turned.as_ref()?)))).collect();
    push(&mut lines, "possible", &difference.possible, |winner| words::winner(winner).to_owned());
    push(&mut lines, "why", &difference.reasons, |reason| reason.text.clone());
    push(&mut lines, "with", &difference.companions, |companion| companion.name.clone());
    push(&mut lines, "not", &difference.rejected, |broken| format!("{}: {}", broken.service, broken.text));
    push(&mut lines, "mind", &difference.caveats, |caveat| caveat.text.clone());
    push(&mut lines, "also fits", &difference.alternatives, |other| {
        format!("{} ({})", other.name, other.service)
    });
    push(&mut lines, "stays", &difference.holds_while, |limit| format!("while {limit}"));
    lines
}

fn push<T>(lines: &mut Vec<Line>, label: &'static str, moved: &Moved<T>, say: impl Fn(&T) -> String) {
    lines.extend(moved.lost.iter().map(|item| (label, format!("- {}", say(item)))));
    lines.extend(moved.gained.iter().map(|item| (label, format!("+ {}", say(item)))));
}
