//! What the clues look at: the line's history by item, prepared once for all findings of a batch.

use std::collections::{HashMap, HashSet};

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
    steps: Numbered<'a, AggRow>,
    printed: Numbered<'a, PrintRow>,
    seen: Numbered<'a, CameraRow>,
    /// Rows by device or operator, and how many there are in all.
    pub(super) printers: Shares,
    pub(super) cameras: Shares,
    pub(super) operators: Shares,
    /// Aggregation rows that were made by hand, of those that say.
    pub(super) manual: f64,
    /// Containers that anything was done to.
    pub(super) containers: usize,
    /// When a printer took another reel, by its own record; `None` if it keeps none.
    pub(super) reels: Option<Vec<i64>>,
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
        let modes = agg.iter().filter_map(|row| row.mode);
        let (manual, all) = modes
            .fold((0_u64, 0_u64), |(manual, all), mode| (manual + u64::from(mode == Mode::Manual), all + 1));
        let containers: HashSet<ItemId> = agg.iter().map(|row| row.parent).collect();
        Facts {
            batch,
            steps: Numbered::new(agg, |row| row.row),
            printed: Numbered::new(batch.printer.as_deref().unwrap_or_default(), |row| row.row),
            seen: Numbered::new(batch.camera.as_deref().unwrap_or_default(), |row| row.row),
            printers: Shares::of(prints.iter().map(|row| row.device)),
            cameras: Shares::of(reads.iter().map(|row| row.device)),
            operators: Shares::of(agg.iter().map(|row| row.operator)),
            manual: manual as f64 / all.max(1) as f64,
            containers: containers.len(),
            reels: reel_changes(&prints),
            prints: Order::new(prints, batch.items.len(), |row| Some(row.item)),
            reads: Order::new(reads, batch.items.len(), item_read),
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

    /// How many packs passed the stream that saw more of them.
    pub(super) fn packs(&self) -> usize {
        self.prints.rows.len().max(self.reads.rows.len())
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
    /// Cameras of the triggers among the evidence; a damaged read tells its camera, though not its pack.
    pub(super) cameras: Vec<Word>,
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
        let mut cameras = Vec::new();
        for evidence in &finding.evidence {
            match evidence.stream {
                Stream::Agg => {
                    agg = facts.steps.pick(&evidence.rows);
                    items.extend(agg.iter().filter_map(|row| row.child));
                }
                Stream::Printer => {
                    items.extend(facts.printed.pick(&evidence.rows).iter().map(|row| row.item));
                }
                Stream::Camera => {
                    let rows = facts.seen.pick(&evidence.rows);
                    cameras = rows.iter().map(|row| row.device).collect();
                    items.extend(rows.into_iter().filter_map(item_read));
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
        Scene { items, agg, cameras, starts, window, count: finding.entities.len() }
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

fn item_read(row: &CameraRow) -> Option<ItemId> {
    match row.read {
        Read::Item(item) => Some(item),
        _ => None,
    }
}

/// When each printer's reel became another one.
fn reel_changes(prints: &[&PrintRow]) -> Option<Vec<i64>> {
    let mut reels: HashMap<Word, Word> = HashMap::new();
    let mut times = Vec::new();
    for row in prints.iter().filter(|row| !row.reel.is_empty()) {
        if reels.insert(row.device, row.reel).is_some_and(|before| before != row.reel) {
            times.push(millis(row.t));
        }
    }
    (!reels.is_empty()).then_some(times)
}

/// How often each word stands in a column.
#[derive(Debug)]
pub(super) struct Shares {
    counts: HashMap<Word, usize>,
    pub(super) total: usize,
}

impl Shares {
    fn of(column: impl Iterator<Item = Word>) -> Self {
        let mut shares = Shares { counts: HashMap::new(), total: 0 };
        for word in column {
            *shares.counts.entry(word).or_default() += 1;
            shares.total += 1;
        }
        shares
    }

    pub(super) fn of_word(&self, word: Word) -> usize {
        self.counts.get(&word).copied().unwrap_or(0)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Word, usize)> + '_ {
        self.counts.iter().map(|(&word, &count)| (word, count))
    }
}

/// The rows of a stream by their numbers.
#[derive(Debug)]
struct Numbered<'a, R> {
    rows: Vec<&'a R>,
    number: fn(&R) -> u32,
}

impl<'a, R> Numbered<'a, R> {
    fn new(rows: &'a [R], number: fn(&R) -> u32) -> Self {
        let mut rows: Vec<&R> = rows.iter().collect();
        if !rows.is_sorted_by_key(|row| number(row)) {
            rows.sort_by_key(|row| number(row));
        }
        Numbered { rows, number }
    }

    fn pick(&self, numbers: &[u32]) -> Vec<&'a R> {
        let find = |wanted: &u32| self.rows.binary_search_by_key(wanted, |row| (self.number)(row)).ok();
        numbers.iter().filter_map(find).filter_map(|at| self.rows.get(at).copied()).collect()
    }
}
