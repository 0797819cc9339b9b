use std::collections::{HashMap, HashSet};

use super::view::View;
use crate::batch::{Time, VerifyRow};
use crate::hierarchy::Stay;
use crate::item::ItemId;

/// One look into a container by the hand-held audit, compared with the record.
#[derive(Clone, Debug)]
pub(super) struct Inspection {
    pub(super) container: ItemId,
    /// Position in the packings; `None` if the aggregation stream does not know the container.
    pub(super) packing: Option<usize>,
    pub(super) t: Time,
    pub(super) rows: Vec<u32>,
    /// What was in it, each once.
    pub(super) found: Vec<ItemId>,
    /// Recorded in it and not found.
    pub(super) missing: Vec<ItemId>,
    /// Found and not recorded in it.
    pub(super) extra: Vec<ItemId>,
}

impl Inspection {
    /// The record is right.
    pub(super) fn agrees(&self) -> bool {
        self.missing.is_empty() && self.extra.is_empty()
    }
}

/// Looks of one container that are further apart are separate.
const APART: i64 = 3_600;
/// The hand-held device's clock may be off: the record is compared with some tolerance in time.
const CLOCK: i64 = 120;

/// Every look, in order of time.
pub(super) fn inspections(view: &View<'_>) -> Vec<Inspection> {
    let mut rows: Vec<&VerifyRow> = view.batch.verify.iter().flatten().collect();
    let container = |row: &VerifyRow| view.context.readings.of(row.parent);
    rows.sort_by_key(|row| (container(row), row.t, row.row));
    let mut looks: Vec<Vec<&VerifyRow>> = Vec::new();
    for row in rows {
        match looks.last_mut().and_then(|look| Some((look.last().copied()?, look))) {
            Some((last, look))
                if container(last) == container(row) && row.t.as_second() - last.t.as_second() <= APART =>
            {
                look.push(row);
            }
            _ => looks.push(vec![row]),
        }
    }
    let mut inspections: Vec<Inspection> = looks.iter().filter_map(|look| inspection(view, look)).collect();
    inspections.sort_by_key(|look| (look.t, look.rows.first().copied()));
    inspections
}

fn inspection(view: &View<'_>, look: &[&VerifyRow]) -> Option<Inspection> {
    let (first, last) = (look.first()?, look.last()?);
    let container = view.context.readings.of(first.parent);
    let mut seen = HashSet::new();
    let found: Vec<ItemId> = look
        .iter()
        .map(|row| view.context.readings.of(row.child))
        .filter(|&child| seen.insert(child))
        .collect();
    let stays = view.hierarchy.held(container);
    let time = |step: u32| view.row(step).map(|row| row.t.as_second());
    let at = |moment: Option<i64>| -> HashSet<ItemId> {
        let holds = |stay: &&Stay| match moment {
            None => stay.until.is_none(),
            Some(moment) => {
                time(stay.from).is_some_and(|from| from <= moment)
                    && stay.until.and_then(time).is_none_or(|until| until > moment)
            }
        };
        stays.iter().filter(holds).map(|stay| stay.item).collect()
    };
    // Nothing changes after the close, as a rule: then one comparison is enough.
    let t = last.t.as_second();
    let moments: &[Option<i64>] = match stays.iter().any(|stay| stay.until.is_some()) {
        true => &[Some(t), Some(t - CLOCK), Some(t + CLOCK), None],
        false => &[None],
    };
    let record = moments
        .iter()
        .map(|&moment| at(moment))
        .min_by_key(|record| record.symmetric_difference(&seen).count())?;
    let mut missing: Vec<ItemId> = record.iter().copied().filter(|item| !seen.contains(item)).collect();
    missing.sort_unstable();
    Some(Inspection {
        container,
        packing: view.find(container),
        t: last.t,
        rows: look.iter().map(|row| row.row).collect(),
        extra: found.iter().copied().filter(|item| !record.contains(item)).collect(),
        missing,
        found,
    })
}

/// The container that most of what was found is recorded in, if that is not the one looked into.
pub(super) fn holds_content_of(view: &View<'_>, look: &Inspection) -> Option<ItemId> {
    if look.extra.len() < 2 || 2 * look.extra.len() <= look.found.len() {
        return None;
    }
    let mut counts: HashMap<ItemId, usize> = HashMap::new();
    for &item in &look.extra {
        for &parent in view.hierarchy.parents(item) {
            *counts.entry(parent).or_default() += 1;
        }
    }
    counts.remove(&look.container);
    let (container, count) = counts.into_iter().max_by_key(|&(container, count)| (count, container))?;
    (2 * count > look.found.len()).then_some(container)
}
