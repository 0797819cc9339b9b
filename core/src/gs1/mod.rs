//! GS1 element strings: Application Identifiers, their values, and the messages that symbols and labels hold.
//!
//! [`Message`] reads every textual form and validates it as the GS1 General Specifications and the Syntax Dictionary ask:
//! lengths, character sets, check digits, dates, code lists, required and excluded pairs, repetitions. An error says
//! where it is and what to do, see [`ParseError`](crate::ParseError).
//!
//! | form | example | function |
//! |---|---|---|
//! | scan data | `]d2010950600013435210A7B21` | [`Message::parse_scan`] |
//! | bracketed | `(01)09506000134352(10)A7B21` | [`Message::parse_bracketed`] |
//! | plain | `010950600013435210A7B21` | [`Message::parse_plain`] |
//! | Digital Link | `https://id.gs1.org/01/09506000134352/10/A7B21` | [`Message::parse_digital_link`] |
//! | EPC URI | `urn:epc:id:sgtin:950600.0013435.A1B2` | [`Message::parse_epc`] |
//! | any of these | | [`Message::parse_any`] |

mod ai_table;
mod batch;
mod bracketed;
mod carrier;
mod checks;
mod code_lists;
mod compile;
mod date;
mod decimal;
mod dictionary;
mod elements;
mod facts;
mod fast;
mod fixes;
mod layout;
mod message;
mod options;
mod probe;
mod reader;
mod relations;
mod render;
mod scan;
mod symbology;
mod tables;
pub(crate) mod uri;
pub(crate) mod urn;
pub(crate) mod urn_schemes;
mod value;
mod warnings;

#[cfg(test)]
mod generated_tests;

pub use crate::diagnostic::ApplicationIdentifier;
pub use batch::{Cell, Columns, Fault, Text};
pub use carrier::{Carried, CarrierData};
pub use date::{Date, Time};
pub use decimal::Decimal;
pub use dictionary::{Dictionary, DictionaryError};
pub use facts::AiFacts;
pub use fixes::fixes;
pub(crate) use layout::Part;
pub use message::{ElementString, Form, Message, verify};
pub use options::Options;
pub use symbology::SymbologyIdentifier;
pub use value::Value;
pub use warnings::{Warning, Worth};
