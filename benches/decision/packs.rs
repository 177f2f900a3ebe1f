//! The packs of the benchmark, and the paths through the library that it measures.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

use fingerpost::catalog::{Catalog, CatalogFile, load, load_embedded};
use fingerpost::diagnostic::Sources;
use fingerpost::eval::{Evaluation, Winner, evaluate, picked, verdict};
use fingerpost::language::parse;
use fingerpost::pack::{CompiledPack, EMBEDDED, PackFiles, compile};
use fingerpost::program::Ruleset;
use fingerpost::report::{Context, Report, build};
use fingerpost::requirement::{Requirement, check, read};

/// Service, status and reason codes.
#[derive(serde::Serialize)]
struct Brief<'a> {
    service: &'a str,
    status: &'a str,
    reasons: [Option<&'a str>; 1],
}

/// A pack with everything that belongs to it.
pub(crate) struct Loaded {
    pub(crate) pack: CompiledPack,
    pub(crate) catalog: Catalog,
    pub(crate) rules: Ruleset,
    pub(crate) sources: Sources,
}

fn files(folder: &str, extension: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut waiting = vec![std::path::PathBuf::from(folder)];
    while let Some(folder) = waiting.pop() {
        #[expect(clippy::disallowed_methods, reason = "a benchmark reads its pack")]
        for entry in std::fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                #[expect(clippy::disallowed_methods, reason = "a benchmark reads its pack")]
                let text = std::fs::read_to_string(&path).expect("it can be read");
                found.push((path.to_string_lossy().into_owned(), text));
            }
        }
    }
    found.sort();
    found
}

/// The 30-rule decision.
pub(crate) fn decision() -> Loaded {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/decision");
    let mut sources = Sources::new();
    let facts = files(&format!("{root}/catalog"), "toml");
    let prefix = format!("{root}/catalog/");
    let files_of_catalog: Vec<CatalogFile<'_>> = facts
        .iter()
        .map(|(path, text)| CatalogFile {
            path: path.strip_prefix(&prefix).expect("it is in there"),
            source: sources.add(path.clone(), text.clone()),
            text,
        })
        .collect();
    let catalog = load(&files_of_catalog).expect("the catalog is sound");
    let rules = files(root, "rules");
    let parsed =
        rules.iter().map(|(path, text)| parse(sources.add(path.clone(), text.clone()), text).0).collect();
    let pack = compile(&[PackFiles { files: parsed }], &catalog).expect("the pack is sound");
    {
        let rules = Ruleset::new(&pack, &catalog, pack.as_of());
        Loaded { pack, catalog, rules, sources }
    }
}

pub(crate) fn requirement(line: &str, loaded: &Loaded) -> Requirement {
    let source = Sources::new().add("line", "");
    let reading = read::read(source, line, read::Format::JsonLines);
    let raw = reading.workloads.first().expect("there is a workload");
    check(raw, &loaded.rules).expect("it is sound")
}

pub(crate) fn services(dated: &Ruleset, requirement: &Requirement) -> Vec<String> {
    let catalog = dated.catalog();
    let service = |provider| {
        if let Winner::Service(id) = picked(dated, requirement.sheet(), provider).winner() {
            catalog.service(id).id.clone()
        } else {
            String::new()
        }
    };
    catalog.providers().map(|(provider, _)| service(provider)).collect()
}

pub(crate) fn report(
    loaded: &Loaded,
    dated: &Ruleset,
    requirement: &Requirement,
    evaluation: &Evaluation,
) -> Report {
    build(Context { dated, sources: &loaded.sources }, "line", requirement, evaluation)
}

pub(crate) fn brief_line(line: &str, loaded: &Loaded, dated: &Ruleset) -> String {
    let requirement = requirement(line, loaded);
    let answer = |provider| {
        let mut assignment = dated.program().assign(requirement.sheet());
        let (pick, status) = verdict(dated, &mut assignment, provider);
        let Winner::Service(service) = pick.winner() else { return None };
        let reason = pick.outcome().map(|outcome| loaded.pack.outcome(outcome).name.as_str());
        Some(Brief {
            service: &loaded.catalog.service(service).id,
            status: status.as_str(),
            reasons: [reason],
        })
    };
    let providers = loaded.catalog.providers();
    let answers: BTreeMap<&str, Option<Brief<'_>>> =
        providers.map(|(id, provider)| (provider.id.as_str(), answer(id))).collect();
    serde_json::to_string(&answers).expect("it has text keys only")
}

pub(crate) fn report_line(line: &str, loaded: &Loaded, dated: &Ruleset) -> String {
    let requirement = requirement(line, loaded);
    let evaluation = evaluate(dated, requirement.sheet());
    let report = report(loaded, dated, &requirement, &evaluation);
    serde_json::to_string(&report).expect("it has text keys only")
}

/// The embedded containers pack: loading, and one decision.
pub(crate) fn containers() {
    let load_all = || {
        let mut sources = Sources::new();
        let catalog_files: Vec<CatalogFile<'_>> = EMBEDDED
            .iter()
            .filter_map(|file| {
                let path = file.path.strip_prefix("catalog/")?;
                Some(CatalogFile { path, source: sources.add_static(file.path, file.text), text: file.text })
            })
            .collect();
        let catalog = load_embedded("catalog", &catalog_files).expect("the catalog is sound");
        let rules =
            EMBEDDED.iter().filter(|f| f.path.starts_with("containers/") && !f.path.contains("/cases/"));
        let files = rules.map(|file| parse(sources.add_static(file.path, file.text), file.text).0).collect();
        let pack = compile(&[PackFiles { files }], &catalog).expect("the pack is sound");
        {
            let rules = Ruleset::new(&pack, &catalog, pack.as_of());
            Loaded { pack, catalog, rules, sources }
        }
    };
    let start = Instant::now();
    let loaded = load_all();
    let dated = Ruleset::new(&loaded.pack, &loaded.catalog, loaded.pack.as_of());
    let loading = start.elapsed();
    let line =
        r#"{"kind":"web_app","serverless":true,"kubernetes":false,"memory":"4 GiB","cpu":2,"team":"small"}"#;
    let requirement = requirement(line, &loaded);
    let providers: Vec<_> = loaded.catalog.providers().map(|(id, _)| id).collect();
    let runs = [(); 200];
    let picked = super::per_item(&runs, |()| {
        for provider in &providers {
            black_box(picked(&dated, requirement.sheet(), *provider));
        }
    });
    let reported = super::per_item(&runs, |()| {
        let evaluation = evaluate(&dated, requirement.sheet());
        black_box(report(&loaded, &dated, &requirement, &evaluation));
    });
    println!("\ncontainers pack");
    println!("{:<58} {:>10.1}", "loading it, first time, in microseconds", loading.as_secs_f64() * 1e6);
    super::row("pick, from a parsed requirement", picked, picked);
    super::row("report as data, from a parsed requirement", reported, picked);
}
