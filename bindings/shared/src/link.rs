//! Digital Links: built below a stem, compressed, decompressed.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use tallymark::ParseError;
use tallymark::diagnostic::Code;
use tallymark::gs1::Message;
use tallymark::link::{self, Compression, DigitalLink, Stem};

use crate::ask::{Input, data, read};
use crate::report::ErrorReport;
use crate::{Failure, Kind, ParseOptions};

/// One link.
#[derive(Serialize)]
struct LinkReport {
    ok: bool,
    /// The web address.
    output: String,
}

fn done(output: String) -> Result<Value, Failure> {
    data(&LinkReport { ok: true, output })
}

pub(crate) fn refused(error: &ParseError) -> Failure {
    ErrorReport::from(error).into()
}

const fn yes() -> bool {
    true
}

/// `link`: what a text in any form says, as a Digital Link below a stem, or the canonical one.
#[derive(Deserialize)]
struct Build {
    #[serde(flatten)]
    text: Input,
    #[serde(default)]
    kind: Kind,
    #[serde(default)]
    opts: ParseOptions,
    #[serde(default)]
    stem: Option<String>,
}

pub(crate) fn build(request: &[u8]) -> Result<Value, Failure> {
    let request: Build = read(request)?;
    let stem = request.stem.as_deref().map(Stem::parse).transpose().map_err(|error| refused(&error))?;
    let input = request.text.bytes()?;
    let message = Message::parse(request.kind.form(&input), &input, &request.opts.strictness())
        .map_err(|error| refused(&error))?;
    let nothing = ParseError::new(Code::LinkNoKey, tallymark::Span::new(0, input.len()));
    let link = DigitalLink::of(&message).ok_or_else(|| Failure {
        message: "no Digital Link can hold these elements".into(),
        ..refused(&nothing)
    })?;
    done(match &stem {
        Some(stem) => link.stem(stem).to_string(),
        None => link.to_string(),
    })
}

/// `compress`: a plain link in its compressed form.
#[derive(Deserialize)]
struct Compress {
    #[serde(flatten)]
    text: Input,
    /// Frequent sequences of AIs are named by one byte.
    #[serde(default = "yes")]
    optimise: bool,
    /// The primary key stays readable.
    #[serde(default)]
    keep_key: bool,
    /// Parameters that are no elements are compressed, too.
    #[serde(default)]
    parameters: bool,
}

pub(crate) fn compress(request: &[u8]) -> Result<Value, Failure> {
    let request: Compress = read(request)?;
    let how = Compression::new()
        .optimise(request.optimise)
        .keep_key(request.keep_key)
        .parameters(request.parameters);
    done(link::compress(&request.text.bytes()?, how).map_err(|error| refused(&error))?)
}

/// `decompress`: a compressed link as the plain one.
pub(crate) fn decompress(request: &[u8]) -> Result<Value, Failure> {
    let text: Input = read(request)?;
    done(link::decompress(&text.bytes()?).map_err(|error| refused(&error))?)
}
