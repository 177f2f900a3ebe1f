//! SARIF 2.1.0: what every log has, whatever its results are about.
//!
//! Source: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Value as Json, json};

use super::model::Extent;

/// One result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Found<'a> {
    pub(super) rule_id: &'a str,
    /// Among the rules of its log.
    pub(super) rule_index: usize,
    /// `pass` or `fail`.
    pub(super) kind: &'static str,
    /// `error`, `warning`, `note`; `none` for what passes.
    pub(super) level: &'static str,
    pub(super) message: Json,
    pub(super) locations: Vec<Json>,
    pub(super) properties: Json,
}

/// One log with one run.
pub(super) fn log(rules: &[Json], results: &[Found<'_>], properties: &Json) -> Json {
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "fingerpost",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
            "properties": properties,
        }],
    })
}

/// A range of a file.
pub(super) fn location(extent: &Extent) -> Json {
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(&extent.file) },
        "region": {
            "startLine": extent.line,
            "startColumn": extent.column,
            "endLine": extent.end_line,
            "endColumn": extent.end_column,
        },
    } })
}

/// A path as a relative reference: what has a meaning in an address is written as `%20`.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("a b/c#1.yaml"), "a%20b/c%231.yaml");
        assert_eq!(uri("größe:x?"), "gr%C3%B6%C3%9Fe%3Ax%3F");
    }
}
