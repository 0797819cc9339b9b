use super::links::{Groups, Links, NONE, narrow};
use crate::item::ItemId;

/// One step of an aggregation history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aggregation {
    /// The container.
    pub parent: ItemId,
    /// What happens.
    pub step: Step,
    /// Caller's number for the step (a row), reported back by queries.
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

/// A step that does not fit what was recorded before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Irregular {
    /// The item was recorded in this container already.
    AddedTwice,
    /// The item was not recorded in this container.
    RemovedFromOutside,
    /// The container was put into itself.
    IntoItself,
}

/// Where and how a history does not fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Irregularity {
    /// What is wrong.
    pub kind: Irregular,
    /// The step, counted from 0.
    pub step: u32,
    /// The container named.
    pub container: ItemId,
    /// The item named.
    pub item: ItemId,
}

/// A time that an item spent in a container, in steps counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stay {
    /// The item.
    pub item: ItemId,
    /// The container.
    pub container: ItemId,
    /// The step that put it in.
    pub from: u32,
    /// The step that took it out; `None` while it is in.
    pub until: Option<u32>,
}

/// A stay that has ended; the active ones are in [`Links`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Ended {
    pub(super) item: ItemId,
    pub(super) container: ItemId,
    pub(super) from: u32,
    pub(super) until: u32,
}

/// All containers after a history of steps, and their history.
///
/// Columns, not objects. Per node: 4 bytes of index each way, and for each active link 4 bytes of target and 4 bytes of
/// time each way; per step 4 bytes for its row; 20 bytes for each stay that has ended. A line of 10 M packs in cases of
/// 20 and pallets of 40 takes 28 bytes a node with both directions and all times ([`Hierarchy::bytes`]); a map of
/// vectors each way took 110.
///
/// A *moment* is a number of steps: 0 is before the first step, `k` is after the `k`-th.
#[derive(Clone, Debug, Default)]
pub struct Hierarchy {
    /// Active containers of each item.
    pub(super) above: Links,
    /// Active contents of each container.
    pub(super) below: Links,
    /// Ended stays, by item, then by time of entry.
    pub(super) ended: Vec<Ended>,
    /// Positions in `ended`, by container, then by time of entry.
    pub(super) ended_by_container: Vec<u32>,
    /// Close steps, by container, then by time.
    pub(super) closes: Vec<(ItemId, u32)>,
    /// The caller's number of each step.
    pub(super) rows: Vec<u32>,
    /// Every container that was ever named as one, ascending.
    pub(super) containers: Vec<ItemId>,
    pub(super) irregular: Vec<Irregularity>,
    /// Whether the active links are no forest: an item in two containers, or a cycle.
    pub(super) tangled: bool,
}

impl Hierarchy {
    /// Replays steps in the order given, in linear time. `items` is the number of items ([`crate::item::Items::len`]);
    /// steps may name items beyond it.
    #[must_use]
    pub fn replay(items: usize, steps: impl IntoIterator<Item = Aggregation>) -> Self {
        let steps: Vec<Aggregation> = steps.into_iter().collect();
        let nodes = steps.iter().fold(items, |nodes, step| {
            let item = step.step.item().map_or(0, |item| item.index() + 1);
            nodes.max(item).max(step.parent.index() + 1)
        });
        let (live, ended, irregular) = stays(nodes, &steps);

        let item_of = |number: usize| steps.get(number).and_then(|step| step.step.item());
        let alive = |number: usize| live.get(number).copied().unwrap_or(false);
        let above = Groups::by(nodes, steps.len(), |n| if alive(n) { item_of(n) } else { None });
        let above = Links::new(above, |step| steps[step as usize].parent);
        let below = Groups::by(nodes, steps.len(), |n| alive(n).then(|| steps[n].parent));
        let below = Links::new(below, |step| item_of(step as usize).unwrap_or(steps[step as usize].parent));

        let mut ended_by_container: Vec<u32> = (0..narrow(ended.len())).collect();
        ended_by_container
            .sort_unstable_by_key(|&at| (ended[at as usize].container, ended[at as usize].from));
        let mut closes: Vec<(ItemId, u32)> = (0_u32..)
            .zip(&steps)
            .filter(|(_, step)| step.step == Step::Close)
            .map(|(at, step)| (step.parent, at))
            .collect();
        closes.sort_unstable();
        let mut hierarchy = Hierarchy {
            above,
            below,
            ended,
            ended_by_container,
            closes,
            rows: steps.iter().map(|step| step.row).collect(),
            containers: containers(nodes, &steps),
            irregular,
            tangled: false,
        };
        hierarchy.tangled = is_tangled(&hierarchy.above, &hierarchy.containers);
        hierarchy
    }

    /// How many items there are; every [`ItemId::index`] named in the history is below.
    #[must_use]
    pub fn len(&self) -> usize {
        self.above.nodes()
    }

    /// Whether there are no items at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many steps were replayed: the latest moment.
    #[must_use]
    pub fn steps(&self) -> u32 {
        narrow(self.rows.len())
    }

    /// The caller's number (a row) of a step counted from 0.
    #[must_use]
    pub fn row(&self, step: u32) -> Option<u32> {
        self.rows.get(step as usize).copied()
    }

    /// Steps that do not fit what was recorded before them, in the order of items and steps.
    #[must_use]
    pub fn irregularities(&self) -> &[Irregularity] {
        &self.irregular
    }

    /// Memory held, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.above.bytes()
            + self.below.bytes()
            + size_of::<Ended>() * self.ended.capacity()
            + 4 * (self.ended_by_container.capacity() + self.rows.capacity() + self.containers.capacity())
            + size_of::<(ItemId, u32)>() * self.closes.capacity()
            + size_of::<Irregularity>() * self.irregular.capacity()
    }
}

impl Step {
    /// The item that goes in or comes out.
    #[must_use]
    pub const fn item(self) -> Option<ItemId> {
        match self {
            Step::Add(item) | Step::Remove(item) => Some(item),
            Step::Close => None,
        }
    }
}

/// Follows each item through its own steps: which adds still hold, which stays have ended, what does not fit.
fn stays(nodes: usize, steps: &[Aggregation]) -> (Vec<bool>, Vec<Ended>, Vec<Irregularity>) {
    let (mut live, mut ended, mut irregular) = (vec![false; steps.len()], Vec::new(), Vec::new());
    let by_item = Groups::by(nodes, steps.len(), |number| steps[number].step.item());
    // The add by which the item at hand is in each container; reset after every item, so that time stays linear even
    // if one item is in a million containers.
    let mut inside = vec![NONE; nodes];
    for node in 0..nodes {
        let own = by_item.of(node);
        let first_ended = ended.len();
        for &at in own {
            let Aggregation { parent: container, step, .. } = steps[at as usize];
            let Some(item) = step.item() else { continue };
            let entered = &mut inside[container.index()];
            let mut fault = |kind| irregular.push(Irregularity { kind, step: at, container, item });
            match step {
                Step::Add(_) if *entered != NONE => fault(Irregular::AddedTwice),
                Step::Add(_) => {
                    *entered = at;
                    live[at as usize] = true;
                    if item == container {
                        fault(Irregular::IntoItself);
                    }
                }
                Step::Remove(_) if *entered == NONE => fault(Irregular::RemovedFromOutside),
                Step::Remove(_) => {
                    live[*entered as usize] = false;
                    ended.push(Ended { item, container, from: *entered, until: at });
                    *entered = NONE;
                }
                Step::Close => {}
            }
        }
        for &at in own {
            inside[steps[at as usize].parent.index()] = NONE;
        }
        ended[first_ended..].sort_unstable_by_key(|stay| stay.from);
    }
    (live, ended, irregular)
}

fn containers(nodes: usize, steps: &[Aggregation]) -> Vec<ItemId> {
    let mut seen = vec![false; nodes];
    let mut containers = Vec::new();
    for step in steps {
        if let Some(seen) = seen.get_mut(step.parent.index()) {
            if !*seen {
                containers.push(step.parent);
            }
            *seen = true;
        }
    }
    containers.sort_unstable();
    containers.shrink_to_fit();
    containers
}

/// Whether some item has two parents, or following parents from some container comes back to it.
fn is_tangled(above: &Links, containers: &[ItemId]) -> bool {
    if above.has_several() {
        return true;
    }
    // With one parent each, a cycle consists of containers; every container is walked over once.
    let mut walk = vec![0_u32; above.nodes()];
    for (number, &start) in (1_u32..).zip(containers) {
        let mut node = start;
        loop {
            match walk.get_mut(node.index()) {
                Some(mark) if *mark == number => return true,
                Some(mark) if *mark == 0 => *mark = number,
                _ => break,
            }
            match above.of(node) {
                [parent, ..] => node = *parent,
                [] => break,
            }
        }
    }
    false
}
