use super::{Lifecycle, Node};
use crate::hierarchy::CompactHierarchy;

impl Lifecycle {
    /// What is in what after the events replayed, packs and logistic units only, as a hierarchy of 25 bytes an item that
    /// answers many questions fast, tells the smallest cover of a set and can be kept as bytes.
    ///
    /// Where the events say that two containers are inside each other, the link found last is left out.
    #[must_use]
    pub fn compact(&self) -> CompactHierarchy {
        let mut tree = CompactHierarchy::default();
        let items: Vec<(Node, _)> = self.nodes().filter_map(|node| Some((node, self.item(node)?))).collect();
        let ids = tree.extend(&items.iter().map(|&(_, item)| item).collect::<Vec<_>>());
        let of = |item| tree.items().find(item);
        let links = items.iter().zip(&ids).filter_map(|(&(node, _), &child)| {
            let parent = self.item(self.parent(node)?)?;
            Some((child, of(parent)?))
        });
        let links: Vec<_> = links.collect();
        drop(tree.load(&links));
        tree
    }
}
