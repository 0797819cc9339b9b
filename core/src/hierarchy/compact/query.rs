use super::walk::{Children, Inside, Path};
use super::{CompactHierarchy, NONE};
use crate::item::{CompactItems, ItemId};

impl CompactHierarchy {
    /// The table of items; nodes have its numbers.
    #[must_use]
    pub fn items(&self) -> &CompactItems {
        &self.items
    }

    /// How many nodes there are; every [`ItemId::index`] is below.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parents.len()
    }

    /// Whether there is no node.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The container that an item is directly in.
    #[must_use]
    pub fn parent(&self, item: ItemId) -> Option<ItemId> {
        self.path_to_top(item).next()
    }

    /// The state of an item, 0 until it is set; `None` for a number that is none of this hierarchy's.
    #[must_use]
    pub fn state(&self, item: ItemId) -> Option<u8> {
        if self.knows(item) { self.states.get(item.index()) } else { None }
    }

    /// The containers around an item, from the one it is in to the outermost; two loads each.
    #[must_use]
    pub fn path_to_top(&self, item: ItemId) -> Path<'_> {
        Path::new(self, item.number())
    }

    /// The outermost container around an item; the item itself if it is in none.
    #[must_use]
    pub fn top(&self, item: ItemId) -> ItemId {
        self.path_to_top(item).last().unwrap_or(item)
    }

    /// What is directly in a container, ascending.
    #[must_use]
    pub fn children(&self, container: ItemId) -> Children<'_> {
        Children::new(self, container.number())
    }

    /// How many are directly in a container.
    #[must_use]
    pub fn child_count(&self, container: ItemId) -> usize {
        self.children(container).count()
    }

    /// Whether something is in it.
    #[must_use]
    pub fn holds(&self, item: ItemId) -> bool {
        self.may_hold(item.number()) && self.children(item).next().is_some()
    }

    /// Everything inside, each once: a container comes before what it holds, siblings ascend. The item itself is not
    /// among it.
    #[must_use]
    pub fn descendants(&self, item: ItemId) -> Inside<'_> {
        Inside::new(self, item.number())
    }

    /// Memory held, in bytes, with the items; what snapshots share is counted in each.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.items.bytes()
            + self.parents.bytes()
            + self.states.bytes()
            + self.order.bytes()
            + self.changes.bytes()
    }

    /// Whether the number stands for a node here.
    pub(super) fn knows(&self, item: ItemId) -> bool {
        item.index() < self.len()
    }

    #[inline]
    pub(super) fn parent_of(&self, node: u32) -> u32 {
        self.parents.get(node as usize).unwrap_or(NONE)
    }

    /// Whether to look for children is worth it.
    #[inline]
    pub(super) fn may_hold(&self, node: u32) -> bool {
        self.order.is_container(node) || self.changes.of(node).is_some()
    }
}
