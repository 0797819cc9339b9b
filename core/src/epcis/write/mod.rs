//! Events into documents: EPCIS 1.2 and 2.0 as XML, EPCIS 2.0 as JSON-LD.
//!
//! What [`read`](super::read) took from a document is written so that reading it again gives the same head and the same
//! events: namespaces, contexts, extensions, header and master data included. Layout, comments and processing instructions
//! are not kept.
//!
//! ```
//! use tallymark::epcis::{read::Reader, tree::Limits, write::Writer};
//! let text = br#"{"@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"ex": "https://example.com/"}],
//!   "type": "EPCISDocument", "schemaVersion": "2.0", "epcisBody": {"eventList": [
//!   {"type": "ObjectEvent", "action": "OBSERVE", "eventTime": "2026-03-04T10:01:07Z", "ex:line": {"ex:speed": 1.50}}]}}"#;
//! let mut reader = Reader::new(&text[..], Limits::default());
//! let event = reader.next().unwrap()?.event;
//! assert!(reader.next().is_none());
//! let mut writer = Writer::new(Vec::new(), reader.head())?;
//! writer.event(&event)?;
//! let copy = writer.finish()?;
//! let mut again = Reader::new(&copy[..], Limits::default());
//! assert_eq!(again.next().unwrap()?.event, event);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod json;
mod json_event;
#[cfg(all(test, feature = "json", feature = "xml"))]
mod tests;
mod text;
mod xml;
mod xml_event;

use std::io::{self, Write};

use super::model::{Event, Form, Head};

pub(super) use json::members_of;
pub(super) use text::{is_json_number, is_xml, xml_name};
pub(super) use xml::scalar;

/// One event by itself as a JSON object, as a document would hold it.
#[must_use]
pub fn event_json(event: &Event) -> String {
    let mut json = json::Json::new(Vec::with_capacity(1024));
    // Memory takes everything.
    let _ = json_event::write(&mut json, event);
    String::from_utf8(json.into_inner()).unwrap_or_default()
}

/// A text as it stands between the tags of XML, or in an attribute.
#[cfg(feature = "xml")]
pub(super) fn xml_text(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    // Memory takes everything.
    let _ = text::xml(&mut out, text, true);
    String::from_utf8(out).unwrap_or_default()
}

/// A text as JSON has it, with its quotation marks.
#[cfg(feature = "json")]
pub(super) fn json_text(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len() + 2);
    let _ = text::json(&mut out, text);
    String::from_utf8(out).unwrap_or_default()
}

/// Writes a document, one event at a time.
#[derive(Debug)]
pub struct Writer<W> {
    form: Written<W>,
}

#[derive(Debug)]
enum Written<W> {
    Xml(xml::Document<W>),
    Json(json::Document<W>),
}

impl<W: Write> Writer<W> {
    /// Begins a document; the head's `form` is that of the document.
    ///
    /// # Errors
    /// What the output gives.
    pub fn new(out: W, head: &Head) -> io::Result<Self> {
        let form = match head.form {
            Form::Xml1 | Form::Xml2 => Written::Xml(xml::Document::begin(out, head)?),
            Form::Json => Written::Json(json::Document::begin(out, head)?),
        };
        Ok(Writer { form })
    }

    /// Writes an event.
    ///
    /// # Errors
    /// What the output gives.
    pub fn event(&mut self, event: &Event) -> io::Result<()> {
        match &mut self.form {
            Written::Xml(document) => document.event(event),
            Written::Json(document) => document.event(event),
        }
    }

    /// Ends the document and gives the output back.
    ///
    /// # Errors
    /// What the output gives.
    pub fn finish(self) -> io::Result<W> {
        match self.form {
            Written::Xml(document) => document.finish(),
            Written::Json(document) => document.finish(),
        }
    }
}
