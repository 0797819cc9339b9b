pub(super) use crate::item::each::{each_part as each, pieces};

/// `0..count` cut into that many ranges of equal length.
pub(super) fn ranges(count: usize) -> Vec<std::ops::Range<usize>> {
    let size = count.div_ceil(pieces()).max(1);
    (0..count).step_by(size).map(|from| from..count.min(from + size)).collect()
}
