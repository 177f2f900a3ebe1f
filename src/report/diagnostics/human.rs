//! Diagnostics as compilers draw them.

use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::super::escape::{shorten, terminal};
use super::excerpt::Excerpt;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity, Sources};

/// Writes each diagnostic with its source line and a caret, a blank line after each.
///
/// Control characters are shown as escapes, and of a long line only what is around the place.
///
/// # Errors
/// Those of `out`.
pub fn render(
    out: &mut dyn Write,
    diagnostics: &Diagnostics,
    sources: &Sources,
    colour: bool,
) -> io::Result<()> {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    for diagnostic in diagnostics {
        writeln!(out, "{}\n", one(diagnostic, sources, &renderer))?;
    }
    Ok(())
}

fn one(diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let excerpts = excerpts(diagnostic, sources);
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let message = terminal(&shorten(&diagnostic.message)).into_owned();
    let mut group = Group::with_title(level.primary_title(message).id(diagnostic.code.as_str()));
    for (at, excerpt) in excerpts.iter().enumerate() {
        let annotations = excerpt.marks.iter().map(|mark| {
            let kind = if mark.label.is_none() { AnnotationKind::Primary } else { AnnotationKind::Context };
            kind.span(mark.span.clone()).label(mark.label.clone())
        });
        let snippet = Snippet::source(excerpt.text()).line_start(excerpt.place.line);
        group = group.element(snippet.path(token(at)).annotations(annotations));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(terminal(&shorten(help)).into_owned()));
    }
    let mut drawn = renderer.render(&[group]);
    for (at, excerpt) in excerpts.iter().enumerate() {
        drawn = with_place(&drawn, &token(at), &terminal(&excerpt.place.to_string()));
    }
    drawn
}

/// One excerpt for the place itself, and one for each related place that it does not show.
fn excerpts<'s>(diagnostic: &Diagnostic, sources: &'s Sources) -> Vec<Excerpt<'s>> {
    let own = diagnostic.span.and_then(|span| Excerpt::new(span, None, sources));
    let mut excerpts: Vec<Excerpt<'_>> = own.into_iter().collect();
    for (span, label) in &diagnostic.related {
        let label = shorten(label);
        if !excerpts.iter_mut().any(|excerpt| excerpt.also(*span, &label)) {
            excerpts.extend(Excerpt::new(*span, Some(&label), sources));
        }
    }
    excerpts
}

/// What stands for the name of a file while it is drawn. Columns are counted in what is shown, and a line that
/// is cut or has escapes counts otherwise than its file; so the true place replaces the token and its numbers.
fn token(at: usize) -> String {
    format!("\u{fdd0}{at}\u{fdd0}")
}

fn with_place(drawn: &str, token: &str, place: &str) -> String {
    let Some((before, after)) = drawn.split_once(token) else { return drawn.to_owned() };
    let after = after.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit());
    format!("{before}{place}{after}")
}
