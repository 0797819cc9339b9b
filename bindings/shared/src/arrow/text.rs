use std::ops::Range;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, GenericByteArray, GenericByteViewArray, types};
use arrow_buffer::{BooleanBufferBuilder, Buffer, NullBuffer, ScalarBuffer};
use arrow_data::ByteView;
use arrow_schema::DataType;
use tallymark::gs1::Text;

use crate::columns::Texts;

/// Why a table or column cannot be read as texts.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ColumnError {
    /// The column holds something else.
    #[error("expected a column of text, found {0}")]
    NotText(DataType),
    /// A table was given where a column is wanted, and it has more than one.
    #[error("expected one column of text, found a table with the columns {0}; choose one")]
    Table(String),
    /// The producer or the interface refused.
    #[error("{0}")]
    Arrow(#[from] arrow_schema::ArrowError),
}

/// Arrays of text as they arrive, whatever their layout; nothing is copied.
pub struct TextChunk {
    layout: Layout,
    nulls: Option<NullBuffer>,
    len: usize,
}

/// Three ways to lay out texts, dictionaries of these, and columns in which there is nothing at all.
enum Layout {
    Narrow { offsets: ScalarBuffer<i32>, data: Buffer },
    Wide { offsets: ScalarBuffer<i64>, data: Buffer },
    Views { views: ScalarBuffer<u128>, inline: Buffer, buffers: Vec<Buffer> },
    Keyed { keys: Vec<usize>, values: Box<TextChunk> },
    Nothing,
}

impl TextChunk {
    /// Takes an array of text, large text, text views, the binary counterparts of these, or a dictionary of them.
    ///
    /// A table of exactly one column counts as that column.
    ///
    /// # Errors
    /// [`ColumnError::NotText`] for any other type, [`ColumnError::Table`] for a table of several columns.
    pub fn new(array: &ArrayRef) -> Result<Self, ColumnError> {
        let layout = match array.data_type() {
            DataType::Utf8 => narrow(array.as_string::<i32>()),
            DataType::Binary => narrow(array.as_binary::<i32>()),
            DataType::LargeUtf8 => wide(array.as_string::<i64>()),
            DataType::LargeBinary => wide(array.as_binary::<i64>()),
            DataType::Utf8View => views(array.as_string_view()),
            DataType::BinaryView => views(array.as_binary_view()),
            DataType::Dictionary(..) => keyed(array)?,
            DataType::Null => Layout::Nothing,
            DataType::Struct(_) => return Self::only_column(array),
            other => return Err(ColumnError::NotText(other.clone())),
        };
        Ok(TextChunk { layout, nulls: array.nulls().cloned(), len: array.len() })
    }

    /// Texts that were gathered one after the other: row `i` is `data[offsets[i]..offsets[i + 1]]`, except that there
    /// is none in the rows `missing`.
    #[must_use]
    pub fn gathered(data: Vec<u8>, offsets: Vec<i64>, missing: &[usize]) -> Self {
        let len = offsets.len().saturating_sub(1);
        let mut present = BooleanBufferBuilder::new(0);
        if !missing.is_empty() {
            present.append_n(len, true);
            missing.iter().filter(|&&row| row < len).for_each(|&row| present.set_bit(row, false));
        }
        let nulls = (!missing.is_empty()).then(|| NullBuffer::new(present.finish()));
        TextChunk {
            layout: Layout::Wide { offsets: offsets.into(), data: Buffer::from_vec(data) },
            nulls,
            len,
        }
    }

    /// Adds the texts of some rows to `out`, each as part of the buffer that it stands in.
    pub(super) fn texts<'a>(&'a self, rows: Range<usize>, out: &mut Vec<Option<Text<'a>>>) {
        let here = |row| self.nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row));
        match &self.layout {
            Layout::Narrow { offsets, data } => {
                let ends = offsets.get(rows.start..=rows.end).unwrap_or_default();
                out.extend(rows.zip(ends.windows(2)).map(|(row, ends)| match *ends {
                    [start, end] if here(row) => Text::within(data, start as usize..end as usize),
                    _ => None,
                }));
            }
            Layout::Wide { offsets, data } => {
                let ends = offsets.get(rows.start..=rows.end).unwrap_or_default();
                out.extend(rows.zip(ends.windows(2)).map(|(row, ends)| match *ends {
                    [start, end] if here(row) => Text::within(data, start as usize..end as usize),
                    _ => None,
                }));
            }
            _ => out.extend(rows.map(|row| self.get(row).map(Text::whole))),
        }
    }

    fn only_column(array: &ArrayRef) -> Result<Self, ColumnError> {
        let table = array.as_struct();
        match table.columns() {
            [column] => TextChunk::new(column),
            _ => Err(ColumnError::Table(table.column_names().join(", "))),
        }
    }

    /// The buffer that holds a row's text, by its number among the chunk's buffers, and the text's offset in it.
    ///
    /// `None` for texts that are stored within their view.
    pub(super) fn home(&self, row: usize) -> Option<(usize, usize)> {
        match &self.layout {
            Layout::Narrow { offsets, .. } => Some((0, usize::try_from(*offsets.get(row)?).ok()?)),
            Layout::Wide { offsets, .. } => Some((0, usize::try_from(*offsets.get(row)?).ok()?)),
            Layout::Views { views, .. } => {
                let view = ByteView::from(*views.get(row)?);
                (view.length > 12).then_some((view.buffer_index as usize, view.offset as usize))
            }
            Layout::Keyed { keys, values } => values.home(*keys.get(row)?),
            Layout::Nothing => None,
        }
    }

    /// One of the buffers that [`home`](Self::home) names.
    pub(super) fn buffer(&self, number: usize) -> Option<&Buffer> {
        match &self.layout {
            Layout::Narrow { data, .. } | Layout::Wide { data, .. } => (number == 0).then_some(data),
            Layout::Views { buffers, .. } => buffers.get(number),
            Layout::Keyed { values, .. } => values.buffer(number),
            Layout::Nothing => None,
        }
    }
}

impl Texts for TextChunk {
    fn len(&self) -> usize {
        self.len
    }

    fn get(&self, row: usize) -> Option<&[u8]> {
        if row >= self.len || self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            return None;
        }
        match &self.layout {
            Layout::Narrow { offsets, data } => {
                let (from, to) = (*offsets.get(row)?, *offsets.get(row + 1)?);
                data.get(usize::try_from(from).ok()?..usize::try_from(to).ok()?)
            }
            Layout::Wide { offsets, data } => {
                let (from, to) = (*offsets.get(row)?, *offsets.get(row + 1)?);
                data.get(usize::try_from(from).ok()?..usize::try_from(to).ok()?)
            }
            Layout::Views { views, inline, buffers } => {
                let view = ByteView::from(*views.get(row)?);
                let len = view.length as usize;
                let (data, start) = match len {
                    // A short text stands in its view, after the four bytes of its length.
                    0..=12 => (inline, row * 16 + 4),
                    _ => (buffers.get(view.buffer_index as usize)?, view.offset as usize),
                };
                data.get(start..start.checked_add(len)?)
            }
            Layout::Keyed { keys, values } => values.get(*keys.get(row)?),
            Layout::Nothing => None,
        }
    }
}

/// Chunks one after the other, as one column.
#[derive(Default)]
pub struct TextColumn {
    chunks: Vec<TextChunk>,
    /// The row after each chunk.
    ends: Vec<usize>,
}

impl FromIterator<TextChunk> for TextColumn {
    fn from_iter<I: IntoIterator<Item = TextChunk>>(chunks: I) -> Self {
        let mut column = TextColumn::default();
        for chunk in chunks {
            column.ends.push(column.len() + chunk.len());
            column.chunks.push(chunk);
        }
        column
    }
}

impl TextColumn {
    /// The chunk that holds a row, and the chunk's first row.
    fn chunk_of(&self, row: usize) -> Option<(&TextChunk, usize)> {
        let number = self.ends.partition_point(|&end| end <= row);
        let chunk = self.chunks.get(number)?;
        Some((chunk, self.ends.get(number)? - chunk.len()))
    }
}

impl Texts for TextColumn {
    fn len(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    fn get(&self, row: usize) -> Option<&[u8]> {
        let (chunk, first) = self.chunk_of(row)?;
        chunk.get(row - first)
    }

    fn block<'a>(&'a self, first: usize, out: &mut [Option<&'a [u8]>]) {
        let mut done = 0;
        while let Some((chunk, start)) = self.chunk_of(first + done).filter(|_| done < out.len()) {
            let from = first + done - start;
            let rows = (chunk.len() - from).min(out.len() - done);
            let Some(part) = out.get_mut(done..done + rows) else { return };
            chunk.block(from, part);
            done += rows;
        }
        out.iter_mut().skip(done).for_each(|slot| *slot = None);
    }
}

fn narrow<T: types::ByteArrayType<Offset = i32>>(array: &GenericByteArray<T>) -> Layout {
    Layout::Narrow { offsets: array.offsets().inner().clone(), data: array.values().clone() }
}

fn wide<T: types::ByteArrayType<Offset = i64>>(array: &GenericByteArray<T>) -> Layout {
    Layout::Wide { offsets: array.offsets().inner().clone(), data: array.values().clone() }
}

fn views<T: types::ByteViewType + ?Sized>(array: &GenericByteViewArray<T>) -> Layout {
    let views = array.views().clone();
    Layout::Views { inline: views.inner().clone(), views, buffers: array.data_buffers().to_vec() }
}

fn keyed(array: &ArrayRef) -> Result<Layout, ColumnError> {
    let dictionary = array.as_any_dictionary();
    if dictionary.values().is_empty() {
        return Ok(Layout::Nothing);
    }
    let values = TextChunk::new(dictionary.values())?;
    Ok(Layout::Keyed { keys: dictionary.normalized_keys(), values: Box::new(values) })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use arrow_array::types::Int8Type;
    use arrow_array::{
        BinaryArray, BinaryViewArray, DictionaryArray, Int32Array, LargeBinaryArray, LargeStringArray,
        NullArray, StringArray, StringViewArray, StructArray,
    };

    const TEXTS: [Option<&str>; 5] =
        [Some("]d2010950600013435221A1B2"), None, Some(""), Some("short"), Some("twelve bytes")];

    fn layouts() -> Vec<ArrayRef> {
        let bytes = || TEXTS.map(|text| text.map(str::as_bytes));
        vec![
            Arc::new(StringArray::from_iter(TEXTS)),
            Arc::new(LargeStringArray::from_iter(TEXTS)),
            Arc::new(StringViewArray::from_iter(TEXTS)),
            Arc::new(BinaryArray::from_iter(bytes())),
            Arc::new(LargeBinaryArray::from_iter(bytes())),
            Arc::new(BinaryViewArray::from_iter(bytes())),
            Arc::new(DictionaryArray::<Int8Type>::from_iter(TEXTS)),
        ]
    }

    fn read(chunk: &TextChunk) -> Vec<Option<&[u8]>> {
        (0..chunk.len()).map(|row| chunk.get(row)).collect()
    }

    #[test]
    fn every_layout_reads_alike_whole_and_sliced() {
        let expected = TEXTS.map(|text| text.map(str::as_bytes));
        for array in layouts() {
            assert_eq!(read(&TextChunk::new(&array).unwrap()), expected, "{}", array.data_type());
            let slice = array.slice(2, 3);
            let chunk = TextChunk::new(&slice).unwrap();
            assert_eq!(read(&chunk), expected[2..], "{}", array.data_type());
            let mut texts = Vec::new();
            chunk.texts(1..3, &mut texts);
            let texts: Vec<_> = texts.iter().map(|text| text.map(|text| text.bytes())).collect();
            assert_eq!(texts, expected[3..], "{}", array.data_type());
        }
        let gathered = TextChunk::gathered(b"abcd".to_vec(), vec![0, 1, 1, 4], &[1]);
        assert_eq!(read(&gathered), [Some(&b"a"[..]), None, Some(b"bcd")]);
    }

    #[test]
    fn chunks_read_as_one_column() {
        let parts = [&TEXTS[..2], &[], &TEXTS[2..]];
        let chunks = parts
            .map(|part| TextChunk::new(&(Arc::new(StringArray::from(part.to_vec())) as ArrayRef)).unwrap());
        let column: TextColumn = chunks.into_iter().collect();
        let expected = TEXTS.map(|text| text.map(str::as_bytes));
        assert_eq!((0..6).map(|row| column.get(row)).collect::<Vec<_>>(), [&expected[..], &[None]].concat());
        for first in 0..6 {
            let mut block = [Some(&b"left over"[..]); 4];
            column.block(first, &mut block);
            assert_eq!(block.to_vec(), (first..first + 4).map(|row| column.get(row)).collect::<Vec<_>>());
        }
        assert_eq!(TextColumn::default().len(), 0);
    }

    #[test]
    fn home_is_where_the_text_stands() {
        for array in layouts() {
            let chunk = TextChunk::new(&array.slice(0, 1)).unwrap();
            let (buffer, offset) = chunk.home(0).unwrap();
            assert_eq!(chunk.buffer(buffer).unwrap()[offset..][..5], *b"]d201", "{}", array.data_type());
        }
    }

    #[test]
    fn a_table_of_one_column_is_the_column() {
        let text: ArrayRef = Arc::new(StringArray::from(vec!["a"]));
        let number: ArrayRef = Arc::new(Int32Array::from(vec![1]));
        let field = |name: &str, array: &ArrayRef| {
            Arc::new(arrow_schema::Field::new(name, array.data_type().clone(), true))
        };
        let one: ArrayRef = Arc::new(StructArray::from(vec![(field("scan", &text), text.clone())]));
        assert_eq!(read(&TextChunk::new(&one).unwrap()), [Some(&b"a"[..])]);
        let two: ArrayRef = Arc::new(StructArray::from(vec![
            (field("scan", &text), text.clone()),
            (field("n", &number), number.clone()),
        ]));
        let refused = TextChunk::new(&two).err().unwrap().to_string();
        assert!(refused.contains("scan, n"), "{refused}");
        assert!(matches!(TextChunk::new(&number), Err(ColumnError::NotText(DataType::Int32))));
        let nothing: ArrayRef = Arc::new(NullArray::new(2));
        assert_eq!(read(&TextChunk::new(&nothing).unwrap()), [None, None]);
    }
}
