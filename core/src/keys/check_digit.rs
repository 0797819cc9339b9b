use super::charset::{NUMERIC, stranger};
use crate::diagnostic::{Code, Detail, ParseError, Span};

/// The check digit of a GS1 key: weights 3, 1, 3, … from the right (GS1 General Specifications 7.9.1).
///
/// `body` holds the digits before the check digit as ASCII; `None` if a byte is not a digit.
///
/// ```
/// assert_eq!(tallymark::keys::check_digit(b"0950600013435"), Some(b'2'));
/// ```
#[must_use]
pub fn check_digit(body: &[u8]) -> Option<u8> {
    let mut sum = 0u32;
    for (position, &byte) in body.iter().rev().enumerate() {
        if !byte.is_ascii_digit() {
            return None;
        }
        let weight = if position % 2 == 0 { 3 } else { 1 };
        sum = (sum + weight * u32::from(byte - b'0')) % 10;
    }
    Some(b'0' + ((10 - sum % 10) % 10) as u8)
}

/// The number in `text`, all digits with a right check digit at the end.
pub(crate) fn checked_number(text: &[u8]) -> Result<u64, ParseError> {
    if let Some(at) = stranger(text, NUMERIC) {
        let byte = text.get(at).copied().unwrap_or_default();
        let detail = Detail::Character { byte, set: b'N' };
        return Err(ParseError::new(Code::AiCharset, Span::new(at, at + 1)).with(detail));
    }
    let Some((&found, body)) = text.split_last() else {
        return Err(ParseError::new(Code::Empty, Span::default()));
    };
    match check_digit(body) {
        Some(expected) if expected != found => {
            let place = Span::new(text.len() - 1, text.len());
            Err(ParseError::new(Code::AiChecksum, place).with(Detail::Digit { found, expected }))
        }
        _ => Ok(text.iter().fold(0u64, |n, byte| n.wrapping_mul(10).wrapping_add(u64::from(byte - b'0')))),
    }
}

/// The number of these digits and their check digit.
pub(crate) fn completed_number(body: &[u8]) -> Result<u64, ParseError> {
    if let Some(at) = stranger(body, NUMERIC) {
        let byte = body.get(at).copied().unwrap_or_default();
        let detail = Detail::Character { byte, set: b'N' };
        return Err(ParseError::new(Code::AiCharset, Span::new(at, at + 1)).with(detail));
    }
    // Weights 3, 1, 3, … from the right, and the number, in one pass.
    let (mut number, mut sums) = (0u64, [0u32; 2]);
    for (at, byte) in body.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
        let [even, odd] = &mut sums;
        *(if at % 2 == 0 { even } else { odd }) += u32::from(digit);
    }
    let [even, odd] = sums;
    let sum = if body.len().is_multiple_of(2) { even + 3 * odd } else { 3 * even + odd };
    Ok(number.wrapping_mul(10).wrapping_add(u64::from((10 - sum % 10) % 10)))
}

/// The error of a key that has not `digits` digits.
pub(crate) fn wrong_length(text: &[u8], digits: u8) -> ParseError {
    let found = u32::try_from(text.len()).unwrap_or(u32::MAX);
    ParseError::new(Code::AiLength, Span::new(0, text.len())).with(Detail::Length {
        found,
        least: digits,
        most: digits,
    })
}
