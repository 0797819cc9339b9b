//! EPCIS documents into rows: one event at a time, so that a document of any size takes little memory.
//!
//! Read are EPCIS 1.2 and 2.0 as XML and EPCIS 2.0 as JSON or JSON-LD: documents, query results, bare lists and single
//! events. What an event says of packs and containers becomes an [`EpcisRow`](crate::batch::EpcisRow); identifiers of
//! other things are kept as they stand, vendor extensions are passed over.
//!
//! Whole events with everything in them come from [`read::Reader`]; [`mod@write`] and [`convert`] give them back in any
//! notation; [`lifecycle`] replays them and tells which event
//! contradicts which, [`check`] what a trading partner would refuse.
//!
//! No event gets lost: one that cannot be read is listed as rejected with its number, the element and the reason.
//! Where a document is not well-formed, everything before that place is used and the rest is one rejected row.

#[cfg(any(feature = "json", feature = "xml"))]
mod bounded;
#[cfg(any(feature = "json", feature = "xml"))]
pub mod check;
mod containers;
pub mod convert;
#[cfg(any(feature = "json", feature = "xml"))]
mod draft;
mod facts;
#[cfg(any(feature = "json", feature = "xml"))]
pub mod fix;
#[cfg(feature = "hash")]
pub mod hash;
#[cfg(feature = "json")]
mod json;
#[cfg(feature = "json")]
mod json_seeds;
pub mod lifecycle;
pub mod model;
#[cfg(any(feature = "json", feature = "xml"))]
pub mod read;
mod rule;
#[cfg(any(feature = "json", feature = "xml"))]
mod scan;
#[cfg(any(feature = "json", feature = "xml"))]
pub mod schema;
pub mod tree;
pub mod vocabulary;
pub mod write;
#[cfg(feature = "xml")]
mod xml;

pub use containers::hierarchy;
pub use facts::{Amount, Facts, Mention, Role};
#[cfg(feature = "json")]
pub use json::{read_json, read_json_line};
pub use rule::Rule;
#[cfg(feature = "xml")]
pub use xml::read_xml;

#[cfg(all(test, feature = "json", feature = "xml"))]
mod tests;
