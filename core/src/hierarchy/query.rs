use std::collections::HashSet;

use super::Levels;
use super::links::NONE;
use super::replay::{Ended, Hierarchy, Stay};
use crate::item::ItemId;

/// What holds now.
impl Hierarchy {
    /// The containers an item is in now: none, one, or, by a fault, several; in order of arrival.
    #[must_use]
    pub fn parents(&self, item: ItemId) -> &[ItemId] {
        self.above.of(item)
    }

    /// What is directly in a container now, in order of arrival.
    #[must_use]
    pub fn children(&self, container: ItemId) -> &[ItemId] {
        self.below.of(container)
    }

    /// The steps that put each of [`Hierarchy::children`] in.
    #[must_use]
    pub fn entered(&self, container: ItemId) -> &[u32] {
        self.below.since(container)
    }

    /// Everything that was ever used as a container (something was put in or taken out, or it was closed), ascending.
    #[must_use]
    pub fn containers(&self) -> &[ItemId] {
        &self.containers
    }

    /// Whether the item was ever used as a container.
    #[must_use]
    pub fn is_container(&self, item: ItemId) -> bool {
        self.containers.binary_search(&item).is_ok()
    }

    /// The steps at which a container was closed, in order.
    pub fn closes(&self, container: ItemId) -> impl DoubleEndedIterator<Item = u32> + ExactSizeIterator + '_ {
        let from = self.closes.partition_point(|&(closed, _)| closed < container);
        let count = self.closes[from..].partition_point(|&(closed, _)| closed == container);
        self.closes[from..from + count].iter().map(|&(_, step)| step)
    }

    /// The containers around an item, from the one it is in to the outermost.
    ///
    /// Where an item is in several containers by a fault, the one it has been in longest is followed
    /// ([`Hierarchy::ancestors`] gives all). A cycle is walked once.
    #[must_use]
    pub fn path_to_top(&self, item: ItemId) -> Vec<ItemId> {
        let mut path = Vec::new();
        let mut node = item;
        while let Some(&parent) = self.parents(node).first() {
            if parent == item || path.contains(&parent) {
                break;
            }
            path.push(parent);
            node = parent;
        }
        path
    }

    /// Every container around an item, through all containers it is in, each once, nearest first; the item itself only
    /// if it is inside itself.
    #[must_use]
    pub fn ancestors(&self, item: ItemId) -> Vec<ItemId> {
        let (mut found, mut next) = (Vec::new(), 0);
        let mut seen = HashSet::new();
        let mut node = item;
        loop {
            found.extend(self.parents(node).iter().copied().filter(|&parent| seen.insert(parent)));
            let Some(&following) = found.get(next) else { return found };
            node = following;
            next += 1;
        }
    }

    /// Everything inside, each once: a container comes before what it holds. The item itself is not among it, even on
    /// a cycle.
    #[must_use]
    pub fn descendants(&self, item: ItemId) -> Descendants<'_> {
        let seen = self.tangled.then(|| HashSet::from([item]));
        Descendants { hierarchy: self, open: vec![self.children(item).iter()], seen }
    }

    /// What is inside at one level, such as the packs of a pallet (level 0).
    pub fn contents_at_level<'a>(
        &'a self,
        container: ItemId,
        level: u8,
        levels: &'a Levels,
    ) -> impl Iterator<Item = ItemId> + 'a {
        self.descendants(container).filter(move |&item| levels.of(item) == Some(level))
    }

    /// How much is inside at each level: entry 0 counts units, entry 1 the innermost containers, and so on.
    #[must_use]
    pub fn counts(&self, container: ItemId, levels: &Levels) -> Vec<u64> {
        let mut counts = Vec::new();
        for item in self.descendants(container) {
            let level = usize::from(levels.of(item).unwrap_or(0));
            if counts.len() <= level {
                counts.resize(level + 1, 0);
            }
            counts[level] += 1;
        }
        counts
    }
}

/// What held at any moment. A moment is a number of steps: 0 is before the first, `k` after the `k`-th.
impl Hierarchy {
    /// Every time an item spent in a container, ended or not, by time of entry.
    #[must_use]
    pub fn stays(&self, item: ItemId) -> Vec<Stay> {
        let active = self.above.of(item).iter().zip(self.above.since(item));
        let active = active.map(|(&container, &from)| Stay { item, container, from, until: None });
        let mut stays: Vec<Stay> = self.left(item).iter().map(Ended::stay).chain(active).collect();
        stays.sort_unstable_by_key(|stay| stay.from);
        stays
    }

    /// Every stay in a container, ended or not, by time of entry.
    #[must_use]
    pub fn held(&self, container: ItemId) -> Vec<Stay> {
        let active = self.below.of(container).iter().zip(self.below.since(container));
        let active = active.map(|(&item, &from)| Stay { item, container, from, until: None });
        let mut stays: Vec<Stay> = self.taken_out(container).map(Ended::stay).chain(active).collect();
        stays.sort_unstable_by_key(|stay| stay.from);
        stays
    }

    /// The containers an item was in at a moment, in order of arrival.
    #[must_use]
    pub fn parents_at(&self, item: ItemId, moment: u32) -> Vec<ItemId> {
        let stays = self.stays(item).into_iter();
        stays.filter(|stay| stay.holds(moment)).map(|stay| stay.container).collect()
    }

    /// What was directly in a container at a moment, in order of arrival.
    #[must_use]
    pub fn contents_at(&self, container: ItemId, moment: u32) -> Vec<ItemId> {
        let stays = self.held(container).into_iter();
        stays.filter(|stay| stay.holds(moment)).map(|stay| stay.item).collect()
    }

    /// The ended stays of an item.
    fn left(&self, item: ItemId) -> &[Ended] {
        let from = self.ended.partition_point(|stay| stay.item < item);
        let count = self.ended[from..].partition_point(|stay| stay.item == item);
        &self.ended[from..from + count]
    }

    /// The ended stays in a container.
    fn taken_out(&self, container: ItemId) -> impl Iterator<Item = &Ended> {
        let stay = |&at: &u32| self.ended.get(at as usize);
        let holder = move |at: &u32| stay(at).map(|stay| stay.container);
        let from = self.ended_by_container.partition_point(|at| holder(at) < Some(container));
        self.ended_by_container[from..]
            .iter()
            .map_while(stay)
            .take_while(move |stay| stay.container == container)
    }

    /// The containers an item was ever in, each once, in order of arrival.
    pub(crate) fn ever_in(&self, item: ItemId) -> Vec<ItemId> {
        let mut containers: Vec<ItemId> = self.stays(item).iter().map(|stay| stay.container).collect();
        let mut seen = HashSet::new();
        containers.retain(|&container| seen.insert(container));
        containers
    }
}

impl Stay {
    /// Whether the item was inside at this moment.
    #[must_use]
    pub fn holds(&self, moment: u32) -> bool {
        self.from < moment && self.until.is_none_or(|until| moment <= until)
    }
}

impl Ended {
    fn stay(&self) -> Stay {
        let until = (self.until != NONE).then_some(self.until);
        Stay { item: self.item, container: self.container, from: self.from, until }
    }
}

/// Iterates over everything inside a container; see [`Hierarchy::descendants`].
#[derive(Clone, Debug)]
pub struct Descendants<'a> {
    hierarchy: &'a Hierarchy,
    open: Vec<std::slice::Iter<'a, ItemId>>,
    /// Only where the links are no forest.
    seen: Option<HashSet<ItemId>>,
}

impl Iterator for Descendants<'_> {
    type Item = ItemId;

    fn next(&mut self) -> Option<ItemId> {
        while let Some(level) = self.open.last_mut() {
            let Some(&item) = level.next() else {
                self.open.pop();
                continue;
            };
            if self.seen.as_mut().is_some_and(|seen| !seen.insert(item)) {
                continue;
            }
            let children = self.hierarchy.children(item);
            if !children.is_empty() {
                self.open.push(children.iter());
            }
            return Some(item);
        }
        None
    }
}

impl std::iter::FusedIterator for Descendants<'_> {}
