use std::sync::Arc;

use arrow_array::{ArrayRef, UInt32Array};
use tallymark::Code;
use tallymark::gs1::{self, Text};

use super::views::{self, Homes, Sources};
use super::{ColumnError, Table, TextChunk};
use crate::columns::{Field, Request, Texts, share, take};

/// How many rows a thread reads at a time: so many that they and their cells stay in the processor's cache.
const BLOCK: usize = 1 << 10;

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
    let mut sources = Sources::default();
    let mut held = Vec::new();
    for chunk in chunks {
        go_on()?;
        let chunk = chunk?;
        let homes = sources.add(&chunk);
        held.push((chunk, homes));
    }
    let rows = held.iter().map(|(chunk, _)| chunk.len()).sum();
    let (words, codes) = Words::new();
    let starts = |held: &(TextChunk, Homes)| (0..held.0.len()).step_by(BLOCK);
    let blocks: Vec<_> = held
        .iter()
        .flat_map(|held| starts(held).map(move |start| (held, start, BLOCK.min(held.0.len() - start))))
        .collect();
    let counts: Vec<usize> = blocks.iter().map(|&(.., rows)| rows).collect();
    let mut columns = Columns::new(rows, counts.len(), request.fields().len());
    let mut left = columns.left();
    let jobs = blocks.into_iter().map(|(held, start, rows)| (held, start, left.take(rows)));
    let jobs = jobs.collect();
    let desk = || Desk { columns: request.reader(), texts: Vec::new(), words: &words };
    share(jobs, desk, Desk::work, go_on)?;
    Ok(columns.finish(request, &sources, &codes, &counts))
}

/// The codes as texts of a column.
struct Words(Vec<u128>);

impl Words {
    /// A view for each code by its number, and the buffer that longer ones point into.
    fn new() -> (Self, Sources) {
        let most = Code::ALL.iter().map(|&code| code as usize).max().unwrap_or(0);
        let (mut words, mut own, mut sources) = (vec![0; most + 1], Vec::new(), Sources::default());
        for &code in Code::ALL {
            if let Some(word) = words.get_mut(code as usize) {
                *word = views::made(code.as_str().as_bytes(), &mut own);
            }
        }
        let rows = words.len();
        views::settle(&mut sources, &mut words, [(rows, own)].into_iter());
        (Words(words), sources)
    }
}

/// What a thread works with.
struct Desk<'c> {
    columns: gs1::Columns,
    texts: Vec<Option<Text<'c>>>,
    words: &'c Words,
}

type Job<'c, 'o> = (&'c (TextChunk, Homes), usize, Out<'o>);

impl<'c> Desk<'c> {
    /// Reads the rows from `start` on for which there are places.
    fn work(&mut self, (held, start, out): Job<'c, '_>) {
        let Desk { columns, texts, words } = self;
        let (chunk, homes) = held;
        texts.clear();
        chunk.texts(start..start + out.code.len(), texts);
        columns.read(texts.iter().copied());
        for fault in columns.faults() {
            let row = fault.row;
            if let (Some(code), Some(start), Some(end)) =
                (out.code.get_mut(row), out.span_start.get_mut(row), out.span_end.get_mut(row))
            {
                *code = words.0.get(fault.code as usize).copied().unwrap_or_default();
                (*start, *end) = (fault.span.start, fault.span.end);
            }
        }
        for (field, (views, own)) in out.texts.into_iter().enumerate() {
            for ((at, cells), (text, view)) in columns.cells().enumerate().zip(texts.iter().zip(views)) {
                let Some(cell) = cells.get(field).filter(|cell| !cell.is_nothing()) else { continue };
                let text = text.map(|text| text.bytes()).unwrap_or_default();
                *view = match (cell.cut(), cell.made()) {
                    (Some(range), _) => views::cut((chunk, homes), start + at, text, range, own),
                    (None, range) => {
                        views::made(columns.made().get(range.unwrap_or_default()).unwrap_or_default(), own)
                    }
                };
            }
        }
    }
}

/// The columns of the table under construction: zeros where there is nothing.
struct Columns {
    code: Vec<u128>,
    span_start: Vec<u32>,
    span_end: Vec<u32>,
    texts: Vec<TextViews>,
}

/// The views of an Application Identifier, and by block the texts of our own.
#[derive(Default)]
struct TextViews {
    views: Vec<u128>,
    own: Vec<Vec<u8>>,
}

/// The places for the results of one block.
struct Out<'o> {
    code: &'o mut [u128],
    span_start: &'o mut [u32],
    span_end: &'o mut [u32],
    texts: Vec<(&'o mut [u128], &'o mut Vec<u8>)>,
}

/// The places that no block has yet.
struct Left<'o> {
    code: &'o mut [u128],
    span_start: &'o mut [u32],
    span_end: &'o mut [u32],
    texts: Vec<(&'o mut [u128], &'o mut [Vec<u8>])>,
}

impl Columns {
    fn new(rows: usize, blocks: usize, fields: usize) -> Self {
        let texts = || TextViews { views: vec![0; rows], own: vec![Vec::new(); blocks] };
        Columns {
            code: vec![0; rows],
            span_start: vec![0; rows],
            span_end: vec![0; rows],
            texts: std::iter::repeat_with(texts).take(fields).collect(),
        }
    }

    fn left(&mut self) -> Left<'_> {
        Left {
            code: &mut self.code,
            span_start: &mut self.span_start,
            span_end: &mut self.span_end,
            texts: self.texts.iter_mut().map(|one| (&mut one.views[..], &mut one.own[..])).collect(),
        }
    }

    /// The table; `blocks` are the numbers of rows of the blocks.
    fn finish(self, request: &Request, sources: &Sources, codes: &Sources, blocks: &[usize]) -> Table {
        let wrong = views::present(&self.code);
        let span = |span: Vec<u32>| Arc::new(UInt32Array::new(span.into(), wrong.clone())) as ArrayRef;
        let mut columns = vec![
            ("code", views::column(self.code, codes, wrong.clone())),
            ("span_start", span(self.span_start)),
            ("span_end", span(self.span_end)),
        ];
        let names = request.fields().iter().map(Field::name);
        columns.extend(names.zip(self.texts).map(|(name, TextViews { mut views, own })| {
            let mut sources = sources.clone();
            views::settle(&mut sources, &mut views, blocks.iter().copied().zip(own));
            let nulls = views::present(&views);
            (name, views::column(views, &sources, nulls))
        }));
        Table::new(columns)
    }
}

impl<'o> Left<'o> {
    /// The places of the next block.
    fn take(&mut self, rows: usize) -> Out<'o> {
        let own = |own: &mut &'o mut [Vec<u8>]| take(own, 1).first_mut();
        let texts = self.texts.iter_mut().filter_map(|(views, made)| Some((take(views, rows), own(made)?)));
        Out {
            texts: texts.collect(),
            code: take(&mut self.code, rows),
            span_start: take(&mut self.span_start, rows),
            span_end: take(&mut self.span_end, rows),
        }
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
