//! What is wrong with a batch: one function per code, every finding points at the rows that show it.
//!
//! A fault has one root and gets one code. The detectors therefore run in a fixed order and each sees what the ones
//! before it found: a damaged scan (ID) explains an unknown serial (RX), a foreign pack (RX) an item in a container that
//! nobody commissioned (AG), a shifted aggregation (AG) the double print that began it (RX).

mod ag;
mod context;
mod draft;
mod finding;
mod id;
mod rx;

pub(crate) use context::Context;
pub(crate) use draft::Draft;
pub use finding::{Evidence, Finding, FindingCode, Window};

use crate::batch::Batch;
use crate::reconcile::Reconciliation;

type Detector = fn(&Context<'_>) -> Vec<Finding>;

/// In the order in which they explain items: what a text means, then where a number comes from, then what happened to
/// the label, the pack and the container, then what is left between the systems and the counts.
const DETECTORS: [Detector; 18] = [
    id::id101,
    rx::rx221,
    rx::rx220,
    rx::rx212,
    id::id130,
    rx::rx204,
    rx::rx206,
    rx::rx205,
    rx::rx208,
    rx::rx209,
    rx::rx210,
    rx::rx201,
    rx::rx203,
    rx::rx202,
    ag::detect,
    rx::rx216,
    rx::rx215,
    id::id140,
];

/// Everything that is wrong with a batch, by code and first entity.
///
/// Findings that need a stream which is absent are not raised.
#[must_use]
pub fn detect(batch: &Batch, reconciliation: &Reconciliation) -> Vec<Finding> {
    let readings = id::find_readings(batch, reconciliation.sets());
    let put_right = (!readings.is_empty()).then(|| reconciliation.put_right(batch, &readings));
    let mut context = Context::new(batch, put_right.as_ref().unwrap_or(reconciliation), &readings);
    for detector in DETECTORS {
        let findings = detector(&context);
        context.keep(findings);
    }
    let mut findings = rx::without_reel_reloads(&context);
    findings.sort_by(|a, b| (a.code, &a.entities).cmp(&(b.code, &b.entities)));
    findings
}
