//! What the measurements share: a race of several ways to do one job, seeded inputs, and naive peers.
//!
//! Times on a shared machine say little; every program here runs ours and its peers in turn, round by round, and says
//! the ratio of the medians and the spread.

pub mod columns;
pub mod events;
pub mod nodes;
pub mod peers;
pub mod race;
pub mod random;
pub mod scans;
pub mod serials;
pub mod tags;
pub mod uris;
