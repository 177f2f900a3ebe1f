//! A rule file as it was written: names are not resolved, types not checked.

mod expr;
mod severity;

pub use expr::{ArithmeticOp, CompareOp, Expr, ExprKind};
pub use severity::Severity;

use crate::diagnostic::{Span, Spanned};

/// A name as written.
pub type Name = Spanned<String>;

/// A quoted text as written, without its quotes. `{…}` inside is resolved by `pack`.
pub type Text = Spanned<String>;

/// One rule file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// Its items in order.
    pub items: Vec<Item>,
}

/// One top-level item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The word `replace`, when the item replaces one of a pack below.
    pub replace: Option<Keyword>,
    /// What it is.
    pub kind: ItemKind,
    /// From its first to its last token.
    pub span: Place,
}

/// The place of something whose own text does not matter; all places are equal.
#[derive(Clone, Copy, Debug)]
pub struct Place(pub Span);

impl PartialEq for Place {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Place {}

/// The place of a keyword.
pub type Keyword = Place;

/// All kinds of items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// `pack`
    Pack(PackHeader),
    /// `reference`
    Reference(Reference),
    /// `question`
    Question(Question),
    /// `shorthand`
    Shorthand(Shorthand),
    /// `derive`
    Derive(Derive),
    /// `conflict`
    Conflict(Conflict),
    /// `constraint`
    Constraint(Constraint),
    /// `caveat`
    Caveat(Caveat),
    /// `node`
    Node(Node),
    /// `outcome`
    Outcome(Outcome),
    /// `companion`
    Companion(Companion),
    /// `first`
    First(Prefer),
    /// `prefer`
    Prefer(Prefer),
    /// `forbid`
    Forbid(Forbid),
    /// `case`
    Case(Case),
    /// `severity`
    Severity(Severity),
}

/// `because` and `source`, which nearly everything can carry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grounds {
    /// The reason.
    pub because: Option<Text>,
    /// Where it is from.
    pub sources: Vec<SourceRef>,
}

/// `source lesson "7.1"` or `source "https://…" read 2026-11-23`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceRef {
    /// A declared reference, with the section in it.
    Reference(Name, Option<Text>),
    /// An address and the day on which it was read.
    Url(Text, Option<Name>),
}

/// `pack containers 1.0.0`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackHeader {
    /// Its name.
    pub name: Name,
    /// Its version.
    pub version: Name,
    /// `as_of DATE`: the day whose facts apply unless another is asked for.
    pub as_of: Option<Name>,
    /// `since DATE`: the first day for which facts are recorded.
    pub since: Option<Name>,
    /// `extends NAME`: the pack below in the stack.
    pub extends: Option<Name>,
    /// `workload QUESTION`: the question that names a workload.
    pub workload: Option<Name>,
    /// `providers QUESTION`: the question that selects providers.
    pub providers: Option<Name>,
    /// `walk QUESTION`: the question that holds the provider of each walk.
    pub walk: Option<Name>,
}

/// `reference lesson "title"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Its name in `source` clauses.
    pub name: Name,
    /// Its title.
    pub title: Text,
    /// `url "…"`.
    pub url: Option<Text>,
    /// `read DATE`.
    pub read: Option<Name>,
}

/// `question gpu.count: integer 0..16`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its name, dots included.
    pub name: Name,
    /// Its type.
    pub type_: Type,
    /// `ask "…"`: how people are asked.
    pub ask: Option<Text>,
    /// `help "…"`: what it means.
    pub help: Option<Text>,
    /// `must be`, `default` and `assume`, in order.
    pub fallbacks: Vec<Fallback>,
}

/// A type as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Type {
    /// The word: `yes_no`, `integer`, `choice`, `set`, `row`, …
    pub word: Name,
    /// What follows it.
    pub argument: TypeArgument,
}

/// What follows the word of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeArgument {
    /// Nothing.
    None,
    /// `0..16`, either end open: literals as written.
    Range(Option<Name>, Option<Name>),
    /// `of [a, b]`
    Options(Vec<Name>),
    /// `of region`: a vocabulary, a table, `service` or `provider`.
    Of(Name),
}

/// What holds when a question is not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fallback {
    /// Which of the three kinds.
    pub kind: FallbackKind,
    /// The place of its first word.
    pub keyword: Keyword,
    /// The value: a literal, a name, a list, or the name `none`.
    pub value: Expr,
    /// `when …`
    pub when: Option<Expr>,
    /// Why.
    pub grounds: Grounds,
}

/// Three ways to be unanswered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FallbackKind {
    /// `must be V when C`: follows from other answers; stating anything else contradicts them.
    Must,
    /// `default V`: closes the world.
    Default,
    /// `assume V`: a guess that keeps the world open.
    Assume,
}

/// `shorthand gpu`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shorthand {
    /// The short key.
    pub name: Name,
    /// Its forms, in order.
    pub forms: Vec<ShortForm>,
}

/// `none -> gpu.count = 0` or `integer -> gpu.count`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortForm {
    /// `none` (the word), or a type word that the value must fit.
    pub pattern: Name,
    /// What it answers.
    pub answers: Vec<ShortAnswer>,
}

/// One answer of a short form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortAnswer {
    /// The question.
    pub question: Name,
    /// `= value`; none means the value that was given.
    pub value: Option<Expr>,
}

/// `derive full_control = privileged or host_network`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derive {
    /// Its name.
    pub name: Name,
    /// What it stands for.
    pub value: Expr,
    /// Why.
    pub grounds: Grounds,
}

/// `conflict name`: answers that cannot be given together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Its name.
    pub name: Name,
    /// When they conflict.
    pub when: Option<Expr>,
    /// Why; the message of the diagnostic.
    pub grounds: Grounds,
}

/// `constraint gpu_offered`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint {
    /// Its name.
    pub name: Name,
    /// The rows that it is about, if it is about rows of a table.
    pub rows: Option<Rows>,
    /// When it binds; always, if left out.
    pub when: Option<Expr>,
    /// What the service must satisfy.
    pub need: Option<Expr>,
    /// What is said when it does not.
    pub refuse: Option<Text>,
    /// How a row that fits is called.
    pub offer: Option<Offer>,
    /// Why there is such a constraint.
    pub grounds: Grounds,
}

/// `offer "{size.cpu} with {size.memory}" where …`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// How a row is called.
    pub text: Text,
    /// Which of the rows that fit are named; all, if left out.
    pub only: Option<Expr>,
}

/// How many rows a condition has to hold for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// `some`: at least one.
    Some,
    /// `every`: all of them.
    Every,
}

/// `some size of sizes where …`: rows that a condition has to hold for, and the word for one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// For some of them, or for all.
    pub quantifier: Quantifier,
    /// The word that stands for the row.
    pub variable: Name,
    /// The table.
    pub table: Name,
    /// Which of its rows the service has; all, if left out.
    pub only: Option<Expr>,
}

/// `caveat name`, or `warn name` inside an outcome
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caveat {
    /// Its name: the code in reports.
    pub name: Name,
    /// The rows that it is about, if it is about rows of a table.
    pub rows: Option<Rows>,
    /// When it is given.
    pub when: Option<Expr>,
    /// What it says.
    pub say: Option<Text>,
    /// Its sources.
    pub grounds: Grounds,
}

/// `node platform "What does it run on?"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
    /// Its arms, in order.
    pub arms: Vec<Arm>,
}

/// `when GUARD -> TARGET` or `otherwise -> TARGET`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arm {
    /// The place of `when` or `otherwise`.
    pub keyword: Keyword,
    /// The guard; none for `otherwise`.
    pub guard: Option<Expr>,
    /// A node or an outcome.
    pub target: Name,
    /// Why.
    pub grounds: Grounds,
}

/// `outcome own_nodes "title"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
    /// Candidates, provider by provider.
    pub candidates: Vec<ProviderCandidates>,
    /// `with …`
    pub companions: Vec<Companion>,
    /// `warn …`: caveats of this outcome alone; their grounds are empty.
    pub caveats: Vec<Caveat>,
    /// Why.
    pub grounds: Grounds,
}

/// `aws A then B`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderCandidates {
    /// The provider.
    pub provider: Name,
    /// Its candidates, best first.
    pub candidates: Vec<Candidate>,
}

/// `aws.ecs-fargate as task when … for "…"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The service.
    pub service: Name,
    /// `as FORM`.
    pub form: Option<Name>,
    /// `when …`: named only then.
    pub when: Option<Expr>,
    /// `for "…"`: why this one.
    pub reason: Option<Text>,
}

/// `companion aws.ecr when … for "…"`, or `with aws.ecr …` inside an outcome
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Companion {
    /// The place of `companion` or `with`.
    pub keyword: Keyword,
    /// The service that comes along.
    pub service: Name,
    /// `when …`; may look at `service`, the recommended one.
    pub when: Option<Expr>,
    /// `for "…"`: why.
    pub reason: Option<Text>,
    /// Where that is from; empty inside an outcome, which has sources of its own.
    pub sources: Vec<SourceRef>,
}

/// `prefer aws A then B`: the order of the fall-back; `first aws A then B`: what comes before the candidates of
/// every outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefer {
    /// The provider.
    pub provider: Name,
    /// Its services, best first, each with the form it takes.
    pub services: Vec<Candidate>,
}

/// `forbid aws.app-runner`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forbid {
    /// The service.
    pub service: Name,
    /// `when …`; always, if left out.
    pub when: Option<Expr>,
    /// Why.
    pub grounds: Grounds,
}

/// `case "storage-optimised instances"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its name.
    pub name: Text,
    /// `as_of DATE`.
    pub as_of: Option<Name>,
    /// `given a = b, c = d`.
    pub given: Vec<Given>,
    /// `expect aws aws.ecs-ec2`, `expect gcp no_fit`.
    pub expect: Vec<Expect>,
    /// `reject aws.ecs-fargate by gpu_offered`.
    pub reject: Vec<Reject>,
    /// `with aws.eventbridge`: companions that must be there.
    pub companions: Vec<Name>,
    /// `through kubernetes_platform`: nodes that a walk must pass, or the outcome it must end at.
    pub through: Vec<Name>,
    /// `warn cold_start`: caveats that must be given.
    pub warns: Vec<Name>,
    /// Where the expectation is from.
    pub grounds: Grounds,
}

/// `question = value`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The question or short key.
    pub question: Name,
    /// Its value.
    pub value: Expr,
}

/// `expect aws aws.ecs-ec2 as service is decided`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expect {
    /// The provider.
    pub provider: Name,
    /// A service, or `no_fit`, or `undecided`.
    pub answer: Name,
    /// `as FORM`.
    pub form: Option<Name>,
    /// `is STATUS`: `decided` or `provisional`.
    pub status: Option<Name>,
}

/// `reject aws.ecs-fargate by gpu_offered`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// The service.
    pub service: Name,
    /// The constraint that must have rejected it.
    pub by: Option<Name>,
}
