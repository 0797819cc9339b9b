//! Elements as rules name them: `21`, `01=04150`, `01+21`.

use std::fmt;

use crate::gs1::ApplicationIdentifier;

/// An element that a rule names: an AI, perhaps with the beginning of its value.
///
/// ```
/// use tallymark::profile::Term;
/// let term = Term::parse("01=04150").unwrap();
/// assert_eq!((term.ai.to_string().as_str(), term.prefix.as_str()), ("01", "04150"));
/// assert!(Term::parse("01=").is_none() && Term::parse("1").is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The Application Identifier.
    pub ai: ApplicationIdentifier,
    /// How the value begins; empty if it does not matter.
    pub prefix: String,
}

impl Term {
    /// Reads `AI` or `AI=beginning`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (ai, prefix) = match text.split_once('=') {
            Some((_, "")) => return None,
            Some((ai, prefix)) => (ai, prefix),
            None => (text, ""),
        };
        let clean = prefix.len() <= 90 && prefix.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'+');
        clean.then_some(Term { ai: ApplicationIdentifier::new(ai)?, prefix: prefix.to_owned() })
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.ai)?;
        if self.prefix.is_empty() { Ok(()) } else { write!(f, "={}", self.prefix) }
    }
}

/// `01+21`, as the data write it.
pub(super) fn joined(terms: &[Term]) -> String {
    terms.iter().map(Term::to_string).collect::<Vec<_>>().join("+")
}

/// `(01), (21)`, for people; an expected beginning is named.
pub(super) fn spoken(terms: &[Term], between: &str) -> String {
    let one = |term: &Term| match term.prefix.as_str() {
        "" => format!("({})", term.ai),
        prefix => format!("({}) that begins with {prefix}", term.ai),
    };
    terms.iter().map(one).collect::<Vec<_>>().join(between)
}
