//! What stands where on the conveyor. Packs keep their order between printer and camera, so a gap in one record is
//! matched with what the other has in its place: between the same two neighbours.

use crate::batch::{CameraRow, PrintRow, Read, Stream, Time, Word};
use crate::findings::Context;
use crate::item::ItemId;
use crate::reconcile::timeline::timeline;
use crate::reconcile::{IdMap, IdSet, ItemSet};

/// Packs in a row at one device that the other record lacks, with the nearest ones before and after that it has.
struct Gap {
    before: Option<(ItemId, Time)>,
    after: Option<(ItemId, Time)>,
    run: Vec<(ItemId, Time)>,
}

/// The gaps of a sequence: members of `lacking` in a row, between others that are no members.
fn gaps(sequence: impl Iterator<Item = (Word, ItemId, Time)>, lacking: &ItemSet) -> Vec<Gap> {
    let mut open: IdMap<Word, Gap> = IdMap::default();
    let mut gaps = Vec::new();
    for (device, id, t) in sequence {
        let gap = open.entry(device).or_insert(Gap { before: None, after: None, run: Vec::new() });
        if lacking.contains(id) {
            if gap.run.last().is_none_or(|&(last, _)| last != id) {
                gap.run.push((id, t));
            }
            continue;
        }
        if gap.run.is_empty() {
            gap.before = Some((id, t));
        } else {
            let closed = std::mem::replace(gap, Gap { before: Some((id, t)), after: None, run: Vec::new() });
            gaps.push(Gap { after: Some((id, t)), ..closed });
        }
    }
    gaps.extend(open.into_values().filter(|gap| !gap.run.is_empty()));
    gaps
}

fn neighbours(gaps: &[Gap]) -> ItemSet {
    gaps.iter().flat_map(|gap| [gap.before, gap.after]).flatten().map(|(id, _)| id).collect()
}

/// Of the labels in `open`, those in whose place the camera was triggered without telling what it saw: a no-read, a
/// text that names nothing, a repeated text, a row that could not be used. `unseen` are all printed labels that no
/// camera read; those a person accounts for take their triggers first.
pub(super) fn passed_unread(context: &Context<'_>, unseen: &ItemSet, open: &ItemSet) -> ItemSet {
    let prints = timeline(context.batch.printer.as_deref().unwrap_or_default());
    let prints =
        prints.iter().filter(|row| row.ok).map(|row| (row.device, context.readings.of(row.item), row.t));
    let gaps = gaps(prints, unseen);
    let camera = Camera::of(context, &neighbours(&gaps));
    let mut passed = ItemSet::default();
    for gap in gaps.iter().filter(|gap| gap.run.iter().any(|&(id, _)| open.contains(id))) {
        let triggers = camera.between(gap);
        let unread = triggers.len() + camera.rejected_between(gap);
        if gap.run.len() <= unread {
            passed.extend(gap.run.iter().map(|&(id, _)| id));
            continue;
        }
        let accounted = gap.run.iter().filter(|(id, _)| !open.contains(*id)).count();
        let mut free: Vec<(ItemId, Time)> =
            gap.run.iter().copied().filter(|&(id, _)| open.contains(id)).collect();
        let left = unread.saturating_sub(accounted);
        if free.len() <= left {
            passed.extend(free.iter().map(|&(id, _)| id));
        } else if accounted == 0 {
            // More labels than triggers: each trigger belongs to the label that is due at its time.
            let lag = camera.lag(gap);
            for trigger in triggers {
                let due = |&(_, t): &(ItemId, Time)| (seconds(t, trigger) - lag).abs();
                let nearest = (0..free.len()).min_by(|&a, &b| {
                    let due = |at: usize| free.get(at).map_or(f64::MAX, due);
                    due(a).total_cmp(&due(b))
                });
                if let Some(nearest) = nearest {
                    passed.insert(free.remove(nearest).0);
                }
            }
        }
    }
    passed.and(open)
}

/// Of some verified packs without print record, those whose print row stands in the file but could not be used.
pub(super) fn printed_in_rejected_rows(context: &Context<'_>, unprinted: &ItemSet) -> ItemSet {
    let rejected = context.rejected_rows(Stream::Printer);
    if rejected.is_empty() {
        return ItemSet::default();
    }
    between_prints(context, unprinted, |run, before, after| {
        let row = |print: Option<&PrintRow>| print.map(|print| print.row);
        run <= count_between(&rejected, row(before), row(after))
    })
}

/// Of some verified packs without print record, those that passed when the printer lost rows (a gap in `seq`) or was
/// restarted.
pub(super) fn printed_while_down(context: &Context<'_>, unprinted: &ItemSet) -> ItemSet {
    // A restart shows in the events before printing goes on.
    const SECONDS: f64 = 15.0;
    let batch = context.batch;
    let mut numbers: Vec<u64> = batch.printer.iter().flatten().filter_map(|row| row.seq).collect();
    numbers.sort_unstable();
    let lost: Vec<u64> = numbers
        .iter()
        .zip(numbers.iter().skip(1))
        .filter(|(one, next)| *next - *one > 1)
        .map(|(one, _)| *one)
        .collect();
    let restarts = batch.events.iter().flatten();
    let restarts = restarts.filter(|row| batch.words.get(row.kind).trim().eq_ignore_ascii_case("restart"));
    let printers: IdSet<Word> = batch.printer.iter().flatten().map(|row| row.device).collect();
    let restarts: Vec<Time> =
        restarts.filter(|row| printers.contains(&row.source)).map(|row| row.t).collect();
    between_prints(context, unprinted, |_, before, after| {
        let (Some(before), Some(after)) = (before, after) else { return false };
        let gap =
            before.seq.zip(after.seq).is_some_and(|(from, to)| lost.iter().any(|&at| from <= at && at < to));
        let restarted = |&t: &Time| seconds(before.t, t) > -SECONDS && seconds(t, after.t) > -SECONDS;
        gap || restarts.iter().any(restarted)
    })
}

/// The runs of packs without print record that a judgement of their size and the prints around them holds for.
fn between_prints(
    context: &Context<'_>,
    unprinted: &ItemSet,
    judge: impl Fn(usize, Option<&PrintRow>, Option<&PrintRow>) -> bool,
) -> ItemSet {
    if unprinted.is_empty() {
        return ItemSet::default();
    }
    let reads = timeline(context.batch.camera.as_deref().unwrap_or_default());
    let sets = context.sets();
    let reads = reads.iter().filter_map(|row| Some((row.device, context.readings.seen(row)?, row.t)));
    let reads = reads.filter(|&(_, id, _)| unprinted.contains(id) || sets.encoded.contains(id));
    let gaps = gaps(reads, unprinted);
    let anchors = neighbours(&gaps);
    let prints = context.batch.printer.iter().flatten().filter(|row| row.ok);
    let prints: IdMap<ItemId, &PrintRow> = prints
        .map(|row| (context.readings.of(row.item), row))
        .filter(|&(id, _)| anchors.contains(id))
        .collect();
    let print = |neighbour: Option<(ItemId, Time)>| neighbour.and_then(|(id, _)| prints.get(&id).copied());
    let mut held = ItemSet::default();
    for gap in gaps.iter().filter(|gap| judge(gap.run.len(), print(gap.before), print(gap.after))) {
        held.extend(gap.run.iter().map(|&(id, _)| id));
    }
    held
}

/// Row numbers between two others; an absent end is the end of the file.
fn count_between(rows: &[u32], one: Option<u32>, other: Option<u32>) -> usize {
    let (from, to) = match (one, other) {
        (Some(one), Some(other)) => (one.min(other), one.max(other)),
        (one, other) => (one.unwrap_or(0), other.unwrap_or(u32::MAX)),
    };
    rows.iter().filter(|&&row| from < row && row < to).count()
}

fn seconds(from: Time, to: Time) -> f64 {
    (to.as_nanosecond() - from.as_nanosecond()) as f64 / 1e9
}

/// Where the camera saw some packs, and where it was triggered without telling what it saw.
struct Camera {
    /// Device, place among its triggers, row number, time of the first sight.
    seen: IdMap<ItemId, (Word, usize, u32, Time)>,
    /// Places and times of triggers without a name, by device.
    unread: IdMap<Word, Vec<(usize, Time)>>,
    /// Row numbers that could not be used.
    rejected: Vec<u32>,
}

impl Camera {
    fn of(context: &Context<'_>, neighbours: &ItemSet) -> Self {
        let batch = context.batch;
        let mut printed_once = ItemSet::default();
        let prints =
            batch.printer.iter().flatten().filter(|row| row.ok).map(|row| context.readings.of(row.item));
        let printed_twice: ItemSet = prints.filter(|&id| !printed_once.insert(id)).collect();
        let mut camera = Camera {
            seen: IdMap::default(),
            unread: IdMap::default(),
            rejected: context.rejected_rows(Stream::Camera),
        };
        let mut places: IdMap<Word, (usize, Option<ItemId>)> = IdMap::default();
        for row in timeline(batch.camera.as_deref().unwrap_or_default()).iter() {
            let (place, last) = places.entry(row.device).or_default();
            *place += 1;
            let seen = context.readings.seen(row);
            let repeated =
                seen.is_some() && seen == *last && seen.is_some_and(|id| !printed_twice.contains(id));
            *last = seen;
            match seen.filter(|_| !repeated) {
                Some(id) if neighbours.contains(id) => {
                    camera.seen.entry(id).or_insert((row.device, *place, row.row, row.t));
                }
                Some(_) => {}
                None if repeated || is_trigger(row) => {
                    camera.unread.entry(row.device).or_default().push((*place, row.t));
                }
                None => {}
            }
        }
        camera
    }

    fn sight(&self, neighbour: Option<(ItemId, Time)>) -> Option<(Word, usize, u32, Time)> {
        neighbour.and_then(|(id, _)| self.seen.get(&id).copied())
    }

    /// The triggers without a name in the place of a gap.
    fn between(&self, gap: &Gap) -> Vec<Time> {
        let (before, after) = (self.sight(gap.before), self.sight(gap.after));
        let Some((device, ..)) = before.or(after) else { return Vec::new() };
        // Neighbours on different cameras bound nothing: then each bounds its own side only.
        let after = after.filter(|sight| sight.0 == device);
        let (from, to) = match (before.map(|sight| sight.1), after.map(|sight| sight.1)) {
            (Some(one), Some(other)) => (one.min(other), one.max(other)),
            (one, other) => (one.unwrap_or(0), other.unwrap_or(usize::MAX)),
        };
        let triggers = self.unread.get(&device).map(Vec::as_slice).unwrap_or_default();
        let first = triggers.partition_point(|&(place, _)| place <= from);
        triggers.iter().skip(first).take_while(|&&(place, _)| place < to).map(|&(_, t)| t).collect()
    }

    fn rejected_between(&self, gap: &Gap) -> usize {
        let row = |neighbour| self.sight(neighbour).map(|(_, _, row, _)| row);
        if self.rejected.is_empty() {
            0
        } else {
            count_between(&self.rejected, row(gap.before), row(gap.after))
        }
    }

    /// Seconds from print to camera around a gap, by the camera's clock.
    fn lag(&self, gap: &Gap) -> f64 {
        let neighbours = [gap.before, gap.after].into_iter().flatten();
        let lags: Vec<f64> =
            neighbours.filter_map(|(id, t)| self.seen.get(&id).map(|sight| seconds(t, sight.3))).collect();
        lags.iter().sum::<f64>() / lags.len().max(1) as f64
    }
}

/// Whether the row is a pack that passed without a name.
fn is_trigger(row: &CameraRow) -> bool {
    matches!(row.read, Read::None | Read::Bad)
}
