use std::io::Read;
use std::path::Path;

use tallymark::batch::{Batch, Builder, Order, RowCode, Stream, Table};

use crate::csv::{CsvRows, Next};
use crate::error::FolderError;
use crate::jsonl;
use crate::lines::{Buffer, Line, Lines};
use crate::meter::Meter;
use crate::names::{Format, Named, classify};
use crate::options::Options;
use crate::source::{Folder, Source};
use crate::unpack::unpack;
use crate::{epcis, sniff};

/// The most that is read of `batch.json`.
const LARGEST_ORDER: u64 = 16 << 20;

/// Reads the batch folder at `path`.
///
/// # Errors
/// [`FolderError`] if there is no valid `batch.json`, or if the caller stopped. Rows and streams that cannot be used
/// are no errors: the batch lists them.
pub fn load(path: impl AsRef<Path>, options: &Options) -> Result<Batch, FolderError> {
    load_from(&Folder::new(path), options)
}

/// Reads a batch from anything that holds named files.
///
/// # Errors
/// As [`load`].
pub fn load_from(source: &dyn Source, options: &Options) -> Result<Batch, FolderError> {
    let place = source.place();
    let names = source.names().map_err(|error| FolderError::Unreadable { place: place.clone(), error })?;
    let order = read_order(source, &place, &names)?;
    let mut files: Vec<Named> = names.iter().filter_map(|name| classify(name)).collect();
    files.sort();
    let mut builder = Builder::new(order).give_up_after(options.give_up_after);
    let files = one_each(&files, &mut builder);
    let size = |file: &Named| source.open(&file.name).ok().and_then(|input| input.len()).unwrap_or(0);
    let meter = Meter::new(options, if options.watch.is_some() { files.iter().map(size).sum() } else { 0 });
    for file in &files {
        meter.begin(&file.name);
        if let Err(reason) = read_file(source, file, options, &meter, &mut builder) {
            builder.unreadable(file.stream, reason);
        }
        if meter.is_stopped() {
            return Err(FolderError::Cancelled);
        }
    }
    meter.finish();
    if meter.is_stopped() { Err(FolderError::Cancelled) } else { Ok(builder.finish()) }
}

fn read_order(source: &dyn Source, place: &str, names: &[String]) -> Result<Order, FolderError> {
    let place = place.to_owned();
    if !names.iter().any(|name| name == "batch.json") {
        return Err(FolderError::NoOrder { place });
    }
    let mut bytes = Vec::new();
    let read =
        source.open("batch.json").and_then(|input| input.take(LARGEST_ORDER + 1).read_to_end(&mut bytes));
    if let Err(error) = read {
        return Err(FolderError::OrderUnreadable { place, error });
    }
    if bytes.len() as u64 > LARGEST_ORDER {
        return Err(FolderError::OrderTooLarge { place, limit: LARGEST_ORDER });
    }
    Order::from_json(&bytes).map_err(|error| FolderError::Order { place, error })
}

/// Leaves out what is given twice: which of two files holds is not ours to say. EPCIS documents may be many, but each
/// only once.
fn one_each(files: &[Named], builder: &mut Builder) -> Vec<Named> {
    let same = |a: &Named, b: &Named| {
        a.stream == b.stream && (a.stream != Stream::Epcis || (a.stem == b.stem && a.format == b.format))
    };
    let mut kept = Vec::new();
    for group in files.chunk_by(same) {
        match group {
            [only] => kept.push(only.clone()),
            several => {
                let names: Vec<&str> = several.iter().map(|file| file.name.as_str()).collect();
                if let Some(first) = several.first() {
                    let names = names.join(" and ");
                    builder.unreadable(
                        first.stream,
                        format!("stream-twice: {names} hold the same stream; keep one of them"),
                    );
                }
            }
        }
    }
    kept
}

/// Reads one file into the batch; an error is the reason why nothing can be read of it.
fn read_file(
    source: &dyn Source,
    file: &Named,
    options: &Options,
    meter: &Meter<'_>,
    builder: &mut Builder,
) -> Result<(), String> {
    let name = &file.name;
    let unreadable = |error: std::io::Error| format!("stream-unreadable: {name}: {error}");
    let input = source.open(name).map_err(unreadable)?;
    if file.format == Format::Parquet {
        #[cfg(feature = "parquet")]
        return crate::parquet::read(input, file, meter, builder);
        #[cfg(not(feature = "parquet"))]
        return Err(format!(
            "stream-format: {name}: this build does not read Parquet; give the stream as CSV or JSON Lines"
        ));
    }
    let mut buffer = Buffer::new(unpack(input, file.packing, meter));
    buffer.fill_to(64).map_err(unreadable)?;
    if buffer.rest().is_empty() {
        return Err(format!("stream-empty: {name} is empty, so that it has no header"));
    }
    let mark = sniff::text_start(buffer.rest()).map_err(|what| format!("stream-encoding: {name}: {what}"))?;
    match file.format {
        Format::EpcisXml => epcis::xml(buffer, &mut builder.events(name)),
        Format::EpcisJson => {
            buffer.advance(mark);
            epcis::json(buffer, &mut builder.events(name));
        }
        Format::EpcisJsonLines => {
            buffer.advance(mark);
            epcis::json_lines(Lines::new(buffer, options.longest_row), &mut builder.events(name));
        }
        Format::JsonLines => {
            buffer.advance(mark);
            let columns: Vec<&'static str> = Builder::columns(file.stream).collect();
            let table =
                builder.open(file.stream, name, &columns).map_err(|e| format!("{}: {e}", e.code()))?;
            json_lines(Lines::new(buffer, options.longest_row), &columns, table);
        }
        Format::Csv | Format::Parquet => {
            buffer.advance(mark);
            csv(CsvRows::new(buffer, options.longest_row), file, builder)?;
        }
    }
    Ok(())
}

fn csv<R: Read>(mut rows: CsvRows<R>, file: &Named, builder: &mut Builder) -> Result<(), String> {
    let name = &file.name;
    match rows.next() {
        Ok(Next::Row) => {}
        Ok(Next::Bad(_, message)) => return Err(format!("stream-header: the header of {name}: {message}")),
        Ok(Next::End) => return Err(format!("stream-empty: {name} has no header")),
        Err(error) => return Err(format!("stream-unreadable: {name}: {error}")),
    }
    let header: Result<Vec<String>, _> =
        rows.cells().map(|cell| std::str::from_utf8(cell).map(str::to_owned)).collect();
    let header = match header {
        Ok(header) if !header.iter().any(|cell| cell.contains('\0')) => header,
        _ => return Err(format!("stream-encoding: the header of {name} is not UTF-8 text")),
    };
    let cells: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut table = builder.open(file.stream, name, &cells).map_err(|error| {
        let separator = match cells.as_slice() {
            [one] if one.contains(';') => "; its cells seem to be separated by semicolons, not by commas",
            [one] if one.contains('\t') => "; its cells seem to be separated by tabs, not by commas",
            _ => "",
        };
        format!("{}: {error}{separator}", error.code())
    })?;
    loop {
        match rows.next() {
            Ok(Next::Row) => push(&rows, &mut table),
            Ok(Next::Bad(code, message)) => table.reject("", code, message),
            Ok(Next::End) => break,
            Err(error) => {
                table.reject("", RowCode::Truncated, broken(&error));
                break;
            }
        }
        if abandon(&mut table) {
            break;
        }
    }
    Ok(())
}

fn push<R: Read>(rows: &CsvRows<R>, table: &mut Table<'_>) {
    // No stream has that many columns of its own, so that a row costs no allocation.
    const USUAL: usize = 32;
    let mut usual: [Option<&[u8]>; USUAL] = [None; USUAL];
    let cells = rows.cells();
    let count = cells.len();
    match usual.get_mut(..count) {
        Some(slots) => {
            for (slot, cell) in slots.iter_mut().zip(cells) {
                *slot = Some(cell);
            }
            table.push(slots);
        }
        None => {
            let cells: Vec<Option<&[u8]>> = cells.map(Some).collect();
            table.push(&cells);
        }
    }
}

fn json_lines<R: Read>(mut lines: Lines<R>, columns: &[&'static str], mut table: Table<'_>) {
    loop {
        match lines.next() {
            Ok(Line::Text(line)) => match jsonl::cells(line, columns) {
                Ok(cells) => {
                    let cells: Vec<Option<&[u8]>> =
                        cells.iter().map(|cell| cell.as_deref().map(str::as_bytes)).collect();
                    table.push(&cells);
                }
                Err(bad) => table.reject(bad.column, bad.code, bad.message),
            },
            Ok(Line::Bad(code, message)) => table.reject("", code, message),
            Ok(Line::End) => break,
            Err(error) => {
                table.reject("", RowCode::Truncated, broken(&error));
                break;
            }
        }
        if abandon(&mut table) {
            break;
        }
    }
}

/// Stops a file of which next to nothing can be used.
pub(crate) fn abandon(table: &mut Table<'_>) -> bool {
    let hopeless = table.is_hopeless();
    if hopeless {
        table.reject("", RowCode::Abandoned, ABANDONED);
    }
    hopeless
}

pub(crate) const ABANDONED: &str = "so many rows could not be used that the rest of the file was not read";

pub(crate) fn broken(error: &std::io::Error) -> String {
    let what = match error.kind() {
        std::io::ErrorKind::UnexpectedEof => "the file ends too early".to_owned(),
        _ => format!("the file cannot be read on: {error}"),
    };
    format!("{what}; what follows is not known")
}
