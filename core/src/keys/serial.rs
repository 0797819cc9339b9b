use std::fmt;
use std::num::NonZeroU64;

use crate::diagnostic::{Code, ParseError, Span};

/// The 82 characters of AI 21 in ASCII order (GS1 General Specifications, figure 7.11-1).
const CSET_82: &[u8; 82] =
    b"!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

/// Byte to digit of base 83; 0 for bytes outside the set.
const DIGIT: [u8; 256] = {
    let mut table = [0u8; 256];
    let mut i = 0;
    while i < CSET_82.len() {
        table[CSET_82[i] as usize] = i as u8 + 1;
        i += 1;
    }
    table
};

const LIMB: usize = 10;

/// A serial number of 1 to 20 characters of the 82-character set, packed without loss into 16 bytes.
///
/// Ten characters are ten digits of base 83 in one `u64` (83^10 < 2^64); digit 0 stands for "no more characters", so
/// that the numbers sort as the texts do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial {
    high: NonZeroU64,
    low: u64,
}

impl Serial {
    /// The longest serial, in characters.
    pub const MAX_LEN: usize = 2 * LIMB;

    /// Packs a serial.
    ///
    /// # Errors
    /// [`Code::AiLength`] if it is empty or longer than 20 bytes, [`Code::AiCharset`] at the first byte outside the set.
    ///
    /// ```
    /// let serial = tallymark::Serial::parse("A1B2")?;
    /// assert_eq!(serial.to_string(), "A1B2");
    /// assert!(serial < tallymark::Serial::parse("A1B20")?);
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    pub fn parse(text: impl AsRef<[u8]>) -> Result<Self, ParseError> {
        let text = text.as_ref();
        if text.is_empty() || text.len() > Self::MAX_LEN {
            return Err(ParseError::new(Code::AiLength, Span::new(0, text.len())));
        }
        let mut limbs = [0u64; 2];
        for position in 0..Self::MAX_LEN {
            let digit = match text.get(position) {
                None => 0,
                Some(&byte) => match DIGIT[byte as usize] {
                    0 => return Err(ParseError::new(Code::AiCharset, Span::new(position, position + 1))),
                    digit => digit,
                },
            };
            let limb = &mut limbs[position / LIMB];
            *limb = *limb * 83 + u64::from(digit);
        }
        // At least one character, so the first limb is not zero.
        let high = NonZeroU64::new(limbs[0]).ok_or_else(|| ParseError::new(Code::Empty, Span::default()))?;
        Ok(Serial { high, low: limbs[1] })
    }

    /// The packed form: two limbs of ten base-83 digits each, most significant first.
    #[must_use]
    pub const fn limbs(self) -> [u64; 2] {
        [self.high.get(), self.low]
    }

    /// The text, as a buffer and the number of bytes used.
    fn unpack(self) -> ([u8; Self::MAX_LEN], usize) {
        let mut text = [0u8; Self::MAX_LEN];
        let mut len = 0;
        for (index, mut limb) in self.limbs().into_iter().enumerate() {
            for offset in (0..LIMB).rev() {
                let digit = (limb % 83) as usize;
                limb /= 83;
                if digit > 0 {
                    text[index * LIMB + offset] = CSET_82[digit - 1];
                    len = len.max(index * LIMB + offset + 1);
                }
            }
        }
        (text, len)
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, len) = self.unpack();
        f.write_str(std::str::from_utf8(&text[..len]).unwrap_or_default())
    }
}

impl fmt::Debug for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Serial({self})")
    }
}

impl std::str::FromStr for Serial {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        Serial::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn round_trip_order_and_size(a in "[!\"%-?A-Z_a-z]{1,20}", b in "[!\"%-?A-Z_a-z]{1,20}") {
            let (x, y) = (Serial::parse(&a).unwrap(), Serial::parse(&b).unwrap());
            prop_assert_eq!(x.to_string(), a.clone());
            prop_assert_eq!(x.cmp(&y), a.as_bytes().cmp(b.as_bytes()));
            prop_assert_eq!(size_of::<Option<Serial>>(), 16);
        }
    }
}
