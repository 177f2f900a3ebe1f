//! The packs and the catalog that come with the binary: they load, they say where everything is from,
//! their cases hold, the lesson's table holds, and no answer contradicts a fact.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use fingerpost::catalog::{self, Catalog, CatalogFile, Confidence, Service, Value, ValueType};
use fingerpost::diagnostic::{Diagnostics, Sources, Span};
use fingerpost::eval::{self, Evaluation, Winner};
use fingerpost::language::{self, print};
use fingerpost::pack::{self, CompiledPack, DatedPack, EMBEDDED, PackFiles};
use fingerpost::quantity::{Date, Dimension, parse};
use fingerpost::requirement::{self, Known, Requirement, read};

const CATALOG: &str = "catalog";

struct Packs {
    sources: Sources,
    catalog: Catalog,
    compiled: Vec<CompiledPack>,
}

impl Packs {
    fn containers(&self) -> &CompiledPack {
        self.compiled.iter().find(|pack| pack.name() == "containers").expect("the containers pack")
    }

    fn place(&self, span: Span) -> String {
        self.sources.place(span).to_string()
    }
}

static PACKS: LazyLock<Packs> = LazyLock::new(|| {
    let mut sources = Sources::new();
    let mut tables = Vec::new();
    let mut folders: BTreeMap<&str, PackFiles> = BTreeMap::new();
    for file in EMBEDDED {
        let (folder, rest) = file.path.split_once('/').expect("every file is in a folder");
        // A pack with a catalog of its own is a world of its own: `tests/cases.rs`.
        if EMBEDDED.iter().any(|file| file.path.starts_with(&format!("{folder}/{CATALOG}/"))) {
            continue;
        }
        let source = sources.add(file.path, file.text);
        if folder == CATALOG {
            tables.push(CatalogFile { path: rest, source, text: file.text });
        } else {
            let (parsed, findings) = language::parse(source, file.text);
            assert!(findings.is_empty(), "{}", told(&findings, &sources));
            folders.entry(folder).or_default().files.push(parsed);
        }
    }
    let catalog = catalog::load(&tables).unwrap_or_else(|found| panic!("{}", told(&found, &sources)));
    let compiled = folders.into_values().map(|files| pack::compile(&[files], &catalog));
    let packs = compiled.map(|pack| pack.unwrap_or_else(|found| panic!("{}", told(&found, &sources))));
    let packs = packs.collect();
    Packs { sources, catalog, compiled: packs }
});

fn told(findings: &Diagnostics, sources: &Sources) -> String {
    let line = |finding: &fingerpost::diagnostic::Diagnostic| {
        let place = finding.span.map(|span| sources.place(span).to_string()).unwrap_or_default();
        format!("{place} {} {} {:?}", finding.code.as_str(), finding.message, finding.help)
    };
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn none(failures: &[String]) {
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

fn date(text: &str) -> Date {
    Date::parse(text).expect("a date")
}

/// A requirement file of one workload; the error is what is wrong with it.
fn requirement(text: &str, packs: &Packs) -> Result<Requirement, String> {
    let mut sources = Sources::new();
    let source = sources.add("requirement", text);
    let reading = read::read(source, text, read::Format::Yaml);
    if !reading.diagnostics.is_empty() {
        return Err(told(&reading.diagnostics, &sources));
    }
    let [workload] = reading.workloads.as_slice() else { return Err("not one workload".to_owned()) };
    requirement::check(workload, packs.containers(), &packs.catalog).map_err(|found| told(&found, &sources))
}

fn yaml<'a>(entries: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let lines: String = entries
        .into_iter()
        .flat_map(|(question, value)| [question.to_owned(), ": ".to_owned(), value, "\n".to_owned()])
        .collect();
    if lines.is_empty() { "{}\n".to_owned() } else { lines }
}

// ---- the files --------------------------------------------------------------------------------

#[expect(clippy::disallowed_methods, reason = "the claim is about the files of the repository")]
fn files_below(folder: &Path, root: &Path, found: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).expect("the folder of rules") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files_below(&path, root, found);
        } else if path.extension().is_some_and(|e| e == "rules" || e == "toml" || e == "csv") {
            let name = path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
            found.insert(name, std::fs::read_to_string(&path).expect("a text"));
        }
    }
}

#[test]
fn every_file_of_rules_is_embedded() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let mut on_disk = BTreeMap::new();
    files_below(&root, &root, &mut on_disk);
    let embedded: BTreeMap<String, String> =
        EMBEDDED.iter().map(|file| (file.path.to_owned(), file.text.to_owned())).collect();
    assert_eq!(on_disk.keys().collect::<Vec<_>>(), embedded.keys().collect::<Vec<_>>());
    assert!(on_disk == embedded, "a file differs from what is embedded");
}

#[test]
fn every_pack_loads_without_findings() {
    assert!(!PACKS.compiled.is_empty());
    for pack in &PACKS.compiled {
        assert!(!pack.cases().is_empty(), "{} has no cases", pack.name());
    }
}

// ---- the cases --------------------------------------------------------------------------------

struct Outcome {
    answer: String,
    form: Option<String>,
    rejected: Vec<(String, String)>,
    companions: Vec<String>,
}

/// What the engine says, by provider.
fn outcomes(evaluation: &Evaluation, dated: &DatedPack<'_>) -> BTreeMap<String, Outcome> {
    let (catalog, pack) = (dated.catalog(), dated.pack());
    let id = |service| catalog.service(service).id.clone();
    let of = |provider: &eval::ProviderEvaluation| {
        let outcome = provider.outcome.map(|outcome| pack.outcome(outcome));
        let form = provider.winner.and_then(|(_, route)| {
            let candidate = match route {
                eval::Route::Named(at) => outcome?.of(provider.provider).get(at),
                eval::Route::FallBack(at) => pack.preferences(provider.provider).get(at),
            };
            candidate?.form.clone()
        });
        let named = |at: &usize| Some(id(outcome?.companions.get(*at)?.service));
        let rejected = provider.rejected.iter();
        Outcome {
            answer: provider
                .winner
                .map_or_else(|| provider.status.as_str().to_owned(), |(service, _)| id(service)),
            form,
            rejected: rejected
                .map(|r| (id(r.service), dated.constraint(r.constraint).name.clone()))
                .collect(),
            companions: provider.companions.iter().filter_map(named).collect(),
        }
    };
    let named = evaluation.providers.iter().map(|p| (catalog.provider(p.provider).id.clone(), of(p)));
    named.collect()
}

#[test]
fn every_case_holds() {
    let (packs, mut failures) = (&*PACKS, Vec::new());
    let pack = packs.containers();
    for case in pack.cases() {
        let name = format!("{} {:?}", packs.place(case.name.span), case.name.value);
        let day = case.as_of.as_ref().map_or(pack.as_of(), |day| date(&day.value));
        let dated = DatedPack::new(pack, &packs.catalog, day);
        let given =
            case.given.iter().map(|given| (given.question.value.as_str(), print::expression(&given.value)));
        let stated = match requirement(&yaml(given), packs) {
            Ok(stated) => stated,
            Err(error) => {
                failures.push(format!("{name}: {error}"));
                continue;
            }
        };
        let found = outcomes(&eval::evaluate(&dated, stated.sheet()), &dated);
        for expected in &case.expect {
            let Some(outcome) = found.get(&expected.provider.value) else {
                failures.push(format!("{name}: {} was not asked", expected.provider.value));
                continue;
            };
            if outcome.answer != expected.answer.value {
                failures.push(format!("{name}: {}, not {}", outcome.answer, expected.answer.value));
            } else if expected.form.is_some()
                && outcome.form.as_ref() != expected.form.as_ref().map(|f| &f.value)
            {
                failures.push(format!("{name}: {} as {:?}", outcome.answer, outcome.form));
            }
        }
        let rejected: Vec<_> = found.values().flat_map(|outcome| &outcome.rejected).collect();
        for reject in &case.reject {
            let by = |constraint: &str| reject.by.as_ref().is_none_or(|by| by.value == constraint);
            if !rejected
                .iter()
                .any(|(service, constraint)| *service == reject.service.value && by(constraint))
            {
                failures.push(format!("{name}: {} is not rejected", reject.service.value));
            }
        }
        for companion in &case.companions {
            if !found.values().any(|outcome| outcome.companions.contains(&companion.value)) {
                failures.push(format!("{name}: {} does not come along", companion.value));
            }
        }
        if case.grounds.sources.is_empty() {
            failures.push(format!("{name}: has no source"));
        }
    }
    none(&failures);
}

// ---- the catalog ------------------------------------------------------------------------------

/// Keys that no rule looks at, and why they are kept.
const KEYS_FOR_PEOPLE: &[(&str, &str)] = &[
    ("successor", "shown with services that are closed or deprecated"),
    ("gpu_sharing", "compared; `gpu_sharing` as a requirement is a Kubernetes feature"),
    ("spot", "compared; interruptible flavours are services of their own"),
    ("vpc_egress", "compared; the lesson's row `VPC Connection`"),
    ("billing", "the lesson's row in words"),
    ("node_provisioning", "the lesson's row in words"),
    ("node_os_updates", "the lesson's row in words"),
    ("load_balancer", "the lesson's row in words"),
    ("block_storage_setup", "the lesson's row in words"),
    ("security_defaults", "the lesson's row in words"),
    ("autoscaling", "the lesson's row in words"),
    ("cold_start", "the lesson's row in words"),
    ("best_for", "the lesson's row in words"),
];

#[test]
fn every_fact_names_an_https_source_that_was_read_before_the_day_of_the_pack() {
    let (packs, mut failures) = (&*PACKS, Vec::new());
    let as_of = packs.containers().as_of();
    for (_, service) in packs.catalog.services() {
        for fact in service.facts() {
            let key = &packs.catalog.key(fact.key).name;
            let mut say = |what: &str| failures.push(format!("{} {key}: {what}", packs.place(fact.span)));
            if !fact.source.starts_with("https://") {
                say("the source is no https address");
            }
            if fact.read > as_of {
                say("read after the day of the pack");
            }
            if fact.from.is_some_and(|from| fact.until.is_some_and(|until| until <= from)) {
                say("ends before it begins");
            }
            let limit = matches!(packs.catalog.key(fact.key).value_type, ValueType::Quantity { .. });
            if limit && fact.confidence == Confidence::High && fact.evidence.is_none() {
                say("a limit of high confidence without evidence");
            }
            if fact.value.is_none() && fact.confidence != Confidence::Low {
                say("not known, and yet sure of it");
            }
        }
    }
    for (_, table) in packs.catalog.tables() {
        if !table.source.starts_with("https://") || table.read > as_of {
            failures.push(format!("{}: source or day", table.name));
        }
    }
    for pack in &packs.compiled {
        let constraints = pack.constraints().iter().map(|c| (&c.name, &c.grounds, c.span));
        let outcomes = pack.outcomes().iter().map(|o| (&o.name, &o.grounds, o.span));
        let caveats = pack.caveats().iter().map(|c| (&c.name, &c.grounds, c.span));
        for (name, grounds, span) in constraints.chain(outcomes).chain(caveats) {
            if grounds.sources.is_empty() {
                failures.push(format!("{} {name}: no source", packs.place(span)));
            }
            for source in &grounds.sources {
                if source.url.as_ref().is_some_and(|url| !url.starts_with("https://")) {
                    failures.push(format!("{} {name}: no https address", packs.place(span)));
                }
                if source.read.is_some_and(|read| read > as_of) {
                    failures.push(format!("{} {name}: read after the day of the pack", packs.place(span)));
                }
            }
        }
    }
    none(&failures);
}

#[test]
fn every_fact_key_is_used_by_a_rule_or_argued() {
    let rules: String = pack::embedded("containers")
        .expect("the containers pack")
        .rules
        .iter()
        .filter(|file| Path::new(file.path).extension().is_some_and(|e| e == "rules"))
        .map(|file| file.text)
        .collect();
    let words: BTreeSet<&str> = rules
        .split(|c: char| !(c.is_ascii_alphanumeric() || "._-".contains(c)))
        .filter_map(|word| word.strip_prefix("service."))
        .collect();
    let mut failures = Vec::new();
    for (_, key) in PACKS.catalog.keys() {
        let argued = KEYS_FOR_PEOPLE.iter().any(|(name, _)| *name == key.name);
        if words.contains(key.name.as_str()) == argued {
            failures.push(format!("{}: {}", key.name, if argued { "argued but used" } else { "not used" }));
        }
    }
    for (name, _) in KEYS_FOR_PEOPLE {
        if PACKS.catalog.find_key(name).is_none() {
            failures.push(format!("{name}: argued but not declared"));
        }
    }
    none(&failures);
}

#[test]
fn every_cell_of_a_table_fits_its_column() {
    let mut failures = Vec::new();
    for (_, table) in PACKS.catalog.tables() {
        assert!(!table.is_empty(), "{}", table.name);
        for row in (0..table.len()).filter_map(|at| table.row(at)) {
            for (at, column) in table.columns.iter().enumerate() {
                let cell = row.cell(at);
                let fits = match (&column.value_type, row.value(at)) {
                    (_, None) => cell.is_empty(),
                    (ValueType::YesNo, Some(_)) => ["yes", "no"].contains(&cell),
                    (ValueType::Set(known), Some(Value::Words(words))) => {
                        words.iter().all(|word| known.contains(word))
                    }
                    (_, Some(_)) => true,
                };
                if !fits {
                    failures.push(format!("{}: {} = {cell:?}", row.name(), column.name));
                }
            }
        }
    }
    none(&failures);
}

#[test]
fn the_family_of_an_instance_type_begins_its_name() {
    let (_, table) = PACKS.catalog.tables().find(|(_, t)| t.name == "instance_types").expect("the table");
    let column = |name: &str| table.column(name).expect("a column");
    let (provider, family, size) = (column("provider"), column("family"), column("size"));
    for row in (0..table.len()).filter_map(|at| table.row(at)) {
        let mark = if row.cell(provider) == "aws" { "." } else { "-" };
        let name = [row.cell(family), row.cell(size)].join(mark);
        assert_eq!(name.trim_end_matches(mark), row.name());
    }
}

#[test]
fn the_life_cycle_of_every_service_is_known() {
    let packs = &*PACKS;
    let key = packs.catalog.find_key("lifecycle").expect("the key");
    let days = [date("2024-01-01"), date("2025-06-30"), packs.containers().as_of()];
    let known = |service: &Service, day| service.fact(key, day).is_some_and(|fact| fact.value.is_some());
    let mut failures = Vec::new();
    for (_, service) in packs.catalog.services() {
        for day in days.into_iter().filter(|day| !known(service, *day)) {
            failures.push(format!("{} on {day}", service.id));
        }
    }
    none(&failures);
}

// ---- soundness --------------------------------------------------------------------------------

/// Answers that are combined: the question, and some of its values.
const ANSWERS: &[(&str, &[&str])] = &[
    (
        "kind",
        &[
            "web_app",
            "api",
            "microservices",
            "worker",
            "event_processing",
            "batch",
            "ml_training",
            "ml_inference",
            "stateful",
            "other",
        ],
    ),
    ("containerized", &["yes", "no"]),
    ("service_count", &["1", "12"]),
    ("existing_services", &["[aws.app-runner]", "[]"]),
    ("providers", &["[aws]", "[gcp]"]),
    ("custom_kernel", &["yes", "no"]),
    ("host_access", &["yes", "no"]),
    ("machine_image", &["any", "custom"]),
    ("operating_system", &["linux", "windows"]),
    ("architecture", &["x86_64", "arm64", "any"]),
    ("privileged", &["yes", "no"]),
    ("host_network", &["yes", "no"]),
    ("per_node_agent", &["yes", "no"]),
    ("host_management", &["provider", "self", "any"]),
    ("isolation", &["none", "sandbox", "vm", "dedicated_host"]),
    ("on_premises", &["yes", "no"]),
    ("team", &["none", "small", "platform"]),
    ("operations", &["minimal", "standard", "full_control"]),
    ("multi_cloud", &["yes", "no"]),
    ("serverless", &["yes", "no"]),
    ("kubernetes", &["yes", "no"]),
    (
        "kubernetes_features",
        &["[crds]", "[daemonsets, helm]", "[custom_cni]", "[node_access]", "[gpu_sharing]", "[]"],
    ),
    ("kubernetes_control", &["simplified", "full"]),
    ("cpu", &["500m", "4", "8", "9", "16", "17", "32", "33", "96", "192", "193", "1000"]),
    (
        "memory",
        &[
            "512 MiB", "10 GiB", "12 GB", "13 GB", "32 GiB", "33 GiB", "120 GB", "121 GB", "244 GB",
            "245 GB", "2 TiB", "64 TiB",
        ],
    ),
    ("ephemeral_storage", &["1 GiB", "20 GiB", "200 GiB", "201 GiB", "20 TiB"]),
    ("persistent_storage", &["none", "file", "block", "object"]),
    ("gpu", &["none", "1", "2", "8", "16", "nvidia-l4", "nvidia-t4", "nvidia-h100", "nvidia-tesla-k80"]),
    ("gpu.memory", &["16 GB", "24 GB", "80 GB", "200 GB"]),
    ("accelerator", &["none", "tpu", "trainium", "inferentia"]),
    (
        "instance_type",
        &[
            "i3.2xlarge",
            "i4i.2xlarge",
            "t3.micro",
            "m6g.medium",
            "p5.48xlarge",
            "n2-standard-4",
            "c4a-standard-4",
            "a2-highgpu-1g",
        ],
    ),
    ("choose_instances", &["yes", "no"]),
    ("local_disk", &["0 GiB", "1 TiB"]),
    ("tightly_coupled", &["yes", "no"]),
    ("scale_to_zero", &["yes", "no"]),
    ("traffic.pattern", &["steady", "spiky", "mostly_idle"]),
    ("request_timeout", &["30 s", "120 s", "121 s", "15 min", "16 min", "60 min", "61 min", "1 d"]),
    (
        "run_duration",
        &["10 min", "16 min", "24 h", "168 h", "169 h", "14 d", "15 d", "21 d", "22 d", "400 d"],
    ),
    ("protocols", &["[http]", "[grpc]", "[websocket]", "[tcp]", "[udp]", "[http2, websocket]", "[]"]),
    ("long_lived_connections", &["yes", "no"]),
    ("cold_start_tolerated", &["yes", "no"]),
    ("automatic_https", &["yes", "no"]),
    ("custom_domain", &["yes", "no"]),
    ("traffic_splitting", &["none", "deployment", "standing"]),
    ("event_source", &["queue", "pubsub", "kafka", "stream", "object_storage", "webhook", "audit_log"]),
    ("queue_semantics", &["push", "pull"]),
    (
        "triggers",
        &["[http]", "[event]", "[queue]", "[stream]", "[storage]", "[schedule]", "[event, schedule]"],
    ),
    ("parallel_tasks", &["1", "10", "11", "1000", "10001", "100000"]),
    ("retries", &["0", "1", "10", "11"]),
    ("workflow", &["yes", "no"]),
    ("interruptible", &["yes", "no"]),
    ("cost_sensitive", &["yes", "no"]),
    ("network_control", &["yes", "no"]),
    ("private_only", &["yes", "no"]),
    ("static_ip", &["yes", "no"]),
    ("service_mesh", &["yes", "no"]),
    ("interactive_exec", &["yes", "no"]),
    ("sidecars", &["0", "1", "9", "10", "11"]),
    ("deploy_from", &["image", "source"]),
    ("regions", &["[us-east-1]", "[ap-northeast-2, asia-northeast3]", "[us-central1]"]),
];

/// Numbers in a fixed order that looks like none (the generator of Numerical Recipes).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }
}

/// One service on one day, as the catalog files have it. Written without the rules, to be held against them.
struct Facts<'a> {
    catalog: &'a Catalog,
    service: &'a Service,
    day: Date,
}

impl Facts<'_> {
    fn value(&self, key: &str) -> Option<&Value> {
        let key = self.catalog.find_key(key).unwrap_or_else(|| panic!("no key {key}"));
        self.service.fact(key, self.day)?.value.as_ref()
    }

    fn is(&self, key: &str, expected: &str) -> Option<bool> {
        match self.value(key)? {
            Value::YesNo(yes) => Some(*yes == (expected == "yes")),
            Value::Word(word) => Some(word == expected),
            other => panic!("{key} = {other}"),
        }
    }

    fn has(&self, key: &str, wanted: &[&str]) -> Option<bool> {
        match self.value(key)? {
            Value::Words(words) => Some(wanted.iter().all(|word| words.iter().any(|w| w == word))),
            other => panic!("{key} = {other}"),
        }
    }

    fn holds(&self, key: &str, text: &str, dimension: Dimension) -> Option<bool> {
        let wanted = parse(text, dimension).unwrap_or_else(|_| panic!("{text}"));
        match self.value(key)? {
            Value::Quantity(limit) => Some(wanted.micro <= limit.micro),
            other => panic!("{key} = {other}"),
        }
    }

    /// The column of an instance type.
    fn column(&self, row: &str, column: &str) -> String {
        let (_, table) = self.catalog.tables().find(|(_, t)| t.name == "instance_types").expect("the table");
        let row = table.find(row).and_then(|at| table.row(at)).expect("a row");
        row.cell(table.column(column).expect("a column")).to_owned()
    }

    /// Whether a stated answer can be met; none when the catalog does not know.
    fn meets(&self, question: &str, answer: &str) -> Option<bool> {
        let list: Vec<&str> = answer.trim_matches(['[', ']']).split(", ").filter(|w| !w.is_empty()).collect();
        let wanted = |key: &str| if answer == "yes" { self.is(key, "yes") } else { None };
        match question {
            "serverless" => wanted("serverless"),
            "kubernetes" => wanted("kubernetes_api"),
            "privileged" => wanted("privileged"),
            "host_network" => wanted("host_network"),
            "per_node_agent" => wanted("per_node_agents"),
            "custom_kernel" => wanted("custom_kernel"),
            "host_access" => wanted("host_access"),
            "on_premises" => wanted("on_premises"),
            "scale_to_zero" => wanted("scale_to_zero"),
            "tightly_coupled" => wanted("tightly_coupled"),
            "long_lived_connections" => wanted("long_lived_connections"),
            "automatic_https" => wanted("automatic_https"),
            "custom_domain" => wanted("custom_domain"),
            "network_control" => wanted("network_control"),
            "static_ip" => wanted("static_ip"),
            "service_mesh" => wanted("service_mesh"),
            "interactive_exec" => wanted("interactive_exec"),
            "choose_instances" => wanted("custom_instance_types"),
            "containerized" if answer == "yes" => self.is("container_images", "yes"),
            "containerized" => self.has("forms", &["vm"]),
            "machine_image" if answer == "custom" => self.is("custom_machine_image", "yes"),
            "operating_system" => self.has("operating_systems", &[answer]),
            "architecture" if answer != "any" => self.has("architectures", &[answer]),
            "isolation" if answer == "dedicated_host" => self.has("isolation", &[answer]),
            "host_management" if answer != "any" => self.is("hosts_managed_by", answer),
            "team" if answer == "none" => self.is("hosts_managed_by", "provider"),
            "kubernetes_control" if answer == "full" => self.is("kubernetes_control", answer),
            "kubernetes_features" => self.has("kubernetes_features", &list),
            "cpu" => self.holds("max_cpu", answer, Dimension::Cpu),
            "memory" => self.holds("max_memory", answer, Dimension::Memory),
            "ephemeral_storage" => self.holds("max_ephemeral_storage", answer, Dimension::Memory),
            "persistent_storage" if answer != "none" => self.has("persistent_storage", &[answer]),
            "gpu" if answer == "none" => None,
            "gpu" if answer.starts_with("nvidia") => {
                let any = self.holds("max_gpus", "1", Dimension::Number);
                if any == Some(false) { any } else { self.has("gpu_models", &[answer]) }
            }
            "gpu" => self.holds("max_gpus", answer, Dimension::Number),
            "gpu.memory" => self.holds("max_gpu_memory", answer, Dimension::Memory),
            "accelerator" if answer != "none" => self.has("accelerators", &[answer]),
            "local_disk" if answer != "0 GiB" => self.is("local_disk", "yes"),
            "request_timeout" => self.holds("max_request_timeout", answer, Dimension::Duration),
            "run_duration" => self.holds("max_run_duration", answer, Dimension::Duration),
            "protocols" => self.has("protocols", &list),
            "triggers" => self.has("triggers", &list),
            "queue_semantics" => self.has("queue_semantics", &[answer]),
            "parallel_tasks" if answer != "1" => self.holds("max_parallel_tasks", answer, Dimension::Number),
            "retries" if answer != "0" => self.holds("max_retries", answer, Dimension::Number),
            "sidecars" if answer != "0" => self.holds("max_sidecars", answer, Dimension::Number),
            "deploy_from" if answer == "source" => self.has("deploy_from", &["source"]),
            "interruptible" if answer == "no" => self.is("interruptible", "no"),
            "traffic_splitting" if answer == "standing" => self.is("traffic_splitting", answer),
            "traffic_splitting" if answer == "deployment" => {
                self.is("traffic_splitting", "none").map(|is| !is)
            }
            "instance_type" => {
                let provider = &self.catalog.provider(self.service.provider).id;
                if *provider != self.column(answer, "provider") {
                    return Some(false);
                }
                if self.is("any_instance_type", "yes") == Some(true) {
                    return self.is("custom_instance_types", "yes");
                }
                let chosen = self.is("custom_instance_types", "yes");
                let family = self.has("instance_families", &[&self.column(answer, "family")]);
                let excluded = self.has("excluded_instance_sizes", &[&self.column(answer, "size")]);
                let refused = [chosen, family, excluded.map(|is| !is)].contains(&Some(false));
                if refused { Some(false) } else { None }
            }
            "kind" => match answer {
                "batch" | "ml_training" => self.form(&["job", "vm"]),
                "web_app" | "api" | "microservices" | "ml_inference" => self.form(&["service", "vm"]),
                "worker" | "stateful" => self.form(&["service", "worker", "vm"]),
                _ => None,
            },
            _ => None,
        }
    }

    fn form(&self, any: &[&str]) -> Option<bool> {
        any.iter().map(|form| self.has("forms", &[form])).reduce(|a, b| Some(a? || b?))?
    }

    /// Whether it can be used at all on that day.
    fn usable(&self, answers: &[(&str, &str)]) -> bool {
        let Some(Value::Word(stage)) = self.value("lifecycle") else { return true };
        let has_it = answers.iter().any(|(question, answer)| {
            *question == "existing_services" && answer.contains(self.service.id.as_str())
        });
        match stage.as_str() {
            "preview" | "ga" | "deprecated" => true,
            "closed_to_new" => has_it,
            _ => false,
        }
    }
}

#[test]
fn no_recommended_service_contradicts_a_known_fact() {
    let packs = &*PACKS;
    let pack = packs.containers();
    let days = [date("2024-01-01"), date("2025-06-30"), pack.as_of()];
    let dated = days.map(|day| DatedPack::new(pack, &packs.catalog, day));
    let (mut numbers, mut failures, mut answered) = (Numbers(20_261_123), Vec::new(), 0_usize);
    for round in 0..2500 {
        let mut answers: Vec<(&str, &str)> = Vec::new();
        for _ in 0..=numbers.below(4) {
            let (question, values) = ANSWERS[numbers.below(ANSWERS.len())];
            if answers.iter().all(|(known, _)| *known != question) {
                answers.push((question, values[numbers.below(values.len())]));
            }
        }
        let text = yaml(answers.iter().map(|(question, answer)| (*question, (*answer).to_owned())));
        // Contradictions are refused before anything is recommended.
        let Ok(stated) = requirement(&text, packs) else { continue };
        for dated in &dated {
            for provider in eval::providers(dated, stated.sheet()) {
                let mut known = Known::new(pack, stated.sheet());
                let Ok(picked) = eval::pick(dated, provider, &mut known) else {
                    panic!("known answers never fork")
                };
                let Winner::Service(winner) = picked.winner else { continue };
                answered += 1;
                let service = packs.catalog.service(winner);
                let facts = Facts { catalog: &packs.catalog, service, day: dated.as_of() };
                let broken = answers.iter().find(|(q, a)| facts.meets(q, a) == Some(false));
                if let Some((question, answer)) = broken {
                    failures.push(format!(
                        "{} for {answers:?}: {question} = {answer} on {}",
                        service.id,
                        dated.as_of()
                    ));
                }
                if service.companion || !facts.usable(&answers) {
                    failures.push(format!("{} for {answers:?} on {}", service.id, dated.as_of()));
                }
                if round % 250 == 0 {
                    let evaluation = eval::evaluate(dated, stated.sheet());
                    let full = evaluation.providers.iter().find(|p| p.provider == provider).expect("asked");
                    assert_eq!(full.winner(), picked.winner, "{answers:?}");
                }
            }
        }
    }
    assert!(answered > 6000, "only {answered} recommendations were looked at");
    none(&failures);
}

#[test]
fn every_question_is_part_of_what_is_combined() {
    let named: BTreeSet<&str> = ANSWERS.iter().map(|(question, _)| *question).collect();
    // Names say nothing about services; the numbers of traffic only feed caveats and estimates.
    let left_out = ["name", "traffic.requests_per_second", "traffic.peak_factor", "traffic.request_duration"];
    let short = ["gpu.count", "gpu.model"];
    for (_, question) in PACKS.containers().questions() {
        let name = question.name.as_str();
        assert!(named.contains(name) || left_out.contains(&name) || short.contains(&name), "{name}");
    }
}

// ---- the lesson -------------------------------------------------------------------------------

const LESSON: &str = include_str!("../docs/lesson.md");

/// The rows of the table below a heading, as cells.
fn table(heading: &str) -> Vec<Vec<&'static str>> {
    let (_, below) = LESSON.split_once(&format!("\n## {heading}\n")).expect("the heading");
    let rows =
        below.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let cells = |row: &'static str| row.trim_matches('|').split('|').map(str::trim).collect();
    rows.skip(2).map(cells).collect()
}

/// A fact as the document writes it.
fn written(value: &Value) -> String {
    match value {
        Value::Words(words) => words.join(", "),
        other => other.to_string(),
    }
}

#[test]
fn the_table_of_the_lesson_is_what_the_engine_answers() {
    let (packs, mut failures) = (&*PACKS, Vec::new());
    let pack = packs.containers();
    let (rows, causes) = (table("Answers"), table("Why answers differ"));
    assert!(rows.len() >= 28, "{} rows", rows.len());
    let mut differences = BTreeSet::new();
    for row in &rows {
        let [name, given, answers @ ..] = row.as_slice() else { panic!("{row:?}") };
        let given = given.trim_matches('`').replace(" = ", ": ");
        let stated = requirement(&format!("{{{given}}}"), packs).unwrap_or_else(|e| panic!("{name}: {e}"));
        for (at, provider) in ["aws", "gcp"].into_iter().enumerate() {
            let [lesson, before, today] = answers[at * 3..][..3] else { panic!("{row:?}") };
            for (day, said) in [("2025-06-30", before), ("2026-11-23", today)] {
                let dated = DatedPack::new(pack, &packs.catalog, date(day));
                let found = outcomes(&eval::evaluate(&dated, stated.sheet()), &dated);
                let outcome = found.get(provider);
                let mut parts = said.split(" + ");
                let service = parts.next();
                if service != Some(outcome.map_or("-", |outcome| outcome.answer.as_str())) {
                    failures.push(format!("{name} on {day}: {said}"));
                }
                for companion in parts {
                    if !outcome.is_some_and(|outcome| outcome.companions.iter().any(|c| c == companion)) {
                        failures.push(format!("{name} on {day}: without {companion}"));
                    }
                }
                if lesson != "-" && lesson.split(" or ").all(|answer| answer != said) {
                    differences.insert((*name, day));
                }
            }
        }
    }
    let explained: BTreeSet<(&str, &str)> = causes.iter().map(|row| (row[0], row[1])).collect();
    assert_eq!(explained, differences, "every difference has its facts, and nothing else has");
    none(&failures);
}

#[test]
fn the_facts_behind_the_differences_are_those_of_the_catalog() {
    let (catalog, mut failures) = (&PACKS.catalog, Vec::new());
    for row in table("Why answers differ") {
        let [_, day, service, key, value, from, source, _] = row.as_slice() else { panic!("{row:?}") };
        let id = catalog.find_service(service).unwrap_or_else(|| panic!("{service}"));
        let fact_key = catalog.find_key(key).unwrap_or_else(|| panic!("{key}"));
        let fact = catalog.service(id).fact(fact_key, date(day)).unwrap_or_else(|| panic!("{row:?}"));
        let holds = match (fact.value.as_ref(), value.strip_prefix("includes ")) {
            (Some(Value::Words(words)), Some(word)) => words.iter().any(|w| w == word),
            (Some(known), _) => written(known) == *value,
            (None, _) => false,
        };
        let since = fact.from.map_or_else(|| "-".to_owned(), |from| from.to_string());
        if !holds || since != *from || fact.source != *source {
            failures.push(format!("{service} {key} on {day}: {:?} from {since} {}", fact.value, fact.source));
        }
    }
    none(&failures);
}

#[test]
fn every_row_of_the_lesson_is_a_case_at_both_dates() {
    let pack = PACKS.containers();
    let cases: BTreeSet<(String, String)> = pack
        .cases()
        .iter()
        .map(|case| {
            let day = case.as_of.as_ref().map_or(pack.as_of().to_string(), |day| day.value.clone());
            let given = case.given.iter();
            let given = given.map(|g| format!("{} = {}", g.question.value, print::expression(&g.value)));
            (day, given.collect::<Vec<_>>().join(", "))
        })
        .collect();
    let mut failures = Vec::new();
    for row in table("Answers") {
        let given = row[1].trim_matches('`');
        for day in ["2025-06-30", "2026-11-23"] {
            if !cases.contains(&(day.to_owned(), given.to_owned())) {
                failures.push(format!("{} on {day}", row[0]));
            }
        }
    }
    none(&failures);
}
