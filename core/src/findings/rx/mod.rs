//! Set reconciliation: which items the systems disagree about, and what that says.
//!
//! The residuals of the equations list every item that does not fit; a finding says which fault put it there. Each item
//! is explained once, by the fault that came first on its way from pool to release.

mod conveyor;
mod counts;
mod numbers;
mod passes;
mod prints;
mod status;
mod transitions;
mod verdicts;

#[cfg(test)]
mod tests;

pub(super) use counts::{rx215, rx216};
pub(super) use numbers::{rx202, rx212, rx220, rx221};
pub(super) use prints::{printed_twice, rx201, rx203, rx204, without_reel_reloads};
pub(super) use status::{rx208, rx209};
pub(super) use transitions::rx210;
pub(super) use verdicts::{rx205, rx206};
