//! Failures as Python exceptions.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyTuple, PyType};
use tallymark_bindings::Failure;
use tallymark_bindings::arrow::ColumnError;
use tallymark_bindings::report::ParseReport;

/// A call that has no answer.
pub(crate) fn failed(py: Python<'_>, failure: Failure) -> PyErr {
    exception(py, failure, None, Vec::new()).map_or_else(|error| error, PyErr::from_value)
}

/// A text that is not valid; the first error is raised, the others go with it.
pub(crate) fn refused(py: Python<'_>, report: ParseReport) -> PyErr {
    let Some(first) = report.error else { return PyValueError::new_err("invalid") };
    let others = report.errors.into_iter().map(|error| exception(py, error.into(), None, Vec::new()));
    others
        .collect::<PyResult<Vec<_>>>()
        .and_then(|others| exception(py, first.into(), Some(report.kind), others))
        .map_or_else(|error| error, PyErr::from_value)
}

/// A column that cannot be read is a wrong type, as everywhere in Python.
pub(crate) fn column(error: &ColumnError) -> PyErr {
    match error {
        ColumnError::Arrow(_) => PyValueError::new_err(error.to_string()),
        _ => PyTypeError::new_err(error.to_string()),
    }
}

/// The class is Python's own: the stable ABI below 3.12 cannot subclass a built-in exception from Rust.
fn exception<'py>(
    py: Python<'py>,
    failure: Failure,
    kind: Option<&str>,
    errors: Vec<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let named = PyDict::new(py);
    named.set_item("code", failure.code)?;
    named.set_item("span", failure.span.map(|[start, end]| (start, end)))?;
    named.set_item("ai", failure.ai.as_deref())?;
    named.set_item("help", failure.help.as_deref())?;
    named.set_item("fixes", PyTuple::new(py, failure.fixes)?)?;
    named.set_item("errors", PyTuple::new(py, errors)?)?;
    named.set_item("kind", kind)?;
    named.set_item("place", failure.place.as_deref())?;
    CLASS.import(py, "tallymark._errors", "TallymarkError")?.call((failure.message,), Some(&named))
}
