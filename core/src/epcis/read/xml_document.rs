use std::io::BufRead;

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event as Token};

use super::counted::Counted;
use super::xml::{is_standard, vocabulary};
use super::{EventError, Positioned, ReadError};
use crate::epcis::model::{Event, EventKind, Extension, Form, Head, Name, Query, Wrapper};
use crate::epcis::scan::xml as scan;
use crate::epcis::tree::xml::{Builder, Element};
use crate::epcis::tree::{Limits, Place, TreeError, clip};

/// Elements that only hold others; all else is read as a whole.
const OUTER: [&str; 10] = [
    "EPCISHeader",
    "EPCISBody",
    "EventList",
    "extension",
    "baseExtension",
    "EPCISMasterData",
    "VocabularyList",
    "QueryResults",
    "resultsBody",
    "EPCISQueryBody",
];

/// Reads XML documents.
#[derive(Debug)]
pub(super) struct XmlReader<R> {
    reader: Reader<Counted<R>>,
    buffer: Vec<u8>,
    /// What quick-xml does not count.
    origin: u64,
    limits: Limits,
    head: Head,
    /// Open elements around the pieces.
    outer: Vec<Element>,
    scope: Vec<(String, String)>,
    piece: Option<Piece>,
    rooted: bool,
    number: u64,
    /// Whether usual events are scanned.
    fast: bool,
    done: bool,
}

/// An element that is being read as a whole.
#[derive(Debug)]
struct Piece {
    builder: Builder,
    place: Place,
    /// Its number, if it is an event.
    event: Option<u64>,
    /// Why it cannot be used, and how many of its elements are open.
    broken: Option<(TreeError, Place)>,
    depth: usize,
}

impl<R: BufRead> XmlReader<R> {
    pub(super) fn new(input: R, place: Place, limits: Limits) -> Self {
        let mut reader = Reader::from_reader(Counted::new(input, place, limits.piece));
        // Places are exact only if an empty element stays one.
        reader.config_mut().expand_empty_elements = false;
        XmlReader {
            reader,
            buffer: Vec::new(),
            origin: place.offset,
            limits,
            head: Head::default(),
            outer: Vec::new(),
            scope: Vec::new(),
            piece: None,
            rooted: false,
            number: 0,
            fast: true,
            done: false,
        }
    }

    pub(super) fn thorough(&mut self) {
        self.fast = false;
    }

    pub(super) fn head(&self) -> &Head {
        &self.head
    }

    pub(super) fn next(&mut self) -> Option<Result<Positioned, ReadError>> {
        while !self.done {
            if let Some(found) = self.scanned() {
                return Some(Ok(found));
            }
            let place = self.reader.get_ref().place();
            let mut buffer = std::mem::take(&mut self.buffer);
            buffer.clear();
            let token = self.reader.read_event_into(&mut buffer);
            let end = self.origin + self.reader.buffer_position();
            let step = match token {
                Ok(Token::Eof) => {
                    self.done = true;
                    self.end(place)
                }
                Ok(token) => self.take(&token, place, end),
                Err(error) => {
                    let code = match &error {
                        quick_xml::Error::Io(error) => match error.kind() {
                            std::io::ErrorKind::InvalidData => "limit-size",
                            _ => "input",
                        },
                        quick_xml::Error::Encoding(_) => "encoding",
                        _ => "xml-syntax",
                    };
                    Err(self.fatal(code, self.reader.get_ref().place(), error.to_string()))
                }
            };
            self.buffer = buffer;
            match step {
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

    /// The next event, if it is one that the scanner knows.
    fn scanned(&mut self) -> Option<Positioned> {
        let usual = self.fast && self.piece.is_none() && self.holds("EventList") && {
            let default = self.scope.iter().rev().find(|(prefix, _)| prefix.is_empty());
            default.is_none_or(|(_, name)| name.is_empty() || name.starts_with("urn:epcglobal:epcis"))
        };
        if !usual || self.outer.len() >= self.limits.depth {
            return None;
        }
        let window = self.reader.get_mut();
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        let blank = loop {
            let ahead = window.ahead();
            let blank = ahead.iter().take_while(|byte| is_space(byte)).count();
            // The longest start tag of an event.
            if blank + 21 <= ahead.len() || !window.more() {
                break blank;
            }
        };
        let kind = scan::begins(window.ahead().get(blank..)?)?;
        let tag = scan::end_tag(kind);
        let mut searched = blank;
        let end = loop {
            let ahead = window.ahead();
            if let Some(at) = memmem::find(ahead.get(searched..)?, tag) {
                break searched + at + tag.len();
            }
            searched = ahead.len().saturating_sub(tag.len()).max(searched);
            if ahead.len() >= self.limits.piece || !window.more() {
                return None;
            }
        };
        if end >= self.limits.piece {
            return None;
        }
        let ahead = window.ahead();
        let place = window.place().behind(ahead.get(..blank)?);
        let text = std::str::from_utf8(ahead.get(blank..end)?).ok()?;
        let event = scan::event(text, kind, place.offset, &self.scope, self.limits)?;
        window.consume(end);
        window.renew();
        self.origin += end as u64;
        self.number += 1;
        let end = place.offset + (end - blank) as u64;
        Some(Positioned { event, form: self.head.form, place, end, number: self.number })
    }

    fn fatal(&self, code: &'static str, place: Place, message: impl Into<String>) -> Box<ReadError> {
        let path = self.outer.iter().map(|element| element.local.as_str()).collect::<Vec<_>>().join("/");
        let number = self.piece.as_ref().and_then(|piece| piece.event);
        Box::new(ReadError { code, place, path, number, message: message.into(), fatal: true })
    }

    fn end(&self, place: Place) -> Result<Option<Positioned>, Box<ReadError>> {
        if !self.rooted {
            return Err(self.fatal("not-epcis", place, "the document holds no element"));
        }
        if self.piece.is_some() || !self.outer.is_empty() {
            return Err(self.fatal("truncated", place, "the document ends before its elements do"));
        }
        Ok(None)
    }

    fn take(
        &mut self,
        token: &Token<'_>,
        place: Place,
        end: u64,
    ) -> Result<Option<Positioned>, Box<ReadError>> {
        if self.piece.is_some() {
            return self.inside(token, place, end);
        }
        match token {
            Token::Start(tag) => self.start(tag, token, place, end),
            Token::Empty(tag) => {
                let found = self.start(tag, token, place, end)?;
                // An outer element without content was opened and ends here.
                if self.piece.is_none()
                    && found.is_none()
                    && self.outer.last().is_some_and(|e| e.offset == place.offset)
                {
                    self.close();
                }
                Ok(found)
            }
            Token::End(_) => {
                self.close();
                self.renew();
                Ok(None)
            }
            Token::Text(text) if !text.xml10_content().trim().is_empty() => {
                let code = if self.rooted { "xml-syntax" } else { "not-epcis" };
                Err(self.fatal(code, place, "text stands where an element was expected"))
            }
            Token::CData(_) | Token::GeneralRef(_) => {
                Err(self.fatal("xml-syntax", place, "text stands where an element was expected"))
            }
            _ => Ok(None),
        }
    }

    fn renew(&mut self) {
        self.reader.get_mut().renew();
    }

    fn close(&mut self) {
        if let Some(element) = self.outer.pop() {
            self.scope.truncate(self.scope.len().saturating_sub(element.declared.len()));
        }
    }

    /// A start tag between the pieces.
    fn start(
        &mut self,
        tag: &BytesStart<'_>,
        token: &Token<'_>,
        place: Place,
        end: u64,
    ) -> Result<Option<Positioned>, Box<ReadError>> {
        if self.rooted && self.outer.is_empty() {
            return Err(self.fatal("xml-syntax", place, "a second element stands behind the document"));
        }
        if self.outer.len() >= self.limits.depth {
            return Err(self.fatal("limit-depth", place, "elements nest too deep"));
        }
        let mut builder = Builder::new(self.scope.clone(), self.limits);
        let element = builder.start(tag, place.offset, end);
        let element = element.map_err(|error| self.fatal(error.code, place, error.message))?;
        let rootless = !self.rooted;
        self.rooted = true;
        let is_event = EventKind::named(&element.local).is_some();
        let is_outer = if rootless {
            if !is_event {
                self.root(&element, place)?;
            } else {
                self.head.wrapper = Wrapper::None;
            }
            // A list of events may be the whole document.
            !is_event
        } else {
            is_standard(&element) && OUTER.contains(&element.local.as_str())
        };
        if is_outer {
            self.scope.extend(element.declared.iter().cloned());
            for (prefix, name) in element.declared.iter().filter(|_| !rootless) {
                if !self.head.namespaces.iter().any(|(known, _)| known == prefix) {
                    self.head.namespaces.push((prefix.clone(), name.clone()));
                }
            }
            self.outer.push(element);
            self.renew();
            return Ok(None);
        }
        let event = (rootless || self.holds("EventList")).then(|| {
            self.number += 1;
            self.number
        });
        let builder = Builder::new(self.scope.clone(), self.limits);
        self.piece = Some(Piece { builder, place, event, broken: None, depth: 0 });
        self.inside(token, place, end)
    }

    /// Whether the innermost element that is no wrapper has this name.
    fn holds(&self, name: &str) -> bool {
        let real = self.outer.iter().rev().find(|element| !element.local.ends_with("xtension"));
        real.is_some_and(|element| element.local == name)
    }

    fn root(&mut self, root: &Element, place: Place) -> Result<(), Box<ReadError>> {
        let head = &mut self.head;
        head.wrapper = match root.local.as_str() {
            "EPCISDocument" => Wrapper::Document,
            "EPCISQueryDocument" => Wrapper::Query,
            "EPCISMasterDataDocument" => Wrapper::MasterData,
            "EventList" | "QueryResults" => Wrapper::None,
            other => {
                let message = format!("the document is `{}`, not EPCIS", clip(other));
                return Err(self.fatal("not-epcis", place, message));
            }
        };
        head.root = Name::from(root);
        head.namespaces.clone_from(&root.declared);
        for attribute in &root.attributes {
            let value = attribute.value.clone();
            match attribute.local.as_str() {
                "schemaVersion" if attribute.prefix.is_empty() => head.schema_version = Some(value),
                "creationDate" if attribute.prefix.is_empty() => head.creation_date = Some(value),
                _ => {
                    let (prefix, namespace) = (attribute.prefix.clone(), attribute.namespace.clone());
                    head.attributes.push((Name { prefix, namespace, local: attribute.local.clone() }, value));
                }
            }
        }
        let second = match root.namespace.rsplit(':').next() {
            Some("2") => true,
            Some("1") => false,
            _ => head.schema_version.as_deref().is_some_and(|version| version.starts_with('2')),
        };
        head.form = if second { Form::Xml2 } else { Form::Xml1 };
        Ok(())
    }

    /// A token within a piece.
    fn inside(
        &mut self,
        token: &Token<'_>,
        place: Place,
        end: u64,
    ) -> Result<Option<Positioned>, Box<ReadError>> {
        let Some(piece) = &mut self.piece else { return Ok(None) };
        let mut finished = None;
        if piece.broken.is_none() {
            match piece.builder.take(token, place.offset, end) {
                Ok(element) => finished = element,
                // These concern one piece; the markup around it is sound.
                Err(error)
                    if matches!(
                        error.code,
                        "xml-entity" | "xml-namespace" | "limit-attributes" | "limit-depth"
                    ) =>
                {
                    piece.broken = Some((error, place));
                }
                Err(error) => return Err(self.fatal(error.code, place, error.message)),
            }
        }
        match token {
            Token::Start(_) => piece.depth += 1,
            Token::End(_) => piece.depth = piece.depth.saturating_sub(1),
            _ => {}
        }
        if piece.depth > 0 {
            return Ok(None);
        }
        let Some(piece) = self.piece.take() else { return Ok(None) };
        self.renew();
        let error = |error: EventError, place: Place| {
            let EventError { code, path, message, .. } = error;
            Box::new(ReadError { code, place, path, number: piece.event, message, fatal: false })
        };
        match (piece.broken, finished, piece.event) {
            (Some((broken, at)), ..) => Err(error(broken.into(), at)),
            (None, Some(element), Some(number)) => {
                let event = Event::from_xml(&element).map_err(|fault| error(fault, piece.place))?;
                Ok(Some(Positioned { event, form: self.head.form, place: piece.place, end, number }))
            }
            (None, Some(element), None) => {
                self.keep(&element);
                Ok(None)
            }
            (None, None, _) => Ok(None),
        }
    }

    /// A piece that is no event.
    fn keep(&mut self, element: &Element) {
        let query = self.holds("QueryResults");
        let head = &mut self.head;
        if self.outer.iter().any(|outer| outer.local == "VocabularyList") && element.local == "Vocabulary" {
            head.vocabularies.push(vocabulary(element));
        } else if element.local == "StandardBusinessDocumentHeader" {
            head.sbdh = Some(Extension::from(element));
        } else if query {
            let query = head.query.get_or_insert_with(Query::default);
            match element.local.as_str() {
                "queryName" => query.name = Some(element.text()),
                "subscriptionID" => query.subscription = Some(element.text()),
                _ => query.extensions.push(Extension::from(element)),
            }
        } else if self.outer.iter().any(|outer| outer.local == "EPCISHeader") {
            head.header.push(Extension::from(element));
        } else {
            head.extensions.push(Extension::from(element));
        }
    }
}
