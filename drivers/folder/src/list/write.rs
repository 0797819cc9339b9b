use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use tallymark::sets::{Diff, Duplicate, Key};

use super::{ListError, replace_with};

/// One difference, as a row of a table.
struct Line<'d> {
    difference: &'static str,
    key: &'d Key,
    a: Option<&'d Arc<[u8]>>,
    b: Option<&'d Arc<[u8]>>,
    row_a: Option<usize>,
    row_b: Option<usize>,
}

/// Every difference in a stable order: by kind, then by key.
fn lines(diff: &Diff) -> impl Iterator<Item = Line<'_>> {
    let only_a = diff.only_a.iter().map(|one| Line {
        difference: "only_a",
        key: &one.key,
        a: one.state.as_ref(),
        b: None,
        row_a: Some(one.row),
        row_b: None,
    });
    let only_b = diff.only_b.iter().map(|one| Line {
        difference: "only_b",
        key: &one.key,
        a: None,
        b: one.state.as_ref(),
        row_a: None,
        row_b: Some(one.row),
    });
    let changed = diff.changed.iter().map(|one| Line {
        difference: "changed",
        key: &one.key,
        a: one.a.as_ref(),
        b: one.b.as_ref(),
        row_a: Some(one.row_a),
        row_b: Some(one.row_b),
    });
    fn twice<'d>(difference: &'static str, list: &'d [Duplicate], in_a: bool) -> Vec<Line<'d>> {
        let line = move |key, row: usize| Line {
            difference,
            key,
            a: None,
            b: None,
            row_a: in_a.then_some(row),
            row_b: (!in_a).then_some(row),
        };
        list.iter().flat_map(|one| one.rows.iter().map(move |&row| line(&one.key, row))).collect()
    }
    let duplicates_a = twice("duplicate_a", &diff.duplicates_a, true);
    let duplicates_b = twice("duplicate_b", &diff.duplicates_b, false);
    only_a.chain(only_b).chain(changed).chain(duplicates_a).chain(duplicates_b)
}

/// Writes all differences as a table of `difference`, `key`, `a`, `b`, `row_a`, `row_b`: CSV, or Parquet where the file is called
/// so. Nobody sees half of it.
///
/// # Errors
/// If it cannot be written.
pub fn write_differences(path: &Path, diff: &Diff) -> Result<(), ListError> {
    if super::is_parquet(path) {
        #[cfg(feature = "parquet")]
        return replace_with(path, |file| parquet(file, diff));
        #[cfg(not(feature = "parquet"))]
        return Err(ListError::Format { place: path.display().to_string() });
    }
    replace_with(path, |file| csv(file, diff))
}

fn csv(file: &mut std::fs::File, diff: &Diff) -> io::Result<()> {
    let mut out = io::BufWriter::new(file);
    writeln!(out, "difference,key,a,b,row_a,row_b")?;
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let state = |state: Option<&Arc<[u8]>>| {
        state.map(|state| quoted(&String::from_utf8_lossy(state))).unwrap_or_default()
    };
    let row = |row: Option<usize>| row.map(|row| row.to_string()).unwrap_or_default();
    for line in lines(diff) {
        let key = quoted(&line.key.to_string());
        let (a, b, row_a, row_b) = (state(line.a), state(line.b), row(line.row_a), row(line.row_b));
        writeln!(out, "{},{key},{a},{b},{row_a},{row_b}", line.difference)?;
    }
    out.flush()
}

#[cfg(feature = "parquet")]
fn parquet(file: &mut std::fs::File, diff: &Diff) -> io::Result<()> {
    use parquet::basic::Compression;
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::errors::Result;
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    const SCHEMA: &str = "message differences {
        required binary difference (STRING);
        required binary key (STRING);
        optional binary a (STRING);
        optional binary b (STRING);
        optional int64 row_a;
        optional int64 row_b;
    }";
    const ROWS: usize = 1 << 17;

    /// The values that are there, and for each row whether one is.
    fn present<T>(values: impl Iterator<Item = Option<T>>) -> (Vec<T>, Vec<i16>) {
        let (mut there, mut levels) = (Vec::new(), Vec::new());
        for value in values {
            levels.push(i16::from(value.is_some()));
            there.extend(value);
        }
        (there, levels)
    }

    let write = || -> Result<()> {
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let schema = Arc::new(parse_message_type(SCHEMA)?);
        let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties))?;
        let mut lines = lines(diff).peekable();
        while lines.peek().is_some() {
            let block: Vec<Line<'_>> = lines.by_ref().take(ROWS).collect();
            let text = |state: Option<&Arc<[u8]>>| state.map(|state| ByteArray::from(state.to_vec()));
            let mut group = writer.next_row_group()?;
            for at in 0.. {
                let Some(mut column) = group.next_column()? else { break };
                match at {
                    0 | 1 => {
                        let texts: Vec<ByteArray> = block
                            .iter()
                            .map(|line| {
                                let text =
                                    if at == 0 { line.difference.to_owned() } else { line.key.to_string() };
                                ByteArray::from(text.into_bytes())
                            })
                            .collect();
                        column.typed::<ByteArrayType>().write_batch(&texts, None, None)?;
                    }
                    2 | 3 => {
                        let side = |line: &Line<'_>| text(if at == 2 { line.a } else { line.b });
                        let (texts, levels) = present(block.iter().map(side));
                        column.typed::<ByteArrayType>().write_batch(&texts, Some(&levels), None)?;
                    }
                    _ => {
                        let side = |line: &Line<'_>| if at == 4 { line.row_a } else { line.row_b };
                        let rows = block.iter().map(|line| side(line).map(|row| row as i64));
                        let (rows, levels) = present(rows);
                        column.typed::<Int64Type>().write_batch(&rows, Some(&levels), None)?;
                    }
                }
                column.close()?;
            }
            group.close()?;
        }
        writer.close().map(drop)
    };
    write().map_err(io::Error::other)
}
