//! One question at each of its answers, everything else as it stands.

use crate::catalog::ProviderId;
use crate::logic::{QuestionId, QuestionSet};

use super::cells::{CELL, Cell, Encoding};
use super::tree::Tree;
use super::{Assignment, End, Pick, Program, Trail};

/// A requirement for the walk of one provider, ready to be changed in one answer at a time.
#[derive(Debug)]
pub struct Sweeps<'p> {
    program: &'p Program,
    base: Assignment,
    provider: ProviderId,
    end: End,
    /// What the answer can depend on.
    looked_at: QuestionSet,
    /// What each unit says of the base.
    verdicts: Vec<u32>,
    changed: Assignment,
    trail: Trail,
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
    /// Starts from a requirement.
    #[must_use]
    pub fn new(program: &'p Program, mut base: Assignment, provider: ProviderId) -> Self {
        let mut trail = Trail::default();
        let pick = program.pick(&mut base, provider, &mut trail);
        let end = pick.end;
        let looked_at = match end {
            End::Outcome(outcome) => program.looked_at(&trail, provider, outcome, pick.route()),
            End::Stuck(_) => program.walked,
        };
        let checks = &program.checks;
        let cell = |var: super::cells::Var| base.cell(var);
        let verdicts = checks.units.iter().map(|unit| checks.verdict(unit, cell)).collect();
        Self { program, base, provider, end, looked_at, verdicts, changed: Assignment::default(), trail }
    }

    /// What comes out for every answer to a question, in order, in cells that no rule tells apart; nothing for sets and rows, and
    /// nothing where the answer cannot change what comes out.
    pub fn along(&mut self, question: QuestionId, mut each: impl FnMut(Swept)) {
        let program = self.program;
        if !self.looked_at.contains(question) {
            return;
        }
        let Some(known) = program.question(question) else { return };
        let count = match &known.encoding {
            Encoding::Tests => return,
            encoding => encoding.count(),
        };
        let (mut stated, mut own) = (self.base.stated, QuestionSet::default());
        own.insert(question);
        stated.insert(question);
        // What does not look at the question says what it said.
        let checks = &program.checks;
        let mut fixed = vec![0_u64; checks.width];
        let mut open: Vec<&super::checks::Unit> = Vec::new();
        for ((unit, questions), verdict) in checks.units.iter().zip(&checks.questions).zip(&self.verdicts) {
            if questions.contains(question) {
                open.push(unit);
            } else {
                checks.add_out(*verdict, &mut fixed);
            }
        }
        let conflicts: Vec<&Tree> = program
            .conflicts
            .iter()
            .filter(|tree| tree.questions(|var| program.behind(var)).contains(question))
            .collect();
        let walks = program.walks_by(question);
        for cell in 0..count {
            let code = known.encoding.lowest(cell);
            if let Encoding::Words { mask, .. } = &known.encoding
                && mask >> cell & 1 == 0
            {
                continue;
            }
            self.changed.clone_from(&self.base);
            self.changed.stated = stated;
            program.put(&mut self.changed.cells, question, code, |_| None);
            program.settle_from(own, &mut self.changed);
            self.changed.out.clone_from(&fixed);
            for unit in &open {
                let cells = &self.changed.cells;
                let verdict =
                    checks.verdict(unit, |var| cells.get(var.index()).map_or(0, |cell: &Cell| cell & CELL));
                checks.add_out(verdict, &mut self.changed.out);
            }
            let pick = if walks {
                program.pick_entered(&self.changed, self.provider, &mut self.trail)
            } else {
                program.choose(&self.changed, self.provider, self.end)
            };
            let changed = &self.changed;
            let contradicts = conflicts.iter().any(|tree| tree.surely(&mut |var| changed.cell(var)));
            each(Swept { codes: (code, known.encoding.highest(cell)), pick, contradicts });
        }
    }
}
