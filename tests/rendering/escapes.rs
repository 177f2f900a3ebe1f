//! Nothing that a requirement file says can act on a terminal or a page.

use fingerpost::report::text::TextStyle;
use fingerpost::report::{json, markdown, text};

use super::{World, plain, written};

const EVIL: &str = r#"{
    "name": "\u001b[31mred\nnext\u202e<script>](javascript:alert(1)) @team | `x",
    "gpu": {"count": 1},
    "serverless": "yes"
}"#;

#[test]
fn terminals_get_no_control_character_of_the_file() {
    let document = World::new().document(EVIL);
    for verbose in [false, true] {
        let style = TextStyle { verbose, ..plain(100) };
        let page = written(|out| text::render(out, &document, style));
        let bad: Vec<char> = page.chars().filter(|c| c.is_control() && *c != '\n').collect();
        assert!(bad.is_empty(), "{bad:?}");
        assert!(!page.contains(['\u{202e}', '\u{2066}']));
        assert!(page.starts_with(r"\u{1b}[31mred\u{a}next\u{202e}<script>](javascript:alert(1)) @team | `x"));
    }
}

#[test]
fn markdown_gets_no_formatting_no_link_and_no_html_of_the_file() {
    let document = World::new().document(EVIL);
    let page = written(|out| markdown::render(out, &document));
    let name = r"\\u{1b}\[31mred next\\u{202e}&lt;script&gt;\]\(javascript:alert(1)) @&#8203;team \| \`x";
    assert!(page.contains(&format!("\n| {name} | ")), "{page}");
    assert!(page.contains(&format!("\n### {name}\n")), "{page}");
    let tags = page.replace("<= ", "").matches('<').count();
    let ours = ["<details>", "</details>", "<summary>", "</summary>"].map(|tag| page.matches(tag).count());
    assert_eq!(tags, ours.iter().sum::<usize>(), "only our own tags");
    let links = page.matches("](").count();
    assert_eq!(links, page.matches("](https://").count(), "only addresses of the catalog");
}

#[test]
fn a_row_of_the_table_stays_one_row() {
    let document = World::new().document(EVIL);
    let page = written(|out| markdown::render(out, &document));
    let rows: Vec<&str> = page.lines().take_while(|line| line.starts_with('|')).collect();
    assert_eq!(rows.len(), 3);
    for row in rows {
        let cells = row.replace(r"\|", "").matches('|').count();
        assert_eq!(cells, 4, "three cells: {row}");
    }
}

#[test]
fn a_json_line_is_one_line() {
    let document = World::new().document(EVIL);
    let [report] = document.reports.as_slice() else { panic!("one workload") };
    let line = written(|out| json::line(out, &document.basis, &document.as_of, report));
    assert_eq!(line.matches('\n').count(), 1);
    assert!(line.ends_with("}\n"));
    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(value["schema"], "fingerpost.report/1");
    assert_eq!(value["pack"]["name"], "containers");
    assert_eq!(value["workload"], "\u{1b}[31mred\nnext\u{202e}<script>](javascript:alert(1)) @team | `x");
    assert!(value["providers"]["aws"]["status"].is_string());
}
