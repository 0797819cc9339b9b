//! Numbers as text.

/// The first of each ten consecutive characters that Unicode calls decimal digits, which Python reads as digits.
const ZEROS: [u32; 66] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50,
    0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40,
    0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066,
    0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950,
    0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6,
    0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0,
];

fn digit(character: char) -> Option<char> {
    if character.is_ascii() {
        return character.is_ascii_digit().then_some(character);
    }
    let code = u32::from(character);
    let at = ZEROS.partition_point(|&zero| zero <= code).checked_sub(1)?;
    char::from_digit(code - ZEROS.get(at)?, 10)
}

/// What the reference does to a text that Python would read as a number.
pub(super) enum Reading {
    /// It is none.
    Text,
    /// Rewritten.
    Number(String),
    /// It is infinite, upon which the reference gives up the whole event.
    Infinite,
}

/// Reads a text without white space around it as the reference does: leading zeros, signs, underscores and exponents
/// vanish, and digits beyond the precision of a double.
pub(super) fn like_reference(text: &str) -> Reading {
    // Nearly all texts are told apart by their first character.
    let Some(first) = text.chars().next() else { return Reading::Text };
    if !matches!(first, '+' | '-' | '.' | 'i' | 'I') && digit(first).is_none() {
        return Reading::Text;
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned.eq_ignore_ascii_case("inf") || unsigned.eq_ignore_ascii_case("infinity") {
        return Reading::Infinite;
    }
    let mut plain = String::with_capacity(text.len());
    let mut before = None;
    for character in text.chars() {
        match (digit(character), character) {
            (Some(digit), _) => plain.push(digit),
            (None, '+' | '-' | '.' | 'e' | 'E') if before != Some('_') => plain.push(character),
            // An underscore stands between two digits.
            (None, '_') if before.is_some_and(|before| digit(before).is_some()) => {}
            _ => return Reading::Text,
        }
        if before == Some('_') && digit(character).is_none() {
            return Reading::Text;
        }
        before = Some(character);
    }
    if before == Some('_') {
        return Reading::Text;
    }
    match plain.parse::<f64>() {
        Ok(number) if number.is_infinite() => Reading::Infinite,
        Ok(number) => Reading::Number(double(number)),
        Err(_) => Reading::Text,
    }
}

/// As Python writes a double, whole ones without a fraction.
fn double(number: f64) -> String {
    if number == number.trunc() {
        let text = format!("{number:.0}");
        return if text == "-0" { "0".to_owned() } else { text };
    }
    if number.abs() >= 1e-4 {
        return format!("{number}");
    }
    let text = format!("{number:e}");
    match text.split_once("e-") {
        Some((mantissa, exponent)) => format!("{mantissa}e-{exponent:0>2}"),
        None => text,
    }
}

/// A decimal number in one form for each value: no leading plus, no idle zeros, no digit lost. `None` if it is no number.
///
/// Where a double holds the value exactly the form is that of [`like_reference`].
pub(super) fn decimal(text: &str) -> Option<String> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) || whole.len() + fraction.len() == 0 {
        return None;
    }
    let digits = format!("{whole}{fraction}");
    let point = i32::try_from(fraction.len()).ok()?;
    // The value is digits × 10^power.
    let trimmed = digits.trim_end_matches('0');
    let zeros = i32::try_from(digits.len() - trimmed.len()).ok()?;
    let power = exponent.checked_sub(point)?.checked_add(zeros)?;
    let trimmed = trimmed.trim_start_matches('0');
    if trimmed.is_empty() {
        return Some("0".to_owned());
    }
    let sign = if negative { "-" } else { "" };
    let length = i32::try_from(trimmed.len()).ok()?;
    // Digits before the point; fewer than -3 are written with an exponent, as the reference does.
    let before = length.checked_add(power)?;
    Some(match before {
        // A number of this size is not written out.
        400.. => format!("{sign}{trimmed}e{power}"),
        _ if power >= 0 => format!("{sign}{trimmed}{}", "0".repeat(usize::try_from(power).ok()?)),
        1.. => {
            let (whole, fraction) = trimmed.split_at_checked(usize::try_from(before).ok()?)?;
            format!("{sign}{whole}.{fraction}")
        }
        -3..=0 => format!("{sign}0.{}{trimmed}", "0".repeat(usize::try_from(-before).ok()?)),
        _ => {
            let (first, rest) = trimmed.split_at_checked(1)?;
            let point = if rest.is_empty() { "" } else { "." };
            format!("{sign}{first}{point}{rest}e-{:0>2}", 1 - before)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reference(text: &str) -> Option<String> {
        match like_reference(text) {
            Reading::Text => None,
            Reading::Number(text) => Some(text),
            Reading::Infinite => Some("infinite".to_owned()),
        }
    }

    #[test]
    fn as_python_reads_and_writes() {
        for (text, told) in [
            ("007", Some("7")),
            ("1E5", Some("100000")),
            ("1_000", Some("1000")),
            ("+12", Some("12")),
            ("12.0", Some("12")),
            ("-0.0", Some("0")),
            (".5", Some("0.5")),
            ("5.", Some("5")),
            ("１２", Some("12")),
            ("12345678901234567891", Some("12345678901234567168")),
            ("0.00001", Some("1e-05")),
            ("1.25e-7", Some("1.25e-07")),
            ("0.0001", Some("0.0001")),
            ("1e22", Some("10000000000000000000000")),
            ("-Infinity", Some("infinite")),
            ("1E999", Some("infinite")),
            ("nan", None),
            ("1__0", None),
            ("_1", None),
            ("1_", None),
            ("1_.5", None),
            ("1e_5", None),
            ("0x10", None),
            ("", None),
            ("+", None),
            ("2026-03-01", None),
            ("1 2", None),
        ] {
            assert_eq!(reference(text).as_deref(), told, "{text}");
        }
    }

    #[test]
    fn decimals_keep_every_digit() {
        for (text, told) in [
            ("12345678901234567891", "12345678901234567891"),
            ("200.50", "200.5"),
            ("+007", "7"),
            ("-0", "0"),
            ("1e-05", "1e-05"),
            ("0.00001", "1e-05"),
            ("1.5E3", "1500"),
            ("120e-2", "1.2"),
        ] {
            assert_eq!(decimal(text).as_deref(), Some(told), "{text}");
        }
        for text in ["", ".", "1,5", "e5", "nan", "1e99999999999", "--1", "1_0"] {
            assert_eq!(decimal(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn both_agree_where_a_double_is_exact(whole in -1_000_000i64..1_000_000, thousandths in 0u32..1000, zeros in 0usize..3) {
            let text = format!("{whole}.{thousandths:03}{}", "0".repeat(zeros));
            prop_assert_eq!(decimal(&text), reference(&text));
        }

        #[test]
        fn no_text_is_too_odd(text in ".{0,20}", exponent in any::<i32>()) {
            let _ = (reference(&text), decimal(&text), decimal(&format!("1{text}e{exponent}")));
        }
    }
}
