//! Identifiers and their encoding.

mod pool;
mod readings;
mod symbol;
#[cfg(test)]
mod tests;

pub(super) use pool::id140;
pub(super) use readings::find as find_readings;
pub(super) use symbol::{Labelled, id130, labelled};

use super::{Context, Draft, Finding, FindingCode};
use crate::batch::{Batch, Read, Stream, Word};
use crate::item::ItemId;
use crate::reconcile::IdSet;

/// ID-101: a text that is another reading of a known item. The entities are the known items.
pub(super) fn id101(context: &Context<'_>) -> Vec<Finding> {
    let (batch, readings) = (context.batch, context.readings);
    let mut draft = Draft::new(FindingCode::Id101);
    let folded = folded_lots(batch);
    if readings.is_empty() && folded.is_empty() {
        return Vec::new();
    }
    for row in batch.camera.iter().flatten() {
        let meant = match row.read {
            Read::Item(id) if folded.contains(&row.lot) => Some(readings.of(id)),
            Read::Item(id) => readings.items.get(&id).copied(),
            Read::Bad => readings.camera.get(&row.row).copied(),
            Read::None => None,
        };
        if let Some(meant) = meant {
            draft.item(context.item(meant));
            draft.row(Stream::Camera, row.row, Some(row.t));
        }
    }
    let mut note = |stream, row, t, recorded: ItemId| {
        if let Some(&meant) = readings.items.get(&recorded) {
            draft.item(context.item(meant));
            draft.row(stream, row, t);
        }
    };
    for row in batch.agg.iter().flatten() {
        row.child.into_iter().for_each(|id| note(Stream::Agg, row.row, Some(row.t), id));
    }
    for row in batch.verify.iter().flatten() {
        note(Stream::Verify, row.row, Some(row.t), row.child);
    }
    for row in batch.audit.iter().flatten() {
        row.item.into_iter().for_each(|id| note(Stream::Audit, row.row, Some(row.t), id));
    }
    for row in batch.events.iter().flatten() {
        row.item.into_iter().for_each(|id| note(Stream::Events, row.row, Some(row.t), id));
    }
    for row in batch.epcis.iter().flatten() {
        row.items.iter().for_each(|&id| note(Stream::Epcis, row.row, Some(row.t), id));
    }
    for row in batch.l4.iter().flatten() {
        note(Stream::L4, row.row, row.updated_at, row.item);
    }
    for row in batch.wms.iter().flatten() {
        note(Stream::Wms, row.row, row.t, row.item);
    }
    let message = |count| {
        format!(
            "{count} packs were read with separators lost or case changed; the texts name the packs all the same"
        )
    };
    draft.finish(0.98, message).into_iter().collect()
}

/// Lot texts of symbols that differ from the order's in upper and lower case only and that nobody printed: a serial of
/// digits shows no change of case, the lot beside it does.
fn folded_lots(batch: &Batch) -> IdSet<Word> {
    let lot = batch.order.lot.trim();
    let differs = |word: &Word| {
        let text = batch.words.get(*word).trim();
        text != lot && text.eq_ignore_ascii_case(lot)
    };
    let mut folded: IdSet<Word> = batch.camera.iter().flatten().map(|row| row.lot).collect();
    folded.retain(differs);
    for row in batch.printer.iter().flatten() {
        folded.remove(&row.lot);
    }
    folded
}
