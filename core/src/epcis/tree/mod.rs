//! One piece of a document, such as one event, as a tree that knows where each of its parts stands.
//!
//! Everything that needs the words of a document as they were written works on these trees: the typed events, the
//! verdicts of the schemas and the edits of a corrected copy.

#[cfg(feature = "json")]
pub mod json;
mod place;
#[cfg(feature = "xml")]
pub mod xml;

pub use place::{Lines, Place};

/// What a document may ask of the reader. Every limit is the caller's to set.
///
/// ```
/// use tallymark::epcis::tree::Limits;
/// let limits = Limits { depth: 50, ..Limits::default() };
/// assert_eq!(limits.attributes, 256);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How deep elements, lists and objects may nest. EPCIS nests about ten deep.
    pub depth: usize,
    /// The bytes of one event, of one header or of one tag.
    pub piece: usize,
    /// The attributes, namespace declarations included, of one element.
    pub attributes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { depth: 200, piece: 256 << 20, attributes: 256 }
    }
}

/// Why a piece of a document is no tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TreeError {
    /// A stable word: `xml-syntax`, `xml-namespace`, `xml-entity`, `json-syntax`, `limit-depth`, `limit-size` or
    /// `limit-attributes`.
    pub code: &'static str,
    /// The byte of the document at which it was noticed.
    pub offset: u64,
    /// For people.
    pub message: String,
}

impl TreeError {
    pub(crate) fn new(code: &'static str, offset: u64, message: impl Into<String>) -> Self {
        TreeError { code, offset, message: message.into() }
    }
}

/// Foreign text, short enough for a message.
pub(crate) fn clip(text: &str) -> String {
    text.chars().take(40).flat_map(char::escape_debug).collect()
}
