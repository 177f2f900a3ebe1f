//! The short form of an answer: one line of JSON with service, status and the ids of the reasons.

use std::io::{self, Write};

use serde::Serialize;

use crate::catalog::{ProviderId, ServiceId};
use crate::eval::{self, Pick, Route, Scratch, Status};
use crate::logic::QuestionSet;
use crate::program::{Assignment, DatedRules, Trail};

use super::json;

/// The name and version of this form.
pub const SCHEMA: &str = "fingerpost.brief/1";

/// The answer to one workload.
#[derive(Clone, Debug, Serialize)]
pub struct Brief<'a> {
    /// Always `fingerpost.brief/1`.
    pub schema: &'static str,
    /// The name of the workload.
    pub workload: &'a str,
    /// One entry for each provider that was asked for.
    #[serde(serialize_with = "by_id")]
    pub providers: Vec<Answer<'a>>,
    /// The questions whose assumed answers the result rests on: the assumptions of the full report.
    pub assumed: Vec<&'a str>,
}

/// The answer for one provider.
#[derive(Clone, Debug, Serialize)]
pub struct Answer<'a> {
    /// The id of the provider; it is the key.
    #[serde(skip)]
    pub provider: &'a str,
    /// What came out, as values.
    #[serde(skip)]
    pub came: (Status, Option<ServiceId>),
    /// `decided`, `provisional`, `unverified`, `undecided` or `no_fit`.
    pub status: &'static str,
    /// The recommended service.
    pub service: Option<&'a str>,
    /// The configuration of it; the service itself where it has none.
    pub deployment: Option<&'a str>,
    /// The form in which it is used.
    pub form: Option<&'a str>,
    /// The outcome that was reached; then, where none of its services fits, `off_path`; then the arms that led there, as
    /// `node.number`, the last first.
    pub reasons: Vec<&'a str>,
}

fn by_id<S: serde::Serializer>(answers: &[Answer<'_>], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(answers.iter().map(|answer| (answer.provider, answer)))
}

impl<'a> Brief<'a> {
    /// Answers a requirement for those of the kept providers that it asks for.
    #[must_use]
    pub fn of(
        rules: &'a DatedRules,
        workload: &'a str,
        assignment: &mut Assignment,
        is_kept: impl Fn(ProviderId) -> bool,
        scratch: &mut Scratch,
    ) -> Self {
        let mut brief = Self { schema: SCHEMA, workload, providers: Vec::new(), assumed: Vec::new() };
        let (mut used, mut results) = (QuestionSet::default(), Vec::new());
        scratch.base.clone_from(assignment);
        for (provider, _) in rules.catalog().providers() {
            if is_kept(provider) && rules.program().asks_for(assignment, provider) {
                let came = eval::verdict(rules, assignment, provider, scratch);
                used.extend(scratch.trail.assumed());
                results.push((provider, came.0.winner()));
                brief.add(rules, provider, came, &scratch.trail);
            }
        }
        let assumed = eval::assumptions(rules, used, &results, scratch);
        brief.assumed =
            assumed.iter().map(|question| rules.pack().question(question).name.as_str()).collect();
        brief
    }

    fn add(
        &mut self,
        rules: &'a DatedRules,
        provider: ProviderId,
        (picked, status): (Pick, Status),
        trail: &Trail,
    ) {
        let pack = rules.pack();
        let outcome = picked.outcome().map(|id| pack.outcome(id));
        let candidate = picked.route().and_then(|route| rules.candidate(provider, picked.outcome(), route));
        let off_path = picked.route().is_some_and(|route| !matches!(route, Route::Named(_)));
        let arms = trail.path().iter().rev().map(|step| pack.node(step.node).arm(step.arm).id.as_str());
        let ended = outcome.map(|outcome| outcome.name.as_str());
        let mut reasons = Vec::with_capacity(trail.path().len() + 2);
        reasons.extend(ended.into_iter().chain(off_path.then_some("off_path")).chain(arms));
        self.providers.push(Answer {
            provider: &rules.catalog().provider(provider).id,
            came: (status, picked.choice.map(|choice| choice.service)),
            status: status.as_str(),
            service: picked.choice.map(|choice| rules.catalog().service(choice.service).id.as_str()),
            deployment: picked.choice.map(|choice| {
                rules.catalog().service(rules.program().configuration(choice.deployment)).id.as_str()
            }),
            form: candidate.and_then(|candidate| candidate.form.as_deref()),
            reasons,
        });
    }

    /// Writes it on one line.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write<W: ?Sized + Write>(&self, out: &mut W) -> io::Result<()> {
        json::compact(out, self)?;
        out.write_all(b"\n")
    }
}
