//! Promise 1, straight from the facts: no recommended service is known not to do what was stated.
//!
//! Nothing here looks at the constraints of the pack. Each row says which fact speaks about which question.

use std::thread;

use fingerpost::catalog::Service;
use fingerpost::eval::{Status, Winner, evaluate, pick};
use fingerpost::quantity::Date;
use fingerpost::requirement::Known;

use super::agreement::{Bench, checked};
use super::containers::World;
use super::random::Random;
use super::rules::{Amount, Val};

/// An amount that was stated, and the fact that is the most a service offers.
const AT_MOST: &[(&str, &str)] = &[
    ("cpu", "max_cpu"),
    ("memory", "max_memory"),
    ("ephemeral_storage", "max_ephemeral_storage"),
    ("gpu.count", "max_gpus"),
    ("gpu.memory", "max_gpu_memory"),
    ("request_timeout", "max_request_timeout"),
    ("run_duration", "max_run_duration"),
    ("sidecars", "max_sidecars"),
];

/// The same, where this much needs nothing from a service.
const AT_MOST_FROM: &[(&str, i128, &str)] =
    &[("parallel_tasks", 1, "max_parallel_tasks"), ("retries", 0, "max_retries")];

/// A `yes` that needs a `yes`.
const YES: &[(&str, &str)] = &[
    ("containerized", "container_images"),
    ("serverless", "serverless"),
    ("kubernetes", "kubernetes_api"),
    ("privileged", "privileged"),
    ("host_network", "host_network"),
    ("per_node_agent", "per_node_agents"),
    ("custom_kernel", "custom_kernel"),
    ("host_access", "host_access"),
    ("choose_instances", "custom_instance_types"),
    ("tightly_coupled", "tightly_coupled"),
    ("long_lived_connections", "long_lived_connections"),
    ("automatic_https", "automatic_https"),
    ("custom_domain", "custom_domain"),
    ("network_control", "network_control"),
    ("static_ip", "static_ip"),
    ("service_mesh", "service_mesh"),
    ("interactive_exec", "interactive_exec"),
    ("on_premises", "on_premises"),
];

/// Words that must all be among those of a fact.
const WITHIN: &[(&str, &str)] =
    &[("kubernetes_features", "kubernetes_features"), ("protocols", "protocols"), ("triggers", "triggers")];

/// One word, unless it is the one that asks for nothing, that must be among those of a fact.
const AMONG: &[(&str, &str, &str)] = &[
    ("operating_system", "", "operating_systems"),
    ("architecture", "any", "architectures"),
    ("persistent_storage", "none", "persistent_storage"),
    ("accelerator", "none", "accelerators"),
    ("queue_semantics", "", "queue_semantics"),
    ("gpu.model", "", "gpu_models"),
];

/// A word that needs the same word of a fact.
const SAME: &[(&str, &str, &str)] = &[
    ("host_management", "provider", "hosts_managed_by"),
    ("host_management", "self", "hosts_managed_by"),
    ("kubernetes_control", "full", "kubernetes_control"),
    ("traffic_splitting", "standing", "traffic_splitting"),
];

/// The known facts of a service on a day beside the answers of a requirement.
struct Facts<'f> {
    world: &'f World,
    service: &'f Service,
    day: Date,
    answers: &'f [(usize, Val)],
}

impl Facts<'_> {
    fn answer(&self, name: &str) -> Option<&Val> {
        let question = self.world.rules.question(name);
        self.answers.iter().find(|(at, _)| *at == question).map(|(_, value)| value)
    }

    fn fact(&self, key: &str) -> Option<Val> {
        let key = self.world.catalog.find_key(key).expect(key);
        let mut facts = self.service.facts().iter();
        let fact = facts.find(|fact| fact.key == key && fact.holds_on(self.day))?;
        fact.value.as_ref().map(Val::of)
    }

    fn is(&self, name: &str, word: &str) -> bool {
        self.answer(name) == Some(&Val::Word(word.to_owned()))
    }

    fn says(&self, name: &str, yes: bool) -> bool {
        self.answer(name) == Some(&Val::Yes(yes))
    }

    /// A fact that is known, and is another word.
    fn is_not(&self, key: &str, word: &str) -> bool {
        self.fact(key).is_some_and(|fact| fact != Val::Word(word.to_owned()))
    }

    fn lacks(&self, key: &str, word: &str) -> bool {
        matches!(self.fact(key), Some(Val::Words(words)) if !words.contains(word))
    }

    fn exceeds(&self, name: &str, key: &str) -> bool {
        match (self.answer(name), self.fact(key)) {
            (Some(Val::Amount(asked)), Some(Val::Amount(offered))) => asked.compare(offered).is_gt(),
            _ => false,
        }
    }

    /// What is stated and known not to be offered.
    fn violations(&self) -> Vec<&'static str> {
        let mut found: Vec<&'static str> = Vec::new();
        let mut add = |broken: bool, what: &'static str| {
            if broken {
                found.push(what);
            }
        };
        for (question, key) in AT_MOST {
            add(self.exceeds(question, key), question);
        }
        for (question, free, key) in AT_MOST_FROM {
            let nothing = Amount::whole(free * fingerpost::quantity::SCALE);
            let asks = matches!(self.answer(question), Some(Val::Amount(a)) if a.compare(nothing).is_gt());
            add(asks && self.exceeds(question, key), question);
        }
        for (question, key) in YES {
            add(self.says(question, true) && self.fact(key) == Some(Val::Yes(false)), question);
        }
        for (question, key) in WITHIN {
            if let (Some(Val::Words(asked)), Some(Val::Words(offered))) =
                (self.answer(question), self.fact(key))
            {
                add(!asked.is_subset(&offered), question);
            }
        }
        for (question, free, key) in AMONG {
            if let Some(Val::Word(word)) = self.answer(question) {
                add(word != free && self.lacks(key, word), question);
            }
        }
        for (question, word, key) in SAME {
            add(self.is(question, word) && self.is_not(key, word), question);
        }
        self.special(&mut add);
        found
    }

    /// What needs more than one row of a table.
    fn special(&self, add: &mut dyn FnMut(bool, &'static str)) {
        let no = Some(Val::Yes(false));
        let stage = self.fact("lifecycle");
        let is_stage = |word: &str| stage == Some(Val::Word(word.to_owned()));
        add(is_stage("retired") || is_stage("unreleased"), "life-cycle");
        let uses = matches!(self.answer("existing_services"), Some(Val::Words(ids)) if ids.contains(&self.service.id));
        add(is_stage("closed_to_new") && !uses, "life-cycle of a closed service");
        add(self.says("containerized", false) && self.lacks("forms", "vm"), "no container image");
        add(self.is("machine_image", "custom") && self.fact("custom_machine_image") == no, "machine_image");
        add(self.says("scale_to_zero", true) && self.is_not("scale_to_zero", "yes"), "scale_to_zero");
        add(
            self.says("interruptible", false) && self.fact("interruptible") == Some(Val::Yes(true)),
            "interruptible",
        );
        add(self.is("deploy_from", "source") && self.lacks("deploy_from", "source"), "deploy_from");
        add(self.is("team", "none") && self.is_not("hosts_managed_by", "provider"), "team");
        let none = Some(Val::Words(std::collections::BTreeSet::new()));
        let serves = self.fact("protocols").is_some_and(|protocols| Some(protocols) != none);
        add(self.says("private_only", true) && self.fact("private_ingress") == no && serves, "private_only");
        add(
            self.is("traffic_splitting", "deployment")
                && self.fact("traffic_splitting") == Some(Val::Word("none".into())),
            "traffic_splitting",
        );
        let disk =
            matches!(self.answer("local_disk"), Some(Val::Amount(a)) if a.compare(Amount::whole(0)).is_gt());
        add(disk && self.fact("local_disk") == no, "local_disk");
        let isolation = ["sandbox", "vm", "dedicated_host"];
        if let (Some(Val::Word(asked)), Some(Val::Words(offered))) =
            (self.answer("isolation"), self.fact("isolation"))
        {
            let from = isolation.iter().position(|kind| kind == asked).unwrap_or(isolation.len());
            let stronger = isolation[from..].iter().any(|kind| offered.contains(*kind));
            add(asked != "none" && !stronger, "isolation");
        }
        let provider = &self.world.catalog.provider(self.service.provider).id;
        if let Some(Val::Word(name)) = self.answer("instance_type") {
            let table = self.world.catalog.table(self.world.catalog.find_table("instance_types").unwrap());
            let row = table.row(table.find(name).unwrap()).unwrap();
            add(
                row.cell(table.column("provider").unwrap()) != provider,
                "instance_type of the other provider",
            );
            add(self.fact("custom_instance_types") == no, "instance_type");
        }
        if let (Some(Val::Words(asked)), Some(Val::Words(offered))) =
            (self.answer("regions"), self.fact("regions"))
        {
            let own = |region: &&String| regions_of(self.world, provider).contains(region.as_str());
            add(asked.iter().filter(own).any(|region| !offered.contains(region)), "regions");
        }
        if let Some(Val::Words(asked)) = self.answer("providers") {
            add(!asked.contains(provider), "providers");
        }
    }
}

/// The regions that facts of a provider's services, or its rows of the table, name.
fn regions_of(world: &World, provider: &str) -> std::collections::BTreeSet<&'static str> {
    let mut regions = std::collections::BTreeSet::new();
    let key = world.catalog.find_key("regions").unwrap();
    for (_, service) in world.catalog.services() {
        let own = world.catalog.provider(service.provider).id == provider;
        for fact in service.facts().iter().filter(|fact| own && fact.key == key) {
            if let Some(fingerpost::catalog::Value::Words(words)) = &fact.value {
                regions.extend(words.iter().map(String::as_str));
            }
        }
    }
    regions
}

#[test]
fn no_recommended_service_is_known_not_to_do_what_was_stated() {
    let sweep = |seed: u64| {
        let world = World::containers();
        let benches = [Date::parse("2025-06-30").unwrap(), world.as_of()].map(|day| Bench::on(world, day));
        let mut random = Random::seeded(seed);
        let mut problems = Vec::new();
        let mut recommended = 0;
        for _ in 0..10_000 {
            let answers = world.answers(8, &mut random);
            let Ok(Some(requirement)) = checked(&benches[0], &answers) else { continue };
            for bench in &benches {
                for provider in fingerpost::eval::providers(&bench.dated, requirement.sheet()) {
                    let mut known = Known::new(&world.pack, requirement.sheet());
                    let Winner::Service(winner) = pick(&bench.dated, provider, &mut known).unwrap().winner
                    else {
                        continue;
                    };
                    recommended += 1;
                    let (service, day) = (world.catalog.service(winner), bench.dated.as_of());
                    let violations = Facts { world, service, day, answers: &answers }.violations();
                    if !violations.is_empty() {
                        problems.push(format!(
                            "{day} {} {}: {violations:?}",
                            world.shown(&answers),
                            service.id
                        ));
                    }
                }
            }
        }
        (recommended, problems)
    };
    let halves = thread::scope(|scope| {
        [31, 32].map(|seed| scope.spawn(move || sweep(seed))).map(|t| t.join().unwrap())
    });
    let problems: Vec<&String> = halves.iter().flat_map(|(_, problems)| problems).collect();
    let shown: Vec<&str> = problems.iter().take(10).map(|problem| problem.as_str()).collect();
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), shown.join("\n"));
    let recommended: usize = halves.iter().map(|(count, _)| count).sum();
    assert!(recommended > 10_000, "only {recommended} recommendations were seen");
}

#[test]
fn every_requirement_gets_one_of_four_statuses_that_fits_what_came_out() {
    let world = World::containers();
    let bench = Bench::on(world, world.as_of());
    let mut random = Random::seeded(41);
    for _ in 0..60 {
        let answers = world.answers(8, &mut random);
        let Ok(Some(requirement)) = checked(&bench, &answers) else { continue };
        let evaluation = evaluate(&bench.dated, requirement.sheet());
        assert_eq!(
            evaluation.providers.iter().map(|answer| answer.provider).collect::<Vec<_>>(),
            fingerpost::eval::providers(&bench.dated, requirement.sheet())
        );
        for answer in &evaluation.providers {
            let fits = match answer.status {
                Status::Decided | Status::Provisional => matches!(answer.winner(), Winner::Service(_)),
                Status::Undecided => answer.winner() == Winner::Undecided,
                Status::NoFit => answer.winner() == Winner::NoFit && !answer.nearest.is_empty(),
            };
            assert!(fits, "{}: {:?} with {:?}", world.shown(&answers), answer.status, answer.winner());
        }
    }
}

#[test]
fn every_provisional_answer_names_a_question_that_could_change_it() {
    let world = World::containers();
    let bench = Bench::on(world, world.as_of());
    let mut random = Random::seeded(41);
    for _ in 0..100 {
        let answers = world.answers(8, &mut random);
        let Ok(Some(requirement)) = checked(&bench, &answers) else { continue };
        let evaluation = evaluate(&bench.dated, requirement.sheet());
        for answer in evaluation.providers.iter().filter(|answer| answer.status == Status::Provisional) {
            let open = evaluation.open.iter().flat_map(|open| &open.possible);
            let listed = open.filter(|(provider, _)| *provider == answer.provider).count();
            assert!(listed > 0, "{}: {:?}", world.shown(&answers), answer.possible);
        }
    }
}
