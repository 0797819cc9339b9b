use std::fs::File;

use memchr::memchr2_iter;

use super::{Choice, Found, ListError, Piece, together};
use crate::csv::{CsvRows, Next, Plain};
use crate::lines::Buffer;
use crate::meter::Meter;
use crate::names::Packing;
use crate::options::Options;
use crate::sniff::text_start;
use crate::source::Input;
use crate::unpack::unpack;

/// A row longer than this is none.
const LONGEST: usize = 1 << 20;

pub(super) fn read(
    place: &str,
    file: File,
    packing: Packing,
    (choice, most): (&Choice, usize),
    take: &mut dyn FnMut(&mut Piece) -> Result<(), ListError>,
) -> Result<(), ListError> {
    let options = Options::default();
    let meter = Meter::new(&options, 0);
    let broken = |error: std::io::Error| ListError::unreadable(place, &error);
    let mut buffer = Buffer::new(unpack(Input::File(file), packing, &meter));
    buffer.fill_to(64).map_err(broken)?;
    let mark = text_start(buffer.rest()).map_err(|what| ListError::unreadable(place, &what))?;
    buffer.advance(mark);
    let mut rows = CsvRows::new(buffer, LONGEST);
    let header: Vec<String> = match rows.next().map_err(broken)? {
        Next::Row => rows.cells().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect(),
        Next::Bad(_, message) => return Err(ListError::unreadable(place, &message)),
        Next::End => return Err(ListError::unreadable(place, &"the file is empty")),
    };
    let found = choice.find(place, &header)?;
    let mut piece = choice.piece(&found, most);
    let mut scratch = Vec::new();
    // Several columns that are compared together take the long way.
    let few = found.states.len() < 2;
    loop {
        if let Some(plain) = few.then(|| rows.plain()).flatten() {
            let used = push_plain(&mut piece, &found, plain);
            rows.take_plain(used);
        } else {
            match rows.next().map_err(broken)? {
                Next::End => break,
                Next::Row => push(&mut piece, &found, rows.cells(), &mut scratch),
                Next::Bad(..) => push(&mut piece, &found, std::iter::empty(), &mut scratch),
            }
        }
        if piece.is_full() {
            take(&mut piece)?;
        }
    }
    take(&mut piece)
}

/// Takes rows out of lines until the piece is full; says how many bytes that were. One look for commas and line ends alike is
/// what makes this several times as fast as row by row.
fn push_plain(piece: &mut Piece, found: &Found, Plain { lines, crlf }: Plain<'_>) -> usize {
    let (mut start, mut column, mut line) = (0, 0, 0);
    let states = found.states.first().copied();
    let (mut name, mut gtin, mut state) = (&b""[..], &b""[..], &b""[..]);
    for end in memchr2_iter(b',', b'\n', lines) {
        let mut cell = lines.get(start..end).unwrap_or_default();
        let last = lines.get(end) == Some(&b'\n');
        if last && crlf {
            cell = cell.strip_suffix(b"\r").unwrap_or(cell);
        }
        if column == found.name {
            name = cell;
        } else if Some(column) == found.gtin {
            gtin = cell;
        } else if Some(column) == states {
            state = cell;
        }
        (start, column) = (end + 1, column + 1);
        if last {
            // Empty lines are no rows.
            if column > 1 || !cell.is_empty() {
                piece.names.push(name);
                piece.gtins.iter_mut().for_each(|gtins| gtins.push(gtin));
                piece.states.iter_mut().for_each(|states| states.push(state));
                if piece.is_full() {
                    return start;
                }
            }
            (column, line) = (0, start);
            (name, gtin, state) = (b"", b"", b"");
        }
    }
    line
}

fn push<'a>(piece: &mut Piece, found: &Found, cells: impl Iterator<Item = &'a [u8]>, scratch: &mut Vec<u8>) {
    let (mut name, mut gtin) = (&b""[..], &b""[..]);
    let mut states: Vec<&[u8]> = vec![b""; found.states.len()];
    for (at, cell) in cells.enumerate() {
        if at == found.name {
            name = cell;
        } else if Some(at) == found.gtin {
            gtin = cell;
        }
        for (state, _) in states.iter_mut().zip(&found.states).filter(|(_, column)| **column == at) {
            *state = cell;
        }
    }
    piece.names.push(name);
    piece.gtins.iter_mut().for_each(|gtins| gtins.push(gtin));
    together(states.into_iter(), scratch);
    piece.states.iter_mut().for_each(|states| states.push(scratch));
}
