//! The engine and the oracle on one requirement.

use fingerpost::catalog::{ProviderId, ServiceId};
use fingerpost::diagnostic::{Code, Severity};
use fingerpost::eval::{Winner, all_broken, picked};
use fingerpost::program::{DatedRules, EncodedAnswers};
use fingerpost::quantity::Date;
use fingerpost::requirement::check;

use super::containers::World;
use super::judge::{Judge, Verdict};
use super::rules::Val;

/// The oracle's word for the engine's.
pub(crate) fn verdict(winner: Winner) -> Verdict {
    match winner {
        Winner::Service(service) => Verdict::Service(service),
        Winner::NoFit => Verdict::NoFit,
        Winner::Undecided => Verdict::Undecided,
    }
}

/// Both sides on one day.
pub(crate) struct Bench<'w> {
    pub(crate) world: &'w World,
    pub(crate) dated: DatedRules,
    pub(crate) judge: Judge<'w>,
}

impl<'w> Bench<'w> {
    pub(crate) fn on(world: &'w World, day: Date) -> Self {
        let dated = DatedRules::new(&world.pack, world.catalog, day);
        Self { world, dated, judge: Judge::new(&world.rules, day) }
    }

    /// The constraints that the engine finds a service to break, by name.
    fn broken(&self, service: ServiceId, encoded: &EncodedAnswers) -> Vec<&str> {
        let broken = all_broken(&self.dated, &self.dated.program().assign(encoded), service);
        broken.into_iter().map(|index| self.dated.constraint(index).name.as_str()).collect()
    }

    /// What the two sides disagree on, in words.
    pub(crate) fn disagreements(
        &self,
        answers: &[(usize, Val)],
        encoded: &EncodedAnswers,
        came_out: &mut dyn FnMut(ProviderId, Winner),
    ) -> Vec<String> {
        let hearing = self.judge.hear(self.world.stated(answers));
        let mut found = Vec::new();
        let asked = fingerpost::eval::providers(&self.dated, encoded);
        if asked != hearing.providers() {
            found.push(format!("providers: engine {asked:?}, oracle {:?}", hearing.providers()));
        }
        for (provider, declared) in self.world.catalog.providers() {
            let picked = picked(&self.dated, encoded, provider);
            let outcome = picked.outcome().map(|outcome| self.world.pack.outcome(outcome).name.as_str());
            if outcome != hearing.walk() {
                found.push(format!("outcome: engine {outcome:?}, oracle {:?}", hearing.walk()));
                continue;
            }
            came_out(provider, picked.winner());
            let fits = hearing.fitting(provider).first().copied();
            if outcome.is_some()
                && picked.winner() != fits.map_or(Winner::NoFit, |it| Winner::Service(it.service))
            {
                let oracle = fits.map_or(Verdict::NoFit, |it| Verdict::Service(it.service));
                let (engine, oracle) = (self.shown(verdict(picked.winner())), self.shown(oracle));
                found.push(format!("{}: engine {engine}, oracle {oracle}", declared.id));
            }
            // What is deployed, and whether nothing about it has to be found out.
            let program = self.dated.program();
            let engine = picked.choice.map(|choice| choice.deployment);
            let engine = engine.map(|it| (program.configuration(it), program.is_verified(it)));
            let oracle = fits.map(|it| (it.configuration, it.is_verified));
            if engine != oracle {
                let said = |of: Option<(ServiceId, bool)>| {
                    of.map(|(id, sure)| format!("{} ({sure})", self.world.catalog.service(id).id))
                };
                let (engine, oracle) = (said(engine), said(oracle));
                found.push(format!("{}: engine {engine:?}, oracle {oracle:?}", declared.id));
            }
            for service in outcome.into_iter().flat_map(|outcome| hearing.named(outcome, &declared.id)) {
                let oracle = hearing.broken(service).into_iter();
                let oracle: Vec<&str> =
                    oracle.map(|at| self.world.rules.constraints[at].name.as_str()).collect();
                let engine = self.broken(service, encoded);
                if engine != oracle {
                    let id = &self.world.catalog.service(service).id;
                    found.push(format!("{id} breaks: engine {engine:?}, oracle {oracle:?}"));
                }
            }
        }
        found
    }

    pub(crate) fn shown(&self, verdict: Verdict) -> String {
        match verdict {
            Verdict::Service(service) => self.world.catalog.service(service).id.clone(),
            Verdict::NoFit => "no_fit".to_owned(),
            Verdict::Undecided => "undecided".to_owned(),
        }
    }
}

/// The answers as the engine checks them; none when both sides find a contradiction.
///
/// # Errors
/// When only one of them does.
pub(crate) fn checked(
    bench: &Bench<'_>,
    answers: &[(usize, Val)],
) -> Result<Option<fingerpost::requirement::Requirement>, String> {
    let world = bench.world;
    let contradicts = bench.judge.hear(world.stated(answers)).is_contradiction();
    match check(&world.raw(answers), &bench.dated) {
        Ok(_) if contradicts => Err("only the oracle finds a contradiction".to_owned()),
        Ok(requirement) => Ok(Some(requirement)),
        Err(findings) => {
            let mut errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
            let only = errors.all(|finding| finding.code == Code::Contradiction);
            assert!(only, "{} is no legal requirement: {findings:?}", world.shown(answers));
            if contradicts {
                Ok(None)
            } else {
                Err(format!("only the engine finds a contradiction: {findings:?}"))
            }
        }
    }
}
