use std::fmt;

use super::checks::ppn_check;
use super::pzn::Pzn;
use crate::diagnostic::{Code, Detail, ParseError, Span};
use crate::keys::Gtin;

/// A pharmacy product number: two characters of a product registration agency, the national number of the product, two
/// check digits (IFA PPN specification 4.2; data identifier 9N).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ppn(Box<str>);

/// The agency code under which IFA gives out PZNs.
const GERMANY: &str = "11";

impl Ppn {
    /// Reads 5 to 22 digits and capital letters with their check digits; after `11` stands a valid PZN of eight digits.
    ///
    /// ```
    /// use tallymark::pharma::Ppn;
    /// let ppn = Ppn::parse("110375286414")?;
    /// assert_eq!((ppn.agency(), ppn.number()), ("11", "03752864"));
    /// assert_eq!(ppn.ntin().unwrap().to_string(), "04150037528643");
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::PpnForm`], [`Code::PpnChecksum`]; [`Code::PznForm`] or [`Code::PznChecksum`] for the number after `11`.
    pub fn parse(text: impl AsRef<[u8]>) -> Result<Self, ParseError> {
        let text = text.as_ref();
        let whole = Span::new(0, text.len());
        if let Some(at) = text.iter().position(|byte| !byte.is_ascii_digit() && !byte.is_ascii_uppercase()) {
            let byte = text.get(at).copied().unwrap_or_default();
            let detail = Detail::Character { byte, set: b'A' };
            return Err(ParseError::new(Code::PpnForm, Span::new(at, at + 1)).with(detail));
        }
        if !(5..=22).contains(&text.len()) {
            let found = u32::try_from(text.len()).unwrap_or(u32::MAX);
            let detail = Detail::Length { found, least: 5, most: 22 };
            return Err(ParseError::new(Code::PpnForm, whole).with(detail));
        }
        let (body, pair) = text.split_at(text.len() - 2);
        match ppn_check(body) {
            Some(expected) if expected == *pair => {}
            Some(expected) => {
                let place = Span::new(body.len(), text.len());
                return Err(ParseError::new(Code::PpnChecksum, place).with(Detail::Pair(expected)));
            }
            None => return Err(ParseError::new(Code::PpnForm, whole)),
        }
        let text = std::str::from_utf8(text).map_err(|_| ParseError::new(Code::PpnForm, whole))?;
        let ppn = Ppn(text.into());
        if ppn.agency() == GERMANY {
            if ppn.number().len() != 8 {
                let found = u32::try_from(ppn.number().len()).unwrap_or(u32::MAX);
                let detail = Detail::Length { found, least: 8, most: 8 };
                return Err(ParseError::new(Code::PznForm, Span::new(2, body.len())).with(detail));
            }
            Pzn::parse(ppn.number()).map_err(|error| error.shifted(2))?;
        }
        Ok(ppn)
    }

    /// The characters, with the check digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code of the product registration agency: `11` for Germany.
    #[must_use]
    pub fn agency(&self) -> &str {
        self.0.get(..2).unwrap_or_default()
    }

    /// The national number of the product, without agency and check digits.
    #[must_use]
    pub fn number(&self) -> &str {
        self.0.get(2..self.0.len().saturating_sub(2)).unwrap_or_default()
    }

    /// The PZN of a German PPN.
    #[must_use]
    pub fn pzn(&self) -> Option<Pzn> {
        (self.agency() == GERMANY).then(|| Pzn::parse(self.number()).ok()).flatten()
    }

    /// The GTIN that names the same product: the NTIN of its PZN; `None` for other agencies, for which no rule is known.
    #[must_use]
    pub fn ntin(&self) -> Option<Gtin> {
        self.pzn().map(Pzn::ntin)
    }
}

/// The German PPN of a PZN.
impl From<Pzn> for Ppn {
    fn from(pzn: Pzn) -> Self {
        let body = format!("{GERMANY}{pzn}");
        let [first, second] = ppn_check(body.as_bytes()).unwrap_or_default();
        Ppn(format!("{body}{}{}", first as char, second as char).into())
    }
}

impl fmt::Display for Ppn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Ppn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ppn({self})")
    }
}

impl std::str::FromStr for Ppn {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        Ppn::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_wrong_is_said() {
        let error =
            |text: &str| Ppn::parse(text).map_err(|error| (error.code(), error.span().start)).unwrap_err();
        assert_eq!(error("110375286415"), (Code::PpnChecksum, 10));
        assert_eq!(error("11037528641a"), (Code::PpnForm, 11));
        assert_eq!(error("1114"), (Code::PpnForm, 0));
        // The check digits of the PPN are right, that of the PZN in it is not.
        let body = "1103752865";
        let [a, b] = ppn_check(body.as_bytes()).unwrap();
        assert_eq!(error(&format!("{body}{}{}", a as char, b as char)), (Code::PznChecksum, 9));
    }

    proptest! {
        #[test]
        fn any_agency_round_trips(agency in "[2-9A-Z][0-9A-Z]", number in "[0-9A-Z]{1,18}") {
            let body = format!("{agency}{number}");
            let [a, b] = ppn_check(body.as_bytes()).unwrap();
            let ppn = Ppn::parse(format!("{body}{}{}", a as char, b as char)).unwrap();
            prop_assert_eq!((ppn.agency(), ppn.number()), (agency.as_str(), number.as_str()));
            prop_assert_eq!(ppn.ntin(), None);
        }

        #[test]
        fn a_pzn_is_in_its_ppn(body in 0u32..10_000_000) {
            let body = format!("{body:07}");
            let Some(check) = super::super::pzn_check(body.as_bytes()) else { return Ok(()) };
            let pzn = Pzn::parse(format!("{body}{}", check as char)).unwrap();
            let ppn = Ppn::from(pzn);
            prop_assert_eq!(Ppn::parse(ppn.as_str()), Ok(ppn.clone()));
            prop_assert_eq!((ppn.pzn(), ppn.ntin()), (Some(pzn), Some(pzn.ntin())));
        }
    }
}
