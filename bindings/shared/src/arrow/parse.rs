use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{StringViewBuilder, UInt32Builder};

use super::views::ViewColumn;
use super::{ColumnError, Table, TextChunk};
use crate::columns::{Cell, Field, Parsed, Request, Texts};

/// How many rows are read between two questions whether to go on.
const STEP: usize = 1 << 16;

/// Reads a column chunk by chunk into a table: `code` (null where valid), `span_start` and `span_end`, then a column
/// for every Application Identifier asked for, whose texts point into the buffers of the chunks.
///
/// `go_on` is asked every few ten thousand rows; its error ends the reading.
///
/// # Errors
/// What a chunk or `go_on` says.
pub fn parse_column<E: From<ColumnError>>(
    chunks: impl IntoIterator<Item = Result<TextChunk, ColumnError>>,
    request: &Request,
    mut go_on: impl FnMut() -> Result<(), E>,
) -> Result<Table, E> {
    let mut columns = Columns::new(request);
    let mut parsed = Parsed::default();
    for chunk in chunks {
        let chunk = chunk?;
        columns.texts.iter_mut().for_each(ViewColumn::next_chunk);
        for start in (0..chunk.len()).step_by(STEP) {
            go_on()?;
            parsed.read(&chunk, start..chunk.len().min(start + STEP), request);
            columns.push(&chunk, start, &parsed);
        }
    }
    Ok(columns.finish(request))
}

/// The columns of the table under construction.
#[derive(Default)]
struct Columns {
    code: StringViewBuilder,
    span_start: UInt32Builder,
    span_end: UInt32Builder,
    texts: Vec<ViewColumn>,
}

impl Columns {
    fn new(request: &Request) -> Self {
        Columns {
            texts: request.fields().iter().map(|_| ViewColumn::default()).collect(),
            ..Columns::default()
        }
    }

    fn push(&mut self, chunk: &TextChunk, start: usize, parsed: &Parsed) {
        for error in &parsed.errors {
            self.code.append_option(error.map(|(code, _)| code.as_str()));
            self.span_start.append_option(error.map(|(_, span)| span.start));
            self.span_end.append_option(error.map(|(_, span)| span.end));
        }
        for (field, column) in self.texts.iter_mut().enumerate() {
            for (index, cell) in parsed.cells[field].iter().enumerate() {
                let row = start + index;
                let input = chunk.get(row).unwrap_or_default();
                match (cell, parsed.text(field, index, input)) {
                    (Cell::Cut { start, .. }, Some(text)) => {
                        column.push_cut(chunk, row, *start as usize, text);
                    }
                    (Cell::Made { .. }, Some(text)) => column.push(text),
                    _ => column.push_null(),
                }
            }
        }
    }

    fn finish(mut self, request: &Request) -> Table {
        let mut columns: Vec<(&str, ArrayRef)> = vec![
            ("code", Arc::new(self.code.finish())),
            ("span_start", Arc::new(self.span_start.finish())),
            ("span_end", Arc::new(self.span_end.finish())),
        ];
        let names = request.fields().iter().map(Field::name);
        columns.extend(names.zip(self.texts.into_iter().map(ViewColumn::finish)));
        Table::new(columns)
    }
}
