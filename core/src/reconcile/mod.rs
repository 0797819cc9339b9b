//! The equations E1 to E8 between what the systems recorded: sets first, residuals item by item.
//!
//! ```text
//! E1 pool      Pool = Encoded + UnusedReturned + Invalidated
//! E2 labels    Encoded = Commissioned + LabelSampled + LabelScrapped + VerifyReject
//! E3 product   Commissioned = ActiveGood + Sampled + Destroyed (after commissioning)
//! E4 hierarchy ActiveGood = Aggregated (exactly one active parent) + LooseDeclared
//! E5 cases     |Aggregated| = sum over containers of their true content, full and partial, per level
//! E6 systems   Commissioned by line = by L4 = EPCIS ADD set
//! E7 physical  |ActiveGood| = counted good packs = batch record yield
//! E8 material  cartons issued = good + reject + sample + documentation + damaged + returned
//! ```
//!
//! The terms are disjoint: a residual lists every item whose membership on the left differs from the number of terms
//! on the right that hold it. Items count as they were recorded; what a damaged reading really names is a finding's
//! business (ID-101), not an equation's.

mod contents;
mod equation;
mod evaluate;
mod id_map;
mod item_set;
mod last_seen;
mod reach;
mod readings;
mod reconciliation;
mod sets;
mod states;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
pub(crate) mod timeline;

pub use contents::LevelCount;
pub use equation::{Equation, LastSeen, Residual};
pub(crate) use id_map::{IdMap, IdSet};
pub use item_set::ItemSet;
pub use reach::{RuleError, contain};
pub(crate) use readings::Readings;
pub use reconciliation::Reconciliation;
pub use sets::Sets;
pub(crate) use sets::{is_commissioning, withdrawn_events};
pub use states::StateCounts;
pub(crate) use states::event_state;
