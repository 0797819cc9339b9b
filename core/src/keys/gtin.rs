use std::fmt;
use std::num::NonZeroU64;

use super::charset::{NUMERIC, stranger};
use super::check_digit::{checked_number, completed_number, wrong_length};
use crate::diagnostic::{Code, Detail, ParseError, Span};

/// A Global Trade Item Number in its 14-digit form, check digit verified (GS1 General Specifications 3.3.2).
///
/// One `u64`, ordered as the digits are; `Option<Gtin>` is no larger.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gtin(NonZeroU64); // the number plus one: all zeros is a legal element string

impl Gtin {
    /// Fourteen zeros, which check.
    pub(crate) const ZERO: Gtin = Gtin(NonZeroU64::MIN);

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

    /// The GTIN of these digits and the check digit that follows from them: 7, 11, 12 or 13 digits.
    ///
    /// # Errors
    /// [`Code::AiLength`](crate::Code::AiLength), [`Code::AiCharset`](crate::Code::AiCharset).
    ///
    /// ```
    /// use tallymark::Gtin;
    /// assert_eq!(Gtin::complete("950600013435")?, Gtin::parse("9506000134352")?);
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    pub fn complete(digits: impl AsRef<[u8]>) -> Result<Self, ParseError> {
        let digits = digits.as_ref();
        if !matches!(digits.len(), 7 | 11 | 12 | 13) {
            return Err(wrong_length(digits, 13));
        }
        Ok(Gtin(NonZeroU64::MIN.saturating_add(completed_number(digits)?)))
    }

    /// The GTIN of a UPC-E symbol: its eight digits, of which the first is 0, or the six between that and the check digit.
    ///
    /// # Errors
    /// [`Code::AiLength`](crate::Code::AiLength), [`Code::AiCharset`](crate::Code::AiCharset),
    /// [`Code::AiChecksum`](crate::Code::AiChecksum), [`Code::AiValue`](crate::Code::AiValue) if the first digit is not 0.
    ///
    /// Source: ISO/IEC 15420, zero suppression.
    ///
    /// ```
    /// use tallymark::Gtin;
    /// assert_eq!(Gtin::from_upc_e("01234565")?.gtin12().as_deref(), Some("012345000065"));
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    pub fn from_upc_e(digits: impl AsRef<[u8]>) -> Result<Self, ParseError> {
        let digits = digits.as_ref();
        let six = match digits.len() {
            6 => digits,
            8 => digits.get(1..7).unwrap_or_default(),
            _ => return Err(wrong_length(digits, 8)),
        };
        let [d1, d2, d3, d4, d5, last] = <[u8; 6]>::try_from(six).unwrap_or_default();
        let zero = b'0';
        let long = match last {
            b'0'..=b'2' => [zero, d1, d2, last, zero, zero, zero, zero, d3, d4, d5],
            b'3' => [zero, d1, d2, d3, zero, zero, zero, zero, zero, d4, d5],
            b'4' => [zero, d1, d2, d3, d4, zero, zero, zero, zero, zero, d5],
            _ => [zero, d1, d2, d3, d4, d5, zero, zero, zero, zero, last],
        };
        if let Some(at) = stranger(digits, NUMERIC) {
            let detail = Detail::Character { byte: digits.get(at).copied().unwrap_or_default(), set: b'N' };
            return Err(ParseError::new(Code::AiCharset, Span::new(at, at + 1)).with(detail));
        }
        let gtin = Self::complete(long)?;
        if let (8, Some(&first), Some(&found)) = (digits.len(), digits.first(), digits.last()) {
            if first != zero {
                return Err(ParseError::new(Code::AiValue, Span::new(0, 1)));
            }
            let expected = b'0' + (gtin.number() % 10) as u8;
            if found != expected {
                let error = ParseError::new(Code::AiChecksum, Span::new(7, 8));
                return Err(error.with(Detail::Digit { found, expected }));
            }
        }
        Ok(gtin)
    }

    /// The eight digits of a GTIN-8; `None` if it needs more.
    #[must_use]
    pub fn gtin8(self) -> Option<String> {
        (self.number() < 100_000_000).then(|| format!("{:08}", self.number()))
    }

    /// The twelve digits of a GTIN-12, as UPC-A shows them; `None` if it needs more.
    #[must_use]
    pub fn gtin12(self) -> Option<String> {
        (self.number() < 1_000_000_000_000).then(|| format!("{:012}", self.number()))
    }

    /// The thirteen digits of a GTIN-13, as EAN-13 shows them; `None` if it needs fourteen.
    ///
    /// ```
    /// use tallymark::Gtin;
    /// assert_eq!(Gtin::parse("09506000134352")?.gtin13().as_deref(), Some("9506000134352"));
    /// assert_eq!(Gtin::parse("19506000134359")?.gtin13(), None);
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    #[must_use]
    pub fn gtin13(self) -> Option<String> {
        (self.number() < 10_000_000_000_000).then(|| format!("{:013}", self.number()))
    }

    /// The eight digits of a UPC-E symbol, if zeros can be suppressed: the reverse of [`Gtin::from_upc_e`].
    ///
    /// ```
    /// use tallymark::Gtin;
    /// assert_eq!(Gtin::parse("012345000065")?.upc_e().as_deref(), Some("01234565"));
    /// assert_eq!(Gtin::parse("9506000134352")?.upc_e(), None);
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    #[must_use]
    pub fn upc_e(self) -> Option<String> {
        let digits = self.gtin12().filter(|digits| digits.starts_with('0'))?;
        let at = |range: std::ops::Range<usize>| digits.get(range).unwrap_or_default();
        let candidates = [
            format!("{}{}{}", at(1..3), at(8..11), at(3..4)),
            format!("{}{}3", at(1..4), at(9..11)),
            format!("{}{}4", at(1..5), at(10..11)),
            format!("{}{}", at(1..6), at(10..11)),
        ];
        let six = candidates.into_iter().find(|six| Self::from_upc_e(six) == Ok(self))?;
        Some(format!("0{six}{}", at(11..12)))
    }

    /// The GTIN of a number of up to fourteen digits whose check digit is known to be right.
    pub(crate) const fn from_valid(number: u64) -> Self {
        Gtin(NonZeroU64::MIN.saturating_add(number))
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn zeros_are_suppressed_as_the_last_digit_says() {
        for (short, long) in [
            ("01234505", "012000003455"),
            ("01234523", "012200003453"),
            ("01234531", "012300000451"),
            ("01234543", "012340000053"),
            ("01234565", "012345000065"),
        ] {
            let six = &short[1..7];
            assert_eq!(Gtin::from_upc_e(six).unwrap().gtin12().as_deref(), Some(long), "{six}");
            assert_eq!(Gtin::from_upc_e(short), Gtin::parse(long), "{short}");
        }
        let refused = |digits: &str| Gtin::from_upc_e(digits).unwrap_err().code().as_str();
        assert_eq!(refused("01234566"), "ai-checksum");
        assert_eq!(refused("21234565"), "ai-value");
        assert_eq!(refused("0123456A"), "ai-charset");
        assert_eq!(refused("0123456"), "ai-length");
    }

    proptest! {
        #[test]
        fn upc_e_goes_both_ways(six in "[0-9]{6}") {
            let gtin = Gtin::from_upc_e(&six).unwrap();
            let short = gtin.upc_e().unwrap();
            prop_assert_eq!(Gtin::from_upc_e(&short), Ok(gtin));
            prop_assert_eq!(short.len(), 8);
        }

        #[test]
        fn the_missing_digit_is_the_check_digit(digits in "([0-9]{7}|[0-9]{11,13})") {
            let gtin = Gtin::complete(&digits).unwrap();
            let last = gtin.number() % 10;
            let whole = format!("{digits}{last}");
            prop_assert_eq!(Gtin::parse(&whole), Ok(gtin));
            prop_assert!(gtin.to_string().ends_with(&whole));
        }
    }
}
