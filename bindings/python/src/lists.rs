//! Lists in files, compared with somebody who watches.

use pyo3::prelude::*;
use tallymark_bindings::lists::answer_watched;

use crate::error::failed;

/// Answers a `diff_files` request; `watch` is called with the stage, how much is done, and of how much, and may raise.
#[pyfunction]
pub(crate) fn diff_files(
    py: Python<'_>,
    request: &[u8],
    watch: Option<&Bound<'_, PyAny>>,
) -> PyResult<String> {
    let watch = watch.map(|watch| watch.clone().unbind());
    let mut raised: Option<PyErr> = None;
    let answer = py.detach(|| {
        answer_watched(request, &mut |step| {
            let asked = Python::attach(|py| {
                py.check_signals()?;
                match &watch {
                    Some(watch) => watch.call1(py, (step.stage, step.done, step.of)).map(drop),
                    None => Ok(()),
                }
            });
            match asked {
                Ok(()) => true,
                Err(error) => {
                    raised = Some(error);
                    false
                }
            }
        })
    });
    match (raised, answer) {
        (Some(error), _) => Err(error),
        (None, Ok(answer)) => Ok(answer.to_string()),
        (None, Err(failure)) => Err(failed(py, failure)),
    }
}
