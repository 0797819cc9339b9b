//! Exact comparison of serial sets: who lacks what, what is named twice, which states disagree.
//!
//! A [`Source`] borrows the columns of one system; [`Source::pack`] reads them into a [`SerialSet`]; [`diff()`] compares
//! two of those and [`Membership`] any number up to 64. [`Spilled`] compares lists beyond memory, [`Sketch`] by sums as small as
//! their difference, [`Sync`] across a network; [`Kept`] is a set in a file, [`Known`] a pool that a line asks, [`StatePlane`] the
//! states of a pool. Keys are exact ([`Key`]: 16 bytes of serial and the trade item it
//! belongs to); hashes only say where to look. Rows in = rows used + rows rejected, and nothing depends on row order.

mod bytes;
mod diff;
mod few;
mod intern;
mod join;
#[cfg(feature = "tmset")]
pub mod kept;
mod key;
mod known;
mod membership;
mod piece;
mod plane;
mod read;
mod set;
mod sketch;
mod source;
mod spill;
pub mod sync;
mod table;
#[cfg(test)]
mod tests;
mod texts;

pub use bytes::Damaged;
pub use diff::{Changed, Diff, Duplicate, Located, diff};
#[cfg(feature = "tmset")]
pub use kept::{About, Kept, Operation};
pub use key::Key;
pub use known::{Known, Use};
pub use membership::{Member, Membership, Pattern, Repeated, TooManySources};
pub use plane::{StateAt, StatePlane};
pub use set::{RejectedRow, SerialSet};
pub use sketch::{Sketch, SketchError, SketchKey, Surplus};
pub use source::{SelectedRow, Source};
pub use spill::{Compared, Rows, Side, Spill, Spilled};
pub use sync::{Limits, Sync, SyncError, Synced};
pub use texts::{Texts, TextsAt};
