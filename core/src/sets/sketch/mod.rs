//! Sums over a list that are as small as its difference from another list.

mod bytes;
pub(super) mod cells;
pub(super) mod hash;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use self::cells::{Cell, Found, Peeling, Shape, Unit, Width};
use self::hash::Hashing;
pub use self::hash::SketchKey;
use super::bytes::Damaged;
use super::key::{Key, Owner};
use super::piece::{Piece, each, piece_ranges};
use super::read::read;
use super::set::{RejectedRow, SerialSet};
use super::source::Source;

/// What one side names more often than the other, in one state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Surplus {
    /// The key.
    pub key: Key,
    /// Its state.
    pub state: Option<Arc<[u8]>>,
    /// In how many rows more it was added than subtracted; negative if in fewer.
    pub net: i64,
}

/// Why sketches cannot be added up, or taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SketchError {
    /// The differences do not fit: more of them than cells allow, or one row repeated over a hundred times.
    #[error("the sketch holds more differences than its {cells} cells can tell apart")]
    Overfull {
        /// How many cells it has.
        cells: usize,
    },
    /// The sketches were not made with the same secret.
    #[error("the sketches were made with different keys")]
    Key,
    /// Two trade items or states look alike under this secret.
    #[error("two trade items or states look alike under this key; take another key")]
    Alike,
    /// The bytes are no sketch.
    #[error(transparent)]
    Damaged(#[from] Damaged),
}

impl SketchError {
    /// The stable code, such as `sketch-overfull`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            SketchError::Overfull { .. } => "sketch-overfull",
            SketchError::Key => "sketch-key",
            SketchError::Alike => "sketch-alike",
            SketchError::Damaged(damaged) => damaged.code(),
        }
    }
}

/// A linear sketch of a list of rows: a table of sums that takes the same memory for a thousand rows and for a billion. Where
/// one list is added and another subtracted, equal rows cancel, and if not too many remain they can be read from the sums,
/// exactly: about 42 bytes for each row that differs.
///
/// Sketches of parts of a list, made by threads, processes or sites, add up to the sketch of the list. What is named equally
/// often on both sides cancels as well: a sketch finds rows that differ, not duplicates as such.
///
/// An invertible Bloom lookup table (Goodrich and Mitzenmacher 2011) of three tables, with SipHash-1-3 under a secret key so
/// that no serials can be chosen that break it; a size is a power of two, so that large sketches fold to smaller ones.
///
/// ```
/// use tallymark::sets::{Sketch, SketchKey, Source};
/// let key = SketchKey::new(*b"sixteen secrets.");
/// let (printed, verified) = (vec![Some("A1"), Some("A2")], vec![Some("A2"), Some("A3"), Some("A2")]);
/// let mut sketch = Sketch::new(key, 6);
/// sketch.add(Source::serials(None, &printed))?;
/// let mut other = Sketch::new(key, 6);
/// other.add(Source::serials(None, &verified))?;
/// sketch.subtract(&other)?;
/// let found: Vec<_> = sketch.surplus()?.iter().map(|one| (one.key.to_string(), one.net)).collect();
/// assert_eq!(found, [("A1".into(), 1), ("A2".into(), -1), ("A3".into(), -1)]);
/// # Ok::<(), tallymark::sets::SketchError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Sketch {
    key: SketchKey,
    hashing: Hashing,
    bits: u32,
    cells: Vec<Cell>,
    groups: HashMap<u64, Group>,
    rows: u64,
    rejected: u64,
}

/// A trade item in a state.
pub(super) type Group = (Owner, Option<Arc<[u8]>>);

impl Sketch {
    /// The least and the most that `bits` can be.
    pub const BITS: (u32, u32) = (4, 26);

    /// An empty one of `3 · 2^bits` cells of 32 bytes, which holds about `2.3 · 2^bits` differing rows. `bits` outside of
    /// [`Sketch::BITS`] are moved inside.
    #[must_use]
    pub fn new(key: SketchKey, bits: u32) -> Self {
        let bits = bits.clamp(Self::BITS.0, Self::BITS.1);
        Sketch {
            key,
            hashing: Hashing::new(key),
            bits,
            cells: vec![Cell::default(); Shape::even(bits).cells()],
            groups: HashMap::new(),
            rows: 0,
            rejected: 0,
        }
    }

    /// So many bits that this many differing rows fit.
    #[must_use]
    pub const fn bits_for(differences: usize) -> u32 {
        // 1.3 cells for each, and some for luck where they are few.
        let cells = differences.saturating_add(differences / 3).saturating_add(24);
        let bits = cells.div_ceil(Shape::TABLES).next_power_of_two().trailing_zeros();
        if bits < Self::BITS.0 {
            Self::BITS.0
        } else if bits > Self::BITS.1 {
            Self::BITS.1
        } else {
            bits
        }
    }

    /// Adds rows; returns those that name nothing, with their numbers in this source.
    ///
    /// # Errors
    /// [`SketchError::Alike`], about once in 2^57 pairs of trade item and state.
    pub fn add(&mut self, source: Source<'_>) -> Result<Vec<RejectedRow>, SketchError> {
        let rows = source.rows();
        let (hashing, shape) = (self.hashing, Shape::even(self.bits));
        let ranges = piece_ranges(rows);
        let alone = ranges.len() == 1;
        let mut own = std::mem::take(&mut self.cells);
        let parts = each(ranges, |range| {
            let (piece, rejected) = read(source, range, 0);
            let seeds = seeds(&hashing, &piece);
            let mut cells = Vec::new();
            if !alone {
                cells.resize(shape.cells(), Cell::default());
                fold(&hashing, &piece, &seeds, &mut cells, shape);
            }
            (piece, seeds, cells, rejected)
        });
        let mut all = Vec::new();
        let mut alike = Ok(());
        for (piece, seeds, cells, rejected) in parts {
            if alone {
                fold(&hashing, &piece, &seeds, &mut own, shape);
            } else {
                own.iter_mut().zip(cells).for_each(|(sum, cell)| sum.add(cell));
            }
            alike = alike.and(self.know_all(&piece, &seeds));
            all.extend(rejected);
        }
        self.cells = own;
        self.rows += rows as u64;
        self.rejected += all.len() as u64;
        alike.map(|()| all)
    }

    /// Adds the rows of a set that was read already.
    ///
    /// # Errors
    /// As [`Sketch::add`].
    pub fn add_set(&mut self, set: &SerialSet) -> Result<(), SketchError> {
        let mut alike = Ok(());
        for piece in set.pieces() {
            let seeds = seeds(&self.hashing, piece);
            fold(&self.hashing, piece, &seeds, &mut self.cells, Shape::even(self.bits));
            alike = alike.and(self.know_all(piece, &seeds));
        }
        self.rows += set.rows() as u64;
        self.rejected += set.rejected().len() as u64;
        alike
    }

    fn know_all(&mut self, piece: &Piece, seeds: &[u64]) -> Result<(), SketchError> {
        let mut alike = Ok(());
        for (tag, &seed) in piece.tags.iter().zip(seeds) {
            let state = tag.state.and_then(|state| piece.words.get(state as usize)).cloned();
            alike = alike.and(self.know(seed, &(tag.owner, state)));
        }
        alike
    }

    fn know(&mut self, seed: u64, group: &Group) -> Result<(), SketchError> {
        let known = self.groups.entry(seed).or_insert_with(|| group.clone());
        if *known == *group { Ok(()) } else { Err(SketchError::Alike) }
    }

    /// Adds the rows of another part of the same list.
    ///
    /// # Errors
    /// [`SketchError::Key`] if it was made with another key, [`SketchError::Alike`] as [`Sketch::add`].
    pub fn merge(&mut self, other: &Sketch) -> Result<(), SketchError> {
        self.combine(other, Cell::add)?;
        self.rows += other.rows;
        self.rejected += other.rejected;
        Ok(())
    }

    /// Takes the rows of another list away.
    ///
    /// # Errors
    /// As [`Sketch::merge`].
    pub fn subtract(&mut self, other: &Sketch) -> Result<(), SketchError> {
        self.combine(other, Cell::subtract)
    }

    fn combine(&mut self, other: &Sketch, with: impl Fn(&mut Cell, Cell)) -> Result<(), SketchError> {
        if self.key != other.key {
            return Err(SketchError::Key);
        }
        self.fold(other.bits);
        let folded;
        let cells = if other.bits > self.bits {
            folded = folded_to(&other.cells, other.bits, self.bits);
            &folded
        } else {
            &other.cells
        };
        self.cells.iter_mut().zip(cells).for_each(|(sum, &cell)| with(sum, cell));
        other.groups.iter().try_for_each(|(&seed, group)| self.know(seed, group))
    }

    /// Makes it smaller, as if it had been made with fewer bits.
    pub fn fold(&mut self, bits: u32) {
        if bits < self.bits {
            let bits = bits.max(Self::BITS.0);
            self.cells = folded_to(&self.cells, self.bits, bits);
            self.bits = bits;
        }
    }

    /// The size: `3 · 2^bits` cells.
    #[must_use]
    pub const fn bits(&self) -> u32 {
        self.bits
    }

    /// The rows that were added, of which so many name nothing.
    #[must_use]
    pub const fn rows(&self) -> (u64, u64) {
        (self.rows, self.rejected)
    }

    /// What was added more often than subtracted, or less often, sorted. Never a part of it, and never more.
    ///
    /// # Errors
    /// [`SketchError::Overfull`]: make it with more bits, or compare in parts.
    pub fn surplus(&self) -> Result<Vec<Surplus>, SketchError> {
        let (seeds, groups): (Vec<u64>, Vec<&Group>) =
            self.groups.iter().map(|(&seed, group)| (seed, group)).unzip();
        let key = |group: usize, limbs| groups.get(group).and_then(|(owner, _)| owner.checked(limbs));
        let peeling = Peeling {
            hashing: &self.hashing,
            shape: Shape::even(self.bits),
            width: Width::FULL,
            seeds: &seeds,
            valid: |group, limbs| key(group, limbs).is_some(),
        };
        let overfull = SketchError::Overfull { cells: self.cells.len() };
        let found = peeling.run(self.cells.clone()).map_err(|_| overfull)?;
        let mut surplus: Vec<Surplus> = found
            .into_iter()
            .filter_map(|Found { limbs, group, net }| {
                let state = groups.get(group).and_then(|(_, state)| state.clone());
                Some(Surplus { key: key(group, limbs)?, state, net: i64::from(net) })
            })
            .collect();
        surplus.sort_unstable();
        // Peeled in two steps, if that happened, it is still one.
        surplus.dedup_by(|later, first| {
            let same = (later.key, &later.state) == (first.key, &first.state);
            first.net += if same { later.net } else { 0 };
            same
        });
        surplus.retain(|one| one.net != 0);
        Ok(surplus)
    }
}

/// The seed of each tag.
pub(super) fn seeds(hashing: &Hashing, piece: &Piece) -> Vec<u64> {
    let words = |state: u32| piece.words.get(state as usize).map(AsRef::as_ref);
    piece.tags.iter().map(|tag| hashing.seed(tag.owner, tag.state.and_then(words))).collect()
}

/// Adds the records of a piece.
fn fold(hashing: &Hashing, piece: &Piece, seeds: &[u64], cells: &mut [Cell], shape: Shape) {
    for record in piece.runs.iter().flatten() {
        let seed = seeds.get(record.tag as usize).copied().unwrap_or_default();
        Unit::new(hashing, record.limbs, seed).add_to(cells, shape);
    }
}

/// The cells of fewer bits: neighbours added up.
pub(super) fn folded_to(cells: &[Cell], from: u32, to: u32) -> Vec<Cell> {
    cells
        .chunks(1 << from.saturating_sub(to))
        .map(|chunk| {
            let mut sum = Cell::default();
            chunk.iter().for_each(|&cell| sum.add(cell));
            sum
        })
        .collect()
}
