//! TEMPORARY: stands in for the renderers of `report` until they are merged. Remove this file and
//! replace `super::shim` by `crate::report` in the other files of this folder.

/// `report::text`.
pub(super) mod text {
    use std::io::{self, Write};

    use crate::report::Document;

    /// How text looks.
    #[derive(Clone, Copy, Debug)]
    #[expect(dead_code, reason = "the shim draws nothing")]
    pub(in crate::cli) struct TextStyle {
        pub(in crate::cli) width: usize,
        pub(in crate::cli) colour: bool,
        pub(in crate::cli) verbose: bool,
    }

    pub(in crate::cli) fn render(out: &mut dyn Write, document: &Document, _: TextStyle) -> io::Result<()> {
        super::json::render(out, document)
    }
}

/// `report::markdown`.
pub(super) mod markdown {
    use std::io::{self, Write};

    use crate::report::Document;

    pub(in crate::cli) fn render(out: &mut dyn Write, document: &Document) -> io::Result<()> {
        super::json::render(out, document)
    }
}

/// `report::json`.
pub(super) mod json {
    use std::io::{self, Write};

    use serde_json::json;

    use crate::report::{Document, PackInfo, Report, SCHEMA};

    pub(in crate::cli) fn render(out: &mut dyn Write, document: &Document) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, document)?;
        writeln!(out)
    }

    pub(in crate::cli) fn line(
        out: &mut dyn Write,
        pack: &PackInfo,
        as_of: &str,
        report: &Report,
    ) -> io::Result<()> {
        let line = json!({ "schema": SCHEMA, "pack": pack, "as_of": as_of, "report": report });
        writeln!(out, "{line}")
    }
}

/// `report::schema`.
pub(super) mod schema {
    use serde_json::{Value, json};

    use crate::catalog::Catalog;
    use crate::pack::CompiledPack;
    use crate::report::Document;

    pub(in crate::cli) fn report() -> Value {
        schemars::schema_for!(Document).to_value()
    }

    pub(in crate::cli) fn requirement(pack: &CompiledPack, _: &Catalog) -> Value {
        let names: Vec<&str> = pack.questions().map(|(_, question)| question.name.as_str()).collect();
        json!({ "type": "object", "x-questions": names })
    }
}

/// `report::lookup`.
pub(super) mod lookup {
    use std::io::{self, Write};

    use serde_json::json;

    use super::text::TextStyle;
    use crate::catalog::ServiceId;
    use crate::pack::{CompiledPack, DatedPack};

    type Out<'o> = &'o mut dyn Write;

    pub(in crate::cli) fn services(out: Out<'_>, dated: &DatedPack<'_>, _: TextStyle) -> io::Result<()> {
        services_json(out, dated)
    }

    pub(in crate::cli) fn services_json(out: Out<'_>, dated: &DatedPack<'_>) -> io::Result<()> {
        let ids: Vec<&str> = dated.catalog().services().map(|(_, service)| service.id.as_str()).collect();
        writeln!(out, "{}", json!(ids))
    }

    pub(in crate::cli) fn service(
        out: Out<'_>,
        dated: &DatedPack<'_>,
        id: ServiceId,
        _: TextStyle,
    ) -> io::Result<()> {
        service_json(out, dated, id)
    }

    pub(in crate::cli) fn service_json(out: Out<'_>, dated: &DatedPack<'_>, id: ServiceId) -> io::Result<()> {
        compare_json(out, dated, &[id])
    }

    pub(in crate::cli) fn questions(out: Out<'_>, pack: &CompiledPack, _: TextStyle) -> io::Result<()> {
        questions_json(out, pack)
    }

    pub(in crate::cli) fn questions_json(out: Out<'_>, pack: &CompiledPack) -> io::Result<()> {
        let names: Vec<&str> = pack.questions().map(|(_, question)| question.name.as_str()).collect();
        writeln!(out, "{}", json!(names))
    }

    pub(in crate::cli) fn facts(
        out: Out<'_>,
        dated: &DatedPack<'_>,
        id: ServiceId,
        _: TextStyle,
    ) -> io::Result<()> {
        facts_json(out, dated, id)
    }

    pub(in crate::cli) fn facts_json(out: Out<'_>, dated: &DatedPack<'_>, id: ServiceId) -> io::Result<()> {
        compare_json(out, dated, &[id])
    }

    pub(in crate::cli) fn compare(
        out: Out<'_>,
        dated: &DatedPack<'_>,
        ids: &[ServiceId],
        _: TextStyle,
    ) -> io::Result<()> {
        compare_json(out, dated, ids)
    }

    pub(in crate::cli) fn compare_json(
        out: Out<'_>,
        dated: &DatedPack<'_>,
        ids: &[ServiceId],
    ) -> io::Result<()> {
        let services = ids.iter().map(|id| dated.catalog().service(*id).id.as_str());
        let ids: Vec<&str> = services.collect();
        writeln!(out, "{}", json!({ "services": ids, "as_of": dated.as_of().to_string() }))
    }
}

/// `report::diagnostics`.
pub(super) mod diagnostics {
    use std::io::{self, Write};

    use serde_json::json;

    use crate::diagnostic::{Diagnostic, Diagnostics, Severity, Sources};

    pub(in crate::cli) fn render(
        out: &mut dyn Write,
        found: &Diagnostics,
        sources: &Sources,
        _colour: bool,
    ) -> io::Result<()> {
        for finding in found {
            writeln!(out, "{}[{}]: {}", severity(finding), finding.code.as_str(), finding.message)?;
            for span in finding.span.iter().chain(finding.related.iter().map(|(span, _)| span)) {
                writeln!(out, "  --> {}", sources.place(*span))?;
            }
            if let Some(help) = &finding.help {
                writeln!(out, "  = help: {help}")?;
            }
        }
        Ok(())
    }

    pub(in crate::cli) fn render_json(
        out: &mut dyn Write,
        found: &Diagnostics,
        sources: &Sources,
    ) -> io::Result<()> {
        for finding in found {
            let at = finding.span.map(|span| sources.place(span).to_string());
            let line = json!({
                "severity": severity(finding), "code": finding.code.as_str(), "message": finding.message,
                "at": at, "help": finding.help,
            });
            writeln!(out, "{line}")?;
        }
        Ok(())
    }

    fn severity(finding: &Diagnostic) -> &'static str {
        if finding.severity == Severity::Error { "error" } else { "warning" }
    }
}
