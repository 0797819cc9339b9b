//! Hierarchy: what is wrong with the contents of containers.

use super::{Context, Finding};

pub(crate) fn detect(_context: &Context<'_>) -> Vec<Finding> {
    Vec::new()
}
