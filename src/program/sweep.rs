//! One question at each of its answers, everything else as it stands.

use std::cell::OnceCell;

use crate::catalog::ProviderId;
use crate::logic::{QuestionId, QuestionSet};

use super::cells::{CELL, Cell, Encoding, Var};
use super::edges::{Edge, Edges};
use super::{Assignment, End, Pick, Program, Trail};

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
    /// The same of all other units, once something else comes out.
    others: OnceCell<Vec<(usize, u32)>>,
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
            walked.extend(program.node_questions.get(step.node.index()).copied().unwrap_or_default());
        }
        let mut naming = QuestionSet::default();
        let mut watched = vec![0_u64; checks.width];
        let mut watching = vec![0_u64; super::bits(checks.units.len())];
        let looked_at = match pick.end {
            End::Outcome(outcome) => {
                for (route, listed) in program.candidates(provider, outcome) {
                    let at = listed.deployment().index();
                    set(&mut watched, at);
                    let units = checks.units_of.get(at).into_iter().flatten();
                    units.for_each(|unit| set(&mut watching, *unit as usize));
                    if let Some(when) = listed.when() {
                        naming.extend(when.questions(|var| program.behind(var)));
                    }
                    if Some(route) == pick.route() {
                        break;
                    }
                }
                program.looked_at(trail, provider, outcome, pick.route())
            }
            End::Stuck(node) => {
                walked.extend(program.node_questions.get(node.index()).copied().unwrap_or_default());
                walked
            }
        };
        let verdicts = verdicts(program, base, watching.iter().copied());
        let others = OnceCell::new();
        Self { program, base, provider, pick, looked_at, walked, naming, watched, watching, verdicts, others }
    }

    /// One question, ready to be answered one way or another; the buffer is what it is answered in.
    pub fn along<'s>(&'s self, question: QuestionId, buffer: &'s mut Assignment) -> Along<'s> {
        let program = self.program;
        buffer.clone_from(self.base);
        buffer.stated.insert(question);
        // What does not look at the question says what it said.
        let touched = program.checks.touched_by(question);
        let mut fixed = vec![0_u64; program.checks.width];
        self.add_untouched(&self.verdicts, touched, &mut fixed);
        let mut own = Vec::new();
        super::each_bit_of(touched.iter().zip(&self.watching).map(|(a, b)| a & b), |unit| {
            let known = self.verdicts.binary_search_by_key(&unit, |(unit, _)| *unit).ok();
            let verdict = known.and_then(|at| self.verdicts.get(at)).map_or(0, |(_, verdict)| *verdict);
            own.push((unit, verdict));
        });
        let edges = program.edges(question);
        let is_stated = self.base.stated.contains(question);
        let at = program.ordered_cell(question, |var| self.base.cell(var)).filter(|_| is_stated);
        Along { sweeps: self, question, changed: buffer, touched, fixed, own, edges, at, latest: self.pick }
    }

    /// The units that cannot rule a watched deployment out, those that rule something out in the base.
    fn others(&self) -> &[(usize, u32)] {
        let Self { program, base, watching, .. } = self;
        let units = program.checks.units.len();
        let all = (0..super::bits(units)).map(|word| match units - word * 64 {
            left if left < 64 => (1 << left) - 1,
            _ => u64::MAX,
        });
        self.others.get_or_init(|| verdicts(program, base, all.zip(watching).map(|(all, own)| all & !own)))
    }

    /// Adds what units rule out that do not look at a question.
    fn add_untouched(&self, verdicts: &[(usize, u32)], touched: &[u64], out: &mut [u64]) {
        for (unit, verdict) in verdicts {
            if touched.get(unit / 64).is_none_or(|word| word >> (unit % 64) & 1 == 0) {
                self.program.checks.add_out(*verdict, out);
            }
        }
    }
}

/// One question of a requirement, ready to be answered one way or another.
#[derive(Debug)]
pub struct Along<'s> {
    sweeps: &'s Sweeps<'s>,
    question: QuestionId,
    changed: &'s mut Assignment,
    /// The units that look at the question.
    touched: &'s [u64],
    /// What the others rule out of those that are watched.
    fixed: Vec<u64>,
    /// Those that look at the question and can rule out what is watched, with the verdicts of the latest answer.
    own: Vec<(usize, u32)>,
    edges: Option<&'s Edges>,
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
        let values = self.sweeps.program.question(self.question).map(|known| known.value);
        for var in values.into_iter().flatten().flatten() {
            if let Some(slot) = self.changed.cells.get_mut(var.index()) {
                *slot = cell;
            }
        }
        self.moved(Some(cell))
    }

    /// What comes out now that the answer has changed.
    fn moved(&mut self, cell: Option<Cell>) -> Pick {
        let passed = self.at.zip(cell).zip(self.edges).map(|((from, to), edges)| edges.between(from, to));
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
        let Some((unit, known)) = self.own.get_mut(at) else { return false };
        let verdict = verdict(self.sweeps.program, *unit, &self.changed.cells);
        std::mem::replace(known, verdict) != verdict
    }

    /// The choice for the latest answer; `leads` where the way may be another one.
    fn choose(&mut self, leads: bool) -> Pick {
        let Sweeps { program, provider, pick, walked, naming, watched, watching, base, .. } = self.sweeps;
        let end = match leads {
            true if walked.contains(self.question) => program.end(self.changed),
            true => pick.end,
            false => self.latest.end,
        };
        let Assignment { cells, out, .. } = &mut *self.changed;
        out.clone_from(&self.fixed);
        self.own.iter().for_each(|(_, verdict)| program.checks.add_out(*verdict, out));
        let stays = end == pick.end && !naming.contains(self.question);
        if stays && out.iter().zip(&base.out).zip(watched).all(|((a, b), of)| (a ^ b) & of == 0) {
            self.latest = *pick;
            return *pick;
        }
        self.sweeps.add_untouched(self.sweeps.others(), self.touched, out);
        let others = self.touched.iter().zip(watching).map(|(touched, watching)| touched & !watching);
        super::each_bit_of(others, |unit| program.checks.add_out(verdict(program, unit, cells), out));
        self.latest = program.choose(self.changed, *provider, end);
        self.latest
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

/// The cells of one question, in order: none for sets and rows.
#[derive(Debug)]
pub struct Swath<'s> {
    along: Along<'s>,
    encoding: &'s Encoding,
}

impl<'s> Swath<'s> {
    /// Those of a question; none where no answer to it can change what comes out.
    pub fn of(sweeps: &'s Sweeps<'s>, question: QuestionId, buffer: &'s mut Assignment) -> Option<Self> {
        let encoding = &sweeps.program.question(question)?.encoding;
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
    let cell = |var: Var| cells.get(var.index()).map_or(0, |cell| cell & CELL);
    program.checks.units.get(unit).map_or(0, |unit| program.checks.verdict(unit, cell))
}

fn set(bits: &mut [u64], at: usize) {
    if let Some(word) = bits.get_mut(at / 64) {
        *word |= 1 << (at % 64);
    }
}
