/// Maps in order, on all threads of the current pool.
#[cfg(feature = "parallel")]
pub(super) fn each<T: Send, R: Send>(work: Vec<T>, job: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    use rayon::prelude::*;
    work.into_par_iter().map(job).collect()
}

/// Maps in order.
#[cfg(not(feature = "parallel"))]
pub(super) fn each<T, R>(work: Vec<T>, job: impl Fn(T) -> R) -> Vec<R> {
    work.into_iter().map(job).collect()
}

/// How many pieces a long job is worth cutting into.
pub(super) fn pieces() -> usize {
    #[cfg(feature = "parallel")]
    return 4 * rayon::current_num_threads();
    #[cfg(not(feature = "parallel"))]
    1
}

/// `0..count` cut into that many ranges of equal length.
pub(super) fn ranges(count: usize) -> Vec<std::ops::Range<usize>> {
    let size = count.div_ceil(pieces()).max(1);
    (0..count).step_by(size).map(|from| from..count.min(from + size)).collect()
}
