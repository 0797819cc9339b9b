use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::checksum::checksum;
use super::{CheckpointError, CompactHierarchy, LinkError, Refused};
use crate::hierarchy::{Aggregation, Containment, Hierarchy, Rule, Step};
use crate::item::{Item, ItemId, Items};
use crate::keys::{Gtin, Serial, Sgtin, Sscc};

fn item(number: u32) -> Item {
    if number.is_multiple_of(3) {
        return Item::Sscc(Sscc::complete(format!("{number:017}")).unwrap());
    }
    let gtin = Gtin::complete(format!("{:013}", number % 4)).unwrap();
    let serial =
        if number.is_multiple_of(5) { format!("long/serial-{number:08}") } else { number.to_string() };
    Item::Sgtin(Sgtin { gtin, serial: Serial::parse(serial).unwrap() })
}

fn id(number: u32) -> ItemId {
    ItemId::from_index(number as usize)
}

fn nodes(count: u32) -> CompactHierarchy {
    let mut tree = CompactHierarchy::default();
    assert_eq!(tree.extend(&(0..count).map(item).collect::<Vec<_>>()).len(), count as usize);
    tree
}

fn ids(list: impl Iterator<Item = ItemId>) -> Vec<u32> {
    list.map(ItemId::number).collect()
}

/// The plain model: a map from child to parent and one to states.
#[derive(Clone, Debug, Default)]
struct Model {
    count: u32,
    parents: BTreeMap<u32, u32>,
    states: BTreeMap<u32, u8>,
}

impl Model {
    fn path(&self, node: u32) -> Vec<u32> {
        std::iter::successors(self.parents.get(&node), |node| self.parents.get(node)).copied().collect()
    }

    fn children(&self, container: u32) -> Vec<u32> {
        self.parents.iter().filter(|(_, parent)| **parent == container).map(|(&child, _)| child).collect()
    }

    fn inside(&self, container: u32) -> Vec<u32> {
        let with = |child: u32| std::iter::once(child).chain(self.inside(child));
        self.children(container).into_iter().flat_map(with).collect()
    }

    fn set(&mut self, child: u32, parent: u32, moving: bool) -> Result<Option<u32>, LinkError> {
        if child >= self.count || parent >= self.count {
            return Err(LinkError::Unknown);
        }
        let before = self.parents.get(&child).copied();
        if child != parent && before == Some(parent) {
            return Ok(before);
        }
        if child != parent && before.is_some() && !moving {
            return Err(LinkError::Taken);
        }
        if child == parent || self.path(parent).contains(&child) {
            return Err(LinkError::Cycle);
        }
        self.parents.insert(child, parent);
        Ok(before)
    }

    fn same(&self, tree: &CompactHierarchy) -> Result<(), TestCaseError> {
        prop_assert_eq!(tree.len(), self.count as usize);
        for node in 0..self.count {
            prop_assert_eq!(tree.parent(id(node)).map(ItemId::number), self.parents.get(&node).copied());
            prop_assert_eq!(tree.state(id(node)), Some(self.states.get(&node).copied().unwrap_or(0)));
            prop_assert_eq!(ids(tree.path_to_top(id(node))), self.path(node));
            prop_assert_eq!(tree.top(id(node)).number(), self.path(node).last().copied().unwrap_or(node));
            prop_assert_eq!(ids(tree.children(id(node))), self.children(node));
            prop_assert_eq!(ids(tree.descendants(id(node))), self.inside(node));
            prop_assert_eq!(tree.holds(id(node)), !self.children(node).is_empty());
        }
        Ok(())
    }
}

#[derive(Clone, Debug)]
enum Update {
    Insert,
    Add(u32, u32),
    Set(u32, u32),
    Remove(u32),
    State(u32, u8),
    Settle,
    Load(Vec<(u32, u32)>),
}

fn any_update() -> impl Strategy<Value = Update> {
    let node = || 0_u32..24;
    prop_oneof![
        4 => Just(Update::Insert),
        4 => (node(), node()).prop_map(|(child, parent)| Update::Add(child, parent)),
        8 => (node(), node()).prop_map(|(child, parent)| Update::Set(child, parent)),
        4 => node().prop_map(Update::Remove),
        2 => (node(), any::<u8>()).prop_map(|(node, state)| Update::State(node, state)),
        1 => Just(Update::Settle),
        2 => prop::collection::vec((node(), node()), 0..20).prop_map(Update::Load),
    ]
}

fn load(tree: &mut CompactHierarchy, pairs: &[(u32, u32)]) -> Vec<Refused> {
    tree.load(&pairs.iter().map(|&(child, parent)| (id(child), id(parent))).collect::<Vec<_>>())
}

fn one_by_one(tree: &mut CompactHierarchy, pairs: &[(u32, u32)]) -> Vec<Refused> {
    let add = |(at, &(child, parent)): (usize, &(u32, u32))| {
        tree.add(id(child), id(parent)).err().map(|error| Refused { at, error })
    };
    pairs.iter().enumerate().filter_map(add).collect()
}

/// A forest: every node but some is in one with a smaller number once `names` are given out.
fn forest(count: u32, seeds: &[u32]) -> Vec<(u32, u32)> {
    let name = |node: u32| (node * 7 + 3) % count;
    let child = |node: u32| (node, seeds.get(node as usize % seeds.len().max(1)).copied().unwrap_or(0));
    let held = (1..count).map(child).filter(|(_, seed)| seed % 9 != 0);
    held.map(|(node, seed)| (name(node), name(seed % node))).collect()
}

proptest! {
    #[test]
    fn a_hierarchy_is_a_map(updates in prop::collection::vec(any_update(), 0..120)) {
        let (mut tree, mut model) = (CompactHierarchy::default(), Model::default());
        let mut snapshots = Vec::new();
        for (at, update) in updates.into_iter().enumerate() {
            match update {
                Update::Insert => {
                    prop_assert_eq!(tree.insert(item(model.count)), id(model.count));
                    model.count += 1;
                }
                Update::Add(child, parent) => {
                    prop_assert_eq!(tree.add(id(child), id(parent)), model.set(child, parent, false).map(drop));
                }
                Update::Set(child, parent) => {
                    let before = tree.set_parent(id(child), id(parent));
                    prop_assert_eq!(before.map(|id| id.map(ItemId::number)), model.set(child, parent, true));
                }
                Update::Remove(child) => {
                    prop_assert_eq!(tree.remove_parent(id(child)).map(ItemId::number), model.parents.remove(&child));
                }
                Update::State(node, state) => {
                    let before = tree.set_state(id(node), state);
                    prop_assert_eq!(before.is_ok(), node < model.count);
                    if let Ok(before) = before {
                        prop_assert_eq!(before, model.states.insert(node, state).unwrap_or(0));
                    }
                }
                Update::Settle => tree.settle(),
                Update::Load(pairs) => {
                    let expected = pairs.iter().enumerate().filter_map(|(at, &(child, parent))| {
                        model.set(child, parent, false).err().map(|error| Refused { at, error })
                    });
                    let expected: Vec<Refused> = expected.collect();
                    prop_assert_eq!(load(&mut tree, &pairs), expected);
                }
            }
            if at % 8 == 0 {
                model.same(&tree)?;
                snapshots.push((tree.clone(), model.clone()));
            }
        }
        snapshots.push((tree, model));
        for (tree, model) in &snapshots {
            model.same(tree)?;
        }
    }

    #[test]
    fn bulk_is_one_by_one(count in 1_u32..200, pairs in prop::collection::vec((0_u32..210, 0_u32..210), 0..400), first in 0_usize..400) {
        let (mut bulk, mut single) = (nodes(count), nodes(count));
        let (before, after) = pairs.split_at(first.min(pairs.len()));
        for pairs in [before, after] {
            prop_assert_eq!(load(&mut bulk, pairs), one_by_one(&mut single, pairs));
            single.settle();
            prop_assert_eq!(bulk.to_bytes(), single.to_bytes());
        }
        for node in 0..count {
            prop_assert_eq!(ids(bulk.descendants(id(node))), ids(single.descendants(id(node))));
        }
    }

    #[test]
    fn the_order_of_pairs_makes_no_difference(count in 1_u32..500, seeds in prop::collection::vec(any::<u32>(), 1..500), keys in prop::collection::vec(any::<u64>(), 500)) {
        prop_assume!(count % 7 != 0);
        let pairs = forest(count, &seeds);
        let mut other: Vec<_> = pairs.iter().copied().zip(keys).collect();
        other.sort_unstable_by_key(|&(_, key)| key);
        let other: Vec<(u32, u32)> = other.into_iter().map(|(pair, _)| pair).collect();
        let (mut a, mut b) = (nodes(count), nodes(count));
        prop_assert!(load(&mut a, &pairs).is_empty() && load(&mut b, &other).is_empty());
        prop_assert_eq!(a.to_bytes(), b.to_bytes());
        let top = (0..count).map(|node| ids(a.descendants(id(node))));
        prop_assert!(top.eq((0..count).map(|node| ids(b.descendants(id(node))))));
    }

    #[test]
    fn reach_is_containment(count in 1_u32..120, seeds in prop::collection::vec(any::<u32>(), 1..120), of in prop::collection::vec(0_u32..130, 0..40)) {
        prop_assume!(count % 7 != 0);
        let pairs = forest(count, &seeds);
        let mut tree = nodes(count);
        load(&mut tree, &pairs);
        let mut items = Items::default();
        let numbers: Vec<ItemId> = (0..count).map(|number| items.insert(item(number))).collect();
        let step = |&(child, parent): &(u32, u32)| Aggregation { parent: numbers[parent as usize], step: Step::Add(numbers[child as usize]), row: 0 };
        let hierarchy = Hierarchy::replay(items.len(), pairs.iter().map(step));
        let of: Vec<u32> = of.into_iter().filter(|node| *node < count).collect();
        let expected = Containment::of(&hierarchy, &items, Rule::Descendants, &of.iter().map(|&node| item(node)).collect::<Vec<_>>());
        let found = tree.reach(&of.iter().map(|&node| id(node)).collect::<Vec<_>>());
        let named = |list: &[ItemId]| list.iter().filter_map(|&id| tree.items().get(id)).collect::<BTreeSet<_>>();
        for (found, expected) in [(&found.units, expected.items), (&found.containers, expected.containers), (&found.cover, expected.cover)] {
            prop_assert!(found.is_sorted_by(|a, b| a < b));
            prop_assert_eq!(named(found), expected.into_iter().collect());
        }
    }

    #[test]
    fn a_checkpoint_comes_back(count in 0_u32..300, seeds in prop::collection::vec(any::<u32>(), 1..50), states in prop::collection::vec(any::<u8>(), 300)) {
        let mut tree = nodes(count);
        if count % 7 != 0 {
            load(&mut tree, &forest(count, &seeds));
        }
        for (node, state) in (0..count).zip(states) {
            tree.set_state(id(node), state).unwrap();
        }
        let bytes = tree.to_bytes();
        prop_assert_eq!(bytes.len(), 24 + 27 * count as usize);
        let again = CompactHierarchy::from_bytes(&bytes).unwrap();
        prop_assert_eq!(again.to_bytes(), bytes);
        for node in 0..count {
            prop_assert_eq!(again.items().find(item(node)), Some(id(node)));
            prop_assert_eq!(ids(again.descendants(id(node))), ids(tree.descendants(id(node))));
        }
    }

    #[test]
    fn forged_checkpoints_never_panic(at in 0_usize..2000, byte in any::<u8>(), cut in 0_usize..2000) {
        let mut tree = nodes(40);
        load(&mut tree, &forest(40, &[11, 5, 9, 8]));
        let mut bytes = tree.to_bytes();
        bytes.truncate(bytes.len() - 8);
        let length = bytes.len();
        bytes[at % length] ^= byte;
        bytes.truncate(length - if cut > 1000 { cut % length } else { 0 });
        let sum = checksum(&bytes);
        bytes.extend_from_slice(&sum.to_le_bytes());
        if let Ok(tree) = CompactHierarchy::from_bytes(&bytes) {
            prop_assert_eq!(&tree.to_bytes(), &bytes);
        }
        bytes.truncate(at % bytes.len());
        prop_assert!(CompactHierarchy::from_bytes(&bytes).is_err());
    }
}

#[test]
fn every_damaged_bit_is_noticed() {
    let mut tree = nodes(6);
    load(&mut tree, &[(1, 0), (2, 0), (4, 3), (3, 0)]);
    let bytes = tree.to_bytes();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << bit;
            let error = CompactHierarchy::from_bytes(&damaged).unwrap_err();
            assert!(error.code().starts_with("checkpoint-"), "{error}");
        }
        assert!(CompactHierarchy::from_bytes(&bytes[..at]).is_err());
    }
    let longer: Vec<u8> = bytes.iter().copied().chain([0]).collect();
    assert_eq!(
        CompactHierarchy::from_bytes(&longer).unwrap_err(),
        CheckpointError::Length { found: bytes.len() + 1 }
    );
}

/// Each error by bytes that are wrong in one way only.
#[test]
fn every_error_has_its_bytes() {
    let mut tree = nodes(3);
    load(&mut tree, &[(1, 0), (2, 1)]);
    let good = tree.to_bytes();
    let forged = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = good[..good.len() - 8].to_vec();
        change(&mut bytes);
        bytes.extend_from_slice(&checksum(&bytes).to_le_bytes());
        CompactHierarchy::from_bytes(&bytes).err()
    };
    let parents = 16 + 3 * 22;
    assert_eq!(forged(&|_| ()), None);
    assert_eq!(forged(&|bytes| bytes[0] = b'X'), Some(CheckpointError::Foreign));
    assert_eq!(forged(&|bytes| bytes[6] = 2), Some(CheckpointError::Version { version: 2 }));
    assert!(matches!(forged(&|bytes| bytes[15] = 255), Some(CheckpointError::Length { .. })));
    assert_eq!(forged(&|bytes| bytes[16 + 22] ^= 1), Some(CheckpointError::Item { at: 1 }));
    assert_eq!(forged(&|bytes| bytes[parents] = 3), Some(CheckpointError::Parent { at: 0 }));
    let repeat = |bytes: &mut Vec<u8>| bytes.copy_within(16 + 22..16 + 44, 16 + 44);
    assert_eq!(forged(&repeat), Some(CheckpointError::Repeated));
    let ring = |bytes: &mut Vec<u8>| bytes[parents..parents + 4].copy_from_slice(&2_u32.to_le_bytes());
    assert_eq!(forged(&ring), Some(CheckpointError::Cycle));
    assert_eq!(CompactHierarchy::from_bytes(&[]).unwrap_err(), CheckpointError::Foreign);
}

/// Enough for every way to be taken: several pages and parts, single updates between bulk loads, deep containers.
#[test]
fn long_chains_and_large_rings() {
    const COUNT: u32 = 100_000;
    let mut tree = nodes(COUNT);
    let mut pairs: Vec<(u32, u32)> = (1..COUNT).map(|node| (node, node - 1)).collect();
    let mut ring = tree.clone();
    assert!(load(&mut tree, &pairs).is_empty());
    assert_eq!(tree.path_to_top(id(COUNT - 1)).count(), COUNT as usize - 1);
    assert_eq!(tree.descendants(id(0)).count(), COUNT as usize - 1);
    assert_eq!(tree.set_parent(id(0), id(COUNT - 1)), Err(LinkError::Cycle));

    pairs.insert(0, (0, COUNT - 1));
    assert_eq!(load(&mut ring, &pairs), [Refused { at: COUNT as usize - 1, error: LinkError::Cycle }]);
    assert_eq!(ring.top(id(COUNT / 2)), id(COUNT - 1));
}

#[test]
fn many_changes_between_two_orders() {
    const COUNT: u32 = 60_000;
    let (mut tree, mut other) = (nodes(COUNT), nodes(COUNT));
    let container = |node: u32| (node % 100) * 7;
    let held = || (0..COUNT).rev().filter(|&node| node >= 700);
    for node in held() {
        tree.add(id(node), id(0)).unwrap();
        tree.set_parent(id(node), id(container(node))).unwrap();
    }
    assert!(load(&mut other, &held().map(|node| (node, container(node))).collect::<Vec<_>>()).is_empty());
    for node in 0..700 {
        assert_eq!(ids(tree.children(id(node))), ids(other.children(id(node))));
    }
    assert_eq!(tree.to_bytes(), other.to_bytes());
}

#[test]
fn a_node_takes_about_twenty_five_bytes() {
    let mut tree = nodes(300_000);
    let pairs: Vec<(u32, u32)> =
        (0..300_000).filter(|node| node % 20 != 0).map(|node| (node, node / 20 * 20)).collect();
    assert!(load(&mut tree, &pairs).is_empty());
    tree.shrink_to_fit();
    let own = (tree.bytes() - tree.items().bytes()) as f64 / tree.len() as f64;
    assert!(own < 9.7, "{own}");
}
