//! Bracketed element strings: `(01)09506000134352(10)A7B21`, as people write and read them.

use super::reader::{Coding, Flow, Reader, Sink, bounds};
use crate::diagnostic::{ApplicationIdentifier, Code, Detail, ParseError, Reason, Span};

/// Bracketed text; the first vertical bar separates the components of composite data.
pub(crate) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Flow {
    let input = reader.input;
    if input.is_empty() {
        return reader.broken(ParseError::new(Code::BracketSyntax, Span::default()));
    }
    if reader.options.add_check_digit || input.windows(2).any(|pair| pair == b"\\(") {
        reader.decoded = Some(Vec::with_capacity(input.len()));
    }
    match input.iter().position(|&byte| byte == b'|') {
        None => component(reader, 0, input.len())?,
        Some(bar) => {
            let both = [(0, bar, Reason::CompositeBefore), (bar + 1, input.len(), Reason::CompositeEmpty)];
            for (start, end, reason) in both {
                if start > 0 {
                    reader.second = Some(reader.elements.len());
                }
                if start == end {
                    let error = ParseError::new(Code::BracketSyntax, Span::new(bar, bar + 1));
                    reader.broken(error.with(Detail::Reason(reason)))?;
                } else {
                    component(reader, start, end)?;
                }
            }
        }
    }
    reader.finish()
}

/// The elements between two places: first their lengths, then their contents.
fn component<S: Sink>(reader: &mut Reader<'_, '_, S>, start: usize, end: usize) -> Flow {
    let text = reader.input.get(..end).unwrap_or_default();
    let first = reader.elements.len();
    let mut at = start;
    while at < end {
        if text.get(at) != Some(&b'(') {
            // Only the beginning can lack its bracket: a value ends at one.
            let error = ParseError::new(Code::BracketSyntax, Span::new(at, at + 1));
            reader.broken(error.with(Detail::Reason(Reason::NotBracket)))?;
            at = value_end(text, at);
            continue;
        }
        let inside = text.get(at + 1..).unwrap_or_default();
        let Some(close) = inside.iter().position(|&byte| byte == b')').map(|length| at + 1 + length) else {
            let error = ParseError::new(Code::BracketSyntax, Span::new(at, at + 1));
            reader.broken(error.with(Detail::Reason(Reason::BracketOpen)))?;
            break;
        };
        let stop = value_end(text, close + 1);
        element(reader, (at + 1, close), (close + 1, stop), stop == end)?;
        at = stop;
    }
    for index in first..reader.elements.len() {
        reader.judge(index)?;
    }
    Flow::Continue(())
}

/// The next opening bracket that is not escaped.
fn value_end(text: &[u8], start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let bracket = (0..rest.len()).find(|&at| {
        rest.get(at) == Some(&b'(') && at.checked_sub(1).and_then(|before| rest.get(before)) != Some(&b'\\')
    });
    bracket.map_or(text.len(), |at| start + at)
}

/// Takes one element apart: the places of its AI and of its value; `last` if nothing follows.
fn element<S: Sink>(
    reader: &mut Reader<'_, '_, S>,
    ai: (usize, usize),
    value: (usize, usize),
    last: bool,
) -> Flow {
    let input = reader.input;
    let digits = input.get(ai.0..ai.1).unwrap_or_default();
    let number = ApplicationIdentifier::new(digits);
    let known = number.and_then(|ai| reader.tables.definition(ai));
    let permitted =
        |ai: &ApplicationIdentifier| reader.options.permit_unknown_ais && reader.tables.plausible(*ai);
    let Some(number) = number.filter(|ai| known.is_some() || permitted(ai)) else {
        let error = ParseError::new(Code::AiUnknown, Span::new(ai.0, ai.1));
        return reader.broken(number.map_or(error, |ai| error.about(ai)));
    };
    let source = input.get(value.0..value.1).unwrap_or_default();
    if source.is_empty() && last {
        let error = ParseError::new(Code::BracketSyntax, Span::new(ai.0 - 1, value.1)).about(number);
        return reader.broken(error.with(Detail::Reason(Reason::ValueMissing)));
    }
    let escapes = source.windows(2).filter(|pair| pair == b"\\(").count();
    let length = source.len() - escapes;
    let bounds = bounds(&reader.tables, number, known);
    if let Some(whole) = reader.completed(known, source) {
        reader.push_coded(number, Span::new(value.0, value.1), Coding::Whole, &whole);
        return Flow::Continue(());
    }
    if length < usize::from(bounds.0) || length > usize::from(bounds.1) {
        return reader.wrong_length(number, Span::new(value.0, value.1), length, bounds);
    }
    if let Some(caret) = source.iter().position(|&byte| byte == b'^') {
        let at = value.0 + caret;
        let error = ParseError::new(Code::AiCharset, Span::new(at, at + 1)).about(number);
        return reader.broken(error.with(Detail::Character { byte: b'^', set: b'X' }));
    }
    if escapes == 0 {
        reader.push(number, value.0, value.1);
    } else {
        let mut text = Vec::with_capacity(length);
        for (at, &byte) in source.iter().enumerate() {
            if byte != b'\\' || source.get(at + 1) != Some(&b'(') {
                text.push(byte);
            }
        }
        reader.push_coded(number, Span::new(value.0, value.1), Coding::Bracketed, &text);
    }
    Flow::Continue(())
}
