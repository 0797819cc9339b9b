//! Ten million nodes of a hierarchy: bytes a node, counted at the allocator, and time to load and to ask.

use std::alloc::{GlobalAlloc, Layout, System};
use std::collections::HashMap;
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use tallymark::hierarchy::{Aggregation, Hierarchy, Step};
use tallymark::item::{ItemId, Items};
use tallymark_benches::nodes::packed;
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
    let nodes = argument("--nodes", 10_000_000);
    let rounds = argument("--rounds", 3);
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
