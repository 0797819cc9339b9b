//! EPCIS events as types: everything that EPCIS 2.0 (section 7.4) and 1.2 say about an event, extensions as they stand.

mod document;
mod event;
mod extension;

pub use document::{Form, Head, Named, Query, Vocabulary, VocabularyElement, Wrapper};
pub use event::{
    Action, BusinessTransaction, ErrorDeclaration, Event, EventKind, Identifier, PersistentDisposition,
    Quantity, SensorElement, SensorReport, Typed,
};
pub use extension::{Extension, Name, Value};
