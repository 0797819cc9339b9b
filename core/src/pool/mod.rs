//! Serial pools: randomised serial numbers, how easily one is guessed, and whether a given pool can be predicted.
//!
//! A [`Space`] says what serials look like: [`Alphabet`], length, fixed parts, forbidden texts. Serials come from it in
//! two ways:
//!
//! - `Pool` (feature `pool`): the n-th serial is a keyed permutation of n. No two are equal and no list is kept; any
//!   serial can be made again from its number, the work goes on from a counter, and several sites share one pool by
//!   ranges of numbers.
//! - [`Space::draw`]: from a [`Source`] of random bytes that the caller hands in, with what is taken already.
//!
//! ```
//! use tallymark::pool::{Alphabet, Space};
//! let space = Space::new(Alphabet::base32(), 12)?.prefix("A")?;
//! assert_eq!(space.size(), 32u128.pow(11));
//! // EU 2016/161: lower than one in ten thousand.
//! assert_eq!(space.may_issue(), 3_602_879_701_896);
//! assert!(space.guess_probability(1_000_000).is_below_one_in(10_000));
//! # Ok::<(), tallymark::ParseError>(())
//! ```
//!
//! # The permutation and what it promises
//!
//! FF1 of NIST SP 800-38G (Revision 1 asks for spaces of a million or more, smaller ones are refused) over AES with a key
//! of 16 or 32 bytes. It is a standard with public analysis, works on any alphabet and length without rejection, and
//! needs ten calls of AES a serial. Who does not have the key cannot tell the serials of a pool from serials drawn at
//! random without repetition, however many he sees and in whatever order: a partner learns alphabet, length, fixed parts
//! and forbidden texts, not how many serials there are nor which one comes next. Who has the key can make and recognise
//! every serial: keep it as other signing keys are kept, one for each purpose. The label (`Pool::label`, usually the
//! GTIN) gives every trade item a permutation of its own under one key.
//!
//! A forbidden serial is passed over: the number that leads to it stays unused.
//!
//! # Predictability
//!
//! [`Predictability::of`] tests a pool that somebody delivered.

mod alphabet;
mod guess;
#[cfg(feature = "pool")]
mod permutation;
mod predictability;
mod source;
mod space;
#[cfg(test)]
mod tests;

pub use alphabet::Alphabet;
pub use guess::Ratio;
#[cfg(feature = "pool")]
pub use permutation::Pool;
pub use predictability::{Failure, Predictability, Test};
pub use source::Source;
pub use space::{Space, default_forbidden};
