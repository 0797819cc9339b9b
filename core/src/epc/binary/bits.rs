//! A string of bits in a buffer of fixed size, the most significant bit first.

/// The most that the EPC memory of a tag announces: 31 words of 16 bits (TDS 2.3, 9.3).
pub(crate) const MOST_BITS: usize = 496;

const BYTES: usize = 64;

/// Up to 496 bits; those behind the end are zero.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Bits {
    bytes: [u8; BYTES],
    len: u16,
}

impl Bits {
    pub(crate) const fn new() -> Self {
        Bits { bytes: [0; BYTES], len: 0 }
    }

    /// The first `len` bits of `bytes`; `None` if a tag has not so many.
    pub(crate) fn of(bytes: &[u8], len: usize) -> Option<Self> {
        let mut bits = Bits { bytes: [0; BYTES], len: u16::try_from(len).ok()? };
        if len > MOST_BITS || len > bytes.len() * 8 {
            return None;
        }
        let used = bytes.get(..len.div_ceil(8))?;
        bits.bytes.get_mut(..used.len())?.copy_from_slice(used);
        if let Some(last) = bits.bytes.get_mut(len / 8) {
            *last &= !(0xFF >> (len % 8));
        }
        Some(bits)
    }

    pub(crate) const fn len(&self) -> usize {
        self.len as usize
    }

    /// The bytes that hold bits.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len().div_ceil(8)).unwrap_or_default()
    }

    /// Up to 64 bits as a number; `None` beyond the end.
    pub(crate) fn get(&self, start: usize, count: usize) -> Option<u64> {
        if count > 64 || start.checked_add(count)? > self.len() {
            return None;
        }
        // Nine bytes hold any 64 bits.
        let mut window = [0u8; 16];
        let from = start / 8;
        let rest = self.bytes.get(from..)?;
        let taken = rest.len().min(9);
        window.get_mut(..taken)?.copy_from_slice(rest.get(..taken)?);
        let word = u128::from_be_bytes(window) << (start % 8);
        // A shift by all 128 bits is none.
        Some((word >> 1 >> (127 - count)) as u64)
    }

    /// Appends the low `count` bits of a number, at most 64; `None` if they do not fit.
    pub(crate) fn push(&mut self, value: u64, count: usize) -> Option<()> {
        let start = self.len();
        if count > 64 || start + count > MOST_BITS {
            return None;
        }
        let value = if count == 64 { value } else { value & ((1 << count) - 1) };
        let word = (u128::from(value) << (127 - count) << 1) >> (start % 8);
        for (slot, byte) in self.bytes.iter_mut().skip(start / 8).zip(word.to_be_bytes()) {
            *slot |= byte;
        }
        self.len += count as u16;
        Some(())
    }

    /// Appends zeros up to this length.
    pub(crate) fn fill(&mut self, len: usize) -> Option<()> {
        if len > MOST_BITS {
            return None;
        }
        self.len = self.len.max(len as u16);
        Some(())
    }

    /// Where the first bit that is set stands, from `start` on.
    pub(crate) fn first_one(&self, start: usize) -> Option<usize> {
        let mut at = start;
        while at < self.len() {
            let count = (self.len() - at).min(64);
            match self.get(at, count)? {
                0 => at += count,
                word => return Some(at + count - 1 - word.ilog2() as usize),
            }
        }
        None
    }
}

/// Reads bits from the left.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'b> {
    pub(crate) bits: &'b Bits,
    pub(crate) at: usize,
}

impl Cursor<'_> {
    /// The next bits as a number.
    pub(crate) fn take(&mut self, count: usize) -> Option<u64> {
        let value = self.bits.get(self.at, count)?;
        self.at += count;
        Some(value)
    }

    pub(crate) fn left(&self) -> usize {
        self.bits.len().saturating_sub(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_pushed_is_read(parts in proptest::collection::vec((any::<u64>(), 0usize..=64), 0..12)) {
            let mut bits = Bits::new();
            let mut text = String::new();
            for (value, count) in parts {
                let fits = text.len() + count <= MOST_BITS;
                prop_assert_eq!(bits.push(value, count).is_some(), fits);
                if fits && count > 0 {
                    text += &format!("{value:064b}")[64 - count..];
                }
            }
            prop_assert_eq!(bits.len(), text.len());
            for start in 0..text.len() {
                for count in [0, 1, 7, 8, 33, 63, 64] {
                    let expected = text.get(start..start + count);
                    let expected = expected.map(|part| u64::from_str_radix(part, 2).unwrap_or(0));
                    prop_assert_eq!(bits.get(start, count), expected);
                }
                prop_assert_eq!(bits.first_one(start), text[start..].find('1').map(|at| start + at));
            }
            prop_assert_eq!(Bits::of(bits.bytes(), bits.len()), Some(bits));
        }
    }

    impl std::fmt::Debug for Bits {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "{} bits {:x?}", self.len(), self.bytes())
        }
    }
}
