//! The events of an EPCIS document one after the other, for languages that iterate over them.

use std::io::BufRead;

use serde_json::{Map, Value, json};
use tallymark::epcis::convert::{Converter, Options};
use tallymark::epcis::model::{Form, Head};
use tallymark::epcis::read::{Positioned, Reader};
use tallymark::epcis::tree::Limits;
use tallymark::epcis::write::Writer;

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
        Some(match self.reader.next()? {
            Ok(Positioned { event, place, number, .. }) => {
                let head = self.reader.head();
                let converter =
                    self.converter.get_or_insert_with(|| Converter::new(Options::to(Form::Json), head));
                let event = converter.event(event);
                let mut one = json!({
                    "number": number, "line": place.line, "column": place.column, "offset": place.offset,
                });
                one["event"] = members(&event).unwrap_or_default();
                one
            }
            Err(error) => json!({
                "number": error.number, "line": error.place.line, "column": error.place.column,
                "offset": error.place.offset, "error": {"code": error.code, "message": error.message},
            }),
        })
    }

    /// At most so many next events as a list in JSON, which is empty behind the last one.
    pub fn next_json(&mut self, most: usize) -> String {
        let events: Vec<Value> = std::iter::from_fn(|| self.next_event()).take(most.max(1)).collect();
        Value::Array(events).to_string()
    }
}

/// The event as the writer writes it.
fn members(event: &tallymark::epcis::model::Event) -> Option<Value> {
    let head = Head { form: Form::Json, wrapper: tallymark::epcis::model::Wrapper::None, ..Head::default() };
    let mut writer = Writer::new(Vec::new(), &head).ok()?;
    writer.event(event).ok()?;
    let text = writer.finish().ok()?;
    serde_json::from_slice::<Vec<Map<String, Value>>>(&text).ok()?.pop().map(Value::Object)
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
