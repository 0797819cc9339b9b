//! Broken scans, and what they said: every reading that a known kind of damage explains, with the reason and the scanner
//! setting to change.
//!
//! [`repair`] takes the bytes as they arrived and a [`Context`]: which Application Identifiers a label has, what is known
//! of the batch, which items there are. What is valid under the context comes back as it is. Otherwise explanations are
//! tried from the lightest to the heaviest, and all readings of the first kind that gives any are returned, ranked:
//!
//! 1. what stands around the data (byte-order mark, line end, STX and ETX, a wrong symbology identifier, a leading FNC1),
//!    separators that were written as other characters, brackets of the human readable interpretation, full-width digits;
//! 2. lost separators, in every place that the values allow, separators written as `_`, which may also belong to a value,
//!    zeros lost at the left, the same label read twice, two labels in one read;
//! 3. another keyboard layout, caps lock, shift lock, each together with 1 and 2;
//! 4. up to three characters other than digits before, up to two other than letters and digits behind the data.
//!
//! A reading is *unique* only if the search was complete and nothing else was found. That is as far as a proof can go: a
//! damage that leaves no trace (a text that is valid, but has Y and Z exchanged) is not looked for, and a heavier kind
//! of damage is not assumed where a lighter one explains the text. Never repaired are changed, missing or exchanged
//! characters: a wrong check digit stays wrong.
//!
//! Work is bounded: a text of more than [`LONGEST`] bytes is not searched, and a search ends after a fixed number of
//! steps; both are told by [`Repair::truncated`]. Within the bound it is linear in the length of the text.

mod assemble;
mod cells;
mod context;
mod frames;
mod hri;
mod lattice;
mod layouts;
mod reading;
mod search;
mod separators;

#[cfg(test)]
mod damage_tests;
#[cfg(test)]
mod oracle_tests;

pub use context::Context;
pub use reading::{Reading, Repair, Step, StepKind};
pub use search::{LONGEST, repair};
