use super::note::{Explained, Note, many};
use super::view::View;
use crate::findings::{Finding, FindingCode};
use crate::item::ItemId;

/// AG-105: cycle, self-parent or wrong packaging level.
///
/// # What it says
/// The recorded contents contradict the packaging: a container is inside itself, directly or through others, or
/// something stands in a container that is not of the next level, such as a pack directly on a pallet or a case in a
/// case. The entities are the items that are in the wrong place, and all containers of a cycle.
///
/// # How it happens
/// A label of another level was scanned as parent or child; a station ran an outdated pack configuration.
///
/// # Example
/// Case 17 holds packs, stands on pallet 2, and a later row adds pallet 2 to case 17.
///
/// # What to do next
/// Scan the containers by hand, inside out; correct the record by remove and add.
///
/// # Source
/// GS1 General Specifications 2.2 (logistic units); CBV 2.0, 7.1 packing; OPC 30260, each level its own aggregation.
pub(super) fn wrong_level(view: &View<'_>, explained: &mut Explained) -> Vec<Finding> {
    let mut note = Note::new(FindingCode::Ag105);
    let (mut on_cycles, mut misplaced) = (0, 0);
    for packing in &view.packings {
        let container = packing.id;
        if view.hierarchy.children(container).iter().any(|&child| view.is_container(child))
            && view.hierarchy.ancestors(container).contains(&container)
        {
            note.name(container);
            on_cycles += 1;
        }
    }
    let cycle = note.entities.clone();
    for packing in &view.packings {
        let container = packing.id;
        let steps = view.hierarchy.entered(container);
        for (&child, &step) in view.hierarchy.children(container).iter().zip(steps) {
            let on_cycle = cycle.contains(&child) && cycle.contains(&container);
            if on_cycle {
                note.show_steps(view, [step]);
            } else if is_misplaced(view, child, container) && !view.context.claimed(view.item(child)) {
                note.name(child).show_steps(view, [step]);
                misplaced += 1;
            }
        }
    }
    if note.is_empty() {
        return Vec::new();
    }
    for &id in &note.entities {
        explained.items.insert(id);
    }
    let message = match (on_cycles, misplaced) {
        (cycle, 0) => format!("{} inside itself", many(cycle, "container")),
        (0, misplaced) => format!("{} in a container of the wrong level", many(misplaced, "item")),
        (cycle, misplaced) => {
            format!(
                "{} inside itself, {} at the wrong level",
                many(cycle, "container"),
                many(misplaced, "item")
            )
        }
    };
    vec![note.finish(view, 1.0, message)]
}

fn is_misplaced(view: &View<'_>, child: ItemId, container: ItemId) -> bool {
    match (view.levels.of(child), view.levels.of(container)) {
        (Some(inner), Some(outer)) => inner + 1 != outer,
        _ => false,
    }
}

/// AG-102: item in two active parents.
///
/// # What it says
/// The record has an item in more than one container at once. It is physically in one of them at most.
///
/// # How it happens
/// Packs are put into another container without an unpack scan; one pack is scanned at two stations.
///
/// # Example
/// Pack S17 is added to case 4 at 10:02 and, with no remove between, to case 9 at 10:40.
///
/// # What to do next
/// Look into both containers; remove the item from the one it is not in.
///
/// # Source
/// EPCIS 2.0, 7.4.2: an object is in one aggregation of a kind at a time; the batch's equation E4.
pub(super) fn two_parents(view: &View<'_>, explained: &mut Explained) -> Vec<Finding> {
    let mut note = Note::new(FindingCode::Ag102);
    for (id, _) in view.batch.items.iter() {
        let parents = view.hierarchy.parents(id);
        if parents.len() < 2 || explained.items.contains(id) || view.context.claimed(view.item(id)) {
            continue;
        }
        note.name(id).show_steps(view, view.hierarchy.stays(id).iter().map(|stay| stay.from));
    }
    if note.is_empty() {
        return Vec::new();
    }
    for &id in &note.entities {
        explained.items.insert(id);
    }
    let message = format!("{} recorded in more than one container at once", many(note.count(), "item"));
    vec![note.finish(view, 1.0, message)]
}
