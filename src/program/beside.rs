//! What stands beside a decision: companions, caveats, what could not be checked, and what exactly was broken.

use crate::catalog::ServiceId;
use crate::graph::OutcomeId;
use crate::logic::{Answers, Test, Truth};

use crate::pack::{CaveatId, CaveatPlace, CompanionId, CompanionPlace, ConstraintId};

use super::checks::Check;
use super::tree::Tree;
use super::{Assignment, Broken, DeploymentId, EncodedAnswers, Program, View};

impl Program {
    /// The configurations of a service as they may be, in order of preference, or one configuration; none for companions.
    pub fn deployments_of(&self, service: ServiceId) -> impl Iterator<Item = DeploymentId> {
        let own = DeploymentId::of(&self.deployments).filter(move |(_, one)| {
            (one.service == service || one.configuration == service) && !one.verified
        });
        own.map(|(id, _)| id)
    }

    /// The same configuration as it may be.
    #[must_use]
    pub fn as_it_may_be(&self, deployment: DeploymentId) -> DeploymentId {
        DeploymentId::nth(deployment.index() % self.configurations().max(1))
    }

    /// The same configuration as far as it is known.
    #[must_use]
    pub fn as_verified(&self, deployment: DeploymentId) -> DeploymentId {
        DeploymentId::nth(self.as_it_may_be(deployment).index() + self.configurations())
    }

    /// Everything that is broken, by deployment and then in the order of the constraints; what only may be broken is left out.
    #[must_use]
    pub fn broken(&self, assignment: &Assignment) -> Vec<(DeploymentId, Broken)> {
        self.broken_by(assignment, false)
    }

    /// The constraints of a deployment that are not known to be met, nor to be broken.
    #[must_use]
    pub fn doubted(&self, assignment: &Assignment, deployment: DeploymentId) -> Vec<ConstraintId> {
        let deployment = self.as_it_may_be(deployment);
        let own = |all: Vec<(DeploymentId, Broken)>| {
            let own = all.into_iter().filter(move |(of, _)| *of == deployment);
            own.map(|(_, one)| self.constraint(one)).collect::<Vec<ConstraintId>>()
        };
        let sure = own(self.broken_by(assignment, false));
        own(self.broken_by(assignment, true)).into_iter().filter(|one| !sure.contains(one)).collect()
    }

    fn broken_by(&self, assignment: &Assignment, doubt: bool) -> Vec<(DeploymentId, Broken)> {
        let broken = self.checks.broken(assignment.stated, &assignment.cells);
        let of = |one: Broken| {
            let check = self.checks.check(one.check);
            (check.doubt == doubt).then_some((check.deployment, one))
        };
        broken.into_iter().filter_map(of).collect()
    }

    /// The constraint of a check.
    #[must_use]
    pub fn constraint(&self, broken: Broken) -> ConstraintId {
        self.checks.check(broken.check).constraint
    }

    /// The constraints that bind on a deployment, each with whether its need is known to be met.
    pub fn binding(
        &self,
        assignment: &Assignment,
        deployment: DeploymentId,
    ) -> impl Iterator<Item = (ConstraintId, Truth)> {
        let deployment = self.as_it_may_be(deployment);
        let start = self.checks.all.partition_point(|check| check.deployment < deployment);
        let own = self.checks.all.iter().skip(start).take_while(move |check| check.deployment == deployment);
        let binds = |check: &&Check| !check.doubt && check.when.surely(&mut |var| assignment.cell(var));
        own.filter(binds).map(|check| (check.constraint, check.need.truth(&mut |var| assignment.cell(var))))
    }

    /// Whether a note is given beside a deployment, by its position among all notes of the pack.
    pub(crate) fn is_said(&self, assignment: &Assignment, deployment: DeploymentId, note: usize) -> bool {
        self.note(deployment, note).surely(&mut |var| assignment.cell(var))
    }

    /// When a note is given beside a deployment.
    pub(super) fn note(&self, deployment: DeploymentId, note: usize) -> &Tree {
        let own = self.notes.of.get(self.as_it_may_be(deployment).index());
        invariant!(own.and_then(|notes| notes.get(note)), "every deployment has all notes of the pack")
    }

    /// The caveats that apply to a deployment: those of an outcome, or of the pack itself.
    #[must_use]
    pub fn caveats(
        &self,
        assignment: &Assignment,
        deployment: DeploymentId,
        outcome: Option<OutcomeId>,
    ) -> Vec<CaveatId> {
        let notes = outcome.map_or(0..self.notes.pack, |outcome| self.caveats_of(outcome));
        let said = notes.enumerate().filter(|(_, note)| self.is_said(assignment, deployment, *note));
        said.map(|(at, _)| CaveatId { outcome, place: CaveatPlace::nth(at) }).collect()
    }

    /// The companions of an outcome that come with a deployment.
    #[must_use]
    pub fn companions(
        &self,
        assignment: &Assignment,
        deployment: DeploymentId,
        outcome: OutcomeId,
    ) -> Vec<CompanionId> {
        let notes = CompanionPlace::of(self.companions_of(outcome));
        let said = notes.filter(|(_, note)| self.is_said(assignment, deployment, **note));
        said.map(|(place, _)| CompanionId { outcome, place }).collect()
    }

    /// The answers with what stands in for them in a view, as codes.
    #[must_use]
    pub fn codes<'a>(
        &'a self,
        assignment: &'a Assignment,
        encoded: &'a EncodedAnswers,
        view: View,
    ) -> Codes<'a> {
        Codes { program: self, assignment, encoded, view }
    }

    /// Whether the answers cannot hold together: the conflicts that hold.
    pub fn conflicts(&self, assignment: &Assignment) -> impl Iterator<Item = usize> {
        let holds = |(_, tree): &(usize, &Tree)| tree.surely(&mut |var| assignment.cell(var));
        self.conflicts.iter().enumerate().filter(holds).map(|(at, _)| at)
    }

    /// The questions of which some condition asks whether they are answered: stating what is assumed anyway can change something.
    #[must_use]
    pub fn told_apart(&self) -> crate::logic::QuestionSet {
        self.told_apart
    }

    /// Whether a requirement asks for a provider.
    #[must_use]
    pub fn asks_for(&self, assignment: &Assignment, provider: crate::catalog::ProviderId) -> bool {
        let excluded = self.excluded.get(provider.index());
        let excluded = invariant!(excluded, "it is known when every provider is left out");
        !excluded.surely(&mut |var| assignment.cell(var))
    }

    /// What stands in for a question that nobody stated, in a view: the position of the fallback, whether it is a guess, and
    /// its code.
    #[must_use]
    pub fn effective(
        &self,
        assignment: &Assignment,
        question: crate::logic::QuestionId,
        view: View,
    ) -> Option<super::EffectiveAnswer> {
        self.standing_in(question, view, |var| assignment.cell(var))
    }
}

/// Answers as codes, for conditions that look at amounts that no rule cuts at.
#[derive(Clone, Copy, Debug)]
pub struct Codes<'a> {
    program: &'a Program,
    assignment: &'a Assignment,
    encoded: &'a EncodedAnswers,
    view: View,
}

impl Answers for Codes<'_> {
    fn taken(&mut self, test: &Test) -> Truth {
        Self { view: View::Effective, ..*self }.test(test)
    }

    fn test(&mut self, test: &Test) -> Truth {
        let stated = match self.assignment.provider {
            Some(provider) if self.program.walk == Some(test.question) => Some(i128::from(provider.0)),
            _ => self.encoded.code(test.question),
        };
        if let Some(code) = stated {
            let code = test.column.map_or(Some(code), |column| self.encoded.column(test.question, column));
            return Truth::from(code.is_some_and(|code| test.op.holds(code)));
        }
        if test.op == crate::logic::Op::Answered {
            return Truth::False;
        }
        match self.program.effective(self.assignment, test.question, self.view) {
            None => Truth::Unknown,
            Some(standing) => {
                let column = |code| match test.column {
                    Some(column) => self.program.cell_of(test.question, code, column),
                    None => Some(code),
                };
                Truth::from(standing.value.and_then(column).is_some_and(|code| test.op.holds(code)))
            }
        }
    }
}
