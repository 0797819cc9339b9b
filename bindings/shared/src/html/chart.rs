//! Charts as inline SVG: every figure is also text, every colour also a pattern.

mod bars;
mod timeline;
mod waterfall;

use maud::{Markup, html};

pub(super) use bars::{causes, cell_bar, residual_bar};
pub(super) use timeline::timeline;
pub(super) use waterfall::{steps, waterfall};

/// The patterns that all charts of the page share.
pub(super) fn patterns() -> Markup {
    html! {
        svg.patterns width="0" height="0" aria-hidden="true" focusable="false" {
            defs {
                pattern #hatch width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect.hatch-ground width="6" height="6" {}
                    line.hatch-line x1="0" y1="0" x2="0" y2="6" {}
                }
                pattern #cross width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect.cross-ground width="6" height="6" {}
                    line.cross-line x1="0" y1="0" x2="0" y2="6" {}
                    line.cross-line x1="0" y1="0" x2="6" y2="0" {}
                }
            }
        }
    }
}

/// A coordinate with one digit: pages stay small and equal on every platform.
fn at(x: f64) -> String {
    let text = format!("{x:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// The width of a bar: what is not nothing can be seen.
fn length(value: u64, most: u64, width: f64) -> f64 {
    match (value, most) {
        (0, _) | (_, 0) => 0.0,
        _ => (value as f64 / most as f64 * width).clamp(1.5, width),
    }
}
