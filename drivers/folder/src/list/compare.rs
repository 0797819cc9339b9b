use std::path::{Path, PathBuf};

use tallymark::sets::{
    Compared, Diff, Kept, Key, Membership, RejectedRow, Rows, SerialSet, Side, Sketch, SketchError,
    SketchKey, Source, Spill, Spilled, diff,
};

use super::{Choice, Files, ListError, Mapped, estimate, gather, is_tmset, pieces};

/// What compares the lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Engine {
    /// The one that suits the lists and the memory, and misses nothing.
    #[default]
    Auto,
    /// Parts by key, each compared in memory.
    Partition,
    /// Sums as small as the difference, then a second look at the rows that differ: memory that does not grow with the rows. Keys
    /// that both lists repeat equally often are not looked for.
    Sketch,
}

/// How to compare two lists.
#[derive(Clone, Debug)]
pub struct Comparing {
    /// The columns.
    pub choice: Choice,
    /// What compares them.
    pub engine: Engine,
    /// Bytes for the records.
    pub memory: usize,
    /// The folder for what does not fit.
    pub spill: PathBuf,
    /// Something random, for sketches; no result depends on it.
    pub secret: [u8; 16],
}

/// How far a comparison is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is done now: `reading` or `comparing`.
    pub stage: &'static str,
    /// Rows read, or parts compared.
    pub done: u64,
    /// Of about so many.
    pub of: u64,
}

/// Two lists compared.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// How they differ.
    pub compared: Compared,
    /// What found it: `partitioned in memory`, `partitioned on disk`, `merge of kept sets` or `sketch`.
    pub engine: &'static str,
    /// Whether every key in more than one row is found, and the number of common keys is known.
    pub complete: bool,
}

/// Compares two lists. `go_on` is told how far it is and may stop it.
///
/// # Errors
/// [`ListError`], [`ListError::Cancelled`] if it was stopped.
pub fn compare(
    a: &Path,
    b: &Path,
    how: &Comparing,
    go_on: &mut dyn FnMut(Step) -> bool,
) -> Result<Outcome, ListError> {
    if is_tmset(a) && is_tmset(b) && how.engine != Engine::Sketch {
        return merged(a, b);
    }
    let rows = estimate(a)?.saturating_add(estimate(b)?);
    if how.engine == Engine::Sketch
        && let Some(outcome) = sketched(a, b, how, rows, go_on)?
    {
        return Ok(outcome);
    }
    // All records, and a part of them a second time where they are joined.
    let (compared, engine) = if rows.saturating_mul(56) <= how.memory as u64 {
        (in_memory(a, b, how, rows, go_on)?, "partitioned in memory")
    } else {
        let lists = Spilled::new(Files::new(&how.spill), rows, how.memory);
        (partitioned(a, b, how, lists, rows, go_on)?, "partitioned on disk")
    };
    Ok(Outcome { compared, engine, complete: true })
}

fn in_memory(
    a: &Path,
    b: &Path,
    how: &Comparing,
    rows: u64,
    go_on: &mut dyn FnMut(Step) -> bool,
) -> Result<Compared, ListError> {
    // About the longer of them; what is off by two is parted again when they are compared.
    let each = usize::try_from(rows / 2).unwrap_or(usize::MAX);
    let mut sets = [SerialSet::with_rows(each), SerialSet::with_rows(each)];
    both([(a, Side::A), (b, Side::B)], &how.choice, PIECE, rows, go_on, |side, source| {
        let [set_a, set_b] = &mut sets;
        if side == Side::A { set_a } else { set_b }.append(source);
        Ok(())
    })?;
    let [set_a, set_b] = &sets;
    let found = diff(set_a, set_b);
    if !go_on(Step { stage: "comparing", done: 1, of: 1 }) {
        return Err(ListError::Cancelled);
    }
    let tally = |set: &SerialSet| Rows {
        rows: set.rows() as u64,
        rejected: set.rejected().len() as u64,
        listed: set.rejected().iter().take(Spilled::<Files>::LISTED).cloned().collect(),
    };
    Ok(Compared { diff: found, a: tally(set_a), b: tally(set_b) })
}

fn merged(a: &Path, b: &Path) -> Result<Outcome, ListError> {
    let (file_a, file_b) = (Mapped::open(a)?, Mapped::open(b)?);
    let (kept_a, kept_b) = (file_a.kept()?, file_b.kept()?);
    // Which of them is damaged is asked for only then.
    let found = kept_a.diff(&kept_b).map_err(|error| match kept_a.verify() {
        Err(error) => ListError::unreadable(&a.display().to_string(), &error),
        Ok(()) => ListError::unreadable(&b.display().to_string(), &error),
    })?;
    let rows = |kept: &Kept<'_>| Rows { rows: kept.rows(), ..Rows::default() };
    let compared = Compared { diff: found, a: rows(&kept_a), b: rows(&kept_b) };
    Ok(Outcome { compared, engine: "merge of kept sets", complete: true })
}

/// Reads both lists, telling how far it is.
fn both(
    lists: [(&Path, Side); 2],
    choice: &Choice,
    most: usize,
    rows: u64,
    go_on: &mut dyn FnMut(Step) -> bool,
    mut each: impl FnMut(Side, Source<'_>) -> Result<(), ListError>,
) -> Result<(), ListError> {
    let mut done = 0;
    for (path, side) in lists {
        pieces(path, choice, most, |source| {
            each(side, source)?;
            done += source.len() as u64;
            if go_on(Step { stage: "reading", done, of: rows.max(done) }) {
                Ok(())
            } else {
                Err(ListError::Cancelled)
            }
        })?;
    }
    Ok(())
}

fn partitioned<S: Spill>(
    a: &Path,
    b: &Path,
    how: &Comparing,
    mut lists: Spilled<S>,
    rows: u64,
    go_on: &mut dyn FnMut(Step) -> bool,
) -> Result<Compared, ListError> {
    let most = lists.piece();
    both([(a, Side::A), (b, Side::B)], &how.choice, most, rows, go_on, |side, source| {
        lists.push(side, source).map_err(|error| ListError::Spill { error })
    })?;
    let parts = |done: usize, of: usize| go_on(Step { stage: "comparing", done: done as u64, of: of as u64 });
    lists.finish(parts).map_err(|error| ListError::Spill { error })?.ok_or(ListError::Cancelled)
}

/// Rows of a list at once: enough for all threads, little beside the rest.
const PIECE: usize = 1 << 18;
/// Cells of 1.5 MB stay in a processor's cache; for more differences than they hold, others are made.
const BITS: [u32; 2] = [14, 17];

/// None if there are too many differences.
fn sketched(
    a: &Path,
    b: &Path,
    how: &Comparing,
    rows: u64,
    go_on: &mut dyn FnMut(Step) -> bool,
) -> Result<Option<Outcome>, ListError> {
    let key = SketchKey::new(how.secret);
    for bits in BITS {
        let mut sketches = [Sketch::new(key, bits), Sketch::new(key, bits)];
        let mut tallies = [Rows::default(), Rows::default()];
        both([(a, Side::A), (b, Side::B)], &how.choice, PIECE, rows, go_on, |side, source| {
            let [sketch_a, sketch_b] = &mut sketches;
            let [rows_a, rows_b] = &mut tallies;
            let (sketch, tally) = if side == Side::A { (sketch_a, rows_a) } else { (sketch_b, rows_b) };
            let rejected = sketch.add(source).map_err(|error| ListError::Sketch { error })?;
            count(tally, source.len(), rejected);
            Ok(())
        })?;
        let [mut sketch, other] = sketches;
        sketch.subtract(&other).map_err(|error| ListError::Sketch { error })?;
        let surplus = match sketch.surplus() {
            Ok(surplus) => surplus,
            Err(SketchError::Overfull { .. }) => continue,
            Err(error) => return Err(ListError::Sketch { error }),
        };
        let keys: Vec<Key> = surplus.into_iter().map(|one| one.key).collect();
        let found = looked_up(a, b, how, rows, go_on, &keys)?;
        let [a, b] = tallies;
        return Ok(Some(Outcome {
            compared: Compared { diff: found, a, b },
            engine: "sketch",
            complete: false,
        }));
    }
    Ok(None)
}

fn count(tally: &mut Rows, rows: usize, rejected: Vec<RejectedRow>) {
    let before = usize::try_from(tally.rows).unwrap_or(usize::MAX);
    tally.rows += rows as u64;
    tally.rejected += rejected.len() as u64;
    let room = Spilled::<Files>::LISTED.saturating_sub(tally.listed.len());
    tally.listed.extend(rejected.into_iter().take(room).map(|mut row| {
        row.row = row.row.saturating_add(before);
        row
    }));
}

/// A second look at all rows of some keys; they are compared as ever.
fn looked_up(
    a: &Path,
    b: &Path,
    how: &Comparing,
    rows: u64,
    go_on: &mut dyn FnMut(Step) -> bool,
    keys: &[Key],
) -> Result<Diff, ListError> {
    let wanted: SerialSet = keys.iter().copied().collect();
    let mut found = [Vec::new(), Vec::new()];
    let mut first = [0usize; 2];
    both([(a, Side::A), (b, Side::B)], &how.choice, PIECE, rows, go_on, |side, source| {
        let at = usize::from(side == Side::B);
        let before = first.get(at).copied().unwrap_or_default();
        if let Some(found) = found.get_mut(at) {
            found.extend(source.select(&wanted).into_iter().map(|mut one| {
                one.row += before;
                one
            }));
        }
        if let Some(first) = first.get_mut(at) {
            *first += source.len();
        }
        Ok(())
    })?;
    let sets = found.map(|rows| {
        let numbers: Vec<usize> = rows.iter().map(|one| one.row).collect();
        let keys: Vec<Key> = rows.iter().map(|one| one.key).collect();
        let states: Vec<_> = rows.into_iter().map(|one| one.state).collect();
        (Source::keys(&keys).states(&states).pack(), numbers)
    });
    let [(set_a, rows_a), (set_b, rows_b)] = sets;
    let mut result = diff(&set_a, &set_b);
    let row = |rows: &[usize], at: usize| rows.get(at).copied().unwrap_or(usize::MAX);
    result.renumber(|at| row(&rows_a, at), |at| row(&rows_b, at));
    Ok(result)
}

/// Who names what, over any number of lists up to 64, read into memory.
///
/// # Errors
/// If a list cannot be read, or there are too many.
pub fn members(lists: &[PathBuf], choice: &Choice) -> Result<(Vec<SerialSet>, Membership), ListError> {
    let sets = lists.iter().map(|path| gather(path, choice)).collect::<Result<Vec<_>, _>>()?;
    let found =
        Membership::of(&sets.iter().collect::<Vec<_>>()).map_err(|error| ListError::Many { error })?;
    Ok((sets, found))
}

/// The texts of a column in some rows of a list, which come in ascending order; `None` where there is none.
///
/// # Errors
/// If the list cannot be read or lacks the column.
pub fn texts_of(path: &Path, column: &str, rows: &[usize]) -> Result<Vec<Option<String>>, ListError> {
    if is_tmset(path) {
        return Ok(vec![None; rows.len()]);
    }
    let choice = Choice { serial: Some(column.to_owned()), stateless: true, ..Choice::default() };
    let mut found = Vec::with_capacity(rows.len());
    let mut before = 0;
    super::each_piece(path, &choice, 1 << 18, |piece| {
        let count = piece.len();
        while let Some(at) =
            rows.get(found.len()).and_then(|row| row.checked_sub(before)).filter(|at| *at < count)
        {
            found.push(piece.name(at).map(|text| String::from_utf8_lossy(text).into_owned()));
        }
        before += count;
        Ok(())
    })?;
    found.resize(rows.len(), None);
    Ok(found)
}
