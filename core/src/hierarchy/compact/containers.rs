//! Which nodes hold something, and whether one is inside itself.

use super::NONE;
use super::bits::{Bits, SharedBits, members};
use super::pages::Pages;
use super::threads::{each, ranges};

/// Containers this deep or less are checked without marks.
const SHALLOW: usize = 64;

/// Every node that another one names as its parent.
pub(super) fn containers(parents: &Pages<u32>) -> Bits {
    let bits = SharedBits::new(parents.len());
    each(parents.pages().iter().collect(), |page| {
        let mut last = NONE;
        for &parent in page.iter() {
            if parent != last {
                last = parent;
                bits.insert(parent);
            }
        }
    });
    bits.into_bits()
}

/// Whether every path upwards ends. `containers` are those of the same column: only they can be on a cycle.
pub(super) fn ends(parents: &Pages<u32>, containers: &Bits) -> bool {
    let parent = |node: u32| parents.get(node as usize).unwrap_or(NONE);
    let shallow = |from: u32| {
        let mut node = from;
        for _ in 0..SHALLOW {
            node = parent(node);
            if node == NONE {
                return true;
            }
        }
        false
    };
    let words = containers.words();
    let all_shallow = each(ranges(words.len()), |range| {
        let from = range.start;
        let words = words.get(range).unwrap_or_default();
        words.iter().enumerate().flat_map(|(at, &word)| members(from + at, word)).all(shallow)
    });
    all_shallow.into_iter().all(|shallow| shallow) || ends_by_marks(parent, containers, parents.len())
}

/// In time linear in the nodes, however deep they are.
fn ends_by_marks(parent: impl Fn(u32) -> u32, containers: &Bits, nodes: usize) -> bool {
    let (mut done, mut here) = (Bits::new(nodes), Bits::new(nodes));
    let mut path = Vec::new();
    for from in containers.iter() {
        let mut node = from;
        while node != NONE && !done.has(node) {
            if !here.insert(node) {
                return false;
            }
            path.push(node);
            node = parent(node);
        }
        for node in path.drain(..) {
            here.remove(node);
            done.insert(node);
        }
    }
    true
}
