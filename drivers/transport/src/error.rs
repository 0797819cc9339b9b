use std::io;

use tallymark::sets::SyncError;

/// Why a connection does not come about, or ends too soon.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// An address that leads nowhere.
    #[error("{address}: {message}")]
    Address {
        /// As it was given.
        address: String,
        /// What is wrong.
        message: String,
    },
    /// Plain TCP would leave this machine.
    #[error("{address} is not this machine, and the connection would not be encrypted")]
    Plain {
        /// As it was given.
        address: String,
    },
    /// A certificate or a key that cannot be used.
    #[error("{place}: {message}")]
    Certificate {
        /// The file.
        place: String,
        /// What is wrong.
        message: String,
    },
    /// The connection fails.
    #[error("the connection failed: {0}")]
    Connection(io::Error),
    /// Nothing came for too long.
    #[error("the other side was silent for {seconds} seconds")]
    Silent {
        /// How long.
        seconds: u64,
    },
    /// The other side hung up.
    #[error("the other side hung up before the end")]
    HungUp,
    /// The exchange itself failed.
    #[error(transparent)]
    Sync(#[from] SyncError),
}

impl TransportError {
    /// The stable code, such as `transport-plain`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            TransportError::Address { .. } => "transport-address",
            TransportError::Plain { .. } => "transport-plain",
            TransportError::Certificate { .. } => "transport-certificate",
            TransportError::Connection(_) => "transport-connection",
            TransportError::Silent { .. } => "transport-silent",
            TransportError::HungUp => "transport-hung-up",
            TransportError::Sync(error) => error.code(),
        }
    }

    /// What to do about it.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self {
            TransportError::Address { .. } => "write it as HOST:PORT, and see that somebody listens there",
            TransportError::Plain { .. } => {
                "give a certificate, its key and an authority, or insist on plain TCP"
            }
            TransportError::Certificate { .. } => {
                "give PEM files: a chain of certificates, its private key, authorities"
            }
            TransportError::Connection(_) | TransportError::HungUp => "see what the other side says",
            TransportError::Silent { .. } => "see whether the other side still runs, or allow more time",
            TransportError::Sync(error) => error.help(),
        }
    }
}
