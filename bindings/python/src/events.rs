//! EPCIS documents as tables.

use pyo3::prelude::*;
use tallymark_bindings::arrow::event_tables;
use tallymark_bindings::document::Source;

use crate::error::failed;
use crate::table::Table;

/// The tables of a document, given as the members that a request has: `input`, `input_hex` or `path`.
#[pyfunction]
#[pyo3(signature = (input=None, input_hex=None, path=None))]
pub(crate) fn read_events(
    py: Python<'_>,
    input: Option<String>,
    input_hex: Option<String>,
    path: Option<String>,
) -> PyResult<(Table, Table, Table, Table)> {
    let source = Source { name: None, input, input_hex, path };
    let tables = py.detach(|| event_tables(source)).map_err(|failure| failed(py, failure))?;
    Ok((Table(tables.events), Table(tables.epcs), Table(tables.quantities), Table(tables.rejected)))
}
