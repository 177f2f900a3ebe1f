//! Nodes, arms and outcomes: what no requirement reaches, and what every one passes.

use crate::catalog::ProviderId;
use crate::diagnostic::Code;
use crate::graph::{ArmId, NodeId, OutcomeId};

use super::super::finding::{Check, Finding};
use super::super::witness::Claim;
use crate::logic::diagram::{FALSE, Node};
use crate::pack::NodeText;

/// Findings about the decision graph.
pub(in super::super) fn graph(check: &mut Check<'_>) {
    let dated = check.dated;
    for (id, text) in dated.pack().node_ids() {
        node(check, id, text);
    }
    for (id, outcome) in dated.pack().outcome_ids() {
        let reached = somewhere(check, |walk| walk.outcomes.get(id.index()).copied());
        if reached.is_none() {
            let message = format!("no requirement reaches the outcome `{}`", outcome.name);
            let finding = Finding::new(Code::NeverReached, &outcome.name, Some(outcome.span), message);
            let finding = finding.help("delete it, or change the guards that lead to it");
            nearest(check, finding, id);
        }
    }
}

/// The first provider whose walk is somewhere, with the requirements for which it is.
fn somewhere(
    check: &mut Check<'_>,
    place: impl Fn(&super::super::walk::Walk) -> Option<Node>,
) -> Option<(ProviderId, Node)> {
    for at in 0..check.model.providers.len() {
        let provider = check.model.providers.get(at)?;
        let (id, base, here) = (provider.id, provider.base, place(&provider.walk).unwrap_or(FALSE));
        let here = check.d.and(base, here);
        if here != FALSE {
            return Some((id, here));
        }
    }
    None
}

/// A requirement at a node from which an arm leads to an outcome that nobody reaches.
fn nearest(check: &mut Check<'_>, finding: Finding, outcome: OutcomeId) {
    let pack = check.dated.pack();
    for (id, _) in pack.node_ids() {
        let leads =
            pack.graph().arms(id).iter().any(|arm| arm.target == crate::graph::Target::Outcome(outcome));
        if leads && let Some((provider, here)) = somewhere(check, |walk| walk.nodes.get(id.index()).copied())
        {
            return check.found(finding, here, &Claim::Passes(provider, id));
        }
    }
    check.findings.push(finding);
}

fn node(check: &mut Check<'_>, id: NodeId, text: &NodeText) {
    let at = id.index();
    let Some((provider, reached)) = somewhere(check, |walk| walk.nodes.get(at).copied()) else {
        let message = format!("no requirement reaches the node `{}`", text.name);
        let finding = Finding::new(Code::NeverReached, &text.name, Some(text.span), message);
        check.findings.push(finding.help("delete it, or change the guards that lead to it"));
        return;
    };
    for (arm, written) in ArmId::of(&text.arms) {
        let subject = written.id.clone();
        let taken = somewhere(check, |walk| walk.taken.get(at)?.get(arm.index()).copied());
        let open = always(check, at, arm.index());
        if taken.is_none() {
            never_taken(check, (id, text), arm, subject, (provider, reached));
        } else if open && check.dated.pack().graph().arm(id, arm).guard.is_some() {
            let message =
                format!("`{}` holds for every requirement that comes to `{}`", written.opening(), text.name);
            let finding = Finding::new(Code::AlwaysTrue, subject, Some(written.span), message);
            let finding = finding.help("write `otherwise`, or ask for something that can fail");
            check.found(finding, reached, &Claim::Passes(provider, id));
        }
    }
}

/// Whether a guard holds wherever its node is reached, whichever arms stand before it.
fn always(check: &mut Check<'_>, node: usize, arm: usize) -> bool {
    (0..check.model.providers.len()).all(|at| {
        let Some(provider) = check.model.providers.get(at) else { return true };
        let reached = provider.walk.nodes.get(node).copied().unwrap_or(FALSE);
        let guard =
            provider.walk.arms.get(node).and_then(|arms| arms.get(arm)).map_or(FALSE, |arm| arm.holds);
        let base = provider.base;
        let fails = check.d.not(guard);
        let here = check.d.and(base, reached);
        check.d.and(here, fails) == FALSE
    })
}

fn never_taken(
    check: &mut Check<'_>,
    (id, text): (NodeId, &NodeText),
    arm: ArmId,
    subject: String,
    reached: (ProviderId, Node),
) {
    let (at, written) = (id.index(), text.arm(arm));
    let both = |check: &mut Check<'_>| {
        for provider in 0..check.model.providers.len() {
            let provider = check.model.providers.get(provider)?;
            let guard = provider.walk.arms.get(at)?.get(arm.index())?.holds;
            let (id, base) = (provider.id, provider.base);
            let before = provider.walk.taken.get(at)?.clone();
            let here = check.d.and(base, guard);
            for (earlier, taken) in ArmId::of(&before).take(arm.index()) {
                let masked = check.d.and(here, *taken);
                if masked != FALSE {
                    return Some((id, earlier, masked));
                }
            }
        }
        None
    };
    if let Some((provider, earlier, masked)) = both(check) {
        let before = text.arm(earlier);
        let message = format!(
            "`{}` is never taken in `{}`: arms before it take all of it",
            written.opening(),
            text.name
        );
        let mut finding = Finding::new(Code::MaskedArm, subject, Some(written.span), message);
        let taken = format!("`{}` takes it, for example", before.opening());
        finding.diagnostic = finding.diagnostic.also(before.span, taken);
        let finding = finding.help("put it before them, or delete it");
        return check.found(finding, masked, &Claim::Takes(provider, id, earlier));
    }
    let message = format!("`{}` never holds in `{}`", written.opening(), text.name);
    let finding = Finding::new(Code::NeverTrue, subject, Some(written.span), message);
    let finding = finding.help("the way to this node rules it out: delete the arm, or change the guard");
    check.found(finding, reached.1, &Claim::Passes(reached.0, id));
}
