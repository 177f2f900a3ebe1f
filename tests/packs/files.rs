//! Every file of `rules/` is in the binary, and loads.

use std::collections::BTreeMap;
use std::path::Path;

use fingerpost::pack::EMBEDDED;

use crate::embedded::PACKS;

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
