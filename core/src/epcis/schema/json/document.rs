use std::io::BufRead;

use super::judge::Judge;
use super::shape::{Shape, last};
use super::tables;
use crate::epcis::read::{JsonText, ReadError};
use crate::epcis::schema::{Fault, Verdict};
use crate::epcis::tree::json::{Kind, Member, Value};
use crate::epcis::tree::{Limits, Lines, Place};

/// Takes the events out of a document, judges them one by one, and what stands around them when it is complete.
pub(super) struct Walk<'a, R> {
    text: JsonText<R>,
    verdict: &'a mut Verdict,
    tell: &'a mut dyn FnMut(Fault),
    /// What stands around the events, piece by piece, each with its place.
    around: Vec<(Place, Vec<u8>)>,
}

/// Objects that lead to the list of events.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Frame {
    Top,
    Body,
    Query,
    Results,
}

impl<'a, R: BufRead> Walk<'a, R> {
    pub(super) fn new(
        input: R,
        place: Place,
        limits: Limits,
        verdict: &'a mut Verdict,
        tell: &'a mut dyn FnMut(Fault),
    ) -> Self {
        Walk { text: JsonText::new(input, place, limits), verdict, tell, around: Vec::new() }
    }

    pub(super) fn run(mut self) {
        self.verdict.schema = Some("EPCIS 2.0 JSON");
        if let Err(error) = self.document() {
            let ReadError { code, place, path, number, message, .. } = *error;
            (self.tell)(Fault {
                code,
                place,
                path,
                event: number,
                message,
                expected: "well-formed JSON".to_owned(),
                help: "mend the markup; nothing behind this place was judged".to_owned(),
            });
        }
    }

    fn document(&mut self) -> Result<(), Box<ReadError>> {
        self.text.next_byte()?;
        let value = if self.text.peek()? == Some(b'{') {
            self.object(Frame::Top, &mut String::new())?
        } else {
            self.kept()?
        };
        if self.text.next_byte()?.is_some() {
            return Err(self.text.fatal(
                "json-syntax",
                self.text.place,
                "a second value stands behind the document",
            ));
        }
        let kind = last(&value, "type");
        let around = &self.around;
        let mut place = |offset| place_of(around, offset);
        let mut judge = Judge { tell: self.tell, place: &mut place, path: String::new(), event: None };
        match kind.map(|kind| (kind, kind.as_str())) {
            Some((_, Some("EPCISDocument"))) => judge.object(&value, &tables::DOCUMENT),
            Some((_, Some("EPCISQueryDocument"))) => judge.object(&value, &tables::QUERY_DOCUMENT),
            Some((_, Some(kind))) => {
                self.verdict.events += 1;
                judge.event = Some(self.verdict.events);
                if last(&value, "@context").is_none() {
                    judge.missing(value.offset, "@context", "an event that stands by itself");
                }
                judge.object(&value, tables::event(kind));
            }
            Some((kind, None)) => judge.value(kind, &Shape::Text),
            None if matches!(value.kind, Kind::Object(_)) => {
                judge.missing(value.offset, "type", "the document");
            }
            None => judge.object(&value, &tables::DOCUMENT),
        }
        Ok(())
    }

    /// A value as a whole, whose text is kept for places.
    fn kept(&mut self) -> Result<Value, Box<ReadError>> {
        let (place, text) = self.text.raw()?;
        let value = self.text.parsed(place, &text)?;
        self.around.push((place, text));
        Ok(value)
    }

    fn object(&mut self, frame: Frame, path: &mut String) -> Result<Value, Box<ReadError>> {
        let place = self.text.place;
        self.around.push((place, Vec::new()));
        self.text.expect(b'{')?;
        let mut members: Vec<Member> = Vec::new();
        let mut size = 0;
        while !self.text.take(b'}')? {
            if !members.is_empty() {
                self.text.expect(b',')?;
                self.text.next_byte()?;
            }
            let name = self.kept()?;
            let offset = name.offset;
            let Kind::String(name) = name.kind else {
                let place = place_of(&self.around, offset);
                return Err(self.text.fatal("json-syntax", place, "a name in quotation marks was expected"));
            };
            self.text.expect(b':')?;
            let before = path.len();
            path.push('/');
            path.push_str(&name);
            let next = self.text.next_byte()?;
            let value = match (frame, name.as_str(), next) {
                (Frame::Top, "epcisBody", Some(b'{')) => self.object(Frame::Body, path)?,
                (Frame::Body, "queryResults", Some(b'{')) => self.object(Frame::Query, path)?,
                (Frame::Query, "resultsBody", Some(b'{')) => self.object(Frame::Results, path)?,
                (Frame::Body | Frame::Results, "eventList", Some(b'[')) => self.events(path)?,
                _ => self.kept()?,
            };
            path.truncate(before);
            // What stands around the events is one piece.
            size += value.end.saturating_sub(value.offset)
                * u64::from(!matches!(next, Some(b'[')) || name != "eventList");
            if size > self.text.limits.piece as u64 {
                let message = format!("longer than {} bytes without the events", self.text.limits.piece);
                return Err(self.text.fatal("limit-size", self.text.place, message));
            }
            members.push(Member { name, offset, value });
        }
        Ok(Value { offset: place.offset, end: self.text.place.offset, kind: Kind::Object(members) })
    }

    /// The list of events, which comes back empty.
    fn events(&mut self, path: &str) -> Result<Value, Box<ReadError>> {
        let place = self.text.place;
        self.around.push((place, Vec::new()));
        self.text.expect(b'[')?;
        let mut at = 0_u64;
        while !self.text.take(b']')? {
            if at > 0 {
                self.text.expect(b',')?;
            }
            let (start, text) = self.text.raw()?;
            self.verdict.events += 1;
            let number = self.verdict.events;
            let value = self.text.parsed(start, &text).map_err(|mut error| {
                error.number = Some(number);
                error.path = format!("{path}/{at}");
                error
            })?;
            let mut known = start;
            let mut place = |offset: u64| {
                if offset < known.offset {
                    known = start;
                }
                let from = usize::try_from(known.offset - start.offset).unwrap_or(usize::MAX);
                known = Lines::new(known, text.get(from..).unwrap_or_default()).place(offset);
                known
            };
            let path = format!("{path}/{at}");
            Judge { tell: self.tell, place: &mut place, path, event: Some(number) }
                .value(&value, &Shape::Event);
            at += 1;
        }
        Ok(Value { offset: place.offset, end: self.text.place.offset, kind: Kind::Array(Vec::new()) })
    }
}

/// Where an offset around the events stands.
fn place_of(around: &[(Place, Vec<u8>)], offset: u64) -> Place {
    let at = around.partition_point(|(place, _)| place.offset <= offset);
    match at.checked_sub(1).and_then(|at| around.get(at)) {
        Some((place, text)) => Lines::new(*place, text).place(offset),
        None => Place::START,
    }
}
