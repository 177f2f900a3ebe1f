//! Promise 1, straight from the facts: no recommended service is known not to do what was stated.
//!
//! Nothing here looks at the constraints of the pack. Each row says which fact speaks about which question.

use std::collections::{BTreeMap, BTreeSet};

use fingerpost::catalog::{Service, ServiceId};
use fingerpost::quantity::Date;

use super::containers::World;
use super::rules::{Amount, Val};

/// An amount that was stated, and the fact that is the most a service offers.
const AT_MOST: &[(&str, &str)] = &[
    ("cpu", "max_cpu"),
    ("memory", "max_memory"),
    ("ephemeral_storage", "max_ephemeral_storage"),
    ("request_timeout", "max_request_timeout"),
    ("run_duration", "max_run_duration"),
    ("sidecars", "max_sidecars"),
];

/// What is said of GPUs, unless it is said of another accelerator.
const OF_GPUS: &[(&str, &str)] = &[("gpu.count", "max_gpus"), ("gpu.memory", "max_gpu_memory")];

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
];

/// A word that needs the same word of a fact.
const SAME: &[(&str, &str, &str)] = &[
    ("host_management", "provider", "hosts_managed_by"),
    ("host_management", "self", "hosts_managed_by"),
    ("kubernetes_control", "full", "kubernetes_control"),
    ("traffic_splitting", "standing", "traffic_splitting"),
];

/// The known facts of every service on a day, by key.
pub(super) struct Ledger<'w> {
    world: &'w World,
    services: BTreeMap<ServiceId, BTreeMap<&'w str, Val>>,
    /// The regions of each provider.
    regions: BTreeMap<&'w str, BTreeSet<&'w str>>,
}

impl<'w> Ledger<'w> {
    pub(super) fn on(world: &'w World, day: Date) -> Self {
        // What a configuration does not say itself, its service says.
        let facts = |id: ServiceId| {
            let service = world.catalog.service(id);
            let known = world.catalog.keys().filter_map(|(key, declared)| {
                let value = service.fact(key, day)?.value.as_ref()?;
                Some((declared.name.as_str(), Val::of(value)))
            });
            (id, known.collect())
        };
        let own = |(id, service): (ServiceId, &'w Service)| {
            std::iter::once(id).chain(service.configurations.iter().copied())
        };
        let services = world.catalog.services().flat_map(own).map(facts).collect();
        let providers = world.catalog.providers().map(|(_, provider)| provider.id.as_str());
        let regions = providers.map(|provider| (provider, regions_of(world, provider))).collect();
        Self { world, services, regions }
    }

    /// What is stated and known not to be offered by a service.
    pub(super) fn violations(&self, service: ServiceId, answers: &[(usize, Val)]) -> Vec<&'static str> {
        let (known, service) = (&self.services[&service], self.world.catalog.service(service));
        let name = |at: usize| self.world.rules.questions[at].name.as_str();
        let answers = answers.iter().map(|(at, value)| (name(*at), value)).collect();
        Facts { ledger: self, service, known, answers }.violations()
    }
}

/// The known facts of a service on a day beside the answers of a requirement.
struct Facts<'f> {
    ledger: &'f Ledger<'f>,
    service: &'f Service,
    known: &'f BTreeMap<&'f str, Val>,
    answers: BTreeMap<&'f str, &'f Val>,
}

impl Facts<'_> {
    fn answer(&self, name: &str) -> Option<&Val> {
        self.answers.get(name).copied()
    }

    fn fact(&self, key: &str) -> Option<&Val> {
        self.known.get(key)
    }

    fn is(&self, name: &str, word: &str) -> bool {
        self.answer(name) == Some(&Val::Word(word.to_owned()))
    }

    fn says(&self, name: &str, yes: bool) -> bool {
        let word = if yes { "yes" } else { "no" };
        [Val::Yes(yes), Val::Word(word.to_owned())].iter().any(|said| self.answer(name) == Some(said))
    }

    /// A fact that is known, and is another word.
    fn is_not(&self, key: &str, word: &str) -> bool {
        self.fact(key).is_some_and(|fact| *fact != Val::Word(word.to_owned()))
    }

    fn is_word(&self, key: &str, word: &str) -> bool {
        self.fact(key) == Some(&Val::Word(word.to_owned()))
    }

    fn lacks(&self, key: &str, word: &str) -> bool {
        matches!(self.fact(key), Some(Val::Words(words)) if !words.contains(word))
    }

    fn exceeds(&self, name: &str, key: &str) -> bool {
        match (self.answer(name), self.fact(key)) {
            (Some(Val::Amount(asked)), Some(Val::Amount(offered))) => asked.compare(*offered).is_gt(),
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
        let chips = self.chips();
        for (question, key) in OF_GPUS {
            add(chips.is_none() && self.exceeds(question, key), question);
        }
        if let Some(Val::Word(model)) = self.answer("gpu.model") {
            let (key, word) = chips.map_or(("gpu_models", model.as_str()), |kind| ("accelerators", kind));
            add(self.lacks(key, word), "gpu.model");
        }
        for (question, free, key) in AT_MOST_FROM {
            let nothing = Amount::whole(free * fingerpost::quantity::Dimension::Number.scale());
            let asks = matches!(self.answer(question), Some(Val::Amount(a)) if a.compare(nothing).is_gt());
            let by_others = *question == "retries" && self.comes_back();
            add(asks && !by_others && self.exceeds(question, key), question);
        }
        for (question, key) in YES {
            // What could be an image is handed over as source code where that was asked for.
            let instead = *question == "containerized" && self.is("deploy_from", "source");
            add(self.says(question, true) && !instead && self.fact(key) == Some(&Val::Yes(false)), question);
        }
        for (question, key) in WITHIN {
            if let (Some(Val::Words(asked)), Some(Val::Words(offered))) =
                (self.answer(question), self.fact(key))
            {
                add(!asked.is_subset(offered), question);
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

    /// Whether what hands the work over does so again when it failed. Nobody said from where: a worker has a queue, and events a topic.
    fn comes_back(&self) -> bool {
        let feeds = |words: &BTreeSet<String>| {
            ["event", "queue", "stream", "storage"].iter().any(|word| words.contains(*word))
        };
        let fed = match self.answer("triggers") {
            Some(Val::Words(words)) => feeds(words),
            _ => true,
        };
        let source = match (self.answer("event_source"), self.answer("kind")) {
            (Some(Val::Word(source)), _) => source.as_str(),
            (_, Some(Val::Word(kind))) if fed && kind == "worker" => "queue",
            (_, Some(Val::Word(kind))) if fed && kind == "event_processing" => "pubsub",
            _ => return false,
        };
        let from = matches!(self.fact("redelivered_from"), Some(Val::Words(from)) if from.contains(source));
        from && (!self.is("queue_semantics", "push") || !self.lacks("queue_semantics", "push"))
    }

    /// Whether a schedule starts it, and nothing else does.
    fn is_scheduled(&self) -> bool {
        let only = matches!(self.answer("triggers"), Some(Val::Words(words)) if words.len() == 1 && words.contains("schedule"));
        only && ["event_source", "queue_semantics", "protocols"]
            .iter()
            .all(|name| self.answer(name).is_none())
    }

    /// The accelerator, not a GPU, that was stated: by its name, or as what the machines with its model have.
    fn chips(&self) -> Option<&str> {
        const CHIPS: [&str; 3] = ["tpu", "trainium", "inferentia"];
        let named = match (self.answer("accelerator"), self.answer("gpu.model")) {
            (Some(Val::Word(kind)), _) if CHIPS.contains(&kind.as_str()) => kind,
            (_, Some(Val::Word(model))) => {
                let machines =
                    self.ledger.world.catalog.table(self.ledger.world.catalog.find_table("machines")?);
                let rows = (0..machines.len()).filter_map(|at| machines.row(at));
                let mut with = rows.filter(|row| row.cell(machines.column("gpu_model").unwrap()) == model);
                with.next()?.cell(machines.column("accelerator").unwrap())
            }
            _ => return None,
        };
        CHIPS.contains(&named).then_some(named)
    }

    /// The most of a model, whole ones, that one machine of a provider has.
    fn most_of(&self, provider: &str, model: &str) -> u32 {
        let catalog = self.ledger.world.catalog;
        let machines = catalog.table(catalog.find_table("machines").unwrap());
        let column = |name: &str| machines.column(name).unwrap();
        let rows = (0..machines.len()).filter_map(|at| machines.row(at));
        let with = rows.filter(|row| row.cell(column("gpu_model")) == model);
        let own = with.filter(|row| row.cell(column("provider")) == provider);
        own.filter_map(|row| row.cell(column("gpus")).parse().ok()).max().unwrap_or(0)
    }

    /// Whether something is billed while there is no work, or nothing wakes it when there is.
    fn bills_while_idle(&self) -> bool {
        let costs =
            |key| matches!(self.fact(key), Some(Val::Amount(a)) if a.compare(Amount::whole(0)).is_gt());
        let wakes = match (self.fact("wakes_on"), self.answer("triggers")) {
            (Some(Val::Words(wakes)), Some(Val::Words(asked))) => !wakes.is_empty() && asked.is_subset(wakes),
            (Some(Val::Words(wakes)), _) => !wakes.is_empty(),
            _ => false,
        };
        let sleeps =
            !self.is_not("scale_to_zero", "yes") || self.is_word("scale_to_zero", "with_effort") && wakes;
        !sleeps || costs("min_instances") || costs("cluster_fee_per_hour")
    }

    /// What needs more than one row of a table.
    fn special(&self, add: &mut dyn FnMut(bool, &'static str)) {
        let no = Some(&Val::Yes(false));
        let is_stage = |word: &str| self.is_word("lifecycle", word);
        add(is_stage("retired") || is_stage("unreleased"), "life-cycle");
        let uses = matches!(self.answer("existing_services"), Some(Val::Words(ids)) if ids.contains(&self.service.id));
        add(is_stage("closed_to_new") && !uses, "life-cycle of a closed service");
        add(self.says("containerized", false) && self.lacks("forms", "vm"), "no container image");
        add(self.is("machine_image", "custom") && self.fact("custom_machine_image") == no, "machine_image");
        add(self.says("scale_to_zero", true) && self.bills_while_idle(), "scale_to_zero");
        add(
            self.says("interruptible", false) && self.fact("interruptible") == Some(&Val::Yes(true)),
            "interruptible",
        );
        add(self.is("deploy_from", "source") && self.lacks("deploy_from", "source"), "deploy_from");
        add(self.is("team", "none") && self.is_not("hosts_managed_by", "provider"), "team");
        let serves = matches!(self.fact("protocols"), Some(Val::Words(protocols)) if !protocols.is_empty());
        add(self.says("private_only", true) && self.fact("private_ingress") == no && serves, "private_only");
        add(
            self.is("traffic_splitting", "deployment") && self.is_word("traffic_splitting", "none"),
            "traffic_splitting",
        );
        let disk =
            matches!(self.answer("local_disk"), Some(Val::Amount(a)) if a.compare(Amount::whole(0)).is_gt());
        add(disk && self.fact("local_disk") == no, "local_disk");
        if let Some(Val::Word(asked)) = self.answer("queue_semantics") {
            let woken = matches!(self.fact("wakes_on"), Some(Val::Words(wakes)) if wakes.contains("queue") || wakes.contains("event"));
            let of_another_kind = self.answer("kind").is_some_and(|kind| {
                !["worker", "event_processing"].iter().any(|word| *kind == Val::Word((*word).to_owned()))
            });
            let starts = asked == "push" && woken && !of_another_kind;
            add(!starts && self.lacks("queue_semantics", asked), "queue_semantics");
        }
        let isolation = ["sandbox", "vm", "dedicated_host"];
        if let (Some(Val::Word(asked)), Some(Val::Words(offered))) =
            (self.answer("isolation"), self.fact("isolation"))
        {
            let from = isolation.iter().position(|kind| kind == asked).unwrap_or(isolation.len());
            let stronger = isolation[from..].iter().any(|kind| offered.contains(*kind));
            add(asked != "none" && !stronger, "isolation");
        }
        let catalog = self.ledger.world.catalog;
        let provider = &catalog.provider(self.service.provider).id;
        if let Some(Val::Word(name)) = self.answer("instance_type") {
            let table = catalog.table(catalog.find_table("instance_types").unwrap());
            let row = table.row(table.find_like(name).unwrap()).unwrap();
            add(
                row.cell(table.column("provider").unwrap()) != provider,
                "instance_type of the other provider",
            );
            add(self.fact("custom_instance_types") == no, "instance_type");
            let cell = |column: &str| row.cell(table.column(column).unwrap());
            // Where nobody knows whether it takes every type, a list of families is not all that it takes; and of a type that the table
            // does not have no family is known.
            if self.fact("any_instance_type") == no && table.find(name).is_some() {
                add(self.lacks("instance_families", cell("family")), "family of the instance_type");
                let sizes = self.fact("excluded_instance_sizes");
                let excluded = matches!(sizes, Some(Val::Words(sizes)) if sizes.contains(cell("size")));
                add(excluded, "size of the instance_type");
            }
            let types = self.fact("excluded_instance_types");
            add(matches!(types, Some(Val::Words(types)) if types.contains(name)), "type that is not taken");
        }
        if let (Some(Val::Words(asked)), Some(Val::Words(offered))) =
            (self.answer("regions"), self.fact("regions"))
        {
            let own = |region: &&String| self.ledger.regions[provider.as_str()].contains(region.as_str());
            add(asked.iter().filter(own).any(|region| !offered.contains(region)), "regions");
        }
        if let (Some(Val::Word(model)), Some(Val::Amount(count))) =
            (self.answer("gpu.model"), self.answer("gpu.count"))
        {
            let most = i128::from(self.most_of(provider, model));
            let most = Amount::whole(most * fingerpost::quantity::Dimension::Number.scale());
            // What stands on premises is no machine of the provider, and of a type that the table does not have nobody knows how many
            // it has: such an answer is unverified.
            let own = self.fact("on_premises") == Some(&Val::Yes(true));
            let table = catalog.table(catalog.find_table("instance_types").unwrap());
            let unlisted =
                matches!(self.answer("instance_type"), Some(Val::Word(name)) if table.find(name).is_none());
            add(!own && !unlisted && count.compare(most).is_gt(), "gpu.count of the model in one machine");
        }
        let forms = |any: &[&str]| any.iter().all(|form| self.lacks("forms", form));
        let wrong_form = match self.answer("kind") {
            Some(Val::Word(kind)) => match kind.as_str() {
                "batch" | "ml_training" => forms(&["job", "vm"]),
                "web_app" | "api" | "microservices" | "ml_inference" => forms(&["service", "vm"]),
                "worker" | "event_processing" | "other" if self.is_scheduled() => forms(&["job", "vm"]),
                "worker" if self.says("scale_to_zero", true) || self.is("queue_semantics", "push") => false,
                "worker" | "stateful" => forms(&["service", "worker", "vm"]),
                _ => false,
            },
            _ => false,
        };
        add(wrong_form, "kind");
        add(self.service.companion, "a companion by itself");
        if let Some(Val::Words(asked)) = self.answer("providers") {
            add(!asked.contains(provider), "providers");
        }
    }
}

/// The regions that facts of a provider's services, or its rows of the table, name.
fn regions_of(world: &World, provider: &str) -> BTreeSet<&'static str> {
    let mut regions = BTreeSet::new();
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
