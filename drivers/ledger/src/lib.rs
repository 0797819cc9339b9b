//! The fate of every serial on a line.
//!
//! A mark on a pack is a side effect without a transaction: between "bytes written" and "print confirmed" nobody can know what
//! happened. So the bytes of a serial leave at most once, after its reservation is on disk; what is unknown is suspect, and
//! suspects are rejected; terminal states absorb. Each serial is then on at most one accepted pack, and every reserved one ends
//! in one recorded state. The price is at most a window of serials for each fault.
//!
//! [`Ledger`] knows no disk: it hands out the bytes of a journal and is told how many of them are durable. Nothing waits for the
//! disk between a read and its verdict.
#![forbid(unsafe_code)]

mod journal;
mod ledger;
mod state;

pub use journal::Damaged;
pub use ledger::{Account, Ledger, Refused, Verdict};
pub use state::{Reason, State};
