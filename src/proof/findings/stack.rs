//! Packs that lie over each other: requirements that each can serve, and all together cannot.

use std::collections::BTreeMap;

use crate::catalog::ServiceId;
use crate::diagnostic::Code;

use super::super::finding::{Check, Finding};
use super::super::model::{Label, NO_FIT};
use super::super::witness::Claim;
use crate::logic::diagram::{DiagramManager, FALSE, Node, TRUE};
use crate::program::Written;

/// Findings about rules of different packs of a stack.
pub(in super::super) fn stack(check: &mut Check<'_>) {
    let dated = check.dated;
    let packs = dated.pack().stacked();
    if packs < 2 {
        return;
    }
    for at in 0..check.model.providers.len() {
        let Some(provider) = check.model.providers.get(at) else { continue };
        let (id, answers) = (provider.id, provider.answers);
        let mut region = check.d.is(answers, NO_FIT);
        for level in 0..packs {
            let checks = check.written.get(at).map(Vec::as_slice).unwrap_or_default();
            let own =
                checks.iter().filter(|it| dated.pack().level(dated.constraint(it.constraint).span) == level);
            let Some(provider) = check.model.providers.get(at) else { continue };
            let served = served(&mut check.d, provider.fits.keys().copied(), own);
            region = check.d.and(region, served);
        }
        if region == FALSE {
            continue;
        }
        let word = &dated.catalog().provider(id).id;
        let message = format!(
            "constraints of different packs leave no service of `{word}`, where those of each alone leave one"
        );
        let finding = Finding::new(Code::StackConflict, word.clone(), None, message);
        let finding =
            finding.help("let the upper pack replace the rule, or say with `severity` that this is meant");
        check.found(finding, region, &Claim::Answers(id, Label::NoFit));
    }
}

/// Where some service is left by some checks.
fn served<'c>(
    d: &mut DiagramManager,
    services: impl Iterator<Item = ServiceId>,
    checks: impl Iterator<Item = &'c Written>,
) -> Node {
    let mut fits: BTreeMap<ServiceId, Node> = services.map(|service| (service, TRUE)).collect();
    for Written { service, binds, fails, .. } in checks {
        let broken = d.and(*binds, *fails);
        let kept = d.not(broken);
        fits.entry(*service).and_modify(|fits| *fits = d.and(*fits, kept));
    }
    fits.into_values().fold(FALSE, |served, fits| d.or(served, fits))
}
