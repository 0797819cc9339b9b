//! One side of an exchange of serials.

use tallymark_bindings::Failure;
use tallymark_bindings::exchange::Exchange;

use crate::convert::{failed, fine};
use crate::data::Data;
use crate::ffi::Status;

/// A side, or why it could not be opened.
pub struct Side(Result<Exchange, Failure>);

/// Opens a side from its request.
pub(crate) fn open_side(request: &[u8], asks: bool) -> Box<Side> {
    Box::new(Side(Exchange::open(request, asks)))
}

impl Side {
    pub(crate) fn status(&self) -> Status {
        self.0.as_ref().map_or_else(|failure| failed(failure.clone()), |_| fine())
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) -> Status {
        match &mut self.0 {
            Ok(side) => side.push(bytes).map_or_else(failed, |()| fine()),
            Err(failure) => failed(failure.clone()),
        }
    }

    pub(crate) fn pull(&mut self) -> Vec<u8> {
        self.0.as_mut().map(Exchange::pull).unwrap_or_default()
    }

    pub(crate) fn done(&self) -> bool {
        self.0.as_ref().is_ok_and(Exchange::is_done)
    }

    /// What differs; null where the status says why there is no result.
    pub(crate) fn result(&self, status: &mut Status) -> Box<Data> {
        let report = self.0.as_ref().map_err(Clone::clone).and_then(|side| side.report(usize::MAX));
        let value = report.and_then(|report| {
            serde_json::to_value(report).map_err(|error| Failure::new("request-json", error.to_string()))
        });
        let (found, said) = match value {
            Ok(value) => (value, fine()),
            Err(failure) => (serde_json::Value::Null, failed(failure)),
        };
        *status = said;
        Box::new(Data::from(found))
    }
}
