use std::fmt;

use super::checks::pzn_check;
use crate::diagnostic::{Code, Detail, ParseError, Span};
use crate::keys::charset::{NUMERIC, stranger};
use crate::keys::{Gtin, check_digit};

/// A Pharmazentralnummer, Germany's number of a pharmacy product: eight digits, check digit verified (IFA).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pzn(u32);

impl Pzn {
    /// Reads eight digits, or seven without the leading zero.
    ///
    /// ```
    /// use tallymark::pharma::Pzn;
    /// let pzn = Pzn::parse("3752864")?;
    /// assert_eq!(pzn.to_string(), "03752864");
    /// assert_eq!(pzn.ntin().to_string(), "04150037528643");
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::PznForm`], [`Code::PznChecksum`].
    pub fn parse(text: impl AsRef<[u8]>) -> Result<Self, ParseError> {
        let text = text.as_ref();
        if let Some(at) = stranger(text, NUMERIC) {
            let byte = text.get(at).copied().unwrap_or_default();
            let detail = Detail::Character { byte, set: b'N' };
            return Err(ParseError::new(Code::PznForm, Span::new(at, at + 1)).with(detail));
        }
        let (body, found) = match text.split_last() {
            Some((&found, body)) if matches!(body.len(), 6 | 7) => (body, found),
            _ => {
                let found = u32::try_from(text.len()).unwrap_or(u32::MAX);
                let detail = Detail::Length { found, least: 7, most: 8 };
                return Err(ParseError::new(Code::PznForm, Span::new(0, text.len())).with(detail));
            }
        };
        match pzn_check(body) {
            None => Err(ParseError::new(Code::PznChecksum, Span::new(0, text.len()))),
            Some(expected) if expected != found => {
                let place = Span::new(text.len() - 1, text.len());
                Err(ParseError::new(Code::PznChecksum, place).with(Detail::Digit { found, expected }))
            }
            Some(_) => Ok(Pzn(text.iter().fold(0, |value, byte| value * 10 + u32::from(byte - b'0')))),
        }
    }

    /// The National Trade Item Number that holds it: 4150, the PZN and a GS1 check digit (IFA PPN specification 4.3).
    #[must_use]
    pub fn ntin(self) -> Gtin {
        Gtin::from_body(4150 * 100_000_000 + u64::from(self.0))
    }

    /// The PZN inside an NTIN; `None` if the GTIN is none, or what it holds is not a valid PZN.
    ///
    /// ```
    /// use tallymark::{Gtin, pharma::Pzn};
    /// let pzn = Pzn::of_ntin(Gtin::parse("04150037528643")?).unwrap();
    /// assert_eq!(pzn.to_string(), "03752864");
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    #[must_use]
    pub fn of_ntin(gtin: Gtin) -> Option<Self> {
        let body = gtin.number() / 10;
        if body / 100_000_000 != 4150 {
            return None;
        }
        Pzn::parse(format!("{:08}", body % 100_000_000)).ok()
    }
}

impl Gtin {
    /// The GTIN of these digits before the check digit, at most thirteen.
    pub(crate) fn from_body(body: u64) -> Gtin {
        let digits = format!("{:013}", body % 10_000_000_000_000);
        let check = check_digit(digits.as_bytes()).map_or('0', char::from);
        // Digits and their check digit are a GTIN; the zero one would be the answer to what cannot be.
        Gtin::parse(format!("{digits}{check}")).unwrap_or(Gtin::ZERO)
    }
}

impl fmt::Display for Pzn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}", self.0)
    }
}

impl fmt::Debug for Pzn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pzn({self})")
    }
}

impl std::str::FromStr for Pzn {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        Pzn::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_wrong_is_said() {
        let error =
            |text: &str| Pzn::parse(text).map_err(|error| (error.code(), error.span().start)).unwrap_err();
        assert_eq!(error("03752865"), (Code::PznChecksum, 7));
        assert_eq!(error("037528"), (Code::PznForm, 0));
        assert_eq!(error("0375A864"), (Code::PznForm, 4));
        assert_eq!(Pzn::of_ntin(Gtin::parse("09506000134352").unwrap()), None);
    }

    proptest! {
        #[test]
        fn every_pzn_is_in_its_ntin(body in 0u32..10_000_000) {
            let body = format!("{body:07}");
            match pzn_check(body.as_bytes()) {
                None => for last in 0..10 {
                    let text = format!("{body}{last}");
                    prop_assert!(Pzn::parse(&text).is_err());
                },
                Some(check) => {
                    let text = format!("{body}{}", check as char);
                    let pzn = Pzn::parse(&text).unwrap();
                    prop_assert_eq!(pzn.to_string(), text.clone());
                    let gtin = pzn.ntin();
                    prop_assert_eq!(&gtin.to_string()[..13], format!("04150{text}"));
                    prop_assert_eq!(Pzn::of_ntin(gtin), Some(pzn));
                }
            }
        }
    }
}
