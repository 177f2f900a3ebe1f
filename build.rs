//! Lists the files under `rules/` so that they can be embedded in the binary.
#![expect(clippy::disallowed_methods, reason = "a build script reads and writes files")]

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("rules");
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut code = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(&root)?.to_string_lossy().replace('\\', "/");
        let path = file.to_string_lossy();
        writeln!(code, "    EmbeddedFile {{ path: {name:?}, text: include_str!({path:?}) }},")?;
    }
    code.push_str("]\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("embedded.rs"), code)?;
    Ok(())
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
            files.push(path);
        }
    }
    Ok(())
}
