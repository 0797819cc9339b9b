use std::fmt;

use super::PrefixLength;
use crate::diagnostic::{Code, Detail, ParseError, Reason, Span};

/// Lengths of company prefixes by first digits, such as GS1's `GCPPrefixFormatList`, compiled for lookup.
///
/// No table comes with the crate: GS1 publishes its list as JSON and XML and grants no licence to pass it on. Where
/// prefixes lie within each other the longest one counts.
///
/// The ranges of twelve-digit numbers with one length each, about 55 000 of GS1's 171 000 entries, are sorted by start;
/// the first four digits lead to a few of them, among which the lookup halves. In memory a range takes 5 bytes, and the
/// index 40 kB; [`PrefixTable::to_bytes`] writes about 2 bytes a range.
///
/// ```
/// use tallymark::epc::{PrefixLength, PrefixTable};
/// let table = PrefixTable::from_text("# ours\n0614141 7\n95060 0\n950600 7\n")?;
/// assert_eq!(table.length("061414112345"), PrefixLength::Known(7));
/// assert_eq!(table.length("950601112345"), PrefixLength::NotGcp);
/// assert_eq!(table.length("400000112345"), PrefixLength::Unknown);
/// # Ok::<(), tallymark::ParseError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct PrefixTable {
    pub(super) date: Option<String>,
    pub(super) entries: usize,
    /// For the first four digits, where the ranges begin that start with them; one more at the end.
    buckets: Box<[u32]>,
    /// The last eight digits of the start of each range.
    lows: Box<[u32]>,
    /// The state of each range, see [`State`].
    states: Box<[u8]>,
}

/// What holds in a range: 0 nothing is known, 1 no company prefix, else the number of its digits.
pub(super) type State = u8;

pub(super) const UNKNOWN: State = 0;
pub(super) const NONE: State = 1;

/// How many numbers of eight digits there are.
const LOW: u64 = 100_000_000;

/// How many numbers of twelve digits there are.
pub(super) const ALL: u64 = 1_000_000_000_000;

/// First digits and what holds for the numbers that begin with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The first number of twelve digits that begins so.
    start: u64,
    /// How many digits are stated, 1 to 12.
    digits: u8,
    state: State,
    /// Where it stands in the source.
    place: Span,
}

impl Entry {
    /// An entry from its texts; `length` 0 stands for no company prefix.
    pub(super) fn new(prefix: &[u8], length: Option<u8>, place: Span) -> Result<Self, ParseError> {
        let refuse = |reason| Err(refused(reason, place));
        let digits = u8::try_from(prefix.len()).ok().filter(|digits| (1..=12).contains(digits));
        let (Some(number), Some(digits)) = (super::prefix::number(prefix), digits) else {
            return refuse(Reason::PrefixDigits12);
        };
        let state = match length {
            Some(0) => NONE,
            Some(length @ 4..=12) => length,
            _ => return refuse(Reason::PrefixLength),
        };
        Ok(Entry { start: number * 10u64.pow(12 - u32::from(digits)), digits, state, place })
    }

    fn end(&self) -> u64 {
        self.start + 10u64.pow(12 - u32::from(self.digits))
    }
}

pub(super) fn refused(reason: Reason, place: Span) -> ParseError {
    ParseError::new(Code::PrefixTable, place).with(Detail::Reason(reason))
}

impl PrefixTable {
    /// The length of the company prefix with which these digits begin; they are those of the key from its company prefix
    /// on, see [`Prefixes::length`](super::Prefixes::length).
    ///
    /// Twelve digits suffice, further ones are not looked at. Of fewer, `Known` says that all numbers which begin so are
    /// alike.
    #[must_use]
    #[inline]
    pub fn length(&self, digits: impl AsRef<[u8]>) -> PrefixLength {
        let digits = digits.as_ref();
        let full = digits.first_chunk::<12>().and_then(|digits| {
            let (high, low) = digits.split_first_chunk::<4>()?;
            Some((four(*high)?, eight(*low.first_chunk::<8>()?)?))
        });
        let range = match full {
            Some((high, low)) => self.range(high as usize, low),
            None => self.range_of_all(digits),
        };
        match range.and_then(|range| self.states.get(range)) {
            None | Some(&UNKNOWN) => PrefixLength::Unknown,
            Some(&NONE) => PrefixLength::NotGcp,
            Some(&length) => PrefixLength::Known(length),
        }
    }

    /// The range that holds the number.
    #[inline]
    fn range(&self, high: usize, low: u32) -> Option<usize> {
        let &[from, to] = self.buckets.get(high..high + 2)?.first_chunk::<2>()?;
        let lows = self.lows.get(from as usize..to as usize)?;
        // The range before those of this bucket reaches into it.
        (from as usize + lows.partition_point(|start| *start <= low)).checked_sub(1)
    }

    /// The range that holds all numbers which begin with fewer than twelve digits.
    #[cold]
    fn range_of_all(&self, digits: &[u8]) -> Option<usize> {
        let digits = digits.get(..12).unwrap_or(digits);
        let number = super::prefix::number(digits)?;
        let scale = 10u64.pow(12 - u32::try_from(digits.len()).unwrap_or(12));
        let range = |number: u64| self.range((number / LOW) as usize, (number % LOW) as u32);
        let first = range(number * scale)?;
        (first == range(number * scale + scale - 1)?).then_some(first)
    }

    /// The date that the source states.
    #[must_use]
    pub fn date(&self) -> Option<&str> {
        self.date.as_deref()
    }

    /// How many entries the source had.
    #[must_use]
    pub const fn entries(&self) -> usize {
        self.entries
    }

    /// How many ranges they make.
    #[must_use]
    pub fn ranges(&self) -> usize {
        self.lows.len()
    }

    /// How many bytes it takes in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        4 * self.buckets.len() + 5 * self.lows.len()
    }

    /// The start and the state of every range, in order; the first begins at zero.
    pub(super) fn boundaries(&self) -> impl Iterator<Item = (u64, State)> + '_ {
        let mut bucket = 0usize;
        self.lows.iter().zip(&self.states).enumerate().map(move |(index, (&low, &state))| {
            while self.buckets.get(bucket + 1).is_some_and(|&next| next as usize <= index) {
                bucket += 1;
            }
            (bucket as u64 * LOW + u64::from(low), state)
        })
    }

    /// Compiles entries.
    pub(super) fn compile(
        mut entries: Vec<Entry>,
        date: Option<String>,
        whole: Span,
    ) -> Result<Self, ParseError> {
        if entries.is_empty() {
            return Err(refused(Reason::PrefixNone, whole));
        }
        entries.sort_by_key(|entry| (entry.start, entry.digits));
        let mut boundaries: Vec<(u64, State)> = vec![(0, UNKNOWN)];
        let mut open: Vec<Entry> = Vec::new();
        let mut begin = |start: u64, state: State| {
            boundaries.pop_if(|last| last.0 == start);
            if boundaries.last().is_none_or(|last| last.1 != state) {
                boundaries.push((start, state));
            }
        };
        for entry in &entries {
            while let Some(inner) = open.pop_if(|inner| inner.end() <= entry.start) {
                begin(inner.end(), open.last().map_or(UNKNOWN, |outer| outer.state));
            }
            match open.last() {
                Some(last) if (last.start, last.digits) == (entry.start, entry.digits) => {
                    if last.state != entry.state {
                        return Err(refused(Reason::PrefixTwice, last.place.max_by_start(entry.place)));
                    }
                }
                _ => {
                    begin(entry.start, entry.state);
                    open.push(*entry);
                }
            }
        }
        while let Some(inner) = open.pop() {
            if inner.end() < ALL {
                begin(inner.end(), open.last().map_or(UNKNOWN, |outer| outer.state));
            }
        }
        Self::from_boundaries(&boundaries, entries.len(), date)
            .ok_or_else(|| refused(Reason::PrefixManyRanges, whole))
    }

    /// The table of these ranges; `None` if they are not in order, or do not begin at zero.
    pub(super) fn from_boundaries(
        boundaries: &[(u64, State)],
        entries: usize,
        date: Option<String>,
    ) -> Option<Self> {
        let ordered = boundaries.windows(2).all(|pair| matches!(pair, [one, two] if one.0 < two.0));
        let whole = boundaries.first().is_some_and(|first| first.0 == 0);
        if !ordered || !whole || boundaries.last()?.0 >= ALL || u32::try_from(boundaries.len()).is_err() {
            return None;
        }
        let highs = (ALL / LOW) as usize;
        let mut buckets = Vec::with_capacity(highs + 1);
        for (index, (start, _)) in boundaries.iter().enumerate() {
            let high = (start / LOW) as usize;
            while buckets.len() <= high {
                buckets.push(index as u32);
            }
        }
        buckets.resize(highs + 1, boundaries.len() as u32);
        Some(PrefixTable {
            date,
            entries,
            buckets: buckets.into(),
            lows: boundaries.iter().map(|(start, _)| (start % LOW) as u32).collect(),
            states: boundaries.iter().map(|(_, state)| *state).collect(),
        })
    }
}

impl Span {
    /// Of two places the one that comes later.
    fn max_by_start(self, other: Span) -> Span {
        if self.start >= other.start { self } else { other }
    }
}

impl fmt::Debug for PrefixTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, entries, ranges) = (&self.date, self.entries, self.ranges());
        write!(f, "PrefixTable {{ date: {date:?}, entries: {entries}, ranges: {ranges} }}")
    }
}

/// The number of four digits.
#[inline]
fn four(digits: [u8; 4]) -> Option<u32> {
    digits.iter().try_fold(0u32, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then(|| number * 10 + u32::from(digit))
    })
}

/// The number of eight digits: pairs, then fours, then all of them added up in one word.
#[inline]
fn eight(digits: [u8; 8]) -> Option<u32> {
    let word = u64::from_le_bytes(digits);
    // A byte is a digit if neither it nor it plus six leaves the row of 0x30.
    let rows = word & word.wrapping_add(0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0;
    if rows != 0x3030_3030_3030_3030 {
        return None;
    }
    let word = word & 0x0F0F_0F0F_0F0F_0F0F;
    let pairs = (word.wrapping_mul(10).wrapping_add(word >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs.wrapping_mul(100).wrapping_add(pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    Some((fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xFFFF_FFFF) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition: the longest entry with which the key begins.
    fn naive(entries: &[(String, u8)], key: &str) -> PrefixLength {
        let fitting = entries.iter().filter(|(prefix, _)| key.starts_with(prefix.as_str()));
        match fitting.max_by_key(|(prefix, _)| prefix.len()) {
            None => PrefixLength::Unknown,
            Some((_, 0)) => PrefixLength::NotGcp,
            Some((_, length)) => PrefixLength::Known(*length),
        }
    }

    #[test]
    fn eight_digits_are_a_number() {
        assert_eq!(eight(*b"12345678"), Some(12_345_678));
        assert_eq!(eight(*b"00000009"), Some(9));
        for at in 0..8 {
            for byte in 0..=u8::MAX {
                let mut text = *b"90817263";
                text[at] = byte;
                let number = std::str::from_utf8(&text).ok().filter(|text| !text.contains('+'));
                assert_eq!(eight(text), number.and_then(|text| text.parse().ok()), "{text:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_longest_entry_counts(
            entries in proptest::collection::btree_map(
                "[05-9][0-1]{0,5}[09]{0,6}", prop_oneof![Just(0u8), 4u8..=12], 1..40),
            keys in proptest::collection::vec("[05-9][0-1]{0,5}[0-9]{6,11}", 1..40),
        ) {
            let entries: Vec<(String, u8)> = entries.into_iter().collect();
            let text: String = entries.iter().map(|(prefix, length)| format!("{prefix} {length}\n")).collect();
            let table = PrefixTable::from_text(&text).unwrap();
            for key in keys.iter().filter(|key| key.len() >= 12) {
                prop_assert_eq!(table.length(key), naive(&entries, key), "{}", key);
            }
            for key in &keys {
                let short = &key[..key.len().min(5)];
                if let PrefixLength::Known(length) = table.length(short) {
                    let whole = format!("{short:9<12}");
                    prop_assert_eq!(table.length(&whole), PrefixLength::Known(length));
                }
            }
            let again = PrefixTable::from_bytes(&table.to_bytes()).unwrap();
            prop_assert_eq!(again, table);
        }
    }
}
