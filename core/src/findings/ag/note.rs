use std::collections::{BTreeMap, BTreeSet};

use super::view::View;
use crate::batch::{Stream, Time};
use crate::diagnostic::Severity;
use crate::findings::{Evidence, Finding, FindingCode, Window};
use crate::item::ItemId;
use crate::reconcile::ItemSet;

/// What a finding of this family already accounts for: one fault, one code.
#[derive(Debug, Default)]
pub(super) struct Explained {
    pub(super) items: ItemSet,
    pub(super) containers: ItemSet,
    /// Containers that follow another pack size than the order's.
    pub(super) resized: ItemSet,
}

impl Explained {
    pub(super) fn has(&self, id: ItemId) -> bool {
        self.items.contains(id) || self.containers.contains(id)
    }
}

/// A finding while it is put together.
#[derive(Debug)]
pub(super) struct Note {
    code: FindingCode,
    pub(super) entities: BTreeSet<ItemId>,
    evidence: BTreeMap<Stream, BTreeSet<u32>>,
    window: Option<(Time, Time)>,
}

impl Note {
    pub(super) fn new(code: FindingCode) -> Self {
        Note { code, entities: BTreeSet::new(), evidence: BTreeMap::new(), window: None }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    /// How many entities there are.
    pub(super) fn count(&self) -> usize {
        self.entities.len()
    }

    pub(super) fn name(&mut self, id: ItemId) -> &mut Self {
        self.entities.insert(id);
        self
    }

    /// Rows that show it.
    pub(super) fn show(&mut self, stream: Stream, rows: impl IntoIterator<Item = u32>) -> &mut Self {
        self.evidence.entry(stream).or_default().extend(rows);
        self
    }

    /// Rows of the aggregation stream, with their times.
    pub(super) fn show_steps(&mut self, view: &View<'_>, steps: impl IntoIterator<Item = u32>) -> &mut Self {
        for row in steps.into_iter().filter_map(|step| view.row(step)) {
            self.show(Stream::Agg, [row.row]).at(row.t);
        }
        self
    }

    /// The good reads of a pack.
    pub(super) fn show_reads(&mut self, view: &View<'_>, item: ItemId) -> &mut Self {
        let rows = match view.reads.repeated.get(&item) {
            Some(rows) => rows.clone(),
            None => view.reads.sight(item).map(|sight| sight.row).into_iter().collect(),
        };
        self.show(Stream::Camera, rows)
    }

    pub(super) fn at(&mut self, t: Time) -> &mut Self {
        self.window = Some(self.window.map_or((t, t), |(from, to)| (from.min(t), to.max(t))));
        self
    }

    /// The steps that put the entities, or what is in them, where they are.
    pub(super) fn finish(self, view: &View<'_>, confidence: f64, message: String) -> Finding {
        let severity = match self.code {
            FindingCode::Ag112 => Severity::Warning,
            _ => Severity::Error,
        };
        let mut entities: Vec<_> = self.entities.iter().map(|&id| view.item(id)).collect();
        entities.sort_unstable();
        Finding {
            code: self.code,
            severity,
            message,
            count: entities.len() as u64,
            window: self.window.map(|(from, to)| Window { from, to }),
            entities,
            evidence: self
                .evidence
                .into_iter()
                .filter(|(_, rows)| !rows.is_empty())
                .map(|(stream, rows)| Evidence { stream, rows: rows.into_iter().collect() })
                .collect(),
            confidence,
        }
    }
}

/// `1 pack`, `3 packs`.
pub(super) fn many(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
