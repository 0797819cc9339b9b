//! Results as tables that every data frame library reads without a copy.

use pyo3::exceptions::{PyImportError, PyKeyError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{IntoPyDict, PyCapsule, PyDict, PyList, PyTuple, PyType};
use tallymark_bindings::arrow::{self, Value};

use crate::arrow::{array_capsules, schema_capsule, stream_capsule};

/// A table by the Arrow PyCapsule protocol.
#[pyclass(frozen, module = "tallymark")]
pub(crate) struct Table(pub(crate) arrow::Table);

#[pymethods]
impl Table {
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let _ = requested_schema; // best effort by the protocol: the types here are the only ones on offer
        array_capsules(py, &self.0)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        stream_capsule(py, &self.0)
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        schema_capsule(py, &self.0)
    }

    /// The names of the columns, in order.
    #[getter]
    fn columns<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.columns())
    }

    fn __len__(&self) -> usize {
        self.0.rows()
    }

    /// One column as a list of plain values.
    fn __getitem__<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyList>> {
        if !self.0.columns().contains(&name) {
            return Err(PyKeyError::new_err(name.to_owned()));
        }
        let values = (0..self.0.rows()).map(|row| plain(py, self.0.value(name, row)));
        PyList::new(py, values.collect::<PyResult<Vec<_>>>()?)
    }

    /// All columns as lists of plain values.
    fn to_pydict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let columns = PyDict::new(py);
        for name in self.0.columns() {
            columns.set_item(name, self.__getitem__(py, name)?)?;
        }
        Ok(columns)
    }

    /// One `dict` of plain values per row.
    fn to_pylist<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let row = |row| {
            let cells = PyDict::new(py);
            for name in self.0.columns() {
                cells.set_item(name, plain(py, self.0.value(name, row))?)?;
            }
            Ok(cells)
        };
        (0..self.0.rows()).map(row).collect()
    }

    /// A `pyarrow.Table` over the same buffers.
    fn to_pyarrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("pyarrow")?.call_method1("table", (slf,))
    }

    /// A `polars.DataFrame` over the same buffers.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("polars")?.call_method1("DataFrame", (slf,))
    }

    /// A `pandas.DataFrame`, through pyarrow where it is installed.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        match Self::to_pyarrow(slf) {
            Ok(table) => {
                // Whole numbers with gaps would become floats.
                let integers = PyDict::new(py);
                let name = py.import("pyarrow")?.call_method0("uint32")?;
                integers.set_item(name, py.import("pandas")?.call_method0("UInt32Dtype")?)?;
                let mapper = [("types_mapper", integers.getattr("get")?)].into_py_dict(py)?;
                table.call_method("to_pandas", (), Some(&mapper))
            }
            Err(error) if error.is_instance_of::<PyImportError>(py) => {
                py.import("pandas")?.call_method1("DataFrame", (slf.get().to_pydict(py)?,))
            }
            Err(error) => Err(error),
        }
    }

    fn __repr__(&self) -> String {
        format!("<tallymark.Table: {} rows of {}>", self.0.rows(), self.0.columns().join(", "))
    }
}

/// A value as Python has it: text, number, `bool`, aware `datetime`, `list`, `dict` or `None`.
fn plain<'py>(py: Python<'py>, value: Value<'_>) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Flag(flag) => flag.into_pyobject(py)?.to_owned().into_any(),
        Value::Integer(number) => number.into_pyobject(py)?.into_any(),
        Value::Float(number) => number.into_pyobject(py)?.into_any(),
        Value::Text(text) => text.into_pyobject(py)?.into_any(),
        Value::Time(microseconds) => time(py, microseconds)?,
        Value::List(values) => {
            let values = values.into_iter().map(|value| plain(py, value));
            PyList::new(py, values.collect::<PyResult<Vec<_>>>()?)?.into_any()
        }
        Value::Record(members) => {
            let record = PyDict::new(py);
            for (name, value) in members {
                record.set_item(name, plain(py, value)?)?;
            }
            record.into_any()
        }
        _ => py.None().into_bound(py),
    })
}

/// The epoch plus so many microseconds: exact, where a float of seconds would not be.
fn time<'py>(py: Python<'py>, microseconds: i64) -> PyResult<Bound<'py, PyAny>> {
    static EPOCH: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    static DELTA: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let epoch = EPOCH.get_or_try_init(py, || {
        let datetime = py.import("datetime")?;
        let utc = datetime.getattr("timezone")?.getattr("utc")?;
        let named = [("tzinfo", utc)].into_py_dict(py)?;
        datetime.getattr("datetime")?.call((1970, 1, 1), Some(&named)).map(Bound::unbind)
    })?;
    let delta = DELTA.import(py, "datetime", "timedelta")?.call1((0, 0, microseconds))?;
    epoch.bind(py).add(delta)
}
