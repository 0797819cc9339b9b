//! Sockets for sessions that know none: connects or listens, and carries bytes until a session is done.
//!
//! Blocking, one thread, no runtime; every wait has a deadline. Plain TCP goes to this machine only unless the caller insists;
//! elsewhere TLS is spoken, and both sides show certificates.

#![forbid(unsafe_code)]

mod error;
mod exchange;
mod tcp;
#[cfg(feature = "tls")]
mod tls;

pub use error::TransportError;
pub use exchange::exchange;
pub use tcp::{Connection, Listener, Security};
#[cfg(feature = "tls")]
pub use tls::Identity;
