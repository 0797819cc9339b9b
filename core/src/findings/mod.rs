//! What is wrong with a batch: one function per code, every finding points at the rows that show it.

mod finding;

pub use finding::{Evidence, Finding, FindingCode, Window};
