//! Work cut into jobs, and as many threads as there are to do it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// After how many jobs of a tenth of a millisecond or so it is asked whether to go on: who answers may have to wait.
const SELDOM: usize = 32;

/// Does all jobs on all processors, this thread's included. Each thread makes itself a desk with `prepare`; `go_on` is
/// asked on this thread now and then, the first time before anything is done, and its error ends the work, jobs under way
/// excepted.
pub(crate) fn share<J: Send, D, E>(
    jobs: Vec<J>,
    prepare: impl Fn() -> D + Sync,
    work: impl Fn(&mut D, J) + Sync,
    mut go_on: impl FnMut() -> Result<(), E>,
) -> Result<(), E> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let helpers = processors.min(jobs.len()).saturating_sub(1);
    let left = Mutex::new(jobs.into_iter());
    let next = || left.lock().ok().and_then(|mut left| left.next());
    let stop = AtomicBool::new(false);
    let help = || {
        let mut desk = prepare();
        while let Some(job) = next().filter(|_| !stop.load(Ordering::Relaxed)) {
            work(&mut desk, job);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..helpers {
            // A thread that is not to be had is done without.
            if std::thread::Builder::new().spawn_scoped(scope, help).is_err() {
                break;
            }
        }
        let mut desk = prepare();
        for number in 0.. {
            let Some(job) = next() else { break };
            if number % SELDOM == 0
                && let Err(error) = go_on()
            {
                stop.store(true, Ordering::Relaxed);
                return Err(error);
            }
            work(&mut desk, job);
        }
        Ok(())
    })
}

/// Takes the first `count` places of a slice off it.
pub(crate) fn take<'a, T>(slice: &mut &'a mut [T], count: usize) -> &'a mut [T] {
    let whole = std::mem::take(slice);
    let (first, rest) = whole.split_at_mut(count.min(whole.len()));
    *slice = rest;
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_job_is_done_once() {
        let mut done = vec![0; 1000];
        let jobs: Vec<_> = done.iter_mut().collect();
        share(jobs, || 1, |one, place| *place += *one, || Ok::<_, ()>(())).unwrap();
        assert_eq!(done, [1; 1000]);
    }

    #[test]
    fn work_ends_when_it_is_told_to() {
        let mut asked = 0;
        let go_on = || {
            asked += 1;
            if asked < 3 { Ok(()) } else { Err("enough") }
        };
        let jobs = (0..1_000_000).collect();
        let slow = |_: &mut (), _: i32| std::thread::sleep(std::time::Duration::from_micros(50));
        assert_eq!(share(jobs, || (), slow, go_on), Err("enough"));
    }
}
