//! From borrowed columns to records: block by block, column by column, so that each loop does one thing.

use std::ops::Range;

use super::intern::{Numbering, Words, fold};
use super::key::{Key, Limbs, Owner};
use super::piece::{Piece, Record, Tag, place, run_of};
use super::set::RejectedRow;
use super::source::{Names, Source};
use crate::diagnostic::{Code, ParseError, Span};
use crate::item::Item;
use crate::keys::{Gtin, Serial};

const BLOCK: usize = 256;

/// Reads a range of rows into `2^bits` runs.
pub(super) fn read(source: Source<'_>, rows: Range<usize>, bits: u32) -> (Piece, Vec<RejectedRow>) {
    let mut reader = Reader::new();
    let mut piece = Piece::empty(rows.start, rows.len(), bits);
    let mut rejected = Vec::new();
    let mut block = Block { owners: [NO_OWNER; BLOCK], states: [0; BLOCK], limbs: [[0; 2]; BLOCK] };
    for first in rows.clone().step_by(BLOCK) {
        let len = BLOCK.min(rows.end - first);
        reader.fill(source, first, len, &mut block);
        for offset in 0..len {
            let (owner, state, limbs) = (block.owners[offset], block.states[offset], block.limbs[offset]);
            let row = first + offset;
            if owner == NO_OWNER {
                rejected.push(RejectedRow { row, error: why(source, row) });
                continue;
            }
            let (tag, mix) = reader.tag(owner, state);
            if let Some(run) = piece.runs.get_mut(run_of(place(mix, limbs), bits)) {
                run.push(Record { limbs, tag, row: (row - rows.start) as u32 });
            }
        }
    }
    piece.tags = reader.tags;
    piece.words = reader.words.into_texts();
    (piece, rejected)
}

/// What is wrong with the name of a row that has no owner.
#[cold]
fn why(source: Source<'_>, row: usize) -> ParseError {
    let empty = || ParseError::new(Code::Empty, Span::default());
    let error = match source.names {
        Names::Sgtins(gtins, serials) => match gtins.get(row).map(Gtin::parse) {
            Some(Ok(_)) => serials.get(row).map(Serial::parse).and_then(Result::err),
            gtin => gtin.and_then(Result::err),
        },
        Names::Serials(_, serials) => serials.get(row).map(Serial::parse).and_then(Result::err),
        Names::Identifiers(texts) => texts.get(row).map(Item::parse).and_then(Result::err),
        Names::Keys(_) => None,
    };
    error.unwrap_or_else(empty)
}

struct Block {
    owners: [u32; BLOCK],
    /// Number of the state word plus one; 0 for none.
    states: [u32; BLOCK],
    limbs: [Limbs; BLOCK],
}

const NO_OWNER: u32 = u32::MAX;

/// What one thread remembers while it reads.
struct Reader {
    gtin_texts: Words,
    /// By number of the GTIN's text.
    gtins: Vec<u32>,
    owner_numbers: Numbering<Owner>,
    owners: Vec<Owner>,
    words: Words,
    /// Tags by owner and state where those are few, with the owner's mix beside it.
    table: Vec<(u32, u64)>,
    tag_numbers: Numbering<(u32, u32)>,
    /// By number in [`Reader::tag_numbers`].
    tagged: Vec<u32>,
    tags: Vec<Tag>,
}

const UNSET: u32 = u32::MAX;
const STATE_BITS: u32 = 6;
const TABLE_SIZE: usize = 1 << 16;

impl Reader {
    fn new() -> Self {
        Reader {
            gtin_texts: Words::new(),
            gtins: Vec::new(),
            owner_numbers: Numbering::new(),
            owners: Vec::new(),
            words: Words::new(),
            table: Vec::new(),
            tag_numbers: Numbering::new(),
            tagged: Vec::new(),
            tags: Vec::new(),
        }
    }

    /// The next rows as numbers and limbs; a row without a name gets no owner.
    fn fill(&mut self, source: Source<'_>, first: usize, len: usize, block: &mut Block) {
        let mut texts = [None; BLOCK];
        let texts = &mut texts[..len];
        match source.names {
            Names::Serials(gtin, serials) => {
                block.owners = [self.owner(gtin.map_or(Owner::Bare, Owner::Gtin)); BLOCK];
                serials.block(first, texts);
                block.pack(texts);
            }
            Names::Sgtins(gtins, serials) => {
                gtins.block(first, texts);
                for (owner, text) in block.owners.iter_mut().zip(&*texts) {
                    *owner = text.map_or(NO_OWNER, |text| self.gtin(text));
                }
                serials.block(first, texts);
                block.pack(texts);
            }
            Names::Identifiers(column) => {
                column.block(first, texts);
                for (offset, text) in texts.iter().enumerate() {
                    let key = text.and_then(|text| Item::parse(text).ok()).map(Key::Item);
                    self.put(block, offset, key);
                }
            }
            Names::Keys(keys) => {
                for offset in 0..len {
                    self.put(block, offset, keys.get(first + offset).copied());
                }
            }
        }
        if let Some(column) = source.states {
            column.block(first, texts);
            for (state, text) in block.states.iter_mut().zip(&*texts) {
                *state = text.map_or(0, |text| self.words.number(text).0 + 1);
            }
        }
    }

    fn put(&mut self, block: &mut Block, offset: usize, key: Option<Key>) {
        let split = key.map(Key::split);
        block.owners[offset] = split.map_or(NO_OWNER, |(owner, _)| self.owner(owner));
        block.limbs[offset] = split.map_or([0; 2], |(_, limbs)| limbs);
    }

    #[inline]
    fn gtin(&mut self, text: &[u8]) -> u32 {
        let (number, new) = self.gtin_texts.number(text);
        if new {
            let owner = Gtin::parse(text).map_or(NO_OWNER, |gtin| self.owner(Owner::Gtin(gtin)));
            self.gtins.push(owner);
        }
        self.gtins.get(number as usize).copied().unwrap_or(NO_OWNER)
    }

    #[inline]
    fn owner(&mut self, owner: Owner) -> u32 {
        let (number, new) = self.owner_numbers.number(owner, owner.mix());
        if new {
            self.owners.push(owner);
        }
        number
    }

    /// The tag for an owner in a state, and how the owner spreads its keys.
    #[inline]
    fn tag(&mut self, owner: u32, state: u32) -> (u32, u64) {
        let at = (owner as usize) << STATE_BITS | state as usize;
        match self.table.get(at) {
            Some(&(tag, mix)) if tag != UNSET && state >> STATE_BITS == 0 => (tag, mix),
            _ => self.further_tag(owner, state, at),
        }
    }

    #[cold]
    #[inline(never)]
    fn further_tag(&mut self, owner: u32, state: u32, at: usize) -> (u32, u64) {
        let of = self.owners.get(owner as usize).copied().unwrap_or(Owner::Bare);
        let spread = fold(u64::from(owner) << 32 | u64::from(state), 0x8ebc_6af0_9c88_c6e3);
        let (number, new) = self.tag_numbers.number((owner, state), spread);
        if new {
            self.tagged.push(self.tags.len() as u32);
            self.tags.push(Tag { owner: of, state: state.checked_sub(1) });
        }
        let tag = (self.tagged.get(number as usize).copied().unwrap_or(UNSET), of.mix());
        if state >> STATE_BITS == 0 && at < TABLE_SIZE {
            if self.table.len() <= at {
                self.table.resize(at + (1 << STATE_BITS), (UNSET, 0));
            }
            if let Some(entry) = self.table.get_mut(at) {
                *entry = tag;
            }
        }
        tag
    }
}

impl Block {
    fn pack(&mut self, texts: &[Option<&[u8]>]) {
        if tallymark_simd::pack(texts, &mut self.limbs) {
            for (owner, limbs) in self.owners.iter_mut().zip(&self.limbs).take(texts.len()) {
                if limbs[0] == 0 {
                    *owner = NO_OWNER;
                }
            }
            return;
        }
        for ((owner, limbs), text) in self.owners.iter_mut().zip(&mut self.limbs).zip(texts) {
            match text.and_then(Serial::pack) {
                Some(packed) => *limbs = packed,
                None => *owner = NO_OWNER,
            }
        }
    }
}
