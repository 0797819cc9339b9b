//! How many serials each source holds in each state: the table that shows at a glance where sources part.

use tallymark::reconcile::StateCounts;

use super::SourceStates;

/// The twelve states in the order of the model's numbers; `Unknown` counts words that map to none.
pub(crate) const STATE_COLUMNS: [&str; 13] = [
    "Unassigned",
    "Unallocated",
    "Allocated",
    "Invalid",
    "Encoded",
    "LabelSampled",
    "LabelScrapped",
    "Commissioned",
    "Sampled",
    "Inactive",
    "Destroyed",
    "Released",
    "Unknown",
];

/// The counts of one source; states that nothing is in are left out.
pub(super) fn states(counts: &StateCounts) -> SourceStates {
    let all = counts.counts.iter().copied().chain([counts.unknown]);
    SourceStates {
        source: counts.source.as_str(),
        serials: counts.total(),
        states: STATE_COLUMNS.into_iter().zip(all).filter(|&(_, count)| count > 0).collect(),
    }
}
