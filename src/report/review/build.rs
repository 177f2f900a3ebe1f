//! From a verdict to words and places.

use crate::catalog::{KeyId, ServiceId};
use crate::contrast::{Against, Proposal, Verdict, dominating_facts};
use crate::diagnostic::Span;
use crate::eval::{Evaluation, ProviderEvaluation};
use crate::program::{Assignment, DeploymentId};
use crate::requirement::Requirement;

use super::super::build::{Builder, Context};
use super::super::contrast::Contrast;
use super::super::model::{CaveatRecord, Extent};
use super::model::{Cost, ProposalRecord};

/// One choice in words. `stated` is where it was made; without that, the answer that speaks against it is the place, or
/// else the whole workload.
#[must_use]
pub fn build(
    context: Context<'_>,
    requirement: &Requirement,
    evaluation: &Evaluation,
    proposal: &Proposal,
    stated: Option<Span>,
    at_least: Verdict,
) -> ProposalRecord {
    let contrast = Contrast::new(context, requirement, evaluation);
    let against = contrast.why_not(proposal.service, &proposal.against);
    let dated = context.dated;
    let provider = dated.catalog().service(proposal.service).provider;
    let present = evaluation.providers.iter().find(|present| present.provider == provider);
    let builder = &contrast.builder;
    let chosen = present.and_then(|present| present.conclusion.chosen());
    let recommended = chosen.map(|chosen| chosen.service);
    let pays = matches!(proposal.verdict, Verdict::OffPath | Verdict::Acceptable);
    let recommends = proposal.verdict == Verdict::Recommended;
    let beside = Beside { contrast: &contrast, requirement, service: proposal.service };
    let place = stated.or_else(|| binding(requirement, context, proposal)).unwrap_or(requirement.span());
    let winner = |winner| builder.phrases.winner(winner);
    let possible = present.map(|present| present.possible.iter().copied().map(winner).collect());
    ProposalRecord {
        service: against.service.clone(),
        name: against.name.clone(),
        verdict: proposal.verdict,
        passes: proposal.verdict <= at_least,
        text: sentence(proposal.verdict, &against.text),
        place: Extent::of(place, context.sources),
        recommended: recommended.map(|service| builder.id_and_name(service).0),
        deployment: chosen.map(|chosen| builder.id_and_name(chosen.configuration).0),
        status: present.map(|present| present.status),
        possible: possible.unwrap_or_default(),
        costs: present.filter(|_| pays).map(|present| costs(&beside, present)).unwrap_or_default(),
        caveats: present.filter(|_| pays).map(|present| caveats(&beside, present)).unwrap_or_default(),
        to_verify: present
            .filter(|_| recommends)
            .map(|present| builder.unverified_facts(present))
            .unwrap_or_default(),
        against,
    }
}

fn sentence(verdict: Verdict, against: &str) -> String {
    match verdict {
        Verdict::Recommended => against.to_owned(),
        Verdict::Acceptable => format!("an acceptable alternative: {against}"),
        Verdict::OffPath => format!("off the path: {against}"),
        Verdict::Undecided => format!("undecided: {against}"),
        Verdict::Refused => format!("refused: {against}"),
    }
}

/// The stated answer that the first broken constraint binds on.
fn binding(requirement: &Requirement, context: Context<'_>, proposal: &Proposal) -> Option<Span> {
    let Against::Refused(broken) = &proposal.against else { return None };
    let constraint = context.dated.constraint(broken.first()?.constraint);
    let mentions = constraint.need.mentions().into_iter().chain(constraint.when.mentions());
    let mut answers = mentions.filter_map(|mention| match mention {
        crate::pack::Mention::Subject(subject) => requirement.answer(subject.question),
        _ => None,
    });
    answers.next().map(|answer| answer.span)
}

/// A choice that fits, beside the recommendation.
struct Beside<'a> {
    contrast: &'a Contrast<'a>,
    requirement: &'a Requirement,
    service: ServiceId,
}

/// What is lost with the choice: the configuration of it that fits, beside the one that is recommended.
fn costs(beside: &Beside<'_>, present: &ProviderEvaluation) -> Vec<Cost> {
    let Builder { dated, phrases, .. } = &beside.contrast.builder;
    let Some(recommended) = present.conclusion.chosen().map(|chosen| chosen.configuration) else {
        return Vec::new();
    };
    let (_, chosen) = fitting(beside, present);
    let chosen = chosen.map_or(beside.service, |deployment| dated.program().configuration(deployment));
    let cost = |key: KeyId| {
        let title = dated.catalog().key(key).title.clone();
        let chosen = phrases.fact_record(chosen, key)?;
        Some(Cost { title, chosen, recommended: phrases.fact_record(recommended, key)? })
    };
    dominating_facts(dated, chosen, recommended).into_iter().filter_map(cost).collect()
}

/// The caveats of the pack that the chosen service has.
fn caveats(beside: &Beside<'_>, present: &ProviderEvaluation) -> Vec<CaveatRecord> {
    let builder = &beside.contrast.builder;
    let pack = builder.dated.pack();
    let (assignment, chosen) = fitting(beside, present);
    let all = chosen.map(|deployment| builder.dated.program().caveats(&assignment, deployment, None));
    let applying = all.into_iter().flatten().map(|id| pack.caveat(id));
    applying.map(|caveat| builder.caveat(caveat, Some(beside.service))).collect()
}

/// The first configuration of the chosen service that fits, and what it fits.
fn fitting(beside: &Beside<'_>, present: &ProviderEvaluation) -> (Assignment, Option<DeploymentId>) {
    let program = beside.contrast.builder.dated.program();
    let mut assignment = program.assign(beside.requirement.encoded());
    program.enter(&mut assignment, present.provider);
    let mut fits =
        program.deployments_of(beside.service).filter(|deployment| !assignment.is_out(*deployment));
    let chosen = fits.next();
    drop(fits);
    (assignment, chosen)
}
