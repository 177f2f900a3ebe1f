//! What was measured, as rows: the value, its ratio to a baseline of the same run, the goal, and whether it is met.

/// What a row is to reach.
#[derive(Clone, Copy)]
pub(crate) enum Goal {
    /// It is a baseline, or measured to be seen.
    None,
    /// At most so many times the baseline.
    Times(f64),
    /// The same, and in no case more than the second.
    TimesBounded(f64, f64),
    /// At most so much.
    AtMost(f64),
    /// The same, better the second.
    AtMostAiming(f64, f64),
    /// At least so much.
    AtLeast(f64),
}

impl Goal {
    fn text(self) -> String {
        match self {
            Self::None => String::new(),
            Self::Times(most) => format!("{most}x"),
            Self::TimesBounded(most, bound) => format!("{most}x, bound {bound}x"),
            Self::AtMost(most) => format!("<= {most}"),
            Self::AtMostAiming(most, aim) => format!("<= {most}, aim {aim}"),
            Self::AtLeast(least) => format!(">= {least}"),
        }
    }

    fn verdict(self, value: f64, ratio: f64) -> String {
        match self {
            Self::None => String::new(),
            Self::TimesBounded(most, bound) if ratio > most && ratio <= bound => {
                format!("{}, within the bound", within(ratio, most))
            }
            Self::Times(most) | Self::TimesBounded(most, _) => within(ratio, most),
            Self::AtMostAiming(_, aim) if value <= aim => "met, and the aim".to_owned(),
            Self::AtMost(most) | Self::AtMostAiming(most, _) => within(value, most),
            Self::AtLeast(least) => within(least, value),
        }
    }
}

fn within(value: f64, most: f64) -> String {
    if value <= most { "met".to_owned() } else { format!("missed by {:.2}x", value / most) }
}

/// Begins a table; the unit is that of its values.
pub(crate) fn title(title: &str, unit: &str) {
    println!("\n{title}");
    println!("{:<62} {unit:>9} {:>9}  {:<16} goal is", "", "ratio", "goal");
}

/// A row, beside the baseline of its table.
pub(crate) fn row(what: &str, value: f64, base: f64, goal: Goal) {
    let ratio = value / base;
    let times = match ratio {
        ratio if !ratio.is_finite() => String::new(),
        ratio if ratio < 0.1 => format!("1/{:.0}", 1.0 / ratio),
        ratio => format!("{ratio:.1}x"),
    };
    let line = format!(
        "{what:<62} {:>9} {times:>9}  {:<16} {}",
        number(value),
        goal.text(),
        goal.verdict(value, ratio)
    );
    println!("{}", line.trim_end());
}

/// A row without a baseline.
pub(crate) fn plain(what: &str, value: f64, goal: Goal) {
    row(what, value, f64::NAN, goal);
}

/// A row that cannot be measured.
pub(crate) fn skipped(what: &str, why: &str) {
    println!("{what:<62} {:>9}  {why}", "SKIPPED");
}

fn number(value: f64) -> String {
    match value.abs() {
        size if size < 10.0 => format!("{value:.2}"),
        size if size < 1_000.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}
