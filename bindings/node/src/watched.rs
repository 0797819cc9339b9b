use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;
use tallymark_bindings::lists::answer_watched;

use crate::tasks::Job;

/// A comparison that can be watched and stopped while it runs on libuv's pool.
#[napi]
#[derive(Default)]
pub struct Watched(Arc<State>);

#[derive(Default)]
struct State {
    stopped: AtomicBool,
    comparing: AtomicBool,
    done: AtomicU64,
    of: AtomicU64,
}

#[napi]
impl Watched {
    #[napi(constructor)]
    pub fn new() -> Self {
        Watched::default()
    }

    /// Stops it at the next step.
    #[napi(catch_unwind)]
    pub fn stop(&self) {
        self.0.stopped.store(true, Ordering::Relaxed);
    }

    /// Whether it compares already, how much is done, and of how much.
    #[napi(catch_unwind)]
    pub fn progress(&self) -> (bool, f64, f64) {
        let number = |value: &AtomicU64| value.load(Ordering::Relaxed) as f64;
        (self.0.comparing.load(Ordering::Relaxed), number(&self.0.done), number(&self.0.of))
    }

    /// Answers a `diff_files` request.
    #[napi(catch_unwind)]
    pub fn diff_files(&self, request: String) -> AsyncTask<Job> {
        let state = Arc::clone(&self.0);
        Job::spawn(move || {
            let answer = answer_watched(request.as_bytes(), &mut |step| {
                state.comparing.store(step.stage == "comparing", Ordering::Relaxed);
                state.done.store(step.done, Ordering::Relaxed);
                state.of.store(step.of, Ordering::Relaxed);
                !state.stopped.load(Ordering::Relaxed)
            });
            answer.map(|answer| answer.to_string())
        })
    }
}
