//! Comparison of two lists with the standard hash map.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher};

use tallymark::sets::Diff;
use tallymark::{Gtin, Serial};

use crate::serials::List;

/// What the opponents must agree on: how many keys or rows are in each list of a [`Diff`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Keys of the first list only.
    pub only_a: usize,
    /// Keys of the second list only.
    pub only_b: usize,
    /// Keys of both in different states.
    pub changed: usize,
    /// Keys twice in the first list.
    pub duplicates_a: usize,
    /// Keys twice in the second list.
    pub duplicates_b: usize,
}

impl From<&Diff> for Counts {
    fn from(diff: &Diff) -> Self {
        Counts {
            only_a: diff.only_a.len(),
            only_b: diff.only_b.len(),
            changed: diff.changed.len(),
            duplicates_a: diff.duplicates_a.len(),
            duplicates_b: diff.duplicates_b.len(),
        }
    }
}

/// The obvious way: a map from `gtin|serial` as a `String` to the state.
#[must_use]
pub fn by_strings(a: &List, b: &List) -> Counts {
    let text = |gtin: &[u8], serial: &[u8]| {
        format!("{}|{}", String::from_utf8_lossy(gtin), String::from_utf8_lossy(serial))
    };
    compare::<String, std::hash::RandomState>(a, b, text)
}

/// The same with exact packed keys and a fast hash: the strongest opponent without partitioning.
#[must_use]
pub fn by_packed_keys(a: &List, b: &List) -> Counts {
    let mut near: HashMap<[u8; 14], u64> = HashMap::new();
    let key = move |gtin: &[u8], serial: &[u8]| {
        let text: [u8; 14] = gtin.try_into().unwrap_or_default();
        let gtin = *near.entry(text).or_insert_with(|| Gtin::parse(text).map_or(0, Gtin::number));
        let [high, low] = Serial::parse(serial).map_or([0, 0], Serial::limbs);
        (gtin, high, low)
    };
    compare::<(u64, u64, u64), BuildHasherDefault<Folded>>(a, b, key)
}

fn compare<K: Eq + Hash, S: BuildHasher + Default>(
    a: &List,
    b: &List,
    mut key: impl FnMut(&[u8], &[u8]) -> K,
) -> Counts {
    let mut counts = Counts { only_a: 0, only_b: 0, changed: 0, duplicates_a: 0, duplicates_b: 0 };
    let mut map: HashMap<K, (u8, u8, u8), S> = HashMap::with_capacity_and_hasher(a.rows(), S::default());
    let mut duplicates = [0usize; 2];
    for (source, list) in [a, b].into_iter().enumerate() {
        for ((gtin, serial), state) in list.gtins.iter().zip(list.serials.iter()).zip(list.states.iter()) {
            let state =
                state.first().copied().unwrap_or_default() ^ state.last().copied().unwrap_or_default();
            let entry = map.entry(key(gtin, serial)).or_insert((0, 0, 0));
            if entry.0 & (1 << source) != 0 {
                duplicates[source] += 1;
            }
            entry.0 |= 1 << source;
            *(if source == 0 { &mut entry.1 } else { &mut entry.2 }) = state;
        }
    }
    for (sources, state_a, state_b) in map.into_values() {
        match sources {
            1 => counts.only_a += 1,
            2 => counts.only_b += 1,
            _ => counts.changed += usize::from(state_a != state_b),
        }
    }
    [counts.duplicates_a, counts.duplicates_b] = duplicates;
    counts
}

/// Multiply and fold: about the cheapest hash that still spreads packed keys.
#[derive(Clone, Copy, Debug, Default)]
pub struct Folded(u64);

impl Hasher for Folded {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.write_u64(u64::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            self.write_u64(rest.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)));
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u64(u64::from(byte));
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_u128(&mut self, word: u128) {
        self.write_u64(word as u64);
        self.write_u64((word >> 64) as u64);
    }

    fn write_u64(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word ^ 0x9e37_79b9_7f4a_7c15) * 0xd6e8_feb8_6659_fd93;
        self.0 = product as u64 ^ (product >> 64) as u64;
    }
}
