//! '+' and '++' codings: header, data toggle, filter, date, the digits of the key, serial number, domain, further elements
//! (TDS 2.3, 14.6 and 15.3).

use super::alphanumeric::{
    Bound, Value, read, read_delimited, read_digits, read_length, read_nibbles, write, write_delimited,
    write_digits, write_nibbles,
};
use super::bits::{Bits, Cursor};
use super::classic::take;
use super::coding::{Form, Key};
use super::{BitError, Coding, Contents, Filter, aidc, hostname};
use crate::diagnostic::{ApplicationIdentifier, Reason};
use crate::keys::charset::{CSET_39, CSET_82, SETS};
use crate::keys::check_digit;

/// What may be the date of a DSGTIN, by its type.
pub(crate) const DATES: [ApplicationIdentifier; 7] = [
    ApplicationIdentifier::from_parts(11, 2),
    ApplicationIdentifier::from_parts(13, 2),
    ApplicationIdentifier::from_parts(15, 2),
    ApplicationIdentifier::from_parts(16, 2),
    ApplicationIdentifier::from_parts(17, 2),
    ApplicationIdentifier::from_parts(7006, 4),
    ApplicationIdentifier::from_parts(7007, 4),
];

/// How a serial number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Serial {
    None,
    Alphanumeric(Bound),
    Digits(Bound),
}

impl Key {
    /// The digits of the key, four bits each; `None` for keys of varying length.
    pub(crate) const fn nibbles(self) -> Option<usize> {
        match self {
            Key::Sgtin | Key::Grai => Some(14),
            Key::Sscc | Key::Gsrn | Key::Gsrnp | Key::Itip => Some(18),
            Key::Sgln | Key::Gdti | Key::Sgcn => Some(13),
            Key::Giai | Key::Cpi => None,
        }
    }

    pub(crate) const fn serial(self) -> Serial {
        match self {
            Key::Sgtin | Key::Sgln | Key::Itip => Serial::Alphanumeric(Bound { indicator: 5, most: 20 }),
            Key::Grai => Serial::Alphanumeric(Bound { indicator: 5, most: 16 }),
            Key::Gdti => Serial::Alphanumeric(Bound { indicator: 5, most: 17 }),
            Key::Cpi | Key::Sgcn => Serial::Digits(Bound { indicator: 4, most: 12 }),
            Key::Sscc | Key::Gsrn | Key::Gsrnp | Key::Giai => Serial::None,
        }
    }
}

pub(crate) const KEY: Bound = Bound { indicator: 5, most: 30 };

/// What is to be written, verified before.
pub(crate) struct Parts<'v> {
    pub(crate) filter: Filter,
    pub(crate) more: bool,
    pub(crate) date: Option<(usize, &'v [u8])>,
    pub(crate) key: &'v [u8],
    pub(crate) serial: &'v [u8],
    pub(crate) hostname: Option<&'v [u8]>,
}

/// Writes all but further elements; `None` if a tag has no room.
pub(crate) fn write_parts(coding: Coding, parts: &Parts<'_>) -> Option<Bits> {
    let key = coding.key();
    let mut bits = Bits::new();
    let head = u64::from(coding.header()) << 4 | u64::from(parts.more) << 3 | u64::from(parts.filter.value());
    bits.push(head, 12)?;
    if let Some((kind, date)) = parts.date {
        bits.push(kind as u64, 4)?;
        aidc::write_clock(&mut bits, date)?;
    }
    match key.nibbles() {
        Some(_) => write_nibbles(&mut bits, parts.key)?,
        None => write_delimited(&mut bits, parts.key, KEY)?,
    }
    match key.serial() {
        Serial::None => {}
        Serial::Alphanumeric(bound) => write(&mut bits, parts.serial, bound)?,
        Serial::Digits(bound) => {
            bits.push(parts.serial.len() as u64, bound.indicator)?;
            write_digits(&mut bits, parts.serial)?;
        }
    }
    if let Some(name) = parts.hostname {
        hostname::write(&mut bits, name)?;
    }
    Some(bits)
}

/// Whether all characters are of the set.
pub(crate) fn all_of(text: &[u8], set: u8) -> bool {
    text.iter().all(|&byte| SETS.get(usize::from(byte)).is_some_and(|sets| sets & set != 0))
}

/// Reads a tag; the second number is how many bits it takes, padding left out.
pub(crate) fn read_tag(coding: Coding, bits: &Bits) -> Result<(Contents, usize), BitError> {
    let Form::Plus { dated, hosted } = coding.form() else {
        return Err(BitError::new(Reason::TagHeaderUnassigned, 0, 8));
    };
    let mut cursor = Cursor { bits, at: 8 };
    let more = take(&mut cursor, 1)? == 1;
    let mut contents = Contents::new(coding, Filter::low(take(&mut cursor, 3)?), 0);
    if dated {
        let start = cursor.at;
        let ai = DATES.get(take(&mut cursor, 4)? as usize).copied();
        let ai = ai.ok_or_else(|| BitError::new(Reason::TagDateType, start, start + 4))?;
        let mut date = Value::new();
        aidc::read_clock(&mut cursor, 3, &mut date)?;
        push(&mut contents, ai, &date, &cursor)?;
    }
    read_key(coding, &mut cursor, &mut contents)?;
    if hosted {
        let host = hostname::read(&mut cursor)?;
        let full = BitError::new(Reason::TagLong, 0, cursor.at);
        contents.push_hostname(host.as_bytes()).ok_or(full)?;
    }
    contents.close_key();
    if more {
        aidc::read_elements(&mut cursor, &mut contents)?;
    }
    Ok((contents, cursor.at))
}

fn read_key(coding: Coding, cursor: &mut Cursor<'_>, contents: &mut Contents) -> Result<(), BitError> {
    let key = coding.key();
    let anatomy = coding.anatomy();
    let start = cursor.at;
    let mut value = Value::new();
    let set = if key == Key::Cpi { CSET_39 } else { CSET_82 };
    match key.nibbles() {
        Some(digits) => read_nibbles(cursor, digits, &mut value)?,
        None => {
            read_delimited(cursor, KEY, &mut value)?;
            if !all_of(value.as_bytes(), set) {
                return Err(BitError::new(Reason::TagCharacter, start, cursor.at));
            }
        }
    }
    if let Some((body, found)) = anatomy.digits.and_then(|digits| {
        let (&found, body) = value.as_bytes().get(..digits)?.split_last()?;
        Some((body, found))
    }) {
        if key == Key::Grai && body.first() != Some(&b'0') {
            return Err(BitError::new(Reason::TagGraiZero, start, start + 4));
        }
        if check_digit(body) != Some(found) {
            let place = start + 4 * body.len();
            return Err(BitError::new(Reason::TagCheckDigit, place, place + 4));
        }
    }
    let mut serial = Value::new();
    let from = cursor.at;
    match key.serial() {
        Serial::None => {}
        Serial::Alphanumeric(bound) => {
            read(cursor, bound, &mut serial)?;
            if !all_of(serial.as_bytes(), CSET_82) {
                return Err(BitError::new(Reason::TagCharacter, from, cursor.at));
            }
        }
        Serial::Digits(bound) => {
            let digits = read_length(cursor, bound, 1)?;
            read_digits(cursor, digits, &mut serial)?;
        }
    }
    if anatomy.serial.is_none() {
        value.extend(serial.as_bytes());
    }
    push(contents, anatomy.ai, &value, cursor)?;
    match anatomy.serial {
        // The extension 0 is no extension.
        Some(_) if key == Key::Sgln && serial.as_bytes() == b"0" => Ok(()),
        Some(ai) => push(contents, ai, &serial, cursor),
        None => Ok(()),
    }
}

fn push(
    contents: &mut Contents,
    ai: ApplicationIdentifier,
    value: &Value,
    cursor: &Cursor<'_>,
) -> Result<(), BitError> {
    contents.push(ai, value.as_bytes()).ok_or(BitError::new(Reason::TagLong, 0, cursor.at))
}
