//! What was wrong, where, and what to do: one table of codes, byte spans, messages and help.
//!
//! The fast paths of this crate return a code and a span only; text is rendered when somebody asks.

mod codes;
mod error;

pub use codes::{Code, Severity};
pub use error::{ParseError, Span};
