use napi::bindgen_prelude::{AsyncTask, Env, Result, Task, Uint8Array, Uint16Array, Uint32Array};
use napi_derive::napi;
use tallymark::Code;
use tallymark_bindings::columns::{Lines, Request};

use crate::failure::thrown;
use crate::parse::{kind_named, options_named};

/// The arrays of `Lines`, handed over and not copied.
#[napi(object, object_from_js = false)]
pub struct Found {
    pub codes: Uint16Array,
    pub span_start: Uint32Array,
    pub span_end: Uint32Array,
    pub row_start: Uint32Array,
    pub names: Vec<String>,
    pub starts: Vec<Uint32Array>,
    pub lengths: Vec<Uint32Array>,
    pub made: Uint8Array,
}

impl From<Lines> for Found {
    fn from(lines: Lines) -> Self {
        let mut found = Found {
            codes: lines.codes.into(),
            span_start: lines.span_start.into(),
            span_end: lines.span_end.into(),
            row_start: lines.row_start.into(),
            names: Vec::new(),
            starts: Vec::new(),
            lengths: Vec::new(),
            made: lines.made.into(),
        };
        for column in lines.columns {
            found.names.push(column.name);
            found.starts.push(column.start.into());
            found.lengths.push(column.len.into());
        }
        found
    }
}

/// Data to read and what is asked of them.
pub struct Reading {
    data: Uint8Array,
    offsets: Option<Uint32Array>,
    request: Request,
}

impl Reading {
    fn new(
        data: Uint8Array,
        offsets: Option<Uint32Array>,
        kind: &str,
        ais: &[String],
        names: &[String],
    ) -> Result<Self> {
        let request = Request::new(kind_named(kind)?, options_named(names)?, ais);
        Ok(Reading { data, offsets, request: request.map_err(|failure| thrown(&failure))? })
    }

    fn read(&self) -> Result<Lines> {
        let lines = match &self.offsets {
            Some(offsets) => Lines::parse_at(&self.data, offsets, &self.request, || Ok(())),
            None => Lines::parse(&self.data, &self.request, || Ok(())),
        };
        lines.map_err(|failure| thrown(&failure))
    }
}

impl Task for Reading {
    type Output = Lines;
    type JsValue = Found;

    fn compute(&mut self) -> Result<Lines> {
        self.read()
    }

    fn resolve(&mut self, _env: Env, lines: Lines) -> Result<Found> {
        Ok(lines.into())
    }
}

/// Reads lines, or the texts between offsets.
#[napi(catch_unwind)]
pub fn parse_columns(
    data: Uint8Array,
    offsets: Option<Uint32Array>,
    kind: String,
    ais: Vec<String>,
    names: Vec<String>,
) -> Result<Found> {
    Reading::new(data, offsets, &kind, &ais, &names)?.read().map(Found::from)
}

/// The same, begun on a thread of libuv's pool.
#[napi(catch_unwind)]
pub fn parse_columns_later(
    data: Uint8Array,
    offsets: Option<Uint32Array>,
    kind: String,
    ais: Vec<String>,
    names: Vec<String>,
) -> Result<AsyncTask<Reading>> {
    Reading::new(data, offsets, &kind, &ais, &names).map(AsyncTask::new)
}

/// The number and the text of every code, as JSON.
#[napi(catch_unwind)]
pub fn code_texts() -> String {
    let texts: Vec<_> = Code::ALL.iter().map(|&code| (code as u16, code.as_str())).collect();
    serde_json::to_string(&texts).unwrap_or_default()
}
