/// The streams of a batch folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Stream {
    /// Serials allocated to the order.
    Pool,
    /// Container numbers allocated to the order.
    SsccPool,
    /// One row per print.
    Printer,
    /// One row per camera trigger.
    Camera,
    /// One row per aggregation step.
    Agg,
    /// What happened on the line.
    Events,
    /// EPCIS documents.
    Epcis,
    /// The enterprise system's view.
    L4,
    /// The warehouse's view.
    Wms,
    /// Independent hand-held audit of contents.
    Verify,
    /// Status and configuration changes.
    Audit,
}

impl Stream {
    /// Every stream, in the order in which pages list them.
    pub const ALL: &'static [Stream] = &[
        Stream::Pool,
        Stream::SsccPool,
        Stream::Printer,
        Stream::Camera,
        Stream::Agg,
        Stream::Events,
        Stream::Epcis,
        Stream::L4,
        Stream::Wms,
        Stream::Verify,
        Stream::Audit,
    ];

    /// The name of the stream: that of its file without the extension.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Stream::Pool => "pool",
            Stream::SsccPool => "sscc_pool",
            Stream::Printer => "printer",
            Stream::Camera => "camera",
            Stream::Agg => "agg",
            Stream::Events => "events",
            Stream::Epcis => "epcis",
            Stream::L4 => "l4",
            Stream::Wms => "wms",
            Stream::Verify => "verify",
            Stream::Audit => "audit",
        }
    }

    /// The stream of this name.
    ///
    /// ```
    /// use tallymark::batch::Stream;
    /// assert_eq!(Stream::from_name("camera"), Some(Stream::Camera));
    /// assert_eq!(Stream::from_name("truth"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Stream> {
        Stream::ALL.iter().copied().find(|stream| stream.as_str() == name)
    }
}

impl std::fmt::Display for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// A row that could not be used, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Rejected {
    /// 1-based data row of the file.
    pub row: u32,
    /// The column at fault; empty when the row as a whole is.
    pub column: String,
    /// Stable code, such as `row-time`.
    pub code: &'static str,
    /// What was wrong, for people.
    pub message: String,
}

/// What became of the rows of one file: `rows_in == used + rejected.len()`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The stream the file belongs to.
    pub stream: Stream,
    /// The file's name within the folder.
    pub file: String,
    /// Data rows read.
    pub rows_in: u64,
    /// Rows that took part.
    pub used: u64,
    /// Rows that did not, each with its reason.
    pub rejected: Vec<Rejected>,
}
