//! How many serials each source holds in each state: the table that shows at a glance where sources part.

use tallymark::batch::{Batch, EpcisAction, EpcisKind, ItemId, Read, State};
use tallymark::hierarchy::Hierarchy;

use super::SourceStates;

/// The columns, in the order of a pack's life: the twelve states, and two things that sources record without being a
/// state (`Rejected` by a camera, `Aggregated` into a container). `Unknown` counts words that map to no state.
const COLUMNS: [&str; 15] = [
    "Unassigned",
    "Unallocated",
    "Allocated",
    "Invalid",
    "Encoded",
    "Rejected",
    "LabelSampled",
    "LabelScrapped",
    "Commissioned",
    "Aggregated",
    "Sampled",
    "Inactive",
    "Destroyed",
    "Released",
    "Unknown",
];

const REJECTED: u8 = 5;
const AGGREGATED: u8 = 9;
const UNKNOWN: u8 = 14;

/// One entry per source that is there and speaks of serials.
pub(super) fn states_by_source(batch: &Batch, hierarchy: &Hierarchy) -> Vec<SourceStates> {
    let mut sources = Vec::new();
    let mut source = |name: &'static str, fill: &mut dyn FnMut(&mut Ledger<'_>)| {
        let mut ledger = Ledger { batch, columns: vec![u8::MAX; batch.items.len()] };
        fill(&mut ledger);
        sources.push(ledger.into_report(name));
    };
    if let Some(rows) = &batch.pool {
        source("pool", &mut |ledger| {
            for row in rows {
                let handed_back = row.returned_at.is_some() && row.state == Some(State::Allocated);
                ledger.set(
                    row.item,
                    if handed_back { column(Some(State::Unallocated)) } else { column(row.state) },
                );
            }
        });
    }
    if let Some(rows) = &batch.printer {
        source("printer", &mut |ledger| {
            rows.iter()
                .filter(|row| row.ok)
                .for_each(|row| ledger.set(row.item, column(Some(State::Encoded))));
        });
    }
    if let Some(rows) = &batch.camera {
        source("camera", &mut |ledger| {
            for row in rows {
                let Read::Item(item) = row.read else { continue };
                if row.reject {
                    ledger.set(item, REJECTED);
                } else if row.decoded && row.matched && !ledger.is(item, REJECTED) {
                    ledger.set(item, column(Some(State::Commissioned)));
                }
            }
        });
    }
    if batch.agg.is_some() {
        source("agg", &mut |ledger| {
            let inside = batch.items.iter().filter(|&(id, _)| !hierarchy.parents(id).is_empty());
            inside.for_each(|(id, _)| ledger.set(id, AGGREGATED));
        });
    }
    if let Some(rows) = &batch.audit {
        source("audit", &mut |ledger| {
            let mut changes: Vec<_> = rows.iter().filter(|row| !row.new.is_empty()).collect();
            changes.sort_by_key(|row| (row.t, row.row));
            for row in changes.into_iter().filter(|row| batch.words.get(row.action) == "status_change") {
                row.item.into_iter().for_each(|item| ledger.set(item, column(row.new_state)));
            }
        });
    }
    if let Some(rows) = &batch.epcis {
        source("epcis", &mut |ledger| {
            let mut events: Vec<_> = rows.iter().filter(|row| row.kind == EpcisKind::Object).collect();
            events.sort_by_key(|row| (row.t, row.row));
            for row in events {
                let state = match (row.action, batch.words.get(row.biz_step)) {
                    (Some(EpcisAction::Add), _) => State::Commissioned,
                    (_, "destroying") => State::Destroyed,
                    (Some(EpcisAction::Delete), _) | (_, "decommissioning") => State::Inactive,
                    (_, "shipping") => State::Released,
                    (_, "sampling") => State::Sampled,
                    _ => continue,
                };
                row.items.iter().for_each(|&item| ledger.set(item, column(Some(state))));
            }
        });
    }
    if let Some(rows) = &batch.l4 {
        source("l4", &mut |ledger| rows.iter().for_each(|row| ledger.set(row.item, column(row.state))));
    }
    if let Some(rows) = &batch.wms {
        source("wms", &mut |ledger| {
            // A container speaks for the packs in it.
            for row in rows {
                hierarchy.descendants(row.item).for_each(|inside| ledger.set(inside, column(row.state)));
                ledger.set(row.item, column(row.state));
            }
        });
    }
    sources
}

/// The column of each item within one source; the last word counts.
struct Ledger<'a> {
    batch: &'a Batch,
    columns: Vec<u8>,
}

impl Ledger<'_> {
    fn set(&mut self, item: ItemId, column: u8) {
        if let Some(place) = self.columns.get_mut(item.index()) {
            *place = column;
        }
    }

    fn is(&self, item: ItemId, column: u8) -> bool {
        self.columns.get(item.index()) == Some(&column)
    }

    fn into_report(self, source: &'static str) -> SourceStates {
        let mut counts = [0_u64; COLUMNS.len()];
        for (id, item) in self.batch.items.iter() {
            let column = self.columns.get(id.index()).copied().map(usize::from);
            if let Some(count) =
                column.and_then(|column| counts.get_mut(column)).filter(|_| item.sgtin().is_some())
            {
                *count += 1;
            }
        }
        SourceStates {
            source,
            serials: counts.iter().sum(),
            states: COLUMNS.into_iter().zip(counts).filter(|&(_, count)| count > 0).collect(),
        }
    }
}

fn column(state: Option<State>) -> u8 {
    match state {
        Some(State::Unassigned) => 0,
        Some(State::Unallocated) => 1,
        Some(State::Allocated) => 2,
        Some(State::Invalid) => 3,
        Some(State::Encoded) => 4,
        Some(State::LabelSampled) => 6,
        Some(State::LabelScrapped) => 7,
        Some(State::Commissioned) => 8,
        Some(State::Sampled) => 10,
        Some(State::Inactive) => 11,
        Some(State::Destroyed) => 12,
        Some(State::Released) => 13,
        None => UNKNOWN,
    }
}
