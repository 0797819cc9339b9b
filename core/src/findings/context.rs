use std::collections::HashMap;

use super::{Finding, FindingCode};
use crate::batch::Batch;
use crate::item::Item;
use crate::reconcile::Reconciliation;

/// What a detector may look at: the batch, its reconciliation and what the detectors before it found.
#[derive(Debug)]
#[allow(dead_code)] // detectors land one by one
pub(crate) struct Context<'a> {
    /// The rows.
    pub(crate) batch: &'a Batch,
    /// The equations and the hierarchy.
    pub(crate) reconciliation: &'a Reconciliation,
    found: Vec<Finding>,
    claims: HashMap<Item, Vec<FindingCode>>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(batch: &'a Batch, reconciliation: &'a Reconciliation) -> Self {
        Context { batch, reconciliation, found: Vec::new(), claims: HashMap::new() }
    }

    /// Findings of the families that ran before this one.
    #[allow(dead_code)] // detectors land one by one
    pub(crate) fn found(&self, code: FindingCode) -> impl Iterator<Item = &Finding> {
        self.found.iter().filter(move |finding| finding.code == code)
    }

    /// Whether an earlier finding already accounts for this item: one fault, one code.
    #[allow(dead_code)] // detectors land one by one
    pub(crate) fn claimed(&self, item: Item) -> bool {
        self.claims.contains_key(&item)
    }

    /// Whether an earlier finding with one of these codes names this item.
    #[allow(dead_code)] // detectors land one by one
    pub(crate) fn claimed_as(&self, item: Item, codes: &[FindingCode]) -> bool {
        self.claims.get(&item).is_some_and(|claims| claims.iter().any(|code| codes.contains(code)))
    }

    pub(super) fn keep(&mut self, findings: Vec<Finding>) {
        for finding in &findings {
            for &item in &finding.entities {
                self.claims.entry(item).or_default().push(finding.code);
            }
        }
        self.found.extend(findings);
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.found
    }
}
