//! Lists the files under `rules/` so that they can be embedded in the binary, and parses the
//! catalog's service files, so that a start has no TOML to read.
#![expect(clippy::disallowed_methods, reason = "a build script reads and writes files")]

use std::error::Error;
use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[path = "src/loader/digest.rs"]
mod digest;
#[path = "src/catalog/load/form.rs"]
mod form;
#[path = "src/catalog/load/raw.rs"]
mod raw;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=src/catalog/load");
    println!("cargo:rerun-if-changed=src/loader/digest.rs");
    let manifest = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let root = manifest.join("rules");
    let mut paths = Vec::new();
    collect(&root, &mut paths)?;
    paths.sort();
    let mut files = String::from("&[\n");
    let mut services = String::from("&[\n");
    for path in &paths {
        let name = path.strip_prefix(&root)?.to_string_lossy().replace('\\', "/");
        writeln!(
            files,
            "    EmbeddedFile {{ path: {name:?}, text: include_str!({:?}), digest: {:?} }},",
            path.to_string_lossy(),
            digest::of_bytes(&fs::read(path)?)
        )?;
        let in_catalog =
            name.strip_prefix("catalog/").or_else(|| name.split_once("/catalog/").map(|(_, path)| path));
        let is_service = in_catalog.is_some_and(|path| path.contains('/'));
        // What cannot be parsed here is parsed, and reported, when the catalog is loaded.
        if is_service && let Ok(parsed) = form::read(&fs::read_to_string(path)?) {
            writeln!(services, "    ({name:?}, {}),", Code(&parsed))?;
        }
    }
    let print = fingerprint(&paths, &manifest)?;
    let mut frozen = String::from("&[\n");
    for path in listed(&manifest.join("frozen"))? {
        println!("cargo:rerun-if-changed={}", path.display());
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        // What was frozen before something changed is left out: then the pack is compiled at every start.
        if fs::read(&path)?.starts_with(&print) {
            writeln!(frozen, "    ({name:?}, include_bytes!({:?})),", path.to_string_lossy())?;
        }
    }
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("embedded.rs"), files + "]\n")?;
    fs::write(out.join("services.rs"), services + "]\n")?;
    fs::write(out.join("frozen.rs"), frozen + "]\n")?;
    fs::write(out.join("fingerprint"), print)?;
    Ok(())
}

/// What stands for the rules, the facts, and the code that compiles them: FNV-1a of their paths and texts.
fn fingerprint(rules: &[PathBuf], manifest: &Path) -> Result<[u8; 8], Box<dyn Error>> {
    // What is expected of a pack is no part of what it says.
    let is_case = |path: &PathBuf| path.components().any(|part| part.as_os_str() == "cases");
    let mut files: Vec<PathBuf> = rules.iter().filter(|path| !is_case(path)).cloned().collect();
    for room in ["catalog", "graph", "language", "logic", "pack", "program", "quantity"] {
        sources(&manifest.join("src").join(room), &mut files)?;
    }
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    let mut add = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
        }
    };
    for path in files {
        add(path.strip_prefix(manifest)?.to_string_lossy().replace('\\', "/").as_bytes());
        add(&fs::read(&path)?);
    }
    Ok(hash.to_le_bytes())
}

/// The files of a folder and of those in it.
fn sources(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo:rerun-if-changed={}", folder.display());
    for path in listed(folder)? {
        if path.is_dir() {
            sources(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// What lies in a folder, sorted; nothing where there is none.
fn listed(folder: &Path) -> io::Result<Vec<PathBuf>> {
    println!("cargo:rerun-if-changed={}", folder.display());
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    paths.sort();
    Ok(paths)
}

/// Rule files, fact files and tables; everything else there is for people.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo:rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let embedded = path.extension().is_some_and(|e| e == "rules" || e == "toml" || e == "csv");
        if path.is_dir() {
            collect(&path, files)?;
        } else if embedded {
            println!("cargo:rerun-if-changed={}", path.display());
            files.push(path);
        }
    }
    Ok(())
}

/// A value as Rust source.
struct Code<'a, T: ?Sized>(&'a T);

impl fmt::Display for Code<'_, raw::Text> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "std::borrow::Cow::Borrowed({:?})", self.0)
    }
}

impl fmt::Display for Code<'_, raw::Placed> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let raw::Placed { text, start, end } = self.0;
        write!(f, "raw::Placed {{ text: {}, start: {start}, end: {end} }}", Code(text))
    }
}

impl<T> fmt::Display for Code<'_, Option<T>>
where
    for<'a> Code<'a, T>: fmt::Display,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => f.write_str("None"),
            Some(value) => write!(f, "Some({})", Code(value)),
        }
    }
}

impl<T> fmt::Display for Code<'_, [T]>
where
    for<'a> Code<'a, T>: fmt::Display,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("std::borrow::Cow::Borrowed(&[")?;
        self.0.iter().try_for_each(|item| write!(f, "{}, ", Code(item)))?;
        f.write_str("])")
    }
}

impl fmt::Display for Code<'_, raw::RawValue> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            raw::RawValue::YesNo(yes) => write!(f, "raw::RawValue::YesNo({yes})"),
            raw::RawValue::Integer(number) => write!(f, "raw::RawValue::Integer({number})"),
            raw::RawValue::Text(text) => write!(f, "raw::RawValue::Text({})", Code(text)),
            raw::RawValue::List(items) => write!(f, "raw::RawValue::List({})", Code(items.as_ref())),
            raw::RawValue::Other => f.write_str("raw::RawValue::Other"),
        }
    }
}

impl fmt::Display for Code<'_, std::borrow::Cow<'static, [raw::Text]>> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Code(self.0.as_ref()).fmt(f)
    }
}

impl fmt::Display for Code<'_, raw::RawKnown> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            raw::RawKnown::Exactly(value) => write!(f, "raw::RawKnown::Exactly({})", Code(value)),
            raw::RawKnown::Between(least, most) => {
                write!(f, "raw::RawKnown::Between({}, {})", Code(least), Code(most))
            }
            raw::RawKnown::Without(words) => write!(f, "raw::RawKnown::Without({})", Code(words)),
            raw::RawKnown::Unclear => f.write_str("raw::RawKnown::Unclear"),
        }
    }
}

impl fmt::Display for Code<'_, raw::RawConfiguration> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let raw::RawConfiguration { id, name, like, of, alias, facts } = self.0;
        write!(f, "raw::RawConfiguration {{ id: {}, name: {}, like: {}, ", Code(id), Code(name), Code(like))?;
        write!(f, "of: {}, alias: {}, facts: {} }}", Code(of), Code(alias), Code(facts.as_ref()))
    }
}

impl fmt::Display for Code<'_, raw::RawFact> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let raw::RawFact {
            key,
            value,
            at,
            source,
            read,
            confidence,
            from,
            until,
            evidence,
            lesson,
            note,
            model,
        } = self.0;
        write!(f, "raw::RawFact {{ key: {}, value: {}, at: {at:?}, ", Code(key), Code(value))?;
        write!(f, "source: {}, read: {}, confidence: {}, ", Code(source), Code(read), Code(confidence))?;
        write!(f, "from: {}, until: {}, evidence: {}, ", Code(from), Code(until), Code(evidence))?;
        write!(f, "lesson: {}, note: {}, model: {} }}", Code(lesson), Code(note), Code(model))
    }
}

impl fmt::Display for Code<'_, raw::RawService> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let raw::RawService { id, name, summary, companion, facts, configurations } = self.0;
        write!(f, "raw::RawService {{ id: {}, name: {}, summary: {}, ", Code(id), Code(name), Code(summary))?;
        write!(f, "companion: {companion}, facts: {}, ", Code(facts.as_ref()))?;
        write!(f, "configurations: {} }}", Code(configurations.as_ref()))
    }
}
