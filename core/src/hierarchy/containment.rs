use crate::item::Item;

/// How far a fault reaches from its seeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// The seeds and everything inside them.
    Descendants,
    /// Also whatever shares an untrusted container with a seed.
    Siblings,
}

/// What to quarantine: a set of items and the shortest way to name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Containment {
    /// The rule applied.
    pub rule: Rule,
    /// Every item in the set, in canonical order, each once.
    pub items: Vec<Item>,
    /// The fewest containers and loose items that name exactly this set, in canonical order.
    pub cover: Vec<Item>,
}
