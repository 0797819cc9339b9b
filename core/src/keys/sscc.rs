use std::fmt;
use std::num::NonZeroU64;

use super::check_digit::{checked_number, completed_number, wrong_length};
use crate::diagnostic::ParseError;

/// A Serial Shipping Container Code: 18 digits, check digit verified (GS1 General Specifications 3.3.1).
///
/// One `u64`, ordered as the digits are; `Option<Sscc>` is no larger.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sscc(NonZeroU64); // the number plus one

impl Sscc {
    /// Reads the eighteen digits.
    ///
    /// # Errors
    /// [`Code::AiLength`](crate::Code::AiLength), [`Code::AiCharset`](crate::Code::AiCharset),
    /// [`Code::AiChecksum`](crate::Code::AiChecksum).
    ///
    /// ```
    /// let sscc = tallymark::Sscc::parse("395060001340000018")?;
    /// assert_eq!(sscc.to_string(), "395060001340000018");
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    pub fn parse(text: impl AsRef<[u8]>) -> Result<Self, ParseError> {
        let text = text.as_ref();
        if text.len() != 18 {
            return Err(wrong_length(text, 18));
        }
        Ok(Sscc(NonZeroU64::MIN.saturating_add(checked_number(text)?)))
    }

    /// The SSCC of these 17 digits and the check digit that follows from them.
    ///
    /// # Errors
    /// [`Code::AiLength`](crate::Code::AiLength), [`Code::AiCharset`](crate::Code::AiCharset).
    ///
    /// ```
    /// use tallymark::Sscc;
    /// assert_eq!(Sscc::complete("39506000134000001")?, Sscc::parse("395060001340000018")?);
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    pub fn complete(digits: impl AsRef<[u8]>) -> Result<Self, ParseError> {
        let digits = digits.as_ref();
        if digits.len() != 17 {
            return Err(wrong_length(digits, 17));
        }
        Ok(Sscc(NonZeroU64::MIN.saturating_add(completed_number(digits)?)))
    }

    /// The SSCC of a number of up to eighteen digits whose check digit is known to be right.
    pub(crate) const fn from_valid(number: u64) -> Self {
        Sscc(NonZeroU64::MIN.saturating_add(number))
    }

    /// The eighteen digits as a number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0.get() - 1
    }
}

impl fmt::Display for Sscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:018}", self.number())
    }
}

impl fmt::Debug for Sscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sscc({self})")
    }
}

impl std::str::FromStr for Sscc {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        Sscc::parse(text)
    }
}
