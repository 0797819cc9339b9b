//! The parts of a classic coding: what a tag URI separates by dots; and how they lie in the values of elements.

use super::coding::{Form, Key, Reference};
use super::{Coding, Contents, Filter};
use crate::diagnostic::ApplicationIdentifier;
use crate::keys::check_digit;

/// A short text in place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Text {
    bytes: [u8; 32],
    len: u8,
}

impl Text {
    pub(crate) const fn new() -> Self {
        Text { bytes: [0; 32], len: 0 }
    }

    /// A copy; `None` above 32 bytes.
    pub(crate) fn of(text: &[u8]) -> Option<Self> {
        let mut copy = Self::new();
        copy.append(text)?;
        Some(copy)
    }

    pub(crate) fn append(&mut self, text: &[u8]) -> Option<()> {
        let start = usize::from(self.len);
        let end = start + text.len();
        self.bytes.get_mut(start..end)?.copy_from_slice(text);
        self.len = end as u8;
        Some(())
    }

    /// A number with at least so many digits.
    pub(crate) fn number(mut value: u64, digits: usize) -> Self {
        let mut backwards = [0u8; 20];
        let mut len = 0;
        for slot in &mut backwards {
            if value == 0 && len >= digits {
                break;
            }
            *slot = b'0' + (value % 10) as u8;
            value /= 10;
            len += 1;
        }
        let mut text = Self::new();
        for byte in backwards.get(..len).unwrap_or_default().iter().rev() {
            let _ = text.append(&[*byte]);
        }
        text
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }
}

/// The digits as a number; `None` if one is no digit or the number is above 64 bits.
pub(crate) fn number(digits: &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for &byte in digits {
        let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
        value = value.checked_mul(10)?.checked_add(digit)?;
    }
    Some(value)
}

/// The parts of a classic coding.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fields {
    pub(crate) filter: Filter,
    /// The digits of the company prefix, 6 to 12.
    pub(crate) prefix: Text,
    /// What follows the prefix, check digit left out, an indicator or extension digit in front.
    pub(crate) reference: Text,
    /// Piece and total of an ITIP, two digits each.
    pub(crate) pieces: Text,
    /// Empty where the key has none.
    pub(crate) serial: Text,
}

/// Where the parts of a key lie in the value of its AI.
pub(crate) struct Anatomy {
    pub(crate) ai: ApplicationIdentifier,
    /// The AI of the serial number, where it is an element of its own.
    pub(crate) serial: Option<ApplicationIdentifier>,
    /// Digits before the company prefix: the indicator or extension digit that moves before the reference, or the zero
    /// of a GRAI that is left out.
    front: Front,
    /// The digits up to the check digit and with it; `None` for keys without.
    pub(crate) digits: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Front {
    None,
    Moved,
    Zero,
}

const fn ai(value: u16, digits: usize) -> ApplicationIdentifier {
    ApplicationIdentifier::from_parts(value, digits)
}

impl Coding {
    pub(crate) const fn anatomy(self) -> Anatomy {
        const fn of(
            ai: ApplicationIdentifier,
            serial: Option<ApplicationIdentifier>,
            front: Front,
            digits: Option<usize>,
        ) -> Anatomy {
            Anatomy { ai, serial, front, digits }
        }
        match self.key() {
            Key::Sgtin => of(ai(1, 2), Some(ai(21, 2)), Front::Moved, Some(14)),
            Key::Sscc => of(ai(0, 2), None, Front::Moved, Some(18)),
            Key::Sgln => of(ai(414, 3), Some(ai(254, 3)), Front::None, Some(13)),
            Key::Grai => of(ai(8003, 4), None, Front::Zero, Some(14)),
            Key::Giai => of(ai(8004, 4), None, Front::None, None),
            Key::Gsrn => of(ai(8018, 4), None, Front::None, Some(18)),
            Key::Gsrnp => of(ai(8017, 4), None, Front::None, Some(18)),
            Key::Gdti => of(ai(253, 3), None, Front::None, Some(13)),
            Key::Cpi => of(ai(8010, 4), Some(ai(8011, 4)), Front::None, None),
            Key::Sgcn => of(ai(255, 3), None, Front::None, Some(13)),
            Key::Itip => of(ai(8006, 4), Some(ai(21, 2)), Front::Moved, Some(14)),
        }
    }

    /// How the reference is written; `None` for '+' codings.
    pub(crate) const fn reference(self) -> Option<Reference> {
        match self.form() {
            Form::Classic { reference, .. } => Some(reference),
            Form::Plus { .. } => None,
        }
    }
}

impl Fields {
    /// The parts of a key, its check digit verified before; `None` if the value is too short for such a prefix or holds no
    /// such digits.
    pub(crate) fn of_elements(
        coding: Coding,
        filter: Filter,
        prefix_length: usize,
        key: &[u8],
        serial: Option<&[u8]>,
    ) -> Option<Self> {
        let anatomy = coding.anatomy();
        let front = usize::from(anatomy.front != Front::None);
        let prefix = key.get(front..front + prefix_length)?;
        let end = anatomy.digits.map_or(key.len(), |digits| digits - 1);
        let mut reference = Text::new();
        if anatomy.front == Front::Moved {
            reference.append(key.get(..1)?)?;
        }
        reference.append(key.get(front + prefix_length..end)?)?;
        let behind = key.get(anatomy.digits.unwrap_or(key.len())..)?;
        let (pieces, within) = if coding.key() == Key::Itip { (behind, &[][..]) } else { (&[][..], behind) };
        let serial = match coding.key() {
            // No extension is written as the extension 0.
            Key::Sgln => serial.unwrap_or(b"0"),
            _ => serial.unwrap_or(within),
        };
        Some(Fields {
            filter,
            prefix: Text::of(prefix)?,
            reference,
            pieces: Text::of(pieces)?,
            serial: Text::of(serial)?,
        })
    }

    /// Whether a reference of varying length is empty, the prefix taking all of the key.
    pub(crate) fn reference_missing(&self, coding: Coding) -> bool {
        let padded = matches!(coding.reference(), Some(Reference::Padded { .. }));
        !padded && self.reference.as_bytes().is_empty()
    }

    /// The elements again, with their check digit.
    pub(crate) fn contents(&self, coding: Coding) -> Contents {
        let anatomy = coding.anatomy();
        let mut contents = Contents::new(coding, self.filter, self.prefix.as_bytes().len() as u8);
        let mut key = [0u8; 64];
        let mut len = 0;
        let mut add = |part: &[u8]| {
            if let Some(room) = key.get_mut(len..len + part.len()) {
                room.copy_from_slice(part);
                len += part.len();
            }
        };
        let reference = self.reference.as_bytes();
        let moved = if anatomy.front == Front::Moved { 1.min(reference.len()) } else { 0 };
        let (first, rest) = reference.split_at(moved);
        add(if anatomy.front == Front::Zero { b"0" } else { first });
        add(self.prefix.as_bytes());
        add(rest);
        let mut value = Text::new();
        let _ = value.append(key.get(..len).unwrap_or_default());
        if anatomy.digits.is_some() {
            let _ = value.append(check_digit(value.as_bytes()).as_slice());
        }
        let _ = value.append(self.pieces.as_bytes());
        let serial = self.serial.as_bytes();
        let apart = anatomy.serial.filter(|_| coding.key() != Key::Sgln || serial != b"0");
        if anatomy.serial.is_none() {
            let _ = value.append(serial);
        }
        let _ = contents.push(anatomy.ai, value.as_bytes());
        if let Some(ai) = apart {
            let _ = contents.push(ai, serial);
        }
        contents.close_key();
        contents
    }
}
