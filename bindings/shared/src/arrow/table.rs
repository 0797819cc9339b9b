use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, to_ffi};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchIterator, StructArray, types};
use arrow_schema::{ArrowError, DataType, Field};

/// A table of results. It can be handed out any number of times; every consumer shares the same buffers.
#[derive(Clone, Debug)]
pub struct Table(StructArray);

impl Table {
    /// A table with these columns, which must be equally long; no row as a whole is null.
    pub(super) fn new<'a>(columns: impl IntoIterator<Item = (&'a str, ArrayRef)>) -> Self {
        let nullable = |(name, array): (&str, ArrayRef)| {
            (Arc::new(Field::new(name, array.data_type().clone(), true)), array)
        };
        Table(StructArray::from(columns.into_iter().map(nullable).collect::<Vec<_>>()))
    }

    /// The table as a column of records.
    pub(super) fn into_array(self) -> ArrayRef {
        Arc::new(self.0)
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.0.len()
    }

    /// The names of the columns, in order.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        self.0.column_names()
    }

    /// The value at a row of a column; [`Value::Null`] where there is none.
    #[must_use]
    pub fn value(&self, column: &str, row: usize) -> Value<'_> {
        self.0.column_by_name(column).map_or(Value::Null, |column| value(column, row))
    }

    /// The C structs of the table, as one array of type struct.
    ///
    /// # Errors
    /// A type that the interface cannot name: none that a table has.
    pub fn to_array(&self) -> Result<(FFI_ArrowArray, FFI_ArrowSchema), ArrowError> {
        to_ffi(&self.0.to_data())
    }

    /// The C struct of the table, as a stream of one batch.
    #[must_use]
    pub fn to_stream(&self) -> FFI_ArrowArrayStream {
        let batch = RecordBatch::from(self.0.clone());
        let schema = batch.schema();
        FFI_ArrowArrayStream::new(Box::new(RecordBatchIterator::new([Ok(batch)], schema)))
    }

    /// The C struct of the table's type.
    ///
    /// # Errors
    /// As [`to_array`](Self::to_array).
    pub fn to_schema(&self) -> Result<FFI_ArrowSchema, ArrowError> {
        FFI_ArrowSchema::try_from(self.0.data_type())
    }
}

/// One value of a table, for languages that want it without an Arrow library.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value<'a> {
    /// No value.
    Null,
    /// A flag.
    Flag(bool),
    /// A whole number.
    Integer(i64),
    /// A fraction.
    Float(f64),
    /// Text.
    Text(&'a str),
    /// A time, in microseconds since 1970-01-01T00:00:00Z.
    Time(i64),
    /// Several values.
    List(Vec<Value<'a>>),
    /// Named values.
    Record(Vec<(&'a str, Value<'a>)>),
}

/// The types that tables have; anything else would be shown as missing, and a test sees to it that nothing is.
fn value(array: &ArrayRef, row: usize) -> Value<'_> {
    if row >= array.len() || array.is_null(row) {
        return Value::Null;
    }
    match array.data_type() {
        DataType::Boolean => Value::Flag(array.as_boolean().value(row)),
        DataType::UInt32 => Value::Integer(array.as_primitive::<types::UInt32Type>().value(row).into()),
        DataType::Int64 => Value::Integer(array.as_primitive::<types::Int64Type>().value(row)),
        DataType::Float64 => Value::Float(array.as_primitive::<types::Float64Type>().value(row)),
        DataType::Utf8 => Value::Text(array.as_string::<i32>().value(row)),
        DataType::Utf8View => Value::Text(array.as_string_view().value(row)),
        DataType::Timestamp(..) => {
            Value::Time(array.as_primitive::<types::TimestampMicrosecondType>().value(row))
        }
        DataType::List(_) => {
            let list = array.as_list::<i32>();
            let (from, to) = (list.value_offsets()[row] as usize, list.value_offsets()[row + 1] as usize);
            Value::List((from..to).map(|row| value(list.values(), row)).collect())
        }
        DataType::Struct(fields) => {
            let members = fields.iter().zip(array.as_struct().columns());
            Value::Record(
                members.map(|(field, column)| (field.name().as_str(), value(column, row))).collect(),
            )
        }
        _ => Value::Null,
    }
}
