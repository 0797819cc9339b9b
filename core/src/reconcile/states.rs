use super::Sets;
use super::id_map::IdSet;
use super::timeline::timeline;
use crate::batch::{Batch, EpcisRow, State, Stream, Time, Words};
use crate::hierarchy::Hierarchy;
use crate::item::{Item, ItemId};

/// How many serials a source holds in each state of the model: a bar of the waterfall from pool to release.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StateCounts {
    /// The source.
    pub source: Stream,
    /// Serials by state, in the order of the model's numbers.
    pub counts: [u64; 12],
    /// Serials whose word maps to no state.
    pub unknown: u64,
}

impl StateCounts {
    /// The serials in one state.
    #[must_use]
    pub fn in_state(&self, state: State) -> u64 {
        self.counts.get(state as usize).copied().unwrap_or(0)
    }

    /// All serials that the source holds.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().sum::<u64>() + self.unknown
    }
}

/// The state of every item, one byte each.
#[derive(Clone, Debug, Default)]
pub(super) struct States {
    of: Vec<u8>,
}

const NONE: u8 = u8::MAX;
const UNKNOWN: u8 = u8::MAX - 1;

impl States {
    fn new(items: usize) -> Self {
        States { of: vec![NONE; items] }
    }

    pub(super) fn get(&self, id: ItemId) -> Option<State> {
        let number = self.of.get(id.index()).copied().unwrap_or(NONE);
        State::ALL.get(usize::from(number)).copied()
    }

    fn set(&mut self, id: ItemId, state: Option<State>) {
        if let Some(place) = self.of.get_mut(id.index()) {
            *place = state.map_or(UNKNOWN, |state| state as u8);
        }
    }

    fn count(&self, source: Stream) -> StateCounts {
        let mut counts = StateCounts { source, counts: [0; 12], unknown: 0 };
        for &number in &self.of {
            match counts.counts.get_mut(usize::from(number)) {
                Some(count) => *count += 1,
                None => counts.unknown += u64::from(number == UNKNOWN),
            }
        }
        counts
    }
}

/// What each source says, from the pool outwards, and the state that all of them together leave each item in: the
/// number's state, then label and pack on the line, then what a person changed, then what left the site.
pub(super) fn replay(batch: &Batch, hierarchy: &Hierarchy, sets: &Sets) -> (Vec<StateCounts>, States) {
    let items = batch.items.len();
    let mut waterfall = Vec::new();
    let mut states = States::new(items);
    let is_unit = |id: ItemId| matches!(batch.items.get(id), Item::Sgtin(_)) && !sets.containers.contains(id);

    if let Some(rows) = &batch.pool {
        let mut pool = States::new(items);
        for row in latest(rows, |row| (row.returned_at.or(row.issued_at), row.row)) {
            if is_unit(row.item) {
                pool.set(row.item, row.state);
            }
        }
        waterfall.push(pool.count(Stream::Pool));
        states = pool;
    }
    if batch.printer.is_some() {
        waterfall.push(line(Stream::Printer, &[(State::Encoded, sets.encoded.len())]));
        sets.encoded.iter().for_each(|id| states.set(id, Some(State::Encoded)));
    }
    if batch.camera.is_some() {
        // A rejected pack carries a label that was never commissioned.
        let rejected = sets.verify_reject.less(&sets.commissioned);
        let counts = [(State::Encoded, rejected.len()), (State::Commissioned, sets.commissioned.len())];
        waterfall.push(line(Stream::Camera, &counts));
        sets.commissioned.iter().for_each(|id| states.set(id, Some(State::Commissioned)));
    }
    if batch.agg.is_some() {
        waterfall.push(line(Stream::Agg, &[(State::Commissioned, sets.packed.len())]));
    }
    if let Some(rows) = &batch.epcis {
        let messages = epcis(batch, rows, hierarchy, &is_unit);
        for id in batch.items.iter().map(|(id, _)| id) {
            if let Some(state @ (State::Inactive | State::Destroyed | State::Released)) = messages.get(id) {
                states.set(id, Some(state));
            }
        }
        waterfall.push(messages.count(Stream::Epcis));
    }
    if let Some(rows) = &batch.l4 {
        let mut enterprise = States::new(items);
        for row in latest(rows, |row| (row.updated_at, row.row)) {
            if is_unit(row.item) {
                enterprise.set(row.item, row.state);
            }
        }
        waterfall.push(enterprise.count(Stream::L4));
    }
    if let Some(rows) = &batch.wms {
        let mut stock = States::new(items);
        for row in latest(rows, |row| (row.t, row.row)) {
            if is_unit(row.item) {
                stock.set(row.item, row.state);
            }
        }
        waterfall.push(stock.count(Stream::Wms));
    }
    if let Some(rows) = &batch.audit {
        let mut trail = States::new(items);
        for row in timeline(rows).iter() {
            if let (Some(id), Some(state)) = (row.item.filter(|&id| is_unit(id)), row.new_state) {
                trail.set(id, Some(state));
                states.set(id, Some(state));
            }
        }
        waterfall.push(trail.count(Stream::Audit));
    }
    (waterfall, states)
}

/// Rows from the oldest to the newest, so that the newest word on an item is the last one heard.
fn latest<R>(rows: &[R], age: impl Fn(&R) -> (Option<Time>, u32)) -> Vec<&R> {
    let mut ordered: Vec<&R> = rows.iter().collect();
    if !rows.is_sorted_by_key(&age) {
        ordered.sort_by_key(|row| age(row));
    }
    ordered
}

fn line(source: Stream, of: &[(State, usize)]) -> StateCounts {
    let mut counts = StateCounts { source, counts: [0; 12], unknown: 0 };
    for &(state, count) in of {
        if let Some(place) = counts.counts.get_mut(state as usize) {
            *place += count as u64;
        }
    }
    counts
}

/// The state that the messages to partners leave each unit in; what happens to a container happens to its contents.
fn epcis(
    batch: &Batch,
    rows: &[EpcisRow],
    hierarchy: &Hierarchy,
    is_unit: &impl Fn(ItemId) -> bool,
) -> States {
    let mut states = States::new(batch.items.len());
    let mut shipped: IdSet<ItemId> = IdSet::default();
    for row in timeline(rows).iter().filter(|row| !row.error_declaration) {
        let Some(state) = event_state(row, &batch.words) else { continue };
        for &id in &row.items {
            if is_unit(id) {
                states.set(id, Some(state));
            } else if state == State::Released {
                shipped.insert(id);
            } else {
                shipped.remove(&id);
            }
        }
    }
    if !shipped.is_empty() {
        for id in batch.items.iter().map(|(id, _)| id).filter(|&id| is_unit(id)) {
            if states.get(id) == Some(State::Commissioned) && is_inside(id, &shipped, hierarchy) {
                states.set(id, Some(State::Released));
            }
        }
    }
    states
}

/// The state that an event leaves its items in; `None` if it changes none.
pub(crate) fn event_state(row: &EpcisRow, words: &Words) -> Option<State> {
    match words.get(row.biz_step) {
        "commissioning" => Some(State::Commissioned),
        "decommissioning" => Some(State::Inactive),
        "destroying" => Some(State::Destroyed),
        "shipping" | "departing" => Some(State::Released),
        "void_shipping" => Some(State::Commissioned),
        _ => match words.get(row.disposition) {
            "destroyed" => Some(State::Destroyed),
            "inactive" => Some(State::Inactive),
            _ => None,
        },
    }
}

/// Whether the item or anything around it is one of these.
fn is_inside(id: ItemId, of: &IdSet<ItemId>, hierarchy: &Hierarchy) -> bool {
    // No packaging is deeper than this; a recorded cycle ends here.
    const DEPTH: usize = 8;
    let mut at = id;
    for _ in 0..DEPTH {
        if of.contains(&at) {
            return true;
        }
        let Some(&parent) = hierarchy.parents(at).first() else { return false };
        at = parent;
    }
    false
}
