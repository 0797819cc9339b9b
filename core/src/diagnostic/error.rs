use super::Code;

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
}

/// Why an input was refused: a code, the place, and text on demand.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}")]
pub struct ParseError {
    code: Code,
    span: Span,
}

impl ParseError {
    /// An error of this kind at this place.
    #[must_use]
    pub const fn new(code: Code, span: Span) -> Self {
        ParseError { code, span }
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

    /// The same error with its place moved right by `offset` bytes, for a value cut out of a longer input.
    #[must_use]
    pub fn shifted(mut self, offset: usize) -> Self {
        self.span = Span::new(self.span.start as usize + offset, self.span.end as usize + offset);
        self
    }
}
