use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use super::compact::{CompactItems, Key};
use super::each::{each_part, pieces};
use super::index::{Part, part_of};
use super::{Item, ItemId};

/// Items taken at once: enough that every part of the index gets many, so few that the work fits beside the table.
const BLOCK: usize = 1 << 23;

/// An item on its way to its part of the index.
#[derive(Clone, Copy, Default)]
struct Record {
    word: u64,
    at: u32,
    class: u16,
}

/// Classes and words of a range of items.
struct Coded {
    range: Range<usize>,
    classes: Vec<u16>,
    words: Vec<u64>,
    /// Places of items whose class has no number yet.
    unknown: Vec<usize>,
}

/// The records of a range, sorted by part.
struct Parted {
    starts: Vec<u32>,
    records: Vec<Record>,
}

impl CompactItems {
    /// [`CompactItems::extend`] for items that are made when asked for.
    ///
    /// A radix-partitioned insertion: items are coded and sorted by their part of the index; each part, by then in the
    /// cache, takes its own; what is new gets numbers in order of first sight. Pieces and parts share nothing, so that
    /// the result does not depend on how many threads there are.
    pub(crate) fn insert_all(
        &mut self,
        count: usize,
        item: impl Fn(usize) -> Item + Sync + Send,
    ) -> Vec<ItemId> {
        let mut ids = Vec::with_capacity(count);
        for from in (0..count).step_by(BLOCK) {
            let block = from..count.min(from + BLOCK);
            if block.len() < self.index.parts().max(4096) {
                ids.extend(block.map(|at| self.insert(item(at))));
            } else {
                self.insert_block(block, &item, &mut ids);
            }
        }
        ids
    }

    fn insert_block(
        &mut self,
        block: Range<usize>,
        item: &(impl Fn(usize) -> Item + Sync + Send),
        ids: &mut Vec<ItemId>,
    ) {
        let from = block.start;
        let coded = self.code(block.clone(), item);
        let mut index = std::mem::take(&mut self.index);
        index.reserve(block.len(), true, &|number| self.hash_of(number));
        let parts = index.parts();
        let parted = each_part(coded.iter().collect(), |coded| self.part(coded, parts, from, item));

        // Until all parts are done, what is new counts from `base`: in the index by place among the part's own new
        // ones, in the result by place in the block.
        let base = self.len() as u32;
        let found: Vec<AtomicU32> = block.clone().map(|_| AtomicU32::new(0)).collect();
        let work: Vec<(usize, Part)> = std::mem::take(index.parts_mut()).into_iter().enumerate().collect();
        let filled = each_part(work, |(number, mut part)| {
            let fresh = self.fill(&mut part, number, &parted, |at| item(from + at), base, &found);
            (part, fresh)
        });
        drop(parted);

        let first = ids.len();
        let mut found: Vec<u32> = found.into_iter().map(AtomicU32::into_inner).collect();
        self.number(&coded, &mut found, base, item);
        ids.extend(found.iter().map(|&number| ItemId::from_index(number as usize)));
        let ids = ids.get(first..).unwrap_or_default();
        *index.parts_mut() = each_part(filled, |(mut part, fresh)| {
            if !fresh.is_empty() {
                part.renumber(|number| {
                    let record = fresh.get(number.checked_sub(base)? as usize)?;
                    ids.get(record.at as usize).map(|id| id.number())
                });
            }
            part
        });
        index.count();
        self.index = index;
    }

    /// Codes every item, piece by piece; numbers new classes in order of first sight.
    fn code(&mut self, block: Range<usize>, item: &(impl Fn(usize) -> Item + Sync + Send)) -> Vec<Coded> {
        let size = block.len().div_ceil(pieces()).max(1);
        let ranges: Vec<Range<usize>> =
            block.clone().step_by(size).map(|from| from..block.end.min(from + size)).collect();
        let mut coded = each_part(ranges, |range| {
            let (mut classes, mut words) = (Vec::with_capacity(range.len()), Vec::with_capacity(range.len()));
            let (mut unknown, mut last) = (Vec::new(), None);
            for at in range.clone() {
                let key = self.key(item(at), &mut last).map_err(|_| unknown.push(at - range.start));
                classes.push(key.map_or(0, |key| key.class));
                words.push(key.map_or(0, |key| key.word));
            }
            Coded { range, classes, words, unknown }
        });
        for coded in &mut coded {
            let mut last = None;
            for &at in &coded.unknown {
                let item = item(coded.range.start + at);
                let key = self.key(item, &mut last).unwrap_or_else(|class| self.intern(item, class));
                if let (Some(class), Some(word)) = (coded.classes.get_mut(at), coded.words.get_mut(at)) {
                    (*class, *word) = (key.class, key.word);
                }
            }
        }
        coded
    }

    /// Sorts the items of a piece by their part of the index, by counting.
    fn part(&self, coded: &Coded, parts: usize, from: usize, item: &impl Fn(usize) -> Item) -> Parted {
        let part = |at: usize| {
            let (class, word) = coded.of(at);
            part_of(self.hash(&self.key_at(class, word, || item(coded.range.start + at))), parts)
        };
        let of: Vec<u32> = (0..coded.classes.len()).map(|at| part(at) as u32).collect();
        let mut starts = vec![0_u32; parts + 2];
        for &part in &of {
            starts[part as usize + 2] += 1;
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut records = vec![Record::default(); of.len()];
        for (at, &part) in of.iter().enumerate() {
            let next = &mut starts[part as usize + 1];
            let (class, word) = coded.of(at);
            records[*next as usize] = Record { word, at: (coded.range.start + at - from) as u32, class };
            *next += 1;
        }
        starts.pop();
        Parted { starts, records }
    }

    /// Finds or adds the records of one part; returns those it added.
    fn fill(
        &self,
        part: &mut Part,
        number: usize,
        parted: &[Parted],
        item: impl Fn(usize) -> Item,
        base: u32,
        found: &[AtomicU32],
    ) -> Vec<Record> {
        let mut fresh: Vec<Record> = Vec::new();
        let key = |record: &Record| self.key_at(record.class, record.word, || item(record.at as usize));
        let mine = |parted: &Parted| match (parted.starts.get(number), parted.starts.get(number + 1)) {
            (Some(&from), Some(&to)) => from as usize..to as usize,
            _ => 0..0,
        };
        for record in parted.iter().flat_map(|parted| parted.records.get(mine(parted)).unwrap_or_default()) {
            let record_key = key(record);
            let hash = self.hash(&record_key);
            let same = |other: &Record| {
                (other.word, other.class) == (record.word, record.class)
                    && (!self.needs_pool(record.class) || item(other.at as usize) == item(record.at as usize))
            };
            let known = part.find(hash, |number| match number.checked_sub(base) {
                Some(new) => fresh.get(new as usize).is_some_and(same),
                None => self.is(number, &record_key),
            });
            let number = match known {
                Some(known) => match known.checked_sub(base).and_then(|new| fresh.get(new as usize)) {
                    Some(first) => base + first.at,
                    None => known,
                },
                None => {
                    part.reserve(1, &|number| match number.checked_sub(base) {
                        Some(new) => fresh.get(new as usize).map_or(0, |record| self.hash(&key(record))),
                        None => self.hash_of(number),
                    });
                    part.insert(hash, base + fresh.len() as u32);
                    fresh.push(*record);
                    base + record.at
                }
            };
            if let Some(place) = found.get(record.at as usize) {
                place.store(number, Relaxed);
            }
        }
        fresh
    }

    /// Gives numbers to what is new, in order of first sight, and stores it.
    fn number(&mut self, coded: &[Coded], found: &mut [u32], base: u32, item: &impl Fn(usize) -> Item) {
        let (mut at, mut next) = (0_usize, base);
        for coded in coded {
            let (mut classes, mut words) = (Vec::new(), Vec::new());
            for (offset, (&class, &word)) in coded.classes.iter().zip(&coded.words).enumerate() {
                let Some(&number) = found.get(at) else { return };
                if let Some(first) = number.checked_sub(base) {
                    let first = first as usize;
                    if first == at {
                        if self.needs_pool(class) {
                            self.push_words(&classes, &words);
                            classes.clear();
                            words.clear();
                            let key = self.complete(class, word, item(coded.range.start + offset));
                            self.push(&key);
                        } else {
                            classes.push(class);
                            words.push(word);
                        }
                        found[at] = next;
                        next += 1;
                    } else {
                        found[at] = found[first];
                    }
                }
                at += 1;
            }
            self.push_words(&classes, &words);
        }
    }

    /// A key whose item is asked for only if it is needed.
    #[inline]
    fn key_at(&self, class: u16, word: u64, item: impl Fn() -> Item) -> Key {
        if self.needs_pool(class) { self.complete(class, word, item()) } else { Key::inline(class, word) }
    }
}

impl Coded {
    fn of(&self, at: usize) -> (u16, u64) {
        (self.classes.get(at).copied().unwrap_or_default(), self.words.get(at).copied().unwrap_or_default())
    }
}
