use std::collections::{BTreeSet, HashMap};

use super::inspect::{Inspection, holds_content_of};
use super::note::{Explained, Note, many};
use super::view::View;
use crate::batch::{PrintRow, Stream, Time, Word};
use crate::findings::{Finding, FindingCode};
use crate::item::ItemId;
use crate::reconcile::timeline::timeline;

/// A label that a printer printed a second time, both times well.
#[derive(Debug)]
struct Repeat {
    item: ItemId,
    rows: [u32; 2],
    t: Time,
    /// The reel was changed between the two prints.
    at_reel_change: bool,
    /// The first container that a shift from here on concerns: that of the next pack.
    start: usize,
}

/// Which way the record runs against the packs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Drift {
    /// The last pack recorded in a container is physically in the next one.
    Ahead,
    /// The first pack recorded in a container is physically in the one before.
    Behind,
}

/// What an audit of one container says about a shift.
#[derive(Clone, Copy, Debug)]
struct Sign {
    place: usize,
    /// Both ends of the container fit a shift; otherwise one end does and the other agrees.
    drift: Option<(Drift, bool)>,
    agrees: bool,
}

/// A run of shifted containers of one sequence.
#[derive(Debug)]
struct Run {
    sequence: usize,
    from: usize,
    to: usize,
    repeat: Option<usize>,
    reel_change: Option<u32>,
    looks: Vec<usize>,
    confidence: f64,
}

/// AG-107: aggregation shifted by one from a point on.
///
/// # What it says
/// From one container on, every container holds one pack that is recorded in its neighbour: the sequence of records is
/// one position off the sequence of packs. The entities are all containers from that point to the end of the run.
///
/// # How it happens
/// After a reel change the printer prints the last label of the old reel once more; or the tracking encoder slips. The
/// line goes on pairing records with packs, one off.
///
/// # Example
/// Serial S400 is printed twice, the second time as the first label of reel RL-4. The audit of case 27 finds the last
/// pack of case 26 in it and not the last one recorded; so do the audits of cases 31 and 44.
///
/// Two things show it. Audited containers miss a pack at one end of their record and hold the adjoining pack of the
/// neighbour at the other, all in one direction: two such containers, or one after a repeated label or reel change. Or a
/// label was repeated across a reel change, and no audit after it found a container in order. A repeated label alone is
/// RX-204, a single pack out of place AG-104.
///
/// # What to do next
/// Hold all containers named and what lies between; find the first and the last wrong one by hand; re-record the run.
///
/// # Source
/// Domain study, fault 4 (published pilot lesson: reel reload reprints the last label).
pub(super) fn shifted(view: &View<'_>, explained: &mut Explained) -> Vec<Finding> {
    let repeats = repeated_labels(view);
    let mut runs = Vec::new();
    for sequence in 0..view.sequences.len() {
        runs.extend(runs_of(view, explained, sequence, &repeats));
    }
    runs.iter().map(|run| finding(view, explained, run, &repeats)).collect()
}

fn finding(view: &View<'_>, explained: &mut Explained, run: &Run, repeats: &[Repeat]) -> Finding {
    let mut note = Note::new(FindingCode::Ag107);
    let sequence = view.sequences.get(run.sequence).map_or(&[][..], Vec::as_slice);
    let shifted = sequence.get(run.from..=run.to).unwrap_or_default();
    for packing in shifted.iter().filter_map(|&at| view.packings.get(at)) {
        note.name(packing.id).at(packing.from).at(packing.to);
        note.show_steps(view, std::iter::once(packing.begun).chain(packing.closed));
        explained.containers.insert(packing.id);
    }
    if let Some(repeat) = run.repeat.and_then(|at| repeats.get(at)) {
        note.show(Stream::Printer, repeat.rows).show_reads(view, repeat.item);
        explained.items.insert(repeat.item);
    }
    note.show(Stream::Events, run.reel_change);
    for look in run.looks.iter().filter_map(|&at| view.inspections.get(at)) {
        note.show(Stream::Verify, look.rows.iter().copied());
    }
    // Where the record and the packs part, one pack can be left over or stand in two containers.
    let ends = [shifted.first(), shifted.last()];
    let to_the_last = run.to + 1 == sequence.len();
    let at_an_end = |id: ItemId| {
        let slot = view.reads.slot(id);
        // The last pack of a lane may have its neighbour in the container before the last.
        let left_over =
            to_the_last && slot.after.is_none() && slot.before.is_some_and(|at| shifted.contains(&at));
        left_over || ends.into_iter().flatten().any(|&end| slot.touches(end))
    };
    for &id in view.lost.iter().filter(|&&id| at_an_end(id)) {
        explained.items.insert(id);
    }
    for place in run.from.saturating_sub(1)..=run.from + 1 {
        doubled_before(view, sequence, place).into_iter().for_each(|id| _ = explained.items.insert(id));
    }
    let cause = match (run.repeat, run.reel_change) {
        (Some(_), _) => ", from a label printed twice",
        (None, Some(_)) => ", from a reel change",
        _ => "",
    };
    let message = format!("the records of {} are one pack off{cause}", many(shifted.len(), "container"));
    note.finish(view, run.confidence, message)
}

/// Labels printed twice in close succession by one printer, both times well, and passed on both times.
fn repeated_labels(view: &View<'_>) -> Vec<Repeat> {
    const CLOSE: usize = 3;
    let rows = timeline(view.batch.printer.as_deref().unwrap_or_default());
    let mut printers: HashMap<Word, Vec<&PrintRow>> = HashMap::new();
    for row in rows.iter().filter(|row| row.ok) {
        printers.entry(row.device).or_default().push(row);
    }
    let mut repeats = Vec::new();
    for prints in printers.values() {
        for (at, second) in prints.iter().enumerate() {
            let earlier = prints.get(at.saturating_sub(CLOSE)..at).unwrap_or_default();
            let Some(first) = earlier.iter().find(|first| first.item == second.item) else { continue };
            let next = prints.iter().skip(at + 1).map(|row| row.item).filter(|&item| item != second.item);
            let packed = next.take(50).find_map(|item| view.reads.packed_in(item));
            let Some(start) = packed.or_else(|| view.reads.packed_in(second.item)) else { continue };
            if taken_out(view, second.item) {
                continue;
            }
            let reels_differ = first.reel != second.reel && !first.reel.is_empty() && !second.reel.is_empty();
            let between = reel_changes(view).into_iter().any(|(t, _)| {
                t.as_second() >= first.t.as_second() - 3 && t.as_second() <= second.t.as_second() + 3
            });
            repeats.push(Repeat {
                item: second.item,
                rows: [first.row, second.row],
                t: second.t,
                at_reel_change: reels_differ || between,
                start,
            });
        }
    }
    repeats.sort_by_key(|repeat| (repeat.t, repeat.rows));
    repeats
}

/// One of the two packs with this label was rejected, or its label or pack taken out.
fn taken_out(view: &View<'_>, item: ItemId) -> bool {
    let sets = view.sets;
    sets.verify_reject.contains(item)
        || sets.label_scrapped.contains(item)
        || sets.label_sampled.contains(item)
}

/// Times and rows of the reel changes.
fn reel_changes(view: &View<'_>) -> Vec<(Time, u32)> {
    let is_change = |word: Word| view.batch.words.get(word).eq_ignore_ascii_case("reel_change");
    let rows = view.batch.events.iter().flatten().filter(|row| is_change(row.kind));
    rows.map(|row| (row.t, row.row)).collect()
}

/// The container of the first pack printed after a time.
fn first_packed_after(view: &View<'_>, t: Time) -> Option<usize> {
    let prints = timeline(view.batch.printer.as_deref()?);
    prints.iter().filter(|row| row.ok && row.t >= t).take(100).find_map(|row| view.reads.packed_in(row.item))
}

fn runs_of(view: &View<'_>, explained: &Explained, sequence: usize, repeats: &[Repeat]) -> Vec<Run> {
    let Some(packings) = view.sequences.get(sequence) else { return Vec::new() };
    let level = packings.first().and_then(|&at| view.packings.get(at)).and_then(|packing| packing.level);
    if level != Some(1) {
        return Vec::new();
    }
    let mut signs: Vec<(usize, Sign)> = view
        .inspections
        .iter()
        .enumerate()
        .filter_map(|(at, look)| Some((at, sign(view, explained, sequence, look)?)))
        .collect();
    signs.sort_by_key(|(_, sign)| sign.place);
    let starts: Vec<(usize, usize)> = repeats
        .iter()
        .enumerate()
        .filter_map(|(at, repeat)| {
            Some((at, view.place(repeat.start).filter(|place| place.0 == sequence)?.1))
        })
        .collect();
    let mut runs = audited_runs(view, packings, sequence, &signs, repeats, &starts);
    for &(at, start) in &starts {
        let Some(repeat) = repeats.get(at).filter(|repeat| repeat.at_reel_change) else { continue };
        let covered = runs.iter().any(|run| run.repeat == Some(at) || run.to >= start);
        // An audit that found a container in order, or out of order in some other way, speaks against it.
        let contradicted = signs.iter().any(|(_, sign)| sign.place > start && sign.drift.is_none());
        if !covered && !contradicted {
            let reel_change = reel_changes(view)
                .into_iter()
                .filter(|(t, _)| (t.as_second() - repeat.t.as_second()).abs() <= 600)
                .min_by_key(|(t, _)| (t.as_second() - repeat.t.as_second()).abs());
            runs.push(Run {
                sequence,
                from: start,
                to: packings.len().saturating_sub(1),
                repeat: Some(at),
                reel_change: reel_change.map(|(_, row)| row),
                looks: Vec::new(),
                confidence: 0.75,
            });
        }
    }
    runs
}

/// Runs that audits show.
fn audited_runs(
    view: &View<'_>,
    packings: &[usize],
    sequence: usize,
    signs: &[(usize, Sign)],
    repeats: &[Repeat],
    starts: &[(usize, usize)],
) -> Vec<Run> {
    let changes = changes(view, packings);
    let mut runs = Vec::new();
    // Containers in order part the audits into stretches; within one all signs must point the same way.
    for stretch in signs.chunk_by(|(_, one), (_, other)| one.agrees == other.agrees) {
        for drift in [Drift::Ahead, Drift::Behind] {
            let shifted = |strong_only: bool| {
                stretch.iter().filter(move |(_, sign)| match sign.drift {
                    Some((of, strong)) => of == drift && (strong || !strong_only),
                    None => false,
                })
            };
            let Some(first) = shifted(true).next().map(|(_, sign)| sign.place) else { continue };
            let strong = shifted(true).count();
            let before = signs
                .iter()
                .filter(|(_, sign)| sign.agrees && sign.place < first)
                .map(|(_, s)| s.place)
                .max();
            let after = signs
                .iter()
                .filter(|(_, sign)| sign.agrees && sign.place > first)
                .map(|(_, s)| s.place)
                .min();
            let after_before = |place: usize| before.is_none_or(|before| place > before) && place <= first;
            // The shift can begin with the container after the one that the label went into.
            let repeat = starts
                .iter()
                .filter(|&&(_, start)| after_before(start) || after_before(start + 1))
                .max_by_key(|&&(at, start)| {
                    (repeats.get(at).is_some_and(|repeat| repeat.at_reel_change), start)
                })
                .copied();
            let change =
                changes.iter().filter(|(_, place)| after_before(*place)).max_by_key(|(_, place)| *place);
            if strong < 2 && repeat.is_none() && change.is_none() {
                continue;
            }
            let half_shifted = shifted(false).map(|(_, sign)| sign.place).find(|&place| after_before(place));
            let from = half_shifted
                .filter(|&place| place < first)
                .or(repeat.map(|(_, start)| start))
                .or(change.map(|&(_, place)| place))
                .or(before.map(|before| before + 1))
                .unwrap_or(first);
            let parted = [from, from + 1, from.saturating_sub(1)]
                .into_iter()
                .find(|&place| after_before(place) && parts_before(view, packings, place));
            let from = parted.unwrap_or(if after_before(from) { from } else { from + 1 });
            let to = after.map_or(packings.len(), |after| after).saturating_sub(1);
            runs.push(Run {
                sequence,
                from,
                to: to.max(first),
                repeat: repeat.map(|(at, _)| at),
                reel_change: change.map(|&(row, _)| row),
                looks: shifted(false).map(|&(at, _)| at).collect(),
                confidence: if repeat.is_some() && strong > 1 { 0.98 } else { 0.9 },
            });
            break;
        }
    }
    runs
}

/// Whether record and packs part just before a place: a pack stands in the containers on both sides, or in none.
fn parts_before(view: &View<'_>, packings: &[usize], place: usize) -> bool {
    let before = place.checked_sub(1).and_then(|before| packings.get(before).copied());
    let left_over = |&id: &ItemId| {
        let slot = view.reads.slot(id);
        slot.before == before && slot.after == packings.get(place).copied()
    };
    before.is_some() && view.lost.iter().any(left_over) || !doubled_before(view, packings, place).is_empty()
}

/// The packs recorded both at the end of one container and at the beginning of the next, which stands at this place.
fn doubled_before(view: &View<'_>, packings: &[usize], place: usize) -> Vec<ItemId> {
    let packed = |place: usize| Some(view.packings.get(*packings.get(place)?)?.packed.as_slice());
    let (Some(before), Some(after)) = (place.checked_sub(1).and_then(packed), packed(place)) else {
        return Vec::new();
    };
    let doubled = after.iter().copied().filter(|id| before.contains(id));
    doubled.filter(|&id| is_edge(view, before, id, true) && is_edge(view, after, id, false)).collect()
}

/// The reel changes: row, and place of the first container that they concern.
fn changes(view: &View<'_>, packings: &[usize]) -> Vec<(u32, usize)> {
    let ends_after = |t: Time, at: &usize| view.packings.get(*at).is_some_and(|packing| packing.to >= t);
    let place = |t: Time| {
        let printed =
            first_packed_after(view, t).and_then(|packing| packings.iter().position(|&at| at == packing));
        printed.or_else(|| packings.iter().position(|at| ends_after(t, at)))
    };
    reel_changes(view).into_iter().filter_map(|(t, row)| Some((row, place(t)?))).collect()
}

/// What one audit says; `None` if the container is not of this sequence or its content is wrong in another way.
fn sign(view: &View<'_>, explained: &Explained, sequence: usize, look: &Inspection) -> Option<Sign> {
    let packing = look.packing?;
    let place = view.place(packing).filter(|place| place.0 == sequence)?.1;
    if explained.has(look.container) {
        return None;
    }
    if look.agrees() {
        return Some(Sign { place, drift: None, agrees: true });
    }
    if holds_content_of(view, look).is_some() {
        return None;
    }
    let drift = [Drift::Ahead, Drift::Behind].into_iter().find_map(|drift| {
        let fits = drift_of(view, packing, look, drift)?;
        Some((drift, fits))
    });
    Some(Sign { place, drift, agrees: false })
}

/// Whether what is missing and what is too much fit a shift this way; `true` if both ends show it.
fn drift_of(view: &View<'_>, packing: usize, look: &Inspection, drift: Drift) -> Option<bool> {
    let ahead = drift == Drift::Ahead;
    let own = view.packings.get(packing)?.packed.as_slice();
    let leaves = match look.missing[..] {
        [] => false,
        [item] if is_edge(view, own, item, ahead) => true,
        _ => return None,
    };
    let arrives = match look.extra[..] {
        [] => false,
        [item] => {
            let (_, place) = view.place(packing)?;
            let neighbours = view.around(packing, 2).into_iter().filter(|&other| {
                view.place(other).is_some_and(|(_, there)| if ahead { there < place } else { there > place })
            });
            let mut neighbours = neighbours.filter_map(|other| view.packings.get(other));
            let from = neighbours.find(|other| other.packed.contains(&item))?;
            if !is_edge(view, &from.packed, item, ahead) {
                return None;
            }
            true
        }
        _ => return None,
    };
    Some(leaves && arrives)
}

/// Whether a pack is the last (or first) of its lane in a container.
fn is_edge(view: &View<'_>, packed: &[ItemId], item: ItemId, last: bool) -> bool {
    let Some(sight) = view.reads.sight(item) else {
        let end = if last { packed.last() } else { packed.first() };
        return end == Some(&item);
    };
    let ranks = packed.iter().filter_map(|&other| view.reads.sight(other));
    let ranks: BTreeSet<usize> =
        ranks.filter(|other| other.camera == sight.camera).map(|other| other.rank).collect();
    let end = if last { ranks.last() } else { ranks.first() };
    end == Some(&sight.rank)
}
