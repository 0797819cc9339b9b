//! One identifier text.

use std::hash::{DefaultHasher, Hash, Hasher};

use pyo3::exceptions::{PyKeyError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyIterator, PyList, PyTuple};
use tallymark::Code;
use tallymark::findings::FindingCode;
use tallymark_bindings::columns::digits_of;
use tallymark_bindings::report::{Contents, ParseReport};
use tallymark_bindings::{Kind, ParseOptions};

use crate::error::refused;
use crate::gather::bytes;
use crate::json;

/// What a valid identifier text says, in every form it has: a mapping of Application Identifiers to values.
///
/// Made by `tallymark.parse`. Keys may also be given as `gtin`, `serial`, `lot`, `expiry` and `sscc`.
///
/// >>> parsed = tallymark.parse("]d2010950600013435221A1B2\x1d10A7B21")
/// >>> parsed
/// Parsed('(01)09506000134352(21)A1B2(10)A7B21', kind='scan')
/// >>> parsed["10"], parsed["lot"], parsed.get("17")
/// ('A7B21', 'A7B21', None)
/// >>> parsed.key
/// '(01)09506000134352(21)A1B2'
#[pyclass(frozen, mapping, module = "tallymark")]
pub(crate) struct Parsed {
    kind: &'static str,
    contents: Contents,
    /// The call that made it, for copies and other processes.
    call: (Vec<u8>, Kind, Vec<(String, bool)>),
}

/// The kind of that name.
pub(crate) fn kind_named(name: &str) -> PyResult<Kind> {
    Kind::from_name(name).ok_or_else(|| {
        let kinds = Kind::ALL.map(Kind::as_str).join(", ");
        PyValueError::new_err(format!("there is no kind {name:?}; the kinds are {kinds}"))
    })
}

/// Named options, each `True` or `False`.
pub(crate) fn flags(options: Option<&Bound<'_, PyDict>>) -> PyResult<(ParseOptions, Vec<(String, bool)>)> {
    let (mut parsed, mut given) = (ParseOptions::default(), Vec::new());
    for (name, value) in options.into_iter().flatten() {
        let (name, value) = (name.extract::<String>()?, value.extract::<bool>()?);
        if parsed.set(&name, value).is_none() {
            let names = ParseOptions::NAMES.join(", ");
            return Err(PyTypeError::new_err(format!(
                "there is no option {name:?}; the options are kind, {names}"
            )));
        }
        given.push((name, value));
    }
    Ok((parsed, given))
}

/// Reads one identifier text in any form.
///
/// >>> tallymark.parse("https://id.gs1.org/01/09506000134352/21/A1B2").key
/// '(01)09506000134352(21)A1B2'
///
/// `kind` is `auto`, `scan`, `bracketed`, `plain`, `dl` or `epc`. The reading is strict; the options
/// `permit_unknown_ais`, `permit_zero_suppressed_gtin`, `no_requisite_check` and `unknown_ai_as_dl_attr` relax it,
/// `hri_titles` adds data titles to the human readable interpretation.
///
/// Raises `TallymarkError` with code, span, help and repairs where the text is not valid.
#[pyfunction]
#[pyo3(signature = (text, *, kind="auto", **options))]
pub(crate) fn parse(
    text: &Bound<'_, PyAny>,
    kind: &str,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<Parsed> {
    let (kind, input, (options, given)) = (kind_named(kind)?, bytes(text)?.into_owned(), flags(options)?);
    let mut report = tallymark_bindings::parse(kind, &input, &options);
    match report.contents.take() {
        Some(contents) => Ok(Parsed { kind: report.kind, contents, call: (input, kind, given) }),
        None => Err(refused(text.py(), report)),
    }
}

/// The same without an exception: the JSON form that every language prints, valid or not.
///
/// >>> tallymark.try_parse("(21)A1")["error"]["code"]
/// 'ai-required'
#[pyfunction]
#[pyo3(signature = (text, *, kind="auto", **options))]
pub(crate) fn try_parse<'py>(
    text: &Bound<'py, PyAny>,
    kind: &str,
    options: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    json::loads(text.py(), &tallymark_bindings::parse(kind_named(kind)?, &bytes(text)?, &flags(options)?.0))
}

/// Every error code of identifiers.
#[pyfunction]
pub(crate) fn codes<'py>(py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
    PyTuple::new(py, Code::ALL.iter().map(|code| code.as_str()))
}

/// Every finding code.
#[pyfunction]
pub(crate) fn finding_codes<'py>(py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
    PyTuple::new(py, FindingCode::ALL.iter().map(|code| code.as_str()))
}

impl Parsed {
    fn value(&self, ai: &str) -> Option<&str> {
        let digits = digits_of(ai);
        self.contents.ais.iter().find(|(ai, _)| ai == digits).map(|(_, value)| value.as_str())
    }

    /// Each Application Identifier once, without the bar between the components of composite data.
    fn names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for (ai, _) in &self.contents.ais {
            if ai != "|" && !names.contains(&ai.as_str()) {
                names.push(ai.as_str());
            }
        }
        names
    }
}

#[pymethods]
impl Parsed {
    /// The form it was read as: `scan`, `bracketed`, `plain`, `dl` or `epc`.
    #[getter]
    fn kind(&self) -> &str {
        self.kind
    }

    /// The AIM symbology identifier of scan data, such as `]d2`.
    #[getter]
    fn symbology(&self) -> Option<&str> {
        self.contents.symbology.as_deref()
    }

    /// Application Identifiers with their values, in order; `("|", "")` stands between the components of composite data.
    #[getter]
    fn ais<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.contents.ais)
    }

    /// The bracketed element string.
    #[getter]
    fn bracketed(&self) -> &str {
        &self.contents.bracketed
    }

    /// The plain element string with GS separators, without a leading FNC1.
    #[getter]
    fn plain(&self) -> &str {
        &self.contents.plain
    }

    /// The canonical GS1 Digital Link, or `None` where there is none.
    #[getter]
    fn dl(&self) -> Option<&str> {
        self.contents.dl.as_deref()
    }

    /// The human readable interpretation, one text per element.
    #[getter]
    fn hri<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.contents.hri)
    }

    /// The canonical key, the same for every form of one thing, or `None` if the data name no single thing.
    #[getter]
    fn key(&self) -> Option<&str> {
        self.contents.key.as_deref()
    }

    /// Query parameters of a Digital Link that are no elements, as they are written.
    #[getter]
    fn ignored<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.contents.ignored)
    }

    /// What is allowed but worth a look.
    #[getter]
    fn warnings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.contents.warnings)
    }

    /// The value of an Application Identifier, or `default`.
    #[pyo3(signature = (ai, default=None))]
    fn get<'py>(
        &self,
        py: Python<'py>,
        ai: &str,
        default: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        Ok(match self.value(ai) {
            Some(value) => Some(value.into_pyobject(py)?.into_any()),
            None => default,
        })
    }

    /// The Application Identifiers, each once.
    fn keys<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        PyList::new(py, self.names())
    }

    /// The first value of each Application Identifier.
    fn values<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        PyList::new(py, self.names().into_iter().map(|ai| self.value(ai)))
    }

    /// Each Application Identifier with its first value.
    fn items<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        PyList::new(py, self.names().into_iter().map(|ai| (ai, self.value(ai))))
    }

    /// The JSON form that every language prints.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let contents = Some(self.contents.clone());
        json::loads(
            py,
            &ParseReport {
                ok: true,
                kind: self.kind,
                contents,
                error: None,
                errors: Vec::new(),
                partial: Vec::new(),
                profile: None,
            },
        )
    }

    fn __getitem__(&self, ai: &str) -> PyResult<&str> {
        self.value(ai).ok_or_else(|| PyKeyError::new_err(ai.to_owned()))
    }

    fn __contains__(&self, ai: &str) -> bool {
        self.value(ai).is_some()
    }

    fn __len__(&self) -> usize {
        self.names().len()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        self.keys(py)?.try_iter()
    }

    fn __eq__(&self, other: &Self) -> bool {
        (self.kind, &self.contents) == (other.kind, &other.contents)
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.kind, &self.contents.symbology, &self.contents.bracketed).hash(&mut hasher);
        hasher.finish()
    }

    fn __str__(&self) -> &str {
        &self.contents.bracketed
    }

    fn __repr__<'py>(&self, py: Python<'py>) -> PyResult<String> {
        let text = self.contents.bracketed.as_str().into_pyobject(py)?.repr()?;
        Ok(format!("Parsed({text}, kind='{}')", self.kind))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let (input, kind, options) = &self.call;
        let named = PyDict::new(py);
        named.set_item("kind", kind.as_str())?;
        options.iter().try_for_each(|(name, value)| named.set_item(name, value))?;
        let parse = py.import("tallymark")?.getattr("parse")?;
        let call = py.import("functools")?.getattr("partial")?.call((parse,), Some(&named))?;
        (call, (input.as_slice(),)).into_pyobject(py)
    }
}
