use std::collections::HashMap;

use super::note::{Explained, Note, many};
use super::view::View;
use crate::batch::{Read, Stream, Word};
use crate::findings::{Finding, FindingCode};
use crate::item::{Item, ItemId};

/// AG-110: mixed lot or mixed GTIN in a homogeneous container.
///
/// # What it says
/// A container of this order holds a pack of another trade item or another lot. The entities are the containers.
///
/// # How it happens
/// Packs left over from another order are put in by hand; a returned pack is topped up into the wrong container.
///
/// # Example
/// Case 22 holds nineteen packs of lot A7B21 and one whose symbol says lot A7B12.
///
/// A foreign pack that came down the line past a camera is RX-221, a lot text that is wrong for most packs ID-130.
///
/// # What to do next
/// Open the container and take the pack out; look for its companions, and for the packs that it displaced.
///
/// # Source
/// GS1 General Specifications 4.2 (homogeneous logistic units: AI 02, 37 and 10 name one trade item and one lot).
pub(super) fn mixed(view: &View<'_>, explained: &mut Explained) -> Vec<Finding> {
    let lots = Lots::of(view);
    let mut note = Note::new(FindingCode::Ag110);
    let mut packs = 0;
    for packing in &view.packings {
        for &item in view.hierarchy.children(packing.id) {
            if !matches!(view.item(item), Item::Sgtin(_))
                || view.is_container(item)
                || explained.items.contains(item)
            {
                continue;
            }
            let Some(rows) = lots.foreign(view, item) else { continue };
            packs += 1;
            note.name(packing.id);
            note.show_steps(view, view.stays_in(item, packing.id).iter().map(|stay| stay.from));
            for (stream, rows) in rows {
                note.show(stream, rows);
            }
            explained.items.insert(item);
        }
    }
    if note.is_empty() {
        return Vec::new();
    }
    // What the stranger displaced is not another fault.
    for &id in &note.entities {
        explained.containers.insert(id);
    }
    view.displaced(&note.entities, explained);
    let message = format!(
        "{} of another lot or trade item in {}",
        many(packs, "pack"),
        many(note.count(), "container")
    );
    vec![note.finish(view, 0.97, message)]
}

/// What the streams say about the lot of each pack, where it is not the order's.
#[derive(Default)]
struct Lots {
    /// Packs whose symbol was read or printed with the order's lot.
    own: std::collections::HashSet<ItemId>,
    other: HashMap<ItemId, Vec<(Stream, u32)>>,
}

impl Lots {
    fn of(view: &View<'_>) -> Self {
        let batch = view.batch;
        let mut lots = Lots::default();
        let lot = |word: Word| batch.words.get(word).trim();
        let is_own = |word: Word| lot(word) == batch.order.lot;
        let mut physical: Vec<(Stream, u32, ItemId, bool)> = Vec::new();
        for row in batch.camera.iter().flatten().filter(|row| !lot(row.lot).is_empty()) {
            // What a damaged text says about the lot is damaged, too.
            if let Read::Item(item) = row.read
                && !view.context.readings.items.contains_key(&item)
            {
                physical.push((Stream::Camera, row.row, item, is_own(row.lot)));
            }
        }
        for row in batch.printer.iter().flatten().filter(|row| row.ok && !lot(row.lot).is_empty()) {
            physical.push((Stream::Printer, row.row, row.item, is_own(row.lot)));
        }
        let mut told: Vec<(Stream, u32, ItemId, bool)> = Vec::new();
        for row in batch.l4.iter().flatten().filter(|row| !lot(row.lot).is_empty()) {
            told.push((Stream::L4, row.row, row.item, is_own(row.lot)));
        }
        for row in batch.epcis.iter().flatten().filter(|row| row.parent.is_none() && !lot(row.lot).is_empty())
        {
            told.extend(row.items.iter().map(|&item| (Stream::Epcis, row.row, item, is_own(row.lot))));
        }
        for rows in [physical, told] {
            for stream in [Stream::Camera, Stream::Printer, Stream::L4, Stream::Epcis] {
                let of_stream = || rows.iter().filter(move |row| row.0 == stream);
                // A lot text that is wrong for a good part of the packs is wrong in the system, not on the packs.
                let others = of_stream().filter(|row| !row.3).count();
                if 5 * others > of_stream().count() {
                    continue;
                }
                for &(stream, row, item, own) in of_stream() {
                    match own {
                        true => _ = lots.own.insert(item),
                        false => lots.other.entry(item).or_default().push((stream, row)),
                    }
                }
            }
        }
        lots
    }

    /// The rows that show that a pack does not belong to the order; `None` if it does, or if another finding says so.
    fn foreign(&self, view: &View<'_>, id: ItemId) -> Option<Vec<(Stream, Vec<u32>)>> {
        let item = view.item(id);
        if view.context.claimed(item) {
            return None;
        }
        let foreign_gtin = item.sgtin().is_some_and(|sgtin| sgtin.gtin != view.batch.order.gtin);
        if foreign_gtin && !view.sets.seen.contains(id) {
            return Some(Vec::new());
        }
        let rows = self.other.get(&id)?;
        (!self.own.contains(&id)).then(|| rows.iter().map(|&(stream, row)| (stream, vec![row])).collect())
    }
}
