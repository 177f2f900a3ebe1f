//! Every file of `rules/` is in the binary, and loads.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fingerpost::eval;
use fingerpost::pack::EMBEDDED;

use crate::embedded::{PACKS, outcomes, requirement};

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
    assert!(!PACKS.containers().cases().is_empty());
}

#[test]
fn the_countries_of_a_gpu_are_those_of_its_regions() {
    let catalog = &PACKS.catalog;
    let table = |name: &str| catalog.table(catalog.find_table(name).expect("a table"));
    let (sold, regions) = (table("gpu_regions"), table("regions"));
    let [sold_in, countries, lies_in] = [(sold, "regions"), (sold, "countries"), (regions, "country")]
        .map(|(of, name)| of.column(name).unwrap());
    let country: BTreeMap<&str, &str> = (0..regions.len())
        .filter_map(|at| regions.row(at))
        .map(|row| (row.name(), row.cell(lies_in)))
        .collect();
    assert!(sold.len() > 20, "{}", sold.len());
    for row in (0..sold.len()).filter_map(|at| sold.row(at)) {
        let (known, is_open) = match row.cell(sold_in).strip_suffix('?') {
            Some(known) => (known, " ?"),
            None => (row.cell(sold_in), ""),
        };
        let expected: BTreeSet<&str> = known.split_whitespace().map(|region| country[region]).collect();
        let expected = Vec::from_iter(expected).join(" ") + is_open;
        assert_eq!(row.cell(countries), expected.trim_start(), "{}", row.name());
    }
}

#[test]
fn the_regions_of_a_gpu_are_those_of_its_machines() {
    let catalog = &PACKS.catalog;
    let table = |name: &str| catalog.table(catalog.find_table(name).expect("a table"));
    let regions_by_model = |name: &str| {
        let table = table(name);
        let [provider, model, regions] =
            ["provider", "gpu_model", "regions"].map(|of| table.column(of).unwrap());
        let mut found: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        for row in (0..table.len()).filter_map(|at| table.row(at)).filter(|row| !row.cell(model).is_empty()) {
            let of = (row.cell(provider).to_owned(), row.cell(model).to_owned());
            let open = row.cell(regions).is_empty().then_some("?");
            found
                .entry(of)
                .or_default()
                .extend(row.cell(regions).split_whitespace().chain(open).map(str::to_owned));
        }
        found
    };
    assert_eq!(regions_by_model("gpu_regions"), regions_by_model("machines"));
}

#[test]
fn a_model_of_chips_goes_where_they_are_to_be_had() {
    let machines = PACKS.catalog.table(PACKS.catalog.find_table("machines").expect("a table"));
    let [provider, accelerator, model] =
        ["provider", "accelerator", "gpu_model"].map(|of| machines.column(of).unwrap());
    let of_models: BTreeMap<&str, &str> = (0..machines.len())
        .filter_map(|at| machines.row(at))
        .filter(|row| ["tpu", "trainium", "inferentia"].contains(&row.cell(accelerator)))
        .map(|row| (row.cell(model), row.cell(provider)))
        .collect();
    assert!(of_models.len() >= 9, "{of_models:?}");
    for (model, provider) in of_models {
        let given = format!("{{kind: ml_training, gpu.model: {model}, kubernetes: no}}");
        let given = requirement(&given, &PACKS).expect("an answer that holds");
        let found = outcomes(&eval::evaluate(PACKS.today(), given.encoded()), PACKS.today());
        for (of, outcome) in found {
            assert_eq!(outcome.answer == "no_fit", of != provider, "{model} with {of}: {}", outcome.answer);
        }
    }
}
