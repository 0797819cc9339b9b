//! Documents into events, one at a time, so that a document of any size takes little memory.
//!
//! ```
//! use tallymark::epcis::{read::Reader, tree::Limits};
//! let document = br#"{"type": "EPCISDocument", "schemaVersion": "2.0", "epcisBody": {"eventList": [
//!   {"type": "ObjectEvent", "action": "OBSERVE", "eventTime": "2026-03-04T10:01:07Z", "eventTimeZoneOffset": "+00:00",
//!    "epcList": ["urn:epc:id:sgtin:9506000.013435.A1"]}]}}"#;
//! let mut reader = Reader::new(&document[..], Limits::default());
//! let found = reader.next().unwrap()?;
//! assert_eq!((found.place.line, found.number), (2, 1));
//! assert_eq!(found.event.epc_list.unwrap()[0].text, "urn:epc:id:sgtin:9506000.013435.A1");
//! assert!(reader.next().is_none());
//! assert_eq!(reader.head().schema_version.as_deref(), Some("2.0"));
//! # Ok::<(), tallymark::epcis::read::ReadError>(())
//! ```

#[cfg(feature = "xml")]
mod counted;
mod facts;
#[cfg(feature = "json")]
mod json;
#[cfg(feature = "json")]
mod json_document;
#[cfg(feature = "json")]
mod json_text;
mod start;
#[cfg(test)]
mod tests;
mod window;
#[cfg(feature = "xml")]
mod xml;
#[cfg(feature = "xml")]
mod xml_document;

// What the scanner has in common with the full parser.
#[cfg(feature = "json")]
pub(super) use json::{extension, take as take_member};
#[cfg(feature = "json")]
pub(super) use json_text::{JsonText, Scan};
#[cfg(feature = "xml")]
pub(super) use xml::{declared, is_standard, is_wrapper, take as take_element};

use std::io::BufRead;

use super::model::{Event, Form, Head};
use super::tree::{Limits, Place, TreeError};
#[cfg(feature = "xml")]
pub(super) use counted::Counted;
use start::Input;
pub(super) use start::{Start, start};

/// An event and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Positioned {
    /// The event.
    pub event: Event,
    /// The notation that it was read from.
    pub form: Form,
    /// Where it begins.
    pub place: Place,
    /// The byte behind it.
    pub end: u64,
    /// Its number in the document, from 1; events that cannot be read count.
    pub number: u64,
}

/// Why an event, or the rest of a document, cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {}, column {}: {message}", place.line, place.column)]
pub struct ReadError {
    /// A stable word: those of [`TreeError`], and `not-epcis`, `event-type`, `type`, `encoding`, `truncated` or `input`.
    pub code: &'static str,
    /// Where it was noticed.
    pub place: Place,
    /// The element or member, `/` between names; empty for the document.
    pub path: String,
    /// The number of the event, none for the document.
    pub number: Option<u64>,
    /// For people.
    pub message: String,
    /// Whether nothing behind it can be read.
    pub fatal: bool,
}

/// What makes a piece no event, before its place is known as line and column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventError {
    /// A stable word: `event-type` or `type`.
    pub code: &'static str,
    /// The byte of the document.
    pub offset: u64,
    /// The element or member, `/` between names.
    pub path: String,
    /// For people.
    pub message: String,
}

impl From<TreeError> for EventError {
    fn from(error: TreeError) -> Self {
        EventError { code: error.code, offset: error.offset, path: String::new(), message: error.message }
    }
}

/// Reads the events of a document in any notation: EPCIS 1.2 and 2.0 as XML, EPCIS 2.0 as JSON or JSON-LD; documents,
/// query results, bare events and lists of them, and JSON Lines.
///
/// An iterator: each item is an event or the reason why there is none at that place. An event that cannot be read does
/// not end it; broken markup does.
#[derive(Debug)]
pub struct Reader<R> {
    notation: Notation<R>,
}

#[derive(Debug)]
enum Notation<R> {
    #[cfg(feature = "xml")]
    Xml(Box<xml_document::XmlReader<Input<R>>>),
    #[cfg(feature = "json")]
    Json(Box<json_document::JsonReader<Input<R>>>),
    Failed(Option<ReadError>, Box<Head>),
}

impl<R: BufRead> Reader<R> {
    /// Looks at the first bytes to tell the notation.
    pub fn new(input: R, limits: Limits) -> Self {
        let notation = match start(input, &limits) {
            #[cfg(feature = "xml")]
            Start::Xml(input, place) => {
                Notation::Xml(Box::new(xml_document::XmlReader::new(input, place, limits)))
            }
            #[cfg(feature = "json")]
            Start::Json(input, place) => {
                Notation::Json(Box::new(json_document::JsonReader::new(input, place, limits)))
            }
            Start::Neither(error) => Notation::Failed(Some(error), Box::default()),
        };
        Reader { notation }
    }

    /// Reads every event with the full parser. What is read is the same, which is what this is for: to hold the scanner,
    /// which reads usual events several times as fast, against it.
    #[must_use]
    pub fn thorough(mut self) -> Self {
        match &mut self.notation {
            #[cfg(feature = "xml")]
            Notation::Xml(reader) => reader.thorough(),
            #[cfg(feature = "json")]
            Notation::Json(reader) => reader.thorough(),
            Notation::Failed(..) => {}
        }
        self
    }

    /// Makes the `@context` of a JSON document known before its events are met, for documents that give it behind them:
    /// what [`Reader::head`] has of it after a first reading.
    #[must_use]
    pub fn with_context(mut self, context: &super::model::Value) -> Self {
        #[cfg(feature = "json")]
        if let Notation::Json(reader) = &mut self.notation {
            reader.explain(context);
        }
        let _ = (&mut self, context);
        self
    }

    /// What stands around the events, as far as it was read; complete when there is no further event.
    #[must_use]
    pub fn head(&self) -> &Head {
        match &self.notation {
            #[cfg(feature = "xml")]
            Notation::Xml(reader) => reader.head(),
            #[cfg(feature = "json")]
            Notation::Json(reader) => reader.head(),
            Notation::Failed(_, head) => head,
        }
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Positioned, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.notation {
            #[cfg(feature = "xml")]
            Notation::Xml(reader) => reader.next(),
            #[cfg(feature = "json")]
            Notation::Json(reader) => reader.next(),
            Notation::Failed(error, _) => error.take().map(Err),
        }
    }
}
