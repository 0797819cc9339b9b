//! Lists of identifiers and rows, complete as far as a page can be.

use maud::{Markup, html};

use super::chart;
use crate::report::{ResidualReport, RowsReport};
use crate::words::{clean, first_few, number, signed};

/// Entries of one list on the page; the JSON report has all.
const MOST: usize = 2_000;

/// The first few identifiers in a line.
pub(super) fn few(items: &[String], most: usize) -> Markup {
    let (few, more) = first_few(items, most);
    html! {
        @if !few.is_empty() {
            p.items {
                @for item in few { code { (clean(item)) } " " }
                @if more > 0 { span.quiet { "and " (number(more)) " more" } }
            }
        }
    }
}

/// Identifiers in as many columns as fit.
pub(super) fn columns(items: &[String]) -> Markup {
    let (few, more) = first_few(items, MOST);
    html! {
        ul.columns { @for item in few { li { code { (clean(item)) } } } }
        (rest(more))
    }
}

/// One equation with its figures, its residual as a bar and its verdict.
pub(super) fn equation_row(residual: &ResidualReport, most: u64) -> Markup {
    let (class, verdict) = match (residual.residual, residual.within) {
        (None, _) => ("idle", "not evaluable"),
        (Some(0), _) => ("closed", "closed"),
        (_, Some(true)) => ("within", "within tolerance"),
        _ => ("open", "open"),
    };
    html! {
        tr {
            th scope="row" { span.code { (residual.equation) } br; span.quiet { (residual.title) } }
            td {
                @if residual.evaluable || residual.lhs > 0 {
                    p { strong { (number(residual.lhs)) } " = "
                        @for (at, (term, count)) in residual.terms.iter().enumerate() {
                            @if at > 0 { " + " } span.term { (term) " " (number(*count)) }
                        }
                    }
                }
                @if let Some(limit) = &residual.limit { p.quiet { (clean(limit)) } }
                @if let Some(reason) = &residual.tolerance_reason {
                    p.quiet { "Tolerance " (number(residual.tolerance)) ": " (clean(reason)) }
                }
            }
            td.number {
                @match residual.residual {
                    Some(open) => { (signed(open)) (chart::residual_bar(open.unsigned_abs(), most)) }
                    None => { span.none { "–" } }
                }
            }
            td { span class={ "verdict-word " (class) } { (verdict) } }
        }
    }
}

/// Every residual, item by item.
pub(super) fn residuals(residuals: &[ResidualReport]) -> Markup {
    let listed: Vec<&ResidualReport> =
        residuals.iter().filter(|residual| !residual.last_seen.is_empty()).collect();
    html! { @if !listed.is_empty() {
        section {
            h2 { "Residuals, item by item" }
            @for residual in listed { (residual_items(residual)) }
        }
    } }
}

fn residual_items(residual: &ResidualReport) -> Markup {
    let shown = residual.last_seen.iter().take(MOST);
    let more = residual.last_seen.len().saturating_sub(MOST) as u64;
    html! {
        div.scroll { table.items {
            caption { (residual.equation) " " (residual.title) ": " (number(residual.last_seen.len() as u64)) " listed" }
            thead { tr { th scope="col" { "Item" } th scope="col" { "Last seen" } th scope="col" { "Station" } th scope="col" { "Row" } th scope="col" { "Before and after it" } } }
            tbody { @for seen in shown {
                tr {
                    th scope="row" { code { (clean(&seen.item)) } }
                    td { (seen.t.as_deref().map(clean).unwrap_or_default()) }
                    td { (clean(&seen.station)) }
                    td { @if let (Some(stream), Some(row)) = (seen.stream, seen.row) { (stream) " " (number(u64::from(row))) } }
                    td { @for neighbour in seen.neighbours.iter().flatten() { code { (clean(neighbour)) } " " } }
                }
            } }
        } }
        (rest(more))
    }
}

/// The rows of a file that could not be used.
pub(super) fn rejected(rows: &RowsReport) -> Markup {
    let more = rows.reasons.len().saturating_sub(MOST) as u64;
    html! {
        div.scroll { table.items {
            caption { "Rejected rows of " (clean(&rows.file)) }
            thead { tr { th scope="col" { "Row" } th scope="col" { "Column" } th scope="col" { "Code" } th scope="col" { "Reason" } } }
            tbody { @for reason in rows.reasons.iter().take(MOST) {
                tr {
                    th scope="row" { (number(u64::from(reason.row))) }
                    td { (clean(&reason.column)) }
                    td { (reason.code) }
                    td { (clean(&reason.message)) }
                }
            } }
        } }
        (rest(more))
    }
}

fn rest(more: u64) -> Markup {
    html! { @if more > 0 { p.quiet { "and " (number(more)) " more, in the JSON report" } } }
}
