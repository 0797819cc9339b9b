use std::fmt;
use std::num::NonZeroU64;

use super::check_digit::{checked_number, wrong_length};
use crate::diagnostic::ParseError;

/// A Global Trade Item Number in its 14-digit form, check digit verified (GS1 General Specifications 3.3.2).
///
/// One `u64`, ordered as the digits are; `Option<Gtin>` is no larger.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gtin(NonZeroU64); // the number plus one: all zeros is a legal element string

impl Gtin {
    /// Reads a GTIN of 8, 12, 13 or 14 digits.
    ///
    /// # Errors
    /// [`Code::AiLength`](crate::Code::AiLength), [`Code::AiCharset`](crate::Code::AiCharset),
    /// [`Code::AiChecksum`](crate::Code::AiChecksum).
    ///
    /// ```
    /// use tallymark::Gtin;
    /// let gtin = Gtin::parse("9506000134352")?;
    /// assert_eq!(gtin.to_string(), "09506000134352");
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    pub fn parse(text: impl AsRef<[u8]>) -> Result<Self, ParseError> {
        let text = text.as_ref();
        if !matches!(text.len(), 8 | 12 | 13 | 14) {
            return Err(wrong_length(text, 14));
        }
        Ok(Gtin(NonZeroU64::MIN.saturating_add(checked_number(text)?)))
    }

    /// The fourteen digits as a number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0.get() - 1
    }
}

impl fmt::Display for Gtin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:014}", self.number())
    }
}

impl fmt::Debug for Gtin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gtin({self})")
    }
}

impl std::str::FromStr for Gtin {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        Gtin::parse(text)
    }
}
