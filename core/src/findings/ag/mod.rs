//! Hierarchy: what is wrong with the contents of containers.
//!
//! One fault shows in many places: after a shift by one every audited container differs from its record. The detectors
//! therefore run in an order, each notes what it accounts for, and the later ones leave that out:
//!
//! | order | code | accounts for |
//! |---|---|---|
//! | 1 | AG-113 other pack size | its containers: no AG-112 |
//! | 2 | AG-105 wrong level | the misplaced items: no AG-102, AG-104, AG-108; what they leave short: no AG-112 |
//! | 3 | AG-111 number reused | its containers: no AG-101, AG-103, AG-112 |
//! | 4 | AG-107 shifted by one | its containers: no AG-101, AG-103, AG-104, AG-112; packs left over or doubled at its ends: no AG-102, AG-108; the repeated label (its printer and camera rows are in the evidence): no RX-204 |
//! | 5 | AG-101 swapped | both containers: no AG-103, AG-104, AG-112 |
//! | 6 | AG-103 broken close | its containers: no AG-104, AG-112; the packs not recorded: no AG-108; those recorded twice: no AG-102 |
//! | 7 | AG-110 mixed | the foreign packs: no AG-106; its containers: no AG-104, AG-112 |
//! | 8 | AG-106 never commissioned | the packs: no AG-102 |
//! | 9 | AG-109 one operator | the mistakes: no AG-102, AG-104, AG-108; the containers: no AG-104, AG-112 |
//! | 10 | AG-102 two parents | the items: no AG-104 |
//! | 11 | AG-108 without parent | the packs: no AG-104; what they leave short: no AG-112 |
//! | 12 | AG-104 moved | its containers: no AG-112 |
//! | 13 | AG-112 partial | |
//!
//! Items that a finding of the ID or RX family names are left out throughout.

mod close;
mod commissioned;
mod fifo;
mod inspect;
mod mixed;
mod moved;
mod note;
mod operator;
mod reuse;
mod shift;
mod size;
mod structure;
mod swap;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod view;

use note::Explained;
use view::View;

use super::{Context, Finding};

type Detector = fn(&View<'_>, &mut Explained) -> Vec<Finding>;

/// In order of precedence; see the table above.
const DETECTORS: [Detector; 13] = [
    size::other_pack_size,
    structure::wrong_level,
    reuse::reused,
    shift::shifted,
    swap::swapped,
    close::broken_close,
    mixed::mixed,
    commissioned::never_commissioned,
    operator::concentrated_rework,
    structure::two_parents,
    commissioned::without_parent,
    moved::moved_after_close,
    size::partial,
];

pub(crate) fn detect(context: &Context<'_>) -> Vec<Finding> {
    let Some(view) = View::new(context) else { return Vec::new() };
    let mut explained = Explained::default();
    DETECTORS.iter().flat_map(|detector| detector(&view, &mut explained)).collect()
}
