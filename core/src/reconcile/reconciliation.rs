use super::contents::{self, LevelCount};
use super::evaluate;
use super::item_set::ItemSet;
use super::last_seen::last_seen;
use super::readings::Readings;
use super::states::{self, StateCounts, States};
use super::timeline::timeline;
use super::{LastSeen, Residual, Sets};
use crate::batch::{AggOp, Batch, State};
use crate::hierarchy::{Aggregation, Hierarchy, Step};
use crate::item::ItemId;

/// Every stream of a batch replayed into one view: where each item is, what state it is in, and how the sets of the
/// systems compare.
#[derive(Clone, Debug)]
pub struct Reconciliation {
    hierarchy: Hierarchy,
    sets: Sets,
    equations: Vec<Residual>,
    levels: Vec<LevelCount>,
    waterfall: Vec<StateCounts>,
    states: States,
}

impl Reconciliation {
    /// Replays the batch. The order of rows in a file makes no difference where `seq` or a time gives one.
    #[must_use]
    pub fn of(batch: &Batch) -> Self {
        let readings = Readings::default();
        let hierarchy = replay(batch, &readings);
        let sets = Sets::of(batch, &hierarchy, &readings);
        let levels = contents::levels(batch, &hierarchy, &sets);
        let (waterfall, states) = states::replay(batch, &hierarchy, &sets);
        let equations = residuals(batch, &sets, &levels);
        Reconciliation { hierarchy, sets, equations, levels, waterfall, states }
    }

    /// The same batch with damaged identifiers put right: hierarchy and sets hold the items that were meant. Equations
    /// and states stay as recorded.
    pub(crate) fn put_right(&self, batch: &Batch, readings: &Readings) -> Self {
        let hierarchy = replay(batch, readings);
        let sets = Sets::of(batch, &hierarchy, readings);
        Reconciliation { hierarchy, sets, ..self.clone() }
    }

    /// What is in what after the last aggregation step; empty if the stream is absent.
    #[must_use]
    pub fn hierarchy(&self) -> &Hierarchy {
        &self.hierarchy
    }

    /// The sets that the equations compare.
    #[must_use]
    pub fn sets(&self) -> &Sets {
        &self.sets
    }

    /// The equations E1 to E8, in order, each once.
    #[must_use]
    pub fn equations(&self) -> &[Residual] {
        &self.equations
    }

    /// What the containers of each level hold, from the inside out (E5 per level).
    #[must_use]
    pub fn levels(&self) -> &[LevelCount] {
        &self.levels
    }

    /// Serials by state, one entry per source that was delivered, from the pool outwards.
    #[must_use]
    pub fn waterfall(&self) -> &[StateCounts] {
        &self.waterfall
    }

    /// The state that all streams together leave an item in; `None` if none of them gives it one.
    #[must_use]
    pub fn state(&self, item: ItemId) -> Option<State> {
        self.states.get(item)
    }
}

/// The aggregation steps in time order.
fn replay(batch: &Batch, readings: &Readings) -> Hierarchy {
    let rows = timeline(batch.agg.as_deref().unwrap_or_default());
    let steps = rows.iter().filter_map(|row| {
        let step = match (row.op, row.child) {
            (AggOp::Add, Some(child)) => Step::Add(readings.of(child)),
            (AggOp::Remove, Some(child)) => Step::Remove(readings.of(child)),
            (AggOp::Close, _) => Step::Close,
            _ => return None,
        };
        Some(Aggregation { parent: readings.of(row.parent), step, row: row.row })
    });
    Hierarchy::replay(batch.items.len(), steps)
}

fn residuals(batch: &Batch, sets: &Sets, levels: &[LevelCount]) -> Vec<Residual> {
    let outcomes = evaluate::equations(batch, sets, levels);
    let listed = outcomes.iter().fold(ItemSet::default(), |listed, outcome| listed.or(&outcome.items));
    let seen = last_seen(batch, &listed);
    outcomes
        .into_iter()
        .map(|outcome| {
            let mut items: Vec<LastSeen> =
                outcome.items.iter().filter_map(|id| seen.get(&id).cloned()).collect();
            items.sort_unstable_by_key(|seen| seen.item);
            Residual {
                equation: outcome.equation,
                lhs: outcome.lhs,
                terms: outcome.terms,
                residual: outcome.difference.unwrap_or(i64::try_from(items.len()).unwrap_or(i64::MAX)),
                items,
                limit: outcome.limit,
                evaluable: outcome.evaluable,
            }
        })
        .collect()
}
