use maud::{Markup, html};
use tallymark::batch::Time;

use super::at;
use crate::report::{FindingReport, WindowReport};
use crate::words::{number, window};

/// Rows of the chart; more findings are in the table only.
const MOST: usize = 24;

/// When each finding happened within what was recorded, one row each. Nothing if no finding has a time.
pub(in super::super) fn timeline(findings: &[&FindingReport], recorded: Option<&WindowReport>) -> Markup {
    const ROW: f64 = 24.0;
    let timed: Vec<Timed<'_>> = findings.iter().filter_map(|finding| Timed::of(finding)).collect();
    let (Some(from), Some(to)) =
        (timed.iter().map(|one| one.from).min(), timed.iter().map(|one| one.to).max())
    else {
        return html! {};
    };
    let (from, to) =
        recorded.and_then(seconds).map_or((from, to), |(first, last)| (from.min(first), to.max(last)));
    let ticks = Ticks::over(from, to);
    let (left, width) = (90.0, 560.0);
    let x = |t: i64| left + (t - ticks.from) as f64 / (ticks.to - ticks.from).max(1) as f64 * width;
    let shown = timed.iter().take(MOST);
    let height = shown.len() as f64 * ROW + 26.0;
    html! {
        svg.chart viewBox={ "0 0 720 " (at(height)) } role="img" aria-labelledby="timeline-title" {
            title #timeline-title { "When the findings happened" }
            @for (t, label) in ticks.labels() {
                line.grid x1=(at(x(t))) y1="0" x2=(at(x(t))) y2=(at(height - 20.0)) {}
                text.tick x=(at(x(t))) y=(at(height - 6.0)) text-anchor="middle" { (label) }
            }
            @for (row, one) in shown.enumerate() {
                @let y = row as f64 * ROW;
                @let (start, end) = (x(one.from), x(one.to));
                text.label.strong x=(at(left - 10.0)) y=(at(y + 16.0)) text-anchor="end" { (one.finding.code) }
                rect class=(class(one.finding.severity)) x=(at(start.min(left + width - 5.0))) y=(at(y + 4.0)) width=(at((end - start).max(5.0))) height="15" {
                    title { (one.finding.code) ", " (one.when) }
                }
                text.value x=(at(end.max(start + 5.0) + 6.0)) y=(at(y + 16.0)) { (number(one.finding.count)) }
            }
        }
        p.legend {
            span.key { (swatch("error")) "error" } span.key { (swatch("warning")) "warning" } span.key { (swatch("info")) "info" }
            @if timed.len() > MOST { span.quiet { "first " (MOST) " of " (number(timed.len() as u64)) } }
        }
    }
}

struct Timed<'a> {
    finding: &'a FindingReport,
    from: i64,
    to: i64,
    when: String,
}

impl<'a> Timed<'a> {
    fn of(finding: &'a FindingReport) -> Option<Self> {
        let of = finding.window.as_ref()?;
        let (from, to) = seconds(of)?;
        Some(Timed { finding, from, to: to.max(from), when: window(&of.from, &of.to) })
    }
}

fn seconds(of: &WindowReport) -> Option<(i64, i64)> {
    let second = |t: &str| t.parse::<Time>().ok().map(Time::as_second);
    Some((second(&of.from)?, second(&of.to)?))
}

fn class(severity: &str) -> &'static str {
    match severity {
        "error" => "solid",
        "warning" => "hatched",
        _ => "hollow",
    }
}

fn swatch(severity: &str) -> Markup {
    html! { svg.swatch width="18" height="12" aria-hidden="true" focusable="false" { rect class=(class(severity)) x="0.5" y="0.5" width="17" height="11" {} } }
}

/// Round times across a span.
struct Ticks {
    from: i64,
    to: i64,
    step: i64,
}

impl Ticks {
    const STEPS: [i64; 14] =
        [1, 5, 15, 60, 300, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 604_800, 2_592_000];

    fn over(from: i64, to: i64) -> Self {
        let wanted = (to - from) / 6;
        let step = Ticks::STEPS.into_iter().find(|&step| step >= wanted).unwrap_or(wanted).max(1);
        let from = from.div_euclid(step) * step;
        let to = (to.div_euclid(step) + 1) * step;
        Ticks { from, to, step }
    }

    fn labels(&self) -> Vec<(i64, String)> {
        let mut labels = Vec::new();
        let mut t = self.from;
        while t <= self.to && labels.len() < 16 {
            let text = Time::from_second(t).map_or_else(|_| String::new(), |t| t.to_string());
            let label = match self.step {
                step if step >= 86_400 => text.get(..10),
                step if step >= 60 => text.get(11..16),
                _ => text.get(11..19),
            };
            labels.push((t, label.unwrap_or_default().to_owned()));
            t += self.step;
        }
        labels
    }
}
