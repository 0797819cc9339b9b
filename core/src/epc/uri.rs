use std::borrow::Cow;
use std::fmt;

use super::CompanyPrefix;
use crate::diagnostic::{Code, Detail, ParseError, Reason, Span};
use crate::gs1::Message;
use crate::gs1::urn::{self, UriKind, Urn};
use crate::gs1::urn_schemes::{Scheme, Tail};
use crate::link::DigitalLink;

/// A valid EPC URI: one thing, a class, or a pattern of things (EPC Tag Data Standard 6.3 and 8).
///
/// It borrows the text and notes where the parts are; 32 bytes, nothing is allocated.
///
/// ```
/// use tallymark::epc::{EpcUri, Scheme, UriKind};
/// let uri = EpcUri::parse("urn:epc:id:sgtin:9506000.013435.A%2F1")?;
/// assert_eq!((uri.scheme(), uri.kind()), (Scheme::Sgtin, UriKind::Identity));
/// assert_eq!(uri.company_prefix().map(|prefix| prefix.to_string()).as_deref(), Some("9506000"));
/// assert_eq!(uri.reference().as_deref(), Some("013435"));
/// assert_eq!(uri.serial().as_deref(), Some("A/1"));
/// # Ok::<(), tallymark::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct EpcUri<'a> {
    text: &'a [u8],
    urn: Urn,
}

impl<'a> EpcUri<'a> {
    /// Reads `urn:epc:id:`, `urn:epc:class:` or `urn:epc:idpat:` of a GS1 key.
    ///
    /// `urn:epc:` may be in any case, what follows not. An escape may be in upper or lower case, and stand for a
    /// character that needs none; `Display` writes the form of the standard.
    ///
    /// # Errors
    /// [`Code::EpcSyntax`], [`Code::EpcScheme`], [`Code::EpcLength`], [`Code::EpcCharset`], [`Code::EpcPattern`] for a
    /// wildcard in the wrong place, [`Code::AiValue`] for a piece beyond its total or a CPI serial with a leading zero.
    ///
    /// ```
    /// use tallymark::epc::EpcUri;
    /// let error = EpcUri::parse("urn:epc:id:sgtin:9506000.0134352.A1").unwrap_err();
    /// assert_eq!((error.code().as_str(), error.span().start), ("epc-length", 17));
    /// ```
    #[inline]
    pub fn parse(text: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, ParseError> {
        let text = text.as_ref();
        urn::parse(text).map(|urn| EpcUri { text, urn })
    }

    /// Whether it names one thing, a class, or a pattern.
    #[must_use]
    pub const fn kind(&self) -> UriKind {
        self.urn.kind
    }

    /// The scheme.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.urn.scheme
    }

    /// The text that was read.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        std::str::from_utf8(self.text).unwrap_or_default()
    }

    /// The company prefix; `None` where a wildcard stands for it.
    #[must_use]
    pub fn company_prefix(&self) -> Option<CompanyPrefix> {
        CompanyPrefix::of_digits(self.raw(0)?)
    }

    /// What follows the company prefix, with the indicator or extension digit in front where the key has one; escapes
    /// are resolved. `None` where a wildcard stands for it.
    #[must_use]
    pub fn reference(&self) -> Option<Cow<'a, str>> {
        self.raw(1).map(decoded)
    }

    /// The last part of a scheme that has more than company prefix and reference: serial, lot or extension, escapes
    /// resolved. `None` where there is none, for the extension `0` of a location, and for a wildcard.
    #[must_use]
    pub fn serial(&self) -> Option<Cow<'a, str>> {
        let layout = self.urn.scheme.layout();
        let last = match layout.tail {
            Tail::Nothing => return None,
            Tail::Extension(_) if self.raw(2) == Some(b"0") => return None,
            Tail::Pieces(_) => 4,
            _ => 2,
        };
        self.raw(last).map(decoded)
    }

    /// Piece and total of an ITIP; `None` for other schemes and for wildcards.
    #[must_use]
    pub fn pieces(&self) -> Option<(u8, u8)> {
        let Tail::Pieces(_) = self.urn.scheme.layout().tail else { return None };
        let number = |digits: &[u8]| digits.iter().fold(0u8, |n, b| n.wrapping_mul(10).wrapping_add(b & 15));
        Some((number(self.raw(2)?), number(self.raw(3)?)))
    }

    /// A part as it is written; `None` for a wildcard and beyond the last part.
    fn raw(&self, index: usize) -> Option<&'a [u8]> {
        let (start, end) = self.urn.part(index);
        self.text.get(start..end).filter(|_| index < self.urn.stated())
    }

    /// A part with its escapes resolved.
    pub(super) fn part_bytes(&self, index: usize) -> Option<Cow<'a, [u8]>> {
        Some(match decoded(self.raw(index)?) {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        })
    }

    /// The elements of the thing or class that it names.
    ///
    /// A pattern names a class if only the serial is a wildcard: `urn:epc:idpat:sgtin:9506000.013435.*` is a GTIN.
    ///
    /// # Errors
    /// [`Code::EpcPattern`] for other patterns.
    pub fn message(&self) -> Result<Message<'a>, ParseError> {
        Message::parse_epc(self.text)
    }

    /// The bracketed element string.
    ///
    /// # Errors
    /// Those of [`EpcUri::message`].
    ///
    /// ```
    /// use tallymark::epc::EpcUri;
    /// let uri = EpcUri::parse("urn:epc:class:lgtin:9506000.013435.A7B21")?;
    /// assert_eq!(uri.element_string()?, "(01)09506000134352(10)A7B21");
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    pub fn element_string(&self) -> Result<String, ParseError> {
        Ok(self.message()?.bracketed())
    }

    /// The canonical Digital Link.
    ///
    /// # Errors
    /// Those of [`EpcUri::message`].
    pub fn digital_link(&self) -> Result<String, ParseError> {
        let message = self.message()?;
        let link = DigitalLink::of(&message).map(|link| link.to_string());
        link.ok_or_else(|| {
            let error = ParseError::new(Code::LinkNoKey, Span::new(0, self.text.len()));
            error.with(Detail::Reason(Reason::EpcNoKey))
        })
    }

    /// Whether the pattern stands for the other URI too: the same scheme, and the same parts up to the wildcards.
    ///
    /// Of an identity or a class it is equality, however escapes are written.
    ///
    /// ```
    /// use tallymark::epc::EpcUri;
    /// let pattern = EpcUri::parse("urn:epc:idpat:sgtin:9506000.*.*")?;
    /// assert!(pattern.matches(&EpcUri::parse("urn:epc:id:sgtin:9506000.013435.A1")?));
    /// assert!(!pattern.matches(&EpcUri::parse("urn:epc:id:sgtin:950600.0013435.A1")?));
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    #[must_use]
    pub fn matches(&self, other: &EpcUri<'_>) -> bool {
        let kinds = self.kind() == other.kind()
            || self.kind() == UriKind::Pattern && other.kind() == UriKind::Identity;
        let same = |index| match (self.raw(index), other.raw(index)) {
            (Some(one), Some(two)) => one == two || decoded(one) == decoded(two),
            _ => false,
        };
        kinds && self.scheme() == other.scheme() && (0..self.urn.stated()).all(same)
    }
}

/// Escapes resolved; no copy where there are none.
fn decoded(part: &[u8]) -> Cow<'_, str> {
    if !part.contains(&b'%') {
        return Cow::Borrowed(std::str::from_utf8(part).unwrap_or_default());
    }
    let mut text = Vec::with_capacity(part.len());
    urn::decode(part, &mut text);
    Cow::Owned(String::from_utf8(text).unwrap_or_default())
}

/// The form of the standard: lower case `urn:epc:`, escapes in upper case and only where they are needed.
impl fmt::Display for EpcUri<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}:", self.kind().head(), self.scheme())?;
        for index in 0..self.scheme().parts() {
            if index > 0 {
                f.write_str(".")?;
            }
            match self.raw(index) {
                None => f.write_str("*")?,
                Some(part) => {
                    let mut text = String::with_capacity(part.len());
                    urn::encode(decoded(part).as_bytes(), &mut text);
                    f.write_str(&text)?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> (&'static str, u32, u32) {
        let error = EpcUri::parse(text).map(|uri| uri.to_string()).expect_err(text);
        assert!(!error.message().is_empty() && !error.help().is_empty());
        (error.code().as_str(), error.span().start, error.span().end)
    }

    #[test]
    fn refusals_have_a_place() {
        assert_eq!(refused(""), ("epc-syntax", 0, 0));
        assert_eq!(refused("urn:epc:tag:sgtin-96:3.9506000.013435.1"), ("epc-syntax", 0, 12));
        assert_eq!(refused("urn:epc:id:gid:1.2.3"), ("epc-scheme", 11, 14));
        assert_eq!(refused("urn:epc:id:lgtin:9506000.013435.A"), ("epc-scheme", 11, 16));
        assert_eq!(refused("urn:epc:class:sgtin:9506000.013435.A"), ("epc-scheme", 14, 19));
        assert_eq!(refused("urn:epc:id:sgtin"), ("epc-length", 16, 16));
        assert_eq!(refused("urn:epc:id:sgtin:95060.00013435.A"), ("epc-length", 17, 22));
        assert_eq!(refused("urn:epc:id:sgtin:9506000.013435"), ("epc-syntax", 31, 31));
        assert_eq!(refused("urn:epc:id:sgtin:9506000.013435."), ("epc-length", 32, 32));
        assert_eq!(refused("urn:epc:id:sgtin:9506000.01343x.A"), ("epc-charset", 30, 31));
        assert_eq!(refused("urn:epc:id:sgtin:9506000.013435.A b"), ("epc-charset", 33, 34));
        assert_eq!(refused("urn:epc:id:sgtin:9506000.013435.A/b"), ("epc-charset", 33, 34));
        assert_eq!(refused("urn:epc:id:sgtin:9506000.013435.A%2"), ("epc-charset", 33, 35));
        assert_eq!(refused("urn:epc:id:sgtin:9506000.013435.A%20"), ("epc-charset", 33, 36));
        assert_eq!(refused("urn:epc:id:sgtin:9506000.*.*"), ("epc-pattern", 25, 26));
        assert_eq!(refused("urn:epc:idpat:sgtin:9506000.*.A"), ("epc-pattern", 30, 31));
        assert_eq!(refused("urn:epc:idpat:sgtin:*.013435.*"), ("epc-pattern", 22, 30));
        assert_eq!(refused("urn:epc:idpat:sgtin:9506000.013435.*.*"), ("epc-syntax", 36, 38));
        assert_eq!(refused("urn:epc:id:sscc:9506000.3134000001.0"), ("epc-syntax", 34, 36));
        assert_eq!(refused("urn:epc:id:cpi:9506000.AB.01"), ("ai-value", 26, 27));
        assert_eq!(refused("urn:epc:id:cpi:9506000.ab.1"), ("epc-charset", 23, 24));
        assert_eq!(refused("urn:epc:id:itip:9506000.013435.05.04.1"), ("ai-value", 31, 36));
        assert_eq!(refused("urn:epc:id:giai:9506000.1234567890123456789012345"), ("epc-length", 24, 49));
    }

    #[test]
    fn the_form_of_the_standard_is_written() {
        let canonical = |text| EpcUri::parse(text).unwrap().to_string();
        assert_eq!(
            canonical("URN:EPC:id:sgtin:9506000.013435.a%2fb%41"),
            "urn:epc:id:sgtin:9506000.013435.a%2FbA"
        );
        for text in [
            "urn:epc:id:sgtin:9506000.013435.a.b.*",
            "urn:epc:id:cpi:9506000.A-%23%2F1.7",
            "urn:epc:idpat:itip:9506000.013435.01.*.*",
            "urn:epc:idpat:sgln:*.*.*",
            "urn:epc:idpat:giai:9506000.*",
            "urn:epc:id:sgln:950600013435..0",
        ] {
            assert_eq!(canonical(text), text);
        }
        assert_eq!(size_of::<EpcUri<'_>>(), 32);
    }

    #[test]
    fn a_pattern_is_a_class_or_many_things() {
        let elements = |text| EpcUri::parse(text).unwrap().element_string();
        assert_eq!(elements("urn:epc:idpat:sgtin:9506000.013435.*").unwrap(), "(01)09506000134352");
        assert_eq!(
            elements("urn:epc:idpat:itip:9506000.013435.01.02.*").unwrap(),
            "(8006)095060001343520102"
        );
        assert_eq!(elements("urn:epc:idpat:gdti:950600013435..*").unwrap(), "(253)9506000134352");
        for many in [
            "urn:epc:idpat:sgtin:9506000.*.*",
            "urn:epc:idpat:sgln:9506000.13435.*",
            "urn:epc:idpat:sscc:*.*",
        ] {
            assert_eq!(elements(many).unwrap_err().code(), Code::EpcPattern);
        }
    }
}
