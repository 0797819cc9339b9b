use memchr::{memchr, memchr3};

use super::{list_field, text_field};
use crate::epcis::model::{Event, EventKind, Extension, Identifier};
use crate::epcis::read::{declared, is_standard, is_wrapper, take_element};
use crate::epcis::tree::Limits;
use crate::epcis::tree::xml::Element;

type Scope = [(String, String)];

/// The type of the event whose start tag, without attributes, stands at the beginning.
pub(in crate::epcis) fn begins(bytes: &[u8]) -> Option<EventKind> {
    let rest = bytes.strip_prefix(b"<")?;
    EventKind::ALL.into_iter().find(|kind| {
        rest.strip_prefix(kind.name().as_bytes()).is_some_and(|rest| rest.first() == Some(&b'>'))
    })
}

/// The end tag of an event.
pub(in crate::epcis) const fn end_tag(kind: EventKind) -> &'static [u8] {
    match kind {
        EventKind::Object => b"</ObjectEvent>",
        EventKind::Aggregation => b"</AggregationEvent>",
        EventKind::Transaction => b"</TransactionEvent>",
        EventKind::Transformation => b"</TransformationEvent>",
        EventKind::Association => b"</AssociationEvent>",
    }
}

/// The event that fills `text`, from its start tag to its end tag; `base` is the place of `text` in its document. None if
/// it is not a usual one.
pub(in crate::epcis) fn event(
    text: &str,
    kind: EventKind,
    base: u64,
    scope: &Scope,
    limits: Limits,
) -> Option<Event> {
    let inner = text.len().checked_sub(end_tag(kind).len())?;
    let mut scan = Scan { text, at: kind.name().len() + 2, end: inner, base, scope, limits };
    let mut event = Event { kind, ..Event::default() };
    let mut wrappers: Vec<&str> = Vec::new();
    loop {
        scan.space();
        if scan.at == scan.end {
            return wrappers.is_empty().then_some(event);
        }
        let from = scan.at;
        if let Some(name) = scan.end_tag() {
            if wrappers.pop() != Some(name) {
                return None;
            }
            continue;
        }
        let (name, plain) = scan.start_tag()?;
        if plain && matches!(name, "extension" | "baseExtension") {
            wrappers.push(name);
            // The event, its wrappers, and two more: anything deeper is judged where it is parsed.
            if wrappers.len() + 3 > limits.depth {
                return None;
            }
            continue;
        }
        let known = plain && scan.known(&mut event, name)?;
        if !known {
            scan.at = from;
            scan.other(&mut event, 1 + wrappers.len())?;
        }
    }
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    end: usize,
    base: u64,
    scope: &'a Scope,
    limits: Limits,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..self.end).unwrap_or_default()
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.iter().position(|&byte| !is_space(byte)).unwrap_or(rest.len());
    }

    fn slice(&self, from: usize, to: usize) -> Option<&'a str> {
        self.text.get(from..to)
    }

    /// Passes over `</name>`.
    fn end_tag(&mut self) -> Option<&'a str> {
        let rest = self.rest().strip_prefix(b"</")?;
        let length = memchr(b'>', rest)?;
        let name = self.slice(self.at + 2, self.at + 2 + length)?;
        self.at += length + 3;
        Some(name)
    }

    /// Passes over `<name>`, or to the end of the name of any other start tag; tells whether it is a plain one.
    fn start_tag(&mut self) -> Option<(&'a str, bool)> {
        let rest = self.rest().strip_prefix(b"<")?;
        let length = rest.iter().position(|&byte| is_space(byte) || matches!(byte, b'>' | b'/'))?;
        let name = self.slice(self.at + 1, self.at + 1 + length)?;
        if name.is_empty() || name.starts_with(['!', '?']) {
            return None;
        }
        let plain = rest.get(length) == Some(&b'>');
        self.at += 1 + length + usize::from(plain);
        Some((name, plain))
    }

    /// The text up to the end tag of `name`, which is passed over; `tag` is where the start tag begins.
    fn leaf(&mut self, name: &str, tag: usize) -> Option<Identifier> {
        let rest = self.rest();
        let length = memchr(b'<', rest)?;
        let raw = self.slice(self.at, self.at + length)?;
        let behind = rest.get(length..)?.strip_prefix(b"</")?.strip_prefix(name.as_bytes())?;
        if behind.first() != Some(&b'>') {
            return None;
        }
        let text = raw.trim_matches([' ', '\t', '\r', '\n']);
        if text.bytes().any(|byte| matches!(byte, b'&' | b'\r')) {
            return None;
        }
        let blank = raw.len() - raw.trim_start_matches([' ', '\t', '\r', '\n']).len();
        let start = if text.is_empty() { tag } else { self.at + blank };
        self.at += length + name.len() + 3;
        Some(Identifier { text: text.to_owned(), offset: self.base + start as u64 })
    }

    /// Takes a field that is scanned, behind its start tag; `Some(false)` if it is none, or was met before.
    fn known(&mut self, event: &mut Event, name: &str) -> Option<bool> {
        let tag = self.at.checked_sub(name.len() + 2)?;
        if let Some(field) = text_field(event, name).filter(|field| field.is_none()) {
            *field = Some(self.leaf(name, tag)?);
            return Some(true);
        }
        if let Some(field) = list_field(event, name).filter(|field| field.is_none()) {
            *field = Some(self.epcs(name)?);
            return Some(true);
        }
        let place = match name {
            "readPoint" => &mut event.read_point,
            "bizLocation" => &mut event.biz_location,
            _ => return Some(false),
        };
        if place.is_some() {
            return Some(false);
        }
        let from = self.at;
        match self.place(name) {
            Some(id) => *place = Some((id, Vec::new())),
            None => {
                self.at = from;
                return Some(false);
            }
        }
        Some(true)
    }

    /// `<epc>…</epc>`, again and again.
    fn epcs(&mut self, list: &str) -> Option<Vec<Identifier>> {
        let mut epcs = Vec::with_capacity(16);
        loop {
            self.space();
            if self.rest().starts_with(b"<epc>") {
                let tag = self.at;
                self.at += 5;
                epcs.push(self.leaf("epc", tag)?);
            } else {
                return (self.end_tag()? == list).then_some(epcs);
            }
        }
    }

    /// `<id>…</id>` alone.
    fn place(&mut self, name: &str) -> Option<Identifier> {
        self.space();
        let tag = self.at;
        if !self.rest().starts_with(b"<id>") {
            return None;
        }
        self.at += 4;
        let id = self.leaf("id", tag)?;
        self.space();
        (self.end_tag()? == name).then_some(id)
    }

    /// An element that is not scanned: through the tree, as the full parser would take it.
    fn other(&mut self, event: &mut Event, depth: usize) -> Option<()> {
        let from = self.at;
        let to = self.element_end()?;
        let limits = Limits { depth: self.limits.depth.checked_sub(depth)?, ..self.limits };
        let element =
            Element::parse(self.slice(from, to)?, self.base + from as u64, self.scope, limits).ok()?;
        if is_wrapper(&element) {
            return None;
        }
        if is_standard(&element) {
            declared(&element, &mut event.namespaces);
        }
        if !is_standard(&element) || !take_element(event, &element) {
            event.extensions.push(Extension::from(&element));
        }
        self.at = to;
        Some(())
    }

    /// Where the element that begins here ends, told by its tags alone.
    fn element_end(&self) -> Option<usize> {
        let bytes = self.text.as_bytes().get(..self.end)?;
        let (mut at, mut depth) = (self.at, 0usize);
        loop {
            at += memchr(b'<', bytes.get(at..)?)? + 1;
            match bytes.get(at)? {
                b'!' | b'?' => return None,
                b'/' => {
                    at += memchr(b'>', bytes.get(at..)?)? + 1;
                    depth = depth.checked_sub(1)?;
                }
                _ => {
                    loop {
                        at += memchr3(b'>', b'"', b'\'', bytes.get(at..)?)?;
                        match bytes.get(at)? {
                            b'>' => break,
                            quote => at += 2 + memchr(*quote, bytes.get(at + 1..)?)?,
                        }
                    }
                    if bytes.get(at.checked_sub(1)?) != Some(&b'/') {
                        depth += 1;
                    }
                    at += 1;
                }
            }
            if depth == 0 {
                return Some(at);
            }
        }
    }
}
