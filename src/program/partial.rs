//! Many requirements at once: some questions are open, and what comes out is the same for all of them, or they are cut.

use std::cell::OnceCell;

use crate::catalog::ProviderId;
use crate::logic::{AnswerBox, PartitionCell, QuestionId, QuestionSet, Split, Subset};

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
        self.fixed.get(deployment.index()).and_then(|fixed| *fixed.get_or_init(find))
    }

    /// Everything that a question can be answered with.
    pub(super) fn full(&self, question: QuestionId) -> Subset {
        match self.program.question(question) {
            Some(known) => known.domain.full(),
            None => Subset::Absent,
        }
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
    pub(super) known: Vec<usize>,
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
    Node(usize),
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
        let (nodes, conflicts) = (&program.node_questions, &program.conflict_questions);
        let standing = 2 * program.questions.len();
        let (place, questions) = match self {
            Self::EffectiveAnswer(question, view) => {
                (2 * question.index() + view as usize, program.rests_on.get(question.index()))
            }
            Self::Node(at) => (standing + at, nodes.get(at)),
            Self::Conflict(at) => (standing + nodes.len() + at, conflicts.get(at)),
            Self::Out(deployment) => (
                standing + nodes.len() + conflicts.len() + deployment.index(),
                program.checks.reach.get(deployment.index()),
            ),
            Self::Unit(deployment, at) => {
                let checks = &program.checks;
                let start = checks.unit_starts.get(deployment.index()).copied().unwrap_or_default();
                let unit = checks.units_of.get(deployment.index()).and_then(|units| units.get(at));
                let questions = unit.and_then(|unit| checks.questions.get(*unit as usize));
                let before = standing + nodes.len() + conflicts.len() + program.deployments.len();
                (before + start + at, questions)
            }
        };
        (place, questions.copied().unwrap_or_default())
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
            if let Some(slot) = parts.get_mut(found.part) {
                *slot = if stays { kept } else { 0 };
            }
            stays
        });
        let vars = &mut self.vars;
        self.known.retain(|at| {
            let stays = program.behind.get(*at).is_some_and(|behind| !behind.meets(differ));
            if !stays && let Some(slot) = vars.get_mut(*at) {
                *slot = None;
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
        if let Some(found) = known.and_then(|at| self.memo.found.get(at as usize)) {
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
        if let (Some(slot), Ok(at)) = (self.memo.parts.get_mut(part), u32::try_from(self.memo.found.len())) {
            *slot = at;
        }
        value
    }
}
