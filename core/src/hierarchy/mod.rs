//! Which item was in which container, and when: replay of aggregation steps, queries, containment.
//!
//! ```text
//! steps in time order ──► Hierarchy ──► parents, children, path to the top, descendants     now
//!   add / remove / close      │    └──► stays, parents_at, contents_at                       at any moment
//!                             ├──► Levels: unit 0, case 1, pallet 2 … contents and counts per level
//!                             └──► Containment: what a fault reaches, and the fewest containers that name exactly it
//! ```
//!
//! Nothing a line records is refused: an item in two containers is kept in both, a container inside itself is kept,
//! and what makes no sense is listed ([`Hierarchy::irregularities`]). No query hangs on a cycle.
//!
//! ```
//! use tallymark::hierarchy::{Aggregation, Hierarchy, Step};
//! use tallymark::item::{Item, Items};
//! use tallymark::{Gtin, Serial, Sgtin, Sscc};
//!
//! let mut items = Items::default();
//! let case = items.insert(Item::Sscc(Sscc::parse(b"395060001340000018")?));
//! let gtin = Gtin::parse(b"09506000134352")?;
//! let pack = items.insert(Item::Sgtin(Sgtin { gtin, serial: Serial::parse(b"A1")? }));
//! let add = Aggregation { parent: case, step: Step::Add(pack), row: 1 };
//! let close = Aggregation { parent: case, step: Step::Close, row: 2 };
//!
//! let hierarchy = Hierarchy::replay(items.len(), [add, close]);
//! assert_eq!(hierarchy.parents(pack), [case]);
//! assert_eq!(hierarchy.children(case), [pack]);
//! assert!(hierarchy.parents_at(pack, 0).is_empty(), "before the first step");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod compact;
mod containment;
mod cover;
mod level;
mod links;
mod query;
mod replay;
#[cfg(test)]
mod tests;

pub use compact::{CheckpointError, Children, CompactHierarchy, Inside, LinkError, Path, Reach, Refused};
pub use containment::{Containment, Place, Rule, Whereabouts};
pub use level::Levels;
pub use query::Descendants;
pub use replay::{Aggregation, Hierarchy, Irregular, Irregularity, Stay, Step};
