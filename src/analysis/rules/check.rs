//! The check of one pack.

use crate::diagnostic::Severity;
use crate::program::{Ruleset, Written};

use super::finding::Finding;
use super::findings;
use super::model::{Labels, Model, TooLarge};
use super::paths::{Weights, regions, shortest};
use super::places::{Place, places};
use super::space::Space;
use super::witness::{Claim, Witness, seen, yaml};
use crate::logic::diagram::{Diagrams, Node};

/// What a check found, and what it proved.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Findings, by place.
    pub findings: Vec<Finding>,
    /// What was proven on the way.
    pub proof: Proof,
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

/// Everything that findings are made from.
pub(super) struct Check<'a> {
    pub(super) space: &'a Space,
    pub(super) dated: &'a Ruleset,
    pub(super) d: Diagrams,
    pub(super) labels: Labels,
    pub(super) model: Model<'a>,
    /// For each provider, its checks as they are written.
    pub(super) written: Vec<Vec<Written>>,
    pub(super) places: Vec<Place>,
    pub(super) weights: Weights,
    pub(super) findings: Vec<Finding>,
    /// See [`Checked::disagreements`].
    pub(super) disagreements: Vec<String>,
}

/// Checks a pack with its catalog on one day.
///
/// # Errors
/// The answer space is too large to be proven.
pub fn check(dated: &Ruleset) -> Result<Checked, TooLarge> {
    let space = Space::new(&[dated]);
    let mut d = Diagrams::new(space.arity());
    let mut labels = Labels::new();
    let mut model = Model::new(&mut d, &mut labels, &space, 0, dated)?;
    let written = model.providers.iter_mut().map(|provider| provider.symbolic.written(&mut d)).collect();
    let places = places(&mut d, &labels, dated, &model);
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
        disagreements: Vec::new(),
    };
    findings::graph(&mut check);
    findings::candidates(&mut check);
    findings::constraints(&mut check);
    findings::conditions(&mut check);
    findings::names(&mut check);
    findings::facts(&mut check);
    findings::whole(&mut check);
    findings::stack(&mut check);
    if check.d.exhausted() {
        return Err(TooLarge);
    }
    let proof = proof(&mut check);
    let mut findings = check.findings;
    super::severities::apply(dated, &mut findings);
    findings.sort_by(|a, b| key(a).cmp(&key(b)));
    Ok(Checked { findings, proof, disagreements: check.disagreements })
}

fn key(
    finding: &Finding,
) -> (Severity, Option<(crate::diagnostic::SourceId, u32)>, crate::diagnostic::Code, &str) {
    let place = finding.diagnostic.span.map(|span| (span.source, span.start));
    (finding.diagnostic.severity, place, finding.diagnostic.code, &finding.subject)
}

impl Check<'_> {
    /// A requirement in a region, run to see that it shows what it is to show.
    pub(super) fn witness(&mut self, region: Node, claim: &Claim) -> Option<Witness> {
        let path = shortest(&self.d, region)?;
        let yaml = yaml(self.space, self.dated, &path);
        let seen = seen(self.dated, &yaml, claim);
        if seen.is_none() {
            self.disagreements.push(format!("{claim:?}\n{yaml}"));
        }
        Some(Witness { yaml, seen: seen? })
    }

    /// Adds a finding with a requirement that shows it, if there is one.
    pub(super) fn found(&mut self, finding: Finding, region: Node, claim: &Claim) {
        let witness = self.witness(region, claim);
        self.findings.push(Finding { witness, ..finding });
    }
}

fn proof(check: &mut Check<'_>) -> Proof {
    let dated = check.dated;
    let logarithm: f64 =
        check.space.arity().iter().map(|cells| f64::from(u32::try_from(*cells).unwrap_or(1)).log10()).sum();
    let mut proof = Proof {
        questions: check.space.axes.len(),
        cells: whole(logarithm),
        nodes: check.d.len(),
        arms: check
            .model
            .providers
            .first()
            .map_or(0, |provider| provider.walk.taken.iter().map(Vec::len).sum()),
        checks: dated.catalog().services().map(|(id, _)| dated.checks(id).len()).sum(),
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
fn whole(number: f64) -> u32 {
    (0..10_000).find(|whole| f64::from(*whole) + 0.5 > number).unwrap_or(u32::MAX)
}
