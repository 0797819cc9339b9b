//! Streams as Parquet files, row group by row group.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{LogicalType, TimeUnit};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use parquet::schema::types::Type;
use tallymark::batch::{Builder, RowCode, Stream, Table, Time};

use crate::load::abandon;
use crate::meter::Meter;
use crate::names::{Named, Packing};
use crate::source::Input;

/// Rows between two calls of the watcher.
const STEP: u64 = 1 << 13;

/// Reads a Parquet file into the batch; an error is the reason why nothing can be read of it.
pub(crate) fn read(
    input: Input<'_>,
    file: &Named,
    meter: &Meter<'_>,
    builder: &mut Builder,
) -> Result<(), String> {
    let name = &file.name;
    if file.packing != Packing::Plain {
        return Err(format!("stream-format: {name}: Parquet packs its columns itself; unpack the file"));
    }
    let unreadable = |what: String| format!("stream-unreadable: {name}: {what}");
    let size = input.len().unwrap_or(0);
    let reader: Box<dyn FileReader> = match input {
        Input::File(file) => Box::new(open(file).map_err(unreadable)?),
        Input::Bytes(bytes) => Box::new(open_bytes(Bytes::copy_from_slice(bytes)).map_err(unreadable)?),
        // The directory of a Parquet file is at its end.
        Input::Stream(mut stream) => {
            let mut bytes = Vec::new();
            stream.read_to_end(&mut bytes).map_err(|error| unreadable(error.to_string()))?;
            Box::new(open_bytes(bytes.into()).map_err(unreadable)?)
        }
    };
    let columns = Columns::of(reader.as_ref(), file.stream).map_err(unreadable)?;
    let header: Vec<&str> = columns.names.iter().map(String::as_str).collect();
    let table =
        builder.open(file.stream, name, &header).map_err(|error| format!("{}: {error}", error.code()))?;
    rows(reader.as_ref(), &columns, size, meter, table);
    Ok(())
}

fn open(file: File) -> Result<SerializedFileReader<File>, String> {
    guarded(|| SerializedFileReader::new(file))
}

fn open_bytes(bytes: Bytes) -> Result<SerializedFileReader<Bytes>, String> {
    guarded(|| SerializedFileReader::new(bytes))
}

/// The reader of Parquet is not proof against every damaged file: what makes it panic is an error here.
fn guarded<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("the file is damaged".to_owned()),
    }
}

fn rows(reader: &dyn FileReader, columns: &Columns, size: u64, meter: &Meter<'_>, mut table: Table<'_>) {
    let total = u64::try_from(reader.metadata().file_metadata().num_rows()).unwrap_or(0).max(1);
    let mut rows = match guarded(|| reader.get_row_iter(Some(columns.projection.clone()))) {
        Ok(rows) => rows,
        Err(message) => return table.reject("", RowCode::Truncated, message),
    };
    let mut count = 0u64;
    loop {
        let row = match guarded(|| rows.next().transpose()) {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(message) => {
                table.reject("", RowCode::Truncated, format!("{message}; what follows is not known"));
                break;
            }
        };
        push(&row, columns, &mut table);
        count += 1;
        if count.is_multiple_of(STEP) {
            // How many bytes that was is known to the reader alone; the share of the rows is close to it.
            let share = u128::from(size) * u128::from(STEP) / u128::from(total);
            let share = usize::try_from(share).unwrap_or(usize::MAX);
            meter.count_stored(share);
            if meter.count_unpacked(share).is_err() {
                break;
            }
        }
        if abandon(&mut table) {
            break;
        }
    }
}

/// The columns of the file that the stream knows.
struct Columns {
    names: Vec<String>,
    /// For every column, whether and how its numbers are times.
    times: Vec<Option<Stamp>>,
    projection: Type,
}

#[derive(Clone, Copy)]
struct Stamp {
    utc: bool,
    per_second: i64,
}

impl Columns {
    fn of(reader: &dyn FileReader, stream: Stream) -> Result<Columns, String> {
        let schema = reader.metadata().file_metadata().schema();
        let known = |field: &&Arc<Type>| {
            let name = field.name().trim().to_ascii_lowercase();
            Builder::columns(stream).any(|column| column == name)
        };
        let fields: Vec<Arc<Type>> = schema.get_fields().iter().filter(known).cloned().collect();
        let names = fields.iter().map(|field| field.name().to_owned()).collect();
        let times = fields.iter().map(|field| stamp(field)).collect();
        let projection =
            Type::group_type_builder(schema.name()).with_fields(fields).build().map_err(|e| e.to_string())?;
        Ok(Columns { names, times, projection })
    }
}

fn stamp(field: &Type) -> Option<Stamp> {
    match field.get_basic_info().logical_type_ref() {
        Some(LogicalType::Timestamp(timestamp)) => {
            let per_second = match timestamp.unit {
                TimeUnit::MILLIS => 1_000,
                TimeUnit::MICROS => 1_000_000,
                TimeUnit::NANOS => 1_000_000_000,
            };
            Some(Stamp { utc: timestamp.is_adjusted_to_u_t_c, per_second })
        }
        _ => None,
    }
}

fn push(row: &Row, columns: &Columns, table: &mut Table<'_>) {
    let mut cells: Vec<Option<Cow<'_, [u8]>>> = Vec::with_capacity(columns.names.len());
    for ((name, field), time) in row.get_column_iter().zip(&columns.times) {
        let cell: Option<Cow<'_, [u8]>> = match field {
            Field::Null => None,
            Field::Str(text) => Some(Cow::Borrowed(text.as_bytes())),
            Field::Bytes(bytes) => Some(Cow::Borrowed(bytes.data())),
            Field::TimestampMillis(count) => Some(instant(*count, time.unwrap_or(UTC_MILLIS))),
            Field::TimestampMicros(count) => Some(instant(*count, time.unwrap_or(UTC_MICROS))),
            Field::Long(count) => match time {
                Some(stamp) => Some(instant(*count, *stamp)),
                None => Some(Cow::Owned(count.to_string().into_bytes())),
            },
            Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => {
                let message = format!("the column `{name}` holds lists or groups, not text or numbers");
                return table.reject("", RowCode::Type, message);
            }
            other => Some(Cow::Owned(other.to_string().into_bytes())),
        };
        cells.push(cell);
    }
    let cells: Vec<Option<&[u8]>> = cells.iter().map(Option::as_deref).collect();
    table.push(&cells);
}

const UTC_MILLIS: Stamp = Stamp { utc: true, per_second: 1_000 };
const UTC_MICROS: Stamp = Stamp { utc: true, per_second: 1_000_000 };

/// A count of parts of seconds since 1970 as RFC 3339 text. A local time stays one without offset: which instant it
/// means is not in the file.
fn instant(count: i64, stamp: Stamp) -> Cow<'static, [u8]> {
    let nanos = count.rem_euclid(stamp.per_second) * (1_000_000_000 / stamp.per_second);
    let seconds = count.div_euclid(stamp.per_second);
    let text = match Time::new(seconds, i32::try_from(nanos).unwrap_or(0)) {
        Ok(time) if stamp.utc => time.to_string(),
        Ok(time) => time.to_string().trim_end_matches('Z').to_owned(),
        Err(_) => count.to_string(),
    };
    Cow::Owned(text.into_bytes())
}

#[cfg(test)]
#[path = "parquet_tests.rs"]
mod tests;
