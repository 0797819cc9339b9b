//! Plain data as Python has it: the JSON form, read by Python's own reader.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use serde::Serialize;

/// The JSON form as text.
pub(crate) fn dumps(value: &impl Serialize) -> PyResult<String> {
    serde_json::to_string(value).map_err(|error| PyValueError::new_err(error.to_string()))
}

/// The JSON form as dictionaries and lists.
pub(crate) fn loads<'py>(py: Python<'py>, value: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (dumps(value)?,))
}
