use std::sync::Arc;

use super::each::each_part;

/// Numbers found by the hash of what they stand for, at five to six bytes each.
///
/// Parts by the first bits of the hash, so that many insertions can be sorted by part and done part by part while it is
/// in the cache, on several threads, and so that a copy of the index shares every part that did not change. A part is
/// a row of groups of eight numbers with eight bits of the hash each; a group that is full overflows into the next.
/// Any number of groups will do, so that a table can be nine tenths full at any size. Numbers are never taken out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    parts: Vec<Part>,
    len: usize,
}

/// Numbers in a part before the index gets twice as many parts.
const PART: usize = 4096;

#[derive(Clone, Copy, Debug, Default)]
struct Group {
    /// Eight bits of each hash; 0 where there is no number.
    tags: [u8; 8],
    numbers: [u32; 8],
}

#[derive(Clone, Debug)]
pub(crate) struct Part {
    groups: Arc<[Group]>,
    len: usize,
}

impl Default for Part {
    fn default() -> Self {
        Part { groups: Arc::from([]), len: 0 }
    }
}

impl Index {
    pub(crate) fn find(&self, hash: u64, is: impl FnMut(u32) -> bool) -> Option<u32> {
        self.parts.get(part_of(hash, self.parts.len()))?.find(hash, is)
    }

    /// Adds a number that is not there yet. `hash_of` tells the hash of the numbers before.
    pub(crate) fn insert(&mut self, hash: u64, number: u32, hash_of: impl Fn(u32) -> u64 + Sync + Send) {
        self.reserve(1, false, &hash_of);
        let count = self.parts.len();
        if let Some(part) = self.parts.get_mut(part_of(hash, count)) {
            part.reserve(1, &hash_of);
            part.insert(hash, number);
            self.len += 1;
        }
    }

    /// Makes as many parts as so many numbers more need, and the room of each `full` part if those come soon: a part
    /// that grows bit by bit asks for the hash of all that is in it every time, each a look at far memory.
    pub(crate) fn reserve(&mut self, more: usize, full: bool, hash_of: &(impl Fn(u32) -> u64 + Sync + Send)) {
        let wanted = (self.len + more).div_ceil(PART).next_power_of_two();
        if wanted <= self.parts.len() {
            return;
        }
        let times = wanted / self.parts.len().max(1);
        let old = std::mem::take(&mut self.parts);
        self.parts = vec![Part::default(); wanted];
        if old.is_empty() {
            return;
        }
        let new = std::mem::take(&mut self.parts);
        let work: Vec<(Part, Vec<Part>)> =
            old.into_iter().map(|part| (part, new.iter().take(times).cloned().collect())).collect();
        let done = each_part(work, |(part, mut into)| {
            let room = if full { PART } else { part.len / times };
            into.iter_mut().for_each(|half| half.reserve(room, hash_of));
            for (number, hash) in part.hashed(hash_of) {
                if let Some(part) = into.get_mut(part_of(hash, wanted) % times) {
                    part.reserve(1, hash_of);
                    part.insert(hash, number);
                }
            }
            into
        });
        self.parts = done.into_iter().flatten().collect();
    }

    /// Gives back room that was set aside.
    pub(crate) fn shrink_to_fit(&mut self, hash_of: &(impl Fn(u32) -> u64 + Sync + Send)) {
        self.parts = each_part(std::mem::take(&mut self.parts), |mut part| {
            part.rebuild(groups_for(part.len), hash_of);
            part
        });
    }

    /// The parts, to be filled one by one; [`Index::count`] afterwards.
    pub(crate) fn parts_mut(&mut self) -> &mut Vec<Part> {
        &mut self.parts
    }

    pub(crate) fn parts(&self) -> usize {
        self.parts.len()
    }

    /// Counts again after parts were filled from outside.
    pub(crate) fn count(&mut self) {
        self.len = self.parts.iter().map(|part| part.len).sum();
    }

    /// Memory held, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        let groups: usize = self.parts.iter().map(|part| size_of::<Group>() * part.groups.len() + 16).sum();
        groups + size_of::<Part>() * self.parts.capacity()
    }
}

/// The part of a hash, by its first bits; `parts` is a power of two.
#[inline]
pub(crate) fn part_of(hash: u64, parts: usize) -> usize {
    ((u128::from(hash) * parts as u128) >> 64) as usize
}

/// Groups for so many numbers.
fn groups_for(numbers: usize) -> usize {
    (numbers * 10).div_ceil(9 * 8)
}

#[inline]
fn tag_of(hash: u64) -> u8 {
    (hash as u8).max(1)
}

impl Part {
    pub(crate) fn find(&self, hash: u64, mut is: impl FnMut(u32) -> bool) -> Option<u32> {
        let tag = tag_of(hash);
        let mut at = self.first(hash);
        for _ in 0..self.groups.len() {
            let group = self.groups.get(at)?;
            // Both searches look at all eight bytes at once.
            let mut equal = zeros(u64::from_le_bytes(group.tags) ^ (u64::from(tag) * ONES));
            while equal != 0 {
                let slot = (equal.trailing_zeros() / 8) as usize;
                // The trick with zero bytes may name one byte too many, hence the second look.
                let number = group.numbers.get(slot).copied().filter(|_| group.tags.get(slot) == Some(&tag));
                if let Some(number) = number.filter(|&number| is(number)) {
                    return Some(number);
                }
                equal &= equal - 1;
            }
            if group.tags[7] == 0 {
                return None;
            }
            at = self.after(at);
        }
        None
    }

    /// Adds a number that is not there yet and for which there is room.
    pub(crate) fn insert(&mut self, hash: u64, number: u32) {
        let mut at = self.first(hash);
        let groups = Arc::make_mut(&mut self.groups);
        for _ in 0..groups.len() {
            let Some(group) = groups.get_mut(at) else { return };
            if let Some(slot) = group.tags.iter().position(|&tag| tag == 0) {
                group.tags[slot] = tag_of(hash);
                group.numbers[slot] = number;
                self.len += 1;
                return;
            }
            at = if at + 1 < groups.len() { at + 1 } else { 0 };
        }
    }

    /// Makes room for so many more.
    pub(crate) fn reserve(&mut self, more: usize, hash_of: &impl Fn(u32) -> u64) {
        let needed = groups_for(self.len + more);
        if needed > self.groups.len() {
            let spare = if self.len == 0 { 0 } else { self.groups.len() / 4 };
            self.rebuild(needed.max(self.groups.len() + spare), hash_of);
        }
    }

    /// Changes every number for which there is another.
    pub(crate) fn renumber(&mut self, new: impl Fn(u32) -> Option<u32>) {
        for group in Arc::make_mut(&mut self.groups) {
            for (number, _) in group.numbers.iter_mut().zip(group.tags).filter(|(_, tag)| *tag != 0) {
                *number = new(*number).unwrap_or(*number);
            }
        }
    }

    fn rebuild(&mut self, groups: usize, hash_of: &impl Fn(u32) -> u64) {
        if groups == self.groups.len() {
            return;
        }
        let mut larger = Part { groups: Arc::from(vec![Group::default(); groups]), len: 0 };
        for (number, hash) in self.hashed(hash_of) {
            larger.insert(hash, number);
        }
        *self = larger;
    }

    /// The numbers with their hashes, which are all asked for first, so that the waits for memory overlap.
    fn hashed(&self, hash_of: &impl Fn(u32) -> u64) -> Vec<(u32, u64)> {
        self.numbers().map(|number| (number, hash_of(number))).collect()
    }

    fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        let slots = self.groups.iter().flat_map(|group| group.tags.into_iter().zip(group.numbers));
        slots.filter(|(tag, _)| *tag != 0).map(|(_, number)| number)
    }

    /// The group where a hash belongs, by the bits between those of the part and those of the tag.
    #[inline]
    fn first(&self, hash: u64) -> usize {
        let middle = (hash >> 8) & 0xffff_ffff;
        ((middle * self.groups.len() as u64) >> 32) as usize
    }

    #[inline]
    fn after(&self, group: usize) -> usize {
        if group + 1 < self.groups.len() { group + 1 } else { 0 }
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;

/// The high bit of every byte that is zero, and perhaps of bytes above such a one.
#[inline]
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & (ONES << 7)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hash(number: u32) -> u64 {
        u64::from(number)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(23)
            .wrapping_mul(0xbf58_476d_1ce4_e5b9)
    }

    proptest! {
        #[test]
        fn every_number_is_found_and_no_other(count in 0u32..20_000, poor in any::<bool>()) {
            let hash = |number: u32| if poor { hash(number % 3) } else { hash(number) };
            let count = if poor { count % 500 } else { count };
            let mut index = Index::default();
            for number in 0..count {
                index.insert(hash(number), number, hash);
            }
            let before = index.clone();
            index.shrink_to_fit(&hash);
            for index in [&index, &before] {
                for number in 0..count + 500 {
                    let found = index.find(hash(number), |other| other == number);
                    prop_assert_eq!(found, (number < count).then_some(number));
                }
            }
        }
    }
}
