//! The decision itself: the walk through the graph, then the lists of candidates.

use serde::{Deserialize, Serialize};

use crate::catalog::{ProviderId, ServiceId};
use crate::graph::{ArmId, NodeId, OutcomeId, Target};
use crate::logic::Truth;

use super::cells::CELL;
use super::tree::Tree;
use super::{Assignment, DeploymentId, Entry, Program, Trail};

/// How a service was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Route {
    /// Named by the outcome, at this position.
    Named(usize),
    /// Off the graph's path: at this position of the pack's order of preference.
    FallBack(usize),
    /// Named in no list, and what is left: at this position of all others.
    Other(usize),
}

/// One node of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The node.
    pub node: NodeId,
    /// The arm that was taken.
    pub arm: ArmId,
}

/// What came out of a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Winner {
    /// This service.
    Service(ServiceId),
    /// No service of the provider fits.
    NoFit,
    /// The walk needs an answer.
    Undecided,
}

/// Where a walk ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// At an outcome.
    Outcome(OutcomeId),
    /// At a node whose guards need an answer.
    Stuck(NodeId),
}

/// A candidate that was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is deployed.
    pub deployment: DeploymentId,
    /// Its service.
    pub service: ServiceId,
    /// How it was reached.
    pub route: Route,
}

/// The short answer: ids, no text, nothing allocated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pick {
    /// Where the walk ended.
    pub end: End,
    /// What was chosen; none where the walk needs an answer, or nothing fits.
    pub choice: Option<Choice>,
}

impl Pick {
    /// What came out.
    #[must_use]
    pub fn winner(&self) -> Winner {
        match (self.choice, self.end) {
            (Some(choice), _) => Winner::Service(choice.service),
            (None, End::Outcome(_)) => Winner::NoFit,
            (None, End::Stuck(_)) => Winner::Undecided,
        }
    }

    /// The outcome; none where the walk needs an answer.
    #[must_use]
    pub fn outcome(&self) -> Option<OutcomeId> {
        match self.end {
            End::Outcome(outcome) => Some(outcome),
            End::Stuck(_) => None,
        }
    }

    /// How the service was reached.
    #[must_use]
    pub fn route(&self) -> Option<Route> {
        self.choice.map(|choice| choice.route)
    }
}

/// What reads a program: one requirement, or many at once.
pub trait Reader {
    /// Why it cannot go on.
    type Stop;

    /// The arm of a node that is taken; none when its guards need an answer.
    ///
    /// # Errors
    /// The answers are partly open, and have to be cut first.
    fn arm(&mut self, node: NodeId) -> Result<Option<ArmId>, Self::Stop>;

    /// Whether a candidate of a list is named.
    ///
    /// # Errors
    /// As of [`Self::arm`].
    fn is_named(&mut self, entry: Listed<'_>) -> Result<bool, Self::Stop>;

    /// Whether a deployment is ruled out.
    ///
    /// # Errors
    /// As of [`Self::arm`].
    fn is_out(&mut self, deployment: DeploymentId) -> Result<bool, Self::Stop>;

    /// Hears of an arm that is taken.
    fn step(&mut self, step: Step);

    /// Hears how a candidate stood when its turn came.
    fn considered(&mut self, _: DeploymentId, _: Stood) {}
}

/// How a candidate stood when its turn came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stood {
    /// It is ruled out.
    Out,
    /// It is not named.
    NotNamed,
    /// It is chosen.
    Chosen,
}

/// A candidate where it stands in a list.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'p> {
    pub(super) entry: &'p Entry,
}

impl<'p> Listed<'p> {
    /// What is deployed.
    #[must_use]
    pub fn deployment(self) -> DeploymentId {
        self.entry.deployment
    }

    /// Whether it is named under an assignment.
    #[must_use]
    pub fn is_named(self, assignment: &Assignment) -> bool {
        self.when().is_none_or(|when| when.surely(&mut |var| assignment.cell(var)))
    }

    /// When it is named; none for always.
    pub(super) fn when(self) -> Option<&'p Tree> {
        self.entry.when.as_ref()
    }
}

impl Program {
    /// The candidates of a provider after an outcome, in the order in which they are considered.
    pub fn candidates(
        &self,
        provider: ProviderId,
        outcome: OutcomeId,
    ) -> impl Iterator<Item = (Route, Listed<'_>)> {
        let lists = self.lists_of(provider);
        lists.of(outcome).iter().chain(&lists.after).map(|entry| (entry.route, Listed { entry }))
    }

    /// The candidates of a provider that no outcome names, in the order in which they are considered.
    pub fn fallbacks(&self, provider: ProviderId) -> impl Iterator<Item = (Route, Listed<'_>)> {
        let after = self.lists_of(provider).after.iter();
        let preferred = after.filter(|entry| matches!(entry.route, Route::FallBack(_)));
        preferred.map(|entry| (entry.route, Listed { entry }))
    }

    /// Where a walk ends.
    ///
    /// # Errors
    /// The reader cannot go on.
    #[inline]
    pub fn walk<R: Reader>(&self, reader: &mut R) -> Result<End, R::Stop> {
        let mut node = NodeId::nth(self.entry);
        // INVARIANT (acyclic): every step leads to a node that cannot lead back, so this ends.
        loop {
            let Some(arm) = reader.arm(node)? else { return Ok(End::Stuck(node)) };
            let (_, target) = *self.node(node).arm(arm);
            reader.step(Step { node, arm });
            match target {
                Target::Node(next) => node = next,
                Target::Outcome(outcome) => return Ok(End::Outcome(outcome)),
            }
        }
    }

    /// The arm of a node that is taken; none when its guards need an answer.
    pub(super) fn arm(&self, assignment: &Assignment, node: NodeId) -> Option<ArmId> {
        let of = self.node(node);
        if let Some(table) = &of.table {
            return arm_at(table.at(|var| assignment.cell(var)));
        }
        if let Some(terms) = &of.terms {
            return terms.arm(|var| assignment.cell(var)).map(|arm| ArmId::nth(arm.into()));
        }
        for (at, (guard, _)) in ArmId::of(&of.arms) {
            match guard.truth(&mut |var| assignment.cell(var)) {
                Truth::True => return Some(at),
                Truth::Unknown => return None,
                Truth::False => {}
            }
        }
        None
    }

    /// The answer for one provider: the first candidate that is named and not ruled out.
    ///
    /// # Errors
    /// The reader cannot go on.
    #[inline]
    pub fn run<R: Reader>(&self, provider: ProviderId, reader: &mut R) -> Result<Pick, R::Stop> {
        let end = self.walk(reader)?;
        self.first(provider, end, reader)
    }

    /// The first candidate after a walk that is named and not ruled out.
    #[inline]
    pub(super) fn first<R: Reader>(
        &self,
        provider: ProviderId,
        end: End,
        reader: &mut R,
    ) -> Result<Pick, R::Stop> {
        let End::Outcome(outcome) = end else { return Ok(Pick { end, choice: None }) };
        for (route, listed) in self.candidates(provider, outcome) {
            let deployment = listed.deployment();
            if reader.is_out(deployment)? {
                reader.considered(deployment, Stood::Out);
                continue;
            }
            if !reader.is_named(listed)? {
                reader.considered(deployment, Stood::NotNamed);
                continue;
            }
            reader.considered(deployment, Stood::Chosen);
            let choice = Choice { deployment, service: self.service(deployment), route };
            return Ok(Pick { end, choice: Some(choice) });
        }
        Ok(Pick { end, choice: None })
    }

    /// The answer of a requirement for one provider; the trail hears of the way.
    #[must_use]
    pub fn pick(&self, assignment: &mut Assignment, provider: ProviderId, trail: &mut Trail) -> Pick {
        self.enter(assignment, provider);
        self.pick_entered(assignment, provider, trail)
    }

    /// The same for an assignment that is looked at for the provider already.
    pub(super) fn pick_entered(
        &self,
        assignment: &Assignment,
        provider: ProviderId,
        trail: &mut Trail,
    ) -> Pick {
        trail.clear();
        let mut reader = Concrete { program: self, assignment, trail };
        match self.run(provider, &mut reader) {
            Ok(pick) => pick,
            Err(never) => match never {},
        }
    }

    /// Where the walk of an assignment ends, and nothing of the way.
    pub(super) fn end(&self, assignment: &Assignment) -> End {
        match self.walk(&mut Plain { program: self, assignment }) {
            Ok(end) => end,
            Err(never) => match never {},
        }
    }

    /// The choice after a walk whose end is known.
    pub(super) fn choose(&self, assignment: &Assignment, provider: ProviderId, end: End) -> Pick {
        match self.first(provider, end, &mut Plain { program: self, assignment }) {
            Ok(pick) => pick,
            Err(never) => match never {},
        }
    }

    /// The same without the way.
    #[must_use]
    pub fn picked(&self, assignment: &mut Assignment, provider: ProviderId) -> Pick {
        self.enter(assignment, provider);
        self.choose(assignment, provider, self.end(assignment))
    }
}

/// The arm that a place in the table of a node means: counted from 1, and 0 where an answer is needed.
#[inline]
pub(super) fn arm_at(place: u32) -> Option<ArmId> {
    (place as usize).checked_sub(1).map(ArmId::nth)
}

/// One requirement as it stands, where nobody asks for the way.
struct Plain<'a> {
    program: &'a Program,
    assignment: &'a Assignment,
}

impl Reader for Plain<'_> {
    type Stop = std::convert::Infallible;

    #[inline]
    fn arm(&mut self, node: NodeId) -> Result<Option<ArmId>, Self::Stop> {
        Ok(self.program.arm(self.assignment, node))
    }

    #[inline]
    fn is_named(&mut self, listed: Listed<'_>) -> Result<bool, Self::Stop> {
        Ok(listed.is_named(self.assignment))
    }

    #[inline]
    fn is_out(&mut self, deployment: DeploymentId) -> Result<bool, Self::Stop> {
        Ok(self.assignment.is_out(deployment))
    }

    #[inline]
    fn step(&mut self, _: Step) {}
}

/// One requirement as it stands.
struct Concrete<'a> {
    program: &'a Program,
    assignment: &'a Assignment,
    trail: &'a mut Trail,
}

impl Reader for Concrete<'_> {
    type Stop = std::convert::Infallible;

    #[inline]
    fn arm(&mut self, node: NodeId) -> Result<Option<ArmId>, Self::Stop> {
        let of = self.program.node(node);
        let mut flags = 0;
        let cell = self.assignment.seen(&mut flags);
        let arm = match (&of.table, &of.terms) {
            (Some(table), _) => arm_at(table.at(cell)),
            // Where nothing is assumed or unknown, what may hold surely does.
            (None, Some(terms)) => {
                terms.first(false, cell).map(|term| ArmId::nth(terms.owner_of(term).into()))
            }
            (None, None) => return Ok(self.trail.arm(self.program, self.assignment, node)),
        };
        if flags & !CELL == 0 {
            return Ok(arm);
        }
        if !self.trail.can_gain(self.program, self.assignment, node) {
            return Ok(self.program.arm(self.assignment, node));
        }
        Ok(self.trail.arm(self.program, self.assignment, node))
    }

    #[inline]
    fn is_named(&mut self, listed: Listed<'_>) -> Result<bool, Self::Stop> {
        let Some(when) = listed.when() else { return Ok(true) };
        let mut flags = 0;
        let is_named = when.surely(&mut self.assignment.seen(&mut flags));
        if flags & !CELL != 0 {
            self.trail.named(self.program, self.assignment, when);
        }
        Ok(is_named)
    }

    #[inline]
    fn is_out(&mut self, deployment: DeploymentId) -> Result<bool, Self::Stop> {
        if !self.program.supposing(deployment).is_empty() {
            self.trail.held_against(self.program, self.assignment, deployment);
        }
        Ok(self.assignment.is_out(deployment))
    }

    #[inline]
    fn step(&mut self, step: Step) {
        self.trail.push(step);
    }
}
