use std::collections::HashSet;

use crate::batch::Stream;
use crate::findings::{Context, Draft, Finding, FindingCode};
use crate::pool::Predictability;

/// Fewer numbers are a handful for a trial, not a pool to be judged.
const LEAST: usize = 100;

/// So many rows are shown: the others look alike.
const SHOWN: usize = 100;

/// ID-140: serial pool is sequential or too predictable. It names no items: the whole pool is meant, and no pack of it
/// is wrong by itself.
///
/// Numbers count once, where they stand first; those of other trade items not at all. Excluded explanations: a pool
/// file that is sorted, and requests that are sorted each, see [`Predictability`].
pub(in crate::findings) fn id140(context: &Context<'_>) -> Vec<Finding> {
    let mut seen = HashSet::new();
    let mut serials = Vec::new();
    let mut draft = Draft::new(FindingCode::Id140);
    for row in context.batch.pool.iter().flatten() {
        if !context.is_own(row.item) || !seen.insert(row.item) {
            continue;
        }
        if let Some(sgtin) = context.item(row.item).sgtin() {
            serials.push(sgtin.serial);
            if serials.len() <= SHOWN {
                draft.row(Stream::Pool, row.row, None);
            }
        }
    }
    if serials.len() < LEAST {
        return Vec::new();
    }
    let result = Predictability::of(serials.iter().map(ToString::to_string));
    let Some(first) = result.failures.first() else { return Vec::new() };
    let message = format!(
        "the pool's {} serials can be predicted ({}): {}; the best guess found hits with probability {:.2e}, 1e-4 is the limit",
        result.examined,
        result.failed(),
        first.message,
        result.guess_probability
    );
    let finding = draft.finish_anyway(0.95, |_| message);
    vec![Finding { count: result.examined, ..finding }]
}
