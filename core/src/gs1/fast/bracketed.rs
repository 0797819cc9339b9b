use super::super::tables::Tables;
use super::values::value_end;
use super::{Taker, lanes};

/// Bracketed text from `start` to `end` without escapes and of one component; whether all is well but for relations.
///
/// `data` has sixteen bytes or more.
#[inline(always)]
pub(crate) fn bracketed(
    tables: &Tables<'_>,
    data: &[u8],
    start: usize,
    end: usize,
    taker: &mut impl Taker,
) -> bool {
    let mut at = start;
    loop {
        let Some(brief) = tables.brief(data, at + 1) else { return false };
        let close = at + 1 + usize::from(brief.digits);
        if data.get(at) != Some(&b'(') || data.get(close) != Some(&b')') {
            return false;
        }
        let from = close + 1;
        let stop = value_end(tables, brief, data, from, end, lanes::outside_82_or_bracket);
        let Some(stop) = stop else { return false };
        if !taker.take(brief, from, stop) {
            return false;
        }
        if stop == end {
            return true;
        }
        at = stop;
    }
}
