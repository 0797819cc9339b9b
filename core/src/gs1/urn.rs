//! EPC URIs of the GS1 keys taken apart: pure identities `urn:epc:id:sgtin:950600.0134352.A1B2`, the class
//! `urn:epc:class:lgtin:…`, and identity patterns `urn:epc:idpat:sgtin:950600.0134352.*` (EPC Tag Data Standard, 6 and 8).
//!
//! [`parse`] is the whole verdict on the text and allocates nothing; [`read`] makes elements of it. What the public sees
//! is [`EpcUri`](crate::epc::EpcUri).

use super::reader::{Coding, Flow, Reader, Sink, bounds};
use super::urn_schemes::{Layout, Scheme, TEXT_KEY, Tail};
use crate::diagnostic::{ApplicationIdentifier, Code, Detail, ParseError, Reason, Span};
use crate::keys::charset::{CSET_39, CSET_82, SETS};
use crate::keys::check_digit;

/// Which of the three kinds of URI a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UriKind {
    /// `urn:epc:id:`, one thing.
    Identity,
    /// `urn:epc:class:`, a trade item with its lot.
    Class,
    /// `urn:epc:idpat:`, many things: wildcards at the end.
    Pattern,
}

impl UriKind {
    /// What the URI begins with.
    #[must_use]
    pub const fn head(self) -> &'static str {
        match self {
            UriKind::Identity => "urn:epc:id:",
            UriKind::Class => "urn:epc:class:",
            UriKind::Pattern => "urn:epc:idpat:",
        }
    }
}

/// The most parts that a scheme has.
const PARTS: usize = 5;

/// A valid URI: its kind, its scheme, and where its parts end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Urn {
    pub(crate) kind: UriKind,
    pub(crate) scheme: Scheme,
    /// How many of the last parts are wildcards.
    pub(crate) wildcards: u8,
    /// Where the first part begins.
    start: u16,
    /// Where each part ends; one byte, a dot, stands between two.
    ends: [u16; PARTS],
}

impl Urn {
    /// The place of a part; empty beyond the last one.
    pub(crate) fn part(&self, index: usize) -> (usize, usize) {
        let start = match index.checked_sub(1) {
            None => self.start,
            Some(before) => self.ends.get(before).map_or(0, |end| end + 1),
        };
        let end = self.ends.get(index).copied().unwrap_or(start);
        (usize::from(start), usize::from(end.max(start)))
    }

    /// How many parts are there that are no wildcards.
    pub(crate) fn stated(&self) -> usize {
        self.scheme.parts().saturating_sub(usize::from(self.wildcards))
    }
}

/// Whether the text begins as an EPC URI does.
pub(crate) fn is_epc(text: &[u8]) -> bool {
    text.get(..NAMESPACE).is_some_and(|head| head.eq_ignore_ascii_case(b"urn:epc:"))
}

/// The length of `urn:epc:`, which may be in any case (RFC 8141, 3.1).
const NAMESPACE: usize = 8;

fn refuse(code: Code, reason: Reason, start: usize, end: usize) -> ParseError {
    ParseError::new(code, Span::new(start, end)).with(Detail::Reason(reason))
}

/// Judges the text.
pub(crate) fn parse(input: &[u8]) -> Result<Urn, ParseError> {
    let (kind, start) = head(input)?;
    let rest = input.get(start..).unwrap_or_default();
    let colon = rest.iter().take(8).position(|&byte| byte == b':').unwrap_or(rest.len());
    let name = rest.get(..colon).unwrap_or_default();
    let scheme =
        Scheme::by_name(name).filter(|scheme| (*scheme == Scheme::Lgtin) == (kind == UriKind::Class));
    let Some(scheme) = scheme else {
        let end = start + rest.iter().position(|&byte| byte == b':').unwrap_or(rest.len());
        return Err(ParseError::new(Code::EpcScheme, Span::new(start, end)));
    };
    if input.len() > usize::from(u16::MAX) {
        return Err(refuse(Code::EpcLength, Reason::EpcLong, start, input.len()));
    }
    let start = start + colon + 1;
    let mut scan =
        Scan { input, kind, layout: scheme.layout(), at: start.min(input.len()), ends: [0; PARTS], next: 0 };
    let wildcards = scan.parts(scheme.parts())?;
    // Places fit into 16 bits, because the text does.
    Ok(Urn { kind, scheme, wildcards, start: start as u16, ends: scan.ends })
}

/// The kind, and where the scheme begins.
fn head(input: &[u8]) -> Result<(UriKind, usize), ParseError> {
    let wrong = || {
        let end = input.len().min(UriKind::Identity.head().len());
        refuse(Code::EpcSyntax, Reason::EpcHead, 0, end)
    };
    if !is_epc(input) {
        return Err(wrong());
    }
    let rest = input.get(NAMESPACE..).unwrap_or_default();
    let kinds = [UriKind::Identity, UriKind::Class, UriKind::Pattern];
    for kind in kinds {
        let word = kind.head().as_bytes().get(NAMESPACE..).unwrap_or_default();
        if rest.starts_with(word) {
            return Ok((kind, NAMESPACE + word.len()));
        }
    }
    if [&b"tag:"[..], b"pat:", b"raw:"].iter().any(|word| rest.starts_with(word)) {
        return Err(refuse(Code::EpcSyntax, Reason::EpcTag, 0, NAMESPACE + 4));
    }
    Err(wrong())
}

/// Goes through the parts from left to right.
struct Scan<'a> {
    input: &'a [u8],
    kind: UriKind,
    layout: &'static Layout,
    at: usize,
    ends: [u16; PARTS],
    /// The part that comes next.
    next: usize,
}

impl Scan<'_> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.input.get(at).copied()
    }

    /// All parts; how many of them are wildcards.
    fn parts(&mut self, count: usize) -> Result<u8, ParseError> {
        let layout = self.layout;
        let start = self.at;
        if self.wildcard() {
            return self.wildcards(count);
        }
        let prefix = self.digits()?;
        if !(6..=12).contains(&prefix) {
            return Err(refuse(Code::EpcLength, Reason::EpcPrefix, start, self.at));
        }
        self.close(count)?;
        if self.wildcard() {
            return self.wildcards(count);
        }
        let reference = self.at;
        if layout.digits > 0 {
            let length = self.digits()?;
            if prefix + length != usize::from(layout.digits) || layout.leading && length == 0 {
                return Err(refuse(Code::EpcLength, Reason::EpcReference, start, self.at));
            }
        } else {
            let set = if layout.tail == Tail::Nothing { CSET_82 } else { CSET_39 };
            let length = self.text(layout.ai, set)?;
            let most = TEXT_KEY.saturating_sub(prefix as u8);
            if length == 0 || length > usize::from(most) {
                return Err(self.wrong_length(layout.ai, reference, length, 1, most));
            }
        }
        self.close(count)?;
        self.tail(count)
    }

    /// What follows the reference.
    fn tail(&mut self, count: usize) -> Result<u8, ParseError> {
        let layout = self.layout;
        let (least, most) = (layout.least, layout.most);
        if layout.tail == Tail::Nothing {
            return Ok(0);
        }
        if self.wildcard() {
            return self.wildcards(count);
        }
        let ai = layout.tail_ai();
        if let Tail::Pieces(_) = layout.tail {
            let start = self.at;
            for _ in 0..2 {
                let from = self.at;
                if self.digits()? != 2 {
                    return Err(refuse(Code::EpcLength, Reason::EpcPieces, from, self.at));
                }
                self.close(count)?;
                if self.wildcard() {
                    return self.wildcards(count);
                }
            }
            self.pieces(start)?;
        }
        let start = self.at;
        let length = match layout.numeric {
            true => self.digits()?,
            false => self.text(ai, CSET_82)?,
        };
        if length < usize::from(least) || length > usize::from(most) {
            return Err(self.wrong_length(ai, start, length, least, most));
        }
        if layout.tail == Tail::Element(ApplicationIdentifier::from_parts(8011, 4))
            && self.byte(start) == Some(b'0')
        {
            return Err(refuse(Code::AiValue, Reason::LeadingZero, start, start + 1).about(ai));
        }
        self.close(count)?;
        Ok(0)
    }

    /// Piece and total, two digits each with a dot between: counted from one.
    fn pieces(&self, start: usize) -> Result<(), ParseError> {
        let number = |at: usize| {
            self.input.get(at..at + 2).map_or(0, |two| two.iter().fold(0, |n, b| n * 10 + (b & 15)))
        };
        let (reason, from, to) = match (number(start), number(start + 3)) {
            (0, _) => (Reason::PieceZero, start, start + 2),
            (_, 0) => (Reason::TotalZero, start + 3, start + 5),
            (piece, total) if piece > total => (Reason::PieceAboveTotal, start, start + 5),
            _ => return Ok(()),
        };
        Err(refuse(Code::AiValue, reason, from, to).about(self.layout.ai))
    }

    /// Digits up to a dot or the end; how many.
    #[inline]
    fn digits(&mut self) -> Result<usize, ParseError> {
        let from = self.at;
        while let Some(byte) = self.byte(self.at) {
            if byte.is_ascii_digit() {
                self.at += 1;
                continue;
            }
            if byte == b'.' {
                break;
            }
            return Err(match byte {
                b'*' => refuse(Code::EpcPattern, Reason::EpcWildcardPlace, self.at, self.at + 1),
                _ => refuse(Code::EpcCharset, Reason::EpcDigits, self.at, self.at + 1),
            });
        }
        Ok(self.at - from)
    }

    /// Characters of a set up to the end, or up to a dot if the set has none; how many, escapes resolved.
    #[inline]
    fn text(&mut self, ai: ApplicationIdentifier, set: u8) -> Result<usize, ParseError> {
        let mut length = 0;
        while let Some(byte) = self.byte(self.at) {
            if LITERAL.get(usize::from(byte)).is_some_and(|sets| sets & set != 0) {
                self.at += 1;
            } else if byte == b'.' {
                break;
            } else {
                self.at = self.escape(ai, set)?;
            }
            length += 1;
        }
        Ok(length)
    }

    /// An escape; where it ends.
    #[cold]
    fn escape(&self, ai: ApplicationIdentifier, set: u8) -> Result<usize, ParseError> {
        let at = self.at;
        let byte = self.byte(at).unwrap_or_default();
        let stranger = |byte, end| {
            let set = if set == CSET_39 { b'Y' } else { b'X' };
            let error = ParseError::new(Code::EpcCharset, Span::new(at, end)).about(ai);
            Err(error.with(Detail::Character { byte, set }))
        };
        if byte != b'%' {
            return match SETS.get(usize::from(byte)) {
                Some(sets) if sets & set != 0 => {
                    Err(refuse(Code::EpcCharset, Reason::EpcReserved, at, at + 1).about(ai))
                }
                _ => stranger(byte, at + 1),
            };
        }
        match unescaped(self.input.get(at + 1..).unwrap_or_default()) {
            None => {
                let end = self.input.len().min(at + 3);
                Err(refuse(Code::EpcCharset, Reason::EpcEscape, at, end).about(ai))
            }
            Some(byte) if SETS.get(usize::from(byte)).is_some_and(|sets| sets & set != 0) => Ok(at + 3),
            Some(byte) => stranger(byte, at + 3),
        }
    }

    /// Whether this part is a wildcard; a serial that is a star is one thing in an identity and all things in a pattern.
    fn wildcard(&self) -> bool {
        self.kind == UriKind::Pattern
            && self.byte(self.at) == Some(b'*')
            && matches!(self.byte(self.at + 1), None | Some(b'.'))
    }

    /// Wildcards from here to the end; how many.
    fn wildcards(&mut self, count: usize) -> Result<u8, ParseError> {
        let mut wildcards = 0;
        while self.next < count {
            if !self.wildcard() {
                let end = self.input.len();
                return Err(refuse(Code::EpcPattern, Reason::EpcWildcardLast, self.at.min(end), end));
            }
            self.at += 1;
            self.close(count)?;
            wildcards += 1;
        }
        Ok(wildcards)
    }

    /// Ends a part here: a dot follows, or after the last part nothing.
    #[inline]
    fn close(&mut self, count: usize) -> Result<(), ParseError> {
        if let Some(end) = self.ends.get_mut(self.next) {
            *end = self.at as u16;
        }
        self.next += 1;
        let more = self.next < count;
        match self.byte(self.at) {
            Some(b'.') if more => self.at += 1,
            None if !more => {}
            _ => {
                let place = (self.at, self.input.len().max(self.at));
                return Err(refuse(Code::EpcSyntax, Reason::EpcParts, place.0, place.1));
            }
        }
        Ok(())
    }

    #[cold]
    fn wrong_length(
        &self,
        ai: ApplicationIdentifier,
        start: usize,
        found: usize,
        least: u8,
        most: u8,
    ) -> ParseError {
        let detail = Detail::Length { found: u32::try_from(found).unwrap_or(u32::MAX), least, most };
        ParseError::new(Code::EpcLength, Span::new(start, self.at)).about(ai).with(detail)
    }
}

/// The sets of which a byte may stand as it is: those that hold it, unless table A-1 asks for an escape.
///
/// The dot is in set 82; only the last part of a URI may hold it, see [`Scan::text`].
static LITERAL: [u8; 256] = {
    let mut table = SETS;
    let mut byte = 0;
    while byte < 256 {
        if reserved(byte as u8) {
            table[byte] = 0;
        }
        byte += 1;
    }
    table
};

/// Characters that are written as escapes (EPC Tag Data Standard, table A-1, and for component parts table G-1).
pub(crate) const fn reserved(byte: u8) -> bool {
    matches!(byte, b'"' | b'#' | b'%' | b'&' | b'/' | b'<' | b'>' | b'?')
}

/// The byte that two hexadecimal digits of any case stand for.
fn unescaped(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*digits.get(at)?).to_digit(16);
    Some((digit(0)? * 16 + digit(1)?) as u8)
}

/// A valid part with its escapes resolved, added to `text`.
pub(crate) fn decode(part: &[u8], text: &mut Vec<u8>) {
    let mut at = 0;
    while let Some(&byte) = part.get(at) {
        match (byte, unescaped(part.get(at + 1..).unwrap_or_default())) {
            (b'%', Some(byte)) => {
                text.push(byte);
                at += 3;
            }
            _ => {
                text.push(byte);
                at += 1;
            }
        }
    }
}

/// A value with the characters escaped that a URI may not hold as they are, added to `text`.
pub(crate) fn encode(value: &[u8], text: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for &byte in value {
        if reserved(byte) {
            text.push('%');
            for digit in [byte >> 4, byte & 15] {
                text.push(char::from(HEX.get(usize::from(digit)).copied().unwrap_or_default()));
            }
        } else {
            text.push(char::from(byte));
        }
    }
}

/// Reads the whole input as elements.
pub(crate) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Flow {
    let urn = match parse(reader.input) {
        Ok(urn) => urn,
        Err(error) => return reader.broken(error),
    };
    // A wildcard in place of the serial leaves the class; a location without extension is not all of its extensions.
    let names_class = urn.wildcards == 1 && urn.scheme.has_class();
    if urn.wildcards > 0 && !names_class {
        let (start, end) = urn.part(urn.stated());
        return reader.broken(refuse(Code::EpcPattern, Reason::EpcMany, start, end));
    }
    key(reader, &urn, names_class)?;
    for index in 0..reader.elements.len() {
        reader.judge(index)?;
    }
    reader.finish()
}

/// Puts the elements together: indicator or extension digit in front, check digit, what follows.
fn key<S: Sink>(reader: &mut Reader<'_, '_, S>, urn: &Urn, class: bool) -> Flow {
    let (input, layout) = (reader.input, urn.scheme.layout());
    let part = |index: usize| urn.part(index);
    let of = |index: usize| input.get(part(index).0..part(index).1).unwrap_or_default();
    let (prefix, reference) = (of(0), of(1));
    let mut value = Vec::with_capacity(32);
    if layout.digits > 0 {
        let (first, rest) = reference.split_at(usize::from(layout.leading).min(reference.len()));
        for piece in [first, prefix, rest] {
            value.extend_from_slice(piece);
        }
        value.extend(check_digit(&value));
        value.splice(0..0, layout.front.bytes());
    } else {
        value.extend_from_slice(prefix);
        decode(reference, &mut value);
    }
    let mut last = part(1).1;
    let mut tail = None;
    match layout.tail {
        Tail::Nothing => {}
        Tail::Joined if class => {}
        Tail::Joined => {
            decode(of(2), &mut value);
            last = part(2).1;
        }
        Tail::Extension(_) if of(2) == b"0" => {}
        Tail::Element(ai) | Tail::Extension(ai) => tail = Some((ai, 2)),
        Tail::Pieces(ai) => {
            value.extend_from_slice(of(2));
            value.extend_from_slice(of(3));
            last = part(3).1;
            tail = Some((ai, 4));
        }
    }
    element(reader, layout.ai, Span::new(part(0).0, last), Coding::Whole, &value)?;
    if let Some((ai, index)) = tail.filter(|_| !class) {
        let mut text = Vec::with_capacity(32);
        decode(of(index), &mut text);
        let place = Span::new(part(index).0, part(index).1);
        element(reader, ai, place, Coding::Percent { zeros: 0 }, &text)?;
    }
    Flow::Continue(())
}

/// Notes an element; a dictionary loaded at run time may ask for another length than the scheme.
fn element<S: Sink>(
    reader: &mut Reader<'_, '_, S>,
    ai: ApplicationIdentifier,
    place: Span,
    coding: Coding,
    value: &[u8],
) -> Flow {
    let bounds = bounds(&reader.tables, ai, reader.tables.definition(ai));
    if value.len() < usize::from(bounds.0) || value.len() > usize::from(bounds.1) {
        return reader.wrong_length(ai, place, value.len(), bounds);
    }
    reader.push_coded(ai, place, coding, value);
    Flow::Continue(())
}
