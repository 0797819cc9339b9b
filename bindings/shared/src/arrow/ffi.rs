//! The C data interface: the only unsafe code of this crate.
#![allow(unsafe_code)]

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi, to_ffi};
use arrow_array::ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchIterator, StructArray, make_array};
use arrow_schema::ArrowError;

/// Moves an array in: `array` is left released, as the interface asks; `schema` stays the caller's.
///
/// # Errors
/// A released array, or a layout that the interface does not allow.
///
/// # Safety
/// Both pointers must be valid, aligned and initialised as the Arrow C data interface says, and nobody else may use
/// `array` meanwhile.
pub unsafe fn import_array(
    array: *mut FFI_ArrowArray,
    schema: *const FFI_ArrowSchema,
) -> Result<ArrayRef, ArrowError> {
    // SAFETY: the caller vouches for the pointers; `from_raw` marks the source released, so it is dropped once.
    let (array, schema) = unsafe { (FFI_ArrowArray::from_raw(array), &*schema) };
    if array.is_released() {
        return Err(ArrowError::CDataInterface("the array was already released".into()));
    }
    // SAFETY: the caller vouches that the structs describe live memory of the type they name.
    Ok(make_array(unsafe { from_ffi(array, schema) }?))
}

/// Moves a stream of arrays in: `stream` is left released, as the interface asks.
///
/// # Errors
/// A released stream, or one whose schema cannot be read.
///
/// # Safety
/// The pointer must be valid, aligned and initialised as the Arrow C stream interface says, and nobody else may use
/// the stream meanwhile.
pub unsafe fn import_stream(stream: *mut FFI_ArrowArrayStream) -> Result<ArrayStreamReader, ArrowError> {
    // SAFETY: the caller vouches for the pointer; `from_raw` marks the source released, so it is dropped once.
    unsafe { ArrayStreamReader::from_raw(stream) }
}

/// A table that can be handed out any number of times; every consumer shares the same buffers.
#[derive(Clone, Debug)]
pub struct Exported(StructArray);

impl Exported {
    /// A table with these columns; no row as a whole is null.
    #[must_use]
    pub fn new(table: StructArray) -> Self {
        Exported(table)
    }

    /// The columns.
    #[must_use]
    pub fn table(&self) -> &StructArray {
        &self.0
    }

    /// The C structs of the table as one array of type struct.
    ///
    /// # Errors
    /// A type that the interface cannot name: none that this crate makes.
    pub fn array(&self) -> Result<(FFI_ArrowArray, FFI_ArrowSchema), ArrowError> {
        to_ffi(&self.0.to_data())
    }

    /// The C struct of the table as a stream of one batch.
    #[must_use]
    pub fn stream(&self) -> FFI_ArrowArrayStream {
        let batch = RecordBatch::from(self.0.clone());
        let schema = batch.schema();
        FFI_ArrowArrayStream::new(Box::new(RecordBatchIterator::new([Ok(batch)], schema)))
    }

    /// The C struct of the table's type.
    ///
    /// # Errors
    /// As [`array`](Self::array).
    pub fn schema(&self) -> Result<FFI_ArrowSchema, ArrowError> {
        FFI_ArrowSchema::try_from(self.0.data_type())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use arrow_array::StringArray;
    use arrow_array::cast::AsArray;
    use arrow_schema::{DataType, Field};

    fn table() -> Exported {
        let text: ArrayRef = Arc::new(StringArray::from(vec![Some("a"), None]));
        Exported::new(StructArray::from(vec![(Arc::new(Field::new("text", DataType::Utf8, true)), text)]))
    }

    #[test]
    fn exports_again_and_again() {
        let table = table();
        for _ in 0..2 {
            let (mut array, schema) = table.array().unwrap();
            // SAFETY: both structs were just made by arrow and are used by nobody else.
            let back = unsafe { import_array(&raw mut array, &raw const schema) }.unwrap();
            assert_eq!(back.as_struct(), table.table());
            // SAFETY: as above; the array is released now, which is what is asked here.
            assert!(unsafe { import_array(&raw mut array, &raw const schema) }.is_err());

            let mut stream = table.stream();
            // SAFETY: the stream was just made by arrow and is used by nobody else.
            let batches: Vec<_> =
                unsafe { import_stream(&raw mut stream) }.unwrap().map(Result::unwrap).collect();
            assert_eq!(batches.len(), 1);
            assert_eq!(batches[0].as_struct(), table.table());
        }
    }
}
