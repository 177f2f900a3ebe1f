//! What can be said to one pack and not to the other.

use crate::catalog::ValueType;
use crate::pack::Question;
use crate::program::DatedRules;

/// One line for each question, word or range that only one of two packs knows.
pub(super) fn vocabulary(old: &DatedRules, new: &DatedRules) -> Vec<String> {
    let mut lines = Vec::new();
    for (_, question) in old.pack().questions() {
        match new.pack().find_question(&question.name) {
            None => lines.push(format!("the question `{}` is gone", question.name)),
            Some(id) => lines.extend(question_changes((old, question), (new, new.pack().question(id)))),
        }
    }
    for (_, question) in new.pack().questions() {
        if old.pack().find_question(&question.name).is_none() {
            lines.push(format!("the question `{}` is new", question.name));
        }
    }
    for (from, to, word) in [(old, new, "gone"), (new, old, "new")] {
        for (_, provider) in from.catalog().providers() {
            if to.catalog().find_provider(&provider.id).is_none() {
                lines.push(format!("the provider `{}` is {word}", provider.id));
            }
        }
    }
    lines
}

fn question_changes(old: (&DatedRules, &Question), new: (&DatedRules, &Question)) -> Vec<String> {
    let name = &old.1.name;
    let (before, after) = (words(old), words(new));
    match (before, after) {
        (Some(before), Some(after)) => {
            let only = |these: &[String], those: &[String]| -> Vec<String> {
                these.iter().filter(|word| !those.contains(word)).cloned().collect()
            };
            let line = |words: Vec<String>, what: &str| {
                (!words.is_empty()).then(|| format!("`{name}` {what}: {}", words.join(", ")))
            };
            let gone = line(only(&before, &after), "no longer takes");
            gone.into_iter().chain(line(only(&after, &before), "takes as well")).collect()
        }
        _ if old.1.value_type != new.1.value_type => {
            vec![format!(
                "`{name}` is now {}, and was {}",
                new.1.value_type.describe(),
                old.1.value_type.describe()
            )]
        }
        _ if old.1.range != new.1.range => vec![format!("the range of `{name}` is another one")],
        _ => Vec::new(),
    }
}

/// The words or rows that answer a question; none for yes and no, amounts and texts.
fn words((dated, question): (&DatedRules, &Question)) -> Option<Vec<String>> {
    match &question.value_type {
        ValueType::Choice(words) | ValueType::Set(words) => Some(words.to_vec()),
        ValueType::Row(table) => Some(dated.catalog().table(*table).names().map(str::to_owned).collect()),
        _ => None,
    }
}
