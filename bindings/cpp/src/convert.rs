//! Façade reports to the shared structs of the bridge.

use tallymark_bindings::Failure;
use tallymark_bindings::report::{CostReport, InvestigationReport, ParseReport};

use crate::ffi::{
    Answer, Cost, Count, Element, Evidence, Finding, Investigation, Parsed, Residual, Rows, Status,
};

/// The status of a call that went well.
pub(crate) fn fine() -> Status {
    Status {
        ok: true,
        code: String::new(),
        message: String::new(),
        help: String::new(),
        place: String::new(),
        ai: String::new(),
        has_span: false,
        start: 0,
        end: 0,
        fixes: Vec::new(),
    }
}

/// The status of a call that did not.
pub(crate) fn failed(failure: Failure) -> Status {
    let [start, end] = failure.span.unwrap_or_default();
    Status {
        ok: false,
        code: failure.code.to_owned(),
        message: failure.message,
        help: failure.help.unwrap_or_default().into(),
        place: failure.place.unwrap_or_default().into(),
        ai: failure.ai.unwrap_or_default().into(),
        has_span: failure.span.is_some(),
        start,
        end,
        fixes: failure.fixes.into_vec(),
    }
}

/// Named counts.
pub(crate) fn counts(pairs: impl IntoIterator<Item = (impl Into<String>, u64)>) -> Vec<Count> {
    pairs.into_iter().map(|(name, count)| Count { name: name.into(), count }).collect()
}

/// What a containment rule would hold.
pub(crate) fn cost(report: CostReport) -> Cost {
    Cost {
        rule: report.rule.to_owned(),
        items: report.items,
        containers: report.containers,
        cover: report.cover,
        places: counts(report.places),
        reason: report.reason.unwrap_or_default(),
    }
}

/// A parse report; a refused text keeps its first error.
pub(crate) fn parsed(report: ParseReport) -> Parsed {
    let status = match report.error {
        Some(error) => failed(Failure::from(error)),
        None => fine(),
    };
    let contents = report.contents.unwrap_or_default();
    Parsed {
        status,
        kind: report.kind.to_owned(),
        symbology: contents.symbology.into_iter().collect(),
        ais: contents.ais.into_iter().map(|(ai, value)| Element { ai, value }).collect(),
        bracketed: contents.bracketed,
        plain: contents.plain,
        dl: contents.dl.into_iter().collect(),
        hri: contents.hri,
        key: contents.key.into_iter().collect(),
        warnings: contents.warnings,
    }
}

/// An investigation, with its JSON beside it.
pub(crate) fn investigation(report: InvestigationReport) -> Investigation {
    let json = serde_json::to_string(&report).unwrap_or_default();
    let InvestigationReport { reconciliation: inner, containment, .. } = report;
    Investigation {
        rows: inner
            .rows
            .into_iter()
            .map(|one| Rows {
                stream: one.stream.to_owned(),
                file: one.file,
                rows_in: one.rows_in,
                used: one.used,
                rejected: one.rejected,
            })
            .collect(),
        residuals: inner
            .residuals
            .into_iter()
            .map(|one| Residual {
                equation: one.equation.to_owned(),
                lhs: one.lhs,
                terms: counts(one.terms),
                evaluable: one.residual.is_some(),
                residual: one.residual.unwrap_or_default(),
                items: one.items,
                limit: one.limit.unwrap_or_default(),
            })
            .collect(),
        findings: inner
            .findings
            .into_iter()
            .map(|one| Finding {
                code: one.code.to_owned(),
                severity: one.severity.to_owned(),
                title: one.title.to_owned(),
                message: one.message,
                count: one.count,
                entities: one.entities,
                evidence: one
                    .evidence
                    .into_iter()
                    .map(|shown| Evidence { stream: shown.stream.to_owned(), rows: shown.rows })
                    .collect(),
                confidence: one.confidence,
            })
            .collect(),
        absent_streams: inner.absent_streams,
        cover: containment.cover,
        json,
    }
}

/// An answer of a query, or its failure.
pub(crate) fn answer(result: Result<Answer, Failure>) -> Answer {
    result.unwrap_or_else(|failure| Answer { status: failed(failure), ..listed(Vec::new()) })
}

/// An answer that is a list.
pub(crate) fn listed(items: Vec<String>) -> Answer {
    Answer { status: fine(), text: String::new(), items, cover: Vec::new(), counts: Vec::new() }
}
