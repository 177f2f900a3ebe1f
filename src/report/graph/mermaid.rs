//! A Mermaid flowchart, which many hosts draw where it stands in Markdown.

use std::io::{self, Write};

use super::Picture;

/// How many characters of a label are on one line.
const LINE: usize = 40;

/// Writes a picture as a Mermaid flowchart.
///
/// # Errors
/// Those of `out`.
pub fn mermaid(out: &mut dyn Write, picture: &Picture) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    for (at, it) in picture.boxes.iter().enumerate() {
        let mut lines = vec![it.name.clone()];
        lines.extend(it.title.iter().flat_map(|title| super::folded(title, LINE)));
        if it.is_outcome {
            lines.extend(it.rows.iter().flat_map(|row| super::folded(&row.text, LINE)));
        }
        let (open, close) = if it.is_outcome { ("([", "])") } else { ("[", "]") };
        let class = if it.passed { ":::passed" } else { "" };
        writeln!(out, "  n{at}{open}\"{}\"{close}{class}", label(&lines))?;
    }
    let mut taken = Vec::new();
    let mut links = 0;
    for (at, it) in picture.boxes.iter().enumerate() {
        for row in &it.rows {
            let Some(to) = row.to else { continue };
            writeln!(out, "  n{at} -->|\"{}\"| n{to}", label(&super::folded(&row.text, LINE)))?;
            taken.extend(row.taken.then_some(links));
            links += 1;
        }
    }
    if picture.boxes.iter().any(|it| it.passed) {
        writeln!(out, "  classDef passed stroke-width:4px")?;
    }
    if !taken.is_empty() {
        let taken: Vec<String> = taken.iter().map(usize::to_string).collect();
        writeln!(out, "  linkStyle {} stroke-width:4px", taken.join(","))?;
    }
    Ok(())
}

/// Text between quotes: what Mermaid or a browser could read as more than letters is written as an entity.
fn label(lines: &[String]) -> String {
    let line = |line: &String| -> String {
        let plain = |c: char| c.is_alphanumeric() || " .,_-+()?'".contains(c);
        let safe = crate::report::escape::terminal(line);
        safe.chars().map(|c| if plain(c) { c.to_string() } else { format!("#{};", u32::from(c)) }).collect()
    };
    lines.iter().map(line).collect::<Vec<_>>().join("<br/>")
}
