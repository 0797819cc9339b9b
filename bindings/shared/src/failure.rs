use std::fmt;

use serde::Serialize;

use crate::report::ErrorReport;

/// Why a call could not answer: the one error of every language.
///
/// A finding is not a failure: a batch that does not agree is an answer. A failure says that there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// Stable code, such as `batch-json` or `ai-checksum`.
    pub code: &'static str,
    /// What is wrong, for people.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<Box<str>>,
    /// Where: a file, and within it a line or member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Box<str>>,
    /// The Application Identifier at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ai: Option<Box<str>>,
    /// The half-open range of bytes of the input at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<[u32; 2]>,
    /// Complete inputs that would be accepted, best first.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub fixes: Box<[String]>,
}

impl Failure {
    /// A failure with a code and a message.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Failure {
            code,
            message: message.into(),
            help: None,
            place: None,
            ai: None,
            span: None,
            fixes: Box::default(),
        }
    }

    /// The same failure with advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<Box<str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same failure with its place.
    #[must_use]
    pub fn at(mut self, place: impl Into<Box<str>>) -> Self {
        self.place = Some(place.into());
        self
    }
}

impl From<ErrorReport> for Failure {
    fn from(error: ErrorReport) -> Self {
        Failure {
            code: error.code,
            message: error.message,
            help: error.help.map(Into::into),
            place: None,
            ai: error.ai.map(Into::into),
            span: Some(error.span),
            fixes: error.fixes.into(),
        }
    }
}

/// `place: message [code]`, on one line.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        write!(f, "{} [{}]", self.message, self.code)
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_place_message_and_code() {
        let failure = Failure::new("batch-json", "member `gtin` is missing").at("batch.json:3:1");
        assert_eq!(failure.to_string(), "batch.json:3:1: member `gtin` is missing [batch-json]");
    }

    #[test]
    fn leaves_out_what_it_does_not_know() {
        let json = serde_json::to_string(&Failure::new("x", "y")).unwrap();
        assert_eq!(json, r#"{"code":"x","message":"y"}"#);
    }
}
