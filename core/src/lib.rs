//! Pharmaceutical serialization and track-and-trace: parse and validate GS1 identifiers, replay what a packaging
//! line recorded, reconcile serial sets exactly, find what went wrong and say what to quarantine.
//!
//! The crate is pure: no sockets, no files, no clock, no global state; nothing panics on any input.
#![forbid(unsafe_code)]

pub mod batch;
pub mod causes;
pub mod diagnostic;
pub mod findings;
pub mod hierarchy;
pub mod item;
pub mod keys;
pub mod reconcile;
pub mod sets;
#[cfg(feature = "json")]
pub mod simulate;

pub use diagnostic::{Code, ParseError, Severity, Span};
pub use item::Item;
pub use keys::{Gtin, Serial, Sgtin, Sscc};
