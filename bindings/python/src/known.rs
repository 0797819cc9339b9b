//! The serials that a line may use.

use pyo3::prelude::*;
use tallymark_bindings::columns::Naming;
use tallymark_bindings::pool::{Known as Pool, word};

use crate::diff::List;
use crate::error::failed;

/// The serials that a line may use: is this one in the pool, was it used?
///
/// >>> pool = tallymark.Known(["A1", "A2"], by="serial", gtin="09506000134352")
/// >>> pool.use_up("(01)09506000134352(21)A1"), pool.use_up("010950600013435221A1"), pool.use_up("(01)09506000134352(21)A9")
/// ('first', 'again', 'unknown')
/// >>> len(pool), pool.used
/// (2, 1)
///
/// The pool is given as a column, as in `tallymark.diff`; a text asked for is an identifier in any form, or a bare serial.
#[pyclass(module = "tallymark")]
pub(crate) struct Known(Pool);

#[pymethods]
impl Known {
    #[new]
    #[pyo3(signature = (names, *, by="identifier", gtin=None, gtins=None))]
    fn new(
        names: &Bound<'_, PyAny>,
        by: &str,
        gtin: Option<&str>,
        gtins: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let py = names.py();
        let naming = Naming::from_name(by, gtin).map_err(|failure| failed(py, failure))?;
        let list = List::of(names, gtins, None)?;
        Ok(Known(py.detach(|| Pool::of(&naming.source(list.columns()).pack()))))
    }

    /// Uses it up: `first`, `again`, or `unknown` if it is not in the pool.
    fn use_up(&mut self, py: Python<'_>, text: &str) -> PyResult<&'static str> {
        self.0.use_up(text.as_bytes()).map(word).map_err(|failure| failed(py, failure))
    }

    /// Whether it was used.
    fn is_used(&self, py: Python<'_>, text: &str) -> PyResult<bool> {
        self.0.is_used(text.as_bytes()).map_err(|failure| failed(py, failure))
    }

    /// How many were used.
    #[getter]
    fn used(&self) -> u64 {
        self.0.used()
    }

    fn __contains__(&self, py: Python<'_>, text: &str) -> PyResult<bool> {
        self.0.contains(text.as_bytes()).map_err(|failure| failed(py, failure))
    }

    fn __len__(&self) -> usize {
        self.0.size()
    }

    fn __repr__(&self) -> String {
        format!("<tallymark.Known: {} serials, {} used>", self.0.size(), self.0.used())
    }
}
