//! Scanners and cameras. [`Framed`] speaks with every one that sends its reads as text between marks, by wire or network, which nearly
//! all can be set to.
#![forbid(unsafe_code)]

mod framed;

pub use framed::{Framed, Read, Setup};
