use std::fmt;
use std::num::NonZeroU64;

use super::check_digit::{checked_number, completed_number, wrong_length};
use crate::diagnostic::ParseError;

/// A Global Location Number: 13 digits, check digit verified (GS1 General Specifications 3.3.4).
///
/// One `u64`, ordered as the digits are; `Option<Gln>` is no larger.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gln(NonZeroU64); // the number plus one

impl Gln {
    /// Reads the thirteen digits.
    ///
    /// # Errors
    /// [`Code::AiLength`](crate::Code::AiLength), [`Code::AiCharset`](crate::Code::AiCharset),
    /// [`Code::AiChecksum`](crate::Code::AiChecksum).
    ///
    /// ```
    /// let gln = tallymark::Gln::parse("9521234000013")?;
    /// assert_eq!(gln.to_string(), "9521234000013");
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    pub fn parse(text: impl AsRef<[u8]>) -> Result<Self, ParseError> {
        let text = text.as_ref();
        if text.len() != 13 {
            return Err(wrong_length(text, 13));
        }
        Ok(Gln(NonZeroU64::MIN.saturating_add(checked_number(text)?)))
    }

    /// The GLN of these 12 digits and the check digit that follows from them.
    ///
    /// # Errors
    /// [`Code::AiLength`](crate::Code::AiLength), [`Code::AiCharset`](crate::Code::AiCharset).
    ///
    /// ```
    /// use tallymark::Gln;
    /// assert_eq!(Gln::complete("952123400001")?, Gln::parse("9521234000013")?);
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    pub fn complete(digits: impl AsRef<[u8]>) -> Result<Self, ParseError> {
        let digits = digits.as_ref();
        if digits.len() != 12 {
            return Err(wrong_length(digits, 12));
        }
        Ok(Gln(NonZeroU64::MIN.saturating_add(completed_number(digits)?)))
    }

    /// The thirteen digits as a number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0.get() - 1
    }
}

impl fmt::Display for Gln {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:013}", self.number())
    }
}

impl fmt::Debug for Gln {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gln({self})")
    }
}

impl std::str::FromStr for Gln {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        Gln::parse(text)
    }
}
