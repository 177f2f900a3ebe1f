//! One space of open answers: what the program says of all of them, or the cut that tells them apart.

use crate::catalog::ProviderId;
use crate::graph::{ArmId, NodeId};
use crate::logic::{AnswerBox, Cut, QuestionId, QuestionSet, Split, Subset, Truth};

use super::cells::{CELL, Cell, Encoding, Var};
use super::known::Known;
use super::partial::{Memo, Mode, Part, Partial};
use super::pick::{Listed, Reader, Step, Stood, arm_at};
use super::settle::EffectiveAnswer;
use super::tree::{Literal, Tree};
use super::{Asks, DeploymentId, Pick, View};

/// One space of open answers, being looked at.
#[derive(Debug)]
pub struct Open<'s, 'p> {
    pub(super) of: &'s Partial<'p>,
    pub(super) space: &'s AnswerBox,
    pub(super) memo: &'s mut Memo,
    pub(super) read: QuestionSet,
    /// What was looked at before the latest candidate.
    pub(super) before: QuestionSet,
    /// How each candidate stood, with what was looked at for it.
    pub(super) stood: Vec<(DeploymentId, Stood, QuestionSet)>,
}

impl Open<'_, '_> {
    /// The answer for the provider.
    ///
    /// # Errors
    /// The space has to be cut first.
    pub fn run(&mut self) -> Result<Pick, Split> {
        let program = self.of.program;
        program.run(self.of.base.provider.unwrap_or(ProviderId(0)), self)
    }

    /// The questions that were looked at since the last call.
    pub fn take_read(&mut self) -> QuestionSet {
        let mut all = std::mem::take(&mut self.before);
        all.extend(std::mem::take(&mut self.read));
        all
    }

    /// How each candidate of the last run stood, with the questions that were looked at for it.
    pub fn take_stood(&mut self) -> Vec<(DeploymentId, Stood, QuestionSet)> {
        std::mem::take(&mut self.stood)
    }

    /// Whether the provider is not asked for.
    ///
    /// # Errors
    /// The space has to be cut first.
    pub fn excludes(&mut self) -> Result<bool, Split> {
        let program = self.of.program;
        let provider = self.of.base.provider.map_or(0, ProviderId::index);
        self.surely(invariant!(program.excluded.get(provider), "it is known when every provider is left out"))
    }

    /// Whether the answers cannot hold together.
    ///
    /// # Errors
    /// The space has to be cut first.
    pub fn contradicts(&mut self) -> Result<bool, Split> {
        let program = self.of.program;
        let mut fork = None;
        for (at, conflict) in program.conflicts.iter().enumerate() {
            match self.part(Part::Conflict(at), |open| open.surely(conflict).map(u32::from)) {
                Ok(1) => return Ok(true),
                Ok(_) => {}
                Err(cut) => drop(fork.get_or_insert(cut)),
            }
        }
        fork.map_or(Ok(false), Err)
    }

    /// The walk alone.
    ///
    /// # Errors
    /// The space has to be cut first.
    pub fn walk(&mut self) -> Result<super::End, Split> {
        let program = self.of.program;
        program.walk(self)
    }

    /// Whether a deployment is ruled out, and the questions of a check that rules it out.
    ///
    /// # Errors
    /// The space has to be cut first.
    pub fn ruled_out(&mut self, deployment: DeploymentId) -> Result<Option<QuestionSet>, Split> {
        let program = self.of.program;
        let (mut least, mut fork) = (None::<QuestionSet>, None);
        let checks = &program.checks;
        for unit in checks.units_of(deployment) {
            let (unit, questions) = (checks.unit(*unit as usize), checks.questions_of(*unit as usize));
            let is_fixed = !questions.meets(self.of.loose);
            if is_fixed && self.of.fixed(deployment).is_none() {
                continue;
            }
            match self.unit(unit, deployment) {
                Ok(true) if least.is_none_or(|least| questions.len() < least.len()) => {
                    least = Some(questions);
                }
                Ok(_) => {}
                Err(cut) => drop(fork.get_or_insert(cut)),
            }
        }
        match (least, fork) {
            (Some(questions), _) => Ok(Some(questions)),
            (None, Some(fork)) => Err(fork),
            (None, None) => Ok(None),
        }
    }

    /// Whether some unit rules a deployment out.
    fn is_out_here(&mut self, deployment: DeploymentId) -> Result<bool, Split> {
        let checks = &self.of.program.checks;
        let mut fork = None;
        for (place, at) in checks.units_of(deployment).iter().enumerate() {
            let (unit, questions) = (checks.unit(*at as usize), checks.questions_of(*at as usize));
            if !questions.meets(self.of.loose) {
                self.read.extend(questions);
                continue;
            }
            let part = Part::Unit(deployment, place);
            match self.part(part, |open| open.unit(unit, deployment).map(u32::from)) {
                Ok(1) => return Ok(true),
                Ok(_) => {}
                Err(cut) => drop(fork.get_or_insert(cut)),
            }
        }
        fork.map_or(Ok(false), Err)
    }

    pub(super) fn known(&mut self, var: Var) -> Result<Known, Split> {
        let program = self.of.program;
        self.read.extend(program.behind(var));
        if let Some(Some(known)) = self.memo.vars.get(var.index()) {
            return Ok(known.clone());
        }
        let variable = program.variable(var);
        let known = match variable.asks {
            Asks::Derived(at) => self.derived(var, at)?,
            _ => self.answer(var, variable.question)?,
        };
        let slot = self.memo.vars.get_mut(var.index());
        *invariant!(slot, "there is room for what is known of every variable") = Some(known.clone());
        self.memo.known.push(var);
        Ok(known)
    }

    fn derived(&mut self, var: Var, at: usize) -> Result<Known, Split> {
        let program = self.of.program;
        if !program.derived_on(at).meets(self.of.loose) {
            return Ok(Known::One(self.of.base.cell(var)));
        }
        let tree = program.derivation(at).trees.get(program.variable(var).view as usize);
        let cell = match self.truth(invariant!(tree, "a derivation has a condition in each view"))? {
            Truth::False => 0,
            Truth::True => 1,
            Truth::Unknown => 2,
        };
        Ok(Known::One(cell))
    }

    fn answer(&mut self, var: Var, question: QuestionId) -> Result<Known, Split> {
        let (of, program) = (self.of, self.of.program);
        if program.walk == Some(question) {
            return Ok(Known::One(of.base.cell(var)));
        }
        match self.space.region(question) {
            Some(Subset::Absent) => return self.standing(var, question).map(Known::One),
            Some(Subset::MaybeAbsent(inner)) => {
                let inner = inner.as_ref().clone();
                return self.perhaps(var, question, &inner);
            }
            Some(region) => {
                let region = region.clone();
                return Ok(self.within(var, &region));
            }
            None => {}
        }
        if of.base.stated.contains(question) {
            return Ok(Known::One(of.base.cell(var)));
        }
        let Mode::Completions { held, opened } = of.mode else {
            return self.standing(var, question).map(Known::One);
        };
        if opened.contains(question) {
            return Ok(self.within(var, &of.full(question)));
        }
        if held.contains(question) || !of.loose.contains(question) {
            return self.standing(var, question).map(Known::One);
        }
        match self.effective(question, View::Effective)? {
            Some(standing) if standing.is_assumed => self.perhaps(var, question, &of.full(question)),
            Some(_) => self.standing(var, question).map(Known::One),
            None => Ok(self.within(var, &of.full(question))),
        }
    }

    /// Stated as anything in a region, or left as it stands.
    fn perhaps(&mut self, var: Var, question: QuestionId, inner: &Subset) -> Result<Known, Split> {
        let standing = self.standing(var, question)?;
        Ok(self.within(var, inner).or(standing))
    }

    /// The cells of a variable when its question is stated as something in a region.
    fn within(&self, var: Var, region: &Subset) -> Known {
        let program = self.of.program;
        let variable = program.variable(var);
        match variable.asks {
            Asks::Answered => Known::One(1),
            Asks::Derived(_) => Known::One(2),
            Asks::Test(column, op) => match region.test(column, op) {
                Ok(truth) => Known::One(Cell::from(truth == Truth::True)),
                Err(_) => Known::few(0b11),
            },
            Asks::Value => program.question(variable.question).encoding.inside(region),
        }
    }

    /// What is left of a question that may be cut.
    pub(super) fn region(&mut self, question: QuestionId) -> Subset {
        if let Some(region) = self.space.region(question) {
            return region.clone();
        }
        let whole = self.of.full(question);
        let Mode::Completions { opened, .. } = self.of.mode else { return whole };
        let standing =
            if opened.contains(question) { None } else { self.effective(question, View::Effective).ok() };
        // What is assumed may be left as it stands.
        match standing.flatten() {
            Some(standing) if standing.is_assumed => Subset::MaybeAbsent(Box::new(whole)),
            _ => whole,
        }
    }

    /// What stands in for a question that nobody states.
    fn effective(&mut self, question: QuestionId, view: View) -> Result<Option<EffectiveAnswer>, Split> {
        let (of, program) = (self.of, self.of.program);
        let mut others = program.rests_on(question);
        others.remove(question);
        if !others.meets(of.loose) && !of.base.stated.contains(question) {
            return Ok(program.standing_in(question, view, |var| of.base.cell(var)));
        }
        let place = self.part(Part::EffectiveAnswer(question, view), |open| open.fallback(question, view))?;
        Ok(program.standing_at(question, place))
    }

    fn fallback(&mut self, question: QuestionId, view: View) -> Result<u32, Split> {
        let program = self.of.program;
        for (place, fallback) in (1..).zip(program.fallbacks_of(question)) {
            let applies = match &fallback.when {
                None if view == View::Asserted => return Ok(0),
                None => true,
                Some([walk, _]) => self.surely(walk)?,
            };
            if applies {
                let binds = match &fallback.when {
                    _ if view == View::Effective => true,
                    Some([_, binding]) if !fallback.is_assumed => self.surely(binding)?,
                    _ => false,
                };
                return Ok(if binds { place } else { 0 });
            }
        }
        Ok(0)
    }

    /// The cell of a variable for what stands in for its question.
    fn standing(&mut self, var: Var, question: QuestionId) -> Result<Cell, Split> {
        let program = self.of.program;
        let standing = self.effective(question, program.variable(var).view)?;
        Ok(program.standing_cell(var, standing) & CELL)
    }

    /// The cut that tells apart the cells of a variable in which something is so; none where they agree.
    pub(super) fn cut(&mut self, var: Var, is_so: impl Fn(Cell) -> bool) -> Option<Split> {
        let program = self.of.program;
        let known = self.known(var).ok()?;
        let first = is_so(known.cells().next()?);
        if known.cells().all(|cell| is_so(cell) == first) {
            return None;
        }
        let variable = program.variable(var);
        let question = variable.question;
        let region = self.region(question);
        if let Subset::MaybeAbsent(inner) = &region {
            let Subset::Words(_) = **inner else { return Some(Split { question, cut: Cut::Absent }) };
            // What stands in for an answer stays with the words that come out alike.
            let stays = known.cells().filter(|cell| *cell >= variable.answers).last().map(&is_so);
            let alike = (0..variable.answers).filter(|cell| Some(is_so(*cell)) == stays);
            let bit = |cell| invariant!(1_u128.checked_shl(cell), "a choice has at most 128 words");
            let mask = alike.fold(0_u128, |mask, cell| mask | bit(cell));
            return Some(Split { question, cut: Cut::Stays(mask) });
        }
        let cut = match variable.asks {
            Asks::Test(column, op) => region.test(column, op).err()?,
            _ => match &program.question(question).encoding {
                Encoding::Tests => return None,
                encoding => encoding.cut(&known, is_so)?,
            },
        };
        Some(Split { question, cut })
    }

    /// Whether a condition is surely true.
    ///
    /// # Errors
    /// The space has to be cut first.
    pub(super) fn surely(&mut self, tree: &Tree) -> Result<bool, Split> {
        let mut fork = None;
        match tree {
            Tree::Const(truth) => return Ok(*truth == Truth::True),
            Tree::Literal(literal) => return self.literal(literal),
            Tree::All(literals) => {
                for literal in literals {
                    match self.literal(literal) {
                        Ok(false) => return Ok(false),
                        Ok(true) => {}
                        Err(cut) => drop(fork.get_or_insert(cut)),
                    }
                }
            }
            Tree::And(parts) => {
                for part in parts {
                    match self.surely(part) {
                        Ok(false) => return Ok(false),
                        Ok(true) => {}
                        Err(cut) => drop(fork.get_or_insert(cut)),
                    }
                }
            }
            Tree::Or(parts) => {
                for part in parts {
                    match self.surely(part) {
                        Ok(true) => return Ok(true),
                        Ok(false) => {}
                        Err(cut) => drop(fork.get_or_insert(cut)),
                    }
                }
                return fork.map_or(Ok(false), Err);
            }
        }
        fork.map_or(Ok(true), Err)
    }

    fn literal(&mut self, literal: &Literal) -> Result<bool, Split> {
        let known = self.known(literal.var)?;
        if known.all_in(&literal.sure) {
            return Ok(true);
        }
        if !known.any_in(&literal.sure) {
            return Ok(false);
        }
        match self.cut(literal.var, |cell| literal.sure.has(cell)) {
            Some(fork) => Err(fork),
            None => Ok(false),
        }
    }

    /// The truth of a condition.
    ///
    /// # Errors
    /// The space has to be cut first.
    pub(super) fn truth(&mut self, tree: &Tree) -> Result<Truth, Split> {
        if self.surely(tree)? {
            return Ok(Truth::True);
        }
        Ok(if self.possibly(tree)? { Truth::Unknown } else { Truth::False })
    }

    /// Whether a condition may be true, facts and answers that are not known counting for it.
    ///
    /// # Errors
    /// The space has to be cut first.
    fn possibly(&mut self, tree: &Tree) -> Result<bool, Split> {
        let one = |open: &mut Self, literal: &Literal| -> Result<bool, Split> {
            let known = open.known(literal.var)?;
            if known.all_in(&literal.maybe) {
                return Ok(true);
            }
            match open.cut(literal.var, |cell| literal.maybe.has(cell)) {
                Some(fork) => Err(fork),
                None => Ok(false),
            }
        };
        match tree {
            Tree::Const(truth) => Ok(*truth != Truth::False),
            Tree::Literal(literal) => one(self, literal),
            Tree::All(literals) => {
                for literal in literals {
                    if !one(self, literal)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Tree::And(parts) => {
                for part in parts {
                    if !self.possibly(part)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Tree::Or(parts) => {
                for part in parts {
                    if self.possibly(part)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }
}

impl Reader for Open<'_, '_> {
    type Stop = Split;

    fn arm(&mut self, node: NodeId) -> Result<Option<ArmId>, Split> {
        let program = self.of.program;
        let of = program.node(node);
        if let Some(terms) = &of.terms {
            // Counted from 1, and 0 where an answer is needed.
            let place = |arm: Option<u16>| arm.map_or(0, |arm| u32::from(arm) + 1);
            let place = self.part(Part::Node(node), |open| open.arm_of(terms).map(place))?;
            return Ok(arm_at(place));
        }
        for (at, (guard, _)) in ArmId::of(&of.arms) {
            match self.truth(guard)? {
                Truth::True => return Ok(Some(at)),
                Truth::Unknown => return Ok(None),
                Truth::False => {}
            }
        }
        Ok(None)
    }

    fn is_named(&mut self, listed: Listed<'_>) -> Result<bool, Split> {
        listed.when().map_or(Ok(true), |when| self.surely(when))
    }

    fn is_out(&mut self, deployment: DeploymentId) -> Result<bool, Split> {
        if let Some(questions) = self.of.fixed(deployment) {
            self.read.extend(questions);
            return Ok(true);
        }
        self.part(Part::Out(deployment), |open| open.is_out_here(deployment).map(u32::from))
            .map(|out| out == 1)
    }

    fn step(&mut self, _: Step) {}

    fn considered(&mut self, deployment: DeploymentId, stood: Stood) {
        let own = std::mem::take(&mut self.read);
        self.before.extend(own);
        self.stood.push((deployment, stood, own));
    }
}
