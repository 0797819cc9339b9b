//! Pharmaceutical serialization and track-and-trace: parse and validate GS1 identifiers, replay what a packaging
//! line recorded, reconcile serial sets exactly, find what went wrong and say what to quarantine.
//!
//! The crate is pure: no sockets, no files, no clock, no global state; nothing panics on any input.
#![forbid(unsafe_code)]

pub mod batch;
pub mod causes;
pub mod diagnostic;
pub mod epc;
pub mod epcis;
pub mod findings;
pub mod gs1;
pub mod hierarchy;
pub mod item;
#[cfg(feature = "json")]
mod json_tree;
pub mod keys;
pub mod link;
pub mod pharma;
pub mod pool;
#[cfg(feature = "json")]
pub mod profile;
pub mod reconcile;
pub mod repair;
pub mod sets;
#[cfg(feature = "json")]
pub mod simulate;

pub use diagnostic::{Code, ParseError, Severity, Span};
pub use gs1::Message;
pub use item::Item;
pub use keys::{Gln, Gtin, Serial, Sgtin, Sscc};
