use std::collections::{BTreeSet, HashMap};

use super::note::{Explained, Note, many};
use super::view::{Packing, View};
use crate::batch::Stream;
use crate::findings::{Finding, FindingCode};
use crate::item::ItemId;

/// AG-112: partial container not declared.
///
/// # What it says
/// A container was closed with fewer items than fill it, nobody declared it partial, and no sample, lost pack or other
/// finding accounts for the difference.
///
/// # How it happens
/// At the end of an order, or before a break, the last container is closed as if it were full.
///
/// # Example
/// Case 994 is closed with 13 of 20 packs; the audit trail has no `declare_partial` for it.
///
/// Of pallets and other outer levels the last one is let pass, unless other partial ones of its level were declared:
/// many sites declare partial cases only.
///
/// # What to do next
/// Count the container; declare it partial with its true count, or top it up.
///
/// # Source
/// Batch folder contract, `declare_partial`; equation E5.
pub(super) fn partial(view: &View<'_>, explained: &mut Explained) -> Vec<Finding> {
    if view.batch.audit.is_none() {
        return Vec::new();
    }
    let in_slots = items_outside(view, explained);
    let mut note = Note::new(FindingCode::Ag112);
    let mut figures = None;
    for (at, packing) in view.packings.iter().enumerate() {
        let Some(capacity) = view.capacity(packing.level).filter(|&capacity| packing.packed.len() < capacity)
        else {
            continue;
        };
        let short = capacity - packing.packed.len();
        let accounted = in_slots.get(&at).copied().unwrap_or(0);
        let judged = packing.closed.is_some() && !packing.packed.is_empty();
        // Closed too early and filled up afterwards, or written down in another order.
        let ever: BTreeSet<ItemId> = view.hierarchy.held(packing.id).iter().map(|stay| stay.item).collect();
        let passes = explained.has(packing.id)
            || ever.len() >= capacity
            || explained.resized.contains(packing.id)
            || view.declared.contains(packing.id)
            || accounted >= short
            || lets_pass(view, at, packing, short)
            || view
                .lost_rows_between(packing.begun.saturating_sub(1), packing.closed.unwrap_or(packing.begun));
        if judged && !passes {
            note.name(packing.id).show_steps(view, std::iter::once(packing.begun).chain(packing.closed));
            figures = Some((packing.packed.len(), capacity));
        }
    }
    if note.is_empty() {
        return Vec::new();
    }
    for &id in &note.entities {
        explained.containers.insert(id);
    }
    let message = match (figures, note.count()) {
        (Some((packed, capacity)), 1) => {
            format!("1 container closed with {packed} of {capacity}, not declared partial")
        }
        (_, count) => format!("{} closed short, not declared partial", many(count, "container")),
    };
    vec![note.finish(view, 0.95, message)]
}

/// The last container of an outer level, unless declaring such is the custom; or one that lacks containers which stand
/// in none.
fn lets_pass(view: &View<'_>, at: usize, packing: &Packing, short: usize) -> bool {
    let Some(level) = packing.level.filter(|&level| level > 1) else { return false };
    let custom =
        view.packings.iter().any(|other| other.level == Some(level) && view.declared.contains(other.id));
    let inner =
        |other: &&Packing| other.level == Some(level - 1) && view.hierarchy.parents(other.id).is_empty();
    view.is_last(at) && !custom || view.packings.iter().filter(inner).take(short).count() == short
}

/// How many items came down the line where each container was filled and are not in it by a fault: lost, a sample that
/// nobody booked, elsewhere. What was taken off the line rightly (sampled, destroyed, left over at the end) does not
/// count: the next pack took its place.
fn items_outside(view: &View<'_>, explained: &Explained) -> HashMap<usize, usize> {
    let sets = view.sets;
    let rightly = sets.sampled.or(&sets.destroyed).or(&sets.inactive);
    let unpacked = sets.commissioned.less(&sets.packed).less(&rightly);
    let misplaced = sets.packed.iter().filter(|&id| explained.items.contains(id)).collect();
    let mut outside = HashMap::new();
    for id in unpacked.or(&misplaced).iter() {
        let slot = view.reads.slot(id);
        if sets.loose_declared.contains(id) && slot.before != slot.after {
            continue;
        }
        let slots = [slot.before, slot.after.filter(|_| slot.after != slot.before)];
        for packing in slots.into_iter().flatten() {
            if view.packings.get(packing).is_some_and(|packing| !packing.packed.contains(&id)) {
                *outside.entry(packing).or_default() += 1;
            }
        }
    }
    outside
}

/// AG-113: contents follow another (old) pack size throughout.
///
/// # What it says
/// Nearly all containers of a level hold the same number of items, and it is not the number that the order states. The
/// entities are these containers. They are not reported as partial as well.
///
/// # How it happens
/// The station runs an outdated pack configuration.
///
/// # Example
/// The order states cases of 20; 412 of 413 cases hold 24.
///
/// # What to do next
/// Compare the recipe on the station with the released one; decide which is right before anything is relabelled.
///
/// # Source
/// Domain study, fault 20.
pub(super) fn other_pack_size(view: &View<'_>, explained: &mut Explained) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, packaging) in (1_u8..).zip(&view.batch.order.packaging) {
        let of_level = |packing: &&Packing| packing.level == Some(number) && !packing.packed.is_empty();
        let judged: Vec<&Packing> = view
            .packings
            .iter()
            .filter(of_level)
            .filter(|packing| !explained.has(packing.id) && !view.declared.contains(packing.id))
            .collect();
        let mut sizes: HashMap<usize, usize> = HashMap::new();
        for packing in &judged {
            *sizes.entry(packing.packed.len()).or_default() += 1;
        }
        let usual = sizes.into_iter().max_by_key(|&(size, count)| (count, size));
        let Some((size, count)) = usual.filter(|&(size, _)| size != packaging.capacity as usize) else {
            continue;
        };
        // One container more or less may be the last, partial one.
        if count < 3 || 5 * count < 4 * judged.len().saturating_sub(1) || size < 2 {
            continue;
        }
        let mut note = Note::new(FindingCode::Ag113);
        for packing in judged {
            if packing.packed.len() == size {
                note.name(packing.id).show_steps(view, std::iter::once(packing.begun).chain(packing.closed));
            }
            explained.resized.insert(packing.id);
        }
        let configured = view.batch.events.iter().flatten().filter(|row| {
            ["recipe", "config"].iter().any(|kind| view.batch.words.get(row.kind).eq_ignore_ascii_case(kind))
        });
        note.show(Stream::Events, configured.map(|row| row.row));
        let message = format!("{count} containers hold {size}, the order states {}", packaging.capacity);
        findings.push(note.finish(view, 0.98, message));
    }
    findings
}
