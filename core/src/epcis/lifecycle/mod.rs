//! The life of everything that events name: commissioned, packed, unpacked, shipped, received, ended; and which event
//! contradicts which.
//!
//! Events are remembered in a compact form as they are read, then replayed in the order of their time; of two at the same
//! moment a commissioning comes first, then the one that stands first. What an event says is applied even where it is
//! wrong, in the way that lets the fewest later events look wrong as well: one fault, one finding.
//!
//! ```
//! use tallymark::epcis::lifecycle::{Lifecycle, Order};
//! use tallymark::epcis::{Facts, Rule, read::Reader, tree::Limits};
//! let text = r#"[
//!   {"type": "ObjectEvent", "action": "ADD", "bizStep": "commissioning", "eventTime": "2026-03-04T08:00:00Z",
//!    "epcList": ["urn:epc:id:sgtin:9506000.013435.A1", "urn:epc:id:sscc:9506000.0000000001"]},
//!   {"type": "AggregationEvent", "action": "DELETE", "bizStep": "unpacking", "eventTime": "2026-03-04T09:00:00Z",
//!    "parentID": "urn:epc:id:sscc:9506000.0000000001", "childEPCs": ["urn:epc:id:sgtin:9506000.013435.A1"]}]"#;
//! let mut life = Lifecycle::new(Order::Time);
//! for found in Reader::new(text.as_bytes(), Limits::default()) {
//!     let found = found?;
//!     life.push(0, &Facts::of(&found.event, found.place, found.number), None);
//! }
//! let [fault] = &life.replay().to_vec()[..] else { panic!() };
//! assert_eq!((fault.rule, life.event(fault.event).number), (Rule::NotInside, 2));
//! # Ok::<(), tallymark::epcis::read::ReadError>(())
//! ```

mod amounts;
mod apply;
mod compact;
mod difference;
mod nodes;
mod record;
mod replay;
mod state;
mod telling;
#[cfg(test)]
mod tests;

pub use difference::{Moved, difference};
pub use nodes::Node;
pub use record::{EventIndex, Order, Recorded, Step};
pub use replay::{Fault, Lifecycle};
