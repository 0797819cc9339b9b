use std::collections::BTreeMap;

use super::join::{Joint, Side, groups, parted, sorted};
use super::key::Key;
use super::piece::each;
use super::set::SerialSet;
use super::table::{Overfull, Table};

/// Which of up to 64 sources name a key: bit `i` stands for source `i`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern(u64);

impl Pattern {
    /// The pattern of exactly these sources; numbers above 63 are left out.
    pub fn of(sources: impl IntoIterator<Item = usize>) -> Self {
        Pattern(sources.into_iter().filter(|&source| source < 64).fold(0, |bits, source| bits | 1 << source))
    }

    /// One bit for each source.
    #[must_use]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// Whether this source names the key.
    #[must_use]
    pub const fn contains(self, source: usize) -> bool {
        source < 64 && self.0 >> source & 1 == 1
    }

    /// The sources, in order.
    pub fn sources(self) -> impl Iterator<Item = usize> {
        (0..64).filter(move |&source| self.contains(source))
    }
}

/// Who has what, over any number of sources up to 64 at once.
///
/// ```
/// use tallymark::sets::{Membership, Pattern, Source};
/// let line = Source::serials(None, &vec![Some("A1"), Some("A2"), Some("A3")]).pack();
/// let l4 = Source::serials(None, &vec![Some("A3"), Some("A1")]).pack();
/// let epcis = Source::serials(None, &vec![Some("A1"), Some("A2"), Some("A4"), Some("A4")]).pack();
/// let found = Membership::of(&[&line, &l4, &epcis])?;
/// assert_eq!(found.count(Pattern::of([0, 1, 2])), 1);
/// let incomplete: Vec<_> = found.incomplete().iter().map(|m| (m.key.to_string(), m.pattern.bits())).collect();
/// assert_eq!(incomplete, [("A2".into(), 0b101), ("A3".into(), 0b011), ("A4".into(), 0b100)]);
/// assert_eq!((found.repeated()[0].source, found.repeated()[0].rows), (2, 2));
/// # Ok::<(), tallymark::sets::TooManySources>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Membership {
    counts: BTreeMap<Pattern, usize>,
    incomplete: Vec<Member>,
    repeated: Vec<Repeated>,
}

/// A key and the sources that name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// The key.
    pub key: Key,
    /// The sources.
    pub pattern: Pattern,
}

/// A key that one source names in more than one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Repeated {
    /// The key.
    pub key: Key,
    /// The source.
    pub source: usize,
    /// In how many rows; 2 or more.
    pub rows: usize,
}

/// More than 64 sources were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{given} sources given; at most 64 can be compared at once")]
pub struct TooManySources {
    /// How many.
    pub given: usize,
}

impl Membership {
    /// Compares all sources in one pass over each; exact and independent of the order of rows.
    ///
    /// # Errors
    /// [`TooManySources`] above 64.
    pub fn of(sources: &[&SerialSet]) -> Result<Self, TooManySources> {
        if sources.len() > 64 {
            return Err(TooManySources { given: sources.len() });
        }
        let sets = parted(sources);
        let joint = Joint::of(&sets);
        let mut result = Membership::default();
        for part in each(joint.shares(), |runs| {
            let mut table = Table::new();
            let mut part = Part { all: full(sources.len()), result: Membership::default() };
            for run in runs {
                let sides: Vec<Side<'_>> = (0..sources.len()).map(|source| joint.side(source, run)).collect();
                if part.hashed(&joint, &sides, &mut table).is_err() {
                    part.sorted(&joint, &sides);
                }
            }
            part.result
        }) {
            for (pattern, count) in part.counts {
                *result.counts.entry(pattern).or_default() += count;
            }
            result.incomplete.extend(part.incomplete);
            result.repeated.extend(part.repeated);
        }
        result.incomplete.sort_unstable();
        result.repeated.sort_unstable();
        Ok(result)
    }

    /// Every pattern that occurs, with its number of keys.
    pub fn counts(&self) -> impl Iterator<Item = (Pattern, usize)> + '_ {
        self.counts.iter().map(|(&pattern, &count)| (pattern, count))
    }

    /// How many keys exactly these sources have.
    #[must_use]
    pub fn count(&self, pattern: Pattern) -> usize {
        self.counts.get(&pattern).copied().unwrap_or(0)
    }

    /// The keys that at least one source lacks (union less intersection), sorted.
    #[must_use]
    pub fn incomplete(&self) -> &[Member] {
        &self.incomplete
    }

    /// The keys that a source names more than once, sorted by key and source.
    #[must_use]
    pub fn repeated(&self) -> &[Repeated] {
        &self.repeated
    }
}

const fn full(sources: usize) -> Pattern {
    if sources >= 64 { Pattern(u64::MAX) } else { Pattern((1 << sources) - 1) }
}

struct Part {
    all: Pattern,
    result: Membership,
}

impl Part {
    fn add(&mut self, key: Key, pattern: Pattern) {
        *self.result.counts.entry(pattern).or_default() += 1;
        if pattern != self.all {
            self.result.incomplete.push(Member { key, pattern });
        }
    }

    /// On [`Overfull`] nothing has been added.
    fn hashed(
        &mut self,
        joint: &Joint<'_>,
        sides: &[Side<'_>],
        table: &mut Table<u64>,
    ) -> Result<(), Overfull> {
        table.reset(sides.iter().map(Side::len).sum(), joint.bits)?;
        let mut repeats: Vec<(usize, usize)> = Vec::new();
        for (source, side) in sides.iter().enumerate() {
            let bit = 1u64 << source;
            side.rows().try_for_each(|row| {
                let (number, entry, new) = table.enter(row.place, row.limbs, row.owner, bit)?;
                if !new {
                    if entry.value & bit != 0 {
                        repeats.push((number, source));
                    }
                    entry.value |= bit;
                }
                Ok(())
            })?;
        }
        let mut complete = 0;
        for entry in table.entries() {
            if entry.value == self.all.0 {
                complete += 1;
            } else if let Some(key) = joint.key(entry.owner, entry.limbs) {
                self.add(key, Pattern(entry.value));
            }
        }
        if complete > 0 {
            *self.result.counts.entry(self.all).or_default() += complete;
        }
        repeats.sort_unstable();
        for group in repeats.chunk_by(|a, b| a == b) {
            let Some(&(number, source)) = group.first() else { continue };
            let key = table.entries().get(number).and_then(|entry| joint.key(entry.owner, entry.limbs));
            self.result.repeated.extend(key.map(|key| Repeated { key, source, rows: group.len() + 1 }));
        }
        Ok(())
    }

    fn sorted(&mut self, joint: &Joint<'_>, sides: &[Side<'_>]) {
        for group in groups(&sorted(sides)) {
            let Some(key) = group.first().and_then(|(_, row)| joint.key(row.owner, row.limbs)) else {
                continue;
            };
            self.add(key, Pattern::of(group.iter().map(|(source, _)| *source)));
            for same in group.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
                let source = same.first().map_or(0, |(source, _)| *source);
                self.result.repeated.push(Repeated { key, source, rows: same.len() });
            }
        }
    }
}
