//! Why it may have happened: causes ranked from the findings, with the evidence for and against each.

mod category;

pub use category::{Category, Cause, Leaf};
