use std::fmt;

/// An exact fraction in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    /// Above the line.
    pub numerator: u128,
    /// Below it, at least 1.
    pub denominator: u128,
}

impl Ratio {
    /// One number over another; over nothing it is one.
    #[must_use]
    pub fn new(numerator: u128, denominator: u128) -> Self {
        if denominator == 0 {
            return Ratio { numerator: 1, denominator: 1 };
        }
        let (mut a, mut b) = (numerator, denominator);
        while b > 0 {
            (a, b) = (b, a % b);
        }
        Ratio { numerator: numerator / a.max(1), denominator: denominator / a.max(1) }
    }

    /// Whether it is lower than one in `n`.
    #[must_use]
    pub fn is_below_one_in(self, n: u128) -> bool {
        // a/b < 1/n, without a product that could be too large: a < b/n, rounded up.
        n > 0 && self.numerator < self.denominator.div_ceil(n)
    }

    /// The nearest floating-point number.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}
