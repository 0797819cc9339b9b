use serde::Serialize;

use super::ProfileVerdict;

/// What one identifier text says, or why it says nothing (`tallymark parse`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ParseReport {
    /// Whether the text is valid.
    pub ok: bool,
    /// The form it was read as: `scan`, `bracketed`, `plain`, `dl` or `epc`.
    pub kind: &'static str,
    /// The contents of a valid text.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub contents: Option<Contents>,
    /// The first error in the order a GS1 reader meets them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorReport>,
    /// Further errors, at most a thousand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ErrorReport>,
    /// The elements of a refused text that could be read and are right in themselves, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub partial: Vec<(String, String)>,
    /// How the text fares under the profile asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<ProfileVerdict>,
}

/// The contents of a valid text, in every form that it has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Contents {
    /// AIM symbology identifier of scan data, such as `]d2`.
    pub symbology: Option<String>,
    /// Application Identifiers with their values, in order.
    pub ais: Vec<(String, String)>,
    /// The bracketed element string.
    pub bracketed: String,
    /// The plain element string with GS separators, without a leading FNC1.
    pub plain: String,
    /// The canonical GS1 Digital Link; `None` where there is none.
    pub dl: Option<String>,
    /// Human readable interpretation, one text per element.
    pub hri: Vec<String>,
    /// The canonical key; `None` if the data names no single thing.
    pub key: Option<String>,
    /// Query parameters of a Digital Link that are no elements, as they stand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<String>,
    /// What is allowed but worth a look.
    pub warnings: Vec<String>,
    /// What a carrier holds that is no carrier of element strings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carrier: Option<CarrierReport>,
    /// What each element means, if the request names the year that decides centuries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<ValueReport>>,
    /// The release of the dictionary, if the request brings one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dictionary: Option<String>,
}

/// A carrier without element strings: an EAN, UPC or ITF-14 symbol, or one of plain text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CarrierReport {
    /// The name of the symbology.
    pub symbology: &'static str,
    /// What the modifier says.
    pub meaning: Option<&'static str>,
    /// What such a symbol holds: `ean-13`, `ean-8`, `ean-13-add-on`, `add-on`, `checked-digits`, `text` or
    /// `industry-format`.
    pub data: &'static str,
    /// The GTIN in fourteen digits, if it is one.
    pub gtin: Option<String>,
    /// The digits of an add-on symbol.
    pub add_on: Option<String>,
    /// The text of any other; bytes that are not UTF-8 are replaced.
    pub text: Option<String>,
}

/// What one element means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ValueReport {
    /// The Application Identifier.
    pub ai: String,
    /// Its data title; empty if it has none.
    pub title: String,
    /// The value for people, such as `2028-12-31` or `1.250 kg`.
    pub text: String,
    /// `type` and the members of that type: exact, numbers as texts where they must stay so.
    #[serde(flatten)]
    pub value: serde_json::Map<String, serde_json::Value>,
}

/// Why a text was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ErrorReport {
    /// Stable code, such as `ai-checksum`.
    pub code: &'static str,
    /// The Application Identifier at fault.
    pub ai: Option<String>,
    /// The half-open range of bytes of the input at fault.
    pub span: [u32; 2],
    /// What is wrong, for people.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Complete inputs that would be accepted, best first.
    pub fixes: Vec<String>,
}
