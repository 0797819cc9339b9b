//! Classic codings: header, filter, partition, company prefix, reference, serial number (TDS 2.3, 14.3, 14.4 and 14.6).

use super::bits::{Bits, Cursor};
use super::coding::{Form, Reference, Tail};
use super::fields::{Fields, Text, number};
use super::{BitError, Coding, Filter};
use crate::diagnostic::{Code, Detail, Reason, Span};
use crate::keys::charset::{CSET_39, CSET_82, SETS};

/// Bits of a company prefix by its number of digits, from 6 on; the partition is 12 minus the digits.
pub(crate) const PREFIX_BITS: [usize; 7] = [20, 24, 27, 30, 34, 37, 40];

/// What of the parts cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PartError {
    pub(crate) part: Part,
    pub(crate) code: Code,
    pub(crate) detail: Detail,
    /// Bytes within the part.
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Prefix,
    Reference,
    Pieces,
    Serial,
}

impl PartError {
    fn new(part: Part, code: Code, detail: Detail, text: &Text) -> Self {
        PartError { part, code, detail, span: Span::new(0, text.as_bytes().len()) }
    }

    fn fit(coding: Coding, part: Part, reason: Reason, text: &Text) -> Self {
        Self::new(part, Code::TagFit, Detail::Fit { reason, wider: coding.wider() }, text)
    }
}

/// Writes the parts.
pub(crate) fn write(coding: Coding, fields: &Fields) -> Result<Bits, PartError> {
    let Form::Classic { reference, tail } = coding.form() else {
        return Ok(Bits::new());
    };
    let digits = fields.prefix.as_bytes().len();
    let prefix = PREFIX_BITS.get(digits.wrapping_sub(6)).zip(number(fields.prefix.as_bytes()));
    let Some((&prefix_bits, prefix)) = prefix else {
        let detail = Detail::Reason(Reason::TagPrefixDigits);
        return Err(PartError::new(Part::Prefix, Code::TagPrefix, detail, &fields.prefix));
    };
    let mut bits = Bits::new();
    let head = u64::from(coding.header()) << 6 | u64::from(fields.filter.value()) << 3 | (12 - digits) as u64;
    // A classic coding has at most 224 bits, so there is room.
    let _ = bits.push(head, 14);
    let _ = bits.push(prefix, prefix_bits);
    write_reference(coding, reference, digits, prefix_bits, fields, &mut bits)?;
    for pair in fields.pieces.as_bytes().chunks(2) {
        let value = number(pair).filter(|_| pair.len() == 2).ok_or_else(|| {
            let detail = Detail::Reason(Reason::TagPieces);
            PartError::new(Part::Pieces, Code::TagElement, detail, &fields.pieces)
        })?;
        let _ = bits.push(value, 7);
    }
    write_tail(coding, tail, &fields.serial, &mut bits)?;
    Ok(bits)
}

fn write_reference(
    coding: Coding,
    reference: Reference,
    digits: usize,
    prefix_bits: usize,
    fields: &Fields,
    bits: &mut Bits,
) -> Result<(), PartError> {
    let text = fields.reference.as_bytes();
    let part = Part::Reference;
    match reference {
        Reference::Padded { digits: all, bits: both } => {
            let value = number(text).filter(|_| text.len() + digits == all);
            let value = value.ok_or_else(|| {
                let detail = Detail::Reason(Reason::TagReferenceLength);
                PartError::new(part, Code::TagElement, detail, &fields.reference)
            })?;
            let _ = bits.push(value, both - prefix_bits);
        }
        Reference::Integer { bits: both } => {
            integer(coding, part, &fields.reference, both - prefix_bits, bits)?;
        }
        Reference::Text { bits: both } => {
            characters(coding, part, &fields.reference, 30 - digits, both - prefix_bits, bits)?;
        }
        Reference::SixBit => {
            if text.is_empty() || text.len() > 30 - digits {
                let reason = if text.is_empty() { Reason::TagEmpty } else { Reason::TagLong };
                return Err(PartError::fit(coding, part, reason, &fields.reference));
            }
            for (at, &byte) in text.iter().enumerate() {
                if SETS.get(usize::from(byte)).is_none_or(|sets| sets & CSET_39 == 0) {
                    let detail = Detail::Character { byte, set: b'Y' };
                    let span = Span::new(at, at + 1);
                    return Err(PartError { part, code: Code::AiCharset, detail, span });
                }
                let _ = bits.push(u64::from(byte & 0x3F), 6);
            }
            let _ = bits.push(0, 6);
        }
    }
    Ok(())
}

fn write_tail(coding: Coding, tail: Tail, serial: &Text, bits: &mut Bits) -> Result<(), PartError> {
    let text = serial.as_bytes();
    match tail {
        Tail::Nothing => {}
        Tail::Reserved(count) => {
            let _ = bits.push(0, count);
        }
        Tail::Integer(count) => integer(coding, Part::Serial, serial, count, bits)?,
        Tail::Text(count) => characters(coding, Part::Serial, serial, count / 7, count, bits)?,
        Tail::Digits(count) => {
            let most = if count == 41 { 12 } else { 17 };
            let reason = match text.len() {
                0 => Some(Reason::TagNoSerial),
                len if len > most => Some(Reason::TagLong),
                _ => None,
            };
            let value = number(text).filter(|_| reason.is_none());
            let Some(value) = value else {
                let reason = reason.unwrap_or(Reason::TagNotDigits);
                return Err(PartError::fit(coding, Part::Serial, reason, serial));
            };
            let one = 10u64.checked_pow(text.len() as u32).unwrap_or_default();
            let _ = bits.push(one + value, count);
        }
    }
    Ok(())
}

/// An integer without leading zeros.
fn integer(coding: Coding, part: Part, text: &Text, count: usize, bits: &mut Bits) -> Result<(), PartError> {
    let digits = text.as_bytes();
    let reason = match digits {
        [] => Reason::TagNoSerial,
        _ if !digits.iter().all(u8::is_ascii_digit) => Reason::TagNotDigits,
        [b'0', _, ..] => Reason::TagLeadingZero,
        _ => match number(digits).filter(|value| value >> count == 0) {
            Some(value) => {
                let _ = bits.push(value, count);
                return Ok(());
            }
            None => Reason::TagTooLarge,
        },
    };
    Err(PartError::fit(coding, part, reason, text))
}

/// Seven bits a character, zeros behind.
fn characters(
    coding: Coding,
    part: Part,
    text: &Text,
    most: usize,
    count: usize,
    bits: &mut Bits,
) -> Result<(), PartError> {
    let bytes = text.as_bytes();
    let reason = match bytes.len() {
        0 => Some(Reason::TagNoSerial),
        len if len > most => Some(Reason::TagLong),
        _ => None,
    };
    if let Some(reason) = reason {
        return Err(PartError::fit(coding, part, reason, text));
    }
    let end = bits.len() + count;
    for (at, &byte) in bytes.iter().enumerate() {
        if SETS.get(usize::from(byte)).is_none_or(|sets| sets & CSET_82 == 0) {
            let detail = Detail::Character { byte, set: b'X' };
            return Err(PartError { part, code: Code::AiCharset, detail, span: Span::new(at, at + 1) });
        }
        let _ = bits.push(u64::from(byte), 7);
    }
    let _ = bits.fill(end);
    Ok(())
}

/// Reads the parts; the second number is how many bits they take.
pub(crate) fn read(coding: Coding, bits: &Bits) -> Result<(Fields, usize), BitError> {
    let Form::Classic { reference, tail } = coding.form() else {
        return Err(BitError::new(Reason::TagHeaderUnassigned, 0, 8));
    };
    let mut cursor = Cursor { bits, at: 8 };
    let filter = Filter::low(take(&mut cursor, 3)?);
    let partition = take(&mut cursor, 3)? as usize;
    let Some(&prefix_bits) = 6usize.checked_sub(partition).and_then(|index| PREFIX_BITS.get(index)) else {
        return Err(BitError::new(Reason::TagPartition, 11, 14));
    };
    let digits = 12 - partition;
    let prefix = decimal(&mut cursor, prefix_bits, digits, Reason::TagPrefixLarge)?;
    let reference = match reference {
        Reference::Padded { digits: all, bits } => {
            decimal(&mut cursor, bits - prefix_bits, all - digits, Reason::TagReferenceLarge)?
        }
        Reference::Integer { bits } => Text::number(take(&mut cursor, bits - prefix_bits)?, 1),
        Reference::Text { bits } => read_characters(&mut cursor, 30 - digits, bits - prefix_bits)?,
        Reference::SixBit => read_six_bit(&mut cursor, 30 - digits)?,
    };
    let mut pieces = Text::new();
    if coding.key() == super::coding::Key::Itip {
        for _ in 0..2 {
            let _ = pieces.append(decimal(&mut cursor, 7, 2, Reason::TagPieces)?.as_bytes());
        }
    }
    let serial = match tail {
        Tail::Nothing => Text::new(),
        Tail::Reserved(count) => {
            let start = cursor.at;
            if take(&mut cursor, count)? != 0 {
                let start = bits.first_one(start).unwrap_or(start);
                return Err(BitError::new(Reason::TagReserved, start, start + 1));
            }
            Text::new()
        }
        Tail::Integer(count) => Text::number(take(&mut cursor, count)?, 1),
        Tail::Text(count) => read_characters(&mut cursor, count / 7, count)?,
        Tail::Digits(count) => {
            let start = cursor.at;
            let text = Text::number(take(&mut cursor, count)?, 1);
            match text.as_bytes() {
                [b'1', rest @ ..] if !rest.is_empty() => Text::of(rest).unwrap_or(text),
                [b'1'] => return Err(BitError::new(Reason::TagNoSerial, start, cursor.at)),
                _ => return Err(BitError::new(Reason::TagLeadingOne, start, cursor.at)),
            }
        }
    };
    Ok((Fields { filter, prefix, reference, pieces, serial }, cursor.at))
}

/// The next bits, or the error that they are not there.
pub(crate) fn take(cursor: &mut Cursor<'_>, count: usize) -> Result<u64, BitError> {
    let (start, end) = (cursor.at, cursor.bits.len());
    cursor.take(count).ok_or_else(|| short(start, end))
}

/// The bits end within a part that begins here.
fn short(start: usize, end: usize) -> BitError {
    let detail = Detail::Reason(Reason::TagShort);
    BitError { code: Code::TagLength, detail, start: start.min(end), end }
}

/// A number that must fit its digits.
fn decimal(cursor: &mut Cursor<'_>, count: usize, digits: usize, reason: Reason) -> Result<Text, BitError> {
    let start = cursor.at;
    let value = take(cursor, count)?;
    let limit = 10u64.checked_pow(digits as u32).unwrap_or(u64::MAX);
    if value >= limit {
        return Err(BitError::new(reason, start, cursor.at));
    }
    Ok(Text::number(value, digits))
}

fn read_characters(cursor: &mut Cursor<'_>, most: usize, count: usize) -> Result<Text, BitError> {
    let start = cursor.at;
    let end = start + count;
    if end > cursor.bits.len() {
        return Err(short(start, cursor.bits.len()));
    }
    let mut text = Text::new();
    for _ in 0..most {
        let at = cursor.at;
        let byte = take(cursor, 7)? as u8;
        if byte == 0 {
            break;
        }
        if SETS.get(usize::from(byte)).is_none_or(|sets| sets & CSET_82 == 0) {
            return Err(BitError::new(Reason::TagCharacter, at, at + 7));
        }
        let _ = text.append(&[byte]);
    }
    if text.as_bytes().is_empty() {
        return Err(BitError::new(Reason::TagEmpty, start, start + 7));
    }
    if let Some(one) = cursor.bits.first_one(cursor.at).filter(|&one| one < end) {
        return Err(BitError::new(Reason::TagAfterEnd, one, one + 1));
    }
    cursor.at = end;
    Ok(text)
}

fn read_six_bit(cursor: &mut Cursor<'_>, most: usize) -> Result<Text, BitError> {
    let start = cursor.at;
    let mut text = Text::new();
    loop {
        let at = cursor.at;
        let Some(code) = cursor.take(6) else {
            return Err(BitError::new(Reason::TagNoTerminator, start, cursor.bits.len()));
        };
        let code = code as u8;
        match code {
            0 if text.as_bytes().is_empty() => return Err(BitError::new(Reason::TagEmpty, at, at + 6)),
            0 => return Ok(text),
            _ if text.as_bytes().len() == most => {
                return Err(BitError::new(Reason::TagNoTerminator, start, at + 6));
            }
            _ => {}
        }
        // Letters stand 64 below their place in ASCII, digits and signs in place.
        let byte = if code < 27 { code | 0x40 } else { code };
        if SETS.get(usize::from(byte)).is_none_or(|sets| sets & CSET_39 == 0) {
            return Err(BitError::new(Reason::TagCharacter, at, at + 6));
        }
        let _ = text.append(&[byte]);
    }
}
