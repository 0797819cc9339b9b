use std::collections::HashMap;

use super::note::{Explained, Note, many};
use super::view::View;
use crate::batch::Stream;
use crate::findings::{Finding, FindingCode};
use crate::item::ItemId;

/// AG-104: physical content differs from the record: moved after close without unpack.
///
/// # What it says
/// The hand-held audit found a pack in another container than the one it is recorded in, or did not find it in its
/// container. The entities are the containers whose record is wrong, opened or not.
///
/// # How it happens
/// Someone tops up a container from its neighbour, or repairs one, and scans neither remove nor add.
///
/// # Example
/// Case 8 is audited: pack S155, recorded in it, is missing, and S170, recorded in case 9, is there.
///
/// # What to do next
/// Audit the containers named and their neighbours in full; book the moves as remove and add.
///
/// # Source
/// Domain study, fault 12; equation E5.
pub(super) fn moved_after_close(view: &View<'_>, explained: &mut Explained) -> Vec<Finding> {
    let found_in: HashMap<ItemId, ItemId> = view
        .inspections
        .iter()
        .flat_map(|look| look.extra.iter().map(|&item| (item, look.container)))
        .collect();
    let mut note = Note::new(FindingCode::Ag104);
    let mut packs = 0;
    for look in view.inspections.iter().filter(|look| !look.agrees() && !explained.has(look.container)) {
        // A look at a few packs only is no look at the content.
        if look.extra.is_empty() && look.missing.len() > look.found.len().max(2) {
            continue;
        }
        let extra: Vec<(ItemId, ItemId)> = look
            .extra
            .iter()
            .filter(|&&item| is_open(view, explained, item))
            .filter_map(|&item| Some((item, *view.hierarchy.parents(item).first()?)))
            .filter(|(_, home)| !explained.has(*home))
            .collect();
        let missing = look.missing.iter().copied().filter(|&item| is_open(view, explained, item));
        let missing: Vec<(ItemId, Option<&ItemId>)> =
            missing.map(|item| (item, found_in.get(&item))).collect();
        if extra.is_empty() && missing.is_empty() {
            continue;
        }
        packs += extra.len() + missing.iter().filter(|(_, elsewhere)| elsewhere.is_none()).count();
        note.name(look.container).show(Stream::Verify, look.rows.iter().copied()).at(look.t);
        for (item, container) in extra {
            note.name(container).show_steps(view, view.hierarchy.stays(item).last().map(|stay| stay.from));
        }
        for (item, elsewhere) in missing {
            elsewhere.iter().filter(|id| !explained.has(***id)).for_each(|&&id| _ = note.name(id));
            note.show_steps(view, view.hierarchy.stays(item).last().map(|stay| stay.from));
        }
    }
    if note.is_empty() {
        return Vec::new();
    }
    for &id in &note.entities {
        explained.containers.insert(id);
    }
    let message = format!(
        "{} not where the record has them, {} concerned",
        many(packs, "pack"),
        many(note.count(), "container")
    );
    vec![note.finish(view, 0.95, message)]
}

/// Whether nothing else says why a pack is not where the record has it.
fn is_open(view: &View<'_>, explained: &Explained, item: ItemId) -> bool {
    let sets = view.sets;
    // Where there are cameras, a pack that none of them passed is in the wrong place for a reason of its own.
    let good = view.batch.camera.is_none() || !view.is_unit(item) || sets.commissioned.contains(item);
    good && view.hierarchy.parents(item).len() == 1
        && !explained.items.contains(item)
        && !view.context.claimed(view.item(item))
        && !sets.sampled.contains(item)
        && !sets.destroyed.contains(item)
        && !sets.inactive.contains(item)
        && !view.sample_events.contains(item)
}
