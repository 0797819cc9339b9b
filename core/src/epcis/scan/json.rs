use memchr::memchr;

use super::{list_field, text_field};
use crate::epcis::model::{Event, EventKind, Identifier};
use crate::epcis::read::{Scan as End, extension, take_member};
use crate::epcis::tree::Limits;
use crate::epcis::tree::json::{Member, Value};

/// What the bytes hold.
pub(in crate::epcis) enum Found {
    /// An event of so many bytes.
    Event(Box<Event>, usize),
    /// More bytes are needed to tell.
    More,
    /// Nothing usual.
    No,
}

enum Stop {
    More,
    No,
}

type Step<T> = Result<T, Stop>;

/// The event whose `{` stands at the beginning of `bytes`, at `base` of its document.
pub(in crate::epcis) fn event(bytes: &[u8], base: u64, scope: &[(String, String)], limits: Limits) -> Found {
    let mut scan = Scan { bytes, at: 0, base, scope, limits };
    match scan.event() {
        Ok(event) => Found::Event(Box::new(event), scan.at),
        Err(Stop::More) => Found::More,
        Err(Stop::No) => Found::No,
    }
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    base: u64,
    scope: &'a [(String, String)],
    limits: Limits,
}

impl<'a> Scan<'a> {
    /// The next byte that is no white space, passed over.
    fn next(&mut self) -> Step<u8> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        let skipped = rest.iter().position(|byte| !space(byte)).ok_or(Stop::More)?;
        self.at += skipped + 1;
        rest.get(skipped).copied().ok_or(Stop::More)
    }

    fn expect(&mut self, byte: u8) -> Step<()> {
        if self.next()? == byte { Ok(()) } else { Err(Stop::No) }
    }

    /// The text behind a quotation mark that was passed over, without escapes, and where it begins.
    fn string(&mut self) -> Step<(&'a str, usize)> {
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let length = memchr(b'"', rest).ok_or(Stop::More)?;
        let text = rest.get(..length).unwrap_or_default();
        // All at once, which processors do many bytes at a time.
        if text.iter().fold(false, |odd, &byte| odd | (byte < 0x20) | (byte == b'\\')) {
            return Err(Stop::No);
        }
        self.at = start + length + 1;
        Ok((std::str::from_utf8(text).map_err(|_| Stop::No)?, start))
    }

    fn identifier(&mut self) -> Step<Identifier> {
        let (text, start) = self.string()?;
        Ok(Identifier { text: text.to_owned(), offset: self.base + start as u64 })
    }

    fn event(&mut self) -> Step<Event> {
        self.expect(b'{')?;
        let mut event = Event::default();
        let mut kind = None;
        let mut byte = self.next()?;
        loop {
            if byte != b'"' {
                return Err(Stop::No);
            }
            let name_at = self.at - 1;
            let (name, _) = self.string()?;
            self.expect(b':')?;
            self.member(&mut event, &mut kind, name, name_at)?;
            match self.next()? {
                b',' => byte = self.next()?,
                b'}' => break,
                _ => return Err(Stop::No),
            }
        }
        event.kind = kind.ok_or(Stop::No)?;
        Ok(event)
    }

    fn member(
        &mut self,
        event: &mut Event,
        kind: &mut Option<EventKind>,
        name: &'a str,
        name_at: usize,
    ) -> Step<()> {
        let first = self.next()?;
        match (name, first) {
            ("@context" | "@type" | "isA", _) => return Err(Stop::No),
            ("type", b'"') if kind.is_none() => {
                let (text, _) = self.string()?;
                *kind = text.rsplit(':').next().and_then(EventKind::named);
                return if kind.is_some() { Ok(()) } else { Err(Stop::No) };
            }
            ("type", _) => return Err(Stop::No),
            (_, b'"') => {
                if let Some(field) = text_field(event, name) {
                    *field = Some(self.identifier()?);
                    return Ok(());
                }
            }
            (_, b'[') => {
                if let Some(field) = list_field(event, name) {
                    *field = Some(self.list()?);
                    return Ok(());
                }
            }
            _ => {}
        }
        if first == b'{' {
            let field = match name {
                "readPoint" => Some(&mut event.read_point),
                "bizLocation" => Some(&mut event.biz_location),
                _ => None,
            };
            let from = self.at;
            if let Some(field) = field {
                match self.place()? {
                    Some(id) => {
                        *field = Some((id, Vec::new()));
                        return Ok(());
                    }
                    None => self.at = from,
                }
            }
        }
        self.other(event, name, name_at)
    }

    /// `"id": "…"` alone, up to the closing brace.
    fn place(&mut self) -> Step<Option<Identifier>> {
        if self.next()? != b'"' || self.string()?.0 != "id" || self.next()? != b':' || self.next()? != b'"' {
            return Ok(None);
        }
        let id = self.identifier()?;
        Ok((self.next()? == b'}').then_some(id))
    }

    fn list(&mut self) -> Step<Vec<Identifier>> {
        let mut byte = self.next()?;
        if byte == b']' {
            return Ok(Vec::new());
        }
        let mut list = Vec::with_capacity(16);
        loop {
            if byte != b'"' {
                return Err(Stop::No);
            }
            list.push(self.identifier()?);
            match self.next()? {
                b',' => byte = self.next()?,
                b']' => return Ok(list),
                _ => return Err(Stop::No),
            }
        }
    }

    /// A member that is not scanned, its first byte passed over: through the tree, as the full parser would take it.
    fn other(&mut self, event: &mut Event, name: &str, name_at: usize) -> Step<()> {
        let start = self.at - 1;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let mut end = End::default();
        let length = end.until_end(rest);
        if length == rest.len() && !end.ended {
            return Err(Stop::More);
        }
        let limits = Limits { depth: self.limits.depth.saturating_sub(1), ..self.limits };
        let text = rest.get(..length).unwrap_or_default();
        let value = Value::parse(text, self.base + start as u64, limits).map_err(|_| Stop::No)?;
        self.at = start + length;
        if !take_member(event, name, &value, self.scope).map_err(|_| Stop::No)? {
            let member = Member { name: name.to_owned(), offset: self.base + name_at as u64, value };
            event.extensions.push(extension(&member, self.scope));
        }
        Ok(())
    }
}
