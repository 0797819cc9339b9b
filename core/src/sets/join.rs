//! Several packed sources seen as one: the same owner and the same state have one number in all of them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;
use std::sync::Arc;

use super::key::{Key, Limbs, Owner};
use super::piece::{Piece, Record, place, threads};
use super::set::SerialSet;

/// Sources parted alike, their tags translated to common numbers.
pub(super) struct Joint<'a> {
    pub(super) bits: u32,
    owners: Vec<Owner>,
    states: Vec<Option<&'a Arc<[u8]>>>,
    tags: Vec<Vec<(&'a Piece, Vec<JointTag>)>>,
}

#[derive(Clone, Copy)]
struct JointTag {
    mix: u64,
    owner: u32,
    state: u32,
}

/// All sources with as many runs as the finest of them.
pub(super) fn parted<'a>(sets: &[&'a SerialSet]) -> Vec<Cow<'a, SerialSet>> {
    let bits = sets.iter().map(|set| set.bits()).max().unwrap_or(0);
    sets.iter().map(|set| set.parted(bits)).collect()
}

impl<'a> Joint<'a> {
    pub(super) fn of(sets: &'a [Cow<'a, SerialSet>]) -> Self {
        let (mut owners, mut states) = (Distinct::new(), Distinct::new());
        let mut translate = |piece: &'a Piece| {
            let tags = piece.tags.iter().map(|tag| JointTag {
                mix: tag.owner.mix(),
                owner: owners.number(tag.owner),
                state: states.number(tag.state.and_then(|state| piece.words.get(state as usize))),
            });
            (piece, tags.collect())
        };
        let tags = sets.iter().map(|set| set.pieces().iter().map(&mut translate).collect()).collect();
        let bits = sets.first().map_or(0, |set| set.bits());
        Joint { bits, owners: owners.values, states: states.values, tags }
    }

    /// The runs, in ranges for threads to share.
    pub(super) fn shares(&self) -> Vec<Range<usize>> {
        let runs = 1usize << self.bits;
        let size = runs.div_ceil(4 * threads());
        (0..runs).step_by(size).map(|first| first..(first + size).min(runs)).collect()
    }

    /// One run of one source.
    pub(super) fn side(&self, source: usize, run: usize) -> Side<'_> {
        let parts = self.tags.get(source).into_iter().flatten().filter_map(|(piece, tags)| {
            let records = piece.runs.get(run)?.as_slice();
            Some(Part { records, tags, first_row: piece.first_row })
        });
        Side(parts.collect())
    }

    pub(super) fn key(&self, owner: u32, limbs: Limbs) -> Option<Key> {
        self.owners.get(owner as usize)?.key(limbs)
    }

    pub(super) fn state(&self, number: u32) -> Option<&'a Arc<[u8]>> {
        self.states.get(number as usize).copied().flatten()
    }
}

/// The rows of one source in one run, in the order of the source; a position counts them from 0.
pub(super) struct Side<'a>(Vec<Part<'a>>);

struct Part<'a> {
    records: &'a [Record],
    tags: &'a [JointTag],
    first_row: usize,
}

/// One row as the comparison sees it.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) limbs: Limbs,
    pub(super) owner: u32,
    pub(super) state: u32,
    pub(super) place: u64,
    /// In the source.
    pub(super) number: usize,
}

impl Part<'_> {
    #[inline]
    fn row(&self, record: &Record) -> Option<Row> {
        let &JointTag { mix, owner, state } = self.tags.get(record.tag as usize)?;
        let place = place(mix, record.limbs);
        Some(Row { limbs: record.limbs, owner, state, place, number: self.first_row + record.row as usize })
    }
}

impl Side<'_> {
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|part| part.records.len()).sum()
    }

    #[inline]
    pub(super) fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        self.0.iter().flat_map(|part| part.records.iter().filter_map(|record| part.row(record)))
    }

    /// The row at a position.
    pub(super) fn at(&self, mut position: usize) -> Option<Row> {
        for part in &self.0 {
            match part.records.get(position) {
                Some(record) => return part.row(record),
                None => position -= part.records.len(),
            }
        }
        None
    }
}

struct Distinct<K> {
    numbers: HashMap<K, u32>,
    values: Vec<K>,
}

impl<K: Copy + Eq + Hash> Distinct<K> {
    fn new() -> Self {
        Distinct { numbers: HashMap::new(), values: Vec::new() }
    }

    fn number(&mut self, value: K) -> u32 {
        *self.numbers.entry(value).or_insert_with(|| {
            self.values.push(value);
            (self.values.len() - 1) as u32
        })
    }
}

/// A run sorted by key, source and row: what every comparison falls back to, and the oracle of the faster way.
pub(super) fn sorted(sides: &[Side<'_>]) -> Vec<(usize, Row)> {
    let mut rows = Vec::with_capacity(sides.iter().map(Side::len).sum());
    for (source, side) in sides.iter().enumerate() {
        rows.extend(side.rows().map(|row| (source, row)));
    }
    rows.sort_unstable_by_key(|(source, row)| (row.owner, row.limbs, *source, row.number));
    rows
}

/// The rows of one key in a [`sorted`] run.
pub(super) fn groups(sorted: &[(usize, Row)]) -> impl Iterator<Item = &[(usize, Row)]> {
    sorted.chunk_by(|(_, a), (_, b)| a.owner == b.owner && a.limbs == b.limbs)
}
