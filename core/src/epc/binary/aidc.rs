//! Further elements behind the EPC of a '+' coding ('+AIDC data'): the digits of the AI, four bits each, then its value in
//! the format that table F gives (TDS 2.3, 14.5.7 to 14.5.15 and 15.3).

use super::alphanumeric::{
    Bound, Value, read, read_delimited, read_digits, read_length, read_nibbles, write, write_delimited,
    write_digits, write_nibbles,
};
use super::bits::{Bits, Cursor};
use super::classic::take;
use super::{BitError, Contents};
use crate::diagnostic::{ApplicationIdentifier, Reason};
use crate::keys::charset::{CSET_39, CSET_64, CSET_82, SETS};

/// Table F in our form.
const FORMATS: &str = include_str!("../../../data/tag_ai_formats.txt");

/// One component of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Component {
    Nibbles(usize),
    Digits(usize),
    Number(Bound, bool),
    Alphanumeric(Bound, bool),
    Delimited(Bound),
    Date,
    DateTime,
    DateRange,
    Precise,
    Country,
    Flag,
    Minus,
    Sequence,
}

impl Component {
    fn of(word: &str) -> Option<Self> {
        let (kind, numbers) = word.split_at_checked(1)?;
        let optional = numbers.ends_with('?');
        let numbers = numbers.trim_end_matches('?');
        let count = || numbers.parse().ok();
        let bound = || {
            let (indicator, most) = numbers.split_once(':')?;
            Some(Bound { indicator: indicator.parse().ok()?, most: most.parse().ok()? })
        };
        Some(match kind {
            "N" => Component::Nibbles(count()?),
            "B" => Component::Digits(count()?),
            "V" => Component::Number(bound()?, optional),
            "A" => Component::Alphanumeric(bound()?, optional),
            "X" => Component::Delimited(bound()?),
            "D" => Component::Date,
            "T" => Component::DateTime,
            "R" => Component::DateRange,
            "P" => Component::Precise,
            "C" => Component::Country,
            "F" => Component::Flag,
            "M" => Component::Minus,
            "S" => Component::Sequence,
            _ => return None,
        })
    }
}

/// The components of an AI's value; `None` if it cannot follow an EPC.
fn format(ai: ApplicationIdentifier) -> Option<(Component, Option<Component>)> {
    let among = |range: &str| {
        let (from, to) = range.split_once('-').unwrap_or((range, range));
        from.len() == ai.digits()
            && from.parse::<u16>().is_ok_and(|from| from <= ai.value())
            && to.parse::<u16>().is_ok_and(|to| to >= ai.value())
    };
    FORMATS.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let mut words = line.split(' ');
        words.next()?.split(',').any(among).then_some(())?;
        let first = Component::of(words.next()?)?;
        Some((first, words.next().and_then(Component::of)))
    })
}

/// How many digits an AI has that begins with these two.
fn digits_of(first: u64) -> Option<usize> {
    let start = format!("{first:02}");
    let line = |line: &&str| {
        let mut ranges = line.split(' ').next().unwrap_or_default().split(',');
        ranges.any(|range| {
            let (from, to) = range.split_once('-').unwrap_or((range, range));
            from.get(..2).is_some_and(|from| from <= start.as_str())
                && to.get(..2).is_some_and(|to| to >= start.as_str())
        })
    };
    let found = FORMATS.lines().filter(|line| !line.starts_with('#')).find(line)?;
    Some(found.split([' ', '-', ',']).next()?.len())
}

/// Why an element cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unwritable {
    /// The AI has no format here.
    Unknown,
    /// The value does not follow the format of its AI.
    Value,
    /// A tag has no room for it.
    Room,
}

/// Appends an element.
pub(crate) fn write_element(
    bits: &mut Bits,
    ai: ApplicationIdentifier,
    value: &[u8],
) -> Result<(), Unwritable> {
    let (first, second) = format(ai).ok_or(Unwritable::Unknown)?;
    let tooth = split(value, first, second).ok_or(Unwritable::Value)?;
    for place in (0..ai.digits()).rev() {
        let digit = u64::from(ai.value()) / 10u64.pow(place as u32) % 10;
        bits.push(digit, 4).ok_or(Unwritable::Room)?;
    }
    write_component(bits, first, tooth.0).ok_or(Unwritable::Room)?;
    match second {
        Some(second) => write_component(bits, second, tooth.1).ok_or(Unwritable::Room),
        None => Ok(()),
    }
}

/// The parts of a value, each verified to follow its component.
fn split(value: &[u8], first: Component, second: Option<Component>) -> Option<(&[u8], &[u8])> {
    let at = match (second, first) {
        (None, _) => value.len(),
        (Some(_), Component::Nibbles(count) | Component::Digits(count)) => count,
        _ => return None,
    };
    let (front, back) = value.split_at_checked(at)?;
    let good = follows(front, first) && second.map_or(back.is_empty(), |second| follows(back, second));
    good.then_some((front, back))
}

fn follows(value: &[u8], component: Component) -> bool {
    let digits = value.iter().all(u8::is_ascii_digit);
    let within = |bound: Bound, optional: bool| value.len() <= bound.most && (optional || !value.is_empty());
    let characters =
        |set: u8| value.iter().all(|&byte| SETS.get(usize::from(byte)).is_some_and(|sets| sets & set != 0));
    match component {
        Component::Nibbles(count) | Component::Digits(count) => digits && value.len() == count,
        Component::Number(bound, optional) => digits && within(bound, optional),
        Component::Alphanumeric(bound, optional) => {
            characters(CSET_82 | CSET_39 | CSET_64) && within(bound, optional)
        }
        Component::Delimited(bound) => characters(CSET_82 | CSET_39) && within(bound, false),
        Component::Date => clock(value, &[6]),
        Component::DateTime => clock(value, &[10]),
        Component::DateRange => match value.split_at_checked(6) {
            Some((from, [])) => clock(from, &[6]),
            Some((from, to)) => clock(from, &[6]) && clock(to, &[6]),
            None => false,
        },
        Component::Precise => clock(value, &[6, 8, 10, 12]),
        Component::Country => value.len() == 2 && value.iter().all(u8::is_ascii_uppercase),
        Component::Flag => matches!(value, b"0" | b"1"),
        Component::Minus => matches!(value, b"" | b"-"),
        Component::Sequence => matches!(value, [b'1'..=b'9', b'/', b'1'..=b'9']),
    }
}

/// The widths of year, month, day, hour, minute and second.
const CLOCK: [(usize, u64, u64); 6] =
    [(7, 0, 99), (4, 1, 12), (5, 0, 31), (5, 0, 24), (6, 0, 59), (6, 0, 59)];

/// Whether pairs of digits are a date, with a time if the length is that of one.
fn clock(value: &[u8], lengths: &[usize]) -> bool {
    let pairs = || value.chunks(2).map(|pair| super::fields::number(pair).unwrap_or(u64::MAX));
    let within = pairs().zip(CLOCK).all(|(pair, (_, least, most))| (least..=most).contains(&pair));
    let get = |index: usize| pairs().nth(index).unwrap_or_default();
    let days = match get(1) {
        // No century is known: 00 may be a leap year.
        2 if get(0) % 4 == 0 => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let midnight = get(3) < 24 || get(4) + get(5) == 0;
    lengths.contains(&value.len()) && within && get(2) <= days && midnight
}

/// Writes date and time as far as they go.
pub(crate) fn write_clock(bits: &mut Bits, value: &[u8]) -> Option<()> {
    let pairs = value.chunks(2).zip(CLOCK);
    pairs.map(|(pair, (width, ..))| bits.push(super::fields::number(pair)?, width)).collect()
}

/// Whether this is a date of six digits.
pub(crate) fn is_date(value: &[u8]) -> bool {
    clock(value, &[6])
}

/// Reads so many pairs of digits.
pub(crate) fn read_clock(cursor: &mut Cursor<'_>, pairs: usize, value: &mut Value) -> Result<(), BitError> {
    let start = cursor.at;
    let mut text = Value::new();
    for (width, ..) in CLOCK.into_iter().take(pairs) {
        let number = take(cursor, width)?;
        if number > 99 {
            return Err(BitError::new(Reason::TagDate, start, cursor.at));
        }
        text.push(b'0' + (number / 10) as u8);
        text.push(b'0' + (number % 10) as u8);
    }
    if !clock(text.as_bytes(), &[2 * pairs]) {
        return Err(BitError::new(Reason::TagDate, start, cursor.at));
    }
    value.extend(text.as_bytes());
    Ok(())
}

fn write_component(bits: &mut Bits, component: Component, value: &[u8]) -> Option<()> {
    match component {
        Component::Nibbles(_) => write_nibbles(bits, value),
        Component::Digits(_) => write_digits(bits, value),
        Component::Number(bound, _) => {
            bits.push(value.len() as u64, bound.indicator)?;
            write_digits(bits, value)
        }
        Component::Alphanumeric(bound, _) => write(bits, value, bound),
        Component::Delimited(bound) => write_delimited(bits, value, bound),
        Component::Date | Component::DateTime => write_clock(bits, value),
        Component::DateRange => {
            bits.push(u64::from(value.len() > 6), 1)?;
            value.chunks(6).try_for_each(|date| write_clock(bits, date))
        }
        Component::Precise => {
            let precision = match value.len() {
                8 => 0,
                10 => 1,
                12 => 2,
                _ => 3,
            };
            bits.push(precision, 2)?;
            write_clock(bits, value)
        }
        Component::Country => {
            value.iter().try_for_each(|&letter| bits.push(u64::from(letter.wrapping_sub(b'A')), 6))
        }
        Component::Flag => bits.push(u64::from(value == b"1"), 1),
        Component::Minus => bits.push(u64::from(value == b"-"), 1),
        Component::Sequence => {
            let digits = value.iter().filter(|byte| byte.is_ascii_digit());
            digits.copied().try_for_each(|digit| bits.push(u64::from(digit & 0xF), 4))
        }
    }
}

fn read_component(cursor: &mut Cursor<'_>, component: Component, value: &mut Value) -> Result<(), BitError> {
    let start = cursor.at;
    match component {
        Component::Nibbles(count) => read_nibbles(cursor, count, value),
        Component::Digits(count) => read_digits(cursor, count, value),
        Component::Number(bound, optional) => {
            let digits = read_length(cursor, bound, usize::from(!optional))?;
            read_digits(cursor, digits, value)
        }
        Component::Alphanumeric(bound, optional) => {
            // Nothing is written as no digits.
            if optional && cursor.bits.get(start, 3 + bound.indicator) == Some(0) {
                cursor.at += 3 + bound.indicator;
                return Ok(());
            }
            read(cursor, bound, value)
        }
        Component::Delimited(bound) => read_delimited(cursor, bound, value),
        Component::Date => read_clock(cursor, 3, value),
        Component::DateTime => read_clock(cursor, 5, value),
        Component::DateRange => {
            for _ in 0..=take(cursor, 1)? {
                read_clock(cursor, 3, value)?;
            }
            Ok(())
        }
        Component::Precise => {
            let pairs = match take(cursor, 2)? {
                3 => 3,
                precision => 4 + precision as usize,
            };
            read_clock(cursor, pairs, value)
        }
        Component::Country => {
            for _ in 0..2 {
                match take(cursor, 6)? as u8 {
                    letter @ 0..=25 => value.push(b'A' + letter),
                    _ => return Err(BitError::new(Reason::TagCharacter, start, cursor.at)),
                }
            }
            Ok(())
        }
        Component::Flag => {
            value.push(b'0' + take(cursor, 1)? as u8);
            Ok(())
        }
        Component::Minus => {
            if take(cursor, 1)? == 1 {
                value.push(b'-');
            }
            Ok(())
        }
        Component::Sequence => {
            for last in [false, true] {
                match take(cursor, 4)? as u8 {
                    digit @ 1..=9 => value.push(b'0' + digit),
                    _ => return Err(BitError::new(Reason::TagNotDigit, start, cursor.at)),
                }
                if !last {
                    value.push(b'/');
                }
            }
            Ok(())
        }
    }
}

/// Reads the elements up to the end; what is all zeros is padding.
pub(crate) fn read_elements(cursor: &mut Cursor<'_>, contents: &mut Contents) -> Result<(), BitError> {
    let mut some = false;
    while cursor.bits.first_one(cursor.at).is_some() {
        let start = cursor.at;
        read_element(cursor, contents)?;
        some = true;
        if cursor.at == start {
            break;
        }
    }
    if some { Ok(()) } else { Err(BitError::new(Reason::TagNoData, 8, 9)) }
}

fn read_element(cursor: &mut Cursor<'_>, contents: &mut Contents) -> Result<(), BitError> {
    let start = cursor.at;
    let header = if cursor.left() < 8 { None } else { cursor.take(8) };
    let Some(header) = header else {
        return Err(BitError::new(Reason::TagAfterEnd, start, cursor.bits.len()));
    };
    let unknown = |end| BitError::new(Reason::TagDataHeader, start, end);
    let (tens, ones) = (header >> 4, header & 0xF);
    if tens > 9 || ones > 9 {
        return Err(unknown(cursor.at));
    }
    let digits = digits_of(tens * 10 + ones).ok_or(unknown(cursor.at))?;
    let mut number = tens * 10 + ones;
    for _ in 2..digits {
        let digit = take(cursor, 4)?;
        if digit > 9 {
            return Err(unknown(cursor.at));
        }
        number = number * 10 + digit;
    }
    let ai = ApplicationIdentifier::from_parts(number as u16, digits);
    let (first, second) = format(ai).ok_or(unknown(cursor.at))?;
    let from = cursor.at;
    let mut value = Value::new();
    read_component(cursor, first, &mut value)?;
    if let Some(second) = second {
        read_component(cursor, second, &mut value)?;
    }
    if split(value.as_bytes(), first, second).is_none() {
        return Err(BitError::new(Reason::TagCharacter, from, cursor.at));
    }
    contents.push(ai, value.as_bytes()).ok_or(BitError::new(Reason::TagLong, start, cursor.at))
}

#[cfg(test)]
mod tests {
    use super::super::alphanumeric::digit_bits;
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        for line in FORMATS.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split(' ');
            for range in words.next().unwrap().split(',') {
                let (from, to) = range.split_once('-').unwrap_or((range, range));
                assert_eq!(from.len(), to.len());
                for value in from.parse::<u16>().unwrap()..=to.parse().unwrap() {
                    let ai = ApplicationIdentifier::from_parts(value, from.len());
                    assert!(format(ai).is_some(), "{ai}");
                    let first = value / 10u16.pow(from.len() as u32 - 2);
                    assert_eq!(digits_of(first.into()), Some(from.len()), "{ai}");
                    assert!(
                        crate::gs1::Message::parse_bracketed(&format!("({ai})")).unwrap_err().code().as_str()
                            != "ai-unknown",
                        "{ai}"
                    );
                }
            }
            assert!(words.all(|word| Component::of(word).is_some()), "{line}");
        }
        assert_eq!(format(ApplicationIdentifier::from_parts(3, 2)), None);
        assert_eq!(digits_of(3), None);
    }

    #[test]
    fn bits_of_digits_are_those_of_table_b() {
        let table =
            [(1, 4), (2, 7), (3, 10), (6, 20), (14, 47), (17, 57), (20, 67), (28, 94), (64, 213), (90, 299)];
        for (digits, bits) in table {
            assert_eq!(digit_bits(digits), bits, "{digits}");
        }
        for digits in 1..=38u32 {
            assert_eq!(digit_bits(digits as usize), (10u128.pow(digits) - 1).ilog2() as usize + 1);
        }
    }
}
