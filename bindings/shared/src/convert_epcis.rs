//! EPCIS documents in another notation: the operation `convert_epcis`.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tallymark::epc::Prefixes;
use tallymark::epcis::convert::{Converter, Identifiers, Loss, Options};
use tallymark::epcis::model::{Form, Value as Context};
use tallymark::epcis::read::Reader;
use tallymark::epcis::tree::Limits;
use tallymark::epcis::vocabulary;
use tallymark::epcis::write::Writer;

use crate::Failure;
use crate::ask::{data, read};
use crate::convert::Sources;
use crate::document::Source;

/// What to convert, and into what.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ConvertEpcisRequest {
    /// The document.
    #[serde(flatten)]
    pub document: Source,
    /// `json` or `xml`.
    pub to: String,
    /// `1.2` or `2.0`, of XML; 2.0 if left out.
    #[serde(default)]
    pub version: Option<String>,
    /// `keep`, `urn` or `dl`.
    #[serde(default)]
    pub identifiers: Option<String>,
    /// `bare`, `urn` or `uri`; as usual in the notation if left out.
    #[serde(default)]
    pub words: Option<String>,
    /// What tells the lengths of company prefixes.
    #[serde(flatten)]
    pub sources: Sources,
}

/// What became of a document.
#[derive(Debug, Default, Serialize)]
pub struct ConvertEpcisReport {
    /// The document was converted.
    pub ok: bool,
    /// `tallymark-convert-epcis/1`
    pub schema: &'static str,
    /// The converted document, where it is not written elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// How many events were converted.
    pub events: u64,
    /// Events that cannot be read, and so are not in the output.
    pub rejected: Vec<RejectedEvent>,
    /// What the new notation cannot say in the same way.
    pub losses: Vec<Loss>,
}

/// An event that cannot be read.
#[derive(Debug, Serialize)]
pub struct RejectedEvent {
    /// Its number in the document.
    pub number: Option<u64>,
    /// Its line.
    pub line: u64,
    /// A stable word.
    pub code: &'static str,
    /// For people.
    pub reason: String,
}

fn unknown<T>(what: &str, given: &str, known: &str) -> Result<T, Failure> {
    Err(Failure::new("request-json", format!("there is no {what} `{given}`"))
        .with_help(format!("one of {known}")))
}

impl ConvertEpcisRequest {
    /// Converts the document into a text.
    ///
    /// # Errors
    /// As [`ConvertEpcisRequest::run`].
    pub fn answer(&self) -> Result<ConvertEpcisReport, Failure> {
        let mut out = Vec::new();
        let mut report = self.run(&mut out)?;
        report.output = Some(String::from_utf8_lossy(&out).into_owned());
        Ok(report)
    }

    /// Converts the document; it is read twice, so that nothing is written if it breaks off.
    ///
    /// # Errors
    /// If the request names a form that does not exist, the file cannot be opened, the document breaks off, or the output
    /// fails.
    pub fn run(&self, out: &mut dyn Write) -> Result<ConvertEpcisReport, Failure> {
        let (table, overlay) = (self.sources.table()?, self.sources.overlay()?);
        let mut prefixes = Prefixes::new();
        if let Some(table) = &table {
            prefixes = prefixes.table(table);
        }
        if let Some(overlay) = &overlay {
            prefixes = prefixes.overlay(overlay);
        }
        if let Some(length) = self.sources.gcp_length {
            prefixes = prefixes.given(length);
        }
        let options = self.options(prefixes)?;
        let (name, input) = self.document.open("document")?;
        let mut reader = Reader::new(input, Limits::default());
        let mut rejected = Vec::new();
        let mut learner = Converter::new(options, reader.head());
        for found in reader.by_ref() {
            match found {
                Ok(found) => learner.learn(&found.event),
                Err(error) if error.fatal => {
                    return Err(Failure::new(error.code, error.to_string()).at(name).with_help(
                        "nothing was converted; `tallymark check` tells more about the document",
                    ));
                }
                Err(error) => rejected.push(RejectedEvent {
                    number: error.number,
                    line: error.place.line,
                    code: error.code,
                    reason: error.message,
                }),
            }
        }
        let head = reader.head().clone();
        drop(reader);
        let mut converter = learner.again(&head);
        let write = |error: io::Error| Failure::new("output", error.to_string());
        let (_, input) = self.document.open("document")?;
        let mut reader = Reader::new(input, Limits::default());
        if let Some(context) = &head.context {
            reader = reader.with_context(context as &Context);
        }
        let mut writer = Writer::new(out, converter.head()).map_err(write)?;
        let mut events = 0;
        for found in reader.flatten() {
            writer.event(&converter.event(found.event)).map_err(write)?;
            events += 1;
        }
        writer.finish().and_then(Write::flush).map_err(write)?;
        Ok(ConvertEpcisReport {
            ok: true,
            schema: "tallymark-convert-epcis/1",
            output: None,
            events,
            rejected,
            losses: converter.losses().to_vec(),
        })
    }

    fn options<'t>(&self, prefixes: Prefixes<'t>) -> Result<Options<'t>, Failure> {
        let form = match (self.to.as_str(), self.version.as_deref()) {
            ("json", None | Some("2.0")) => Form::Json,
            ("xml", None | Some("2.0")) => Form::Xml2,
            ("xml", Some("1.2")) => Form::Xml1,
            ("json", Some("1.2")) => {
                return Err(Failure::new("request-json", "EPCIS 1.2 has no JSON")
                    .with_help("convert to JSON of version 2.0, or to XML of version 1.2"));
            }
            ("json" | "xml", Some(version)) => return unknown("version", version, "1.2, 2.0"),
            (to, _) => return unknown("notation", to, "json, xml"),
        };
        let identifiers = match self.identifiers.as_deref() {
            None | Some("keep") => Identifiers::Keep,
            Some("urn") => Identifiers::Urn,
            Some("dl") => Identifiers::DigitalLink,
            Some(other) => return unknown("form of identifiers", other, "keep, urn, dl"),
        };
        let words = match self.words.as_deref() {
            None => None,
            Some("bare") => Some(vocabulary::Form::Bare),
            Some("urn") => Some(vocabulary::Form::Urn),
            Some("uri") => Some(vocabulary::Form::WebUri),
            Some(other) => return unknown("form of words", other, "bare, urn, uri"),
        };
        Ok(Options { form, words, identifiers, prefixes })
    }
}

pub(crate) fn answer(request: &[u8]) -> Result<Value, Failure> {
    data(&read::<ConvertEpcisRequest>(request)?.answer()?)
}
