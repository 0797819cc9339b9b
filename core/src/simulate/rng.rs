/// SplitMix64 (Steele, Lea and Flood 2014): 64 bits of state, integers only, the same numbers on every platform.
///
/// Every part of the simulator owns its own generator, derived from the seed and a name, so that a draw added in one
/// place does not move the draws of another.
#[derive(Clone, Debug)]
pub(super) struct Rng(u64);

/// The finaliser of SplitMix64: every input bit moves about half of the output bits.
pub(super) const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Rng {
    pub(super) fn new(seed: u64, name: &str) -> Self {
        let named = name.bytes().fold(mix(seed), |hash, byte| mix(hash ^ u64::from(byte)));
        Rng(named)
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// 0 ≤ result < `end`, or 0 if `end` is 0. The bias is below 2⁻³² for the ranges used here.
    pub(super) const fn below(&mut self, end: u32) -> u32 {
        (((self.next() >> 32) * end as u64) >> 32) as u32
    }

    /// Both ends included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u32::try_from(high.saturating_sub(low).saturating_add(1)).unwrap_or(u32::MAX);
        low.saturating_add(i64::from(self.below(width)))
    }

    pub(super) const fn chance(&mut self, per_million: u32) -> bool {
        self.below(1_000_000) < per_million
    }

    pub(super) const fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    pub(super) const fn pick<T: Copy, const N: usize>(&mut self, options: [T; N]) -> T {
        const { assert!(N > 0) };
        options[self.below(N as u32) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_fixed() {
        // The published first outputs of SplitMix64 from state 0.
        let mut rng = Rng(0);
        assert_eq!(
            [rng.next(), rng.next(), rng.next()],
            [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f]
        );
    }

    #[test]
    fn ranges_hold() {
        let mut rng = Rng::new(7, "test");
        for _ in 0..1000 {
            assert!((-3..=4).contains(&rng.between(-3, 4)));
            assert!([1, 2, 3].contains(&rng.pick([1, 2, 3])));
        }
        assert_eq!(rng.below(0), 0);
    }
}
