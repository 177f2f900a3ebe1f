//! Answers for some of the providers only: `--provider ID` of the command line.

use crate::catalog::{Catalog, ProviderId};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Sources, Span, Spanned, nearest};
use crate::eval::{self, Evaluation};
use crate::program::DatedRules;
use crate::requirement::{Overrides, RawEntry, RawRequirement, RawValue, Requirement, check};

/// The providers that are asked for.
pub(crate) struct Providers {
    asked: Vec<ProviderId>,
    span: Span,
}

impl Providers {
    /// Takes the words of a command line; none of them means all providers.
    ///
    /// # Errors
    /// A word that is no provider of the catalog.
    pub(crate) fn read(
        words: &[String],
        sources: &mut Sources,
        catalog: &Catalog,
    ) -> Result<Option<Self>, Diagnostic> {
        if words.is_empty() {
            return Ok(None);
        }
        let text = words.join(",");
        let span = Span::new(sources.add("--provider", text.clone()), 0, text.len());
        let asked: Result<Vec<_>, _> = words.iter().map(|word| find_provider(catalog, word)).collect();
        Ok(Some(Self { asked: asked?, span }))
    }

    /// A requirement whose answers are for the providers that are asked for, as far as it allows them.
    ///
    /// # Errors
    /// It allows none of them.
    pub(crate) fn restrict(
        &self,
        raw: &RawRequirement,
        requirement: Requirement,
        dated: &DatedRules,
    ) -> Result<Requirement, Diagnostics> {
        let (pack, catalog) = (dated.pack(), dated.catalog());
        let allowed = eval::providers(dated, requirement.encoded());
        let kept: Vec<ProviderId> = allowed.iter().copied().filter(|id| self.asked.contains(id)).collect();
        let Some(question) = pack.providers_question().filter(|_| kept != allowed) else {
            return Ok(requirement);
        };
        let words = |ids: &[ProviderId]| -> Vec<String> {
            ids.iter().map(|id| catalog.provider(*id).id.clone()).collect()
        };
        if kept.is_empty() {
            let at = requirement.answer(question).map_or(requirement.span(), |answer| answer.span);
            let only = words(&allowed).join("`, `");
            let message = format!("the workload allows only `{only}`, and `--provider` asks for others");
            let finding = Diagnostic::error(Code::Contradiction, at, message).also(self.span, "and this");
            return Err(finding.help("leave out `--provider`, or change the workload").into());
        }
        let item = |word| Spanned::new(RawValue::Text(word), self.span);
        let list = RawValue::List(words(&kept).into_iter().map(item).collect());
        let key = Spanned::new(pack.question(question).name.clone(), self.span);
        let entry = RawEntry { key, value: Spanned::new(list, self.span) };
        let mut restricted = raw.clone();
        Overrides::of(entry, pack).apply(&mut restricted.entries, dated);
        check(&restricted, dated)
    }

    /// Whether a provider is asked for.
    pub(crate) fn includes(&self, provider: ProviderId) -> bool {
        self.asked.contains(&provider)
    }

    /// Takes the other providers out of an answer: a pack need not have a question about them.
    pub(crate) fn keep(&self, evaluation: &mut Evaluation) {
        evaluation.providers.retain(|answer| self.asked.contains(&answer.provider));
    }
}

/// The provider with a word as written in an argument.
pub(crate) fn find_provider(catalog: &Catalog, word: &str) -> Result<ProviderId, Diagnostic> {
    catalog.find_provider(word).ok_or_else(|| {
        let known: Vec<&str> = catalog.providers().map(|(_, provider)| provider.id.as_str()).collect();
        let near = nearest(word, known.iter().copied());
        let finding =
            Diagnostic::general(Code::UnknownProvider, format!("`{word}` is not a provider of the catalog"));
        match near {
            Some(_) => finding.suggest(near),
            None => finding.help(format!("one of: {}", known.join(", "))),
        }
    })
}
