//! What people and programs read: layout, escapes, schemas.

mod diagnostics;
mod escapes;
mod layout;
mod parts;
mod pictures;
mod ranges;
mod schemas;
mod typed;

use fingerpost::catalog::Catalog;
use fingerpost::diagnostic::Sources;
use fingerpost::eval::evaluate;
use fingerpost::loader::{Cases, Rules};
use fingerpost::pack::{self, CompiledPack};
use fingerpost::program::DatedRules;
use fingerpost::report::{self, Document, text::TextStyle};
use fingerpost::requirement::{check, read};
use std::io::{self, Write};

use crate::embedded::loaded;

/// The embedded pack and catalog.
struct World {
    sources: Sources,
    catalog: Catalog,
    pack: CompiledPack,
}

impl World {
    fn new() -> Self {
        let Rules { sources, catalog, pack, .. } = loaded(pack::DEFAULT_PACK, Cases::Left);
        Self { sources, catalog, pack }
    }

    fn dated(&self) -> DatedRules {
        DatedRules::new(&self.pack, &self.catalog, self.pack.as_of())
    }

    /// The document of a requirement file in JSON.
    #[track_caller]
    fn document(&mut self, requirement: &str) -> Document {
        let source = self.sources.add("input.json", requirement);
        let reading = read::read(source, requirement, read::Format::Json);
        assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics);
        let dated = DatedRules::new(&self.pack, &self.catalog, self.pack.as_of());
        let context = report::Context { dated: &dated, sources: &self.sources };
        let reports = reading.workloads.iter().flatten().map(|raw| {
            let requirement = check(raw, &dated).expect("a valid requirement");
            let evaluation = evaluate(&dated, requirement.encoded());
            report::build(context, "unnamed", &requirement, &evaluation)
        });
        Document {
            schema: report::SCHEMA.to_owned(),
            basis: report::basis(&self.pack),
            as_of: dated.as_of().to_string(),
            reports: reports.collect(),
            failed: Vec::new(),
        }
    }
}

/// What a renderer writes.
#[track_caller]
fn written(render: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    render(&mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("renderers write UTF-8")
}

fn plain(width: usize) -> TextStyle {
    TextStyle { width, colour: false, verbose: false }
}

/// A decided answer, a provisional one, an undecided or a missing one, with and without much to say.
const REQUIREMENTS: [&str; 5] = [
    r#"{"name": "shop", "serverless": "yes", "kubernetes": "no"}"#,
    r#"{"name": "model", "gpu": 1, "kind": "ml_inference", "memory": "33 GiB"}"#,
    r#"{"name": "impossible", "serverless": "yes", "gpu": 64}"#,
    r#"{"name": "disk", "instance_type": "i3.2xlarge", "kubernetes": "no"}"#,
    r#"{"name": "cluster", "kubernetes_features": ["crds", "helm"], "privileged": "yes", "serverless": "no"}"#,
];
