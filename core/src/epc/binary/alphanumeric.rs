//! Values of '+' codings: the method that needs the fewest bits is named before the value (TDS 2.3, 14.5.4 to 14.5.6 and
//! 14.5.13).

use super::BitError;
use super::bits::{Bits, Cursor};
use super::classic::take;
use crate::diagnostic::Reason;
use crate::keys::charset::{CSET_64, SETS};

/// The most characters a value of an element has.
pub(crate) const LONGEST: usize = 90;

/// A value while it is read.
pub(crate) struct Value {
    bytes: [u8; LONGEST + 6],
    len: usize,
}

impl Value {
    pub(crate) const fn new() -> Self {
        Value { bytes: [0; LONGEST + 6], len: 0 }
    }

    /// Appends a character; what is too long is found by its length later.
    pub(crate) fn push(&mut self, byte: u8) {
        if let Some(slot) = self.bytes.get_mut(self.len) {
            *slot = byte;
            self.len += 1;
        }
    }

    pub(crate) fn extend(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.push(byte);
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

/// How a value of varying length is bounded: bits of its length indicator, most characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bound {
    pub(crate) indicator: usize,
    pub(crate) most: usize,
}

/// Bits of a number of so many digits: the least that hold all of them (table B).
pub(crate) const fn digit_bits(digits: usize) -> usize {
    // No power of ten is a power of two, so the logarithm is rounded up.
    if digits == 0 { 0 } else { (digits as u64 * 3_321_928_095 / 1_000_000_000) as usize + 1 }
}

const CODE_40: &[u8; 40] = b"\0ABCDEFGHIJKLMNOPQRSTUVWXYZ-.:0123456789";
const BASE_64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn place(alphabet: &[u8], byte: u8) -> Option<u64> {
    let at = alphabet.iter().position(|&other| other == byte)?;
    if byte == 0 { None } else { Some(at as u64) }
}

/// A method, by its encoding indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    Digits,
    UpperHex,
    LowerHex,
    Base64,
    Ascii,
    Code40,
}

const METHODS: [Method; 6] =
    [Method::Digits, Method::UpperHex, Method::LowerHex, Method::Base64, Method::Ascii, Method::Code40];

impl Method {
    fn takes(self, byte: u8) -> bool {
        match self {
            Method::Digits => byte.is_ascii_digit(),
            Method::UpperHex => matches!(byte, b'0'..=b'9' | b'A'..=b'F'),
            Method::LowerHex => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            Method::Base64 => SETS.get(usize::from(byte)).is_some_and(|sets| sets & CSET_64 != 0),
            Method::Ascii => byte.is_ascii_graphic(),
            Method::Code40 => place(CODE_40, byte).is_some(),
        }
    }

    fn bits(self, characters: usize) -> usize {
        match self {
            Method::Digits => digit_bits(characters),
            Method::UpperHex | Method::LowerHex => 4 * characters,
            Method::Base64 => 6 * characters,
            Method::Ascii => 7 * characters,
            Method::Code40 => 16 * characters.div_ceil(3),
        }
    }
}

/// Writes encoding indicator, length and value; the method with the fewest bits, the lowest of several. `None` if there is
/// no room; characters and length must have been checked.
pub(crate) fn write(bits: &mut Bits, value: &[u8], bound: Bound) -> Option<()> {
    let fitting =
        METHODS.iter().enumerate().filter(|(_, method)| value.iter().all(|&byte| method.takes(byte)));
    let (indicator, &method) = fitting.min_by_key(|(_, method)| method.bits(value.len()))?;
    bits.push(indicator as u64, 3)?;
    bits.push(value.len() as u64, bound.indicator)?;
    match method {
        Method::Digits => write_digits(bits, value),
        Method::UpperHex | Method::LowerHex => {
            value.iter().try_for_each(|&byte| bits.push(u64::from(char::from(byte).to_digit(16)?), 4))
        }
        Method::Base64 => value.iter().try_for_each(|&byte| bits.push(place(BASE_64, byte)?, 6)),
        Method::Ascii => value.iter().try_for_each(|&byte| bits.push(u64::from(byte), 7)),
        Method::Code40 => write_code_40(bits, value),
    }
}

/// Three characters in sixteen bits.
pub(crate) fn write_code_40(bits: &mut Bits, value: &[u8]) -> Option<()> {
    for group in value.chunks(3) {
        let mut sum = 0;
        for index in 0..3 {
            let digit = group.get(index).map_or(Some(0), |&byte| place(CODE_40, byte))?;
            sum = sum * 40 + digit;
        }
        bits.push(sum + 1, 16)?;
    }
    Some(())
}

/// Reads so many characters in groups of three.
pub(crate) fn read_code_40(
    cursor: &mut Cursor<'_>,
    characters: usize,
    mut push: impl FnMut(u8),
) -> Result<(), BitError> {
    let mut left = characters;
    while left > 0 {
        let at = cursor.at;
        let flaw = BitError::new(Reason::TagCharacter, at, at + 16);
        let sum = take(cursor, 16)?.checked_sub(1).filter(|&sum| sum < 64_000).ok_or(flaw)?;
        for digit in [sum / 1600, sum / 40 % 40, sum % 40] {
            match (digit, left) {
                (0, 0) => {}
                (0, _) | (_, 0) => return Err(flaw),
                _ => {
                    push(CODE_40.get(digit as usize).copied().unwrap_or_default());
                    left -= 1;
                }
            }
        }
    }
    Ok(())
}

/// Reads encoding indicator, length and value.
pub(crate) fn read(cursor: &mut Cursor<'_>, bound: Bound, value: &mut Value) -> Result<(), BitError> {
    let start = cursor.at;
    let method = METHODS.get(take(cursor, 3)? as usize).copied();
    let method = method.ok_or_else(|| BitError::new(Reason::TagIndicator, start, start + 3))?;
    let characters = read_length(cursor, bound, 1)?;
    match method {
        Method::Digits => return read_digits(cursor, characters, value),
        Method::Code40 => return read_code_40(cursor, characters, |byte| value.push(byte)),
        _ => {}
    }
    for _ in 0..characters {
        let at = cursor.at;
        let code = take(cursor, method.bits(1))? as u8;
        let byte = match method {
            Method::Base64 => BASE_64.get(usize::from(code)).copied().unwrap_or_default(),
            Method::Ascii => code,
            Method::LowerHex => b"0123456789abcdef".get(usize::from(code)).copied().unwrap_or_default(),
            _ => b"0123456789ABCDEF".get(usize::from(code)).copied().unwrap_or_default(),
        };
        if !method.takes(byte) {
            return Err(BitError::new(Reason::TagCharacter, at, cursor.at));
        }
        value.push(byte);
    }
    Ok(())
}

/// A length indicator within its bound.
pub(crate) fn read_length(cursor: &mut Cursor<'_>, bound: Bound, least: usize) -> Result<usize, BitError> {
    let start = cursor.at;
    let characters = take(cursor, bound.indicator)? as usize;
    let reason = match characters {
        few if few < least => Reason::TagEmpty,
        many if many > bound.most => Reason::TagLong,
        _ => return Ok(characters),
    };
    Err(BitError::new(reason, start, cursor.at))
}

/// Nine digits a step, as a long number from the left.
const STEP: usize = 9;
const LIMBS: usize = 10;

/// Writes digits as one number, in the bits that their count needs.
pub(crate) fn write_digits(bits: &mut Bits, digits: &[u8]) -> Option<()> {
    let mut limbs = [0u32; LIMBS]; // the least first: 320 bits hold 90 digits
    for chunk in digits.chunks(STEP) {
        let mut carry = super::fields::number(chunk)?;
        let scale = 10u64.checked_pow(chunk.len() as u32)?;
        for limb in &mut limbs {
            carry += u64::from(*limb) * scale;
            *limb = carry as u32;
            carry >>= 32;
        }
    }
    let count = digit_bits(digits.len());
    for (index, &limb) in limbs.iter().enumerate().rev() {
        let here = count.saturating_sub(32 * index).min(32);
        bits.push(u64::from(limb), here)?;
    }
    Some(())
}

/// Reads so many digits.
pub(crate) fn read_digits(cursor: &mut Cursor<'_>, digits: usize, value: &mut Value) -> Result<(), BitError> {
    let start = cursor.at;
    let count = digit_bits(digits);
    let mut limbs = [0u32; LIMBS];
    for (index, limb) in limbs.iter_mut().enumerate().rev() {
        *limb = take(cursor, count.saturating_sub(32 * index).min(32))? as u32;
    }
    let mut text = [b'0'; STEP * LIMBS];
    let kept = text.get_mut(..digits).unwrap_or_default();
    for chunk in kept.rchunks_mut(STEP) {
        let scale = 10u64.checked_pow(chunk.len() as u32).unwrap_or(1);
        let mut rest = 0u64;
        for limb in limbs.iter_mut().rev() {
            let word = rest << 32 | u64::from(*limb);
            *limb = (word / scale) as u32;
            rest = word % scale;
        }
        for byte in chunk.iter_mut().rev() {
            *byte = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
    }
    if limbs.iter().any(|&limb| limb != 0) {
        return Err(BitError::new(Reason::TagDigitsLarge, start, cursor.at));
    }
    value.extend(kept);
    Ok(())
}

/// Four bits a digit.
pub(crate) fn write_nibbles(bits: &mut Bits, digits: &[u8]) -> Option<()> {
    digits.iter().try_for_each(|&byte| bits.push(u64::from(char::from(byte).to_digit(10)?), 4))
}

/// Reads so many digits of four bits.
pub(crate) fn read_nibbles(
    cursor: &mut Cursor<'_>,
    digits: usize,
    value: &mut Value,
) -> Result<(), BitError> {
    for _ in 0..digits {
        let at = cursor.at;
        match take(cursor, 4)? as u8 {
            digit @ 0..=9 => value.push(b'0' + digit),
            _ => return Err(BitError::new(Reason::TagNotDigit, at, at + 4)),
        }
    }
    Ok(())
}

/// Leading digits of four bits, then the end, or a sign that the rest follows with its own method.
pub(crate) fn write_delimited(bits: &mut Bits, value: &[u8], bound: Bound) -> Option<()> {
    let digits = value.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = value.split_at_checked(digits)?;
    write_nibbles(bits, digits)?;
    if rest.is_empty() {
        return bits.push(0xF, 4);
    }
    bits.push(0xE, 4)?;
    write(bits, rest, bound)
}

/// Reads leading digits and the rest.
pub(crate) fn read_delimited(
    cursor: &mut Cursor<'_>,
    bound: Bound,
    value: &mut Value,
) -> Result<(), BitError> {
    let start = cursor.at;
    loop {
        let at = cursor.at;
        match take(cursor, 4)? as u8 {
            digit @ 0..=9 => value.push(b'0' + digit),
            0xF => break,
            0xE => {
                let digits = value.as_bytes().len();
                read(cursor, bound, value)?;
                // The rest begins with the first character that is no digit.
                if value.as_bytes().get(digits).is_some_and(u8::is_ascii_digit) {
                    return Err(BitError::new(Reason::TagDelimiter, at, cursor.at));
                }
                break;
            }
            _ => return Err(BitError::new(Reason::TagNotDigit, at, at + 4)),
        }
        if value.as_bytes().len() > bound.most {
            break;
        }
    }
    match value.as_bytes().len() {
        0 => Err(BitError::new(Reason::TagEmpty, start, cursor.at)),
        many if many > bound.most => Err(BitError::new(Reason::TagLong, start, cursor.at)),
        _ => Ok(()),
    }
}
