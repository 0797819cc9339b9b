//! Synthetic batch folders.

use std::path::PathBuf;

use pyo3::prelude::*;
use tallymark::simulate::Scenario;
use tallymark_bindings::Failure;

use crate::error::failed;
use crate::json::dumps;

/// Writes a batch folder; the answer is its truth as JSON.
#[pyfunction]
pub(crate) fn simulate(
    py: Python<'_>,
    folder: PathBuf,
    scenario: Option<&str>,
    seed: Option<u64>,
    units: Option<u32>,
) -> PyResult<String> {
    let scenario = scenario.map_or_else(|| Ok(Scenario::default()), Scenario::from_json);
    let mut scenario = scenario.map_err(|error| failed(py, Failure::from(error)))?;
    scenario.seed = seed.unwrap_or(scenario.seed);
    scenario.units = units.unwrap_or(scenario.units);
    let truth = py.detach(move || tallymark_bindings::simulate(&scenario, folder, |_| {}));
    dumps(&truth.map_err(|failure| failed(py, failure))?)
}
