//! The canonical key of a thing: every textual form of one pack or container maps to the same [`Item`].

mod bulk;
mod column;
mod compact;
pub(crate) mod each;
mod index;
mod intern;
mod parse;
mod shape;

use std::fmt;

use crate::keys::{Sgtin, Sscc};
pub use compact::CompactItems;
pub use intern::{ItemId, Items};
pub(crate) use parse::Alike;

/// A pack (or a bundle named like one) or a logistic unit, as an exact key of 24 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Item {
    /// A logistic unit, AI 00.
    Sscc(Sscc),
    /// A serialised trade item, AIs 01 and 21.
    Sgtin(Sgtin),
}

impl Item {
    /// The trade item instance, if it is one.
    #[must_use]
    pub const fn sgtin(self) -> Option<Sgtin> {
        match self {
            Item::Sgtin(sgtin) => Some(sgtin),
            Item::Sscc(_) => None,
        }
    }
}

/// The canonical bracketed element string.
impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Item::Sscc(sscc) => write!(f, "(00){sscc}"),
            Item::Sgtin(sgtin) => sgtin.fmt(f),
        }
    }
}
