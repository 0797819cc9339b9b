//! The reading of a message, element by element: what every textual form has in common.
//!
//! A [`Reader`] gathers elements and reports errors to a [`Sink`] in the order in which a GS1 reader meets them.

use std::ops::ControlFlow;

use super::checks::judge_content as content;
use super::elements::{Element, Elements};
use super::options::Options;
use super::relations;
use super::tables::{Check, Definition, Tables};
use crate::diagnostic::{ApplicationIdentifier, Code, Detail, ParseError, Span};
use crate::keys::check_digit;

/// Goes on, or stops because nobody wants further errors.
pub(crate) type Flow = ControlFlow<()>;

/// Where errors go.
pub(crate) trait Sink {
    fn report(&mut self, error: ParseError) -> Flow;
}

/// Keeps the first error.
#[derive(Debug, Default)]
pub(crate) struct First(pub(crate) Option<ParseError>);

impl Sink for First {
    fn report(&mut self, error: ParseError) -> Flow {
        self.0 = Some(error);
        ControlFlow::Break(())
    }
}

/// Keeps all errors.
impl Sink for Vec<ParseError> {
    fn report(&mut self, error: ParseError) -> Flow {
        self.push(error);
        ControlFlow::Continue(())
    }
}

/// How a value is written in its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    /// As it is.
    Raw,
    /// An opening bracket has a backslash before it.
    Bracketed,
    /// Percent escapes, with so many zeros put in front of what is written.
    Percent { zeros: usize },
    /// Put together from several places, so that no part of it has a place of its own.
    Whole,
}

impl Coding {
    /// The place in the source of the value's byte at `offset`.
    fn locate(self, source: &[u8], offset: usize) -> usize {
        let zeros = if let Coding::Percent { zeros } = self { zeros } else { 0 };
        let mut at = 0;
        for _ in zeros..offset {
            at += match (self, source.get(at..)) {
                (Coding::Bracketed, Some([b'\\', b'(', ..])) => 2,
                (Coding::Percent { .. }, Some([b'%', _, _, ..])) => 3,
                _ => 1,
            };
        }
        at
    }
}

/// The longest value of an AI that the dictionary does not have.
pub(crate) const UNKNOWN_MOST: usize = 90;

/// Gathers what a text says.
pub(crate) struct Reader<'a, 'o, S> {
    pub(crate) input: &'a [u8],
    pub(crate) options: &'o Options,
    pub(crate) tables: Tables<'o>,
    pub(crate) sink: S,
    pub(crate) elements: Elements,
    /// The values where they are not written as they are, one after another.
    pub(crate) decoded: Option<Vec<u8>>,
    /// Where the values of `decoded` come from.
    pub(crate) sources: Vec<(Span, Coding)>,
    /// The element with which the second component of composite data begins.
    pub(crate) second: Option<usize>,
    /// How many elements the path of a Digital Link holds.
    pub(crate) path: usize,
    /// Query parameters of a Digital Link that are no elements.
    pub(crate) ignored: Vec<Span>,
    /// Some text could not be taken apart, so that elements may be missing.
    pub(crate) incomplete: bool,
}

impl<'a, 'o, S: Sink> Reader<'a, 'o, S> {
    pub(crate) fn new(input: &'a [u8], options: &'o Options, sink: S) -> Self {
        Reader {
            input,
            options,
            tables: options.dictionary.tables(),
            sink,
            elements: Elements::new(),
            decoded: None,
            sources: Vec::new(),
            second: None,
            path: 0,
            ignored: Vec::new(),
            incomplete: false,
        }
    }

    pub(crate) fn report(&mut self, error: ParseError) -> Flow {
        self.sink.report(error)
    }

    /// Reports something that keeps elements from being found.
    pub(crate) fn broken(&mut self, error: ParseError) -> Flow {
        self.incomplete = true;
        self.sink.report(error)
    }

    /// Notes an element whose value is written as it is in the input.
    pub(crate) fn push(&mut self, ai: ApplicationIdentifier, start: usize, end: usize) {
        let input = self.input;
        match &mut self.decoded {
            None => self.elements.push(Element::new(ai, start, end)),
            Some(_) => self.push_coded(
                ai,
                Span::new(start, end),
                Coding::Raw,
                input.get(start..end).unwrap_or_default(),
            ),
        }
    }

    /// Notes an element whose value is not written as it is.
    pub(crate) fn push_coded(
        &mut self,
        ai: ApplicationIdentifier,
        source: Span,
        coding: Coding,
        value: &[u8],
    ) {
        let decoded = self.decoded.get_or_insert_default();
        let start = decoded.len();
        decoded.extend_from_slice(value);
        self.elements.push(Element::new(ai, start, decoded.len()));
        self.sources.push((source, coding));
    }

    /// The text to which the elements' ranges refer.
    pub(crate) fn values(&self) -> &[u8] {
        self.decoded.as_deref().unwrap_or(self.input)
    }

    /// The place in the input of a part of the value of element number `index`.
    pub(crate) fn place(&self, index: usize, start: usize, end: usize) -> Span {
        match self.sources.get(index) {
            None => {
                let offset = self.elements.as_slice().get(index).map_or(0, |element| element.start as usize);
                Span::new(offset + start, offset + end)
            }
            Some(&(source, coding)) => {
                if coding == Coding::Whole {
                    return source;
                }
                let text = source.of(self.input);
                let offset = source.start as usize;
                let locate = |at| (offset + coding.locate(text, at)).min(source.end as usize);
                Span::new(locate(start), locate(end))
            }
        }
    }

    /// The whole value of element number `index` in the input.
    pub(crate) fn place_of(&self, index: usize) -> Span {
        match (self.sources.get(index), self.elements.as_slice().get(index)) {
            (Some(&(source, _)), _) => source,
            (None, Some(element)) => Span { start: element.start, end: element.end },
            (None, None) => Span::default(),
        }
    }

    /// Judges the contents of element number `index`: its components with their character sets and checks.
    pub(crate) fn judge(&mut self, index: usize) -> Flow {
        let Some(&element) = self.elements.as_slice().get(index) else { return Flow::Continue(()) };
        let value = element.value(self.values());
        match content(&self.tables, self.tables.definition(element.ai), value) {
            Ok(()) => Flow::Continue(()),
            Err(flaw) => {
                let error = ParseError::new(flaw.code, self.place(index, flaw.start, flaw.end));
                self.report(error.about(element.ai).with(flaw.detail))
            }
        }
    }

    /// Reports a value that is shorter or longer than it may be.
    pub(crate) fn wrong_length(
        &mut self,
        ai: ApplicationIdentifier,
        place: Span,
        found: usize,
        bounds: (u8, u8),
    ) -> Flow {
        let found = u32::try_from(found).unwrap_or(u32::MAX);
        let detail = Detail::Length { found, least: bounds.0, most: bounds.1 };
        self.broken(ParseError::new(Code::AiLength, place).about(ai).with(detail))
    }

    /// The value with its check digit, if that is what it lacks and the options ask for it.
    pub(crate) fn completed(&self, known: Option<&Definition>, value: &[u8]) -> Option<Vec<u8>> {
        if !self.options.add_check_digit {
            return None;
        }
        let known = known.filter(|known| value.len() + 1 == usize::from(known.least))?;
        let [component] = known.components.of(self.tables.components) else { return None };
        if component.least != component.most || component.checks.first() != Some(&Some(Check::Digit)) {
            return None;
        }
        Some([value, &[check_digit(value)?]].concat())
    }

    /// Judges how the elements relate: excluded pairs, needs, repetitions, signatures.
    pub(crate) fn finish(&mut self) -> Flow {
        relations::judge(self)
    }
}

/// How long a value may be: of an AI that is not assigned, by its first two digits.
pub(crate) fn bounds(tables: &Tables<'_>, ai: ApplicationIdentifier, known: Option<&Definition>) -> (u8, u8) {
    match known {
        Some(definition) => (definition.least, definition.most),
        None => tables.predefined(ai).map_or((1, UNKNOWN_MOST as u8), |length| (length, length)),
    }
}
