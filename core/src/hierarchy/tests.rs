use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::item::{Item, ItemId, Items};
use crate::keys::{Gtin, Serial, Sgtin, Sscc, check_digit};

/// `containers` SSCCs followed by `packs` packs.
fn items(containers: u32, packs: u32) -> (Items, Vec<ItemId>) {
    let mut items = Items::default();
    let mut ids: Vec<ItemId> = (0..containers).map(|n| items.insert(sscc(n))).collect();
    ids.extend((0..packs).map(|n| items.insert(pack(n))));
    (items, ids)
}

fn sscc(number: u32) -> Item {
    let body = format!("3950600013{number:07}");
    Item::Sscc(
        Sscc::parse(format!("{body}{}", char::from(check_digit(body.as_bytes()).unwrap())).as_bytes())
            .unwrap(),
    )
}

fn pack(number: u32) -> Item {
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    Item::Sgtin(Sgtin { gtin, serial: Serial::parse(format!("S{number}").as_bytes()).unwrap() })
}

fn steps(ids: &[ItemId], steps: &[(usize, char, usize)]) -> Vec<Aggregation> {
    let step = |&(parent, kind, child): &(usize, char, usize)| match kind {
        '+' => (parent, Step::Add(ids[child])),
        '-' => (parent, Step::Remove(ids[child])),
        _ => (parent, Step::Close),
    };
    let numbered = steps.iter().map(step).zip(1..);
    numbered.map(|((parent, step), row)| Aggregation { parent: ids[parent], step, row }).collect()
}

/// Two cases of two packs on a pallet: 0 pallet, 1 and 2 cases, 3 to 6 packs.
fn pallet() -> (Items, Vec<ItemId>, Hierarchy) {
    let (items, ids) = items(3, 4);
    let history = [(1, '+', 3), (1, '+', 4), (1, 'c', 0), (2, '+', 5), (2, '+', 6), (0, '+', 1), (0, '+', 2)];
    let hierarchy = Hierarchy::replay(items.len(), steps(&ids, &history));
    (items, ids, hierarchy)
}

#[test]
fn a_pallet_is_queried_both_ways() {
    let (_, ids, hierarchy) = pallet();
    assert_eq!(hierarchy.path_to_top(ids[3]), [ids[1], ids[0]]);
    assert_eq!(hierarchy.ancestors(ids[3]), [ids[1], ids[0]]);
    let inside: Vec<ItemId> = hierarchy.descendants(ids[0]).collect();
    assert_eq!(inside, [1, 3, 4, 2, 5, 6].map(|n| ids[n]));
    assert_eq!(hierarchy.closes(ids[1]).collect::<Vec<_>>(), [2]);
    assert_eq!(hierarchy.closes(ids[2]).len(), 0);
    assert_eq!(hierarchy.row(2), Some(3));
    assert_eq!(hierarchy.entered(ids[1]), [0, 1]);
    assert_eq!(hierarchy.containers(), [ids[0], ids[1], ids[2]]);
}

#[test]
fn levels_follow_the_majority() {
    let (_, ids, hierarchy) = pallet();
    let levels = Levels::of_hierarchy(&hierarchy, 2, |id| id.index() >= 3);
    assert_eq!(
        ids.iter().map(|&id| levels.of(id)).collect::<Vec<_>>()[..4],
        [Some(2), Some(1), Some(1), Some(0)]
    );
    assert_eq!(hierarchy.counts(ids[0], &levels), [4, 2]);
    let cases: Vec<ItemId> = hierarchy.contents_at_level(ids[0], 1, &levels).collect();
    assert_eq!(cases, [ids[1], ids[2]]);

    let (all, ids) = items(3, 5);
    let history = [(1, '+', 3), (1, '+', 4), (2, '+', 5), (2, '+', 6), (0, '+', 1), (0, '+', 2), (0, '+', 7)];
    let stray = Hierarchy::replay(all.len(), steps(&ids, &history));
    let levels = Levels::of_hierarchy(&stray, 2, |id| id.index() >= 3);
    assert_eq!(levels.of(ids[0]), Some(2), "a stray pack does not turn the pallet into a case");
    assert_eq!(levels.of(ids[7]), Some(0));
}

#[test]
fn history_tells_what_was_where() {
    let (all, ids) = items(2, 2);
    let history = [(0, '+', 2), (0, '+', 3), (0, '-', 2), (1, '+', 2), (1, 'c', 0)];
    let hierarchy = Hierarchy::replay(all.len(), steps(&ids, &history));
    assert_eq!(hierarchy.contents_at(ids[0], 2), [ids[2], ids[3]]);
    assert_eq!(hierarchy.contents_at(ids[0], 5), [ids[3]]);
    assert!(hierarchy.parents_at(ids[2], 3).is_empty());
    assert_eq!(hierarchy.parents_at(ids[2], 4), [ids[1]]);
    let left = Stay { item: ids[2], container: ids[0], from: 0, until: Some(2) };
    let arrived = Stay { item: ids[2], container: ids[1], from: 3, until: None };
    assert_eq!(hierarchy.stays(ids[2]), [left, arrived]);
    assert_eq!(hierarchy.held(ids[0])[0], left);
}

#[test]
fn what_makes_no_sense_is_listed() {
    let (all, ids) = items(1, 2);
    let history = [(0, '+', 1), (0, '+', 1), (0, '-', 2), (0, '+', 0)];
    let hierarchy = Hierarchy::replay(all.len(), steps(&ids, &history));
    let mut kinds: Vec<Irregular> = hierarchy.irregularities().iter().map(|fault| fault.kind).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, [Irregular::AddedTwice, Irregular::RemovedFromOutside, Irregular::IntoItself]);
    assert_eq!(hierarchy.children(ids[0]), [ids[1], ids[0]], "nothing is lost");
}

#[test]
fn cycles_end() {
    let (all, ids) = items(3, 1);
    let history = [(0, '+', 1), (1, '+', 2), (2, '+', 0), (2, '+', 3)];
    let hierarchy = Hierarchy::replay(all.len(), steps(&ids, &history));
    assert_eq!(hierarchy.path_to_top(ids[3]).len(), 3);
    assert_eq!(hierarchy.path_to_top(ids[0]), [ids[2], ids[1]]);
    assert_eq!(hierarchy.descendants(ids[0]).count(), 3);
    assert_eq!(hierarchy.ancestors(ids[0]).len(), 3, "itself among them");
    let contained = Containment::of(&hierarchy, &all, Rule::Siblings, &[sscc(0)]);
    assert_eq!((contained.items, contained.cover), (vec![pack(0)], vec![pack(0)]));
    let levels = Levels::of_hierarchy(&hierarchy, 2, |id| id == ids[3]);
    assert_eq!(levels.of(ids[2]), Some(1));

    let ring = Hierarchy::replay(all.len(), steps(&ids, &[(0, '+', 1), (1, '+', 0)]));
    let contained = Containment::of(&ring, &all, Rule::Descendants, &[sscc(0)]);
    assert_eq!(contained.items, [sscc(0), sscc(1)]);
    assert_eq!(contained.cover, [sscc(0)], "one of the two names both");
}

#[test]
fn containment_names_the_untrusted_cases() {
    let (all, ids, hierarchy) = pallet();
    let of = |rule, seed: usize| Containment::of(&hierarchy, &all, rule, &[all.get(ids[seed])]);
    let case = of(Rule::Siblings, 3);
    assert_eq!((case.items.len(), case.cover), (2, vec![sscc(1)]));
    assert_eq!(of(Rule::Descendants, 3).cover, [pack(0)]);
    let whole = of(Rule::Siblings, 1);
    assert_eq!((whole.items.len(), whole.cover), (2, vec![sscc(1)]), "a case does not taint its pallet");
    let everything = Containment::of(&hierarchy, &all, Rule::Siblings, &[pack(0), pack(3)]);
    assert_eq!(everything.cover, [sscc(0)], "both cases are all of the pallet");
    let stranger = Containment::of(&hierarchy, &all, Rule::Siblings, &[pack(99)]);
    assert_eq!((stranger.items, stranger.cover), (vec![pack(99)], vec![pack(99)]));
}

#[test]
fn a_moved_seed_taints_both_cases() {
    let (all, ids) = items(2, 4);
    let history = [(0, '+', 2), (0, '+', 3), (0, '-', 2), (1, '+', 2), (1, '+', 4)];
    let hierarchy = Hierarchy::replay(all.len(), steps(&ids, &history));
    let contained = Containment::of(&hierarchy, &all, Rule::Siblings, &[pack(0)]);
    assert_eq!(contained.cover, [sscc(0), sscc(1)]);
}

#[test]
fn places_are_asked_outwards() {
    let (all, ids, hierarchy) = pallet();
    let contained = Containment::of(&hierarchy, &all, Rule::Descendants, &[sscc(0)]);
    let place = |item: Item| match item {
        i if i == all.get(ids[3]) => Some(Place::Destroyed),
        i if i == sscc(1) => Some(Place::Warehouse),
        i if i == sscc(0) => Some(Place::Shipped),
        _ => None,
    };
    let found = contained.locate(&hierarchy, &all, place);
    assert_eq!((found.destroyed, found.warehouse), (vec![pack(0)], vec![pack(1)]));
    assert_eq!((found.shipped.len(), found.unknown.len(), found.line.len()), (2, 0, 0));
}

/// Stays by definition: every step looks at all stays there are.
fn naive(history: &[Aggregation]) -> Vec<Stay> {
    let mut stays: Vec<Stay> = Vec::new();
    for (at, step) in (0_u32..).zip(history) {
        let Some(item) = step.step.item() else { continue };
        let container = step.parent;
        let active =
            stays.iter().position(|s| s.item == item && s.container == container && s.until.is_none());
        match (step.step, active) {
            (Step::Add(_), None) => stays.push(Stay { item, container, from: at, until: None }),
            (Step::Remove(_), Some(active)) => stays[active].until = Some(at),
            _ => {}
        }
    }
    stays
}

/// Any history over a few items: mostly sensible steps, but cycles, double parents and nonsense as well.
fn history() -> impl Strategy<Value = Vec<(usize, char, usize)>> {
    let step = (0..5_usize, prop::sample::select(vec!['+', '+', '+', '-', 'c']), 0..12_usize);
    prop::collection::vec(step, 0..40)
}

/// A forest: every item's parent is a container with a lower number, or none.
fn forest() -> impl Strategy<Value = Vec<Option<usize>>> {
    (0..10_usize)
        .prop_flat_map(|n| (0..n).map(|node| prop::option::of(0..node.clamp(1, 5))).collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn replay_is_the_naive_replay(history in history()) {
        let (all, ids) = items(5, 7);
        let history = steps(&ids, &history);
        let hierarchy = Hierarchy::replay(all.len(), history.iter().copied());
        let stays = naive(&history);
        for &id in &ids {
            let of_item: Vec<Stay> = stays.iter().copied().filter(|s| s.item == id).collect();
            prop_assert_eq!(hierarchy.stays(id), of_item);
            let in_container: Vec<Stay> = stays.iter().copied().filter(|s| s.container == id).collect();
            prop_assert_eq!(hierarchy.held(id), in_container);
            let now = |s: &&Stay| s.until.is_none();
            let parents: Vec<ItemId> = stays.iter().filter(now).filter(|s| s.item == id).map(|s| s.container).collect();
            prop_assert_eq!(hierarchy.parents(id), parents);
            for moment in 0..=hierarchy.steps() {
                let past = &naive(&history[..moment as usize]);
                let inside: Vec<ItemId> =
                    past.iter().filter(now).filter(|s| s.container == id).map(|s| s.item).collect();
                prop_assert_eq!(hierarchy.contents_at(id, moment), inside);
            }
        }
    }

    #[test]
    fn steps_of_different_items_commute(history in history()) {
        let (all, ids) = items(5, 7);
        let history = steps(&ids, &history);
        let mut regrouped = history.clone();
        regrouped.sort_by_key(|step| step.step.item());
        let (one, other) = (Hierarchy::replay(all.len(), history), Hierarchy::replay(all.len(), regrouped));
        for &id in &ids {
            prop_assert_eq!(one.parents(id), other.parents(id));
            let (mut inside, mut others) = (one.children(id).to_vec(), other.children(id).to_vec());
            inside.sort_unstable();
            others.sort_unstable();
            prop_assert_eq!(inside, others);
        }
    }

    #[test]
    fn closure_is_the_least_closed_set(history in history(), seeds in prop::collection::vec(0..12_usize, 1..4)) {
        let (all, ids) = items(5, 7);
        let hierarchy = Hierarchy::replay(all.len(), steps(&ids, &history));
        let is_unit = |id: ItemId| hierarchy.children(id).is_empty();
        let mut expected: BTreeSet<ItemId> = seeds.iter().map(|&seed| ids[seed]).collect();
        for &seed in &seeds {
            if is_unit(ids[seed]) {
                expected.extend(hierarchy.stays(ids[seed]).iter().map(|stay| stay.container));
            }
        }
        loop {
            let mut next = expected.clone();
            for &id in &expected {
                next.extend(hierarchy.children(id));
                if is_unit(id) && !hierarchy.is_container(id) {
                    next.extend(hierarchy.parents(id));
                }
            }
            if next == expected {
                break;
            }
            expected = next;
        }
        let seeds: Vec<Item> = seeds.iter().map(|&seed| all.get(ids[seed])).collect();
        let contained = Containment::of(&hierarchy, &all, Rule::Siblings, &seeds);
        let found: BTreeSet<ItemId> =
            contained.items.iter().chain(&contained.containers).map(|&item| all.find(item).unwrap()).collect();
        prop_assert_eq!(&found, &expected);
        let named = named_by(&hierarchy, contained.cover.iter().map(|&item| all.find(item).unwrap()));
        let wanted: BTreeSet<ItemId> = contained.items.iter().map(|&item| all.find(item).unwrap()).collect();
        prop_assert!(named.is_superset(&wanted), "the cover names all: {named:?} of {wanted:?}");
        prop_assert!(named.is_subset(&expected), "and nothing else");
    }

    #[test]
    fn cover_is_the_smallest(parents in forest(), wanted in prop::collection::vec(any::<bool>(), 10)) {
        let (all, ids) = items(5, 5);
        let history: Vec<_> =
            parents.iter().enumerate().filter_map(|(n, p)| p.filter(|&p| p != n).map(|p| (p, '+', n))).collect();
        let hierarchy = Hierarchy::replay(all.len(), steps(&ids, &history));
        prop_assert!(!hierarchy.tangled);
        let wanted: Vec<ItemId> = ids
            .iter()
            .zip(wanted)
            .filter_map(|(&id, wanted)| (wanted && hierarchy.children(id).is_empty()).then_some(id))
            .collect();
        let cover = cover::smallest(&hierarchy, &wanted);
        let exact: BTreeSet<ItemId> = wanted.iter().copied().collect();
        prop_assert_eq!(&named_by(&hierarchy, cover.iter().copied()), &exact);
        let smallest = (0_u32..1 << ids.len())
            .filter(|subset| {
                let members = (0..ids.len()).filter(|n| subset >> n & 1 == 1).map(|n| ids[n]);
                named_by(&hierarchy, members) == exact
            })
            .map(u32::count_ones)
            .min();
        prop_assert_eq!(Some(cover.len() as u32), smallest);
    }
}

/// The items that hold nothing (or only rings of containers), named by a list of containers and loose items.
fn named_by(hierarchy: &Hierarchy, members: impl Iterator<Item = ItemId>) -> BTreeSet<ItemId> {
    let is_leaf = |&id: &ItemId| hierarchy.children(id).is_empty();
    let holds_nothing = |id: &ItemId| is_leaf(id) || !hierarchy.descendants(*id).any(|inner| is_leaf(&inner));
    let members = members.flat_map(|member| std::iter::once(member).chain(hierarchy.descendants(member)));
    members.filter(holds_nothing).collect()
}

#[test]
fn ten_million_nodes_take_less_than_forty_bytes_each() {
    // A tenth of it by default: debug builds are slow, and the columns grow in proportion.
    let packs: u32 = if cfg!(debug_assertions) { 1_000_000 } else { 10_000_000 };
    let (cases, pallets) = (packs / 20, packs / 800);
    let nodes = (packs + cases + pallets) as usize;
    let mut numbers = Items::default();
    // Packs and containers as plain numbers: only the numbers matter here.
    let ids: Vec<ItemId> = (0..narrow_items(nodes)).map(|n| numbers.insert(pack(n))).collect();
    drop(numbers);
    let case = |n: u32| ids[(packs + n) as usize];
    let steps = (0..packs)
        .map(|n| (case(n / 20), Step::Add(ids[n as usize])))
        .chain((0..cases).map(|n| (case(n), Step::Close)))
        .chain((0..cases).map(|n| (ids[(packs + cases + n / 40) as usize], Step::Add(case(n)))));
    let steps = steps.zip(1..).map(|((parent, step), row)| Aggregation { parent, step, row });
    let start = std::time::Instant::now();
    let hierarchy = Hierarchy::replay(nodes, steps);
    let built = start.elapsed();
    let per_node = hierarchy.bytes() as f64 / nodes as f64;
    println!("{nodes} nodes: {per_node:.1} bytes each, built in {built:?}");
    assert!(per_node <= 40.0, "{per_node}");
    let start = std::time::Instant::now();
    let inside = hierarchy.descendants(ids[(packs + cases) as usize]).count();
    println!("a pallet's content in {:?}", start.elapsed());
    assert_eq!(inside, 840);
}

fn narrow_items(nodes: usize) -> u32 {
    u32::try_from(nodes).unwrap()
}
