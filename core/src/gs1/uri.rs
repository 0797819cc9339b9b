//! GS1 Digital Link URIs taken apart: a key and its qualifiers in the path, attributes in the query.

use std::ops::ControlFlow;

use super::reader::{Coding, Flow, Reader, Sink, bounds};
use super::tables::{Definition, Tables};
use crate::diagnostic::{ApplicationIdentifier, Code, Detail, ParseError, Reason, Span};

/// Whether the text begins as a web address does.
pub(crate) fn is_web_address(text: &[u8]) -> bool {
    scheme(text).is_some()
}

/// The length of `http://` or `https://`, in any case (RFC 3986, 3.1).
pub(crate) fn scheme(text: &[u8]) -> Option<usize> {
    let begins =
        |scheme: &[u8]| text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    [&b"https://"[..], b"http://"].into_iter().find(|scheme| begins(scheme)).map(<[u8]>::len)
}

/// Characters that a URI may hold (RFC 3986, 2).
pub(crate) const fn is_uri_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':' | b'/' | b'?' | b'#' | b'[' | b']' | b'@')
        || matches!(byte, b'!' | b'$'..=b'/' | b';' | b'=')
}

/// Characters of a domain with its port.
pub(crate) const fn is_domain_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b':' | b'[' | b']')
}

/// A part of the path or of the query: where the AI stands, and its value.
#[derive(Clone, Copy)]
struct Part {
    ai: ApplicationIdentifier,
    value: (usize, usize),
}

/// Where the text is cut: the end of the domain, of the path and of the query.
struct Cuts {
    domain: usize,
    path: usize,
    query: usize,
}

/// The Digital Link URI from `start` to the end of the input.
pub(crate) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, start: usize) -> Flow {
    let Some(cuts) = cut(reader, start)? else { return Flow::Continue(()) };
    let input = reader.input;
    let Some(path) = path_parts(&reader.tables, reader.options.permit_unknown_ais, input, &cuts) else {
        let place = Span::new(cuts.domain, cuts.path);
        return reader.broken(ParseError::new(Code::LinkNoKey, place));
    };
    if input.get(cuts.domain..cuts.query).unwrap_or_default().iter().any(|byte| matches!(byte, b'%' | b'+'))
        || reader.options.permit_zero_suppressed_gtin
        || reader.options.add_check_digit
    {
        reader.decoded = Some(Vec::with_capacity(input.len() - cuts.domain));
    }
    for part in &path {
        value(reader, *part, false)?;
    }
    let in_path = reader.elements.len();
    let complete = in_path == path.len();
    reader.path = in_path;
    query(reader, &cuts)?;
    if complete {
        sequence(reader, &path)?;
    }
    attributes(reader, in_path)?;
    for index in 0..reader.elements.len() {
        reader.judge(index)?;
    }
    reader.finish()
}

/// Checks the characters and finds domain, path and query; `None` if something is wrong with them.
fn cut<S: Sink>(reader: &mut Reader<'_, '_, S>, start: usize) -> ControlFlow<(), Option<Cuts>> {
    let input = reader.input;
    let uri = input.get(start..).unwrap_or_default();
    let refuse =
        |reason, from, to| ParseError::new(Code::LinkUri, Span::new(from, to)).with(Detail::Reason(reason));
    let Some(scheme) = scheme(uri) else {
        reader.broken(refuse(Reason::UriScheme, start, input.len()))?;
        return ControlFlow::Continue(None);
    };
    if let Some(at) = uri.iter().position(|&byte| !is_uri_character(byte)) {
        reader.broken(refuse(Reason::UriCharacter, start + at, start + at + 1))?;
        return ControlFlow::Continue(None);
    }
    let from = start + scheme;
    let domain = input.get(from..).unwrap_or_default();
    let Some(length @ 1..) = domain.iter().position(|&byte| byte == b'/') else {
        reader.broken(refuse(Reason::UriDomain, from, input.len()))?;
        return ControlFlow::Continue(None);
    };
    let domain = domain.get(..length).unwrap_or_default();
    if let Some(at) = domain.iter().position(|&byte| !is_domain_character(byte)) {
        reader.broken(refuse(Reason::UriDomainCharacter, from + at, from + at + 1))?;
        return ControlFlow::Continue(None);
    }
    let find = |from: usize, to: usize, sought: u8| {
        let text = input.get(from..to).unwrap_or_default();
        text.iter().position(|&byte| byte == sought).map_or(to, |at| from + at)
    };
    let end = find(from + length, input.len(), b'#');
    let path = find(from + length, end, b'?');
    ControlFlow::Continue(Some(Cuts { domain: from + length, path, query: end }))
}

/// The AIs of the path from the last primary key on, each followed by its value; `None` if there is no key.
///
/// Read from the right, two segments at a time, because what stands before the key may be anything.
fn path_parts(tables: &Tables<'_>, permit_unknown: bool, input: &[u8], cuts: &Cuts) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut end = cuts.path;
    let before = |end: usize| {
        let text = input.get(cuts.domain..end)?;
        text.iter().rposition(|&byte| byte == b'/').map(|at| cuts.domain + at)
    };
    loop {
        let slash = before(end)?;
        let front = before(slash)?;
        let ai = ApplicationIdentifier::new(input.get(front + 1..slash)?)?;
        let known = tables.definition(ai);
        if known.is_none() && !(permit_unknown && tables.plausible(ai)) {
            return None;
        }
        parts.push(Part { ai, value: (slash + 1, end) });
        if known.is_some_and(|definition| definition.key.is_some()) {
            parts.reverse();
            return Some(parts);
        }
        end = front;
    }
}

/// The query: parameters whose name is an AI; the others are kept apart.
fn query<S: Sink>(reader: &mut Reader<'_, '_, S>, cuts: &Cuts) -> Flow {
    let input = reader.input;
    let mut at = cuts.path + 1;
    while at < cuts.query {
        let text = input.get(at..cuts.query).unwrap_or_default();
        let stop = text.iter().position(|&byte| byte == b'&').map_or(cuts.query, |length| at + length);
        let parameter = input.get(at..stop).unwrap_or_default();
        let equals = parameter.iter().position(|&byte| byte == b'=').unwrap_or(0);
        let name = parameter.get(..equals).unwrap_or_default();
        if name.is_empty() || !name.iter().all(u8::is_ascii_digit) {
            if !parameter.is_empty() {
                reader.ignored.push(Span::new(at, stop));
            }
        } else {
            let ai = ApplicationIdentifier::new(name);
            let tables = reader.tables;
            let permitted = |ai: &ApplicationIdentifier| {
                tables.definition(*ai).is_some() || reader.options.permit_unknown_ais && tables.plausible(*ai)
            };
            match ai.filter(permitted) {
                Some(ai) => value(reader, Part { ai, value: (at + equals + 1, stop) }, true)?,
                None => {
                    let error = ParseError::new(Code::AiUnknown, Span::new(at, at + equals));
                    reader.broken(ai.map_or(error, |ai| error.about(ai)))?;
                }
            }
        }
        at = stop + 1;
    }
    Flow::Continue(())
}

/// Decodes a value and judges its length.
fn value<S: Sink>(reader: &mut Reader<'_, '_, S>, part: Part, in_query: bool) -> Flow {
    let (ai, (start, end)) = (part.ai, part.value);
    let place = Span::new(start, end);
    let source = reader.input.get(start..end).unwrap_or_default();
    let bounds = bounds(&reader.tables, ai, reader.tables.definition(ai));
    let mut text = match decode(source, in_query) {
        Ok(text) => text,
        Err((at, reason)) => {
            let place = Span::new(start + at, end.min(start + at + 3));
            let error = ParseError::new(Code::LinkEncoding, place).about(ai);
            return reader.broken(error.with(Detail::Reason(reason)));
        }
    };
    let mut zeros = 0;
    if reader.options.permit_zero_suppressed_gtin && ai == "01" && matches!(text.len(), 8 | 12 | 13) {
        zeros = 14 - text.len();
        text.splice(0..0, std::iter::repeat_n(b'0', zeros));
    }
    if let Some(whole) = reader.completed(reader.tables.definition(ai), &text) {
        reader.push_coded(ai, place, Coding::Whole, &whole);
        return Flow::Continue(());
    }
    if text.len() < usize::from(bounds.0) || text.len() > usize::from(bounds.1) {
        return reader.wrong_length(ai, place, text.len(), bounds);
    }
    let caret = text.iter().position(|&byte| byte == b'^');
    match reader.decoded {
        None => reader.push(ai, start, end),
        Some(_) => reader.push_coded(ai, place, Coding::Percent { zeros }, &text),
    }
    match caret {
        None => Flow::Continue(()),
        Some(at) => {
            let place = reader.place(reader.elements.len() - 1, at, at + 1);
            let detail = Detail::Character { byte: b'^', set: b'X' };
            reader.report(ParseError::new(Code::AiCharset, place).about(ai).with(detail))
        }
    }
}

/// Percent escapes resolved, and in a query `+` read as a space; or the first escape that is none.
pub(crate) fn decode(source: &[u8], in_query: bool) -> Result<Vec<u8>, (usize, Reason)> {
    let mut text = Vec::with_capacity(source.len());
    let mut at = 0;
    while let Some(&byte) = source.get(at) {
        at += 1;
        match byte {
            b'%' => {
                let digit = |at: usize| source.get(at).and_then(|&byte| char::from(byte).to_digit(16));
                match (digit(at), digit(at + 1)) {
                    (Some(0), Some(0)) => return Err((at - 1, Reason::UriNul)),
                    (Some(high), Some(low)) => text.push((high * 16 + low) as u8),
                    _ => return Err((at - 1, Reason::UriEscape)),
                }
                at += 2;
            }
            b'+' if in_query => text.push(b' '),
            byte => text.push(byte),
        }
    }
    Ok(text)
}

/// Judges the order of the qualifiers.
fn sequence<S: Sink>(reader: &mut Reader<'_, '_, S>, path: &[Part]) -> Flow {
    let Some((key, qualifiers)) = path.split_first() else { return Flow::Continue(()) };
    let Some(definition) = reader.tables.definition(key.ai) else { return Flow::Continue(()) };
    let ais: Vec<_> = qualifiers.iter().map(|part| part.ai).collect();
    if in_sequence(&reader.tables, definition, &ais) {
        return Flow::Continue(());
    }
    let start = key.value.1;
    let end = path.last().map_or(start, |part| part.value.1);
    reader.broken(ParseError::new(Code::LinkSequence, Span::new(start, end)))
}

/// Whether the qualifiers stand in the order of one of the key's sequences.
pub(super) fn in_sequence(
    tables: &Tables<'_>,
    key: &Definition,
    qualifiers: &[ApplicationIdentifier],
) -> bool {
    let follows = |sequence: &[ApplicationIdentifier]| {
        let mut rest = sequence.iter();
        qualifiers.iter().all(|qualifier| rest.any(|ai| ai == qualifier))
    };
    qualifiers.is_empty() || tables.sequences(key).any(follows)
}

/// Judges what stands in the query: nothing twice, nothing that belongs into the path, attributes only.
fn attributes<S: Sink>(reader: &mut Reader<'_, '_, S>, in_path: usize) -> Flow {
    let tables = reader.tables;
    let ais: Vec<_> = reader.elements.as_slice().iter().map(|element| element.ai).collect();
    let mut seen = std::collections::HashSet::new();
    for (index, &ai) in ais.iter().enumerate() {
        if !seen.insert(ai) && index >= in_path {
            let place = reader.place_of(index);
            reader.report(ParseError::new(Code::LinkDuplicate, place).about(ai))?;
        }
    }
    let path = ais.get(..in_path).unwrap_or_default();
    let key = path.first().and_then(|&ai| tables.definition(ai));
    for misplaced in [true, false] {
        for (index, &ai) in ais.iter().enumerate().skip(in_path) {
            let known = tables.definition(ai);
            let attribute = match known {
                Some(definition) => definition.attribute,
                None => reader.options.unknown_ai_as_dl_attr,
            };
            let wrong = if misplaced {
                attribute && key.is_some_and(|key| fits_path(&tables, key, path, ai))
            } else {
                !attribute
            };
            if wrong {
                let place = reader.place_of(index);
                reader.report(ParseError::new(Code::LinkAttribute, place).about(ai))?;
            }
        }
    }
    Flow::Continue(())
}

/// Whether the AI could stand among the qualifiers of the path.
fn fits_path(
    tables: &Tables<'_>,
    key: &Definition,
    path: &[ApplicationIdentifier],
    ai: ApplicationIdentifier,
) -> bool {
    let qualifiers = path.get(1..).unwrap_or_default();
    if tables.sequences(key).all(|sequence| sequence.len() <= qualifiers.len()) {
        return false;
    }
    (0..=qualifiers.len()).any(|at| {
        let mut with = qualifiers.to_vec();
        with.insert(at, ai);
        in_sequence(tables, key, &with)
    })
}

/// Which elements make the path of the canonical Digital Link, in order: the first key of the message and its
/// qualifiers, by the sequence of which most are there. `None` if there is no key.
pub(crate) fn canonical_path(tables: &Tables<'_>, ais: &[ApplicationIdentifier]) -> Option<Vec<usize>> {
    let position = |ai: &ApplicationIdentifier| ais.iter().position(|other| other == ai);
    let is_key = |known: &&Definition| known.key.is_some();
    let (index, key) = ais
        .iter()
        .enumerate()
        .find_map(|(index, &ai)| Some((index, tables.definition(ai).filter(is_key)?)))?;
    let mut best = vec![index];
    for sequence in tables.sequences(key) {
        let qualifiers = sequence.iter().filter_map(position);
        let path: Vec<usize> = std::iter::once(index).chain(qualifiers).collect();
        if path.len() > best.len() {
            best = path;
        }
    }
    Some(best)
}
