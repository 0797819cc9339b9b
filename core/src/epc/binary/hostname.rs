//! The domain of a '++' coding: one or two units of seven bits for frequent endings, one for a character; or three
//! characters in sixteen bits (TDS 2.3, 14.5.16).

use super::BitError;
use super::alphanumeric::{read_code_40, write_code_40};
use super::bits::{Bits, Cursor};
use super::classic::take;
use crate::diagnostic::Reason;
use crate::keys::charset::{CSET_82, SETS};

/// The most characters of a domain.
pub(crate) const LONGEST: usize = 63;

/// The frequent parts: table, then the parts in the order of their codes.
const PARTS: &str = include_str!("../../../data/tag_hostnames.txt");

/// The parts of one list of the table with their codes: `A` has one unit, `B1` to `B4` two.
fn parts() -> impl Iterator<Item = (Unit, &'static str)> {
    PARTS.lines().filter(|line| !line.starts_with('#')).flat_map(|line| {
        let (list, rest) = line.split_once(' ').unwrap_or((line, ""));
        rest.split_ascii_whitespace().enumerate().filter_map(move |(index, word)| {
            let unit = match list {
                "A" => {
                    let (code, part) = word.split_once('=')?;
                    return Some((Unit::One(u8::from_str_radix(code, 16).ok()?), part));
                }
                "B1" => 0,
                "B2" => 1,
                "B3" => 2,
                _ => 3,
            };
            Some((Unit::Two(unit, u8::try_from(index).ok()?), word))
        })
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    One(u8),
    Two(u8, u8),
}

impl Unit {
    const fn count(self) -> usize {
        match self {
            Unit::One(_) => 1,
            Unit::Two(..) => 2,
        }
    }
}

fn is_character(byte: u8) -> bool {
    SETS.get(usize::from(byte)).is_some_and(|sets| sets & CSET_82 != 0)
}

/// Whether a text can be a domain here.
pub(crate) fn fits(hostname: &[u8]) -> bool {
    (1..=LONGEST).contains(&hostname.len()) && hostname.iter().all(|&byte| is_character(byte))
}

/// Writes a domain in the fewest bits; `None` if it is none or there is no room.
pub(crate) fn write(bits: &mut Bits, hostname: &[u8]) -> Option<()> {
    if !fits(hostname) {
        return None;
    }
    // Where frequent parts stand: their place, unit and length.
    let mut found = [(0usize, Unit::One(0), 0usize); 2 * LONGEST];
    let mut count = 0;
    for (unit, part) in parts() {
        for (at, window) in hostname.windows(part.len()).enumerate() {
            if window == part.as_bytes() {
                *found.get_mut(count)? = (at, unit, part.len());
                count += 1;
            }
        }
    }
    let found = found.get(..count)?;
    // The fewest units from each place to the end, and the unit to begin with.
    let mut best = [(0usize, Unit::One(0), 1usize); LONGEST + 1];
    for at in (0..hostname.len()).rev() {
        let after = |length: usize| best.get(at + length).map_or(0, |best| best.0);
        let mut least = (1 + after(1), Unit::One(*hostname.get(at)?), 1);
        for &(_, unit, length) in found.iter().filter(|(place, ..)| *place == at) {
            let count = unit.count() + after(length);
            if count < least.0 || count == least.0 && length > least.2 {
                least = (count, unit, length);
            }
        }
        *best.get_mut(at)? = least;
    }
    let units = best.first()?.0;
    let urn = hostname
        .iter()
        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"-.:".contains(byte));
    if urn && 16 * hostname.len().div_ceil(3) <= 7 * units {
        bits.push(hostname.len() as u64, 7)?;
        return write_code_40(bits, hostname);
    }
    bits.push(1 << 6 | units as u64, 7)?;
    let mut at = 0;
    while at < hostname.len() {
        let &(_, unit, length) = best.get(at)?;
        match unit {
            Unit::One(code) => bits.push(u64::from(code), 7)?,
            Unit::Two(list, code) => bits.push(u64::from(list) << 7 | u64::from(code), 14)?,
        }
        at += length;
    }
    Some(())
}

/// A domain while it is read.
pub(crate) struct Hostname {
    bytes: [u8; LONGEST + 8],
    len: usize,
}

impl Hostname {
    fn extend(&mut self, part: &[u8]) {
        let end = self.len + part.len();
        if let Some(room) = self.bytes.get_mut(self.len..end) {
            room.copy_from_slice(part);
            self.len = end;
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

/// Reads a domain.
pub(crate) fn read(cursor: &mut Cursor<'_>) -> Result<Hostname, BitError> {
    let start = cursor.at;
    let ascii = take(cursor, 1)? == 1;
    let mut left = take(cursor, 6)? as usize;
    let mut host = Hostname { bytes: [0; LONGEST + 8], len: 0 };
    if left == 0 {
        return Err(BitError::new(Reason::TagEmpty, start, cursor.at));
    }
    if !ascii {
        read_code_40(cursor, left, |byte| host.extend(&[byte]))?;
        return Ok(host);
    }
    while left > 0 {
        let at = cursor.at;
        let code = take(cursor, 7)? as u8;
        let unit = if code < 4 {
            if left == 1 {
                return Err(BitError::new(Reason::TagCharacter, at, cursor.at));
            }
            Unit::Two(code, take(cursor, 7)? as u8)
        } else {
            Unit::One(code)
        };
        left -= unit.count();
        let part = match unit {
            Unit::One(code) if is_character(code) => None,
            _ => parts().find(|(other, _)| *other == unit),
        };
        match (part, unit) {
            (Some((_, part)), _) => host.extend(part.as_bytes()),
            (None, Unit::One(code)) if is_character(code) => host.extend(&[code]),
            _ => return Err(BitError::new(Reason::TagCharacter, at, cursor.at)),
        }
        if host.len > LONGEST {
            return Err(BitError::new(Reason::TagLong, start, cursor.at));
        }
    }
    Ok(host)
}
