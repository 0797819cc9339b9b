use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use crate::{Batch, Memory, Options, load_from};

const ORDER: &str = r#"{"schema": "tallymark-batch/1", "order": "PO-1", "gtin": "09506000134352", "lot": "A7B21",
    "expiry": "281231"}"#;

enum Column {
    Text(Vec<Option<&'static str>>),
    Whole(Vec<Option<i64>>),
    Number(Vec<Option<f64>>),
}

/// A file of one row group; every column is optional.
fn write(schema: &str, columns: &[Column], compression: Compression) -> Vec<u8> {
    fn levels<T>(values: &[Option<T>]) -> Vec<i16> {
        values.iter().map(|value| i16::from(value.is_some())).collect()
    }
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for column in columns {
        let mut out = group.next_column().unwrap().unwrap();
        match column {
            Column::Text(values) => {
                let present: Vec<ByteArray> = values.iter().flatten().map(|&text| text.into()).collect();
                out.typed::<ByteArrayType>().write_batch(&present, Some(&levels(values)), None).unwrap();
            }
            Column::Whole(values) => {
                let present: Vec<i64> = values.iter().flatten().copied().collect();
                out.typed::<Int64Type>().write_batch(&present, Some(&levels(values)), None).unwrap();
            }
            Column::Number(values) => {
                let present: Vec<f64> = values.iter().flatten().copied().collect();
                out.typed::<DoubleType>().write_batch(&present, Some(&levels(values)), None).unwrap();
            }
        }
        out.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
    bytes
}

fn load(name: &str, bytes: &[u8]) -> Batch {
    let mut files = Memory::new();
    files.insert("batch.json", ORDER).insert(name, bytes);
    let batch = load_from(&files, &Options::new()).unwrap();
    for tally in &batch.tallies {
        assert_eq!(tally.rows_in, tally.used + tally.rejected.len() as u64);
    }
    batch
}

fn printer(compression: Compression) -> Vec<u8> {
    let schema = "message schema {
        optional binary note (STRING); optional binary serial (STRING); optional int64 seq; optional double head_temp;
        optional int64 t (TIMESTAMP(MICROS, true)); optional binary result (STRING); optional binary device; }";
    let columns = [
        Column::Text(vec![Some("x"); 4]),
        Column::Text(vec![Some("A1"), Some("A2"), None, Some("A4")]),
        Column::Whole(vec![Some(1), None, Some(3), Some(4)]),
        Column::Number(vec![Some(60.5), None, None, Some(61.0)]),
        Column::Whole(vec![Some(1_772_614_867_250_000), Some(0), Some(0), None]),
        Column::Text(vec![Some("ok"), Some("fault"), Some("ok"), Some("ok")]),
        Column::Text(vec![Some("PRN1"), None, None, None]),
    ];
    write(schema, &columns, compression)
}

#[test]
fn rows_of_text_numbers_and_times() {
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::ZSTD(ZstdLevel::default()),
        Compression::GZIP(Default::default()),
    ] {
        let batch = load("printer.parquet", &printer(compression));
        let rejected: Vec<_> =
            batch.tallies[0].rejected.iter().map(|row| (row.row, row.column.as_str(), row.code)).collect();
        assert_eq!(rejected, [(3, "serial", "row-serial"), (4, "t", "row-time")]);
        let rows = batch.printer.unwrap();
        assert_eq!(rows[0].t.to_string(), "2026-03-04T09:01:07.25Z");
        assert_eq!((rows[0].seq, rows[0].head_temp, rows[0].ok), (Some(1), Some(60.5), true));
        assert_eq!(batch.words.get(rows[0].device), "PRN1");
        assert_eq!((rows[1].seq, rows[1].ok, rows[1].device.is_empty()), (None, false, true));
    }
}

#[test]
fn times_of_every_unit_and_those_without_zone() {
    for (unit, count, used) in [
        ("MILLIS, true", 1_772_614_867_250, 1),
        ("NANOS, true", 1_772_614_867_250_000_000, 1),
        ("MICROS, false", 1_772_614_867_250_000, 0),
    ] {
        let schema = format!(
            "message schema {{ optional int64 t (TIMESTAMP({unit})); optional binary kind (STRING); }}"
        );
        let columns = [Column::Whole(vec![Some(count)]), Column::Text(vec![Some("stop")])];
        let batch = load("events.parquet", &write(&schema, &columns, Compression::UNCOMPRESSED));
        assert_eq!(batch.tallies[0].used, used, "{unit}: {:?}", batch.tallies);
        match batch.events {
            Some(rows) => assert_eq!(rows[0].t.to_string(), "2026-03-04T09:01:07.25Z", "{unit}"),
            None => assert!(batch.unreadable[0].1.contains("no offset"), "{unit}: {:?}", batch.unreadable),
        }
    }
}

#[test]
fn damaged_files_are_told_and_never_panic() {
    let whole = printer(Compression::SNAPPY);
    let batch = load("printer.parquet.gz", &whole);
    assert!(batch.unreadable[0].1.starts_with("stream-format"), "{:?}", batch.unreadable);
    assert!(!load("printer.parquet", b"PAR1 is all there is").unreadable.is_empty());
    assert!(!load("printer.parquet", &whole[..whole.len() / 2]).unreadable.is_empty());
    let mut wrong = Vec::new();
    for place in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[place] ^= 0xff;
        let batch = load("printer.parquet", &bytes);
        if batch.tallies.is_empty() && batch.unreadable.is_empty() {
            wrong.push(place);
        }
    }
    assert!(wrong.is_empty(), "nothing is told of a damage at {wrong:?}");
}
