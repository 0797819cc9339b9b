//! National numbers of medicinal products inside GTINs and Application Identifiers.

use super::checks::{aic_check, cip7_check, pzn_check};
use super::pzn::Pzn;
use super::systems::SYSTEMS;
use crate::diagnostic::{Code, Detail, ParseError, Span};
use crate::keys::charset::{NUMERIC, stranger};
use crate::keys::{Gtin, check_digit};

/// How sure a fact of our tables is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Confidence {
    /// Seen named, not confirmed.
    Low,
    /// One source, or a few worked numbers.
    Medium,
    /// Primary text, or several sources and worked numbers agree.
    High,
}

impl Confidence {
    /// `low`, `medium` or `high`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        }
    }
}

/// A country's way to number medicinal products (`core/data/national_numbers.txt`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct System {
    /// Its short name, such as `PZN`.
    pub id: &'static str,
    /// The two letters of the country, or `NORDIC`.
    pub country: &'static str,
    /// The Application Identifier that carries it.
    pub ai: Option<&'static str>,
    /// The GTIN-13 digits that tell it, and from which to which digit the number stands.
    pub(crate) place: Option<(&'static str, u8, u8)>,
    /// How many digits it has.
    pub digits: u8,
    pub(crate) rule: Rule,
    /// The year since which this form is used.
    pub since: Option<u16>,
    /// Its name in its country.
    pub name: &'static str,
    /// Where the facts come from.
    pub source: &'static str,
    /// How sure they are.
    pub confidence: Confidence,
}

/// How the number is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    None,
    Gs1,
    Pzn,
    Cip7,
    Cn,
    Aic,
}

impl System {
    /// Every system that is known.
    pub const ALL: &'static [System] = SYSTEMS;

    /// The system with this short name.
    ///
    /// ```
    /// use tallymark::pharma::System;
    /// assert_eq!(System::find("AIC").unwrap().ai, Some("716"));
    /// ```
    #[must_use]
    pub fn find(id: &str) -> Option<&'static System> {
        SYSTEMS.iter().find(|system| system.id == id)
    }
}

/// What the check digit of a number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Check {
    /// It matches.
    Valid,
    /// It does not match, or the number has not the form of its system.
    Invalid,
    /// There is none, or its rule is not publicly known.
    Unknown,
}

impl Check {
    /// `valid`, `invalid` or `unknown`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Check::Valid => "valid",
            Check::Invalid => "invalid",
            Check::Unknown => "unknown",
        }
    }
}

/// A national number, the system that it belongs to, and what its check digit says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NationalNumber {
    /// Where it belongs.
    pub system: &'static System,
    /// The number without the digits of the GTIN around it.
    pub number: String,
    /// Whether its own check digit is right.
    pub check: Check,
}

impl NationalNumber {
    /// The numbers that a GTIN holds by its prefix: none for most, two for a French one.
    ///
    /// ```
    /// use tallymark::{Gtin, pharma::NationalNumber};
    /// let found = NationalNumber::in_gtin(Gtin::parse("3400935955838")?);
    /// let texts: Vec<_> = found.iter().map(|n| (n.system.id, n.number.as_str(), n.check.as_str())).collect();
    /// assert_eq!(texts, [("CIP", "3400935955838", "valid"), ("CIP7", "3595583", "valid")]);
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    #[must_use]
    pub fn in_gtin(gtin: Gtin) -> Vec<Self> {
        let digits = gtin.to_string();
        let held = |system: &'static System| {
            let (prefix, from, to) = system.place?;
            // A GTIN of a higher pack level holds another number, but NDCs are in all levels.
            let level = digits.starts_with('0') || system.id == "NDC";
            let thirteen = digits.get(1..).filter(|digits| level && digits.starts_with(prefix))?;
            let number = thirteen.get(usize::from(from)..usize::from(to))?.to_owned();
            Some(NationalNumber { system, check: judge(system.rule, &number), number })
        };
        SYSTEMS.iter().filter_map(held).collect()
    }

    /// The number that an Application Identifier from 710 to 717 carries; `None` for other AIs.
    ///
    /// ```
    /// use tallymark::pharma::{Check, NationalNumber};
    /// assert_eq!(NationalNumber::of_ai("716", "000307052").unwrap().check, Check::Valid);
    /// assert_eq!(NationalNumber::of_ai("713", "1234567890123").unwrap().check, Check::Unknown);
    /// assert!(NationalNumber::of_ai("21", "1").is_none());
    /// ```
    #[must_use]
    pub fn of_ai(ai: &str, value: &str) -> Option<Self> {
        let system = SYSTEMS.iter().find(|system| system.ai == Some(ai))?;
        Some(NationalNumber { system, check: judge(system.rule, value), number: value.to_owned() })
    }

    /// Reads a number that stands alone.
    ///
    /// A PZN or a CN may come without leading zero or check digit, as they are used; a CIP with seven digits is a `CIP7`;
    /// an AIC may be the six characters of its base-32 form.
    ///
    /// ```
    /// use tallymark::pharma::NationalNumber;
    /// let number = NationalNumber::parse("AIC", "009CVD")?;
    /// assert_eq!(number.number, "000307052");
    /// let number = NationalNumber::parse("CN", "6543214")?;
    /// assert_eq!(number.gtin().unwrap().to_string(), "08470006543214");
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::NationalForm`], [`Code::NationalChecksum`]; those of [`Pzn::parse`] for a PZN.
    pub fn parse(system: &str, text: impl AsRef<[u8]>) -> Result<Self, ParseError> {
        let text = text.as_ref();
        let whole = Span::new(0, text.len());
        let id = if system == "CIP" && text.len() == 7 { "CIP7" } else { system };
        let Some(system) = System::find(id) else { return Err(ParseError::new(Code::NationalForm, whole)) };
        if system.rule == Rule::Pzn {
            let number = Pzn::parse(text)?.to_string();
            return Ok(NationalNumber { system, number, check: Check::Valid });
        }
        if let Some(number) = base_32(text).filter(|_| system.rule == Rule::Aic) {
            return match judge(system.rule, &number) {
                Check::Invalid => Err(ParseError::new(Code::NationalChecksum, whole)),
                check => Ok(NationalNumber { system, number, check }),
            };
        }
        if let Some(at) = stranger(text, NUMERIC) {
            let byte = text.get(at).copied().unwrap_or_default();
            let error = ParseError::new(Code::NationalForm, Span::new(at, at + 1));
            return Err(error.with(Detail::Character { byte, set: b'N' }));
        }
        let most = system.digits;
        let least = if system.rule == Rule::Cn { most - 1 } else { most };
        if text.len() < usize::from(least) || text.len() > usize::from(most) {
            let found = u32::try_from(text.len()).unwrap_or(u32::MAX);
            let detail = Detail::Length { found, least, most };
            return Err(ParseError::new(Code::NationalForm, whole).with(detail));
        }
        let number = String::from_utf8_lossy(text).into_owned();
        let check = judge(system.rule, &number);
        if check == Check::Invalid {
            let place = Span::new(text.len().saturating_sub(1), text.len());
            let error = ParseError::new(Code::NationalChecksum, place);
            let digits =
                text.split_last().and_then(|(&found, body)| Some((found, expected(system.rule, body)?)));
            return Err(
                digits.map_or(error, |(found, expected)| error.with(Detail::Digit { found, expected }))
            );
        }
        Ok(NationalNumber { system, number, check })
    }

    /// The GTIN that holds this number by the rule of its country; `None` where there is no such rule, or the number is
    /// not right. Never for an NDC: which of its forms a GTIN holds is not told by the number.
    #[must_use]
    pub fn gtin(&self) -> Option<Gtin> {
        let (prefix, from, _) = self.system.place?;
        if self.check == Check::Invalid || matches!(self.system.id, "NDC" | "PZN-AT" | "EOF") {
            return None;
        }
        if from == 0 {
            return Gtin::parse(&self.number).ok();
        }
        let width = 12 - prefix.len();
        let number = match self.system.rule {
            Rule::Cn => self.number.get(..width)?.to_owned(),
            _ => format!("{:0>width$}", self.number),
        };
        let body = format!("{prefix}{number}");
        (body.len() == 12).then(|| body.parse().ok()).flatten().map(Gtin::from_body)
    }
}

/// What the check digit of a number says.
fn judge(rule: Rule, number: &str) -> Check {
    let number = number.as_bytes();
    let Some((last, body)) = number.split_last() else { return Check::Invalid };
    if rule == Rule::None {
        return Check::Unknown;
    }
    let lengths: &[usize] = match rule {
        Rule::Gs1 => &[13, 7],
        Rule::Pzn => &[7, 8],
        Rule::Cn => &[6, 7],
        Rule::Aic => &[9],
        Rule::Cip7 | Rule::None => &[7],
    };
    if stranger(number, NUMERIC).is_some() || !lengths.contains(&number.len()) {
        return Check::Invalid;
    }
    match (rule, number.len()) {
        // Six digits of a CN come without check digit.
        (Rule::Cn, 6) => Check::Unknown,
        (Rule::Gs1 | Rule::Cip7, 7) => match cip7_check(body) == Some(*last) {
            true => Check::Valid,
            false => Check::Unknown,
        },
        _ if expected(rule, body) == Some(*last) => Check::Valid,
        _ => Check::Invalid,
    }
}

/// The check digit that should stand after these digits.
fn expected(rule: Rule, body: &[u8]) -> Option<u8> {
    match rule {
        Rule::None => None,
        Rule::Gs1 => check_digit(body),
        Rule::Pzn => pzn_check(body),
        Rule::Cip7 => cip7_check(body),
        // The number is the end of the GTIN-13 that begins with 847000, so its check digit is that of the GTIN.
        Rule::Cn => check_digit(&[b"847000", body].concat()),
        Rule::Aic => aic_check(body),
    }
}

/// The nine digits behind the six characters in which an AIC is printed as Code 39: base 32 without vowels.
fn base_32(text: &[u8]) -> Option<String> {
    const CHARACTERS: &[u8; 32] = b"0123456789BCDFGHJKLMNPQRSTUVWXYZ";
    if text.len() != 6 {
        return None;
    }
    let digit = |byte: &u8| CHARACTERS.iter().position(|other| other == byte);
    let value = text.iter().try_fold(0, |value, byte| Some(value * 32 + digit(byte)?))?;
    (value < 1_000_000_000).then(|| format!("{value:09}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(gtin: &str) -> Vec<(&'static str, String, Check)> {
        let numbers = NationalNumber::in_gtin(Gtin::parse(gtin).unwrap());
        numbers.into_iter().map(|number| (number.system.id, number.number, number.check)).collect()
    }

    #[test]
    fn national_prefixes() {
        assert_eq!(found("04150037528643"), [("PZN", "03752864".to_owned(), Check::Valid)]);
        assert_eq!(found("07680123450017"), [("SWISSMEDIC", "12345001".to_owned(), Check::Unknown)]);
        assert_eq!(found("07046261398572"), [("VNR", "139857".to_owned(), Check::Unknown)]);
        assert_eq!(found("09506000134352"), []);
        assert_eq!(found("30300028215013").first().map(|found| found.1.as_str()), Some("0002821501"));
        assert_eq!(found("14150037528640"), [], "a case is no NTIN");
    }

    #[test]
    fn what_is_wrong_is_said() {
        let error =
            |system, text| NationalNumber::parse(system, text).map_err(|error| error.code()).unwrap_err();
        assert_eq!(error("AIC", "000307053"), Code::NationalChecksum);
        assert_eq!(error("AIC", "00030705"), Code::NationalForm);
        assert_eq!(error("CN", "6543210"), Code::NationalChecksum);
        assert_eq!(error("XX", "1"), Code::NationalForm);
        assert_eq!(error("PZN", "03752865"), Code::PznChecksum);
        assert_eq!(NationalNumber::of_ai("710", "03752865").unwrap().check, Check::Invalid);
    }

    proptest! {
        /// The rule of the Spanish code as pharmacists state it: three times the even places, plus the odd ones, plus 27.
        #[test]
        fn the_spanish_check_digit_is_that_of_its_gtin(six in "[0-9]{6}") {
            let digit = |place: usize| u32::from(six.as_bytes()[place] - b'0');
            let sum = 3 * (digit(1) + digit(3) + digit(5)) + digit(0) + digit(2) + digit(4) + 27;
            let check = (10 - sum % 10) % 10;
            let number = NationalNumber::parse("CN", format!("{six}{check}")).unwrap();
            prop_assert_eq!(number.check, Check::Valid);
            let gtin = number.gtin().unwrap();
            prop_assert_eq!(NationalNumber::parse("CN", &six).unwrap().gtin(), Some(gtin));
            prop_assert_eq!(NationalNumber::in_gtin(gtin).remove(0).number, number.number);
        }

        #[test]
        fn base_32_is_a_number_system(value in 0u32..1_000_000_000) {
            let mut text = Vec::new();
            for place in (0..6).rev() {
                text.push(b"0123456789BCDFGHJKLMNPQRSTUVWXYZ"[(value >> (5 * place) & 31) as usize]);
            }
            prop_assert_eq!(base_32(&text), Some(format!("{value:09}")));
        }

        #[test]
        fn a_number_is_found_in_its_own_gtin(index in 0usize..SYSTEMS.len(), digits in "[0-9]{20}") {
            let system = &SYSTEMS[index];
            let text = &digits[..usize::from(system.digits)];
            if let Some((number, gtin)) =
                NationalNumber::parse(system.id, text).ok().and_then(|number| Some((number.clone(), number.gtin()?)))
            {
                let again = NationalNumber::in_gtin(gtin);
                prop_assert!(again.iter().any(|other| other.number == number.number) || system.rule == Rule::Gs1, "{:?} {:?}", number, again);
            }
        }
    }
}
