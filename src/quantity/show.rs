//! Quantities as text: the shortest exact form that reads back as the same quantity.

use std::fmt;

use super::{Date, Dimension, Quantity, UNLIMITED};

const BINARY: [(&str, u32); 6] =
    [("EiB", 60), ("PiB", 50), ("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)];
const DECIMAL: [(&str, u32); 6] = [("EB", 18), ("PB", 15), ("TB", 12), ("GB", 9), ("MB", 6), ("kB", 3)];
const SPANS: [(&str, i128); 3] = [("d", 86_400), ("h", 3600), ("min", 60)];

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.amount == UNLIMITED {
            return f.write_str("unlimited");
        }
        let decimal = Decimal { amount: self.amount, decimals: self.dimension.decimals() };
        match self.dimension {
            Dimension::Number => write!(f, "{decimal}"),
            Dimension::Cpu => write!(f, "{decimal} vCPU"),
            Dimension::Money => write!(f, "{decimal} USD"),
            Dimension::Memory => memory(decimal, f),
            Dimension::Duration => duration(decimal, f),
            Dimension::Date => {
                let days = i32::try_from(self.amount / self.dimension.scale()).ok().and_then(Date::from_days);
                days.map_or(Ok(()), |date| write!(f, "{date}"))
            }
        }
    }
}

/// An amount as a plain decimal number of base units.
#[derive(Clone, Copy)]
struct Decimal {
    amount: i128,
    decimals: u32,
}

impl Decimal {
    /// The same amount in a unit that is so many base units; what is finer than it can show is left out.
    fn per(self, size: i128) -> Self {
        Self { amount: self.amount / size, ..self }
    }

    /// The amount that such a unit has.
    fn of(self, size: i128) -> i128 {
        size * 10_i128.pow(self.decimals)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.amount < 0 { "-" } else { "" };
        let (amount, one) = (self.amount.unsigned_abs(), 10_u128.pow(self.decimals));
        let (whole, rest) = (amount / one, amount % one);
        if rest == 0 {
            return write!(f, "{sign}{whole}");
        }
        let fraction = format!("{rest:0width$}", width = self.decimals as usize);
        write!(f, "{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }
}

/// Among the units in which the amount has at most two decimals, the one with the shortest
/// number; binary before decimal when both are as short.
fn memory(bytes: Decimal, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let binary = BINARY.iter().map(|(unit, power)| (*unit, 1_i128 << power));
    let decimal = DECIMAL.iter().map(|(unit, power)| (*unit, 10_i128.pow(*power)));
    let fits = |size: i128| {
        let one = bytes.of(size);
        bytes.amount.abs() >= one && (bytes.amount * 100) % one == 0
    };
    let shortest = binary
        .chain(decimal)
        .filter(|(_, size)| fits(*size))
        .map(|(unit, size)| (bytes.per(size).to_string(), unit))
        .min_by_key(|(number, _)| number.len());
    match shortest {
        Some((number, unit)) => write!(f, "{number} {unit}"),
        None => write!(f, "{bytes} B"),
    }
}

fn duration(seconds: Decimal, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let unit = SPANS.iter().find(|(_, size)| seconds.amount != 0 && seconds.amount % seconds.of(*size) == 0);
    match unit {
        Some((unit, size)) => write!(f, "{} {unit}", seconds.per(*size)),
        None => write!(f, "{seconds} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Dimension, parse};

    #[track_caller]
    fn shows(literal: &str, dimension: Dimension, text: &str) {
        let quantity = parse(literal, dimension).unwrap();
        assert_eq!(quantity.to_string(), text);
        assert_eq!(parse(text, dimension).unwrap(), quantity, "{text} reads back");
    }

    #[test]
    fn quantities_are_shown_in_the_unit_that_fits() {
        shows("34359738368 B", Dimension::Memory, "32 GiB");
        shows("244 GB", Dimension::Memory, "244 GB");
        shows("512Mi", Dimension::Memory, "512 MiB");
        shows("14156.1 GiB", Dimension::Memory, "14156.1 GiB");
        shows("60min", Dimension::Duration, "1 h");
        shows("120s", Dimension::Duration, "2 min");
        shows("14d", Dimension::Duration, "14 d");
        shows("90s", Dimension::Duration, "90 s");
        shows("500m", Dimension::Cpu, "0.5 vCPU");
        shows("$0.10", Dimension::Money, "0.1 USD");
        shows("$0.0000166667", Dimension::Money, "0.0000166667 USD");
        shows("2.1e-9 USD", Dimension::Money, "0.0000000021 USD");
        shows("-0.000000000001 USD", Dimension::Money, "-0.000000000001 USD");
        shows("1234.50 USD", Dimension::Money, "1234.5 USD");
        shows("999999999999999999.999999999999 USD", Dimension::Money, "999999999999999999.999999999999 USD");
        shows("2025-06-30", Dimension::Date, "2025-06-30");
        shows("0 B", Dimension::Memory, "0 B");
    }
}
