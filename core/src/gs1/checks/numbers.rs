//! Rules for numbers.

use super::Flaw;
use crate::diagnostic::{Code, Reason};

/// The number that the digits make; callers have judged the character set, other bytes count as zero.
pub(super) fn value(digits: &[u8]) -> u64 {
    digits.iter().fold(0u64, |number, byte| {
        let digit = u64::from(byte.wrapping_sub(b'0'));
        number.saturating_mul(10).saturating_add(if digit < 10 { digit } else { 0 })
    })
}

pub(super) fn zero(text: &[u8]) -> Result<(), Flaw> {
    match text.iter().position(|&byte| byte != b'0') {
        None => Ok(()),
        Some(at) => Err(Flaw::new(Code::AiValue, Reason::Zero, at, at + 1)),
    }
}

pub(super) fn no_leading_zero(text: &[u8]) -> Result<(), Flaw> {
    match text.first() {
        Some(b'0') => Err(Flaw::new(Code::AiValue, Reason::LeadingZero, 0, 1)),
        _ => Ok(()),
    }
}

pub(super) fn piece_of_total(text: &[u8]) -> Result<(), Flaw> {
    let flaw = |reason, start, end| Err(Flaw::new(Code::AiValue, reason, start, end));
    let half = text.len() / 2;
    if text.len() % 2 == 1 {
        return flaw(Reason::OddLength, 0, text.len());
    }
    let (piece, total) = text.split_at(half);
    match (value(piece), value(total)) {
        (0, _) => flaw(Reason::PieceZero, 0, half),
        (_, 0) => flaw(Reason::TotalZero, half, text.len()),
        (piece, total) if piece > total => flaw(Reason::PieceAboveTotal, 0, text.len()),
        _ => Ok(()),
    }
}

/// `place/total`, both above zero and without zeros in front.
pub(super) fn place_in_sequence(text: &[u8]) -> Result<(), Flaw> {
    let flaw = |reason, start, end| Err(Flaw::new(Code::AiValue, reason, start, end));
    let number = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    let slash = text.iter().position(|&byte| byte == b'/').unwrap_or(text.len());
    let (place, total) = (&text[..slash], text.get(slash + 1..).unwrap_or_default());
    if !number(place) || !number(total) {
        return flaw(Reason::SequenceForm, 0, text.len());
    }
    if place.first() == Some(&b'0') {
        return flaw(Reason::LeadingZero, 0, 1);
    }
    if total.first() == Some(&b'0') {
        return flaw(Reason::LeadingZero, slash + 1, slash + 2);
    }
    if value(place) > value(total) {
        return flaw(Reason::PlaceAboveTotal, 0, text.len());
    }
    Ok(())
}
