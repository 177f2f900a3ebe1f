//! Answers that hold for every workload, whatever its file says: `--set KEY=VALUE` of the command line.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Sources, Span, Spanned};
use crate::pack::CompiledPack;
use crate::program::DatedRules;

use super::read::{self, Format};
use super::{RawEntry, RawRequirement, RawValue, Stated, check};

/// One `KEY=VALUE`, taken apart.
#[derive(Clone, Debug)]
pub struct Assignment {
    key: String,
    value: String,
}

impl Assignment {
    /// Takes `KEY=VALUE` apart at its first `=`.
    ///
    /// # Errors
    /// There is no `=`, or no key before it: what to write instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((key, value)) if !key.trim().is_empty() => {
                Ok(Self { key: key.trim().to_owned(), value: value.to_owned() })
            }
            _ => Err("write KEY=VALUE".to_owned()),
        }
    }
}

/// Entries that stand above those of a file.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    entries: Vec<RawEntry>,
    /// The questions that they answer or take back, by name.
    questions: Vec<String>,
}

impl Overrides {
    /// Whether they say nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Reads the assignments of a command line; of two for one question the later holds.
    ///
    /// # Errors
    /// Everything that is wrong with them, each at its own place in a source with the name of the flag.
    pub fn read(
        flag: &str,
        assignments: &[Assignment],
        sources: &mut Sources,
        rules: &DatedRules,
    ) -> Result<Self, Diagnostics> {
        let (mut overrides, mut found) = (Self::default(), Diagnostics::new());
        let mut last = None;
        for Assignment { key, value } in assignments {
            let text = format!("{key}: {value}");
            let source = sources.add(flag, text.clone());
            let mut reading = read::read(source, &text, Format::Yaml);
            let workload = reading.workloads.pop().and_then(Result::ok);
            let entries = workload.map(|workload| workload.entries).unwrap_or_default();
            let readable = reading.diagnostics.is_empty();
            found.extend(reading.diagnostics);
            let span = Span::new(source, 0, text.len());
            match <[RawEntry; 1]>::try_from(entries) {
                Ok([entry]) if reading.workloads.is_empty() => {
                    overrides.push(entry, rules);
                    last = Some(span);
                }
                _ if readable => {
                    let message = format!("`{flag}` takes one KEY=VALUE at a time");
                    let finding = Diagnostic::error(Code::InvalidSyntax, span, message);
                    found.push(finding.help(format!("repeat `{flag}` for the others")));
                }
                _ => {}
            }
        }
        if let Some(span) = last {
            let all = RawRequirement { entries: overrides.entries.clone(), span };
            found.extend(check(&all, rules).err().unwrap_or_default());
        }
        if found.has_errors() { Err(found) } else { Ok(overrides) }
    }

    /// One entry that stands above those of a file.
    #[must_use]
    pub fn of(entry: RawEntry, pack: &CompiledPack) -> Self {
        let questions = answered(pack, entry.key.value.clone(), &entry.value.value);
        Self { entries: vec![entry], questions }
    }

    fn push(&mut self, entry: RawEntry, rules: &DatedRules) {
        let next = Self::of(entry, rules.pack());
        next.apply(&mut self.entries, rules);
        self.questions.extend(next.questions);
    }

    /// Puts the entries above those of a workload.
    pub fn apply(&self, entries: &mut Vec<RawEntry>, rules: &DatedRules) {
        if self.entries.is_empty() {
            return;
        }
        let own = std::mem::take(entries);
        *entries = Pruning { overridden: &self.questions, rules }.prune("", own);
        entries.extend(self.entries.iter().cloned());
    }
}

/// The questions that an entry can answer: all that a short key stands for.
fn answered(pack: &CompiledPack, name: String, value: &RawValue) -> Vec<String> {
    if let (None, RawValue::Map(inner)) = (pack.find_question(&name), value) {
        let nested =
            |entry: &RawEntry| answered(pack, format!("{name}.{}", entry.key.value), &entry.value.value);
        return inner.iter().flat_map(nested).collect();
    }
    match pack.shorthands().iter().find(|short| short.name == name) {
        Some(short) if pack.find_question(&name).is_none() => {
            let answers = short.forms.iter().flat_map(|form| &form.answers);
            answers.map(|(question, _)| pack.question(*question).name.clone()).collect()
        }
        _ => vec![name],
    }
}

/// Taking away from a workload what is overridden.
struct Pruning<'a> {
    overridden: &'a [String],
    rules: &'a DatedRules,
}

impl Pruning<'_> {
    /// The entries that are left; `prefix` is the key of the mapping around them, dot included.
    fn prune(&self, prefix: &str, entries: Vec<RawEntry>) -> Vec<RawEntry> {
        entries.into_iter().flat_map(|entry| self.entry(prefix, entry)).collect()
    }

    fn entry(&self, prefix: &str, mut entry: RawEntry) -> Vec<RawEntry> {
        let name = format!("{prefix}{}", entry.key.value);
        if self.rules.pack().find_question(&name).is_some() {
            return if self.overridden.contains(&name) { Vec::new() } else { vec![entry] };
        }
        if let RawValue::Map(inner) = entry.value.value {
            let inner = self.prune(&format!("{name}."), inner);
            entry.value.value = RawValue::Map(inner);
            return vec![entry];
        }
        let touched = answered(self.rules.pack(), name, &entry.value.value);
        if touched.iter().any(|question| self.overridden.contains(question)) {
            return self.spelt_out(entry);
        }
        vec![entry]
    }

    /// A short key as the questions that it answers, without those that are overridden; as it is
    /// when it is wrong, so that this is told.
    fn spelt_out(&self, entry: RawEntry) -> Vec<RawEntry> {
        let alone = RawRequirement { span: entry.key.span, entries: vec![entry.clone()] };
        let Ok(requirement) = check(&alone, self.rules) else { return vec![entry] };
        let long = |stated: &Stated| {
            let name = self.rules.pack().question(stated.question).name.clone();
            let value = Spanned::new(stated.as_written(), stated.span);
            let kept = !self.overridden.contains(&name);
            kept.then(|| RawEntry { key: Spanned::new(name, entry.key.span), value })
        };
        requirement.stated().iter().filter_map(long).collect()
    }
}
