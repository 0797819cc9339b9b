use std::ops::Range;

use super::piece::each;

/// The states of an allocated pool, a nibble for each serial: where two sides share the pool, a serial is its number there, and
/// comparing them is a scan of memory.
///
/// ```
/// use tallymark::sets::{StatePlane, StateAt};
/// let (mut line, mut site) = (StatePlane::new(1000), StatePlane::new(1000));
/// line.set(7, 3);
/// site.set(7, 3);
/// site.set(500, 4);
/// assert_eq!(line.differences(&site), [StateAt { position: 500, a: 0, b: 4 }]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatePlane {
    words: Vec<u64>,
    len: u64,
}

/// A serial in another state on each side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StateAt {
    /// The number of the serial in the pool.
    pub position: u64,
    /// Its state on the first side.
    pub a: u8,
    /// Its state on the second side.
    pub b: u8,
}

/// Serials of a word.
const EACH: u64 = 16;
/// Words that are compared at once before anybody looks which differ.
const STRIDE: usize = 64;

impl StatePlane {
    /// The highest state.
    pub const MOST: u8 = 15;

    /// A pool of so many serials, all in state 0.
    #[must_use]
    pub fn new(len: u64) -> Self {
        StatePlane { words: vec![0; usize::try_from(len.div_ceil(EACH)).unwrap_or(0)], len }
    }

    /// How many serials there are.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The state of a serial; `None` past the end.
    #[must_use]
    pub fn get(&self, position: u64) -> Option<u8> {
        let word = self.words.get(usize::try_from(position / EACH).ok()?)?;
        (position < self.len).then_some((word >> (4 * (position % EACH)) & 15) as u8)
    }

    /// Puts a serial into a state; says whether there is such a serial and such a state.
    pub fn set(&mut self, position: u64, state: u8) -> bool {
        let word = usize::try_from(position / EACH).ok().and_then(|at| self.words.get_mut(at));
        match word {
            Some(word) if position < self.len && state <= Self::MOST => {
                let shift = 4 * (position % EACH);
                *word = *word & !(15 << shift) | u64::from(state) << shift;
                true
            }
            _ => false,
        }
    }

    /// The serials in other states on the other side, in order; those that only one side has are in state 0 on the other.
    ///
    /// With the `parallel` feature all threads of the current rayon pool take part.
    #[must_use]
    pub fn differences(&self, other: &StatePlane) -> Vec<StateAt> {
        let words = self.words.len().max(other.words.len());
        let size = words.div_ceil(16).max(STRIDE).next_multiple_of(STRIDE);
        let shares: Vec<Range<usize>> =
            (0..words).step_by(size).map(|start| start..(start + size).min(words)).collect();
        each(shares, |share| self.differing(other, share)).concat()
    }

    fn differing(&self, other: &StatePlane, share: Range<usize>) -> Vec<StateAt> {
        let mut found = Vec::new();
        let part = |plane: &'_ StatePlane, range: Range<usize>| {
            let end = range.end.min(plane.words.len());
            range.start.min(end)..end
        };
        for start in share.clone().step_by(STRIDE) {
            let range = start..(start + STRIDE).min(share.end);
            let a = self.words.get(part(self, range.clone())).unwrap_or_default();
            let b = other.words.get(part(other, range.clone())).unwrap_or_default();
            if a.len() == b.len() && a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b)) == 0 {
                continue;
            }
            for at in 0..range.len() {
                let (a, b) = (a.get(at).copied().unwrap_or(0), b.get(at).copied().unwrap_or(0));
                let mut differing = a ^ b;
                while differing != 0 {
                    let nibble = differing.trailing_zeros() / 4;
                    let state = |word: u64| (word >> (4 * nibble) & 15) as u8;
                    let position = (start + at) as u64 * EACH + u64::from(nibble);
                    found.push(StateAt { position, a: state(a), b: state(b) });
                    differing &= !(15 << (4 * nibble));
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn planes_differ_where_their_states_do(
            a in prop::collection::vec((0u64..5000, 0u8..17), 0..200), b in prop::collection::vec((0u64..5000, 0u8..17), 0..200),
            len_a in 0u64..5000, len_b in 0u64..5000,
        ) {
            let filled = |len: u64, states: &[(u64, u8)]| {
                let (mut plane, mut plain) = (StatePlane::new(len), vec![0u8; 5000]);
                for &(position, state) in states {
                    assert_eq!(plane.set(position, state), position < len && state < 16);
                    if position < len && state < 16 {
                        plain[position as usize] = state;
                    }
                }
                (plane, plain)
            };
            let ((plane_a, plain_a), (plane_b, plain_b)) = (filled(len_a, &a), filled(len_b, &b));
            let expected: Vec<StateAt> = (0..5000u64)
                .map(|position| StateAt { position, a: plain_a[position as usize], b: plain_b[position as usize] })
                .filter(|one| one.a != one.b)
                .collect();
            prop_assert_eq!(plane_a.differences(&plane_b), expected);
            for position in 0..5001 {
                let known = plain_a.get(position as usize).copied().filter(|_| position < len_a);
                prop_assert_eq!(plane_a.get(position), known);
            }
        }
    }
}
