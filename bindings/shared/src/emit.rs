//! `emit`: what a scanner sends for a message in a carrier.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tallymark::gs1::{Message, SymbologyIdentifier};
use tallymark::{Code, ParseError, Span};

use crate::ask::{Input, data, read};
use crate::report::ErrorReport;
use crate::{Failure, Kind, ParseOptions};

#[derive(Deserialize)]
struct Request {
    #[serde(flatten)]
    input: Input,
    #[serde(default)]
    kind: Kind,
    #[serde(default)]
    opts: ParseOptions,
    /// The symbology identifier, such as `]d2`.
    carrier: String,
    /// Domain and path stem of a Digital Link, if the carrier holds one.
    #[serde(default)]
    stem: Option<String>,
}

/// What a scanner sends.
#[derive(Debug, Serialize)]
struct EmitReport {
    ok: bool,
    /// The symbology identifier.
    carrier: String,
    /// The name of its symbology.
    symbology: &'static str,
    /// What such a symbol holds, such as `element-strings`.
    data: &'static str,
    /// The scan data, symbology identifier included.
    output: String,
}

pub(crate) fn answer(request: &[u8]) -> Result<Value, Failure> {
    let request: Request = read(request)?;
    let input = request.input.bytes()?;
    let refused = |error: &ParseError| Failure::from(ErrorReport::from(error));
    let carrier = request.carrier.as_bytes();
    let identifier = SymbologyIdentifier::read(carrier)
        .filter(|_| carrier.len() == 3)
        .ok_or_else(|| refused(&ParseError::new(Code::SymbologyUnknown, Span::default())))?;
    let message = Message::parse(request.kind.form(&input), &input, &request.opts.strictness())
        .map_err(|error| refused(&error))?;
    let output = match &request.stem {
        Some(stem) => message.scan_data_with_stem(identifier, stem),
        None => message.scan_data(identifier),
    };
    data(&EmitReport {
        ok: true,
        carrier: identifier.to_string(),
        symbology: identifier.symbology(),
        data: identifier.data().as_str(),
        output: output.map_err(|error| refused(&error))?,
    })
}
