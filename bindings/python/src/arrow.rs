//! The Arrow PyCapsule protocol: the only unsafe code of this binding.
#![allow(unsafe_code)]

use std::ffi::CStr;
use std::ptr::NonNull;

use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};
use tallymark_bindings::arrow::{ColumnError, Table, TextChunk, import_array, import_stream};

use crate::error;
use crate::gather::gather;

const ARRAY: &CStr = c"arrow_array";
const SCHEMA: &CStr = c"arrow_schema";
const STREAM: &CStr = c"arrow_array_stream";

/// The chunks of a column, whatever it came as.
pub(crate) type Chunks = Box<dyn Iterator<Item = Result<TextChunk, ColumnError>> + Send>;

/// Reads anything that speaks Arrow, as array or as stream, and otherwise any iterable of texts.
pub(crate) fn chunks(column: &Bound<'_, PyAny>) -> PyResult<Chunks> {
    for (method, read) in [("__arrow_c_array__", from_array as Reader), ("__arrow_c_stream__", from_stream)] {
        if let Some(method) = column.getattr_opt(method)? {
            match method.call0() {
                Ok(capsules) => return read(&capsules),
                // pandas without pyarrow offers the method and cannot keep the promise.
                Err(error) if error.is_instance_of::<PyImportError>(column.py()) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(Box::new(std::iter::once(Ok(gather(column)?))))
}

type Reader = fn(&Bound<'_, PyAny>) -> PyResult<Chunks>;

fn from_array(capsules: &Bound<'_, PyAny>) -> PyResult<Chunks> {
    let (schema, array): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) = capsules.extract()?;
    let (schema, array) = (pointer(&schema, SCHEMA)?, pointer(&array, ARRAY)?);
    // SAFETY: the protocol says that capsules of these names hold these initialised structs; the capsules live until
    // the end of this function and the interpreter is held, so nobody else takes the array meanwhile.
    let array = unsafe { import_array(array.as_ptr().cast(), schema.as_ptr().cast()) };
    let chunk = array.map_err(ColumnError::from).and_then(|array| TextChunk::new(&array));
    Ok(Box::new(std::iter::once(Ok(chunk.map_err(|error| error::column(&error))?))))
}

fn from_stream(capsule: &Bound<'_, PyAny>) -> PyResult<Chunks> {
    let stream = pointer(capsule.cast::<PyCapsule>()?, STREAM)?;
    // SAFETY: as above; the stream is moved out of the capsule, so that it may be read without the interpreter.
    let reader = unsafe { import_stream(stream.as_ptr().cast()) };
    let reader = reader.map_err(|error| error::column(&error.into()))?;
    Ok(Box::new(reader.map(|array| TextChunk::new(&array?))))
}

fn pointer(capsule: &Bound<'_, PyCapsule>, name: &'static CStr) -> PyResult<NonNull<std::ffi::c_void>> {
    capsule.pointer_checked(Some(name))
}

/// What `__arrow_c_array__` answers: schema and array, freshly made for every caller.
pub(crate) fn array_capsules<'py>(py: Python<'py>, table: &Table) -> PyResult<Bound<'py, PyTuple>> {
    let (array, schema) = table.to_array().map_err(|error| error::column(&error.into()))?;
    let schema = PyCapsule::new_with_value(py, schema, SCHEMA)?;
    let array = PyCapsule::new_with_value(py, array, ARRAY)?;
    PyTuple::new(py, [schema, array])
}

/// What `__arrow_c_stream__` answers.
pub(crate) fn stream_capsule<'py>(py: Python<'py>, table: &Table) -> PyResult<Bound<'py, PyCapsule>> {
    PyCapsule::new_with_value(py, table.to_stream(), STREAM)
}

/// What `__arrow_c_schema__` answers.
pub(crate) fn schema_capsule<'py>(py: Python<'py>, table: &Table) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = table.to_schema().map_err(|error| error::column(&error.into()))?;
    PyCapsule::new_with_value(py, schema, SCHEMA)
}
