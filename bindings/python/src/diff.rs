//! Two lists compared.

use pyo3::prelude::*;
use tallymark_bindings::arrow::{self, ColumnError, TextColumn};
use tallymark_bindings::columns::{Differences, ListColumns, Naming, Texts};

use crate::arrow::chunks;
use crate::error;
use crate::json;
use crate::table::Table;

/// Compares two columns of serials or identifiers, exactly: missing both ways, repeated, and states that disagree.
///
/// >>> printed, seen = ["A1", "A2", "A2", "A3"], ["A3", "A1", "A9"]
/// >>> result = tallymark.diff(printed, seen, by="serial", gtin="09506000134352")
/// >>> result.only_a["key"], result.only_b["key"]
/// (['(01)09506000134352(21)A2'], ['(01)09506000134352(21)A9'])
/// >>> result.duplicates_a.to_pylist()
/// [{'key': '(01)09506000134352(21)A2', 'rows': [1, 2]}]
///
/// `by` is `identifier` (any text form of a pack or container; all forms of one item are one key) or `serial`, with the
/// `gtin` of the serials if it is known, or columns of them, `gtins_a` and `gtins_b`. `states_a` and `states_b` are columns
/// to compare on rows that both lists have.
/// The columns may be anything that `parse_column` takes. Keys are compared in full, never by a hash; nothing depends on
/// the order of the rows; rows that name nothing are listed in `rejected_a` and `rejected_b`.
#[pyfunction]
#[pyo3(signature = (a, b, *, by="identifier", gtin=None, gtins_a=None, gtins_b=None, states_a=None, states_b=None))]
#[allow(clippy::too_many_arguments)] // Python names them
pub(crate) fn diff(
    a: &Bound<'_, PyAny>,
    b: &Bound<'_, PyAny>,
    by: &str,
    gtin: Option<&str>,
    gtins_a: Option<&Bound<'_, PyAny>>,
    gtins_b: Option<&Bound<'_, PyAny>>,
    states_a: Option<&Bound<'_, PyAny>>,
    states_b: Option<&Bound<'_, PyAny>>,
) -> PyResult<Diff> {
    let py = a.py();
    let naming = Naming::from_name(by, gtin).map_err(|failure| error::failed(py, failure))?;
    let a = List::of(a, gtins_a, states_a)?;
    let b = List::of(b, gtins_b, states_b)?;
    Ok(Diff(py.detach(|| Differences::of(naming, a.columns(), b.columns()))))
}

/// The columns of a list.
pub(crate) struct List {
    names: TextColumn,
    gtins: Option<TextColumn>,
    states: Option<TextColumn>,
}

impl List {
    pub(crate) fn of(
        names: &Bound<'_, PyAny>,
        gtins: Option<&Bound<'_, PyAny>>,
        states: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let (gtins, states) = (gtins.map(column).transpose()?, states.map(column).transpose()?);
        Ok(List { names: column(names)?, gtins, states })
    }

    pub(crate) fn columns(&self) -> ListColumns<'_> {
        ListColumns {
            names: &self.names,
            gtins: self.gtins.as_ref().map(|column| column as &dyn Texts),
            states: self.states.as_ref().map(|column| column as &dyn Texts),
        }
    }
}

pub(crate) fn column(column: &Bound<'_, PyAny>) -> PyResult<TextColumn> {
    let chunks = chunks(column)?;
    let column = column.py().detach(|| chunks.collect::<Result<TextColumn, ColumnError>>());
    column.map_err(|error| error::column(&error))
}

/// How two lists differ. Made by `tallymark.diff`; rows count from 0.
#[pyclass(frozen, module = "tallymark")]
pub(crate) struct Diff(Differences);

#[pymethods]
impl Diff {
    /// Keys that only the first list has: `key`, `row`.
    #[getter]
    fn only_a(&self) -> Table {
        Table(arrow::located(&self.0.diff.only_a))
    }

    /// Keys that only the second list has: `key`, `row`.
    #[getter]
    fn only_b(&self) -> Table {
        Table(arrow::located(&self.0.diff.only_b))
    }

    /// Keys of both lists whose states disagree: `key`, `a`, `b`, `row_a`, `row_b`.
    #[getter]
    fn changed(&self) -> Table {
        Table(arrow::changed(&self.0.diff.changed))
    }

    /// Keys that the first list names in more than one row: `key`, `rows`.
    #[getter]
    fn duplicates_a(&self) -> Table {
        Table(arrow::duplicates(&self.0.diff.duplicates_a))
    }

    /// Keys that the second list names in more than one row: `key`, `rows`.
    #[getter]
    fn duplicates_b(&self) -> Table {
        Table(arrow::duplicates(&self.0.diff.duplicates_b))
    }

    /// Rows of the first list that name nothing: `row`, `code`, `message`.
    #[getter]
    fn rejected_a(&self) -> Table {
        Table(arrow::unnamed(self.0.a.rejected()))
    }

    /// Rows of the second list that name nothing: `row`, `code`, `message`.
    #[getter]
    fn rejected_b(&self) -> Table {
        Table(arrow::unnamed(self.0.b.rejected()))
    }

    /// How many keys both lists have, changed ones included.
    #[getter]
    fn common(&self) -> usize {
        self.0.diff.common
    }

    /// Whether both lists name the same keys, each once, in the same states, and every row names something.
    #[getter]
    fn agrees(&self) -> bool {
        self.0.diff.is_empty() && self.0.a.rejected().is_empty() && self.0.b.rejected().is_empty()
    }

    /// The JSON form that every language prints.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        json::loads(py, &self.0.report())
    }

    fn __repr__(&self) -> String {
        let diff = &self.0.diff;
        format!(
            "<tallymark.Diff: {} in common, {} only in a, {} only in b, {} changed>",
            diff.common,
            diff.only_a.len(),
            diff.only_b.len(),
            diff.changed.len()
        )
    }
}
