use crate::keys::Serial;

/// How a serial is written into one word; with the GTIN and the number of characters it is a *class*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Shape {
    /// Up to ten characters of any kind: the first limb of the serial.
    Short,
    /// Longer, of digits: their number.
    Digits,
    /// Longer, of 0-9 and A-F.
    HexUpper,
    /// Longer, of 0-9 and a-f.
    HexLower,
    /// Longer, of 0-9 and A-Z.
    Upper,
    /// Longer, of 0-9 and a-z.
    Lower,
    /// Whatever fits none of these: the rest is in a side pool.
    Long,
}

impl Shape {
    /// In the order in which they are tried.
    pub(super) const ALL: [Shape; 7] = [
        Shape::Short,
        Shape::Digits,
        Shape::HexUpper,
        Shape::HexLower,
        Shape::Upper,
        Shape::Lower,
        Shape::Long,
    ];

    /// The base, and the most characters that fit a word whatever they are.
    const fn base(self) -> (u64, usize) {
        match self {
            Shape::Digits => (10, 19),
            Shape::HexUpper | Shape::HexLower => (16, 16),
            Shape::Upper | Shape::Lower => (36, 12),
            Shape::Short | Shape::Long => (83, 10),
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The digit that a character is in base 36, and the shapes it is allowed in.
const DIGITS: [(u8, u8); 256] = {
    let mut table = [(0, 0); 256];
    let mut i = 0;
    while i < 10 {
        table[b'0' as usize + i] = (
            i as u8,
            Shape::Digits.bit()
                | Shape::HexUpper.bit()
                | Shape::HexLower.bit()
                | Shape::Upper.bit()
                | Shape::Lower.bit(),
        );
        i += 1;
    }
    let mut i = 0;
    while i < 26 {
        let (upper, lower) = (b'A' as usize + i, b'a' as usize + i);
        let digit = 10 + i as u8;
        table[upper] = (digit, Shape::Upper.bit() | if i < 6 { Shape::HexUpper.bit() } else { 0 });
        table[lower] = (digit, Shape::Lower.bit() | if i < 6 { Shape::HexLower.bit() } else { 0 });
        i += 1;
    }
    table
};

/// The shape of a serial, its number of characters where the shape needs it, and its word.
pub(super) fn pack(serial: Serial) -> (Shape, u8, u64) {
    let [high, low] = serial.limbs();
    if low == 0 {
        return (Shape::Short, 0, high);
    }
    let (buffer, len) = serial.unpack();
    let text = buffer.get(..len).unwrap_or_default();
    let allowed = text.iter().fold(u8::MAX, |allowed, &byte| allowed & DIGITS[usize::from(byte)].1);
    let fits = |shape: &&Shape| allowed & shape.bit() != 0 && len <= shape.base().1;
    match Shape::ALL[1..6].iter().find(fits) {
        Some(&shape) => {
            let (base, _) = shape.base();
            let digit = |byte: u8| u64::from(DIGITS[usize::from(byte)].0);
            (shape, len as u8, text.iter().fold(0, |word, &byte| word * base + digit(byte)))
        }
        None => (Shape::Long, 0, high),
    }
}

/// The serial that [`pack`] made a word of; `None` for a word that no serial gives. Of a long one `low` is the rest.
pub(super) fn unpack(shape: Shape, len: u8, mut word: u64, low: u64) -> Option<Serial> {
    let serial = match shape {
        Shape::Short => Serial::from_limbs([word, 0])?,
        Shape::Long => Serial::from_limbs([word, low])?,
        _ => {
            let (base, _) = shape.base();
            let mut buffer = [0; Serial::MAX_LEN];
            let text = buffer.get_mut(..usize::from(len))?;
            let letters = if matches!(shape, Shape::HexLower | Shape::Lower) { b'a' } else { b'A' };
            for place in text.iter_mut().rev() {
                let digit = (word % base) as u8;
                word /= base;
                *place = if digit < 10 { b'0' + digit } else { letters + digit - 10 };
            }
            if word != 0 {
                return None;
            }
            Serial::from_limbs(Serial::pack(text)?)?
        }
    };
    Some(serial)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn common_serials_fit_a_word() {
        for (text, shape) in [
            ("A-1_b", Shape::Short),
            ("00000000000", Shape::Digits),
            ("9999999999999999999", Shape::Digits),
            ("00000000000000000001", Shape::Long),
            ("0123456789ABCDEF", Shape::HexUpper),
            ("0123456789abcdef", Shape::HexLower),
            ("ZZZZZZZZZZZZ", Shape::Upper),
            ("zzzzzzzzzzzz", Shape::Lower),
            ("ZZZZZZZZZZZZZ", Shape::Long),
            ("ABCDEFGHIJk", Shape::Long),
        ] {
            assert_eq!(pack(Serial::parse(text).unwrap()).0, shape, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_serial_comes_back(text in "[!\"%-?A-Z_a-z]{1,20}|[0-9]{1,20}|[0-9A-F]{9,18}|[0-9a-f]{9,18}|[0-9A-Z]{9,14}|0{9,20}") {
            let serial = Serial::parse(text).unwrap();
            let (shape, len, word) = pack(serial);
            prop_assert_eq!(unpack(shape, len, word, serial.limbs()[1]), Some(serial));
        }
    }
}
