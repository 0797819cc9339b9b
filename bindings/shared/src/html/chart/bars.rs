use maud::{Markup, html};

use super::{at, length};
use crate::report::CauseReport;
use crate::words::percent;

/// A thin bar below a figure in a table cell.
pub(in super::super) fn cell_bar(value: u64, most: u64) -> Markup {
    bar(value, most, 60.0, "bar-fill")
}

/// A bar beside the residual of an equation.
pub(in super::super) fn residual_bar(value: u64, most: u64) -> Markup {
    bar(value, most, 110.0, "bar-open")
}

fn bar(value: u64, most: u64, width: f64, class: &str) -> Markup {
    html! {
        svg.bar viewBox={ "0 0 " (at(width)) " 6" } width=(at(width)) height="6" aria-hidden="true" focusable="false" {
            line.bar-base x1="0" y1="5.5" x2=(at(width)) y2="5.5" {}
            rect class=(class) x="0" y="0" width=(at(length(value, most, width))) height="5" {}
        }
    }
}

/// The branches with their probabilities.
pub(in super::super) fn causes(causes: &[CauseReport]) -> Markup {
    const ROW: f64 = 26.0;
    let (left, width) = (120.0, 420.0);
    let shown: Vec<&CauseReport> = causes.iter().filter(|cause| cause.probability >= 0.005).collect();
    let height = shown.len() as f64 * ROW + 4.0;
    html! {
        svg.chart viewBox={ "0 0 640 " (at(height)) } role="img" aria-labelledby="causes-title" {
            title #causes-title { "Probability of each branch of causes" }
            line.axis x1=(at(left)) y1="0" x2=(at(left)) y2=(at(height)) {}
            @for (row, cause) in shown.iter().enumerate() {
                @let y = row as f64 * ROW;
                @let long = cause.probability.clamp(0.0, 1.0) * width;
                text.label x=(at(left - 8.0)) y=(at(y + 17.0)) text-anchor="end" { (cause.category) }
                rect class=(if row == 0 { "solid" } else { "soft" }) x=(at(left)) y=(at(y + 5.0)) width=(at(long.max(1.5))) height="16" {}
                text.value x=(at(left + long + 8.0)) y=(at(y + 17.0)) { (percent(cause.probability)) }
            }
        }
    }
}
