//! The one line that a person reads first.

use crate::report::ReconciliationReport;
use crate::words::counted;

/// What blocks, in a few words each; empty if nothing does.
pub(crate) fn blockers(report: &ReconciliationReport) -> Vec<String> {
    let mut blockers = Vec::new();
    let errors = report.findings.iter().filter(|finding| finding.severity == "error").count() as u64;
    if errors > 0 {
        blockers.push(counted(errors, "error finding"));
    }
    let open: Vec<&str> =
        report.residuals.iter().filter(|one| one.within == Some(false)).map(|one| one.equation).collect();
    match open.as_slice() {
        [] => {}
        [one] => blockers.push(format!("equation {one} does not close")),
        _ => blockers.push(format!("equations {} do not close", open.join(", "))),
    }
    let rejected: u64 = report.rows.iter().map(|rows| rows.rejected).sum();
    if rejected > 0 {
        blockers.push(format!("{} could not be used", counted(rejected, "row")));
    }
    for absent in report.absent.iter().filter(|absent| absent.unreadable) {
        blockers.push(format!("stream {} could not be read", absent.stream));
    }
    blockers
}

/// What limits the answer without blocking.
pub(crate) fn limits(report: &ReconciliationReport) -> Vec<String> {
    let mut limits = Vec::new();
    let idle: Vec<&str> =
        report.residuals.iter().filter(|one| !one.evaluable).map(|one| one.equation).collect();
    if !idle.is_empty() {
        limits.push(format!("{} not evaluable", idle.join(", ")));
    }
    let missing: Vec<&str> = report
        .absent
        .iter()
        .filter(|absent| !absent.unreadable)
        .map(|absent| absent.stream.as_str())
        .collect();
    if !missing.is_empty() {
        limits.push(format!("no {}", missing.join(", ")));
    }
    limits
}

/// How many things a finding counts, with the word for them.
pub(crate) fn count_of(code: &str, count: u64, entities: &[String]) -> String {
    let containers = entities.iter().filter(|entity| entity.starts_with("(00)")).count();
    let things = match containers {
        0 if entities.is_empty() => "row",
        0 => "pack",
        n if n == entities.len() => "container",
        _ => "item",
    };
    let things = if code == "RX-202" { "number" } else { things };
    counted(count, things)
}
