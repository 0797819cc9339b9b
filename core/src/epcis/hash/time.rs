//! Times to the millisecond, in UTC.

use jiff::tz::Offset;

use super::NoHash;
use crate::batch::{Time, parse_time};

fn written(time: Time) -> String {
    let at = Offset::UTC.to_datetime(time);
    let mut text = String::with_capacity(24);
    let mut digits = |number: i32, width: u32, mark: char| {
        let mut power = 10i32.pow(width.saturating_sub(1));
        while power > 0 {
            let digit = number / power % 10;
            text.push(char::from(b'0' + u8::try_from(digit).unwrap_or_default()));
            power /= 10;
        }
        text.push(mark);
    };
    digits(i32::from(at.year()), 4, '-');
    digits(i32::from(at.month()), 2, '-');
    digits(i32::from(at.day()), 2, 'T');
    digits(i32::from(at.hour()), 2, ':');
    digits(i32::from(at.minute()), 2, ':');
    digits(i32::from(at.second()), 2, '.');
    digits(at.subsec_nanosecond() / 1_000_000, 3, 'Z');
    text
}

fn parsed(text: &str) -> Option<Time> {
    match parse_time(text.as_bytes()) {
        Ok(time) => Some(time),
        // The reference takes its machine's time zone, which on servers is UTC.
        Err(_) => parse_time(format!("{text}Z").as_bytes()).ok(),
    }
}

/// As the reference: digits beyond the microsecond are cut off, half a millisecond goes to the even one, and a
/// millisecond that would be the thousandth has no hash. A text that is no time stays.
pub(super) fn half_even(text: &str) -> Result<String, NoHash> {
    let Some(time) = parsed(text) else { return Ok(text.to_owned()) };
    let micros = time.as_microsecond().rem_euclid(1_000_000);
    let (millis, rest) = (micros / 1000, micros % 1000);
    let up = rest > 500 || (rest == 500 && millis % 2 == 1);
    let millis = millis + i64::from(up);
    if millis == 1000 {
        return Err(NoHash { reason: "a time is rounded to the thousandth millisecond" });
    }
    let second = time.as_microsecond().div_euclid(1_000_000);
    let rounded = Time::from_millisecond(second * 1000 + millis);
    Ok(rounded.map_or_else(|_| text.to_owned(), written))
}

/// As the CBV: half a millisecond and more goes up, and carries. `None` if it is no time.
pub(super) fn half_up(text: &str) -> Option<String> {
    let nanos = parse_time(text.as_bytes()).ok()?.as_nanosecond();
    let millis = (nanos + 500_000).div_euclid(1_000_000);
    Time::from_millisecond(i64::try_from(millis).ok()?).ok().map(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_differs_at_the_half() {
        for (text, even, up) in [
            ("2026-03-01T10:00:00.0005Z", Some("2026-03-01T10:00:00.000Z"), "2026-03-01T10:00:00.001Z"),
            ("2026-03-01T10:00:00.0015Z", Some("2026-03-01T10:00:00.002Z"), "2026-03-01T10:00:00.002Z"),
            ("2026-03-01T12:00:00.9996+02:00", None, "2026-03-01T10:00:01.000Z"),
            ("2026-03-01T10:00:00.0005009Z", Some("2026-03-01T10:00:00.000Z"), "2026-03-01T10:00:00.001Z"),
            ("1969-12-31T23:59:59.9994Z", Some("1969-12-31T23:59:59.999Z"), "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(half_even(text).ok().as_deref(), even, "{text}");
            assert_eq!(half_up(text).as_deref(), Some(up), "{text}");
        }
        assert_eq!(half_even("yesterday").as_deref(), Ok("yesterday"));
        assert_eq!(half_up("yesterday"), None);
    }
}
