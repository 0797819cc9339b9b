use std::collections::HashMap;

use super::asking::{MOST_BITS, OWN_BITS, put_limbs, summed};
use super::frame::{Frame, Kind, MOST};
use super::groups::{self, Dispute, FIRST_CELLS, Net, Own, Totals};
use super::outcome::{How, Synced};
use super::{Inside, MAGIC, SyncError, VERSION, out_of_turn};
use crate::sets::bytes::{Input, put_varint};
use crate::sets::key::Limbs;
use crate::sets::sketch::SketchKey;
use crate::sets::sketch::cells::Shape;
use crate::sets::sketch::hash::Hashing;

/// The side that answers; nothing before the Hello.
#[derive(Debug, Default)]
pub(super) struct Answering {
    known: Option<Known>,
    over: bool,
}

#[derive(Debug)]
struct Known {
    own: Own,
    dispute: Dispute,
    /// Cells sent.
    cells: usize,
    /// Rows sent, if all were asked for.
    rows: Option<usize>,
    told: Told,
}

/// What the other side says differs.
#[derive(Debug, Default)]
struct Told {
    nets: Vec<Net>,
    pointed: HashMap<(usize, u64), i64>,
    /// Whether what this side has is named in full.
    full: bool,
}

impl Answering {
    pub(super) const fn is_over(&self) -> bool {
        self.over
    }

    pub(super) fn take(&mut self, inside: &mut Inside, frame: &Frame) -> Result<(), SyncError> {
        let mut input = Input::from(&frame.payload, frame.at);
        match (&mut self.known, frame.kind) {
            _ if self.over => Err(out_of_turn(frame)),
            (None, Kind::Hello) => {
                self.known = Some(hello(inside, &mut input)?);
                Ok(())
            }
            (Some(known), Kind::More) => {
                let wanted = input.varint()?;
                input.end()?;
                known.send_cells(inside, wanted)
            }
            (Some(known), Kind::Whole) if known.rows.is_none() => {
                known.rows = Some(0);
                Ok(input.end()?)
            }
            (Some(known), Kind::Differences) => {
                let last = input.u8()? != 0;
                known.told.take(inside, &known.dispute, &mut input)?;
                if last {
                    let how =
                        if known.rows.is_some() { How::Rows } else { How::Sketch { cells: known.cells } };
                    self.over = known.resolve(inside, how)?;
                }
                Ok(())
            }
            (Some(known), Kind::Done) => {
                let equal = known.dispute.groups.is_empty();
                let how = if equal { How::Equal } else { How::Untold };
                let differences = equal.then(Vec::new);
                inside.outcome = Some(Synced::new(how, &inside.set, &known.dispute, differences));
                self.over = true;
                Ok(input.end()?)
            }
            _ => Err(out_of_turn(frame)),
        }
    }

    /// Goes on with a long answer.
    pub(super) fn further(&mut self, inside: &mut Inside) {
        if let Some(known) = &mut self.known {
            known.send_rows(inside);
        }
    }
}

fn hello(inside: &mut Inside, input: &mut Input<'_>) -> Result<Known, SyncError> {
    let wrong = input.damaged("no Hello of this protocol");
    if input.bytes(MAGIC.len())? != MAGIC {
        return Err(wrong.into());
    }
    let theirs = input.u8()?;
    if theirs != VERSION {
        return Err(SyncError::Version { theirs });
    }
    let _tell = input.u8()?;
    let key = SketchKey::new(input.array()?);
    let there = groups::take(input, &inside.limits)?;
    input.end()?;
    inside.key = Some(key);
    let own = Own::of(&inside.set, Hashing::new(key), OWN_BITS);
    let dispute = Dispute::of(&own.totals, &there, &own.hashing)?;
    let differing: Totals = dispute.groups.iter().cloned().zip(dispute.here.iter().copied()).collect();
    let mut payload = vec![VERSION];
    groups::put(&mut payload, differing.iter());
    inside.put(Kind::Answer, &payload);
    let equal = dispute.groups.is_empty();
    let mut known = Known { own, dispute, cells: 0, rows: None, told: Told::default() };
    let few = FIRST_CELLS * known.dispute.cell() / groups::ROW;
    if !equal && known.dispute.rows(&known.dispute.here) <= few as u64 {
        known.rows = Some(0);
    } else if !equal {
        known.send_cells(inside, FIRST_CELLS as u64)?;
    }
    Ok(known)
}

impl Known {
    fn send_cells(&mut self, inside: &mut Inside, wanted: u64) -> Result<(), SyncError> {
        inside.limits.check("cells", wanted, 3 * 32)?;
        let most = Shape::even(MOST_BITS).cells();
        let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
        if wanted <= self.cells || wanted > most {
            return Err(SyncError::Limit { what: "cells", given: wanted as u64, most: most as u64 });
        }
        // So fine that the last of them is a cell of its own.
        let bits = wanted.div_ceil(Shape::TABLES).next_power_of_two().ilog2();
        self.own.refine(&inside.set, bits);
        let each = MOST / self.dispute.cell() - 1;
        while self.cells < wanted {
            let end = wanted.min(self.cells + each);
            let mut payload = Vec::new();
            put_varint(&mut payload, self.cells as u64);
            (self.cells..end)
                .for_each(|number| self.dispute.put_cell(&mut payload, self.own.numbered(number)));
            inside.put(Kind::Cells, &payload);
            self.cells = end;
        }
        Ok(())
    }

    fn send_rows(&mut self, inside: &mut Inside) {
        let Some(sent) = self.rows else { return };
        let all = self.dispute.rows(&self.dispute.here) as usize;
        if sent > all || (sent == all && all > 0) {
            return;
        }
        let mut payload = vec![0];
        let mut count = 0;
        for (group, limbs, _) in self.own.rows(&inside.set, &self.dispute).skip(sent) {
            put_varint(&mut payload, group as u64);
            put_limbs(&mut payload, limbs);
            count += 1;
            if payload.len() > MOST - 32 {
                break;
            }
        }
        let done = sent + count >= all;
        if let Some(last) = payload.first_mut() {
            *last = u8::from(done);
        }
        // One beyond where there are none, so that the empty answer is given once.
        self.rows = Some(if done { all + usize::from(all == 0) } else { sent + count });
        inside.put(Kind::Rows, &payload);
    }

    /// Finds what was pointed at; says whether that is the end.
    fn resolve(&mut self, inside: &mut Inside, how: How) -> Result<bool, SyncError> {
        let Told { mut nets, pointed, .. } = std::mem::take(&mut self.told);
        let mut named: HashMap<(usize, u64), Limbs> = HashMap::new();
        if !pointed.is_empty() {
            let set = std::sync::Arc::clone(&inside.set);
            for (group, limbs, _) in self.own.rows(&set, &self.dispute) {
                let seed = self.dispute.seeds.get(group).copied().unwrap_or_default();
                let pointer = (group, self.own.hashing.item(limbs, seed).pointer());
                if pointed.contains_key(&pointer) && *named.entry(pointer).or_insert(limbs) != limbs {
                    inside.put(Kind::Full, &[]);
                    self.told.full = true;
                    return Ok(false);
                }
            }
        }
        for ((group, pointer), net) in pointed {
            let limbs = *named.get(&(group, pointer)).ok_or(SyncError::Unproven)?;
            nets.push(Net { group, limbs, net });
        }
        let nets = summed(&mut nets);
        inside.conclude(&self.own, &self.dispute, how, &nets)?;
        inside.put(Kind::Done, &[]);
        Ok(true)
    }
}

impl Told {
    fn take(&mut self, inside: &Inside, dispute: &Dispute, input: &mut Input<'_>) -> Result<(), SyncError> {
        while input.left() > 0 {
            let wrong = input.damaged("a difference of no disputed group, that is no serial, or of no rows");
            let group = input.varint()?;
            let (group, ours) = (usize::try_from(group / 2).unwrap_or(usize::MAX), group % 2 == 1);
            // So few that no sum over them overflows.
            let times = u32::try_from(input.varint()?).map_or(0, i64::from);
            let seeds = dispute.seeds.len();
            if times == 0 || group >= seeds {
                return Err(wrong.into());
            }
            if ours && !self.full {
                let mut pointer = [0; 8];
                for byte in pointer.iter_mut().take(6) {
                    *byte = input.u8()?;
                }
                self.pointed.insert((group, u64::from_le_bytes(pointer)), times);
            } else {
                let joined = input.u128()?;
                let limbs = [(joined >> 64) as u64, joined as u64];
                if !dispute.is_valid(group, limbs) {
                    return Err(wrong.into());
                }
                self.nets.push(Net { group, limbs, net: if ours { times } else { -times } });
            }
            inside.limits.check("differences", (self.nets.len() + self.pointed.len()) as u64, 128)?;
        }
        Ok(())
    }
}
