//! What is wrong with a batch: one function per code, every finding points at the rows that show it.
//!
//! A fault has one root and gets one code. The families therefore run in a fixed order and each sees what the ones
//! before it found: a damaged scan (ID) explains an unknown serial (RX), a shifted aggregation (AG) a double print (RX).

mod ag;
mod context;
mod finding;
mod id;
mod rx;

pub(crate) use context::Context;
pub use finding::{Evidence, Finding, FindingCode, Window};

use crate::batch::Batch;
use crate::reconcile::Reconciliation;

/// Everything that is wrong with a batch, by code and first entity.
///
/// Findings that need a stream which is absent are not raised.
#[must_use]
pub fn detect(batch: &Batch, reconciliation: &Reconciliation) -> Vec<Finding> {
    let mut context = Context::new(batch, reconciliation);
    for family in [id::detect, rx::detect, ag::detect, rx::detect_after_hierarchy] {
        let findings = family(&context);
        context.keep(findings);
    }
    let mut findings = context.into_findings();
    findings.sort_by(|a, b| (a.code, &a.entities).cmp(&(b.code, &b.entities)));
    findings
}
