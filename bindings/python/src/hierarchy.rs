//! A hierarchy out of EPCIS documents, asked for whole columns of keys.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};
use tallymark_bindings::arrow::EventHierarchy;
use tallymark_bindings::document::Source;

use crate::diff::column;
use crate::error::failed;
use crate::gather::bytes;
use crate::table::Table;

/// What is in what by the events of EPCIS documents, 1.2 or 2.0 as XML or JSON.
///
/// >>> packed = '''[{"type": "AggregationEvent", "action": "ADD", "eventTime": "2026-03-04T10:00:00Z",
/// ...   "parentID": "urn:epc:id:sscc:9506000.0000000001", "childEPCs": ["urn:epc:id:sgtin:9506000.013435.A1"]}]'''
/// >>> tree = tallymark.Hierarchy(packed)
/// >>> tree.locate(["(01)09506000134352(21)A1"])["parent"]
/// ['(00)095060000000000015']
/// >>> tree.at("2026-03-04T09:00:00Z").contents(["(00)095060000000000015"])["key"]
/// []
///
/// A document is a `str` or bytes, or a path. Events count in the order of their time, or with `order="document"` as they
/// stand. Keys may be in any form and come as anything that `parse_column` takes. Every answer is a table.
#[pyclass(module = "tallymark")]
pub(crate) struct Hierarchy(EventHierarchy);

#[pymethods]
impl Hierarchy {
    #[new]
    #[pyo3(signature = (*documents, order="time"))]
    fn new(py: Python<'_>, documents: &Bound<'_, PyTuple>, order: &str) -> PyResult<Self> {
        let mut tree = Hierarchy(EventHierarchy::new(order).map_err(|failure| failed(py, failure))?);
        documents.iter().try_for_each(|document| tree.add(py, &document).map(drop))?;
        Ok(tree)
    }

    /// Reads a further document and replays its events with those before; gives how many there are.
    fn add(&mut self, py: Python<'_>, document: &Bound<'_, PyAny>) -> PyResult<usize> {
        let source = source(document)?;
        py.detach(|| self.0.add(source)).map_err(|failure| failed(py, failure))
    }

    /// What held at a moment, such as `2026-03-04T10:01:07Z`: a hierarchy of its own.
    fn at(&self, py: Python<'_>, moment: &str) -> PyResult<Self> {
        py.detach(|| self.0.at(moment)).map(Hierarchy).map_err(|failure| failed(py, failure))
    }

    /// Where each of these is, a row for each: `key`, `known`, `parent`, `top`, `depth`, `contents`, `state`
    /// (`commissioned`, `in_transit`, `ended`, or `named`), `lot`, `expiry`.
    fn locate(&self, keys: &Bound<'_, PyAny>) -> PyResult<Table> {
        let column = column(keys)?;
        Ok(Table(keys.py().detach(|| self.0.locate(&column))))
    }

    /// Everything inside each of these, at any depth: `row` (of the key, from 0), `key`, `parent`, `depth` (from 1).
    fn contents(&self, keys: &Bound<'_, PyAny>) -> PyResult<Table> {
        let column = column(keys)?;
        Ok(Table(keys.py().detach(|| self.0.contents(&column))))
    }

    /// What a fault of these reaches, they and all inside them: `key`, `role` (`unit`, `container`), and `cover`: whether it
    /// belongs to the fewest keys that name exactly that set.
    fn reach(&self, keys: &Bound<'_, PyAny>) -> PyResult<Table> {
        let column = column(keys)?;
        Ok(Table(keys.py().detach(|| self.0.reach(&column))))
    }

    /// What is in another container here than in the other one: `key`, `here`, `there`, `known_here`, `known_there`.
    fn difference(&self, py: Python<'_>, other: &Self) -> Table {
        Table(py.detach(|| self.0.difference(&other.0)))
    }

    /// What is in what now, packs and logistic units only, as the bytes that `CompactHierarchy` of the library reads.
    fn checkpoint<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &py.detach(|| self.0.checkpoint()))
    }

    /// How many events there are.
    #[getter]
    fn events(&self) -> usize {
        self.0.events()
    }

    /// How many events could not be read; `read_events` tells why.
    #[getter]
    fn rejected(&self) -> usize {
        self.0.rejected()
    }

    /// How many things the events name.
    fn __len__(&self) -> usize {
        self.0.things()
    }

    fn __repr__(&self) -> String {
        format!("<tallymark.Hierarchy: {} things of {} events>", self.0.things(), self.0.events())
    }
}

/// A document: a path names its file, a text or bytes is the document itself.
fn source(document: &Bound<'_, PyAny>) -> PyResult<Source> {
    if document.hasattr("__fspath__")? {
        let path = document.py().import("os")?.call_method1("fspath", (document,))?;
        return Ok(Source { path: Some(path.extract()?), ..Source::default() });
    }
    let bytes = bytes(document)?;
    Ok(match std::str::from_utf8(&bytes) {
        Ok(text) => Source { input: Some(text.to_owned()), ..Source::default() },
        Err(_) => {
            let hex = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            Source { input_hex: Some(hex), ..Source::default() }
        }
    })
}
