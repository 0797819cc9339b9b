use std::collections::HashSet;

use super::{Hierarchy, cover};
use crate::item::{Item, ItemId, Items};

/// How far a fault reaches from its seeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// The seeds and everything inside them.
    Descendants,
    /// Also whatever shares an untrusted container with a seed.
    ///
    /// A container is untrusted if it is a seed, or if a seed that is no container is, or was, directly in it: the
    /// record of one pack was wrong there, so the record of the others cannot be relied on. Everything in it is
    /// contained; a pack that, by a fault, is in a second container as well makes that one untrusted, too. A case that
    /// is a seed does not make its pallet untrusted: the pallet's record names the case, and that is what is wanted.
    Siblings,
    /// Also what passed the seeds' stations between the last good sighting and the next good one; the batch tells.
    Bracket,
    /// Also what was made of the material lots of the seeds; the batch tells.
    MaterialLot,
    /// Also everything of the seeds' lots; the batch tells.
    Lot,
}

impl Rule {
    /// All rules, the one that reaches least far first as a rule.
    pub const ALL: [Rule; 5] =
        [Rule::Descendants, Rule::Siblings, Rule::Bracket, Rule::MaterialLot, Rule::Lot];

    /// The rule of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Rule::ALL.into_iter().find(|rule| rule.as_str() == name)
    }

    /// The rule's name on the command line and in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Rule::Descendants => "descendants",
            Rule::Siblings => "siblings",
            Rule::Bracket => "bracket",
            Rule::MaterialLot => "material-lot",
            Rule::Lot => "lot",
        }
    }
}

/// What to quarantine: a set of items and the shortest way to name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Containment {
    /// The rule applied.
    pub rule: Rule,
    /// Every item in the set that holds nothing itself (packs, as a rule), in canonical order, each once.
    pub items: Vec<Item>,
    /// Every container whose whole content is in the set because the container is, in canonical order, each once.
    pub containers: Vec<Item>,
    /// The fewest containers and loose items that name exactly this set, in canonical order.
    pub cover: Vec<Item>,
}

impl Containment {
    /// The least set that holds the seeds and is closed under the rule, with its smallest cover, in time linear in the
    /// set and what surrounds it.
    ///
    /// A container in the cover stands for all that is in it. The cover is the smallest there is wherever no item is in
    /// two containers; where, by a fault, one is, no member of the cover can be left out. Between two equally short
    /// covers the outer container is named. A seed that is nowhere in the hierarchy contains itself.
    ///
    /// For the rules that a batch's records decide, `reconcile::contain` widens the seeds first; here they then reach
    /// what is inside them.
    #[must_use]
    pub fn of(hierarchy: &Hierarchy, items: &Items, rule: Rule, seeds: &[Item]) -> Self {
        let known: Vec<ItemId> = seeds.iter().filter_map(|&seed| items.find(seed)).collect();
        let unknown = seeds.iter().copied().filter(|&seed| items.find(seed).is_none());
        let (leaves, containers) = hierarchy.reached(rule, &known);
        let named = |ids: &[ItemId]| ids.iter().map(|&id| items.get(id)).collect::<Vec<Item>>();
        let mut cover = named(&cover::smallest(hierarchy, &leaves));
        let mut all = named(&leaves);
        let mut containers = named(&containers);
        all.extend(unknown.clone());
        cover.extend(unknown);
        for list in [&mut all, &mut containers, &mut cover] {
            list.sort_unstable();
            list.dedup();
        }
        Containment { rule, items: all, containers, cover }
    }

    /// Where each item of the set is, as far as `place` knows. What is not known of an item is asked of the containers
    /// around it, innermost first.
    #[must_use]
    pub fn locate(
        &self,
        hierarchy: &Hierarchy,
        items: &Items,
        place: impl Fn(Item) -> Option<Place>,
    ) -> Whereabouts {
        let mut whereabouts = Whereabouts::default();
        for &item in &self.items {
            let around = items.find(item).map(|id| hierarchy.path_to_top(id)).unwrap_or_default();
            let known =
                std::iter::once(item).chain(around.into_iter().map(|id| items.get(id))).find_map(&place);
            let list = match known {
                Some(Place::Line) => &mut whereabouts.line,
                Some(Place::Warehouse) => &mut whereabouts.warehouse,
                Some(Place::Shipped) => &mut whereabouts.shipped,
                Some(Place::Destroyed) => &mut whereabouts.destroyed,
                None => &mut whereabouts.unknown,
            };
            list.push(item);
        }
        whereabouts
    }
}

/// Where a thing can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Place {
    /// Still on the packaging line.
    Line,
    /// In a warehouse of the site.
    Warehouse,
    /// Out of the site's control.
    Shipped,
    /// Gone for good.
    Destroyed,
}

/// A set of items by where they are, each list in canonical order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whereabouts {
    /// On the line.
    pub line: Vec<Item>,
    /// In a warehouse.
    pub warehouse: Vec<Item>,
    /// Shipped.
    pub shipped: Vec<Item>,
    /// Destroyed.
    pub destroyed: Vec<Item>,
    /// Nobody says.
    pub unknown: Vec<Item>,
}

impl Hierarchy {
    /// The closure of the seeds: what holds nothing, and what holds something, each once, ascending.
    fn reached(&self, rule: Rule, seeds: &[ItemId]) -> (Vec<ItemId>, Vec<ItemId>) {
        let mut seen: HashSet<ItemId> = HashSet::new();
        let mut open: Vec<ItemId> = seeds.to_vec();
        if rule == Rule::Siblings {
            let loose = seeds.iter().filter(|&&seed| self.children(seed).is_empty());
            open.extend(loose.flat_map(|&seed| self.ever_in(seed)));
        }
        let (mut leaves, mut containers) = (Vec::new(), Vec::new());
        while let Some(item) = open.pop() {
            if !seen.insert(item) {
                continue;
            }
            let inside = self.children(item);
            if inside.is_empty() {
                leaves.push(item);
                // A unit in a second container spreads doubt to that one; an empty container does not.
                if rule == Rule::Siblings && !self.is_container(item) {
                    open.extend(self.parents(item));
                }
            } else {
                containers.push(item);
                open.extend(inside);
            }
        }
        if self.tangled {
            // A ring of containers without a pack holds nothing, but it must not get lost.
            let is_leaf = |&inner: &ItemId| self.children(inner).is_empty();
            let hollow = |item: &&ItemId| !self.descendants(**item).any(|inner| is_leaf(&inner));
            leaves.extend(containers.iter().filter(hollow));
        }
        leaves.sort_unstable();
        containers.sort_unstable();
        (leaves, containers)
    }
}
