use std::sync::Arc;

use super::join::{Joint, Row, Side, groups, parted, sorted};
use super::key::Key;
use super::piece::each;
use super::set::SerialSet;
use super::table::{Overfull, Table};

/// How two sources differ, exactly. Lists are sorted by key and do not depend on the order of the rows or on the
/// number of threads; row numbers count from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// Keys that only the first source has.
    pub only_a: Vec<Located>,
    /// Keys that only the second source has.
    pub only_b: Vec<Located>,
    /// Keys of both sources that are not in the same state.
    pub changed: Vec<Changed>,
    /// Keys that the first source names in more than one row, whether the second has them or not.
    pub duplicates_a: Vec<Duplicate>,
    /// Keys that the second source names in more than one row.
    pub duplicates_b: Vec<Duplicate>,
    /// How many keys both sources have, changed ones included.
    pub common: usize,
}

impl Diff {
    /// Whether both sources name the same keys, each once, in the same states.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.only_a.is_empty()
            && self.only_b.is_empty()
            && self.changed.is_empty()
            && self.duplicates_a.is_empty()
            && self.duplicates_b.is_empty()
    }

    /// Adds what is known of other keys.
    pub(super) fn append(&mut self, other: Diff) {
        self.only_a.extend(other.only_a);
        self.only_b.extend(other.only_b);
        self.changed.extend(other.changed);
        self.duplicates_a.extend(other.duplicates_a);
        self.duplicates_b.extend(other.duplicates_b);
        self.common += other.common;
    }

    /// Puts all lists into the order of their keys.
    pub(super) fn sort(&mut self) {
        self.only_a.sort_unstable();
        self.only_b.sort_unstable();
        self.changed.sort_unstable();
        self.duplicates_a.sort_unstable();
        self.duplicates_b.sort_unstable();
    }

    /// Gives every row its number in the list, by the number that it has here.
    pub fn renumber(&mut self, a: impl Fn(usize) -> usize, b: impl Fn(usize) -> usize) {
        self.only_a.iter_mut().for_each(|one| one.row = a(one.row));
        self.only_b.iter_mut().for_each(|one| one.row = b(one.row));
        self.changed.iter_mut().for_each(|one| (one.row_a, one.row_b) = (a(one.row_a), b(one.row_b)));
        self.duplicates_a.iter_mut().flat_map(|one| &mut one.rows).for_each(|row| *row = a(*row));
        self.duplicates_b.iter_mut().flat_map(|one| &mut one.rows).for_each(|row| *row = b(*row));
    }
}

/// A key and the first row that names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Located {
    /// The key.
    pub key: Key,
    /// Its first row in the source that has it.
    pub row: usize,
    /// The state in that row.
    pub state: Option<Arc<[u8]>>,
}

/// A key in more than one row of one source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duplicate {
    /// The key.
    pub key: Key,
    /// All of its rows, in order.
    pub rows: Vec<usize>,
}

/// A key whose states in the two sources are not the same.
///
/// Where a source names the key in several states, the sets of states are compared and the first state, in the order
/// of its bytes, that the other side lacks is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Changed {
    /// The key.
    pub key: Key,
    /// Its state in the first source; `None` if the state is absent there.
    pub a: Option<Arc<[u8]>>,
    /// Its state in the second source.
    pub b: Option<Arc<[u8]>>,
    /// The first row of that state in the first source.
    pub row_a: usize,
    /// The first row of that state in the second source.
    pub row_b: usize,
}

/// Compares two sources: missing both ways, duplicates within each, and states that disagree.
///
/// Both are parted by key into runs that fit a processor's second-level cache, then joined run by run: a few
/// sequential passes instead of a cache miss for every serial. Keys are compared in full; nothing is decided by a hash.
/// Takes time in proportion to the rows. With the `parallel` feature all threads of the current rayon pool take part.
///
/// Two lists of 10 M rows from text columns, two busy cores, medians of 3 rounds in turn: the best that Polars 2.1 and DuckDB 2.0
/// can be made to do takes 8 times as long for the same answer (`benches/python/diff_sets.py`).
///
/// ```
/// use tallymark::sets::{Source, diff};
/// let printed = vec![Some("A1"), Some("A2"), Some("A3"), Some("A3")];
/// let verified = vec![Some("A3"), Some("A9"), Some("A1")];
/// let result = diff(&Source::serials(None, &printed).pack(), &Source::serials(None, &verified).pack());
/// assert_eq!(result.only_a[0].key.to_string(), "A2");
/// assert_eq!((result.only_b[0].key.to_string().as_str(), result.only_b[0].row), ("A9", 1));
/// assert_eq!(result.duplicates_a[0].rows, [2, 3]);
/// assert_eq!(result.common, 2);
/// ```
#[must_use]
pub fn diff(a: &SerialSet, b: &SerialSet) -> Diff {
    joined(a, b, join_run)
}

/// The difference, each run joined by `join`.
fn joined(
    a: &SerialSet,
    b: &SerialSet,
    join: impl Fn(&Joint<'_>, usize, &mut Table<Pair>, &mut Diff) + Sync + Send,
) -> Diff {
    let sets = parted(&[a, b]);
    let joint = Joint::of(&sets);
    let mut result = Diff::default();
    for part in each(joint.shares(), |runs| {
        let mut table = Table::new();
        let mut part = Diff::default();
        for run in runs {
            join(&joint, run, &mut table, &mut part);
        }
        part
    }) {
        result.append(part);
    }
    result.sort();
    result
}

/// What the table keeps of a key: where each side names it first, and its state there.
#[derive(Clone, Copy, Debug)]
struct Pair {
    state_a: u32,
    a: u32,
    b: u32,
}

const NONE: u32 = u32::MAX;

fn join_run(joint: &Joint<'_>, run: usize, table: &mut Table<Pair>, out: &mut Diff) {
    let sides = [joint.side(0, run), joint.side(1, run)];
    if hashed(joint, &sides, table, out).is_err() {
        by_sorting(joint, &sides, out);
    }
}

fn by_sorting(joint: &Joint<'_>, sides: &[Side<'_>; 2], out: &mut Diff) {
    for group in groups(&sorted(sides)) {
        classify(joint, group, out);
    }
}

/// Joins a run through the table. On [`Overfull`] nothing has been written to `out`.
fn hashed(
    joint: &Joint<'_>,
    sides: &[Side<'_>; 2],
    table: &mut Table<Pair>,
    out: &mut Diff,
) -> Result<(), Overfull> {
    let [a, b] = sides;
    table.reset(a.len() + b.len(), joint.bits)?;
    // Rows beyond the first of their side, and keys whose first rows disagree: rare, settled at the end.
    let mut repeats: Vec<(usize, usize, Row)> = Vec::new();
    let mut unequal: Vec<usize> = Vec::new();
    let mut position = 0;
    a.rows().try_for_each(|row| {
        let pair = Pair { state_a: row.state, a: position, b: NONE };
        let (number, _, new) = table.enter(row.place, row.limbs, row.owner, pair)?;
        if !new {
            repeats.push((number, 0, row));
        }
        position += 1;
        Ok(())
    })?;
    position = 0;
    b.rows().try_for_each(|row| {
        let pair = Pair { state_a: NONE, a: NONE, b: position };
        let (number, entry, new) = table.enter(row.place, row.limbs, row.owner, pair)?;
        if !new {
            if entry.value.b == NONE {
                entry.value.b = position;
                if entry.value.state_a != row.state {
                    unequal.push(number);
                }
            } else {
                repeats.push((number, 1, row));
            }
        }
        position += 1;
        Ok(())
    })?;
    for entry in table.entries() {
        let Pair { a: in_a, b: in_b, .. } = entry.value;
        let (side, position, list) = match (in_a, in_b) {
            (position, NONE) => (a, position, &mut out.only_a),
            (NONE, position) => (b, position, &mut out.only_b),
            _ => {
                out.common += 1;
                continue;
            }
        };
        if let (Some(key), Some(row)) = (joint.key(entry.owner, entry.limbs), side.at(position as usize)) {
            list.push(Located { key, row: row.number, state: joint.state(row.state).cloned() });
        }
    }
    let first = |number: usize| {
        let pair = table.entries().get(number).map(|entry| entry.value);
        let at =
            |side: &Side<'_>, position: u32| (position != NONE).then(|| side.at(position as usize)).flatten();
        (pair.and_then(|pair| at(a, pair.a)), pair.and_then(|pair| at(b, pair.b)))
    };
    repeats.sort_unstable_by_key(|&(number, source, row)| (number, source, row.number));
    for group in repeats.chunk_by(|a, b| a.0 == b.0) {
        let number = group.first().map_or(usize::MAX, |repeat| repeat.0);
        let (first_a, first_b) = first(number);
        let mut rows: Vec<(usize, Row)> = first_a.map(|row| (0, row)).into_iter().collect();
        rows.extend(group.iter().filter(|repeat| repeat.1 == 0).map(|repeat| (0, repeat.2)));
        rows.extend(first_b.map(|row| (1, row)));
        rows.extend(group.iter().filter(|repeat| repeat.1 == 1).map(|repeat| (1, repeat.2)));
        inner(joint, &rows, out);
    }
    for number in unequal {
        if repeats.binary_search_by_key(&number, |repeat| repeat.0).is_err()
            && let (Some(a), Some(b)) = first(number)
        {
            inner(joint, &[(0, a), (1, b)], out);
        }
    }
    Ok(())
}

/// Says everything about one key, given all of its rows by source and row.
fn classify(joint: &Joint<'_>, rows: &[(usize, Row)], out: &mut Diff) {
    let Some(key) = rows.first().and_then(|(_, row)| joint.key(row.owner, row.limbs)) else { return };
    let (a, b) = rows.split_at(rows.partition_point(|(source, _)| *source == 0));
    let plain =
        |rows: &[(usize, Row)]| rows.iter().map(|(_, row)| (row.state, row.number)).collect::<Vec<_>>();
    settle(key, &plain(a), &plain(b), joint, out);
}

/// Says what is beyond the presence of a key: its duplicates and whether its states agree.
fn inner(joint: &Joint<'_>, rows: &[(usize, Row)], out: &mut Diff) {
    let Some(key) = rows.first().and_then(|(_, row)| joint.key(row.owner, row.limbs)) else { return };
    let (a, b) = rows.split_at(rows.partition_point(|(source, _)| *source == 0));
    let plain =
        |rows: &[(usize, Row)]| rows.iter().map(|(_, row)| (row.state, row.number)).collect::<Vec<_>>();
    quarrel(key, &plain(a), &plain(b), joint, out);
}

/// What the numbers of states stand for.
pub(super) trait States {
    fn text(&self, state: u32) -> Option<&Arc<[u8]>>;
}

impl States for Joint<'_> {
    fn text(&self, state: u32) -> Option<&Arc<[u8]>> {
        self.state(state)
    }
}

/// Says everything about one key, given the state and number of all of its rows; a side may have none.
pub(super) fn settle(key: Key, a: &[(u32, usize)], b: &[(u32, usize)], states: &impl States, out: &mut Diff) {
    match (a.first(), b.first()) {
        (Some(first), None) => out.only_a.push(located(key, first, states)),
        (None, Some(first)) => out.only_b.push(located(key, first, states)),
        _ => out.common += 1,
    }
    quarrel(key, a, b, states, out);
}

fn located(key: Key, &(state, row): &(u32, usize), states: &impl States) -> Located {
    Located { key, row, state: states.text(state).cloned() }
}

fn quarrel(key: Key, a: &[(u32, usize)], b: &[(u32, usize)], states: &impl States, out: &mut Diff) {
    for (side, duplicates) in [(a, &mut out.duplicates_a), (b, &mut out.duplicates_b)] {
        if side.len() > 1 {
            let mut rows: Vec<usize> = side.iter().map(|(_, row)| *row).collect();
            rows.sort_unstable();
            duplicates.push(Duplicate { key, rows });
        }
    }
    let shown = |own: &[(u32, usize)], other: &[(u32, usize)]| {
        let lacking = |state: u32| other.iter().all(|(o, _)| *o != state);
        let any = own.iter().any(|(state, _)| lacking(*state));
        let candidates = own.iter().copied().filter(|(state, _)| !any || lacking(*state));
        candidates.min_by_key(|&(state, row)| (states.text(state), row)).map(|row| (row, any))
    };
    if let (Some(((state_a, row_a), lacking_a)), Some(((state_b, row_b), lacking_b))) =
        (shown(a, b), shown(b, a))
        && (lacking_a || lacking_b)
    {
        let (a, b) = (states.text(state_a).cloned(), states.text(state_b).cloned());
        out.changed.push(Changed { key, a, b, row_a, row_b });
    }
}

/// The difference as the fallback finds it in every run.
#[cfg(test)]
pub(super) fn diff_by_sorting(a: &SerialSet, b: &SerialSet) -> Diff {
    joined(a, b, |joint, run, _, out| by_sorting(joint, &[joint.side(0, run), joint.side(1, run)], out))
}
