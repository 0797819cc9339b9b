//! EPC pure identity URIs of the GS1 keys: `urn:epc:id:sgtin:950600.0134352.A1B2` (EPC Tag Data Standard, 6.3).

use super::reader::{Coding, Flow, Reader, Sink};
use crate::diagnostic::{ApplicationIdentifier, Code, Detail, ParseError, Reason, Span};
use crate::keys::check_digit;

pub(crate) const HEAD: &[u8] = b"urn:epc:id:";

/// How a scheme writes its key.
pub(crate) struct Scheme {
    pub(crate) name: &'static str,
    pub(crate) ai: ApplicationIdentifier,
    /// Digits of company prefix and reference together, without the check digit; 0 where the reference is text.
    pub(crate) digits: usize,
    /// The first digit of the reference stands before the company prefix in the key.
    pub(crate) leading: bool,
    /// What the key begins with beside.
    pub(crate) front: &'static str,
    pub(crate) tail: Tail,
}

/// What follows the reference.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tail {
    Nothing,
    /// A serial component that is a part of the key's value.
    Joined,
    /// An element of its own.
    Element(ApplicationIdentifier),
    /// An element of its own, `0` where there is none.
    Extension(ApplicationIdentifier),
    /// Piece, total, then an element of its own.
    Pieces(ApplicationIdentifier),
}

const fn ai(value: u16, digits: usize) -> ApplicationIdentifier {
    ApplicationIdentifier::from_parts(value, digits)
}

const fn scheme(name: &'static str, ai: ApplicationIdentifier, digits: usize, tail: Tail) -> Scheme {
    Scheme { name, ai, digits, leading: false, front: "", tail }
}

pub(crate) static SCHEMES: [Scheme; 15] = [
    Scheme { leading: true, ..scheme("sgtin", ai(1, 2), 13, Tail::Element(ai(21, 2))) },
    Scheme { leading: true, ..scheme("sscc", ai(0, 2), 17, Tail::Nothing) },
    scheme("sgln", ai(414, 3), 12, Tail::Extension(ai(254, 3))),
    Scheme { front: "0", ..scheme("grai", ai(8003, 4), 12, Tail::Joined) },
    scheme("giai", ai(8004, 4), 0, Tail::Nothing),
    scheme("gsrn", ai(8018, 4), 17, Tail::Nothing),
    scheme("gsrnp", ai(8017, 4), 17, Tail::Nothing),
    scheme("gdti", ai(253, 3), 12, Tail::Joined),
    scheme("cpi", ai(8010, 4), 0, Tail::Element(ai(8011, 4))),
    scheme("sgcn", ai(255, 3), 12, Tail::Joined),
    scheme("ginc", ai(401, 3), 0, Tail::Nothing),
    scheme("gsin", ai(402, 3), 16, Tail::Nothing),
    Scheme { leading: true, ..scheme("itip", ai(8006, 4), 13, Tail::Pieces(ai(21, 2))) },
    Scheme { leading: true, ..scheme("upui", ai(1, 2), 13, Tail::Element(ai(235, 3))) },
    scheme("pgln", ai(417, 3), 12, Tail::Nothing),
];

/// Whether the text begins as an EPC URI does.
pub(crate) fn is_epc(text: &[u8]) -> bool {
    text.get(..8).is_some_and(|head| head.eq_ignore_ascii_case(b"urn:epc:"))
}

/// Reads the whole input.
pub(crate) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Flow {
    let input = reader.input;
    let refuse =
        |code, reason, start, end| ParseError::new(code, Span::new(start, end)).with(Detail::Reason(reason));
    if !input.get(..HEAD.len()).is_some_and(|head| head.eq_ignore_ascii_case(HEAD)) {
        let end = input.len().min(HEAD.len());
        return reader.broken(refuse(Code::EpcSyntax, Reason::EpcHead, 0, end));
    }
    let rest = input.get(HEAD.len()..).unwrap_or_default();
    let colon = rest.iter().position(|&byte| byte == b':').unwrap_or(rest.len());
    let name = rest.get(..colon).unwrap_or_default();
    let Some(scheme) = SCHEMES.iter().find(|scheme| scheme.name.as_bytes() == name) else {
        return reader.broken(ParseError::new(Code::EpcScheme, Span::new(HEAD.len(), HEAD.len() + colon)));
    };
    let start = HEAD.len() + colon + 1;
    let Some(parts) = parts(input, start, scheme) else {
        let place = (start.min(input.len()), input.len());
        return reader.broken(refuse(Code::EpcSyntax, Reason::EpcParts, place.0, place.1));
    };
    let (Some(&prefix), Some(&reference)) = (parts.first(), parts.get(1)) else {
        return Flow::Continue(());
    };
    let of = |(start, end): (usize, usize)| input.get(start..end).unwrap_or_default();
    let numeric = if scheme.digits > 0 { 2 } else { 1 };
    for &part in parts.iter().take(numeric) {
        if let Some(at) = of(part).iter().position(|byte| !byte.is_ascii_digit()) {
            let at = part.0 + at;
            return reader.broken(refuse(Code::EpcCharset, Reason::EpcDigits, at, at + 1));
        }
    }
    if !(6..=12).contains(&of(prefix).len()) {
        return reader.broken(refuse(Code::EpcLength, Reason::EpcPrefix, prefix.0, prefix.1));
    }
    let wrong = scheme.digits > 0 && of(prefix).len() + of(reference).len() != scheme.digits;
    if wrong || scheme.leading && of(reference).is_empty() {
        return reader.broken(refuse(Code::EpcLength, Reason::EpcReference, prefix.0, reference.1));
    }
    key(reader, scheme, &parts)?;
    for index in 0..reader.elements.len() {
        reader.judge(index)?;
    }
    reader.finish()
}

/// The places of the parts between dots, as many as the scheme has.
fn parts(input: &[u8], start: usize, scheme: &Scheme) -> Option<Vec<(usize, usize)>> {
    let count = match scheme.tail {
        Tail::Nothing => 2,
        Tail::Joined | Tail::Element(_) | Tail::Extension(_) => 3,
        Tail::Pieces(_) => 5,
    };
    let mut parts = Vec::with_capacity(count);
    let mut at = start;
    input.get(start..)?;
    // The last part may hold dots: they belong to the serial.
    while parts.len() + 1 < count {
        let rest = input.get(at..)?;
        let dot = rest.iter().position(|&byte| byte == b'.')?;
        parts.push((at, at + dot));
        at += dot + 1;
    }
    parts.push((at, input.len()));
    Some(parts)
}

/// Puts the elements together: indicator or extension digit in front, check digit, what follows.
fn key<S: Sink>(reader: &mut Reader<'_, '_, S>, scheme: &Scheme, parts: &[(usize, usize)]) -> Flow {
    let input = reader.input;
    let part = |index: usize| parts.get(index).copied().unwrap_or_default();
    let of = |index: usize| input.get(part(index).0..part(index).1).unwrap_or_default();
    let (prefix, reference) = (of(0), of(1));
    let mut value = Vec::with_capacity(32);
    if scheme.digits > 0 {
        let (first, rest) = reference.split_at(usize::from(scheme.leading));
        for piece in [first, prefix, rest] {
            value.extend_from_slice(piece);
        }
        value.extend(check_digit(&value));
        value.splice(0..0, scheme.front.bytes());
    } else {
        value.extend_from_slice(prefix);
        match unescape(reader, part(1))? {
            Some(text) => value.extend_from_slice(&text),
            None => return Flow::Continue(()),
        }
    }
    let mut last = part(1).1;
    let mut tail = None;
    match scheme.tail {
        Tail::Nothing => {}
        Tail::Joined => {
            let Some(text) = unescape(reader, part(2))? else { return Flow::Continue(()) };
            value.extend_from_slice(&text);
            last = part(2).1;
        }
        Tail::Element(ai) => tail = Some((ai, 2)),
        Tail::Extension(_) if of(2) == b"0" => {}
        Tail::Extension(ai) => tail = Some((ai, 2)),
        Tail::Pieces(ai) => {
            value.extend_from_slice(of(2));
            value.extend_from_slice(of(3));
            last = part(3).1;
            tail = Some((ai, 4));
        }
    }
    element(reader, scheme.ai, Span::new(part(0).0, last), Coding::Whole, &value)?;
    let Some((ai, index)) = tail else { return Flow::Continue(()) };
    if let Some(text) = unescape(reader, part(index))? {
        let place = Span::new(part(index).0, part(index).1);
        element(reader, ai, place, Coding::Percent { zeros: 0 }, &text)?;
    }
    Flow::Continue(())
}

fn element<S: Sink>(
    reader: &mut Reader<'_, '_, S>,
    ai: ApplicationIdentifier,
    place: Span,
    coding: Coding,
    value: &[u8],
) -> Flow {
    let bounds = super::reader::bounds(&reader.tables, ai, reader.tables.definition(ai));
    if value.len() < usize::from(bounds.0) || value.len() > usize::from(bounds.1) {
        return reader.wrong_length(ai, place, value.len(), bounds);
    }
    reader.push_coded(ai, place, coding, value);
    Flow::Continue(())
}

/// Text with its escapes resolved; `None` after an error.
fn unescape<S: Sink>(
    reader: &mut Reader<'_, '_, S>,
    (start, end): (usize, usize),
) -> std::ops::ControlFlow<(), Option<Vec<u8>>> {
    let source = reader.input.get(start..end).unwrap_or_default();
    let mut text = Vec::with_capacity(source.len());
    let mut at = 0;
    while let Some(&byte) = source.get(at) {
        let flaw = match byte {
            b'%' => {
                let digit = |at: usize| source.get(at).and_then(|&byte| char::from(byte).to_digit(16));
                match (digit(at + 1), digit(at + 2)) {
                    (Some(high), Some(low)) => {
                        text.push((high * 16 + low) as u8);
                        at += 3;
                        continue;
                    }
                    _ => Some((Reason::EpcEscape, (at + 3).min(source.len()))),
                }
            }
            b'"' | b'&' | b'/' | b'<' | b'>' | b'?' | b'#' => Some((Reason::EpcReserved, at + 1)),
            _ => None,
        };
        if let Some((reason, stop)) = flaw {
            let error = ParseError::new(Code::EpcCharset, Span::new(start + at, start + stop));
            reader.broken(error.with(Detail::Reason(reason)))?;
            return std::ops::ControlFlow::Continue(None);
        }
        text.push(byte);
        at += 1;
    }
    std::ops::ControlFlow::Continue(Some(text))
}
