//! Two kept sets side by side: a scan of both, as fast as memory gives them.

use std::cmp::Ordering;
use std::sync::Arc;

use super::block::Rows;
use super::code::Coding;
use super::write::{About, Writer};
use super::{Kept, Section, State};
use crate::sets::bytes::Damaged;
use crate::sets::diff::{Diff, States, settle};
use crate::sets::key::{Key, Owner};
use crate::sets::piece::each;

/// What to make of two sets. Rows stay as they are in the first set that has the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Keys of either.
    Union,
    /// Keys of both.
    Intersection,
    /// Keys of the first that the second lacks.
    Difference,
    /// Keys of one only.
    SymmetricDifference,
}

/// Blocks of one set that are scanned at once, before the next thread takes over.
const SHARE: usize = 64;

/// Part of the keys of a trade item: blocks of either set, and the keys that count.
struct Task {
    owner: Owner,
    sections: [Option<Section>; 2],
    from: u128,
    /// Not included.
    to: Option<u128>,
}

/// A set whose keys are read to a common base.
struct Side<'k, 'a> {
    kept: &'k Kept<'a>,
    coding: Coding,
    /// The common number of each state.
    states: Vec<u32>,
}

struct Cursor<'s, 'k, 'a> {
    side: &'s Side<'k, 'a>,
    owner: Owner,
    block: usize,
    end: usize,
    from: u128,
    to: Option<u128>,
    rows: Rows,
    /// In [`Cursor::rows`].
    at: usize,
    stop: usize,
    before: u64,
    /// Whether no key of the rows at hand occurs twice in the set.
    distinct: bool,
}

impl<'s, 'k, 'a> Cursor<'s, 'k, 'a> {
    fn new(side: &'s Side<'k, 'a>, task: &Task, section: Option<&Section>) -> Self {
        let blocks = section.map_or(0..0, |section| section.blocks.clone());
        let raised = |code| side.kept.coding.raised(side.coding, task.owner, code);
        // Keys equal to the first may begin in the block before.
        let first = side.kept.partition(&blocks, |entry| raised(entry.first) < task.from);
        Cursor {
            side,
            owner: task.owner,
            block: first.saturating_sub(1).max(blocks.start),
            end: blocks.end,
            from: task.from,
            to: task.to,
            rows: Rows::default(),
            at: 0,
            stop: 0,
            before: 0,
            distinct: false,
        }
    }

    /// Sees to it that there are rows at hand; none are left if it says no.
    fn fill(&mut self) -> Result<bool, Damaged> {
        while self.at >= self.stop {
            if self.block >= self.end {
                return Ok(false);
            }
            let kept = self.side.kept;
            self.before = kept.read(self.block, &mut self.rows)?;
            if kept.coding != self.side.coding {
                for key in &mut self.rows.keys {
                    *key = kept.coding.raised(self.side.coding, self.owner, *key);
                }
            }
            self.block += 1;
            let next = (self.block < self.end).then(|| kept.entry(self.block)).flatten();
            let next = next.map(|next| kept.coding.raised(self.side.coding, self.owner, next.first));
            self.distinct = self.rows.distinct && next != self.rows.keys.last().copied();
            self.at = self.rows.keys.partition_point(|&key| key < self.from);
            self.stop = match self.to {
                Some(to) => self.rows.keys.partition_point(|&key| key < to),
                None => self.rows.keys.len(),
            };
            if self.stop < self.rows.keys.len() {
                self.end = self.block;
            }
        }
        Ok(true)
    }

    fn peek(&self) -> Option<u128> {
        (self.at < self.stop).then(|| self.rows.keys.get(self.at).copied()).flatten()
    }

    fn state(&self, at: usize) -> u32 {
        let own = self.rows.states.get(at).copied().unwrap_or_default();
        self.side.states.get(own as usize).copied().unwrap_or_default()
    }

    /// Common state and row of the row at hand.
    fn here(&self) -> (u32, usize) {
        (self.state(self.at), (self.before + self.at as u64) as usize)
    }

    /// All rows of a key.
    fn take(&mut self, key: u128) -> Result<Vec<(u32, usize)>, Damaged> {
        let mut rows = Vec::new();
        while self.fill()? && self.peek() == Some(key) {
            rows.push(self.here());
            self.at += 1;
        }
        Ok(rows)
    }
}

/// What is done with the keys as they come.
trait Visit {
    /// Rows of one key; either side may have none.
    fn key(&mut self, code: u128, a: &[(u32, usize)], b: &[(u32, usize)]);

    /// Runs of rows where every key is there once: goes through both until one ends.
    fn scan(&mut self, a: &mut Cursor<'_, '_, '_>, b: &mut Cursor<'_, '_, '_>);
}

fn walk(
    a: &mut Cursor<'_, '_, '_>,
    b: &mut Cursor<'_, '_, '_>,
    visit: &mut impl Visit,
) -> Result<(), Damaged> {
    loop {
        let (more_a, more_b) = (a.fill()?, b.fill()?);
        if more_a && more_b && a.distinct && b.distinct {
            visit.scan(a, b);
            continue;
        }
        let Some(key) = a.peek().into_iter().chain(b.peek()).min() else { return Ok(()) };
        let (in_a, in_b) = (a.take(key)?, b.take(key)?);
        visit.key(key, &in_a, &in_b);
    }
}

/// Two sets with a common base and common states.
struct Pair<'k, 'a> {
    sides: [Side<'k, 'a>; 2],
    coding: Coding,
    states: Vec<State>,
}

impl<'k, 'a> Pair<'k, 'a> {
    fn of(a: &'k Kept<'a>, b: &'k Kept<'a>) -> Self {
        let coding = a.coding.max(b.coding);
        let mut states: Vec<State> = a.states.iter().chain(&b.states).cloned().collect();
        states.sort_unstable();
        states.dedup();
        let sides = [a, b].map(|kept| Side {
            kept,
            coding,
            states: kept
                .states
                .iter()
                .map(|own| states.binary_search(own).unwrap_or_default() as u32)
                .collect(),
        });
        Pair { sides, coding, states }
    }

    /// Parts of about equal size, in order.
    fn tasks(&self) -> Vec<Task> {
        let [a, b] = &self.sides;
        let mut owners: Vec<Owner> =
            a.kept.owners.iter().chain(&b.kept.owners).map(|section| section.owner).collect();
        owners.sort_unstable();
        owners.dedup();
        let mut tasks = Vec::new();
        for owner in owners {
            let section = |side: &Side<'_, '_>| {
                let at = side.kept.owners.binary_search_by_key(&owner, |section| section.owner);
                at.ok().and_then(|at| side.kept.owners.get(at)).cloned()
            };
            let sections = [section(a), section(b)];
            let blocks =
                |section: &Option<Section>| section.as_ref().map_or(0, |section| section.blocks.len());
            let larger = usize::from(blocks(&sections[0]) < blocks(&sections[1]));
            let side = &self.sides[larger];
            let blocks = sections[larger].as_ref().map_or(0..0, |section| section.blocks.clone());
            let mut from = 0;
            for block in blocks.clone().skip(SHARE).step_by(SHARE) {
                let Some(entry) = side.kept.entry(block) else { continue };
                let to = side.kept.coding.raised(side.coding, owner, entry.first);
                tasks.push(Task { owner, sections: sections.clone(), from, to: Some(to) });
                from = to;
            }
            tasks.push(Task { owner, sections, from, to: None });
        }
        tasks
    }

    fn cursors(&self, task: &Task) -> [Cursor<'_, 'k, 'a>; 2] {
        let [a, b] = &self.sides;
        let [in_a, in_b] = &task.sections;
        [Cursor::new(a, task, in_a.as_ref()), Cursor::new(b, task, in_b.as_ref())]
    }
}

/// Writes down what differs.
struct Differing<'p, 'k, 'a> {
    pair: &'p Pair<'k, 'a>,
    owner: Owner,
    out: Diff,
    /// A key that is none.
    wrong: bool,
}

impl Differing<'_, '_, '_> {
    fn named(&mut self, code: u128) -> Option<Key> {
        let key = self.owner.checked(self.pair.coding.limbs(self.owner, code));
        self.wrong |= key.is_none();
        key
    }
}

impl States for Pair<'_, '_> {
    fn text(&self, state: u32) -> Option<&Arc<[u8]>> {
        self.states.get(state as usize).and_then(Option::as_ref)
    }
}

impl Visit for Differing<'_, '_, '_> {
    fn key(&mut self, code: u128, a: &[(u32, usize)], b: &[(u32, usize)]) {
        if let ([one], [other]) = (a, b)
            && one.0 == other.0
        {
            self.out.common += 1;
        } else if let Some(key) = self.named(code) {
            settle(key, a, b, self.pair, &mut self.out);
        }
    }

    fn scan(&mut self, a: &mut Cursor<'_, '_, '_>, b: &mut Cursor<'_, '_, '_>) {
        while let (Some(in_a), Some(in_b)) = (a.peek(), b.peek()) {
            match in_a.cmp(&in_b) {
                Ordering::Equal => {
                    if a.state(a.at) == b.state(b.at) {
                        self.out.common += 1;
                    } else {
                        self.key(in_a, &[a.here()], &[b.here()]);
                    }
                    a.at += 1;
                    b.at += 1;
                }
                Ordering::Less => {
                    self.key(in_a, &[a.here()], &[]);
                    a.at += 1;
                }
                Ordering::Greater => {
                    self.key(in_b, &[], &[b.here()]);
                    b.at += 1;
                }
            }
        }
    }
}

/// Chooses rows for a new set.
struct Choosing {
    operation: Operation,
    rows: Vec<(u128, u32)>,
}

impl Visit for Choosing {
    fn key(&mut self, code: u128, a: &[(u32, usize)], b: &[(u32, usize)]) {
        let (in_a, in_b) = (!a.is_empty(), !b.is_empty());
        let chosen = match self.operation {
            Operation::Union => true,
            Operation::Intersection => in_a && in_b,
            Operation::Difference => in_a && !in_b,
            Operation::SymmetricDifference => in_a != in_b,
        };
        if chosen {
            self.rows.extend((if in_a { a } else { b }).iter().map(|&(state, _)| (code, state)));
        }
    }

    fn scan(&mut self, a: &mut Cursor<'_, '_, '_>, b: &mut Cursor<'_, '_, '_>) {
        while let (Some(in_a), Some(in_b)) = (a.peek(), b.peek()) {
            let row = |cursor: &Cursor<'_, '_, '_>| [cursor.here()];
            let order = in_a.cmp(&in_b);
            match order {
                Ordering::Less => self.key(in_a, &row(a), &[]),
                Ordering::Greater => self.key(in_b, &[], &row(b)),
                Ordering::Equal => self.key(in_a, &row(a), &row(b)),
            }
            a.at += usize::from(order.is_le());
            b.at += usize::from(order.is_ge());
        }
    }
}

impl Kept<'_> {
    /// Compares two kept sets by one scan of both; as [`diff`](crate::sets::diff()) says it, with rows in the order of the sets.
    ///
    /// With the `parallel` feature all threads of the current rayon pool take part.
    ///
    /// # Errors
    /// [`Damaged`] if one of them is: then nothing is said.
    pub fn diff(&self, other: &Kept<'_>) -> Result<Diff, Damaged> {
        let pair = Pair::of(self, other);
        let parts = each(pair.tasks(), |task| {
            let [mut a, mut b] = pair.cursors(&task);
            let mut differing =
                Differing { pair: &pair, owner: task.owner, out: Diff::default(), wrong: false };
            walk(&mut a, &mut b, &mut differing)?;
            if differing.wrong {
                return Err(Damaged { at: 0, what: "a key that is no serial" });
            }
            Ok(differing.out)
        });
        let mut result = Diff::default();
        for part in parts {
            result.append(part?);
        }
        result.sort();
        Ok(result)
    }

    /// A new set out of two.
    ///
    /// # Errors
    /// [`Damaged`] if one of them is.
    pub fn combine(&self, other: &Kept<'_>, operation: Operation, about: &About) -> Result<Vec<u8>, Damaged> {
        let pair = Pair::of(self, other);
        let tasks = pair.tasks();
        let owners: Vec<Owner> = tasks.iter().map(|task| task.owner).collect();
        let parts = each(tasks, |task| {
            let [mut a, mut b] = pair.cursors(&task);
            let mut choosing = Choosing { operation, rows: Vec::new() };
            walk(&mut a, &mut b, &mut choosing).map(|()| choosing.rows)
        });
        let chosen = owners.into_iter().zip(parts).map(|(owner, rows)| rows.map(|rows| (owner, rows)));
        let chosen: Vec<(Owner, Vec<(u128, u32)>)> = chosen.collect::<Result<_, _>>()?;
        // Only what is still needed.
        let mut used = vec![false; pair.states.len()];
        let mut coding = Coding::LEAST;
        for (owner, rows) in &chosen {
            for &(code, state) in rows {
                if let Some(used) = used.get_mut(state as usize) {
                    *used = true;
                }
                if *owner != Owner::Sscc && coding != pair.coding {
                    coding = coding.max(Coding::needed(pair.coding.limbs(*owner, code)));
                }
            }
        }
        let mut number = vec![0; used.len()];
        let mut states = Vec::new();
        for ((number, used), state) in number.iter_mut().zip(used).zip(&pair.states) {
            *number = states.len() as u32;
            if used {
                states.push(state.clone());
            }
        }
        let mut writer = Writer::new(coding, states);
        for (owner, rows) in chosen {
            for (code, state) in rows {
                let limbs = pair.coding.limbs(owner, code);
                let state = number.get(state as usize).copied().unwrap_or_default();
                writer.push(owner, limbs, coding.code(owner, limbs), state);
            }
        }
        Ok(writer.finish(about))
    }
}
