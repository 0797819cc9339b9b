//! Data identifiers of ASC MH10.8.2 and their values.

use std::fmt;

use super::data_identifiers::DEFINITIONS;
use super::date::{Date, Missing};
use super::identified::Fact;
use super::national::Confidence;
use super::ppn::Ppn;
use crate::diagnostic::{Code, Detail, ParseError, Reason, Span};
use crate::keys::Gtin;

/// A data identifier (DI) of ASC MH10.8.2: up to three digits and a capital letter, such as `9N` or `S`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DataIdentifier {
    text: [u8; 4],
    len: u8,
}

impl DataIdentifier {
    /// The identifier at the beginning of a text; `None` if none begins there.
    ///
    /// ```
    /// use tallymark::pharma::DataIdentifier;
    /// assert_eq!(DataIdentifier::read(b"9N110375286414").unwrap().as_str(), "9N");
    /// assert!(DataIdentifier::read(b"1103").is_none());
    /// ```
    #[must_use]
    pub fn read(text: &[u8]) -> Option<Self> {
        let digits = text.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
        if digits > 0 && text.first() == Some(&b'0') {
            return None;
        }
        let own = text.get(..=digits)?;
        own.last().filter(|letter| letter.is_ascii_uppercase())?;
        let mut buffer = [0; 4];
        buffer.get_mut(..own.len())?.copy_from_slice(own);
        Some(DataIdentifier { text: buffer, len: own.len() as u8 })
    }

    /// Its characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let own = self.text.get(..usize::from(self.len)).unwrap_or_default();
        std::str::from_utf8(own).unwrap_or_default()
    }

    /// What is known about it; `None` for the many that have no place in healthcare.
    ///
    /// ```
    /// use tallymark::pharma::DataIdentifier;
    /// assert_eq!(DataIdentifier::read(b"14D").unwrap().definition().unwrap().title, "expiry date");
    /// assert!(DataIdentifier::read(b"17D").unwrap().definition().is_none());
    /// ```
    #[must_use]
    pub fn definition(&self) -> Option<&'static Definition> {
        DEFINITIONS.iter().find(|definition| definition.di == self.as_str())
    }
}

impl fmt::Display for DataIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for DataIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The form and the meaning of a data identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Definition {
    /// Its characters.
    pub di: &'static str,
    /// `N` digits, `A` digits and capitals, `P` printable ASCII.
    pub set: u8,
    /// The shortest value, in characters.
    pub least: u8,
    /// The longest value, in characters.
    pub most: u8,
    /// What else is checked.
    pub(crate) check: ValueCheck,
    /// What the value states about the item.
    pub fact: Fact,
    /// Its name.
    pub title: &'static str,
    /// How sure form and meaning are.
    pub confidence: Confidence,
}

/// A check of a value beside its length and characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueCheck {
    None,
    Gtin,
    Ppn,
    /// YYMMDD, day 00 allowed.
    Date0,
    /// YYYYMMDD.
    Date8,
}

/// One element of format 06: data identifier and value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataElement {
    /// The data identifier.
    pub di: DataIdentifier,
    /// The value.
    pub value: String,
    /// The place of the value in the input.
    pub span: Span,
    /// What the value states: `D` is an expiry beside a PPN only.
    pub fact: Fact,
}

/// The elements of one format 06, which starts at `offset` of the input.
pub(crate) fn elements(text: &[u8], offset: usize) -> Result<Vec<DataElement>, ParseError> {
    let mut found: Vec<DataElement> = Vec::new();
    let mut at = 0;
    for part in text.split(|&byte| byte == super::envelope::GS) {
        let start = at;
        at += part.len() + 1;
        if part.is_empty() {
            // One separator at the end is common.
            if start >= text.len() && !found.is_empty() {
                break;
            }
            let place = Span::new(offset + start, offset + (start + 1).min(text.len().max(start)));
            return Err(
                ParseError::new(Code::DiUnknown, place).with(Detail::Reason(Reason::SeparatorDoubled))
            );
        }
        let Some(di) = DataIdentifier::read(part) else {
            return Err(ParseError::new(
                Code::DiUnknown,
                Span::new(offset + start, offset + start + part.len().min(4)),
            ));
        };
        let begin = start + di.as_str().len();
        let value = part.get(di.as_str().len()..).unwrap_or_default();
        let value = judge(di, value).map_err(|error| error.shifted(offset + begin))?;
        let span = Span::new(offset + begin, offset + start + part.len());
        let fact = di.definition().map_or(Fact::Other, |definition| definition.fact);
        found.push(DataElement { di, value, span, fact });
    }
    beside_ppn(&mut found)?;
    repeats(&found)?;
    Ok(found)
}

/// Judges one value.
fn judge(di: DataIdentifier, value: &[u8]) -> Result<String, ParseError> {
    let definition = di.definition();
    let (set, least, most) =
        definition.map_or((b'P', 1, u8::MAX), |known| (known.set, known.least, known.most));
    fits(value, set, least, most)?;
    let text = String::from_utf8_lossy(value).into_owned();
    let whole = Span::new(0, value.len());
    let check = definition.map_or(ValueCheck::None, |known| known.check);
    let date = match check {
        ValueCheck::None => return Ok(text),
        ValueCheck::Gtin => return Gtin::parse(value).map(|_| text),
        ValueCheck::Ppn => return Ppn::parse(value).map(|_| text),
        // Any reference year does: only February 29 depends on the century, and not within two hundred years.
        ValueCheck::Date0 => Date::short(value, 2026),
        ValueCheck::Date8 => match Date::long(value) {
            Ok(Date { day: None, .. }) => Err(Missing::Day),
            date => date,
        },
    };
    date.map(|_| text).map_err(|missing| wrong_date(Code::DiDate, whole, missing))
}

/// The error of a date that does not exist.
pub(crate) fn wrong_date(code: Code, place: Span, missing: Missing) -> ParseError {
    let reason = match missing {
        Missing::Month => Reason::Month,
        Missing::Day => Reason::Day,
        Missing::Hour => Reason::Hour,
    };
    ParseError::new(code, place).with(Detail::Reason(reason))
}

/// Length and characters of a value.
fn fits(value: &[u8], set: u8, least: u8, most: u8) -> Result<(), ParseError> {
    let allowed = |byte: u8| match set {
        b'N' => byte.is_ascii_digit(),
        b'A' => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
        b'U' => byte.is_ascii_digit() || byte.is_ascii_uppercase() || matches!(byte, b'-' | b'_'),
        _ => matches!(byte, b' '..=b'~'),
    };
    if let Some(at) = value.iter().position(|&byte| !allowed(byte)) {
        let byte = value.get(at).copied().unwrap_or_default();
        return Err(
            ParseError::new(Code::DiCharset, Span::new(at, at + 1)).with(Detail::Character { byte, set })
        );
    }
    if value.len() < usize::from(least) || value.len() > usize::from(most) {
        let found = u32::try_from(value.len()).unwrap_or(u32::MAX);
        return Err(ParseError::new(Code::DiLength, Span::new(0, value.len())).with(Detail::Length {
            found,
            least,
            most,
        }));
    }
    Ok(())
}

/// IFA's rules for what stands beside a PPN: batch and serial are 1 to 20 digits, capitals, - or _, and D is the expiry.
fn beside_ppn(elements: &mut [DataElement]) -> Result<(), ParseError> {
    if !elements.iter().any(|element| element.di.as_str() == "9N") {
        return Ok(());
    }
    for element in elements {
        match element.di.as_str() {
            "S" | "1T" => fits(element.value.as_bytes(), b'U', 1, 20)
                .map_err(|error| error.shifted(element.span.start as usize))?,
            "D" => element.fact = Fact::Expiry,
            _ => {}
        }
    }
    Ok(())
}

/// The same identifier twice with different values; in linear time.
fn repeats(elements: &[DataElement]) -> Result<(), ParseError> {
    let mut seen = std::collections::HashMap::new();
    for element in elements {
        let first = *seen.entry(element.di).or_insert(&element.value);
        if element.fact != Fact::Other && *first != element.value {
            return Err(ParseError::new(Code::DiRepeat, element.span));
        }
    }
    Ok(())
}
