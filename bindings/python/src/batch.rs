//! A batch folder in memory, and what it says. The face is Python's, in `_batch.py`.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;
use serde::Serialize;
use tallymark_bindings::report::{InvestigationReport, ReconciliationReport};
use tallymark_bindings::summary::Paper;
use tallymark_bindings::{Failure, Loaded, ReadOptions, Tolerances, arrow, html, load_watched, summary};

use crate::error::failed;
use crate::json::dumps;
use crate::table::Table;

/// A batch that was read.
#[pyclass(frozen, module = "tallymark._tallymark")]
pub(crate) struct Session(Loaded);

#[pymethods]
impl Session {
    #[staticmethod]
    #[pyo3(signature = (directory, progress=None))]
    fn load(py: Python<'_>, directory: PathBuf, progress: Option<Py<PyAny>>) -> PyResult<Self> {
        let raised = Arc::new(Mutex::new(None));
        let options = watched(progress, &raised);
        let loaded = py.detach(move || load_watched(directory, &options));
        match raised.lock().ok().and_then(|mut raised| raised.take()) {
            Some(error) => Err(error),
            None => loaded.map(Session).map_err(|failure| failed(py, failure)),
        }
    }

    fn reconcile(&self, py: Python<'_>, tolerance: Option<&str>) -> PyResult<Report> {
        let tolerances = tolerance.map(|json| Tolerances::from_json(json.as_bytes())).transpose();
        let tolerances = tolerances.map_err(|failure| failed(py, failure))?.unwrap_or_default();
        Ok(Report(Kind::Reconciliation(py.detach(|| self.0.reconcile_within(&tolerances)))))
    }

    fn investigate(&self, py: Python<'_>) -> Report {
        Report(Kind::Investigation(py.detach(|| self.0.investigate())))
    }

    fn contain(&self, py: Python<'_>, seeds: Vec<String>, rule: &str) -> PyResult<String> {
        answer(py, py.detach(move || self.0.contain(&seeds, rule)))
    }

    fn contain_costs(&self, py: Python<'_>, seeds: Vec<String>) -> PyResult<String> {
        answer(py, py.detach(move || self.0.contain_costs(&seeds)))
    }

    fn contains(&self, py: Python<'_>, id: &str) -> PyResult<String> {
        answer(py, py.detach(|| self.0.contains(id)))
    }

    fn path(&self, py: Python<'_>, id: &str) -> PyResult<String> {
        answer(py, py.detach(|| self.0.path(id)))
    }

    fn counts(&self, py: Python<'_>) -> PyResult<String> {
        answer(py, Ok(py.detach(|| self.0.counts())))
    }

    fn __repr__(&self) -> String {
        let batch = self.0.batch();
        let rows: u64 = batch.tallies.iter().map(|tally| tally.rows_in).sum();
        format!("<Batch of order {}, lot {}: {rows} rows>", batch.order.order, batch.order.lot)
    }
}

/// Answers cross as JSON; the records are made in Python.
fn answer<T: Serialize>(py: Python<'_>, answer: Result<T, Failure>) -> PyResult<String> {
    dumps(&answer.map_err(|failure| failed(py, failure))?)
}

/// Reading that stops when a signal handler or the progress callback raises; what it raised is kept.
fn watched(progress: Option<Py<PyAny>>, raised: &Arc<Mutex<Option<PyErr>>>) -> ReadOptions {
    let raised = Arc::clone(raised);
    ReadOptions::new().watch(move |now| {
        let told = Python::attach(|py| {
            py.check_signals()?;
            progress.as_ref().map_or(Ok(()), |call| call.call1(py, (now.file, now.read, now.total)).map(drop))
        });
        let Err(error) = told else { return ControlFlow::Continue(()) };
        if let Ok(mut raised) = raised.lock() {
            *raised = Some(error);
        }
        ControlFlow::Break(())
    })
}

/// What a batch says, as text, page or tables.
#[pyclass(frozen, module = "tallymark._tallymark")]
pub(crate) struct Report(Kind);

enum Kind {
    Reconciliation(ReconciliationReport),
    Investigation(InvestigationReport),
}

impl Report {
    fn reconciliation(&self) -> &ReconciliationReport {
        match &self.0 {
            Kind::Reconciliation(report) => report,
            Kind::Investigation(report) => &report.reconciliation,
        }
    }
}

#[pymethods]
impl Report {
    fn json(&self) -> PyResult<String> {
        match &self.0 {
            Kind::Reconciliation(report) => dumps(report),
            Kind::Investigation(report) => dumps(report),
        }
    }

    fn html(&self) -> String {
        match &self.0 {
            Kind::Reconciliation(report) => html::reconciliation(report),
            Kind::Investigation(report) => html::investigation(report),
        }
    }

    fn summary(&self) -> String {
        match &self.0 {
            Kind::Reconciliation(report) => summary::reconciliation(report, Paper::default()),
            Kind::Investigation(report) => summary::investigation(report, Paper::default()),
        }
    }

    fn blocks(&self) -> bool {
        self.reconciliation().blocks()
    }

    fn table(&self, name: &str) -> PyResult<Table> {
        let report = self.reconciliation();
        Ok(Table(match name {
            "rows" => arrow::rows(&report.rows),
            "rejected" => arrow::rejected(&report.rows),
            "residuals" => arrow::residuals(&report.residuals),
            "residual_items" => arrow::residual_items(&report.residuals),
            "findings" => arrow::findings(&report.findings),
            _ => return Err(PyKeyError::new_err(name.to_owned())),
        }))
    }
}
