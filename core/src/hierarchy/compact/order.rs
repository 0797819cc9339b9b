use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use super::NONE;
use super::bits::Bits;
use super::pages::{PAGE, Pages};
use super::threads::{each, pieces};

/// The children of every container, ascending, in one row: 4 bytes a child, 0.2 a node and 4 a container.
///
/// Only containers have a place in `starts`; it is the number of containers before, which a bit for each node and a sum
/// for every 64 tell.
#[derive(Debug, Default)]
pub(super) struct Order {
    containers: Bits,
    /// Containers before each word of `containers`.
    before: Vec<u32>,
    starts: Vec<u32>,
    children: Vec<u32>,
}

impl Order {
    /// A counting sort by container, on all threads. `containers` are those of the same column.
    pub(super) fn new(parents: &Pages<u32>, containers: Bits) -> Self {
        let mut total = 0;
        let count = |word: &u64| {
            let before = total;
            total += word.count_ones();
            before
        };
        let before: Vec<u32> = containers.words().iter().map(count).collect();
        let mut order = Order { containers, before, starts: Vec::new(), children: Vec::new() };

        // How many in each; then the place of the next child of each.
        let next: Vec<AtomicU32> = (0..total).map(|_| AtomicU32::new(0)).collect();
        order.each_run(parents, |parent, _, length| {
            if let Some(count) = order.place(parent).and_then(|place| next.get(place)) {
                count.fetch_add(length, Relaxed);
            }
        });
        let mut starts = Vec::with_capacity(total as usize + 1);
        let mut links = 0_u32;
        for next in &next {
            starts.push(links);
            links = links.saturating_add(next.swap(links, Relaxed));
        }
        starts.push(links);
        let children: Vec<AtomicU32> = (0..links).map(|_| AtomicU32::new(0)).collect();
        order.each_run(parents, |parent, first, length| {
            let Some(next) = order.place(parent).and_then(|place| next.get(place)) else { return };
            let from = next.fetch_add(length, Relaxed) as usize;
            let places = children.get(from..from + length as usize).unwrap_or_default();
            for (place, child) in places.iter().zip(first..) {
                place.store(child, Relaxed);
            }
        });
        order.starts = starts;
        order.children = children.into_iter().map(AtomicU32::into_inner).collect();
        order.sort();
        order
    }

    /// Neighbours that are in one container: the container, the first of them, how many.
    fn each_run(&self, parents: &Pages<u32>, job: impl Fn(u32, u32, u32) + Sync + Send) {
        each(parents.pages().iter().enumerate().collect(), |(number, page)| {
            let mut at = (number * PAGE) as u32;
            for run in page.chunk_by(|a, b| a == b) {
                if let Some(&parent) = run.first().filter(|parent| **parent != NONE) {
                    job(parent, at, run.len() as u32);
                }
                at = at.wrapping_add(run.len() as u32);
            }
        });
    }

    /// Several threads may have put the children of one container in any order.
    fn sort(&mut self) {
        let Order { starts, children, .. } = self;
        let size = children.len().div_ceil(pieces()).max(1);
        let (mut work, mut rest, mut offset) = (Vec::new(), children.as_mut_slice(), 0_usize);
        let mut from = 0;
        while from + 1 < starts.len() {
            let enough = (offset + size) as u64;
            let to =
                starts.partition_point(|&start| u64::from(start) < enough).clamp(from + 1, starts.len() - 1);
            let end = starts.get(to).map_or(offset, |&end| end as usize);
            let Some((mine, others)) = rest.split_at_mut_checked(end.saturating_sub(offset)) else { return };
            work.push((starts.get(from..=to).unwrap_or_default(), mine));
            (rest, offset, from) = (others, end, to);
        }
        each(work, |(starts, mut children)| {
            for ends in starts.windows(2) {
                let &[from, to] = ends else { return };
                let Some((own, rest)) =
                    std::mem::take(&mut children).split_at_mut_checked((to - from) as usize)
                else {
                    return;
                };
                children = rest;
                if !own.is_sorted() {
                    own.sort_unstable();
                }
            }
        });
    }

    /// Whether a node held something when the order was made.
    #[inline]
    pub(super) fn is_container(&self, node: u32) -> bool {
        self.containers.has(node)
    }

    /// What a node held when the order was made, ascending.
    #[inline]
    pub(super) fn of(&self, node: u32) -> &[u32] {
        let Some(place) = self.place(node) else { return &[] };
        let (Some(&from), Some(&to)) = (self.starts.get(place), self.starts.get(place + 1)) else {
            return &[];
        };
        self.children.get(from as usize..to as usize).unwrap_or_default()
    }

    /// How many containers are before this one.
    #[inline]
    fn place(&self, node: u32) -> Option<usize> {
        let at = node as usize / 64;
        let (word, before) = (self.containers.words().get(at)?, self.before.get(at)?);
        let lower = word & ((1 << (node % 64)) - 1);
        (word >> (node % 64) & 1 == 1).then_some((before + lower.count_ones()) as usize)
    }

    /// Memory held, in bytes.
    pub(super) fn bytes(&self) -> usize {
        8 * self.containers.words().len()
            + 4 * (self.before.capacity() + self.starts.capacity() + self.children.capacity())
    }
}
