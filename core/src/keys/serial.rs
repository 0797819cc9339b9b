use std::fmt;
use std::num::NonZeroU64;

use super::charset::CSET_82_ORDER as CSET_82;
use crate::diagnostic::{Code, Detail, ParseError, Span};

/// Whether a byte is in the set.
const LEGAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut i = 0;
    while i < CSET_82.len() {
        table[CSET_82[i] as usize] = true;
        i += 1;
    }
    table
};

/// What a byte adds to a group of five characters, by its place in the group: its digit times a power of 83, at most
/// 83^5 in all, which leaves the bits from [`FLAGS`] up to count bytes outside the set and, in higher bits, zero bytes.
const PLACE: [[u64; 256]; GROUP] = {
    let mut table = [[ILLEGAL; 256]; GROUP];
    let mut place = GROUP;
    let mut power = 1;
    while place > 0 {
        place -= 1;
        table[place][0] = ABSENT;
        let mut i = 0;
        while i < CSET_82.len() {
            table[place][CSET_82[i] as usize] = (i as u64 + 1) * power;
            i += 1;
        }
        power *= 83;
    }
    table
};

const GROUP: usize = 5;
const GROUP_SIZE: u64 = 83u64.pow(GROUP as u32);
const FLAGS: u32 = 40;
const ILLEGAL: u64 = 1 << FLAGS;
const ABSENT: u64 = 1 << (FLAGS + 8);

const LIMB: usize = 10;

/// A serial number of 1 to 20 characters of the 82-character set, packed without loss into 16 bytes.
///
/// Ten characters are ten digits of base 83 in one `u64` (83^10 < 2^64); digit 0 stands for "no more characters", so
/// that the numbers sort as the texts do.
///
/// Measured against other ways to hold the same texts (12 to 20 characters of 0-9A-Z, 1 M of them, medians of 11 rounds
/// in turn on a shared machine, nanoseconds each; `cargo bench -p tallymark-benches --bench keys`):
///
/// | | bytes | check and pack | hash | compare | sort |
/// |---|---|---|---|---|---|
/// | two limbs of base 83, by place tables | 16 | 12.8 | 2.7 | 2.4 | 60 |
/// | the same, digit by digit | 16 | 30.9 | | | |
/// | `u128` of base 83, digit by digit | 16, aligned to 16 | 31.8 | 2.7 | 2.2 | 47 |
/// | `[u8; 20]` and length | 21 | 36.7 | 7.9 | 4.0 | 154 |
/// | `String`, unchecked | 24 and the text | 48.7 | 24.4 | 10.0 | 421 |
///
/// A `u128` sorts a fifth faster, but makes a GTIN and a serial 32 bytes, where two limbs make 24, and has no free value
/// for `Option`.
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
            let found = u32::try_from(text.len()).unwrap_or(u32::MAX);
            let detail = Detail::Length { found, least: 1, most: Self::MAX_LEN as u8 };
            return Err(ParseError::new(Code::AiLength, Span::new(0, text.len())).with(detail));
        }
        // At least one legal character, so the first limb is not zero.
        match Self::pack(text).map(|[high, low]| (NonZeroU64::new(high), low)) {
            Some((Some(high), low)) => Ok(Serial { high, low }),
            _ => Err(illegal(text)),
        }
    }

    /// The serial behind limbs that [`Serial::limbs`] gave.
    pub(crate) const fn from_limbs([high, low]: [u64; 2]) -> Option<Self> {
        match NonZeroU64::new(high) {
            Some(high) => Some(Serial { high, low }),
            None => None,
        }
    }

    /// The packed form: two limbs of ten base-83 digits each, most significant first.
    #[must_use]
    pub const fn limbs(self) -> [u64; 2] {
        [self.high.get(), self.low]
    }

    /// The limbs of 1 to 20 bytes, without a branch that depends on the text; `None` if that is no serial.
    #[inline]
    pub(crate) fn pack(text: &[u8]) -> Option<[u64; 2]> {
        let [a, b, c] = tallymark_simd::words(text)?;
        let place =
            |place: usize, word: u64, byte: u32| PLACE[place][usize::from((word >> (8 * byte)) as u8)];
        let groups = [
            place(0, a, 0) + place(1, a, 1) + place(2, a, 2) + place(3, a, 3) + place(4, a, 4),
            place(0, a, 5) + place(1, a, 6) + place(2, a, 7) + place(3, b, 0) + place(4, b, 1),
            place(0, b, 2) + place(1, b, 3) + place(2, b, 4) + place(3, b, 5) + place(4, b, 6),
            place(0, b, 7) + place(1, c, 0) + place(2, c, 1) + place(3, c, 2) + place(4, c, 3),
        ];
        // Exactly the bytes past the end are zero, and none is outside the set.
        let flags = (groups[0] >> FLAGS) + (groups[1] >> FLAGS) + (groups[2] >> FLAGS) + (groups[3] >> FLAGS);
        let absent = (Self::MAX_LEN.checked_sub(text.len())? as u64) * (ABSENT >> FLAGS);
        let value = |group: u64| group & ((1 << FLAGS) - 1);
        (flags == absent && !text.is_empty()).then(|| {
            [
                value(groups[0]) * GROUP_SIZE + value(groups[1]),
                value(groups[2]) * GROUP_SIZE + value(groups[3]),
            ]
        })
    }

    /// The text, as a buffer and the number of bytes used.
    pub(crate) fn unpack(self) -> ([u8; Self::MAX_LEN], usize) {
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

/// Where the first byte outside the set is.
#[cold]
fn illegal(text: &[u8]) -> ParseError {
    match text.iter().position(|&byte| !LEGAL[usize::from(byte)]) {
        Some(at) => {
            let byte = text.get(at).copied().unwrap_or_default();
            let detail = Detail::Character { byte, set: b'X' };
            ParseError::new(Code::AiCharset, Span::new(at, at + 1)).with(detail)
        }
        None => ParseError::new(Code::Empty, Span::default()),
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

    /// The definition, digit by digit.
    fn naive(text: &[u8]) -> Option<[u64; 2]> {
        let mut limbs = [0u64; 2];
        for position in 0..Serial::MAX_LEN {
            let digit = match text.get(position) {
                None => 0,
                Some(byte) => CSET_82.iter().position(|c| c == byte)? as u64 + 1,
            };
            limbs[position / LIMB] = limbs[position / LIMB] * 83 + digit;
        }
        Some(limbs)
    }

    /// Whether vectors pack as tables do; nothing is compared where the processor has none.
    fn vectors_agree(text: &[u8]) {
        let mut limbs = [[7; 2]; 2];
        if tallymark_simd::pack(&[Some(text), None], &mut limbs) {
            assert_eq!(limbs, [Serial::pack(text).unwrap_or_default(), [0; 2]], "{text:?}");
        }
    }

    #[test]
    fn every_byte_in_every_place_of_every_length() {
        vectors_agree(b"");
        (21..30).for_each(|len| vectors_agree(&vec![b'z'; len]));
        for len in 1..=Serial::MAX_LEN {
            for place in 0..len {
                for byte in 0..=u8::MAX {
                    let mut text = vec![b'z'; len];
                    text[place] = byte;
                    vectors_agree(&text);
                    let packed = Serial::parse(&text);
                    match naive(&text) {
                        Some(limbs) => assert_eq!(packed.unwrap().limbs(), limbs),
                        None => {
                            let error = packed.unwrap_err();
                            assert_eq!(error.code(), Code::AiCharset);
                            assert_eq!(error.span(), Span::new(place, place + 1));
                        }
                    }
                }
            }
        }
        assert_eq!(Serial::parse("").unwrap_err().code(), Code::AiLength);
        assert_eq!(Serial::parse([b'1'; 21]).unwrap_err().span(), Span::new(0, 21));
    }

    proptest! {
        #[test]
        fn round_trip_order_and_size(a in "[!\"%-?A-Z_a-z]{1,20}", b in "[!\"%-?A-Z_a-z]{1,20}") {
            let (x, y) = (Serial::parse(&a).unwrap(), Serial::parse(&b).unwrap());
            prop_assert_eq!(x.to_string(), a.clone());
            prop_assert_eq!(x.cmp(&y), a.as_bytes().cmp(b.as_bytes()));
            prop_assert_eq!(size_of::<Option<Serial>>(), 16);
        }

        #[test]
        fn vectors_pack_any_bytes_as_tables_do(text in prop::collection::vec(any::<u8>(), 0..40), serial in "[!\"%-?A-Z_a-z]{1,20}") {
            vectors_agree(&text);
            vectors_agree(serial.as_bytes());
        }
    }
}
