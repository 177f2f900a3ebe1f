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
    let amount = decimal(number, dimension)?;
    let (factor, divisor) = unit_factor(unit, dimension).ok_or_else(|| match unit {
        "" => Refusal::NoUnit,
        other => Refusal::WrongUnit(other.to_owned()),
    })?;
    scaled(amount, factor, divisor)
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
        let amount = decimal(number, Dimension::Duration)?;
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
        total = total.checked_add(scaled(amount, factor, divisor)?).ok_or(Refusal::TooLarge)?;
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
