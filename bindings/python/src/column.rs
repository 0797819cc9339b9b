//! Columns of identifier texts.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use tallymark_bindings::arrow::{self, ColumnError};
use tallymark_bindings::columns::Request;

use crate::arrow::chunks;
use crate::error;
use crate::parse::{flags, kind_named};
use crate::table::Table;

/// Reads a column of identifier texts; nothing is raised for a row, and other threads run meanwhile.
///
/// >>> table = tallymark.parse_column(["(01)09506000134352(21)A1", "(01)09506000134352(21)A 1", None])
/// >>> table["code"]
/// [None, 'ai-charset', None]
/// >>> table["serial"]
/// ['A1', None, None]
///
/// The column may be anything that speaks Arrow (`pyarrow`, `polars`, `pandas` 3, ...) or any iterable of `str`, `bytes`
/// and `None`. The table has `code` (null where valid), `span_start`, `span_end`, and a column of texts for each of
/// `ais`, named `gtin`, `serial`, `lot`, `expiry`, `sscc` or by its digits; longer texts stay in the buffers of the
/// input. `kind` and options are those of `parse`.
///
/// Raises `TypeError` for a column of something else, `ValueError` for unknown `ais`.
#[pyfunction]
#[pyo3(signature = (column, *, kind="auto", ais=None, **options))]
pub(crate) fn parse_column(
    column: &Bound<'_, PyAny>,
    kind: &str,
    ais: Option<Vec<String>>,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<Table> {
    let ais = ais.unwrap_or_else(|| ["gtin", "serial", "lot", "expiry"].map(str::to_owned).into());
    let request = Request::new(kind_named(kind)?, flags(options)?.0, &ais);
    let request = request.map_err(|failure| error::failed(column.py(), failure))?;
    let chunks = chunks(column)?;
    let table = column.py().detach(|| arrow::parse_column(chunks, &request, signals));
    table.map(Table).map_err(Stop::into)
}

/// Ctrl-C ends a long column as it ends a loop.
fn signals() -> Result<(), Stop> {
    #[allow(clippy::redundant_closure_for_method_calls)] // the method alone is not general enough
    Python::attach(|py| py.check_signals()).map_err(Stop::Raised)
}

/// Why a column was not read to its end.
enum Stop {
    Column(ColumnError),
    Raised(PyErr),
}

impl From<ColumnError> for Stop {
    fn from(error: ColumnError) -> Self {
        Stop::Column(error)
    }
}

impl From<Stop> for PyErr {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Column(error) => error::column(&error),
            Stop::Raised(error) => error,
        }
    }
}
