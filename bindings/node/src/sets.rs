use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use napi::bindgen_prelude::{AsyncTask, Buffer, Env, Result, Task};
use napi_derive::napi;
use tallymark_bindings::Failure;
use tallymark_bindings::pool::{Known as Pool, word};
use tallymark_bindings::sketch::Sketch as Sums;

use crate::failure::thrown;
use crate::tasks::Job;

fn held<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

fn or_thrown<T>(result: std::result::Result<T, Failure>) -> Result<T> {
    result.map_err(|failure| thrown(&failure))
}

/// A list as a table of sums.
#[napi]
pub struct Sketch(Arc<Mutex<Sums>>);

#[napi]
impl Sketch {
    /// An empty one.
    #[napi(constructor, catch_unwind)]
    pub fn new(key: Buffer, bits: u32) -> Result<Self> {
        or_thrown(Sums::new(&key, bits)).map(|sums| Sketch(Arc::new(Mutex::new(sums))))
    }

    /// One from its bytes.
    #[napi(factory, catch_unwind)]
    pub fn from_bytes(key: Buffer, bytes: Buffer) -> Result<Self> {
        or_thrown(Sums::from_bytes(&key, &bytes)).map(|sums| Sketch(Arc::new(Mutex::new(sums))))
    }

    /// The bits for so many rows that differ.
    #[napi(catch_unwind)]
    pub fn bits_for(differences: u32) -> u32 {
        Sums::bits_for(differences as usize)
    }

    /// Adds the rows of a list, off the event loop; says how many name nothing.
    #[napi(catch_unwind)]
    pub fn add(&self, list: String) -> AsyncTask<Job> {
        let sums = Arc::clone(&self.0);
        Job::spawn(move || held(&sums).add(list.as_bytes()).map(|rejected| rejected.to_string()))
    }

    /// Adds the rows of another part.
    #[napi(catch_unwind)]
    pub fn merge(&self, other: &Sketch) -> Result<()> {
        // A copy, because both may be the same.
        let other = held(&other.0).clone();
        or_thrown(held(&self.0).merge(&other))
    }

    /// Takes the rows of another list away.
    #[napi(catch_unwind)]
    pub fn subtract(&self, other: &Sketch) -> Result<()> {
        let other = held(&other.0).clone();
        or_thrown(held(&self.0).subtract(&other))
    }

    /// What remains, as JSON.
    #[napi(catch_unwind)]
    pub fn surplus(&self) -> AsyncTask<Job> {
        let sums = Arc::clone(&self.0);
        Job::spawn(move || held(&sums).surplus().map(|found| found.to_string()))
    }

    /// The sketch as bytes.
    #[napi(catch_unwind)]
    pub fn to_bytes(&self) -> Buffer {
        held(&self.0).to_bytes().into()
    }

    /// Rows that were added.
    #[napi(getter, catch_unwind)]
    pub fn rows(&self) -> i64 {
        held(&self.0).rows().0 as i64
    }

    /// Those of them that name nothing.
    #[napi(getter, catch_unwind)]
    pub fn rejected(&self) -> i64 {
        held(&self.0).rows().1 as i64
    }

    /// The size.
    #[napi(getter, catch_unwind)]
    pub fn bits(&self) -> u32 {
        held(&self.0).bits()
    }
}

/// A pool of serials.
#[napi]
pub struct Known(Pool);

/// Reads a list on a thread of libuv's pool.
pub struct Filling(String);

impl Task for Filling {
    type Output = Pool;
    type JsValue = Known;

    fn compute(&mut self) -> Result<Pool> {
        or_thrown(Pool::open(self.0.as_bytes()))
    }

    fn resolve(&mut self, _env: Env, pool: Pool) -> Result<Known> {
        Ok(Known(pool))
    }
}

/// The pool of a list.
#[napi(catch_unwind)]
pub fn open_known(list: String) -> AsyncTask<Filling> {
    AsyncTask::new(Filling(list))
}

#[napi]
impl Known {
    /// Whether it is in the pool.
    #[napi(catch_unwind)]
    pub fn contains(&self, text: String) -> Result<bool> {
        or_thrown(self.0.contains(text.as_bytes()))
    }

    /// Uses it up.
    #[napi(catch_unwind)]
    pub fn use_up(&mut self, text: String) -> Result<&'static str> {
        or_thrown(self.0.use_up(text.as_bytes())).map(word)
    }

    /// Whether it was used.
    #[napi(catch_unwind)]
    pub fn is_used(&self, text: String) -> Result<bool> {
        or_thrown(self.0.is_used(text.as_bytes()))
    }

    /// How many were used.
    #[napi(getter, catch_unwind)]
    pub fn used(&self) -> i64 {
        self.0.used() as i64
    }

    /// How many there are.
    #[napi(getter, catch_unwind)]
    pub fn size(&self) -> i64 {
        self.0.size() as i64
    }
}
