use std::collections::HashMap;

use crate::batch::{AggOp, Time, Word};
use crate::findings::Context;
use crate::item::ItemId;
use crate::reconcile::timeline::timeline;

/// Where a pack was last read good.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sight {
    /// Number of the camera.
    pub(super) camera: usize,
    /// How many good reads of this camera came before.
    pub(super) rank: usize,
    pub(super) t: Time,
    pub(super) row: u32,
}

/// The packs between which a pack came down the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Slot {
    /// The container of the packs read just before, as a position in the packings.
    pub(super) before: Option<usize>,
    /// The container of the packs read just after.
    pub(super) after: Option<usize>,
}

/// Good reads in the order of the line. Packs keep their order from a camera to the aggregation station; of packs of two
/// lanes that is not known, so every camera is looked at alone.
#[derive(Clone, Debug, Default)]
pub(super) struct Reads {
    of: HashMap<ItemId, Sight>,
    /// The packs of each camera, in order; a pack read twice stands at its last read.
    cameras: Vec<Vec<ItemId>>,
    /// The container each pack was first recorded in.
    packed_in: HashMap<ItemId, usize>,
    /// Packs read good more than once, with all rows.
    pub(super) repeated: HashMap<ItemId, Vec<u32>>,
    /// The place of each good read among all rows of the file.
    place_of_row: HashMap<u32, u32>,
    /// Places before which rows of the file are missing.
    gaps: Vec<u32>,
}

impl Reads {
    pub(super) fn of(context: &Context<'_>) -> Self {
        let mut reads = Reads::default();
        let rows = timeline(context.batch.camera.as_deref().unwrap_or_default());
        let mut numbers: HashMap<Word, usize> = HashMap::new();
        let mut goods: Vec<Vec<(ItemId, Time, u32)>> = Vec::new();
        for row in rows.iter().filter(|row| row.decoded && row.matched && !row.reject) {
            let Some(item) = context.readings.seen(row) else { continue };
            let camera = *numbers.entry(row.device).or_insert(goods.len());
            if camera == goods.len() {
                goods.push(Vec::new());
            }
            if let Some(goods) = goods.get_mut(camera) {
                goods.push((item, row.t, row.row));
            }
            reads.repeated.entry(item).or_default().push(row.row);
        }
        reads.repeated.retain(|_, rows| rows.len() > 1);
        for (camera, goods) in goods.into_iter().enumerate() {
            let mut order = Vec::with_capacity(goods.len());
            for &(item, t, row) in &goods {
                let last = reads.repeated.get(&item).is_none_or(|rows| rows.last() == Some(&row));
                if last {
                    reads.of.insert(item, Sight { camera, rank: order.len(), t, row });
                    order.push(item);
                }
            }
            reads.cameras.push(order);
        }
        let mut previous: Option<u64> = None;
        for (place, row) in (0_u32..).zip(rows.iter()) {
            if row.seq.zip(previous).is_some_and(|(seq, previous)| seq > previous + 1) {
                reads.gaps.push(place);
            }
            previous = row.seq;
            reads.place_of_row.insert(row.row, place);
        }
        if reads.gaps.is_empty() {
            reads.place_of_row = HashMap::new();
        }
        reads
    }

    /// Notes the container that each pack was added to first: later moves are rework and say nothing about the line.
    pub(super) fn place_containers(
        &mut self,
        context: &Context<'_>,
        packing: impl Fn(ItemId) -> Option<usize>,
    ) {
        let readings = context.readings;
        for row in timeline(context.batch.agg.as_deref().unwrap_or_default()).iter() {
            let (AggOp::Add, Some(child)) = (row.op, row.child) else { continue };
            if let Some(packing) = packing(readings.of(row.parent)) {
                self.packed_in.entry(readings.of(child)).or_insert(packing);
            }
        }
    }

    pub(super) fn sight(&self, item: ItemId) -> Option<Sight> {
        self.of.get(&item).copied()
    }

    /// The container that a pack was first recorded in, as a position in the packings.
    pub(super) fn packed_in(&self, item: ItemId) -> Option<usize> {
        self.packed_in.get(&item).copied()
    }

    /// The pack read `by` places after (or before) this one by the same camera.
    pub(super) fn neighbour(&self, item: ItemId, by: isize) -> Option<ItemId> {
        let sight = self.sight(item)?;
        self.cameras.get(sight.camera)?.get(sight.rank.checked_add_signed(by)?).copied()
    }

    /// Whether rows are missing from the file between two rows.
    pub(super) fn lost_between(&self, one: u32, other: u32) -> bool {
        let (Some(&one), Some(&other)) = (self.place_of_row.get(&one), self.place_of_row.get(&other)) else {
            return false;
        };
        let next = self.gaps.partition_point(|&gap| gap <= one.min(other));
        self.gaps.get(next).is_some_and(|&gap| gap <= one.max(other))
    }

    /// Whether rows are missing from the file within a hundred rows of this one.
    pub(super) fn lost_near(&self, row: u32) -> bool {
        let Some(&place) = self.place_of_row.get(&row) else { return false };
        self.gaps.iter().any(|&gap| gap.abs_diff(place) <= 100)
    }

    /// Whether any rows are missing from the file.
    pub(super) fn lost_rows(&self) -> bool {
        !self.gaps.is_empty()
    }

    /// The containers that the packs just before and after this one went into.
    pub(super) fn slot(&self, item: ItemId) -> Slot {
        let Some(sight) = self.sight(item) else { return Slot::default() };
        let Some(order) = self.cameras.get(sight.camera) else { return Slot::default() };
        let (before, after) = order.split_at(sight.rank.min(order.len()));
        // Packs rejected by hand or sampled in a row are no more than this.
        const FAR: usize = 200;
        let container = |item: &ItemId| self.packed_in(*item);
        Slot {
            before: before.iter().rev().take(FAR).find_map(container),
            after: after.iter().skip(1).take(FAR).find_map(container),
        }
    }
}

impl Slot {
    /// Whether the pack may belong into this container.
    pub(super) fn touches(self, packing: usize) -> bool {
        self.before == Some(packing) || self.after == Some(packing)
    }
}
