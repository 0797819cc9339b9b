use crate::item::ItemId;

/// No step, no node: what an empty place of a `u32` column holds.
pub(super) const NONE: u32 = u32::MAX;

/// A position as it is stored in columns of `u32`.
pub(super) fn narrow(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(NONE)
}

/// Numbers grouped by node, in the order of the numbers: node `i` owns `order[starts[i]..starts[i + 1]]`.
///
/// A counting sort, so that building takes linear time whatever the input.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    pub(super) starts: Vec<u32>,
    pub(super) order: Vec<u32>,
}

impl Groups {
    /// Groups `0..count` by `key`; numbers without a key belong to no group.
    pub(super) fn by(nodes: usize, count: usize, key: impl Fn(usize) -> Option<ItemId>) -> Self {
        let mut starts = vec![0_u32; nodes + 2];
        for number in 0..count {
            if let Some(node) = key(number) {
                starts[node.index() + 2] += 1;
            }
        }
        let mut total = 0_u32;
        for start in &mut starts {
            total = total.saturating_add(*start);
            *start = total;
        }
        let mut order = vec![0_u32; total as usize];
        for number in 0..count {
            if let Some(node) = key(number) {
                let next = &mut starts[node.index() + 1];
                order[*next as usize] = narrow(number);
                *next += 1;
            }
        }
        starts.pop();
        Groups { starts, order }
    }

    /// The numbers of one node, ascending.
    pub(super) fn of(&self, node: usize) -> &[u32] {
        slice(&self.starts, &self.order, node)
    }
}

/// One direction of the hierarchy: for every node the nodes it is linked to, in order of arrival, and since when.
#[derive(Clone, Debug, Default)]
pub(super) struct Links {
    starts: Vec<u32>,
    targets: Vec<ItemId>,
    /// The step that made each link.
    since: Vec<u32>,
}

impl Links {
    /// Steps grouped by one end become links to the other end.
    pub(super) fn new(groups: Groups, other_end: impl Fn(u32) -> ItemId) -> Self {
        let targets = groups.order.iter().map(|&step| other_end(step)).collect();
        Links { starts: groups.starts, targets, since: groups.order }
    }

    pub(super) fn of(&self, node: ItemId) -> &[ItemId] {
        slice(&self.starts, &self.targets, node.index())
    }

    pub(super) fn since(&self, node: ItemId) -> &[u32] {
        slice(&self.starts, &self.since, node.index())
    }

    pub(super) fn nodes(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether any node is linked to more than one other.
    pub(super) fn has_several(&self) -> bool {
        self.starts.windows(2).any(|ends| matches!(ends, [from, to] if to - from > 1))
    }

    pub(super) fn bytes(&self) -> usize {
        4 * (self.starts.capacity() + self.targets.capacity() + self.since.capacity())
    }
}

fn slice<'a, T>(starts: &[u32], values: &'a [T], node: usize) -> &'a [T] {
    let (Some(&from), Some(&to)) = (starts.get(node), starts.get(node + 1)) else { return &[] };
    values.get(from as usize..to as usize).unwrap_or_default()
}
