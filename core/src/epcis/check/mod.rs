//! Would a trading partner refuse these documents, and why?
//!
//! Documents are read one after the other, earlier ones as the history of later ones; then everything that is wrong is
//! told, each problem with its place, the event that says so and the earlier event that says otherwise, what to do, and
//! what the receiver would call it (HDA exception category, GS1 US exception scenario).
//!
//! Without a profile only those rules are applied that hold for every EPCIS document.
//!
//! ```
//! use tallymark::epcis::check::{Checker, Options};
//! let text = r#"[
//! {"type": "ObjectEvent", "action": "ADD", "bizStep": "commissioning", "disposition": "active",
//!  "eventTime": "2026-03-04T08:00:00Z", "eventTimeZoneOffset": "+00:00", "epcList": ["urn:epc:id:sgtin:9506000.013435.A1"]},
//! {"type": "ObjectEvent", "action": "ADD", "bizStep": "commissioning", "disposition": "active",
//!  "eventTime": "2026-03-04T08:01:00Z", "eventTimeZoneOffset": "+00:00", "epcList": ["urn:epc:id:sgtin:9506000.013435.A1"]}]"#;
//! let mut checker = Checker::new(Options::default());
//! checker.read("shipment.json", text.as_bytes());
//! let [problem] = &checker.finish()[..] else { panic!() };
//! assert_eq!((problem.code, problem.rule, problem.line), ("RX-210", "commissioned-twice", Some(5)));
//! assert_eq!((problem.event, problem.contradicts), (Some(2), Some(1)));
//! ```

mod checker;
mod document;
mod event;
mod identifier;
mod late;
mod lines;
mod listed;
mod master;
mod message;
#[cfg(feature = "json")]
mod partner;
mod problem;
#[cfg(all(test, feature = "json", feature = "xml"))]
mod tests;
mod us_dscsa;

pub use checker::{Checker, Options, Profile};
pub use listed::Listed;
#[cfg(feature = "json")]
pub use partner::{Partner, PartnerError};
pub use problem::{Exception, Problem};
