//! What a YAML scalar is: the core schema of YAML 1.2, with leading zeros kept as text.

use super::Node;
use super::parser::{ScalarStyle, Tag};
use crate::requirement::RawValue;

/// The value of a scalar; none where its tag means nothing or does not fit.
pub(super) fn resolve(text: String, style: ScalarStyle, tag: Option<&Tag>) -> Option<RawValue> {
    let Some(tag) = tag else {
        return Some(if style == ScalarStyle::Plain { plain(text) } else { RawValue::Text(text) });
    };
    if tag.handle() == "!" && tag.suffix().is_empty() {
        return Some(RawValue::Text(text));
    }
    let value = match tag.core_suffix()? {
        "str" => return Some(RawValue::Text(text)),
        wanted => (wanted, plain(text)),
    };
    match value {
        ("null", value @ RawValue::Null)
        | ("bool", value @ RawValue::YesNo(_))
        | ("int" | "float", value @ RawValue::Number(_)) => Some(value),
        _ => None,
    }
}

/// The text of a key, and whether it is the merge key; none for lists and mappings.
pub(super) fn key(source: &str, node: Node) -> Option<(bool, String)> {
    match node.value {
        RawValue::Text(text) => Some((node.plain && text == "<<", text)),
        RawValue::Number(text) => Some((false, text)),
        RawValue::List(_) | RawValue::Map(_) => None,
        _ => Some((false, invariant!(source.get(node.at), "a key stands in its text").to_owned())),
    }
}

fn plain(text: String) -> RawValue {
    match text.as_str() {
        "" | "~" | "null" | "Null" | "NULL" => RawValue::Null,
        "true" | "True" | "TRUE" => RawValue::YesNo(true),
        "false" | "False" | "FALSE" => RawValue::YesNo(false),
        number if is_number(number) => RawValue::Number(text),
        _ => RawValue::Text(text),
    }
}

/// Integers and decimals of the core schema. `007` and `1_000` are texts: some readers take them
/// for other numbers than people mean.
fn is_number(text: &str) -> bool {
    let all = |digits: &str, fits: fn(&u8) -> bool| !digits.is_empty() && digits.bytes().all(|b| fits(&b));
    if let Some(digits) = text.strip_prefix("0x") {
        return all(digits, u8::is_ascii_hexdigit);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return all(digits, |b| matches!(b, b'0'..=b'7'));
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let exponent_fits =
        exponent.is_none_or(|e| all(e.strip_prefix(['-', '+']).unwrap_or(e), u8::is_ascii_digit));
    let mantissa_fits = match mantissa.split_once('.') {
        Some(("", fraction)) => all(fraction, u8::is_ascii_digit),
        Some((whole, fraction)) => {
            all(whole, u8::is_ascii_digit) && (fraction.is_empty() || all(fraction, u8::is_ascii_digit))
        }
        None => {
            let zeros = mantissa.len() > 1 && mantissa.starts_with('0') && exponent.is_none();
            all(mantissa, u8::is_ascii_digit) && !zeros
        }
    };
    mantissa_fits && exponent_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_core_schema() {
        for number in ["0", "-1", "+2", "3.5", ".5", "5.", "1e3", "1.5E-3", "0xff", "0o17", "0.50"] {
            assert!(is_number(number), "{number}");
        }
        for text in ["", "-", ".", "1_000", "007", "1e", "0x", "0o8", "1.2.3", "e3", "500m", ".inf", "१"] {
            assert!(!is_number(text), "{text}");
        }
    }
}
