use serde::Serialize;

use super::ErrorReport;

/// How a text fares under a profile, or why it cannot be read (`tallymark profile check`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProfileReport {
    /// Whether the text is valid and no rule of severity error is broken.
    pub ok: bool,
    /// The form it was read as.
    pub kind: &'static str,
    /// The rules, for a valid text.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<ProfileOutcome>,
    /// The first error in the order a GS1 reader meets them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorReport>,
    /// Further errors, at most a thousand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ErrorReport>,
}

/// The member `profile` of a text that was parsed for one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProfileVerdict {
    /// Whether no rule of severity error is broken.
    pub ok: bool,
    /// The rules.
    #[serde(flatten)]
    pub outcome: ProfileOutcome,
}

/// Every rule of a profile for one message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProfileOutcome {
    /// Which profile.
    pub profile: ProfileName,
    /// The day for which it was asked.
    pub date: String,
    /// The packaging level: `unit`, `bundle`, `case` or `pallet`.
    pub level: &'static str,
    /// The country, if one was given.
    pub country: Option<String>,
    /// Broken rules of severity error.
    pub failed: usize,
    /// Other broken rules.
    pub warnings: usize,
    /// Rules that could not be decided.
    pub unknown: usize,
    /// All rules: broken ones first, then undecided ones, then kept ones, then those that do not apply.
    pub rules: Vec<RuleOutcome>,
}

/// Which profile a text was judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProfileName {
    /// Its name, such as `eu-fmd`.
    pub name: String,
    /// The day of its last review.
    pub version: String,
    /// Whether it is in force on the day asked for: `active`, `inactive` or `announced`.
    pub status: &'static str,
}

/// One rule for one message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleOutcome {
    /// Its stable id, such as `eu-fmd/serial-length`.
    pub rule: String,
    /// `fail`, `unknown`, `pass` or `not-applicable`.
    pub verdict: &'static str,
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// What it asks.
    pub says: String,
    /// What was found.
    pub message: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The half-open range of bytes of the input at fault, where something stands there.
    pub span: Option<[u32; 2]>,
    /// Document and section that ask for it.
    pub source: String,
    /// How sure that is: `high`, `medium`, `low` or `unknown`.
    pub confidence: &'static str,
    /// What else to know about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
