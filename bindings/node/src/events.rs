use std::sync::{Arc, Mutex, PoisonError};

use napi::bindgen_prelude::{AsyncTask, Result};
use napi_derive::napi;
use tallymark_bindings::Failure;
use tallymark_bindings::document::Source;
use tallymark_bindings::events::EventStream as Stream;

use crate::failure::thrown;
use crate::tasks::Job;

/// An EPCIS document that is being read.
#[napi]
pub struct EventStream(Arc<Mutex<Stream>>);

#[napi]
impl EventStream {
    /// Opens the document of a request.
    #[napi(factory, catch_unwind)]
    pub fn open(request: String) -> Result<Self> {
        let source: Source = serde_json::from_str(&request)
            .map_err(|error| thrown(&Failure::new("request-json", error.to_string())))?;
        Ok(EventStream(Arc::new(Mutex::new(Stream::open(source).map_err(|failure| thrown(&failure))?))))
    }

    /// The next events as a list in JSON, empty behind the last one.
    #[napi(catch_unwind)]
    pub fn next(&self, most: u32) -> AsyncTask<Job> {
        let stream = Arc::clone(&self.0);
        Job::spawn(move || Ok(stream.lock().unwrap_or_else(PoisonError::into_inner).next_json(most as usize)))
    }
}
