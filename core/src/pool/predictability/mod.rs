//! Whether the serials of a given pool can be predicted.

mod counts;
mod gaps;
mod steps;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use counts::Columns;

/// Pools of fewer serials are not judged: chance and system cannot be told apart.
const LEAST: u64 = 16;

/// A guess must hit with a probability lower than this (EU 2016/161, Article 4).
const LIMIT: f64 = 1e-4;

/// Scores are standard deviations of a normal distribution; beyond this one, chance is one in ten milliards.
const SCORE: f64 = 6.5;

/// What a pool of serials, in the order of issue, gives away.
///
/// The tests are made so that a pool drawn at random does not fail: each needs both a score that chance reaches less
/// than once in 10^9 pools and an effect that helps who guesses. A pool file that is sorted is judged by its gaps, not by
/// its order. Alphabet, length and fixed parts are learnt from the pool.
///
/// | test | fails where |
/// |---|---|
/// | [`Test::Guess`] | serials by the number of serials that fit what was seen are one in 10 000 or more |
/// | [`Test::FixedPart`] | that is so because many places never change |
/// | [`Test::Range`] | serials lie so close to each other that a neighbour of one is another with that probability |
/// | [`Test::Steps`] | one difference of successive serials makes up 2 % or more |
/// | [`Test::Gaps`] | one difference of neighbours by size makes up 2 % or more: blocks, steps, lanes, in any order |
/// | [`Test::Even`] | neighbours by size keep a distance that chance does not |
/// | [`Test::Order`] | the character at a place follows from the one before it: counters, low bits of a congruence |
/// | [`Test::Skew`] | a few characters are so frequent that a quarter of the information or more is missing |
///
/// Time grows with the serials (their sorting with n log n), memory is 16 bytes a serial and less than 1 MB.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Predictability {
    /// Serials given.
    pub serials: u64,
    /// Those of the most frequent length, which were judged.
    pub examined: u64,
    /// Their length in characters.
    pub length: usize,
    /// How many of them stood there before.
    pub duplicates: u64,
    /// What all of them begin with.
    pub prefix: String,
    /// The information of the places that change, in bits.
    pub bits: f64,
    /// Whether the serials stand in ascending or descending order, at least by and large.
    pub sorted: bool,
    /// The probability of the best guess that was found.
    pub guess_probability: f64,
    /// The tests that failed.
    pub failures: Vec<Failure>,
}

/// A test that failed, with its figures.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Failure {
    /// Which.
    pub test: Test,
    /// What was measured: a probability or a share.
    pub measured: f64,
    /// From where on it fails.
    pub limit: f64,
    /// What that means, in a sentence with the figures.
    pub message: String,
}

/// A test of predictability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Test {
    /// Too few serials are possible.
    Guess,
    /// Too few, because much is fixed.
    FixedPart,
    /// Serials lie close to each other.
    Range,
    /// Constant steps in the order of issue.
    Steps,
    /// Constant steps in the order of size.
    Gaps,
    /// Distances too even for chance.
    Even,
    /// A character follows from the one before it.
    Order,
    /// A few characters are too frequent.
    Skew,
}

impl Test {
    /// Its name in data: `guess`, `fixed-part`, `range`, `steps`, `gaps`, `even`, `order` or `skew`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Test::Guess => "guess",
            Test::FixedPart => "fixed-part",
            Test::Range => "range",
            Test::Steps => "steps",
            Test::Gaps => "gaps",
            Test::Even => "even",
            Test::Order => "order",
            Test::Skew => "skew",
        }
    }
}

impl Predictability {
    /// Tests the serials of a pool, in the order of issue. They are gone through four times.
    ///
    /// ```
    /// use tallymark::pool::{Predictability, Test};
    /// let counted = (0..1000).map(|n| format!("{:012}", 700_000 + n));
    /// let result = Predictability::of(counted);
    /// assert!(result.is_predictable());
    /// assert!(result.failures.iter().any(|failure| failure.test == Test::Steps));
    /// ```
    #[must_use]
    pub fn of<T: AsRef<[u8]>>(serials: impl IntoIterator<Item = T> + Clone) -> Self {
        let mut lengths = [0u64; counts::PLACES + 1];
        let mut total = 0;
        for serial in serials.clone() {
            total += 1;
            if let Some(count) = lengths.get_mut(serial.as_ref().len()) {
                *count += 1;
            }
        }
        let most = lengths.iter().enumerate().skip(1).max_by_key(|(length, count)| (**count, *length));
        let (length, examined) = most.map_or((0, 0), |(length, count)| (length, *count));
        let of_length = |serial: &T| serial.as_ref().len() == length;
        let mut columns = Columns::new(length);
        serials.clone().into_iter().filter(of_length).for_each(|serial| columns.count(serial.as_ref()));
        columns.settle();
        let mut result = Predictability {
            serials: total,
            examined,
            length,
            duplicates: 0,
            prefix: columns.prefix(),
            bits: 0.0,
            sorted: false,
            guess_probability: 0.0,
            failures: Vec::new(),
        };
        if examined < LEAST {
            return result;
        }
        let mut values = Vec::with_capacity(usize::try_from(examined).unwrap_or(0));
        for serial in serials.into_iter().filter(of_length) {
            values.push(columns.follow(serial.as_ref()));
        }
        result.judge(&columns, values);
        result
    }

    fn judge(&mut self, columns: &Columns, mut values: Vec<u128>) {
        let (mut rising, mut falling) = (0u64, 0u64);
        for pair in values.windows(2) {
            if let [one, next] = pair {
                rising += u64::from(one < next);
                falling += u64::from(one > next);
            }
        }
        self.sorted = rising.max(falling) * 10 >= (rising + falling) * 9;
        self.bits = columns.bits();
        self.steps(&values);
        if !self.sorted {
            self.order(columns);
        }
        values.sort_unstable();
        let before = values.len();
        values.dedup();
        self.duplicates = (before - values.len()) as u64;
        self.space(columns, values.len() as f64);
        self.gaps(&values);
        self.skew(columns);
        self.failures.sort_by_key(|failure| failure.test);
    }

    /// Whether a test failed.
    #[must_use]
    pub fn is_predictable(&self) -> bool {
        !self.failures.is_empty()
    }

    /// Whether there were enough serials to say something.
    #[must_use]
    pub const fn is_judged(&self) -> bool {
        self.examined >= LEAST
    }

    /// The tests that failed, in words, such as `steps, range`.
    #[must_use]
    pub fn failed(&self) -> String {
        let tests: BTreeSet<Test> = self.failures.iter().map(|failure| failure.test).collect();
        tests.iter().map(|test| test.as_str()).collect::<Vec<_>>().join(", ")
    }

    fn fail(&mut self, test: Test, measured: f64, limit: f64, message: String) {
        self.failures.push(Failure { test, measured, limit, message });
    }

    fn guessed(&mut self, probability: f64) {
        self.guess_probability = self.guess_probability.max(probability.min(1.0));
    }

    /// How many serials fit what was seen.
    fn space(&mut self, columns: &Columns, distinct: f64) {
        let guess = distinct.log2() - self.bits;
        self.guessed(guess.exp2());
        if guess.exp2() < LIMIT {
            return;
        }
        let fixed = columns.fixed();
        let with_fixed = guess - fixed as f64 * columns.alphabet_bits();
        let probability = guess.exp2().min(1.0);
        let (bits, length) = (self.bits, self.length);
        if fixed > 0 && with_fixed.exp2() < LIMIT {
            let message = format!(
                "{fixed} of {length} characters are the same in all serials; the others hold {bits:.1} bits, and a guess hits with probability {probability:.2e}"
            );
            self.fail(Test::FixedPart, probability, LIMIT, message);
        } else {
            let message = format!(
                "the places that change hold {bits:.1} bits, and a guess hits one of {distinct} serials with probability {probability:.2e}"
            );
            self.fail(Test::Guess, probability, LIMIT, message);
        }
    }
}
