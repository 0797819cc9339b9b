use std::fmt;

use crate::diagnostic::{Code, Detail, ParseError, Reason, Span};
use crate::gs1::uri;

/// What stands before the key of a link: scheme, domain and, if there is one, the beginning of the path.
///
/// Without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stem(String);

impl Stem {
    /// Reads a stem such as `https://example.com/med`; slashes at the end are left out.
    ///
    /// ```
    /// use tallymark::link::Stem;
    /// assert_eq!(Stem::parse("https://example.com/med/")?.as_str(), "https://example.com/med");
    /// let error = Stem::parse("https://example.com/a%2").unwrap_err();
    /// assert_eq!((error.code().as_str(), error.span().start), ("link-stem", 21));
    /// assert!(Stem::parse("example.com").is_err());
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::LinkStem`] with the bytes at fault: another scheme than `http` or `https`, no domain, a character or
    /// escape that no web address has, a query or a fragment.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let bytes = text.as_bytes();
        let refuse = |reason, from: usize, to: usize| {
            ParseError::new(Code::LinkStem, Span::new(from, to)).with(Detail::Reason(reason))
        };
        let scheme = uri::scheme(bytes).ok_or_else(|| refuse(Reason::UriScheme, 0, bytes.len()))?;
        if let Some(at) = bytes.iter().position(|&byte| !uri::is_uri_character(byte)) {
            return Err(refuse(Reason::UriCharacter, at, at + 1));
        }
        if let Some(at) = bytes.iter().position(|byte| matches!(byte, b'?' | b'#')) {
            return Err(refuse(Reason::StemQuery, at, bytes.len()));
        }
        let rest = bytes.get(scheme..).unwrap_or_default();
        let domain = rest.split(|&byte| byte == b'/').next().unwrap_or_default();
        if domain.is_empty() || domain.first() == Some(&b':') {
            return Err(refuse(Reason::UriDomain, scheme, bytes.len()));
        }
        if let Some(at) = domain.iter().position(|&byte| !uri::is_domain_character(byte)) {
            return Err(refuse(Reason::UriDomainCharacter, scheme + at, scheme + at + 1));
        }
        if let Err((at, reason)) = uri::decode(rest, false) {
            return Err(refuse(reason, scheme + at, bytes.len().min(scheme + at + 3)));
        }
        Ok(Stem(text.trim_end_matches('/').to_owned()))
    }

    /// The text, without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Stem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Stem {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Stem::parse(text)
    }
}
