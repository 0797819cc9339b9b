use xorf::{BinaryFuse8, Filter};

use super::key::{Key, Limbs, Owner};
use super::piece::place;

/// Is this serial in the pool, was it used? A line asks this of every pack, so the answer never waits (measured in `benches/README.md`): a filter of 9 bits a key answers for nearly all strangers, a table of exact keys for all others.
///
/// 32 to 64 bytes a key. Nothing is allocated after it is made.
///
/// ```
/// use tallymark::sets::{Known, Use};
/// let key = |text: &str| tallymark::sets::Key::Serial(tallymark::Serial::parse(text).unwrap());
/// let mut pool: Known = [key("A1"), key("A2")].into_iter().collect();
/// assert!(pool.contains(&key("A1")) && !pool.contains(&key("A3")));
/// assert_eq!(pool.use_up(&key("A1")), Use::First);
/// assert_eq!(pool.use_up(&key("A1")), Use::Again);
/// assert_eq!(pool.use_up(&key("A3")), Use::Unknown);
/// assert_eq!((pool.used(), pool.len()), (1, 2));
/// ```
#[derive(Debug)]
pub struct Known {
    filter: Option<BinaryFuse8>,
    slots: Vec<Slot>,
    shift: u32,
    owners: Vec<Owner>,
    len: u32,
    taken: Vec<u64>,
    used: u64,
}

/// What became of a serial that was to be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Use {
    /// It is in the pool and was not used before.
    First,
    /// It was used before.
    Again,
    /// It is not in the pool.
    Unknown,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    limbs: Limbs,
    owner: u32,
    /// Number of the key, or [`FREE`].
    position: u32,
}

const FREE: u32 = u32::MAX;

impl Known {
    /// Whether a key is in the pool.
    #[inline]
    #[must_use]
    pub fn contains(&self, key: &Key) -> bool {
        self.position(key).is_some()
    }

    /// The number of a key: its place among the distinct keys that the pool was made of, from 0.
    #[inline]
    #[must_use]
    pub fn position(&self, key: &Key) -> Option<u32> {
        let (owner, limbs) = key.split();
        let place = place(owner.mix(), limbs);
        if self.filter.as_ref().is_some_and(|filter| !filter.contains(&place)) {
            return None;
        }
        let slot = self.slot(owner, limbs, place).and_then(|at| self.slots.get(at))?;
        (slot.position != FREE).then_some(slot.position)
    }

    /// Where the key is, or the free slot where it would be.
    fn slot(&self, owner: Owner, limbs: Limbs, place: u64) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = (place >> self.shift) as usize & mask;
        // There are always free slots.
        loop {
            let slot = self.slots.get(at)?;
            let same = || slot.limbs == limbs && self.owners.get(slot.owner as usize) == Some(&owner);
            if slot.position == FREE || same() {
                return Some(at);
            }
            at = (at + 1) & mask;
        }
    }

    /// Uses a serial up.
    #[inline]
    pub fn use_up(&mut self, key: &Key) -> Use {
        let Some(position) = self.position(key) else { return Use::Unknown };
        let Some(word) = self.taken.get_mut(position as usize / 64) else { return Use::Unknown };
        let bit = 1 << (position % 64);
        if *word & bit != 0 {
            return Use::Again;
        }
        *word |= bit;
        self.used += 1;
        Use::First
    }

    /// Whether a key was used.
    #[must_use]
    pub fn is_used(&self, key: &Key) -> bool {
        let word =
            |position: u32| self.taken.get(position as usize / 64).map(|word| word >> (position % 64) & 1);
        self.position(key).and_then(word) == Some(1)
    }

    /// How many keys were used.
    #[must_use]
    pub const fn used(&self) -> u64 {
        self.used
    }

    /// How many distinct keys there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// Keys beyond four thousand millions are left out.
impl FromIterator<Key> for Known {
    fn from_iter<I: IntoIterator<Item = Key>>(keys: I) -> Self {
        let keys = keys.into_iter();
        let mut known = Known {
            filter: None,
            slots: Vec::new(),
            shift: 64,
            owners: Vec::new(),
            len: 0,
            taken: Vec::new(),
            used: 0,
        };
        known.grow((keys.size_hint().0.min(1 << 24) * 4 / 3).next_power_of_two().max(16));
        let mut owner_at = 0;
        for key in keys {
            let (owner, limbs) = key.split();
            if known.owners.get(owner_at) != Some(&owner) {
                owner_at = known.owners.iter().position(|known| *known == owner).unwrap_or_else(|| {
                    known.owners.push(owner);
                    known.owners.len() - 1
                });
            }
            if (known.len as usize + 1) * 4 > known.slots.len() * 3 {
                known.grow(2 * known.slots.len());
            }
            known.put(owner_at as u32, owner, limbs);
        }
        known.taken = vec![0; known.len().div_ceil(64)];
        let mut places: Vec<u64> = known.all().map(|(owner, slot)| place(owner.mix(), slot.limbs)).collect();
        places.sort_unstable();
        places.dedup();
        // Built with luck; without it, the table answers for all.
        known.filter = if places.is_empty() { None } else { BinaryFuse8::try_from(&places).ok() };
        known
    }
}

impl Known {
    fn all(&self) -> impl Iterator<Item = (Owner, Slot)> + '_ {
        let taken = self.slots.iter().filter(|slot| slot.position != FREE);
        taken.filter_map(|slot| Some((*self.owners.get(slot.owner as usize)?, *slot)))
    }

    fn grow(&mut self, slots: usize) {
        let old: Vec<(Owner, Slot)> = self.all().collect();
        self.slots = vec![Slot { limbs: [0; 2], owner: 0, position: FREE }; slots];
        self.shift = 64 - slots.trailing_zeros();
        for (owner, slot) in old {
            if let Some(at) = self.free(owner, slot.limbs) {
                *at = slot;
            }
        }
    }

    fn free(&mut self, owner: Owner, limbs: Limbs) -> Option<&mut Slot> {
        let at = self.slot(owner, limbs, place(owner.mix(), limbs))?;
        self.slots.get_mut(at).filter(|slot| slot.position == FREE)
    }

    fn put(&mut self, number: u32, owner: Owner, limbs: Limbs) {
        let position = self.len;
        if let Some(slot) = self.free(owner, limbs).filter(|_| position != FREE) {
            *slot = Slot { limbs, owner: number, position };
            self.len += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;
    use crate::sets::tests::{naive, text_rows};

    proptest! {
        #[test]
        fn it_knows_exactly_its_keys(pool in text_rows(), asked in text_rows()) {
            let keys: Vec<Key> = naive(&pool).0.into_keys().collect();
            let mut known: Known = keys.iter().chain(keys.iter().take(3)).copied().collect();
            prop_assert_eq!(known.len(), keys.len());
            let mut used = HashSet::new();
            for (key, rows) in naive(&asked).0 {
                let expected = keys.binary_search(&key).ok();
                prop_assert_eq!(known.position(&key), expected.map(|at| at as u32));
                prop_assert!(!known.is_used(&key));
                for _ in rows {
                    let first = used.insert(key);
                    let answer = match expected {
                        None => Use::Unknown,
                        Some(_) if first => Use::First,
                        Some(_) => Use::Again,
                    };
                    prop_assert_eq!(known.use_up(&key), answer);
                }
                prop_assert_eq!(known.is_used(&key), expected.is_some());
            }
        }
    }

    #[test]
    fn many_keys_grow_it() {
        let key = |n: u32| Key::Serial(crate::Serial::parse(format!("{n:08}")).unwrap());
        let known: Known = (0..50_000).filter(|n| n % 2 == 0).map(key).collect();
        assert!(known.filter.is_some());
        assert!((0..50_000).all(|n| known.position(&key(n)) == (n % 2 == 0).then_some(n / 2)));
    }
}
