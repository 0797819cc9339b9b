//! GS1 Digital Link URIs: the canonical form of a message, one with a domain of your own, and the compressed form.
//!
//! Reading is part of [`Message`](crate::Message): [`Message::parse_digital_link`](crate::Message::parse_digital_link)
//! accepts any domain and path stem. A compressed link is turned into a plain one first, by [`decompress`].
//!
//! ```
//! use tallymark::gs1::Message;
//! use tallymark::link::{DigitalLink, Stem};
//! let message = Message::parse_scan(b"]d201095060001343521728123110A7B21\x1d21A1B2")?;
//! let link = DigitalLink::of(&message).expect("a GTIN is a key");
//! assert_eq!(link.to_string(), "https://id.gs1.org/01/09506000134352/10/A7B21/21/A1B2?17=281231");
//! let stem = Stem::parse("https://example.com/med")?;
//! let own = link.stem(&stem);
//! assert_eq!(own.to_string(), "https://example.com/med/01/09506000134352/10/A7B21/21/A1B2?17=281231");
//! # Ok::<(), tallymark::ParseError>(())
//! ```
//!
//! # The compressed form
//!
//! The elements become a string of bits, six of them a character of base64url, and those the last segment of the path:
//!
//! ```text
//! element     AI as four bits a digit, or one byte that names a sequence of AIs; then the parts of each value
//! digits      as one number, in as many bits as so many digits need; before it the length where it is not fixed
//! characters  3 bits: digits, hexadecimal (small, capital), base64url, 7-bit ASCII; length where not fixed; the text
//! parameter   1111, 7 bits length of the name, name at 6 bits a character, then its value with a length of 7 bits
//! ```
//!
//! | term of the standard | here |
//! |---|---|
//! | fully compressed | [`Compression::new`] |
//! | partially compressed, key uncompressed | [`Compression::keep_key`] |
//! | optimisation codes | [`Compression::optimise`], `core/data/link_compression.txt` |
//! | non-GS1 key=value pairs, compressed or passed through | [`Compression::parameters`] |

mod bits;
mod compress;
mod decompress;
mod digital_link;
mod emit;
mod sequences;
mod stem;
#[cfg(test)]
mod tests;

pub use compress::{Compression, compress};
pub use decompress::decompress;
pub use digital_link::DigitalLink;
pub use stem::Stem;
