use std::sync::Arc;

use super::few::Few;
use super::key::{Key, Owner};
use super::piece::{bits_for, each, piece_ranges};
use super::read::read;
use super::set::SerialSet;
use super::texts::Texts;
use crate::keys::Gtin;

/// The rows of one system: what names them and, if asked for, the state each is in.
///
/// Columns are borrowed; nothing is read before [`Source::pack`]. Columns of different lengths are allowed: what a row
/// lacks counts as empty.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub(super) names: Names<'a>,
    pub(super) states: Option<&'a dyn Texts>,
}

/// A row that was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectedRow {
    /// The row, from 0.
    pub row: usize,
    /// Its key.
    pub key: Key,
    /// Its state.
    pub state: Option<Arc<[u8]>>,
}

#[derive(Clone, Copy)]
pub(super) enum Names<'a> {
    Serials(Option<Gtin>, &'a dyn Texts),
    Sgtins(&'a dyn Texts, &'a dyn Texts),
    Identifiers(&'a dyn Texts),
    Keys(&'a [Key]),
}

impl<'a> Source<'a> {
    /// Rows named by a bare serial (AI 21), all of one trade item if that is known.
    #[must_use]
    pub const fn serials(gtin: Option<Gtin>, serials: &'a dyn Texts) -> Self {
        Source { names: Names::Serials(gtin, serials), states: None }
    }

    /// Rows named by a GTIN (8, 12, 13 or 14 digits) and a serial.
    #[must_use]
    pub const fn sgtins(gtins: &'a dyn Texts, serials: &'a dyn Texts) -> Self {
        Source { names: Names::Sgtins(gtins, serials), states: None }
    }

    /// Rows named by any identifier text of a pack or a logistic unit, as [`Item::parse`](crate::Item::parse) reads it:
    /// all forms of one item are one key.
    #[must_use]
    pub const fn identifiers(texts: &'a dyn Texts) -> Self {
        Source { names: Names::Identifiers(texts), states: None }
    }

    /// Rows whose keys were read elsewhere.
    #[must_use]
    pub const fn keys(keys: &'a [Key]) -> Self {
        Source { names: Names::Keys(keys), states: None }
    }

    /// Adds the column to compare on rows that both sides have: a state word or any other text. Bytes are compared as
    /// they are; an absent state is a state of its own.
    #[must_use]
    pub const fn states(mut self, states: &'a dyn Texts) -> Self {
        self.states = Some(states);
        self
    }

    /// Reads every row once into exact 24-byte records, parted so that later comparisons stay in cache.
    ///
    /// Bad rows do not stop it: they are listed in [`SerialSet::rejected`].
    ///
    /// ```
    /// use tallymark::sets::Source;
    /// let serials = vec![Some("A1"), Some("A 2"), None, Some("A1")];
    /// let set = Source::serials(None, &serials).pack();
    /// assert_eq!((set.rows(), set.used(), set.rejected().len()), (4, 2, 2));
    /// assert_eq!(set.rejected()[0].row, 1);
    /// assert_eq!(set.rejected()[0].error.code().as_str(), "ai-charset");
    /// ```
    #[must_use]
    pub fn pack(self) -> SerialSet {
        let rows = self.rows();
        let bits = bits_for(rows);
        let (pieces, rejected): (Vec<_>, Vec<_>) =
            each(piece_ranges(rows), |range| read(self, range, bits)).into_iter().unzip();
        SerialSet::new(pieces, bits, rows, rejected.into_iter().flatten().collect())
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows() == 0
    }

    /// The rows whose keys a set has, in order.
    ///
    /// ```
    /// use tallymark::sets::Source;
    /// let column = vec![Some("A1"), Some("A2"), Some("A1")];
    /// let wanted = Source::serials(None, &vec![Some("A1")]).pack();
    /// let rows: Vec<_> = Source::serials(None, &column).select(&wanted).iter().map(|one| one.row).collect();
    /// assert_eq!(rows, [0, 2]);
    /// ```
    #[must_use]
    pub fn select(self, wanted: &SerialSet) -> Vec<SelectedRow> {
        let few = Few::of(wanted);
        let rows = self.rows();
        let parts = each(piece_ranges(rows), |range| {
            let (piece, _) = read(self, range, 0);
            let owners: Vec<Owner> = piece.tags.iter().map(|tag| tag.owner).collect();
            let mut found = Vec::new();
            for record in piece.runs.iter().flatten() {
                let Some(&owner) = owners.get(record.tag as usize) else { continue };
                if few.contains(owner, record.limbs)
                    && let Some(key) = owner.key(record.limbs)
                {
                    let tag = piece.tags.get(record.tag as usize);
                    let state = tag.and_then(|tag| piece.words.get(tag.state? as usize)).cloned();
                    let row = piece.first_row + record.row as usize;
                    found.push(SelectedRow { row, key, state });
                }
            }
            found
        });
        parts.into_iter().flatten().collect()
    }

    pub(super) fn rows(&self) -> usize {
        let names = match self.names {
            Names::Serials(_, texts) | Names::Identifiers(texts) => texts.len(),
            Names::Sgtins(gtins, serials) => gtins.len().max(serials.len()),
            Names::Keys(keys) => keys.len(),
        };
        names.max(self.states.map_or(0, Texts::len))
    }
}
