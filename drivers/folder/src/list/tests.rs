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

fn comparing(choice: &Choice, spill: &Path) -> Comparing {
    Comparing {
        choice: choice.clone(),
        engine: Engine::Auto,
        memory: 1 << 20,
        spill: spill.to_owned(),
        secret: [1; 16],
    }
}

fn compared(a: &Path, b: &Path, choice: &Choice, spill: &Path) -> Result<Compared, ListError> {
    Ok(compare(a, b, &comparing(choice, spill), &mut |_| true)?.compared)
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

fn rows(range: std::ops::Range<usize>) -> String {
    let rows =
        range.map(|n| format!("09506000134352,K{n:06},{}\n", if n % 9 == 0 { "Shipped" } else { "Encoded" }));
    format!("gtin,serial,state\n{}", rows.collect::<String>())
}

#[test]
fn every_engine_finds_the_same() {
    let folder = Folder::new("engines");
    let text =
        rows(0..20_000) + "09506000134352,K000003,Shipped\n\"09506000134352\",K000004,Encoded\nx,y,z\n";
    let (a, b) = (folder.write("a.csv", text), folder.write("b.csv", rows(5..20_005)));
    let how = comparing(&Choice::default(), &folder.0);
    let whole = compare(&a, &b, &how, &mut |_| true).unwrap();
    assert_eq!((whole.engine, whole.complete), ("partitioned on disk", true));
    let sketch = Comparing { engine: Engine::Sketch, ..how.clone() };
    let small = compare(&a, &b, &sketch, &mut |_| true).unwrap();
    assert_eq!((small.engine, small.complete), ("sketch", false));
    let (mut found, expected) = (small.compared, &whole.compared);
    assert_eq!((&found.a, &found.b), (&expected.a, &expected.b));
    found.diff.common = expected.diff.common;
    assert_eq!(found.diff, expected.diff);
    assert_eq!(found.diff.only_a[0].state.as_deref(), Some(&b"Shipped"[..]));

    // More differences than a sketch holds: it is left aside, and the result says so.
    let c = folder.write(
        "c.csv",
        "serial,gtin\n".to_owned() + &(0..600_000).map(|n| format!("X{n},\n")).collect::<String>(),
    );
    let choice = Choice { all: Gtin::parse("09506000134352").ok(), stateless: true, ..Choice::default() };
    let many = Comparing { choice, memory: 1 << 30, ..sketch };
    assert_eq!(compare(&a, &c, &many, &mut |_| true).unwrap().engine, "partitioned in memory");

    // Kept sets: the same keys, rows in their own order.
    let keep = |path: &Path, name: &str| {
        let set = gather(path, &Choice::default()).unwrap();
        let place = folder.0.join(name);
        replace(&place, &set.keep(&tallymark::sets::About::new())).unwrap();
        place
    };
    let (kept_a, kept_b) = (keep(&a, "a.tmset"), keep(&b, "b.tmset"));
    let merged = compare(&kept_a, &kept_b, &how, &mut |_| true).unwrap();
    assert_eq!(merged.engine, "merge of kept sets");
    let keys = |compared: &Compared| {
        let diff = &compared.diff;
        let only = |list: &[tallymark::sets::Located]| list.iter().map(|one| one.key).collect::<Vec<_>>();
        (only(&diff.only_a), only(&diff.only_b), diff.changed.len(), diff.duplicates_a.len(), diff.common)
    };
    assert_eq!(keys(&merged.compared), keys(&whole.compared));
    let mixed = compare(&kept_a, &b, &how, &mut |_| true).unwrap();
    assert_eq!(keys(&mixed.compared), keys(&whole.compared));

    // What other columns say of the rows that differ.
    let found: Vec<usize> = whole.compared.diff.only_a.iter().map(|one| one.row).collect();
    assert_eq!(texts_of(&a, "serial", &found).unwrap()[1].as_deref(), Some("K000001"));
    let (sets, members) = members(&[a.clone(), b.clone(), kept_b], &Choice::default()).unwrap();
    assert_eq!((sets.len(), members.count(tallymark::sets::Pattern::of([1, 2]))), (3, 5));
    let damaged = folder.write("d.tmset", fs::read(&kept_a).unwrap().split_last().unwrap().1);
    assert_eq!(compare(&damaged, &kept_a, &how, &mut |_| true).unwrap_err().code(), "list-unreadable");
}

#[test]
fn a_comparison_tells_how_far_it_is_and_can_be_stopped() {
    let folder = Folder::new("steps");
    let (a, b) = (folder.write("a.csv", rows(0..9000)), folder.write("b.csv", rows(5..9000)));
    let how = comparing(&Choice::default(), &folder.0);
    let mut stages = Vec::new();
    compare(&a, &b, &how, &mut |step| {
        assert!(step.done <= step.of);
        stages.push(step.stage);
        true
    })
    .unwrap();
    assert!(stages.contains(&"reading") && stages.ends_with(&["comparing"]));
    for stop in ["reading", "comparing"] {
        let stopped = compare(&a, &b, &how, &mut |step| step.stage != stop).unwrap_err();
        assert_eq!(stopped.code(), "cancelled");
    }
    let sketch = Comparing { engine: Engine::Sketch, ..how };
    assert_eq!(compare(&a, &b, &sketch, &mut |_| false).unwrap_err().code(), "cancelled");
}

#[test]
fn an_epcis_document_is_a_list() {
    let folder = Folder::new("epcis");
    let event = |time: &str, epcs: &str, disposition: &str| {
        format!(
            r#"{{"type": "ObjectEvent", "action": "OBSERVE", "eventTime": "2026-03-04T{time}Z", "eventTimeZoneOffset": "+00:00", "epcList": [{epcs}], "disposition": "{disposition}"}}"#
        )
    };
    let (a1, a2) =
        (r#""urn:epc:id:sgtin:9506000.013435.A1""#, r#""https://id.gs1.org/01/09506000134352/21/A2""#);
    let document = format!(
        r#"{{"type": "EPCISDocument", "schemaVersion": "2.0", "epcisBody": {{"eventList": [{}, {}, {}]}}}}"#,
        event("11:00:00", &format!("{a1}, {a2}"), "in_transit"),
        event("10:00:00", a1, "active"),
        event("12:00:00", r#""urn:epc:id:sgln:9506000.00000.0""#, "active"),
    );
    let events = folder.write("events.json", document);
    let list = folder.write(
        "list.csv",
        "gtin,serial,state\n09506000134352,A1,in_transit\n09506000134352,A2,active\n09506000134352,A3,active\n",
    );
    let found = compared(&events, &list, &Choice::default(), &folder.0).unwrap();
    assert_eq!((found.diff.common, found.diff.only_b.len(), found.diff.changed.len()), (2, 1, 1));
    assert_eq!((found.a.rows, found.a.rejected), (3, 1));
    let broken = folder.write("broken.xml", "<EPCISDocument><x");
    assert_eq!(
        compared(&broken, &list, &Choice::default(), &folder.0).unwrap_err().code(),
        "list-unreadable"
    );
}

#[test]
fn several_columns_are_compared_together() {
    let folder = Folder::new("together");
    let header = "serial,state,lot,parent\n";
    let a =
        folder.write("a.csv", format!("{header}A1,Shipped,L1,P1\nA2,Shipped,L1,P1\nA3,,,\nA4,Shipped,L1,\n"));
    let b =
        folder.write("b.csv", format!("{header}A1,Shipped,L1,P1\nA2,Shipped,L1,P2\nA3,,,\nA4,Shipped,,L1\n"));
    let choice = Choice { state: Some("state, lot,parent".to_owned()), ..Choice::default() };
    let found = compared(&a, &b, &choice, &folder.0).unwrap().diff;
    let states: Vec<_> = found.changed.iter().map(|one| one.b.as_deref().unwrap()).collect();
    assert_eq!(states, [&b"Shipped\x1fL1\x1fP2"[..], b"Shipped\x1f\x1fL1"]);
    assert!(compared(&a, &b, &Choice::default(), &folder.0).unwrap().diff.changed.is_empty());
    let missing = Choice { state: Some("state,colour".to_owned()), ..Choice::default() };
    assert_eq!(compared(&a, &b, &missing, &folder.0).unwrap_err().code(), "list-column");
}
