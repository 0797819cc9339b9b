//! One self-contained HTML page: readable without scripts, printable, and clear in greyscale.
//!
//! Nothing is fetched, nothing runs. Every chart is inline SVG with its figures beside it as text; what a chart shows by
//! colour it also shows by pattern or label. Text from data is escaped by the template.

mod chart;
mod lists;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::report::{FindingReport, InvestigationReport, ReconciliationReport, RowsReport};
use crate::summary::state_names;
use crate::verdict::{blockers, count_of, limits};
use crate::words::{clean, counted, number, percent, window};

/// The page of a reconciliation.
#[must_use]
pub fn reconciliation(report: &ReconciliationReport) -> String {
    page(report, None)
}

/// The page of an investigation.
#[must_use]
pub fn investigation(report: &InvestigationReport) -> String {
    page(&report.reconciliation, Some(report))
}

fn page(report: &ReconciliationReport, investigation: Option<&InvestigationReport>) -> String {
    let title = format!("Order {}, lot {}", clean(&report.order.order), clean(&report.order.lot));
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                title { (title) " – batch report" }
                style { (PreEscaped(include_str!("html/page.css"))) }
            }
            body {
                (chart::patterns())
                main {
                    (head(report, investigation.is_some()))
                    (verdict(report))
                    (tiles(report, investigation))
                    (findings(report))
                    @if let Some(investigation) = investigation {
                        (quarantine(investigation))
                        (causes(investigation))
                    }
                    (waterfall(report))
                    (states(report))
                    (equations(report))
                    (lists::residuals(&report.residuals))
                    (streams(report))
                }
                footer {
                    "Made by Tallymark " (env!("CARGO_PKG_VERSION")) ". Times are UTC. "
                    "The figures are those of the " code { "--json" } " report (" code { (report.schema) } ")."
                }
            }
        }
    };
    markup.into_string()
}

fn head(report: &ReconciliationReport, investigated: bool) -> Markup {
    let order = &report.order;
    let kind = if investigated { "Batch investigation" } else { "Batch reconciliation" };
    let facts: Vec<(&str, String)> = [
        Some(("GTIN", order.gtin.clone())),
        Some(("Lot", clean(&order.lot).into_owned())),
        Some(("Expiry", clean(&order.expiry).into_owned())),
        order.line.as_deref().map(|line| ("Line", clean(line).into_owned())),
        order.site.as_deref().map(|site| ("Site", clean(site).into_owned())),
        order.profile.as_deref().map(|profile| ("Profile", clean(profile).into_owned())),
        order.planned.map(|planned| ("Planned", counted(planned, "pack"))),
        (!order.packaging.is_empty()).then(|| {
            let levels: Vec<_> = order
                .packaging
                .iter()
                .map(|(level, capacity)| format!("{} of {capacity}", clean(level)))
                .collect();
            ("Packaging", levels.join(", "))
        }),
        order.window.as_ref().map(|of| ("Recorded", window(&of.from, &of.to))),
    ]
    .into_iter()
    .flatten()
    .collect();
    html! {
        header {
            p.kind { (kind) }
            h1 { "Order " (clean(&order.order)) }
            dl.facts { @for (name, value) in &facts { div { dt { (name) } dd { (value) } } } }
        }
    }
}

fn verdict(report: &ReconciliationReport) -> Markup {
    let (blockers, limits) = (blockers(report), limits(report));
    html! {
        section.verdict.blocked[!blockers.is_empty()] aria-label="Verdict" {
            @if blockers.is_empty() {
                p.word { span.mark aria-hidden="true" { "✓" } "Nothing blocks" }
            } @else {
                p.word { span.mark aria-hidden="true" { "✕" } "Blocked" }
                ul { @for blocker in &blockers { li { (clean(blocker)) } } }
            }
            @if !limits.is_empty() { p.limits { "Limited: " (clean(&limits.join("; "))) "." } }
        }
    }
}

fn tiles(report: &ReconciliationReport, investigation: Option<&InvestigationReport>) -> Markup {
    let errors = report.findings.iter().filter(|finding| finding.severity == "error").count() as u64;
    let listed: u64 = report.residuals.iter().map(|residual| residual.items.len() as u64).sum();
    let rows: u64 = report.rows.iter().map(|rows| rows.rows_in).sum();
    let rejected: u64 = report.rows.iter().map(|rows| rows.rejected).sum();
    let tile = |figure: String, label: &str, detail: String| {
        html! { div.tile { p.figure { (figure) } p.label { (label) } p.detail { (detail) } } }
    };
    html! {
        section.tiles aria-label="Key figures" {
            (tile(number(report.findings.len() as u64), "findings", counted(errors, "error")))
            @if let Some(InvestigationReport { containment, .. }) = investigation {
                (tile(number(containment.items), "packs to quarantine", format!("named by {}", counted(containment.cover.len() as u64, "identifier"))))
            }
            (tile(number(listed), "residual items", format!("in {}", counted(report.residuals.iter().filter(|one| !one.items.is_empty()).count() as u64, "equation"))))
            (tile(number(rows), "rows read", format!("{} rejected", number(rejected))))
        }
    }
}

fn findings(report: &ReconciliationReport) -> Markup {
    let mut ordered: Vec<&FindingReport> = report.findings.iter().collect();
    ordered.sort_by_key(|finding| match finding.severity {
        "error" => 0,
        "warning" => 1,
        _ => 2,
    });
    html! {
        section {
            h2 { "Findings" }
            @if ordered.is_empty() {
                p { "None." }
            } @else {
                (chart::timeline(&ordered, report.order.window.as_ref()))
                div.scroll { table.finding {
                    caption { "What is wrong, errors first" }
                    thead { tr { th scope="col" { "Finding" } th scope="col" { "What happened" } th scope="col" { "Likely cause" } } }
                    tbody { @for finding in &ordered { (finding_row(finding)) } }
                } }
            }
        }
    }
}

fn finding_row(finding: &FindingReport) -> Markup {
    let evidence: Vec<String> = finding
        .evidence
        .iter()
        .map(|evidence| format!("{} ({})", evidence.stream, counted(evidence.rows.len() as u64, "row")))
        .collect();
    html! {
        tr {
            th scope="row" {
                span.code { (finding.code) } br;
                span class={ "severity " (finding.severity) } { (finding.severity) } br;
                span.quiet { (count_of(finding.code, finding.count, &finding.entities)) }
            }
            td {
                p { (clean(if finding.message.is_empty() { finding.title } else { &finding.message })) }
                @if let Some(of) = &finding.window { p.quiet { (window(&of.from, &of.to)) } }
                (lists::few(&finding.entities, 6))
                p.quiet {
                    @if !evidence.is_empty() { "Evidence: " (evidence.join(", ")) ". " }
                    "Confidence " (format!("{:.2}", finding.confidence)) "."
                }
            }
            td {
                @for cause in finding.causes.iter().filter(|cause| cause.probability >= 0.05).take(3) {
                    p { (cause.category) " " (percent(cause.probability)) br; span.quiet { (cause.leaf.replace('_', " ")) } }
                }
            }
        }
    }
}

fn quarantine(report: &InvestigationReport) -> Markup {
    let containment = &report.containment;
    html! {
        section {
            h2 { "Quarantine" }
            @if containment.cover.is_empty() {
                p { "Nothing." }
            } @else {
                p {
                    (counted(containment.items, "pack"))
                    " by the rule " em { (containment.rule) } ". These identifiers name exactly that set:"
                }
                (lists::columns(&containment.cover))
            }
        }
    }
}

fn causes(report: &InvestigationReport) -> Markup {
    if report.causes.is_empty() {
        return html! {};
    }
    let notes = |title: &str, notes: &[String]| {
        html! { @if !notes.is_empty() { div { h4 { (title) } ul { @for note in notes { li { (clean(note)) } } } } } }
    };
    html! {
        section {
            h2 { "Likely causes" }
            (chart::causes(&report.causes))
            @for [one, other] in &report.cannot_separate {
                p.doubt { "These records cannot tell " strong { (one) } " from " strong { (other) } "." }
            }
            @for cause in report.causes.iter().filter(|cause| cause.probability >= 0.05) {
                article.cause {
                    h3 { (cause.category) ", " (percent(cause.probability)) }
                    div.notes {
                        (notes("For", &cause.supports))
                        (notes("Against", &cause.against))
                        (notes("Ask for", &cause.ask_for))
                    }
                }
            }
        }
    }
}

fn waterfall(report: &ReconciliationReport) -> Markup {
    let steps = chart::steps(&report.residuals);
    html! { @if !steps.is_empty() {
        section {
            h2 { "From pool to container" }
            p.quiet { "What each equation takes away, and what it cannot explain." }
            (chart::waterfall(&steps))
        }
    } }
}

fn states(report: &ReconciliationReport) -> Markup {
    if report.states.is_empty() {
        return html! {};
    }
    let most = report.states.iter().map(|source| source.serials).max().unwrap_or(0);
    html! {
        section {
            h2 { "States by source" }
            div.scroll { table.figures {
                caption { "Serials that each source holds in each state" }
                thead { tr {
                    th scope="col" { "State" }
                    @for source in &report.states { th scope="col" { (source.source) } }
                } }
                tbody {
                    @for state in state_names(report) {
                        tr {
                            th scope="row" { (state) }
                            @for source in &report.states {
                                td {
                                    @match source.states.iter().find(|(of, _)| *of == state) {
                                        Some((_, count)) => { (number(*count)) (chart::cell_bar(*count, most)) }
                                        None => { span.none { "–" } }
                                    }
                                }
                            }
                        }
                    }
                }
                tfoot { tr {
                    th scope="row" { "Serials" }
                    @for source in &report.states { td { (number(source.serials)) } }
                } }
            } }
        }
    }
}

fn equations(report: &ReconciliationReport) -> Markup {
    let most = report
        .residuals
        .iter()
        .filter_map(|residual| residual.residual)
        .map(i64::unsigned_abs)
        .max()
        .unwrap_or(0);
    html! {
        section {
            h2 { "Equations" }
            div.scroll { table.equations {
                caption { "Left-hand side, terms and residual of each equation" }
                thead { tr { th scope="col" { "Equation" } th scope="col" { "Figures" } th scope="col" { "Residual" } th scope="col" { "Verdict" } } }
                tbody { @for residual in &report.residuals { (lists::equation_row(residual, most)) } }
            } }
        }
    }
}

fn streams(report: &ReconciliationReport) -> Markup {
    let rejected: Vec<&RowsReport> = report.rows.iter().filter(|rows| rows.rejected > 0).collect();
    html! {
        section {
            h2 { "Records" }
            div.scroll { table.figures {
                caption { "Rows in = rows used + rows rejected" }
                thead { tr { th scope="col" { "File" } th scope="col" { "Stream" } th scope="col" { "In" } th scope="col" { "Used" } th scope="col" { "Rejected" } } }
                tbody { @for rows in &report.rows {
                    tr {
                        th scope="row" { (clean(&rows.file)) }
                        td { (rows.stream) }
                        td { (number(rows.rows_in)) }
                        td { (number(rows.used)) }
                        td { @if rows.rejected > 0 { strong { (number(rows.rejected)) } } @else { "0" } }
                    }
                } }
            } }
            @if !report.absent.is_empty() {
                h3 { "Absent streams" }
                ul { @for absent in &report.absent {
                    li {
                        strong { (clean(&absent.stream)) } ": " (clean(&absent.reason))
                        @if absent.unreadable { " (could not be read)" }
                    }
                } }
            }
            @for rows in rejected { (lists::rejected(rows)) }
        }
    }
}

#[cfg(test)]
mod tests;
