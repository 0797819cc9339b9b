use super::LastSeen;
use super::id_map::IdMap;
use super::item_set::ItemSet;
use super::timeline::timeline;
use crate::batch::{Batch, Read, Stream, Time, Word};
use crate::item::ItemId;

/// Where each of a few items was recorded last: on the line if it ever was there, else in the trail of changes, else in
/// the systems behind it.
pub(super) fn last_seen(batch: &Batch, items: &ItemSet) -> IdMap<ItemId, LastSeen> {
    let mut trace = Trace { items, sights: IdMap::default() };
    if !items.is_empty() {
        trace.line(batch);
        trace.elsewhere(batch);
    }
    let seen = |id: ItemId| {
        let sight = trace.sights.get(&id).copied().unwrap_or_default();
        LastSeen {
            item: batch.items.get(id),
            row: sight.row,
            station: batch.words.get(sight.station).to_owned(),
            t: sight.t,
            neighbours: sight.neighbours.map(|neighbour| neighbour.map(|id| batch.items.get(id))),
        }
    };
    items.iter().map(|id| (id, seen(id))).collect()
}

#[derive(Clone, Copy, Default)]
struct Sight {
    row: Option<(Stream, u32)>,
    station: Word,
    t: Option<Time>,
    neighbours: [Option<ItemId>; 2],
}

struct Trace<'a> {
    items: &'a ItemSet,
    sights: IdMap<ItemId, Sight>,
}

impl Trace<'_> {
    /// The streams of the line. Its stations have neighbours: what passed just before and just after.
    fn line(&mut self, batch: &Batch) {
        let prints = timeline(batch.printer.as_deref().unwrap_or_default());
        self.station(Stream::Printer, prints.iter().map(|row| (row.row, row.device, row.t, Some(row.item))));
        let reads = timeline(batch.camera.as_deref().unwrap_or_default());
        self.station(
            Stream::Camera,
            reads.iter().map(|row| {
                let item = if let Read::Item(id) = row.read { Some(id) } else { None };
                (row.row, row.device, row.t, item)
            }),
        );
        let steps = timeline(batch.agg.as_deref().unwrap_or_default());
        self.station(Stream::Agg, steps.iter().map(|row| (row.row, row.station, row.t, row.child)));
        let checks = timeline(batch.verify.as_deref().unwrap_or_default());
        self.station(
            Stream::Verify,
            checks.iter().map(|row| (row.row, row.operator, row.t, Some(row.child))),
        );
    }

    fn station(&mut self, stream: Stream, rows: impl Iterator<Item = (u32, Word, Time, Option<ItemId>)>) {
        let mut passing: Vec<(ItemId, u32)> = Vec::new();
        let mut places: IdMap<Word, usize> = IdMap::default();
        // Most rows come from the same station as the one before.
        let mut current = None;
        for (row, station, t, item) in rows {
            let Some(item) = item else { continue };
            let place = match current {
                Some((same, place)) if same == station => place,
                _ => *places.entry(station).or_insert(passing.len()),
            };
            current = Some((station, place));
            let before = passing.get(place).copied().filter(|&(before, _)| before != item);
            if let Some((before, row)) = before
                && self.items.contains(before)
                && let Some(sight) = self.sights.get_mut(&before)
                && sight.row == Some((stream, row))
            {
                sight.neighbours[1] = Some(item);
            }
            if self.items.contains(item) {
                let neighbours = [before.map(|(before, _)| before), None];
                self.note(item, Sight { row: Some((stream, row)), station, t: Some(t), neighbours });
            }
            match passing.get_mut(place) {
                Some(last) => *last = (item, row),
                None => passing.push((item, row)),
            }
        }
    }

    fn note(&mut self, item: ItemId, sight: Sight) {
        let known = self.sights.entry(item).or_default();
        let number = |sight: &Sight| sight.row.map(|(_, row)| row);
        let same_stream = known.row.map(|(stream, _)| stream) == sight.row.map(|(stream, _)| stream);
        if known.t < sight.t || known.t == sight.t && (!same_stream || number(known) <= number(&sight)) {
            *known = sight;
        }
    }

    /// Each system only for items that nothing before it recorded.
    fn elsewhere(&mut self, batch: &Batch) {
        let audit = batch.audit.iter().flatten();
        self.system(Stream::Audit, audit.map(|row| (row.row, row.actor, Some(row.t), row.item)));
        let events = batch.events.iter().flatten();
        self.system(Stream::Events, events.map(|row| (row.row, row.source, Some(row.t), row.item)));
        let stock = batch.wms.iter().flatten();
        self.system(Stream::Wms, stock.map(|row| (row.row, row.location, row.t, Some(row.item))));
        let messages = batch.epcis.iter().flatten();
        let messages = messages.flat_map(|row| row.items.iter().map(move |&id| (row, id)));
        self.system(Stream::Epcis, messages.map(|(row, id)| (row.row, row.biz_step, Some(row.t), Some(id))));
        let enterprise = batch.l4.iter().flatten();
        self.system(Stream::L4, enterprise.map(|row| (row.row, Word::EMPTY, row.updated_at, Some(row.item))));
        let pool = batch.pool.iter().flatten();
        self.system(
            Stream::Pool,
            pool.map(|row| (row.row, Word::EMPTY, row.returned_at.or(row.issued_at), Some(row.item))),
        );
    }

    fn system(
        &mut self,
        stream: Stream,
        rows: impl Iterator<Item = (u32, Word, Option<Time>, Option<ItemId>)>,
    ) {
        for (row, station, t, item) in rows {
            let Some(item) = item.filter(|&item| self.items.contains(item)) else { continue };
            let known = self.sights.get(&item).and_then(|sight| sight.row);
            if known.is_none_or(|(known, _)| known == stream) {
                self.note(item, Sight { row: Some((stream, row)), station, t, neighbours: [None; 2] });
            }
        }
    }
}
