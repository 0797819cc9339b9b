//! One test for each kind of bad input: the clear error, or the listed rejected row.

use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use flate2::write::GzEncoder;
use tallymark_folder::{Batch, FolderError, Input, Memory, Options, Source, load, load_from};

const ORDER: &str = r#"{"schema": "tallymark-batch/1", "order": "PO-1", "gtin": "09506000134352", "lot": "A7B21",
    "expiry": "281231", "streams": ["pool", "printer"]}"#;
const PRINTER: &str = "seq,t,device,serial,result";

/// A folder with an order and these files.
fn folder<B: Into<Vec<u8>>>(files: impl IntoIterator<Item = (&'static str, B)>) -> Memory {
    let mut memory = Memory::new();
    memory.insert("batch.json", ORDER);
    for (name, bytes) in files {
        memory.insert(name, bytes);
    }
    memory
}

fn read(files: &Memory) -> Batch {
    let batch = load_from(files, &Options::new()).unwrap();
    for tally in &batch.tallies {
        assert_eq!(tally.rows_in, tally.used + tally.rejected.len() as u64, "{tally:?}");
    }
    batch
}

/// The only file's tally, as rows used and what was rejected: row, column, code.
fn outcome(batch: &Batch) -> (u64, Vec<(u32, &str, &str)>) {
    let [tally] = batch.tallies.as_slice() else { panic!("{:?}", batch.tallies) };
    let rejected = tally.rejected.iter();
    (tally.used, rejected.map(|row| (row.row, row.column.as_str(), row.code)).collect())
}

/// Why the only unreadable stream is so.
fn reason(batch: &Batch) -> &str {
    let [(_, reason)] = batch.unreadable.as_slice() else { panic!("{:?}", batch.unreadable) };
    reason
}

fn line(n: usize) -> String {
    format!("{n},2026-03-04T10:01:{:02}Z,PRN1,A{n},ok\n", n % 60)
}

fn printer(rows: usize) -> String {
    format!("{PRINTER}\n{}", (1..=rows).map(line).collect::<String>())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

#[test]
fn a_folder_without_order() {
    let mut files = Memory::new();
    files.insert("pool.csv", "serial\nA1\n");
    let error = load_from(&files, &Options::new()).unwrap_err();
    assert_eq!(error.code(), "folder-no-order");
    assert!(error.to_string().contains("batch.json") && !error.help().is_empty(), "{error}");
}

#[test]
fn a_folder_that_is_none() {
    let error = load("no/such/folder", &Options::new()).unwrap_err();
    assert_eq!(error.code(), "folder-unreadable");
    assert!(error.to_string().contains("no/such/folder"), "{error}");
    let error = load(file!(), &Options::new()).unwrap_err();
    assert!(matches!(error, FolderError::Unreadable { .. }), "{error}");
}

#[test]
#[cfg(unix)]
fn a_folder_of_links_pipes_and_folders() {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("links");
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(path.join("wms.csv")).unwrap();
    std::fs::write(path.join("order"), ORDER).unwrap();
    std::fs::write(path.join("printer.csv"), printer(3)).unwrap();
    std::os::unix::fs::symlink("order", path.join("batch.json")).unwrap();
    std::os::unix::fs::symlink("nowhere", path.join("pool.csv")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(path.join("l4.csv")).unwrap();
    let batch = load(&path, &Options::new()).unwrap();
    assert_eq!(outcome(&batch), (3, vec![]));
    assert!(reason(&batch).starts_with("stream-unreadable: pool.csv"), "{}", reason(&batch));
    assert!(batch.wms.is_none() && batch.l4.is_none());
}

#[test]
fn an_order_that_is_not_valid() {
    for (order, code, place) in [
        (ORDER.replace("352", "353"), "order-gtin", "/gtin"),
        (ORDER.replace("batch/1", "batch/9"), "order-schema", "/schema"),
        ("{".to_owned(), "order-syntax", "line 1, column 1"),
        (String::new(), "order-syntax", "line 1, column 0"),
        (" ".repeat(17 << 20), "folder-order-too-large", "batch.json"),
    ] {
        let mut files = folder([("pool.csv", "serial\n")]);
        files.insert("batch.json", order);
        let error = load_from(&files, &Options::new()).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().contains(place) && !error.help().is_empty(), "{error}");
    }
}

#[test]
fn wrong_columns() {
    let batch = read(&folder([("printer.csv", printer(3).replace("serial", "sn"))]));
    assert!(
        reason(&batch).starts_with("stream-columns: printer.csv has no column `serial`"),
        "{}",
        reason(&batch)
    );
    assert!(batch.printer.is_none() && batch.tallies.is_empty());
    let batch = read(&folder([("printer.csv", printer(3).replace(',', ";"))]));
    assert!(reason(&batch).contains("semicolons"), "{}", reason(&batch));
}

#[test]
fn duplicate_headers() {
    let batch = read(&folder([("printer.csv", printer(3).replace("device", "t"))]));
    assert!(reason(&batch).starts_with("stream-duplicate-column: printer.csv"), "{}", reason(&batch));
}

#[test]
fn rows_with_too_few_and_too_many_cells() {
    let text =
        printer(2) + "3,2026-03-04T10:01:00Z,PRN1\n" + "4,2026-03-04T10:01:00Z,PRN1,A4,ok,more\n" + &line(5);
    let batch = read(&folder([("printer.csv", text)]));
    assert_eq!(outcome(&batch), (3, vec![(3, "", "row-width"), (4, "", "row-width")]));
}

#[test]
fn times_without_offset_and_impossible_dates() {
    let text =
        printer(1) + "2,2026-03-04T10:01:00,PRN1,A2,ok\n3,2026-02-30T10:01:00Z,PRN1,A3,ok\n4,,PRN1,A4,ok\n";
    let batch = read(&folder([("printer.csv", text)]));
    assert_eq!(outcome(&batch), (1, vec![(2, "t", "row-time"), (3, "t", "row-time"), (4, "t", "row-time")]));
    let messages: Vec<&str> = batch.tallies[0].rejected.iter().map(|row| row.message.as_str()).collect();
    assert!(messages[0].contains("no offset") && messages[1].contains("no such date"), "{messages:?}");
}

#[test]
fn a_stream_of_which_every_row_is_bad_is_not_an_empty_one() {
    let batch = read(&folder([("printer.csv", printer(3).replace('Z', ""))]));
    assert_eq!(outcome(&batch).1.len(), 3);
    assert!(batch.printer.is_none());
    assert!(reason(&batch).starts_with("row-time: none of the 3 rows of printer.csv"), "{}", reason(&batch));
}

#[test]
fn empty_streams() {
    // A header says that nothing happened; nothing at all says nothing.
    let batch = read(&folder([("printer.csv", format!("{PRINTER}\r\n"))]));
    assert_eq!((batch.printer.as_deref(), batch.unreadable.len()), (Some([].as_slice()), 0));
    for nothing in ["", "\n\n", "\u{feff}"] {
        let batch = read(&folder([("printer.csv", nothing)]));
        assert!(batch.printer.is_none());
        assert!(reason(&batch).starts_with("stream-empty: printer.csv"), "{}", reason(&batch));
    }
}

#[test]
fn truncated_files() {
    let text = printer(1000);
    // Cut within a row: the last row has too few cells.
    let batch = read(&folder([("printer.csv", text[..text.len() - 6].to_owned())]));
    assert_eq!(outcome(&batch), (999, vec![(1000, "", "row-width")]));
    for (name, packed) in
        [("printer.csv.gz", gzip(text.as_bytes())), ("printer.csv.zst", zstd(text.as_bytes()))]
    {
        let batch = read(&folder([(name, &packed[..packed.len() - 9])]));
        if name.ends_with(".gz") {
            let (used, rejected) = outcome(&batch);
            assert!(used > 0, "{name}");
            assert_eq!(rejected, [(used as u32 + 1, "", "file-truncated")], "{name}");
        } else {
            // Zstandard unpacks block by block, and here there is but one.
            assert!(reason(&batch).contains("end"), "{}", reason(&batch));
        }
        let batch = read(&folder([(name, &packed[..3])]));
        assert!(reason(&batch).starts_with("stream-unreadable"), "{name}: {}", reason(&batch));
    }
}

#[test]
fn damaged_packed_files() {
    for (name, mut packed) in [
        ("printer.csv.gz", gzip(printer(1000).as_bytes())),
        ("printer.csv.zst", zstd(printer(1000).as_bytes())),
    ] {
        let middle = packed.len() / 2;
        packed[middle] ^= 0x55;
        let batch = read(&folder([(name, packed)]));
        let told =
            !batch.unreadable.is_empty() || batch.tallies.iter().any(|tally| !tally.rejected.is_empty());
        assert!(told, "{name}");
    }
}

#[test]
fn binary_files() {
    let noise: Vec<u8> = (0u32..5000).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for (bytes, code) in [
        (noise, "stream-"),
        (vec![0; 4096], "stream-encoding"),
        (b"\x1f\x8b\x08\0\0\0\0\0".to_vec(), "stream-encoding"),
        (b"PK\x03\x04\x14\0\0\0".to_vec(), "stream-encoding"),
        (b"\xff\xfet\0,\0".to_vec(), "stream-encoding"),
        (b"t\0,\0s\0e\0r\0".to_vec(), "stream-encoding"),
    ] {
        let batch = read(&folder([("printer.csv", bytes)]));
        assert!(reason(&batch).starts_with(code), "{}", reason(&batch));
    }
}

#[test]
fn mixed_encodings() {
    let mut text = printer(2).into_bytes();
    text.extend(b"3,2026-03-04T10:01:00Z,Dr\xfccker,A3,ok\n");
    text.extend("4,2026-03-04T10:01:00Z,Drücker,A4,ok\n".as_bytes());
    text.extend(b"5,2026-03-04T10:01:00Z,PRN\0,A5,ok\n");
    let batch = read(&folder([("printer.csv", text)]));
    assert_eq!(outcome(&batch), (3, vec![(3, "device", "row-encoding"), (5, "device", "row-encoding")]));
    // In a column that nobody reads it does not matter.
    let mut text = b"serial,note\n".to_vec();
    text.extend(b"A1,M\xfcller\n");
    assert_eq!(outcome(&read(&folder([("pool.csv", text)]))), (1, vec![]));
}

#[test]
fn ten_megabytes_in_a_field() {
    let long = "x".repeat(10 << 20);
    let text = printer(1) + &format!("2,2026-03-04T10:01:00Z,{long},A2,ok\n") + &line(3);
    assert_eq!(outcome(&read(&folder([("printer.csv", text)]))), (2, vec![(2, "", "row-too-long")]));
    let text = format!("{{\"serial\": \"A1\"}}\n{{\"serial\": \"{long}\"}}\n{{\"serial\": \"A3\"}}\n");
    assert_eq!(outcome(&read(&folder([("pool.jsonl", text)]))), (2, vec![(2, "", "row-too-long")]));
    // Below the limit the cell alone is at fault, and the message stays short.
    let batch = read(&folder([("pool.csv", format!("serial\n{}\nA2\n", "x".repeat(1 << 19)))]));
    assert_eq!(outcome(&batch), (1, vec![(1, "serial", "row-serial")]));
    assert!(batch.tallies[0].rejected[0].message.len() < 300);
}

#[test]
fn quotation_marks_never_closed() {
    let text = printer(1) + "2,2026-03-04T10:01:00Z,\"PRN1,A2,ok\n" + &line(3) + &line(4);
    assert_eq!(outcome(&read(&folder([("printer.csv", text)]))), (3, vec![(2, "", "row-quote")]));
}

#[test]
fn lines_that_are_no_json_objects() {
    let text = "{\"serial\": \"A1\"}\n\n[1]\n{\"serial\": \"A2\", \"state\": {}}\n{\"serial\"\n{\"state\": \"x\"}\n{\"serial\": 7}\n";
    let expected =
        vec![(2, "", "row-json"), (3, "state", "row-type"), (4, "", "row-json"), (5, "serial", "row-serial")];
    assert_eq!(outcome(&read(&folder([("pool.jsonl", text)]))), (2, expected));
}

#[test]
fn a_stream_that_two_files_claim() {
    let batch =
        read(&folder([("pool.csv", "serial\nA1\n"), ("pool.jsonl", "{}\n"), ("l4.csv", "serial,state\n")]));
    assert_eq!(
        reason(&batch),
        "stream-twice: pool.csv and pool.jsonl hold the same stream; keep one of them"
    );
    assert!(batch.pool.is_none() && batch.l4.is_some());
}

#[test]
fn parquet_without_the_feature() {
    if cfg!(feature = "parquet") {
        return;
    }
    let batch = read(&folder([("pool.parquet", "PAR1")]));
    assert!(reason(&batch).starts_with("stream-format: pool.parquet"), "{}", reason(&batch));
}

#[test]
fn epcis_documents_that_are_broken() {
    let event = "<ObjectEvent><eventTime>2026-03-04T10:03:00Z</eventTime><action>ADD</action></ObjectEvent>";
    let start = format!("<EPCISDocument><EPCISBody><EventList>{event}");
    let batch = read(&folder([("epcis.xml", start.clone())]));
    assert_eq!(outcome(&batch), (1, vec![(2, "line 1", "row-document")]));
    let batch = read(&folder([("epcis-1.json", "nonsense".to_owned()), ("epcis-2.xml", start)]));
    assert_eq!(batch.tallies.iter().map(|tally| tally.rejected.len()).collect::<Vec<_>>(), [1, 1]);
    assert_eq!((batch.epcis.map(|rows| rows.len()), batch.unreadable.len()), (Some(1), 0));
    let batch = read(&folder([("epcis.json", "nonsense")]));
    assert!(
        reason(&batch).starts_with("row-document: none of the 1 rows of epcis.json"),
        "{}",
        reason(&batch)
    );
}

#[test]
fn files_that_unpack_to_absurd_sizes() {
    let options = Options::new().largest_ratio(200, 1 << 20);
    let bomb = gzip(&vec![b'x'; 4 << 20]);
    assert!(bomb.len() < 10_000);
    let batch = load_from(&folder([("printer.csv.gz", bomb)]), &options).unwrap();
    assert!(!batch.unreadable.is_empty());
    let mut text = b"serial\nA1\n".to_vec();
    text.resize(4 << 20, b'\n');
    let batch = load_from(&folder([("pool.csv.gz", gzip(&text))]), &options).unwrap();
    assert_eq!(outcome(&batch), (1, vec![(2, "", "file-truncated")]));
    assert!(batch.tallies[0].rejected[0].message.contains("times its size"));
}

#[test]
fn a_file_of_nothing_but_bad_rows_is_given_up() {
    let options = Options::new().give_up_after(1000);
    let mut text = b"serial\n".to_vec();
    text.extend(b"#\n".repeat(1100));
    let batch = load_from(&folder([("pool.csv", text)]), &options).unwrap();
    let tally = &batch.tallies[0];
    assert_eq!((tally.rows_in, tally.used), (1001, 0));
    assert_eq!(tally.rejected.last().map(|row| row.code), Some("file-abandoned"));
    assert!(reason(&batch).starts_with("row-serial"), "{}", reason(&batch));
}

/// A source whose file breaks while it is read.
struct Breaking;

impl Source for Breaking {
    fn place(&self) -> String {
        "breaking".to_owned()
    }

    fn names(&self) -> io::Result<Vec<String>> {
        Ok(["batch.json", "pool.csv", "l4.csv"].map(str::to_owned).to_vec())
    }

    fn open(&self, name: &str) -> io::Result<Input<'_>> {
        match name {
            "batch.json" => Ok(Input::Bytes(ORDER.as_bytes())),
            "pool.csv" => Ok(Input::Stream(Box::new(b"serial\nA1\nA2\nA".chain(Bad)))),
            _ => Err(io::ErrorKind::PermissionDenied.into()),
        }
    }
}

struct Bad;

impl Read for Bad {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("bad sector"))
    }
}

#[test]
fn files_that_break_while_they_are_read() {
    let batch = load_from(&Breaking, &Options::new()).unwrap();
    assert_eq!(outcome(&batch), (2, vec![(3, "", "file-truncated")]));
    assert!(batch.tallies[0].rejected[0].message.contains("bad sector"));
    assert!(reason(&batch).starts_with("stream-unreadable: l4.csv"), "{}", reason(&batch));
}

#[test]
fn progress_is_told_and_reading_can_be_stopped() {
    let files = folder([("printer.csv", printer(100_000)), ("pool.csv", "serial\nA1\n".to_owned())]);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let calls = seen.clone();
    let options = Options::new().watch(move |progress| {
        calls.lock().unwrap().push((progress.file.to_owned(), progress.read, progress.total));
        ControlFlow::Continue(())
    });
    load_from(&files, &options).unwrap();
    let seen = seen.lock().unwrap();
    assert!(seen.iter().any(|(file, ..)| file == "printer.csv") && seen.len() > 3);
    assert!(seen.windows(2).all(|pair| pair[0].1 <= pair[1].1));
    let &(_, read, total) = seen.last().unwrap();
    assert_eq!(read, total);
    let count = AtomicU64::new(0);
    let options = Options::new().watch(move |_| match count.fetch_add(1, Ordering::Relaxed) {
        2 => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    let error = load_from(&files, &options).unwrap_err();
    assert!(matches!(error, FolderError::Cancelled), "{error}");
}
