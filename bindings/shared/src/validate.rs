//! The verdict of the official schemas on an EPCIS document: the operation `validate`.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tallymark::epcis::schema::{self, Fault};
use tallymark::epcis::tree::Limits;

use crate::Failure;
use crate::ask::{data, read};
use crate::document::Source;

/// What to judge.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ValidateRequest {
    /// The document.
    #[serde(flatten)]
    pub document: Source,
    /// Faults to list at most, 1,000 if left out; all are counted.
    #[serde(default)]
    pub limit: Option<usize>,
}

/// What the schema says.
#[derive(Debug, Serialize)]
pub struct ValidateReport {
    /// The document was read.
    pub ok: bool,
    /// `tallymark-verdict/1`
    pub schema: &'static str,
    /// The schema that judged; none if there is none for such a document.
    pub against: Option<&'static str>,
    /// Whether it accepts the document.
    pub valid: bool,
    /// Events met.
    pub events: u64,
    /// Faults found.
    pub count: u64,
    /// The first of them.
    pub faults: Vec<Fault>,
}

impl ValidateRequest {
    /// Judges the document.
    ///
    /// # Errors
    /// If the file cannot be opened.
    pub fn answer(&self) -> Result<ValidateReport, Failure> {
        let (_, input) = self.document.open("document")?;
        let (limit, mut faults) = (self.limit.unwrap_or(1000), Vec::new());
        let verdict = schema::validate(input, Limits::default(), |fault| {
            if faults.len() < limit {
                faults.push(fault);
            }
        });
        Ok(ValidateReport {
            ok: true,
            schema: "tallymark-verdict/1",
            against: verdict.schema,
            valid: verdict.valid(),
            events: verdict.events,
            count: verdict.faults,
            faults,
        })
    }
}

pub(crate) fn answer(request: &[u8]) -> Result<Value, Failure> {
    data(&read::<ValidateRequest>(request)?.answer()?)
}
