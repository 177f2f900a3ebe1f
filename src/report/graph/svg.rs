//! SVG: each node is a box with a row for each arm, and an arrow leaves from its row.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::place::{Link, Places, Xy, place};
use super::{Box, Picture};
use crate::report::escape;

/// How many boxes are drawn; more are no picture for people.
pub const MAX_DRAWN: usize = 300;

/// Characters on a line of a box.
const LINE: usize = 46;
/// Heights of a line, and of the space around a row.
const LINE_HEIGHT: f64 = 17.0;
const PADDING: f64 = 7.0;
/// How wide a character is taken to be, on average and in bold.
const CHARACTER: f64 = 7.0;
const BOLD_CHARACTER: f64 = 8.0;
/// Around everything.
const MARGIN: f64 = 24.0;

const INK: &str = "#1b1f24";
const FAINT: &str = "#57606a";
const LINE_COLOUR: &str = "#8c959f";
const MARK: &str = "#bc4c00";
const NODE_FILL: &str = "#eaf2fb";
const OUTCOME_FILL: &str = "#e9f5ec";

/// Writes a picture as an SVG document.
///
/// # Errors
/// Those of `out`.
pub fn svg(out: &mut dyn Write, picture: &Picture) -> io::Result<()> {
    let mut boxes: Vec<Drawn<'_>> = picture.boxes.iter().map(Drawn::new).collect();
    let widest = boxes.iter().map(|it| it.width).fold(0.0, f64::max);
    for it in &mut boxes {
        it.width = widest;
    }
    let mut links = Vec::new();
    let mut arms = Vec::new();
    for (from, it) in picture.boxes.iter().enumerate() {
        for (row, arm) in it.rows.iter().enumerate() {
            if let Some(to) = arm.to {
                links.push(Link { from, to });
                arms.push((row, arm.taken));
            }
        }
    }
    let sizes: Vec<Xy> = boxes.iter().map(|it| Xy { x: it.width, y: it.height() }).collect();
    let Places { corners, bends } = place(&sizes, &links);
    let mut body = String::new();
    let mut largest = Xy { x: 0.0, y: 0.0 };
    for (it, corner) in boxes.iter().zip(&corners) {
        it.draw(&mut body, *corner);
        largest.x = largest.x.max(corner.x + it.width);
        largest.y = largest.y.max(corner.y + it.height());
    }
    // Marked arrows lie above the others.
    for marked in [false, true] {
        for ((link, bends), (row, taken)) in links.iter().zip(&bends).zip(&arms) {
            let ends = boxes
                .get(link.from)
                .zip(corners.get(link.from))
                .zip(boxes.get(link.to).zip(corners.get(link.to)));
            let Some(((from, from_corner), (to, to_corner))) = ends.filter(|_| *taken == marked) else {
                continue;
            };
            let start = Xy { x: from_corner.x + from.width, y: from_corner.y + from.middle_of(*row) };
            let end = Xy { x: to_corner.x, y: to_corner.y + to.head_middle() };
            arrow(&mut body, start, bends, end, marked);
        }
    }
    let (width, height) = (largest.x + MARGIN, largest.y + MARGIN);
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\">"
    )?;
    writeln!(out, "<title>{}</title>", text(&picture.title))?;
    for (id, colour) in [("to", LINE_COLOUR), ("taken", MARK)] {
        writeln!(
            out,
            "<marker id=\"{id}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\" \
             markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L10 5L0 10z\" fill=\"{colour}\"/></marker>"
        )?;
    }
    writeln!(out, "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>")?;
    out.write_all(body.as_bytes())?;
    writeln!(out, "</svg>")
}

/// A box with its texts in lines.
struct Drawn<'p> {
    it: &'p Box,
    title: Vec<String>,
    rows: Vec<Vec<String>>,
    width: f64,
}

impl<'p> Drawn<'p> {
    fn new(it: &'p Box) -> Self {
        let title = it.title.as_ref().map(|title| super::folded(title, LINE)).unwrap_or_default();
        let rows: Vec<Vec<String>> = it.rows.iter().map(|row| super::folded(&row.text, LINE)).collect();
        let longest = rows.iter().flatten().chain(&title).map(|line| length(line) * CHARACTER);
        let width = longest.fold(length(&it.name) * BOLD_CHARACTER, f64::max) + 2.0 * PADDING + 4.0;
        Self { it, title, rows, width }
    }

    fn head(&self) -> f64 {
        tall(1 + self.title.len())
    }

    fn head_middle(&self) -> f64 {
        self.head() / 2.0
    }

    fn height(&self) -> f64 {
        self.rows.iter().fold(self.head(), |sum, row| sum + tall(row.len()))
    }

    fn middle_of(&self, row: usize) -> f64 {
        let above = self.rows.iter().take(row).fold(self.head(), |sum, row| sum + tall(row.len()));
        above + self.rows.get(row).map_or(0.0, |row| tall(row.len()) / 2.0)
    }

    fn draw(&self, body: &mut String, corner: Xy) {
        let Self { it, width, .. } = self;
        let fill = if it.is_outcome { OUTCOME_FILL } else { NODE_FILL };
        let (stroke, thick) = if it.passed { (MARK, 2.5) } else { (LINE_COLOUR, 1.0) };
        let radius = if it.is_outcome { 10 } else { 2 };
        let (x, y, head, height) = (corner.x, corner.y, self.head(), self.height());
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            body,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"{radius}\" \
             fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{thick}\"/>"
        );
        lines(body, x, y, std::slice::from_ref(&it.name), &format!("fill=\"{INK}\" font-weight=\"bold\""));
        lines(body, x, y + LINE_HEIGHT, &self.title, &format!("fill=\"{FAINT}\" font-style=\"italic\""));
        let mut top = y + head;
        for (row, arm) in self.rows.iter().zip(&it.rows) {
            let end = x + width;
            let _ = writeln!(
                body,
                "<path d=\"M{x:.1} {top:.1}H{end:.1}\" stroke=\"{LINE_COLOUR}\" stroke-width=\"0.6\"/>"
            );
            let ink = if arm.taken { MARK } else { INK };
            lines(body, x, top, row, &format!("fill=\"{ink}\""));
            top += tall(row.len());
        }
    }
}

/// How tall a row of so many lines is.
fn tall(lines: usize) -> f64 {
    u32::try_from(lines).map_or(0.0, f64::from) * LINE_HEIGHT + PADDING
}

fn length(line: &str) -> f64 {
    u32::try_from(line.chars().count()).map_or(0.0, f64::from)
}

fn lines(body: &mut String, x: f64, top: f64, lines: &[String], look: &str) {
    let mut y = top + LINE_HEIGHT - 1.0;
    for line in lines {
        let _ = writeln!(body, "<text x=\"{:.1}\" y=\"{y:.1}\" {look}>{}</text>", x + PADDING, text(line));
        y += LINE_HEIGHT;
    }
}

/// An arrow that leaves to the right, passes its bends, and arrives from the left.
fn arrow(body: &mut String, start: Xy, bends: &[(Xy, Xy)], end: Xy, marked: bool) {
    let reach = ((end.x - start.x) / 3.0).clamp(20.0, 60.0);
    let mut path = format!("M{:.1} {:.1}C{:.1} {:.1}", start.x, start.y, start.x + reach, start.y);
    let into = (Xy { x: end.x - reach, y: end.y }, end);
    let mut joint = " ";
    for (control, point) in bends.iter().chain([&into]) {
        let _ = write!(path, "{joint}{:.1} {:.1} {:.1} {:.1}", control.x, control.y, point.x, point.y);
        joint = "S";
    }
    let (stroke, thick, head) = if marked { (MARK, 2.5, "taken") } else { (LINE_COLOUR, 1.1, "to") };
    let _ = writeln!(
        body,
        "<path d=\"{path}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{thick}\" marker-end=\"url(#{head})\"/>"
    );
}

/// Character data of XML.
fn text(text: &str) -> String {
    let safe = escape::terminal(text);
    safe.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
