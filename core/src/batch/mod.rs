//! One packaging order and what every system recorded of it.
//!
//! A [`Batch`] is the record of the order ([`Order`]) and one table per stream. Rows are typed and compact: items are
//! numbers into [`Items`], repeated words are numbers into [`Words`]. Every row keeps its 1-based number in its file, so
//! that a finding can point at it. Rows in = rows used + rows rejected, per stream, always ([`Tally`]).
//!
//! A [`Builder`] makes the batch of cells, wherever they come from: it knows the columns of each stream, reads times,
//! identifiers, numbers, flags and words, and lists every row that it cannot use with a [`RowCode`], the column and the
//! reason. [`State`] is the model that the words of all systems are mapped to.

mod absent;
mod builder;
mod cells;
mod columns;
mod convert;
mod model;
mod order;
mod order_error;
#[cfg(feature = "json")]
mod order_json;
mod row_code;
mod rows;
mod state;
mod state_words;
mod tally;
mod time;
mod vocabulary;
mod words;

pub use absent::AbsentStream;
pub use builder::{Builder, Events, StreamError, Table};
pub use model::Batch;
pub use order::{
    CartonCounts, Device, Lane, MaterialLot, Operator, Order, PackagingLevel, Quantity, Recipe,
    VerificationPlan,
};
pub use order_error::{OrderCode, OrderError};
pub use row_code::RowCode;
pub use rows::{
    AggOp, AggRow, AuditRow, CameraRow, EpcisAction, EpcisKind, EpcisRow, EventRow, L4Row, Mode, PoolRow,
    PrintRow, Read, VerifyRow, WmsRow,
};
pub use state::State;
pub use tally::{Rejected, Stream, Tally};
pub use time::{TimeError, parse_time};
pub use vocabulary::bare_word;
pub use words::{Word, Words};

pub use crate::item::{Item, ItemId, Items};
pub use jiff::Timestamp as Time;
