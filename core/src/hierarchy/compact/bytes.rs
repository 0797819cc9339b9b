//! A hierarchy as bytes. All numbers are little-endian:
//!
//! | bytes | what |
//! |---|---|
//! | 6 | `TMTREE` |
//! | 2 | version, 1 |
//! | 8 | nodes, n |
//! | 22 n | items: GTIN (6 bytes) and the two limbs of the serial (8 each); of an SSCC `ff` six times, its number, 0 |
//! | 4 n | parents; `ff` four times for none |
//! | n | states |
//! | 8 | XXH64 of all that |

use std::sync::Arc;

use super::checksum::checksum;
use super::pages::{PAGE, Pages};
use super::threads::{each, ranges};
use super::{CompactHierarchy, NONE};
use crate::item::{CompactItems, Item, ItemId};
use crate::keys::{Gtin, Serial, Sgtin, Sscc};

const MAGIC: &[u8; 6] = b"TMTREE";
const VERSION: u16 = 1;
const HEADER: usize = 16;
const ITEM: usize = 22;
const PARENT: usize = 4;
const NODE: usize = ITEM + PARENT + 1;
const SUM: usize = 8;
/// Where a GTIN would be, of an SSCC.
const NO_GTIN: u64 = (1 << 48) - 1;

/// Why bytes are no hierarchy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// They do not begin like one.
    #[error("these bytes are not the checkpoint of a hierarchy")]
    Foreign,
    /// A later library wrote them.
    #[error("the checkpoint is of version {version}; this library reads version 1")]
    Version {
        /// The version that they name.
        version: u16,
    },
    /// They were cut off, or something was appended.
    #[error("the checkpoint has {found} bytes, which is not what its head says")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// They were changed.
    #[error("the checkpoint is damaged: its checksum is another")]
    Checksum,
    /// An item is none.
    #[error("item {at} of the checkpoint is no GTIN with serial and no SSCC")]
    Item {
        /// Its number.
        at: usize,
    },
    /// An item has two numbers.
    #[error("an item is in the checkpoint twice")]
    Repeated,
    /// A parent is no node.
    #[error("the parent of item {at} of the checkpoint does not exist")]
    Parent {
        /// The number of the item.
        at: usize,
    },
    /// A container is inside itself.
    #[error("a container of the checkpoint is inside itself")]
    Cycle,
}

impl CheckpointError {
    /// The stable code, such as `checkpoint-checksum`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            CheckpointError::Foreign => "checkpoint-foreign",
            CheckpointError::Version { .. } => "checkpoint-version",
            CheckpointError::Length { .. } => "checkpoint-length",
            CheckpointError::Checksum => "checkpoint-checksum",
            CheckpointError::Item { .. } => "checkpoint-item",
            CheckpointError::Repeated => "checkpoint-repeated",
            CheckpointError::Parent { .. } => "checkpoint-parent",
            CheckpointError::Cycle => "checkpoint-cycle",
        }
    }
}

impl CompactHierarchy {
    /// Items with their numbers, parents and states as bytes, 27 a node; equal hierarchies give equal bytes.
    ///
    /// ```
    /// use tallymark::hierarchy::{CheckpointError, CompactHierarchy};
    /// use tallymark::item::Item;
    /// let mut tree = CompactHierarchy::default();
    /// let case = tree.insert(Item::parse("(00)395060001340000018")?);
    /// let pack = tree.insert(Item::parse("(01)09506000134352(21)A1")?);
    /// tree.load(&[(pack, case)]);
    /// let mut bytes = tree.to_bytes();
    /// assert_eq!(CompactHierarchy::from_bytes(&bytes)?.parent(pack), Some(case));
    /// bytes[20] ^= 1;
    /// assert_eq!(CompactHierarchy::from_bytes(&bytes).err(), Some(CheckpointError::Checksum));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let nodes = self.len();
        let mut out = Vec::with_capacity(HEADER + NODE * nodes + SUM);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&(nodes as u64).to_le_bytes());
        // In place, so that no thread's part exists twice.
        out.resize(HEADER + ITEM * nodes, 0);
        let items = out.get_mut(HEADER..).unwrap_or_default().as_chunks_mut::<ITEM>().0;
        let size = ranges(nodes).first().map_or(1, ExactSizeIterator::len);
        each(items.chunks_mut(size).enumerate().collect(), |(piece, records)| {
            for (record, at) in records.iter_mut().zip(piece * size..) {
                if let Some(item) = self.items.get(ItemId::from_index(at)) {
                    *record = written(item);
                }
            }
        });
        let mut left = nodes;
        for page in self.parents.pages() {
            out.extend(page.iter().take(left).flat_map(|parent| parent.to_le_bytes()));
            left = left.saturating_sub(page.len());
        }
        left = nodes;
        for page in self.states.pages() {
            out.extend(page.iter().take(left));
            left = left.saturating_sub(page.len());
        }
        let sum = checksum(&out);
        out.extend_from_slice(&sum.to_le_bytes());
        out
    }

    /// Reads what [`CompactHierarchy::to_bytes`] wrote, on all threads of the current rayon pool with the `parallel`
    /// feature.
    ///
    /// # Errors
    /// [`CheckpointError`] for all other bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CheckpointError> {
        let length = || CheckpointError::Length { found: bytes.len() };
        let rest = bytes.strip_prefix(MAGIC).ok_or(CheckpointError::Foreign)?;
        let (version, rest) = rest.split_first_chunk().ok_or_else(length)?;
        let version = u16::from_le_bytes(*version);
        if version != VERSION {
            return Err(CheckpointError::Version { version });
        }
        let (nodes, rest) = rest.split_first_chunk().ok_or_else(length)?;
        let nodes = u32::try_from(u64::from_le_bytes(*nodes)).map_err(|_| length())? as usize;
        let (body, sum) = bytes.split_last_chunk::<SUM>().ok_or_else(length)?;
        // No head makes us ask for more memory than the input has.
        if rest.len().checked_sub(SUM) != nodes.checked_mul(NODE) {
            return Err(length());
        }
        if checksum(body) != u64::from_le_bytes(*sum) {
            return Err(CheckpointError::Checksum);
        }
        let (items, rest) = rest.split_at_checked(ITEM * nodes).ok_or_else(length)?;
        let (parents, rest) = rest.split_at_checked(PARENT * nodes).ok_or_else(length)?;
        let states = rest.get(..nodes).ok_or_else(length)?;
        let (items, _) = items.as_chunks::<ITEM>();
        let (parents, _) = parents.as_chunks::<PARENT>();
        let tree = CompactHierarchy { items: read_items(items)?, ..CompactHierarchy::default() };
        let parents = each(parents.chunks(PAGE).enumerate().collect(), |(number, page)| {
            read_parents(page, nodes).map_err(|at| CheckpointError::Parent { at: number * PAGE + at })
        });
        let parents: Vec<Arc<[u32]>> = parents.into_iter().collect::<Result<_, _>>()?;
        let states = states.chunks(PAGE).map(Arc::from).collect();
        let mut tree = tree.with_parents(Pages::of_pages(parents, nodes)).ok_or(CheckpointError::Cycle)?;
        tree.states = Pages::of_pages(states, nodes);
        Ok(tree)
    }
}

fn read_items(records: &[[u8; ITEM]]) -> Result<CompactItems, CheckpointError> {
    let wrong = each(ranges(records.len()), |range| {
        let (first, mut last) = (range.start, None);
        let mut records = records.get(range).unwrap_or_default().iter();
        records.position(|record| !is_item(record, &mut last)).map(|at| first + at)
    });
    if let Some(&at) = wrong.iter().flatten().next() {
        return Err(CheckpointError::Item { at });
    }
    let mut items = CompactItems::default();
    // Every record was seen to be an item.
    let item = |at: usize| records.get(at).and_then(read).unwrap_or(Item::Sscc(Sscc::from_valid(0)));
    items.reserve(records.len());
    drop(items.insert_all(records.len(), item));
    if items.len() == records.len() { Ok(items) } else { Err(CheckpointError::Repeated) }
}

fn read_parents(page: &[[u8; PARENT]], nodes: usize) -> Result<Arc<[u32]>, usize> {
    let parents: Arc<[u32]> = page.iter().map(|parent| u32::from_le_bytes(*parent)).collect();
    let is_wrong = |&parent: &u32| parent != NONE && parent as usize >= nodes;
    parents.iter().position(is_wrong).map_or(Ok(parents), Err)
}

fn written(item: Item) -> [u8; ITEM] {
    let (gtin, [high, low]) = match item {
        Item::Sscc(sscc) => (NO_GTIN, [sscc.number(), 0]),
        Item::Sgtin(sgtin) => (sgtin.gtin.number(), sgtin.serial.limbs()),
    };
    let number = u128::from(high) | u128::from(low) << 64;
    let mut record = [0; ITEM];
    let bytes = gtin.to_le_bytes().into_iter().take(6).chain(number.to_le_bytes());
    record.iter_mut().zip(bytes).for_each(|(place, byte)| *place = byte);
    record
}

/// The three numbers of a record.
fn numbers(record: &[u8; ITEM]) -> (u64, [u64; 2]) {
    let (&[a, b, c, d, e, f], rest) = record.split_first_chunk::<6>().unwrap_or((&[0; 6], &[]));
    let word = |at: usize| rest.as_chunks::<8>().0.get(at).map_or(0, |word| u64::from_le_bytes(*word));
    (u64::from_le_bytes([a, b, c, d, e, f, 0, 0]), [word(0), word(1)])
}

/// The item of a record that is one.
fn read(record: &[u8; ITEM]) -> Option<Item> {
    let (gtin, limbs) = numbers(record);
    if gtin == NO_GTIN {
        return Some(Item::Sscc(Sscc::from_valid(limbs[0])));
    }
    Some(Item::Sgtin(Sgtin { gtin: Gtin::from_valid(gtin), serial: Serial::from_limbs(limbs)? }))
}

/// Whether a record is an item; `last` is the GTIN that was found good last.
fn is_item(record: &[u8; ITEM], last: &mut Option<u64>) -> bool {
    let (gtin, [high, low]) = numbers(record);
    if gtin == NO_GTIN {
        return low == 0 && Sscc::parse(format!("{high:018}")).is_ok_and(|sscc| sscc.number() == high);
    }
    if *last != Some(gtin) {
        if Gtin::parse(format!("{gtin:014}")).map(Gtin::number) != Ok(gtin) {
            return false;
        }
        *last = Some(gtin);
    }
    Serial::from_limbs([high, low]).is_some_and(|serial| {
        let (text, length) = serial.unpack();
        text.get(..length).and_then(Serial::pack) == Some([high, low])
    })
}
