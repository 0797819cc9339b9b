use std::collections::{HashMap, HashSet};

use super::note::{Explained, Note, many};
use super::view::{Packing, View};
use crate::batch::{EpcisAction, EpcisKind, State, Stream, Word};
use crate::findings::{Finding, FindingCode};
use crate::item::{Item, ItemId};

/// AG-111: SSCC reused within its retention time.
///
/// # What it says
/// One container number stands for two containers: it was filled again after it was closed, or it was in use before this
/// order filled it.
///
/// # How it happens
/// A number range was issued again too early; a label was printed twice and put on two containers.
///
/// # Example
/// Case number …0018 is closed with twenty packs at 09:10, and twenty other packs are added to it from 11:32 on.
///
/// # What to do next
/// Find both containers and relabel one; tell partners if either was shipped.
///
/// # Source
/// GS1 General Specifications 4.3.1 and GS1 Logistic Label Guideline: an SSCC is not allocated again within one year.
pub(super) fn reused(view: &View<'_>, explained: &mut Explained) -> Vec<Finding> {
    let mut note = Note::new(FindingCode::Ag111);
    for packing in &view.packings {
        if explained.has(packing.id) || !matches!(view.item(packing.id), Item::Sscc(_)) {
            continue;
        }
        if let Some(steps) = filled_again(view, packing) {
            note.name(packing.id).show_steps(view, steps);
        }
    }
    for (container, stream, rows) in spent_numbers(view).into_iter().chain(used_before(view)) {
        if !explained.has(container) {
            note.name(container).show(stream, rows);
            note.show_steps(view, view.packing_of(container).map(|packing| packing.begun));
        }
    }
    if note.is_empty() {
        return Vec::new();
    }
    for &id in &note.entities {
        explained.containers.insert(id);
    }
    let message = format!("{} used for more than one container", many(note.count(), "container number"));
    vec![note.finish(view, 0.95, message)]
}

/// After a close, other items went in, more than a repair needs and more than fits beside what it held.
fn filled_again(view: &View<'_>, packing: &Packing) -> Option<Vec<u32>> {
    let first_close = packing
        .closes
        .iter()
        .copied()
        .find(|&close| !view.hierarchy.contents_at(packing.id, close).is_empty())?;
    let held = view.hierarchy.held(packing.id);
    let before: HashSet<ItemId> =
        held.iter().filter(|stay| stay.from < first_close).map(|stay| stay.item).collect();
    let closed_at = view.row(first_close)?.t;
    let fresh: Vec<u32> = held
        .iter()
        .filter(|stay| stay.from > first_close && !before.contains(&stay.item))
        .filter(|stay| view.row(stay.from).is_some_and(|row| row.t > closed_at))
        .map(|stay| stay.from)
        .collect();
    let distinct: HashSet<ItemId> = held.iter().map(|stay| stay.item).collect();
    let capacity = view.capacity(packing.level).unwrap_or(before.len());
    // The close that follows belongs to another container, which holds nothing: its packs were scanned into this one
    // (AG-101).
    let closes_other = |step: u32| {
        view.row(step).is_some_and(|row| {
            row.child.is_none() && row.parent != packing.id && view.hierarchy.children(row.parent).is_empty()
        })
    };
    if fresh.last().is_some_and(|&last| closes_other(last + 1)) {
        return None;
    }
    let other_content = 2 * fresh.len() > before.len().max(2) && distinct.len() > capacity + 1;
    other_content.then(|| held.iter().map(|stay| stay.from).chain(packing.closes.iter().copied()).collect())
}

/// Numbers that the pool lists as spent, or twice, while it has the others of this order as fresh.
///
/// A container that was emptied since is rightly spent, and so is one that this order shipped, which only messages or the
/// warehouse can tell.
fn spent_numbers(view: &View<'_>) -> Vec<(ItemId, Stream, Vec<u32>)> {
    let left = left_the_site(view);
    let mut listed: HashMap<ItemId, Vec<(u32, bool)>> = HashMap::new();
    for row in view.batch.sscc_pool.iter().flatten() {
        let spent = match row.state {
            Some(State::Released) => left.as_ref().is_some_and(|left| !left.contains(&row.item)),
            Some(State::Destroyed | State::Invalid | State::Inactive) => true,
            _ => false,
        };
        listed.entry(row.item).or_default().push((row.row, spent));
    }
    let filled = view.packings.iter().filter(|packing| !view.hierarchy.children(packing.id).is_empty());
    let used: Vec<(ItemId, &Vec<(u32, bool)>)> =
        filled.filter_map(|packing| Some((packing.id, listed.get(&packing.id)?))).collect();
    let suspect = |rows: &[(u32, bool)]| rows.len() > 1 || rows.iter().any(|&(_, spent)| spent);
    let suspects = used.iter().filter(|(_, rows)| suspect(rows)).count();
    // A pool brought up to date after the order has all numbers as used.
    if 5 * suspects > used.len() {
        return Vec::new();
    }
    let suspects = used.into_iter().filter(|(_, rows)| suspect(rows));
    suspects.map(|(id, rows)| (id, Stream::SsccPool, rows.iter().map(|&(row, _)| row).collect())).collect()
}

/// Containers that were shipped, alone or in another; `None` if no stream would tell.
fn left_the_site(view: &View<'_>) -> Option<HashSet<ItemId>> {
    let batch = view.batch;
    if batch.epcis.is_none() && batch.wms.is_none() {
        return None;
    }
    let shipping = |word: Word| matches!(batch.words.get(word), "shipping" | "departing");
    let messages = batch.epcis.iter().flatten().filter(|row| shipping(row.biz_step));
    let stock = batch.wms.iter().flatten().filter(|row| row.state == Some(State::Released));
    let shipped = messages.flat_map(|row| row.items.iter().copied()).chain(stock.map(|row| row.item));
    Some(shipped.flat_map(|id| std::iter::once(id).chain(view.hierarchy.descendants(id))).collect())
}

/// Containers that EPCIS has as packed or shipped, or the warehouse as there, long before this order filled them.
fn used_before(view: &View<'_>) -> Vec<(ItemId, Stream, Vec<u32>)> {
    // More than any clock is off, and more than a time zone.
    const LONG: i64 = 26 * 3_600;
    let begun: HashMap<ItemId, i64> =
        view.packings.iter().map(|packing| (packing.id, packing.from.as_second())).collect();
    let mut before: HashMap<(ItemId, Stream), Vec<u32>> = HashMap::new();
    let mut note = |id: ItemId, stream: Stream, t: i64, row: u32| {
        if begun.get(&id).is_some_and(|&begun| t < begun - LONG) {
            before.entry((id, stream)).or_default().push(row);
        }
    };
    for row in view.batch.epcis.iter().flatten() {
        let packs = row.kind == EpcisKind::Aggregation && row.action == Some(EpcisAction::Add);
        if let (Some(parent), true) = (row.parent, packs) {
            note(parent, Stream::Epcis, row.t.as_second(), row.row);
        }
        if matches!(view.batch.words.get(row.biz_step), "shipping" | "departing" | "receiving") {
            row.items.iter().for_each(|&item| note(item, Stream::Epcis, row.t.as_second(), row.row));
        }
    }
    for row in view.batch.wms.iter().flatten() {
        if let Some(t) = row.t {
            note(row.item, Stream::Wms, t.as_second(), row.row);
        }
    }
    let containers: HashSet<ItemId> = before.keys().map(|&(id, _)| id).collect();
    if 5 * containers.len() > begun.len() {
        return Vec::new();
    }
    before.into_iter().map(|((id, stream), rows)| (id, stream, rows)).collect()
}
