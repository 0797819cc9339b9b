use std::fmt;

use super::{ApplicationIdentifier, Code, Detail};

/// A half-open range of bytes of the input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end`; offsets beyond four gigabytes saturate.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let clip = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { start: clip(start), end: clip(end) }
    }

    /// The bytes meant; what lies beyond the end of `input` is left out.
    #[must_use]
    pub fn of(self, input: &[u8]) -> &[u8] {
        let end = (self.end as usize).min(input.len());
        input.get((self.start as usize).min(end)..end).unwrap_or_default()
    }
}

/// Why an input was refused: a code, the Application Identifier, the place, and text on demand.
///
/// `Display` is the [message](ParseError::message). A copy of 32 bytes at most; nothing is allocated until text is
/// asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseError {
    span: Span,
    code: Code,
    ai: Option<ApplicationIdentifier>,
    detail: Detail,
}

impl ParseError {
    /// An error of this kind at this place.
    #[must_use]
    pub const fn new(code: Code, span: Span) -> Self {
        ParseError { code, span, ai: None, detail: Detail::None }
    }

    pub(crate) const fn with(mut self, detail: Detail) -> Self {
        self.detail = detail;
        self
    }

    pub(crate) const fn about(mut self, ai: ApplicationIdentifier) -> Self {
        self.ai = Some(ai);
        self
    }

    /// The same error at another place.
    pub(crate) const fn moved(mut self, place: Span) -> Self {
        self.span = place;
        self
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The bytes of the input that are meant.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.span
    }

    /// The Application Identifier whose element is at fault, if it is one element.
    #[must_use]
    pub const fn ai(&self) -> Option<ApplicationIdentifier> {
        self.ai
    }

    /// The element that this one may not stand beside.
    pub(crate) const fn other(&self) -> Option<ApplicationIdentifier> {
        match self.detail {
            Detail::Other(ai) => Some(ai),
            _ => None,
        }
    }

    /// What is wrong, in a sentence without the place.
    #[must_use]
    pub fn message(&self) -> String {
        self.to_string()
    }

    /// What to do about it, in a sentence.
    #[must_use]
    pub fn help(&self) -> &'static str {
        self.detail.help().unwrap_or_else(|| self.code.help())
    }

    /// The same error with its place moved right by `offset` bytes, for a value cut out of a longer input.
    #[must_use]
    pub fn shifted(mut self, offset: usize) -> Self {
        self.span = Span::new(self.span.start as usize + offset, self.span.end as usize + offset);
        self
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(ai) = self.ai {
            write!(f, "({ai}) ")?;
        }
        self.detail.describe(self.code, f)
    }
}

impl std::error::Error for ParseError {}

const _: () = assert!(size_of::<ParseError>() <= 32);
