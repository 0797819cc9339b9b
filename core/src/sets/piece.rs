use std::ops::Range;
use std::sync::Arc;

pub(super) use crate::item::each::each_part as each;

use super::intern::fold;
use super::key::{Limbs, Owner};

/// One row: its key without the owner, which the tag names, and where it came from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record {
    pub(super) limbs: Limbs,
    pub(super) tag: u32,
    /// Counted from the first row of the piece.
    pub(super) row: u32,
}

/// What many records share.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag {
    pub(super) owner: Owner,
    /// Into [`Piece::words`].
    pub(super) state: Option<u32>,
}

/// A range of rows that one thread read, in `2^bits` runs by the top bits of [`place`].
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) first_row: usize,
    pub(super) runs: Vec<Vec<Record>>,
    pub(super) tags: Vec<Tag>,
    pub(super) words: Vec<Arc<[u8]>>,
}

/// Where a key lies: the top bits choose the run, the next ones the slot in the table of that run.
#[inline]
pub(super) const fn place(owner_mix: u64, limbs: Limbs) -> u64 {
    fold(limbs[0] ^ owner_mix, limbs[1] ^ 0xe703_7ed1_a0b4_28db)
}

/// The run of a place.
#[inline]
pub(super) const fn run_of(place: u64, bits: u32) -> usize {
    ((place >> 1) >> (63 - bits)) as usize
}

/// So many rows to a run that a run of each side and their table stay within a second-level cache.
const RUN_ROWS: usize = 8192;
/// More runs than this and filling them misses in the address translation cache.
const MAX_BITS: u32 = 12;

pub(super) fn bits_for(rows: usize) -> u32 {
    (rows / RUN_ROWS).next_power_of_two().trailing_zeros().min(MAX_BITS)
}

impl Piece {
    pub(super) fn empty(first_row: usize, rows: usize, bits: u32) -> Self {
        let runs = 1usize << bits;
        // Room for the mean and five standard deviations, so that runs hardly ever grow.
        let mean = rows / runs;
        let room = if bits == 0 { rows } else { mean + 5 * mean.isqrt() + 8 };
        let runs = (0..runs).map(|_| Vec::with_capacity(room)).collect();
        Piece { first_row, runs, tags: Vec::new(), words: Vec::new() }
    }

    /// The same rows parted more finely.
    pub(super) fn parted(&self, bits: u32) -> Piece {
        let records = self.runs.iter().map(Vec::len).sum();
        let mut finer = Piece::empty(self.first_row, records, bits);
        finer.tags = self.tags.clone();
        finer.words = self.words.clone();
        let mixes: Vec<u64> = self.tags.iter().map(|tag| tag.owner.mix()).collect();
        for record in self.runs.iter().flatten() {
            let mix = mixes.get(record.tag as usize).copied().unwrap_or_default();
            if let Some(run) = finer.runs.get_mut(run_of(place(mix, record.limbs), bits)) {
                run.push(*record);
            }
        }
        finer
    }
}

/// Fewer rows than this are not worth a second thread.
const PIECE_ROWS: usize = 65_536;

/// Row ranges to read at once: one for each thread, and never so long that a row number outgrows four bytes.
pub(super) fn piece_ranges(rows: usize) -> Vec<Range<usize>> {
    let count = threads().min(rows.div_ceil(PIECE_ROWS)).max(rows.div_ceil(1 << 31)).max(1);
    let size = rows.div_ceil(count).max(1);
    (0..count).map(|i| (i * size).min(rows)..((i + 1) * size).min(rows)).collect()
}

#[cfg(feature = "parallel")]
pub(super) fn threads() -> usize {
    rayon::current_num_threads()
}

#[cfg(not(feature = "parallel"))]
pub(super) const fn threads() -> usize {
    1
}
