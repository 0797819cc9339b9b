//! EPCIS files through the program: `check` with its corrected copy, `validate`, `convert-epcis` and `hash-events`.

mod support;

use support::{Folder, tallymark, tallymark_with};

const HEAD: &str = r#"<e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:1" schemaVersion="1.2" creationDate="2026-03-05T00:00:00Z"><EPCISBody><EventList>"#;
const TAIL: &str = "</EventList></EPCISBody></e:EPCISDocument>\n";

/// Two events of the same pack; the second one commissions it again.
fn document(action: &str) -> String {
    let event = |hour: u8| {
        format!(
            "\n<ObjectEvent><eventTime>2026-03-04T{hour:02}:00:00Z</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset>\
             <epcList><epc>urn:epc:id:sgtin:9506000.013435.A1</epc></epcList><action>{action}</action>\
             <bizStep>urn:epcglobal:cbv:bizstep:commissioning</bizStep></ObjectEvent>"
        )
    };
    format!("{HEAD}{}{}{TAIL}", event(8), event(9))
}

#[test]
fn a_corrected_copy_is_written_and_every_edit_is_listed() {
    let folder = Folder::new("fix");
    folder.write("in.xml", document("Add"));
    let file = |name: &str| format!("{}/{name}", folder.text());
    let (from, to) = (file("in.xml"), file("out.xml"));
    let run = tallymark(&["check", from.as_str(), "--fix", &to]);
    assert_eq!(run.status, 1, "what remains blocks: {}", run.err);
    assert!(
        run.out.contains("in.xml:2:178  action: Add is now ADD")
            && run.out.contains("out.xml:3:120  (01)09506000134352(21)A1 is commissioned"),
        "{}",
        run.out
    );
    assert_eq!(std::fs::read_to_string(&to).unwrap(), document("ADD"));
    let run = tallymark(&["check", from.as_str(), "--fix", &from]);
    assert_eq!(run.status, 2, "{}", run.out);
    assert!(run.err.contains("would replace"), "{}", run.err);
    assert_eq!(std::fs::read_to_string(&from).unwrap(), document("Add"));
}

#[test]
fn a_file_holds_to_its_schema_or_not() {
    let run = tallymark_with(&["validate", "-"], document("ADD").as_bytes());
    assert_eq!((run.status, run.out.as_str()), (0, "stdin: valid, 2 events (EPCIS 1.2 XML)\n"));
    let run = tallymark_with(&["validate", "-", "--limit", "1"], document("Add").as_bytes());
    assert_eq!(run.status, 1);
    assert!(run.out.starts_with("stdin:2:178: value: `Add` stands where the schema wants"), "{}", run.out);
    assert!(run.out.ends_with("stdin: 1 more\nstdin: 2 faults, 2 events (EPCIS 1.2 XML)\n"), "{}", run.out);
    let run = tallymark_with(&["validate", "-", "--json"], document("Add").as_bytes());
    assert_eq!(run.json()["faults"][1]["path"], "EPCISDocument/EPCISBody/EventList/ObjectEvent[2]/action");
}

#[test]
fn a_file_is_converted_and_hashed() {
    let run = tallymark_with(&["convert-epcis", "-", "--to", "json"], document("ADD").as_bytes());
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(run.json()["epcisBody"]["eventList"][1]["bizStep"], "commissioning");
    let hashes = |text: &str| {
        let run = tallymark_with(&["hash-events", "-", "--profile", "cbv-table"], text.as_bytes());
        assert_eq!(run.status, 0, "{}", run.err);
        run.out
    };
    assert_eq!(hashes(&run.out), hashes(&document("ADD")));
    let run = tallymark_with(&["hash-events", "-", "--profile", "best"], b"[]");
    assert_eq!(run.status, 2);
}
