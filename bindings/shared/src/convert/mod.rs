//! `convert`: one identifier text in, the same thing in another form out; `prefix`: what is known about its company
//! prefix.
//!
//! | file | what |
//! |---|---|
//! | `mod.rs` | requests and answers; [`Converter`], which remembers what a stream of them has shown |
//! | `forms.rs` | the table of forms that are read and written: one line each |
//! | `prefix.rs` | the `prefix` operation |

mod forms;
mod prefix;

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use tallymark::ParseError;
use tallymark::epc::{EpcUri, Learner, PrefixTable, Prefixes};
use tallymark::gs1::{self, Form, Message};

use crate::ask::{Input, data, from_hex, read};
use crate::report::ErrorReport;
use crate::tag::Wish;
use crate::{Failure, ParseOptions};

pub(crate) use prefix::answer as answer_prefix;

/// Answers one request by itself: nothing is remembered.
pub(crate) fn answer(request: &[u8]) -> Result<Value, Failure> {
    Converter::new().convert(request)
}

/// Converts texts one after another, and remembers the company prefixes of the EPC URIs among them, so that later texts of
/// the same companies can be written as EPCs.
///
/// ```
/// use serde_json::{Map, json};
/// use tallymark_bindings::Converter;
///
/// let mut converter = Converter::new();
/// let common = Map::from_iter([("to".to_owned(), json!("epc"))]);
/// let refused = converter.answer(&common, br#"{"input": "(00)395060001340000018"}"#);
/// assert_eq!(refused["error"]["code"], "epc-prefix-unknown");
/// converter.answer(&common, br#"{"input": "urn:epc:id:sgtin:9506000.013435.A1"}"#);
/// let answer = converter.answer(&common, br#"{"input": "(00)395060001340000018"}"#);
/// assert_eq!(answer["output"], "urn:epc:id:sscc:9506000.3134000001");
/// ```
#[derive(Debug, Default)]
pub struct Converter {
    table: Option<PrefixTable>,
    overlay: Option<PrefixTable>,
    learner: Learner,
}

/// A request: the text, the form it is in, the form it is wanted in, and what that form needs.
#[derive(Deserialize)]
struct Request {
    #[serde(default)]
    kind: Option<String>,
    #[serde(flatten)]
    input: Input,
    to: String,
    #[serde(flatten)]
    needs: Needs,
}

/// What some forms need.
#[derive(Deserialize)]
pub(crate) struct Needs {
    #[serde(flatten)]
    pub(crate) sources: Sources,
    /// What a Digital Link begins with.
    #[serde(default)]
    pub(crate) stem: Option<String>,
    /// The symbology identifier of scan data.
    #[serde(default)]
    pub(crate) symbology: Option<String>,
    /// Data titles in the human readable interpretation.
    #[serde(default)]
    pub(crate) hri_titles: bool,
    /// How a tag is written.
    #[serde(flatten)]
    pub(crate) tag: Wish,
    /// How strictly the text is read.
    #[serde(default)]
    pub(crate) opts: ParseOptions,
}

/// Where the length of a company prefix comes from, as far as the request says.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Sources {
    /// The length itself.
    #[serde(default)]
    pub gcp_length: Option<u8>,
    /// A table: GS1's list as JSON or XML, or lines.
    #[serde(default)]
    pub gcp_table: Option<String>,
    /// The bytes of a compiled table.
    #[serde(default)]
    pub gcp_table_hex: Option<String>,
    /// Own entries, believed before the table.
    #[serde(default)]
    pub gcp_overlay: Option<String>,
}

impl Converter {
    /// One that has met nothing and has no table.
    #[must_use]
    pub fn new() -> Self {
        Converter::default()
    }

    /// The same with a prefix table in whatever form, see [`PrefixTable::read`]; read once for all requests.
    ///
    /// # Errors
    /// `prefix-table`.
    pub fn with_table(mut self, table: &[u8]) -> Result<Self, Failure> {
        self.table = Some(table_of(table, "gcp_table")?);
        Ok(self)
    }

    /// The same with own entries, which are believed before the table.
    ///
    /// # Errors
    /// `prefix-table`.
    pub fn with_overlay(mut self, overlay: &[u8]) -> Result<Self, Failure> {
        self.overlay = Some(table_of(overlay, "gcp_overlay")?);
        Ok(self)
    }

    /// Answers one request; members that it lacks are taken from `common`.
    pub fn answer(&mut self, common: &Map<String, Value>, request: &[u8]) -> Value {
        let answer = read::<Map<String, Value>>(request).and_then(|own| {
            let mut members = common.clone();
            members.extend(own);
            self.convert(Value::Object(members).to_string().as_bytes())
        });
        answer.unwrap_or_else(|failure| json!({ "ok": false, "error": failure }))
    }

    /// Converts the text of one line; the other members come from `common`.
    pub fn line(&mut self, common: &Map<String, Value>, line: &[u8]) -> Value {
        let mut members = common.clone();
        match std::str::from_utf8(line) {
            Ok(text) => members.insert("input".to_owned(), json!(text)),
            Err(_) => {
                let hex: String = line.iter().map(|byte| format!("{byte:02x}")).collect();
                members.insert("input_hex".to_owned(), json!(hex))
            }
        };
        let answer = self.convert(Value::Object(members).to_string().as_bytes());
        answer.unwrap_or_else(|failure| json!({ "ok": false, "error": failure }))
    }

    fn convert(&mut self, request: &[u8]) -> Result<Value, Failure> {
        let request: Request = read(request)?;
        let (write, input) = (forms::target(&request.to)?, request.input.bytes()?);
        if let Some(output) = forms::other_notation(&request, &input)? {
            return Ok(json!({ "ok": true, "output": output }));
        }
        let (form, text) = forms::source(request.kind.as_deref().unwrap_or("auto"), &input)?;
        let options = request.needs.opts.strictness();
        if form == Form::Epc
            && let Ok(uri) = EpcUri::parse(&text)
        {
            self.learner.observe(&uri);
        }
        let message = match Message::parse(form, &text, &options) {
            Ok(message) => message,
            Err(error) => return refused(&error, gs1::fixes(form, &text, &options, &error)),
        };
        let carried;
        let message = match message.gtin().filter(|_| message.is_empty()) {
            None => message,
            // The number of an EAN or UPC symbol is the GTIN that an element string writes with 14 digits.
            Some(gtin) => {
                carried = format!("(01){gtin}");
                Message::parse_bracketed(&carried).map_err(|error| failure(&error))?
            }
        };
        if message.is_empty() {
            return Err(Failure::new("empty", "the symbol holds no element strings")
                .with_help("read a GS1 symbol, or a web address that is a Digital Link"));
        }
        let sources = &request.needs.sources;
        let table = sources.table()?;
        let overlay = sources.overlay()?;
        let prefixes = self.prefixes(table.as_ref(), overlay.as_ref(), sources.gcp_length);
        match write(&message, &prefixes, &request.needs) {
            Ok(output) => Ok(json!({ "ok": true, "output": output })),
            Err(failure) => Ok(json!({ "ok": false, "error": failure })),
        }
    }
}

impl Converter {
    /// What is known about company prefixes; what the request brings stands in place of what was there.
    fn prefixes<'t>(
        &'t self,
        table: Option<&'t PrefixTable>,
        overlay: Option<&'t PrefixTable>,
        given: Option<u8>,
    ) -> Prefixes<'t> {
        let mut prefixes = Prefixes::new().learnt(&self.learner);
        if let Some(table) = table.or(self.table.as_ref()) {
            prefixes = prefixes.table(table);
        }
        if let Some(overlay) = overlay.or(self.overlay.as_ref()) {
            prefixes = prefixes.overlay(overlay);
        }
        given.map_or(prefixes, |length| prefixes.given(length))
    }
}

impl Sources {
    pub(crate) fn table(&self) -> Result<Option<PrefixTable>, Failure> {
        let bytes = match (&self.gcp_table, &self.gcp_table_hex) {
            (None, None) => return Ok(None),
            (Some(text), None) => Cow::Borrowed(text.as_bytes()),
            (None, Some(hex)) => Cow::Owned(from_hex(hex).ok_or_else(|| {
                Failure::new("request-json", "`gcp_table_hex` is no even number of hexadecimal digits")
            })?),
            (Some(_), Some(_)) => {
                return Err(Failure::new(
                    "request-json",
                    "`gcp_table` and `gcp_table_hex` exclude each other",
                ));
            }
        };
        table_of(&bytes, "gcp_table").map(Some)
    }

    pub(crate) fn overlay(&self) -> Result<Option<PrefixTable>, Failure> {
        self.gcp_overlay.as_ref().map(|text| table_of(text.as_bytes(), "gcp_overlay")).transpose()
    }
}

fn table_of(bytes: &[u8], place: &str) -> Result<PrefixTable, Failure> {
    PrefixTable::read(bytes).map_err(|error| failure(&error).at(place))
}

/// An error of core with its place, without repairs.
pub(crate) fn failure(error: &ParseError) -> Failure {
    Failure::from(ErrorReport::from(error))
}

fn refused(error: &ParseError, fixes: Vec<String>) -> Result<Value, Failure> {
    let error = ErrorReport { fixes, ..ErrorReport::from(error) };
    Ok(json!({ "ok": false, "error": data(&error)? }))
}

/// The names of the forms that can be written, in the order of the documentation.
#[must_use]
pub fn convert_targets() -> Vec<&'static str> {
    forms::TARGETS.iter().map(|(name, _)| *name).collect()
}

/// The names of the forms that can be read.
#[must_use]
pub fn convert_kinds() -> Vec<&'static str> {
    forms::KINDS.iter().map(|(name, _)| *name).collect()
}
