use std::fs;
use std::io::Write;

use tallymark::sets::Compared;

use super::*;

struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("tallymark-lists-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> std::path::PathBuf {
        let path = self.0.join(name);
        fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn compared(a: &Path, b: &Path, choice: &Choice, spill: &Path) -> Result<Compared, ListError> {
    let mut lists = Spilled::new(Files::new(spill), 1 << 18, 1 << 20);
    push(a, choice, Side::A, &mut lists)?;
    push(b, choice, Side::B, &mut lists)?;
    Ok(lists.finish(|_, _| true).unwrap().unwrap())
}

#[test]
fn lists_as_csv_are_compared_and_leave_no_files() {
    let folder = Folder::new("csv");
    let rows = |range: std::ops::Range<usize>, state: &str| -> String {
        range.map(|n| format!("09506000134352,K{n:06},{state}\n")).collect()
    };
    let a = format!("GTIN, Serial ,state\n{}\"broken\n,,\n", rows(0..30_000, "Encoded"));
    let b = format!(
        "\u{feff}gtin,serial,state\r\n{}",
        rows(10..30_001, "Encoded").replace("K000500,Encoded", "K000500,Sampled")
    );
    let (a, b) = (folder.write("a.csv", a), folder.write("b.csv", b));
    let spill = folder.0.join("spill");
    fs::create_dir(&spill).unwrap();
    let found = compared(&a, &b, &Choice::default(), &spill).unwrap();
    assert_eq!((found.diff.only_a.len(), found.diff.only_b.len(), found.diff.changed.len()), (10, 1, 1));
    assert_eq!(found.diff.only_b[0].key.to_string(), "(01)09506000134352(21)K030000");
    assert_eq!((found.diff.changed[0].row_a, found.diff.changed[0].row_b), (500, 490));
    assert_eq!((found.a.rows, found.a.rejected, found.b.rejected), (30_002, 2, 0));
    assert_eq!(fs::read_dir(&spill).unwrap().count(), 0);

    let choice = Choice { stateless: true, serial: Some("SERIAL".to_owned()), ..Choice::default() };
    assert!(compared(&a, &b, &choice, &spill).unwrap().diff.changed.is_empty());
    let choice = Choice { id: Some("urn".to_owned()), ..Choice::default() };
    assert_eq!(compared(&a, &b, &choice, &spill).unwrap_err().code(), "list-column");
    let gone = folder.0.join("gone");
    assert_eq!(compared(&a, &b, &Choice::default(), &gone).unwrap_err().code(), "list-spill");
    assert_eq!(compared(&gone, &b, &Choice::default(), &spill).unwrap_err().code(), "list-unreadable");
}

#[test]
fn packed_lists_and_identifiers_are_read() {
    let folder = Folder::new("packed");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"epc\nurn:epc:id:sgtin:9506000.013435.A1\n\n(00)095060000000000015\n").unwrap();
    let a = folder.write("a.csv.gz", packed.finish().unwrap());
    let b = folder.write("b.csv", "id\n(01)09506000134352(21)A1\nnothing\n");
    let found = compared(&a, &b, &Choice::default(), &folder.0).unwrap();
    assert_eq!((found.diff.common, found.diff.only_a.len(), found.b.rejected), (1, 1, 1));
    assert!(estimate(&a).unwrap() > 1);
    let utf16 = folder.write("c.csv", b"\xff\xfei\0d\0");
    assert_eq!(compared(&utf16, &b, &Choice::default(), &folder.0).unwrap_err().code(), "list-unreadable");
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_with_gaps_numbers_and_many_groups_is_read() {
    use ::parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    let folder = Folder::new("parquet");
    let schema =
        "message m { optional binary serial (UTF8); required int64 gtin; optional binary state (UTF8); }";
    let schema = std::sync::Arc::new(::parquet::schema::parser::parse_message_type(schema).unwrap());
    let write = |name: &str, range: std::ops::Range<usize>| {
        let path = folder.0.join(name);
        let file = File::create(&path).unwrap();
        let mut writer =
            ::parquet::file::writer::SerializedFileWriter::new(file, schema.clone(), Default::default())
                .unwrap();
        for group in range.collect::<Vec<_>>().chunks(20_000) {
            let mut out = writer.next_row_group().unwrap();
            let there: Vec<bool> = group.iter().map(|n| n % 1000 != 7).collect();
            let levels: Vec<i16> = there.iter().map(|&there| i16::from(there)).collect();
            let texts: Vec<ByteArray> = group
                .iter()
                .zip(&there)
                .filter(|(_, there)| **there)
                .map(|(n, _)| format!("K{n}").as_str().into())
                .collect();
            let mut column = out.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&texts, Some(&levels), None).unwrap();
            column.close().unwrap();
            let mut column = out.next_column().unwrap().unwrap();
            column
                .typed::<Int64Type>()
                .write_batch(&vec![9_506_000_134_352; group.len()], None, None)
                .unwrap();
            column.close().unwrap();
            let mut column = out.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&[], Some(&vec![0; group.len()]), None).unwrap();
            column.close().unwrap();
            out.close().unwrap();
        }
        writer.close().unwrap();
        path
    };
    let (a, b) = (write("a.parquet", 0..50_000), write("b.parquet", 5..50_000));
    assert_eq!(estimate(&a).unwrap(), 50_000);
    let found = compared(&a, &b, &Choice::default(), &folder.0).unwrap();
    assert_eq!((found.diff.only_a.len(), found.diff.only_b.len()), (5, 0));
    assert_eq!((found.a.rows, found.a.rejected), (50_000, 50));
    assert_eq!(found.diff.common, 49_945);
    let broken = folder.write("broken.parquet", &fs::read(&a).unwrap()[..5000]);
    assert_eq!(compared(&broken, &b, &Choice::default(), &folder.0).unwrap_err().code(), "list-unreadable");
}
