use jiff::civil::{Date, DateTime, Time as Clock};
use jiff::tz::Offset;

use super::Time;

/// Why a text is not a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimeError {
    /// Nothing is there.
    #[error("the time is empty")]
    Empty,
    /// Date and time of day can be read, but it is not said of which time zone.
    #[error("the time has no offset; write Z or one such as +01:00 behind it")]
    NoOffset,
    /// There is no such day, hour, minute or second.
    #[error("there is no such date, time of day or offset")]
    Impossible,
    /// The text has another form than RFC 3339 gives.
    #[error("not a time as RFC 3339 writes it, such as 2026-03-04T10:01:07.250+01:00")]
    Form,
}

/// Reads a time with offset as RFC 3339 section 5.6 writes it; digits beyond nanoseconds are dropped, a leap second
/// counts as the second before it.
///
/// # Errors
/// [`TimeError`]: a time without offset names no point in time and is refused.
///
/// ```
/// use tallymark::batch::{parse_time, TimeError};
/// let noon = parse_time(b"2026-03-04T13:00:00.250+01:00")?;
/// assert_eq!(noon.to_string(), "2026-03-04T12:00:00.25Z");
/// assert_eq!(parse_time(b"2026-03-04T13:00:00"), Err(TimeError::NoOffset));
/// assert_eq!(parse_time(b"2026-02-30T13:00:00Z"), Err(TimeError::Impossible));
/// # Ok::<(), TimeError>(())
/// ```
pub fn parse_time(text: &[u8]) -> Result<Time, TimeError> {
    if text.is_empty() {
        return Err(TimeError::Empty);
    }
    let mut rest = Cursor(text);
    let year = rest.number(4)?;
    rest.expect(b"-")?;
    let month = rest.number(2)?;
    rest.expect(b"-")?;
    let day = rest.number(2)?;
    rest.expect(b"Tt ")?;
    let hour = rest.number(2)?;
    rest.expect(b":")?;
    let minute = rest.number(2)?;
    rest.expect(b":")?;
    let second = rest.number(2)?;
    let nanosecond = if rest.take(b".") { rest.fraction()? } else { 0 };
    if rest.0.is_empty() {
        return Err(TimeError::NoOffset);
    }
    let offset = if rest.take(b"Zz") {
        Offset::UTC
    } else {
        let sign = if rest.take(b"+") { 1 } else { -i32::from(rest.expect(b"-").map(|()| 1u8)?) };
        let hours = rest.number(2)?;
        rest.expect(b":")?;
        let minutes = rest.number(2)?;
        if hours > 23 || minutes > 59 {
            return Err(TimeError::Impossible);
        }
        Offset::from_seconds(sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60))
            .map_err(|_| TimeError::Impossible)?
    };
    if !rest.0.is_empty() {
        return Err(TimeError::Form);
    }
    let second = if second == 60 { 59 } else { second };
    // All but the year have two digits at most.
    let small = |number: i16| i8::try_from(number).unwrap_or(i8::MAX);
    let date = Date::new(year, small(month), small(day)).map_err(|_| TimeError::Impossible)?;
    let clock = Clock::new(small(hour), small(minute), small(second), nanosecond)
        .map_err(|_| TimeError::Impossible)?;
    offset.to_timestamp(DateTime::from_parts(date, clock)).map_err(|_| TimeError::Impossible)
}

struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn number(&mut self, digits: usize) -> Result<i16, TimeError> {
        let (number, rest) = self.0.split_at_checked(digits).ok_or(TimeError::Form)?;
        self.0 = rest;
        number.iter().try_fold(0i16, |sum, &byte| match byte {
            b'0'..=b'9' => Ok(sum * 10 + i16::from(byte - b'0')),
            _ => Err(TimeError::Form),
        })
    }

    fn take(&mut self, any: &[u8]) -> bool {
        match self.0.split_first() {
            Some((first, rest)) if any.contains(first) => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    fn expect(&mut self, any: &[u8]) -> Result<(), TimeError> {
        if self.take(any) { Ok(()) } else { Err(TimeError::Form) }
    }

    fn fraction(&mut self) -> Result<i32, TimeError> {
        let digits = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (fraction, rest) = self.0.split_at_checked(digits).ok_or(TimeError::Form)?;
        self.0 = rest;
        if digits == 0 {
            return Err(TimeError::Form);
        }
        let nanos = (0..9).map(|place| fraction.get(place).map_or(0, |byte| i32::from(byte - b'0')));
        Ok(nanos.fold(0, |sum, digit| sum * 10 + digit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_refused_says_why() {
        for (text, why) in [
            ("", TimeError::Empty),
            ("2026-03-04T10:01:07", TimeError::NoOffset),
            ("2026-03-04T10:01:07.5", TimeError::NoOffset),
            ("2026-02-29T10:01:07Z", TimeError::Impossible),
            ("2026-13-01T10:01:07Z", TimeError::Impossible),
            ("2026-03-04T24:01:07Z", TimeError::Impossible),
            ("2026-03-04T10:61:07Z", TimeError::Impossible),
            ("2026-03-04T10:01:07+25:00", TimeError::Impossible),
            ("04.03.2026 10:01", TimeError::Form),
            ("2026-03-04", TimeError::Form),
            ("2026-03-04T10:01Z", TimeError::Form),
            ("2026-03-04T10:01:07.Z", TimeError::Form),
            ("2026-03-04T10:01:07+01", TimeError::Form),
            ("2026-03-04T10:01:07Z ", TimeError::Form),
            ("2026-03-04T10:01:07+01:00[Europe/Berlin]", TimeError::Form),
            ("1772618467", TimeError::Form),
        ] {
            assert_eq!(parse_time(text.as_bytes()), Err(why), "{text}");
        }
    }

    #[test]
    fn offsets_leap_seconds_and_long_fractions() {
        let time = |text: &str| parse_time(text.as_bytes()).unwrap().to_string();
        assert_eq!(time("2026-03-29T01:59:59-00:30"), "2026-03-29T02:29:59Z");
        assert_eq!(time("2016-12-31T23:59:60Z"), "2016-12-31T23:59:59Z");
        assert_eq!(time("2026-03-04t10:01:07.1234567899z"), "2026-03-04T10:01:07.123456789Z");
        assert_eq!(time("2024-02-29 00:00:00+00:00"), "2024-02-29T00:00:00Z");
    }

    proptest! {
        #[test]
        fn reads_back_every_time_that_is_written(
            seconds in -62_000_000_000i64..250_000_000_000, nanos in 0i32..1_000_000_000, offset in -86_399i32..86_400,
        ) {
            let time = Time::new(seconds, nanos).unwrap();
            prop_assert_eq!(parse_time(time.to_string().as_bytes()), Ok(time));
            let minutes = Offset::from_seconds(offset / 60 * 60).unwrap();
            let local = time.display_with_offset(minutes).to_string();
            prop_assert_eq!(parse_time(local.as_bytes()), Ok(time));
        }

        #[test]
        fn any_bytes_give_an_answer(bytes: Vec<u8>) {
            let _ = parse_time(&bytes);
        }
    }
}
