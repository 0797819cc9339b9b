use std::cell::OnceCell;
use std::collections::HashMap;

use super::id::{Labelled, labelled};
use super::rx::printed_twice;
use super::{Draft, Finding, FindingCode};
use crate::batch::{Batch, Stream, Tally};
use crate::item::{Item, ItemId};
use crate::reconcile::{ItemSet, Readings, Reconciliation, Sets};

/// What a detector may look at: the batch, its reconciliation and what the detectors before it found.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    /// The rows.
    pub(crate) batch: &'a Batch,
    /// Hierarchy and sets with damaged identifiers put right, so that one bad scanner does not look like lost packs;
    /// the equations as recorded.
    pub(crate) reconciliation: &'a Reconciliation,
    /// What damaged identifiers really name.
    pub(crate) readings: &'a Readings,
    found: Vec<Finding>,
    claims: HashMap<Item, Vec<FindingCode>>,
    labelled: OnceCell<[(Stream, Labelled); 4]>,
    printed_twice: OnceCell<ItemSet>,
}

impl<'a> Context<'a> {
    pub(super) fn new(batch: &'a Batch, reconciliation: &'a Reconciliation, readings: &'a Readings) -> Self {
        let (found, claims) = (Vec::new(), HashMap::new());
        let (labelled, printed_twice) = (OnceCell::new(), OnceCell::new());
        Context { batch, reconciliation, readings, found, claims, labelled, printed_twice }
    }

    /// The sets that the equations compare, damaged identifiers put right.
    pub(crate) fn sets(&self) -> &'a Sets {
        self.reconciliation.sets()
    }

    /// Findings of the detectors that ran before this one.
    pub(crate) fn found(&self, code: FindingCode) -> impl Iterator<Item = &Finding> {
        self.found.iter().filter(move |finding| finding.code == code)
    }

    /// Whether an earlier finding already accounts for this item: one fault, one code.
    pub(crate) fn claimed(&self, item: Item) -> bool {
        self.claims.contains_key(&item)
    }

    /// Whether an earlier finding with one of these codes names this item.
    pub(crate) fn claimed_as(&self, item: Item, codes: &[FindingCode]) -> bool {
        self.claims.get(&item).is_some_and(|claims| claims.iter().any(|code| codes.contains(code)))
    }

    /// The items for which no earlier finding accounts.
    pub(super) fn unclaimed(&self, items: &ItemSet) -> ItemSet {
        items.iter().filter(|&id| !self.claimed(self.item(id))).collect()
    }

    /// The items that no earlier finding with one of these codes names.
    pub(super) fn not_claimed_as(&self, items: &ItemSet, codes: &[FindingCode]) -> ItemSet {
        items.iter().filter(|&id| !self.claimed_as(self.item(id), codes)).collect()
    }

    pub(crate) fn item(&self, id: ItemId) -> Item {
        self.batch.items.get(id)
    }

    /// Packs of the order's trade item.
    pub(super) fn is_own(&self, id: ItemId) -> bool {
        self.item(id).sgtin().is_some_and(|sgtin| sgtin.gtin == self.batch.order.gtin)
    }

    /// What each system says of lot and expiry.
    pub(super) fn labelled(&self) -> &[(Stream, Labelled)] {
        self.labelled.get_or_init(|| labelled(self))
    }

    /// Serials with two good prints.
    pub(super) fn printed_twice(&self) -> &ItemSet {
        self.printed_twice.get_or_init(|| printed_twice(self))
    }

    /// Row numbers of a stream that could not be used.
    pub(super) fn rejected_rows(&self, stream: Stream) -> Vec<u32> {
        let tallies = self.batch.tallies.iter().filter(|tally: &&Tally| tally.stream == stream);
        tallies.flat_map(|tally| tally.rejected.iter().map(|rejected| rejected.row)).collect()
    }

    pub(super) fn keep(&mut self, findings: Vec<Finding>) {
        for finding in &findings {
            for &item in &finding.entities {
                self.claims.entry(item).or_default().push(finding.code);
            }
        }
        self.found.extend(findings);
    }

    /// Everything found so far.
    pub(super) fn findings(&self) -> &[Finding] {
        &self.found
    }
}

/// Rows as evidence: those of one stream that name one of a few items.
impl Context<'_> {
    pub(super) fn cite_prints(&self, draft: &mut Draft, items: &ItemSet) {
        if items.is_empty() {
            return;
        }
        for row in
            self.batch.printer.iter().flatten().filter(|row| items.contains(self.readings.of(row.item)))
        {
            draft.row(Stream::Printer, row.row, Some(row.t));
        }
    }

    pub(super) fn cite_reads(&self, draft: &mut Draft, items: &ItemSet) {
        if items.is_empty() {
            return;
        }
        for row in self.batch.camera.iter().flatten() {
            if self.readings.seen(row).is_some_and(|id| items.contains(id)) {
                draft.row(Stream::Camera, row.row, Some(row.t));
            }
        }
    }

    pub(super) fn cite_packing(&self, draft: &mut Draft, items: &ItemSet) {
        if items.is_empty() {
            return;
        }
        for row in self.batch.agg.iter().flatten() {
            if row.child.is_some_and(|id| items.contains(self.readings.of(id))) {
                draft.row(Stream::Agg, row.row, Some(row.t));
            }
        }
    }

    pub(super) fn cite_trail(&self, draft: &mut Draft, items: &ItemSet) {
        if items.is_empty() {
            return;
        }
        for row in self.batch.audit.iter().flatten() {
            if row.item.is_some_and(|id| items.contains(self.readings.of(id))) {
                draft.row(Stream::Audit, row.row, Some(row.t));
            }
        }
    }

    pub(super) fn cite_messages(&self, draft: &mut Draft, items: &ItemSet) {
        if items.is_empty() {
            return;
        }
        for row in self.batch.epcis.iter().flatten() {
            if row.items.iter().any(|&id| items.contains(self.readings.of(id))) {
                draft.row(Stream::Epcis, row.row, Some(row.t));
            }
        }
    }

    pub(super) fn cite_enterprise(&self, draft: &mut Draft, items: &ItemSet) {
        if items.is_empty() {
            return;
        }
        for row in self.batch.l4.iter().flatten().filter(|row| items.contains(self.readings.of(row.item))) {
            draft.row(Stream::L4, row.row, row.updated_at);
        }
    }

    pub(super) fn cite_pool(&self, draft: &mut Draft, items: &ItemSet) {
        if items.is_empty() {
            return;
        }
        for row in self.batch.pool.iter().flatten().filter(|row| items.contains(self.readings.of(row.item))) {
            // When numbers were issued says nothing about when something went wrong with them.
            draft.row(Stream::Pool, row.row, row.returned_at);
        }
    }
}
