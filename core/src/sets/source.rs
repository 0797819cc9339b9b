use std::ops::Range;

use super::intern::{Numbering, Words, fold};
use super::key::{Key, Limbs, Owner};
use super::piece::{Piece, Record, Tag, bits_for, each, piece_ranges, place, run_of};
use super::set::{RejectedRow, SerialSet};
use super::texts::Texts;
use crate::diagnostic::{Code, ParseError, Span};
use crate::keys::{Gtin, Serial};

/// The rows of one system: what names them and, if asked for, the state each is in.
///
/// Columns are borrowed; nothing is read before [`Source::pack`]. Columns of different lengths are allowed: what a row
/// lacks counts as empty.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    names: Names<'a>,
    states: Option<&'a dyn Texts>,
}

#[derive(Clone, Copy)]
enum Names<'a> {
    Serials(Option<Gtin>, &'a dyn Texts),
    Sgtins(&'a dyn Texts, &'a dyn Texts),
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

    fn rows(&self) -> usize {
        let names = match self.names {
            Names::Serials(_, serials) => serials.len(),
            Names::Sgtins(gtins, serials) => gtins.len().max(serials.len()),
            Names::Keys(keys) => keys.len(),
        };
        names.max(self.states.map_or(0, Texts::len))
    }
}

const BLOCK: usize = 256;

fn read(source: Source<'_>, rows: Range<usize>, bits: u32) -> (Piece, Vec<RejectedRow>) {
    let mut reader = Reader::new(source.states.is_some());
    let mut piece = Piece::empty(rows.start, rows.len(), bits);
    let mut rejected = Vec::new();
    let (mut gtins, mut serials, mut states) = ([None; BLOCK], [None; BLOCK], [None; BLOCK]);
    let fixed = match source.names {
        Names::Serials(gtin, _) => reader.owner(gtin.map_or(Owner::Bare, Owner::Gtin)),
        _ => 0,
    };
    for first in rows.clone().step_by(BLOCK) {
        let len = BLOCK.min(rows.end - first);
        match source.names {
            Names::Serials(_, column) => column.block(first, &mut serials[..len]),
            Names::Sgtins(owners, column) => {
                owners.block(first, &mut gtins[..len]);
                column.block(first, &mut serials[..len]);
            }
            Names::Keys(_) => {}
        }
        if let Some(column) = source.states {
            column.block(first, &mut states[..len]);
        }
        for offset in 0..len {
            let row = first + offset;
            let named = match source.names {
                Names::Serials(..) => limbs(serials[offset]).map(|limbs| (fixed, limbs)),
                Names::Sgtins(..) => {
                    reader.gtin(gtins[offset]).and_then(|owner| Ok((owner, limbs(serials[offset])?)))
                }
                Names::Keys(keys) => match keys.get(row).map(|key| key.split()) {
                    Some((owner, limbs)) => Ok((reader.owner(owner), limbs)),
                    None => Err(empty()),
                },
            };
            match named {
                Ok((owner, limbs)) => {
                    let (tag, mix) = reader.tag(owner, states[offset]);
                    let run = run_of(place(mix, limbs), bits);
                    if let Some(run) = piece.runs.get_mut(run) {
                        run.push(Record { limbs, tag, row: (row - rows.start) as u32 });
                    }
                }
                Err(error) => rejected.push(RejectedRow { row, error }),
            }
        }
    }
    piece.tags = reader.tags;
    piece.words = reader.words.into_texts();
    (piece, rejected)
}

/// What one thread remembers while it reads.
struct Reader {
    stated: bool,
    gtin_texts: Words,
    /// By number of the GTIN's text: its owner's number, or why there is none.
    gtins: Vec<Result<u32, ParseError>>,
    owner_numbers: Numbering<Owner>,
    owners: Vec<Owner>,
    words: Words,
    tag_numbers: Numbering<(u32, u32)>,
    tags: Vec<Tag>,
    mixes: Vec<u64>,
}

const NO_STATE: u32 = u32::MAX;

impl Reader {
    fn new(stated: bool) -> Self {
        Reader {
            stated,
            gtin_texts: Words::new(),
            gtins: Vec::new(),
            owner_numbers: Numbering::new(),
            owners: Vec::new(),
            words: Words::new(),
            tag_numbers: Numbering::new(),
            tags: Vec::new(),
            mixes: Vec::new(),
        }
    }

    #[inline]
    fn gtin(&mut self, text: Option<&[u8]>) -> Result<u32, ParseError> {
        let Some(text) = text else { return Err(empty()) };
        let (number, new) = self.gtin_texts.number(text);
        if new {
            let owner = Gtin::parse(text).map(|gtin| self.owner(Owner::Gtin(gtin)));
            self.gtins.push(owner);
        }
        self.gtins.get(number as usize).copied().unwrap_or_else(|| Err(empty()))
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
    fn tag(&mut self, owner: u32, state: Option<&[u8]>) -> (u32, u64) {
        let state = match state {
            Some(word) if self.stated => self.words.number(word).0,
            _ => NO_STATE,
        };
        let (number, new) =
            self.tag_numbers.number((owner, state), fold(u64::from(owner) << 32 | u64::from(state), MIX));
        if new {
            let owner = self.owners.get(owner as usize).copied().unwrap_or(Owner::Bare);
            self.tags.push(Tag { owner, state: (state != NO_STATE).then_some(state) });
            self.mixes.push(owner.mix());
        }
        (number, self.mixes.get(number as usize).copied().unwrap_or_default())
    }
}

const MIX: u64 = 0x8ebc_6af0_9c88_c6e3;

#[inline]
fn limbs(text: Option<&[u8]>) -> Result<Limbs, ParseError> {
    match text {
        Some(text) => Serial::parse(text).map(Serial::limbs),
        None => Err(empty()),
    }
}

#[cold]
fn empty() -> ParseError {
    ParseError::new(Code::Empty, Span::default())
}
