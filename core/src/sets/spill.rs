//! Comparing lists that do not fit into memory: their records go to parts elsewhere, then part by part is compared.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use super::diff::{Diff, diff};
use super::key::{Limbs, Owner};
use super::piece::{Piece, Record, Tag, bits_for, each, piece_ranges, place, run_of};
use super::read::read;
use super::set::{RejectedRow, SerialSet};
use super::source::Source;

/// Somewhere to put bytes that do not fit into memory, such as files. What is put there is taken back once, and nobody else
/// sees it.
///
/// ```
/// use tallymark::sets::Spill;
/// let mut memory: Vec<Vec<u8>> = Vec::new();
/// memory.put(1, b"ab")?;
/// memory.put(1, b"c")?;
/// assert_eq!((memory.take(1)?, memory.take(0)?), (b"abc".to_vec(), Vec::new()));
/// # Ok::<(), std::io::Error>(())
/// ```
pub trait Spill {
    /// Puts bytes behind those that the part has.
    ///
    /// # Errors
    /// What the place says, such as that it is full.
    fn put(&mut self, part: usize, bytes: &[u8]) -> io::Result<()>;

    /// Takes all bytes of a part.
    ///
    /// # Errors
    /// What the place says.
    fn take(&mut self, part: usize) -> io::Result<Vec<u8>>;
}

/// In memory, for what fits after all and for tests.
impl Spill for Vec<Vec<u8>> {
    fn put(&mut self, part: usize, bytes: &[u8]) -> io::Result<()> {
        if self.len() <= part {
            self.resize(part + 1, Vec::new());
        }
        if let Some(held) = self.get_mut(part) {
            held.extend_from_slice(bytes);
        }
        Ok(())
    }

    fn take(&mut self, part: usize) -> io::Result<Vec<u8>> {
        Ok(self.get_mut(part).map(std::mem::take).unwrap_or_default())
    }
}

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The first.
    A,
    /// The second.
    B,
}

/// What became of the rows of a list: in = used + rejected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// Rows given.
    pub rows: u64,
    /// Rows that name nothing.
    pub rejected: u64,
    /// The first of those, [`Spilled::LISTED`] at most.
    pub listed: Vec<RejectedRow>,
}

/// How two lists of any size differ, and what became of their rows.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// How they differ; as [`diff()`] says it.
    pub diff: Diff,
    /// Of the first list.
    pub a: Rows,
    /// Of the second list.
    pub b: Rows,
}

/// Two lists that are read piece by piece and compared part by part, in memory that does not grow with them: 28 bytes a row go
/// to a [`Spill`]. Exact as [`diff()`] is, with the same result.
///
/// What stays in memory are the distinct pairs of trade item and state, the differences, and one part at a time.
///
/// ```
/// use tallymark::sets::{Side, Source, Spilled};
/// let mut lists = Spilled::new(Vec::new(), 1000, 1 << 20);
/// for (side, serials) in [(Side::A, ["A1", "A2"]), (Side::B, ["A2", "A3"])] {
///     let column = serials.map(Some);
///     lists.push(side, Source::serials(None, &column.to_vec()))?;
/// }
/// let compared = lists.finish(|_, _| true)?.unwrap();
/// assert_eq!(compared.diff.only_a[0].key.to_string(), "A1");
/// assert_eq!(compared.diff.only_b[0].row, 1);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Spilled<S> {
    spill: S,
    bits: u32,
    numbers: HashMap<Shared, u32>,
    tags: Vec<Shared>,
    /// By side and part.
    buffers: Vec<Vec<u8>>,
    /// Bytes of a buffer before it goes to the spill.
    room: usize,
    piece: usize,
    sides: [Rows; 2],
}

/// What records have in common: the trade item and the state.
type Shared = (Owner, Option<Arc<[u8]>>);

/// A record as bytes.
#[inline]
fn laid_out([high, low]: Limbs, tag: u32, row: u64) -> [u8; RECORD] {
    let key = u128::from(high) | u128::from(low) << 64;
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = key.to_le_bytes();
    let [q, r, s, t] = tag.to_le_bytes();
    let [u, v, w, x, y, z, one, two] = row.to_le_bytes();
    [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, one, two]
}

/// Sixteen bytes of key, the number of its tag, the row.
const RECORD: usize = 28;

impl<S: Spill> Spilled<S> {
    /// Rejected rows listed of each side, at most; all are counted.
    pub const LISTED: usize = 1000;

    /// `rows` is about how many rows both lists have together, `memory` how many bytes one may take. More rows than that
    /// take more memory, not another result.
    #[must_use]
    pub fn new(spill: S, rows: u64, memory: usize) -> Self {
        // A quarter for one part of both sides with its table, an eighth for the buffers.
        let part = (memory / 4).max(1 << 16) as u64;
        let bits =
            rows.saturating_mul(3 * RECORD as u64).div_ceil(part).max(1).next_power_of_two().ilog2().min(10);
        let parts = 2usize << bits;
        let room = (memory / 8 / parts).clamp(64 * RECORD, 1 << 17);
        Spilled {
            spill,
            bits,
            numbers: HashMap::new(),
            tags: Vec::new(),
            buffers: vec![Vec::new(); parts],
            room,
            // What a list is read into, and made of, takes about 200 bytes a row.
            piece: (memory / 4 / 200).clamp(1 << 10, 1 << 18),
            sides: [Rows::default(), Rows::default()],
        }
    }

    /// How many parts there are, of both sides together.
    #[must_use]
    pub fn parts(&self) -> usize {
        self.buffers.len()
    }

    /// How many rows to give at a time, so that they fit beside the rest.
    #[must_use]
    pub fn piece(&self) -> usize {
        self.piece
    }

    /// Reads further rows of a list, which count on from those before.
    ///
    /// # Errors
    /// What the spill says.
    pub fn push(&mut self, side: Side, source: Source<'_>) -> io::Result<()> {
        let rows = source.rows();
        let bits = self.bits;
        let (pieces, rejected): (Vec<_>, Vec<_>) =
            each(piece_ranges(rows), |range| read(source, range, bits)).into_iter().unzip();
        let first = self.tally(side, rows, rejected.into_iter().flatten().collect());
        pieces.iter().try_for_each(|piece| self.spill(side, piece, first + piece.first_row as u64))
    }

    /// Hands on the records of a piece whose first row has this number.
    fn spill(&mut self, side: Side, piece: &Piece, first: u64) -> io::Result<()> {
        let global: Vec<u32> = piece.tags.iter().map(|tag| self.number(tag, &piece.words)).collect();
        for (run, records) in piece.runs.iter().enumerate() {
            let part = 2 * run + usize::from(side == Side::B);
            let Some(buffer) = self.buffers.get_mut(part) else { continue };
            for record in records {
                let tag = global.get(record.tag as usize).copied().unwrap_or_default();
                let row = first + u64::from(record.row);
                buffer.extend_from_slice(&laid_out(record.limbs, tag, row));
            }
            if buffer.len() >= self.room {
                self.spill.put(part, buffer)?;
                buffer.clear();
            }
        }
        Ok(())
    }

    /// Counts rows; returns the number of the first.
    fn tally(&mut self, side: Side, rows: usize, rejected: Vec<RejectedRow>) -> u64 {
        let [a, b] = &mut self.sides;
        let tally = if side == Side::A { a } else { b };
        let first = tally.rows;
        tally.rows += rows as u64;
        tally.rejected += rejected.len() as u64;
        let room = Self::LISTED.saturating_sub(tally.listed.len());
        let numbered = rejected.into_iter().take(room).map(|mut row| {
            row.row += usize::try_from(first).unwrap_or(usize::MAX - row.row);
            row
        });
        tally.listed.extend(numbered);
        first
    }

    /// The number that a tag has in all pieces.
    fn number(&mut self, tag: &Tag, words: &[Arc<[u8]>]) -> u32 {
        let state = tag.state.and_then(|state| words.get(state as usize)).cloned();
        let next = self.tags.len() as u32;
        let number = *self.numbers.entry((tag.owner, state.clone())).or_insert(next);
        if number == next {
            self.tags.push((tag.owner, state));
        }
        number
    }

    /// Compares the lists part by part. `go_on` is told how many parts of how many are done and may stop it; then there is no
    /// result.
    ///
    /// # Errors
    /// What the spill says, and [`io::ErrorKind::InvalidData`] if it gives back other bytes than it was given.
    pub fn finish(mut self, mut go_on: impl FnMut(usize, usize) -> bool) -> io::Result<Option<Compared>> {
        let mut result = Diff::default();
        let parts = 1usize << self.bits;
        for run in 0..parts {
            let (a, rows_a) = self.set(2 * run)?;
            let (b, rows_b) = self.set(2 * run + 1)?;
            let mut part = diff(&a, &b);
            let row = |rows: &[u64], at: usize| {
                rows.get(at).and_then(|&row| usize::try_from(row).ok()).unwrap_or(usize::MAX)
            };
            part.renumber(|at| row(&rows_a, at), |at| row(&rows_b, at));
            result.append(part);
            if !go_on(run + 1, parts) {
                return Ok(None);
            }
        }
        result.sort();
        let [a, b] = self.sides;
        Ok(Some(Compared { diff: result, a, b }))
    }

    /// The records of a part, and the row of each.
    fn set(&mut self, part: usize) -> io::Result<(SerialSet, Vec<u64>)> {
        let mut bytes = self.spill.take(part)?;
        if let Some(buffer) = self.buffers.get_mut(part) {
            bytes.extend_from_slice(&std::mem::take(buffer));
        }
        let (records, rest) = bytes.as_chunks::<RECORD>();
        let damaged = || {
            io::Error::new(io::ErrorKind::InvalidData, "the spilled records are not those that were written")
        };
        if !rest.is_empty() || records.len() > u32::MAX as usize {
            return Err(damaged());
        }
        // The first bits are the part's own.
        let bits = (self.bits + bits_for(records.len())).min(16);
        let mut piece = Piece::empty(0, 0, bits);
        let mut states: HashMap<Arc<[u8]>, u32> = HashMap::new();
        for (owner, state) in &self.tags {
            let state = state.as_ref().map(|state| {
                *states.entry(Arc::clone(state)).or_insert_with(|| {
                    piece.words.push(Arc::clone(state));
                    piece.words.len() as u32 - 1
                })
            });
            piece.tags.push(Tag { owner: *owner, state });
        }
        let mut rows = Vec::with_capacity(records.len());
        for record in records {
            let word = |at: usize| {
                record.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |w| u64::from_le_bytes(*w))
            };
            let limbs = [word(0), word(8)];
            let tag = word(16) as u32;
            let owner = self.tags.get(tag as usize).map(|(owner, _)| *owner).ok_or_else(damaged)?;
            let run = run_of(place(owner.mix(), limbs), bits);
            piece.runs.get_mut(run).ok_or_else(damaged)?.push(Record { limbs, tag, row: rows.len() as u32 });
            rows.push(word(20));
        }
        Ok((SerialSet::new(vec![piece], bits, rows.len(), Vec::new()), rows))
    }
}
