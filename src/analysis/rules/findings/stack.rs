//! Packs that lie over each other: requirements that each can serve, and all together cannot.

use crate::diagnostic::Code;

use super::super::check::Check;
use super::super::diagram::{Diagrams, FALSE, Node, TRUE};
use super::super::finding::Finding;
use super::super::model::{Label, NO_FIT, Provider};
use super::super::witness::Claim;

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
            let Some(provider) = check.model.providers.get(at) else { continue };
            let served = served(&mut check.d, provider, &|index| {
                dated.pack().level(dated.constraint(index).span) == level
            });
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

/// Where some service is left by the constraints of one pack.
fn served(d: &mut Diagrams, provider: &Provider<'_>, own: &dyn Fn(u16) -> bool) -> Node {
    let mut served = FALSE;
    for broken in provider.broken.values() {
        let mut fits = TRUE;
        for (_, rejected) in broken.iter().filter(|(index, _)| own(*index)) {
            let kept = d.not(*rejected);
            fits = d.and(fits, kept);
        }
        served = d.or(served, fits);
    }
    served
}
