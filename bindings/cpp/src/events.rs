//! The events of an EPCIS document, one after the other.

use tallymark_bindings::Failure;
use tallymark_bindings::document::Source;
use tallymark_bindings::events::EventStream;

use crate::convert::{failed, fine};
use crate::data::Data;
use crate::ffi::Status;

/// A document that is being read, or why it could not be opened.
pub struct Events(Result<EventStream, Failure>);

/// Opens the document of a request.
pub(crate) fn open_events(request: &[u8]) -> Box<Events> {
    let source = serde_json::from_slice::<Source>(request);
    let source = source.map_err(|error| Failure::new("request-json", error.to_string()));
    Box::new(Events(source.and_then(EventStream::open)))
}

impl Events {
    pub(crate) fn status(&self) -> Status {
        self.0.as_ref().map_or_else(|failure| failed(failure.clone()), |_| fine())
    }

    /// The next event; null behind the last one.
    pub(crate) fn next(&mut self) -> Box<Data> {
        let found = self.0.as_mut().ok().and_then(EventStream::next_event);
        Box::new(Data::from(found.unwrap_or_default()))
    }
}
