//! From an evaluation's ids to the public report.

mod rejection;

use crate::catalog::{Row, ServiceId};
use crate::diagnostic::Sources;
use crate::eval::{
    Answer, Conclusion, Evaluation, Fitting, Miss, Offer, ProviderEvaluation, Relaxation, Route, Unverified,
};
use crate::logic::QuestionId;
use crate::pack::{Candidate, Caveat, CompanionId, CompiledPack, FactRef, Grounds, Identity, Outcome};
use crate::program::DatedRules;
use crate::requirement::Requirement;

use super::model::{
    AlternativeRecord, AnswerRecord, AssumptionRecord, Basis, CatalogRecord, CaveatRecord, CompanionRecord,
    LimitRecord, MissRecord, OpenQuestionRecord, PackInfo, PackRecord, ProviderReport, ReasonRecord,
    RelaxationRecord, Report, RowRecord, SizeRecord, SourceRecord, StepRecord, UnverifiedRecord,
};
use super::phrase::{Phrases, Said, fact_source, source};

/// What a report is built from.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The rules and facts that were applied.
    pub dated: &'a DatedRules,
    /// The files that spans refer to.
    pub sources: &'a Sources,
}

/// What is applied: the packs of the stack, and the facts.
#[must_use]
pub fn basis(pack: &CompiledPack) -> Basis {
    let record = |identity: &Identity| PackRecord {
        name: identity.name.clone(),
        version: identity.version.clone(),
        digest: identity.files.as_ref().map(|files| files.digest.clone()),
        built_in: identity.files.as_ref().is_some_and(|files| files.built_in),
    };
    let facts = pack.facts();
    Basis {
        packs: pack.identities().iter().map(record).collect(),
        pack: PackInfo { name: pack.name().to_owned(), version: pack.version().to_owned() },
        catalog: CatalogRecord {
            digest: facts.map(|files| files.digest.clone()),
            built_in: facts.is_some_and(|files| files.built_in),
        },
    }
}

/// The report of one workload; `name` is used when the requirement does not name it.
#[must_use]
pub fn build(context: Context<'_>, name: &str, requirement: &Requirement, evaluation: &Evaluation) -> Report {
    let dated = context.dated;
    let builder = Builder::new(context, requirement, evaluation);
    let provider = |evaluated: &ProviderEvaluation| {
        let id = dated.catalog().provider(evaluated.provider).id.clone();
        (id, builder.provider(evaluated))
    };
    Report {
        workload: requirement.name().unwrap_or(name).to_owned(),
        answers: evaluation.answers.iter().map(|answer| builder.answer(answer)).collect(),
        providers: evaluation.providers.iter().map(provider).collect(),
        assumptions: builder.assumptions(),
        open_questions: builder.open_questions(),
    }
}

/// The words for one evaluation.
#[derive(Clone, Copy)]
pub(super) struct Builder<'a> {
    pub(super) phrases: Phrases<'a>,
    pub(super) dated: &'a DatedRules,
    evaluation: &'a Evaluation,
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        context: Context<'a>,
        requirement: &'a Requirement,
        evaluation: &'a Evaluation,
    ) -> Self {
        let Context { dated, sources } = context;
        Self { phrases: Phrases { dated, requirement, sources }, dated, evaluation }
    }
}

impl Builder<'_> {
    pub(super) fn question(&self, id: QuestionId) -> String {
        self.dated.pack().question(id).name.clone()
    }

    pub(super) fn id_and_name(&self, service: ServiceId) -> (String, String) {
        let service = self.dated.catalog().service(service);
        (service.id.clone(), service.name.to_string())
    }

    fn answer(&self, answer: &Answer) -> AnswerRecord {
        let question = self.dated.pack().question(answer.question);
        let fallback = answer.fallback.map(|id| question.fallback(id));
        AnswerRecord {
            question: question.name.clone(),
            value: self.phrases.json(answer.question, answer.code),
            origin: answer.origin,
            at: self.phrases.at(answer.question),
            because: fallback.and_then(|f| f.because.as_ref()).map(|text| self.phrases.fill(text, None)),
            rule: fallback.map(|fallback| self.phrases.rule(fallback.span)),
        }
    }

    fn candidate(&self, evaluated: &ProviderEvaluation, route: Route) -> Option<&Candidate> {
        self.dated.candidate(evaluated.provider, evaluated.conclusion.outcome(), route)
    }

    fn provider(&self, evaluated: &ProviderEvaluation) -> ProviderReport {
        let outcome = evaluated.conclusion.outcome().map(|id| self.dated.pack().outcome(id));
        let recommended = evaluated.conclusion.recommended();
        let fitting = recommended.map(|it| it.chosen);
        let chosen = fitting.and_then(|fitting| self.candidate(evaluated, fitting.route));
        let limits = evaluated.holds_while.iter().filter_map(|limit| {
            let Said { text, data } = self.phrases.condition(limit.question, &limit.condition)?;
            Some(LimitRecord {
                question: self.question(limit.question),
                condition: text,
                within: data,
                then: self.phrases.winner(limit.then),
                verified: limit.is_verified,
            })
        });
        let (nearest, relax): (&[Miss], &[Relaxation]) = match &evaluated.conclusion {
            Conclusion::NoFit(it) => (&it.nearest, &it.relax),
            Conclusion::Recommended(_) | Conclusion::Undecided(_) => (&[], &[]),
        };
        let nearest = nearest.iter().map(|miss| {
            let (service, name) = self.id_and_name(miss.service);
            let constraints =
                miss.constraints.iter().map(|c| self.dated.constraint(*c).name.clone()).collect();
            MissRecord { service, name, constraints }
        });
        let relax = relax.iter().map(|relaxation| RelaxationRecord {
            questions: relaxation.questions.iter().map(|question| self.question(*question)).collect(),
            then: self.id_and_name(relaxation.then).0,
            verified: relaxation.is_verified,
        });
        ProviderReport {
            provider: self.dated.catalog().provider(evaluated.provider).name.clone(),
            status: evaluated.status,
            service: fitting.map(|fitting| self.id_and_name(fitting.service).0),
            deployment: fitting.map(|fitting| self.id_and_name(fitting.configuration).0),
            also_known_as: fitting.map_or_else(Vec::new, |fitting| self.aliases(fitting.configuration)),
            name: fitting.map(|fitting| self.id_and_name(fitting.configuration).1),
            form: chosen.and_then(|candidate| candidate.form.clone()),
            off_path: fitting.is_some_and(is_off_path),
            outcome: outcome.map(|outcome| outcome.name.clone()),
            companions: self.companions(evaluated),
            path: self.path(evaluated),
            reasons: self.reasons(evaluated, outcome, chosen),
            sizes: recommended
                .map_or(&[][..], |it| &it.offers)
                .iter()
                .filter_map(|offer| self.size(evaluated, offer))
                .collect(),
            caveats: self.caveats(evaluated),
            to_verify: self.unverified_facts(evaluated),
            alternatives: self.alternatives(evaluated),
            rejected: evaluated.rejected.iter().map(|rejection| self.rejection(*rejection)).collect(),
            holds_while: limits.collect(),
            possible: evaluated.possible.iter().map(|winner| self.phrases.winner(*winner)).collect(),
            nearest: nearest.collect(),
            relax: relax.collect(),
        }
    }

    fn path(&self, evaluated: &ProviderEvaluation) -> Vec<StepRecord> {
        let step = |step: &crate::eval::Step| {
            let node = self.dated.pack().node(step.node);
            let arm = node.arm(step.arm);
            StepRecord {
                node: node.name.clone(),
                arm: arm.opening(),
                because: arm
                    .grounds
                    .because
                    .as_ref()
                    .map(|text| self.phrases.fill(text, None))
                    .unwrap_or_default(),
                answers: step.read.iter().map(|question| self.question(*question)).collect(),
                rule: self.phrases.rule(arm.span),
            }
        };
        evaluated.path.iter().map(step).collect()
    }

    /// The outcome's reason, then the candidate's own, then those of the arms, the last first.
    fn reasons(
        &self,
        evaluated: &ProviderEvaluation,
        outcome: Option<&Outcome>,
        chosen: Option<&Candidate>,
    ) -> Vec<ReasonRecord> {
        let service = evaluated.conclusion.chosen().map(|chosen| chosen.configuration);
        let of = |grounds: &Grounds, span| {
            let text = self.phrases.fill(grounds.because.as_ref()?, service);
            let (rule, overlay) = (self.phrases.rule(span), self.phrases.overlay(span));
            Some(ReasonRecord { text, rule, overlay, sources: sources(&grounds.sources) })
        };
        let off_path = evaluated.conclusion.chosen().is_some_and(is_off_path);
        let own = chosen.and_then(|candidate| {
            let text = self.phrases.fill(candidate.reason.as_ref()?, service);
            let (rule, overlay) = (self.phrases.rule(candidate.span), self.phrases.overlay(candidate.span));
            Some(ReasonRecord { text, rule, overlay, sources: Vec::new() })
        });
        let fall_back = chosen.filter(|_| off_path).map(|candidate| ReasonRecord {
            text: "none of the services on the graph's path fits; this is the first that does in the pack's order of \
                   preference"
                .to_owned(),
            rule: self.phrases.rule(candidate.span),
            overlay: self.phrases.overlay(candidate.span),
            sources: Vec::new(),
        });
        // What an outcome says is said of those that it names.
        let ended = outcome.filter(|_| !off_path).and_then(|outcome| of(&outcome.grounds, outcome.span));
        let arms = evaluated.path.iter().rev().filter_map(|step| {
            let arm = self.dated.pack().node(step.node).arm(step.arm);
            of(&arm.grounds, arm.span)
        });
        fall_back.into_iter().chain(ended).chain(own).chain(arms).collect()
    }

    fn size(&self, evaluated: &ProviderEvaluation, offer: &Offer) -> Option<SizeRecord> {
        let constraint = self.dated.constraint(offer.constraint);
        let table = self.dated.catalog().table(constraint.rows.as_ref()?.table);
        let service = evaluated.conclusion.chosen().map(|chosen| chosen.configuration);
        let record = |name: &String| {
            let row = table.row(table.find(name)?)?;
            let text = self.phrases.fill_row(&constraint.offer.as_ref()?.text, service, Some(row));
            Some(RowRecord { name: name.clone(), text })
        };
        let rows = offer.rows.iter().filter_map(record).collect();
        // Rows that are offered together are those of one service, and come from one page.
        let first = offer.rows.first().and_then(|name| table.row(table.find(name)?));
        let (url, read) = first.map_or((table.source.as_str(), table.read), Row::origin);
        let source = SourceRecord {
            url: Some(url.to_owned()),
            title: None,
            section: None,
            as_of: Some(read.to_string()),
        };
        Some(SizeRecord { table: table.name.clone(), rows, more: offer.more, source })
    }

    fn companions(&self, evaluated: &ProviderEvaluation) -> Vec<CompanionRecord> {
        let with = evaluated.conclusion.chosen().map(|chosen| chosen.configuration);
        let record = |id: &CompanionId| {
            let companion = self.dated.pack().companion(*id);
            let (service, name) = self.id_and_name(companion.service);
            let because =
                companion.reason.as_ref().map(|text| self.phrases.fill(text, with)).unwrap_or_default();
            CompanionRecord { service, name, because, sources: sources(&companion.sources) }
        };
        evaluated.companions().iter().map(record).collect()
    }

    fn caveats(&self, evaluated: &ProviderEvaluation) -> Vec<CaveatRecord> {
        let service = evaluated.conclusion.chosen().map(|chosen| chosen.configuration);
        let said = evaluated.caveats().iter().map(|id| self.caveat(self.dated.pack().caveat(*id), service));
        let doubts = evaluated.conclusion.recommended().map_or(&[][..], |it| &it.unverified);
        let unverified = doubts.iter().map(|unverified| self.unverified(unverified, service));
        said.chain(unverified).collect()
    }

    pub(super) fn caveat(&self, caveat: &Caveat, service: Option<ServiceId>) -> CaveatRecord {
        CaveatRecord {
            code: caveat.name.clone(),
            text: self.phrases.fill(&caveat.say, service),
            sources: sources(&caveat.grounds.sources),
        }
    }

    fn unverified(&self, unverified: &Unverified, service: Option<ServiceId>) -> CaveatRecord {
        CaveatRecord {
            code: "unverified".to_owned(),
            text: self.unverified_text(unverified, service),
            sources: self.where_to_look(unverified, service),
        }
    }

    /// What is not known, as a sentence.
    fn unverified_text(&self, unverified: &Unverified, service: Option<ServiceId>) -> String {
        let facts = &unverified.facts;
        let keys: Vec<&str> =
            facts.iter().map(|fact| self.dated.catalog().key(fact.key).title.as_str()).collect();
        let constraint = self.dated.constraint(unverified.constraint);
        // A constraint asks for facts of one companion, or of none.
        let holder = facts.iter().find_map(|fact| fact.of).or(service);
        let name = holder.map(|holder| self.id_and_name(holder).1).unwrap_or_default();
        let what = if keys.is_empty() {
            "what the tables of the catalog say".to_owned()
        } else {
            format!("{} of {name}", keys.join(", "))
        };
        let verb = if keys.len() > 1 { "are" } else { "is" };
        let known: Vec<String> = unverified
            .facts
            .iter()
            .filter_map(|fact| self.phrases.fact_of(fact.of.or(service)?, fact.key))
            .filter(|fact| fact.at_least.is_some() || fact.at_most.is_some())
            .map(crate::catalog::Fact::said)
            .collect();
        if known.is_empty() {
            format!("`{}` could not be checked: {what} {verb} not known on this day", constraint.name)
        } else {
            let known = known.join("; ");
            format!("`{}` could not be checked: of {what} it is only known: {known}", constraint.name)
        }
    }

    fn where_to_look(&self, unverified: &Unverified, service: Option<ServiceId>) -> Vec<SourceRecord> {
        let facts = unverified.facts.iter();
        let facts = facts.filter_map(|fact| self.phrases.fact_of(fact.of.or(service)?, fact.key));
        facts.map(fact_source).collect()
    }

    /// What has to be found out before the recommendation can be relied on.
    pub(in crate::report) fn unverified_facts(
        &self,
        evaluated: &ProviderEvaluation,
    ) -> Vec<UnverifiedRecord> {
        let Some(recommended) = evaluated.conclusion.recommended() else { return Vec::new() };
        let chosen = recommended.chosen;
        let service = self.id_and_name(chosen.configuration).0;
        let mut all = Vec::new();
        for unverified in &recommended.unverified {
            let constraint = self.dated.constraint(unverified.constraint).name.clone();
            let catalog = self.dated.catalog();
            let facts: Vec<(String, Option<String>)> = match unverified.facts.as_slice() {
                [] => vec![(service.clone(), None)],
                facts => {
                    let named = |fact: &FactRef| {
                        let holder =
                            fact.of.map_or_else(|| service.clone(), |of| catalog.service(of).id.clone());
                        (holder, Some(catalog.key(fact.key).name.clone()))
                    };
                    facts.iter().map(named).collect()
                }
            };
            all.extend(facts.into_iter().map(|(holder, fact)| UnverifiedRecord {
                service: holder,
                fact,
                constraint: constraint.clone(),
                text: self.unverified_text(unverified, Some(chosen.configuration)),
                sources: self.where_to_look(unverified, Some(chosen.configuration)),
            }));
        }
        all
    }

    /// The ids that a configuration had before.
    fn aliases(&self, configuration: ServiceId) -> Vec<String> {
        self.dated.catalog().service(configuration).aliases.clone()
    }

    fn alternatives(&self, evaluated: &ProviderEvaluation) -> Vec<AlternativeRecord> {
        let record = |other: &Fitting| {
            let candidate = self.candidate(evaluated, other.route);
            let (deployment, name) = self.id_and_name(other.configuration);
            let reason = candidate.and_then(|candidate| candidate.reason.as_ref());
            let because = reason.map(|text| self.phrases.fill(text, Some(other.configuration)));
            AlternativeRecord {
                service: self.id_and_name(other.service).0,
                deployment,
                verified: other.is_verified,
                name,
                form: candidate.and_then(|c| c.form.clone()),
                because,
            }
        };
        evaluated.alternatives().iter().map(record).collect()
    }

    fn assumptions(&self) -> Vec<AssumptionRecord> {
        let record = |assumption: &crate::eval::Assumption| {
            let question = self.dated.pack().question(assumption.question);
            let because = question.fallback(assumption.fallback).because.as_ref();
            let provider = |id: &crate::catalog::ProviderId| self.dated.catalog().provider(*id).id.clone();
            AssumptionRecord {
                question: question.name.clone(),
                value: self.phrases.json(assumption.question, assumption.value),
                because: because.map(|text| self.phrases.fill(text, None)),
                could_change: assumption.could_change.iter().map(provider).collect(),
            }
        };
        self.evaluation.assumptions.iter().map(record).collect()
    }

    fn open_questions(&self) -> Vec<OpenQuestionRecord> {
        let record = |open: &crate::eval::OpenQuestion| {
            let question = self.dated.pack().question(open.question);
            let possible = open.possible.iter().map(|(provider, winners)| {
                let winners = winners.iter().map(|winner| self.phrases.winner(*winner)).collect();
                (self.dated.catalog().provider(*provider).id.clone(), winners)
            });
            OpenQuestionRecord {
                question: question.name.clone(),
                ask: question.ask.clone().unwrap_or_else(|| question.name.clone()),
                possible: possible.collect(),
                guess: open.guess.map(|code| self.phrases.json(open.question, Some(code))),
            }
        };
        self.evaluation.open.iter().map(record).collect()
    }
}

fn sources(sources: &[crate::pack::Source]) -> Vec<SourceRecord> {
    sources.iter().map(source).collect()
}

/// Whether a service was reached off the graph's path.
fn is_off_path(fitting: Fitting) -> bool {
    !matches!(fitting.route, Route::Named(_))
}
