//! From the core's values to plain data.

use tallymark::batch::{Batch, Stream, Tally, Time};
use tallymark::causes::{Cause, Explanation, Investigation};
use tallymark::diagnostic::Severity;
use tallymark::findings::Finding;
use tallymark::hierarchy::Containment;
use tallymark::item::Item;
use tallymark::reconcile::{LastSeen, Residual};

use super::states::states;
use super::{
    Absent, CauseReport, ContainmentSummary, EvidenceReport, FindingReport, InvestigationReport, LeafReport,
    OrderReport, ReconciliationReport, RejectedReport, ResidualItem, ResidualReport, RowsReport,
    WindowReport,
};
use crate::Tolerances;

impl ReconciliationReport {
    /// The report on a batch. Residuals are judged by the tolerances.
    #[must_use]
    pub fn new(batch: &Batch, investigation: &Investigation, tolerances: &Tolerances) -> Self {
        let reconciliation = investigation.reconciliation();
        let explained = investigation.explanations();
        ReconciliationReport {
            schema: "tallymark-reconciliation/1",
            order: order(batch),
            rows: batch.tallies.iter().map(rows).collect(),
            states: reconciliation.waterfall().iter().map(states).collect(),
            residuals: reconciliation.equations().iter().map(|one| residual(one, tolerances)).collect(),
            findings: investigation
                .findings()
                .iter()
                .zip(explained)
                .map(|(one, causes)| finding(one, causes))
                .collect(),
            absent_streams: batch.absent_streams().into_iter().map(|absent| absent.stream).collect(),
            absent: absent(batch),
        }
    }

    /// Whether something blocks: an error finding, a residual beyond its tolerance, a row or a stream that could not
    /// be read. This is exit status 1.
    #[must_use]
    pub fn blocks(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == "error")
            || self.residuals.iter().any(|residual| residual.within == Some(false))
            || self.rows.iter().any(|rows| rows.rejected > 0)
            || self.absent.iter().any(|absent| absent.unreadable)
    }
}

impl InvestigationReport {
    /// The report on a batch.
    #[must_use]
    pub fn new(batch: &Batch, investigation: &Investigation) -> Self {
        let mut reconciliation = ReconciliationReport::new(batch, investigation, &Tolerances::default());
        reconciliation.schema = "tallymark-investigation/1";
        InvestigationReport {
            reconciliation,
            causes: investigation.causes().iter().map(cause).collect(),
            cannot_separate: investigation
                .cannot_separate()
                .iter()
                .map(|(one, other)| [one.as_str(), other.as_str()])
                .collect(),
            containment: containment(investigation.containment()),
        }
    }
}

fn order(batch: &Batch) -> OrderReport {
    let order = &batch.order;
    let prints = batch.printer.iter().flatten().map(|row| row.t);
    let reads = batch.camera.iter().flatten().map(|row| row.t);
    let steps = batch.agg.iter().flatten().map(|row| row.t);
    let times = || prints.clone().chain(reads.clone()).chain(steps.clone());
    OrderReport {
        order: order.order.clone(),
        gtin: order.gtin.to_string(),
        lot: order.lot.clone(),
        expiry: order.expiry.clone(),
        profile: order.profile.clone(),
        site: order.site.clone(),
        line: order.line.clone(),
        planned: order.quantity.planned,
        packaging: order.packaging.iter().map(|level| (level.level.clone(), level.capacity)).collect(),
        window: times().min().zip(times().max()).map(|(from, to)| window(from, to)),
    }
}

pub(crate) fn rows(tally: &Tally) -> RowsReport {
    RowsReport {
        stream: tally.stream.as_str(),
        file: tally.file.clone(),
        rows_in: tally.rows_in,
        used: tally.used,
        rejected: tally.rejected.len() as u64,
        reasons: tally
            .rejected
            .iter()
            .map(|rejected| RejectedReport {
                row: rejected.row,
                column: rejected.column.clone(),
                code: rejected.code,
                message: rejected.message.clone(),
            })
            .collect(),
    }
}

fn residual(residual: &Residual, tolerances: &Tolerances) -> ResidualReport {
    let tolerance = tolerances.of(residual.equation);
    let limit = tolerance.map_or(0, |tolerance| tolerance.limit);
    ResidualReport {
        equation: residual.equation.as_str(),
        title: residual.equation.title(),
        lhs: residual.lhs,
        terms: residual.terms.clone(),
        residual: residual.evaluable.then_some(residual.residual),
        items: residual.items.iter().map(|seen| seen.item.to_string()).collect(),
        last_seen: residual.items.iter().map(last_seen).collect(),
        evaluable: residual.evaluable,
        limit: residual.limit.clone(),
        tolerance: limit,
        tolerance_reason: tolerance.map(|tolerance| format!("{} ({})", tolerance.reason, tolerance.actor)),
        within: residual.evaluable.then(|| residual.residual.unsigned_abs() <= limit),
    }
}

fn last_seen(seen: &LastSeen) -> ResidualItem {
    ResidualItem {
        item: seen.item.to_string(),
        stream: seen.row.map(|(stream, _)| stream.as_str()),
        row: seen.row.map(|(_, row)| row),
        station: seen.station.clone(),
        t: seen.t.map(|t| t.to_string()),
        neighbours: seen.neighbours.map(|item| item.map(|item| item.to_string())),
    }
}

fn finding(finding: &Finding, explanations: &[Explanation]) -> FindingReport {
    FindingReport {
        code: finding.code.as_str(),
        severity: severity(finding.severity),
        title: finding.code.title(),
        message: finding.message.clone(),
        count: finding.count,
        window: finding.window.map(|of| window(of.from, of.to)),
        entities: texts(&finding.entities),
        evidence: finding
            .evidence
            .iter()
            .map(|evidence| EvidenceReport { stream: evidence.stream.as_str(), rows: evidence.rows.clone() })
            .collect(),
        confidence: rounded(finding.confidence),
        causes: explanations
            .iter()
            .map(|explanation| LeafReport {
                leaf: explanation.signature.leaf,
                category: explanation.signature.category.as_str(),
                probability: rounded(explanation.probability),
            })
            .collect(),
    }
}

fn cause(cause: &Cause) -> CauseReport {
    CauseReport {
        category: cause.category.as_str(),
        probability: rounded(cause.probability),
        supports: cause.supports.clone(),
        against: cause.against.clone(),
        ask_for: cause.ask_for.clone(),
    }
}

fn containment(containment: &Containment) -> ContainmentSummary {
    ContainmentSummary {
        rule: containment.rule.as_str(),
        items: containment.items.len() as u64,
        containers: containment.containers.len() as u64,
        cover: texts(&containment.cover),
    }
}

fn absent(batch: &Batch) -> Vec<Absent> {
    let streams = batch.absent_streams().into_iter();
    streams
        .map(|absent| Absent {
            unreadable: absent.unreadable.is_some(),
            reason: absent.unreadable.unwrap_or_else(|| match known(&absent.stream) {
                true => "no file of this stream in the folder".to_owned(),
                false => "`streams` of batch.json names it, but there is no such stream".to_owned(),
            }),
            stream: absent.stream,
        })
        .collect()
}

fn known(name: &str) -> bool {
    Stream::ALL.iter().any(|stream| stream.as_str() == name)
}

pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        _ => "error",
    }
}

fn window(from: Time, to: Time) -> WindowReport {
    WindowReport { from: from.to_string(), to: to.to_string() }
}

pub(crate) fn texts(items: &[Item]) -> Vec<String> {
    items.iter().map(Item::to_string).collect()
}

/// Four digits: more would claim a precision that judgements do not have.
fn rounded(probability: f64) -> f64 {
    (probability * 10_000.0).round() / 10_000.0
}
