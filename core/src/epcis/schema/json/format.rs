//! The formats `uri` and `date-time` of JSON Schema (draft 7, clause 7.3), and the forms that the schema has as patterns.

use super::shape::Form;

/// RFC 3986, with a scheme.
pub(super) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let mut characters = scheme.bytes();
    let named = characters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && characters.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    let (rest, fragment) = rest.split_once('#').map_or((rest, ""), |(rest, fragment)| (rest, fragment));
    let (path, query) = rest.split_once('?').map_or((rest, ""), |(path, query)| (path, query));
    let tail = |text: &str| is_of(text, |byte| is_path(byte) || byte == b'?');
    named && !path.is_empty() && (is_of(path, is_path) || has_address(path)) && tail(query) && tail(fragment)
}

const fn is_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'-' | b'.'
                | b'_'
                | b'~'
                | b'!'
                | b'$'
                | b'&'
                | b'\''
                | b'('
                | b')'
                | b'*'
                | b'+'
                | b','
                | b';'
                | b'='
                | b':'
                | b'@'
                | b'/'
        )
}

/// Whether every character is such or is escaped.
fn is_of(text: &str, such: impl Fn(u8) -> bool) -> bool {
    let mut rest = text.as_bytes();
    while let Some((&byte, more)) = rest.split_first() {
        rest = match (byte, more) {
            (b'%', [a, b, more @ ..]) if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => more,
            _ if such(byte) => more,
            _ => return false,
        };
    }
    true
}

/// Whether a path begins with an IPv6 address in brackets.
fn has_address(path: &str) -> bool {
    let Some(authority) = path.strip_prefix("//").or_else(|| path.strip_prefix('/')) else { return false };
    let end = authority.find('/').unwrap_or(authority.len());
    let (authority, path) = authority.split_at(end);
    let (user, host) = authority.split_once('@').unwrap_or(("", authority));
    let Some((address, port)) = host.strip_prefix('[').and_then(|host| host.split_once(']')) else {
        return false;
    };
    let port = port.is_empty()
        || port.strip_prefix(':').is_some_and(|port| port.bytes().all(|b| b.is_ascii_digit()));
    let future = || {
        let (version, rest) =
            address.strip_prefix(['v', 'V']).and_then(|a| a.split_once('.')).unwrap_or_default();
        !version.is_empty()
            && version.bytes().all(|byte| byte.is_ascii_hexdigit())
            && !rest.is_empty()
            && rest.bytes().all(|byte| is_path(byte) && !matches!(byte, b'@' | b'/'))
    };
    let address = address.parse::<std::net::Ipv6Addr>().is_ok() || future();
    address
        && port
        && is_of(path, is_path)
        && is_of(user, |byte| is_path(byte) && !matches!(byte, b'@' | b'/'))
}

/// RFC 3339, 5.6, with the blank for `T` and the zone without a colon that checkers of formats allow.
pub(super) fn is_time(text: &str) -> bool {
    let mut parts = text.split(|c: char| matches!(c, 'T' | 't') || c.is_whitespace() || c == '\u{feff}');
    let (Some(date), Some(time), None) = (parts.next(), parts.next(), parts.next()) else { return false };
    is_date(date) && is_clock(time)
}

fn digits(text: &str, count: usize) -> Option<i32> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let (Some(year), Some(month), Some(day)) = (digits(year, 4), digits(month, 2), digits(day, 2)) else {
        return false;
    };
    let days = crate::epcis::schema::days_in(year.unsigned_abs(), month.unsigned_abs());
    (1..=days).contains(&day.unsigned_abs())
}

fn is_clock(text: &str) -> bool {
    let (time, zone) = text.split_at(text.find(['Z', 'z', '+', '-']).unwrap_or(text.len()));
    let mut parts = time.splitn(3, ':');
    let (Some(hour), Some(minute), Some(second)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let (second, fraction) =
        second.split_once('.').map_or((second, None), |(second, rest)| (second, Some(rest)));
    if fraction.is_some_and(|rest| rest.is_empty() || !rest.bytes().all(|byte| byte.is_ascii_digit())) {
        return false;
    }
    let (Some(hour), Some(minute), Some(second)) = (digits(hour, 2), digits(minute, 2), digits(second, 2))
    else {
        return false;
    };
    let Some((hours, minutes)) =
        zone_of(zone).filter(|(hours, minutes)| hours.abs() <= 23 && minutes.abs() <= 59)
    else {
        return false;
    };
    if hour <= 23 && minute <= 59 && second < 60 {
        return true;
    }
    // A leap second is one at the end of a day of UTC.
    let minute = minute - minutes;
    let hour = hour - hours - i32::from(minute < 0);
    matches!(hour, 23 | -1) && matches!(minute, 59 | -1) && second < 61
}

/// Hours and minutes, both with the sign.
fn zone_of(text: &str) -> Option<(i32, i32)> {
    if matches!(text, "Z" | "z") {
        return Some((0, 0));
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let zone = text.strip_prefix(['+', '-'])?;
    let minutes = match zone.get(2..)? {
        "" => 0,
        rest => digits(rest.strip_prefix(':').unwrap_or(rest), 2)?,
    };
    Some((sign * digits(zone.get(..2)?, 2)?, sign * minutes))
}

impl Form {
    pub(super) fn accepts(self, text: &str) -> bool {
        let numeric = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        match self {
            Form::Version => text.split('.').all(numeric),
            Form::Zone => is_zone(text),
            Form::Unit => {
                matches!(text.len(), 2 | 3)
                    && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            }
            Form::Hex => !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
        }
    }

    pub(super) const fn expected(self) -> &'static str {
        match self {
            Form::Version => "a version such as 2.0",
            Form::Zone => "the offset from UTC such as +01:00, at most 14:00",
            Form::Unit => {
                "a unit of UN/ECE Recommendation 20, two or three capital letters and digits such as KGM"
            }
            Form::Hex => "hexadecimal digits",
        }
    }
}

/// `eventTimeZoneOffset`
fn is_zone(text: &str) -> bool {
    let Some((hours, minutes)) = text.strip_prefix(['+', '-']).and_then(|zone| zone.split_once(':')) else {
        return false;
    };
    let (Some(hours), Some(minutes)) = (digits(hours, 2), digits(minutes, 2)) else { return false };
    (hours < 14 && minutes < 60) || (hours, minutes) == (14, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_judged() {
        for text in [
            "urn:x",
            "http://a",
            "a:/",
            "a://",
            "a://b:c@d",
            "ex:b?c#d",
            "http://[::1]:8/x",
            "a:%41",
            "a:b:c",
        ] {
            assert!(is_uri(text), "{text}");
        }
        for text in [
            "",
            "x",
            "a:",
            "1:a",
            ":a",
            "a b:c",
            "a:b c",
            "a:%4",
            "a:#",
            "http://[zz]/",
            "a:\u{e9}",
            "a:b#c#d",
        ] {
            assert!(!is_uri(text), "{text}");
        }
        for text in [
            "2020-02-29T00:00:00Z",
            "2020-01-01 00:00:00.1+0100",
            "2020-01-01t23:59:60z",
            "2020-01-01T00:00:00+01",
        ] {
            assert!(is_time(text), "{text}");
        }
        for text in [
            "2019-02-29T00:00:00Z",
            "2020-01-01T00:00:00",
            "2020-01-01T24:00:00Z",
            "2020-01-01",
            "2020-01-01T22:59:60Z",
        ] {
            assert!(!is_time(text), "{text}");
        }
        assert!(is_zone("+14:00") && !is_zone("+14:01") && !is_zone("Z") && !is_zone("01:00"));
        assert!(Form::Version.accepts("2.0.1") && !Form::Version.accepts("2.") && !Form::Unit.accepts("kg"));
    }
}
