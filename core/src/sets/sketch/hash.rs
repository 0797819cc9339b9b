use siphasher::sip128::SipHasher13;

use crate::sets::key::{Limbs, Owner};

/// A secret of 16 bytes, so that nobody can choose serials whose hashes collide. Take a fresh random one for each exchange;
/// no result depends on it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SketchKey([u8; 16]);

impl SketchKey {
    /// The key of these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 16]) -> Self {
        SketchKey(bytes)
    }

    /// The bytes.
    #[must_use]
    pub const fn bytes(self) -> [u8; 16] {
        self.0
    }
}

/// Says nothing of the secret.
impl std::fmt::Debug for SketchKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SketchKey(…)")
    }
}

/// Seeds stay below this, so that the sum of up to 127 equal ones can be divided again.
const SEED_BITS: u32 = 57;

/// SipHash-1-3 with 128 bits of result.
#[derive(Clone, Copy)]
pub(in crate::sets) struct Hashing(SipHasher13);

impl std::fmt::Debug for Hashing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hashing(…)")
    }
}

impl Hashing {
    pub(in crate::sets) fn new(key: SketchKey) -> Self {
        Hashing(SipHasher13::new_with_key(&key.0))
    }

    pub(in crate::sets) fn bytes(&self, bytes: &[u8]) -> u64 {
        self.0.hash(bytes).h1
    }

    /// What stands for a trade item in a state: never zero, of 57 bits.
    pub(in crate::sets) fn seed(&self, owner: Owner, state: Option<&[u8]>) -> u64 {
        let (kind, number) = owner.code();
        let mut text = vec![kind, u8::from(state.is_some())];
        text.extend_from_slice(&number.to_le_bytes());
        text.extend_from_slice(state.unwrap_or_default());
        (self.bytes(&text) >> (64 - SEED_BITS)).max(1)
    }

    #[inline]
    pub(in crate::sets) fn item(&self, [high, low]: Limbs, seed: u64) -> Hashed {
        let mut bytes = [0u8; 24];
        for (place, word) in bytes.as_chunks_mut::<8>().0.iter_mut().zip([high, low, seed]) {
            *place = word.to_le_bytes();
        }
        let hash = self.0.hash(&bytes);
        Hashed { h1: hash.h1, h2: hash.h2 }
    }
}

/// The hash of an item in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sets) struct Hashed {
    h1: u64,
    h2: u64,
}

impl Hashed {
    /// One place in each of the three tables, as a fraction of 2^32.
    #[inline]
    pub(super) const fn places(self) -> [u32; 3] {
        [(self.h1 >> 32) as u32, self.h1 as u32, (self.h2 >> 32) as u32]
    }

    /// What an item adds to the check of a cell: 1 in the low byte, which counts, and 56 bits of hash above.
    #[inline]
    pub(super) const fn check(self) -> u64 {
        (self.h2 ^ self.h1.rotate_left(24)) << 8 | 1
    }

    /// All of it, for sums.
    #[inline]
    pub(in crate::sets) const fn whole(self) -> u128 {
        (self.h1 as u128) << 64 | self.h2 as u128
    }

    /// 48 bits, to point at an item that the other side has.
    pub(in crate::sets) const fn pointer(self) -> u64 {
        self.h2.rotate_left(20) >> 16
    }
}
