use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use napi::bindgen_prelude::{AsyncTask, Buffer, Env, Result, Task};
use napi_derive::napi;
use tallymark_bindings::exchange::Exchange as Side;

use crate::failure::thrown;
use crate::tasks::Job;

/// One side of an exchange of serials.
#[napi]
pub struct Exchange(Arc<Mutex<Side>>);

/// Reads a list on a thread of libuv's pool.
pub struct Opening {
    request: String,
    asks: bool,
}

impl Task for Opening {
    type Output = Side;
    type JsValue = Exchange;

    fn compute(&mut self) -> Result<Side> {
        Side::open(self.request.as_bytes(), self.asks).map_err(|failure| thrown(&failure))
    }

    fn resolve(&mut self, _env: Env, side: Side) -> Result<Exchange> {
        Ok(Exchange(Arc::new(Mutex::new(side))))
    }
}

/// Opens a side from its request.
#[napi(catch_unwind)]
pub fn open_exchange(request: String, asks: bool) -> AsyncTask<Opening> {
    AsyncTask::new(Opening { request, asks })
}

fn held(side: &Mutex<Side>) -> MutexGuard<'_, Side> {
    side.lock().unwrap_or_else(PoisonError::into_inner)
}

#[napi]
impl Exchange {
    /// Takes bytes from the other side, off the event loop.
    #[napi(catch_unwind)]
    pub fn push(&self, bytes: Buffer) -> AsyncTask<Job> {
        let side = Arc::clone(&self.0);
        let bytes = bytes.to_vec();
        Job::spawn(move || held(&side).push(&bytes).map(|()| "null".to_owned()))
    }

    /// Bytes for the other side.
    #[napi(catch_unwind)]
    pub fn pull(&self) -> Buffer {
        held(&self.0).pull().into()
    }

    /// Whether the result is there and all was pulled.
    #[napi(getter, catch_unwind)]
    pub fn done(&self) -> bool {
        held(&self.0).is_done()
    }

    /// What differs, as JSON.
    #[napi(catch_unwind)]
    pub fn result(&self, first: Option<u32>) -> Result<String> {
        held(&self.0).report_json(first.map(|first| first as usize)).map_err(|failure| thrown(&failure))
    }
}
