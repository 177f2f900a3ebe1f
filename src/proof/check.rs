//! The check of one pack.

use crate::catalog::ProviderId;
use crate::diagnostic::Severity;
use crate::logic::Limits;
use crate::program::DatedRules;

use super::finding::{Check, Finding, Unproven, apply_severities};
use super::findings;
use super::model::{Labels, Model, TooLarge, places};
use super::paths::{Weights, regions};
use super::space::{RequirementSpace, apart};
use crate::logic::diagram::DiagramManager;

/// What a check found, and what it proved.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Findings, by place.
    pub findings: Vec<Finding>,
    /// What was proven on the way.
    pub proof: Proof,
    /// What was not, because it takes more than the limits allow.
    pub unproven: Vec<Unproven>,
    /// Requirements that do not show what they were made for. There are none, unless two parts of the program disagree.
    pub disagreements: Vec<String>,
}

/// Counts of what was looked at.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    /// Questions that requirements can answer.
    pub questions: usize,
    /// The number of requirements that some rule tells apart, as a power of ten.
    pub cells: u32,
    /// Nodes of all diagrams.
    pub nodes: usize,
    /// Arms that were looked at.
    pub arms: usize,
    /// Pairs of a service and a constraint that can reject it.
    pub checks: usize,
    /// For each provider, in the order of the catalog.
    pub providers: Vec<ProviderProof>,
}

/// Counts for one provider.
#[derive(Clone, Debug)]
pub struct ProviderProof {
    /// Its word.
    pub provider: String,
    /// Regions of the answer space with one answer each.
    pub regions: u128,
    /// For each outcome, the share of the requirements that reach it.
    pub outcomes: Vec<(String, f64)>,
    /// For each answer, the share of the requirements that get it.
    pub answers: Vec<(String, f64)>,
}

/// What is looked for, by what it says of.
struct Kind {
    what: &'static str,
    look: fn(&mut Check<'_>),
    /// Whether it says something of all providers together.
    of_all: bool,
    /// Whether it rests on the checks as they are written, and on where services are recommended.
    on_checks: bool,
}

const KINDS: [Kind; 9] = [
    Kind { what: "nodes, arms and outcomes", look: findings::graph, of_all: true, on_checks: false },
    Kind { what: "candidates", look: findings::candidates, of_all: false, on_checks: true },
    Kind { what: "configurations", look: findings::configurations, of_all: false, on_checks: false },
    Kind { what: "constraints", look: findings::constraints, of_all: true, on_checks: true },
    Kind { what: "other conditions", look: findings::conditions, of_all: true, on_checks: true },
    Kind { what: "unused names", look: findings::names, of_all: false, on_checks: false },
    Kind { what: "facts", look: findings::facts, of_all: true, on_checks: true },
    Kind {
        what: "requirements without an answer",
        look: findings::without_service,
        of_all: false,
        on_checks: false,
    },
    Kind { what: "packs over each other", look: findings::stack, of_all: false, on_checks: true },
];

/// Checks a pack with its catalog on one day.
///
/// # Errors
/// The answer space is too large for anything to be proven.
pub fn check(dated: &DatedRules) -> Result<Checked, TooLarge> {
    check_within(dated, Limits::default())
}

/// The same within other limits: for hosts with little room or time.
///
/// # Errors
/// As of [`check`].
pub fn check_within(dated: &DatedRules, limits: Limits) -> Result<Checked, TooLarge> {
    let space = RequirementSpace::new(&[dated]);
    let mut d = DiagramManager::new(space.arity(), limits);
    let mut labels = Labels::new();
    let mut model = Model::new(&mut d, &mut labels, &space, 0, dated, None)?;
    d.begin();
    let written = model.providers.iter_mut().map(|it| it.symbolic.written(&mut d, &apart(dated))).collect();
    let places = places(&mut d, &labels, dated, &model);
    let no_checks = d.exhausted();
    let word = |id: &ProviderId| dated.catalog().provider(*id).id.clone();
    let of_provider = |id| Unproven { provider: Some(word(id)), what: "everything" };
    let unproven = model.unproven.iter().map(of_provider).collect();
    let weights = Weights::new(&space);
    let mut check = Check {
        space: &space,
        dated,
        d,
        labels,
        model,
        written,
        places,
        weights,
        findings: Vec::new(),
        unproven,
        disagreements: Vec::new(),
    };
    for kind in &KINDS {
        check.look(kind, no_checks);
    }
    check.d.begin();
    let proof = proof(&mut check);
    let mut findings = check.findings;
    apply_severities(dated, &mut findings, check.unproven.is_empty());
    findings.sort_by(|a, b| key(a).cmp(&key(b)));
    Ok(Checked { findings, proof, unproven: check.unproven, disagreements: check.disagreements })
}

fn key(
    finding: &Finding,
) -> (Severity, Option<(crate::diagnostic::SourceId, u32)>, crate::diagnostic::Code, &str) {
    let place = finding.diagnostic.span.map(|span| (span.source, span.start));
    (finding.diagnostic.severity, place, finding.diagnostic.code, &finding.subject)
}

impl Check<'_> {
    /// Looks for findings of one kind; nothing is claimed when that takes too much.
    fn look(&mut self, kind: &Kind, no_checks: bool) {
        self.d.begin();
        let before = (self.findings.len(), self.disagreements.len());
        let cannot = (kind.of_all && !self.model.unproven.is_empty()) || (kind.on_checks && no_checks);
        if !cannot {
            (kind.look)(self);
        }
        if cannot || self.d.exhausted() {
            self.findings.truncate(before.0);
            self.disagreements.truncate(before.1);
            self.unproven.push(Unproven { provider: None, what: kind.what });
        }
    }
}

fn proof(check: &mut Check<'_>) -> Proof {
    let dated = check.dated;
    let logarithm: f64 =
        check.space.arity().iter().map(|cells| f64::from(u32::try_from(*cells).unwrap_or(1)).log10()).sum();
    let mut proof = Proof {
        questions: check.space.axes.len(),
        cells: rounded(logarithm),
        nodes: check.d.len(),
        arms: check
            .model
            .providers
            .first()
            .map_or(0, |provider| provider.walk.taken.iter().map(Vec::len).sum()),
        checks: dated.catalog().deployments().map(|id| dated.checks(id).len()).sum(),
        providers: Vec::new(),
    };
    for at in 0..check.model.providers.len() {
        let Some(provider) = check.model.providers.get(at) else { continue };
        let (base, answers, id) = (provider.base, provider.answers, provider.id);
        let reached = provider.walk.outcomes.clone();
        let all = check.weights.share(&check.d, base).max(f64::MIN_POSITIVE);
        let outcomes = dated.pack().outcomes().iter().zip(reached).map(|(outcome, reached)| {
            let here = check.d.and(reached, base);
            (outcome.name.clone(), check.weights.share(&check.d, here) / all)
        });
        let outcomes = outcomes.collect();
        let shares = check.weights.shares(&check.d, answers);
        let answered = shares.iter().filter_map(|(value, share)| {
            let label = check.labels.of(*value).filter(|label| label.is_asked())?;
            Some((label.to_string(), share / all))
        });
        let mut answered: Vec<(String, f64)> = answered.collect();
        answered.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        proof.providers.push(ProviderProof {
            provider: dated.catalog().provider(id).id.clone(),
            regions: regions(&check.d, answers),
            outcomes,
            answers: answered,
        });
    }
    proof
}

/// The nearest whole number of a small positive one.
fn rounded(number: f64) -> u32 {
    (0..10_000).find(|whole| f64::from(*whole) + 0.5 > number).unwrap_or(u32::MAX)
}
