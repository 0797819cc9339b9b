use std::borrow::Cow;

use super::key::Key;
use super::piece::{Piece, Record, bits_for, each, piece_ranges};
use super::read::read;
use super::source::Source;
use crate::diagnostic::ParseError;
use crate::item::Item;

/// The rows of one source as exact keys, ready to be compared any number of times with [`diff`](super::diff()) or
/// [`Membership::of`](super::Membership::of). A multiset: a key named in two rows is there twice.
///
/// 24 bytes a row: sixteen of serial, the row, and the number of a trade item and state.
#[derive(Clone, Debug)]
pub struct SerialSet {
    pieces: Vec<Piece>,
    bits: u32,
    rows: usize,
    rejected: Vec<RejectedRow>,
}

/// A row that names nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedRow {
    /// The row, from 0.
    pub row: usize,
    /// What is wrong with its GTIN or serial; the span is within that text.
    pub error: ParseError,
}

impl SerialSet {
    /// How many rows the source has; always [`SerialSet::used`] and the number of rejected ones together.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// How many rows have a key.
    #[must_use]
    pub fn used(&self) -> usize {
        self.pieces.iter().flat_map(|piece| &piece.runs).map(Vec::len).sum()
    }

    /// The rows without one, in order.
    #[must_use]
    pub fn rejected(&self) -> &[RejectedRow] {
        &self.rejected
    }

    /// The key of every row that has one, as often as it is named, in no order that means anything.
    pub fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        self.pieces.iter().flat_map(|piece| {
            let key = |record: &Record| piece.tags.get(record.tag as usize)?.owner.key(record.limbs);
            piece.runs.iter().flatten().filter_map(key)
        })
    }

    /// An empty set, parted for about so many rows; more of them are no error.
    #[must_use]
    pub fn with_rows(rows: usize) -> Self {
        SerialSet { pieces: Vec::new(), bits: bits_for(rows), rows: 0, rejected: Vec::new() }
    }

    /// Reads further rows, whose numbers count on from those before. Best a million at a time.
    ///
    /// ```
    /// use tallymark::sets::{SerialSet, Source};
    /// let mut set = SerialSet::with_rows(3);
    /// set.append(Source::serials(None, &vec![Some("A1"), Some("A2")]));
    /// set.append(Source::serials(None, &vec![None, Some("A3")]));
    /// assert_eq!((set.rows(), set.used(), set.rejected()[0].row), (4, 3, 2));
    /// ```
    pub fn append(&mut self, source: Source<'_>) {
        let rows = source.rows();
        let bits = self.bits;
        for (mut piece, rejected) in each(piece_ranges(rows), |range| read(source, range, bits)) {
            piece.first_row += self.rows;
            self.pieces.push(piece);
            self.rejected.extend(rejected.into_iter().map(|mut row| {
                row.row += self.rows;
                row
            }));
        }
        self.rows += rows;
    }

    pub(super) const fn new(pieces: Vec<Piece>, bits: u32, rows: usize, rejected: Vec<RejectedRow>) -> Self {
        SerialSet { pieces, bits, rows, rejected }
    }

    pub(super) const fn bits(&self) -> u32 {
        self.bits
    }

    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The same rows parted more finely.
    pub(super) fn parted(&self, bits: u32) -> Cow<'_, SerialSet> {
        if self.bits >= bits {
            return Cow::Borrowed(self);
        }
        let pieces = self.pieces.iter().map(|piece| piece.parted(bits)).collect();
        Cow::Owned(SerialSet { pieces, bits, rows: self.rows, rejected: Vec::new() })
    }
}

impl FromIterator<Key> for SerialSet {
    fn from_iter<I: IntoIterator<Item = Key>>(keys: I) -> Self {
        let keys: Vec<Key> = keys.into_iter().collect();
        Source::keys(&keys).pack()
    }
}

impl FromIterator<Item> for SerialSet {
    fn from_iter<I: IntoIterator<Item = Item>>(items: I) -> Self {
        items.into_iter().map(Key::Item).collect()
    }
}
