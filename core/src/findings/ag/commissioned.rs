use std::collections::BTreeSet;

use super::note::{Explained, Note, many};
use super::view::View;
use crate::batch::{State, Stream};
use crate::findings::{Finding, FindingCode};
use crate::item::ItemId;
use crate::reconcile::ItemSet;

/// AG-106: child aggregated that was never commissioned.
///
/// # What it says
/// A pack is recorded in a container, and no camera ever read it, good or bad; nor does the enterprise system or an
/// EPCIS event know it as commissioned.
///
/// # How it happens
/// A pack reaches the aggregation station by another way than the line, or its number is typed in.
///
/// # Example
/// Case 5 holds serial S990, which the pool has as allocated; printer and camera have no row of it.
///
/// # What to do next
/// Find the pack in its container and verify its label, or take the number out of the container.
///
/// # Source
/// OPC 30260, transfer rules: every item is commissioned before any other use.
pub(super) fn never_commissioned(view: &View<'_>, explained: &mut Explained) -> Vec<Finding> {
    if view.batch.camera.as_ref().is_none_or(Vec::is_empty) {
        return Vec::new();
    }
    let sets = view.sets;
    let mut note = Note::new(FindingCode::Ag106);
    let strangers =
        sets.packed.less(&sets.commissioned).less(&sets.seen).less(&sets.l4).less(&sets.epcis_add);
    for id in strangers.iter() {
        if explained.items.contains(id) || view.context.claimed(view.item(id)) || read_lost(view, id) {
            continue;
        }
        note.name(id).show_steps(view, view.hierarchy.stays(id).iter().map(|stay| stay.from));
    }
    if note.is_empty() {
        return Vec::new();
    }
    let prints = view.batch.printer.iter().flatten().filter(|row| note.entities.contains(&row.item));
    let prints: Vec<u32> = prints.map(|row| row.row).collect();
    note.show(Stream::Printer, prints);
    for &id in &note.entities {
        explained.items.insert(id);
    }
    let containers: BTreeSet<ItemId> =
        note.entities.iter().flat_map(|&id| view.hierarchy.parents(id).iter().copied()).collect();
    view.displaced(&containers, explained);
    let message = format!("{} in a container that no camera ever read", many(note.count(), "pack"));
    vec![note.finish(view, 0.97, message)]
}

/// Camera rows are missing from the file (a gap in `seq`) just where the packs around this one were read.
fn read_lost(view: &View<'_>, id: ItemId) -> bool {
    let Some(container) = view.hierarchy.parents(id).first() else { return false };
    let Some(packing) = view.packing_of(*container) else { return false };
    let Some(place) = packing.packed.iter().position(|&item| item == id) else { return false };
    let sight = |item: &ItemId| view.reads.sight(*item);
    let before = packing.packed.iter().take(place).rev().find_map(sight);
    let after = packing.packed.iter().skip(place + 1).find_map(sight);
    match (before, after) {
        (Some(before), Some(after)) => view.reads.lost_between(before.row, after.row),
        (Some(one), None) | (None, Some(one)) => view.reads.lost_near(one.row),
        (None, None) => view.reads.lost_rows(),
    }
}

/// AG-108: commissioned, good, but without parent and not declared loose.
///
/// # What it says
/// The camera passed the pack, it was neither sampled, destroyed nor withdrawn, and it is in no container and on no list
/// of loose units.
///
/// # How it happens
/// The aggregation station missed the pack; it fell off the line; it was unpacked and never packed again.
///
/// # Example
/// Packs S40 to S58 and S60 are in case 3, whose sensor counted twenty; S59, read between them, is in no container.
///
/// # What to do next
/// Look for the pack in the containers filled when it came down the line (the evidence names their rows), then beside
/// the line; add it or declare it loose.
///
/// # Source
/// Batch folder contract, equation E4.
pub(super) fn without_parent(view: &View<'_>, explained: &mut Explained) -> Vec<Finding> {
    if view.sets.packed.is_empty() || view.batch.order.packaging.is_empty() {
        return Vec::new();
    }
    let mut note = Note::new(FindingCode::Ag108);
    let active = active_in_l4(view);
    for &id in view.lost.iter().filter(|&&id| !explained.items.contains(id)) {
        if may_be_accounted_for(view, &active, id) || row_lost(view, id) {
            continue;
        }
        note.name(id).show_reads(view, id);
        if let Some(sight) = view.reads.sight(id) {
            note.at(sight.t);
        }
        note.show_steps(view, view.hierarchy.stays(id).iter().filter_map(|stay| stay.until));
        for by in [-1, 1] {
            let neighbour = view.reads.neighbour(id, by);
            let stays = neighbour.map(|item| view.hierarchy.stays(item)).unwrap_or_default();
            note.show(Stream::Agg, stays.first().and_then(|stay| view.row_number(stay.from)));
        }
        let looks = view.inspections.iter().filter(|look| look.extra.contains(&id));
        looks.for_each(|look| _ = note.show(Stream::Verify, look.rows.iter().copied()));
    }
    if note.is_empty() {
        return Vec::new();
    }
    for &id in &note.entities {
        explained.items.insert(id);
    }
    let message = format!("{} in no container and not declared loose", many(note.count(), "good pack"));
    vec![note.finish(view, 0.95, message)]
}

/// The packs that the enterprise system holds as commissioned or released.
fn active_in_l4(view: &View<'_>) -> ItemSet {
    let (mut active, mut other) = (ItemSet::default(), ItemSet::default());
    for row in view.batch.l4.iter().flatten() {
        let id = view.context.readings.of(row.item);
        match row.state {
            Some(State::Commissioned | State::Released) => active.insert(id),
            _ => other.insert(id),
        };
    }
    active.less(&other)
}

/// Whether a stream that is absent could account for the pack: then nothing is said.
fn may_be_accounted_for(view: &View<'_>, active: &ItemSet, id: ItemId) -> bool {
    let batch = view.batch;
    // Without the audit trail nobody tells samples and destroyed packs; L4 may.
    if batch.audit.is_none() && !active.contains(id) {
        return true;
    }
    // Without the warehouse's list nobody tells loose packs, except that one in the middle of the run that was never
    // touched is none.
    batch.wms.is_none() && {
        let slot = view.reads.slot(id);
        slot.after.is_none() || !view.hierarchy.stays(id).is_empty()
    }
}

/// Aggregation rows are missing from the file (a gap in `seq`) where the pack would have been added.
fn row_lost(view: &View<'_>, id: ItemId) -> bool {
    let slot = view.reads.slot(id);
    let packing = |at: Option<usize>| at.and_then(|at| view.packings.get(at));
    let from = packing(slot.before).map_or(0, |packing| packing.begun.saturating_sub(1));
    let to = packing(slot.after).map_or(view.hierarchy.steps(), |packing| {
        packing.closed.or(view.hierarchy.entered(packing.id).last().copied()).unwrap_or(packing.begun)
    });
    view.lost_rows_between(from, to)
}
