use std::collections::{BTreeMap, HashMap};

use super::note::{Explained, Note, many};
use super::view::{Packing, View};
use crate::findings::{Finding, FindingCode};
use crate::hierarchy::Irregular;
use crate::item::{Item, ItemId};

/// AG-103: container left open, or children recorded twice or not at all at close.
///
/// # What it says
/// The record of a container breaks off or repeats itself at its close: there is no close though others of its level
/// were closed, its children stand there twice (in it, or once more under a second number), or there is a close and the
/// children are missing.
///
/// # How it happens
/// The station loses power or its program while it writes the container; after the restart it writes again, or not.
///
/// # Example
/// Case 31 is closed with a sensor count of 20 and no child; twenty good packs that came down the line between those of
/// case 30 and case 32 are in no container.
///
/// # What to do next
/// Scan the container by hand and record what is in it.
///
/// # Source
/// Domain study, fault 10; equation E5.
pub(super) fn broken_close(view: &View<'_>, explained: &mut Explained) -> Vec<Finding> {
    let mut note = Note::new(FindingCode::Ag103);
    let open = left_open(view, explained, &mut note);
    let twice = recorded_twice(view, explained, &mut note);
    let missing = not_recorded(view, explained, &mut note);
    if note.is_empty() {
        return Vec::new();
    }
    for &id in &note.entities {
        explained.containers.insert(id);
    }
    let parts =
        [(open, "left open"), (twice, "with children recorded twice"), (missing, "without its children")];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} {what}", many(*count, "container")))
        .collect();
    vec![note.finish(view, 0.98, parts.join(", "))]
}

/// Filled and never closed, where closing is the custom.
fn left_open(view: &View<'_>, explained: &Explained, note: &mut Note) -> usize {
    let mut by_level: HashMap<u8, (usize, usize)> = HashMap::new();
    for packing in view.packings.iter().filter(|packing| !packing.packed.is_empty()) {
        let (closed, all) = by_level.entry(packing.level.unwrap_or(0)).or_default();
        *closed += usize::from(!packing.closes.is_empty());
        *all += 1;
    }
    let mut open = 0;
    for (at, packing) in view.packings.iter().enumerate() {
        let children = view.hierarchy.children(packing.id);
        if !packing.closes.is_empty() || children.is_empty() || explained.has(packing.id) {
            continue;
        }
        let (closed, all) = by_level.get(&packing.level.unwrap_or(0)).copied().unwrap_or_default();
        let customary = closed > 0 && 2 * closed >= all;
        if !customary {
            continue;
        }
        // The last pallet may still stand at the station when the record was taken.
        let outer = packing.level.is_some_and(|level| level > 1);
        let waits = outer
            && view.is_last(at)
            && view.capacity(packing.level).is_some_and(|full| children.len() < full);
        if waits || view.declared.contains(packing.id) || close_row_lost(view, at) {
            continue;
        }
        note.name(packing.id).show_steps(view, view.hierarchy.entered(packing.id).iter().copied());
        open += 1;
    }
    open
}

/// The station's rows right after the last child are missing from the file: the close may be among them.
fn close_row_lost(view: &View<'_>, packing: usize) -> bool {
    let Some(packing) = view.packings.get(packing) else { return false };
    let last = view.hierarchy.entered(packing.id).last().copied().unwrap_or(packing.begun);
    view.lost_rows_between(last, last.saturating_add(2))
}

/// The same child twice in one container, or the same content in two.
fn recorded_twice(view: &View<'_>, explained: &mut Explained, note: &mut Note) -> usize {
    let mut doubled: BTreeMap<ItemId, Vec<u32>> = BTreeMap::new();
    for fault in view.hierarchy.irregularities().iter().filter(|fault| fault.kind == Irregular::AddedTwice) {
        let known = explained.has(fault.container) || explained.items.contains(fault.item);
        if !known && !view.context.claimed(view.item(fault.item)) {
            doubled.entry(fault.container).or_default().push(fault.step);
        }
    }
    let mut shared: BTreeMap<[ItemId; 2], Vec<ItemId>> = BTreeMap::new();
    for (id, _) in view.batch.items.iter() {
        if let [one, other] = view.hierarchy.parents(id) {
            let mut pair = [*one, *other];
            pair.sort_unstable();
            shared.entry(pair).or_default().push(id);
        }
    }
    for (pair, items) in shared {
        let fullest = pair.iter().map(|&id| view.hierarchy.children(id).len()).max().unwrap_or(0);
        if items.len() < 2 || 5 * items.len() < 4 * fullest || pair.iter().any(|&id| explained.has(id)) {
            continue;
        }
        for &item in &items {
            explained.items.insert(item);
        }
        for container in pair {
            doubled.entry(container).or_default().extend(view.hierarchy.entered(container));
        }
    }
    for (&container, steps) in &doubled {
        let first = view.hierarchy.held(container).into_iter().map(|stay| stay.from);
        note.name(container).show_steps(view, first.chain(steps.iter().copied()));
    }
    doubled.len()
}

/// Closed, or put into an outer container, without a child; or with less than half of what the sensor counted.
fn not_recorded(view: &View<'_>, explained: &mut Explained, note: &mut Note) -> usize {
    let mut hollow: Vec<(ItemId, Option<u32>)> = Vec::new();
    for packing in view.packings.iter().filter(|packing| !explained.has(packing.id)) {
        let sensor = packing.sensor.map_or(0, |count| count as usize);
        let emptied = !view.hierarchy.held(packing.id).is_empty() && packing.packed.is_empty();
        let nothing =
            packing.packed.is_empty() && !packing.closes.is_empty() && packing.sensor != Some(0) && !emptied;
        let half = sensor > 2 && !packing.packed.is_empty() && 2 * packing.packed.len() <= sensor;
        let lost_rows =
            view.lost_rows_between(packing.begun.saturating_sub(2), packing.closed.unwrap_or(packing.begun));
        if (nothing || half && !lost_in(view, packing).is_empty()) && !lost_rows {
            hollow.push((packing.id, packing.closed));
        }
    }
    let inner_recorded =
        view.packings.iter().filter(|packing| packing.level == Some(1) && !packing.packed.is_empty()).count();
    for (id, item) in view.batch.items.iter() {
        let silent = matches!(item, Item::Sscc(_)) && !view.is_container(id) && inner_recorded > 0;
        if silent
            && !explained.has(id)
            && view.levels.of(id) == Some(1)
            && !view.hierarchy.parents(id).is_empty()
        {
            hollow.push((id, view.hierarchy.stays(id).first().map(|stay| stay.from)));
        }
    }
    // Where most of the level is not recorded, this is how the site records.
    if 2 * hollow.len() > inner_recorded {
        return 0;
    }
    for &(id, step) in &hollow {
        note.name(id).show_steps(view, step);
        note.show_steps(view, view.hierarchy.held(id).iter().map(|stay| stay.from));
        let lost = match view.packing_of(id) {
            Some(packing) => lost_in(view, packing),
            None => step.map(|step| lost_run_before(view, step)).unwrap_or_default(),
        };
        for item in lost {
            explained.items.insert(item);
            note.show_reads(view, item);
        }
    }
    hollow.len()
}

/// Good packs without a container that came down the line where this container's packs did.
fn lost_in(view: &View<'_>, packing: &Packing) -> Vec<ItemId> {
    lost_between(view, packing.begun, view.find(packing.id))
}

fn lost_between(view: &View<'_>, step: u32, own: Option<usize>) -> Vec<ItemId> {
    let packing = |at: Option<usize>| at.and_then(|at| view.packings.get(at));
    let end = |packing: &Packing| packing.closed.unwrap_or(packing.begun);
    let lost = view.lost.iter().copied();
    lost.filter(|&id| {
        let slot = view.reads.slot(id);
        // The container that follows may be begun before this one is closed.
        let around = slot.before != slot.after
            && packing(slot.before).is_none_or(|before| before.begun <= step)
            && packing(slot.after).is_none_or(|after| end(after) >= step);
        around && (slot.before.is_some() || slot.after.is_some()) || own.is_some_and(|own| slot.touches(own))
    })
    .collect()
}

/// The latest run of good packs without a container that came down the line between two neighbouring containers before
/// this step: the content of a container that is named only where it was put into another.
fn lost_run_before(view: &View<'_>, step: u32) -> Vec<ItemId> {
    let begun = |at: usize| view.packings.get(at).map(|packing| packing.begun);
    let mut runs: BTreeMap<(Option<u32>, usize, Option<usize>), Vec<ItemId>> = BTreeMap::new();
    for &id in &view.lost {
        let slot = view.reads.slot(id);
        let before = slot.before.filter(|&before| slot.after != Some(before));
        if let Some(before) = before.filter(|&before| begun(before).is_some_and(|begun| begun <= step)) {
            runs.entry((begun(before), before, slot.after)).or_default().push(id);
        }
    }
    let half_full = |run: &Vec<ItemId>| 2 * run.len() >= view.capacity(Some(1)).unwrap_or(2).max(2);
    runs.into_values().rev().find(half_full).unwrap_or_default()
}
