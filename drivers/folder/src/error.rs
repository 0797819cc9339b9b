use std::io;

use tallymark::batch::OrderError;

/// Why a folder is no batch folder. Whatever concerns one stream only is found in the batch instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// The folder does not exist or cannot be listed.
    #[error("{}: {place}: the folder cannot be read: {error}", self.code())]
    Unreadable {
        /// The folder.
        place: String,
        /// What the operating system says.
        error: io::Error,
    },
    /// There is no `batch.json`.
    #[error("{}: {place}: there is no batch.json", self.code())]
    NoOrder {
        /// The folder.
        place: String,
    },
    /// `batch.json` cannot be read.
    #[error("{}: {place}/batch.json cannot be read: {error}", self.code())]
    OrderUnreadable {
        /// The folder.
        place: String,
        /// What the operating system says.
        error: io::Error,
    },
    /// `batch.json` is larger than any order.
    #[error("{}: {place}/batch.json is larger than {limit} bytes", self.code())]
    OrderTooLarge {
        /// The folder.
        place: String,
        /// The most that is read.
        limit: u64,
    },
    /// `batch.json` is not valid.
    #[error("{}: {place}/batch.json: {}: {}", self.code(), error.place(), error.message())]
    Order {
        /// The folder.
        place: String,
        /// What is wrong, and where.
        error: OrderError,
    },
    /// The caller asked to stop.
    #[error("{}: reading was stopped", self.code())]
    Cancelled,
}

impl FolderError {
    /// The stable code, such as `folder-no-order`; for an invalid `batch.json` that of its error, such as
    /// `order-gtin`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            FolderError::Unreadable { .. } => "folder-unreadable",
            FolderError::NoOrder { .. } => "folder-no-order",
            FolderError::OrderUnreadable { .. } => "folder-order-unreadable",
            FolderError::OrderTooLarge { .. } => "folder-order-too-large",
            FolderError::Order { error, .. } => error.code().as_str(),
            FolderError::Cancelled => "folder-cancelled",
        }
    }

    /// What to do about it.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self {
            FolderError::Unreadable { .. } => "give the path of a folder that may be read",
            FolderError::NoOrder { .. } => {
                "give the folder that holds batch.json; it is the one file that is required"
            }
            FolderError::OrderUnreadable { .. } => "make sure that batch.json is a file that may be read",
            FolderError::OrderTooLarge { .. } => "check that batch.json holds the order and nothing else",
            FolderError::Order { error, .. } => error.help(),
            FolderError::Cancelled => "start again to read the whole folder",
        }
    }
}
