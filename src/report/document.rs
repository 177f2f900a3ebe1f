//! One workload as a document: headlines, then labelled entries. Every form for people prints this, each in its own layout.
//!
//! Nothing is escaped, shortened or laid out here: that is for who prints it.

use crate::eval::{Origin, Status};

use super::model::{
    AlternativeRecord, FactRecord, ProviderReport, RejectionRecord, Report, SizeRecord, SourceRecord,
    StepRecord,
};
use super::words;

/// A piece of a line.
#[derive(Clone, Debug)]
pub(super) enum Piece<'r> {
    Text(String),
    /// A name that the line is about.
    Strong(&'r str),
    /// The id of a service, or the name of a question.
    Id(&'r str),
    /// A fact with its value and source.
    Fact(&'r FactRecord),
}

/// What an entry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Label {
    /// Who comes nearest, where nothing fits.
    Nearest,
    /// Which answers to take back, where nothing fits.
    WouldFit,
    Why,
    Path,
    Sizes,
    With,
    /// What could come out while that is open.
    CouldBe,
    Mind,
    AlsoFits,
    Stays,
    /// Everything that could come out.
    Possible,
    Sources,
    Follows,
    Open,
}

/// One entry.
#[derive(Debug)]
pub(super) struct Entry<'r> {
    pub(super) label: Label,
    pub(super) line: Vec<Piece<'r>>,
    /// What speaks for it.
    pub(super) because: Option<&'r str>,
    pub(super) sources: &'r [SourceRecord],
    /// The rule behind it, for who looks it up.
    pub(super) rule: Option<String>,
}

impl<'r> Entry<'r> {
    fn new(label: Label, line: Vec<Piece<'r>>) -> Self {
        Self { label, line, because: None, sources: &[], rule: None }
    }

    fn text(label: Label, text: String) -> Self {
        Self::new(label, vec![Piece::Text(text)])
    }
}

/// What came out for one provider.
#[derive(Debug)]
pub(super) struct Part<'r> {
    pub(super) provider: &'r str,
    /// The name of the service; none where there is none.
    pub(super) name: Option<&'r str>,
    pub(super) status: Status,
    /// What came out, and how settled it is, in one line.
    pub(super) headline: Vec<Piece<'r>>,
    /// In the order of their labels.
    pub(super) entries: Vec<Entry<'r>>,
    pub(super) refused: Vec<Refused<'r>>,
}

/// A service that does not fit.
#[derive(Debug)]
pub(super) struct Refused<'r> {
    pub(super) service: &'r str,
    pub(super) name: &'r str,
    /// Why, one line for each constraint that it breaks.
    pub(super) reasons: Vec<Refusal<'r>>,
}

/// A constraint that a service breaks.
#[derive(Debug)]
pub(super) struct Refusal<'r> {
    pub(super) line: Vec<Piece<'r>>,
    /// What was asked for.
    pub(super) asked: Option<String>,
    pub(super) rule: String,
}

/// What was assumed.
#[derive(Debug)]
pub(super) struct Assumed<'r> {
    pub(super) line: Vec<Piece<'r>>,
    /// What it could change, as ` (could change AWS)`.
    pub(super) effect: String,
    /// Whether nothing hangs on it.
    pub(super) is_harmless: bool,
    pub(super) because: Option<&'r str>,
}

/// One workload.
#[derive(Debug)]
pub(super) struct Outline<'r> {
    /// Its name; none where it is blank.
    pub(super) title: Option<&'r str>,
    pub(super) parts: Vec<Part<'r>>,
    /// What follows from the answers that were given.
    pub(super) follows: Vec<Entry<'r>>,
    pub(super) assumed: Vec<Assumed<'r>>,
    pub(super) open: Vec<Entry<'r>>,
}

impl<'r> Outline<'r> {
    pub(super) fn new(report: &'r Report) -> Self {
        let parts = report.providers.iter().map(|(id, answer)| Part::new(report, id, answer));
        let derived = report.answers.iter().filter(|answer| answer.origin == Origin::Derived);
        let follows = derived.map(|answer| Entry {
            because: answer.because.as_deref(),
            ..Entry::new(Label::Follows, is(&answer.question, &answer.value))
        });
        let open = report.open_questions.iter().map(|open| {
            Entry::new(Label::Open, vec![Piece::Id(&open.question), Piece::Text(format!(": {}", open.ask))])
        });
        Self {
            title: title(&report.workload),
            parts: parts.collect(),
            follows: follows.collect(),
            assumed: assumed(report),
            open: open.collect(),
        }
    }
}

/// A name that is not nothing.
pub(super) fn title(name: &str) -> Option<&str> {
    Some(name).filter(|name| !name.trim().is_empty())
}

impl<'r> Part<'r> {
    fn new(report: &'r Report, id: &str, answer: &'r ProviderReport) -> Self {
        Self {
            provider: &answer.provider,
            name: answer.name.as_deref(),
            status: answer.status,
            headline: headline(report, id, answer),
            entries: entries(answer),
            refused: refused(answer),
        }
    }
}

/// `Some Service (id), as a job: decided`.
pub(super) fn headline<'r>(report: &'r Report, id: &str, answer: &'r ProviderReport) -> Vec<Piece<'r>> {
    let status = words::status(report, id, answer);
    let Some((service, name)) = answer.service.as_deref().zip(answer.name.as_deref()) else {
        return vec![Piece::Text(status)];
    };
    let form = words::form(answer).map(|form| format!(", as a {form}")).unwrap_or_default();
    let mut line = vec![Piece::Strong(name)];
    line.extend(in_brackets(service));
    line.push(Piece::Text(format!("{form}: {status}")));
    line
}

fn in_brackets(id: &str) -> [Piece<'_>; 3] {
    [Piece::Text(" (".to_owned()), Piece::Id(id), Piece::Text(")".to_owned())]
}

fn is<'r>(question: &'r str, value: &serde_json::Value) -> Vec<Piece<'r>> {
    vec![Piece::Id(question), Piece::Text(format!(" = {}", words::value(value)))]
}

fn entries(answer: &ProviderReport) -> Vec<Entry<'_>> {
    let nearest = answer.nearest.iter().map(|miss| {
        let mut line = vec![Piece::Text(miss.name.clone())];
        line.extend(in_brackets(&miss.service));
        line.push(Piece::Text(format!(" but for {}", miss.constraints.join(", "))));
        Entry::new(Label::Nearest, line)
    });
    let relax = answer.relax.iter().map(|it| Entry::text(Label::WouldFit, words::relaxation(it)));
    // Without a service there is no reason for it.
    let reasons = answer.reasons.iter().filter(|_| answer.service.is_some());
    let why = reasons.map(|reason| Entry {
        sources: &reason.sources,
        rule: Some(reason.rule.clone() + &words::overlay(reason.overlay.as_ref())),
        ..Entry::text(Label::Why, reason.text.clone())
    });
    let sizes = answer.sizes.iter().map(|sizes: &SizeRecord| Entry {
        sources: std::slice::from_ref(&sizes.source),
        ..Entry::text(Label::Sizes, words::sizes(sizes))
    });
    let with = answer.companions.iter().map(|companion| Entry {
        because: Some(&companion.because),
        sources: &companion.sources,
        ..Entry::text(Label::With, companion.name.clone())
    });
    let could_be = words::possible(answer).map(|text| Entry::text(Label::CouldBe, text));
    let mind = answer.caveats.iter().map(|caveat| Entry {
        sources: &caveat.sources,
        rule: Some(caveat.code.clone()),
        ..Entry::text(Label::Mind, caveat.text.clone())
    });
    let stays =
        answer.holds_while.iter().map(|it| Entry::text(Label::Stays, format!("while {}", words::limit(it))));
    let possible = answer.possible.iter();
    let possible = possible.map(|it| Entry::text(Label::Possible, words::winner(it).to_owned()));
    let sources = words::sources([answer]);
    let sources = sources.iter().map(|source| Entry::text(Label::Sources, words::source(source)));
    let mut all: Vec<Entry<'_>> = nearest.chain(relax).chain(why).collect();
    all.extend(steps(answer));
    all.extend(sizes.chain(with).chain(could_be).chain(mind));
    all.extend(answer.alternatives.iter().map(alternative));
    all.extend(stays.chain(possible).chain(sources));
    all
}

fn alternative(other: &AlternativeRecord) -> Entry<'_> {
    let mut line = vec![Piece::Text(other.name.clone())];
    line.extend(in_brackets(&other.service));
    line.push(Piece::Text(words::as_known("", other.verified)));
    Entry { because: other.because.as_deref(), ..Entry::new(Label::AlsoFits, line) }
}

/// The nodes that were passed, with the arms taken, and the outcome.
pub(super) fn steps(answer: &ProviderReport) -> Vec<Entry<'_>> {
    let step = |step: &'_ StepRecord| {
        let answers = if step.answers.is_empty() { "nothing".to_owned() } else { step.answers.join(", ") };
        let because = words::because(", ", Some(&step.because));
        let line = format!("{}: {}{because}", step.node, step.arm);
        Entry { rule: Some(format!("read {answers}; {}", step.rule)), ..Entry::text(Label::Path, line) }
    };
    let end = answer.outcome.iter().map(|name| Entry::text(Label::Path, format!("outcome {name}")));
    answer.path.iter().map(step).chain(end).collect()
}

fn refused(answer: &ProviderReport) -> Vec<Refused<'_>> {
    let reason = |broken: &'_ RejectionRecord| -> (String, Option<String>, String) {
        let asked = broken.requirement.as_ref().map(|required| {
            let at = required.at.as_ref().map(|at| format!(" at {at}")).unwrap_or_default();
            format!("asked for {} = {}{at}", required.question, words::value(&required.value))
        });
        (broken.text.clone(), asked, format!("{} {}", broken.constraint, broken.rule))
    };
    let groups = words::by_service(&answer.rejected).into_iter();
    groups
        .map(|(service, broken)| Refused {
            service,
            name: broken.first().map_or(service, |first| &first.name),
            reasons: broken
                .into_iter()
                .map(|broken| {
                    let (text, asked, rule) = reason(broken);
                    let mut line = vec![Piece::Text(text)];
                    line.extend(broken.fact.as_ref().map(Piece::Fact));
                    line.push(Piece::Text(words::overlay(broken.overlay.as_ref())));
                    Refusal { line, asked, rule }
                })
                .collect(),
        })
        .collect()
}

/// What to state could change an answer first, then what could turn out to be otherwise, then the rest.
fn assumed(report: &Report) -> Vec<Assumed<'_>> {
    let named = |id: &String| report.providers.get(id).map_or(id.clone(), |answer| answer.provider.clone());
    let guessed = report.open_questions.iter().filter_map(|open| {
        Some(Assumed {
            line: is(&open.question, open.guess.as_ref()?),
            effect: " (to state it could change an answer)".to_owned(),
            is_harmless: false,
            because: None,
        })
    });
    let assumptions = report.assumptions.iter().map(|assumption| {
        let changes: Vec<String> = assumption.could_change.iter().map(named).collect();
        let is_harmless = changes.is_empty();
        let effect = if is_harmless {
            " (changes nothing)".to_owned()
        } else {
            format!(" (could change {})", changes.join(" and "))
        };
        Assumed {
            line: is(&assumption.question, &assumption.value),
            effect,
            is_harmless,
            because: assumption.because.as_deref(),
        }
    });
    guessed.chain(assumptions).collect()
}
