use std::borrow::Cow;
use std::collections::HashMap;

use super::Hierarchy;
use crate::item::ItemId;

type Contents<'a> = HashMap<ItemId, Cow<'a, [ItemId]>>;

/// The packaging level of every item: 0 for units, 1 for the innermost containers, and so on outwards.
///
/// A container's level is not written anywhere: what names it (an SSCC) is the same at every level. It follows from
/// what it holds or held: a container is one level above the majority of its contents, so that one misplaced pack does
/// not turn a pallet into a case.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    /// One more than the level; 0 if unknown.
    of: Vec<u8>,
}

impl Levels {
    /// Derives levels from the contents. `depth` is the number of container levels in the batch's packaging, `is_unit`
    /// says whether an item is a trade item of the innermost level.
    #[must_use]
    pub fn of_hierarchy(hierarchy: &Hierarchy, depth: usize, is_unit: impl Fn(ItemId) -> bool) -> Self {
        let mut levels = Levels { of: vec![0; hierarchy.len()] };
        let contents: Contents<'_> = hierarchy
            .containers()
            .iter()
            .map(|&container| (container, contents(hierarchy, container)))
            .collect();
        for &item in contents.values().flat_map(|inside| inside.iter()) {
            if is_unit(item) {
                levels.set(item, 0);
            }
        }
        let top = u8::try_from(depth.clamp(1, 250)).unwrap_or(u8::MAX);
        for level in 1..=top {
            let decided: Vec<ItemId> = hierarchy
                .containers()
                .iter()
                .copied()
                .filter(|container| levels.of(*container).is_none())
                .filter(|container| {
                    let inside = contents.get(container).map_or(&[][..], AsRef::as_ref);
                    let below = inside.iter().filter(|item| levels.of(**item) == Some(level - 1)).count();
                    2 * below > inside.len()
                })
                .collect();
            for container in decided {
                levels.set(container, level);
            }
        }
        levels.settle_rest(hierarchy, &contents, top);
        levels
    }

    /// The level of an item; `None` if nothing tells it.
    #[must_use]
    pub fn of(&self, item: ItemId) -> Option<u8> {
        self.of.get(item.index()).and_then(|level| level.checked_sub(1))
    }

    /// No majority: one above the highest content known, or as high as the neighbours in the same container.
    fn settle_rest(&mut self, hierarchy: &Hierarchy, contents: &Contents<'_>, top: u8) {
        for &container in hierarchy.containers() {
            if self.of(container).is_some() {
                continue;
            }
            let inside = contents.get(&container).map_or(&[][..], AsRef::as_ref);
            if let Some(highest) = inside.iter().filter_map(|&item| self.of(item)).max() {
                self.set(container, highest.saturating_add(1).min(top));
            }
        }
        for &container in hierarchy.containers() {
            let inside = contents.get(&container).map_or(&[][..], AsRef::as_ref);
            let below = self.of(container).and_then(|level| level.checked_sub(1));
            for &item in inside {
                if let (None, Some(below)) = (self.of(item), below) {
                    self.set(item, below);
                }
            }
        }
    }

    fn set(&mut self, item: ItemId, level: u8) {
        if let Some(place) = self.of.get_mut(item.index()) {
            *place = level.saturating_add(1);
        }
    }
}

/// What a container holds, or, if it is empty, what it held.
fn contents(hierarchy: &Hierarchy, container: ItemId) -> Cow<'_, [ItemId]> {
    match hierarchy.children(container) {
        [] => hierarchy.held(container).iter().map(|stay| stay.item).collect(),
        inside => Cow::Borrowed(inside),
    }
}
