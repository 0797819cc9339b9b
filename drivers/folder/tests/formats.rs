//! The same rows in any format give the same batch, and no bytes are lost, whatever they are.

use std::collections::BTreeSet;
use std::io::Write;

use proptest::prelude::*;
use tallymark_folder::{Batch, Memory, Options, load_from};

const ORDER: &str = r#"{"schema": "tallymark-batch/1", "order": "PO-1", "gtin": "09506000134352", "lot": "A7B21",
    "expiry": "281231"}"#;

/// A stream as a table of texts, header first.
struct Table {
    stream: &'static str,
    rows: Vec<Vec<String>>,
}

fn tables(packs: usize) -> Vec<Table> {
    let text = |cells: &[&str]| cells.iter().map(|&cell| cell.to_owned()).collect::<Vec<String>>();
    let mut pool = vec![text(&["serial", "gtin", "state", "request", "issued_at", "returned_at"])];
    let mut printer = vec![text(&[
        "seq",
        "t",
        "device",
        "serial",
        "lot",
        "expiry",
        "job",
        "reel",
        "head_temp",
        "result",
        "reprint",
    ])];
    let mut camera =
        vec![text(&["seq", "t", "device", "raw", "decoded", "grade", "match", "reject", "ejected"])];
    let mut agg =
        vec![text(&["seq", "t", "station", "op", "parent", "child", "mode", "operator", "sensor_count"])];
    for n in 0..packs {
        let serial = format!("A,\"{n}");
        let t = format!("2026-03-04T{:02}:{:02}:{:02}.5+01:00", n / 3600 % 24, n / 60 % 60, n % 60);
        let seq = (n + 7).to_string();
        let item = format!("(01)09506000134352(21){serial}");
        pool.push(text(&[&serial, "", if n % 9 == 0 { "RÉSERVÉ" } else { "Encoded" }, "R1", &t, ""]));
        printer.push(text(&[&seq, &t, "PRN1", &serial, "A7B21", "281231", "J1", "RL\n1", "60.5", "ok", "0"]));
        let raw = match n % 10 {
            0 => String::new(),
            1 => "]d2 garbage".to_owned(),
            _ => format!("]d2010950600013435221{serial}\u{1d}1728123110A7B21"),
        };
        camera.push(text(&[&seq, &t, "CAM1", &raw, "1", "3.5", "1", "0", ""]));
        let (op, child) = if n % 20 == 19 { ("close", "") } else { ("add", item.as_str()) };
        agg.push(text(&[&seq, &t, "AGG1", op, "(00)395060001340000018", child, "auto", "op12", "19"]));
    }
    vec![
        Table { stream: "pool", rows: pool },
        Table { stream: "printer", rows: printer },
        Table { stream: "camera", rows: camera },
        Table { stream: "agg", rows: agg },
    ]
}

fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let lines = rows.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n");
    lines.collect::<String>().into_bytes()
}

fn json_lines(rows: &[Vec<String>]) -> Vec<u8> {
    let (header, rows) = rows.split_first().unwrap();
    let mut text = String::new();
    for row in rows {
        let members: Vec<String> = header
            .iter()
            .zip(row)
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(name, cell)| match name.as_str() {
                "seq" | "head_temp" | "grade" | "sensor_count" | "decoded" => format!("{name:?}: {cell}"),
                _ => format!("{name:?}: {}", serde_json::to_string(cell).unwrap()),
            })
            .collect();
        text.push_str(&format!("{{{}}}\n", members.join(", ")));
    }
    text.into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    // Two members, one behind the other, as some tools append.
    let (front, back) = bytes.split_at(bytes.len() / 2);
    let packed = [front, back].map(|part| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(part).unwrap();
        encoder.finish().unwrap()
    });
    packed.concat()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    // Two frames with a skippable one between them.
    let (front, back) = bytes.split_at(bytes.len() / 2);
    let pack =
        |part: &[u8]| ruzstd::encoding::compress_to_vec(part, ruzstd::encoding::CompressionLevel::Fastest);
    [pack(front), b"\x50\x2a\x4d\x18\x03\0\0\0abc".to_vec(), pack(back)].concat()
}

#[cfg(feature = "parquet")]
fn parquet(rows: &[Vec<String>]) -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType};
    let (header, rows) = rows.split_first().unwrap();
    let fields = header.iter().map(|name| format!("optional binary {name} (STRING);")).collect::<String>();
    let schema =
        parquet::schema::parser::parse_message_type(&format!("message rows {{ {fields} }}")).unwrap();
    let mut bytes = Vec::new();
    let mut writer =
        parquet::file::writer::SerializedFileWriter::new(&mut bytes, schema.into(), Default::default())
            .unwrap();
    for part in rows.chunks(200) {
        let mut group = writer.next_row_group().unwrap();
        for column in 0..header.len() {
            let cells = part.iter().map(|row| row[column].as_str());
            let present: Vec<ByteArray> =
                cells.clone().filter(|cell| !cell.is_empty()).map(ByteArray::from).collect();
            let levels: Vec<i16> = cells.map(|cell| i16::from(!cell.is_empty())).collect();
            let mut out = group.next_column().unwrap().unwrap();
            out.typed::<ByteArrayType>().write_batch(&present, Some(&levels), None).unwrap();
            out.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.close().unwrap();
    bytes
}

fn load(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Batch {
    let mut memory = Memory::new();
    memory.insert("batch.json", ORDER);
    for (name, bytes) in files {
        memory.insert(name, bytes);
    }
    let batch = load_from(&memory, &Options::new()).unwrap();
    for tally in &batch.tallies {
        assert_eq!(tally.rows_in, tally.used + tally.rejected.len() as u64);
    }
    batch
}

/// Everything of a batch but the names of its files.
fn content(batch: &Batch) -> String {
    let mut batch = batch.clone();
    for tally in &mut batch.tallies {
        tally.file.clear();
    }
    let items: Vec<String> = batch.items.iter().map(|(_, item)| item.to_string()).collect();
    let words: Vec<&str> = batch.camera.iter().flatten().map(|row| batch.words.get(row.raw)).collect();
    format!(
        "{items:?}{words:?}{:?}{:?}{:?}{:?}{:?}{:?}",
        batch.pool, batch.printer, batch.camera, batch.agg, batch.tallies, batch.unreadable
    )
}

#[test]
fn every_format_gives_the_same_batch() {
    let tables = tables(500);
    let whole = load(tables.iter().map(|table| (format!("{}.csv", table.stream), csv(&table.rows))));
    assert_eq!(whole.camera.as_ref().map(Vec::len), Some(500));
    assert!(
        whole.unreadable.is_empty() && whole.tallies.iter().all(|tally| tally.rejected.is_empty()),
        "{:?}",
        whole.tallies
    );
    type Write = fn(&[Vec<String>]) -> Vec<u8>;
    let formats: [(&str, Write); 5] = [
        ("csv.gz", |rows| gzip(&csv(rows))),
        ("csv.zst", |rows| zstd(&csv(rows))),
        ("jsonl", json_lines),
        ("jsonl.gz", |rows| gzip(&json_lines(rows))),
        ("jsonl.zst", |rows| zstd(&json_lines(rows))),
    ];
    for (ending, write) in formats {
        let batch =
            load(tables.iter().map(|table| (format!("{}.{ending}", table.stream), write(&table.rows))));
        assert_eq!(content(&batch), content(&whole), "{ending}");
    }
    #[cfg(feature = "parquet")]
    {
        let batch =
            load(tables.iter().map(|table| (format!("{}.parquet", table.stream), parquet(&table.rows))));
        assert_eq!(content(&batch), content(&whole), "parquet");
    }
    let marked = load(tables.iter().map(|table| {
        (
            format!("{}.CSV", table.stream.to_uppercase()),
            [b"\xef\xbb\xbf".as_slice(), &csv(&table.rows)].concat(),
        )
    }));
    assert_eq!(content(&marked), content(&whole));
}

/// The rows of the camera as texts, without their numbers.
fn camera(batch: &Batch) -> BTreeSet<String> {
    let word = |word| batch.words.get(word);
    let rows = batch.camera.iter().flatten().map(|row| {
        let read = match row.read {
            tallymark::batch::Read::Item(id) => batch.items.get(id).to_string(),
            other => format!("{other:?}"),
        };
        format!(
            "{:?} {} {read} {:?} {} {} {}",
            row.seq,
            row.t,
            word(row.raw),
            word(row.layout),
            word(row.lot),
            word(row.expiry)
        )
    });
    rows.collect()
}

fn shuffled<T: Clone>(rows: &[T], order: &[usize]) -> Vec<T> {
    let (header, rows) = rows.split_first().unwrap();
    let mut keyed: Vec<(usize, &T)> =
        rows.iter().enumerate().map(|(n, row)| (order[n % order.len()].wrapping_mul(n + 1), row)).collect();
    keyed.sort_by_key(|(key, _)| *key);
    std::iter::once(header.clone()).chain(keyed.into_iter().map(|(_, row)| row.clone())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_rows_and_columns_does_not_matter(order in proptest::collection::vec(any::<usize>(), 1..40)) {
        let tables = tables(60);
        let file = |table: &Table, rows: &[Vec<String>]| (format!("{}.csv", table.stream), csv(rows));
        let straight = load(tables.iter().map(|table| file(table, &table.rows)));
        let mixed = load(tables.iter().map(|table| {
            let mut rows = shuffled(&table.rows, &order);
            for row in &mut rows {
                row.reverse();
            }
            file(table, &rows)
        }));
        prop_assert_eq!(camera(&straight), camera(&mixed));
        let items = |batch: &Batch| batch.items.iter().map(|(_, item)| item.to_string()).collect::<BTreeSet<_>>();
        prop_assert_eq!(items(&straight), items(&mixed));
        let pool = |batch: &Batch| {
            let rows = batch.pool.iter().flatten();
            rows.map(|row| format!("{} {:?} {}", batch.items.get(row.item), row.state, batch.words.get(row.word))).collect::<BTreeSet<_>>()
        };
        prop_assert_eq!(pool(&straight), pool(&mixed));
    }

    #[test]
    fn rows_in_are_rows_used_and_rejected_whatever_the_bytes(
        noise: Vec<u8>, stream in 0usize..4, places in proptest::collection::vec((any::<usize>(), any::<u8>()), 0..8),
        cut: Option<usize>, ending in 0usize..5,
    ) {
        let table = &tables(30)[stream];
        let (ending, mut bytes) = match ending {
            0 => ("csv", csv(&table.rows)),
            1 => ("jsonl", json_lines(&table.rows)),
            2 => ("csv.gz", gzip(&csv(&table.rows))),
            3 => ("csv.zst", zstd(&csv(&table.rows))),
            _ => ("csv", noise.clone()),
        };
        let length = bytes.len().max(1);
        for (place, byte) in places {
            if let Some(slot) = bytes.get_mut(place % length) {
                *slot = byte;
            }
        }
        if let Some(cut) = cut {
            bytes.truncate(cut % length);
        }
        let batch = load([
            (format!("{}.{ending}", table.stream), bytes.clone()),
            ("epcis-1.xml".to_owned(), noise.clone()),
            ("epcis-2.json.zst".to_owned(), bytes),
            ("wms.csv.zst".to_owned(), noise.clone()),
            ("verify.csv.gz".to_owned(), noise),
        ]);
        prop_assert!(batch.tallies.len() + batch.unreadable.len() >= 4);
    }
}
