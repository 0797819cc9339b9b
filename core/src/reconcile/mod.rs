//! The equations E1 to E8 between what the systems recorded: sets first, residuals item by item.

mod equation;
mod reconciliation;
pub(crate) mod timeline;

pub use equation::{Equation, LastSeen, Residual};
pub use reconciliation::Reconciliation;
