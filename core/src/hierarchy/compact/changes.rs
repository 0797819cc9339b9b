use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::pages::page_of;

/// What happened to the children of containers since the order was made, by page of the container; copies share the
/// pages that did not change.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    pages: Vec<Option<Arc<BTreeMap<u32, Change>>>>,
    count: usize,
}

/// What happened to one container.
#[derive(Clone, Debug, Default)]
pub(super) struct Change {
    /// Children that the order does not name.
    pub(super) added: BTreeSet<u32>,
    /// Some that the order names are elsewhere now; the column of parents tells which.
    pub(super) lost: bool,
}

impl Changes {
    /// How many updates there were.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    #[inline]
    pub(super) fn of(&self, container: u32) -> Option<&Change> {
        if self.count == 0 {
            return None;
        }
        self.pages.get(page_of(container))?.as_ref()?.get(&container)
    }

    /// A child came that the order does not name.
    pub(super) fn add(&mut self, container: u32, child: u32) {
        self.change(container, |change| {
            change.added.insert(child);
        });
    }

    /// A child came back where the order names it.
    pub(super) fn returned(&mut self) {
        self.count += 1;
    }

    /// A child left.
    pub(super) fn remove(&mut self, container: u32, child: u32) {
        self.change(container, |change| change.lost |= !change.added.remove(&child));
    }

    fn change(&mut self, container: u32, job: impl FnOnce(&mut Change)) {
        self.count += 1;
        let at = page_of(container);
        if self.pages.len() <= at {
            self.pages.resize(at + 1, None);
        }
        if let Some(page) = self.pages.get_mut(at) {
            job(Arc::make_mut(page.get_or_insert_default()).entry(container).or_default());
        }
    }

    /// Memory held, in bytes, roughly; what copies share is counted in each.
    pub(super) fn bytes(&self) -> usize {
        let page = |page: &Arc<BTreeMap<u32, Change>>| -> usize {
            page.values().map(|change| 2 * size_of::<Change>() + 8 * change.added.len()).sum()
        };
        self.pages.iter().flatten().map(page).sum::<usize>() + 8 * self.pages.capacity()
    }
}
