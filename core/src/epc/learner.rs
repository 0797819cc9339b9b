use std::collections::BTreeMap;

use super::prefix::number;
use super::{CompanyPrefix, EpcUri};

/// Remembers the company prefixes of EPC URIs, so that other keys of the same companies can be written as EPCs.
///
/// Company prefixes never begin with one another. Where two were met of which one does, one of the texts is wrong: both
/// are disputed from then on, in whatever order they came. At most [`Learner::LIMIT`] companies are remembered, further
/// ones stay unknown.
///
/// ```
/// use tallymark::epc::{EpcUri, Learner, Learnt};
/// let mut learner = Learner::new();
/// learner.observe(&EpcUri::parse("urn:epc:id:sscc:9506000.3134000001")?);
/// assert_eq!(learner.length("950600099999"), Learnt::Length(7));
/// learner.observe(&EpcUri::parse("urn:epc:id:sgtin:950600.0013435.A")?);
/// assert_eq!(learner.length("950600099999"), Learnt::Disputed);
/// # Ok::<(), tallymark::ParseError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Learner {
    /// The widest ranges of twelve-digit numbers met, apart from each other, by their start.
    ranges: BTreeMap<u64, Range>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range {
    end: u64,
    length: u8,
    /// A longer prefix was met within it.
    disputed: bool,
}

/// What a [`Learner`] knows about a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Learnt {
    /// No EPC of this company was met.
    Nothing,
    /// Its company prefix has so many digits.
    Length(u8),
    /// EPCs were met that cut it at different places.
    Disputed,
}

impl Learner {
    /// How many companies are remembered.
    pub const LIMIT: usize = 1 << 20;

    /// One that has met nothing.
    #[must_use]
    pub const fn new() -> Self {
        Learner { ranges: BTreeMap::new() }
    }

    /// Takes note of the company prefix of a URI; a pattern without one says nothing.
    pub fn observe(&mut self, uri: &EpcUri<'_>) {
        if let Some(prefix) = uri.company_prefix() {
            self.observe_prefix(prefix);
        }
    }

    /// Takes note of a company prefix.
    pub fn observe_prefix(&mut self, prefix: CompanyPrefix) {
        let (start, end) = prefix.span();
        let length = prefix.digits();
        if let Some((_, around)) = self.ranges.range_mut(..=start).next_back()
            && around.end >= end
        {
            around.disputed |= around.length != length;
            return;
        }
        // Ranges lie within each other or apart, so those that begin in this one are longer prefixes within it.
        let within: Vec<u64> = self.ranges.range(start..end).map(|(&start, _)| start).collect();
        for start in &within {
            self.ranges.remove(start);
        }
        if self.ranges.len() < Self::LIMIT {
            self.ranges.insert(start, Range { end, length, disputed: !within.is_empty() });
        }
    }

    /// What is known about the company prefix with which these digits begin.
    #[must_use]
    pub fn length(&self, digits: impl AsRef<[u8]>) -> Learnt {
        let digits = digits.as_ref();
        let digits = digits.get(..12).unwrap_or(digits);
        let Some(number) = number(digits) else { return Learnt::Nothing };
        // A short key is one of the numbers of twelve digits that begin with it.
        let scale = 10u64.pow(12 - u32::try_from(digits.len()).unwrap_or(12));
        let (start, end) = (number * scale, (number + 1) * scale);
        match self.ranges.range(..=start).next_back() {
            Some((_, range)) if range.end < end => Learnt::Nothing,
            Some((_, range)) if range.disputed => Learnt::Disputed,
            Some((_, range)) => Learnt::Length(range.length),
            None => Learnt::Nothing,
        }
    }

    /// How many companies it remembers.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ranges.len()
    }

    /// Whether it has met none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition: the prefixes met that the key begins with, and those that begin with one of these.
    fn naive(met: &[String], key: &str) -> Learnt {
        let fitting: Vec<_> = met.iter().filter(|prefix| key.starts_with(prefix.as_str())).collect();
        let Some(widest) = fitting.iter().min_by_key(|prefix| prefix.len()) else { return Learnt::Nothing };
        let all_alike =
            met.iter().filter(|other| other.starts_with(widest.as_str())).all(|other| other == *widest);
        if all_alike { Learnt::Length(widest.len() as u8) } else { Learnt::Disputed }
    }

    proptest! {
        #[test]
        fn as_the_definition_in_any_order(
            mut met in proptest::collection::vec("[01]{6,12}", 0..20),
            key in "[01]{1,14}",
        ) {
            for _ in 0..2 {
                let mut learner = Learner::new();
                for prefix in &met {
                    learner.observe_prefix(CompanyPrefix::parse(prefix).unwrap());
                }
                let expected = naive(&met, key.get(..12).unwrap_or(&key));
                prop_assert_eq!(learner.length(&key), expected);
                met.reverse();
            }
        }
    }
}
