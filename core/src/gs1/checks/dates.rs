//! Dates and times.

use super::Flaw;
use super::numbers::value;
use crate::diagnostic::{Code, Reason};

/// Days of each month in a year that is no leap year.
const DAYS: [u8; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

pub(crate) const fn month_exists(month: u64) -> bool {
    month >= 1 && month <= 12
}

/// Whether the month of that year has the day; of the year only its being a leap year counts.
pub(crate) fn day_exists(year: u64, month: u64, day: u64) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = DAYS.get((month as usize).wrapping_sub(1)).copied().unwrap_or_default();
    day >= 1 && day <= u64::from(last) + u64::from(leap && month == 2)
}

/// YYMMDD. All years 00 that two digits can mean by the century rule are 2000, a leap year.
pub(super) fn date(text: &[u8], whole_month: bool) -> Result<(), Flaw> {
    let year = value(text.get(..2).unwrap_or_default());
    month_and_day(text, 2, 2000 + year, whole_month)
}

/// YYYYMMDD.
pub(super) fn long_date(text: &[u8], whole_month: bool) -> Result<(), Flaw> {
    let year = value(text.get(..4).unwrap_or_default());
    month_and_day(text, 4, year, whole_month)
}

fn month_and_day(text: &[u8], at: usize, year: u64, whole_month: bool) -> Result<(), Flaw> {
    let month = value(text.get(at..at + 2).unwrap_or_default());
    let day = value(text.get(at + 2..at + 4).unwrap_or_default());
    if !month_exists(month) {
        return Err(Flaw::new(Code::AiDate, Reason::Month, at, at + 2));
    }
    if day_exists(year, month, day) || whole_month && day == 0 {
        return Ok(());
    }
    Err(Flaw::new(Code::AiDate, Reason::Day, at + 2, at + 4))
}

/// Two digits of a time.
pub(super) fn part(text: &[u8], at: usize, most: u64, reason: Reason) -> Result<(), Flaw> {
    match value(text.get(at..at + 2).unwrap_or_default()) <= most {
        true => Ok(()),
        false => Err(Flaw::new(Code::AiTime, reason, at, at + 2)),
    }
}
