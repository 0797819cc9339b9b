use std::ops::Range;
use std::sync::Arc;

use super::changes::Changes;
use super::containers::{containers, ends};
use super::order::Order;
use super::pages::{PAGE, Pages, page_of};
use super::threads::{each, ranges};
use super::{CompactHierarchy, LinkError, NONE};
use crate::item::ItemId;

/// A pair that [`CompactHierarchy::load`] did not use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Refused {
    /// Its place among the pairs, from 0.
    pub at: usize,
    /// Why.
    pub error: LinkError,
}

/// Pairs taken at once: enough that every part gets many, so few that the work fits beside the columns.
const BLOCK: usize = 1 << 23;
/// Parts of the column of parents at most; one of 100 M nodes has 200,000 nodes, which fit the cache.
const PARTS: usize = 512;

/// A pair on its way to the part of its child.
#[derive(Clone, Copy, Default)]
struct Record {
    child: u32,
    parent: u32,
    /// Its place in the block.
    at: u32,
}

/// The records of a piece of a block, sorted by part, and what could not be sorted.
struct Parted {
    starts: Vec<u32>,
    records: Vec<Record>,
    refused: Vec<Refused>,
}

impl CompactHierarchy {
    /// Puts many items into containers, each pair a child and its parent, as [`CompactHierarchy::add`] does pair by pair
    /// and with the same result, on all threads of the current rayon pool with the `parallel` feature. Returns the pairs
    /// that were refused, by place.
    ///
    /// Where no child has two parents and no container is inside itself, nothing is refused and the order of the pairs
    /// makes no difference.
    ///
    /// A radix-partitioned load: pairs are sorted by their child's part of the column of parents; each part, by then in
    /// the cache, takes its own, the first for each child; then the order of the children is made by a counting sort. If
    /// there is a cycle then, all is taken back and done pair by pair. Some 30 ns a pair on two processors; beside the
    /// hierarchy it needs 100 MB and, for what it would take back, the former column of parents.
    pub fn load(&mut self, pairs: &[(ItemId, ItemId)]) -> Vec<Refused> {
        if pairs.len() < self.len() / 64 {
            let each = pairs.iter().enumerate();
            let refused = each.filter_map(|(at, &(child, parent))| {
                self.add(child, parent).err().map(|error| Refused { at, error })
            });
            return refused.collect();
        }
        let before = self.parents.clone();
        let mut refused = Vec::new();
        for (number, block) in pairs.chunks(BLOCK).enumerate() {
            self.load_block(number * BLOCK, block, &mut refused);
        }
        let mut holding = containers(&self.parents);
        if !ends(&self.parents, &holding) {
            self.parents = before;
            refused = self.load_each(pairs);
            holding = containers(&self.parents);
        }
        self.order = Arc::new(Order::new(&self.parents, holding));
        self.changes = Changes::default();
        refused.sort_unstable();
        refused
    }

    /// Gives every child that is in no container its first parent, whether there is a cycle or not.
    fn load_block(&mut self, from: usize, block: &[(ItemId, ItemId)], refused: &mut Vec<Refused>) {
        let pages = std::mem::take(self.parents.pages_mut());
        let per_part = pages.len().div_ceil(PARTS).max(1);
        let parts = pages.len().div_ceil(per_part);
        let mut parted = each(ranges(block.len()), |range| self.part(block, range, from, per_part, parts));
        refused.extend(parted.iter_mut().flat_map(|parted| std::mem::take(&mut parted.refused)));

        let mut rest = pages.into_iter();
        let work: Vec<(usize, Vec<Arc<[u32]>>)> =
            (0..parts).map(|part| (part, rest.by_ref().take(per_part).collect())).collect();
        let done = each(work, |(part, mut pages)| {
            let records = parted.iter().flat_map(|parted| parted.of(part));
            let refused = fill(&mut pages, part * per_part, records, from);
            (pages, refused)
        });
        for (pages, more) in done {
            self.parents.pages_mut().extend(pages);
            refused.extend(more);
        }
    }

    /// Sorts a piece of a block by the part of the child, by counting.
    fn part(
        &self,
        block: &[(ItemId, ItemId)],
        range: Range<usize>,
        from: usize,
        per_part: usize,
        parts: usize,
    ) -> Parted {
        let first = range.start;
        let pairs = block.get(range).unwrap_or_default();
        let part = |child: ItemId| page_of(child.number()) / per_part;
        let (mut starts, mut refused) = (vec![0_u32; parts + 2], Vec::new());
        for (at, &(child, parent)) in pairs.iter().enumerate() {
            match self.check(child, parent) {
                Ok(()) => {
                    if let Some(count) = starts.get_mut(part(child) + 2) {
                        *count += 1;
                    }
                }
                Err(error) => refused.push(Refused { at: from + first + at, error }),
            }
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut records = vec![Record::default(); total as usize];
        for (at, &(child, parent)) in pairs.iter().enumerate() {
            if self.check(child, parent).is_ok()
                && let Some(next) = starts.get_mut(part(child) + 1)
                && let Some(place) = records.get_mut(*next as usize)
            {
                *place = Record { child: child.number(), parent: parent.number(), at: (first + at) as u32 };
                *next += 1;
            }
        }
        starts.pop();
        Parted { starts, records, refused }
    }

    /// Pair by pair in linear time, however deep the containers are: `shortcut` leads from a node to one further up.
    fn load_each(&mut self, pairs: &[(ItemId, ItemId)]) -> Vec<Refused> {
        let mut shortcut: Vec<u32> = (0..self.len()).map(|at| self.parent_of(at as u32)).collect();
        let mut refused = Vec::new();
        for (at, &(child, parent)) in pairs.iter().enumerate() {
            let result = self.check(child, parent).and_then(|()| {
                let before = self.parent_of(child.number());
                match before {
                    NONE if top(&mut shortcut, parent.number()) == child.number() => Err(LinkError::Cycle),
                    NONE => Ok(true),
                    _ if before == parent.number() => Ok(false),
                    _ => Err(LinkError::Taken),
                }
            });
            match result {
                Ok(true) => {
                    self.parents.set(child.index(), parent.number());
                    if let Some(place) = shortcut.get_mut(child.index()) {
                        *place = parent.number();
                    }
                }
                Ok(false) => {}
                Err(error) => refused.push(Refused { at, error }),
            }
        }
        refused
    }

    /// The columns of parents, for those who read them from elsewhere; `None` if there is a cycle.
    pub(super) fn with_parents(mut self, parents: Pages<u32>) -> Option<Self> {
        let holding = containers(&parents);
        if !ends(&parents, &holding) {
            return None;
        }
        self.order = Arc::new(Order::new(&parents, holding));
        self.parents = parents;
        Some(self)
    }
}

impl Parted {
    fn of(&self, part: usize) -> &[Record] {
        let (Some(&from), Some(&to)) = (self.starts.get(part), self.starts.get(part + 1)) else { return &[] };
        self.records.get(from as usize..to as usize).unwrap_or_default()
    }
}

/// Enters the records of one part, whose first page has the number `first`.
fn fill<'a>(
    pages: &mut [Arc<[u32]>],
    first: usize,
    records: impl Iterator<Item = &'a Record>,
    from: usize,
) -> Vec<Refused> {
    let mut refused = Vec::new();
    let mut records = records.peekable();
    if records.peek().is_none() {
        return refused;
    }
    // Out of their sharing once, not at every record.
    let mut pages: Vec<&mut [u32]> = pages.iter_mut().map(Arc::make_mut).collect();
    for record in records {
        let page = page_of(record.child).checked_sub(first).and_then(|page| pages.get_mut(page));
        let Some(place) = page.and_then(|page| page.get_mut(record.child as usize % PAGE)) else { continue };
        if *place == NONE {
            *place = record.parent;
        } else if *place != record.parent {
            refused.push(Refused { at: from + record.at as usize, error: LinkError::Taken });
        }
    }
    refused
}

/// The outermost container of a node, with the way there made shorter.
fn top(shortcut: &mut [u32], mut node: u32) -> u32 {
    let above = |shortcut: &[u32], node: u32| shortcut.get(node as usize).copied().unwrap_or(NONE);
    loop {
        let next = above(shortcut, node);
        if next == NONE {
            return node;
        }
        let further = above(shortcut, next);
        if further == NONE {
            return next;
        }
        if let Some(place) = shortcut.get_mut(node as usize) {
            *place = further;
        }
        node = further;
    }
}
