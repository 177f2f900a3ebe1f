//! Ten workloads, asked on the first recorded day, on the first of each month since, and on the day of the pack: when and why the answer changed.
//!
//! The result is `docs/replay.md`. It is written again when the variable `FINGERPOST_REWRITE` is set, and is to be read
//! then: every change must be one that the provider made on the day that the fact says.
#![expect(clippy::disallowed_methods, reason = "the page of the repository is what is tested")]

use std::fmt::Write as _;
use std::path::Path;

use fingerpost::catalog::{Fact, KeyId, ProviderId, ServiceId, Value};
use fingerpost::eval::{self, Evaluation, ProviderEvaluation, Winner};
use fingerpost::program::DatedRules;
use fingerpost::quantity::Date;

use crate::embedded::{PACKS, Packs, date, requirement};

/// The page, and how to write it again.
const PAGE: &str = "docs/replay.md";
const REWRITE: &str = "FINGERPOST_REWRITE=1 cargo test replay";

/// What is asked, and the answers that are given.
const WORKLOADS: &[(&str, &str)] = &[
    ("A simple web app", "{kind: web_app}"),
    (
        "The same in an account that already uses App Runner",
        "{kind: web_app, existing_services: [aws.app-runner]}",
    ),
    ("A public API that must be deployed as a canary", "{kind: api, traffic_splitting: deployment}"),
    ("Kubernetes without running nodes", "{kubernetes: yes, kubernetes_control: simplified}"),
    (
        "Containers on chosen instances, hosts patched by the provider",
        "{choose_instances: yes, host_management: provider}",
    ),
    ("A task with 200 GB of memory and no hosts to run", "{kind: batch, serverless: yes, memory: 200 GB}"),
    ("A batch job that runs for four days", "{kind: batch, run_duration: 96 h}"),
    ("Inference on one L4 that scales to zero", "{kind: ml_inference, gpu: nvidia-l4, scale_to_zero: yes}"),
    ("Training on eight H200", "{kind: ml_training, gpu.count: 8, gpu.model: nvidia-h200}"),
    ("A consumer that pulls from a queue", "{kind: worker, queue_semantics: pull}"),
];

/// The first day that is recorded.
const FIRST: &str = "2025-06-30";

/// The first day, the first of each month after it, and the day of the pack.
fn days(as_of: Date) -> Vec<Date> {
    let firsts =
        (2025..=9999).flat_map(|year| (1..=12).map(move |month| date(&format!("{year}-{month:02}-01"))));
    let firsts = firsts.filter(|day| *day > date(FIRST)).take_while(|day| *day < as_of);
    std::iter::once(date(FIRST)).chain(firsts).chain([as_of]).collect()
}

/// One day and what was answered on it.
struct Asked<'a> {
    dated: &'a DatedRules,
    evaluation: Evaluation,
}

impl Asked<'_> {
    fn provider(&self, provider: ProviderId) -> Option<&ProviderEvaluation> {
        self.evaluation.providers.iter().find(|answer| answer.provider == provider)
    }

    fn answer(&self, provider: ProviderId) -> String {
        match self.provider(provider).map(ProviderEvaluation::winner) {
            Some(Winner::Service(service)) => self.dated.catalog().service(service).id.clone(),
            Some(Winner::NoFit) => "nothing fits".to_owned(),
            Some(Winner::Undecided) => "undecided".to_owned(),
            None => "not asked".to_owned(),
        }
    }

    /// The keys that the constraints look at by which a service is rejected.
    fn rejected_by(&self, provider: ProviderId, service: ServiceId) -> Vec<KeyId> {
        let all = self.provider(provider).into_iter().flat_map(|answer| &answer.rejected);
        let constraints = all.filter(|rejection| rejection.service == service).map(|r| r.constraint);
        let facts = constraints.flat_map(|at| self.dated.constraint(at).need.facts());
        let mut keys: Vec<KeyId> = facts.filter(|fact| fact.of.is_none()).map(|fact| fact.key).collect();
        keys.sort();
        keys.dedup();
        keys
    }

    /// The facts of a service that differ on another day, among some keys, as the later day has them.
    fn changed(&self, later: &Self, service: ServiceId, keys: &[KeyId]) -> Vec<String> {
        let catalog = self.dated.catalog();
        let all = std::iter::once(service).chain(catalog.service(service).configurations.iter().copied());
        let mut found = Vec::new();
        for id in all {
            for change in self.changed_of(later, id, keys) {
                // Most facts of a configuration are those of its service.
                let is_new = |known: &String| {
                    known.split_once(' ').map(|it| it.1) != change.split_once(' ').map(|it| it.1)
                };
                if found.iter().all(is_new) {
                    found.push(change);
                }
            }
        }
        found
    }

    fn changed_of(&self, later: &Self, service: ServiceId, keys: &[KeyId]) -> Vec<String> {
        let service = self.dated.catalog().service(service);
        let value = |fact: Option<&Fact>| fact.and_then(|fact| fact.value.clone());
        let change = |key: &KeyId| {
            let (before, after) =
                (service.fact(*key, self.dated.as_of()), service.fact(*key, later.dated.as_of()));
            let fact = after.filter(|_| value(before) != value(after))?;
            let since = fact.from.map(|day| format!(" on {day}")).unwrap_or_default();
            let (id, key) = (&service.id, &self.dated.catalog().key(*key).name);
            let what = difference(value(before).as_ref(), value(after).as_ref());
            Some(format!("{id} {key}: {what}{since} (<{}>)", fact.source))
        };
        keys.iter().filter_map(change).collect()
    }
}

/// `a became b`; of lists only what is more or less.
fn difference(before: Option<&Value>, after: Option<&Value>) -> String {
    let (Some(Value::Words(was)), Some(Value::Words(is))) = (before, after) else {
        let shown = |value: Option<&Value>| value.map_or_else(|| "not known".to_owned(), ToString::to_string);
        return format!("{} became {}", shown(before), shown(after));
    };
    let beyond = |all: &[String], others: &[String]| -> Vec<String> {
        all.iter().filter(|word| !others.contains(word)).cloned().collect()
    };
    let parts = [("gained", beyond(is, was)), ("lost", beyond(was, is))];
    let said = parts.into_iter().filter(|(_, words)| !words.is_empty());
    said.map(|(verb, words)| format!("{verb} {}", words.join(", "))).collect::<Vec<_>>().join(" and ")
}

/// Why the answer of a provider is another one on the later day: what it was is refused now, or what it is was refused.
fn causes(before: &Asked<'_>, after: &Asked<'_>, provider: ProviderId) -> Vec<String> {
    let winner = |asked: &Asked<'_>| match asked.provider(provider)?.winner() {
        Winner::Service(service) => Some(service),
        _ => None,
    };
    let mut causes = Vec::new();
    if let Some(lost) = winner(before) {
        causes.extend(before.changed(after, lost, &after.rejected_by(provider, lost)));
    }
    if let Some(won) = winner(after) {
        causes.extend(before.changed(after, won, &before.rejected_by(provider, won)));
    }
    causes
}

/// The lines of one workload: the first answers, then the changes.
fn replay(days: &[DatedRules], answers: &str, packs: &Packs) -> String {
    let requirement = requirement(answers, packs).unwrap_or_else(|error| panic!("{answers}: {error}"));
    let asked: Vec<Asked<'_>> = days
        .iter()
        .map(|dated| Asked { dated, evaluation: eval::evaluate(dated, requirement.encoded()) })
        .collect();
    let mut text = String::new();
    for (provider, declared) in packs.catalog.providers() {
        let first = &asked[0];
        writeln!(text, "- {}", declared.name).unwrap();
        writeln!(text, "  - {} {}", first.dated.as_of(), first.answer(provider)).unwrap();
        for pair in asked.windows(2) {
            let [before, after] = pair else { continue };
            let (was, is) = (before.answer(provider), after.answer(provider));
            if was == is {
                continue;
            }
            let causes = causes(before, after, provider);
            assert!(!causes.is_empty(), "{answers}: {was} -> {is} on {} for no reason", after.dated.as_of());
            let causes = causes.join("; ");
            writeln!(text, "  - {} {was} -> {is} because {causes}", after.dated.as_of()).unwrap();
        }
    }
    text
}

fn page() -> String {
    let packs = &*PACKS;
    let days: Vec<DatedRules> =
        days(packs.containers().as_of()).into_iter().map(|day| packs.on(day)).collect();
    let mut page = format!(
        "# Replay\n\nTen workloads, asked on {FIRST}, on the first of each month since, and on {}, the day of the pack: the \
         first answer of each provider,\nand every change with the facts that caused it. A test asks again (`{REWRITE}` \
         writes this page).\n",
        packs.containers().as_of()
    );
    for (name, answers) in WORKLOADS {
        write!(page, "\n## {name}\n\n`{answers}`\n\n{}", replay(&days, answers, packs)).unwrap();
    }
    page
}

#[test]
fn answers_changed_when_and_why_the_page_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let now = page();
    if std::env::var_os("FINGERPOST_REWRITE").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    let differing = now.lines().zip(written.lines()).find(|(a, b)| a != b);
    assert!(
        now == written,
        "{PAGE} differs, first at {differing:?}; `{REWRITE}` writes it again, then read it"
    );
}

#[test]
fn app_runner_closed_on_the_day_that_aws_announced() {
    // Closed to new customers since 2026-04-30: the last day that it is recommended on is 2026-04-29.
    let packs = &*PACKS;
    let requirement = requirement("{kind: web_app, providers: [aws]}", packs).unwrap();
    let on = |day: &str| {
        let dated = packs.on(date(day));
        let evaluation = eval::evaluate(&dated, requirement.encoded());
        Asked { dated: &dated, evaluation }.answer(packs.catalog.find_provider("aws").unwrap())
    };
    assert_eq!(on("2026-04-29"), "aws.app-runner");
    assert_ne!(on("2026-04-30"), "aws.app-runner");
}
