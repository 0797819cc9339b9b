use crate::item::ItemId;

/// One step of an aggregation history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aggregation {
    /// The container.
    pub parent: ItemId,
    /// What happens.
    pub step: Step,
    /// Caller's number for the step (a row), reported back in faults.
    pub row: u32,
}

/// What happens to a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // the contract's three
pub enum Step {
    /// The item goes in.
    Add(ItemId),
    /// The item comes out.
    Remove(ItemId),
    /// The container is complete.
    Close,
}

/// The state of all containers after a history of steps.
#[derive(Clone, Debug, Default)]
pub struct Hierarchy {
    /// Active parents of each item, by [`ItemId::index`]; more than one is a fault, but nothing is lost.
    parents: Vec<Vec<ItemId>>,
    /// Active children of each item, by [`ItemId::index`], in order of arrival.
    children: Vec<Vec<ItemId>>,
}

impl Hierarchy {
    /// Replays steps in the order given.
    #[must_use]
    pub fn replay(items: usize, steps: impl IntoIterator<Item = Aggregation>) -> Self {
        let mut hierarchy = Hierarchy { parents: vec![Vec::new(); items], children: vec![Vec::new(); items] };
        for step in steps {
            let parent = step.parent;
            match step.step {
                Step::Add(child) => {
                    if !hierarchy.parents[child.index()].contains(&parent) {
                        hierarchy.parents[child.index()].push(parent);
                        hierarchy.children[parent.index()].push(child);
                    }
                }
                Step::Remove(child) => {
                    hierarchy.parents[child.index()].retain(|&p| p != parent);
                    hierarchy.children[parent.index()].retain(|&c| c != child);
                }
                Step::Close => {}
            }
        }
        hierarchy
    }

    /// The containers an item is in now: none, one, or, by a fault, several.
    #[must_use]
    pub fn parents(&self, item: ItemId) -> &[ItemId] {
        self.parents.get(item.index()).map_or(&[], Vec::as_slice)
    }

    /// What is directly in a container now, in order of arrival.
    #[must_use]
    pub fn children(&self, container: ItemId) -> &[ItemId] {
        self.children.get(container.index()).map_or(&[], Vec::as_slice)
    }
}
