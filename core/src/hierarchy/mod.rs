//! Which item was in which container, and when: replay of aggregation steps, queries, containment.

mod containment;
mod replay;

pub use containment::{Containment, Rule};
pub use replay::{Aggregation, Hierarchy, Step};
