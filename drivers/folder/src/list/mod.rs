//! Lists of serials in files of any size, read piece by piece and compared in bounded memory.

mod column;
mod compare;
mod csv;
mod epcis;
mod error;
mod mapped;
#[cfg(feature = "parquet")]
mod parquet;
mod spill;
#[cfg(test)]
mod tests;
mod write;

use std::fs::File;
use std::path::Path;
use std::sync::mpsc::{channel, sync_channel};
use std::thread;

use tallymark::keys::Gtin;
use tallymark::sets::{SerialSet, Source};

use crate::names::Packing;
pub use column::Texts;
pub use compare::{Comparing, Engine, Outcome, Step, compare, members, texts_of};
pub use error::ListError;
pub use mapped::Mapped;
pub use spill::Files;
pub use write::write_differences;

/// Which columns of a list name its rows and their state. Upper case makes no difference in the names of columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The column of identifiers in any form. Without this one and `serial`, `id`, `identifier`, `key`, `epc` or `sgtin`
    /// are looked for, then `serial`.
    pub id: Option<String>,
    /// The column of serials.
    pub serial: Option<String>,
    /// The column of GTINs beside serials; without it `gtin`, if there is one.
    pub gtin: Option<String>,
    /// The GTIN of all serials, where no column has it.
    pub all: Option<Gtin>,
    /// The column of states to compare; without it `state`, if there is one. Several, such as `state,lot,parent`, are compared
    /// together, each behind the other with [`BETWEEN`] between them.
    pub state: Option<String>,
    /// Whether states are not compared.
    pub stateless: bool,
}

/// What stands between the texts of several columns that are compared together.
pub const BETWEEN: char = '\u{1f}';

/// Puts the texts of several columns together; absent ones alone are absent.
fn together<'a>(texts: impl Iterator<Item = &'a [u8]>, out: &mut Vec<u8>) {
    out.clear();
    let mut any = false;
    for (at, text) in texts.enumerate() {
        if at > 0 {
            out.push(BETWEEN as u8);
        }
        any |= !text.is_empty();
        out.extend_from_slice(text);
    }
    if !any {
        out.clear();
    }
}

/// A piece of a list.
#[derive(Debug, Default)]
pub struct Piece {
    names: Texts,
    gtins: Option<Texts>,
    states: Option<Texts>,
    all: Option<Gtin>,
    identifiers: bool,
    /// Rows at most.
    most: usize,
}

impl Piece {
    /// The piece as the core reads it.
    #[must_use]
    pub fn source(&self) -> Source<'_> {
        let source = match (&self.gtins, self.identifiers) {
            (_, true) => Source::identifiers(&self.names),
            (Some(gtins), false) => Source::sgtins(gtins, &self.names),
            (None, false) => Source::serials(self.all, &self.names),
        };
        match &self.states {
            Some(states) => source.states(states),
            None => source,
        }
    }

    fn len(&self) -> usize {
        self.names.len()
    }

    /// What names a row, as it stands in the list.
    fn name(&self, row: usize) -> Option<&[u8]> {
        tallymark::sets::Texts::get(&self.names, row)
    }

    fn is_full(&self) -> bool {
        self.names.len() >= self.most
    }

    /// An empty one of the same columns.
    fn like(&self) -> Self {
        Piece {
            names: Texts::default(),
            gtins: self.gtins.as_ref().map(|_| Texts::default()),
            states: self.states.as_ref().map(|_| Texts::default()),
            ..*self
        }
    }

    fn clear(&mut self) {
        self.names.clear();
        self.gtins.iter_mut().chain(&mut self.states).for_each(Texts::clear);
    }
}

/// Where the columns stand that a list is read by.
#[derive(Debug)]
struct Found {
    name: usize,
    gtin: Option<usize>,
    /// Those that are compared, in the order in which they were asked for.
    states: Vec<usize>,
    identifiers: bool,
}

impl Choice {
    /// Finds the columns in a header.
    fn find(&self, place: &str, header: &[String]) -> Result<Found, ListError> {
        let position = |name: &str| header.iter().position(|column| column.trim().eq_ignore_ascii_case(name));
        let known = || header.iter().map(|column| column.trim().to_owned()).collect();
        let asked = |name: &str| {
            position(name).ok_or_else(|| ListError::Column {
                place: place.to_owned(),
                wanted: format!("the column `{name}`"),
                columns: known(),
            })
        };
        let usual = || ["id", "identifier", "key", "epc", "sgtin"].iter().find_map(|name| position(name));
        let (name, identifiers) = match (&self.id, &self.serial) {
            (Some(id), _) => (asked(id)?, true),
            (None, Some(serial)) => (asked(serial)?, false),
            (None, None) => match (usual(), position("serial")) {
                (Some(id), _) => (id, true),
                (None, Some(serial)) => (serial, false),
                (None, None) => {
                    return Err(ListError::Column {
                        place: place.to_owned(),
                        wanted: "a column `serial` or `id`".to_owned(),
                        columns: known(),
                    });
                }
            },
        };
        let gtin = match &self.gtin {
            _ if identifiers || self.all.is_some() => None,
            Some(gtin) => Some(asked(gtin)?),
            None => position("gtin"),
        };
        let states = match &self.state {
            _ if self.stateless => Vec::new(),
            Some(states) => match asked(states) {
                Ok(one) => vec![one],
                Err(_) => states.split(',').map(|state| asked(state.trim())).collect::<Result<_, _>>()?,
            },
            None => position("state").into_iter().collect(),
        };
        Ok(Found { name, gtin, states, identifiers })
    }

    fn piece(&self, found: &Found, most: usize) -> Piece {
        Piece {
            names: Texts::default(),
            gtins: found.gtin.map(|_| Texts::default()),
            states: (!found.states.is_empty()).then(Texts::default),
            all: self.all,
            identifiers: found.identifiers,
            most: most.max(1),
        }
    }
}

/// About how many rows a list has.
///
/// # Errors
/// If it cannot be opened.
pub fn estimate(path: &Path) -> Result<u64, ListError> {
    let place = path.display().to_string();
    let file = File::open(path).map_err(|error| ListError::unreadable(&place, &error))?;
    if is_tmset(path) {
        return Mapped::open(path)?.kept().map(|kept| kept.rows());
    }
    #[cfg(feature = "parquet")]
    if is_parquet(path) {
        return parquet::rows(&place, file);
    }
    let bytes = file.metadata().map_or(0, |about| about.len());
    // Lists compress well.
    let times = if packing(path) == Packing::Plain { 1 } else { 8 };
    Ok(bytes * times / 24 + 1)
}

/// Reads a list into memory, 24 bytes a row, as [`pieces`] does.
///
/// # Errors
/// If the list cannot be read or lacks a column.
pub fn gather(path: &Path, choice: &Choice) -> Result<SerialSet, ListError> {
    let rows = usize::try_from(estimate(path)?).unwrap_or(usize::MAX);
    let mut set = SerialSet::with_rows(rows);
    pieces(path, choice, 1 << 20, |source| {
        set.append(source);
        Ok(())
    })?;
    Ok(set)
}

/// Reads a list piece by piece, of so many rows at most: CSV (RFC 4180, with a header; also `.gz` and `.zst`), a set that was
/// kept (`.tmset`), an EPCIS document (`.xml`, `.json`, `.jsonld`: each EPC once, in the disposition of its latest event), or Parquet
/// with the feature of that name. A file is read on a thread of its own, one piece ahead, which
/// ends before this returns.
///
/// A row that cannot be taken apart counts as one that names nothing.
///
/// # Errors
/// If the list cannot be read or lacks a column, or what `each` says.
pub fn pieces(
    path: &Path,
    choice: &Choice,
    most: usize,
    mut each: impl FnMut(Source<'_>) -> Result<(), ListError>,
) -> Result<(), ListError> {
    if is_tmset(path) {
        return kept_pieces(path, choice, most, each);
    }
    each_piece(path, choice, most, |piece| each(piece.source()))
}

fn kept_pieces(
    path: &Path,
    choice: &Choice,
    most: usize,
    mut each: impl FnMut(Source<'_>) -> Result<(), ListError>,
) -> Result<(), ListError> {
    let file = Mapped::open(path)?;
    let kept = file.kept()?;
    let (mut keys, mut states) = (Vec::new(), Vec::new());
    let mut rows = kept.iter();
    loop {
        keys.clear();
        states.clear();
        for row in rows.by_ref().take(most.max(1)) {
            let (key, state) =
                row.map_err(|error| ListError::unreadable(&path.display().to_string(), &error))?;
            keys.push(key);
            states.push(state);
        }
        let source = Source::keys(&keys);
        each(if choice.stateless { source } else { source.states(&states) })?;
        if keys.len() < most.max(1) {
            return Ok(());
        }
    }
}

fn each_piece(
    path: &Path,
    choice: &Choice,
    most: usize,
    mut each: impl FnMut(&Piece) -> Result<(), ListError>,
) -> Result<(), ListError> {
    let place = path.display().to_string();
    let file = File::open(path).map_err(|error| ListError::unreadable(&place, &error))?;
    let (full, pieces) = sync_channel::<Piece>(1);
    let (used, spare) = channel::<Piece>();
    let place = place.as_str();
    thread::scope(|scope| {
        let read = move || {
            let mut take = |piece: &mut Piece| {
                let next = spare.try_recv().unwrap_or_else(|_| piece.like());
                // Nobody takes it if the other side gave up, which says why.
                full.send(std::mem::replace(piece, next)).map_err(|_| ListError::Stopped)
            };
            from_file(path, place, file, choice, most, &mut take)
        };
        let reading = thread::Builder::new().spawn_scoped(scope, read);
        let reading = reading.map_err(|error| ListError::unreadable(place, &error))?;
        let taken = pieces.into_iter().try_for_each(|mut piece| {
            each(&piece)?;
            piece.clear();
            // Nobody takes it if the list was read.
            let _ = used.send(piece);
            Ok(())
        });
        let read =
            reading.join().unwrap_or_else(|_| Err(ListError::unreadable(place, &"the file is damaged")));
        taken.and(read)
    })
}

fn from_file(
    path: &Path,
    place: &str,
    file: File,
    choice: &Choice,
    most: usize,
    take: &mut dyn FnMut(&mut Piece) -> Result<(), ListError>,
) -> Result<(), ListError> {
    if ["xml", "json", "jsonld"].iter().any(|ending| ends_with(path, ending)) {
        return epcis::read(place, file, choice, most, take);
    }
    if is_parquet(path) {
        #[cfg(feature = "parquet")]
        return parquet::read(place, file, choice, most, take);
        #[cfg(not(feature = "parquet"))]
        return Err(ListError::Format { place: place.to_owned() });
    }
    csv::read(place, file, packing(path), (choice, most), take)
}

fn ends_with(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ending))
}

/// Whether a file is a set that was kept, by its name.
#[must_use]
pub fn is_tmset(path: &Path) -> bool {
    ends_with(path, "tmset")
}

/// Writes a file beside its place and then puts it there, so that nobody ever sees half of it.
///
/// # Errors
/// If it cannot be written.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), ListError> {
    replace_with(path, |file| std::io::Write::write_all(file, bytes))
}

fn replace_with(path: &Path, write: impl FnOnce(&mut File) -> std::io::Result<()>) -> Result<(), ListError> {
    let write = || {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        write(file.as_file_mut())?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)
    };
    write().map(drop).map_err(|error| ListError::Output { place: path.display().to_string(), error })
}

fn is_parquet(path: &Path) -> bool {
    ends_with(path, "parquet")
}

fn packing(path: &Path) -> Packing {
    match () {
        () if ends_with(path, "gz") => Packing::Gzip,
        () if ends_with(path, "zst") => Packing::Zstd,
        () => Packing::Plain,
    }
}
