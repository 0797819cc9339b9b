use std::fmt;
use std::ops::ControlFlow;

/// How far reading has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// The file being read.
    pub file: &'a str,
    /// Bytes read of all files, as they are stored.
    pub read: u64,
    /// Bytes of all files that will be read.
    pub total: u64,
}

type Watch = dyn Fn(Progress<'_>) -> ControlFlow<()> + Send + Sync;

/// Limits, and who wants to know how far reading has come. The defaults suit any real line.
pub struct Options {
    pub(crate) longest_row: usize,
    pub(crate) largest_ratio: u64,
    pub(crate) ratio_from: u64,
    pub(crate) give_up_after: usize,
    pub(crate) watch: Option<Box<Watch>>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            longest_row: 1 << 20,
            largest_ratio: 200,
            ratio_from: 64 << 20,
            give_up_after: 1_000_000,
            watch: None,
        }
    }
}

impl Options {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Options::default()
    }

    /// Rejects rows of more bytes than this, by default 1 MiB; at least 1 KiB.
    #[must_use]
    pub fn longest_row(mut self, bytes: usize) -> Self {
        self.longest_row = bytes.max(1 << 10);
        self
    }

    /// Stops reading a packed file where it has unpacked to more than `from` bytes, by default 64 MiB, and to more than
    /// so many times its stored size, by default 200. Real streams pack to between a fifth and a fiftieth.
    #[must_use]
    pub fn largest_ratio(mut self, times: u64, from: u64) -> Self {
        self.largest_ratio = times.max(1);
        self.ratio_from = from;
        self
    }

    /// Stops reading a file when so many of its rows were rejected, by default a million, and less than a tenth as many
    /// used.
    #[must_use]
    pub fn give_up_after(mut self, rejected: usize) -> Self {
        self.give_up_after = rejected;
        self
    }

    /// Calls `watch` about once for every mebibyte read; [`ControlFlow::Break`] stops reading with
    /// [`crate::FolderError::Cancelled`].
    #[must_use]
    pub fn watch(mut self, watch: impl Fn(Progress<'_>) -> ControlFlow<()> + Send + Sync + 'static) -> Self {
        self.watch = Some(Box::new(watch));
        self
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("longest_row", &self.longest_row)
            .field("largest_ratio", &self.largest_ratio)
            .field("ratio_from", &self.ratio_from)
            .field("give_up_after", &self.give_up_after)
            .field("watch", &self.watch.is_some())
            .finish()
    }
}
