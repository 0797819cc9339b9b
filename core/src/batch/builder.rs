use super::cells::Cells;
use super::columns;
use super::convert::{self, Layout, Sink};
use super::row_code::{Fault, RowCode};
use super::{Batch, EpcisRow, Items, Order, Rejected, Stream, Tally, Word, Words};

/// Turns what a reader of files delivers, cell by cell, into a [`Batch`].
///
/// Every row that is pushed is counted: it is used, or it is listed as rejected with column, code and message.
///
/// ```
/// # #[cfg(feature = "json")] {
/// use tallymark::batch::{Builder, Order, Stream};
/// let order = Order::from_json(br#"{"schema": "tallymark-batch/1", "order": "PO-1", "gtin": "09506000134352",
///     "lot": "A7B21", "expiry": "281231"}"#).unwrap();
/// let mut builder = Builder::new(order);
/// let mut pool = builder.open(Stream::Pool, "pool.csv", &["serial", "state"]).unwrap();
/// pool.push(&[Some(b"A1B2"), Some(b"Allocated")]);
/// pool.push(&[Some(b""), Some(b"Allocated")]);
/// let batch = builder.finish();
/// assert_eq!(batch.pool.unwrap().len(), 1);
/// assert_eq!(batch.tallies[0].rejected[0].code, "row-serial");
/// # }
/// ```
#[derive(Debug)]
pub struct Builder {
    batch: Batch,
    patience: usize,
}

/// Why a file cannot serve as a stream at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StreamError {
    /// Columns without which no row means anything.
    #[error("{file} has no column {}; it has {}", list(.missing), list(.present))]
    MissingColumns {
        /// The file.
        file: String,
        /// What is missing.
        missing: Vec<String>,
        /// What the header names.
        present: Vec<String>,
    },
    /// The header names a column more than once.
    #[error("{file} has more than one column `{column}`, so that it is not clear which one holds")]
    DuplicateColumn {
        /// The file.
        file: String,
        /// The name.
        column: String,
    },
    /// The stream was already delivered by another file.
    #[error("the stream {stream} is given twice, as {first} and as {second}; keep one of them")]
    Twice {
        /// The stream.
        stream: Stream,
        /// The file that was read.
        first: String,
        /// The file that came on top.
        second: String,
    },
    /// EPCIS comes as documents, not as rows of cells.
    #[error("{file}: EPCIS is read from XML or JSON documents")]
    NotRows {
        /// The file.
        file: String,
    },
}

impl StreamError {
    /// The stable code, such as `stream-columns`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            StreamError::MissingColumns { .. } => "stream-columns",
            StreamError::DuplicateColumn { .. } => "stream-duplicate-column",
            StreamError::Twice { .. } => "stream-twice",
            StreamError::NotRows { .. } => "stream-not-rows",
        }
    }
}

fn list(names: &[String]) -> String {
    const MOST: usize = 20;
    if names.is_empty() {
        return "none".to_owned();
    }
    let mut text = names.iter().take(MOST).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if names.len() > MOST {
        text.push_str(", …");
    }
    text
}

impl Builder {
    /// A batch of which nothing was recorded yet.
    #[must_use]
    pub fn new(order: Order) -> Self {
        Builder { batch: Batch::new(order), patience: 1_000_000 }
    }

    /// Gives a file up ([`Table::is_hopeless`]) when this many of its rows were rejected, by default a million, and less
    /// than a tenth as many used: what follows would only fill memory with reasons.
    #[must_use]
    pub fn give_up_after(mut self, rejected: usize) -> Self {
        self.patience = rejected.max(1);
        self
    }

    /// The columns that a stream knows, for formats whose rows name their cells themselves.
    pub fn columns(stream: Stream) -> impl ExactSizeIterator<Item = &'static str> {
        columns::of(stream).iter().map(|column| column.name)
    }

    /// Begins a stream: from here on it is present, if only with no rows.
    ///
    /// Columns are found by name, in any order; unknown ones stay unread. Open the pool and the printer before the
    /// camera: the text of a read is kept only where it names an item that they do not know, or none at all.
    ///
    /// # Errors
    /// [`StreamError`] when a needed column is missing, a name stands twice or the stream was already given.
    pub fn open(&mut self, stream: Stream, file: &str, header: &[&str]) -> Result<Table<'_>, StreamError> {
        if stream == Stream::Epcis {
            return Err(StreamError::NotRows { file: file.to_owned() });
        }
        if let Some(tally) = self.batch.tallies.iter().find(|tally| tally.stream == stream) {
            return Err(StreamError::Twice { stream, first: tally.file.clone(), second: file.to_owned() });
        }
        let columns = columns::of(stream);
        let at = find_columns(file, columns, header)?;
        let mut last = Vec::new();
        last.resize_with(columns.len(), Default::default);
        let issued = self.batch.pool.is_some() || self.batch.printer.is_some();
        let strange_from = issued.then(|| self.batch.items.len());
        let tally = start(&mut self.batch, stream, file);
        Ok(Table {
            batch: &mut self.batch,
            tally,
            stream,
            width: header.len(),
            columns,
            at,
            last,
            strange_from,
            layout: Layout::default(),
            patience: self.patience,
        })
    }

    /// Begins an EPCIS document; there may be several.
    pub fn events(&mut self, file: &str) -> Events<'_> {
        let tally = start(&mut self.batch, Stream::Epcis, file);
        let word = self.batch.words.insert(file);
        Events { batch: &mut self.batch, tally, file: word, patience: self.patience }
    }

    /// Notes that a stream was delivered but cannot be read at all.
    pub fn unreadable(&mut self, stream: Stream, reason: impl Into<String>) {
        self.batch.unreadable.push((stream, reason.into()));
    }

    /// The batch. A stream of which rows came, but none that could be used, counts as one that cannot be read: an
    /// empty table would say that nothing happened.
    #[must_use]
    pub fn finish(self) -> Batch {
        let mut batch = self.batch;
        for &stream in Stream::ALL {
            let tallies = batch.tallies.iter().filter(|tally| tally.stream == stream);
            let (rows_in, used) =
                tallies.clone().fold((0, 0), |sum, tally| (sum.0 + tally.rows_in, sum.1 + tally.used));
            if rows_in == 0 || used > 0 {
                continue;
            }
            let first = tallies.clone().find_map(|tally| Some((&tally.file, tally.rejected.first()?)));
            let mut reason = String::from("no row could be used");
            if let Some((file, rejected)) = first {
                reason = format!(
                    "{}: none of the {rows_in} rows of {file} could be used; row {}{}{}: {}",
                    rejected.code,
                    rejected.row,
                    if rejected.column.is_empty() { "" } else { ", column " },
                    rejected.column,
                    rejected.message
                );
            }
            withdraw(&mut batch, stream);
            batch.unreadable.push((stream, reason));
        }
        batch
    }
}

fn find_columns(
    file: &str,
    columns: &[columns::Column],
    header: &[&str],
) -> Result<Vec<Option<usize>>, StreamError> {
    // Names are compared as spreadsheets leave them: spaces around and upper case do not make another column.
    let names: Vec<String> = header.iter().map(|name| name.trim().to_ascii_lowercase()).collect();
    let mut sorted: Vec<&String> = names.iter().filter(|name| !name.is_empty()).collect();
    sorted.sort_unstable();
    if let Some(twice) =
        sorted.windows(2).find_map(|pair| pair.first().filter(|_| pair.first() == pair.last()))
    {
        return Err(StreamError::DuplicateColumn { file: file.to_owned(), column: (*twice).clone() });
    }
    let at: Vec<Option<usize>> =
        columns.iter().map(|column| names.iter().position(|name| name == column.name)).collect();
    let needed = columns.iter().zip(&at).filter(|(column, at)| column.needed && at.is_none());
    let missing: Vec<String> = needed.map(|(column, _)| column.name.to_owned()).collect();
    if missing.is_empty() {
        return Ok(at);
    }
    let present = names.into_iter().filter(|name| !name.is_empty()).map(|name| clip(&name)).collect();
    Err(StreamError::MissingColumns { file: file.to_owned(), missing, present })
}

/// A name short enough for a message.
fn clip(name: &str) -> String {
    name.chars().take(40).flat_map(char::escape_debug).collect()
}

fn start(batch: &mut Batch, stream: Stream, file: &str) -> usize {
    fn present<T>(table: &mut Option<Vec<T>>) {
        table.get_or_insert_with(Vec::new);
    }
    match stream {
        Stream::Pool => present(&mut batch.pool),
        Stream::SsccPool => present(&mut batch.sscc_pool),
        Stream::Printer => present(&mut batch.printer),
        Stream::Camera => present(&mut batch.camera),
        Stream::Agg => present(&mut batch.agg),
        Stream::Events => present(&mut batch.events),
        Stream::Epcis => present(&mut batch.epcis),
        Stream::L4 => present(&mut batch.l4),
        Stream::Wms => present(&mut batch.wms),
        Stream::Verify => present(&mut batch.verify),
        Stream::Audit => present(&mut batch.audit),
    }
    batch.tallies.push(Tally { stream, file: file.to_owned(), rows_in: 0, used: 0, rejected: Vec::new() });
    batch.tallies.len() - 1
}

fn withdraw(batch: &mut Batch, stream: Stream) {
    match stream {
        Stream::Pool => batch.pool = None,
        Stream::SsccPool => batch.sscc_pool = None,
        Stream::Printer => batch.printer = None,
        Stream::Camera => batch.camera = None,
        Stream::Agg => batch.agg = None,
        Stream::Events => batch.events = None,
        Stream::Epcis => batch.epcis = None,
        Stream::L4 => batch.l4 = None,
        Stream::Wms => batch.wms = None,
        Stream::Verify => batch.verify = None,
        Stream::Audit => batch.audit = None,
    }
}

fn hopeless(tally: &Tally, patience: usize) -> bool {
    tally.rejected.len() >= patience && tally.rejected.len() as u64 / 10 >= tally.used
}

/// The number of the row that comes next.
fn next_row(tally: &Tally) -> u32 {
    u32::try_from(tally.rows_in.saturating_add(1)).unwrap_or(u32::MAX)
}

fn count(tally: &mut Tally, outcome: Result<(), Fault>) -> bool {
    let row = next_row(tally);
    tally.rows_in += 1;
    match outcome {
        Ok(()) => tally.used += 1,
        Err(Fault { column, code, message }) => {
            let code = code.as_str();
            tally.rejected.push(Rejected { row, column: column.to_owned(), code, message });
            return false;
        }
    }
    true
}

/// A stream that is being read, row by row.
#[derive(Debug)]
pub struct Table<'a> {
    batch: &'a mut Batch,
    tally: usize,
    stream: Stream,
    width: usize,
    columns: &'static [columns::Column],
    at: Vec<Option<usize>>,
    last: Vec<(String, Word)>,
    strange_from: Option<usize>,
    layout: Layout,
    patience: usize,
}

impl Table<'_> {
    /// Adds a row, whose cells stand in the order of the header; `None` is a cell that is not there. Returns whether
    /// the row is used; otherwise it is listed as rejected.
    pub fn push(&mut self, cells: &[Option<&[u8]>]) -> bool {
        let outcome = self.convert(cells);
        self.tally_mut().is_some_and(|tally| count(tally, outcome))
    }

    /// Adds a row that its format already spoils; `column` is empty where the row as a whole is meant.
    pub fn reject(&mut self, column: &'static str, code: RowCode, message: impl Into<String>) {
        let fault = Fault { column, code, message: message.into() };
        if let Some(tally) = self.tally_mut() {
            count(tally, Err(fault));
        }
    }

    /// What became of the rows so far.
    #[must_use]
    pub fn tally(&self) -> Option<&Tally> {
        self.batch.tallies.get(self.tally)
    }

    /// Whether so many rows were rejected, and so few used, that reading on only fills memory with reasons.
    #[must_use]
    pub fn is_hopeless(&self) -> bool {
        self.tally().is_some_and(|tally| hopeless(tally, self.patience))
    }

    fn tally_mut(&mut self) -> Option<&mut Tally> {
        self.batch.tallies.get_mut(self.tally)
    }

    fn convert(&mut self, cells: &[Option<&[u8]>]) -> Result<(), Fault> {
        fn keep<T>(table: &mut Option<Vec<T>>, row: Result<T, Fault>) -> Result<(), Fault> {
            table.get_or_insert_with(Vec::new).push(row?);
            Ok(())
        }
        if cells.len() != self.width {
            let message = format!("the row has {} cells, the header {}", cells.len(), self.width);
            return Err(Fault { column: "", code: RowCode::Width, message });
        }
        let row = self.tally().map_or(1, next_row);
        let cells = Cells { cells, at: &self.at, columns: self.columns };
        let batch = &mut *self.batch;
        let sink = &mut Sink {
            gtin: batch.order.gtin,
            items: &mut batch.items,
            words: &mut batch.words,
            last: &mut self.last,
            strange_from: self.strange_from,
            layout: &mut self.layout,
        };
        match self.stream {
            Stream::Pool => keep(&mut batch.pool, convert::pool(row, &cells, sink)),
            Stream::SsccPool => keep(&mut batch.sscc_pool, convert::sscc_pool(row, &cells, sink)),
            Stream::Printer => keep(&mut batch.printer, convert::printer(row, &cells, sink)),
            Stream::Camera => keep(&mut batch.camera, convert::camera(row, &cells, sink)),
            Stream::Agg => keep(&mut batch.agg, convert::agg(row, &cells, sink)),
            Stream::Events => keep(&mut batch.events, convert::events(row, &cells, sink)),
            Stream::Epcis => Ok(()), // never opened as a table
            Stream::L4 => keep(&mut batch.l4, convert::l4(row, &cells, sink)),
            Stream::Wms => keep(&mut batch.wms, convert::wms(row, &cells, sink)),
            Stream::Verify => keep(&mut batch.verify, convert::verify(row, &cells, sink)),
            Stream::Audit => keep(&mut batch.audit, convert::audit(row, &cells, sink)),
        }
    }
}

/// An EPCIS document that is being read, event by event.
#[derive(Debug)]
pub struct Events<'a> {
    batch: &'a mut Batch,
    tally: usize,
    file: Word,
    patience: usize,
}

impl Events<'_> {
    /// Adds the event that `make` forms, given its row number, the file's name, and the tables for its items and words.
    pub fn push(&mut self, make: impl FnOnce(u32, Word, &mut Items, &mut Words) -> EpcisRow) {
        let batch = &mut *self.batch;
        if let Some(tally) = batch.tallies.get_mut(self.tally) {
            let event = make(next_row(tally), self.file, &mut batch.items, &mut batch.words);
            batch.epcis.get_or_insert_with(Vec::new).push(event);
            count(tally, Ok(()));
        }
    }

    /// Lists an event, or the rest of the document, as rejected; `place` names the element within it.
    pub fn reject(&mut self, place: impl Into<String>, code: RowCode, message: impl Into<String>) {
        if let Some(tally) = self.batch.tallies.get_mut(self.tally) {
            count(tally, Err(Fault { column: "", code, message: message.into() }));
            if let Some(rejected) = tally.rejected.last_mut() {
                rejected.column = place.into();
            }
        }
    }

    /// Whether so many events were rejected, and so few used, that reading on only fills memory with reasons.
    #[must_use]
    pub fn is_hopeless(&self) -> bool {
        self.batch.tallies.get(self.tally).is_some_and(|tally| hopeless(tally, self.patience))
    }
}

#[cfg(test)]
#[path = "builder_tests.rs"]
mod tests;
