//! Graphviz DOT.

use std::io::{self, Write};

use super::Picture;

/// How many characters of a label are on one line.
const LINE: usize = 40;

/// Writes a picture as a DOT digraph.
///
/// # Errors
/// Those of `out`.
pub fn dot(out: &mut dyn Write, picture: &Picture) -> io::Result<()> {
    writeln!(out, "digraph {} {{", quoted(&picture.title))?;
    writeln!(out, "  rankdir=LR;")?;
    writeln!(out, "  node [shape=box, fontname=\"Helvetica\", fontsize=11];")?;
    writeln!(out, "  edge [fontname=\"Helvetica\", fontsize=10];")?;
    for (at, it) in picture.boxes.iter().enumerate() {
        let mut lines = vec![it.name.clone()];
        lines.extend(it.title.iter().flat_map(|title| folded(title)));
        if it.is_outcome {
            lines.extend(it.rows.iter().flat_map(|row| folded(&row.text)));
        }
        let shape = if it.is_outcome { ", style=rounded" } else { "" };
        let width = if it.passed { ", penwidth=3" } else { "" };
        writeln!(out, "  n{at} [label={}{shape}{width}];", quoted(&lines.join("\n")))?;
    }
    for (at, it) in picture.boxes.iter().enumerate() {
        for row in &it.rows {
            let Some(to) = row.to else { continue };
            let width = if row.taken { ", penwidth=3" } else { "" };
            writeln!(out, "  n{at} -> n{to} [label={}{width}];", quoted(&folded(&row.text).join("\n")))?;
        }
    }
    writeln!(out, "}}")
}

fn folded(text: &str) -> Vec<String> {
    super::folded(text, LINE)
}

/// A quoted string of DOT: nothing in it is an escape, a quote or markup; line breaks are `\n`.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '\n' => quoted.push_str("\\n"),
            '"' | '\\' => quoted.extend(['\\', c]),
            c => quoted.push_str(&crate::report::escape::terminal(&c.to_string())),
        }
    }
    quoted + "\""
}
