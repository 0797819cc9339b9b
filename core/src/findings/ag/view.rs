use std::collections::{BTreeSet, HashMap};

use super::fifo::Reads;
use super::inspect::{self, Inspection};
use super::note::Explained;
use crate::batch::{AggRow, Batch, Mode, Time, Word};
use crate::findings::Context;
use crate::hierarchy::{Hierarchy, Levels, Stay};
use crate::item::{Item, ItemId};
use crate::reconcile::{ItemSet, Sets};

/// How one container was filled.
#[derive(Clone, Debug)]
pub(super) struct Packing {
    pub(super) id: ItemId,
    /// 1 for the innermost containers; `None` if nothing tells it.
    pub(super) level: Option<u8>,
    /// What it held at the close that found it fullest, or, if it was never closed, now; in order of arrival.
    pub(super) packed: Vec<ItemId>,
    /// The steps that closed it.
    pub(super) closes: Vec<u32>,
    /// The close row that `packed` belongs to.
    pub(super) closed: Option<u32>,
    /// The physical count at that close.
    pub(super) sensor: Option<u32>,
    pub(super) station: Word,
    /// The first step that put something in, or else the first close.
    pub(super) begun: u32,
    pub(super) from: Time,
    pub(super) to: Time,
    /// Filled by hand, for the most part.
    pub(super) by_hand: bool,
}

/// What the detectors of this family look at, gathered once.
pub(super) struct View<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) batch: &'a Batch,
    pub(super) hierarchy: &'a Hierarchy,
    pub(super) sets: &'a Sets,
    pub(super) levels: Levels,
    pub(super) packings: Vec<Packing>,
    /// Positions in `packings`, one list per station and level, in the order in which the containers were begun.
    pub(super) sequences: Vec<Vec<usize>>,
    pub(super) reads: Reads,
    pub(super) inspections: Vec<Inspection>,
    /// Containers declared partial.
    pub(super) declared: ItemSet,
    /// Good packs in no container that nobody accounts for.
    pub(super) lost: Vec<ItemId>,
    /// Items that a `sample` event names.
    pub(super) sample_events: ItemSet,
    rows: HashMap<u32, &'a AggRow>,
    /// Steps before which rows of the file are missing.
    gaps: Vec<u32>,
    by_id: HashMap<ItemId, usize>,
    /// For each packing its sequence and its place there.
    places: Vec<Option<(usize, usize)>>,
}

impl<'a> View<'a> {
    /// `None` if nothing was aggregated.
    pub(super) fn new(context: &'a Context<'a>) -> Option<Self> {
        let batch = context.batch;
        let rows: HashMap<u32, &AggRow> = batch.agg.as_ref()?.iter().map(|row| (row.row, row)).collect();
        let hierarchy = context.reconciliation.hierarchy();
        let is_unit = |id: ItemId| match batch.items.get(id) {
            Item::Sgtin(sgtin) => sgtin.gtin == batch.order.gtin || !hierarchy.is_container(id),
            _ => false,
        };
        // Room above the packaging of the order, so that a container too many shows.
        let levels = Levels::of_hierarchy(hierarchy, batch.order.packaging.len() + 4, is_unit);
        let mut view = View {
            context,
            batch,
            hierarchy,
            sets: context.reconciliation.sets(),
            levels,
            packings: Vec::new(),
            sequences: Vec::new(),
            reads: Reads::of(context),
            inspections: Vec::new(),
            declared: declared(context),
            lost: Vec::new(),
            sample_events: batch
                .events
                .iter()
                .flatten()
                .filter(|row| batch.words.get(row.kind).eq_ignore_ascii_case("sample"))
                .filter_map(|row| row.item.map(|id| context.readings.of(id)))
                .collect(),
            gaps: Vec::new(),
            rows,
            by_id: HashMap::new(),
            places: Vec::new(),
        };
        let seq = |step: u32| view.row(step).and_then(|row| row.seq);
        let follows = |step: &u32| match (seq(step.saturating_sub(1)), seq(*step)) {
            (Some(before), Some(after)) => after > before + 1,
            _ => false,
        };
        view.gaps = (1..hierarchy.steps()).filter(follows).collect();
        view.packings = hierarchy.containers().iter().filter_map(|&id| view.packing(id)).collect();
        view.by_id = view.packings.iter().enumerate().map(|(at, packing)| (packing.id, at)).collect();
        view.line_up();
        view.reads.place_containers(context, |id| view.by_id.get(&id).copied());
        view.lost = view.sets.active_good.iter().filter(|&id| view.is_lost(id)).collect();
        view.inspections = inspect::inspections(&view);
        (!view.packings.is_empty()).then_some(view)
    }

    /// The aggregation row behind a step.
    pub(super) fn row(&self, step: u32) -> Option<&'a AggRow> {
        self.rows.get(&self.hierarchy.row(step)?).copied()
    }

    pub(super) fn row_number(&self, step: u32) -> Option<u32> {
        self.hierarchy.row(step)
    }

    pub(super) fn item(&self, id: ItemId) -> Item {
        self.batch.items.get(id)
    }

    pub(super) fn find(&self, container: ItemId) -> Option<usize> {
        self.by_id.get(&container).copied()
    }

    pub(super) fn packing_of(&self, container: ItemId) -> Option<&Packing> {
        self.packings.get(self.find(container)?)
    }

    /// The sequence of a container and its place there.
    pub(super) fn place(&self, packing: usize) -> Option<(usize, usize)> {
        self.places.get(packing).copied().flatten()
    }

    /// The containers up to this many places before and after, nearest first.
    pub(super) fn around(&self, packing: usize, places: usize) -> Vec<usize> {
        let Some((sequence, place)) = self.place(packing) else { return Vec::new() };
        let Some(sequence) = self.sequences.get(sequence) else { return Vec::new() };
        let after = sequence.iter().skip(place + 1).take(places);
        let before = sequence.iter().take(place).rev().take(places);
        let mut around = Vec::new();
        let (mut after, mut before) = (after.copied(), before.copied());
        for _ in 0..places {
            around.extend(before.next().into_iter().chain(after.next()));
        }
        around
    }

    /// Whether a container is the last of its level at its station: begun last, closed last, or holding what was filled
    /// last.
    pub(super) fn is_last(&self, packing: usize) -> bool {
        let Some(own) = self.packings.get(packing) else { return false };
        let peers = self.place(packing).and_then(|(sequence, _)| self.sequences.get(sequence));
        let peers = || peers.into_iter().flatten().filter_map(|&at| self.packings.get(at));
        let filled = |of: &Packing| {
            let inner = self.hierarchy.children(of.id).iter().filter_map(|&id| self.packing_of(id));
            inner.map(|inner| inner.begun).max()
        };
        peers().all(|peer| peer.begun <= own.begun)
            || peers().all(|peer| peer.closed <= own.closed)
            || filled(own).is_some() && peers().all(|peer| filled(peer) <= filled(own))
    }

    /// Whether rows of the aggregation stream are lost (a gap in `seq`) from one step to another, both included.
    pub(super) fn lost_rows_between(&self, from: u32, to: u32) -> bool {
        let next = self.gaps.partition_point(|&gap| gap <= from);
        self.gaps.get(next).is_some_and(|&gap| gap <= to)
    }

    /// What fills a container of this level.
    pub(super) fn capacity(&self, level: Option<u8>) -> Option<usize> {
        let level = usize::from(level?).checked_sub(1)?;
        self.batch.order.packaging.get(level).map(|packaging| packaging.capacity as usize)
    }

    /// The steps that put an item into a container, ended stays included.
    pub(super) fn stays_in(&self, item: ItemId, container: ItemId) -> Vec<Stay> {
        self.hierarchy.stays(item).into_iter().filter(|stay| stay.container == container).collect()
    }

    pub(super) fn is_container(&self, id: ItemId) -> bool {
        self.by_id.contains_key(&id)
    }

    /// Notes the lost packs that came down the line where these containers were filled: something that does not belong
    /// there took their place, one pack for each.
    pub(super) fn displaced(&self, containers: &BTreeSet<ItemId>, explained: &mut Explained) {
        let mut open: BTreeSet<usize> = containers.iter().filter_map(|&id| self.find(id)).collect();
        for &id in self.lost.iter().filter(|&&id| !explained.items.contains(id)).collect::<Vec<_>>() {
            let slot = self.reads.slot(id);
            let place = [slot.before, slot.after].into_iter().flatten().find(|at| open.contains(at));
            if let Some(at) = place {
                open.remove(&at);
                explained.items.insert(id);
            }
        }
    }

    /// A trade item of the innermost level.
    pub(super) fn is_unit(&self, id: ItemId) -> bool {
        matches!(self.item(id), Item::Sgtin(_)) && !self.sets.containers.contains(id)
    }

    /// Good, in no container, and nobody says why: neither declared nor sampled nor withdrawn, no earlier finding.
    fn is_lost(&self, id: ItemId) -> bool {
        self.sets.active_good.contains(id)
            && !self.sets.packed.contains(id)
            && !self.sets.loose_declared.contains(id)
            && !self.sets.inactive.contains(id)
            && !self.sample_events.contains(id)
            && !self.context.claimed(self.item(id))
    }

    pub(super) fn is_manual(&self, step: u32) -> bool {
        self.row(step).is_some_and(|row| row.mode == Some(Mode::Manual))
    }

    fn packing(&self, id: ItemId) -> Option<Packing> {
        let held = self.hierarchy.held(id);
        let closes: Vec<u32> = self.hierarchy.closes(id).collect();
        let begun = held.first().map(|stay| stay.from).or(closes.first().copied())?;
        let (mut packed, mut closed) = (Vec::new(), None);
        for &close in &closes {
            let at = self.row(close)?.t;
            // Rows of one moment may stand in any order: what goes in at the time of the close counts.
            let inside = |stay: &Stay| {
                stay.holds(close + 1)
                    || stay.from > close && self.row(stay.from).is_some_and(|row| row.t <= at)
            };
            let content: Vec<ItemId> =
                held.iter().filter(|stay| inside(stay)).map(|stay| stay.item).collect();
            if closed.is_none() || content.len() > packed.len() {
                (packed, closed) = (content, Some(close));
            }
        }
        if packed.is_empty() {
            packed = self.hierarchy.children(id).to_vec();
        }
        let first = self.row(begun)?;
        let last =
            held.last().map(|stay| stay.from).max(closed).and_then(|step| self.row(step)).unwrap_or(first);
        let manual = held.iter().filter(|stay| self.is_manual(stay.from)).count();
        Some(Packing {
            id,
            // A container that nothing was recorded in has no level of its own; most containers are innermost ones.
            level: self.levels.of(id).or((held.is_empty() && !closes.is_empty()).then_some(1)),
            packed,
            sensor: closed.and_then(|step| self.row(step)).and_then(|row| row.sensor_count),
            closes,
            closed,
            station: first.station,
            begun,
            from: first.t,
            to: last.t,
            by_hand: 2 * manual > held.len(),
        })
    }

    fn line_up(&mut self) {
        let mut sequences: HashMap<(Word, Option<u8>), Vec<usize>> = HashMap::new();
        for (at, packing) in self.packings.iter().enumerate() {
            sequences.entry((packing.station, packing.level)).or_default().push(at);
        }
        let begun = |at: &usize| self.packings.get(*at).map(|packing| packing.begun);
        let mut sequences: Vec<Vec<usize>> = sequences.into_values().collect();
        for sequence in &mut sequences {
            sequence.sort_by_key(begun);
        }
        sequences.sort_by_key(|sequence| sequence.first().and_then(begun));
        self.places = vec![None; self.packings.len()];
        for (number, sequence) in sequences.iter().enumerate() {
            for (place, &at) in sequence.iter().enumerate() {
                if let Some(slot) = self.places.get_mut(at) {
                    *slot = Some((number, place));
                }
            }
        }
        self.sequences = sequences;
    }
}

/// Containers that the audit trail declares partial.
fn declared(context: &Context<'_>) -> ItemSet {
    let batch = context.batch;
    let is_declaration = |word: Word| batch.words.get(word).trim().eq_ignore_ascii_case("declare_partial");
    let rows = batch.audit.iter().flatten().filter(|row| is_declaration(row.action));
    rows.filter_map(|row| row.item.map(|id| context.readings.of(id))).collect()
}
