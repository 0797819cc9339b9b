use std::sync::Arc;

use super::changes::Changes;
use super::containers::containers;
use super::order::Order;
use super::{CompactHierarchy, NONE};
use crate::item::{CompactItems, Item, ItemId};

/// Why an item was not put into a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// A number is none of this hierarchy's.
    #[error("no item has this number here; insert it first")]
    Unknown,
    /// The container is the item itself or inside it.
    #[error("the container is the item itself or inside it")]
    Cycle,
    /// The item is in another container.
    #[error("the item is in another container; take it out first, or move it")]
    Taken,
}

impl LinkError {
    /// The stable code, such as `link-cycle`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            LinkError::Unknown => "link-unknown",
            LinkError::Cycle => "link-cycle",
            LinkError::Taken => "link-taken",
        }
    }
}

/// Changes before the order is made anew, at least, and one for so many nodes.
const PATIENCE: (usize, usize) = (4096, 8);

impl CompactHierarchy {
    /// A hierarchy over these items, none of them in another.
    #[must_use]
    pub fn over(items: CompactItems) -> Self {
        let mut tree = CompactHierarchy { items, ..CompactHierarchy::default() };
        tree.grow();
        tree
    }

    /// The number of this item; a new node, in no container and of state 0, if it was not seen before.
    pub fn insert(&mut self, item: Item) -> ItemId {
        let id = self.items.insert(item);
        self.grow();
        id
    }

    /// The numbers of these items in their order, as [`CompactHierarchy::insert`] gives them, many at a time: on all
    /// threads of the current rayon pool with the `parallel` feature, with the same result.
    pub fn extend(&mut self, items: &[Item]) -> Vec<ItemId> {
        let ids = self.items.extend(items);
        self.grow();
        ids
    }

    /// Puts an item that is in no container into one. Nothing happens if it is in that one already.
    ///
    /// # Errors
    /// [`LinkError`], also if the item is in another container; nothing changed then.
    pub fn add(&mut self, child: ItemId, parent: ItemId) -> Result<(), LinkError> {
        self.check(child, parent)?;
        match self.parent_of(child.number()) {
            NONE => self.put(child, parent),
            before if before == parent.number() => Ok(()),
            _ => Err(LinkError::Taken),
        }
    }

    /// Puts an item into a container, out of the one it is in; returns that one.
    ///
    /// # Errors
    /// [`LinkError::Unknown`] and [`LinkError::Cycle`]; nothing changed then.
    pub fn set_parent(&mut self, child: ItemId, parent: ItemId) -> Result<Option<ItemId>, LinkError> {
        self.check(child, parent)?;
        let before = self.parent(child);
        if before != Some(parent) {
            self.refuse_cycle(child, parent)?;
            self.remove_parent(child);
            self.put(child, parent)?;
        }
        Ok(before)
    }

    /// Takes an item out of the container it is in; returns that one. What is inside the item stays inside.
    pub fn remove_parent(&mut self, child: ItemId) -> Option<ItemId> {
        let parent = self.parent(child)?;
        self.parents.set(child.index(), NONE);
        self.changes.remove(parent.number(), child.number());
        self.settle_if_due();
        Some(parent)
    }

    /// Sets the state of an item; returns the one before.
    ///
    /// # Errors
    /// [`LinkError::Unknown`].
    pub fn set_state(&mut self, item: ItemId, state: u8) -> Result<u8, LinkError> {
        let before = self.state(item).ok_or(LinkError::Unknown)?;
        self.states.set(item.index(), state);
        Ok(before)
    }

    /// Makes the order of the children anew, so that walks need not look at changes: some 20 ns a node. Results stay the
    /// same.
    pub fn settle(&mut self) {
        if self.changes.count() > 0 {
            self.order = Arc::new(Order::new(&self.parents, containers(&self.parents)));
            self.changes = Changes::default();
        }
    }

    /// Gives back memory that was set aside for more items.
    pub fn shrink_to_fit(&mut self) {
        self.items.shrink_to_fit();
    }

    /// One entry for every item.
    pub(super) fn grow(&mut self) {
        self.parents.grow(self.items.len(), NONE);
        self.states.grow(self.items.len(), 0);
    }

    /// Refuses what no hierarchy can hold, whatever is in it.
    pub(super) fn check(&self, child: ItemId, parent: ItemId) -> Result<(), LinkError> {
        match (self.knows(child) && self.knows(parent), child == parent) {
            (false, _) => Err(LinkError::Unknown),
            (true, true) => Err(LinkError::Cycle),
            (true, false) => Ok(()),
        }
    }

    fn refuse_cycle(&self, child: ItemId, parent: ItemId) -> Result<(), LinkError> {
        // What holds nothing can hold no container of its own.
        let inside = self.may_hold(child.number()) && self.path_to_top(parent).any(|outer| outer == child);
        if inside { Err(LinkError::Cycle) } else { Ok(()) }
    }

    /// Puts an item that is in no container into one.
    fn put(&mut self, child: ItemId, parent: ItemId) -> Result<(), LinkError> {
        self.refuse_cycle(child, parent)?;
        self.parents.set(child.index(), parent.number());
        if self.order.of(parent.number()).binary_search(&child.number()).is_ok() {
            self.changes.returned();
        } else {
            self.changes.add(parent.number(), child.number());
        }
        self.settle_if_due();
        Ok(())
    }

    fn settle_if_due(&mut self) {
        if self.changes.count() > PATIENCE.0.max(self.len() / PATIENCE.1) {
            self.settle();
        }
    }
}
