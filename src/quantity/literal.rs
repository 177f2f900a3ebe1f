//! Literals to quantities.

use super::{Date, Dimension, Quantity, UNLIMITED};

/// Why a literal is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not a number followed by a unit at all.
    NotAQuantity,
    /// It has no unit, and this dimension needs one.
    NoUnit,
    /// Its unit, given here, belongs to another dimension or to none.
    WrongUnit(String),
    /// It is no whole number of the smallest unit of its dimension.
    TooFine,
    /// It is not smaller than [`UNLIMITED`].
    TooLarge,
}

impl Refusal {
    /// What to do about it, where a quantity of that dimension is wanted.
    #[must_use]
    pub fn help(&self, dimension: Dimension, integer: bool) -> String {
        match (self, dimension) {
            (Self::TooFine, Dimension::Money) => "round it to 12 decimal places".to_owned(),
            (Self::TooFine, _) => "round it to a millionth".to_owned(),
            (Self::TooLarge, Dimension::Money) => "write less than 10^18 USD".to_owned(),
            (Self::TooLarge, _) => "write a smaller value".to_owned(),
            _ => format!("write it like {}", dimension.example_of(integer)),
        }
    }

    /// Whether it would be a quantity of the dimension if it were less fine or less large.
    #[must_use]
    pub fn is_of_size(&self) -> bool {
        matches!(self, Self::TooFine | Self::TooLarge)
    }

    /// What is wrong with a literal where a quantity of that dimension is wanted.
    #[must_use]
    pub fn describe(&self, literal: &str, dimension: Dimension) -> String {
        match (self, dimension) {
            (Self::NotAQuantity | Self::NoUnit | Self::WrongUnit(_), _) => {
                format!("`{literal}` is not a quantity of {}", dimension.as_str())
            }
            (Self::TooFine, Dimension::Money) => format!("`{literal}` is finer than 0.000000000001 USD"),
            (Self::TooFine, _) => format!("`{literal}` is finer than a millionth of its unit"),
            (Self::TooLarge, _) => {
                format!("`{literal}` is too large for a quantity of {}", dimension.as_str())
            }
        }
    }
}

/// Reads a literal of a known dimension.
///
/// Memory: `512MiB`, `4 GiB`, `16 GB`, also Kubernetes' `512Mi` and `4Gi`. Processors: `2`, `0.5`,
/// `500m`, `2 vCPU`. Durations: `90s`, `15min`, `1h30m`, `7d`, `250ms`; `m` alone is minutes.
/// Money: `0.10 USD` or `$0.10`. Dates: `2025-06-30`. `unlimited` fits every dimension but dates
/// and money.
///
/// # Errors
/// A [`Refusal`]; a value is never rounded or rescaled to fit.
pub fn parse(text: &str, dimension: Dimension) -> Result<Quantity, Refusal> {
    let text = text.trim();
    if text == "unlimited" && Quantity::has_unlimited(dimension) {
        return Ok(Quantity::unlimited(dimension));
    }
    let amount = match dimension {
        Dimension::Date => {
            let date = Date::parse(text).ok_or(Refusal::NotAQuantity)?;
            i128::from(date.days()) * dimension.scale()
        }
        Dimension::Duration => duration(text)?,
        Dimension::Money => match text.strip_prefix('$') {
            Some(amount) => decimal(amount.trim(), dimension)?,
            None => simple(text, dimension)?,
        },
        Dimension::Number | Dimension::Memory | Dimension::Cpu => simple(text, dimension)?,
    };
    Ok(Quantity { dimension, amount })
}

/// Reads a decimal number, exponent allowed, as so many base units.
///
/// # Errors
/// [`Refusal::NotAQuantity`], [`Refusal::TooFine`] or [`Refusal::TooLarge`].
fn decimal(text: &str, dimension: Dimension) -> Result<i128, Refusal> {
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => {
            (digits, exponent.parse::<i32>().map_err(|_| exponent_refusal(exponent))?)
        }
        None => (text, 0),
    };
    let (negative, digits) = match digits.strip_prefix(['-', '+']) {
        Some(rest) => (digits.starts_with('-'), rest),
        None => (false, digits),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || digits.ends_with('.') {
        return Err(Refusal::NotAQuantity);
    }
    let significant = format!("{whole}{fraction}");
    let significant = significant.trim_start_matches('0');
    let trimmed = significant.trim_end_matches('0');
    if trimmed.is_empty() {
        return Ok(0);
    }
    let dropped = significant.len() - trimmed.len();
    let kept = i64::from(dimension.decimals());
    let power = i64::from(exponent) - length(fraction) + i64::try_from(dropped).unwrap_or(i64::MAX) + kept;
    if power < 0 {
        return Err(Refusal::TooFine);
    }
    if power + length(trimmed) > 31 {
        return Err(Refusal::TooLarge);
    }
    let mantissa: i128 = trimmed.parse().map_err(|_| Refusal::TooLarge)?;
    let factor = 10_i128.pow(u32::try_from(power).map_err(|_| Refusal::TooLarge)?);
    let amount = mantissa.checked_mul(factor).filter(|value| *value < UNLIMITED).ok_or(Refusal::TooLarge)?;
    Ok(if negative { -amount } else { amount })
}

fn length(text: &str) -> i64 {
    i64::try_from(text.len()).unwrap_or(i64::MAX)
}

/// An exponent that does not fit an `i32` is still a number: huge, or hopelessly fine.
fn exponent_refusal(exponent: &str) -> Refusal {
    let digits = exponent.trim_start_matches(['-', '+']);
    match digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.is_empty() {
        false => Refusal::NotAQuantity,
        true if exponent.starts_with('-') => Refusal::TooFine,
        true => Refusal::TooLarge,
    }
}

/// One number and one unit.
fn simple(text: &str, dimension: Dimension) -> Result<i128, Refusal> {
    let (number, unit) = split_unit(text);
    if number.is_empty() {
        return Err(Refusal::NotAQuantity);
    }
    let amount = well_formed(number, dimension)?;
    let (factor, divisor) = unit_factor(unit, dimension).ok_or_else(|| match unit {
        "" => Refusal::NoUnit,
        other => Refusal::WrongUnit(other.to_owned()),
    })?;
    scaled(amount?, factor, divisor)
}

/// A number that may be too fine or too large: that is told after a unit that is wrong, by which it is no number of this dimension.
fn well_formed(number: &str, dimension: Dimension) -> Result<Result<i128, Refusal>, Refusal> {
    match decimal(number, dimension) {
        Err(refusal) if !refusal.is_of_size() => Err(refusal),
        read => Ok(read),
    }
}

/// `amount * factor / divisor`, refused unless it is exact and within the limit.
fn scaled(amount: i128, factor: i128, divisor: i128) -> Result<i128, Refusal> {
    let product = amount.checked_mul(factor).ok_or(Refusal::TooLarge)?;
    if product % divisor != 0 {
        return Err(Refusal::TooFine);
    }
    let value = product / divisor;
    if value.abs() >= UNLIMITED { Err(Refusal::TooLarge) } else { Ok(value) }
}

/// One or more numbers with units, the larger first: `1h30m`.
fn duration(text: &str) -> Result<i128, Refusal> {
    let mut rest = text;
    let mut total: i128 = 0;
    let mut last_unit = i128::MAX;
    while !rest.is_empty() {
        let (number, after) = split_unit(rest);
        let end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (unit, next) = after.split_at_checked(end).ok_or(Refusal::NotAQuantity)?;
        if number.is_empty() {
            return Err(Refusal::NotAQuantity);
        }
        let amount = well_formed(number, Dimension::Duration)?;
        let (factor, divisor) = unit_factor(unit, Dimension::Duration).ok_or_else(|| match unit {
            "" if last_unit == i128::MAX => Refusal::NoUnit,
            "" => Refusal::NotAQuantity,
            other => Refusal::WrongUnit(other.to_owned()),
        })?;
        let size = factor * Dimension::Duration.scale() / divisor;
        if size >= last_unit {
            return Err(Refusal::NotAQuantity);
        }
        last_unit = size;
        total = total.checked_add(scaled(amount?, factor, divisor)?).ok_or(Refusal::TooLarge)?;
        rest = next.trim_start();
    }
    if last_unit == i128::MAX { Err(Refusal::NotAQuantity) } else { Ok(total) }
}

/// The number at the start of a text, and what follows it, without the blanks between.
fn split_unit(text: &str) -> (&str, &str) {
    let mut end = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let next_is_digit =
            characters.peek().is_some_and(|(_, n)| n.is_ascii_digit() || *n == '-' || *n == '+');
        let in_number = c.is_ascii_digit()
            || c == '.'
            || (matches!(c, '-' | '+')
                && (at == 0 || text.get(..at).is_some_and(|t| t.ends_with(['e', 'E']))))
            || (matches!(c, 'e' | 'E') && at > 0 && next_is_digit);
        if !in_number {
            break;
        }
        end = at + c.len_utf8();
    }
    let (number, unit) = text.split_at_checked(end).unwrap_or((text, ""));
    (number, unit.trim())
}

/// How many base units one of `unit` is, as a fraction; none if it is no unit of the dimension.
fn unit_factor(unit: &str, dimension: Dimension) -> Option<(i128, i128)> {
    let factor = match (dimension, unit) {
        (Dimension::Number, "")
        | (Dimension::Cpu, "" | "vCPU" | "vcpu" | "vCPUs" | "cores" | "core")
        | (Dimension::Money, "USD")
        | (Dimension::Duration, "s" | "sec" | "second" | "seconds")
        | (Dimension::Memory, "B" | "byte" | "bytes") => (1, 1),
        (Dimension::Cpu, "m") | (Dimension::Duration, "ms") => (1, 1000),
        (Dimension::Memory, _) => (memory_factor(unit)?, 1),
        (Dimension::Duration, "m" | "min" | "minute" | "minutes") => (60, 1),
        (Dimension::Duration, "h" | "hour" | "hours") => (3600, 1),
        (Dimension::Duration, "d" | "day" | "days") => (86_400, 1),
        _ => return None,
    };
    Some(factor)
}

fn memory_factor(unit: &str) -> Option<i128> {
    let (letter, base) = match unit.as_bytes() {
        [letter, b'i', b'B'] | [letter, b'i'] => (*letter, 1024_i128),
        [b'k', b'B'] => (b'K', 1000),
        [letter, b'B'] if *letter != b'K' => (*letter, 1000),
        _ => return None,
    };
    let power = b"KMGTPE".iter().position(|known| *known == letter)?;
    Some(base.pow(u32::try_from(power).ok()? + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &str, dimension: Dimension, base_units: i128) {
        assert_eq!(parse(text, dimension).map(|q| q.amount), Ok(base_units * dimension.scale()), "{text}");
    }

    #[track_caller]
    fn refuses(text: &str, dimension: Dimension, refusal: Refusal) {
        assert_eq!(parse(text, dimension), Err(refusal), "{text}");
    }

    #[test]
    fn memory_keeps_binary_and_decimal_apart() {
        reads("512MiB", Dimension::Memory, 512 * 1024 * 1024);
        reads("4 Gi", Dimension::Memory, 4 << 30);
        reads("16 GB", Dimension::Memory, 16_000_000_000);
        reads("0.5 GiB", Dimension::Memory, 1 << 29);
        reads("1e3 B", Dimension::Memory, 1000);
    }

    #[test]
    fn a_duration_may_have_parts() {
        reads("1h30m", Dimension::Duration, 5400);
        reads("1 h 30 min", Dimension::Duration, 5400);
        reads("7d", Dimension::Duration, 604_800);
        assert_eq!(parse("250ms", Dimension::Duration).map(|q| q.amount), Ok(250_000));
    }

    #[test]
    fn millicores_are_thousandths() {
        assert_eq!(parse("500m", Dimension::Cpu).map(|q| q.amount), Ok(500_000));
        assert_eq!(parse("0.5", Dimension::Cpu).map(|q| q.amount), Ok(500_000));
    }

    #[test]
    fn money_is_read_to_the_picodollar() {
        let picodollars = |text: &str, expected: i128| {
            assert_eq!(parse(text, Dimension::Money).map(|q| q.amount), Ok(expected), "{text}");
        };
        picodollars("0.0000000021 USD", 2_100);
        picodollars("$0.0000166667", 16_666_700);
        picodollars("0.0000025 USD", 2_500_000);
        picodollars("2.1e-9 USD", 2_100);
        picodollars("0.000000000001 USD", 1);
        picodollars("-0.000000000001 USD", -1);
        reads("5 USD", Dimension::Money, 5);
        reads("$5", Dimension::Money, 5);
        refuses("0.0000000000001 USD", Dimension::Money, Refusal::TooFine);
        refuses("0.0000000000015 USD", Dimension::Money, Refusal::TooFine);
        refuses("$1.0000000000001", Dimension::Money, Refusal::TooFine);
        refuses("1e-13 USD", Dimension::Money, Refusal::TooFine);
        refuses("5", Dimension::Money, Refusal::NoUnit);
    }

    #[test]
    fn amounts_of_money_are_less_than_ten_to_the_eighteenth() {
        let largest = parse("999999999999999999.999999999999 USD", Dimension::Money);
        assert_eq!(largest.map(|q| q.amount), Ok(UNLIMITED - 1));
        let least = parse("-999999999999999999.999999999999 USD", Dimension::Money);
        assert_eq!(least.map(|q| q.amount), Ok(1 - UNLIMITED));
        for text in ["1000000000000000000 USD", "$1e18", "1e18 USD", "-1e18 USD", "1e400 USD"] {
            refuses(text, Dimension::Money, Refusal::TooLarge);
        }
        refuses("unlimited", Dimension::Money, Refusal::NotAQuantity);
    }

    #[test]
    fn all_else_is_read_to_the_millionth_as_before() {
        for (one, dimension) in [
            ("", Dimension::Number),
            (" B", Dimension::Memory),
            (" vCPU", Dimension::Cpu),
            ("s", Dimension::Duration),
        ] {
            assert_eq!(parse(&format!("0.000001{one}"), dimension).map(|q| q.amount), Ok(1), "{one}");
            refuses(&format!("0.0000001{one}"), dimension, Refusal::TooFine);
            let largest = format!("999999999999999999999999.999999{one}");
            assert_eq!(parse(&largest, dimension).map(|q| q.amount), Ok(UNLIMITED - 1), "{one}");
            refuses(&format!("1e24{one}"), dimension, Refusal::TooLarge);
        }
    }

    #[test]
    fn a_refusal_says_how_fine_and_how_large_its_dimension_is() {
        let said = |text: &str, dimension: Dimension| {
            let refusal = parse(text, dimension).unwrap_err();
            (refusal.describe(text, dimension), refusal.help(dimension, false))
        };
        let (message, help) = said("1e-13 USD", Dimension::Money);
        assert_eq!(message, "`1e-13 USD` is finer than 0.000000000001 USD");
        assert_eq!(help, "round it to 12 decimal places");
        let finest = "0.000000000001 USD";
        assert_eq!(parse(finest, Dimension::Money).map(|q| q.amount), Ok(1), "what it says is what it is");
        let (message, help) = said("1e18 USD", Dimension::Money);
        assert_eq!(message, "`1e18 USD` is too large for a quantity of money");
        assert_eq!(help, "write less than 10^18 USD");
        let (message, help) = said("1e-7 s", Dimension::Duration);
        assert_eq!(message, "`1e-7 s` is finer than a millionth of its unit");
        assert_eq!(help, "round it to a millionth");
        let (message, help) = said("5", Dimension::Money);
        assert_eq!(message, "`5` is not a quantity of money");
        assert_eq!(help, "write it like `0.10 USD`");
    }

    #[test]
    fn a_wrong_unit_is_told_before_a_wrong_size() {
        refuses("1e-13 USD", Dimension::Memory, Refusal::WrongUnit("USD".into()));
        refuses("1e-13 USD", Dimension::Duration, Refusal::WrongUnit("USD".into()));
        refuses("1e400 hours", Dimension::Memory, Refusal::WrongUnit("hours".into()));
        refuses("1.2.3 USD", Dimension::Memory, Refusal::NotAQuantity);
    }

    #[test]
    fn wrong_literals_are_refused() {
        refuses("4 hours", Dimension::Memory, Refusal::WrongUnit("hours".into()));
        refuses("4", Dimension::Memory, Refusal::NoUnit);
        refuses("1e400 GiB", Dimension::Memory, Refusal::TooLarge);
        refuses("1e-400 GiB", Dimension::Memory, Refusal::TooFine);
        refuses("1e99999999999", Dimension::Number, Refusal::TooLarge);
        refuses("GiB", Dimension::Memory, Refusal::NotAQuantity);
        refuses("30m1h", Dimension::Duration, Refusal::NotAQuantity);
        refuses("1h30", Dimension::Duration, Refusal::NotAQuantity);
        refuses("", Dimension::Duration, Refusal::NotAQuantity);
        refuses("1.", Dimension::Number, Refusal::NotAQuantity);
        refuses("0.0000001", Dimension::Cpu, Refusal::TooFine);
        refuses("2025-02-30", Dimension::Date, Refusal::NotAQuantity);
        refuses("64KB", Dimension::Memory, Refusal::WrongUnit("KB".into()));
    }
}
