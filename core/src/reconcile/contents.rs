use super::id_map::IdMap;
use super::sets::Sets;
use super::timeline::timeline;
use crate::batch::{AggOp, Batch};
use crate::hierarchy::Hierarchy;
use crate::item::ItemId;

/// What the containers of one level hold (equation E5, per level).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LevelCount {
    /// `case`, `pallet`, as the order names it.
    pub level: String,
    /// Containers that hold anything.
    pub containers: u64,
    /// Items of the level below in exactly one active parent.
    pub aggregated: u64,
    /// Items counted in full containers.
    pub full: u64,
    /// Items counted in the others.
    pub partial: u64,
}

impl LevelCount {
    /// Items recorded less items counted.
    #[must_use]
    pub fn residual(&self) -> i64 {
        let counted = i64::try_from(self.full.saturating_add(self.partial)).unwrap_or(i64::MAX);
        i64::try_from(self.aggregated).unwrap_or(i64::MAX).saturating_sub(counted)
    }
}

/// One container while its steps are replayed.
#[derive(Default)]
struct Container {
    /// The sensor's count at the last close, moved by what went in and out since.
    counted: Option<i64>,
    units: u32,
    others: u32,
    inner: Option<ItemId>,
}

/// Counts per level, from the inside out. The true content of a container is what its sensor counted at the last close,
/// changed by what was added and removed since; without a count, what the record says is in it.
pub(super) fn levels(batch: &Batch, hierarchy: &Hierarchy, sets: &Sets) -> Vec<LevelCount> {
    let containers = replay(batch, sets);
    let mut levels: Vec<LevelCount> = batch
        .order
        .packaging
        .iter()
        .map(|level| LevelCount {
            level: level.level.clone(),
            containers: 0,
            aggregated: 0,
            full: 0,
            partial: 0,
        })
        .collect();
    if levels.is_empty() && !containers.is_empty() {
        let level = "container".to_owned();
        levels.push(LevelCount { level, containers: 0, aggregated: 0, full: 0, partial: 0 });
    }
    for (&id, container) in &containers {
        let recorded = hierarchy.children(id).len() as u64;
        let content = container.counted.map_or(recorded, |count| u64::try_from(count).unwrap_or(0));
        let place = depth(container, &containers, levels.len());
        if let Some(level) = levels.get_mut(place) {
            let capacity = batch.order.packaging.get(place).map(|level| u64::from(level.capacity));
            level.containers += u64::from(content > 0);
            *(if capacity == Some(content) { &mut level.full } else { &mut level.partial }) += content;
        }
        if let (1, Some(outer)) = (hierarchy.parents(id).len(), levels.get_mut(place + 1)) {
            outer.aggregated += 1;
        }
    }
    if let Some(innermost) = levels.first_mut() {
        innermost.aggregated = sets.aggregated.len() as u64;
    }
    levels
}

fn replay(batch: &Batch, sets: &Sets) -> IdMap<ItemId, Container> {
    let mut containers: IdMap<ItemId, Container> = IdMap::default();
    for row in timeline(batch.agg.as_deref().unwrap_or_default()).iter() {
        let container = containers.entry(row.parent).or_default();
        match (row.op, row.child) {
            (AggOp::Close, _) => container.counted = row.sensor_count.map(i64::from),
            (AggOp::Add, Some(child)) => {
                container.counted = container.counted.map(|count| count + 1);
                if sets.containers.contains(child) {
                    container.others += 1;
                    container.inner = Some(child);
                } else {
                    container.units += 1;
                }
            }
            (AggOp::Remove, Some(_)) => container.counted = container.counted.map(|count| count - 1),
            _ => {}
        }
    }
    containers
}

/// How many containers are between this one and the units: 0 for a case of packs.
fn depth(container: &Container, containers: &IdMap<ItemId, Container>, levels: usize) -> usize {
    let mut depth = 0;
    let mut at = container;
    while at.others > at.units && depth < levels {
        let Some(inner) = at.inner.and_then(|id| containers.get(&id)) else { break };
        depth += 1;
        at = inner;
    }
    depth
}
