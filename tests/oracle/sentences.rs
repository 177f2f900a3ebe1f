//! Every sentence of every candidate, held against the conditions under which the rules say it.

use std::collections::BTreeSet;

use fingerpost::catalog::{Row, ServiceId, Table};
use fingerpost::eval::{Evaluation, ProviderEvaluation, Route};
use fingerpost::pack::{ConstraintId, Part};

use super::agreement::Bench;
use super::containers::World;
use super::contrast::over_cases;
use super::judge::Hearing;
use super::rules::Val;

/// What has to be among the features of a machine that is named to whoever states so.
const ASKS_OF_A_MACHINE: [(&str, &str, &str); 3] = [
    ("confidential", "yes", "confidential"),
    ("tightly_coupled", "yes", "interconnect"),
    ("isolation", "dedicated_host", "dedicated_host"),
];

/// One answer before both sides.
struct Answer<'a> {
    bench: &'a Bench<'a>,
    hearing: &'a Hearing<'a>,
    given: &'a ProviderEvaluation,
    stated: &'a [(usize, Val)],
    problems: Vec<String>,
}

impl Answer<'_> {
    fn id(&self, id: ServiceId) -> &str {
        &self.bench.world.catalog.service(id).id
    }

    fn constraint(&self, index: ConstraintId) -> usize {
        let name = &self.bench.dated.constraint(index).name;
        let all = &self.bench.world.rules.constraints;
        // Those of one name, such as `forbid` of one service, stand in the same order on both sides.
        let before = self.bench.dated.pack().constraint_ids().take_while(|(id, _)| *id != index);
        let same = before.filter(|(_, it)| it.name == *name).count();
        (0..all.len()).filter(|at| all[*at].name == *name).nth(same).unwrap()
    }

    /// A service is refused by what the configuration that is spoken of breaks.
    fn rejections(&mut self) {
        for rejection in &self.given.rejected {
            let at = self.constraint(rejection.constraint);
            if !self.hearing.is_broken(rejection.configuration, at) {
                let name = &self.bench.world.rules.constraints[at].name;
                self.problems.push(format!("{} does not break {name}", self.id(rejection.configuration)));
            }
        }
    }

    /// A reason of a candidate stands under it where the candidate is named, and what is named fits.
    fn candidates(&mut self) {
        let Some(outcome) = self.given.conclusion.outcome() else { return };
        let world = self.bench.world;
        let name = &world.pack.outcome(outcome).name;
        let provider = &world.catalog.provider(self.given.provider).id;
        let fitting = self.hearing.fitting(self.given.provider);
        for one in self.given.conclusion.chosen().iter().chain(self.given.alternatives()) {
            let candidate = match one.route {
                Route::Named(place) => Some(&world.rules.outcomes[name][provider][place]),
                Route::FallBack(place) => Some(&world.rules.preferences[provider][place]),
                Route::Other(_) => None,
            };
            let named = candidate.is_none_or(|candidate| {
                candidate.deployments.contains(&one.configuration) && self.hearing.names(candidate)
            });
            let fits = fitting.iter().find(|fits| fits.service == one.service);
            if !named || fits.is_none_or(|fits| fits.is_verified && !one.is_verified) {
                self.problems.push(format!("{} is named {named}, {fits:?}", self.id(one.configuration)));
            }
        }
    }

    /// Caveats and companions: those whose conditions hold for the configuration, and no others.
    fn notes(&mut self) {
        let Some(recommended) = self.given.conclusion.recommended() else { return };
        let world = self.bench.world;
        let (chosen, written) = (recommended.chosen, world.pack.outcome(recommended.outcome));
        let caveats = recommended.caveats.iter().map(|id| world.pack.caveat(*id).name.clone());
        let along = recommended.companions.iter().map(|id| world.pack.companion(*id).service);
        let along = along.map(|service| self.id(service).to_owned());
        let given: BTreeSet<String> = caveats.chain(along).collect();
        let is_of_provider = |name: &str| {
            let companion = world.catalog.find_service(name);
            companion.is_none_or(|id| world.catalog.service(id).provider == self.given.provider)
        };
        let here = world.rules.notes.iter().filter(|note| {
            note.outcome.as_ref().is_none_or(|name| *name == written.name) && is_of_provider(&note.name)
        });
        let said = here.filter(|note| self.hearing.is_said(note, chosen.configuration));
        let said: BTreeSet<String> = said.map(|note| note.name.clone()).collect();
        if given != said {
            let differ: Vec<&String> = given.symmetric_difference(&said).collect();
            self.problems.push(format!("beside {}: {differ:?}", self.id(chosen.configuration)));
        }
    }

    /// Sizes that are offered have all that is asked for.
    fn sizes(&mut self) {
        let Some(recommended) = self.given.conclusion.recommended() else { return };
        let chosen = recommended.chosen;
        for offer in &recommended.offers {
            let at = self.constraint(offer.constraint);
            let rows = self.bench.world.rules.constraints[at].rows.as_ref().unwrap();
            let table = self.bench.world.catalog.table(rows.table);
            for name in &offer.rows {
                if !self.hearing.row_fits(chosen.configuration, at, table.find(name).unwrap()) {
                    self.problems.push(format!("{} has no {name}", self.id(chosen.configuration)));
                }
                if let Some(lacks) = self.lacks(table.row(table.find(name).unwrap()).unwrap(), table) {
                    self.problems.push(format!("{} on {name}: {lacks}", self.id(chosen.configuration)));
                }
            }
        }
    }

    fn states(&self, question: &str, word: &str) -> bool {
        let of = |at: usize| self.bench.world.rules.questions[at].name == question;
        let says = |value: &Val| *value == Val::Word(word.to_owned()) || (word == "yes" && value.is_yes());
        self.stated.iter().any(|(at, value)| of(*at) && says(value))
    }

    /// What a machine that is named has not, though it is needed: by its row alone, whatever the rules make of it.
    fn lacks(&self, row: Row<'_>, table: &Table) -> Option<String> {
        let cell = |name: &str| row.cell(table.column(name).unwrap());
        table.column("features")?;
        let has = |feature: &str| cell("features").split(' ').any(|one| one == feature);
        let lacks =
            |(question, word, feature): &(&str, &str, &str)| self.states(question, word) && !has(feature);
        let missing = ASKS_OF_A_MACHINE.iter().find(|asks| lacks(asks)).map(|(.., feature)| *feature);
        let arm = self.states("operating_system", "windows") && cell("architecture") != "x86_64";
        missing.or(arm.then_some("x86_64")).map(str::to_owned)
    }
}

/// How many refusals, candidates, notes and sizes there are.
fn count(evaluation: &Evaluation) -> usize {
    let of = |one: &ProviderEvaluation| {
        one.rejected.len()
            + one.alternatives().len()
            + one.caveats().len()
            + one.companions().len()
            + one.conclusion.recommended().map_or(0, |it| it.offers.len())
    };
    evaluation.providers.iter().map(of).sum()
}

#[test]
fn what_stands_under_a_candidate_is_said_where_its_conditions_hold() {
    let found = over_cases(1, |case, bench, evaluation, trial| {
        let hearing = bench.judge.hear(bench.world.stated(&case.stated));
        for given in &evaluation.providers {
            let mut answer =
                Answer { bench, hearing: &hearing, given, stated: &case.stated, problems: Vec::new() };
            answer.rejections();
            answer.candidates();
            answer.notes();
            answer.sizes();
            answer.problems.iter().for_each(|problem| trial.say("sentences", problem));
        }
        count(&evaluation)
    });
    assert!(found.iter().sum::<usize>() > 10_000, "{}", found.iter().sum::<usize>());
}

/// What stands on an outcome stands under each of its candidates: it speaks of the workload, and names no service and no fact.
#[test]
fn what_stands_on_an_outcome_is_about_no_service() {
    let world = World::containers();
    let names: Vec<&str> = world.catalog.services().map(|(_, service)| service.name.as_ref()).collect();
    let mut problems = Vec::new();
    for outcome in world.pack.outcomes() {
        for part in outcome.grounds.because.iter().flat_map(|text| &text.0) {
            let wrong = match part {
                Part::Text(text) => names.iter().find(|name| text.contains(**name)).copied(),
                Part::Service | Part::Fact(_) | Part::Row | Part::Cell(_) => Some("a service"),
                Part::Answer(_) => None,
            };
            problems.extend(wrong.map(|wrong| format!("{} speaks of {wrong}", outcome.name)));
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
}
