use std::collections::HashMap;

use super::Item;

/// The number of an item within one batch or hierarchy; 4 bytes in every row that names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(u32);

impl ItemId {
    /// The position in columns that have one entry per item.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The number at a position of such a column.
    pub(crate) fn from_index(index: usize) -> ItemId {
        ItemId(u32::try_from(index).unwrap_or(u32::MAX))
    }
}

/// Every item that was ever named, each once, numbered in order of first sight.
#[derive(Clone, Debug, Default)]
pub struct Items {
    items: Vec<Item>,
    ids: HashMap<Item, ItemId>,
}

impl Items {
    /// The number of this item, a new one if it was not seen before.
    pub fn insert(&mut self, item: Item) -> ItemId {
        *self.ids.entry(item).or_insert_with(|| {
            let id = ItemId(u32::try_from(self.items.len()).unwrap_or(u32::MAX));
            self.items.push(item);
            id
        })
    }

    /// The number of this item, if it was ever named.
    #[must_use]
    pub fn find(&self, item: Item) -> Option<ItemId> {
        self.ids.get(&item).copied()
    }

    /// The item behind a number that this table gave out.
    #[must_use]
    pub fn get(&self, id: ItemId) -> Item {
        self.items[id.index()]
    }

    /// How many items there are; every [`ItemId::index`] is below.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether no item was named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// All items with their numbers, in order of first sight.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (ItemId, Item)> + '_ {
        self.items.iter().enumerate().map(|(index, &item)| (ItemId(index as u32), item))
    }
}
