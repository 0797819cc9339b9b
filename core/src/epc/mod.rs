//! Electronic Product Codes of the GS1 keys: URIs of one thing, of a class and of patterns, from and to element strings
//! and Digital Links, and what RFID tags hold (EPC Tag Data Standard 2.3, 6 to 16).
//!
//! An EPC shows where the company prefix of a key ends; an element string does not. So the way there needs no help, and
//! the way back needs [`Prefixes`]: a length that the caller states, a [`PrefixTable`], or a [`Learner`] that has met EPCs
//! of the same company. What is not known is an error, never a guess.
//!
//! ```
//! use tallymark::Message;
//! use tallymark::epc::{EpcUri, Learner, Prefixes};
//!
//! let uri = EpcUri::parse("urn:epc:id:sgtin:9506000.013435.A%2F1")?;
//! assert_eq!(uri.element_string()?, "(01)09506000134352(21)A/1");
//! assert_eq!(uri.digital_link()?, "https://id.gs1.org/01/09506000134352/21/A%2F1");
//!
//! let pallet = Message::parse_bracketed("(00)395060001340000018")?;
//! assert_eq!(pallet.epc_uri(&Prefixes::new()).unwrap_err().code().as_str(), "epc-prefix-unknown");
//! let mut learner = Learner::new();
//! learner.observe(&uri);
//! assert_eq!(pallet.epc_uri(&Prefixes::new().learnt(&learner))?, "urn:epc:id:sscc:9506000.3134000001");
//! # Ok::<(), tallymark::ParseError>(())
//! ```
//!
//! | Tag Data Standard | here |
//! |---|---|
//! | pure identity URI, `urn:epc:id:` | [`EpcUri`], [`UriKind::Identity`] |
//! | class URI, `urn:epc:class:lgtin:` | [`EpcUri`], [`UriKind::Class`] |
//! | identity pattern, `urn:epc:idpat:` | [`EpcUri`], [`UriKind::Pattern`] |
//! | tag pattern, `urn:epc:pat:` | [`TagPattern`] |
//! | GS1 Company Prefix, its length | [`CompanyPrefix`], [`PrefixLength`] |
//!
//! | tag URI and bits, `urn:epc:tag:` | [`Tag`], [`Encoding`], [`Coding`] |
//!
//! Not supported: the schemes of other bodies (`gid`, `usdod`, `adi`, `bic`, `imovn`).

mod binary;
mod learner;
mod pattern;
mod prefix;
mod ranges;
mod table;
mod table_bytes;
mod table_text;
mod tag;
mod uri;
mod write;

#[cfg(test)]
mod round_trips;

pub use crate::gs1::urn::UriKind;
pub use crate::gs1::urn_schemes::Scheme;
pub use binary::{Coding, Contents, Encoding, Filter, decode_sgtin96, encode_sgtin96, sgtin96};
pub use learner::{Learner, Learnt};
pub use pattern::TagPattern;
pub use prefix::{CompanyPrefix, PrefixLength, Prefixes};
pub use table::PrefixTable;
pub use tag::{Tag, raw_uri};
pub use uri::EpcUri;
