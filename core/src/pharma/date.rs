use std::fmt;

/// A date as a code states it: a day, a month as a whole, or an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Date {
    /// Four digits.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31; `None` where the whole month is stated (day 00, or month and year only).
    pub day: Option<u8>,
    /// 0 to 23, where it is stated.
    pub hour: Option<u8>,
}

/// Which part of a date does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    Month,
    Day,
    Hour,
}

impl Date {
    /// The last day that is meant: of the month where no day is stated.
    ///
    /// ```
    /// use tallymark::pharma::Date;
    /// let month = Date { year: 2028, month: 2, day: None, hour: None };
    /// assert_eq!(month.last_day(), 29);
    /// assert_eq!(month.to_string(), "2028-02-29");
    /// ```
    #[must_use]
    pub fn last_day(self) -> u8 {
        self.day.unwrap_or_else(|| days(self.year, self.month))
    }

    /// Year, month and the last day that is meant: what two carriers are compared by.
    pub(crate) fn exact(self) -> (u16, u8, u8) {
        (self.year, self.month, self.last_day())
    }

    /// A date that exists; day 0 stands for the whole month.
    pub(crate) fn new(year: u16, month: u8, day: u8, hour: Option<u8>) -> Result<Self, Missing> {
        if !(1..=12).contains(&month) {
            return Err(Missing::Month);
        }
        if day > days(year, month) {
            return Err(Missing::Day);
        }
        if hour.is_some_and(|hour| hour > 23) {
            return Err(Missing::Hour);
        }
        Ok(Date { year, month, day: (day > 0).then_some(day), hour })
    }

    /// The day number `day`, from 1, of a year.
    pub(crate) fn of_year(year: u16, mut day: u16, hour: Option<u8>) -> Result<Self, Missing> {
        if day == 0 {
            return Err(Missing::Day);
        }
        for month in 1..=12 {
            let length = u16::from(days(year, month));
            if day <= length {
                return Date::new(year, month, day as u8, hour);
            }
            day -= length;
        }
        Err(Missing::Day)
    }

    /// YYMMDD, day 00 the whole month.
    pub(crate) fn short(text: &[u8], reference: u16) -> Result<Self, Missing> {
        let part = |from| number(text.get(from..from + 2).unwrap_or_default()) as u8;
        Date::new(year(part(0), reference), part(2), part(4), None)
    }

    /// YYYYMMDD.
    pub(crate) fn long(text: &[u8]) -> Result<Self, Missing> {
        let part = |from, to| number(text.get(from..to).unwrap_or_default());
        Date::new(part(0, 4), part(4, 6) as u8, part(6, 8) as u8, None)
    }
}

/// The year with these last two digits that is nearest to the reference year, from 49 years before it to 50 after it
/// (GS1 General Specifications 7.12).
pub(crate) fn year(digits: u8, reference: u16) -> u16 {
    let reference = reference.clamp(1000, 9000);
    let same = reference - reference % 100 + u16::from(digits % 100);
    if same > reference + 50 {
        same - 100
    } else if same + 49 < reference {
        same + 100
    } else {
        same
    }
}

/// The digits as a number; what is no digit counts as zero.
pub(crate) fn number(text: &[u8]) -> u16 {
    let digit = |byte: &u8| if byte.is_ascii_digit() { u16::from(byte - b'0') } else { 0 };
    text.iter().fold(0u16, |value, byte| value.wrapping_mul(10).wrapping_add(digit(byte)))
}

const fn days(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `2028-12-31`, with the last day of a month that stands alone; `2028-12-31T14` with an hour.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.last_day())?;
        self.hour.map_or(Ok(()), |hour| write!(f, "T{hour:02}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn centuries() {
        let cases = [(26, 2026), (76, 2076), (77, 1977), (0, 2000), (99, 1999)];
        assert_eq!(cases.map(|(digits, _)| year(digits, 2026)), cases.map(|(_, year)| year));
        assert_eq!(year(30, 2085), 2130);
        for digits in 0..100u8 {
            for reference in [1985, 2000, 2021, 2026, 2051, 2099] {
                let year = year(digits, reference);
                assert!(year % 100 == u16::from(digits) && year + 49 >= reference && year <= reference + 50);
            }
        }
    }

    #[test]
    fn days_of_the_year_are_those_of_the_calendar() {
        for year in [2023, 2024, 1900, 2000] {
            let mut count = 0;
            for month in 1..=12 {
                for day in 1..=days(year, month) {
                    count += 1;
                    assert_eq!(Date::of_year(year, count, None), Date::new(year, month, day, None));
                }
            }
            assert_eq!(Date::of_year(year, count + 1, None), Err(Missing::Day));
        }
        assert_eq!(Date::short(b"281200", 2026).map(|date| date.to_string()), Ok("2028-12-31".to_owned()));
        assert_eq!(Date::short(b"281301", 2026), Err(Missing::Month));
        assert_eq!(Date::long(b"20230229"), Err(Missing::Day));
        assert_eq!(Date::new(2028, 1, 1, Some(24)), Err(Missing::Hour));
    }
}
