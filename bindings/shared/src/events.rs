//! The events of an EPCIS document one after the other, for languages that iterate over them.

use std::fmt::Write as _;
use std::io::BufRead;

use serde_json::{Value, json};
use tallymark::epcis::convert::{Converter, Options};
use tallymark::epcis::model::Form;
use tallymark::epcis::read::{Positioned, Reader};
use tallymark::epcis::tree::{Limits, Place};
use tallymark::epcis::write::event_json;

use crate::Failure;
use crate::document::Source;

/// A document that is being read.
pub struct EventStream {
    reader: Reader<Box<dyn BufRead + Send>>,
    converter: Option<Converter<'static>>,
}

impl EventStream {
    /// Opens a document.
    ///
    /// # Errors
    /// If its file cannot be opened.
    pub fn open(document: Source) -> Result<Self, Failure> {
        Ok(EventStream { reader: Reader::new(document.into_reader()?, Limits::default()), converter: None })
    }

    /// The next event: `number`, `line`, `column`, `offset` and `event`, which has the members of EPCIS 2.0 JSON whatever
    /// the document's notation; or `error` with `code` and `message` in place of `event`. None behind the last one.
    pub fn next_event(&mut self) -> Option<Value> {
        let mut text = String::new();
        self.push_next(&mut text).then(|| serde_json::from_str(&text).unwrap_or_default())
    }

    /// Writes the next event behind a text, if there is one.
    fn push_next(&mut self, text: &mut String) -> bool {
        // A text takes everything.
        let _ = match self.reader.next() {
            None => return false,
            Some(Ok(Positioned { event, place, number, .. })) => {
                let head = self.reader.head();
                let converter =
                    self.converter.get_or_insert_with(|| Converter::new(Options::to(Form::Json), head));
                let event = event_json(&converter.event(event));
                let Place { line, column, offset } = place;
                write!(
                    text,
                    r#"{{"number": {number}, "line": {line}, "column": {column}, "offset": {offset}, "event": {event}}}"#
                )
            }
            Some(Err(error)) => {
                let told = json!({
                    "number": error.number, "line": error.place.line, "column": error.place.column,
                    "offset": error.place.offset, "error": {"code": error.code, "message": error.message},
                });
                write!(text, "{told}")
            }
        };
        true
    }

    /// At most so many next events as a list in JSON, which is empty behind the last one.
    pub fn next_json(&mut self, most: usize) -> String {
        let mut text = "[".to_owned();
        for at in 0..most.max(1) {
            let before = text.len();
            if at > 0 {
                text.push(',');
            }
            if !self.push_next(&mut text) {
                text.truncate(before);
                break;
            }
        }
        text.push(']');
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_comes_with_its_place_and_bad_ones_with_their_reason() {
        let text = "<EventList>\n<ObjectEvent><bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep></ObjectEvent>\n<x/></EventList>";
        let source = Source { input: Some(text.to_owned()), ..Source::default() };
        let mut stream = EventStream::open(source).unwrap();
        let first = stream.next_event().unwrap();
        assert_eq!(
            (&first["number"], &first["line"], &first["event"]["bizStep"]),
            (&json!(1), &json!(2), &json!("shipping"))
        );
        assert_eq!(stream.next_event().unwrap()["error"]["code"], "event-type");
        assert_eq!(stream.next_json(7), "[]");
    }
}
