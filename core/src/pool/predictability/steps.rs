//! Differences that come back.

use std::collections::HashMap;

use super::{Predictability, Test};

/// A difference that makes up so much is a system.
pub(super) const SHARE: f64 = 0.02;

/// It has to come so often at least.
const TIMES: u64 = 4;

/// How many candidates are kept: any difference that makes up more than one in so many is among them.
const CANDIDATES: usize = 64;

/// The most frequent number if it makes up [`SHARE`] or more, and how often it comes.
///
/// Misra and Gries (1982): a fixed number of counters goes through the numbers once and keeps every frequent one; a
/// second pass counts those.
pub(super) fn frequent(numbers: impl Iterator<Item = u128> + Clone) -> Option<(u128, u64)> {
    let mut counters: HashMap<u128, u64> = HashMap::with_capacity(CANDIDATES + 1);
    for number in numbers.clone() {
        if let Some(counter) = counters.get_mut(&number) {
            *counter += 1;
        } else if counters.len() < CANDIDATES {
            counters.insert(number, 1);
        } else {
            counters.retain(|_, counter| {
                *counter -= 1;
                *counter > 0
            });
        }
    }
    counters.values_mut().for_each(|counter| *counter = 0);
    let mut total = 0u64;
    for number in numbers {
        total += 1;
        if let Some(counter) = counters.get_mut(&number) {
            *counter += 1;
        }
    }
    let most = counters.into_iter().max_by_key(|&(number, count)| (count, number))?;
    (most.1 >= TIMES && most.1 as f64 >= SHARE * total as f64).then_some(most)
}

impl Predictability {
    /// Whether successive serials differ by the same again and again.
    pub(super) fn steps(&mut self, values: &[u128]) {
        let pairs = values.iter().zip(values.iter().skip(1));
        let steps = pairs.filter(|(one, next)| one != next).map(|(one, next)| next.wrapping_sub(*one));
        let Some((step, times)) = frequent(steps) else { return };
        let share = times as f64 / (values.len() - 1) as f64;
        self.guessed(share);
        let (sign, size) = if step > u128::MAX / 2 { ("-", step.wrapping_neg()) } else { ("", step) };
        let message = format!(
            "{times} of {} serials follow the one before by the same step of {sign}{size}: the next is guessed with probability {share:.2}",
            values.len() - 1
        );
        self.fail(Test::Steps, share, SHARE, message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frequent_number_is_found_among_many() {
        let numbers = (0..100_000u128).map(|n| if n % 40 == 7 { 5 } else { n * n + 1_000_000 });
        assert_eq!(frequent(numbers), Some((5, 2_500)));
        assert_eq!(frequent((0..100_000u128).map(|n| n * n)), None);
        assert_eq!(frequent(std::iter::empty()), None);
    }
}
