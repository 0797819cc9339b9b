//! What the clues look at: the line's history by item, prepared once for all findings of a batch.

use crate::batch::{AggRow, Batch, CameraRow, EventRow, ItemId, Mode, PrintRow, Read, Stream, Time, Word};
use crate::findings::Finding;
use crate::reconcile::timeline::in_order;

/// Milliseconds on either side within which two things happened together: transit time plus the clocks of two devices.
pub(super) const NEAR: i64 = 60_000;

/// A batch with the indexes that clues need.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    pub(super) batch: &'a Batch,
    prints: Order<'a, PrintRow>,
    reads: Order<'a, CameraRow>,
    /// First and last time that the line recorded, in milliseconds.
    span: Option<(i64, i64)>,
}

/// The rows of a stream in the order in which they happened, and where each item comes first.
#[derive(Debug)]
struct Order<'a, R> {
    rows: Vec<&'a R>,
    first: Vec<u32>,
}

impl<'a, R> Order<'a, R> {
    fn new(rows: Vec<&'a R>, items: usize, item: impl Fn(&R) -> Option<ItemId>) -> Self {
        let mut first = vec![u32::MAX; items];
        for (rank, row) in rows.iter().enumerate() {
            if let Some(place) = item(row).and_then(|item| first.get_mut(item.index()))
                && *place == u32::MAX
            {
                *place = u32::try_from(rank).unwrap_or(u32::MAX);
            }
        }
        Order { rows, first }
    }

    fn rank(&self, item: ItemId) -> Option<usize> {
        let rank = *self.first.get(item.index())?;
        (rank != u32::MAX).then_some(rank as usize)
    }

    fn row(&self, item: ItemId) -> Option<&'a R> {
        self.rows.get(self.rank(item)?).copied()
    }
}

impl<'a> Facts<'a> {
    pub(super) fn of(batch: &'a Batch) -> Self {
        let prints = in_order(batch.printer.as_deref().unwrap_or_default());
        let reads = in_order(batch.camera.as_deref().unwrap_or_default());
        let agg = batch.agg.as_deref().unwrap_or_default();
        let times = prints
            .iter()
            .map(|row| row.t)
            .chain(reads.iter().map(|row| row.t))
            .chain(agg.iter().map(|row| row.t));
        let span = times.map(millis).fold(None, |span: Option<(i64, i64)>, t| {
            Some(span.map_or((t, t), |(from, to)| (from.min(t), to.max(t))))
        });
        Facts {
            batch,
            prints: Order::new(prints, batch.items.len(), |row| Some(row.item)),
            reads: Order::new(reads, batch.items.len(), |row| match row.read {
                Read::Item(item) => Some(item),
                _ => None,
            }),
            span,
        }
    }

    /// The first print of an item.
    pub(super) fn print(&self, item: ItemId) -> Option<&'a PrintRow> {
        self.prints.row(item)
    }

    /// The first camera read of an item.
    pub(super) fn read(&self, item: ItemId) -> Option<&'a CameraRow> {
        self.reads.row(item)
    }

    /// All prints, in order.
    pub(super) fn prints(&self) -> &[&'a PrintRow] {
        &self.prints.rows
    }

    /// All camera triggers, in order.
    pub(super) fn reads(&self) -> &[&'a CameraRow] {
        &self.reads.rows
    }

    /// Positions of these items on the line, in the stream that knows more of them.
    pub(super) fn ranks(&self, items: &[ItemId]) -> Vec<usize> {
        let by_print: Vec<usize> = items.iter().filter_map(|&item| self.prints.rank(item)).collect();
        let by_read: Vec<usize> = items.iter().filter_map(|&item| self.reads.rank(item)).collect();
        if by_read.len() > by_print.len() { by_read } else { by_print }
    }

    /// Events of some kinds; `None` if the stream is absent.
    pub(super) fn events(&self, kinds: &[&str]) -> Option<Vec<&'a EventRow>> {
        let words = &self.batch.words;
        let rows = self.batch.events.as_ref()?;
        Some(rows.iter().filter(|row| kinds.contains(&words.get(row.kind))).collect())
    }

    /// How likely a moment picked at random is within [`NEAR`] of one of these times.
    pub(super) fn coverage(&self, times: &[i64]) -> f64 {
        let Some((from, to)) = self.span.filter(|(from, to)| to > from) else { return 0.5 };
        let mut sorted = times.to_vec();
        sorted.sort_unstable();
        let (mut covered, mut end) = (0, from);
        for t in sorted {
            let (low, high) = ((t - NEAR).max(end), (t + NEAR).min(to));
            covered += (high - low).max(0);
            end = end.max(high);
        }
        covered as f64 / (to - from) as f64
    }

    /// The time that the line recorded, in milliseconds.
    pub(super) fn duration(&self) -> Option<i64> {
        self.span.map(|(from, to)| to - from).filter(|&length| length > 0)
    }
}

/// What one finding concerns: the packs, the rows that moved them, and when it can have begun.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    /// Packs concerned, each once.
    pub(super) items: Vec<ItemId>,
    /// Aggregation rows among the evidence.
    pub(super) agg: Vec<&'a AggRow>,
    /// Times at which the trouble can have begun, as each device saw it, in milliseconds.
    pub(super) starts: Vec<i64>,
    /// First and last time, in milliseconds.
    pub(super) window: Option<(i64, i64)>,
    /// How many things the finding names.
    pub(super) count: usize,
}

impl<'a> Scene<'a> {
    pub(super) fn of(facts: &Facts<'a>, finding: &Finding) -> Self {
        let batch = facts.batch;
        let mut items: Vec<ItemId> = finding
            .entities
            .iter()
            .filter(|item| item.sgtin().is_some())
            .filter_map(|&item| batch.items.find(item))
            .collect();
        let mut agg = Vec::new();
        for evidence in &finding.evidence {
            match evidence.stream {
                Stream::Agg => {
                    agg = rows_of(batch.agg.as_deref().unwrap_or_default(), &evidence.rows, |row| row.row);
                    items.extend(agg.iter().filter_map(|row| row.child));
                }
                Stream::Printer => {
                    let rows =
                        rows_of(batch.printer.as_deref().unwrap_or_default(), &evidence.rows, |row| row.row);
                    items.extend(rows.iter().map(|row| row.item));
                }
                Stream::Camera => {
                    let rows =
                        rows_of(batch.camera.as_deref().unwrap_or_default(), &evidence.rows, |row| row.row);
                    items.extend(rows.iter().filter_map(|row| match row.read {
                        Read::Item(item) => Some(item),
                        _ => None,
                    }));
                }
                _ => {}
            }
        }
        items.sort_unstable();
        items.dedup();
        let window = finding.window.map(|window| (millis(window.from), millis(window.to)));
        let printed = items.iter().filter_map(|&item| facts.print(item)).map(|row| millis(row.t)).min();
        let read = items.iter().filter_map(|&item| facts.read(item)).map(|row| millis(row.t)).min();
        let mut starts: Vec<i64> =
            [window.map(|(from, _)| from), printed, read].into_iter().flatten().collect();
        starts.sort_unstable();
        starts.dedup();
        Scene { items, agg, starts, window, count: finding.entities.len() }
    }

    /// Whether most of the aggregation rows concerned were made by hand; `None` if there are none that say.
    pub(super) fn by_hand(&self) -> Option<bool> {
        let modes: Vec<Mode> = self.agg.iter().filter_map(|row| row.mode).collect();
        let manual = modes.iter().filter(|&&mode| mode == Mode::Manual).count();
        (!modes.is_empty()).then_some(manual * 2 > modes.len())
    }

    /// The devices and stations that the items concerned passed.
    pub(super) fn devices(&self, facts: &Facts<'_>) -> Vec<Word> {
        let mut devices: Vec<Word> = self.agg.iter().map(|row| row.station).collect();
        for &item in &self.items {
            devices.extend(facts.print(item).map(|row| row.device));
            devices.extend(facts.read(item).map(|row| row.device));
        }
        devices.sort_unstable();
        devices.dedup();
        devices
    }
}

/// Milliseconds since 1970.
pub(super) fn millis(t: Time) -> i64 {
    t.as_millisecond()
}

/// The rows with these numbers; `numbers` ascend.
fn rows_of<'a, R>(rows: &'a [R], numbers: &[u32], number: impl Fn(&R) -> u32) -> Vec<&'a R> {
    rows.iter().filter(|row| numbers.binary_search(&number(row)).is_ok()).collect()
}
