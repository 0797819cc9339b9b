//! The way in through the C data interface.
#![allow(unsafe_code)]

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{ArrayRef, make_array};
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

#[cfg(test)]
mod tests {
    use super::super::Table;
    use super::*;
    use arrow_array::cast::AsArray;
    use arrow_array::{Array, StringArray};

    #[test]
    fn what_goes_out_comes_back_again_and_again() {
        let table =
            Table::new([("text", std::sync::Arc::new(StringArray::from(vec![Some("a"), None])) as ArrayRef)]);
        for _ in 0..2 {
            let (mut array, schema) = table.to_array().unwrap();
            // SAFETY: both structs were just made by arrow and are used by nobody else.
            let back = unsafe { import_array(&raw mut array, &raw const schema) }.unwrap();
            assert_eq!(
                back.as_struct().column(0).as_string::<i32>().iter().collect::<Vec<_>>(),
                [Some("a"), None]
            );
            // SAFETY: as above; the array is released now, which is what is asked here.
            assert!(unsafe { import_array(&raw mut array, &raw const schema) }.is_err());

            let mut stream = table.to_stream();
            // SAFETY: the stream was just made by arrow and is used by nobody else.
            let reader = unsafe { import_stream(&raw mut stream) }.unwrap();
            assert_eq!(reader.map(|batch| batch.unwrap().len()).collect::<Vec<_>>(), [2]);
        }
    }
}
