use std::collections::btree_set;
use std::iter::FusedIterator;
use std::slice;

use super::{CompactHierarchy, NONE};
use crate::item::ItemId;

/// What is directly in a container, ascending; see [`CompactHierarchy::children`].
#[derive(Clone, Debug)]
pub struct Children<'a>(Kind<'a>);

#[derive(Clone, Debug)]
enum Kind<'a> {
    /// As the order has it.
    Plain(slice::Iter<'a, u32>),
    Changed(Box<Merged<'a>>),
}

/// The order's children that are still there, merged with those that came since.
#[derive(Clone, Debug)]
struct Merged<'a> {
    tree: &'a CompactHierarchy,
    container: u32,
    still: slice::Iter<'a, u32>,
    added: btree_set::Iter<'a, u32>,
    next_still: Option<u32>,
    next_added: Option<u32>,
}

impl<'a> Children<'a> {
    #[inline]
    pub(super) fn new(tree: &'a CompactHierarchy, container: u32) -> Self {
        let plain = tree.order.of(container).iter();
        match tree.changes.of(container) {
            None => Children(Kind::Plain(plain)),
            Some(change) => {
                let mut added = change.added.iter();
                let next_added = added.next().copied();
                let mut merged =
                    Merged { tree, container, still: plain, added, next_still: None, next_added };
                merged.next_still = merged.advance();
                Children(Kind::Changed(Box::new(merged)))
            }
        }
    }

    /// Whether all were given out; told without looking further.
    #[inline]
    fn is_over(&self) -> bool {
        match &self.0 {
            Kind::Plain(rest) => rest.as_slice().is_empty(),
            Kind::Changed(merged) => merged.next_still.is_none() && merged.next_added.is_none(),
        }
    }
}

impl Merged<'_> {
    /// The next of the order's children that is still there.
    fn advance(&mut self) -> Option<u32> {
        let Merged { tree, container, .. } = *self;
        self.still.find(|child| tree.parents.get(**child as usize) == Some(container)).copied()
    }

    fn next(&mut self) -> Option<u32> {
        match (self.next_still, self.next_added) {
            (Some(still), Some(added)) if added < still => self.take_added(),
            (Some(still), _) => {
                self.next_still = self.advance();
                Some(still)
            }
            (None, _) => self.take_added(),
        }
    }

    fn take_added(&mut self) -> Option<u32> {
        std::mem::replace(&mut self.next_added, self.added.next().copied())
    }
}

impl Iterator for Children<'_> {
    type Item = ItemId;

    #[inline]
    fn next(&mut self) -> Option<ItemId> {
        let node = match &mut self.0 {
            Kind::Plain(rest) => rest.next().copied(),
            Kind::Changed(merged) => merged.next(),
        };
        node.map(|node| ItemId::from_index(node as usize))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.0 {
            Kind::Plain(rest) => rest.size_hint(),
            Kind::Changed(_) => (0, None),
        }
    }
}

impl FusedIterator for Children<'_> {}

/// Everything inside a container; see [`CompactHierarchy::descendants`].
#[derive(Clone, Debug)]
pub struct Inside<'a> {
    tree: &'a CompactHierarchy,
    current: Children<'a>,
    open: Vec<Children<'a>>,
}

impl<'a> Inside<'a> {
    pub(super) fn new(tree: &'a CompactHierarchy, container: u32) -> Self {
        Inside { tree, current: Children::new(tree, container), open: Vec::new() }
    }
}

impl Iterator for Inside<'_> {
    type Item = ItemId;

    #[inline]
    fn next(&mut self) -> Option<ItemId> {
        loop {
            match self.current.next() {
                Some(id) => {
                    if self.tree.may_hold(id.number()) {
                        let inner = Children::new(self.tree, id.number());
                        let outer = std::mem::replace(&mut self.current, inner);
                        // What is over needs no way back: a long chain takes no room.
                        if !outer.is_over() {
                            self.open.push(outer);
                        }
                    }
                    return Some(id);
                }
                None => self.current = self.open.pop()?,
            }
        }
    }
}

impl FusedIterator for Inside<'_> {}

/// The containers around an item, from the one it is in to the outermost; see [`CompactHierarchy::path_to_top`].
#[derive(Clone, Debug)]
pub struct Path<'a> {
    tree: &'a CompactHierarchy,
    node: u32,
}

impl<'a> Path<'a> {
    pub(super) fn new(tree: &'a CompactHierarchy, node: u32) -> Self {
        Path { tree, node }
    }
}

impl Iterator for Path<'_> {
    type Item = ItemId;

    #[inline]
    fn next(&mut self) -> Option<ItemId> {
        self.node = self.tree.parent_of(self.node);
        (self.node != NONE).then(|| ItemId::from_index(self.node as usize))
    }
}

impl FusedIterator for Path<'_> {}
