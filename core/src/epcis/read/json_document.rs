use std::io::BufRead;

use super::json::{Scope, content, extension, kind, known_prefixes, prefixes, vocabulary};
use super::json_text::JsonText;
use super::{EventError, Positioned, ReadError};
use crate::epcis::model::{Event, Form, Head, Name, Query, Value as Content, Wrapper};
use crate::epcis::scan::json::{self as scan, Found};
use crate::epcis::tree::json::{Kind, Member, Value};
use crate::epcis::tree::{Limits, Lines, Place};

/// Reads JSON documents.
#[derive(Debug)]
pub(super) struct JsonReader<R> {
    text: JsonText<R>,
    head: Head,
    scope: Scope,
    open: Vec<Frame>,
    /// The members of a top-level object that may turn out to be a bare event.
    members: Vec<Member>,
    /// Whether the top-level object holds events, so that it is none.
    document: bool,
    began: Place,
    number: u64,
    /// Whether the innermost list or object was only just opened.
    fresh: bool,
    /// Whether usual events are scanned.
    fast: bool,
    done: bool,
}

/// What is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frame {
    /// The list that is the whole document.
    Events,
    /// The document, or a bare event.
    Top,
    Body,
    Query,
    Results,
    /// `eventList`
    List,
}

type Step = Result<Option<Positioned>, Box<ReadError>>;

impl<R: BufRead> JsonReader<R> {
    pub(super) fn new(input: R, place: Place, limits: Limits) -> Self {
        JsonReader {
            text: JsonText::new(input, place, limits),
            head: Head { form: Form::Json, wrapper: Wrapper::None, ..Head::default() },
            scope: Scope::new(),
            open: Vec::new(),
            members: Vec::new(),
            document: false,
            began: place,
            number: 0,
            fresh: false,
            fast: true,
            done: false,
        }
    }

    pub(super) fn thorough(&mut self) {
        self.fast = false;
    }

    pub(super) fn explain(&mut self, context: &Content) {
        known_prefixes(context, &mut self.scope);
    }

    pub(super) fn head(&self) -> &Head {
        &self.head
    }

    pub(super) fn next(&mut self) -> Option<Result<Positioned, ReadError>> {
        while !self.done {
            match self.step() {
                Ok(None) => {}
                Ok(Some(found)) => return Some(Ok(found)),
                Err(error) => {
                    self.done |= error.fatal;
                    return Some(Err(*error));
                }
            }
        }
        None
    }

    fn step(&mut self) -> Step {
        let Some(&frame) = self.open.last() else { return self.top() };
        let list = matches!(frame, Frame::Events | Frame::List);
        if self.text.take(if list { b']' } else { b'}' })? {
            self.open.pop();
            self.fresh = false;
            return if frame == Frame::Top { self.finish_top() } else { Ok(None) };
        }
        if !self.fresh {
            self.text.expect(b',')?;
        }
        self.fresh = false;
        if list { self.event() } else { self.member(frame) }
    }

    /// Between top-level values.
    fn top(&mut self) -> Step {
        match self.text.next_byte()? {
            None => {
                self.done = true;
                Ok(None)
            }
            Some(b'{') => {
                self.began = self.text.place;
                self.text.advance(b'{');
                self.enter(Frame::Top)
            }
            Some(b'[') => {
                self.text.advance(b'[');
                self.enter(Frame::Events)
            }
            Some(_) => {
                Err(self.text.fatal("json-syntax", self.text.place, "an object or a list was expected"))
            }
        }
    }

    fn enter(&mut self, frame: Frame) -> Step {
        if self.open.len() >= self.text.limits.depth {
            return Err(self.text.fatal("limit-depth", self.text.place, "lists and objects nest too deep"));
        }
        self.open.push(frame);
        self.fresh = true;
        Ok(None)
    }

    /// The next event, if it is one that the scanner knows.
    fn scanned(&mut self) -> Option<Positioned> {
        // One level for the event, one for what is in it.
        if !self.fast || self.text.limits.depth < 2 {
            return None;
        }
        let (event, length) = loop {
            let ahead = self.text.input.ahead();
            if ahead.first().is_some_and(|&byte| byte != b'{') || ahead.len() >= self.text.limits.piece {
                return None;
            }
            match scan::event(ahead, self.text.place.offset, &self.scope, self.text.limits) {
                Found::Event(event, length) => break (event, length),
                Found::More => {
                    if !self.text.input.more().unwrap_or(false) {
                        return None;
                    }
                }
                Found::No => return None,
            }
        };
        let place = self.text.place;
        self.text.place = place.behind(self.text.input.ahead().get(..length)?);
        self.text.input.consume(length);
        self.number += 1;
        let end = self.text.place.offset;
        Some(Positioned { event: *event, form: Form::Json, place, end, number: self.number })
    }

    fn event(&mut self) -> Step {
        self.text.next_byte()?;
        if let Some(found) = self.scanned() {
            return Ok(Some(found));
        }
        let (start, text) = self.text.raw()?;
        self.number += 1;
        let value = self.text.parsed(start, &text).map_err(|mut error| {
            error.number = Some(self.number);
            error
        })?;
        self.made(&value, start, |offset| Lines::new(start, &text).place(offset))
    }

    fn made(&self, value: &Value, start: Place, place: impl Fn(u64) -> Place) -> Step {
        match Event::from_json(value, &self.scope) {
            Ok(event) => Ok(Some(Positioned {
                event,
                form: Form::Json,
                place: start,
                end: value.end,
                number: self.number,
            })),
            Err(EventError { code, offset, path, message }) => Err(Box::new(ReadError {
                code,
                place: place(offset),
                path,
                number: Some(self.number),
                message,
                fatal: false,
            })),
        }
    }

    fn member(&mut self, frame: Frame) -> Step {
        let (at, text) = self.text.raw()?;
        let name = self.text.parsed(at, &text)?;
        let Kind::String(name) = name.kind else {
            return Err(self.text.fatal("json-syntax", at, "a name in quotation marks was expected"));
        };
        self.text.expect(b':')?;
        let next = self.text.next_byte()?;
        let inner = match (frame, name.as_str(), next) {
            (Frame::Top, "epcisBody", Some(b'{')) => Some((b'{', Frame::Body)),
            (Frame::Body, "queryResults", Some(b'{')) => Some((b'{', Frame::Query)),
            (Frame::Query, "resultsBody", Some(b'{')) => Some((b'{', Frame::Results)),
            (Frame::Body | Frame::Results, "eventList", Some(b'[')) => Some((b'[', Frame::List)),
            _ => None,
        };
        if let Some((bracket, inner)) = inner {
            self.document = true;
            if inner == Frame::Query {
                self.head.query.get_or_insert_with(Query::default);
            }
            self.text.advance(bracket);
            return self.enter(inner);
        }
        let value = self.text.value()?;
        let member = Member { name, offset: at.offset, value };
        if frame != Frame::Top {
            self.keep(frame, &member);
        } else {
            // What explains prefixes has to be known before the events.
            if member.name == "@context" {
                prefixes(&member.value, &mut self.scope);
                self.head.context = Some(content(&member.value, &self.scope));
            }
            self.members.push(member);
        }
        Ok(None)
    }

    /// The end of a top-level object: a document, or an event.
    fn finish_top(&mut self) -> Step {
        let members = std::mem::take(&mut self.members);
        let value =
            Value { offset: self.began.offset, end: self.text.place.offset, kind: Kind::Object(members) };
        let is_document = std::mem::take(&mut self.document)
            || kind(&value).and_then(Value::as_str).is_some_and(|kind| kind.starts_with("EPCIS"));
        if is_document {
            value.members().iter().for_each(|member| self.keep(Frame::Top, member));
            return Ok(None);
        }
        let is_event = kind(&value).and_then(Value::as_str).is_some_and(|kind| kind.ends_with("Event"))
            || value.get("eventTime").is_some();
        if !is_event {
            return Err(self.text.fatal(
                "not-epcis",
                self.began,
                "the document is no EPCIS document and no event",
            ));
        }
        self.head.context = None;
        self.number += 1;
        let began = self.began;
        self.made(&value, began, |_| began)
    }

    /// A member that holds no events.
    fn keep(&mut self, frame: Frame, member: &Member) {
        let text = || member.value.as_str().map(str::to_owned);
        let head = &mut self.head;
        let scope = &self.scope;
        match (frame, member.name.as_str()) {
            // Kept when it was met.
            (Frame::Top, "@context") => {}
            (Frame::Top, "type" | "@type") => {
                head.wrapper = match member.value.as_str() {
                    Some("EPCISQueryDocument") => Wrapper::Query,
                    Some("EPCISMasterDataDocument") => Wrapper::MasterData,
                    _ => Wrapper::Document,
                };
                head.root = Name { local: text().unwrap_or_default(), ..Name::default() };
            }
            (Frame::Top, "schemaVersion") if text().is_some() => head.schema_version = text(),
            (Frame::Top, "creationDate") if text().is_some() => head.creation_date = text(),
            (Frame::Top, "epcisHeader") if matches!(member.value.kind, Kind::Object(_)) => {
                for inner in member.value.members() {
                    // Beside a list that could not be kept, nothing else would be.
                    let list = inner.value.get("vocabularyList").map(Value::elements);
                    let list = list.filter(|_| inner.value.members().len() == 1);
                    match (inner.name.as_str(), list) {
                        ("epcisMasterData", Some(list)) => {
                            head.vocabularies = list.iter().map(|value| vocabulary(value, scope)).collect();
                        }
                        _ => head.header.push(extension(inner, scope)),
                    }
                }
            }
            (Frame::Query, "queryName") if text().is_some() => {
                head.query.get_or_insert_default().name = text();
            }
            (Frame::Query, "subscriptionID") if text().is_some() => {
                head.query.get_or_insert_default().subscription = text();
            }
            (Frame::Query | Frame::Results, _) => {
                head.query.get_or_insert_default().extensions.push(extension(member, scope));
            }
            (Frame::Top, _) => {
                let found = extension(member, scope);
                match found.value {
                    Content::Text(text) => head.attributes.push((found.name, text)),
                    _ => head.extensions.push(found),
                }
            }
            _ => head.extensions.push(extension(member, scope)),
        }
    }
}
