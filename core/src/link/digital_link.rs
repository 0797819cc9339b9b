use std::fmt;

use super::Stem;
use crate::gs1::Message;

/// The domain of canonical links (GS1 Digital Link URI Syntax, 4.12).
const CANONICAL: &str = "https://id.gs1.org";

/// A message as a Digital Link: `Display` writes the URI.
///
/// The path holds a primary key and its qualifiers, the longest sequence that the message allows; the query holds the
/// other elements, those of predefined length first, then in the order of the message.
#[derive(Clone, Debug)]
pub struct DigitalLink<'m> {
    message: &'m Message<'m>,
    stem: &'m str,
    path: Vec<usize>,
    query: Vec<usize>,
}

impl<'m> DigitalLink<'m> {
    /// The canonical link of a message; `None` if it holds no primary key, or an element that no link can hold.
    #[must_use]
    pub fn of(message: &'m Message<'m>) -> Option<Self> {
        let (path, query) = message.link_parts()?;
        Some(DigitalLink { message, stem: CANONICAL, path, query })
    }

    /// The same link below another domain and path stem, such as `https://example.com/med`.
    #[must_use]
    pub fn stem(mut self, stem: &'m Stem) -> Self {
        self.stem = stem.as_str();
        self
    }
}

/// A value with everything escaped that is not unreserved (RFC 3986, 2.3).
pub(super) struct Escaped<'t>(pub(super) &'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0.bytes() {
            match byte {
                b'-' | b'.' | b'_' | b'~' => write!(f, "{}", byte as char)?,
                byte if byte.is_ascii_alphanumeric() => write!(f, "{}", byte as char)?,
                byte => write!(f, "%{byte:02X}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for DigitalLink<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.stem)?;
        for (ai, value) in self.path.iter().filter_map(|&index| self.message.pair(index)) {
            write!(f, "/{ai}/{}", Escaped(value))?;
        }
        for (position, (ai, value)) in
            self.query.iter().filter_map(|&index| self.message.pair(index)).enumerate()
        {
            write!(f, "{}{ai}={}", if position == 0 { '?' } else { '&' }, Escaped(value))?;
        }
        Ok(())
    }
}
