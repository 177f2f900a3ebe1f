//! Many requirements at once: some questions are open, and what comes out is the same for all of them, or they are cut.

use std::cell::OnceCell;

use crate::catalog::ProviderId;
use crate::graph::NodeId;
use crate::logic::{AnswerBox, PartitionCell, QuestionId, QuestionSet, Split, Subset};

use super::cells::Var;
use super::known::Known;
use super::open::Open;
use super::{Assignment, DeploymentId, Program, View};

/// Which questions are open.
#[derive(Clone, Copy, Debug)]
pub enum Mode {
    /// Those of the space, and no others.
    Varied,
    /// All that nobody settled: what is assumed can be stated or left as it is, what is not known is stated.
    Completions {
        /// Nobody will answer these: whatever stands in for an answer stays.
        held: QuestionSet,
        /// These may still be answered, though a default stands in for them.
        opened: QuestionSet,
    },
}

impl Mode {
    /// Everything that is assumed or not known.
    #[must_use]
    pub fn completions() -> Self {
        Self::Completions { held: QuestionSet::default(), opened: QuestionSet::default() }
    }
}

/// Requirements that agree in what is stated, for the walk of one provider.
#[derive(Clone, Debug)]
pub struct Partial<'p> {
    pub(super) program: &'p Program,
    pub(super) base: Assignment,
    pub(super) mode: Mode,
    /// Questions whose answers are not the same in all of them.
    pub(super) loose: QuestionSet,
    /// For each deployment that is ruled out in all of them, the questions of a check that does it.
    /// Found when they are asked for.
    fixed: Vec<OnceCell<Option<QuestionSet>>>,
}

impl<'p> Partial<'p> {
    /// What agrees with an assignment, some questions being open. `varied` are those that spaces will say something of.
    #[must_use]
    pub fn new(
        program: &'p Program,
        mut base: Assignment,
        provider: ProviderId,
        mode: Mode,
        varied: QuestionSet,
    ) -> Self {
        program.enter(&mut base, provider);
        let mut loose = varied;
        if let Mode::Completions { held, opened } = mode {
            loose.extend(opened);
            program.may_open.each(|question| {
                if !base.stated.contains(question) && !held.contains(question) {
                    loose.insert(question);
                }
            });
        }
        let fixed = vec![OnceCell::new(); program.deployments.len()];
        Self { program, base, mode, loose, fixed }
    }

    /// Where a deployment is ruled out in all of them, the questions of a check that does it.
    pub(super) fn fixed(&self, deployment: DeploymentId) -> Option<QuestionSet> {
        if !self.base.is_out(deployment) {
            return None;
        }
        let checks = &self.program.checks;
        let find = || checks.fixed(deployment, self.loose, &self.base.cells);
        *invariant!(self.fixed.get(deployment.index()), "a deployment is one of its program")
            .get_or_init(find)
    }

    /// Everything that a question can be answered with.
    pub(super) fn full(&self, question: QuestionId) -> Subset {
        self.program.question(question).domain.full()
    }

    /// Runs something over everything that is open: disjoint spaces, each with what comes out everywhere in it.
    ///
    /// Depth first, in a fixed order: what waits is one part for each cut above the present space.
    pub fn explore<'s, R: 's>(
        &'s self,
        start: AnswerBox,
        mut compute: impl FnMut(&mut Open<'_, 'p>) -> Result<R, Split> + 's,
    ) -> impl Iterator<Item = PartitionCell<R>> + 's {
        let mut memo = Memo::new(self.program);
        let mut waiting = vec![start];
        std::iter::from_fn(move || {
            while let Some(space) = waiting.pop() {
                memo.keep(self.program, &space);
                let mut open = Open {
                    of: self,
                    space: &space,
                    memo: &mut memo,
                    read: QuestionSet::default(),
                    before: QuestionSet::default(),
                    stood: Vec::new(),
                };
                match compute(&mut open) {
                    Ok(result) => return Some(PartitionCell { space, result }),
                    Err(Split { question, cut }) => {
                        let (first, second) = open.region(question).cut(&cut);
                        let parts = [second, first].into_iter().flatten();
                        waiting.extend(parts.map(|part| space.with(question, part)));
                    }
                }
            }
            None
        })
    }
}

/// What has been worked out in one space.
#[derive(Debug)]
pub(super) struct Memo {
    pub(super) vars: Vec<Option<Known>>,
    pub(super) known: Vec<Var>,
    pub(super) any: Vec<u64>,
    pub(super) all: Vec<u64>,
    pub(super) offsets: Vec<u32>,
    /// For each part, its place among those that came to something, counted from 1.
    parts: Vec<u32>,
    found: Vec<Found>,
    /// The space that it was worked out in.
    space: AnswerBox,
}

/// What a part came to.
#[derive(Clone, Debug)]
struct Found {
    /// The place of the part.
    part: usize,
    value: Result<u32, Split>,
    /// What it rests on, and what was looked at for it.
    rests_on: QuestionSet,
    read: QuestionSet,
}

/// A part of a program that comes to something in a space.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    /// Which fallback stands in for a question: its position counted from 1, and 0 for none.
    EffectiveAnswer(QuestionId, View),
    /// The arm of a node.
    Node(NodeId),
    /// Whether a conflict holds.
    Conflict(usize),
    /// Whether a deployment is ruled out.
    Out(DeploymentId),
    /// Whether a deployment is ruled out, by one of the units that can.
    Unit(DeploymentId, usize),
}

impl Part {
    /// Its place among all parts, and what it rests on.
    fn place(self, program: &Program) -> (usize, QuestionSet) {
        let (nodes, conflicts) = (program.nodes.len(), &program.conflict_questions);
        let standing = 2 * program.questions.len();
        match self {
            Self::EffectiveAnswer(question, view) => {
                (2 * question.index() + view as usize, program.rests_on(question))
            }
            Self::Node(node) => (standing + node.index(), program.node_questions(node)),
            Self::Conflict(at) => {
                let questions = invariant!(conflicts.get(at), "it is known what every conflict rests on");
                (standing + nodes + at, *questions)
            }
            Self::Out(deployment) => {
                (standing + nodes + conflicts.len() + deployment.index(), program.checks.reach(deployment))
            }
            Self::Unit(deployment, at) => {
                let checks = &program.checks;
                let start = checks.unit_starts.get(deployment.index());
                let start = invariant!(start, "every deployment has a list of units");
                let unit = invariant!(checks.units_of(deployment).get(at), "a place in the list of units");
                let before = standing + nodes + conflicts.len() + program.deployments.len();
                (before + start + at, checks.questions_of(*unit as usize))
            }
        }
    }
}

impl Memo {
    fn new(program: &Program) -> Self {
        let vars = vec![None; program.variables.len()];
        Self {
            vars,
            known: Vec::new(),
            any: Vec::new(),
            all: Vec::new(),
            offsets: Vec::new(),
            parts: Vec::new(),
            found: Vec::new(),
            space: AnswerBox::default(),
        }
    }

    /// Goes on in another space: what rests on the questions in which the two differ is forgotten.
    fn keep(&mut self, program: &Program, space: &AnswerBox) {
        let differ = self.space.differs(space);
        self.space = space.clone();
        let (parts, mut kept) = (&mut self.parts, 0);
        self.found.retain(|found| {
            let stays = !found.rests_on.meets(differ);
            kept += u32::from(stays);
            let slot = parts.get_mut(found.part);
            *invariant!(slot, "what came to something has its place") = if stays { kept } else { 0 };
            stays
        });
        let vars = &mut self.vars;
        self.known.retain(|at| {
            let stays = !program.behind(*at).meets(differ);
            if !stays {
                *invariant!(vars.get_mut(at.index()), "what is known is of a variable of the program") = None;
            }
            stays
        });
    }
}

impl Open<'_, '_> {
    /// What a part comes to: as it was found before where nothing that it rests on has changed.
    pub(super) fn part(
        &mut self,
        part: Part,
        find: impl FnOnce(&mut Self) -> Result<u32, Split>,
    ) -> Result<u32, Split> {
        let (part, rests_on) = part.place(self.of.program);
        let known = self.memo.parts.get(part).and_then(|at| at.checked_sub(1));
        if let Some(at) = known {
            let found = invariant!(self.memo.found.get(at as usize), "what has a place came to something");
            self.read.extend(found.read);
            return found.value.clone();
        }
        let before = std::mem::take(&mut self.read);
        let value = find(self);
        let read = std::mem::replace(&mut self.read, before);
        self.read.extend(read);
        if self.memo.parts.len() <= part {
            self.memo.parts.resize(part + 1, 0);
        }
        self.memo.found.push(Found { part, value: value.clone(), rests_on, read });
        let at = u32::try_from(self.memo.found.len()).ok();
        let slot = self.memo.parts.get_mut(part).zip(at);
        let (slot, at) = invariant!(slot, "there is room for what parts come to");
        *slot = at;
        value
    }
}
