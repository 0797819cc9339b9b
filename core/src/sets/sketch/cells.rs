//! Sums over items that can be taken apart again where few are left.

use std::collections::HashMap;

use super::hash::{Hashed, Hashing};
use crate::sets::key::Limbs;

/// Sums, modulo their width, over the items of one place: of what the other side has, less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::sets) struct Cell {
    /// The serials.
    pub(in crate::sets) key: u128,
    /// The seeds of trade item and state.
    pub(in crate::sets) group: u64,
    /// A count in the low byte, hashes above.
    pub(in crate::sets) check: u64,
}

impl Cell {
    #[inline]
    pub(in crate::sets) fn add(&mut self, other: Cell) {
        self.key = self.key.wrapping_add(other.key);
        self.group = self.group.wrapping_add(other.group);
        self.check = self.check.wrapping_add(other.check);
    }

    #[inline]
    pub(in crate::sets) fn subtract(&mut self, other: Cell) {
        self.key = self.key.wrapping_sub(other.key);
        self.group = self.group.wrapping_sub(other.group);
        self.check = self.check.wrapping_sub(other.check);
    }

    /// So many times the same.
    fn times(self, count: i8) -> Cell {
        Cell {
            key: self.key.wrapping_mul(i128::from(count) as u128),
            group: self.group.wrapping_mul(i64::from(count) as u64),
            check: self.check.wrapping_mul(i64::from(count) as u64),
        }
    }

    /// How many items it holds more than the other side, modulo 256.
    pub(in crate::sets) const fn count(self) -> i8 {
        self.check as u8 as i8
    }
}

/// Where the three cells of an item are: `2^bits` places to a table, of which the first `split` are halved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sets) struct Shape {
    pub(in crate::sets) bits: u32,
    pub(in crate::sets) split: usize,
}

impl Shape {
    pub(in crate::sets) const TABLES: usize = 3;

    pub(in crate::sets) const fn even(bits: u32) -> Self {
        Shape { bits, split: 0 }
    }

    /// Cells of one table.
    pub(in crate::sets) const fn table(self) -> usize {
        (1 << self.bits) + self.split
    }

    pub(in crate::sets) const fn cells(self) -> usize {
        Self::TABLES * self.table()
    }

    #[inline]
    const fn at(self, place: u32) -> usize {
        // Twice 16 bits at most, so that no shift is by all of 32.
        let half = (place >> (31 - self.bits)) as usize;
        let whole = half >> 1;
        if whole < self.split { half } else { whole + self.split }
    }

    #[inline]
    pub(super) fn places(self, hashed: Hashed) -> [usize; 3] {
        let [a, b, c] = hashed.places();
        let table = self.table();
        [self.at(a), table + self.at(b), 2 * table + self.at(c)]
    }
}

/// How many low bytes of the sums are known; those of the serials always are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sets) struct Width {
    pub(in crate::sets) group: u32,
    pub(in crate::sets) check: u32,
}

impl Width {
    pub(in crate::sets) const FULL: Width = Width { group: 8, check: 8 };

    pub(in crate::sets) const fn low(bytes: u32, value: u64) -> u64 {
        if bytes >= 8 { value } else { value & ((1 << (8 * bytes)) - 1) }
    }

    const fn is_zero(self, cell: Cell) -> bool {
        cell.key == 0 && Self::low(self.group, cell.group) == 0 && Self::low(self.check, cell.check) == 0
    }
}

/// What an item is, for whoever knows its hash.
#[derive(Clone, Copy, Debug)]
pub(in crate::sets) struct Unit {
    pub(in crate::sets) hashed: Hashed,
    cell: Cell,
}

impl Unit {
    #[inline]
    pub(in crate::sets) fn new(hashing: &Hashing, limbs: Limbs, seed: u64) -> Self {
        let hashed = hashing.item(limbs, seed);
        Unit { hashed, cell: Cell { key: joined(limbs), group: seed, check: hashed.check() } }
    }

    #[inline]
    pub(in crate::sets) fn add_to(&self, cells: &mut [Cell], shape: Shape) {
        for place in shape.places(self.hashed) {
            if let Some(cell) = cells.get_mut(place) {
                cell.add(self.cell);
            }
        }
    }
}

#[inline]
pub(in crate::sets) const fn joined([high, low]: Limbs) -> u128 {
    (high as u128) << 64 | low as u128
}

/// What one side has more often than the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sets) struct Found {
    pub(in crate::sets) limbs: Limbs,
    /// Into the groups that were given.
    pub(in crate::sets) group: usize,
    /// How often more; negative if less often.
    pub(in crate::sets) net: i8,
}

/// More differences than the cells can hold, or one that occurs more than a hundred times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sets) struct Stuck;

/// Items are taken out of cells that hold one kind only, which leaves others with one kind.
pub(in crate::sets) struct Peeling<'a, V> {
    pub(in crate::sets) hashing: &'a Hashing,
    pub(in crate::sets) shape: Shape,
    pub(in crate::sets) width: Width,
    /// The seeds of the groups that may occur.
    pub(in crate::sets) seeds: &'a [u64],
    /// Whether these limbs can be of that group.
    pub(in crate::sets) valid: V,
}

/// Groups by their seeds; a few are looked through faster than hashed.
enum Seeds {
    Few(Vec<u64>),
    Many(HashMap<u64, usize>),
}

impl Seeds {
    const FEW: usize = 16;

    fn of(seeds: impl ExactSizeIterator<Item = u64>) -> Self {
        if seeds.len() <= Self::FEW {
            Seeds::Few(seeds.collect())
        } else {
            Seeds::Many(seeds.enumerate().map(|(group, seed)| (seed, group)).collect())
        }
    }

    fn find(&self, seed: u64) -> Option<usize> {
        match self {
            Seeds::Few(seeds) => seeds.iter().position(|&known| known == seed),
            Seeds::Many(seeds) => seeds.get(&seed).copied(),
        }
    }
}

/// The largest power of two in a count that is still divided by.
const MOST_HALVINGS: u32 = 6;

impl<V: Fn(usize, Limbs) -> bool> Peeling<'_, V> {
    pub(in crate::sets) fn run(&self, mut cells: Vec<Cell>) -> Result<Vec<Found>, Stuck> {
        let by_seed = Seeds::of(self.seeds.iter().map(|&seed| self.group(seed)));
        let mut found = Vec::new();
        let mut waiting: Vec<usize> = (0..cells.len()).rev().collect();
        // Each item leaves a cell empty, so there are no more of them than cells, unless somebody lies.
        while let Some(at) = waiting.pop() {
            let Some(&cell) = cells.get(at) else { continue };
            if cell.count() == 0 {
                continue;
            }
            let Some((one, unit)) = self.pure(cell, at, &by_seed) else { continue };
            if found.len() > cells.len() {
                return Err(Stuck);
            }
            let out = unit.cell.times(one.net);
            for place in self.shape.places(unit.hashed) {
                if let Some(cell) = cells.get_mut(place) {
                    cell.subtract(out);
                    if place != at {
                        waiting.push(place);
                    }
                }
            }
            found.push(one);
        }
        if cells.iter().all(|&cell| self.width.is_zero(cell)) { Ok(found) } else { Err(Stuck) }
    }

    const fn group(&self, seed: u64) -> u64 {
        Width::low(self.width.group, seed)
    }

    /// The one kind of item in a cell.
    fn pure(&self, cell: Cell, at: usize, by_seed: &Seeds) -> Option<(Found, Unit)> {
        let net = cell.count();
        let halvings = net.trailing_zeros();
        if halvings > MOST_HALVINGS {
            return None;
        }
        let odd = i64::from(net >> halvings);
        // Dividing by the odd part is exact; by the power of two it leaves the top bits open.
        let key = cell.key.wrapping_mul(inverse(i128::from(odd) as u128));
        let group = cell.group.wrapping_mul(inverse(i128::from(odd) as u128) as u64);
        let low = (1u128 << halvings) - 1;
        if key & low != 0 {
            return None;
        }
        let candidates: Vec<usize> = if halvings == 0 {
            by_seed.find(self.group(group)).into_iter().collect()
        } else if self.width == Width::FULL {
            by_seed.find(group >> halvings).into_iter().collect()
        } else {
            let same = |seed: &u64| self.group(seed << halvings) == self.group(group);
            self.seeds.iter().enumerate().filter(|(_, seed)| same(seed)).map(|(group, _)| group).collect()
        };
        for group in candidates {
            let seed = *self.seeds.get(group)?;
            for top in 0..1u128 << halvings {
                let key = key >> halvings | top.checked_shl(128 - halvings).unwrap_or(0);
                let limbs = [(key >> 64) as u64, key as u64];
                let unit = Unit::new(self.hashing, limbs, seed);
                let same = Width::low(self.width.check, unit.cell.times(net).check)
                    == Width::low(self.width.check, cell.check);
                if same && self.shape.places(unit.hashed).contains(&at) && (self.valid)(group, limbs) {
                    return Some((Found { limbs, group, net }, unit));
                }
            }
        }
        None
    }
}

/// The inverse of an odd number modulo 2^128, by Newton's iteration.
const fn inverse(odd: u128) -> u128 {
    let mut x = odd; // right in three bits
    let mut step = 0;
    while step < 6 {
        x = x.wrapping_mul(2u128.wrapping_sub(odd.wrapping_mul(x)));
        step += 1;
    }
    x
}
