use std::collections::HashMap;
use std::sync::Arc;

use super::column::Column;
use super::index::Index;
use super::intern::{Seeds, fold};
use super::shape::{Shape, pack, unpack};
use super::{Item, ItemId};
use crate::keys::{Gtin, Sgtin, Sscc};

/// What [`super::Items`] is, in half the memory: every item that was ever named, each once, numbered in order of first
/// sight.
///
/// An item is a word and the number of its class. A class is a GTIN with the alphabet and length of the serial; all
/// SSCCs are one class. Serials of up to ten characters of any kind, 19 digits, 16 hexadecimal digits or 12 letters and
/// digits fit the word; of others the rest lies in a side pool (12 bytes more). With the index that is 16 bytes an item,
/// where [`super::Items`] takes 30 to 35; to get an item back costs some tens of nanoseconds, there it is one load.
///
/// Copies share what does not change, so that a copy of 100 M items costs less than a millisecond.
///
/// ```
/// use tallymark::item::{CompactItems, Item};
/// let mut items = CompactItems::default();
/// let pack = Item::parse("(01)09506000134352(21)000000000001")?;
/// let id = items.insert(pack);
/// assert_eq!(items.insert(pack), id);
/// assert_eq!(items.get(id), Some(pack));
/// assert_eq!(items.find(Item::parse("(01)09506000134352(21)00000000001")?), None);
/// # Ok::<(), tallymark::ParseError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct CompactItems {
    pub(super) classes: Arc<Classes>,
    pub(super) class: Column<u16>,
    /// The word of the class's shape; of a long serial 32 bits of the first limb and the place in `rest`; of an odd item
    /// the place in `odd`.
    pub(super) word: Column<u64>,
    /// The other 96 bits of long serials.
    rest: Column<[u32; 3]>,
    /// Packs whose class got no number, because 65,534 others were before.
    odd: Arc<Vec<Sgtin>>,
    pub(super) index: Index,
    seeds: Seeds,
}

/// The class of packs whose class has no number.
const ODD: u16 = 0;
const SSCC: u16 = 1;
const FIRST: usize = 2;
const CLASSES: usize = 1 << 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Class {
    gtin: Gtin,
    shape: Shape,
    len: u8,
}

/// The classes in order of first sight; their numbers begin with [`FIRST`].
#[derive(Clone, Debug, Default)]
pub(super) struct Classes {
    list: Vec<Class>,
    numbers: HashMap<Class, u16>,
}

/// An item with its class as a number; equal if and only if the items are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    pub(super) class: u16,
    /// The word of the shape; of long and odd serials the first limb.
    pub(super) word: u64,
    /// The second limb of long and odd serials.
    low: u64,
    /// Left out where the word tells all and nobody asks.
    item: Option<Item>,
}

impl Key {
    /// A key that its word tells completely.
    pub(super) const fn inline(class: u16, word: u64) -> Self {
        Key { class, word, low: 0, item: None }
    }
}

impl CompactItems {
    /// The number of this item, a new one if it was not seen before.
    pub fn insert(&mut self, item: Item) -> ItemId {
        let key = self.key(item, &mut None).unwrap_or_else(|class| self.intern(item, class));
        let hash = self.hash(&key);
        if let Some(known) = self.index.find(hash, |number| self.is(number, &key)) {
            return ItemId::from_index(known as usize);
        }
        let id = ItemId::from_index(self.len());
        self.push(&key);
        let mut index = std::mem::take(&mut self.index);
        index.insert(hash, id.number(), |number| self.hash_of(number));
        self.index = index;
        id
    }

    /// The numbers of these items in their order, as [`CompactItems::insert`] gives them, many at a time: on all threads
    /// of the current rayon pool with the `parallel` feature, with the same result.
    pub fn extend(&mut self, items: &[Item]) -> Vec<ItemId> {
        self.insert_all(items.len(), |at| items[at])
    }

    /// Sets memory aside for so many different items more: an index that never grows is filled in half the time.
    pub fn reserve(&mut self, items: usize) {
        let mut index = std::mem::take(&mut self.index);
        index.reserve(items, true, &|number| self.hash_of(number));
        self.index = index;
    }

    /// The number of this item, if it was ever named.
    #[must_use]
    pub fn find(&self, item: Item) -> Option<ItemId> {
        let key = self.key(item, &mut None).ok()?;
        let number = self.index.find(self.hash(&key), |number| self.is(number, &key))?;
        Some(ItemId::from_index(number as usize))
    }

    /// The item behind a number that this table gave out; `None` for others.
    #[must_use]
    pub fn get(&self, id: ItemId) -> Option<Item> {
        if id.index() < self.len() { self.stored(id.number())?.item } else { None }
    }

    /// How many items there are; every [`ItemId::index`] is below.
    #[must_use]
    pub fn len(&self) -> usize {
        self.class.len()
    }

    /// Whether no item was named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All items with their numbers, in order of first sight.
    pub fn iter(&self) -> impl Iterator<Item = (ItemId, Item)> + '_ {
        (0..self.len()).map(ItemId::from_index).filter_map(|id| Some((id, self.get(id)?)))
    }

    /// Gives back memory that was set aside for more items.
    pub fn shrink_to_fit(&mut self) {
        let mut index = std::mem::take(&mut self.index);
        index.shrink_to_fit(&|number| self.hash_of(number));
        self.index = index;
    }

    /// Memory held, in bytes; what copies share is counted in each.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.class.bytes()
            + self.word.bytes()
            + self.rest.bytes()
            + size_of::<Sgtin>() * self.odd.capacity()
            + 40 * self.classes.list.len()
            + self.index.bytes()
    }

    /// The key of an item; its class if that has no number yet. `last` is the class met last, for those who ask often.
    #[inline]
    pub(super) fn key(&self, item: Item, last: &mut Option<(Class, u16)>) -> Result<Key, Class> {
        let Sgtin { gtin, serial } = match item {
            Item::Sscc(sscc) => {
                return Ok(Key { class: SSCC, word: sscc.number(), low: 0, item: Some(item) });
            }
            Item::Sgtin(sgtin) => sgtin,
        };
        let (shape, len, word) = pack(serial);
        let class = Class { gtin, shape, len };
        let number = match *last {
            Some((same, number)) if same == class => number,
            _ => match self.classes.numbers.get(&class) {
                Some(&number) => number,
                None if self.classes.list.len() + FIRST < CLASSES => return Err(class),
                None => ODD,
            },
        };
        *last = Some((class, number));
        Ok(self.complete(number, word, item))
    }

    /// Gives a number to a class that has none.
    pub(super) fn intern(&mut self, item: Item, class: Class) -> Key {
        let classes = Arc::make_mut(&mut self.classes);
        if let Ok(number) = u16::try_from(classes.list.len() + FIRST) {
            classes.list.push(class);
            classes.numbers.insert(class, number);
        }
        match self.key(item, &mut None) {
            Ok(key) => key,
            Err(_) => self.complete(ODD, 0, item),
        }
    }

    /// The key of an item whose class and word are known.
    #[inline]
    pub(super) fn complete(&self, class: u16, word: u64, item: Item) -> Key {
        match item {
            Item::Sgtin(sgtin) if self.is_wide(class) => {
                let [high, low] = sgtin.serial.limbs();
                Key { class, word: high, low, item: Some(item) }
            }
            _ => Key { class, word, low: 0, item: Some(item) },
        }
    }

    /// Whether keys of this class need more than their word.
    #[inline]
    fn is_wide(&self, class: u16) -> bool {
        match usize::from(class).checked_sub(FIRST) {
            Some(at) => self.classes.list.get(at).is_some_and(|class| class.shape == Shape::Long),
            None => class == ODD,
        }
    }

    /// The key of a number.
    fn stored(&self, number: u32) -> Option<Key> {
        let at = number as usize;
        let (class, word) = (self.class.get(at), self.word.get(at));
        if class == SSCC {
            return Some(Key { class, word, low: 0, item: Some(Item::Sscc(Sscc::from_valid(word))) });
        }
        if class == ODD {
            let item = Item::Sgtin(*self.odd.get(word as usize)?);
            return Some(self.complete(class, word, item));
        }
        let &Class { gtin, shape, len } = self.classes.list.get(usize::from(class) - FIRST)?;
        let [word, low] = if shape == Shape::Long { self.limbs(word) } else { [word, 0] };
        let serial = unpack(shape, len, word, low)?;
        Some(Key { class, word, low, item: Some(Item::Sgtin(Sgtin { gtin, serial })) })
    }

    /// The limbs of a long serial.
    fn limbs(&self, word: u64) -> [u64; 2] {
        let [a, b, c] = self.rest.get(word as u32 as usize).map(u64::from);
        [(word >> 32) << 32 | a, b << 32 | c]
    }

    /// Whether a number stands for the item of a key.
    #[inline]
    pub(super) fn is(&self, number: u32, key: &Key) -> bool {
        let at = number as usize;
        if self.class.get(at) != key.class {
            return false;
        }
        let word = self.word.get(at);
        match (key.class, self.is_wide(key.class)) {
            (_, false) => word == key.word,
            (ODD, true) => self.odd.get(word as usize).map(|&pack| Item::Sgtin(pack)) == key.item,
            (_, true) => self.limbs(word) == [key.word, key.low],
        }
    }

    #[inline]
    pub(super) fn hash(&self, key: &Key) -> u64 {
        let [a, b, c] = self.seeds.0;
        match (key.class, key.item) {
            (ODD, Some(Item::Sgtin(odd))) => fold(fold(key.word ^ a, odd.gtin.number() ^ b), key.low ^ c),
            (class, _) => fold(fold(key.word ^ a, u64::from(class) ^ b), key.low ^ c),
        }
    }

    /// The hash of a number's key, without the item where it can be had.
    pub(super) fn hash_of(&self, number: u32) -> u64 {
        let at = number as usize;
        let (class, word) = (self.class.get(at), self.word.get(at));
        let [a, b, c] = self.seeds.0;
        if !self.is_wide(class) {
            return fold(fold(word ^ a, u64::from(class) ^ b), c);
        }
        self.stored(number).map_or(0, |key| self.hash(&key))
    }

    /// Adds a key that is not there yet, everywhere but in the index.
    pub(super) fn push(&mut self, key: &Key) {
        let wide = self.is_wide(key.class);
        let word = match key.item {
            Some(Item::Sgtin(odd)) if wide && key.class == ODD => {
                let odds = Arc::make_mut(&mut self.odd);
                odds.push(odd);
                odds.len() as u64 - 1
            }
            _ if wide => {
                let place = self.rest.len() as u64;
                self.rest.push([key.word as u32, (key.low >> 32) as u32, key.low as u32]);
                (key.word >> 32) << 32 | place
            }
            _ => key.word,
        };
        self.class.push(key.class);
        self.word.push(word);
    }

    /// Adds inline keys that are not there yet, everywhere but in the index.
    pub(super) fn push_words(&mut self, classes: &[u16], words: &[u64]) {
        self.class.extend(classes);
        self.word.extend(words);
    }

    pub(super) fn needs_pool(&self, class: u16) -> bool {
        self.is_wide(class)
    }
}

impl CompactItems {
    /// How many classes there are, for tests of what happens when there are too many.
    #[cfg(test)]
    fn classes(&self) -> usize {
        self.classes.list.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Serial;
    use proptest::prelude::*;

    fn gtin(number: u32) -> Gtin {
        Gtin::complete(format!("{number:013}")).unwrap()
    }

    fn pack_of(number: u32, serial: &str) -> Item {
        Item::Sgtin(Sgtin { gtin: gtin(number), serial: Serial::parse(serial).unwrap() })
    }

    fn any_item() -> impl Strategy<Value = Item> {
        let serial =
            "[!\"%-?A-Z_a-z]{1,20}|[0-9]{1,3}|0{1,20}|[0-9]{18,20}|[0-9A-F]{11,12}|[0-9A-Z]{1,2}0{10,18}";
        prop_oneof![
            4 => (0u32..4, serial).prop_map(|(gtin, serial)| pack_of(gtin, &serial)),
            1 => (0u32..40).prop_map(|n| Item::Sscc(Sscc::complete(format!("{n:017}")).unwrap())),
        ]
    }

    /// By definition, with a map.
    fn naive(items: &[Item]) -> (Vec<Item>, Vec<usize>) {
        let (mut list, mut numbers, mut ids) = (Vec::new(), HashMap::new(), Vec::new());
        for &item in items {
            ids.push(*numbers.entry(item).or_insert_with(|| {
                list.push(item);
                list.len() - 1
            }));
        }
        (list, ids)
    }

    proptest! {
        #[test]
        fn a_table_is_a_map(before in prop::collection::vec(any_item(), 0..300), times in 1usize..60, after in prop::collection::vec(any_item(), 0..50)) {
            // Repeated, so that the bulk way is taken, which is for many.
            let bulk: Vec<Item> = std::iter::repeat_n(&before, times).flatten().copied().collect();
            let all: Vec<Item> = bulk.iter().chain(&after).copied().collect();
            let (list, numbers) = naive(&all);
            let mut items = CompactItems::default();
            let mut ids = items.extend(&bulk);
            ids.extend(after.iter().map(|&item| items.insert(item)));
            prop_assert_eq!(ids.into_iter().map(ItemId::index).collect::<Vec<_>>(), numbers);
            prop_assert_eq!(items.iter().map(|(_, item)| item).collect::<Vec<_>>(), &list[..]);
            items.shrink_to_fit();
            for (at, &item) in list.iter().enumerate() {
                prop_assert_eq!(items.find(item), Some(ItemId::from_index(at)));
            }
            prop_assert_eq!(items.find(pack_of(9, "1")), None);
            prop_assert_eq!(items.get(ItemId::from_index(list.len())), None);
        }
    }

    #[test]
    fn more_classes_than_have_numbers() {
        let all: Vec<Item> =
            (0..70_000).map(|n| pack_of(n, "1")).chain((0..9).map(|n| pack_of(n, "2"))).collect();
        let mut items = CompactItems::default();
        let ids = items.extend(&all);
        let mut others = CompactItems::default();
        assert_eq!(all.iter().map(|&item| others.insert(item)).collect::<Vec<_>>(), ids);
        assert_eq!((items.classes(), items.len()), (CLASSES - FIRST, all.len()));
        for (&item, &id) in all.iter().zip(&ids) {
            assert_eq!((items.find(item), items.get(id)), (Some(id), Some(item)));
        }
        assert_eq!(items.find(pack_of(70_001, "1")), None);
        assert_eq!(items.extend(&all), ids);
    }

    #[test]
    fn many_items_take_sixteen_bytes() {
        let all: Vec<Item> = (0..300_000_u64)
            .map(|n| {
                pack_of((n % 3) as u32, &format!("{:012}", n.wrapping_mul(7_777_777) % 1_000_000_000_000))
            })
            .collect();
        let mut items = CompactItems::default();
        items.extend(&all);
        items.shrink_to_fit();
        let each = items.bytes() as f64 / items.len() as f64;
        assert!(each < 17.0, "{each}");
        assert!(all.iter().all(|&item| items.find(item).and_then(|id| items.get(id)) == Some(item)));
    }
}
