//! Trade items in their states: how many rows of each, and the sum over them that proves two sides equal.

use std::collections::{BTreeMap, HashMap};

use super::{Limits, SyncError};
use crate::sets::bytes::{Damaged, Input, put_owner, put_state, put_varint};
use crate::sets::key::Limbs;
use crate::sets::piece::each;
use crate::sets::set::SerialSet;
use crate::sets::sketch::cells::{Cell, Shape, Unit, Width};
use crate::sets::sketch::hash::Hashing;
use crate::sets::sketch::{Group, seeds};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Total {
    pub(super) rows: u64,
    pub(super) sum: u128,
}

impl Total {
    fn add(&mut self, other: Total) {
        self.rows = self.rows.wrapping_add(other.rows);
        self.sum = self.sum.wrapping_add(other.sum);
    }
}

pub(super) type Totals = BTreeMap<Group, Total>;

/// Groups as in a Hello or an Answer.
pub(super) fn put<'a>(out: &mut Vec<u8>, totals: impl ExactSizeIterator<Item = (&'a Group, &'a Total)>) {
    put_varint(out, totals.len() as u64);
    for ((owner, state), total) in totals {
        put_owner(out, *owner);
        put_state(out, state.as_deref());
        put_varint(out, total.rows);
        out.extend_from_slice(&total.sum.to_le_bytes());
    }
}

pub(super) fn take(input: &mut Input<'_>, limits: &Limits) -> Result<Totals, SyncError> {
    let count = input.varint()?;
    if count > limits.groups as u64 {
        return Err(SyncError::Limit {
            what: "trade items and states",
            given: count,
            most: limits.groups as u64,
        });
    }
    let mut totals = Totals::new();
    for _ in 0..count {
        let wrong = Damaged { at: input.at() as u64, what: "groups that are not in ascending order" };
        let group = (input.owner()?, input.state()?);
        let total = Total { rows: input.varint()?, sum: input.u128()? };
        if totals.last_key_value().is_some_and(|(last, _)| *last >= group) {
            return Err(wrong.into());
        }
        totals.insert(group, total);
    }
    Ok(totals)
}

/// What a set is under a key: totals by group, and cells.
#[derive(Debug)]
pub(super) struct Own {
    pub(super) totals: Totals,
    pub(super) bits: u32,
    pub(super) cells: Vec<Cell>,
    /// By piece and tag.
    seeds: Vec<Vec<u64>>,
    pub(super) hashing: Hashing,
}

impl Own {
    /// One pass over all rows.
    pub(super) fn of(set: &SerialSet, hashing: Hashing, bits: u32) -> Self {
        let shape = Shape::even(bits);
        let seeds: Vec<Vec<u64>> = set.pieces().iter().map(|piece| seeds(&hashing, piece)).collect();
        let work: Vec<_> = set.pieces().iter().zip(&seeds).collect();
        let parts = each(work, |(piece, seeds)| {
            let mut cells = vec![Cell::default(); shape.cells()];
            let mut totals = vec![Total::default(); seeds.len()];
            for record in piece.runs.iter().flatten() {
                let tag = record.tag as usize;
                let (Some(&seed), Some(total)) = (seeds.get(tag), totals.get_mut(tag)) else { continue };
                let unit = Unit::new(&hashing, record.limbs, seed);
                unit.add_to(&mut cells, shape);
                total.add(Total { rows: 1, sum: unit.hashed.whole() });
            }
            (cells, totals)
        });
        let mut own = Own { totals: Totals::new(), bits, cells: Vec::new(), seeds: Vec::new(), hashing };
        for (piece, (cells, totals)) in set.pieces().iter().zip(parts) {
            if own.cells.is_empty() {
                own.cells = cells;
            } else {
                own.cells.iter_mut().zip(cells).for_each(|(sum, cell)| sum.add(cell));
            }
            for (tag, total) in piece.tags.iter().zip(totals) {
                let state = tag.state.and_then(|state| piece.words.get(state as usize)).cloned();
                own.totals.entry((tag.owner, state)).or_default().add(total);
            }
        }
        own.cells.resize(shape.cells(), Cell::default());
        own.totals.retain(|_, total| total.rows > 0);
        own.seeds = seeds;
        own
    }

    /// Makes the cells finer, if they are not fine enough.
    pub(super) fn refine(&mut self, set: &SerialSet, bits: u32) {
        if bits > self.bits {
            *self = Own::of(set, self.hashing, bits);
        }
    }

    /// The sum over a place at some level.
    pub(super) fn cell(&self, bits: u32, table: usize, place: usize) -> Cell {
        let width = 1usize << self.bits.saturating_sub(bits);
        let first = (table << self.bits) + place * width;
        let mut sum = Cell::default();
        self.cells.get(first..first + width).unwrap_or_default().iter().for_each(|&cell| sum.add(cell));
        sum
    }

    /// The cell of this number on the wire.
    pub(super) fn numbered(&self, number: usize) -> Cell {
        let (bits, table, place) = place_of(number);
        self.cell(bits, table, place)
    }

    /// All rows of the disputed groups: the number of the group, the serial, and the row in the set.
    pub(super) fn rows<'a>(
        &'a self,
        set: &'a SerialSet,
        dispute: &'a Dispute,
    ) -> impl Iterator<Item = (usize, Limbs, usize)> + 'a {
        set.pieces().iter().zip(&self.seeds).flat_map(move |(piece, seeds)| {
            let of: Vec<Option<usize>> =
                seeds.iter().map(|seed| dispute.by_seed.get(seed).copied()).collect();
            piece.runs.iter().flatten().filter_map(move |record| {
                let group = of.get(record.tag as usize).copied().flatten()?;
                Some((group, record.limbs, piece.first_row + record.row as usize))
            })
        })
    }
}

/// Bytes of a row that is sent whole, about.
pub(super) const ROW: usize = 17;

/// The first level, of so many places in each of the three tables.
pub(super) const FIRST_BITS: u32 = 3;
pub(super) const FIRST_CELLS: usize = Shape::TABLES << FIRST_BITS;

/// Level, table and place of a cell by its number on the wire.
const fn place_of(number: usize) -> (u32, usize, usize) {
    let (row, table) = (number / Shape::TABLES, number % Shape::TABLES);
    if row < 1 << FIRST_BITS {
        (FIRST_BITS, table, row)
    } else {
        let bits = row.ilog2();
        (bits + 1, table, 2 * (row - (1 << bits)))
    }
}

/// The groups in which two sides are not equal.
#[derive(Debug)]
pub(super) struct Dispute {
    pub(super) groups: Vec<Group>,
    pub(super) seeds: Vec<u64>,
    by_seed: HashMap<u64, usize>,
    pub(super) here: Vec<Total>,
    pub(super) there: Vec<Total>,
    pub(super) width: Width,
}

impl Dispute {
    pub(super) fn of(here: &Totals, there: &Totals, hashing: &Hashing) -> Result<Self, SyncError> {
        let mut dispute = Dispute {
            groups: Vec::new(),
            seeds: Vec::new(),
            by_seed: HashMap::new(),
            here: Vec::new(),
            there: Vec::new(),
            width: Width { group: 0, check: 3 },
        };
        let mut all: Vec<&Group> = here.keys().chain(there.keys()).collect();
        all.sort_unstable();
        all.dedup();
        for group in all {
            let total = |totals: &Totals| totals.get(group).copied().unwrap_or_default();
            let (here, there) = (total(here), total(there));
            if here != there {
                let seed = hashing.seed(group.0, group.1.as_deref());
                if dispute.by_seed.insert(seed, dispute.seeds.len()).is_some() {
                    return Err(SyncError::Alike);
                }
                dispute.groups.push(group.clone());
                dispute.seeds.push(seed);
                dispute.here.push(here);
                dispute.there.push(there);
            }
        }
        if dispute.seeds.len() > 1 {
            let apart = |bytes: &u32| {
                let mut low: Vec<u64> = dispute.seeds.iter().map(|&seed| Width::low(*bytes, seed)).collect();
                low.sort_unstable();
                low.windows(2).all(|pair| pair.first() != pair.last())
            };
            dispute.width = Width { group: (1..8).find(apart).unwrap_or(8), check: 2 };
        }
        Ok(dispute)
    }

    /// Bytes of a cell.
    pub(super) const fn cell(&self) -> usize {
        16 + self.width.group as usize + self.width.check as usize
    }

    pub(super) fn put_cell(&self, out: &mut Vec<u8>, cell: Cell) {
        out.extend_from_slice(&cell.key.to_le_bytes());
        out.extend(cell.group.to_le_bytes().into_iter().take(self.width.group as usize));
        out.extend(cell.check.to_le_bytes().into_iter().take(self.width.check as usize));
    }

    pub(super) fn take_cell(&self, input: &mut Input<'_>) -> Result<Cell, Damaged> {
        let low = |bytes: &[u8]| bytes.iter().rev().fold(0u64, |value, &byte| value << 8 | u64::from(byte));
        Ok(Cell {
            key: input.u128()?,
            group: low(input.bytes(self.width.group as usize)?),
            check: low(input.bytes(self.width.check as usize)?),
        })
    }

    /// A serial that can be of that group.
    pub(super) fn is_valid(&self, group: usize, limbs: Limbs) -> bool {
        self.groups.get(group).is_some_and(|(owner, _)| owner.checked(limbs).is_some())
    }

    pub(super) fn rows(&self, side: &[Total]) -> u64 {
        side.iter().fold(0, |sum, total| sum.saturating_add(total.rows))
    }

    /// No fewer differences than this.
    pub(super) fn least(&self) -> u64 {
        let pairs = self.here.iter().zip(&self.there);
        pairs.fold(0, |sum, (here, there)| sum.saturating_add(here.rows.abs_diff(there.rows)))
    }

    /// Whether these nets are what the totals say: the proof that they are all, and right.
    pub(super) fn proves(&self, hashing: &Hashing, nets: impl Iterator<Item = Net>) -> bool {
        let mut sums = vec![Total::default(); self.seeds.len()];
        for net in nets {
            let (Some(sum), Some(&seed)) = (sums.get_mut(net.group), self.seeds.get(net.group)) else {
                return false;
            };
            let times = i128::from(net.net) as u128;
            sum.add(Total {
                rows: net.net as u64,
                sum: hashing.item(net.limbs, seed).whole().wrapping_mul(times),
            });
        }
        let pairs = self.here.iter().zip(&self.there);
        sums.into_iter().zip(pairs).all(|(mut sum, (here, there))| {
            sum.add(*there);
            sum == *here
        })
    }
}

/// In how many rows more one side has a serial of a group than the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Net {
    pub(super) group: usize,
    pub(super) limbs: Limbs,
    pub(super) net: i64,
}
