use std::collections::HashSet;

use super::key::{Limbs, Owner};
use super::piece::place;
use super::set::SerialSet;

/// Some keys, to be recognised among very many others: most of those cost one look at a bit.
#[derive(Debug)]
pub(super) struct Few {
    perhaps: Vec<u64>,
    keys: HashSet<(Owner, Limbs)>,
}

impl Few {
    pub(super) fn new(keys: impl IntoIterator<Item = (Owner, Limbs)>) -> Self {
        let keys: HashSet<(Owner, Limbs)> = keys.into_iter().collect();
        let words = (keys.len() / 4).next_power_of_two().clamp(1 << 6, 1 << 20);
        let mut few = Few { perhaps: vec![0; words], keys: HashSet::new() };
        for &(owner, limbs) in &keys {
            let (word, bit) = few.slot(owner, limbs);
            if let Some(word) = few.perhaps.get_mut(word) {
                *word |= bit;
            }
        }
        few.keys = keys;
        few
    }

    pub(super) fn of(set: &SerialSet) -> Self {
        Few::new(set.pieces().iter().flat_map(|piece| {
            let records = piece.runs.iter().flatten();
            records.filter_map(|record| Some((piece.tags.get(record.tag as usize)?.owner, record.limbs)))
        }))
    }

    fn slot(&self, owner: Owner, limbs: Limbs) -> (usize, u64) {
        let place = place(owner.mix(), limbs);
        ((place >> 32) as usize & (self.perhaps.len() - 1), 1 << (place & 63))
    }

    #[inline]
    pub(super) fn contains(&self, owner: Owner, limbs: Limbs) -> bool {
        let (word, bit) = self.slot(owner, limbs);
        self.perhaps.get(word).is_some_and(|word| word & bit != 0) && self.keys.contains(&(owner, limbs))
    }
}
