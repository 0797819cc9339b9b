//! The value of an element: where it ends, and whether it is good.

use super::super::checks::judge_value;
use super::super::tables::{Brief, Shape, Tables};
use super::lanes::{self, Block};
use crate::diagnostic::ApplicationIdentifier;

/// The signature asks for more than its own contents.
const SIGNATURE: ApplicationIdentifier = ApplicationIdentifier::from_parts(8030, 4);

/// The end of the value that begins at `at`, if it is good; what follows it is for the caller to look at. A text goes as
/// far as no byte of a block `ends` it.
///
/// `data` has sixteen bytes or more; its bytes from `end` on belong to something else.
#[inline(always)]
pub(super) fn value_end(
    tables: &Tables<'_>,
    brief: &Brief,
    data: &[u8],
    at: usize,
    end: usize,
    ends: impl Fn(&Block) -> u32,
) -> Option<usize> {
    // What most values are made of lies in one window, of which all places are known to be there.
    let window = data.get(at.wrapping_sub(2)..).and_then(<[u8]>::first_chunk::<WINDOW>);
    match window {
        Some(window) => in_window(tables, brief, window, data, at, end, ends),
        None => elsewhere(tables, brief, data, at, end, ends),
    }
}

/// The element that begins at `at`: what it is, where its value begins and where it ends.
#[inline(always)]
pub(super) fn element<'t>(
    tables: &Tables<'t>,
    data: &[u8],
    at: usize,
    end: usize,
    alone: bool,
) -> Option<(&'t Brief, usize, usize)> {
    // An AI of two digits and its value have the same window.
    if let Some(window) = data.get(at..).and_then(<[u8]>::first_chunk::<WINDOW>) {
        let brief = tables.by_two(*window.first_chunk()?)?;
        if brief.digits == 2 {
            let stop = in_window(tables, brief, window, data, at + 2, end, lanes::outside_82)?;
            return Some((brief, at + 2, stop));
        }
    }
    let brief = tables.brief(data, at)?;
    let from = at + usize::from(brief.digits);
    // A call costs more than it saves where every text has such a value.
    let stop = if alone {
        anywhere(tables, brief, data, from, end, lanes::outside_82)
    } else {
        elsewhere(tables, brief, data, from, end, lanes::outside_82)
    };
    Some((brief, from, stop?))
}

/// Two bytes of what stands before the value, and two blocks.
const WINDOW: usize = 34;

#[inline(always)]
fn in_window(
    tables: &Tables<'_>,
    brief: &Brief,
    window: &[u8; WINDOW],
    data: &[u8],
    at: usize,
    end: usize,
    ends: impl Fn(&Block) -> u32,
) -> Option<usize> {
    let most = usize::from(brief.most);
    let stop = match brief.shape {
        Shape::CheckedDigits if most == 14 => {
            if !lanes::weighed(window.first_chunk()?, &lanes::ALL_BUT[2])?.is_multiple_of(10) {
                return None;
            }
            at + 14
        }
        Shape::Date => {
            if !six_digits(*window.first_chunk()?) {
                return None;
            }
            at + 6
        }
        Shape::Text => {
            let (first, second) = (window.get(2..18)?.first_chunk()?, window.last_chunk()?);
            let mut found = ends(first);
            if found == 0 {
                found = ends(second) << 16;
                if found == 0 {
                    return elsewhere(tables, brief, data, at, end, ends);
                }
            }
            let stop = (at + found.trailing_zeros() as usize).min(end);
            return (stop.wrapping_sub(at + 1) < most).then_some(stop);
        }
        _ => return elsewhere(tables, brief, data, at, end, ends),
    };
    (stop <= end).then_some(stop)
}

/// The same, for what is rare where it is asked: a call of its own keeps the loops around it short.
#[inline(never)]
fn elsewhere(
    tables: &Tables<'_>,
    brief: &Brief,
    data: &[u8],
    at: usize,
    end: usize,
    ends: impl Fn(&Block) -> u32,
) -> Option<usize> {
    anywhere(tables, brief, data, at, end, ends)
}

#[inline(always)]
fn anywhere(
    tables: &Tables<'_>,
    brief: &Brief,
    data: &[u8],
    at: usize,
    end: usize,
    ends: impl Fn(&Block) -> u32,
) -> Option<usize> {
    if at >= end {
        return None;
    }
    let most = usize::from(brief.most);
    match brief.shape {
        Shape::CheckedDigits => {
            let stop = at + most;
            (stop <= end && checked(data, stop, most)).then_some(stop)
        }
        Shape::Date => {
            let stop = at + 6;
            (stop <= end && date(data, stop)).then_some(stop)
        }
        Shape::Text => {
            let stop = run(data, at, end, ends)?;
            (stop.wrapping_sub(at + 1) < most).then_some(stop)
        }
        Shape::Digits => {
            // A predefined length ends where the next digits may begin.
            let end = if brief.fixed { end.min(at + most) } else { end };
            let stop = run(data, at, end, lanes::no_digit)?;
            (usize::from(brief.least)..=most).contains(&(stop - at)).then_some(stop)
        }
        Shape::General => {
            let end = if brief.fixed { end.min(at + most) } else { end };
            let stop = run(data, at, end, ends)?;
            let good = brief.ai != SIGNATURE && stop > at && stop - at <= most;
            let definition = tables.definitions.get(usize::from(brief.number).wrapping_sub(1))?;
            (good && judge_value(tables, definition, data.get(at..stop)?).is_ok()).then_some(stop)
        }
    }
}

/// The first byte from `at` on, before `end`, that `stops` points out; or `end`. `None` if `data` is too short.
#[inline(always)]
pub(super) fn run(data: &[u8], at: usize, end: usize, stops: impl Fn(&Block) -> u32) -> Option<usize> {
    let mut from = at;
    loop {
        let rest = data.get(from..)?;
        // Near the end of the data the last block, of which the first bytes have been looked at.
        let (block, done) = match rest.first_chunk::<16>() {
            Some(block) => (block, 0),
            None => (data.last_chunk::<16>()?, 16 - rest.len()),
        };
        let found = (stops(block) | 0x1_0000) >> done;
        let length = found.trailing_zeros() as usize;
        from += length;
        if length < 16 || from >= end {
            return Some(from.min(end));
        }
    }
}

/// Whether the `length` digits before `stop` are digits and the last one is the check digit of the others.
#[inline(always)]
fn checked(data: &[u8], stop: usize, length: usize) -> bool {
    let start = stop.wrapping_sub(16);
    let Some(block) = data.get(start..).and_then(<[u8]>::first_chunk::<16>) else { return false };
    let sum = match length {
        14 => lanes::weighed(block, &lanes::ALL_BUT[2]),
        13 => lanes::weighed(block, &lanes::ALL_BUT[3]),
        16.. => more_digits(
            data.get(stop - length..start).unwrap_or_default(),
            lanes::weighed(block, &lanes::ALL_BUT[0]),
        ),
        _ => None,
    };
    sum.is_some_and(|sum| sum.is_multiple_of(10))
}

/// Adds the digits before the last sixteen.
#[inline(always)]
fn more_digits(digits: &[u8], sum: Option<u32>) -> Option<u32> {
    let mut sum = sum?;
    for (place, byte) in digits.iter().rev().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        sum += u32::from(digit) * if place % 2 == 0 { 1 } else { 3 };
    }
    Some(sum)
}

/// One more than the days of a month by its number, 0 where there is no such month; from 128 on in leap years.
static DAYS: [u8; 256] = {
    let mut days = [0; 256];
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while month < 12 {
        days[month + 1] = lengths[month] + 1;
        days[month + 129] = lengths[month] + 1;
        month += 1;
    }
    days[130] = 30;
    days
};

/// Whether the six bytes before `stop` are YYMMDD, day 00 allowed.
#[inline(always)]
fn date(data: &[u8], stop: usize) -> bool {
    // There are two bytes of an AI before it at least.
    let word = data.get(stop.wrapping_sub(8)..).and_then(<[u8]>::first_chunk::<8>);
    word.is_some_and(|word| six_digits(*word))
}

/// Whether the last six of eight bytes are YYMMDD, day 00 allowed.
#[inline(always)]
fn six_digits(word: [u8; 8]) -> bool {
    let digits = (u64::from_le_bytes(word) >> 16) ^ 0x3030_3030_3030;
    if (digits | digits.wrapping_add(0x0606_0606_0606)) & 0xF0F0_F0F0_F0F0 != 0 {
        return false;
    }
    // Pairs of digits as numbers, in the even bytes.
    let pairs = (digits * 2_561) >> 8;
    let leap = if pairs & 3 == 0 { 128 } else { 0 };
    let last = DAYS[usize::from((pairs >> 16) as u8 | leap)];
    last > (pairs >> 32) as u8
}
