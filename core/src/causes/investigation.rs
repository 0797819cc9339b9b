use super::ranking::{explain, inseparable, rank};
use super::{Category, Cause, Explanation};
use crate::batch::Batch;
use crate::diagnostic::Severity;
use crate::epcis;
use crate::findings::{self, Finding};
use crate::hierarchy::{Containment, Hierarchy, Rule};
use crate::item::Item;
use crate::reconcile::Reconciliation;

/// Everything that can be said about a batch: how its sets compare, what is wrong, why it may be, what to quarantine.
///
/// What became of every row is in [`Batch::tallies`], which streams are absent in [`Batch::absent_streams`].
#[derive(Clone, Debug)]
pub struct Investigation {
    reconciliation: Reconciliation,
    findings: Vec<Finding>,
    explanations: Vec<Vec<Explanation>>,
    causes: Vec<Cause>,
    cannot_separate: Vec<(Category, Category)>,
    containment: Containment,
    /// Where nothing was recorded at the line: what the messages to partners say.
    reported: Option<Hierarchy>,
}

impl Investigation {
    /// Reconciles the batch, then looks for what is wrong, why, and how far it reaches.
    #[must_use]
    pub fn of(batch: &Batch) -> Self {
        Investigation::from_reconciliation(batch, Reconciliation::of(batch))
    }

    /// The same for a batch that is reconciled already.
    #[must_use]
    pub fn from_reconciliation(batch: &Batch, reconciliation: Reconciliation) -> Self {
        let findings = findings::detect(batch, &reconciliation);
        let explanations = explain(batch, &findings);
        let causes = rank(&findings, &explanations);
        let cannot_separate = inseparable(&explanations);
        let reported = match (&batch.agg, &batch.epcis) {
            (None, Some(events)) => Some(epcis::hierarchy(batch.items.len(), events)),
            _ => None,
        };
        let hierarchy = reported.as_ref().unwrap_or_else(|| reconciliation.hierarchy());
        let containment = contain(batch, hierarchy, &findings);
        Investigation {
            reconciliation,
            findings,
            explanations,
            causes,
            cannot_separate,
            containment,
            reported,
        }
    }

    /// The equations and the hierarchy.
    #[must_use]
    pub fn reconciliation(&self) -> &Reconciliation {
        &self.reconciliation
    }

    /// What is in what: as the line recorded it, or, where it recorded nothing, as the EPCIS documents say.
    #[must_use]
    pub fn hierarchy(&self) -> &Hierarchy {
        self.reported.as_ref().unwrap_or_else(|| self.reconciliation.hierarchy())
    }

    /// What is wrong, by code and first entity.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// For each finding, in the same order, its causes, most probable first.
    #[must_use]
    pub fn explanations(&self) -> &[Vec<Explanation>] {
        &self.explanations
    }

    /// The branches over all findings, most probable first; empty if there is no finding.
    #[must_use]
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }

    /// Pairs of branches that lead for one finding and cannot be told apart with these streams, in canonical order.
    #[must_use]
    pub fn cannot_separate(&self) -> &[(Category, Category)] {
        &self.cannot_separate
    }

    /// What to quarantine: what the findings of severity error name, and how far that reaches.
    ///
    /// The rule is [`Rule::Siblings`] if a finding is about the contents of containers, else [`Rule::Descendants`].
    #[must_use]
    pub fn containment(&self) -> &Containment {
        &self.containment
    }
}

fn contain(batch: &Batch, hierarchy: &Hierarchy, findings: &[Finding]) -> Containment {
    let errors = || findings.iter().filter(|finding| finding.severity == Severity::Error);
    let holds_something = |&item: &Item| {
        item.sgtin().is_none() || batch.items.find(item).is_some_and(|id| hierarchy.is_container(id))
    };
    // The record of what is in a container cannot be relied on: then what is beside a seed is in doubt, too.
    let about_contents = |finding: &Finding| {
        finding.code.as_str().starts_with("AG-") && finding.entities.iter().any(holds_something)
    };
    let rule = if errors().any(about_contents) { Rule::Siblings } else { Rule::Descendants };
    let mut seeds: Vec<Item> = errors().flat_map(|finding| finding.entities.iter().copied()).collect();
    seeds.sort_unstable();
    seeds.dedup();
    Containment::of(hierarchy, &batch.items, rule, &seeds)
}
