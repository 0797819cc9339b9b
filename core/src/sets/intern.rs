//! Numbers for the few distinct trade items and state words that the many rows of a source repeat.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

/// Numbers values 0, 1, … in order of first sight; a small cache answers for the values that repeat.
///
/// The cache is only a shortcut: the map behind it keeps every look-up exact and fast whatever the values are.
#[derive(Debug)]
pub(super) struct Numbering<K> {
    near: Vec<Option<(K, u32)>>,
    numbers: HashMap<K, u32>,
}

const NEAR_BITS: u32 = 10;
const WAYS: usize = 4;

impl<K: Copy + Eq + Hash> Numbering<K> {
    pub(super) fn new() -> Self {
        Numbering { near: vec![None; (1 << NEAR_BITS) + WAYS], numbers: HashMap::new() }
    }

    /// The number of `key`, and whether it is new. `spread` tells keys apart in its top bits.
    #[inline]
    pub(super) fn number(&mut self, key: K, spread: u64) -> (u32, bool) {
        let at = (spread >> (64 - NEAR_BITS)) as usize;
        if let Some(near) = self.near.get(at..at + WAYS) {
            for &(known, number) in near.iter().flatten() {
                if known == key {
                    return (number, false);
                }
            }
        }
        self.far(key, at)
    }

    #[cold]
    fn far(&mut self, key: K, at: usize) -> (u32, bool) {
        let next = self.numbers.len() as u32; // a piece has fewer than 2^32 rows
        let number = *self.numbers.entry(key).or_insert(next);
        if let Some(near) = self.near.get_mut(at..at + WAYS) {
            near.rotate_right(1);
            near[0] = Some((key, number));
        }
        (number, number == next)
    }
}

/// Numbers for texts; those of up to 16 bytes are compared as two words.
#[derive(Debug)]
pub(super) struct Words {
    short: Numbering<[u64; 3]>,
    long: HashMap<Box<[u8]>, u32>,
    numbers: Vec<u32>,
    texts: Vec<Arc<[u8]>>,
}

impl Words {
    pub(super) fn new() -> Self {
        Words { short: Numbering::new(), long: HashMap::new(), numbers: Vec::new(), texts: Vec::new() }
    }

    /// The number of this text, and whether it is new.
    #[inline]
    pub(super) fn number(&mut self, text: &[u8]) -> (u32, bool) {
        let Some([low, high]) = short(text) else { return self.long(text) };
        let len = text.len() as u64;
        let (number, new) = self.short.number([low, high, len], fold(low ^ len, high ^ FOLD));
        if new {
            self.numbers.push(self.texts.len() as u32);
            self.texts.push(text.into());
        }
        (self.numbers.get(number as usize).copied().unwrap_or_default(), new)
    }

    #[cold]
    fn long(&mut self, text: &[u8]) -> (u32, bool) {
        if let Some(&number) = self.long.get(text) {
            return (number, false);
        }
        let number = self.texts.len() as u32;
        self.long.insert(text.into(), number);
        self.texts.push(text.into());
        (number, true)
    }

    /// The texts in the order of their numbers.
    pub(super) fn into_texts(self) -> Vec<Arc<[u8]>> {
        self.texts
    }
}

const FOLD: u64 = 0xa076_1d64_78bd_642f;

/// Spreads two words over all bits of one: the two halves of their product. Not an identity, only a place to look.
#[inline]
pub(super) const fn fold(a: u64, b: u64) -> u64 {
    let product = (a ^ FOLD) as u128 * b as u128;
    (product as u64) ^ (product >> 64) as u64
}

/// Up to 16 bytes as two little-endian words, zeros behind the end.
#[inline]
fn short(text: &[u8]) -> Option<[u64; 2]> {
    let len = text.len();
    let Some(last) = len.checked_sub(8) else {
        let mut word = [0u8; 8];
        word.get_mut(..len)?.copy_from_slice(text);
        return Some([u64::from_le_bytes(word), 0]);
    };
    let load = |at: usize| Some(u64::from_le_bytes(*text.get(at..)?.first_chunk::<8>()?));
    let beyond = 4 * 16usize.checked_sub(len)?;
    Some([load(0)?, (load(last)? >> beyond) >> beyond])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_follow_first_sight(texts in prop::collection::vec(prop::collection::vec(0u8..3, 0..20), 0..200)) {
            let mut words = Words::new();
            let mut seen: Vec<Vec<u8>> = Vec::new();
            for text in &texts {
                let (number, new) = words.number(text);
                prop_assert_eq!(new, !seen.contains(text));
                if new {
                    seen.push(text.clone());
                }
                prop_assert_eq!(&seen[number as usize], text);
            }
            let texts: Vec<Vec<u8>> = words.into_texts().iter().map(|text| text.to_vec()).collect();
            prop_assert_eq!(texts, seen);
        }
    }

    #[test]
    fn more_values_than_the_cache_holds() {
        let mut numbering = Numbering::new();
        for round in 0..2 {
            for value in 0..100_000u32 {
                assert_eq!(numbering.number(value, u64::from(value % 7) << 60), (value, round == 0));
            }
        }
    }
}
