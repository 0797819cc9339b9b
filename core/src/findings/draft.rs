use std::collections::{BTreeMap, BTreeSet};

use super::{Evidence, Finding, FindingCode, Window};
use crate::batch::{Stream, Time};
use crate::diagnostic::Severity;
use crate::item::Item;

/// A finding while its items and rows are gathered.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    code: FindingCode,
    items: BTreeSet<Item>,
    rows: BTreeMap<Stream, BTreeSet<u32>>,
    window: Option<Window>,
}

impl Draft {
    pub(crate) fn new(code: FindingCode) -> Self {
        Draft { code, items: BTreeSet::new(), rows: BTreeMap::new(), window: None }
    }

    /// An item that the finding concerns.
    pub(crate) fn item(&mut self, item: Item) {
        self.items.insert(item);
    }

    pub(crate) fn items(&self) -> usize {
        self.items.len()
    }

    /// A row that shows it.
    pub(crate) fn row(&mut self, stream: Stream, row: u32, t: Option<Time>) {
        self.rows.entry(stream).or_default().insert(row);
        let Some(t) = t else { return };
        self.window = Some(match self.window {
            None => Window { from: t, to: t },
            Some(window) => Window { from: window.from.min(t), to: window.to.max(t) },
        });
    }

    /// The finding, with one item or container counted each; `None` if it concerns nothing.
    pub(crate) fn finish(self, confidence: f64, message: impl FnOnce(usize) -> String) -> Option<Finding> {
        (!self.items.is_empty()).then(|| self.finish_anyway(confidence, message))
    }

    /// The finding, even if it names no item.
    pub(crate) fn finish_anyway(self, confidence: f64, message: impl FnOnce(usize) -> String) -> Finding {
        let count = self.items.len();
        Finding {
            code: self.code,
            severity: Severity::Error,
            message: message(count),
            count: count as u64,
            window: self.window,
            entities: self.items.into_iter().collect(),
            evidence: self
                .rows
                .into_iter()
                .map(|(stream, rows)| Evidence { stream, rows: rows.into_iter().collect() })
                .collect(),
            confidence,
        }
    }
}
