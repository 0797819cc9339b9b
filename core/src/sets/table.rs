use super::key::Limbs;

/// The distinct keys of one run, found by open addressing; sized so that it stays in a second-level cache.
///
/// Keys are compared in full. If they were chosen to collide, [`Table::enter`] gives up after a bounded number of
/// steps and the caller sorts instead, so that no input makes it slow.
#[derive(Debug)]
pub(super) struct Table<V> {
    /// Number of an entry plus one in the low 24 bits, eight further bits of its place above; 0 is free.
    slots: Vec<u32>,
    entries: Vec<Entry<V>>,
    run_bits: u32,
    slot_bits: u32,
    steps: usize,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<V> {
    pub(super) limbs: Limbs,
    pub(super) owner: u32,
    pub(super) value: V,
}

const NUMBER: u32 = (1 << 24) - 1;

/// The run cannot be handled here: too many rows, or too many keys in one place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Overfull;

impl<V> Table<V> {
    pub(super) const fn new() -> Self {
        Table { slots: Vec::new(), entries: Vec::new(), run_bits: 0, slot_bits: 0, steps: 0 }
    }

    /// Empties it and makes room for the keys of so many rows of a run.
    pub(super) fn reset(&mut self, rows: usize, run_bits: u32) -> Result<(), Overfull> {
        if rows >= NUMBER as usize {
            return Err(Overfull);
        }
        self.run_bits = run_bits;
        self.slot_bits = (rows + rows / 4 + 8).next_power_of_two().trailing_zeros();
        self.steps = 32 * rows + 1024;
        self.slots.clear();
        self.slots.resize(1 << self.slot_bits, 0);
        self.entries.clear();
        Ok(())
    }

    pub(super) fn entries(&self) -> &[Entry<V>] {
        &self.entries
    }

    /// The entry of this key and its number; a new one with `value` if there is none. Says whether it is new.
    #[inline]
    pub(super) fn enter(
        &mut self,
        place: u64,
        limbs: Limbs,
        owner: u32,
        value: V,
    ) -> Result<(usize, &mut Entry<V>, bool), Overfull> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = ((place << self.run_bits) >> (64 - self.slot_bits)) as usize;
        let mark = (place as u32) & !NUMBER;
        loop {
            let Some(slot) = self.slots.get_mut(at & mask) else { return Err(Overfull) };
            let number = *slot & NUMBER;
            if number == 0 {
                let number = self.entries.len();
                *slot = mark | (number as u32 + 1);
                self.entries.push(Entry { limbs, owner, value });
                return match self.entries.last_mut() {
                    Some(entry) => Ok((number, entry, true)),
                    None => Err(Overfull),
                };
            }
            if *slot & !NUMBER == mark {
                let number = number as usize - 1;
                // Looked up twice, because a borrow that is returned lasts on every path.
                if self.entries.get(number).is_some_and(|entry| entry.limbs == limbs && entry.owner == owner)
                {
                    return match self.entries.get_mut(number) {
                        Some(entry) => Ok((number, entry, false)),
                        None => Err(Overfull),
                    };
                }
            }
            at += 1;
            self.steps = self.steps.checked_sub(1).ok_or(Overfull)?;
        }
    }
}
