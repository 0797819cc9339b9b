use napi::bindgen_prelude::{Result, Uint8Array};
use napi_derive::napi;
use tallymark::Code;
use tallymark::findings::FindingCode;
use tallymark_bindings::{Failure, Kind, ParseOptions};

use crate::failure::thrown;

/// The kind of that name.
pub(crate) fn kind_named(name: &str) -> Result<Kind> {
    Kind::from_name(name).ok_or_else(|| {
        let known = Kind::ALL.map(Kind::as_str).join(", ");
        thrown(&Failure::new("kind-unknown", format!("there is no kind `{name}`")).with_help(known))
    })
}

/// The options of these names.
pub(crate) fn options_named(names: &[String]) -> Result<ParseOptions> {
    let mut options = ParseOptions::default();
    for name in names {
        options.set(name, true).ok_or_else(|| thrown(&Failure::new("option-unknown", name.as_str())))?;
    }
    Ok(options)
}

/// Reads one identifier text with the options of these names: the parse report as JSON.
#[napi(catch_unwind)]
pub fn parse(kind: String, input: Uint8Array, names: Vec<String>) -> Result<String> {
    let report = tallymark_bindings::parse(kind_named(&kind)?, &input, &options_named(&names)?);
    Ok(serde_json::to_string(&report).unwrap_or_default())
}

/// Every error code, as JSON.
#[napi(catch_unwind)]
pub fn codes() -> String {
    serde_json::to_string(&Code::ALL.iter().map(|code| code.as_str()).collect::<Vec<_>>()).unwrap_or_default()
}

/// Every finding code, as JSON.
#[napi(catch_unwind)]
pub fn finding_codes() -> String {
    let codes = FindingCode::ALL.iter().map(|code| code.as_str());
    serde_json::to_string(&codes.collect::<Vec<_>>()).unwrap_or_default()
}

/// The version of the library.
#[napi(catch_unwind)]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
