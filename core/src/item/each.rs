/// Maps in order, on all threads if there are several.
#[cfg(feature = "parallel")]
pub(crate) fn each_part<T: Send, R: Send>(work: Vec<T>, job: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    use rayon::prelude::*;
    work.into_par_iter().map(job).collect()
}

/// Maps in order.
#[cfg(not(feature = "parallel"))]
pub(crate) fn each_part<T, R>(work: Vec<T>, job: impl Fn(T) -> R) -> Vec<R> {
    work.into_iter().map(job).collect()
}

/// How many pieces a long job is worth cutting into.
pub(crate) fn pieces() -> usize {
    #[cfg(feature = "parallel")]
    return 4 * rayon::current_num_threads();
    #[cfg(not(feature = "parallel"))]
    1
}
