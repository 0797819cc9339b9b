//! Set reconciliation: which items the systems disagree about.

use super::{Context, Finding};

pub(crate) fn detect(_context: &Context<'_>) -> Vec<Finding> {
    Vec::new()
}

/// What can only be told once the hierarchy was judged.
pub(crate) fn detect_after_hierarchy(_context: &Context<'_>) -> Vec<Finding> {
    Vec::new()
}
