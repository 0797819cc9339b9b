//! Identifiers and their encoding.

use super::{Context, Finding};

pub(crate) fn detect(_context: &Context<'_>) -> Vec<Finding> {
    Vec::new()
}
