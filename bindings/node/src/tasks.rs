use napi::bindgen_prelude::{AsyncTask, Env, Result, Task};
use tallymark_bindings::Failure;

use crate::failure::thrown;

/// Work for a thread of libuv's pool that ends in one text.
pub struct Job(Option<Box<dyn FnOnce() -> std::result::Result<String, Failure> + Send>>);

impl Job {
    /// Queues `work`; the promise resolves with its text.
    pub(crate) fn spawn(
        work: impl FnOnce() -> std::result::Result<String, Failure> + Send + 'static,
    ) -> AsyncTask<Job> {
        AsyncTask::new(Job(Some(Box::new(work))))
    }
}

impl Task for Job {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> Result<String> {
        self.0.take().map_or_else(|| Ok(String::new()), |work| work().map_err(|failure| thrown(&failure)))
    }

    fn resolve(&mut self, _env: Env, text: String) -> Result<String> {
        Ok(text)
    }
}
