use std::collections::{HashMap, HashSet};

use super::Hierarchy;
use crate::item::ItemId;

/// The fewest containers and loose items that name exactly these leaves (items that hold nothing).
///
/// A container is *full* if all that is in it is named; counting upwards from the leaves finds the full ones without
/// touching what lies outside. In a forest any cover needs one member for each tree of full nodes, and its root is
/// enough, so the outermost full nodes are the smallest cover. Containers on a cycle never count as full: they name
/// nothing that could be fetched.
pub(super) fn smallest(hierarchy: &Hierarchy, leaves: &[ItemId]) -> Vec<ItemId> {
    let mut missing: HashMap<ItemId, usize> = HashMap::new();
    let mut full: HashSet<ItemId> = leaves.iter().copied().collect();
    let mut ready: Vec<ItemId> = full.iter().copied().collect();
    while let Some(item) = ready.pop() {
        for &parent in hierarchy.parents(item) {
            let missing = missing.entry(parent).or_insert_with(|| hierarchy.children(parent).len());
            *missing = missing.saturating_sub(1);
            if *missing == 0 && full.insert(parent) {
                ready.push(parent);
            }
        }
    }
    let is_outermost = |item: &&ItemId| !hierarchy.parents(**item).iter().any(|parent| full.contains(parent));
    let mut cover: Vec<ItemId> = full.iter().filter(is_outermost).copied().collect();
    cover.sort_unstable();
    if hierarchy.tangled {
        leave_out_redundant(hierarchy, &mut cover);
        // Rings of containers that hold nothing.
        let mut named: HashSet<ItemId> = HashSet::new();
        for &item in cover.clone().iter().chain(leaves) {
            if named.insert(item) {
                named.extend(hierarchy.descendants(item));
                cover.push(item);
            }
        }
        cover.sort_unstable();
        cover.dedup();
    }
    cover
}

/// Where items are in several containers, two members of a cover can name the same item. Leaves out, smallest first,
/// every member all of whose leaves others name as well.
fn leave_out_redundant(hierarchy: &Hierarchy, cover: &mut Vec<ItemId>) {
    let leaves = |item: ItemId| -> Vec<ItemId> {
        match hierarchy.children(item) {
            [] => vec![item],
            _ => hierarchy.descendants(item).filter(|&inner| hierarchy.children(inner).is_empty()).collect(),
        }
    };
    let mut members: Vec<(ItemId, Vec<ItemId>)> = cover.iter().map(|&item| (item, leaves(item))).collect();
    let mut times: HashMap<ItemId, usize> = HashMap::new();
    for leaf in members.iter().flat_map(|(_, leaves)| leaves) {
        *times.entry(*leaf).or_default() += 1;
    }
    members.sort_by_key(|(item, leaves)| (leaves.len(), *item));
    members.retain(|(_, leaves)| {
        let needed = leaves.iter().any(|leaf| times.get(leaf) == Some(&1));
        if !needed {
            for leaf in leaves {
                times.entry(*leaf).and_modify(|times| *times -= 1);
            }
        }
        needed
    });
    *cover = members.into_iter().map(|(item, _)| item).collect();
    cover.sort_unstable();
}
