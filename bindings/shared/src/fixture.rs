//! A report with something of everything, for the tests of the pages; its texts are as hostile as data can be.

use crate::report::{
    Absent, CauseReport, ContainmentSummary, EvidenceReport, FindingReport, InvestigationReport, LeafReport,
    OrderReport, ReconciliationReport, RejectedReport, ResidualItem, ResidualReport, RowsReport,
    SourceStates, WindowReport,
};

pub(crate) const HOSTILE: &str = "<script>alert(\"1\")</script>&'\u{1b}[2J\u{202e}";

fn finding(
    code: &'static str,
    severity: &'static str,
    from: &str,
    to: &str,
    entities: usize,
) -> FindingReport {
    FindingReport {
        code,
        severity,
        title: "aggregation shifted by one from a point on",
        message: format!("{entities} of them from case 12 on {HOSTILE}"),
        count: entities as u64,
        window: Some(WindowReport { from: format!("2026-03-04T{from}Z"), to: format!("2026-03-04T{to}Z") }),
        entities: (0..entities).map(|n| format!("(00)39506000134{n:07}")).collect(),
        evidence: vec![EvidenceReport { stream: "agg", rows: (812..830).collect() }],
        confidence: 0.97,
        causes: vec![
            LeafReport { leaf: "reel_reload", category: "Materials", probability: 0.71 },
            LeafReport { leaf: "encoder_slip", category: "Machine", probability: 0.29 },
        ],
    }
}

fn residual(
    equation: &'static str,
    title: &'static str,
    lhs: u64,
    terms: &[(&'static str, u64)],
    open: Option<i64>,
) -> ResidualReport {
    let count = open.unwrap_or(0).unsigned_abs() as usize;
    let items: Vec<String> = (0..count).map(|n| format!("(01)09506000134352(21)A{n}")).collect();
    ResidualReport {
        equation,
        title,
        lhs,
        terms: terms.to_vec(),
        residual: open,
        last_seen: items
            .iter()
            .map(|item| ResidualItem {
                item: item.clone(),
                stream: Some("camera"),
                row: Some(77),
                station: HOSTILE.to_owned(),
                t: Some("2026-03-04T09:41:02Z".to_owned()),
                neighbours: [Some("(01)09506000134352(21)B1".to_owned()), None],
            })
            .collect(),
        items,
        evaluable: open.is_some(),
        limit: open.is_none().then(|| "quantity.counted_good is absent".to_owned()),
        tolerance: 0,
        tolerance_reason: None,
        within: open.map(|open| open == 0),
    }
}

pub(crate) fn investigation() -> InvestigationReport {
    InvestigationReport {
        reconciliation: ReconciliationReport {
            schema: "tallymark-investigation/1",
            order: OrderReport {
                order: "PO-1001".to_owned(),
                gtin: "09506000134352".to_owned(),
                lot: HOSTILE.to_owned(),
                expiry: "281231".to_owned(),
                profile: Some("eu-fmd".to_owned()),
                site: Some("9506000134000".to_owned()),
                line: Some("L07".to_owned()),
                planned: Some(20_000),
                packaging: vec![("case".to_owned(), 20), ("pallet".to_owned(), 40)],
                window: Some(WindowReport {
                    from: "2026-03-04T08:01:02.25Z".to_owned(),
                    to: "2026-03-04T11:40:00Z".to_owned(),
                }),
            },
            rows: vec![
                RowsReport {
                    stream: "camera",
                    file: "camera.csv".to_owned(),
                    rows_in: 20_311,
                    used: 20_310,
                    rejected: 1,
                    reasons: vec![RejectedReport {
                        row: 77,
                        column: "t".to_owned(),
                        code: "row-time",
                        message: format!("no time: {HOSTILE}"),
                    }],
                },
                RowsReport { stream: "agg", file: "agg.csv".to_owned(), rows_in: 20_900, used: 20_900, rejected: 0, reasons: vec![] },
            ],
            states: vec![
                SourceStates { source: "pool", serials: 20_400, states: vec![("Unallocated", 399), ("Encoded", 20_001)] },
                SourceStates { source: "camera", serials: 20_000, states: vec![("Encoded", 101), ("Commissioned", 19_899)] },
                SourceStates { source: "l4", serials: 19_900, states: vec![("Commissioned", 19_880), ("Sampled", 20)] },
            ],
            residuals: vec![
                residual("E1", "pool", 20_400, &[("Encoded", 20_001), ("UnusedReturned", 399), ("Invalidated", 0)], Some(0)),
                residual("E2", "labels", 20_001, &[("Commissioned", 19_897), ("LabelSampled", 0), ("LabelScrapped", 2), ("VerifyReject", 99)], Some(3)),
                residual("E3", "product", 19_897, &[("ActiveGood", 19_877), ("Sampled", 20), ("Destroyed", 0)], Some(0)),
                residual("E4", "hierarchy", 19_877, &[("Aggregated", 19_840), ("LooseDeclared", 0)], Some(37)),
                residual("E7", "physical", 19_877, &[], None),
            ],
            findings: vec![
                finding("AG-107", "error", "09:41:02", "10:12:11", 37),
                finding("RX-205", "error", "08:20:00", "08:20:00", 2),
                finding("AG-112", "warning", "11:20:00", "11:38:00", 1),
            ],
            absent_streams: vec!["wms".to_owned(), "l4".to_owned()],
            absent: vec![
                Absent { stream: "wms".to_owned(), reason: "no file of this stream in the folder".to_owned(), unreadable: false },
                Absent { stream: "l4".to_owned(), reason: HOSTILE.to_owned(), unreadable: true },
            ],
        },
        causes: vec![
            CauseReport {
                category: "Materials",
                probability: 0.64,
                supports: vec!["AG-107: reel or carton change at 2026-03-04T09:40:58Z, 4 s before the first item concerned (odds ×9.0)".to_owned()],
                against: vec![HOSTILE.to_owned()],
                ask_for: vec!["the reel change record".to_owned()],
            },
            CauseReport { category: "Machine", probability: 0.36, supports: vec!["AG-107: usual".to_owned()], against: vec![], ask_for: vec!["the encoder log".to_owned()] },
        ],
        cannot_separate: vec![["Man", "Method"]],
        containment: ContainmentSummary {
            rule: "siblings",
            items: 740,
            containers: 37,
            cover: (0..37).map(|n| format!("(00)39506000134{n:07}")).collect(),
        },
    }
}
