//! Ten million nodes of a hierarchy: bytes a node, counted at the allocator, and time to load and to ask.
//!
//! With `TALLYMARK_HUGE=1` the compact hierarchy alone, with a hundred million nodes (needs some 12 GB); with
//! `--scattered 1` its nodes are numbered at random, not in the order in which a line makes them.

use std::alloc::{GlobalAlloc, Layout, System};
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Instant;

use tallymark::hierarchy::{Aggregation, CompactHierarchy, Hierarchy, Step};
use tallymark::item::{CompactItems, Item, ItemId, Items};
use tallymark::{Gtin, Serial, Sgtin, Sscc};
use tallymark_benches::nodes::packed;
use tallymark_benches::peers::maps::Folded;
use tallymark_benches::race::{Race, argument};
use tallymark_benches::random::Random;

/// The system's allocator, counting the bytes that are in use.
struct Counting;

static IN_USE: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is passed on unchanged; the counter changes nothing about the memory.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        IN_USE.fetch_add(layout.size(), Relaxed);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        IN_USE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn main() {
    let huge = std::env::var_os("TALLYMARK_HUGE").is_some();
    let nodes = argument("--nodes", if huge { 100_000_000 } else { 10_000_000 });
    let rounds = argument("--rounds", 3);
    if !huge {
        history(nodes, rounds);
    }
    compact(nodes, rounds, argument("--scattered", 0) == 1);
}

/// The hierarchy that keeps everything.
fn history(nodes: usize, rounds: usize) {
    let before = IN_USE.load(Relaxed);
    let mut items = Items::default();
    let steps = packed(nodes, &mut items);
    items.shrink_to_fit();
    let nodes = items.len();
    let of_steps = steps.capacity() * size_of::<Aggregation>();
    let each = |bytes: usize| bytes as f64 / nodes as f64;
    println!("{nodes} nodes, {} steps", steps.len());
    println!(
        "  exact keys and their index {:6.1} bytes a node",
        each(IN_USE.load(Relaxed) - before - of_steps)
    );
    let before = IN_USE.load(Relaxed);
    let hierarchy = Hierarchy::replay(nodes, steps.iter().copied());
    println!("  hierarchy with all times   {:6.1} bytes a node", each(IN_USE.load(Relaxed) - before));

    Race::new("load from steps", nodes)
        .lane("Hierarchy::replay", || Hierarchy::replay(nodes, steps.iter().copied()).steps() as usize)
        .lane("map of vectors each way", || by_maps(&steps))
        .run(rounds);

    let some: Vec<ItemId> = {
        let mut random = Random::new(5);
        let steps: Vec<&Aggregation> = (0..100_000).map(|_| random.pick(&steps)).collect();
        steps.into_iter().filter_map(|step| step.step.item()).collect()
    };
    Race::new("questions", some.len())
        .lane("path to the top", || {
            for &id in &some {
                black_box(hierarchy.path_to_top(id));
            }
        })
        .lane("its packs, of the pallet", || {
            for &id in some.iter().take(1000) {
                let top = hierarchy.path_to_top(id).last().copied().unwrap_or(id);
                black_box(hierarchy.descendants(top).count());
            }
        })
        .run(rounds);
}

fn by_maps(steps: &[Aggregation]) -> usize {
    let mut parents: HashMap<ItemId, Vec<(ItemId, u32)>> = HashMap::new();
    let mut children: HashMap<ItemId, Vec<(ItemId, u32)>> = HashMap::new();
    for (at, step) in steps.iter().enumerate() {
        if let Step::Add(item) = step.step {
            parents.entry(item).or_default().push((step.parent, at as u32));
            children.entry(step.parent).or_default().push((item, at as u32));
        }
    }
    black_box((parents, children));
    steps.len()
}

/// A pallet of 40 cases of 20 packs.
const PALLET: usize = 841;
const CASE: usize = 21;

/// The node at a place of the order in which a line makes them.
fn item(at: usize, gtin: Gtin) -> Item {
    let (pallet, within) = (at / PALLET, at % PALLET);
    if within == 0 || within % CASE == 1 {
        let digits = format!("39506000{:09}", pallet * 41 + within.div_ceil(CASE));
        return Item::Sscc(Sscc::complete(digits).expect("a valid SSCC"));
    }
    let serial = Random::new(at as u64).number() % 1_000_000_000_000;
    // The place makes them different, the random part keeps them from being in order.
    let serial = serial / 1_000_000_000 * 1_000_000_000_000 + at as u64;
    Item::Sgtin(Sgtin { gtin, serial: Serial::parse(format!("{serial:015}")).expect("a valid serial") })
}

/// The place of the container of a node.
fn container(at: usize) -> Option<usize> {
    let within = at % PALLET;
    let pallet = at - within;
    match within {
        0 => None,
        _ if within % CASE == 1 => Some(pallet),
        _ => Some(pallet + (within - 1) / CASE * CASE + 1),
    }
}

/// The peer: a map each way.
#[derive(Default)]
struct Maps {
    parents: HashMap<u64, u32, BuildHasherDefault<Folded>>,
    children: HashMap<u64, Vec<u32>, BuildHasherDefault<Folded>>,
}

impl Maps {
    fn of(pairs: &[(ItemId, ItemId)]) -> Self {
        let mut maps = Maps::default();
        for (child, parent) in pairs {
            maps.parents.insert(child.index() as u64, parent.index() as u32);
            maps.children.entry(parent.index() as u64).or_default().push(child.index() as u32);
        }
        maps
    }

    fn top(&self, mut node: u64) -> u64 {
        while let Some(&parent) = self.parents.get(&node) {
            node = parent.into();
        }
        node
    }

    fn inside(&self, node: u64, job: &mut impl FnMut(u64)) {
        for &child in self.children.get(&node).into_iter().flatten() {
            job(child.into());
            self.inside(child.into(), job);
        }
    }

    /// Units in the closure of the seeds, and the length of its smallest cover.
    fn reach(&self, seeds: &[ItemId]) -> (usize, usize) {
        let mut set: HashSet<u64, BuildHasherDefault<Folded>> = HashSet::default();
        for seed in seeds {
            set.insert(seed.index() as u64);
            self.inside(seed.index() as u64, &mut |node| {
                set.insert(node);
            });
        }
        let units: Vec<u64> = set.iter().copied().filter(|node| !self.children.contains_key(node)).collect();
        let mut open = units.clone();
        let mut missing: HashMap<u64, usize, BuildHasherDefault<Folded>> = HashMap::default();
        let mut full: HashSet<u64, BuildHasherDefault<Folded>> = units.iter().copied().collect();
        while let Some(node) = open.pop() {
            let Some(&parent) = self.parents.get(&node) else { continue };
            let parent = u64::from(parent);
            let left =
                missing.entry(parent).or_insert_with(|| self.children.get(&parent).map_or(0, Vec::len));
            *left -= 1;
            if *left == 0 && full.insert(parent) {
                open.push(parent);
            }
        }
        let within = |node: &u64| self.parents.get(node).is_some_and(|&parent| full.contains(&parent.into()));
        (units.len(), full.iter().filter(|node| !within(node)).count())
    }
}

fn timed<T>(name: &str, nodes: usize, job: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = job();
    let seconds = start.elapsed().as_secs_f64();
    println!("  {name:<26} {:>9.1} ms {:>7.1} ns a node", seconds * 1e3, seconds * 1e9 / nodes as f64);
    result
}

/// The hierarchy of what holds now.
fn compact(nodes: usize, rounds: usize, scattered: bool) {
    let mut random = Random::new(20_260_103);
    let gtin = Gtin::parse("09506000134352").expect("a valid GTIN");
    let mut place: Vec<u32> = (0..nodes as u32).collect();
    if scattered {
        random.shuffle(&mut place);
    }
    println!("\ncompact, {nodes} nodes, numbered {}", if scattered { "at random" } else { "as made" });
    let start = IN_USE.load(Relaxed);
    let each = |from: usize| (IN_USE.load(Relaxed) - from) as f64 / nodes as f64;
    let mut items = CompactItems::default();
    let ahead = Instant::now();
    items.reserve(nodes);
    let mut seconds = ahead.elapsed().as_secs_f64();
    for from in (0..nodes).step_by(1 << 23) {
        let block: Vec<Item> =
            place[from..nodes.min(from + (1 << 23))].iter().map(|&at| item(at as usize, gtin)).collect();
        let start = Instant::now();
        drop(items.extend(&block));
        seconds += start.elapsed().as_secs_f64();
    }
    items.shrink_to_fit();
    println!("  items with their index {:.2} bytes a node, taken in {seconds:.2} s", each(start));
    let ids: Vec<ItemId> = items.iter().map(|(id, _)| id).collect();
    let mut number = vec![0_u32; nodes];
    for (id, &at) in place.iter().enumerate() {
        number[at as usize] = id as u32;
    }
    let id_of = |at: usize| ids[number[at] as usize];
    let made: Vec<(ItemId, ItemId)> =
        (0..nodes).filter_map(|at| Some((id_of(at), id_of(container(at)?)))).collect();
    let mut pairs = made.clone();
    random.shuffle(&mut pairs);
    let tops: Vec<ItemId> = (0..nodes).step_by(PALLET).map(id_of).collect();
    let some: Vec<ItemId> = (0..1_000_000).map(|_| id_of(random.below(nodes))).collect();
    let seeds: Vec<ItemId> =
        some.iter().copied().take(500).chain((0..500).map(|_| *random.pick(&tops))).collect();
    drop((ids, number, place));

    let before = IN_USE.load(Relaxed);
    let mut tree = CompactHierarchy::over(items.clone());
    let refused = timed("load, pairs as made", nodes, || tree.load(&made));
    assert!(refused.is_empty());
    println!("  links and states {:.2} bytes a node", each(before));
    drop(made);
    let empty = CompactHierarchy::over(items);
    let before = IN_USE.load(Relaxed);
    let maps = Maps::of(&pairs);
    println!("  the maps {:.2} bytes a node", each(before));
    drop(maps);

    Race::new("load, pairs in random order", nodes)
        .lane("CompactHierarchy::load", || {
            let mut tree = empty.clone();
            assert!(tree.load(&pairs).is_empty());
            pairs.len()
        })
        .lane("hash maps", || Maps::of(&pairs).parents.len())
        .run(rounds);
    let maps = Maps::of(&pairs);
    drop(pairs);
    Race::new("path to the top", some.len())
        .lane("CompactHierarchy::top", || some.iter().map(|&id| tree.top(id).index() as u64).sum::<u64>())
        .lane("hash maps", || some.iter().map(|id| maps.top(id.index() as u64)).sum())
        .run(rounds);
    let near = &some[..10_000];
    Race::new("path to the top, 100 times the same 10,000", 100 * near.len())
        .lane("CompactHierarchy::top", || {
            (0..100).flat_map(|_| near).map(|&id| tree.top(id).index() as u64).sum::<u64>()
        })
        .lane("hash maps", || (0..100).flat_map(|_| near).map(|id| maps.top(id.index() as u64)).sum())
        .run(rounds);
    Race::new("walk through everything", nodes)
        .lane("CompactHierarchy::descendants", || {
            let inside = tops.iter().flat_map(|&top| tree.descendants(top));
            inside.fold((0, 0), |(count, sum), id| (count + 1, sum + id.index() as u64))
        })
        .lane("hash maps", || {
            let (mut count, mut sum) = (0, 0);
            for top in &tops {
                maps.inside(top.index() as u64, &mut |node| {
                    count += 1;
                    sum += node;
                });
            }
            (count, sum)
        })
        .run(rounds);
    Race::new("containment of 500 pallets and 500 others", 1000)
        .lane("CompactHierarchy::reach", || {
            let reach = tree.reach(&seeds);
            (reach.units.len(), reach.cover.len())
        })
        .lane("hash maps", || maps.reach(&seeds))
        .run(rounds);
    drop((maps, empty));

    println!();
    let snapshot = timed("snapshot", nodes, || tree.clone());
    timed("first change after it", 1, || tree.set_state(some[0], 1)).expect("a node");
    drop(snapshot);
    timed("1,000,000 moves", 1_000_000, || {
        for (&id, &top) in some.iter().zip(tops.iter().cycle()) {
            black_box(tree.set_parent(id, top).is_ok());
        }
    });
    timed("settle", nodes, || tree.settle());
    let bytes = timed("to bytes", nodes, || tree.to_bytes());
    drop(tree);
    let again = timed("from bytes", nodes, || CompactHierarchy::from_bytes(&bytes)).expect("a checkpoint");
    println!("  checkpoint {:.1} bytes a node", bytes.len() as f64 / again.len() as f64);
}
