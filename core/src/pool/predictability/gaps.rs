//! Distances of neighbours by size: they show blocks, lanes and grids whatever the order of issue.
//!
//! Between serials drawn at random the distances are exponential: half of them are below ln 2 times their mean, a sixth
//! below a quarter of that median. The median does not mind that a place, such as a date in front, leaves the space
//! empty in wide parts.

use super::steps::{SHARE, frequent};
use super::{LIMIT, Predictability, Test};

/// Fewer gaps say little about density.
const DENSE: usize = 50;

/// Fewer gaps say little about evenness.
const EVEN: usize = 500;

/// Of random gaps 16 % are below a quarter of the median.
const NARROW: f64 = 0.04;

impl Predictability {
    /// Judges the gaps between distinct values in ascending order.
    pub(super) fn gaps(&mut self, values: &[u128]) {
        let gaps = || values.iter().zip(values.iter().skip(1)).map(|(one, next)| next - one);
        let mut sizes: Vec<u128> = gaps().collect();
        let count = sizes.len();
        if count < DENSE {
            return;
        }
        if let Some((size, times)) = frequent(gaps()) {
            let share = times as f64 / count as f64;
            self.guessed(share);
            let message = format!(
                "{times} of {count} serials have their next larger one at the same distance of {size}: blocks or lanes of a counter"
            );
            self.fail(Test::Gaps, share, SHARE, message);
        }
        let (_, &mut median, _) = sizes.select_nth_unstable(count / 2);
        // Every other gap is at most the median: so dense is the neighbourhood of a known serial.
        let density = std::f64::consts::LN_2 / median as f64;
        self.guessed(density);
        if density >= LIMIT {
            let message = format!(
                "half of the serials have a neighbour at a distance of {median} or less: who knows one guesses another with probability {:.2e}",
                density.min(1.0)
            );
            self.fail(Test::Range, density.min(1.0), LIMIT, message);
            return;
        }
        let narrow = sizes.iter().filter(|&&size| size < median / 4).count() as f64 / count as f64;
        if count >= EVEN && narrow < NARROW {
            let message = format!(
                "only {:.1} % of the distances are below a quarter of their median, chance makes 16 %: the serials keep a distance",
                narrow * 100.0
            );
            self.fail(Test::Even, narrow, NARROW, message);
        }
    }
}
