use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

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

    /// The number itself.
    pub(crate) const fn number(self) -> u32 {
        self.0
    }

    /// The number at a position of such a column.
    pub(crate) fn from_index(index: usize) -> ItemId {
        ItemId(u32::try_from(index).unwrap_or(u32::MAX))
    }
}

/// Every item that was ever named, each once, numbered in order of first sight.
///
/// The index holds numbers only and looks the keys up in the list, so that a key is stored once: 30 to 35 bytes an item
/// after [`Items::shrink_to_fit`], where a `HashMap<Item, ItemId>` beside the list takes 94.
#[derive(Clone, Debug, Default)]
pub struct Items {
    items: Vec<Item>,
    ids: HashTable<ItemId>,
    seeds: Seeds,
}

impl Items {
    /// The number of this item, a new one if it was not seen before.
    pub fn insert(&mut self, item: Item) -> ItemId {
        let Items { items, ids, seeds } = self;
        let known = |id: &ItemId| items.get(id.index()) == Some(&item);
        let hash = |id: &ItemId| items.get(id.index()).map_or(0, |&item| seeds.hash(item));
        let entry =
            ids.entry(seeds.hash(item), known, hash).or_insert_with(|| ItemId::from_index(items.len()));
        let id = *entry.get();
        if id.index() == items.len() {
            items.push(item);
        }
        id
    }

    /// The number of this item, if it was ever named.
    #[must_use]
    pub fn find(&self, item: Item) -> Option<ItemId> {
        self.ids.find(self.seeds.hash(item), |id| self.items.get(id.index()) == Some(&item)).copied()
    }

    /// Gives back memory that was set aside for more items.
    pub fn shrink_to_fit(&mut self) {
        self.items.shrink_to_fit();
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

/// What places in the index depend on besides the key. Different in every table, so that nobody can choose serials that
/// all fall on one place; results never depend on it.
#[derive(Clone, Debug)]
pub(super) struct Seeds(pub(super) [u64; 3]);

impl Default for Seeds {
    fn default() -> Self {
        let random = RandomState::new();
        Seeds([0, 1, 2].map(|n: u8| random.hash_one(n)))
    }
}

impl Seeds {
    #[inline]
    fn hash(&self, item: Item) -> u64 {
        let [a, b, c] = self.0;
        match item {
            Item::Sscc(sscc) => fold(sscc.number() ^ a, c),
            Item::Sgtin(sgtin) => {
                let [high, low] = sgtin.serial.limbs();
                fold(fold(sgtin.gtin.number() ^ a, high ^ b), low ^ c)
            }
        }
    }
}

/// Spreads two words over all bits of one: the two halves of their product.
#[inline]
pub(crate) const fn fold(a: u64, b: u64) -> u64 {
    let product = a as u128 * b as u128;
    (product as u64) ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{Gtin, Serial, Sgtin, Sscc};
    use proptest::prelude::*;

    fn item(kind: bool, number: u16) -> Item {
        if kind {
            let body = format!("3950600013{number:07}");
            let digit = crate::keys::check_digit(body.as_bytes()).unwrap() as char;
            Item::Sscc(Sscc::parse(format!("{body}{digit}")).unwrap())
        } else {
            let gtin = Gtin::parse("09506000134352").unwrap();
            Item::Sgtin(Sgtin { gtin, serial: Serial::parse(number.to_string()).unwrap() })
        }
    }

    proptest! {
        #[test]
        fn numbers_follow_first_sight(named in prop::collection::vec((any::<bool>(), 0u16..300), 0..600)) {
            let (mut items, mut seen) = (Items::default(), Vec::new());
            for (kind, number) in named {
                let item = item(kind, number);
                let expected = seen.iter().position(|&known| known == item);
                prop_assert_eq!(items.find(item).map(ItemId::index), expected);
                let id = items.insert(item);
                prop_assert_eq!(id.index(), expected.unwrap_or(seen.len()));
                if expected.is_none() {
                    seen.push(item);
                }
                prop_assert_eq!(items.get(id), item);
            }
            items.shrink_to_fit();
            prop_assert_eq!(items.iter().map(|(_, item)| item).collect::<Vec<_>>(), seen);
        }
    }
}
