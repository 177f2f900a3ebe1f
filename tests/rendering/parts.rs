//! Documents that are written report by report are those that are written at once.

use super::{World, plain, written};
use fingerpost::report::text::TextStyle;
use fingerpost::report::{Document, json, markdown, text};

const SEVERAL: &str =
    r#"[{"name": "a\n\"b]", "kind": "api"}, {"name": "c", "providers": ["gcp"]}, {"gpu.count": 64}]"#;

/// The same document with fewer reports.
fn shorter(document: &Document, reports: usize) -> Document {
    Document { reports: document.reports.iter().take(reports).cloned().collect(), ..document.clone() }
}

#[test]
fn json_in_its_frame_is_the_document() {
    let document = World::new().document(SEVERAL);
    for reports in 1..=document.reports.len() {
        let document = shorter(&document, reports);
        let frame = json::Frame::new(&document.basis, &document.as_of, &[]).expect("a frame");
        let inside = |report| written(|out| json::inside(out, report));
        let inside: Vec<String> = document.reports.iter().map(inside).collect();
        let parts = format!("{}{}{}", frame.opening, inside.join(json::BETWEEN), frame.closing);
        assert_eq!(parts, written(|out| json::render(out, &document)));
    }
}

#[test]
fn text_one_by_one_is_the_document() {
    let document = World::new().document(SEVERAL);
    for style in [plain(80), TextStyle { verbose: true, ..plain(80) }] {
        let each = |report| written(|out| text::workload(out, report, style));
        let each: Vec<String> = document.reports.iter().map(each).collect();
        let closing = written(|out| text::closing(out, &document.basis, &document.as_of, style));
        let parts = format!("{}{closing}", each.join(text::BETWEEN));
        assert_eq!(parts, written(|out| text::render(out, &document, style)));
    }
}

#[test]
fn the_table_has_a_column_for_each_provider_of_any_workload() {
    let document = World::new().document(SEVERAL);
    let mut overview = markdown::Overview::default();
    for report in document.reports.iter().skip(1).take(1).chain(document.reports.iter().take(1)) {
        overview.add(&markdown::Row::new(report));
    }
    let table = written(|out| overview.render(out));
    assert!(
        table.starts_with("| Workload | AWS | Google Cloud |\n| --- | --- | --- |\n| c | not asked for | "),
        "{table}"
    );
    assert_eq!(table.lines().count(), 4);
}
