use std::sync::{Arc, Mutex};

use arrow_array::ArrayRef;
use arrow_array::builder::{StringViewBuilder, UInt32Builder};

use super::views::ViewColumn;
use super::{ColumnError, Table, TextChunk};
use crate::columns::{Cell, Field, Parsed, Request, Texts};

/// How many rows a thread reads at a time.
const BLOCK: usize = 1 << 15;

/// Reads a column chunk by chunk into a table: `code` (null where valid), `span_start` and `span_end`, then a column
/// for every Application Identifier asked for, whose texts point into the buffers of the chunks.
///
/// All processors take part where there are many rows; `go_on` is asked meanwhile, and its error ends the reading.
///
/// # Errors
/// What a chunk or `go_on` says.
pub fn parse_column<E: From<ColumnError>>(
    chunks: impl IntoIterator<Item = Result<TextChunk, ColumnError>>,
    request: &Request,
    mut go_on: impl FnMut() -> Result<(), E>,
) -> Result<Table, E> {
    let mut columns = Columns::new(request);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut parsed: Vec<Parsed> = std::iter::repeat_with(Parsed::default).take(threads).collect();
    for chunk in chunks {
        let chunk = chunk?;
        columns.texts.iter_mut().for_each(ViewColumn::next_chunk);
        for start in (0..chunk.len()).step_by(BLOCK * threads) {
            go_on()?;
            let starts = (start..chunk.len()).step_by(BLOCK);
            let blocks: Vec<_> = starts.zip(&mut parsed).collect();
            read(&chunk, blocks, request);
            for (start, parsed) in (start..chunk.len()).step_by(BLOCK).zip(&parsed) {
                columns.push(&chunk, start, parsed);
            }
        }
    }
    Ok(columns.finish(request))
}

/// Reads some blocks of a chunk, each from its first row on. This thread and as many more as it can get take what is
/// left until nothing is.
fn read(chunk: &TextChunk, blocks: Vec<(usize, &mut Parsed)>, request: &Request) {
    let helpers = blocks.len().saturating_sub(1);
    let left = Mutex::new(blocks.into_iter());
    let next = || left.lock().ok().and_then(|mut left| left.next());
    let work = || {
        while let Some((start, parsed)) = next() {
            parsed.read(chunk, start..chunk.len().min(start + BLOCK), request);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..helpers {
            if std::thread::Builder::new().spawn_scoped(scope, work).is_err() {
                break;
            }
        }
        work();
    });
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

#[cfg(test)]
mod tests {
    use super::super::Value;
    use super::*;
    use crate::{Kind, ParseOptions};
    use arrow_array::StringArray;

    fn request() -> Request {
        Request::new(Kind::Auto, ParseOptions::default(), &["serial"]).unwrap()
    }

    #[test]
    fn blocks_and_chunks_come_back_in_order() {
        let rows = 3 * BLOCK + 5;
        let texts = StringArray::from_iter((0..rows).map(|row| match row % 7 {
            0 => None,
            1 => Some(format!("(01)09506000134352(21){row} ")),
            _ => Some(format!("(01)09506000134352(21)serial-{row:08}")),
        }));
        let texts: ArrayRef = Arc::new(texts);
        let cuts = [0, 10, 10, 2 * BLOCK, rows];
        let chunks = cuts.windows(2).map(|cut| TextChunk::new(&texts.slice(cut[0], cut[1] - cut[0])));
        let table = parse_column(chunks, &request(), || Ok::<_, ColumnError>(())).unwrap();
        assert_eq!(table.rows(), rows);
        for row in 0..rows {
            let serial = format!("serial-{row:08}");
            let (code, expected) = match row % 7 {
                0 => (Value::Null, Value::Null),
                1 => (Value::Text("ai-charset"), Value::Null),
                _ => (Value::Null, Value::Text(&serial)),
            };
            assert_eq!((table.value("code", row), table.value("serial", row)), (code, expected), "row {row}");
        }
    }

    #[test]
    fn reading_ends_when_it_is_told_to() {
        let texts: ArrayRef = Arc::new(StringArray::from(vec!["(00)395060001340000018"]));
        let stop = || Err(ColumnError::Table("enough".into()));
        assert!(parse_column([TextChunk::new(&texts)], &request(), stop).is_err());
    }
}
