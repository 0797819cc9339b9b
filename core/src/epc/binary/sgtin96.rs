//! SGTIN-96 straight from and to the typed key, for lines and batches: a few multiplications that do not wait for each
//! other and tables of two and three characters, no text in between, nothing allocated.
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
    // The first twelve characters two by two. Each pair is a quotient less 83² times the one before, and no quotient
    // waits for another one.
    let quotients = [high / P83[8], high / P83[6], high / P83[4], high / P83[2], high, low / P83[8]];
    let (mut sum, mut flags, mut before) = (0u64, 0u64, 0u64);
    let mut first = 0;
    for (place, quotient) in quotients.into_iter().enumerate() {
        let before = if place == 5 { 0 } else { std::mem::replace(&mut before, quotient) };
        let pair =
            u64::from(PAIRS[quotient.wrapping_sub(before.wrapping_mul(P83[2])) as usize % PAIR_PLACES]);
        if place == 0 {
            first = pair;
        }
        sum = sum * 100 + (pair & PAIR_VALUE);
        flags += pair >> PAIR_PRESENT;
    }
    let present = flags as usize % 16;
    let longer = low != quotients[5] * P83[8];
    let leading_zero = first & PAIR_VALUE < 10 && present > 1;
    // The absent characters stand as zeros at the end: an exact division, by a reciprocal.
    let value = ((u128::from(sum) * u128::from(RECIPROCALS[present])) >> 63) as u64;
    let good = flags < 16 && !longer && !leading_zero && value >> SERIAL_BITS == 0;
    good.then_some(value)
}

const PAIR_PLACES: usize = 8_192;
/// The two digits of a pair as a number.
const PAIR_VALUE: u64 = 127;
/// From this bit on the number of characters that are there; six bits further up, whether one is no digit.
const PAIR_PRESENT: u32 = 7;

/// What two characters say, by 83 times the first one's place in the alphabet and the second one's, counted from one; 0 is
/// no character.
static PAIRS: [u16; PAIR_PLACES] = {
    let mut table = [1 << 13; PAIR_PLACES];
    let mut pair = 0u64;
    while pair < 83 * 83 {
        let (first, second) = (pair / 83, pair % 83);
        let absent = (first == 0) as u16 + (second == 0) as u16;
        let first = if first == 0 { 0 } else { first.wrapping_sub(ZERO) };
        let second = if second == 0 { 0 } else { second.wrapping_sub(ZERO) };
        if first < 10 && second < 10 {
            table[pair as usize] = (2 - absent) << PAIR_PRESENT | (10 * first + second) as u16;
        }
        pair += 1;
    }
    table
};

/// By the number of characters: 2^63 over the power of ten that the absent ones make, rounded up.
static RECIPROCALS: [u64; 16] = {
    let mut table = [0; 16];
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

/// The check digit of thirteen digits: weights 3 and 1 from the right, three digits at a time.
#[inline]
fn check(digits: u64) -> u64 {
    let quotients = [digits / P10[12], digits / P10[9], digits / P10[6], digits / P10[3], digits];
    let three = |at: usize| THREES[quotients[at].wrapping_sub(1_000 * quotients[at - 1]) as usize % 1_024];
    let (ends, middle) = (three(2).ends + three(4).ends, three(1).middle + three(3).middle);
    let sum = 3 * quotients[0] as usize + usize::from(ends) + usize::from(middle);
    u64::from(COMPLEMENTS[sum % 256])
}

/// What three digits are good for.
#[derive(Clone, Copy)]
struct Three {
    /// Their number in base 83.
    value: u32,
    /// Their sum, the first and the last counted three times.
    ends: u8,
    /// Their sum, the middle one counted three times.
    middle: u8,
}

static THREES: [Three; 1_024] = {
    let mut table = [Three { value: 0, ends: 0, middle: 0 }; 1_024];
    let mut number = 0;
    while number < 1_000 {
        let (a, b, c) = (number as u32 / 100, number as u32 / 10 % 10, number as u32 % 10);
        let (ends, middle) = (3 * (a + c) + b, a + c + 3 * b);
        table[number] = Three { value: (a * 83 + b) * 83 + c, ends: ends as u8, middle: middle as u8 };
        number += 1;
    }
    table
};

/// What is missing to the next multiple of ten.
static COMPLEMENTS: [u8; 256] = {
    let mut table = [0; 256];
    let mut sum = 0;
    while sum < 256 {
        table[sum] = ((10 - sum % 10) % 10) as u8;
        sum += 1;
    }
    table
};

/// The limbs of a serial number that is this number below 2^38.
#[inline]
fn limbs(number: u64) -> [u64; 2] {
    let count = number.checked_ilog10().map_or(1, |last| last as usize + 1) % 16;
    // Twelve digits, those of the number first, three at a time.
    let left = number * SCALES[count];
    let quotients = [left / P10[9], left / P10[6], left / P10[3], left];
    let three = |at: usize| quotients[at].wrapping_sub(1_000 * quotients[at - 1]) as usize % 1_024;
    let value = |three: usize| u64::from(THREES[three].value);
    let last = three(3);
    let high = value(quotients[0] as usize % 1_024) * P83[7]
        + value(three(1)) * P83[4]
        + value(three(2)) * P83[1]
        + (last / 100) as u64;
    [high + ZEROS[count].0, value(last % 100) * P83[8] + ZEROS[count].1]
}

/// By the number of digits, what makes them twelve.
static SCALES: [u64; 16] = {
    let mut table = [1; 16];
    let mut count = 0;
    while count < 12 {
        table[count] = P10[12 - count];
        count += 1;
    }
    table
};

/// By the number of digits, what the limbs are if all are 0.
static ZEROS: [(u64, u64); 16] = {
    let mut table = [(0, 0); 16];
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pack(gtin: u64, serial: &str) -> Sgtin {
        let body = format!("{gtin:013}");
        let digit = crate::keys::check_digit(body.as_bytes()).unwrap_or(b'0');
        let gtin = Gtin::parse(format!("{body}{}", char::from(digit))).unwrap();
        Sgtin { gtin, serial: Serial::parse(serial).unwrap() }
    }

    /// The rule as it is written: digits without leading zeros, below 2^38.
    fn fits(serial: &str) -> Option<u64> {
        let digits = serial.bytes().all(|byte| byte.is_ascii_digit());
        let plain = digits && (serial.len() == 1 || !serial.starts_with('0'));
        serial.parse().ok().filter(|number: &u64| plain && number >> SERIAL_BITS == 0)
    }

    fn judge(gtin: u64, serial: &str, length: u8) -> Result<(), TestCaseError> {
        let pack = pack(gtin, serial);
        let tag = encode(pack, length, Filter::default());
        prop_assert_eq!(tag.is_ok(), fits(serial).is_some(), "{}", serial);
        if let Ok(bytes) = tag {
            let (read, _, digits) = decode(bytes)?;
            prop_assert_eq!((read, digits), (pack, length));
            let number = u64::from_be_bytes(*bytes.last_chunk::<8>().unwrap()) & ((1 << SERIAL_BITS) - 1);
            prop_assert_eq!(Some(number), fits(serial));
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn keys_come_back_and_what_does_not_fit_is_refused(
            gtin in 0..10_000_000_000_000u64,
            serial in prop_oneof!["[0-9]{1,13}", "[0-9A!z_]{1,20}", "[1-9][0-9]{0,11}", (0..1u64 << 39).prop_map(|n| n.to_string())],
            length in 6u8..=12,
        ) {
            judge(gtin, &serial, length)?;
        }
    }

    #[test]
    fn the_edges_of_serials() {
        let ends = ["0", "00", "01", "9", "10", "99", "100", "274877906943", "274877906944", "999999999999"];
        let strange =
            ["1234567890123", "12345678901A", "A", "1A", "12345678901234567890", "!", "z", "1234567890AB"];
        for serial in ends.into_iter().chain(strange) {
            for length in 6..=12 {
                for gtin in [0, 9_999_999_999_999, 950_600_013_435] {
                    judge(gtin, serial, length).unwrap();
                }
            }
        }
    }
}
