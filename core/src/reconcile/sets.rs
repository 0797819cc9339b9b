use super::id_map::IdSet;
use super::item_set::ItemSet;
use super::readings::Readings;
use super::timeline::timeline;
use crate::batch::{Batch, EpcisAction, EpcisKind, EpcisRow, State, Word, Words};
use crate::hierarchy::Hierarchy;
use crate::item::Item;

/// The sets of serials that the equations compare, as the systems recorded them.
///
/// Only trade items (SGTIN) that are no containers are members. The set of an absent stream is empty; whether a stream
/// was there is for [`Batch`] to say.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Sets {
    /// Allocated to the order: every number of `pool.csv`.
    pub pool: ItemSet,
    /// Handed back unused: `returned_at` is set, or the pool says Unallocated or Unassigned.
    pub unused_returned: ItemSet,
    /// Never to be used: the pool or the audit trail says Invalid.
    pub invalidated: ItemSet,
    /// Printed: some row has the result ok.
    pub encoded: ItemSet,
    /// Printed with whatever result.
    pub printed: ItemSet,
    /// Verified good by a camera: decoded, matched, not rejected.
    pub commissioned: ItemSet,
    /// Read in a row that asks for rejection.
    pub verify_reject: ItemSet,
    /// Read by a camera with whatever verdict.
    pub seen: ItemSet,
    /// Label taken as a sample (audit trail).
    pub label_sampled: ItemSet,
    /// Label destroyed (audit trail).
    pub label_scrapped: ItemSet,
    /// Pack taken as a sample (audit trail).
    pub sampled: ItemSet,
    /// Withdrawn (audit trail).
    pub inactive: ItemSet,
    /// Destroyed, commissioned before or not (audit trail).
    pub destroyed: ItemSet,
    /// Commissioned, neither sampled nor destroyed.
    pub active_good: ItemSet,
    /// In exactly one active parent.
    pub aggregated: ItemSet,
    /// In any active parent.
    pub packed: ItemSet,
    /// Ever added to a container, still in it or not.
    pub ever_packed: ItemSet,
    /// Listed loose by the warehouse, or declared loose in the audit trail.
    pub loose_declared: ItemSet,
    /// Commissioned as the enterprise system sees it.
    pub l4: ItemSet,
    /// Object events with action ADD, less those declared wrong.
    pub epcis_add: ItemSet,
    /// Used as a container in the aggregation or EPCIS stream, SSCC or SGTIN.
    pub containers: ItemSet,
}

impl Sets {
    /// Reads every stream once; damaged identifiers stand for what `readings` says.
    pub(crate) fn of(batch: &Batch, hierarchy: &Hierarchy, readings: &Readings) -> Self {
        let mut sets = Sets::default();
        sets.add_containers(batch, readings);
        let serial: ItemSet =
            batch.items.iter().filter(|(_, item)| matches!(item, Item::Sgtin(_))).map(|(id, _)| id).collect();
        let units = serial.less(&sets.containers);
        sets.add_line(batch, readings);
        sets.add_audit(batch, readings);
        sets.add_pool(batch, readings);
        sets.add_partners(batch, readings);
        for (id, parents) in units.iter().map(|id| (id, hierarchy.parents(id).len())) {
            if parents > 0 {
                sets.packed.insert(id);
            }
            if parents == 1 {
                sets.aggregated.insert(id);
            }
        }
        let children = batch.agg.iter().flatten().filter_map(|row| row.child);
        sets.ever_packed.extend(children.map(|id| readings.of(id)));
        for set in sets.all_mut() {
            *set = set.and(&units);
        }
        sets.active_good = sets.commissioned.less(&sets.sampled).less(&sets.destroyed);
        sets
    }

    /// Everything that must hold units only.
    fn all_mut(&mut self) -> [&mut ItemSet; 17] {
        [
            &mut self.pool,
            &mut self.unused_returned,
            &mut self.invalidated,
            &mut self.encoded,
            &mut self.printed,
            &mut self.commissioned,
            &mut self.verify_reject,
            &mut self.seen,
            &mut self.label_sampled,
            &mut self.label_scrapped,
            &mut self.sampled,
            &mut self.inactive,
            &mut self.destroyed,
            &mut self.ever_packed,
            &mut self.loose_declared,
            &mut self.l4,
            &mut self.epcis_add,
        ]
    }

    fn add_containers(&mut self, batch: &Batch, readings: &Readings) {
        self.containers.extend(batch.agg.iter().flatten().map(|row| readings.of(row.parent)));
        let aggregations = batch.epcis.iter().flatten().filter(|row| row.kind == EpcisKind::Aggregation);
        self.containers.extend(aggregations.filter_map(|row| row.parent).map(|id| readings.of(id)));
    }

    fn add_pool(&mut self, batch: &Batch, readings: &Readings) {
        for row in batch.pool.iter().flatten() {
            let id = readings.of(row.item);
            self.pool.insert(id);
            if row.returned_at.is_some() || matches!(row.state, Some(State::Unallocated | State::Unassigned))
            {
                self.unused_returned.insert(id);
            }
            if row.state == Some(State::Invalid) {
                self.invalidated.insert(id);
            }
        }
    }

    fn add_line(&mut self, batch: &Batch, readings: &Readings) {
        for row in batch.printer.iter().flatten() {
            let id = readings.of(row.item);
            self.printed.insert(id);
            if row.ok {
                self.encoded.insert(id);
            }
        }
        for row in batch.camera.iter().flatten() {
            let Some(id) = readings.seen(row) else { continue };
            self.seen.insert(id);
            if row.reject {
                self.verify_reject.insert(id);
            } else if row.decoded && row.matched {
                self.commissioned.insert(id);
            }
        }
    }

    fn add_audit(&mut self, batch: &Batch, readings: &Readings) {
        for row in timeline(batch.audit.as_deref().unwrap_or_default()).iter() {
            let Some(id) = row.item.map(|id| readings.of(id)) else { continue };
            if is_action(&batch.words, row.action, "declare_loose") {
                self.loose_declared.insert(id);
            }
            // An item is in one state: a later change takes the place of an earlier one.
            let Some(state) = row.new_state else { continue };
            for (of, set) in [
                (State::Invalid, &mut self.invalidated),
                (State::LabelSampled, &mut self.label_sampled),
                (State::LabelScrapped, &mut self.label_scrapped),
                (State::Sampled, &mut self.sampled),
                (State::Inactive, &mut self.inactive),
                (State::Destroyed, &mut self.destroyed),
            ] {
                if of == state {
                    set.insert(id);
                } else {
                    set.remove(id);
                }
            }
        }
    }

    fn add_partners(&mut self, batch: &Batch, readings: &Readings) {
        for row in batch.l4.iter().flatten() {
            if row.state.is_some_and(is_l4_commissioned) {
                self.l4.insert(readings.of(row.item));
            }
        }
        self.loose_declared.extend(batch.wms.iter().flatten().map(|row| readings.of(row.item)));
        let withdrawn = withdrawn_events(batch);
        for row in batch.epcis.iter().flatten().filter(|row| is_commissioning(row)) {
            if !withdrawn.contains(&row.event_id) {
                self.epcis_add.extend(row.items.iter().map(|&id| readings.of(id)));
            }
        }
    }
}

/// Whether a word of `audit.csv` is this action, in any case.
pub(crate) fn is_action(words: &Words, word: Word, action: &str) -> bool {
    words.get(word).trim().eq_ignore_ascii_case(action)
}

/// The states in which the enterprise system holds a serial as commissioned.
pub(crate) fn is_l4_commissioned(state: State) -> bool {
    matches!(
        state,
        State::Commissioned | State::Sampled | State::Inactive | State::Destroyed | State::Released
    )
}

/// An ObjectEvent with action ADD that is not itself a declaration of an error.
pub(crate) fn is_commissioning(row: &EpcisRow) -> bool {
    row.kind == EpcisKind::Object && row.action == Some(EpcisAction::Add) && !row.error_declaration
}

/// The eventIDs that an error declaration names as wrong (EPCIS 2.0, 7.4.1.3).
pub(crate) fn withdrawn_events(batch: &Batch) -> IdSet<Word> {
    let declarations = batch.epcis.iter().flatten().filter(|row| row.error_declaration);
    declarations.map(|row| row.event_id).filter(|id| !id.is_empty()).collect()
}
