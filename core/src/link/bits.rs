//! Bits as characters of base64url, and numbers and texts as bits.

/// The alphabet of base64url (RFC 4648, 5).
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The six bits that a character stands for.
pub(super) const fn sextet(character: u8) -> Option<u8> {
    Some(match character {
        b'A'..=b'Z' => character - b'A',
        b'a'..=b'z' => character - b'a' + 26,
        b'0'..=b'9' => character - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    })
}

/// The character that six bits make.
pub(super) fn character(sextet: u8) -> char {
    char::from(ALPHABET.get(usize::from(sextet & 63)).copied().unwrap_or(b'A'))
}

/// The longest number: 127 digits take 422 bits.
const LIMBS: usize = 14;

/// How many bits a number of so many digits takes: the least that hold it, one at least.
///
/// The standard's formula, digits times log2(10) plus 0.01, rounded up; it gives one bit too many for 59 digits, and
/// everybody has to do so.
pub(super) const fn number_width(digits: usize) -> usize {
    (digits as u64 * 3_321_928_094_887 + 10_000_000_000).div_ceil(1_000_000_000_000) as usize
}

/// How many bits a length of at most `most` takes.
pub(super) const fn length_width(most: usize) -> usize {
    (usize::BITS - most.leading_zeros()) as usize
}

/// How the characters of a text are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Digits,
    LowerHex,
    UpperHex,
    Base64,
    Ascii,
}

impl Encoding {
    /// By its three bits.
    pub(super) const fn from_number(number: u32) -> Option<Self> {
        Some(match number {
            0 => Encoding::Digits,
            1 => Encoding::LowerHex,
            2 => Encoding::UpperHex,
            3 => Encoding::Base64,
            4 => Encoding::Ascii,
            _ => return None,
        })
    }

    /// The shortest one for this text.
    pub(super) fn of(text: &[u8]) -> Self {
        let all = |fits: fn(&u8) -> bool| !text.is_empty() && text.iter().all(fits);
        if all(u8::is_ascii_digit) {
            Encoding::Digits
        } else if all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F')) {
            Encoding::UpperHex
        } else if all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            Encoding::LowerHex
        } else if all(|byte| sextet(*byte).is_some()) {
            Encoding::Base64
        } else {
            Encoding::Ascii
        }
    }
}

/// Gathers bits.
#[derive(Clone, Debug, Default)]
pub(super) struct Writer {
    text: String,
    pending: u8,
    held: u32,
}

impl Writer {
    /// The lowest `width` bits of a number.
    pub(super) fn number(&mut self, value: u32, width: usize) {
        for place in (0..width).rev() {
            self.bit(value.checked_shr(place as u32).unwrap_or(0) & 1 == 1);
        }
    }

    fn bit(&mut self, bit: bool) {
        self.pending = self.pending << 1 | u8::from(bit);
        self.held += 1;
        if self.held == 6 {
            self.text.push(character(self.pending));
            (self.pending, self.held) = (0, 0);
        }
    }

    /// Digits as one number.
    pub(super) fn digits(&mut self, digits: &[u8]) {
        let mut limbs = [0u32; LIMBS];
        for digit in digits {
            let mut carry = u64::from(digit.wrapping_sub(b'0'));
            for limb in &mut limbs {
                let value = u64::from(*limb) * 10 + carry;
                (*limb, carry) = (value as u32, value >> 32);
            }
        }
        for place in (0..number_width(digits.len())).rev() {
            self.bit(limbs.get(place / 32).is_some_and(|limb| limb >> (place % 32) & 1 == 1));
        }
    }

    /// Characters as the encoding writes them.
    pub(super) fn characters(&mut self, encoding: Encoding, text: &[u8]) {
        match encoding {
            Encoding::Digits => self.digits(text),
            Encoding::LowerHex | Encoding::UpperHex => {
                text.iter().for_each(|&byte| self.number(char::from(byte).to_digit(16).unwrap_or(0), 4));
            }
            Encoding::Base64 => {
                text.iter().for_each(|&byte| self.number(u32::from(sextet(byte).unwrap_or(0)), 6));
            }
            Encoding::Ascii => text.iter().for_each(|&byte| self.number(u32::from(byte), 7)),
        }
    }

    /// The characters, the last one filled with zero bits.
    pub(super) fn finish(mut self) -> String {
        while self.held > 0 {
            self.bit(false);
        }
        self.text
    }
}

/// Why bits say nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// There are no more.
    End,
    /// A number has more digits than its length says.
    Number,
}

/// Hands bits out.
#[derive(Clone, Debug)]
pub(super) struct Reader<'t> {
    text: &'t [u8],
    /// Bits used.
    at: usize,
}

impl<'t> Reader<'t> {
    pub(super) const fn new(text: &'t [u8]) -> Self {
        Reader { text, at: 0 }
    }

    /// Bits used so far.
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// Bits that are left.
    pub(super) const fn left(&self) -> usize {
        (self.text.len() * 6).saturating_sub(self.at)
    }

    /// The next bits as a number, at most 32.
    pub(super) fn number(&mut self, width: usize) -> Result<u32, Flaw> {
        if width > self.left() {
            return Err(Flaw::End);
        }
        let mut value = 0;
        for _ in 0..width {
            let sextet = self.text.get(self.at / 6).copied().and_then(sextet).ok_or(Flaw::End)?;
            value = value << 1 | u32::from(sextet >> (5 - self.at % 6) & 1);
            self.at += 1;
        }
        Ok(value)
    }

    /// A number of so many digits, at most 127.
    pub(super) fn digits(&mut self, digits: usize, out: &mut String) -> Result<(), Flaw> {
        let width = number_width(digits);
        if width > self.left() {
            return Err(Flaw::End);
        }
        let mut limbs = [0u32; LIMBS];
        let mut place = width;
        while place > 0 {
            let low = (place - 1) / 32 * 32;
            let limb = self.number(place - low)?;
            *limbs.get_mut(low / 32).ok_or(Flaw::Number)? = limb;
            place = low;
        }
        let start = out.len();
        for _ in 0..digits {
            let mut rest = 0u64;
            for limb in limbs.iter_mut().rev() {
                let value = rest << 32 | u64::from(*limb);
                (*limb, rest) = ((value / 10) as u32, value % 10);
            }
            out.push(char::from(b'0' + rest as u8));
        }
        if limbs.iter().any(|&limb| limb != 0) {
            return Err(Flaw::Number);
        }
        let written: String = out.get(start..).unwrap_or_default().chars().rev().collect();
        out.truncate(start);
        out.push_str(&written);
        Ok(())
    }

    /// So many characters of the encoding, at most 127.
    pub(super) fn characters(
        &mut self,
        encoding: Encoding,
        length: usize,
        out: &mut String,
    ) -> Result<(), Flaw> {
        let width = match encoding {
            Encoding::Digits => return self.digits(length, out),
            Encoding::LowerHex | Encoding::UpperHex => 4,
            Encoding::Base64 => 6,
            Encoding::Ascii => 7,
        };
        for _ in 0..length {
            let number = self.number(width)?;
            let letter = match encoding {
                Encoding::Base64 => character(number as u8),
                Encoding::Ascii => char::from(number as u8),
                _ => char::from_digit(number, 16).unwrap_or('0'),
            };
            out.push(if encoding == Encoding::UpperHex { letter.to_ascii_uppercase() } else { letter });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn widths() {
        assert_eq!([1, 2, 6, 13, 14, 18, 20].map(number_width), [4, 7, 20, 44, 47, 60, 67]);
        assert_eq!(number_width(0), 1);
        assert_eq!([1, 3, 8, 16, 20, 30, 90].map(length_width), [1, 2, 4, 5, 5, 5, 7]);
    }

    proptest! {
        #[test]
        fn texts_come_back(text in "[0-9]{0,127}|[0-9a-f]{1,40}|[0-9A-F]{1,40}|[A-Za-z0-9_-]{1,40}|[ -~]{0,127}") {
            let encoding = Encoding::of(text.as_bytes());
            let mut writer = Writer::default();
            writer.number(5, 3);
            writer.characters(encoding, text.as_bytes());
            let written = writer.finish();
            let mut reader = Reader::new(written.as_bytes());
            prop_assert_eq!(reader.number(3), Ok(5));
            let mut back = String::new();
            prop_assert_eq!(reader.characters(encoding, text.len(), &mut back), Ok(()));
            prop_assert_eq!(back, text);
            prop_assert!(reader.left() < 6);
        }

        #[test]
        fn a_number_is_the_one_that_u128_writes(value in 0..10u128.pow(30)) {
            let digits = format!("{value:030}");
            let mut writer = Writer::default();
            writer.digits(digits.as_bytes());
            let written = writer.finish();
            let width = number_width(30);
            let bits = written.bytes().fold(0u128, |bits, byte| bits << 6 | u128::from(sextet(byte).unwrap()));
            prop_assert_eq!(bits >> (written.len() * 6 - width), value);
        }
    }
}
