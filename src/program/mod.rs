//! The decision program: a pack, its catalog and a day compiled to cells, bits and small tables.
//!
//! Takes a [`DatedPack`]; gives a [`Program`], and what it says of one requirement ([`Assignment`]) or of many at once
//! ([`Partial`]). Everything that decides, explains, sweeps, flips, asks and proves runs this one program. Knows no text, no
//! format and no file.
//!
//! A question's answers fall into *cells* that no rule tells apart. A guard is a tree of literals over cells; the arms of a node
//! are terms, one bit each; a *deployment* is one bit too, and a check is a table from cells to the deployments that it rules out.

mod beside;
mod cells;
mod checks;
mod compile;
mod cuts;
mod deploy;
mod edges;
mod encoded;
mod frozen;
mod known;
mod lookup;
mod mutate;
mod near;
mod notes;
mod open;
mod own;
mod partial;
mod partition;
mod pick;
mod ruleset;
mod settle;
mod stated;
mod sweep;
mod symbolic;
mod tabulate;
mod terms;
mod trail;
mod tree;
mod units;
mod wire;

pub use beside::Codes;
pub use checks::Broken;
pub use encoded::EncodedAnswers;
pub use frozen::Thawed;
pub use open::Open;
pub use partial::{Mode, Partial};
pub(crate) use partition::Tellers;
pub use pick::{Choice, End, Listed, Pick, Reader, Route, Step as PathStep, Stood, Winner};
pub use ruleset::{DatedRules, RowNeeds};
pub use settle::{Assignment, EffectiveAnswer};
pub(crate) use stated::Stated;
pub use sweep::{Along, Swath, Sweeps};
pub(crate) use symbolic::{ArmOf, Considered, Named, Symbolic, Written};
pub(crate) use trail::Recorder;
pub use trail::Trail;

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::catalog::{ProviderId, ServiceId};
use crate::graph::{ArmId, Target};
use crate::logic::{Domain, Op, QuestionId, QuestionSet};
use crate::pack::DatedPack;
use cells::{Asks, Cell, Encoding, Var, Variable};
use checks::{Checks, Table};
use notes::Notes;
use terms::Terms;
use tree::Tree;

/// What counts as known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum View {
    /// Everything: defaults and assumptions stand in for answers.
    Effective = 0,
    /// Only what is stated or follows from it: what constraints bind on.
    Asserted = 1,
}

ids! {
    /// A deployment of a program: what a check rules out.
    DeploymentId(u16), "there are fewer deployments than ids for them";
}

/// A configuration of a service that a workload can be put on, under one of two readings of what is not known.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Deployment {
    service: ServiceId,
    /// The configuration; the service itself where it has none.
    configuration: ServiceId,
    provider: ProviderId,
    /// Whether what is not known about it counts as failing: then everything that binds is known to be met.
    verified: bool,
}

/// How a question is seen by the rules.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Question {
    encoding: Encoding,
    /// As the pack has it: it is not written, see [`Thawed::of`].
    #[serde(skip, default = "frozen::nothing")]
    domain: Domain,
    /// The variable of its value in each view.
    value: [Option<Var>; 2],
    /// For sets and rows, the tests that rules make.
    tests: Vec<Tested>,
    answered: Option<Var>,
}

/// A test of a set or a row, with its variable in each view.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Tested {
    column: Option<u16>,
    op: Op,
    vars: [Option<Var>; 2],
}

/// What holds when a question is not answered.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Fallback {
    is_assumed: bool,
    value: Option<i128>,
    /// When it applies, in each view; none for always.
    when: Option<[Tree; 2]>,
}

/// A derivation that is computed once.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Derived {
    vars: [Var; 2],
    trees: [Tree; 2],
}

/// What is computed while answers are settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Step {
    Question(QuestionId),
    Derived(usize),
}

/// A node: its arms as written, and as terms.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Node {
    arms: Vec<(Tree, Target)>,
    /// None where the arms are too many alternatives: then they are tried one after the other.
    terms: Option<Terms>,
    /// The arm that is taken, counted from 1, by cells: read off the terms; none where there are too many cells.
    table: Option<Table>,
    /// What guards look at whatever its cell is: each variable, with whether it is looked behind, at the first arm that does.
    looks: Vec<(usize, Var, bool)>,
    /// The arms of which the guards need not be looked at to their end.
    branching: Vec<usize>,
}

impl Node {
    /// The guard of an arm, and where it leads.
    #[inline]
    fn arm(&self, id: ArmId) -> &(Tree, Target) {
        invariant!(self.arms.get(id.index()), "an arm that is taken is one of its node")
    }
}

/// A candidate of a list.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry {
    deployment: DeploymentId,
    /// Where the pack names it.
    route: Route,
    when: Option<Tree>,
}

/// The candidates of one provider, in the order in which they are considered: each once as verified, and once as it may be.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Lists {
    /// How many entries of each outcome's stand first in all of them.
    firsts: usize,
    /// For each outcome, what it names: the verified first.
    named: Vec<Vec<Entry>>,
    /// Those of the fall-back, and then all that are left: the verified first.
    after: Vec<Entry>,
}

/// Conditions that have a name, as they are walked: nothing is decided by them, proofs speak of them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Definitions {
    derivations: Vec<Tree>,
    conflicts: Vec<Tree>,
}

/// One pack, one catalog and one day, ready to decide.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Program {
    /// The question that holds the provider of a walk.
    walk: Option<QuestionId>,
    variables: Vec<Variable>,
    questions: Vec<Question>,
    fallbacks: Vec<Vec<Fallback>>,
    derivations: Vec<Derived>,
    /// What is computed, each after what it rests on.
    steps: Vec<Step>,
    /// For each question, the steps that have to be taken again when it is stated.
    triggers: Vec<Box<[u64]>>,
    /// For each question, itself and what its value rests on while it is not stated.
    rests_on: Vec<QuestionSet>,
    /// For each derivation, what it rests on.
    derived_on: Vec<QuestionSet>,
    /// Whether what stands in for an answer depends on the provider.
    by_provider: bool,
    /// The cells when nothing is stated.
    template: Vec<Cell>,
    entry: usize,
    nodes: Vec<Node>,
    lists: Vec<Lists>,
    deployments: Vec<Deployment>,
    /// For each provider, where it is not asked for.
    excluded: Vec<Tree>,
    conflicts: Vec<Tree>,
    /// For each conflict, the questions that it rests on.
    conflict_questions: Vec<QuestionSet>,
    checks: Checks,
    notes: Notes,
    /// For each variable, the questions that its cell rests on.
    behind: Vec<QuestionSet>,
    /// For each node, the questions that its arms rest on.
    node_questions: Vec<QuestionSet>,
    /// The questions that can be assumed or not known.
    may_open: QuestionSet,
    /// The questions that can be assumed, each with a variable of its value.
    assumable: Vec<(QuestionId, Var)>,
    /// The questions that some condition asks of whether they are answered.
    told_apart: QuestionSet,
    definitions: Definitions,
    /// For each question, where its answer begins to make a difference; found when somebody asks.
    #[serde(skip)]
    edges: OnceLock<Vec<edges::Edges>>,
}

/// How many words hold so many bits.
fn words(bits: usize) -> usize {
    bits.div_ceil(64)
}

/// The same, and at least one.
fn bits(count: usize) -> usize {
    words(count).max(1)
}

/// Calls `f` with the place of every bit that is set.
fn each_bit_of(words: impl Iterator<Item = u64>, mut f: impl FnMut(usize)) {
    for (at, word) in words.enumerate() {
        let mut left = word;
        while left != 0 {
            f(at * 64 + left.trailing_zeros() as usize);
            left &= left - 1;
        }
    }
}

impl Program {
    /// Compiles a pack with the facts of its day.
    #[must_use]
    pub fn new(dated: &DatedPack) -> Self {
        compile::Compiler::new(dated).program()
    }

    /// The service of a deployment.
    #[must_use]
    pub fn service(&self, deployment: DeploymentId) -> ServiceId {
        self.deployment(deployment).service
    }

    /// The configuration of a deployment; the service itself where it has none.
    #[must_use]
    pub fn configuration(&self, deployment: DeploymentId) -> ServiceId {
        self.deployment(deployment).configuration
    }

    /// Whether a deployment is meant as far as it is known: then it is out too where what is not known may rule it out.
    #[must_use]
    pub fn is_verified(&self, deployment: DeploymentId) -> bool {
        self.deployment(deployment).verified
    }

    #[expect(clippy::indexing_slicing, reason = "INVARIANT (own ids): ids come from this program")]
    fn deployment(&self, id: DeploymentId) -> Deployment {
        self.deployments[id.index()]
    }

    /// How many configurations of services there are; as many deployments are meant as they may be, and as many as verified.
    fn configurations(&self) -> usize {
        self.deployments.len() / 2
    }

    /// How large it is.
    #[must_use]
    pub fn shape(&self) -> String {
        let tables = self.checks.units.iter().filter(|unit| matches!(unit, checks::Unit::Table(_))).count();
        let trees = self.checks.units.iter().filter(|unit| matches!(unit, checks::Unit::Tree(_))).count();
        format!(
            "{} variables, {} steps, {} checks in {} units ({tables} tables, {trees} trees), {} nodes without tables",
            self.variables.len(),
            self.steps.len(),
            self.checks.all.len(),
            self.checks.units.len(),
            self.nodes.iter().filter(|node| node.terms.is_none()).count(),
        )
    }
}
