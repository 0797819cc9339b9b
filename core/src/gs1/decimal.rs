use std::cmp::Ordering;
use std::fmt;

/// A decimal number as an element string holds it: digits, and how many of them stand behind the point. Exact.
///
/// Numbers that are worth the same are equal: 1.50 and 1.5.
///
/// ```
/// use tallymark::gs1::Decimal;
/// let weight = Decimal::new(1250, 3);
/// assert_eq!(weight.to_string(), "1.250");
/// assert_eq!(weight.times(24).map(|total| total.to_string()).as_deref(), Some("30.000"));
/// assert_eq!(weight.plus(Decimal::new(5, 1)), Some(Decimal::new(175, 2)));
/// ```
#[derive(Clone, Copy)]
pub struct Decimal {
    digits: u64,
    places: u8,
}

impl Decimal {
    /// The digits with a point before the last `places` of them; more than 19 places count as 19.
    #[must_use]
    pub const fn new(digits: u64, places: u8) -> Self {
        Decimal { digits, places: if places > 19 { 19 } else { places } }
    }

    /// All digits as one number.
    #[must_use]
    pub const fn digits(self) -> u64 {
        self.digits
    }

    /// How many of the digits stand behind the point.
    #[must_use]
    pub const fn places(self) -> u8 {
        self.places
    }

    /// The product; `None` beyond 64 bits.
    #[must_use]
    pub fn times(self, count: u64) -> Option<Self> {
        Some(Decimal { digits: self.digits.checked_mul(count)?, ..self })
    }

    /// The sum, with as many places as the longer one has; `None` beyond 64 bits.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let places = self.places.max(other.places);
        let digits = u64::try_from(self.scaled(places).checked_add(other.scaled(places))?).ok()?;
        Some(Decimal { digits, places })
    }

    /// The digits it has with at least as many places.
    fn scaled(self, places: u8) -> u128 {
        let more = u32::from(places.saturating_sub(self.places));
        // At most 2^64 times 10^19, which 128 bits hold.
        u128::from(self.digits).saturating_mul(10u128.saturating_pow(more))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let places = self.places.max(other.places);
        self.scaled(places).cmp(&other.scaled(places))
    }
}

/// All places are written: `1.250`.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.places == 0 {
            return write!(f, "{}", self.digits);
        }
        let text = format!("{:0width$}", self.digits, width = usize::from(self.places) + 1);
        let (whole, behind) = text.split_at(text.len() - usize::from(self.places));
        write!(f, "{whole}.{behind}")
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn places_are_kept_and_worth_nothing() {
        assert_eq!(Decimal::new(0, 3).to_string(), "0.000");
        assert_eq!(Decimal::new(7, 3).to_string(), "0.007");
        assert_eq!(Decimal::new(150, 2), Decimal::new(15, 1));
        assert!(Decimal::new(149, 2) < Decimal::new(15, 1));
        assert_eq!(Decimal::new(u64::MAX, 0).plus(Decimal::new(1, 0)), None);
        assert_eq!(Decimal::new(u64::MAX, 0).plus(Decimal::new(1, 19)), None);
    }

    proptest! {
        #[test]
        fn sums_are_exact(a in 0..1u64 << 50, b in 0..1u64 << 50, places in 0..3u8) {
            let sum = Decimal::new(a, places).plus(Decimal::new(b, 0)).unwrap();
            prop_assert_eq!(u128::from(sum.digits()), u128::from(a) + u128::from(b) * 10u128.pow(places.into()));
        }

        #[test]
        fn text_says_the_number(digits in any::<u64>(), places in any::<u8>()) {
            let text = Decimal::new(digits, places).to_string();
            prop_assert_eq!(text.replace('.', "").parse::<u64>().unwrap(), digits);
            let behind = text.split_once('.').map_or(0, |(_, behind)| behind.len());
            prop_assert_eq!(behind, usize::from(places.min(19)));
        }
    }
}
