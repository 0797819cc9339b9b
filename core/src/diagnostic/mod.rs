//! What was wrong, where, and what to do: one table of codes, byte spans, messages, help, and a drawing of the place.
//!
//! Everything that refuses an input returns a [`ParseError`] of at most 32 bytes: a stable [`Code`], the
//! Application Identifier, a half-open byte [`Span`] of the input and a few numbers from which the text is made when
//! somebody asks. Nothing is allocated before that.
//!
//! ```
//! let error = tallymark::Gtin::parse("09506000134353").unwrap_err();
//! assert_eq!(error.code().as_str(), "ai-checksum");
//! assert_eq!(error.to_string(), "the check digit is 3, expected 2");
//! println!("{}", error.drawn(b"09506000134353"));
//! ```

mod ai;
mod codes;
mod detail;
mod drawing;
mod error;
mod reason;

pub use ai::ApplicationIdentifier;
pub use codes::{Code, Severity};
pub(crate) use detail::{Alternatives, Detail, Pattern, Wider};
pub use drawing::Drawing;
pub use error::{ParseError, Span};
pub(crate) use reason::Reason;
