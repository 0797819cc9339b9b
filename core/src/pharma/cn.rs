use std::fmt;

use crate::diagnostic::{Code, Detail, ParseError, Span};
use crate::keys::charset::{NUMERIC, stranger};

/// China's drug traceability code of 20 digits: seven that name the product and its pack level, nine of the serial, four
/// of verification.
///
/// The structure is that of the former electronic supervision code, kept by practice (confidence: medium). How the last
/// four digits follow from the others is not public, so they are not checked: they say nothing without the platform that
/// issued them. NMPAB/T 1002-2019 also allows GS1 keys, which [`identify`](super::identify) reads as such.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DrugTraceCode([u8; 20]);

impl DrugTraceCode {
    /// Reads 20 digits that begin with 8, the class of drugs.
    ///
    /// ```
    /// use tallymark::pharma::DrugTraceCode;
    /// let code = DrugTraceCode::parse("81234560000000017731")?;
    /// assert_eq!((code.product(), code.serial(), code.verification()), ("8123456", "000000001", "7731"));
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::CnForm`].
    pub fn parse(text: impl AsRef<[u8]>) -> Result<Self, ParseError> {
        let text = text.as_ref();
        if let Some(at) = stranger(text, NUMERIC) {
            let byte = text.get(at).copied().unwrap_or_default();
            let detail = Detail::Character { byte, set: b'N' };
            return Err(ParseError::new(Code::CnForm, Span::new(at, at + 1)).with(detail));
        }
        let Ok(digits) = <[u8; 20]>::try_from(text) else {
            let found = u32::try_from(text.len()).unwrap_or(u32::MAX);
            let detail = Detail::Length { found, least: 20, most: 20 };
            return Err(ParseError::new(Code::CnForm, Span::new(0, text.len())).with(detail));
        };
        if digits.first() != Some(&b'8') {
            return Err(ParseError::new(Code::CnForm, Span::new(0, 1)));
        }
        Ok(DrugTraceCode(digits))
    }

    /// All digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The seven digits that name drug, maker, presentation and pack level.
    #[must_use]
    pub fn product(&self) -> &str {
        self.as_str().get(..7).unwrap_or_default()
    }

    /// The nine digits of the serial.
    #[must_use]
    pub fn serial(&self) -> &str {
        self.as_str().get(7..16).unwrap_or_default()
    }

    /// The four digits of verification, whose rule is not public.
    #[must_use]
    pub fn verification(&self) -> &str {
        self.as_str().get(16..).unwrap_or_default()
    }
}

impl fmt::Display for DrugTraceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for DrugTraceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DrugTraceCode({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said() {
        let error = |text: &str| DrugTraceCode::parse(text).map_err(|error| error.span()).unwrap_err();
        assert_eq!(error("8123456000000001773"), Span::new(0, 19));
        assert_eq!(error("71234560000000017731"), Span::new(0, 1));
        assert_eq!(error("8123456000000001773X"), Span::new(19, 20));
    }
}
