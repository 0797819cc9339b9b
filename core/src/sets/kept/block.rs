//! Sorted keys as differences of as few bits as the widest needs.

use twox_hash::XxHash3_64;

use crate::sets::bytes::Damaged;

/// Rows of a block, at most.
pub(super) const ROWS: usize = 256;
const HEAD: usize = 8;

pub(super) fn check(bytes: &[u8]) -> u64 {
    XxHash3_64::oneshot(bytes)
}

/// Appends numbers of so many bits.
fn put_bits(out: &mut Vec<u8>, bits: u32, values: impl Iterator<Item = u128>) {
    let (mut held, mut count) = (0u128, 0u32);
    for value in values {
        held |= value << count;
        let fit = 128 - count;
        if bits >= fit {
            out.extend_from_slice(&held.to_le_bytes());
            held = value.checked_shr(fit).unwrap_or(0);
            count = bits - fit;
        } else {
            count += bits;
        }
    }
    out.extend(held.to_le_bytes().into_iter().take(count.div_ceil(8) as usize));
}

/// Writes a block of at least one row; differences and states come in order.
pub(super) fn encode(keys: &[u128], states: &[u32], out: &mut Vec<u8>) {
    let differences = || keys.windows(2).map(|pair| pair[1].wrapping_sub(pair[0]));
    let key_bits = 128 - differences().fold(0, |all, one| all | one).leading_zeros();
    let first = states.first().copied().unwrap_or_default();
    let state_bits = if states.iter().all(|&state| state == first) {
        0
    } else {
        32 - states.iter().fold(0, |all, state| all | state).leading_zeros()
    };
    out.extend_from_slice(&[key_bits as u8, state_bits as u8, (keys.len() - 1) as u8, 0]);
    let all = if state_bits == 0 { first } else { 0 };
    out.extend_from_slice(&all.to_le_bytes());
    put_bits(out, key_bits, differences());
    if state_bits > 0 {
        put_bits(out, state_bits, states.iter().map(|&state| u128::from(state)));
    }
}

/// Takes numbers of so many bits, one behind the other.
struct Bits<'a> {
    bytes: &'a [u8],
    bits: u32,
    at: usize,
}

impl Bits<'_> {
    #[inline]
    fn next(&mut self) -> u128 {
        let (byte, shift) = (self.at / 8, (self.at % 8) as u32);
        self.at += self.bits as usize;
        let load = |byte: usize| {
            let rest = self.bytes.get(byte..).unwrap_or_default();
            match rest.first_chunk::<16>() {
                Some(word) => u128::from_le_bytes(*word),
                None => rest.iter().rev().fold(0, |word, &byte| word << 8 | u128::from(byte)),
            }
        };
        let mut value = load(byte) >> shift;
        if self.bits + shift > 128 {
            value |= load(byte + 16) << (128 - shift);
        }
        if self.bits < 128 { value & ((1 << self.bits) - 1) } else { value }
    }
}

/// The rows of a block.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    pub(super) keys: Vec<u128>,
    pub(super) states: Vec<u32>,
    /// Whether no key occurs twice in it.
    pub(super) distinct: bool,
}

impl Rows {
    /// Reads a block that begins with this key, at this place of the file.
    pub(super) fn decode(&mut self, bytes: &[u8], first: u128, at: u64) -> Result<(), Damaged> {
        let wrong = |what| Damaged { at, what };
        self.keys.clear();
        self.states.clear();
        let Some((&[key_bits, state_bits, last, _, a, b, c, d], rest)) = bytes.split_first_chunk::<HEAD>()
        else {
            return Err(wrong("a block that ends too soon"));
        };
        let (key_bits, state_bits) = (u32::from(key_bits), u32::from(state_bits));
        let count = usize::from(last) + 1;
        let key_bytes = (key_bits as usize * (count - 1)).div_ceil(8);
        let state_bytes = (state_bits as usize * count).div_ceil(8);
        let (Some((keys, states)), true) =
            (rest.split_at_checked(key_bytes), rest.len() == key_bytes + state_bytes)
        else {
            return Err(wrong("a block whose length is not that of its rows"));
        };
        if key_bits > 128 || state_bits > 32 {
            return Err(wrong("a block of too many bits"));
        }
        self.keys.push(first);
        let mut bits = Bits { bytes: keys, bits: key_bits, at: 0 };
        let (mut key, mut distinct, mut over) = (first, true, false);
        for _ in 1..count {
            let difference = bits.next();
            let (next, wraps) = key.overflowing_add(difference);
            (key, distinct, over) = (next, distinct & (difference != 0), over | wraps);
            self.keys.push(key);
        }
        if over {
            return Err(wrong("a block whose keys go beyond all serials"));
        }
        self.distinct = distinct;
        if state_bits == 0 {
            self.states.resize(count, u32::from_le_bytes([a, b, c, d]));
        } else {
            let mut bits = Bits { bytes: states, bits: state_bits, at: 0 };
            self.states.extend((0..count).map(|_| bits.next() as u32));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_come_back(
            mut keys in prop::collection::vec(any::<u128>().prop_map(|key| key >> (key % 120)), 1..=ROWS),
            bits in 0u32..32, seed: u32, cut: prop::sample::Index,
        ) {
            keys.sort_unstable();
            let mask = ((1u64 << bits) - 1) as u32;
            let states: Vec<u32> = (0..keys.len() as u32).map(|n| n.wrapping_mul(seed) & mask).collect();
            let mut bytes = Vec::new();
            encode(&keys, &states, &mut bytes);
            let mut rows = Rows::default();
            rows.decode(&bytes, keys[0], 0).unwrap();
            prop_assert_eq!(rows.distinct, keys.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert_eq!((&rows.keys, &rows.states), (&keys, &states));
            prop_assert!(rows.decode(&bytes[..cut.index(bytes.len())], keys[0], 0).is_err());
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600), first: u128) {
            let _ = Rows::default().decode(&bytes, first, 7);
        }
    }
}
