//! One side of an exchange of serials; the class that people see is written in Python.

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use tallymark_bindings::columns::Naming;
use tallymark_bindings::exchange::{Exchange as Side, ExchangeRequest};

use crate::diff::List;
use crate::error::failed;

/// Bytes in, bytes out.
#[pyclass(module = "tallymark._tallymark")]
pub(crate) struct Exchange(Side);

#[pymethods]
impl Exchange {
    /// A side about a file: what it is asked for, as JSON.
    #[staticmethod]
    fn about_file(py: Python<'_>, request: &[u8], asks: bool) -> PyResult<Self> {
        let side = py.detach(|| Side::open(request, asks));
        side.map(Exchange).map_err(|failure| failed(py, failure))
    }

    /// A side about columns.
    #[staticmethod]
    #[pyo3(signature = (names, asks, *, by, gtin=None, gtins=None, states=None, key=None, tell=true, memory=None))]
    #[allow(clippy::too_many_arguments)] // Python names them
    fn about_columns(
        names: &Bound<'_, PyAny>,
        asks: bool,
        by: &str,
        gtin: Option<&str>,
        gtins: Option<&Bound<'_, PyAny>>,
        states: Option<&Bound<'_, PyAny>>,
        key: Option<String>,
        tell: bool,
        memory: Option<String>,
    ) -> PyResult<Self> {
        let py = names.py();
        let naming = Naming::from_name(by, gtin).map_err(|failure| failed(py, failure))?;
        let list = List::of(names, gtins, states)?;
        let request = ExchangeRequest { key, tell: Some(tell), memory, ..ExchangeRequest::default() };
        let side = py.detach(|| {
            let set = naming.source(list.columns()).pack();
            if asks { Side::ask_with(set, &request) } else { Side::answer_with(set, &request) }
        });
        side.map(Exchange).map_err(|failure| failed(py, failure))
    }

    fn push(&mut self, py: Python<'_>, bytes: &[u8]) -> PyResult<()> {
        py.detach(|| self.0.push(bytes)).map_err(|failure| failed(py, failure))
    }

    fn pull<'py>(&mut self, py: Python<'py>) -> Bound<'py, PyBytes> {
        let bytes = py.detach(|| self.0.pull());
        PyBytes::new(py, &bytes)
    }

    #[getter]
    fn done(&self) -> bool {
        self.0.is_done()
    }

    #[pyo3(signature = (first=None))]
    fn result(&self, py: Python<'_>, first: Option<usize>) -> PyResult<String> {
        py.detach(|| self.0.report_json(first)).map_err(|failure| failed(py, failure))
    }
}
