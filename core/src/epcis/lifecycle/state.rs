use crate::batch::Word;

use super::{EventIndex, Node};

const NONE: u32 = u32::MAX;

/// One entry for each node, column by column.
#[derive(Clone, Debug, Default)]
pub(super) struct States {
    flags: Vec<u8>,
    parent: Vec<u32>,
    first: Vec<u32>,
    next: Vec<u32>,
    before: Vec<u32>,
    begun: Vec<u32>,
    packed: Vec<u32>,
    unpacked: Vec<u32>,
    shipped: Vec<u32>,
    received: Vec<u32>,
    ended: Vec<u32>,
    lot: Vec<Word>,
}

/// The events that made a node what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Began its life.
    Begun,
    /// Put it where it is, or was last.
    Packed,
    /// Took it out, or took the last out of it.
    Unpacked,
    /// Sent it off; it is on its way if nothing received it since.
    Shipped,
    /// Received it.
    Received,
    /// Ended its life.
    Ended,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Flag {
    /// Its life began, or had to be taken as begun.
    Alive = 1,
    Ended = 2,
    InTransit = 4,
    /// It was shipped, arrived or not.
    WasShipped = 8,
    /// It was emptied after it had been shipped.
    EmptiedAfterShipping = 16,
    /// Something was in it.
    WasContainer = 32,
    /// Something wrong about its beginning was told already.
    Told = 64,
}

impl States {
    pub(super) fn reset(&mut self, nodes: usize) {
        *self = States::default();
        self.grow(nodes);
    }

    pub(super) fn grow(&mut self, nodes: usize) {
        self.flags.resize(nodes, 0);
        for column in [
            &mut self.parent,
            &mut self.first,
            &mut self.next,
            &mut self.before,
            &mut self.begun,
            &mut self.packed,
            &mut self.unpacked,
            &mut self.shipped,
            &mut self.received,
            &mut self.ended,
        ] {
            column.resize(nodes, NONE);
        }
        self.lot.resize(nodes, Word::EMPTY);
    }

    pub(super) fn is(&self, node: Node, flag: Flag) -> bool {
        self.flags.get(node.index()).is_some_and(|flags| flags & flag as u8 != 0)
    }

    pub(super) fn set(&mut self, node: Node, flag: Flag, on: bool) {
        if let Some(flags) = self.flags.get_mut(node.index()) {
            *flags = if on { *flags | flag as u8 } else { *flags & !(flag as u8) };
        }
    }

    fn column(&self, mark: Mark) -> &Vec<u32> {
        match mark {
            Mark::Begun => &self.begun,
            Mark::Packed => &self.packed,
            Mark::Unpacked => &self.unpacked,
            Mark::Shipped => &self.shipped,
            Mark::Received => &self.received,
            Mark::Ended => &self.ended,
        }
    }

    pub(super) fn by(&self, node: Node, mark: Mark) -> Option<EventIndex> {
        self.column(mark).get(node.index()).filter(|&&event| event != NONE).map(|&event| EventIndex(event))
    }

    pub(super) fn mark(&mut self, node: Node, mark: Mark, event: EventIndex) {
        let column = match mark {
            Mark::Begun => &mut self.begun,
            Mark::Packed => &mut self.packed,
            Mark::Unpacked => &mut self.unpacked,
            Mark::Shipped => &mut self.shipped,
            Mark::Received => &mut self.received,
            Mark::Ended => &mut self.ended,
        };
        if let Some(entry) = column.get_mut(node.index()) {
            *entry = event.0;
        }
    }

    pub(super) fn lot(&self, node: Node) -> Word {
        self.lot.get(node.index()).copied().unwrap_or_default()
    }

    pub(super) fn set_lot(&mut self, node: Node, lot: Word) {
        if let Some(entry) = self.lot.get_mut(node.index()) {
            *entry = lot;
        }
    }

    fn link(column: &[u32], node: Node) -> Option<Node> {
        column.get(node.index()).filter(|&&linked| linked != NONE).map(|&linked| Node(linked))
    }

    pub(super) fn parent(&self, node: Node) -> Option<Node> {
        Self::link(&self.parent, node)
    }

    pub(super) fn first_child(&self, node: Node) -> Option<Node> {
        Self::link(&self.first, node)
    }

    /// What is directly in a container, the last packed first.
    pub(super) fn children(&self, node: Node) -> impl Iterator<Item = Node> + '_ {
        std::iter::successors(self.first_child(node), |&child| Self::link(&self.next, child))
    }

    /// The containers around a node, the innermost first. There is no cycle: [`Self::attach`] is not asked for one.
    pub(super) fn ancestors(&self, node: Node) -> impl Iterator<Item = Node> + '_ {
        std::iter::successors(self.parent(node), |&inner| self.parent(inner))
    }

    /// Puts a node, which is in nothing, into a container.
    pub(super) fn attach(&mut self, node: Node, parent: Node) {
        let second = self.first_child(parent);
        let mut set = |column: fn(&mut States) -> &mut Vec<u32>, at: Node, to: Option<Node>| {
            if let Some(entry) = column(self).get_mut(at.index()) {
                *entry = to.map_or(NONE, |node| node.0);
            }
        };
        set(|s| &mut s.parent, node, Some(parent));
        set(|s| &mut s.next, node, second);
        set(|s| &mut s.before, node, None);
        set(|s| &mut s.first, parent, Some(node));
        if let Some(second) = second {
            set(|s| &mut s.before, second, Some(node));
        }
        self.set(parent, Flag::WasContainer, true);
    }

    /// Takes a node out of the container in which it is.
    pub(super) fn detach(&mut self, node: Node) {
        let Some(parent) = self.parent(node) else { return };
        let (before, next) = (Self::link(&self.before, node), Self::link(&self.next, node));
        let mut set = |column: fn(&mut States) -> &mut Vec<u32>, at: Node, to: Option<Node>| {
            if let Some(entry) = column(self).get_mut(at.index()) {
                *entry = to.map_or(NONE, |node| node.0);
            }
        };
        match before {
            Some(before) => set(|s| &mut s.next, before, next),
            None => set(|s| &mut s.first, parent, next),
        }
        if let Some(next) = next {
            set(|s| &mut s.before, next, before);
        }
        set(|s| &mut s.parent, node, None);
        set(|s| &mut s.next, node, None);
        set(|s| &mut s.before, node, None);
    }
}
