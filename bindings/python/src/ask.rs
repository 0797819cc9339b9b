//! The door for requests.

use pyo3::prelude::*;

use crate::json::dumps;

/// Answers one request, JSON in and JSON out; the interpreter is free meanwhile.
#[pyfunction]
pub(crate) fn ask(py: Python<'_>, request: &[u8]) -> PyResult<String> {
    let answer = py.detach(|| tallymark_bindings::ask(request));
    dumps(&answer)
}
