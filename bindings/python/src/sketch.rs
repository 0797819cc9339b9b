//! Lists as small tables of sums.

use std::borrow::Cow;

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use tallymark::sets::{Sketch as Core, SketchError, SketchKey};
use tallymark_bindings::arrow;
use tallymark_bindings::columns::Naming;
use tallymark_bindings::sketch;

use crate::diff::List;
use crate::error::failed;
use crate::table::Table;

/// A list of any length as a table of sums: where one list is added and another subtracted, equal rows cancel, and what
/// remains can be read from it, exactly. Sketches of parts of a list, made anywhere, add up.
///
/// >>> key = bytes(range(16))
/// >>> sketch = tallymark.Sketch(key, bits=6)
/// >>> sketch.add(["A1", "A2"], by="serial")
/// 0
/// >>> other = tallymark.Sketch(key, bits=6)
/// >>> other.add(["A2", "A3"], by="serial")
/// 0
/// >>> sketch.subtract(other)
/// >>> sketch.surplus().to_pylist()
/// [{'key': 'A1', 'state': None, 'net': 1}, {'key': 'A3', 'state': None, 'net': -1}]
///
/// The key is a secret of 16 bytes, the same for all sketches of a comparison; no result depends on it. A sketch of `bits` has
/// `3 * 2**bits` cells of 32 bytes and holds about `2.3 * 2**bits` rows that differ. What is named equally often on both
/// sides cancels too: a sketch finds rows that differ, not duplicates as such.
#[pyclass(module = "tallymark")]
pub(crate) struct Sketch(Core);

#[pymethods]
impl Sketch {
    #[new]
    #[pyo3(signature = (key, bits=14))]
    fn new(py: Python<'_>, key: &[u8], bits: u32) -> PyResult<Self> {
        Ok(Sketch(Core::new(secret(py, key)?, bits)))
    }

    /// A sketch from its bytes; `key` is that of which it was made.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, key: &[u8], bytes: &[u8]) -> PyResult<Self> {
        let key = secret(py, key)?;
        py.detach(|| Core::from_bytes(key, bytes)).map(Sketch).map_err(|error| wrong(py, error))
    }

    /// The bits for so many rows that differ.
    #[staticmethod]
    fn bits_for(differences: usize) -> u32 {
        Core::bits_for(differences)
    }

    /// Adds rows, given as columns as in `tallymark.diff`; says how many of them name nothing.
    #[pyo3(signature = (names, *, by="identifier", gtin=None, gtins=None, states=None))]
    fn add(
        &mut self,
        names: &Bound<'_, PyAny>,
        by: &str,
        gtin: Option<&str>,
        gtins: Option<&Bound<'_, PyAny>>,
        states: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<usize> {
        let py = names.py();
        let naming = Naming::from_name(by, gtin).map_err(|failure| failed(py, failure))?;
        let list = List::of(names, gtins, states)?;
        let rejected = py.detach(|| self.0.add(naming.source(list.columns())));
        rejected.map(|rows| rows.len()).map_err(|error| wrong(py, error))
    }

    /// Adds the rows of another part of the same list.
    fn merge(&mut self, py: Python<'_>, other: &Sketch) -> PyResult<()> {
        self.0.merge(&other.0).map_err(|error| wrong(py, error))
    }

    /// Takes the rows of another list away.
    fn subtract(&mut self, py: Python<'_>, other: &Sketch) -> PyResult<()> {
        self.0.subtract(&other.0).map_err(|error| wrong(py, error))
    }

    /// What was added more often than subtracted, or less often: `key`, `state`, `net`. All of it, or a `TallymarkError`
    /// `sketch-overfull`.
    fn surplus(&self, py: Python<'_>) -> PyResult<Table> {
        let found = py.detach(|| self.0.surplus()).map_err(|error| wrong(py, error))?;
        Ok(Table(arrow::surplus(&found)))
    }

    /// The sketch as bytes, to be kept or sent.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &py.detach(|| self.0.to_bytes()))
    }

    /// Rows that were added.
    #[getter]
    fn rows(&self) -> u64 {
        self.0.rows().0
    }

    /// Those of them that name nothing.
    #[getter]
    fn rejected(&self) -> u64 {
        self.0.rows().1
    }

    /// The size.
    #[getter]
    fn bits(&self) -> u32 {
        self.0.bits()
    }

    fn __repr__(&self) -> Cow<'static, str> {
        format!("<tallymark.Sketch: {} rows, {} bits>", self.0.rows().0, self.0.bits()).into()
    }
}

fn secret(py: Python<'_>, key: &[u8]) -> PyResult<SketchKey> {
    sketch::secret(key).map_err(|failure| failed(py, failure))
}

fn wrong(py: Python<'_>, error: SketchError) -> PyErr {
    failed(py, sketch::wrong(error))
}
