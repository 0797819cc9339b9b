use std::path::{Path, PathBuf};

use super::*;
use crate::batch::{Batch, Builder, EpcisAction, EpcisKind, EpcisRow, Order, Stream};
use proptest::prelude::*;

const XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:1" xmlns:cbvmda="urn:epcglobal:cbv:mda"
    xmlns:acme="urn:acme" schemaVersion="1.2" creationDate="2026-03-04T12:00:00Z">
  <EPCISHeader><extension><EPCISMasterData/></extension></EPCISHeader>
  <EPCISBody><EventList>
    <ObjectEvent>
      <eventTime>2026-03-04T10:01:07.250+01:00</eventTime>
      <recordTime>2026-03-04T09:30:00Z</recordTime>
      <eventTimeZoneOffset>+01:00</eventTimeZoneOffset>
      <baseExtension><eventID>urn:uuid:1</eventID></baseExtension>
      <epcList><epc>urn:epc:id:sgtin:950600.0013435.A1</epc><epc> urn:epc:id:sgtin:950600.0013435.A%262 </epc></epcList>
      <action>ADD</action>
      <bizStep>urn:epcglobal:cbv:bizstep:commissioning</bizStep>
      <disposition>urn:epcglobal:cbv:disp:active</disposition>
      <readPoint><id>urn:epc:id:sgln:950600.013400.0</id></readPoint>
      <acme:bizStep>wrong</acme:bizStep>
      <extension><ilmd>
        <cbvmda:lotNumber>A7&amp;B21</cbvmda:lotNumber>
        <cbvmda:itemExpirationDate>2028-12-31</cbvmda:itemExpirationDate>
      </ilmd></extension>
    </ObjectEvent>
    <!-- what a person would overlook -->
    <AggregationEvent>
      <eventTime>2026-03-04T10:02:00Z</eventTime>
      <parentID>urn:epc:id:sscc:9506000.1340000001</parentID>
      <childEPCs><epc>urn:epc:id:sgtin:950600.0013435.A1</epc><epc>urn:epc:id:grai:950600.01340.7</epc></childEPCs>
      <action>ADD</action>
      <bizStep>packing</bizStep>
      <extension><childQuantityList><quantityElement>
        <epcClass>urn:epc:class:lgtin:950600.0013435.A7B21</epcClass><quantity>3</quantity>
      </quantityElement></childQuantityList></extension>
    </AggregationEvent>
    <extension><TransformationEvent>
      <eventTime>2026-03-04T10:03:00Z</eventTime>
      <inputEPCList><epc>(01)09506000134352(21)A1</epc></inputEPCList>
      <outputEPCList><epc>https://id.gs1.org/01/09506000134352/21/A9</epc></outputEPCList>
      <baseExtension><errorDeclaration><declarationTime>2026-03-05T00:00:00Z</declarationTime></errorDeclaration></baseExtension>
    </TransformationEvent></extension>
  </EventList></EPCISBody>
</epcis:EPCISDocument>"#;

const JSON: &str = r#"{
  "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
  "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": "2026-03-04T12:00:00Z",
  "epcisBody": {"eventList": [
    {"type": "ObjectEvent", "eventTime": "2026-03-04T10:01:07.250+01:00", "recordTime": "2026-03-04T09:30:00Z",
     "eventTimeZoneOffset": "+01:00", "eventID": "urn:uuid:1", "action": "ADD",
     "epcList": ["urn:epc:id:sgtin:950600.0013435.A1", "urn:epc:id:sgtin:950600.0013435.A%262"],
     "bizStep": "https://ref.gs1.org/cbv/BizStep-commissioning", "disposition": "active",
     "readPoint": {"id": "urn:epc:id:sgln:950600.013400.0"}, "acme:bizStep": "wrong",
     "ilmd": {"cbvmda:lotNumber": "A7&B21", "cbvmda:itemExpirationDate": "2028-12-31", "other": {"deep": [1]}}},
    {"action": "ADD", "type": "AggregationEvent", "eventTime": "2026-03-04T10:02:00Z",
     "parentID": "urn:epc:id:sscc:9506000.1340000001",
     "childEPCs": ["urn:epc:id:sgtin:950600.0013435.A1", "urn:epc:id:grai:950600.01340.7"], "bizStep": "packing",
     "childQuantityList": [{"epcClass": "urn:epc:class:lgtin:950600.0013435.A7B21", "quantity": 3}]},
    {"type": "TransformationEvent", "eventTime": "2026-03-04T10:03:00Z",
     "inputEPCList": ["(01)09506000134352(21)A1"], "outputEPCList": "https://id.gs1.org/01/09506000134352/21/A9",
     "errorDeclaration": {"declarationTime": "2026-03-05T00:00:00Z"}}
  ]}}"#;

fn order() -> Order {
    Order::from_json(
        br#"{"schema": "tallymark-batch/1", "order": "PO-1", "gtin": "09506000134352", "lot": "A7B21", "expiry": "281231"}"#,
    )
    .unwrap()
}

fn batch(read: impl FnOnce(&mut crate::batch::Events<'_>)) -> Batch {
    let mut builder = Builder::new(order());
    read(&mut builder.events("epcis"));
    let batch = builder.finish();
    let tally = &batch.tallies[0];
    assert_eq!(tally.stream, Stream::Epcis);
    assert_eq!(tally.rows_in, tally.used + tally.rejected.len() as u64);
    assert_eq!(tally.used as usize, batch.epcis.as_ref().map_or(0, Vec::len));
    batch
}

fn xml(text: &str) -> Batch {
    batch(|events| read_xml(text.as_bytes(), events))
}

fn json(text: &str) -> Batch {
    batch(|events| read_json(text.as_bytes(), events))
}

/// Row, place and code of what was rejected.
fn rejected(batch: &Batch) -> Vec<(u32, &str, &str)> {
    let all = &batch.tallies[0].rejected;
    all.iter().map(|rejected| (rejected.row, rejected.column.as_str(), rejected.code)).collect()
}

fn rows(batch: &Batch) -> &[EpcisRow] {
    batch.epcis.as_deref().unwrap_or_default()
}

#[test]
fn both_notations_give_the_same_rows() {
    let (from_xml, from_json) = (xml(XML), json(JSON));
    assert!(rejected(&from_xml).is_empty(), "{:?}", rejected(&from_xml));
    assert!(rejected(&from_json).is_empty(), "{:?}", rejected(&from_json));
    for batch in [&from_xml, &from_json] {
        let word = |word| batch.words.get(word);
        let name = |id| batch.items.get(id).to_string();
        let [object, aggregation, transformation] = rows(batch) else { panic!("three events") };
        assert_eq!((object.row, object.kind, object.action), (1, EpcisKind::Object, Some(EpcisAction::Add)));
        assert_eq!(object.t.to_string(), "2026-03-04T09:01:07.25Z");
        assert_eq!(object.record_time.unwrap().to_string(), "2026-03-04T09:30:00Z");
        assert_eq!(word(object.event_id), "urn:uuid:1");
        assert_eq!((word(object.biz_step), word(object.disposition)), ("commissioning", "active"));
        assert_eq!((word(object.lot), word(object.expiry)), ("A7&B21", "2028-12-31"));
        let names: Vec<String> = object.items.iter().map(|&id| name(id)).collect();
        assert_eq!(names, ["(01)09506000134352(21)A1", "(01)09506000134352(21)A&2"]);
        assert!(!object.error_declaration && object.others.is_empty() && object.parent.is_none());
        assert!(name(aggregation.parent.unwrap()).starts_with("(00)"));
        assert_eq!((aggregation.items.len(), word(aggregation.biz_step)), (1, "packing"));
        let others: Vec<&str> = aggregation.others.iter().map(|&other| word(other)).collect();
        assert_eq!(others, ["urn:epc:id:grai:950600.01340.7", "urn:epc:class:lgtin:950600.0013435.A7B21"]);
        assert_eq!((transformation.kind, transformation.action), (EpcisKind::Transformation, None));
        assert_eq!(transformation.items.len(), 2);
        assert!(transformation.error_declaration);
    }
    assert_eq!(from_xml.epcis, from_json.epcis);
}

#[test]
fn an_event_that_cannot_be_read_is_listed_and_the_next_one_is_used() {
    let broken = XML
        .replace("2026-03-04T10:01:07.250+01:00", "2026-03-04T10:01:07.250")
        .replace("<parentID>", "<parentID>&unknown;")
        .replace(
            "<action>ADD</action>\n      <bizStep>packing",
            "<action>add</action>\n      <bizStep>packing",
        );
    assert_eq!(rejected(&xml(&broken)), [(1, "eventTime", "row-time"), (2, "parentID", "row-document")]);
    let broken = JSON
        .replace("\"2026-03-04T10:01:07.250+01:00\"", "17")
        .replace("\"action\": \"ADD\", \"type\": \"Agg", "\"type\": \"Agg")
        .replace("[\"(01)09506000134352(21)A1\"]", "[\"(01)09506000134352(21)A1\", {\"id\": 3}]");
    assert_eq!(
        rejected(&json(&broken)),
        [(1, "eventTime", "row-type"), (2, "action", "row-event"), (3, "inputEPCList/1", "row-type")]
    );
    let odd = r#"[7, null, "x", [[]], {"type": "ObjectEvent"}, {"type": "SalesEvent", "action": "ADD"},
        {"type": "epcis:ObjectEvent", "action": "ADD", "eventTime": "2026-03-04T10:03:00Z"}]"#;
    let batch = json(odd);
    let codes: Vec<&str> = rejected(&batch).iter().map(|&(_, _, code)| code).collect();
    assert_eq!(codes, ["row-type", "row-type", "row-type", "row-type", "row-event", "row-word"]);
    assert_eq!(rows(&batch)[0].row, 7);
    let odd = XML.replace("TransformationEvent", "SalesEvent");
    assert_eq!(rejected(&xml(&odd)), [(3, "type", "row-word")]);
}

#[test]
fn what_comes_before_broken_markup_is_used() {
    let cut = XML.find("<childEPCs>").unwrap();
    let batch = xml(&XML[..cut]);
    assert_eq!((rows(&batch).len(), rejected(&batch)), (1, vec![(2, "line 26", "row-document")]));
    let batch = xml(&XML.replace("</childEPCs>", "</childEPC>"));
    assert_eq!((rows(&batch).len(), rejected(&batch)[0].2), (1, "row-document"));
    let cut = JSON.find("childEPCs").unwrap();
    let batch = json(&JSON[..cut]);
    assert_eq!((rows(&batch).len(), rejected(&batch)), (1, vec![(2, "line 13, column 6", "row-document")]));
    let batch = json(&format!("{JSON} more"));
    assert_eq!((rows(&batch).len(), rejected(&batch)[0].0), (3, 4));
}

#[test]
fn what_is_no_epcis_is_no_stream() {
    for text in ["", "no markup", "<html><body/></html>", "<a", "\u{0}\u{1}"] {
        let batch = xml(text);
        assert_eq!((batch.epcis.as_ref(), batch.unreadable.len()), (None, 1), "{text:?}");
    }
    for text in ["", "{", "7", "{\"type\": \"EPCISDocument\"}", "{\"a\": [1, 2]}", "nonsense"] {
        let batch = json(text);
        assert_eq!((batch.epcis.as_ref(), batch.unreadable.len()), (None, 1), "{text:?}");
    }
    for text in ["[]", "{\"epcisBody\": {\"eventList\": []}}"] {
        assert_eq!(json(text).epcis, Some(Vec::new()), "{text}");
    }
    let empty = "<EPCISDocument><EPCISBody><EventList/></EPCISBody></EPCISDocument>";
    assert_eq!(xml(empty).epcis, Some(Vec::new()));
}

#[test]
fn single_events_and_lines() {
    let event =
        r#"{"eventTime": "2026-03-04T10:03:00Z", "action": "ADD", "type": "ObjectEvent", "epcList": []}"#;
    assert_eq!(rows(&json(event)).len(), 1);
    let lines = batch(|events| {
        read_json_line(event.as_bytes(), events);
        read_json_line(b"{", events);
        read_json_line(JSON.as_bytes(), events);
    });
    assert_eq!((rows(&lines).len(), rejected(&lines)[0].0), (4, 2));
    let event = "<ObjectEvent><eventTime>2026-03-04T10:03:00Z</eventTime><action>ADD</action></ObjectEvent>";
    assert_eq!(rows(&xml(event)).len(), 1);
}

#[test]
fn what_is_passed_over_may_be_long() {
    let header = format!("\"epcisHeader\": {{\"x\": \"{}\"}}, \"epcisBody\"", "y".repeat(6 << 20));
    let batch = json(&JSON.replace("\"epcisBody\"", &header));
    assert_eq!((rows(&batch).len(), rejected(&batch).len()), (3, 0));
    // Only UTF-8 is read, whatever the declaration says; most documents are plain ASCII anyway.
    assert_eq!(rows(&xml(&XML.replace("UTF-8", "ISO-8859-1"))).len(), 3);
}

#[test]
fn hostile_documents_stay_small() {
    let deep = "<a>".repeat(1_000_000);
    assert_eq!(rejected(&xml(&deep))[0].2, "row-document");
    let deep = "[".repeat(1_000_000);
    assert_eq!(rejected(&json(&deep))[0].2, "row-document");
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><ObjectEvent><action>&c;</action></ObjectEvent>";
    assert_eq!(rejected(&xml(bomb)), [(1, "action", "row-document")]);
    // An endless text, as a compressed file may hold one.
    let endless = std::io::Read::chain(&b"<ObjectEvent><action>"[..], std::io::repeat(b'x'));
    let batch1 = batch(|events| read_xml(std::io::BufReader::new(endless), events));
    assert_eq!(rejected(&batch1)[0].2, "row-document");
    let endless = std::io::Read::chain(&b"[{\"action\": \""[..], std::io::repeat(b'x'));
    let batch2 = batch(|events| read_json(endless, events));
    assert_eq!(rejected(&batch2)[0].2, "row-document");
}

fn official() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/epcis/official");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: the official examples are not here");
    None
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn the_official_examples_are_read_whole() {
    let Some(folder) = official() else { return };
    let (mut paths, mut events, mut documents) = (Vec::new(), 0, 0);
    for part in ["JSON", "XML", "XML-1.2"] {
        files(&folder.join(part), &mut paths);
    }
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        let (batch, marks) = match ending {
            "xml" if text.contains("EPCISDocument") => (xml(&text), text.matches("Event>").count() / 2),
            "jsonld" | "json" if text.contains("eventTime\"") => {
                (json(&text), text.matches("\"eventTime\"").count())
            }
            _ => continue,
        };
        assert!(rejected(&batch).is_empty(), "{}: {:?}", path.display(), batch.tallies[0].rejected);
        assert_eq!(rows(&batch).len(), marks, "{}", path.display());
        events += marks;
        documents += 1;
    }
    println!("{documents} documents, {events} events");
    assert!(documents > 50 && events > 100, "{documents} documents, {events} events");
}

proptest! {
    #[test]
    fn any_bytes_give_an_answer(bytes: Vec<u8>, cut in 0usize..2000, byte: u8) {
        batch(|events| read_xml(bytes.as_slice(), events));
        batch(|events| read_json(bytes.as_slice(), events));
        for whole in [XML, JSON] {
            let mut text = whole.as_bytes().to_vec();
            let cut = cut % text.len();
            text[cut] = byte;
            batch(|events| read_xml(text.as_slice(), events));
            batch(|events| read_json(text.as_slice(), events));
            text.truncate(cut);
            batch(|events| read_xml(text.as_slice(), events));
            batch(|events| read_json(text.as_slice(), events));
        }
    }
}
