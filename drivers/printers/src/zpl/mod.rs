//! Zebra's ZPL II: labels with GS1 symbols, and the host status.

mod label;
mod status;

pub use label::{Label, Unprintable};
pub use status::{HostStatus, NoStatus};
