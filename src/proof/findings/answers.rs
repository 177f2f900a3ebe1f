//! Total: every requirement ends in an answer; where that is "no fit" or "undecided", which ones.

use crate::catalog::ProviderId;
use crate::diagnostic::Code;
use crate::graph::NodeId;

use super::super::cover::cover;
use super::super::finding::{Check, Finding};
use super::super::model::{Label, NO_FIT};
use super::super::witness::Claim;
use super::super::words::conditions;
use crate::logic::diagram::{FALSE, Node};

/// How many conditions of a region are listed.
const LISTED: usize = 6;

/// Where no service fits, and where the walk stops for want of an answer: information, not errors.
pub(in super::super) fn without_service(check: &mut Check<'_>) {
    for at in 0..check.model.providers.len() {
        let Some(provider) = check.model.providers.get(at) else { continue };
        let (id, base, answers) = (provider.id, provider.base, provider.answers);
        let stuck = provider.walk.stuck.clone();
        let word = check.dated.catalog().provider(id).id.clone();
        let region = check.d.is(answers, NO_FIT);
        if region != FALSE {
            let message = format!("no service of `{word}` fits where {}", said(check, region, base));
            let finding = Finding::new(Code::NoFitRegion, word.clone(), None, message);
            check.found(finding, region, &Claim::Answers(id, Label::NoFit));
        }
        for (node, stuck) in stuck.into_iter().enumerate() {
            let here = check.d.and(base, stuck);
            if here != FALSE {
                undecided(check, (id, &word), NodeId::nth(node), here, base);
            }
        }
    }
}

fn undecided(
    check: &mut Check<'_>,
    (provider, word): (ProviderId, &str),
    node: NodeId,
    here: Node,
    base: Node,
) {
    let text = check.dated.pack().node(node);
    let message = format!(
        "the walk of `{word}` stops at `{}` for want of an answer where {}",
        text.name,
        said(check, here, base)
    );
    let finding =
        Finding::new(Code::UndecidedRegion, format!("{}.{word}", text.name), Some(text.span), message);
    let finding = finding.help("give the question a default or an assumption, or leave it to be asked");
    check.found(finding, here, &Claim::Answers(provider, Label::Undecided));
}

/// A region in words: its conditions, as far as they are listed, and its share.
fn said(check: &mut Check<'_>, region: Node, base: Node) -> String {
    let found = cover(&mut check.d, check.space, region, base, LISTED);
    let all = check.weights.share(&check.d, base).max(f64::MIN_POSITIVE);
    let share = check.weights.share(&check.d, region) / all;
    let parts: Vec<String> = found
        .cubes
        .iter()
        .map(|cube| conditions(check.space, check.dated, cube).join(" and "))
        .map(|text| if text.is_empty() { "anything is stated".to_owned() } else { text })
        .collect();
    let more = if found.rest == FALSE { "" } else { "; or more besides" };
    format!("{}{more} ({})", parts.join("; or "), super::super::words::percent(share))
}
