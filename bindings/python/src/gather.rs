//! Texts out of plain Python objects.

use std::borrow::Cow;

use pyo3::exceptions::{PyTypeError, PyUnicodeEncodeError};
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyFloat, PyMemoryView, PyString};
use tallymark_bindings::arrow::TextChunk;

/// The bytes of a `str` or of anything bytes-like.
///
/// A `str` that came from undecodable bytes (`surrogateescape`) gives those bytes back, so that they are judged and not
/// refused before anybody looked.
pub(crate) fn bytes<'a>(object: &'a Bound<'_, PyAny>) -> PyResult<Cow<'a, [u8]>> {
    if let Ok(string) = object.cast::<PyString>() {
        return match string.to_cow() {
            Ok(Cow::Borrowed(text)) => Ok(Cow::Borrowed(text.as_bytes())),
            Ok(Cow::Owned(text)) => Ok(Cow::Owned(text.into_bytes())),
            Err(_) => escaped(string),
        };
    }
    if let Ok(bytes) = object.cast::<PyBytes>() {
        return Ok(Cow::Borrowed(bytes.as_bytes()));
    }
    if object.is_instance_of::<PyByteArray>() || object.is_instance_of::<PyMemoryView>() {
        let bytes = object.py().get_type::<PyBytes>().call1((object,))?;
        return Ok(Cow::Owned(bytes.cast::<PyBytes>()?.as_bytes().to_vec()));
    }
    Err(PyTypeError::new_err(format!("expected str or bytes, found {}", object.get_type().name()?)))
}

fn escaped<'a>(string: &Bound<'_, PyString>) -> PyResult<Cow<'a, [u8]>> {
    let encode = |errors: &str| string.call_method1("encode", ("utf-8", errors));
    let bytes = encode("surrogateescape").or_else(|error| {
        if error.is_instance_of::<PyUnicodeEncodeError>(string.py()) {
            encode("surrogatepass")
        } else {
            Err(error)
        }
    })?;
    Ok(Cow::Owned(bytes.cast::<PyBytes>()?.as_bytes().to_vec()))
}

/// One column out of any iterable of `str`, `bytes` and `None`; a NaN is a missing value, as in pandas.
pub(crate) fn gather(column: &Bound<'_, PyAny>) -> PyResult<TextChunk> {
    if column.is_instance_of::<PyString>() || column.is_instance_of::<PyBytes>() {
        return Err(PyTypeError::new_err(
            "expected a column of texts, found a single one; use tallymark.parse",
        ));
    }
    let (mut data, mut ends, mut present) = (Vec::new(), Vec::new(), Vec::new());
    for (row, object) in column.try_iter()?.enumerate() {
        let object = object?;
        let here = !is_missing(&object);
        if here {
            let text = bytes(&object);
            data.extend_from_slice(
                &text.map_err(|error| {
                    PyTypeError::new_err(format!("row {row}: {}", error.value(column.py())))
                })?,
            );
        }
        ends.push(data.len());
        present.push(here);
    }
    Ok(TextChunk::gathered(data, &ends, present))
}

fn is_missing(object: &Bound<'_, PyAny>) -> bool {
    object.is_none()
        || object.cast::<PyFloat>().is_ok_and(|number| number.value().is_nan())
        || object.get_type().name().is_ok_and(|name| name == "NAType")
}
