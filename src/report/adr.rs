//! A decision record in Markdown: what is decided, among which options, on what grounds, and until when.
//!
//! Whoever reads it needs nothing else: every question stands in words, every claim with its source.

use super::model::{ConditionRecord, WinnerRecord};
use crate::eval::{Origin, Status};
use std::io::{self, Write};

use crate::pack::CompiledPack;

use super::escape::{code, link, markdown};
use super::markdown::{citations, fact, title};
use super::model::{AnswerRecord, Basis, LimitRecord, ProviderReport, Report, StepRecord};
use super::words;

/// A decision record for one workload.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// The rules, whose questions are quoted.
    pub pack: &'a CompiledPack,
    /// Their name and version.
    pub basis: &'a Basis,
    /// The day whose facts applied.
    pub as_of: &'a str,
    /// The answer.
    pub report: &'a Report,
}

/// Writes the record.
///
/// # Errors
/// Those of `out`.
pub fn render(out: &mut dyn Write, record: Record<'_>) -> io::Result<()> {
    let Record { basis, as_of, report, .. } = record;
    writeln!(out, "# Where {} runs\n", title(&report.workload))?;
    let rules = markdown(&format!("{basis}, facts of {as_of}"));
    writeln!(out, "Status: proposed. Rules: {rules}.\n")?;
    for answer in report.providers.values() {
        writeln!(out, "- {}: {}", markdown(&answer.provider), chosen(answer))?;
    }
    record.context(out)?;
    record.options(out)?;
    record.decision(out)?;
    record.consequences(out)?;
    record.revisit(out)?;
    record.sources(out)
}

/// `**Some Service** (`id`), as a job`, or that there is none.
fn chosen(answer: &ProviderReport) -> String {
    let form = words::form(answer).map(|form| format!(", as a {}", markdown(form))).unwrap_or_default();
    match answer.service.as_deref().zip(answer.name.as_deref()) {
        Some((service, name)) => format!("**{}** ({}){form}", markdown(name), code(service)),
        None if answer.status == Status::NoFit => "**no service fits**".to_owned(),
        None => "**not decided**: an answer is missing".to_owned(),
    }
}

/// What the word for a status means.
fn status(answer: &ProviderReport) -> &'static str {
    match answer.status {
        Status::Decided => "decided: the same under every answer to what is still open",
        Status::Provisional => "provisional: it rests on an assumption below that could change it",
        Status::Unverified => "unverified: it rests on a fact that is not known, to be found out first",
        Status::NoFit => "no service of this provider meets what was stated",
        Status::Undecided => "undecided: a question below needs an answer first",
    }
}

impl Record<'_> {
    /// A question in words, with its name.
    fn question(&self, name: &str) -> String {
        let declared = self.pack.find_question(name).map(|id| self.pack.question(id));
        let ask = declared.and_then(|question| question.ask.as_deref());
        ask.map_or_else(|| code(name), |ask| format!("{} ({})", markdown(ask), code(name)))
    }

    fn provider_name(&self, id: &str) -> String {
        self.report.providers.get(id).map_or_else(|| markdown(id), |answer| markdown(&answer.provider))
    }

    fn providers(&self, ids: &[String]) -> String {
        ids.iter().map(|id| self.provider_name(id)).collect::<Vec<String>>().join(" and ")
    }

    fn context(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\n## Context\n")?;
        let names: Vec<String> =
            self.report.providers.values().map(|answer| markdown(&answer.provider)).collect();
        writeln!(out, "Which service of {} should it run on? What was stated:\n", names.join(" and of "))?;
        writeln!(out, "| Question | Answer |\n| --- | --- |")?;
        for answer in self.from(Origin::Stated) {
            writeln!(out, "| {} | {} |", self.question(&answer.question), shown(answer))?;
        }
        let derived: Vec<&AnswerRecord> = self.from(Origin::Derived).collect();
        if !derived.is_empty() {
            writeln!(out, "\nWhat follows from that:\n")?;
        }
        for answer in derived {
            let because = markdown(&words::because(", because ", answer.because.as_deref()));
            writeln!(out, "- {} {}{because}", self.question(&answer.question), shown(answer))?;
        }
        if !self.report.assumptions.is_empty() {
            writeln!(out, "\nWhat is assumed, because nobody said so:\n")?;
        }
        for assumption in &self.report.assumptions {
            let because = markdown(&words::because(", because ", assumption.because.as_deref()));
            let changes = match assumption.could_change.as_slice() {
                [] => "; another answer changes nothing".to_owned(),
                ids => format!("; another answer could change the choice on {}", self.providers(ids)),
            };
            let value = markdown(&words::value(&assumption.value));
            writeln!(out, "- {} {value}{because}{changes}", self.question(&assumption.question))?;
        }
        let defaults: Vec<String> = self
            .from(Origin::Default)
            .filter(|answer| !answer.value.is_null())
            .map(|answer| format!("{} = {}", code(&answer.question), shown(answer)))
            .collect();
        if defaults.is_empty() {
            return Ok(());
        }
        writeln!(out, "\nNo special need was stated, so these stand: {}.", defaults.join(", "))
    }

    fn from(&self, origin: Origin) -> impl Iterator<Item = &AnswerRecord> {
        self.report.answers.iter().filter(move |answer| answer.origin == origin)
    }

    fn options(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\n## Options")?;
        for answer in self.report.providers.values() {
            writeln!(out, "\n### {}\n", markdown(&answer.provider))?;
            if answer.service.is_some() {
                writeln!(out, "- {}: recommended", chosen(answer))?;
                for reason in &answer.reasons {
                    writeln!(out, "  - For: {}{}", markdown(&reason.text), citations(&reason.sources))?;
                }
                for caveat in &answer.caveats {
                    writeln!(out, "  - Against: {}{}", markdown(&caveat.text), citations(&caveat.sources))?;
                }
            }
            for other in &answer.alternatives {
                let would = if other.verified { "would do" } else { "would do as far as it is known" };
                writeln!(out, "- {} ({}): {would}", markdown(&other.name), code(&other.service))?;
                let meets = if other.verified {
                    "it meets everything that was stated"
                } else {
                    "nothing that was stated is known to rule it out"
                };
                let because = other.because.as_deref().unwrap_or(meets);
                writeln!(out, "  - For: {}", markdown(because))?;
                let before = answer.name.as_deref().unwrap_or("the recommendation");
                writeln!(out, "  - Against: the rules prefer {} for this use", markdown(before))?;
            }
            for (service, broken) in words::by_service(&answer.rejected) {
                let name = broken.first().map(|rejection| rejection.name.as_str()).unwrap_or_default();
                writeln!(out, "- {} ({}): refused", markdown(name), code(service))?;
                for rejection in broken {
                    writeln!(out, "  - Against: {}{}", markdown(&rejection.text), fact(rejection))?;
                }
            }
        }
        Ok(())
    }

    fn decision(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\n## Decision")?;
        for answer in self.report.providers.values() {
            writeln!(out, "\n{}: {} ({}).", markdown(&answer.provider), chosen(answer), status(answer))?;
            let steps: Vec<&StepRecord> =
                answer.path.iter().filter(|step| !step.because.trim().is_empty()).collect();
            if !steps.is_empty() {
                writeln!(out, "\nHow the rules get there:\n")?;
            }
            for (number, step) in (1..).zip(steps) {
                let rule = code(&step.rule);
                writeln!(out, "{number}. {} ({}; {rule})", markdown(&step.because), self.read(step))?;
            }
            self.no_fit(out, answer)?;
        }
        Ok(())
    }

    /// The answers that a step of the path rests on.
    fn read(&self, step: &StepRecord) -> String {
        let value = |name: &String| {
            let mut answers = self.report.answers.iter().filter(|answer| answer.origin != Origin::Default);
            let answer = answers.find(|answer| answer.question == *name);
            answer.map(|answer| format!("{} = {}", code(name), shown(answer)))
        };
        let values: Vec<String> = step.answers.iter().filter_map(value).collect();
        if values.is_empty() { "no special need".to_owned() } else { values.join(", ") }
    }

    fn no_fit(&self, out: &mut dyn Write, answer: &ProviderReport) -> io::Result<()> {
        if answer.nearest.is_empty() && answer.relax.is_empty() {
            return Ok(());
        }
        writeln!(out)?;
        for miss in &answer.nearest {
            let broken = markdown(&miss.constraints.join(", "));
            writeln!(out, "- Nearest: {} ({}) but for {broken}", markdown(&miss.name), code(&miss.service))?;
        }
        for relaxation in &answer.relax {
            let questions: Vec<String> =
                relaxation.questions.iter().map(|name| self.question(name)).collect();
            let then = words::as_known(&code(&relaxation.then), relaxation.verified);
            writeln!(out, "- Without {}: {then}", questions.join(" and "))?;
        }
        Ok(())
    }

    fn consequences(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\n## Consequences\n")?;
        let mut any = false;
        for answer in self.report.providers.values() {
            let provider = markdown(&answer.provider);
            for companion in &answer.companions {
                any = true;
                let because = markdown(&words::because(": ", Some(&companion.because)));
                writeln!(out, "- {provider}: needs {} beside it{because}", markdown(&companion.name))?;
            }
            for caveat in &answer.caveats {
                any = true;
                writeln!(out, "- {provider}: {}{}", markdown(&caveat.text), citations(&caveat.sources))?;
            }
        }
        if any { Ok(()) } else { writeln!(out, "None that the rules know of.") }
    }

    fn revisit(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\n## Revisit when\n")?;
        for answer in self.report.providers.values() {
            let provider = markdown(&answer.provider);
            for limit in &answer.holds_while {
                let then = match &limit.then {
                    WinnerRecord::NoFit => "no service fits".to_owned(),
                    WinnerRecord::Undecided => "an answer is missing".to_owned(),
                    WinnerRecord::Service(id) => {
                        words::as_known(&format!("{} comes first", code(id)), limit.verified)
                    }
                };
                writeln!(out, "- {provider}: {}; then {then}", markdown(&beyond(limit)))?;
            }
        }
        for assumption in self.report.assumptions.iter().filter(|a| !a.could_change.is_empty()) {
            let value = markdown(&words::value(&assumption.value));
            let question = code(&assumption.question);
            writeln!(out, "- the assumption {question} = {value} turns out to be wrong")?;
        }
        for open in &self.report.open_questions {
            if !self.report.assumptions.iter().any(|assumption| assumption.question == open.question) {
                writeln!(out, "- somebody can answer: {}", self.question(&open.question))?;
            }
        }
        let days: Vec<String> = words::sources(self.report.providers.values())
            .into_iter()
            .filter_map(|source| source.as_of)
            .collect();
        match days.iter().min() {
            Some(oldest) => writeln!(
                out,
                "- a provider changes what is cited below; the oldest source was read on {}",
                markdown(oldest)
            ),
            None => writeln!(out, "- a provider changes its services"),
        }
    }

    fn sources(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\n## Sources\n")?;
        for source in words::sources(self.report.providers.values()) {
            let section = source.section.as_ref().map(|section| format!("section {section}"));
            let read = source.as_of.as_ref().map(|day| format!("read {day}"));
            let around: Vec<String> =
                [section, read].into_iter().flatten().map(|text| markdown(&text)).collect();
            let address = source.url.as_deref().map(|url| url.strip_prefix("https://").unwrap_or(url));
            let label = source.title.as_deref().or(address).unwrap_or("no title");
            let label = source.url.as_ref().map_or_else(|| markdown(label), |url| link(label, url));
            let around = if around.is_empty() { String::new() } else { format!(", {}", around.join(", ")) };
            writeln!(out, "- {label}{around}")?;
        }
        Ok(())
    }
}

/// When a limit is passed: `memory <= 32 GiB no longer holds`, `kind becomes batch`.
fn beyond(limit: &LimitRecord) -> String {
    let LimitRecord { question, condition, within, .. } = limit;
    match within {
        ConditionRecord::NotIn(others) => format!("{question} becomes {}", others.join(" or ")),
        _ => format!("{question} {condition} no longer holds"),
    }
}

/// The value of an answer as people write it.
fn shown(answer: &AnswerRecord) -> String {
    markdown(&words::value(&answer.value))
}
