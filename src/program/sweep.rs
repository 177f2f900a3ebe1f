//! One question at each of its answers, everything else as it stands.

use crate::catalog::ProviderId;
use crate::logic::{QuestionId, QuestionSet};

use super::cells::{CELL, Cell, Encoding};
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
}

/// What comes out while one answer is in a cell.
#[derive(Clone, Copy, Debug)]
pub struct Swept {
    /// The smallest and the largest code of the cell.
    pub codes: (i128, i128),
    /// What comes out.
    pub pick: Pick,
    /// Whether the answer contradicts the others.
    pub contradicts: bool,
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
        let mut verdicts = Vec::new();
        super::each_bit(&watching, |at| {
            let verdict = checks.units.get(at).map_or(0, |unit| checks.verdict(unit, |var| base.cell(var)));
            if verdict != 0 {
                verdicts.push((at, verdict));
            }
        });
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
            if touched.get(unit / 64).is_none_or(|word| word >> (unit % 64) & 1 == 0) {
                program.checks.add_out(*verdict, &mut fixed);
            }
        }
        Along { sweeps: self, question, changed: buffer, touched, fixed }
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
}

impl Along<'_> {
    /// What comes out with an answer, by its code.
    pub fn answer(&mut self, code: i128) -> Pick {
        let Sweeps { program, provider, pick, walked, naming, watched, watching, base, .. } = self.sweeps;
        let mut own = QuestionSet::default();
        own.insert(self.question);
        program.put(&mut self.changed.cells, self.question, code, |_| None);
        program.settle_from(own, self.changed);
        let end = if walked.contains(self.question) { program.end(self.changed) } else { pick.end };
        let checks = &program.checks;
        let Assignment { cells, out, stated, .. } = &mut *self.changed;
        if end == pick.end && !naming.contains(self.question) {
            out.clone_from(&self.fixed);
            let both = self.touched.iter().zip(watching).map(|(touched, watching)| touched & watching);
            super::each_bit_of(both, |at| {
                let cell = |cell: &Cell| cell & CELL;
                let verdict = checks
                    .units
                    .get(at)
                    .map_or(0, |unit| checks.verdict(unit, |var| cells.get(var.index()).map_or(0, cell)));
                checks.add_out(verdict, out);
            });
            if out.iter().zip(&base.out).zip(watched).all(|((a, b), of)| (a ^ b) & of == 0) {
                return *pick;
            }
        }
        checks.rule_out(*stated, cells, out);
        program.choose(self.changed, *provider, end)
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
    pub fn at(&mut self, cell: usize) -> Option<Swept> {
        if let Encoding::Words { mask, .. } = self.encoding
            && mask >> cell & 1 == 0
        {
            return None;
        }
        let code = self.encoding.lowest(cell);
        let pick = self.along.answer(code);
        let contradicts = self.along.contradicts();
        Some(Swept { codes: (code, self.encoding.highest(cell)), pick, contradicts })
    }
}

fn set(bits: &mut [u64], at: usize) {
    if let Some(word) = bits.get_mut(at / 64) {
        *word |= 1 << (at % 64);
    }
}
