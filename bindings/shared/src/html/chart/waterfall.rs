use maud::{Markup, html};

use super::at;
use crate::report::ResidualReport;
use crate::words::{number, signed};

/// One bar of the waterfall.
#[derive(Debug, PartialEq)]
pub(in super::super) struct Step {
    label: String,
    kind: Kind,
    value: i64,
    /// Where the bar begins, in items.
    from: i64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// What one side of an equation counts.
    Total,
    /// What leaves with an explanation.
    Leaves,
    /// What no term explains.
    Unexplained,
}

/// Totals of the chain of equations, and the term in which each goes on.
const CHAIN: [(&str, &str, &str); 4] = [
    ("E1", "Pool", "Encoded"),
    ("E2", "Encoded", "Commissioned"),
    ("E3", "Commissioned", "ActiveGood"),
    ("E4", "ActiveGood", "Aggregated"),
];

/// The bars from the pool to the containers, as far as the equations can be evaluated.
pub(in super::super) fn steps(residuals: &[ResidualReport]) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut last = None;
    for (equation, total, goes_on) in CHAIN {
        let Some(residual) =
            residuals.iter().find(|residual| residual.equation == equation && residual.evaluable)
        else {
            continue;
        };
        let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let lhs = count(residual.lhs);
        if last != Some((total, lhs)) {
            steps.push(Step { label: total.to_owned(), kind: Kind::Total, value: lhs, from: 0 });
        }
        let mut level = lhs;
        for (term, value) in residual.terms.iter().filter(|(term, value)| *term != goes_on && *value > 0) {
            level = level.saturating_sub(count(*value));
            steps.push(Step {
                label: (*term).to_owned(),
                kind: Kind::Leaves,
                value: count(*value),
                from: level,
            });
        }
        let Some((_, rest)) = residual.terms.iter().find(|(term, _)| *term == goes_on) else { continue };
        let rest = count(*rest);
        let open = level.saturating_sub(rest);
        if open != 0 {
            let label = format!("unexplained ({equation})");
            steps.push(Step { label, kind: Kind::Unexplained, value: open, from: level.min(rest) });
        }
        steps.push(Step { label: goes_on.to_owned(), kind: Kind::Total, value: rest, from: 0 });
        last = Some((goes_on, rest));
    }
    steps
}

/// Bars from left to right, one under the other.
pub(in super::super) fn waterfall(steps: &[Step]) -> Markup {
    const ROW: f64 = 24.0;
    let (left, width) = (150.0, 470.0);
    let scale = Scale::over(steps);
    let height = steps.len() as f64 * ROW + 6.0;
    html! {
        svg.chart viewBox={ "0 0 720 " (at(height)) } role="img" aria-labelledby="waterfall-title" {
            title #waterfall-title { "Numbers from the pool to the containers, step by step" }
            line.axis x1=(at(left)) y1="0" x2=(at(left)) y2=(at(height)) {}
            @for (row, step) in steps.iter().enumerate() {
                @let y = row as f64 * ROW;
                @let x = left + scale.along(step.from, width);
                @let long = (left + scale.along(step.from.saturating_add(step.value.abs()), width) - x).max(1.5);
                text class={ "label" @if step.kind == Kind::Total { " strong" } } x=(at(left - 8.0)) y=(at(y + 17.0)) text-anchor="end" { (step.label) }
                rect class=(class(step.kind)) x=(at(x)) y=(at(y + 5.0)) width=(at(long)) height="15" {}
                @if step.kind == Kind::Total && scale.base > 0 { path.break d={ "M" (at(left + 14.0)) " " (at(y + 22.0)) "l6 -19m5 0l-6 19" } {} }
                text class={ "value" @if step.kind == Kind::Total { " strong" } } x=(at(x + long + 8.0)) y=(at(y + 17.0)) { (figure(step)) }
            }
        }
        @if scale.base > 0 { p.quiet { "Bars are cut at the left: the scale begins at " (number(scale.base.unsigned_abs())) "." } }
    }
}

/// The part of the number line that is drawn.
struct Scale {
    base: i64,
    most: i64,
}

impl Scale {
    /// From nothing, unless what leaves would then be too thin to see.
    fn over(steps: &[Step]) -> Self {
        let most = steps.iter().map(|step| step.from.saturating_add(step.value.abs())).max().unwrap_or(0);
        let totals = steps.iter().filter(|step| step.kind == Kind::Total).map(|step| step.value);
        let least = totals.min().unwrap_or(0);
        let span = most - least;
        let cut = least - span / 2;
        let base = if span > 0 && cut > most / 2 { cut } else { 0 };
        Scale { base, most }
    }

    fn along(&self, value: i64, width: f64) -> f64 {
        let range = (self.most - self.base).max(1) as f64;
        (value.saturating_sub(self.base).max(0) as f64 / range * width).min(width)
    }
}

fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Total => "solid",
        Kind::Leaves => "hatched",
        Kind::Unexplained => "crossed",
    }
}

fn figure(step: &Step) -> String {
    match step.kind {
        Kind::Total => number(step.value.unsigned_abs()),
        _ if step.value < 0 => format!("+{}", number(step.value.unsigned_abs())),
        _ => signed(-step.value),
    }
}
