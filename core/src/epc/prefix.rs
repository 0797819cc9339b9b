use std::fmt;

use super::ranges::no_company_prefix;
use super::{Learner, Learnt, PrefixTable};
use crate::diagnostic::{Code, Detail, ParseError, Reason, Span};

/// A GS1 Company Prefix as an EPC shows it: 6 to 12 digits (GS1 General Specifications 1.4.4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CompanyPrefix {
    number: u64,
    length: u8,
}

impl CompanyPrefix {
    /// Reads 6 to 12 digits.
    ///
    /// # Errors
    /// [`Code::EpcLength`], [`Code::EpcCharset`].
    ///
    /// ```
    /// use tallymark::epc::CompanyPrefix;
    /// assert_eq!(CompanyPrefix::parse("0614141")?.to_string(), "0614141");
    /// assert!(CompanyPrefix::parse("06141").is_err());
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    pub fn parse(text: impl AsRef<[u8]>) -> Result<Self, ParseError> {
        let text = text.as_ref();
        let refuse =
            |code, reason, from, to| ParseError::new(code, Span::new(from, to)).with(Detail::Reason(reason));
        if let Some(at) = text.iter().position(|byte| !byte.is_ascii_digit()) {
            return Err(refuse(Code::EpcCharset, Reason::EpcDigits, at, at + 1));
        }
        Self::of_digits(text).ok_or_else(|| refuse(Code::EpcLength, Reason::EpcPrefix, 0, text.len()))
    }

    /// The prefix of 6 to 12 digits.
    pub(super) fn of_digits(digits: &[u8]) -> Option<Self> {
        let length = u8::try_from(digits.len()).ok().filter(|length| (6..=12).contains(length))?;
        Some(CompanyPrefix { number: number(digits)?, length })
    }

    /// The digits as a number; zeros in front are told by the length.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.number
    }

    /// How many digits it has, 6 to 12.
    #[must_use]
    pub const fn digits(self) -> u8 {
        self.length
    }

    /// The numbers of twelve digits that begin with it: the first one, and the first one beyond.
    pub(super) fn span(self) -> (u64, u64) {
        let scale = 10u64.pow(12 - u32::from(self.length.min(12)));
        (self.number * scale, (self.number + 1) * scale)
    }
}

impl fmt::Display for CompanyPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.number, width = usize::from(self.length))
    }
}

impl fmt::Debug for CompanyPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CompanyPrefix({self})")
    }
}

impl std::str::FromStr for CompanyPrefix {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        CompanyPrefix::parse(text)
    }
}

/// The number that at most eighteen digits make.
pub(super) fn number(digits: &[u8]) -> Option<u64> {
    let good = digits.len() <= 18 && digits.iter().all(u8::is_ascii_digit);
    good.then(|| digits.iter().fold(0u64, |n, b| n * 10 + u64::from(b & 15)))
}

/// What is known about the company prefix of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PrefixLength {
    /// It has so many digits, 4 to 12. An EPC can show 6 to 12.
    Known(u8),
    /// Nobody said.
    Unknown,
    /// The number is of a range in which none is issued.
    NotGcp,
}

/// Where the length of a company prefix comes from; the first source that knows it is believed.
///
/// 1. the length that the caller states,
/// 2. an overlay: entries of your own,
/// 3. EPC URIs met before, see [`Learner`],
/// 4. a table such as GS1's,
/// 5. the ranges of the standard in which there is no company prefix.
///
/// What was learnt must agree with the table: a contradiction between them is an error, which an overlay resolves.
///
/// ```
/// use tallymark::epc::{PrefixLength, Prefixes, PrefixTable};
/// let table = PrefixTable::from_text("950600 7")?;
/// let prefixes = Prefixes::new().table(&table);
/// assert_eq!(prefixes.length("950600013435")?, PrefixLength::Known(7));
/// assert_eq!(prefixes.length("400600013435")?, PrefixLength::Unknown);
/// assert_eq!(prefixes.length("200600013435")?, PrefixLength::NotGcp);
/// # Ok::<(), tallymark::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Prefixes<'t> {
    given: Option<u8>,
    overlay: Option<&'t PrefixTable>,
    learner: Option<&'t Learner>,
    table: Option<&'t PrefixTable>,
}

impl<'t> Prefixes<'t> {
    /// No source but the standard's ranges.
    #[must_use]
    pub const fn new() -> Self {
        Prefixes { given: None, overlay: None, learner: None, table: None }
    }

    /// Every company prefix has so many digits.
    #[must_use]
    pub const fn given(mut self, digits: u8) -> Self {
        self.given = Some(digits);
        self
    }

    /// Own entries, believed before everything but a stated length.
    #[must_use]
    pub const fn overlay(mut self, overlay: &'t PrefixTable) -> Self {
        self.overlay = Some(overlay);
        self
    }

    /// What EPC URIs met before have shown.
    #[must_use]
    pub const fn learnt(mut self, learner: &'t Learner) -> Self {
        self.learner = Some(learner);
        self
    }

    /// A table such as GS1's.
    #[must_use]
    pub const fn table(mut self, table: &'t PrefixTable) -> Self {
        self.table = Some(table);
        self
    }

    /// The length of the company prefix with which these digits begin. Give the key from its company prefix on: without
    /// indicator or extension digit, and without the zero in front of a GRAI.
    ///
    /// # Errors
    /// [`Code::EpcPrefixConflict`] if sources contradict each other.
    pub fn length(&self, digits: impl AsRef<[u8]>) -> Result<PrefixLength, ParseError> {
        let digits = digits.as_ref();
        if let Some(given) = self.given {
            return Ok(PrefixLength::Known(given));
        }
        if let Some(known) = self.overlay.map(|overlay| overlay.length(digits))
            && known != PrefixLength::Unknown
        {
            return Ok(known);
        }
        let listed = self.table.map_or(PrefixLength::Unknown, |table| table.length(digits));
        let conflict = || Err(ParseError::new(Code::EpcPrefixConflict, Span::new(0, digits.len())));
        match self.learner.map_or(Learnt::Nothing, |learner| learner.length(digits)) {
            Learnt::Disputed => return conflict(),
            Learnt::Length(length) => {
                let known = PrefixLength::Known(length);
                return if listed == known || listed == PrefixLength::Unknown {
                    Ok(known)
                } else {
                    conflict()
                };
            }
            Learnt::Nothing => {}
        }
        Ok(match listed {
            PrefixLength::Unknown if no_company_prefix(digits).is_some() => PrefixLength::NotGcp,
            listed => listed,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::epc::EpcUri;

    #[test]
    fn the_first_source_that_knows_is_believed() {
        let table = PrefixTable::from_text("950600 7\n20 8").unwrap();
        let overlay = PrefixTable::from_text("9506001 9").unwrap();
        let all = Prefixes::new().table(&table).overlay(&overlay);
        let length = |prefixes: &Prefixes<'_>, key: &str| prefixes.length(key).map_err(|error| error.code());
        assert_eq!(length(&all, "950600100000"), Ok(PrefixLength::Known(9)));
        assert_eq!(length(&all, "950600200000"), Ok(PrefixLength::Known(7)));
        assert_eq!(length(&all, "201234500000"), Ok(PrefixLength::Known(8)));
        assert_eq!(length(&all, "991234500000"), Ok(PrefixLength::NotGcp));
        assert_eq!(length(&all, "400123450000"), Ok(PrefixLength::Unknown));
        assert_eq!(length(&all.given(12), "991234500000"), Ok(PrefixLength::Known(12)));
    }

    #[test]
    fn what_was_learnt_must_agree_with_the_table() {
        let table = PrefixTable::from_text("950600 7").unwrap();
        let mut learner = Learner::new();
        learner.observe(&EpcUri::parse("urn:epc:id:sscc:95060011.313400000").unwrap());
        let both = Prefixes::new().table(&table).learnt(&learner);
        assert_eq!(both.length("950600119999").unwrap_err().code(), Code::EpcPrefixConflict);
        assert_eq!(both.length("950600219999").unwrap(), PrefixLength::Known(7));
        let overlay = PrefixTable::from_text("9506001 8").unwrap();
        assert_eq!(both.overlay(&overlay).length("950600119999").unwrap(), PrefixLength::Known(8));
    }

    #[test]
    fn a_company_prefix_keeps_its_zeros() {
        let prefix = CompanyPrefix::parse("0061414").unwrap();
        assert_eq!((prefix.to_string().as_str(), prefix.number(), prefix.digits()), ("0061414", 61_414, 7));
        assert_eq!(CompanyPrefix::parse("00614x4").unwrap_err().span(), Span::new(5, 6));
    }
}
