//! Numbers for the few distinct trade items and state words that the many rows of a source repeat.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
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

impl<K: Copy + Eq + Hash> Numbering<K> {
    pub(super) fn new() -> Self {
        Numbering { near: vec![None; 1 << NEAR_BITS], numbers: HashMap::new() }
    }

    /// The number of `key`, and whether it is new. `spread` tells keys apart in its top bits.
    #[inline]
    pub(super) fn number(&mut self, key: K, spread: u64) -> (u32, bool) {
        let next = self.numbers.len() as u32; // a piece has fewer than 2^32 rows
        let number = self.known_or(key, spread, next);
        (number, number == next)
    }

    /// The number of `key`, which becomes `next` if it has none.
    #[inline]
    fn known_or(&mut self, key: K, spread: u64, next: u32) -> u32 {
        let at = (spread >> (64 - NEAR_BITS)) as usize;
        // Nearly always in its own place, so that the branch is foreseen; else perhaps beside it.
        match self.near.get(at) {
            Some(&Some((known, number))) if known == key => number,
            _ => self.beside(key, at, next),
        }
    }

    #[cold]
    #[inline(never)]
    fn beside(&mut self, key: K, at: usize, next: u32) -> u32 {
        if let Some(&Some((known, number))) = self.near.get(at ^ 1)
            && known == key
        {
            return number;
        }
        let number = *self.numbers.entry(key).or_insert(next);
        let free = if self.near.get(at).is_some_and(Option::is_none) { at } else { at ^ 1 };
        if let Some(near) = self.near.get_mut(free) {
            *near = Some((key, number));
        }
        number
    }
}

/// Numbers for texts; those of up to 16 bytes are compared as two words.
#[derive(Debug)]
pub(super) struct Words {
    short: Numbering<Short>,
    long: HashMap<Box<[u8]>, u32>,
    texts: Vec<Arc<[u8]>>,
}

impl Words {
    pub(super) fn new() -> Self {
        Words { short: Numbering::new(), long: HashMap::new(), texts: Vec::new() }
    }

    /// The number of this text, and whether it is new.
    #[inline]
    pub(super) fn number(&mut self, text: &[u8]) -> (u32, bool) {
        let Some(short) = Short::of(text) else { return self.long(text) };
        let next = self.texts.len() as u32;
        let known = self.short.known_or(short, fold(short.low ^ short.len, short.high ^ FOLD), next);
        if known == next {
            self.texts.push(text.into());
        }
        (known, known == next)
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
#[derive(Clone, Copy, Debug, Eq)]
struct Short {
    low: u64,
    high: u64,
    len: u64,
}

/// Word by word in registers: compared as memory, the words just stored are read back wider, which stalls for longer
/// than all the rest takes.
impl PartialEq for Short {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        (self.low ^ other.low) | (self.high ^ other.high) | (self.len ^ other.len) == 0
    }
}

impl Hash for Short {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.low, self.high, self.len).hash(state);
    }
}

impl Short {
    #[inline]
    fn of(text: &[u8]) -> Option<Self> {
        let len = text.len();
        let load = |at: usize| Some(u64::from_le_bytes(*text.get(at..)?.first_chunk::<8>()?));
        let (low, high) = match len.checked_sub(8) {
            Some(last) => {
                let beyond = 4 * 16usize.checked_sub(len)?;
                (load(0)?, (load(last)? >> beyond) >> beyond)
            }
            None => (text.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)), 0),
        };
        Some(Short { low, high, len: len as u64 })
    }
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
