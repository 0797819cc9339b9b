//! The façade every binding calls, so that Python, Node, C++ and the shell answer alike.
//!
//! A binding converts types and nothing else; what two of them need lives here.
#![deny(unsafe_code)]

#[cfg(feature = "arrow")]
pub mod arrow;
pub mod columns;
mod failure;
#[cfg(test)]
mod fixture;
pub mod html;
pub mod report;
pub mod summary;
mod tolerance;
mod verdict;
mod words;

pub use failure::Failure;
pub use tolerance::{Tolerance, Tolerances};
