//! Texts of the simple types of XML Schema Part 2, in the forms that processors of schemas agree on.

use super::grammar::Simple;

impl Simple {
    /// Whether a text is one of these.
    pub(super) fn accepts(self, text: &str) -> bool {
        let collapsed = text.trim_matches([' ', '\t', '\r', '\n']);
        match self {
            Simple::Text => true,
            Simple::Uri => super::uri::is_reference(collapsed),
            Simple::Decimal => is_decimal(collapsed),
            Simple::Integer => is_digits(unsigned(collapsed)),
            Simple::Int => is_digits(unsigned(collapsed)) && collapsed.parse::<i32>().is_ok(),
            Simple::Double => is_double(collapsed),
            Simple::Boolean => matches!(collapsed, "true" | "false" | "1" | "0"),
            Simple::Time => is_time(collapsed),
            Simple::Stamp => is_stamp(collapsed),
            Simple::Hex => {
                collapsed.len().is_multiple_of(2) && collapsed.bytes().all(|byte| byte.is_ascii_hexdigit())
            }
            Simple::Word(words, spaced) => words.contains(&if spaced { collapsed } else { text }),
        }
    }

    /// What is expected, for messages.
    pub(super) fn expected(self) -> String {
        let what = match self {
            Simple::Text => "text",
            Simple::Uri => "a URI without stray `%`, `#`, `[` or `]`, and with a scheme if it has a colon",
            Simple::Decimal => "a decimal number without an exponent",
            Simple::Integer => "a whole number",
            Simple::Int => "a whole number between -2147483648 and 2147483647",
            Simple::Double => "a number",
            Simple::Boolean => "true or false",
            Simple::Time => "a date and time such as 2026-03-04T10:01:07Z",
            Simple::Stamp => "a date and time with its zone, such as 2026-03-04T10:01:07Z",
            Simple::Hex => "an even number of hexadecimal digits",
            Simple::Word(words, _) => return crate::epcis::schema::one_of(words),
        };
        what.to_owned()
    }

    /// What to do with a text that is none.
    pub(super) fn help(self, text: &str) -> String {
        let bare = text.trim();
        match self {
            Simple::Time | Simple::Stamp => {
                let seconds = bare.len() == 16 && is_time(&format!("{bare}:00"));
                let joined = bare.get(..10).zip(bare.get(11..)).map(|(date, time)| format!("{date}T{time}"));
                if self == Simple::Stamp && is_time(bare) && !is_stamp(bare) {
                    "write the zone behind the time, `Z` for UTC or `+01:00`".to_owned()
                } else if seconds {
                    "write the seconds as well, `:00` at least".to_owned()
                } else if joined.is_some_and(|joined| is_time(&joined)) {
                    "write `T` between the date and the time".to_owned()
                } else {
                    "write year, month, day, hour, minute and second, as in 2026-03-04T10:01:07Z".to_owned()
                }
            }
            Simple::Word(words, _) => {
                let same = words.iter().find(|word| word.eq_ignore_ascii_case(bare));
                let write = |word: &&str| format!("write `{word}`, without anything around it");
                same.map_or_else(|| format!("write {}", crate::epcis::schema::one_of(words)), write)
            }
            Simple::Uri => "escape characters that a URI may not hold, as in `%25` for `%`".to_owned(),
            _ => format!("write {}", self.expected()),
        }
    }
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Digits with at most one point.
fn is_number(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    whole.len() + fraction.len() > 0
        && whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit())
}

fn is_decimal(text: &str) -> bool {
    is_number(unsigned(text))
}

fn is_double(text: &str) -> bool {
    if matches!(text, "INF" | "-INF" | "NaN") {
        return true;
    }
    let number = unsigned(text);
    match number.split_once(['e', 'E']) {
        None => is_number(number),
        // That an exponent needs digits is what the standard says; not all processors look.
        Some((mantissa, exponent)) => is_number(mantissa) && is_digits(unsigned(exponent)),
    }
}

/// XML Schema Part 2, 3.2.7.
fn is_time(text: &str) -> bool {
    let Some((date, rest)) = text.split_once('T') else { return false };
    is_date(date) && {
        let zone = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
        let (time, zone) = rest.split_at(zone);
        is_clock(time) && (zone.is_empty() || is_zone(zone))
    }
}

fn two(text: &str, most: u32) -> Option<u32> {
    (text.len() == 2 && is_digits(text)).then(|| text.parse().ok()).flatten().filter(|&number| number <= most)
}

fn is_date(text: &str) -> bool {
    let mut parts = text.strip_prefix('-').unwrap_or(text).split('-');
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let long = year.len() >= 4 && is_digits(year) && (year.len() == 4 || !year.starts_with('0'));
    if !long || year == "0000" {
        return false;
    }
    // Leap years come again after 400 years, so that the last four digits tell.
    let short: u32 = year.get(year.len() - 4..).and_then(|digits| digits.parse().ok()).unwrap_or_default();
    let Some(month) = two(month, 12) else { return false };
    let days = crate::epcis::schema::days_in(short, month);
    two(day, days).is_some_and(|day| day > 0)
}

fn is_clock(text: &str) -> bool {
    let mut parts = text.splitn(3, ':');
    let (Some(hour), Some(minute), Some(second)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let (second, fraction) = match second.split_once('.') {
        Some((second, fraction)) if is_digits(fraction) => (second, fraction),
        Some(_) => return false,
        None => (second, ""),
    };
    let (Some(hour), Some(minute), Some(second)) = (two(hour, 24), two(minute, 59), two(second, 59)) else {
        return false;
    };
    hour < 24 || (minute, second) == (0, 0) && fraction.bytes().all(|byte| byte == b'0')
}

fn is_zone(text: &str) -> bool {
    if text == "Z" {
        return true;
    }
    let Some((hours, minutes)) = text.get(1..).and_then(|zone| zone.split_once(':')) else { return false };
    matches!((two(hours, 14), two(minutes, 59)), (Some(hours), Some(minutes)) if hours * 60 + minutes <= 840)
}

/// A time with a zone, a year of four digits and no hour 24.
fn is_stamp(text: &str) -> bool {
    let zoned = text.ends_with('Z')
        || text.len() > 6
            && text
                .get(text.len() - 6..)
                .is_some_and(|zone| zone.starts_with(['+', '-']) && zone.as_bytes().get(3) == Some(&b':'));
    zoned
        && is_time(text)
        && text.find('T') == Some(10)
        && !text.starts_with('-')
        && text.get(11..13) != Some("24")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_judged_as_the_standard_says() {
        for (simple, good, bad) in [
            (Simple::Decimal, &["1", "+1", "-1.", ".5", " 1 "][..], &["", ".", "1e3", "--1", "1 2"][..]),
            (Simple::Int, &["-2147483648", "+1", "0001"], &["2147483648", "", "1.0"]),
            (Simple::Integer, &["1", "-0", "99999999999999999999999999"], &["", "+", "1.0"]),
            (Simple::Double, &["1", "1.e1", "-INF", "NaN", "1E+400"], &["", ".", "+INF", "nan", "1e", "0x1"]),
            (Simple::Boolean, &["true", " 0 "], &["TRUE", ""]),
            (Simple::Hex, &["", "0aFF"], &["0", "0g"]),
            (
                Simple::Time,
                &["2020-02-29T24:00:00.0", "-0001-01-01T00:00:00", "12020-01-01T00:00:00-14:00"],
                &[
                    "2019-02-29T00:00:00",
                    "0000-01-01T00:00:00",
                    "02020-01-01T00:00:00",
                    "2020-01-01T00:00:60",
                    "2020-01-01T00:00:00+14:01",
                    "2020-01-01T00:00:00+0100",
                    "2020-01-01 00:00:00",
                    "2020-01-01T00:00",
                    "2020-01-01T00:00:00.",
                    "2020-01-01T24:00:01",
                    "2020-00-01T00:00:00",
                ],
            ),
            (
                Simple::Stamp,
                &["2020-01-01T00:00:00Z", "2020-01-01T23:59:59.123-14:00"],
                &[
                    "2020-01-01T00:00:00",
                    "2020-01-01T24:00:00Z",
                    "12020-01-01T00:00:00Z",
                    "2020-01-01T00:00:00z",
                ],
            ),
            (Simple::Word(&["ADD"], false), &["ADD"], &[" ADD", "add"]),
            (Simple::Word(&["ERROR"], true), &[" ERROR "], &["error"]),
        ] {
            assert!(good.iter().all(|text| simple.accepts(text)), "{simple:?}");
            assert!(!bad.iter().any(|text| simple.accepts(text)), "{simple:?}");
            assert!(bad.iter().all(|text| !simple.help(text).is_empty()));
        }
    }
}
