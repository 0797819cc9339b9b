//! Rules for text.

use super::Flaw;
use super::codes::country_letters;
use crate::diagnostic::{Code, Detail, Reason};

/// Base64url text without the padding at its end, which is judged here: at most two signs, filling a group of four.
pub(super) fn without_padding(text: &[u8]) -> Result<&[u8], Flaw> {
    let body = text.len() - text.iter().rev().take_while(|&&byte| byte == b'=').count();
    let padding = text.len() - body;
    if padding == 0 || padding <= 2 && text.len().is_multiple_of(4) && body > 0 {
        return Ok(text.get(..body).unwrap_or_default());
    }
    let detail = Detail::Character { byte: b'=', set: b'Z' };
    Err(Flaw { code: Code::AiCharset, detail, start: body, end: text.len() })
}

pub(super) fn is_importer(text: &[u8]) -> bool {
    matches!(text, [byte] if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

pub(super) fn hyphens(text: &[u8]) -> Result<(), Flaw> {
    match text.iter().position(|&byte| byte != b'-') {
        None => Ok(()),
        Some(at) => Err(Flaw::new(Code::AiValue, Reason::Hyphen, at, at + 1)),
    }
}

/// Every percent sign begins an escape of two hexadecimal digits.
pub(super) fn percent(text: &[u8]) -> Result<(), Flaw> {
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        if byte != b'%' {
            at += 1;
            continue;
        }
        match text.get(at + 1..at + 3) {
            Some([high, low]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => at += 3,
            _ => return Err(Flaw::new(Code::AiValue, Reason::Percent, at, (at + 3).min(text.len()))),
        }
    }
    Ok(())
}

/// ISO 13616: country, check digits, account; the whole moved and turned into digits leaves 1 modulo 97.
pub(super) fn iban(text: &[u8]) -> Result<(), Flaw> {
    let flaw = |reason, start, end| Err(Flaw::new(Code::AiValue, reason, start, end));
    let Some((head, account)) = text.split_at_checked(4) else {
        return flaw(Reason::IbanShort, 0, text.len());
    };
    if !country_letters(head.get(..2).unwrap_or_default()) {
        return flaw(Reason::IbanCountry, 0, 2);
    }
    if text.len() <= 10 {
        return flaw(Reason::IbanShort, 0, text.len());
    }
    let mut remainder = 0u32;
    for (at, &byte) in account.iter().chain(head).enumerate() {
        remainder = match byte {
            b'0'..=b'9' => remainder * 10 + u32::from(byte - b'0'),
            b'A'..=b'Z' => remainder * 100 + u32::from(byte - b'A') + 10,
            _ => {
                let at = (at + 4) % text.len();
                return flaw(Reason::IbanCharacter, at, at + 1);
            }
        } % 97;
    }
    if remainder == 1 { Ok(()) } else { flaw(Reason::IbanChecksum, 2, 4) }
}
