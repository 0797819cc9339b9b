//! SGTIN-96 straight from and to the typed key, for lines and batches: a dozen multiplications that do not wait for each
//! other, no text in between, nothing allocated.
//!
//! ```text
//! 00110000 fff ppp  company prefix (20..40)  item reference (24..4)  serial number (38)
//! header   filter   partition = 12 - digits of the company prefix
//! ```
//!
//! ```
//! use tallymark::epc::{Filter, sgtin96};
//! use tallymark::{Gtin, Serial, Sgtin};
//! let sgtin = Sgtin { gtin: Gtin::parse("09506000134352")?, serial: Serial::parse("123456789")? };
//! let bytes = sgtin96::encode(sgtin, 7, Filter::new(3).unwrap())?;
//! assert_eq!(bytes, [0x30, 0x76, 0x44, 0x33, 0x40, 0x0D, 0x1E, 0xC0, 0x07, 0x5B, 0xCD, 0x15]);
//! assert_eq!(sgtin96::decode(bytes)?, (sgtin, Filter::new(3).unwrap(), 7));
//! # Ok::<(), tallymark::ParseError>(())
//! ```
//!
//! Source: EPC Tag Data Standard 2.3, 14.6.1.1.

use super::Filter;
use super::classic::PREFIX_BITS;
use crate::diagnostic::{ApplicationIdentifier, Code, Detail, ParseError, Reason, Span, Wider};
use crate::epc::Tag;
use crate::keys::{Gtin, Serial, Sgtin};

const HEADER: u64 = 0x30;
const SERIAL_BITS: u32 = 38;
const BODY_BITS: u32 = 44;

const fn powers<const N: usize>(base: u64) -> [u64; N] {
    let mut table = [1; N];
    let mut i = 1;
    while i < N {
        table[i] = table[i - 1] * base;
        i += 1;
    }
    table
}

const P83: [u64; 10] = powers(83);
const P10: [u64; 14] = powers(10);
/// The place of the digit 0 in a serial's alphabet, counted from one.
const ZERO: u64 = 14;

/// The twelve bytes of a pack's tag. `prefix_length` is the number of digits, 6 to 12, of the company prefix in the GTIN.
///
/// # Errors
/// [`Code::TagPrefix`] for another length, [`Code::TagFit`] for a serial number that is no number below 2^38 or has a
/// leading zero: its span is that of the serial number's text, and its help names the codings that hold it.
#[inline]
pub fn encode(sgtin: Sgtin, prefix_length: u8, filter: Filter) -> Result<[u8; 12], ParseError> {
    let body = body(sgtin.gtin, prefix_length);
    match (body, serial(sgtin.serial)) {
        (Some(body), Some(serial)) => {
            let high = HEADER << 6 | u64::from(filter.value()) << 3 | u64::from(12 - prefix_length);
            let word = u128::from(high) << (BODY_BITS + SERIAL_BITS)
                | u128::from(body) << SERIAL_BITS
                | u128::from(serial);
            let mut bytes = [0; 12];
            bytes.copy_from_slice(word.to_be_bytes().last_chunk::<12>().unwrap_or(&[0; 12]));
            Ok(bytes)
        }
        (body, _) => Err(unfit(sgtin, body.is_some())),
    }
}

/// Prefix and reference in 44 bits.
#[inline]
#[allow(clippy::modulo_one)] // a prefix of twelve digits leaves none
fn body(gtin: Gtin, prefix_length: u8) -> Option<u64> {
    const INDICATOR: u64 = 10u64.pow(13);
    let number = gtin.number();
    let (indicator, rest) = (number / INDICATOR, number % INDICATOR / 10);
    // One arm a length, so that the divisions are multiplications by constants.
    macro_rules! split {
        ($($length:literal)*) => {
            match prefix_length {
                $($length => {
                    const SCALE: u64 = 10u64.pow(12 - $length);
                    const BITS: usize = BODY_BITS as usize - PREFIX_BITS[$length - 6];
                    Some((rest / SCALE) << BITS | (indicator * SCALE + rest % SCALE))
                })*
                _ => None,
            }
        };
    }
    split!(6 7 8 9 10 11 12)
}

/// The serial number as a number; `None` if the coding cannot hold it.
#[inline]
fn serial(serial: Serial) -> Option<u64> {
    let [high, low] = serial.limbs();
    let (mut sum, mut present, mut bad) = (0u64, 0u64, 0u64);
    // Characters from the last to the first; each is a quotient less 83 times the one before.
    macro_rules! character {
        ($place:expr, $quotient:expr, $before:expr) => {{
            let code = $quotient.wrapping_sub(83u64.wrapping_mul($before));
            let digit = code.wrapping_sub(ZERO);
            let is = u64::from(code != 0);
            bad |= is & u64::from(digit > 9);
            present += is;
            sum = sum.wrapping_add((digit & is.wrapping_neg()).wrapping_mul(P10[$place]));
            digit
        }};
    }
    let (a, b) = (low / P83[9], low / P83[8]);
    let quotients = [
        high,
        high / P83[1],
        high / P83[2],
        high / P83[3],
        high / P83[4],
        high / P83[5],
        high / P83[6],
        high / P83[7],
        high / P83[8],
        high / P83[9],
    ];
    character!(0, b, a);
    character!(1, a, 0);
    character!(2, quotients[0], quotients[1]);
    character!(3, quotients[1], quotients[2]);
    character!(4, quotients[2], quotients[3]);
    character!(5, quotients[3], quotients[4]);
    character!(6, quotients[4], quotients[5]);
    character!(7, quotients[5], quotients[6]);
    character!(8, quotients[6], quotients[7]);
    character!(9, quotients[7], quotients[8]);
    character!(10, quotients[8], quotients[9]);
    let first = character!(11, quotients[9], 0);
    bad |= u64::from(b * P83[8] != low) | u64::from(first == 0) & u64::from(present > 1);
    // The absent characters stand as zeros at the end: an exact division, by a reciprocal.
    let value = (u128::from(sum) * u128::from(*RECIPROCALS.get(present as usize)?)) >> 63;
    let value = value as u64;
    (bad == 0 && value >> SERIAL_BITS == 0).then_some(value)
}

/// By the number of characters: 2^63 over the power of ten that the absent ones make, rounded up.
const RECIPROCALS: [u64; 13] = {
    let mut table = [0; 13];
    let mut present = 0;
    while present < 13 {
        table[present] = (1u64 << 63).div_ceil(10u64.pow(12 - present as u32));
        present += 1;
    }
    table
};

#[cold]
fn unfit(sgtin: Sgtin, prefix_fits: bool) -> ParseError {
    if !prefix_fits {
        let error = ParseError::new(Code::TagPrefix, Span::new(0, 14));
        let error = error.about(ApplicationIdentifier::from_parts(1, 2));
        return error.with(Detail::Reason(Reason::TagPrefixDigits));
    }
    let text = sgtin.serial.to_string();
    let reason = if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        Reason::TagNotDigits
    } else if text.starts_with('0') && text.len() > 1 {
        Reason::TagLeadingZero
    } else {
        Reason::TagTooLarge
    };
    let error = ParseError::new(Code::TagFit, Span::new(0, text.len()));
    let error = error.about(ApplicationIdentifier::from_parts(21, 2));
    error.with(Detail::Fit { reason, wider: Wider::Sgtin })
}

/// The pack, the filter value and the length of the company prefix that a tag's twelve bytes say.
///
/// # Errors
/// [`Code::TagHeader`] or [`Code::TagBits`]; spans are bytes.
#[inline]
#[allow(clippy::modulo_one)] // a prefix of twelve digits leaves none
pub fn decode(bytes: [u8; 12]) -> Result<(Sgtin, Filter, u8), ParseError> {
    let mut padded = [0u8; 16];
    padded[4..].copy_from_slice(&bytes);
    let word = u128::from_be_bytes(padded);
    let head = (word >> (BODY_BITS + SERIAL_BITS)) as u64;
    let body = (word >> SERIAL_BITS) as u64 & ((1 << BODY_BITS) - 1);
    let number = word as u64 & ((1 << SERIAL_BITS) - 1);
    let partition = head & 7;
    macro_rules! join {
        ($($partition:literal)*) => {
            match partition {
                $($partition => {
                    const SCALE: u64 = 10u64.pow($partition);
                    const BITS: usize = BODY_BITS as usize - PREFIX_BITS[6 - $partition];
                    let (prefix, reference) = (body >> BITS, body & ((1 << BITS) - 1));
                    let (indicator, item) = (reference / SCALE, reference % SCALE);
                    let digits = indicator * 10u64.pow(12) + prefix * SCALE + item;
                    (prefix < 10u64.pow(12 - $partition) && indicator < 10).then_some(digits)
                })*
                _ => None,
            }
        };
    }
    let digits = join!(0 1 2 3 4 5 6);
    let serial = Serial::from_limbs(limbs(number));
    match (digits, serial) {
        (Some(digits), Some(serial)) if head >> 6 == HEADER => {
            let gtin = Gtin::from_valid(digits * 10 + check(digits));
            Ok((Sgtin { gtin, serial }, Filter::low(head >> 3), 12 - partition as u8))
        }
        _ => Err(refused(bytes)),
    }
}

/// The check digit of thirteen digits: weights 3 and 1 from the right. A quotient by a power of ten is its last digit
/// modulo ten, so the weighted quotients are summed.
#[inline]
fn check(digits: u64) -> u64 {
    let threes = digits
        + digits / P10[2]
        + digits / P10[4]
        + digits / P10[6]
        + digits / P10[8]
        + digits / P10[10]
        + digits / P10[12];
    let ones = digits / P10[1]
        + digits / P10[3]
        + digits / P10[5]
        + digits / P10[7]
        + digits / P10[9]
        + digits / P10[11];
    (10 - (3 * threes + ones) % 10) % 10
}

/// The limbs of a serial number that is this number below 2^38.
#[inline]
fn limbs(number: u64) -> [u64; 2] {
    let count = number.checked_ilog10().map_or(1, |last| last as usize + 1);
    // Twelve digits, those of the number first. A digit is a quotient less ten times the one before; summed with powers
    // of 83 that leaves each quotient with a power times 73.
    let left = number * P10[12usize.saturating_sub(count)];
    let term = |place: usize| (left / P10[11 - place]).wrapping_mul(73 * P83[8 - place]);
    let high =
        [term(0), term(1), term(2), term(3), term(4), term(5), term(6), term(7), term(8), left / P10[2]];
    let high = high.into_iter().fold(ZEROS[count].0, u64::wrapping_add);
    let low = left / 10 % 10 * P83[9] + left % 10 * P83[8] + ZEROS[count].1;
    [high, low]
}

/// By the number of digits, what the limbs are if all are 0.
const ZEROS: [(u64, u64); 13] = {
    let mut table = [(0, 0); 13];
    let mut count = 1;
    while count < 13 {
        table[count] = table[count - 1];
        if count <= 10 {
            table[count].0 += ZERO * P83[10 - count];
        } else {
            table[count].1 += ZERO * P83[20 - count];
        }
        count += 1;
    }
    table
};

#[cold]
fn refused(bytes: [u8; 12]) -> ParseError {
    match Tag::from_bytes(&bytes) {
        Err(error) => error,
        // Another coding of a key.
        Ok(_) => {
            let error = ParseError::new(Code::TagHeader, Span::new(0, 1));
            error.with(Detail::Reason(Reason::TagHeaderSgtin))
        }
    }
}

/// A column of packs as tags, appended to `tags`; rows that do not fit are zeros there and are given back with their
/// error.
///
/// ```
/// use tallymark::epc::{Filter, decode_sgtin96, encode_sgtin96};
/// use tallymark::{Gtin, Serial, Sgtin};
/// let gtin = Gtin::parse("09506000134352")?;
/// let packs = ["12", "012", "13"].map(|serial| Sgtin { gtin, serial: Serial::parse(serial).unwrap() });
/// let mut tags = Vec::new();
/// let refused = encode_sgtin96(&packs, 7, Filter::default(), &mut tags);
/// assert_eq!((tags.len(), refused.len(), refused[0].0), (3, 1, 1));
/// let mut read = Vec::new();
/// assert_eq!(decode_sgtin96(&tags, &mut read).len(), 1);
/// assert_eq!(read[2].map(|(pack, ..)| pack), Some(packs[2]));
/// # Ok::<(), tallymark::ParseError>(())
/// ```
pub fn encode_sgtin96(
    packs: &[Sgtin],
    prefix_length: u8,
    filter: Filter,
    tags: &mut Vec<[u8; 12]>,
) -> Vec<(usize, ParseError)> {
    let mut refused = Vec::new();
    tags.reserve(packs.len());
    for (row, &pack) in packs.iter().enumerate() {
        tags.push(encode(pack, prefix_length, filter).unwrap_or_else(|error| {
            refused.push((row, error));
            [0; 12]
        }));
    }
    refused
}

/// A column of tags as packs, appended to `packs`; rows that are no SGTIN-96 are `None` there and are given back with
/// their error. See [`encode_sgtin96`].
pub fn decode_sgtin96(
    tags: &[[u8; 12]],
    packs: &mut Vec<Option<(Sgtin, Filter, u8)>>,
) -> Vec<(usize, ParseError)> {
    let mut refused = Vec::new();
    packs.reserve(tags.len());
    for (row, &tag) in tags.iter().enumerate() {
        packs.push(decode(tag).map_err(|error| refused.push((row, error))).ok());
    }
    refused
}
