//! What every text is put through, by the fuzzer and by the bounded run of `cargo test`.

use std::sync::OnceLock;

use fingerpost::catalog::{Catalog, CatalogFile, load_embedded};
use fingerpost::diagnostic::Sources;
use fingerpost::eval::evaluate;
use fingerpost::language::{parse, print};
use fingerpost::pack::{CompiledPack, EMBEDDED, PackFiles, compile};
use fingerpost::program::DatedRules;
use fingerpost::report::{Context, build};
use fingerpost::requirement::{check, read};

fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| {
        let mut sources = Sources::new();
        let files: Vec<CatalogFile<'_>> = EMBEDDED
            .iter()
            .filter_map(|file| {
                let path = file.path.strip_prefix("catalog/")?;
                Some(CatalogFile { path, source: sources.add_static(file.path, file.text), text: file.text })
            })
            .collect();
        load_embedded("catalog", &files).expect("the embedded catalog is sound")
    })
}

fn pack() -> &'static CompiledPack {
    static PACK: OnceLock<CompiledPack> = OnceLock::new();
    PACK.get_or_init(|| {
        let mut sources = Sources::new();
        let rules = EMBEDDED.iter().filter(|file| file.path.starts_with("containers/"));
        let files = rules.map(|file| parse(sources.add_static(file.path, file.text), file.text).0).collect();
        compile(&[PackFiles { files }], catalog()).expect("the embedded pack is sound")
    })
}

/// The pack on its day: compiling it takes longer than most of what is tried with it.
fn dated() -> &'static DatedRules {
    static DATED: OnceLock<DatedRules> = OnceLock::new();
    DATED.get_or_init(|| DatedRules::new(pack(), catalog(), pack().as_of()))
}

/// A rule file never panics; what parses without a finding prints and parses back the same.
pub(crate) fn rules(text: &str) {
    let mut sources = Sources::new();
    let source = sources.add("fuzz.rules", text.to_owned());
    let (file, found) = parse(source, text);
    for diagnostic in &found {
        diagnostic.span.map(|span| sources.place(span));
    }
    if found.is_empty() {
        let printed = print::source(text, &file);
        let again = sources.add("printed.rules", printed.clone());
        let (reparsed, refound) = parse(again, &printed);
        assert!(refound.is_empty(), "what was printed has findings:\n{printed}");
        assert_eq!(reparsed, file, "what was printed means something else:\n{printed}");
        assert_eq!(print::source(&printed, &reparsed), printed, "printing again changes it");
    }
    drop(compile(&[PackFiles { files: vec![file] }], catalog()));
}

/// A requirement file never panics in any format, and every sound workload is answered.
pub(crate) fn requirement(text: &str) {
    // Most texts mean the same in several formats: a workload is answered once.
    let mut answered = Vec::new();
    let formats = [read::Format::Yaml, read::Format::Json, read::Format::JsonLines, read::Format::Toml];
    for format in formats {
        let mut sources = Sources::new();
        let source = sources.add("fuzz", text.to_owned());
        let reading = read::read(source, text, format);
        for diagnostic in &reading.diagnostics {
            diagnostic.span.map(|span| sources.place(span));
        }
        for raw in reading.workloads.iter().flatten().take(3) {
            if let Ok(requirement) = check(raw, dated()) {
                if answered.contains(requirement.encoded()) {
                    continue;
                }
                answered.push(requirement.encoded().clone());
                let evaluation = evaluate(dated(), requirement.encoded());
                let context = Context { dated: dated(), sources: &sources };
                drop(build(context, "fuzz", &requirement, &evaluation));
            }
        }
    }
}
