//! One question at each of its answers, everything else as it stands.

use std::convert::Infallible;

use crate::catalog::ProviderId;
use crate::graph::{ArmId, NodeId};
use crate::logic::{QuestionId, QuestionSet};

use super::cells::{CELL, Cell, Encoding};
use super::edges::{Edge, Edges};
use super::own::{cell, has, put, set};
use super::pick::{Listed, Reader, Step};
use super::{Assignment, DeploymentId, End, Pick, Program, Trail};

/// A requirement and what came out for one provider, ready to be changed in one answer at a time.
#[derive(Debug)]
pub struct Sweeps<'p> {
    program: &'p Program,
    base: &'p Assignment,
    provider: ProviderId,
    pick: Pick,
    /// What the answer can depend on.
    looked_at: QuestionSet,
    /// What the walk looked at.
    walked: QuestionSet,
    /// What the naming of the candidates up to the choice depends on.
    naming: QuestionSet,
    /// The candidates up to the choice: while the same of them are out, the choice is the same.
    watched: Vec<u64>,
    /// The units that can rule one of those out.
    watching: Vec<u64>,
    /// Those that rule something out in the base, each with its verdict.
    verdicts: Vec<(usize, u32)>,
}

impl<'p> Sweeps<'p> {
    /// Starts from a requirement that is looked at for a provider.
    #[must_use]
    pub fn new(program: &'p Program, base: &'p Assignment, provider: ProviderId) -> Self {
        let mut trail = Trail::default();
        let pick = program.pick_entered(base, provider, &mut trail);
        Self::after(program, base, provider, pick, &trail)
    }

    /// The same, when it is known already what came out, and by which way.
    #[must_use]
    pub fn after(
        program: &'p Program,
        base: &'p Assignment,
        provider: ProviderId,
        pick: Pick,
        trail: &Trail,
    ) -> Self {
        let checks = &program.checks;
        let mut walked = QuestionSet::default();
        for step in trail.path() {
            walked.extend(program.node_questions(step.node));
        }
        let mut naming = QuestionSet::default();
        let mut watched = vec![0_u64; checks.width];
        let mut watching = vec![0_u64; super::bits(checks.units.len())];
        let looked_at = match pick.end {
            End::Outcome(outcome) => {
                for (route, listed) in program.candidates(provider, outcome) {
                    set(&mut watched, listed.deployment().index());
                    let units = checks.units_of(listed.deployment()).iter();
                    units.for_each(|unit| set(&mut watching, *unit as usize));
                    if let Some(when) = listed.when() {
                        naming.extend(when.questions(|var| program.behind(var)));
                    }
                    if pick.choice.is_some_and(|choice| {
                        (choice.route, choice.deployment) == (route, listed.deployment())
                    }) {
                        break;
                    }
                }
                program.looked_at(trail, provider, outcome, pick.choice)
            }
            End::Stuck(node) => {
                walked.extend(program.node_questions(node));
                walked
            }
        };
        let verdicts = verdicts(program, base, watching.iter().copied());
        Self { program, base, provider, pick, looked_at, walked, naming, watched, watching, verdicts }
    }

    /// One question, ready to be answered one way or another; the buffer is what it is answered in.
    pub fn along<'s>(&'s self, question: QuestionId, buffer: &'s mut Assignment) -> Along<'s> {
        let program = self.program;
        buffer.clone_from(self.base);
        buffer.stated.insert(question);
        // What does not look at the question says what it said.
        let touched = program.checks.touched_by(question);
        let mut fixed = vec![0_u64; program.checks.width];
        for (unit, verdict) in &self.verdicts {
            if !has(touched, *unit) {
                program.checks.add_out(*verdict, &mut fixed);
            }
        }
        let mut own = Vec::new();
        super::each_bit_of(touched.iter().zip(&self.watching).map(|(a, b)| a & b), |unit| {
            let known = self.verdicts.binary_search_by_key(&unit, |(unit, _)| *unit).ok();
            let verdict = known.and_then(|at| self.verdicts.get(at)).map_or(0, |(_, verdict)| *verdict);
            own.push((unit, verdict));
        });
        let edges = program.edges(question);
        let is_stated = self.base.stated.contains(question);
        let at = program.ordered_cell(question, |var| self.base.cell(var)).filter(|_| is_stated);
        Along { sweeps: self, question, changed: buffer, fixed, own, edges, at, latest: self.pick }
    }
}

/// One question of a requirement, ready to be answered one way or another.
#[derive(Debug)]
pub struct Along<'s> {
    sweeps: &'s Sweeps<'s>,
    question: QuestionId,
    changed: &'s mut Assignment,
    /// What the others rule out of those that are watched.
    fixed: Vec<u64>,
    /// Those that look at the question and can rule out what is watched, with the verdicts of the latest answer.
    own: Vec<(usize, u32)>,
    edges: &'s Edges,
    /// The cell of the latest answer, where cells have an order; none before the first.
    at: Option<Cell>,
    /// What came out for it.
    latest: Pick,
}

impl Along<'_> {
    /// What comes out with an answer, by its code.
    pub fn answer(&mut self, code: i128) -> Pick {
        let program = self.sweeps.program;
        program.put(&mut self.changed.cells, self.question, code, |_| None);
        let cell = program.ordered_cell(self.question, |var| self.changed.cell(var));
        self.moved(cell)
    }

    /// What comes out while the answer lies in a cell.
    fn answer_in(&mut self, cell: Cell) -> Pick {
        for var in self.sweeps.program.question(self.question).value.into_iter().flatten() {
            put(&mut self.changed.cells, var, cell);
        }
        self.moved(Some(cell))
    }

    /// What comes out now that the answer has changed.
    fn moved(&mut self, cell: Option<Cell>) -> Pick {
        let passed = self.at.zip(cell).map(|(from, to)| self.edges.between(from, to));
        self.at = cell;
        // What lies on no edge between the latest answer and this one says what it said.
        let passed = passed.filter(|passed| passed.iter().all(|(_, edge)| *edge != Edge::Settles));
        let Some(passed) = passed else {
            let mut own = QuestionSet::default();
            own.insert(self.question);
            self.sweeps.program.settle_from(own, self.changed);
            for at in 0..self.own.len() {
                self.look(at);
            }
            return self.choose(true);
        };
        let (mut leads, mut changes) = (false, false);
        for (_, edge) in passed {
            match edge {
                Edge::Unit(unit) => {
                    if let Ok(at) = self.own.binary_search_by_key(unit, |(own, _)| *own) {
                        changes |= self.look(at);
                    }
                }
                _ => leads = true,
            }
        }
        if leads || changes || self.latest != self.sweeps.pick { self.choose(leads) } else { self.latest }
    }

    /// Looks at a unit again, and says whether its verdict has changed.
    fn look(&mut self, at: usize) -> bool {
        let (unit, known) = invariant!(self.own.get_mut(at), "a unit that looks at the question");
        let verdict = verdict(self.sweeps.program, *unit, &self.changed.cells);
        std::mem::replace(known, verdict) != verdict
    }

    /// The choice for the latest answer; `leads` where the way may be another one.
    fn choose(&mut self, leads: bool) -> Pick {
        let Sweeps { program, provider, pick, walked, naming, watched, base, .. } = self.sweeps;
        let end = match leads {
            true if walked.contains(self.question) => program.end(self.changed),
            true => pick.end,
            false => self.latest.end,
        };
        let out = &mut self.changed.out;
        out.clone_from(&self.fixed);
        self.own.iter().for_each(|(_, verdict)| program.checks.add_out(*verdict, out));
        let stays = end == pick.end && !naming.contains(self.question);
        if stays && out.iter().zip(&base.out).zip(watched).all(|((a, b), of)| (a ^ b) & of == 0) {
            self.latest = *pick;
            return *pick;
        }
        let Ok(pick) =
            program.first(*provider, end, &mut Fresh { program, assignment: self.changed, watched });
        self.latest = pick;
        pick
    }

    /// Whether the latest answer contradicts the others.
    #[must_use]
    pub fn contradicts(&self) -> bool {
        let program = self.sweeps.program;
        let conflicts = program.conflicts.iter().zip(&program.conflict_questions);
        let mut concerned = conflicts.filter(|(_, questions)| questions.contains(self.question));
        concerned.any(|(tree, _)| tree.surely(&mut |var| self.changed.cell(var)))
    }

    /// The requirement with the latest answer; what is ruled out is left open.
    #[must_use]
    pub fn changed(&self) -> &Assignment {
        self.changed
    }
}

/// A requirement of which it is known for some deployments whether they are out; for others it is found when it is asked.
struct Fresh<'a> {
    program: &'a Program,
    assignment: &'a Assignment,
    /// Those that are known.
    watched: &'a [u64],
}

impl Reader for Fresh<'_> {
    type Stop = Infallible;

    fn arm(&mut self, node: NodeId) -> Result<Option<ArmId>, Infallible> {
        Ok(self.program.arm(self.assignment, node))
    }

    fn is_named(&mut self, listed: Listed<'_>) -> Result<bool, Infallible> {
        Ok(listed.is_named(self.assignment))
    }

    fn is_out(&mut self, deployment: DeploymentId) -> Result<bool, Infallible> {
        if has(self.watched, deployment.index()) {
            return Ok(self.assignment.is_out(deployment));
        }
        let checks = &self.program.checks;
        let mut units = checks.units_of(deployment).iter();
        let rules_out = |unit: &u32| {
            checks.rules_out(verdict(self.program, *unit as usize, &self.assignment.cells), deployment)
        };
        Ok(units.any(rules_out))
    }

    fn step(&mut self, _: Step) {}
}

/// The cells of one question, in order: none for sets and rows.
#[derive(Debug)]
pub struct Swath<'s> {
    along: Along<'s>,
    encoding: &'s Encoding,
}

impl<'s> Swath<'s> {
    /// Those of a question; none where no answer to it can change what comes out.
    pub fn of(sweeps: &'s Sweeps<'s>, question: QuestionId, buffer: &'s mut Assignment) -> Option<Self> {
        let encoding = &sweeps.program.question(question).encoding;
        if matches!(encoding, Encoding::Tests) || !sweeps.looked_at.contains(question) {
            return None;
        }
        Some(Self { along: sweeps.along(question, buffer), encoding })
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.encoding.count()
    }

    /// The cell of an answer by its code.
    #[must_use]
    pub fn cell(&self, code: i128) -> usize {
        self.encoding.cell(code)
    }

    /// What comes out while the answer is in a cell; none for words that cannot be said.
    pub fn at(&mut self, cell: usize) -> Option<Pick> {
        if let Encoding::Words { mask, .. } = self.encoding
            && mask >> cell & 1 == 0
        {
            return None;
        }
        Cell::try_from(cell).ok().map(|cell| self.along.answer_in(cell))
    }

    /// The smallest and the largest code of a cell.
    #[must_use]
    pub fn codes(&self, cell: usize) -> (i128, i128) {
        (self.encoding.lowest(cell), self.encoding.highest(cell))
    }

    /// Whether the latest answer contradicts the others.
    #[must_use]
    pub fn contradicts(&self) -> bool {
        self.along.contradicts()
    }
}

/// The units of some bits that rule something out, each with its verdict.
fn verdicts(program: &Program, base: &Assignment, units: impl Iterator<Item = u64>) -> Vec<(usize, u32)> {
    let mut verdicts = Vec::new();
    super::each_bit_of(units, |unit| {
        let verdict = verdict(program, unit, &base.cells);
        if verdict != 0 {
            verdicts.push((unit, verdict));
        }
    });
    verdicts
}

/// What a unit says of some cells.
fn verdict(program: &Program, unit: usize, cells: &[Cell]) -> u32 {
    program.checks.verdict(program.checks.unit(unit), |var| cell(cells, var) & CELL)
}
