//! Texts out of plain Python objects.

use std::borrow::Cow;

use pyo3::exceptions::{PyTypeError, PyUnicodeEncodeError};
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyFloat, PyList, PyMemoryView, PyString, PyTuple};
use tallymark_bindings::arrow::TextChunk;

/// The bytes of a `str` or of anything bytes-like.
///
/// A `str` that came from undecodable bytes (`surrogateescape`) gives those bytes back, so that they are judged and not
/// refused before anybody looked.
pub(crate) fn bytes<'a>(object: &'a Bound<'_, PyAny>) -> PyResult<Cow<'a, [u8]>> {
    if let Ok(string) = object.cast::<PyString>() {
        return string.to_str().map_or_else(|_| escaped(string), |text| Ok(Cow::Borrowed(text.as_bytes())));
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
    let mut gathered = Gathered::default();
    // By their places, lists and tuples go several times as fast as by an iterator of Python's.
    if let Ok(list) = column.cast_exact::<PyList>() {
        gathered.reserve(list.len());
        list.iter().try_for_each(|object| gathered.push(&object))?;
    } else if let Ok(tuple) = column.cast_exact::<PyTuple>() {
        gathered.reserve(tuple.len());
        tuple.iter_borrowed().try_for_each(|object| gathered.push(&object))?;
    } else {
        column.try_iter()?.try_for_each(|object| gathered.push(&object?))?;
    }
    Ok(gathered.finish())
}

/// Texts one behind the other.
struct Gathered {
    data: Vec<u8>,
    offsets: Vec<i64>,
    missing: Vec<usize>,
}

impl Default for Gathered {
    fn default() -> Self {
        Gathered { data: Vec::new(), offsets: vec![0], missing: Vec::new() }
    }
}

impl Gathered {
    fn reserve(&mut self, rows: usize) {
        /// A scan of a pack as it usually is.
        const USUAL: usize = 56;
        self.data.reserve(rows.saturating_mul(USUAL));
        self.offsets.reserve(rows);
    }

    #[inline]
    fn push(&mut self, object: &Bound<'_, PyAny>) -> PyResult<()> {
        match object.cast_exact::<PyString>().ok().and_then(|string| string.to_str().ok()) {
            Some(text) => self.data.extend_from_slice(text.as_bytes()),
            None => self.push_other(object)?,
        }
        self.offsets.push(self.data.len() as i64);
        Ok(())
    }

    #[cold]
    fn push_other(&mut self, object: &Bound<'_, PyAny>) -> PyResult<()> {
        let row = self.offsets.len() - 1;
        if is_missing(object) {
            self.missing.push(row);
            return Ok(());
        }
        let text = bytes(object)
            .map_err(|error| PyTypeError::new_err(format!("row {row}: {}", error.value(object.py()))))?;
        self.data.extend_from_slice(&text);
        Ok(())
    }

    fn finish(self) -> TextChunk {
        TextChunk::gathered(self.data, self.offsets, &self.missing)
    }
}

fn is_missing(object: &Bound<'_, PyAny>) -> bool {
    object.is_none()
        || object.cast::<PyFloat>().is_ok_and(|number| number.value().is_nan())
        || object.get_type().name().is_ok_and(|name| name == "NAType")
}
