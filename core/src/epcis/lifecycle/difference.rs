use super::{Lifecycle, Node};

/// A thing that is in another container after the one set of events than after the other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moved {
    /// The thing.
    pub thing: String,
    /// Whether the first names it, and the container in which it is there.
    pub first: Option<Option<String>>,
    /// The same of the second.
    pub second: Option<Option<String>>,
}

/// What is in another container, or named by one of the two only, in canonical order. Both have to be replayed.
#[must_use]
pub fn difference(first: &Lifecycle, second: &Lifecycle) -> Vec<Moved> {
    let counterpart = |from: &Lifecycle, to: &Lifecycle, node: Node| match from.item(node) {
        Some(item) => to.find(item),
        None => to.find_text(&from.name(node)),
    };
    let container = |of: &Lifecycle, node: Node| of.parent(node).map(|parent| of.name(parent));
    let mut moved = Vec::new();
    for node in first.nodes() {
        let there = container(first, node);
        let other = counterpart(first, second, node).map(|other| container(second, other));
        if other.as_ref() != Some(&there) {
            moved.push(Moved { thing: first.name(node), first: Some(there), second: other });
        }
    }
    for node in second.nodes().filter(|&node| counterpart(second, first, node).is_none()) {
        moved.push(Moved { thing: second.name(node), first: None, second: Some(container(second, node)) });
    }
    moved.sort_unstable();
    moved
}
