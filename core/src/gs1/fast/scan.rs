use super::super::scan::GS;
use super::super::tables::Tables;
use super::Taker;
use super::values::element;

/// Element strings from `start` to `end`, handed to `taker` as long as all is well.
///
/// `None` after a yes to everything but relations; otherwise the place from which the reader has to go on. `data` has
/// sixteen bytes or more.
///
/// Always inlined, so that the built-in tables are constants where they are used.
#[inline(always)]
pub(crate) fn scan<T: Taker>(
    tables: &Tables<'_>,
    data: &[u8],
    start: usize,
    end: usize,
    taker: &mut T,
) -> Option<usize> {
    let mut at = start;
    loop {
        let Some((brief, from, stop)) = element(tables, data, at, end, T::ALONE) else { return Some(at) };
        let next = if stop == end {
            stop
        } else if data.get(stop) == Some(&GS) {
            stop + 1
        } else if brief.fixed {
            stop
        } else {
            return Some(at);
        };
        if !taker.take(brief, from, stop) {
            return Some(at);
        }
        at = next;
        if at == end {
            return None;
        }
    }
}
