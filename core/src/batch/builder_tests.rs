use super::*;
use crate::batch::{AggOp, Mode, Read, State};
use crate::keys::Gtin;
use proptest::prelude::*;
use proptest::{collection, option};

pub(super) fn order() -> Order {
    Order {
        order: "PO-1".to_owned(),
        gtin: Gtin::parse("09506000134352").unwrap(),
        lot: "A7B21".to_owned(),
        expiry: "281231".to_owned(),
        profile: None,
        site: None,
        line: None,
        quantity: Default::default(),
        packaging: Vec::new(),
        recipe: None,
        operators: Vec::new(),
        devices: Vec::new(),
        material_lots: Vec::new(),
        streams: Vec::new(),
        grade_threshold: Vec::new(),
        verification_plan: None,
        lanes: Vec::new(),
    }
}

/// A batch of one stream, given as lines of comma-separated cells.
fn read(stream: Stream, lines: &[&str]) -> Batch {
    let mut builder = Builder::new(order());
    let header: Vec<&str> = lines[0].split(',').collect();
    let mut table = builder.open(stream, &format!("{stream}.csv"), &header).unwrap();
    for line in &lines[1..] {
        let cells: Vec<Option<&[u8]>> = line.split(',').map(|cell| Some(cell.as_bytes())).collect();
        table.push(&cells);
    }
    let batch = builder.finish();
    let tally = &batch.tallies[0];
    assert_eq!(tally.rows_in, lines.len() as u64 - 1);
    assert_eq!(tally.rows_in, tally.used + tally.rejected.len() as u64);
    batch
}

/// Row, column and code of what was rejected.
fn rejected(batch: &Batch) -> Vec<(u32, &str, &str)> {
    let all = batch.tallies.iter().flat_map(|tally| &tally.rejected);
    all.map(|rejected| (rejected.row, rejected.column.as_str(), rejected.code)).collect()
}

#[test]
fn columns_are_found_by_name_in_any_order_and_others_are_left_alone() {
    let batch = read(
        Stream::Pool,
        &["note,state,Serial ,gtin", "x,Allocated,A1,", "y,RETURNED,A2,9506000134369", ",,A3,"],
    );
    assert!(rejected(&batch).is_empty(), "{:?}", batch.tallies);
    let pool = batch.pool.unwrap();
    assert_eq!(batch.items.get(pool[0].item).to_string(), "(01)09506000134352(21)A1");
    assert_eq!(batch.items.get(pool[1].item).to_string(), "(01)09506000134369(21)A2");
    assert_eq!(pool[0].state, Some(State::Allocated));
    assert_eq!((pool[1].state, batch.words.get(pool[1].word)), (None, "RETURNED"));
    assert_eq!((pool[2].state, pool[2].word.is_empty(), pool[2].row), (None, true, 3));
}

#[test]
fn every_kind_of_bad_cell_is_told_apart() {
    let batch = read(
        Stream::Printer,
        &[
            "seq,t,device,serial,gtin,head_temp,result,reprint",
            "1,2026-03-04T10:01:07.250+01:00,PRN1,A1,,60.5,ok,0",
            "2,2026-03-04T10:01:07,PRN1,A2,,60.5,ok,0",
            "3,2026-02-30T10:01:07Z,PRN1,A2,,60.5,ok,0",
            "4,2026-03-04T10:01:07Z,PRN1,A#2,,60.5,ok,0",
            "5,2026-03-04T10:01:07Z,PRN1,,,60.5,ok,0",
            "6,2026-03-04T10:01:07Z,PRN1,A2,123,60.5,ok,0",
            "7,2026-03-04T10:01:07Z,PRN1,A2,,hot,ok,0",
            "8,2026-03-04T10:01:07Z,PRN1,A2,,NaN,ok,0",
            "9,2026-03-04T10:01:07Z,PRN1,A2,,,maybe,0",
            "10,2026-03-04T10:01:07Z,PRN1,A2,,,ok,2",
            "x,2026-03-04T10:01:07Z,PRN1,A2,,,ok,0",
            "11,2026-03-04T10:01:07Z,PRN1,A2,,,ok",
            "12,2026-03-04T10:01:07Z,PRN1,A2,,,ok,0,more",
            "13.0,2026-03-04T10:01:07Z,PRN1,A2,,,FAULT,TRUE",
        ],
    );
    assert_eq!(
        rejected(&batch),
        [
            (2, "t", "row-time"),
            (3, "t", "row-time"),
            (4, "serial", "row-serial"),
            (5, "serial", "row-serial"),
            (6, "gtin", "row-gtin"),
            (7, "head_temp", "row-number"),
            (8, "head_temp", "row-number"),
            (9, "result", "row-word"),
            (10, "reprint", "row-flag"),
            (11, "seq", "row-number"),
            (12, "", "row-width"),
            (13, "", "row-width"),
        ]
    );
    let printer = batch.printer.unwrap();
    assert_eq!((printer[0].ok, printer[0].reprint, printer[0].seq), (true, false, Some(1)));
    assert_eq!((printer[1].ok, printer[1].reprint, printer[1].seq), (false, true, Some(13)));
    assert_eq!((printer[0].head_temp, printer[1].head_temp), (Some(60.5), None));
}

#[test]
fn rejected_rows_leave_no_items_and_no_words() {
    let batch = read(
        Stream::Printer,
        &["t,serial,result,device", "2026-03-04T10:01:07Z,A1,ok,PRN1", "yesterday,A9,ok,PRN9"],
    );
    assert_eq!(batch.items.len(), 1);
    assert_eq!(batch.words.find("PRN9"), None);
}

#[test]
fn text_that_is_no_utf_8_or_holds_nul_is_rejected_where_it_is_used() {
    let mut builder = Builder::new(order());
    let mut wms = builder.open(Stream::Wms, "wms.csv", &["id", "location", "note"]).unwrap();
    let id = Some(b"(00)395060001340000018".as_slice());
    assert!(wms.push(&[id, Some(b"B-4"), Some(b"\xff\xfe")]));
    assert!(!wms.push(&[id, Some(b"B\xe4"), None]));
    assert!(!wms.push(&[id, Some(b"B\0"), None]));
    assert!(!wms.push(&[Some(b"(00)\xff"), None, None]));
    let batch = builder.finish();
    assert_eq!(
        rejected(&batch),
        [(2, "location", "row-encoding"), (3, "location", "row-encoding"), (4, "id", "row-encoding")]
    );
}

#[test]
fn aggregation_rows() {
    let batch = read(
        Stream::Agg,
        &[
            "t,op,parent,child,mode,sensor_count",
            "2026-03-04T10:01:07Z,add,(00)395060001340000018,(01)09506000134352(21)A1,auto,",
            "2026-03-04T10:01:08Z,Close,(00)395060001340000018,,manual,20",
            "2026-03-04T10:01:09Z,add,(00)395060001340000018,,auto,",
            "2026-03-04T10:01:09Z,pack,(00)395060001340000018,,auto,",
            "2026-03-04T10:01:09Z,close,(00)395060001340000019,,auto,",
            "2026-03-04T10:01:09Z,close,(00)395060001340000018,,robot,",
        ],
    );
    assert_eq!(
        rejected(&batch),
        [
            (3, "child", "row-identifier"),
            (4, "op", "row-word"),
            (5, "parent", "row-identifier"),
            (6, "mode", "row-word")
        ]
    );
    let agg = batch.agg.unwrap();
    assert_eq!((agg[0].op, agg[0].mode, agg[0].sensor_count), (AggOp::Add, Some(Mode::Auto), None));
    assert_eq!((agg[1].op, agg[1].child, agg[1].sensor_count), (AggOp::Close, None, Some(20)));
}

const CAMERA: &[&str] = &["t", "raw", "decoded", "match", "reject", "ejected", "grade"];

fn trigger(camera: &mut Table<'_>, raw: &[u8], flags: &[u8; 4], grade: &[u8]) -> bool {
    let flag = |n: usize| flags.get(n..=n);
    camera.push(&[Some(b"2026-03-04T10:01:07Z"), Some(raw), flag(0), flag(1), flag(2), flag(3), Some(grade)])
}

#[test]
fn camera_reads_are_judged_and_never_refused() {
    let mut builder = Builder::new(order());
    let mut pool = builder.open(Stream::Pool, "pool.csv", &["serial"]).unwrap();
    pool.push(&[Some(b"A1")]);
    let mut camera = builder.open(Stream::Camera, "camera.csv", CAMERA).unwrap();
    let good = b"]d2010950600013435221A1\x1d1728123110A7B21";
    assert!(trigger(&mut camera, good, b"1100", b"3.5"));
    assert!(trigger(&mut camera, b"", b"0010", b""));
    assert!(trigger(&mut camera, b"]d2010950600013435221A1172812\xff", b"1010", b"0"));
    assert!(trigger(&mut camera, b"]d20109506000134353", b"1010", b"0.0"));
    assert!(trigger(&mut camera, b"]d20109506000134352", b"1010", b"4"));
    assert!(trigger(&mut camera, b"]d2010950600013435221B7", b"1000", b"4"));
    assert!(!trigger(&mut camera, good, b"1x00", b"3.5"));
    assert!(!trigger(&mut camera, good, b"1100", b"4.1"));
    assert!(!trigger(&mut camera, good, b"1100", b"A"));
    let batch = builder.finish();
    assert_eq!(
        rejected(&batch),
        [(7, "match", "row-flag"), (8, "grade", "row-number"), (9, "grade", "row-number")]
    );
    let word = |word| batch.words.get(word);
    let rows = batch.camera.as_deref().unwrap();
    let Read::Item(known) = rows[0].read else { panic!("{:?}", rows[0]) };
    assert_eq!(batch.items.get(known).to_string(), "(01)09506000134352(21)A1");
    assert_eq!(
        (word(rows[0].layout), word(rows[0].lot), word(rows[0].expiry)),
        ("01,21,17,10", "A7B21", "281231")
    );
    assert_eq!((word(rows[0].raw), rows[0].grade), ("", Some(3.5)));
    assert_eq!((rows[1].read, rows[1].decoded, rows[1].reject), (Read::None, false, true));
    assert_eq!((rows[2].read, word(rows[2].raw)), (Read::Bad, "]d2010950600013435221A1172812\\xff"));
    assert_eq!((rows[3].read, word(rows[3].raw)), (Read::Bad, "]d20109506000134353"));
    assert_eq!((rows[4].read, word(rows[4].raw)), (Read::Bad, "]d20109506000134352"));
    // Nobody knows this serial: the text may be another reading of one that somebody does.
    assert!(matches!(rows[5].read, Read::Item(_)));
    assert_eq!(word(rows[5].raw), "]d2010950600013435221B7");
}

#[test]
fn without_a_reject_sensor_a_reject_counts_as_ejected() {
    let batch = read(
        Stream::Camera,
        &["t,raw,decoded,match,reject", "2026-03-04T10:01:07Z,,0,0,1", "2026-03-04T10:01:08Z,,,,"],
    );
    let camera = batch.camera.unwrap();
    assert_eq!((camera[0].reject, camera[0].ejected), (true, true));
    assert_eq!((camera[1].reject, camera[1].ejected), (false, false));
}

#[test]
fn audit_rows_name_items_and_states() {
    let batch = read(
        Stream::Audit,
        &[
            "t,actor,role,action,target,old,new,reason",
            "2026-03-04T10:01:07Z,op1,qa,status_change,(01)09506000134352(21)A1,Commissioned,Sampled,plan",
            "2026-03-04T10:01:07Z,op1,qa,config_change,grade,Sampled,1.5,",
            "2026-03-04T10:01:07Z,op1,qa,,grade,Sampled,1.5,",
        ],
    );
    assert_eq!(rejected(&batch), [(3, "action", "row-missing")]);
    let audit = batch.audit.unwrap();
    assert!(audit[0].item.is_some());
    assert_eq!((audit[0].old_state, audit[0].new_state), (Some(State::Commissioned), Some(State::Sampled)));
    assert_eq!((audit[1].item, audit[1].old_state), (None, None));
}

#[test]
fn headers_that_do_not_serve() {
    let mut builder = Builder::new(order());
    let error = builder.open(Stream::Camera, "camera.csv", &["t", "text", ""]).unwrap_err();
    assert_eq!(error.code(), "stream-columns");
    assert!(error.to_string().contains("`raw`") && error.to_string().contains("`text`"), "{error}");
    let error = builder.open(Stream::Wms, "wms.csv", &["id", "", "", "ID"]).unwrap_err();
    assert_eq!(error.code(), "stream-duplicate-column");
    assert_eq!(builder.open(Stream::Epcis, "epcis.csv", &["id"]).unwrap_err().code(), "stream-not-rows");
    assert!(builder.open(Stream::Wms, "wms.csv", &["id", "", ""]).is_ok());
    assert_eq!(builder.open(Stream::Wms, "wms.jsonl", &["id"]).unwrap_err().code(), "stream-twice");
}

#[test]
fn no_rows_is_present_and_no_usable_row_is_unreadable() {
    let batch = read(Stream::Wms, &["id"]);
    assert_eq!(batch.wms, Some(Vec::new()));
    assert!(batch.unreadable.is_empty());
    let batch = read(Stream::Verify, &["t,parent,child", "10:15,a,b", "10:16,a,b"]);
    assert_eq!(batch.verify, None);
    let (stream, reason) = &batch.unreadable[0];
    assert_eq!(*stream, Stream::Verify);
    assert!(reason.starts_with("row-time: none of the 2 rows of verify.csv"), "{reason}");
    assert_eq!(batch.tallies[0].rejected.len(), 2);
}

proptest! {
    #[test]
    fn rows_in_are_rows_used_and_rows_rejected(
        which in 0..Stream::ALL.len(),
        rows in collection::vec(collection::vec(option::of(collection::vec(any::<u8>(), 0..30)), 0..14), 0..12),
        flip: Vec<(u8, u8)>,
    ) {
        let stream = Stream::ALL[which];
        prop_assume!(stream != Stream::Epcis);
        let mut builder = Builder::new(order());
        let header: Vec<&str> = Builder::columns(stream).collect();
        let mut table = builder.open(stream, "x.csv", &header).unwrap();
        // Mostly sensible cells, some of them overwritten by anything.
        let good = |name: &str| match name {
            "t" => "2026-03-04T10:01:07Z", "id" | "parent" => "(00)395060001340000018",
            "child" | "target" => "(01)09506000134352(21)A1", "serial" => "A1", "result" => "ok", "op" => "add",
            "kind" => "stop", "action" => "status_change", "gtin" | "mode" | "state" => "", _ => "1",
        };
        let mut pushed = 0u64;
        for (row, (position, byte)) in rows.iter().zip(flip.iter().cycle()) {
            let mut cells: Vec<Option<Vec<u8>>> = header.iter().map(|name| Some(good(name).into())).collect();
            let position = *position as usize % cells.len();
            if byte % 4 == 0 {
                cells[position] = row.first().cloned().flatten();
            }
            let cells: Vec<Option<&[u8]>> = cells.iter().map(|cell| cell.as_deref()).collect();
            table.push(&cells);
            pushed += 1;
        }
        for row in &rows {
            let cells: Vec<Option<&[u8]>> = row.iter().map(|cell| cell.as_deref()).collect();
            table.push(&cells);
            pushed += 1;
        }
        let batch = builder.finish();
        let tally = &batch.tallies[0];
        prop_assert_eq!(tally.rows_in, pushed);
        prop_assert_eq!(tally.rows_in, tally.used + tally.rejected.len() as u64);
        for pair in tally.rejected.windows(2) {
            prop_assert!(pair[0].row < pair[1].row);
        }
    }
}
