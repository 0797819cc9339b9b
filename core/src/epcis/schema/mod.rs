//! The verdicts of the official schemas: XML Schema of EPCIS 1.2 and 2.0, JSON Schema of EPCIS 2.0.
//!
//! Whether a document is valid is what the schemas of GS1 say of it; what is wrong is told for people: the path, line and
//! column, what was expected there and how to mend it. A document of any size takes little memory: elements are judged
//! as they pass, events of a JSON document one by one.
//!
//! XML is judged by the schema of its first element's namespace, query and master data documents by theirs, a Standard
//! Business Document Header by that of UN/CEFACT. In JSON the formats `uri` and `date-time` are asserted, as GS1's own
//! instructions do.
//!
//! A schema knows nothing of what events mean: for that there is [`super::check`].
//!
//! ```
//! use tallymark::epcis::{schema, tree::Limits};
//! let text = r#"<e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0" creationDate="2026-03-04T10:00:00Z">
//! <EPCISBody><EventList><ObjectEvent><eventTime>2026-03-04T10:01</eventTime>
//! <eventTimeZoneOffset>+00:00</eventTimeZoneOffset><action>ADD</action></ObjectEvent></EventList></EPCISBody>
//! </e:EPCISDocument>"#;
//! let mut faults = Vec::new();
//! let verdict = schema::validate(text.as_bytes(), Limits::default(), |fault| faults.push(fault));
//! assert_eq!((verdict.schema, verdict.valid()), (Some("EPCIS 2.0 XML"), false));
//! assert_eq!(faults[0].path, "EPCISDocument/EPCISBody/EventList/ObjectEvent[1]/eventTime");
//! assert_eq!((faults[0].code, faults[0].place.line, faults[0].event), ("value", 2, Some(1)));
//! assert_eq!(faults[0].help, "write the seconds as well, `:00` at least");
//! ```

#[cfg(feature = "json")]
mod json;
#[cfg(test)]
mod tests;
#[cfg(feature = "xml")]
mod xml;

use std::io::BufRead;

use super::read::{Start, start};
use super::tree::{Limits, Place};
use super::vocabulary::meant;

/// Where a document departs from its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Fault {
    /// A stable word: `root`, `missing`, `unexpected`, `misplaced`, `repeated`, `value`, `type`, `empty`, or one of
    /// those of [`super::read::ReadError`], behind which nothing was judged.
    pub code: &'static str,
    /// Where it stands.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub place: Place,
    /// The element as an XPath from the top, or the member as a JSON Pointer (RFC 6901).
    pub path: String,
    /// The number of the event, from 1.
    pub event: Option<u64>,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What the schema has there.
    pub expected: String,
    /// How to mend it.
    pub help: String,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The schema; none if the document is none that a schema is for.
    pub schema: Option<&'static str>,
    /// Events met.
    pub events: u64,
    /// Faults found.
    pub faults: u64,
}

impl Verdict {
    /// Whether the schema accepts the document.
    #[must_use]
    pub const fn valid(&self) -> bool {
        self.faults == 0
    }
}

/// Judges a document and tells every fault, in the order in which it is noticed: what is missing where something else
/// stands or its container ends, what stands around the events of a JSON document last.
pub fn validate<R: BufRead>(input: R, limits: Limits, mut tell: impl FnMut(Fault)) -> Verdict {
    let mut verdict = Verdict::default();
    let mut told = 0;
    let mut count = |fault: Fault| {
        told += 1;
        tell(fault);
    };
    match start(input, &limits) {
        #[cfg(feature = "xml")]
        Start::Xml(input, place) => xml::validate(input, place, limits, &mut verdict, &mut count),
        #[cfg(feature = "json")]
        Start::Json(input, place) => json::validate(input, place, limits, &mut verdict, &mut count),
        Start::Neither(error) => count(Fault {
            code: error.code,
            place: error.place,
            path: String::new(),
            event: None,
            message: error.message,
            expected: "an EPCIS document as XML or JSON in UTF-8".to_owned(),
            help: "give an EPCIS 1.2 or 2.0 document".to_owned(),
        }),
    }
    verdict.faults = told;
    verdict
}

/// How many days a month has, 0 if there is no such month.
const fn days_in(year: u32, month: u32) -> u32 {
    let leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + leap as u32,
        1..=12 => 31,
        _ => 0,
    }
}

/// Words as a list for a sentence.
pub(super) fn one_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, first)) => format!("{} or {last}", first.join(", ")),
        None => String::new(),
    }
}
