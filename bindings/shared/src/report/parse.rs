use serde::Serialize;

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
    /// Further errors.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ErrorReport>,
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
