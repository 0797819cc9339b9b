use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

use crate::tasks::Job;

/// Answers one request, JSON in and JSON out.
#[napi(catch_unwind)]
pub fn ask(request: String) -> String {
    tallymark_bindings::ask(request.as_bytes()).to_string()
}

/// The same on a thread of libuv's pool.
#[napi(catch_unwind)]
pub fn ask_later(request: String) -> AsyncTask<Job> {
    Job::spawn(move || Ok(tallymark_bindings::ask(request.as_bytes()).to_string()))
}
