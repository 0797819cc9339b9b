use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::bounded::{Allowance, Bounded};
use super::draft::Draft;
use super::tree::clip;
use super::tree::xml::resolve;
use crate::batch::{Events, RowCode};

/// Elements nest about ten deep in EPCIS; whatever nests deeper than this is an attack.
const DEEPEST: usize = 200;

/// Characters of one identifier, time or word.
const LONGEST_TEXT: usize = 1 << 20;

/// Reads an EPCIS 1.2 or 2.0 XML document (EPCIS 2.0 section 9), a query result or a bare event list, event by event.
///
/// Nothing is returned: events that can be read are in the rows of `events`, all others in its tally.
pub fn read_xml(input: impl BufRead, events: &mut Events<'_>) {
    let allowance = Allowance::new();
    let mut reader = Reader::from_reader(Bounded { inner: input, allowance: &allowance });
    reader.config_mut().expand_empty_elements = true;
    let mut document = Document::default();
    let mut buffer = Vec::new();
    let place = |line: u64| format!("line {line}");
    loop {
        buffer.clear();
        allowance.renew();
        let step = match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => {
                if let Err(message) = document.end() {
                    events.reject(place(allowance.line()), RowCode::Document, message);
                }
                return;
            }
            Ok(event) => document.take(&event, events),
            Err(quick_xml::Error::Io(error)) => {
                let code = match error.kind() {
                    std::io::ErrorKind::InvalidData => RowCode::Document,
                    _ => RowCode::Truncated,
                };
                events.reject(place(allowance.line()), code, error.to_string());
                return;
            }
            Err(error) => Err(error.to_string()),
        };
        if let Err(message) = step {
            events.reject(place(allowance.line()), RowCode::Document, message);
            return;
        }
        if events.is_hopeless() {
            let message = "so many events could not be used that the rest was not read";
            events.reject(place(allowance.line()), RowCode::Abandoned, message);
            return;
        }
    }
}

/// Where reading stands in the document.
#[derive(Default)]
struct Document {
    /// Local names of the open elements around the event, or all of them outside of one.
    outer: Vec<String>,
    /// The namespace prefix of the root: elements with another one inside of an event are a vendor's own.
    prefix: Option<String>,
    root: Option<String>,
    /// Whether an event list, if only an empty one, was met.
    list: bool,
    event: Option<Open>,
}

/// An event whose end was not met yet.
struct Open {
    draft: Draft,
    /// Names of the open elements inside of the event, those that only wrap others left out.
    path: Vec<String>,
    /// For every open element, whether it is in `path`.
    named: Vec<bool>,
    text: String,
}

impl Document {
    fn take(&mut self, event: &Event<'_>, events: &mut Events<'_>) -> Result<(), String> {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(_) => {
                self.close(events);
                Ok(())
            }
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(reference) => self.reference(reference),
            _ => Ok(()),
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let name = tag.name();
        let (prefix, local) = (name.prefix(), name.local_name());
        let (prefix, local) = (prefix.as_ref().map(AsRef::as_ref), local.as_ref());
        if self.root.is_none() {
            self.root = Some(local.to_owned());
            self.prefix = prefix.map(str::to_owned);
        }
        let foreign = prefix.is_some() && prefix != self.prefix.as_deref();
        if let Some(open) = &mut self.event {
            if open.named.len() >= DEEPEST {
                return Err("elements nest too deep".to_owned());
            }
            open.start(local, foreign);
            return Ok(());
        }
        if self.outer.len() >= DEEPEST {
            return Err("elements nest too deep".to_owned());
        }
        let wrapped = self.outer.iter().rev().find(|name| *name != "extension");
        let listed = wrapped.is_some_and(|name| name == "EventList");
        if local == "EventList" {
            self.list = true;
        } else if (listed && local != "extension") || (wrapped.is_none() && local.ends_with("Event")) {
            self.list = true;
            let draft = Draft::of(local);
            self.event = Some(Open { draft, path: Vec::new(), named: Vec::new(), text: String::new() });
            return Ok(());
        }
        self.outer.push(local.to_owned());
        Ok(())
    }

    fn close(&mut self, events: &mut Events<'_>) {
        match self.event.take() {
            Some(open) if open.named.is_empty() => open.draft.finish(events),
            Some(mut open) => {
                open.close();
                self.event = Some(open);
            }
            None => {
                self.outer.pop();
            }
        }
    }

    fn text(&mut self, text: &str) -> Result<(), String> {
        match &mut self.event {
            Some(open) if open.text.len() + text.len() <= LONGEST_TEXT => {
                open.text.push_str(text);
                Ok(())
            }
            Some(_) => Err(format!("a text is longer than {LONGEST_TEXT} bytes")),
            None if self.root.is_none() && !text.trim().is_empty() => Err("the file is not XML".to_owned()),
            None => Ok(()),
        }
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), String> {
        let name = reference.xml10_content();
        match resolve(reference) {
            Some(character) => self.text(character.encode_utf8(&mut [0; 4])),
            // An event that leans on an entity of its own cannot be read; the others can.
            None => {
                if let Some(open) = &mut self.event {
                    let place = open.path.join("/");
                    let message = format!("the entity &{}; is not defined", clip(&name));
                    open.draft.fault(place, RowCode::Document, message);
                }
                Ok(())
            }
        }
    }

    /// What is wrong with a document that ends here.
    fn end(&self) -> Result<(), String> {
        match &self.root {
            None => Err("the file holds no element".to_owned()),
            Some(_) if self.event.is_some() || !self.outer.is_empty() => {
                Err("the document ends before its elements do".to_owned())
            }
            // An EPCIS document may carry master data and no events.
            Some(root) if self.list || root.starts_with("EPCIS") => Ok(()),
            Some(root) => Err(format!("the document is `{}`, not EPCIS", clip(root))),
        }
    }
}

impl Open {
    fn start(&mut self, local: &str, foreign: bool) {
        // EPCIS 1.2 wraps what came after version 1.0; 2.0 has the same elements directly in the event.
        let wrapper = matches!(local, "extension" | "baseExtension") && !foreign;
        self.named.push(!wrapper);
        if !wrapper {
            let inside = self.path.iter().any(|name| name == "ilmd");
            // A vendor's element must not pass for one of the standard; master data of the CBV has a prefix.
            let name = if foreign && !inside { format!(":{local}") } else { local.to_owned() };
            if self.path.is_empty() && name == "errorDeclaration" {
                self.draft.error_declaration = true;
            }
            self.path.push(name);
        }
        self.text.clear();
    }

    fn close(&mut self) {
        if self.named.pop() == Some(true) {
            self.value();
            self.path.pop();
        }
        self.text.clear();
    }

    /// Takes the text of the element that ends.
    fn value(&mut self) {
        let text = self.text.trim();
        let mut path = self.path.iter().map(String::as_str);
        let path = (path.next(), path.next(), path.next(), path.next());
        let draft = &mut self.draft;
        match path {
            (Some("eventTime"), None, ..) => draft.event_time = Some(text.to_owned()),
            (Some("recordTime"), None, ..) => draft.record_time = Some(text.to_owned()),
            (Some("eventID"), None, ..) => text.clone_into(&mut draft.event_id),
            (Some("action"), None, ..) => draft.action = Some(text.to_owned()),
            (Some("bizStep"), None, ..) => text.clone_into(&mut draft.biz_step),
            (Some("disposition"), None, ..) => text.clone_into(&mut draft.disposition),
            (Some("parentID"), None, ..) if !text.is_empty() => draft.parent(text),
            (Some("epcList" | "childEPCs" | "inputEPCList" | "outputEPCList"), Some("epc"), None, _) => {
                draft.identifier(text);
            }
            (Some(list), Some("quantityElement"), Some("epcClass"), None)
                if list.to_ascii_lowercase().ends_with("quantitylist") =>
            {
                draft.class(text);
            }
            (Some("ilmd"), Some("lotNumber"), None, _) => text.clone_into(&mut draft.lot),
            (Some("ilmd"), Some("itemExpirationDate"), None, _) => text.clone_into(&mut draft.expiry),
            _ => {}
        }
    }
}
