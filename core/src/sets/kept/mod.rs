//! Sets that are kept: sorted and packed once, compared and asked many times.
#![doc = include_str!("format.md")]

mod block;
mod code;
mod merge;
#[cfg(test)]
mod tests;
mod write;

use std::ops::Range;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use self::block::{Rows, check};
use self::code::{Base, Coding};
pub use self::merge::Operation;
pub use self::write::About;
use super::bytes::{Damaged, Input};
use super::key::{Key, Owner};

const MAGIC: &[u8; 8] = b"TMSET\r\n\x1a";
const VERSION: u16 = 1;
const HEADER: usize = 96;
/// Bytes of the index for a block.
const ENTRY: usize = 40;

/// A set in the form of a `.tmset` file, over bytes that may be a mapped file: opening reads the header, the directory and the
/// index; blocks are read when they are needed, each against its checksum.
///
/// ```
/// use tallymark::sets::{About, Key, Kept, Source};
/// let gtins = vec![Some("09506000134352"); 3];
/// let serials = vec![Some("A3"), Some("A1"), Some("A2")];
/// let states = vec![Some("Encoded"), Some("Commissioned"), Some("Encoded")];
/// let bytes = Source::sgtins(&gtins, &serials).states(&states).pack().keep(&About::new());
/// let kept = Kept::open(&bytes)?;
/// let key = Key::from(tallymark::Item::parse("(01)09506000134352(21)A2").unwrap());
/// let found = kept.find(&key)?.unwrap();
/// assert_eq!((found.rows, found.state.as_deref()), (1..2, Some(&b"Encoded"[..])));
/// # Ok::<(), tallymark::sets::Damaged>(())
/// ```
#[derive(Clone, Debug)]
pub struct Kept<'a> {
    bytes: &'a [u8],
    coding: Coding,
    rows: u64,
    distinct: u64,
    digest: [u8; 32],
    states: Vec<State>,
    owners: Vec<Section>,
    about: About,
    index: &'a [[u8; ENTRY]],
}

type State = Option<Arc<[u8]>>;

/// The blocks of a trade item.
#[derive(Clone, Debug)]
struct Section {
    owner: Owner,
    blocks: Range<usize>,
    rows: u64,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    first: u128,
    at: u64,
    rows_before: u64,
    check: u64,
}

/// A key that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRows {
    /// Its rows, in the order of the set.
    pub rows: Range<u64>,
    /// The state of the first of them.
    pub state: Option<Arc<[u8]>>,
}

/// How many rows a trade item has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TradeItem {
    /// The trade item; `None` for bare serials and logistic units.
    pub gtin: Option<crate::keys::Gtin>,
    /// Its rows.
    pub rows: u64,
}

impl<'a> Kept<'a> {
    /// Opens a set; its blocks are not read.
    ///
    /// # Errors
    /// [`Damaged`] with the place.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Damaged> {
        let mut input = Input::new(bytes);
        let wrong = input.damaged("not a set of serials");
        if input.bytes(8)? != MAGIC {
            return Err(wrong);
        }
        let wrong = input.damaged("a version that is not known");
        if input.u16()? != VERSION {
            return Err(wrong);
        }
        let header = bytes.get(..HEADER - 8).ok_or_else(|| input.damaged("the bytes end too soon"))?;
        let wrong = input.damaged("a header whose checksum is another");
        if bytes.get(HEADER - 8..).and_then(|rest| rest.first_chunk()) != Some(&check(header).to_le_bytes()) {
            return Err(wrong);
        }
        let wrong = input.damaged("a base that is not known");
        let base = Base::of(input.u8()?).ok_or(wrong)?;
        let wrong = input.damaged("a length of serials that is not possible");
        let length = u32::from(input.u8()?);
        if !(1..=20).contains(&length) {
            return Err(wrong);
        }
        input.bytes(4)?;
        let wrong = input.damaged("a length that is not that of the file");
        if input.u64()? != bytes.len() as u64 {
            return Err(wrong);
        }
        let (rows, distinct) = (input.u64()?, input.u64()?);
        let (directory, owners, blocks, states) = (input.u32()?, input.u32()?, input.u32()?, input.u32()?);
        let digest = input.array()?;
        input.u64()?;
        let mut kept = Kept {
            bytes,
            coding: Coding { base, length },
            rows,
            distinct,
            digest,
            states: Vec::new(),
            owners: Vec::new(),
            about: About::new(),
            index: &[],
        };
        kept.directory(checked(&mut input, directory as usize)?, owners, states)?;
        let at = input.at();
        let index = checked(&mut input, blocks as usize * ENTRY)?;
        kept.index = index.rest().as_chunks().0;
        kept.consistent(at as u64, input.at() as u64)?;
        Ok(kept)
    }

    fn directory(&mut self, mut input: Input<'a>, owners: u32, states: u32) -> Result<(), Damaged> {
        for _ in 0..states {
            let wrong = input.damaged("states that are not in ascending order");
            let state = input.state()?;
            if self.states.last().is_some_and(|last| *last >= state) {
                return Err(wrong);
            }
            self.states.push(state);
        }
        let mut block = 0usize;
        for _ in 0..owners {
            let wrong = input.damaged("trade items that are not in ascending order");
            let owner = input.owner()?;
            let blocks = usize::try_from(input.varint()?).unwrap_or(usize::MAX);
            let rows = input.varint()?;
            let end = block.saturating_add(blocks);
            if self.owners.last().is_some_and(|last| last.owner >= owner) {
                return Err(wrong);
            }
            self.owners.push(Section { owner, blocks: block..end, rows });
            block = end;
        }
        for _ in 0..input.varint()? {
            let mut text = || {
                let length = usize::try_from(input.varint()?).unwrap_or(usize::MAX);
                let wrong = input.damaged("a fact that is no UTF-8");
                let text = input.bytes(length)?;
                std::str::from_utf8(text).map(str::to_owned).map_err(|_| wrong)
            };
            let (name, value) = (text()?, text()?);
            self.about.insert(name, value);
        }
        input.end()
    }

    /// Whether index and directory tell the same.
    fn consistent(&self, index: u64, first: u64) -> Result<(), Damaged> {
        let wrong = |block: usize, what| Damaged { at: index + (block * ENTRY) as u64, what };
        if self.owners.last().map_or(0, |last| last.blocks.end) != self.index.len() {
            return Err(wrong(0, "blocks of no trade item"));
        }
        let (mut at, mut rows) = (first, 0u64);
        for section in &self.owners {
            if self.entry(section.blocks.start).is_none_or(|entry| entry.rows_before != rows) {
                return Err(wrong(section.blocks.start, "rows that do not add up"));
            }
            let mut last = (0, rows);
            for block in section.blocks.clone() {
                let entry = self.entry(block).ok_or_else(|| wrong(block, "a block that is not there"))?;
                let first = block == section.blocks.start;
                if entry.at < at
                    || entry.at > self.bytes.len() as u64
                    || (first && entry.at != at && block == 0)
                    || entry.first < last.0
                    || (!first && entry.rows_before <= last.1)
                {
                    return Err(wrong(block, "blocks that are not in order"));
                }
                (at, last) = (entry.at, (entry.first, entry.rows_before));
            }
            rows = rows.saturating_add(section.rows);
        }
        if rows == self.rows { Ok(()) } else { Err(wrong(self.index.len(), "rows that do not add up")) }
    }

    fn entry(&self, block: usize) -> Option<Entry> {
        let mut input = Input::new(self.index.get(block)?);
        Some(Entry {
            first: input.u128().ok()?,
            at: input.u64().ok()?,
            rows_before: input.u64().ok()?,
            check: input.u64().ok()?,
        })
    }

    /// Reads a block against its checksum; gives the rows before it.
    fn read(&self, block: usize, rows: &mut Rows) -> Result<u64, Damaged> {
        let lost = Damaged { at: self.bytes.len() as u64, what: "a block that is not there" };
        let entry = self.entry(block).ok_or(lost)?;
        let end = self.entry(block + 1).map_or(self.bytes.len() as u64, |next| next.at);
        let bytes = usize::try_from(entry.at)
            .ok()
            .zip(usize::try_from(end).ok())
            .and_then(|(start, end)| self.bytes.get(start..end))
            .ok_or(lost)?;
        if check(bytes) != entry.check {
            return Err(Damaged { at: entry.at, what: "a block whose checksum is another" });
        }
        rows.decode(bytes, entry.first, entry.at)?;
        let wrong = |what| Damaged { at: entry.at, what };
        // Rows and keys go on where the next block begins.
        let next = self.entry(block + 1);
        let end = next.map_or(self.rows, |next| next.rows_before);
        if entry.rows_before.saturating_add(rows.keys.len() as u64) != end {
            return Err(wrong("a block of another number of rows"));
        }
        let inside = self.owners.partition_point(|section| section.blocks.end <= block + 1);
        let same = self.owners.get(inside).is_some_and(|section| section.blocks.start <= block);
        if let (true, Some(next), Some(&last)) = (same, next, rows.keys.last())
            && next.first < last
        {
            return Err(wrong("a block whose keys go beyond the next"));
        }
        if rows.states.iter().any(|&state| state as usize >= self.states.len()) {
            return Err(wrong("a block with a state that is not in the directory"));
        }
        Ok(entry.rows_before)
    }

    /// Rows.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// Distinct keys.
    #[must_use]
    pub const fn keys(&self) -> u64 {
        self.distinct
    }

    /// SHA-256 over the content: two lists that name the same in the same states have the same, whatever their order was.
    #[must_use]
    pub const fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// Facts about the set that its maker gave.
    #[must_use]
    pub const fn about(&self) -> &About {
        &self.about
    }

    /// Trade items and their rows, in order.
    pub fn trade_items(&self) -> impl Iterator<Item = TradeItem> + '_ {
        self.owners.iter().map(|section| TradeItem { gtin: section.owner.gtin(), rows: section.rows })
    }

    /// Looks a key up; reads one block.
    ///
    /// # Errors
    /// [`Damaged`] if that block is.
    pub fn find(&self, key: &Key) -> Result<Option<FoundRows>, Damaged> {
        let (owner, limbs) = key.split();
        let section = self.owners.binary_search_by_key(&owner, |section| section.owner);
        let Some(section) = section.ok().and_then(|at| self.owners.get(at)) else { return Ok(None) };
        if owner != Owner::Sscc && !self.coding.covers(Coding::needed(limbs)) {
            return Ok(None);
        }
        let code = self.coding.code(owner, limbs);
        // The first block that could have it: equal keys may begin at the end of the block before.
        let mut block = self.partition(&section.blocks, |entry| entry.first < code).saturating_sub(1);
        block = block.max(section.blocks.start);
        let mut rows = Rows::default();
        let mut found: Option<FoundRows> = None;
        while section.blocks.contains(&block) {
            let before = self.read(block, &mut rows)?;
            let start = rows.keys.partition_point(|&key| key < code);
            let end = rows.keys.partition_point(|&key| key <= code);
            if start < end {
                let state = rows.states.get(start).and_then(|&state| self.states.get(state as usize));
                let new = before + start as u64..before + end as u64;
                match &mut found {
                    Some(found) => found.rows.end = new.end,
                    None => found = Some(FoundRows { rows: new, state: state.cloned().flatten() }),
                }
            }
            if end < rows.keys.len() {
                break;
            }
            block += 1;
        }
        Ok(found)
    }

    fn partition(&self, blocks: &Range<usize>, before: impl Fn(&Entry) -> bool) -> usize {
        let (mut low, mut high) = (blocks.start, blocks.end);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.entry(middle).is_some_and(|entry| before(&entry)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The key of a row, counted in the order of the set; `None` past the end.
    ///
    /// # Errors
    /// [`Damaged`] if its block is.
    pub fn at(&self, row: u64) -> Result<Option<Key>, Damaged> {
        if row >= self.rows {
            return Ok(None);
        }
        let block =
            self.partition(&(0..self.index.len()), |entry| entry.rows_before <= row).saturating_sub(1);
        let section = self.owners.partition_point(|section| section.blocks.end <= block);
        let mut rows = Rows::default();
        let before = self.read(block, &mut rows)?;
        let found = usize::try_from(row - before).ok().and_then(|at| rows.keys.get(at));
        Ok(self.owners.get(section).zip(found).and_then(|(section, &code)| self.key(section.owner, code)))
    }

    fn key(&self, owner: Owner, code: u128) -> Option<Key> {
        owner.checked(self.coding.limbs(owner, code))
    }

    /// All rows in order: key and state.
    pub fn iter(&self) -> impl Iterator<Item = Result<(Key, State), Damaged>> + '_ {
        let blocks =
            self.owners.iter().flat_map(|section| section.blocks.clone().map(|block| (section.owner, block)));
        blocks.flat_map(move |(owner, block)| {
            let mut rows = Rows::default();
            let read = self.read(block, &mut rows);
            let at = self.entry(block).map_or(0, |entry| entry.at);
            let (keys, states) =
                if read.is_ok() { (rows.keys, rows.states) } else { (Vec::new(), Vec::new()) };
            let each = keys.into_iter().zip(states).map(move |(code, state)| {
                let wrong = Damaged { at, what: "a block with a key that is no serial" };
                let key = self.key(owner, code).ok_or(wrong)?;
                Ok((key, self.states.get(state as usize).cloned().flatten()))
            });
            read.err().map(Err).into_iter().chain(each)
        })
    }

    /// Reads everything: that every block is whole, every key a key, and the digest that of the content.
    ///
    /// # Errors
    /// [`Damaged`] with the place.
    pub fn verify(&self) -> Result<(), Damaged> {
        let (mut sha, mut content) = (Sha256::new(), Vec::new());
        let (mut distinct, mut last) = (0, None);
        for row in self.iter() {
            let (key, state) = row?;
            let (owner, limbs) = key.split();
            write::content(&mut content, owner, limbs, state.as_deref());
            if content.len() > 1 << 15 {
                sha.update(&content);
                content.clear();
            }
            distinct += u64::from(last != Some(key));
            last = Some(key);
        }
        sha.update(&content);
        if distinct != self.distinct {
            return Err(Damaged { at: 32, what: "another number of distinct keys" });
        }
        if self.digest[..] == sha.finalize()[..] {
            Ok(())
        } else {
            Err(Damaged { at: 56, what: "a digest that is not that of the content" })
        }
    }
}

/// Bytes that a checksum follows.
fn checked<'a>(input: &mut Input<'a>, length: usize) -> Result<Input<'a>, Damaged> {
    let at = input.at();
    let bytes = input.bytes(length)?;
    if input.u64()? == check(bytes) {
        Ok(Input::from(bytes, at))
    } else {
        Err(Damaged { at: at as u64, what: "a part whose checksum is another" })
    }
}
