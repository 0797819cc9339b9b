use std::collections::HashMap;

use crate::item::{Item, ItemId, Items};

/// The number of a thing within one life cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node(pub(super) u32);

impl Node {
    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Everything that was named, each once: packs and logistic units by their key, other things by their text.
#[derive(Clone, Debug, Default)]
pub(super) struct Nodes {
    items: Items,
    /// By item.
    of_item: Vec<Node>,
    texts: HashMap<Box<str>, Node>,
    names: Vec<Name>,
}

#[derive(Clone, Debug)]
enum Name {
    Item(ItemId),
    Text(Box<str>),
}

impl Nodes {
    pub(super) fn insert(&mut self, item: Option<Item>, text: &str) -> Node {
        let next = Node(u32::try_from(self.names.len()).unwrap_or(u32::MAX));
        match item {
            Some(item) => {
                let id = self.items.insert(item);
                if let Some(&node) = self.of_item.get(id.index()) {
                    return node;
                }
                self.of_item.push(next);
                self.names.push(Name::Item(id));
            }
            None => {
                if let Some(&node) = self.texts.get(text) {
                    return node;
                }
                self.texts.insert(text.into(), next);
                self.names.push(Name::Text(text.into()));
            }
        }
        next
    }

    pub(super) fn find(&self, item: Item) -> Option<Node> {
        self.items.find(item).and_then(|id| self.of_item.get(id.index()).copied())
    }

    pub(super) fn find_text(&self, text: &str) -> Option<Node> {
        self.texts.get(text).copied()
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn item(&self, node: Node) -> Option<Item> {
        match self.names.get(node.index()) {
            Some(Name::Item(id)) => Some(self.items.get(*id)),
            _ => None,
        }
    }

    /// 0 for a pack, 1 for a logistic unit, 2 for anything else.
    pub(super) fn kind(&self, node: Node) -> usize {
        match self.item(node) {
            Some(Item::Sgtin(_)) => 0,
            Some(Item::Sscc(_)) => 1,
            None => 2,
        }
    }

    /// The canonical element string, or the text as it was written.
    pub(super) fn name(&self, node: Node) -> String {
        match self.names.get(node.index()) {
            Some(Name::Item(id)) => self.items.get(*id).to_string(),
            Some(Name::Text(text)) => text.to_string(),
            None => String::new(),
        }
    }
}
