//! Rule packs: from parsed files to a [`CompiledPack`], the only form that can be evaluated.
//!
//! Takes [`crate::language::ast`] files and a catalog, gives a pack whose names are resolved,
//! whose types agree and whose decision graph is proven closed. Knows no user input and renders
//! nothing.

mod amount;
mod bind;
mod bounds;
mod case;
mod comparison;
mod compile;
mod condition;
mod dated;
mod embedded;
mod grounds;
mod identity;
mod ids;
mod question;
mod resolve;
mod rows;
mod template;
mod usage;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use case::{Case, Expect, Given, GivenValue, Reject};
pub use compile::{PackFiles, compile};
pub use condition::{Cond, DerivationId, FactRef, Mention, Num, NumberOp, Subject, Word, Words};
pub use dated::{Check, DatedPack};
pub use embedded::{
    DEFAULT_PACK, EMBEDDED, EmbeddedFile, EmbeddedPack, FINGERPRINT, embedded, embedded_names, frozen,
};
pub use grounds::{Grounds, Source};
pub use identity::{Files, Identity};
pub use ids::{CaveatId, CaveatPlace, CompanionId, CompanionPlace, ConstraintId, FallbackId};
pub use question::{Fallback, FallbackKind, Question, literal};
pub use rows::{Offer, Quantifier, Rows};
pub use template::{Part, Template};
pub use usage::used_keys;

use crate::catalog::{ProviderId, ServiceId, Value};
use crate::diagnostic::{Code, Severity, SourceId, Span};
use crate::graph::{ArmId, DecisionGraph, OutcomeId};
use crate::logic::{Formula, QuestionId};
use crate::quantity::Date;
use question::Texts;

/// A named expression.
#[derive(Clone, Debug)]
pub struct Derivation {
    /// Its name.
    pub name: String,
    /// What it stands for.
    pub condition: Cond,
    /// The same, ready to be evaluated.
    pub formula: Arc<Formula>,
    /// Why.
    pub grounds: Grounds,
    /// Where it is declared.
    pub span: Span,
}

/// Answers that cannot be given together.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// Its name; for a `must be`, the name of the question.
    pub name: String,
    /// When they conflict.
    pub formula: Formula,
    /// The questions that it looks at, in order of writing; derivations opened.
    pub questions: Vec<QuestionId>,
    /// What is wrong with it.
    pub grounds: Grounds,
    /// Where it is declared.
    pub span: Span,
}

/// What a service must satisfy, written once for all of them.
#[derive(Clone, Debug)]
pub struct Constraint {
    /// Its name.
    pub name: String,
    /// The rows that must satisfy `need`, if it is about rows.
    pub rows: Option<Rows>,
    /// When it binds.
    pub when: Cond,
    /// What the service, or its rows, must satisfy.
    pub need: Cond,
    /// What is said when it does not.
    pub refuse: Template,
    /// Which rows a report names, and how.
    pub offer: Option<Offer>,
    /// Why.
    pub grounds: Grounds,
    /// Where it is declared.
    pub span: Span,
}

/// A warning that does not reject.
#[derive(Clone, Debug)]
pub struct Caveat {
    /// Its code.
    pub name: String,
    /// The rows that `when` is about, if it is about rows.
    pub rows: Option<Rows>,
    /// When it is given.
    pub when: Cond,
    /// What it says.
    pub say: Template,
    /// Its sources.
    pub grounds: Grounds,
    /// Where it is declared.
    pub span: Span,
}

/// A service that an outcome names.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The service.
    pub service: ServiceId,
    /// What of it is named, in order of preference: all its configurations, or some.
    pub deployments: Vec<ServiceId>,
    /// The form in which it is used: `service`, `task`, `job` or `vm`.
    pub form: Option<String>,
    /// When it is named; none for always.
    pub when: Option<Formula>,
    /// Why this one.
    pub reason: Option<Template>,
    /// Where it is named.
    pub span: Span,
}

/// A service that comes along.
#[derive(Clone, Debug)]
pub struct Companion {
    /// The service.
    pub service: ServiceId,
    /// When; may look at the recommended service.
    pub when: Cond,
    /// Why.
    pub reason: Option<Template>,
    /// Where that is from.
    pub sources: Vec<Source>,
    /// Where it is named.
    pub span: Span,
}

/// How a node and its arms are explained.
#[derive(Clone, Debug)]
pub struct NodeText {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// Its arms, in order.
    pub arms: Vec<ArmText>,
    /// Where it is declared.
    pub span: Span,
}

/// How an arm is explained.
#[derive(Clone, Debug)]
pub struct ArmText {
    /// The name of the node and its number in it, counted from 1: `start.2`.
    pub id: String,
    /// Its guard as written, in canonical form: `kubernetes`; none for `otherwise`.
    pub guard: Option<String>,
    /// Why.
    pub grounds: Grounds,
    /// Where it stands.
    pub span: Span,
}

impl NodeText {
    /// How one of its arms is explained.
    #[must_use]
    pub fn arm(&self, id: ArmId) -> &ArmText {
        invariant!(self.arms.get(id.index()), "an arm is one of its node")
    }
}

impl ArmText {
    /// Its first words as a rule file has them: `when kubernetes`, `otherwise`.
    #[must_use]
    pub fn opening(&self) -> String {
        self.guard.as_ref().map_or_else(|| "otherwise".to_owned(), |guard| format!("when {guard}"))
    }
}

/// The end of a walk.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// For each provider of the catalog, its candidates, best first; those of all outcomes come before its own.
    pub candidates: Vec<Vec<Candidate>>,
    /// What comes along.
    pub companions: Vec<Companion>,
    /// Its own caveats.
    pub caveats: Vec<Caveat>,
    /// Why.
    pub grounds: Grounds,
    /// Where it is declared.
    pub span: Span,
}

impl Outcome {
    /// The candidates for a provider, best first.
    #[must_use]
    pub fn of(&self, provider: ProviderId) -> &[Candidate] {
        invariant!(
            self.candidates.get(provider.index()),
            "an outcome has a list of candidates for every provider"
        )
    }
}

/// A short way to answer.
#[derive(Clone, Debug)]
pub struct Shorthand {
    /// The short key.
    pub name: String,
    /// Its forms, in order.
    pub forms: Vec<ShortForm>,
}

/// What a short value must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShortPattern {
    /// `none`
    None,
    /// `yes` or `no`.
    Yes(bool),
    /// A value of a type.
    Typed(crate::catalog::ValueType),
}

/// One form of a short key.
#[derive(Clone, Debug)]
pub struct ShortForm {
    /// What the value must be.
    pub pattern: ShortPattern,
    /// What it answers; no value means the one that was given.
    pub answers: Vec<(QuestionId, Option<Value>)>,
}

/// A stack of packs, compiled: everything resolved, checked and proven. A clone is another handle to the same.
///
/// INVARIANT (only compiled packs are evaluated): fields are private, and only [`compile()`] makes one.
#[derive(Clone, Debug)]
pub struct CompiledPack {
    parts: Arc<Parts>,
}

/// What a compiled pack is made of.
#[derive(Clone, Debug)]
pub struct Parts {
    name: String,
    version: String,
    /// The packs of the stack, the lowest first.
    identities: Vec<Identity>,
    /// The files of the facts.
    facts: Option<Files>,
    as_of: Date,
    since: Option<Date>,
    workload: Option<QuestionId>,
    providers: Option<QuestionId>,
    walk: Option<QuestionId>,
    questions: Vec<Question>,
    question_names: BTreeMap<String, QuestionId>,
    texts: Texts,
    shorthands: Vec<Shorthand>,
    derivations: Vec<Derivation>,
    conflicts: Vec<Conflict>,
    constraints: Vec<Constraint>,
    caveats: Vec<Caveat>,
    graph: DecisionGraph,
    nodes: Vec<NodeText>,
    outcomes: Vec<Outcome>,
    firsts: Vec<Vec<Candidate>>,
    preferences: Vec<Vec<Candidate>>,
    severities: Vec<SeverityRule>,
    /// For each pack of the stack, its files.
    levels: Vec<BTreeSet<SourceId>>,
    cases: Vec<Case>,
}

/// How much a finding matters in this pack, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeverityRule {
    /// The code of the finding.
    pub code: Code,
    /// What it is about; none for every finding of the code.
    pub subject: Option<String>,
    /// How much it matters.
    pub severity: Severity,
    /// Why.
    pub because: String,
    /// Where it stands.
    pub span: Span,
}

impl std::ops::Deref for CompiledPack {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}

impl Parts {
    /// The name of the lowest pack of the stack.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its version; with overlays, all versions joined with `+`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The day whose facts apply unless another is asked for.
    #[must_use]
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// The first day for which facts are recorded; none where the pack does not say.
    #[must_use]
    pub fn since(&self) -> Option<Date> {
        self.since
    }

    /// The question whose answer names the workload.
    #[must_use]
    pub fn workload_question(&self) -> Option<QuestionId> {
        self.workload
    }

    /// The question whose answer selects providers.
    #[must_use]
    pub fn providers_question(&self) -> Option<QuestionId> {
        self.providers
    }

    /// The question that holds the provider of each walk; nobody states it.
    #[must_use]
    pub fn provider_variable(&self) -> Option<QuestionId> {
        self.walk
    }

    /// All questions, in declared order.
    pub fn questions(&self) -> impl Iterator<Item = (QuestionId, &Question)> {
        (0..).map(QuestionId).zip(&self.questions)
    }

    /// The question of an id.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "INVARIANT (own ids): ids come from this pack")]
    pub fn question(&self, id: QuestionId) -> &Question {
        &self.questions[id.index()]
    }

    /// The question with a name.
    #[must_use]
    pub fn find_question(&self, name: &str) -> Option<QuestionId> {
        self.question_names.get(name).copied()
    }

    /// Short keys, in declared order.
    #[must_use]
    pub fn shorthands(&self) -> &[Shorthand] {
        &self.shorthands
    }

    /// Derivations, each after those that it uses.
    #[must_use]
    pub fn derivations(&self) -> &[Derivation] {
        &self.derivations
    }

    /// Answers that cannot be given together, `must be` included.
    #[must_use]
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// Constraints, in declared order.
    #[must_use]
    pub fn constraints(&self) -> &[Constraint] {
        &self.constraints
    }

    /// The caveats of the pack itself, in declared order.
    #[must_use]
    pub fn caveats(&self) -> &[Caveat] {
        &self.caveats
    }

    /// The decision graph.
    #[must_use]
    pub fn graph(&self) -> &DecisionGraph {
        &self.graph
    }

    /// The texts of the nodes, in declared order.
    #[must_use]
    pub fn nodes(&self) -> &[NodeText] {
        &self.nodes
    }

    /// All outcomes, in declared order.
    #[must_use]
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// The candidates of a provider that stand before all others in every outcome.
    #[must_use]
    pub fn firsts(&self, provider: ProviderId) -> &[Candidate] {
        invariant!(self.firsts.get(provider.index()), "every provider has a list of first candidates")
    }

    /// The candidates that an outcome names itself.
    #[must_use]
    pub fn own(&self, outcome: OutcomeId, provider: ProviderId) -> &[Candidate] {
        let first = self.firsts(provider).len();
        let own = self.outcome(outcome).of(provider).get(first..);
        invariant!(own, "the first candidates stand first in every outcome")
    }

    /// The services of a provider in the order of the fall-back.
    #[must_use]
    pub fn preferences(&self, provider: ProviderId) -> &[Candidate] {
        invariant!(self.preferences.get(provider.index()), "every provider has an order of preference")
    }

    /// What the packs say about findings, the lowest pack first.
    #[must_use]
    pub fn severities(&self) -> &[SeverityRule] {
        &self.severities
    }

    /// How many packs lie over each other.
    #[must_use]
    pub fn stacked(&self) -> usize {
        self.levels.len()
    }

    /// Which pack of the stack a place belongs to, counted from the lowest.
    #[must_use]
    pub fn level(&self, span: Span) -> usize {
        let own = self.levels.iter().position(|files| files.contains(&span.source));
        invariant!(own, "a place in rules is one in their files")
    }

    /// The cases that come with the pack.
    #[must_use]
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }
}
