//! `prefix`: how long the company prefix of a key is, by what the request knows.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tallymark::epc::{EpcUri, PrefixLength};
use tallymark::gs1::{Form, Message, Options};

use super::{Converter, Sources, failure};
use crate::Failure;
use crate::ask::{Input, data, read};

#[derive(Deserialize)]
struct Request {
    #[serde(flatten)]
    input: Input,
    #[serde(flatten)]
    sources: Sources,
    /// Answer with the compiled table instead.
    #[serde(default)]
    compile: bool,
}

/// What is known about the company prefix of a key.
#[derive(Debug, Serialize)]
struct PrefixReport {
    ok: bool,
    /// `known`, `unknown`, or `not-gcp` where the number has no company prefix.
    state: &'static str,
    /// Its digits.
    length: Option<u8>,
    /// The prefix itself.
    prefix: Option<String>,
    /// The key from its company prefix on, as far as it has digits.
    digits: String,
    /// What it may be, where it is not known: every length that an EPC can show.
    candidates: Vec<String>,
}

pub(crate) fn answer(request: &[u8]) -> Result<Value, Failure> {
    let request: Request = read(request)?;
    let (table, overlay) = (request.sources.table()?, request.sources.overlay()?);
    let converter = Converter { table, overlay, ..Converter::default() };
    if request.compile {
        return converter.compiled();
    }
    converter.prefix_of(&request.input.bytes()?, request.sources.gcp_length)
}

impl Converter {
    /// What is known about the company prefix of a key: a GTIN, an SSCC, or an identifier in any form.
    ///
    /// ```
    /// use tallymark_bindings::Converter;
    /// let converter = Converter::new().with_table(b"950600 7").unwrap();
    /// assert_eq!(converter.prefix(b"09506000134352", None)["prefix"], "9506000");
    /// ```
    #[must_use]
    pub fn prefix(&self, key: &[u8], gcp_length: Option<u8>) -> Value {
        let answer = self.prefix_of(key, gcp_length);
        answer.unwrap_or_else(|failure| json!({ "ok": false, "error": failure }))
    }

    fn prefix_of(&self, key: &[u8], gcp_length: Option<u8>) -> Result<Value, Failure> {
        let prefixes = self.prefixes(None, None, gcp_length);
        let text = bare(key).unwrap_or_else(|| key.to_vec());
        let message = Message::parse(Form::detect(&text), &text, &Options::new());
        let message = message.map_err(|error| failure(&error))?;
        let digits = message.prefix_digits().map_err(|error| failure(&error))?;
        // An EPC says it itself.
        let stated = EpcUri::parse(&text).ok().and_then(|uri| uri.company_prefix());
        let length = match stated {
            Some(prefix) => PrefixLength::Known(prefix.digits()),
            None => message.prefix_length(&prefixes).map_err(|error| failure(&error))?,
        };
        let first = |length: usize| digits.get(..length).map(str::to_owned);
        data(&match length {
            PrefixLength::Known(length) => {
                let prefix = first(usize::from(length));
                PrefixReport { length: Some(length), prefix, ..report("known", digits, Vec::new()) }
            }
            PrefixLength::NotGcp => report("not-gcp", digits, Vec::new()),
            _ => {
                let candidates = (6..=12).filter_map(first).collect();
                report("unknown", digits, candidates)
            }
        })
    }

    /// The table in its compact form, with what it holds.
    fn compiled(&self) -> Result<Value, Failure> {
        let table = self.table.as_ref().ok_or_else(|| {
            Failure::new("request-json", "missing field `gcp_table`").with_help("give the table to compile")
        })?;
        let bytes = table.to_bytes();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(json!({
            "ok": true, "date": table.date(), "entries": table.entries(), "ranges": table.ranges(),
            "bytes": bytes.len(), "gcp_table_hex": hex,
        }))
    }
}

fn report(state: &'static str, digits: String, candidates: Vec<String>) -> PrefixReport {
    PrefixReport { ok: true, state, length: None, prefix: None, digits, candidates }
}

/// A bare GTIN of 8, 12, 13 or 14 digits, or a bare SSCC, as an element string.
fn bare(input: &[u8]) -> Option<Vec<u8>> {
    if !input.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let head = match input.len() {
        8 => &b"(01)000000"[..],
        12 => b"(01)00",
        13 => b"(01)0",
        14 => b"(01)",
        18 => b"(00)",
        _ => return None,
    };
    Some([head, input].concat())
}
