use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::block::{ROWS, check, encode};
use super::code::Coding;
use super::{HEADER, MAGIC, VERSION};
use crate::sets::bytes::{put_owner, put_state, put_varint};
use crate::sets::key::{Limbs, Owner};
use crate::sets::piece::{Piece, each};
use crate::sets::set::SerialSet;

/// Facts about a set, such as its lot and order: names and values.
pub type About = BTreeMap<String, String>;

type State = Option<Arc<[u8]>>;

/// Writes rows that come in order.
pub(super) struct Writer {
    coding: Coding,
    states: Vec<State>,
    directory: Vec<u8>,
    index: Vec<u8>,
    blocks: Vec<u8>,
    owners: u32,
    rows: u64,
    distinct: u64,
    sha: Sha256,
    /// For the digest, not yet in it.
    content: Vec<u8>,
    open: Option<(Owner, u64, u64)>,
    keys: Vec<u128>,
    row_states: Vec<u32>,
    last: Option<(Owner, u128)>,
}

impl Writer {
    /// `states` are all that occur, in order.
    pub(super) fn new(coding: Coding, states: Vec<State>) -> Self {
        let mut directory = Vec::new();
        states.iter().for_each(|state| put_state(&mut directory, state.as_deref()));
        Writer {
            coding,
            states,
            directory,
            index: Vec::new(),
            blocks: Vec::new(),
            owners: 0,
            rows: 0,
            distinct: 0,
            sha: Sha256::new(),
            content: Vec::new(),
            open: None,
            keys: Vec::with_capacity(ROWS),
            row_states: Vec::with_capacity(ROWS),
            last: None,
        }
    }

    /// Adds the next row, in the order of trade item, key, state.
    pub(super) fn push(&mut self, owner: Owner, limbs: Limbs, key: u128, state: u32) {
        if self.open.is_none_or(|(open, _, _)| open != owner) {
            self.close();
            self.open = Some((owner, 0, 0));
        }
        if self.keys.len() == ROWS {
            self.flush();
        }
        self.keys.push(key);
        self.row_states.push(state);
        if let Some((_, _, rows)) = &mut self.open {
            *rows += 1;
        }
        self.rows += 1;
        self.distinct += u64::from(self.last != Some((owner, key)));
        self.last = Some((owner, key));
        content(&mut self.content, owner, limbs, self.states.get(state as usize).and_then(Option::as_deref));
        if self.content.len() > 1 << 15 {
            self.sha.update(&self.content);
            self.content.clear();
        }
    }

    fn flush(&mut self) {
        let Some(&first) = self.keys.first() else { return };
        let start = self.blocks.len();
        encode(&self.keys, &self.row_states, &mut self.blocks);
        let sum = check(self.blocks.get(start..).unwrap_or_default());
        self.index.extend_from_slice(&first.to_le_bytes());
        self.index.extend_from_slice(&(start as u64).to_le_bytes());
        self.index.extend_from_slice(&(self.rows - self.keys.len() as u64).to_le_bytes());
        self.index.extend_from_slice(&sum.to_le_bytes());
        self.keys.clear();
        self.row_states.clear();
        if let Some((_, blocks, _)) = &mut self.open {
            *blocks += 1;
        }
    }

    fn close(&mut self) {
        self.flush();
        if let Some((owner, blocks, rows)) = self.open.take() {
            put_owner(&mut self.directory, owner);
            put_varint(&mut self.directory, blocks);
            put_varint(&mut self.directory, rows);
            self.owners += 1;
        }
    }

    pub(super) fn finish(mut self, about: &About) -> Vec<u8> {
        self.close();
        self.sha.update(&self.content);
        put_varint(&mut self.directory, about.len() as u64);
        for text in about.iter().flat_map(|(name, value)| [name, value]) {
            put_varint(&mut self.directory, text.len() as u64);
            self.directory.extend_from_slice(text.as_bytes());
        }
        let first = (HEADER + self.directory.len() + 8 + self.index.len() + 8) as u64;
        let length = first + self.blocks.len() as u64;
        let mut out = Vec::with_capacity(length as usize);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&[self.coding.base as u8, self.coding.length as u8, 0, 0, 0, 0]);
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&self.rows.to_le_bytes());
        out.extend_from_slice(&self.distinct.to_le_bytes());
        out.extend_from_slice(&(self.directory.len() as u32).to_le_bytes());
        out.extend_from_slice(&self.owners.to_le_bytes());
        out.extend_from_slice(&((self.index.len() / super::ENTRY) as u32).to_le_bytes());
        out.extend_from_slice(&(self.states.len() as u32).to_le_bytes());
        out.extend_from_slice(&self.sha.finalize());
        let sum = check(&out);
        out.extend_from_slice(&sum.to_le_bytes());
        out.extend_from_slice(&self.directory);
        out.extend_from_slice(&check(&self.directory).to_le_bytes());
        // Blocks were counted from their own beginning.
        for entry in self.index.chunks_exact_mut(super::ENTRY) {
            if let Some(at) = entry.get_mut(16..24)
                && let Ok(offset) = <[u8; 8]>::try_from(&*at)
            {
                at.copy_from_slice(&(u64::from_le_bytes(offset) + first).to_le_bytes());
            }
        }
        out.extend_from_slice(&self.index);
        out.extend_from_slice(&check(&self.index).to_le_bytes());
        out.extend_from_slice(&self.blocks);
        out
    }
}

/// What a row adds to the digest.
pub(super) fn content(out: &mut Vec<u8>, owner: Owner, [high, low]: Limbs, state: Option<&[u8]>) {
    let (kind, number) = owner.code();
    out.push(kind);
    out.extend_from_slice(&number.to_le_bytes());
    out.extend_from_slice(&high.to_le_bytes());
    out.extend_from_slice(&low.to_le_bytes());
    put_state(out, state);
}

/// The least coding for all serials of a piece.
fn coding_of(piece: &Piece) -> Coding {
    let owners: Vec<Owner> = piece.tags.iter().map(|tag| tag.owner).collect();
    let mut coding = Coding::LEAST;
    for record in piece.runs.iter().flatten() {
        if owners.get(record.tag as usize) != Some(&Owner::Sscc) {
            coding = coding.max(Coding::needed(record.limbs));
        }
    }
    coding
}

impl SerialSet {
    /// The set as the bytes of a `.tmset` file, sorted and packed, to be compared many times: see [`Kept`](super::Kept).
    /// Rows are counted in the order of keys from then on; rejected ones are not kept.
    ///
    /// ```
    /// use tallymark::sets::{About, Kept, Source};
    /// let serials = vec![Some("A2"), Some("A1")];
    /// let about = About::from([("lot".to_owned(), "B7".to_owned())]);
    /// let bytes = Source::serials(None, &serials).pack().keep(&about);
    /// let kept = Kept::open(&bytes)?;
    /// assert_eq!((kept.rows(), &kept.about()["lot"][..]), (2, "B7"));
    /// # Ok::<(), tallymark::sets::Damaged>(())
    /// ```
    #[must_use]
    pub fn keep(&self, about: &About) -> Vec<u8> {
        let coding =
            each(self.pieces().iter().collect(), coding_of).into_iter().fold(Coding::LEAST, Coding::max);
        let mut states: Vec<State> = Vec::new();
        let mut owners: Vec<Owner> = Vec::new();
        for piece in self.pieces() {
            for tag in &piece.tags {
                states.push(tag.state.and_then(|state| piece.words.get(state as usize)).cloned());
                owners.push(tag.owner);
            }
        }
        states.sort_unstable();
        states.dedup();
        owners.sort_unstable();
        owners.dedup();
        // By trade item, each piece on its own.
        let number = |state: &State| states.binary_search(state).unwrap_or_default() as u32;
        let parts = each(self.pieces().iter().collect(), |piece: &Piece| {
            let mut of: Vec<Vec<(u128, u32)>> = vec![Vec::new(); owners.len()];
            let tags: Vec<(Owner, usize, u32)> = piece
                .tags
                .iter()
                .map(|tag| {
                    let state = tag.state.and_then(|state| piece.words.get(state as usize)).cloned();
                    (tag.owner, owners.binary_search(&tag.owner).unwrap_or_default(), number(&state))
                })
                .collect();
            for record in piece.runs.iter().flatten() {
                let Some(&(owner, at, state)) = tags.get(record.tag as usize) else { continue };
                if let Some(rows) = of.get_mut(at) {
                    rows.push((coding.code(owner, record.limbs), state));
                }
            }
            of
        });
        let mut parts: Vec<_> = parts.into_iter().map(Vec::into_iter).collect();
        let gathered: Vec<Vec<Vec<(u128, u32)>>> =
            owners.iter().map(|_| parts.iter_mut().filter_map(Iterator::next).collect()).collect();
        let sorted = each(gathered, |parts| {
            let mut rows = parts.concat();
            rows.sort_unstable();
            rows
        });
        let mut writer = Writer::new(coding, states);
        for (owner, rows) in owners.into_iter().zip(sorted) {
            for (key, state) in rows {
                writer.push(owner, coding.limbs(owner, key), key, state);
            }
        }
        writer.finish(about)
    }
}
