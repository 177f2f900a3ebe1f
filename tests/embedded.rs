//! The packs and the catalog that come with the binary, and what their cases come to.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use fingerpost::cases::{CaseRun, run_cases};
use fingerpost::catalog::Catalog;
use fingerpost::diagnostic::{Diagnostic, Diagnostics, Sources, Span};
use fingerpost::eval::{self, Evaluation};
use fingerpost::loader::{self, Cases, Rules};
use fingerpost::pack::{Case, CompiledPack};
use fingerpost::program::DatedRules;
use fingerpost::quantity::Date;
use fingerpost::requirement::{self, Requirement, read};

/// The containers pack with its catalog, loaded.
pub(crate) struct Packs {
    pub(crate) sources: Sources,
    pub(crate) catalog: Catalog,
    containers: CompiledPack,
    today: std::sync::OnceLock<DatedRules>,
}

impl Packs {
    /// The containers pack on its own day.
    pub(crate) fn today(&self) -> &DatedRules {
        self.today.get_or_init(|| self.on(self.containers().as_of()))
    }

    /// The pack that the lesson is about.
    pub(crate) fn containers(&self) -> &CompiledPack {
        &self.containers
    }

    pub(crate) fn place(&self, span: Span) -> String {
        self.sources.place(span).to_string()
    }

    /// The containers pack with the facts of a day.
    pub(crate) fn on(&self, day: Date) -> DatedRules {
        DatedRules::new(self.containers(), &self.catalog, day)
    }
}

/// A pack of the binary, loaded as the command line loads it; with its cases or without.
pub(crate) fn loaded(name: &str, cases: Cases) -> Rules {
    let loaded = loader::load(name, &[], cases, Sources::new(), Diagnostics::new());
    let loaded = loaded.unwrap_or_else(|finding| panic!("{finding:?}"));
    loaded.sound().unwrap_or_else(|(found, sources)| panic!("{}", told(&found, &sources)))
}

pub(crate) static PACKS: LazyLock<Packs> = LazyLock::new(|| {
    let Rules { sources, catalog, pack, .. } = loaded("containers", Cases::Taken);
    Packs { sources, catalog, containers: pack, today: std::sync::OnceLock::new() }
});

/// All cases of the containers pack, run once for whoever asks: that takes a minute.
pub(crate) static RUN: LazyLock<CaseRun<'static>> =
    LazyLock::new(|| run_cases(PACKS.containers(), &PACKS.catalog, |_| true));

fn told(findings: &Diagnostics, sources: &Sources) -> String {
    let line = |finding: &Diagnostic| {
        let place = finding.span.map(|span| sources.place(span).to_string()).unwrap_or_default();
        format!("{place} {} {} {:?}", finding.code.as_str(), finding.message, finding.help)
    };
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[track_caller]
pub(crate) fn none(failures: &[String]) {
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

pub(crate) fn date(text: &str) -> Date {
    Date::parse(text).expect("a date")
}

/// The last day on which something in a pack may have been read: packs are dated while they are written.
pub(crate) fn latest_reading(pack: &CompiledPack) -> Date {
    const SLACK: i32 = 7;
    Date::from_days(pack.as_of().days() + SLACK).expect("a day of the calendar")
}

/// A requirement file of one workload; the error is what is wrong with it.
pub(crate) fn requirement(text: &str, packs: &Packs) -> Result<Requirement, String> {
    let mut sources = Sources::new();
    let source = sources.add("requirement", text);
    let reading = read::read(source, text, read::Format::Yaml);
    if !reading.diagnostics.is_empty() {
        return Err(told(&reading.diagnostics, &sources));
    }
    let [workload] = reading.workloads.as_slice() else { return Err("not one workload".to_owned()) };
    requirement::check(workload.as_ref().unwrap(), packs.today()).map_err(|found| told(&found, &sources))
}

fn yaml<'a>(entries: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let lines: String = entries
        .into_iter()
        .flat_map(|(question, value)| [question.to_owned(), ": ".to_owned(), value, "\n".to_owned()])
        .collect();
    if lines.is_empty() { "{}\n".to_owned() } else { lines }
}

/// What a case gives, as a requirement; the error is what is wrong with it.
pub(crate) fn given(case: &Case, packs: &Packs) -> Result<Requirement, String> {
    let given = case.given.iter();
    requirement(&yaml(given.map(|given| (given.question.value.as_str(), given.written.clone()))), packs)
}

/// What comes out for one provider, in the words of cases.
pub(crate) struct Outcome {
    pub(crate) answer: String,
    /// The configuration of the service; the answer itself where there is none.
    pub(crate) deployment: String,
    pub(crate) companions: Vec<String>,
}

/// What the engine says, by provider.
pub(crate) fn outcomes(evaluation: &Evaluation, dated: &DatedRules) -> BTreeMap<String, Outcome> {
    let (catalog, pack) = (dated.catalog(), dated.pack());
    let id = |service| catalog.service(service).id.clone();
    let of = |provider: &eval::ProviderEvaluation| {
        let chosen = provider.conclusion.chosen();
        let status = || provider.status.as_str().to_owned();
        Outcome {
            answer: chosen.map_or_else(status, |chosen| id(chosen.service)),
            deployment: chosen.map_or_else(status, |chosen| id(chosen.configuration)),
            companions: provider.companions().iter().map(|it| id(pack.companion(*it).service)).collect(),
        }
    };
    let named = evaluation.providers.iter().map(|p| (catalog.provider(p.provider).id.clone(), of(p)));
    named.collect()
}
