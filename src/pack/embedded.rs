//! The rule packs and the catalogs that come with the binary.

/// A file under `rules/`.
#[derive(Clone, Copy, Debug)]
pub struct EmbeddedFile {
    /// Its path under `rules/`, with `/`.
    pub path: &'static str,
    /// Its text.
    pub text: &'static str,
    /// SHA-256 of its text: 64 digits.
    pub digest: &'static str,
}

/// Every file under `rules/`, sorted by path.
pub const EMBEDDED: &[EmbeddedFile] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The pack that is used unless another is asked for.
pub const DEFAULT_PACK: &str = "containers";

/// The decision programs of packs on their own days, compiled already; without those that have been changed since.
const FROZEN: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/frozen.rs"));

/// What stands for all that the decision programs were compiled from: rules, facts, and the compiler.
pub const FINGERPRINT: [u8; 8] = *include_bytes!(concat!(env!("OUT_DIR"), "/fingerprint"));

/// The folder of a catalog: beside the packs for those that share it, in a pack for its own.
const CATALOG: &str = "catalog";

/// A pack that comes with the binary.
#[derive(Clone, Debug)]
pub struct EmbeddedPack {
    /// Its rule files, cases included.
    pub rules: Vec<EmbeddedFile>,
    /// The folder of its catalog under `rules/`.
    pub catalog_folder: String,
    /// The files of its catalog, each with its path inside that folder.
    pub catalog: Vec<(&'static str, EmbeddedFile)>,
}

/// The names of the packs that come with the binary, sorted.
#[must_use]
pub fn embedded_names() -> Vec<&'static str> {
    let mut names: Vec<&str> = EMBEDDED.iter().filter_map(|file| folder(file.path)).collect();
    names.dedup();
    names
}

/// The pack of a name with its catalog: its own if its folder has one, else the one that packs share.
#[must_use]
pub fn embedded(name: &str) -> Option<EmbeddedPack> {
    let files = EMBEDDED.iter().copied();
    let own: Vec<EmbeddedFile> = files.filter(|file| folder(file.path) == Some(name)).collect();
    let own_folder = format!("{name}/{CATALOG}");
    let own_catalog = own.iter().any(|file| below(&own_folder, file.path).is_some());
    let catalog_folder = if own_catalog { own_folder.clone() } else { CATALOG.to_owned() };
    let catalog = EMBEDDED.iter().filter_map(|file| Some((below(&catalog_folder, file.path)?, *file)));
    let catalog = catalog.collect();
    let rules: Vec<_> = own.into_iter().filter(|file| below(&own_folder, file.path).is_none()).collect();
    (!rules.is_empty()).then_some(EmbeddedPack { rules, catalog_folder, catalog })
}

/// The decision program of a pack with its catalog, on its day; none where it has to be compiled first.
#[must_use]
pub fn frozen(name: &str) -> Option<&'static [u8]> {
    let (_, bytes) = FROZEN.iter().find(|(pack, _)| *pack == name)?;
    bytes.strip_prefix(&FINGERPRINT)
}

/// The pack that a file belongs to; none for the shared catalog.
fn folder(path: &str) -> Option<&str> {
    path.split('/').next().filter(|folder| *folder != CATALOG)
}

/// The rest of a path inside a folder.
fn below<'p>(folder: &str, path: &'p str) -> Option<&'p str> {
    path.strip_prefix(folder)?.strip_prefix('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_takes_its_own_catalog_or_the_shared_one() {
        let shared = embedded(DEFAULT_PACK).expect("the default pack");
        assert_eq!(shared.catalog_folder, CATALOG);
        assert!(shared.catalog.iter().any(|(path, _)| *path == "facts.toml"));
        for name in embedded_names() {
            let pack = embedded(name).expect("a pack of the binary");
            assert!(pack.rules.iter().all(|file| file.path.starts_with(&format!("{name}/"))), "{name}");
            assert!(pack.catalog.iter().all(|(path, _)| !path.contains("catalog")), "{name}");
        }
        assert!(embedded("catalog").is_none() && embedded("nothing").is_none());
    }
}
