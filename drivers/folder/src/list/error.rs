use std::io;

use tallymark::sets::{SketchError, TooManySources};

/// Why a list cannot be compared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ListError {
    /// The file cannot be read, or not further.
    #[error("{place}: {message}")]
    Unreadable {
        /// The file.
        place: String,
        /// What is wrong.
        message: String,
    },
    /// A column is not there.
    #[error("{place}: {wanted} is not among the columns {}", columns.join(", "))]
    Column {
        /// The file.
        place: String,
        /// What was looked for.
        wanted: String,
        /// The columns that it has.
        columns: Vec<String>,
    },
    /// A column holds something else than texts and numbers.
    #[error("{place}: the column `{column}` holds {what}, not text or whole numbers")]
    Type {
        /// The file.
        place: String,
        /// The column.
        column: String,
        /// What it holds.
        what: String,
    },
    /// The library was built without the feature that reads the format.
    #[error("{place}: this build does not read Parquet")]
    Format {
        /// The file.
        place: String,
    },
    /// Whoever compares the lists gave up, and says why itself.
    #[error("the comparison was given up")]
    Stopped,
    /// Whoever asked for it stopped it.
    #[error("the comparison was stopped")]
    Cancelled,
    /// Sketches do not go together.
    #[error("{error}")]
    Sketch {
        /// Why.
        error: SketchError,
    },
    /// Too many lists at once.
    #[error("{error}")]
    Many {
        /// How many.
        error: TooManySources,
    },
    /// A file cannot be written.
    #[error("{place}: {error}")]
    Output {
        /// The file.
        place: String,
        /// What the operating system says.
        error: io::Error,
    },
    /// What does not fit into memory cannot be kept.
    #[error("records cannot be kept on disk: {error}")]
    Spill {
        /// What the operating system says.
        error: io::Error,
    },
}

impl ListError {
    pub(super) fn unreadable(place: &str, error: &dyn std::fmt::Display) -> Self {
        ListError::Unreadable { place: place.to_owned(), message: error.to_string() }
    }

    /// The stable code, such as `list-column`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            ListError::Unreadable { .. } => "list-unreadable",
            ListError::Column { .. } => "list-column",
            ListError::Type { .. } => "list-type",
            ListError::Format { .. } => "list-format",
            ListError::Stopped => "list-stopped",
            ListError::Cancelled => "cancelled",
            ListError::Sketch { error } => error.code(),
            ListError::Many { .. } => "list-many",
            ListError::Output { .. } => "output",
            ListError::Spill { .. } => "list-spill",
        }
    }

    /// What to do about it.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self {
            ListError::Unreadable { .. } => {
                "give a CSV file in UTF-8 with a header, a Parquet file, or a set that was kept as .tmset"
            }
            ListError::Column { .. } => "name the column of identifiers, or that of serials",
            ListError::Type { .. } => "write the column as text",
            ListError::Format { .. } => "build with the feature `parquet`, or give CSV",
            ListError::Stopped | ListError::Cancelled | ListError::Sketch { .. } => "start again",
            ListError::Many { .. } => "compare 64 at a time",
            ListError::Output { .. } => "see that the folder is there and has room",
            ListError::Spill { .. } => "make room, or name another folder for what does not fit into memory",
        }
    }
}
