//! GS1 Digital Link URIs: the canonical form of a message, or one with a domain of your own.
//!
//! Reading is part of [`Message`]: [`Message::parse_digital_link`].
//!
//! ```
//! use tallymark::gs1::Message;
//! use tallymark::link::DigitalLink;
//! let message = Message::parse_scan(b"]d201095060001343521728123110A7B21\x1d21A1B2")?;
//! let link = DigitalLink::of(&message).expect("a GTIN is a key");
//! assert_eq!(link.to_string(), "https://id.gs1.org/01/09506000134352/10/A7B21/21/A1B2?17=281231");
//! let own = link.stem("https://example.com/med");
//! assert_eq!(own.to_string(), "https://example.com/med/01/09506000134352/10/A7B21/21/A1B2?17=281231");
//! # Ok::<(), tallymark::ParseError>(())
//! ```

mod emit;

use std::fmt;

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
    pub fn stem(mut self, stem: &'m str) -> Self {
        self.stem = stem.trim_end_matches('/');
        self
    }
}

/// A value with everything escaped that is not unreserved (RFC 3986, 2.3).
struct Escaped<'t>(&'t str);

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
