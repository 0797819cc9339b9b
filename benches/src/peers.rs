//! Plain ways to do what the library does, as opponents and as oracles.

pub mod keys;
pub mod maps;
pub mod rateless;
pub mod tags;
pub mod urn;
pub mod walker;
