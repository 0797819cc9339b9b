//! Columns from and to Apache Arrow, through its C data interface: the tables of every language without a copy.
//!
//! Producers differ. pyarrow hands over arrays with 32-bit offsets, pandas streams with 64-bit offsets, Polars streams
//! of string views; [`TextChunk`] makes one of them all. Results are string views that point into the very buffers
//! the texts arrived in, so that a column of a million GTINs costs sixteen bytes a row and no copy.

mod events;
mod ffi;
mod hierarchy;
mod parse;
mod reports;
mod table;
mod text;
mod views;

pub use events::{EventTables, event_tables};
pub use ffi::{import_array, import_stream};
pub use hierarchy::EventHierarchy;
pub use parse::parse_column;
pub use reports::{
    changed, duplicates, findings, located, rejected, residual_items, residuals, rows, surplus, unnamed,
};
pub use table::{Table, Value};
pub use text::{ColumnError, TextChunk, TextColumn};
