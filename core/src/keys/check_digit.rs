use crate::diagnostic::{Code, ParseError, Span};

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
    if let Some(at) = text.iter().position(|byte| !byte.is_ascii_digit()) {
        return Err(ParseError::new(Code::AiCharset, Span::new(at, at + 1)));
    }
    let Some((&last, body)) = text.split_last() else {
        return Err(ParseError::new(Code::Empty, Span::default()));
    };
    if check_digit(body) != Some(last) {
        return Err(ParseError::new(Code::AiChecksum, Span::new(text.len() - 1, text.len())));
    }
    Ok(text.iter().fold(0u64, |n, byte| n * 10 + u64::from(byte - b'0')))
}
