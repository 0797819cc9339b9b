//! Scan data and plain element strings: elements one after another, separators where a length is not predefined.

use super::checks::judge_content;
use super::reader::{Flow, Reader, Sink, UNKNOWN_MOST};
use super::symbology::{Carries, SymbologyIdentifier};
use super::tables::Found;
use super::uri;
use crate::diagnostic::{ApplicationIdentifier, Code, Detail, ParseError, Reason, Span};
use crate::keys::charset::{NUMERIC, stranger};
use crate::keys::check_digit;

/// The separator: FNC1 as scanners transmit it.
pub(crate) const GS: u8 = 0x1D;

/// What scan data turned out to be, beside its elements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scanned {
    pub(crate) symbology: Option<SymbologyIdentifier>,
    /// The number or text of a carrier that holds no element strings.
    pub(crate) content: Option<Span>,
}

/// Scan data: symbology identifier, then what that symbology holds; from `from` on where the elements before are known.
pub(crate) fn read<S: Sink>(
    reader: &mut Reader<'_, '_, S>,
    scanned: &mut Scanned,
    from: Option<usize>,
) -> Flow {
    let input = reader.input;
    if input.first() != Some(&b']') || input.len() < 3 {
        let end = if input.first() == Some(&b']') { input.len() } else { 0 };
        return reader.broken(ParseError::new(Code::SymbologyMissing, Span::new(0, end)));
    }
    let Some(identifier) = SymbologyIdentifier::read(input) else {
        return reader.broken(ParseError::new(Code::SymbologyUnknown, Span::new(0, 3)));
    };
    scanned.symbology = Some(identifier);
    match identifier.carries() {
        Carries::Elements if input.len() == 3 => reader.broken(ParseError::new(Code::Empty, Span::new(3, 3))),
        Carries::Elements => {
            // Some scanners and all test data write FNC1 so; as a character of the data it is none.
            let caret = input.contains(&b'^').then(|| input.iter().position(|&byte| byte == b'^')).flatten();
            if let Some(at) = caret {
                let detail = Detail::Character { byte: b'^', set: b'X' };
                reader.report(ParseError::new(Code::AiCharset, Span::new(at, at + 1)).with(detail))?;
            }
            elements(reader, 3, from.unwrap_or(3), input.len())?;
            reader.finish()
        }
        Carries::Number(digits) => number(reader, scanned, identifier, digits),
        Carries::Text if uri::is_web_address(input.get(3..).unwrap_or_default()) => uri::read(reader, 3),
        Carries::Text => {
            scanned.content = Some(Span::new(3, input.len()));
            Flow::Continue(())
        }
    }
}

/// An EAN or UPC number with its check digit, and what may follow: `|]e0` and a composite component.
fn number<S: Sink>(
    reader: &mut Reader<'_, '_, S>,
    scanned: &mut Scanned,
    identifier: SymbologyIdentifier,
    digits: usize,
) -> Flow {
    let input = reader.input;
    let data = input.get(3..).unwrap_or_default();
    let mut end = data.windows(4).position(|window| window == b"|]e0").unwrap_or(data.len());
    if identifier.has_add_on() && matches!(end.checked_sub(digits), Some(2 | 5)) {
        end = digits.min(end);
    } else if end != digits {
        let place = Span::new(3, input.len().min(3 + end));
        let found = u32::try_from(end).unwrap_or(u32::MAX);
        let bounds = Detail::Length { found, least: digits as u8, most: digits as u8 };
        return reader.broken(ParseError::new(Code::CarrierLength, place).with(bounds));
    }
    let number = data.get(..end).unwrap_or_default();
    if let Some(at) = stranger(number, NUMERIC) {
        let byte = number.get(at).copied().unwrap_or_default();
        let error = ParseError::new(Code::CarrierCharset, Span::new(3 + at, 4 + at));
        reader.broken(error.with(Detail::Character { byte, set: b'N' }))?;
    } else if let Some((&found, body)) = number.split_last() {
        let expected = check_digit(body).unwrap_or(found);
        if expected != found {
            let error = ParseError::new(Code::CarrierChecksum, Span::new(2 + end, 3 + end));
            reader.report(error.with(Detail::Digit { found, expected }))?;
        }
    }
    scanned.content = Some(Span::new(3, 3 + end));
    if data.get(end..end + 4) == Some(b"|]e0") {
        let start = 3 + end + 4;
        if start == input.len() {
            return reader.broken(ParseError::new(Code::Empty, Span::new(start, start)));
        }
        elements(reader, start, start, input.len())?;
        return reader.finish();
    }
    Flow::Continue(())
}

/// Element strings with separators and no symbology identifier; composite components are separated by a bar.
pub(crate) fn read_plain<S: Sink>(reader: &mut Reader<'_, '_, S>, from: Option<usize>) -> Flow {
    let input = reader.input;
    if input.is_empty() {
        return reader.broken(ParseError::new(Code::Empty, Span::default()));
    }
    match input.iter().position(|&byte| byte == b'|') {
        None => elements(reader, 0, from.unwrap_or_default(), input.len())?,
        Some(bar) => {
            for (start, end, reason) in
                [(0, bar, Reason::CompositeBefore), (bar + 1, input.len(), Reason::CompositeEmpty)]
            {
                if start > 0 {
                    reader.second = Some(reader.elements.len());
                }
                if start >= end {
                    let error = ParseError::new(Code::Empty, Span::new(bar, bar + 1));
                    reader.broken(error.with(Detail::Reason(reason)))?;
                }
                let from = if start == 0 { from.unwrap_or_default() } else { start };
                elements(reader, start, from, end)?;
            }
        }
    }
    reader.finish()
}

/// The elements between two places of the input, of which those before `from` are known.
pub(crate) fn elements<S: Sink>(
    reader: &mut Reader<'_, '_, S>,
    start: usize,
    from: usize,
    end: usize,
) -> Flow {
    let text = reader.input.get(..end).unwrap_or_default();
    let mut at = from;
    // The next separator; found again only behind it, so that many elements without one take no more than one look each.
    let mut separator = None;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let stop = match separator {
            Some(stop) if stop >= at => stop,
            _ => rest.iter().position(|&byte| byte == GS).map_or(end, |length| at + length),
        };
        separator = Some(stop);
        let (ai, known) = match reader.tables.find(rest) {
            Found::Known(definition) => (definition.ai, Some(definition)),
            Found::Unassigned(ai) if reader.options.permit_unknown_ais => (ai, None),
            found => {
                unknown(reader, at, stop, start, found)?;
                at = stop + 1;
                continue;
            }
        };
        let value = at + ai.digits();
        let fixed = match known {
            Some(definition) => definition.fixed.then_some(definition.most),
            None => reader.tables.predefined(ai),
        };
        let (last, next) = match fixed {
            Some(length) => {
                let last = value + usize::from(length);
                // A separator is not called for, but one does no harm.
                (last, if text.get(last) == Some(&GS) { last + 1 } else { last })
            }
            None => (stop, stop + 1),
        };
        let most = known.map_or(UNKNOWN_MOST, |definition| usize::from(definition.most));
        if last > stop || last == value || last - value > most {
            let bounds = super::reader::bounds(&reader.tables, ai, known);
            // What is wrong with the contents as far as they may go comes first.
            if let Some(Err(flaw)) = (stop > value + most).then(|| {
                judge_content(&reader.tables, known, text.get(value..value + most).unwrap_or_default())
            }) {
                let place = Span::new(value + flaw.start, value + flaw.end);
                reader.report(ParseError::new(flaw.code, place).about(ai).with(flaw.detail))?;
            }
            reader.wrong_length(ai, Span::new(value.min(stop), stop), stop.saturating_sub(value), bounds)?;
            at = stop + 1;
            continue;
        }
        reader.push(ai, value, last);
        reader.judge(reader.elements.len() - 1)?;
        at = next;
    }
    Flow::Continue(())
}

/// Reports that no AI begins here, and why that may be.
fn unknown<S: Sink>(
    reader: &mut Reader<'_, '_, S>,
    at: usize,
    stop: usize,
    start: usize,
    found: Found<'_>,
) -> Flow {
    let error = match found {
        Found::Unassigned(ai) => ParseError::new(Code::AiUnknown, Span::new(at, at + ai.digits())).about(ai),
        _ if at == stop => {
            let reason = if at == start { Reason::SeparatorFirst } else { Reason::SeparatorDoubled };
            ParseError::new(Code::AiUnknown, Span::new(at, at + 1)).with(Detail::Reason(reason))
        }
        _ => {
            let place = Span::new(at, stop.min(at + 4));
            let text = place.of(reader.input);
            let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let error = ParseError::new(Code::AiUnknown, place);
            match ApplicationIdentifier::new(text.get(..digits.min(2)).unwrap_or_default()) {
                Some(ai) if digits == 2 => error.about(ai),
                _ => error,
            }
        }
    };
    reader.broken(error)
}
