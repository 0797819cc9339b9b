//! Reads a batch folder into a [`Batch`].
//!
//! A batch folder holds what the systems around one packaging order recorded: `batch.json`, one file for each stream
//! and any number of EPCIS documents. Rows stream through; no file is ever in memory as a whole.
//!
//! ```no_run
//! let batch = tallymark_folder::load("examples/batch", &Default::default())?;
//! for tally in &batch.tallies {
//!     println!("{}: {} rows in, {} used, {} rejected", tally.file, tally.rows_in, tally.used, tally.rejected.len());
//! }
//! # Ok::<(), tallymark_folder::FolderError>(())
//! ```
//!
//! | file | read as |
//! |---|---|
//! | `batch.json` | the order; the only file that has to be there |
//! | `camera.csv`, likewise the other streams | RFC 4180 with a header, columns found by name |
//! | `camera.jsonl` | one JSON object a line |
//! | `camera.parquet` | with the feature `parquet` |
//! | `epcis.xml`, `epcis-*.xml` | EPCIS 1.2 or 2.0 |
//! | `epcis.json`, `epcis-*.json`, also `.jsonld` and `.jsonl` | EPCIS 2.0; as `.jsonl` one event a line |
//! | any of them with `.gz` or `.zst` behind | unpacked while reading |
//!
//! Only a folder without a valid `batch.json` is an error. A row that cannot be used is listed in the tally of its
//! file; a stream that cannot be read at all, or that two files claim, is listed in [`Batch::unreadable`] with the
//! reason, and the other streams are read all the same.
#![deny(unsafe_code)]

mod csv;
mod epcis;
mod error;
mod jsonl;
mod lines;
pub mod list;
mod load;
mod meter;
mod names;
mod options;
#[cfg(feature = "parquet")]
mod parquet;
mod sniff;
mod source;
mod unpack;

pub use error::FolderError;
pub use load::{load, load_from};
pub use options::{Options, Progress};
pub use source::{Folder, Input, Memory, Source};

pub use tallymark::batch::Batch;
