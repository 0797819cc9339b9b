//! Why it may have happened: causes ranked from the findings, with the evidence for and against each.
//!
//! Every finding has a few possible causes ([`Signature::of`]), each with a share: its probability before anything else
//! is looked at. [`Clue`]s then move the odds. A clue is worth the ratio of two probabilities: that of seeing it if the
//! cause is true (part of the signature) and that of seeing it by chance (measured in the batch at hand: a reel change
//! "nearby" says little where reels change every two minutes). Nothing is hidden: an [`Explanation`] holds every factor.
//!
//! The probabilities of the leaves add up to 1 per finding; those of the branches add up to 1 over the batch. Where two
//! branches lead a finding and are too close, the pair is reported as not separable instead of guessed, with the record
//! to ask for next.
//!
//! ```
//! use tallymark::causes::{Category, Signature};
//! use tallymark::findings::FindingCode;
//!
//! let (first, share) = Signature::of(FindingCode::Ag107).max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
//! assert_eq!((first.leaf, first.category, share), ("reel_reload", Category::Materials, 0.6));
//! ```

mod category;
mod clue;
mod facts;
mod investigation;
mod ranking;
mod signature;
mod table;
#[cfg(test)]
mod tests;

pub use category::{Category, Cause, Leaf};
pub use clue::Sign;
pub use investigation::Investigation;
pub use ranking::{Explanation, Weighed};
pub use signature::{Clue, Signature};
