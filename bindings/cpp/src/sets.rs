//! Sketches and pools of serials.

use tallymark::sets::Use;
use tallymark_bindings::Failure;
use tallymark_bindings::pool::Known;
use tallymark_bindings::sketch::Sketch;

use crate::convert::{failed, fine};
use crate::data::Data;
use crate::ffi::Status;

/// A sketch, or why there is none.
#[derive(Clone)]
pub struct Sums(Result<Sketch, Failure>);

pub(crate) fn new_sketch(key: &[u8], bits: u32) -> Box<Sums> {
    Box::new(Sums(Sketch::new(key, bits)))
}

pub(crate) fn sketch_from_bytes(key: &[u8], bytes: &[u8]) -> Box<Sums> {
    Box::new(Sums(Sketch::from_bytes(key, bytes)))
}

pub(crate) fn sketch_bits_for(differences: u64) -> u32 {
    Sketch::bits_for(usize::try_from(differences).unwrap_or(usize::MAX))
}

/// Puts the value where it belongs and says how it went.
fn put<T>(result: Result<T, Failure>, place: &mut T) -> Status {
    match result {
        Ok(value) => {
            *place = value;
            fine()
        }
        Err(failure) => failed(failure),
    }
}

impl Sums {
    pub(crate) fn status(&self) -> Status {
        self.0.as_ref().map_or_else(|failure| failed(failure.clone()), |_| fine())
    }

    fn change<T>(&mut self, with: impl FnOnce(&mut Sketch) -> Result<T, Failure>) -> Result<T, Failure> {
        self.0.as_mut().map_err(|failure| failure.clone()).and_then(with)
    }

    pub(crate) fn add(&mut self, list: &[u8], rejected: &mut u64) -> Status {
        put(self.change(|sketch| sketch.add(list).map(|rows| rows as u64)), rejected)
    }

    pub(crate) fn merge(&mut self, other: &Sums) -> Status {
        let merged = other.0.clone().and_then(|other| self.change(|sketch| sketch.merge(&other)));
        put(merged, &mut ())
    }

    pub(crate) fn subtract(&mut self, other: &Sums) -> Status {
        let taken = other.0.clone().and_then(|other| self.change(|sketch| sketch.subtract(&other)));
        put(taken, &mut ())
    }

    pub(crate) fn surplus(&self, status: &mut Status) -> Box<Data> {
        let mut found = serde_json::Value::Null;
        *status = put(self.0.as_ref().map_err(Clone::clone).and_then(Sketch::surplus), &mut found);
        Box::new(Data::from(found))
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        self.0.as_ref().map(Sketch::to_bytes).unwrap_or_default()
    }

    pub(crate) fn rows(&self) -> u64 {
        self.0.as_ref().map_or(0, |sketch| sketch.rows().0)
    }

    pub(crate) fn rejected(&self) -> u64 {
        self.0.as_ref().map_or(0, |sketch| sketch.rows().1)
    }

    pub(crate) fn bits(&self) -> u32 {
        self.0.as_ref().map_or(0, Sketch::bits)
    }

    pub(crate) fn copy(&self) -> Box<Sums> {
        Box::new(self.clone())
    }
}

/// A pool, or why there is none.
pub struct Pool(Result<Known, Failure>);

pub(crate) fn open_pool(list: &[u8]) -> Box<Pool> {
    Box::new(Pool(Known::open(list)))
}

impl Pool {
    pub(crate) fn status(&self) -> Status {
        self.0.as_ref().map_or_else(|failure| failed(failure.clone()), |_| fine())
    }

    pub(crate) fn contains(&self, text: &[u8], found: &mut bool) -> Status {
        put(self.0.as_ref().map_err(Clone::clone).and_then(|pool| pool.contains(text)), found)
    }

    /// 0 first, 1 again, 2 unknown.
    pub(crate) fn use_up(&mut self, text: &[u8], used: &mut u8) -> Status {
        let number = |used| match used {
            Use::First => 0,
            Use::Again => 1,
            Use::Unknown => 2,
        };
        let pool = self.0.as_mut().map_err(|failure| failure.clone());
        put(pool.and_then(|pool| pool.use_up(text).map(number)), used)
    }

    pub(crate) fn is_used(&self, text: &[u8], used: &mut bool) -> Status {
        put(self.0.as_ref().map_err(Clone::clone).and_then(|pool| pool.is_used(text)), used)
    }

    pub(crate) fn used(&self) -> u64 {
        self.0.as_ref().map_or(0, Known::used)
    }

    pub(crate) fn size(&self) -> u64 {
        self.0.as_ref().map_or(0, |pool| pool.size() as u64)
    }
}
