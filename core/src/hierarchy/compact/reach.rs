use std::collections::{HashMap, HashSet};

use super::CompactHierarchy;
use super::bits::Bits;
use crate::item::ItemId;

/// What a fault reaches by [`super::super::Rule::Descendants`], as numbers; each list ascends and names each item once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Every item in the set that holds nothing itself (packs, as a rule).
    pub units: Vec<ItemId>,
    /// Every container whose whole content is in the set because the container is.
    pub containers: Vec<ItemId>,
    /// The fewest containers and loose items that name exactly this set; between two equally short ones, the outer
    /// container.
    pub cover: Vec<ItemId>,
}

impl CompactHierarchy {
    /// The least set that holds the seeds and all that is inside them, with its smallest cover, in time linear in the set
    /// and what surrounds it. Numbers that are none of this hierarchy's are left out.
    ///
    /// ```
    /// use tallymark::hierarchy::CompactHierarchy;
    /// use tallymark::item::Item;
    /// let mut tree = CompactHierarchy::default();
    /// let case = tree.insert(Item::parse("(00)395060001340000018")?);
    /// let packs = ["A1", "A2"].map(|serial| format!("(01)09506000134352(21){serial}"));
    /// let [first, second] = [Item::parse(&packs[0])?, Item::parse(&packs[1])?].map(|pack| tree.insert(pack));
    /// tree.load(&[(first, case), (second, case)]);
    /// assert_eq!(tree.reach(&[first]).cover, [first]);
    /// assert_eq!(tree.reach(&[first, second]).cover, [case]);
    /// assert_eq!(tree.reach(&[case]).units, [first, second]);
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    #[must_use]
    pub fn reach(&self, seeds: &[ItemId]) -> Reach {
        let named: HashSet<ItemId> = seeds.iter().copied().filter(|&seed| self.knows(seed)).collect();
        let outermost = |seed: &ItemId| !self.path_to_top(*seed).any(|outer| named.contains(&outer));
        let mut roots: Vec<ItemId> = named.iter().copied().filter(outermost).collect();
        roots.sort_unstable();
        let mut reach = Reach::default();
        for &root in &roots {
            // Trees of outermost seeds have nothing in common.
            for item in std::iter::once(root).chain(self.descendants(root)) {
                if self.holds(item) { &mut reach.containers } else { &mut reach.units }.push(item);
            }
        }
        reach.cover = self.cover(roots);
        for list in [&mut reach.units, &mut reach.containers, &mut reach.cover] {
            sort(list, self.len());
        }
        reach
    }

    /// The outermost containers all of whose content is in the trees of these roots, and the roots that are in none.
    ///
    /// A container is full if all in it are; in a forest every full tree needs one member of the cover, and its root is
    /// enough.
    fn cover(&self, roots: Vec<ItemId>) -> Vec<ItemId> {
        let mut missing: HashMap<ItemId, usize> = HashMap::new();
        let mut full: HashSet<ItemId> = roots.iter().copied().collect();
        let mut ready = roots;
        while let Some(item) = ready.pop() {
            let Some(parent) = self.parent(item) else { continue };
            let missing = missing.entry(parent).or_insert_with(|| self.child_count(parent));
            *missing = missing.saturating_sub(1);
            if *missing == 0 && full.insert(parent) {
                ready.push(parent);
            }
        }
        let within = |item: &ItemId| self.parent(*item).is_some_and(|parent| full.contains(&parent));
        full.iter().copied().filter(|item| !within(item)).collect()
    }
}

/// Sorts different numbers below `nodes`: many by a bit for each node, which takes no comparison.
fn sort(list: &mut Vec<ItemId>, nodes: usize) {
    if list.is_sorted() {
        return;
    }
    if list.len() < nodes / 256 {
        list.sort_unstable();
        return;
    }
    let mut bits = Bits::new(nodes);
    for item in list.drain(..) {
        bits.insert(item.number());
    }
    list.extend(bits.iter().map(|node| ItemId::from_index(node as usize)));
}
