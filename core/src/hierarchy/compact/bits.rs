use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// A set of nodes, at a bit each.
#[derive(Clone, Debug, Default)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) fn new(nodes: usize) -> Self {
        Bits(vec![0; nodes.div_ceil(64)])
    }

    #[inline]
    pub(super) fn has(&self, node: u32) -> bool {
        self.0.get(node as usize / 64).is_some_and(|word| word >> (node % 64) & 1 == 1)
    }

    /// Whether it was not there before.
    pub(super) fn insert(&mut self, node: u32) -> bool {
        let Some(word) = self.0.get_mut(node as usize / 64) else { return false };
        let fresh = *word >> (node % 64) & 1 == 0;
        *word |= 1 << (node % 64);
        fresh
    }

    pub(super) fn remove(&mut self, node: u32) {
        if let Some(word) = self.0.get_mut(node as usize / 64) {
            *word &= !(1 << (node % 64));
        }
    }

    pub(super) fn words(&self) -> &[u64] {
        &self.0
    }

    /// The members, ascending.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().enumerate().flat_map(|(at, &word)| members(at, word))
    }
}

/// The members that one word stands for, ascending.
pub(super) fn members(at: usize, mut word: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = word.trailing_zeros();
        word &= word.wrapping_sub(1);
        (bit < 64).then_some(at as u32 * 64 + bit)
    })
}

/// A set that several threads fill.
pub(super) struct SharedBits(Vec<AtomicU64>);

impl SharedBits {
    pub(super) fn new(nodes: usize) -> Self {
        SharedBits((0..nodes.div_ceil(64)).map(|_| AtomicU64::new(0)).collect())
    }

    pub(super) fn insert(&self, node: u32) {
        let Some(word) = self.0.get(node as usize / 64) else { return };
        let bit = 1 << (node % 64);
        // Most are there already, and to look is cheaper than to write.
        if word.load(Relaxed) & bit == 0 {
            word.fetch_or(bit, Relaxed);
        }
    }

    pub(super) fn into_bits(self) -> Bits {
        Bits(self.0.into_iter().map(AtomicU64::into_inner).collect())
    }
}
