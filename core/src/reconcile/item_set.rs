use std::fmt;

use crate::item::ItemId;

/// A set of a batch's items: one bit per [`ItemId`], so that set algebra on ten million packs is a walk over a megabyte.
#[derive(Clone, Default, Eq)]
pub struct ItemSet {
    words: Vec<u64>,
}

impl ItemSet {
    /// An empty set with room for this many items; it grows when asked to.
    #[must_use]
    pub fn with_capacity(items: usize) -> Self {
        ItemSet { words: vec![0; items.div_ceil(64)] }
    }

    /// Adds an item; `true` if it is new.
    pub fn insert(&mut self, id: ItemId) -> bool {
        let (word, bit) = place(id);
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        match self.words.get_mut(word) {
            Some(word) => {
                let new = *word & bit == 0;
                *word |= bit;
                new
            }
            None => false,
        }
    }

    /// Takes an item out; `true` if it was there.
    pub fn remove(&mut self, id: ItemId) -> bool {
        let (word, bit) = place(id);
        match self.words.get_mut(word) {
            Some(word) => {
                let there = *word & bit != 0;
                *word &= !bit;
                there
            }
            None => false,
        }
    }

    /// Whether the item is in the set.
    #[must_use]
    pub fn contains(&self, id: ItemId) -> bool {
        let (word, bit) = place(id);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }

    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
    }

    /// The items, by number.
    pub fn iter(&self) -> impl Iterator<Item = ItemId> + '_ {
        self.words.iter().enumerate().flat_map(|(index, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros();
                (rest != 0).then(|| {
                    rest &= rest - 1;
                    ItemId::from_index(index * 64 + bit as usize)
                })
            })
        })
    }

    /// Items in this set, in the other or in both.
    #[must_use]
    pub fn or(&self, other: &ItemSet) -> ItemSet {
        self.combine(other, |a, b| a | b)
    }

    /// Items in both sets.
    #[must_use]
    pub fn and(&self, other: &ItemSet) -> ItemSet {
        self.combine(other, |a, b| a & b)
    }

    /// Items in this set and not in the other.
    #[must_use]
    pub fn less(&self, other: &ItemSet) -> ItemSet {
        self.combine(other, |a, b| a & !b)
    }

    /// Items in exactly one of the two.
    #[must_use]
    pub fn differ(&self, other: &ItemSet) -> ItemSet {
        self.combine(other, |a, b| a ^ b)
    }

    fn combine(&self, other: &ItemSet, with: impl Fn(u64, u64) -> u64) -> ItemSet {
        let len = self.words.len().max(other.words.len());
        let words = (0..len).map(|index| with(self.word(index), other.word(index))).collect();
        ItemSet { words }
    }

    fn word(&self, index: usize) -> u64 {
        self.words.get(index).copied().unwrap_or(0)
    }
}

/// The items whose membership in `left` differs from the number of `terms` that hold them: the residual of
/// `left = terms[0] + terms[1] + …` with disjoint terms.
pub(super) fn imbalance(left: &ItemSet, terms: &[&ItemSet]) -> ItemSet {
    let len = terms.iter().map(|term| term.words.len()).fold(left.words.len(), usize::max);
    let words = (0..len).map(|index| {
        let (mut some, mut several) = (0, 0);
        for term in terms {
            let word = term.word(index);
            several |= some & word;
            some |= word;
        }
        several | (left.word(index) ^ some)
    });
    ItemSet { words: words.collect() }
}

fn place(id: ItemId) -> (usize, u64) {
    (id.index() / 64, 1 << (id.index() % 64))
}

impl PartialEq for ItemSet {
    fn eq(&self, other: &Self) -> bool {
        (0..self.words.len().max(other.words.len())).all(|index| self.word(index) == other.word(index))
    }
}

impl FromIterator<ItemId> for ItemSet {
    fn from_iter<I: IntoIterator<Item = ItemId>>(items: I) -> Self {
        let mut set = ItemSet::default();
        set.extend(items);
        set
    }
}

impl Extend<ItemId> for ItemSet {
    fn extend<I: IntoIterator<Item = ItemId>>(&mut self, items: I) {
        for id in items {
            self.insert(id);
        }
    }
}

impl fmt::Debug for ItemSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(ItemId::index)).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    use super::*;

    fn set(of: &BTreeSet<usize>) -> ItemSet {
        of.iter().map(|&index| ItemId::from_index(index)).collect()
    }

    fn plain(of: &ItemSet) -> BTreeSet<usize> {
        of.iter().map(ItemId::index).collect()
    }

    proptest! {
        #[test]
        fn algebra_is_that_of_plain_sets(a in btree_set(0usize..300, 0..80), b in btree_set(0usize..200, 0..80)) {
            let (x, y) = (set(&a), set(&b));
            prop_assert_eq!(plain(&x), a.clone());
            prop_assert_eq!(x.len(), a.len());
            prop_assert_eq!(x.is_empty(), a.is_empty());
            prop_assert_eq!(plain(&x.or(&y)), &a | &b);
            prop_assert_eq!(plain(&x.and(&y)), &a & &b);
            prop_assert_eq!(plain(&x.less(&y)), &a - &b);
            prop_assert_eq!(plain(&x.differ(&y)), &a ^ &b);
            prop_assert_eq!(x == y, a == b);
            let mut rest = x.clone();
            for id in y.iter() {
                prop_assert_eq!(rest.remove(id), a.contains(&id.index()));
            }
            prop_assert!(rest == x.less(&y));
        }

        #[test]
        fn imbalance_counts_terms(
            left in btree_set(0usize..150, 0..60),
            terms in vec(btree_set(0usize..150, 0..40), 0..4),
        ) {
            let sets: Vec<ItemSet> = terms.iter().map(set).collect();
            let expected: BTreeSet<usize> = (0..150)
                .filter(|x| usize::from(left.contains(x)) != terms.iter().filter(|term| term.contains(x)).count())
                .collect();
            prop_assert_eq!(plain(&imbalance(&set(&left), &sets.iter().collect::<Vec<_>>())), expected);
        }
    }
}
