use std::fmt;

use super::checks::{day_exists, month_exists};

/// A day of the calendar, or a whole month: what six digits YYMMDD mean once the century is known.
///
/// Day 00 stands for the last day of the month (GS1 General Specifications 3.4); [`Date::is_whole_month`] tells the two
/// apart. Order is by day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
    whole_month: bool,
}

impl Date {
    /// Reads YYMMDD; the century is that of the year nearest to `reference_year`: from 49 years before it to 50 years
    /// after it (GS1 General Specifications 7.12). `None` if the calendar has no such day in that century.
    ///
    /// ```
    /// use tallymark::gs1::Date;
    /// let date = |digits, year| Date::parse(digits, year).map(|date| date.to_string());
    /// assert_eq!(date("281231", 2026).as_deref(), Some("2028-12-31"));
    /// assert_eq!(date("770101", 2026).as_deref(), Some("1977-01-01"));
    /// assert_eq!(date("760101", 2026).as_deref(), Some("2076-01-01"));
    /// assert_eq!(date("280200", 2026).as_deref(), Some("2028-02-29"), "the last day of the month");
    /// assert_eq!(date("281301", 2026), None);
    /// ```
    #[must_use]
    pub fn parse(digits: impl AsRef<[u8]>, reference_year: u16) -> Option<Self> {
        let digits = digits.as_ref();
        let (year, rest) = digits.split_at_checked(2)?;
        Self::of(century(number(year)?, reference_year), rest)
    }

    /// Reads YYYYMMDD, day 00 included.
    ///
    /// ```
    /// use tallymark::gs1::Date;
    /// assert_eq!(Date::parse_long("19800229").map(|date| date.year()), Some(1980));
    /// ```
    #[must_use]
    pub fn parse_long(digits: impl AsRef<[u8]>) -> Option<Self> {
        let (year, rest) = digits.as_ref().split_at_checked(4)?;
        Self::of(number(year)?, rest)
    }

    fn of(year: u16, month_and_day: &[u8]) -> Option<Self> {
        let (month, day) = month_and_day.split_at_checked(2)?;
        let (month, day) = (number(month)?, number(day).filter(|_| day.len() == 2)?);
        let exists = |day: u16| day_exists(u64::from(year), u64::from(month), u64::from(day));
        if !month_exists(u64::from(month)) {
            return None;
        }
        let whole_month = day == 0;
        let day = if whole_month { (28..=31).rev().find(|&day| exists(day))? } else { day };
        exists(day).then_some(Date { year, month: month as u8, day: day as u8, whole_month })
    }

    /// The year, in four digits.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day, 1 to 31; the last one of a whole month.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }

    /// Whether the digits name a month (day 00).
    #[must_use]
    pub const fn is_whole_month(self) -> bool {
        self.whole_month
    }
}

/// The year that two digits mean, nearest to the reference.
fn century(two: u16, reference: u16) -> u16 {
    let year = i32::from(reference) / 100 * 100 + i32::from(two);
    let year = match year - i32::from(reference) {
        51.. => year - 100,
        ..=-50 => year + 100,
        _ => year,
    };
    u16::try_from(year).unwrap_or(two)
}

/// Digits, at least one, as a number.
pub(super) fn number(digits: &[u8]) -> Option<u16> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// The day as ISO 8601 has it: `2028-12-31`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}{}", if self.whole_month { " (month)" } else { "" })
    }
}

/// A time of the day, as exact as the element states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59, if stated.
    pub minute: Option<u8>,
    /// 0 to 59, if stated.
    pub second: Option<u8>,
}

impl Time {
    /// Reads HH, HHMM or HHMMSS; `None` if the clock has no such time.
    pub(super) fn parse(digits: &[u8]) -> Option<Self> {
        let part = |at: usize, most: u16| {
            let value = number(digits.get(at..at + 2)?)?;
            u8::try_from(value).ok().filter(|_| value <= most)
        };
        let (hour, minute, second) = (part(0, 23)?, part(2, 59), part(4, 59));
        let stated = 2 + 2 * (usize::from(minute.is_some()) + usize::from(second.is_some()));
        (stated == digits.len()).then_some(Time { hour, minute, second })
    }
}

/// `14:05`; what is not stated is left out.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.hour)?;
        for part in [self.minute, self.second].into_iter().flatten() {
            write!(f, ":{part:02}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_window_is_that_of_the_specifications() {
        let year = |two: &str, reference| Date::parse(format!("{two}0101"), reference).map(Date::year);
        // 49 years back and 50 ahead, for references in the middle and at both ends of a century.
        for reference in [1951, 1999, 2000, 2021, 2026, 2049, 2050, 2051, 2099, 2100] {
            for year_meant in reference - 49..=reference + 50 {
                assert_eq!(
                    year(&format!("{:02}", year_meant % 100), reference),
                    Some(year_meant),
                    "{reference}"
                );
            }
        }
    }

    #[test]
    fn a_leap_day_belongs_to_its_century() {
        assert!(Date::parse("000229", 2026).is_some());
        assert!(Date::parse("000229", 2090).is_none(), "2100 is no leap year");
        assert_eq!(Date::parse("000200", 2090).map(Date::day), Some(28));
        assert!(Date::parse("29022", 2026).is_none() && Date::parse("2902280", 2026).is_none());
        assert!(Date::parse("29+228", 2026).is_none());
    }

    proptest! {
        #[test]
        fn no_digits_are_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..12), year in any::<u16>()) {
            let _ = (Date::parse(&bytes, year), Date::parse_long(&bytes), Time::parse(&bytes));
        }

        #[test]
        fn order_is_by_day(a in "2[0-9](0[1-9]|1[0-2])(0[0-9]|1[0-9]|2[0-8])", b in "2[0-9](0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])") {
            let (one, two) = (Date::parse(&a, 2026).unwrap(), Date::parse(&b, 2026).unwrap());
            prop_assert_eq!(one < two, (one.to_string(), one.is_whole_month()) < (two.to_string(), false));
        }
    }
}
