use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::column::reader::ColumnReader;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};

use super::column::Texts;
use super::{Choice, ListError, Piece, together};

/// Rows taken of every column in turn.
const BLOCK: usize = 1 << 13;

pub(super) fn rows(place: &str, file: File) -> Result<u64, ListError> {
    let reader = guarded(place, || SerializedFileReader::new(file))?;
    Ok(u64::try_from(reader.metadata().file_metadata().num_rows()).unwrap_or_default())
}

pub(super) fn read(
    place: &str,
    file: File,
    choice: &Choice,
    most: usize,
    take: &mut dyn FnMut(&mut Piece) -> Result<(), ListError>,
) -> Result<(), ListError> {
    let reader = guarded(place, || SerializedFileReader::new(file))?;
    let schema = reader.metadata().file_metadata().schema_descr();
    let header: Vec<String> = schema.columns().iter().map(|column| column.path().string()).collect();
    let found = choice.find(place, &header)?;
    let mut piece = choice.piece(&found, most);
    for number in 0..reader.num_row_groups() {
        let group = guarded(place, || reader.get_row_group(number))?;
        let column = |at: usize| Column::open(place, group.as_ref(), at, &header);
        let mut names = column(found.name)?;
        let mut gtins = found.gtin.map(column).transpose()?;
        let mut states = found.states.iter().map(|&at| column(at)).collect::<Result<Vec<_>, _>>()?;
        let mut left = usize::try_from(group.metadata().num_rows()).unwrap_or_default();
        while left > 0 {
            let rows = left.min(BLOCK).min(piece.most - piece.names.len().min(piece.most - 1));
            names.push(place, rows, &mut piece.names)?;
            if let (Some(column), Some(texts)) = (&mut gtins, &mut piece.gtins) {
                column.push(place, rows, texts)?;
            }
            match (&mut states[..], &mut piece.states) {
                ([column], Some(texts)) => column.push(place, rows, texts)?,
                (columns, Some(texts)) => push_together(place, rows, columns, texts)?,
                (_, None) => {}
            }
            left -= rows;
            if piece.is_full() {
                take(&mut piece)?;
            }
        }
    }
    take(&mut piece)
}

/// Several columns that are compared together.
fn push_together(
    place: &str,
    rows: usize,
    columns: &mut [Column],
    texts: &mut Texts,
) -> Result<(), ListError> {
    let mut parts = vec![Texts::default(); columns.len()];
    for (column, part) in columns.iter_mut().zip(&mut parts) {
        column.push(place, rows, part)?;
    }
    let mut scratch = Vec::new();
    for row in 0..rows {
        let cells = parts.iter().map(|part| tallymark::sets::Texts::get(part, row).unwrap_or_default());
        together(cells, &mut scratch);
        texts.push(&scratch);
    }
    Ok(())
}

/// A column of a row group.
struct Column {
    reader: ColumnReader,
    name: String,
    /// The level at which a value is there.
    present: i16,
    levels: Vec<i16>,
}

impl Column {
    fn open(
        place: &str,
        group: &dyn RowGroupReader,
        at: usize,
        header: &[String],
    ) -> Result<Self, ListError> {
        let name = header.get(at).cloned().unwrap_or_default();
        let described = group.metadata().column(at).column_descr_ptr();
        let wrong = |what: &str| ListError::Type {
            place: place.to_owned(),
            column: name.clone(),
            what: what.to_owned(),
        };
        if described.max_rep_level() > 0 {
            return Err(wrong("lists"));
        }
        let reader = guarded(place, || group.get_column_reader(at))?;
        match reader {
            ColumnReader::ByteArrayColumnReader(_)
            | ColumnReader::FixedLenByteArrayColumnReader(_)
            | ColumnReader::Int32ColumnReader(_)
            | ColumnReader::Int64ColumnReader(_) => {}
            ColumnReader::BoolColumnReader(_) => return Err(wrong("yes and no")),
            _ => return Err(wrong("fractions or times")),
        }
        Ok(Column { reader, name, present: described.max_def_level(), levels: Vec::new() })
    }

    /// Puts so many rows behind the texts.
    fn push(&mut self, place: &str, rows: usize, texts: &mut Texts) -> Result<(), ListError> {
        let Column { reader, present, levels, .. } = self;
        let (before, wanted) = (texts.len(), texts.len() + rows);
        let digits = |number: i64, texts: &mut Texts| texts.push(number.to_string().as_bytes());
        while texts.len() < wanted {
            let more = wanted - texts.len();
            let start = texts.len();
            /// The values of the next rows, each handed to a job, absent ones left empty.
            macro_rules! records {
                ($reader:expr, $values:ty, |$value:ident, $texts:ident| $job:expr) => {{
                    let mut values: $values = Vec::with_capacity(more);
                    levels.clear();
                    guarded(place, || $reader.read_records(more, Some(levels), None, &mut values))?;
                    let count = if *present == 0 { values.len() } else { levels.len() };
                    let mut values = values.iter();
                    for row in 0..count {
                        let there = *present == 0 || levels.get(row) == Some(present);
                        match values.by_ref().take(usize::from(there)).next() {
                            Some($value) => {
                                let $texts = &mut *texts;
                                $job
                            }
                            None => texts.push(b""),
                        }
                    }
                }};
            }
            match reader {
                ColumnReader::ByteArrayColumnReader(reader) => {
                    records!(reader, Vec<_>, |value, texts| texts.push(value.data()));
                }
                ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                    records!(reader, Vec<_>, |value, texts| texts.push(value.data()));
                }
                ColumnReader::Int32ColumnReader(reader) => {
                    records!(reader, Vec<i32>, |value, texts| digits(i64::from(*value), texts));
                }
                ColumnReader::Int64ColumnReader(reader) => {
                    records!(reader, Vec<i64>, |value, texts| digits(*value, texts));
                }
                _ => {}
            }
            if texts.len() == start {
                let read = texts.len() - before;
                let message = format!("the column `{}` ends {read} rows into a block of {rows}", self.name);
                return Err(ListError::unreadable(place, &message));
            }
        }
        Ok(())
    }
}

/// The reader of Parquet is not proof against every damaged file: what makes it panic is an error here.
fn guarded<T>(place: &str, read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ListError> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(ListError::unreadable(place, &error)),
        Err(_) => Err(ListError::unreadable(place, &"the file is damaged")),
    }
}
