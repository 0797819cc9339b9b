use std::path::Path;

use super::*;
use crate::epcis::read::Reader;
use crate::epcis::tree::{Limits, json::Value as Json};

/// A line of vectors; documents are taken from it as they stand, for the order of members counts.
struct Vector {
    line: String,
    value: Json,
}

impl Vector {
    fn text(&self, name: &str) -> Option<&str> {
        self.value.get(name)?.as_str()
    }

    fn raw(&self, name: &str) -> Option<&str> {
        let value = self.value.get(name)?;
        self.line.get(usize::try_from(value.offset).ok()?..usize::try_from(value.end).ok()?)
    }
}

fn vectors(name: &str) -> Vec<Vector> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/epcis/vectors").join(name);
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("the shared vectors {name} are absent");
        return Vec::new();
    };
    let one = |line: &str| {
        let value = Json::parse(line.as_bytes(), 0, Limits::default()).unwrap();
        Vector { line: line.to_owned(), value }
    };
    text.lines().map(one).collect()
}

/// The only event of a document.
fn prehashed(profile: Profile, document: &str) -> Result<String, NoHash> {
    let mut reader = Reader::new(document.as_bytes(), Limits::default());
    let found = reader.next().expect("an event").unwrap_or_else(|error| panic!("{error}"));
    prehash(profile, &found.event, found.form, reader.head().context.as_ref())
}

#[test]
fn the_shared_vectors_have_their_hashes() {
    for vector in vectors("event-hash.jsonl") {
        let id = vector.text("id").unwrap();
        let documents = [vector.raw("doc_json").unwrap(), vector.text("doc_xml").unwrap()];
        let reference = vector.text("prehash_ref_1_9_3").unwrap();
        assert_eq!(Some(of_prehash(reference).as_str()), vector.text("hash_ref_1_9_3"), "{id}");
        for document in documents {
            assert_eq!(prehashed(Profile::Ref193, document).as_deref(), Ok(reference), "{id}");
            let table = prehashed(Profile::CbvTable, document).unwrap();
            assert_eq!(table, vector.text("prehash_table_order").unwrap_or(reference), "{id}");
            assert_eq!(Some(of_prehash(&table).as_str()), vector.text("hash_table_order"), "{id}");
        }
        let safe = documents.map(|document| prehashed(Profile::RawStringSafe, document));
        assert_eq!(safe[0], safe[1], "{id}");
    }
}

#[test]
fn the_shared_hazards_are_as_they_were_observed() {
    for vector in vectors("event-hash-hazards.jsonl") {
        let id = vector.text("id").unwrap();
        let (Some(event), Some(context)) = (vector.raw("event"), vector.raw("context")) else { continue };
        let document = format!(
            r#"{{"@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {context}],
            "type": "EPCISDocument", "schemaVersion": "2.0", "epcisBody": {{"eventList": [{event}]}}}}"#
        );
        assert_eq!(prehashed(Profile::Ref193, &document).ok().as_deref(), vector.text("ref_prehash"), "{id}");
        let table = prehashed(Profile::CbvTable, &document).ok();
        assert_eq!(table.as_deref(), vector.text("table_prehash"), "{id}");
        assert!(prehashed(Profile::RawStringSafe, &document).is_ok(), "{id}");
    }
}

#[test]
fn the_lot_of_one_event_is_written_in_three_ways_by_the_reference() {
    let xml = r#"<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" xmlns:m="urn:epcglobal:cbv:mda" schemaVersion="2.0">
        <EPCISBody><EventList><ObjectEvent><eventTime>2026-03-01T10:00:00Z</eventTime><action>ADD</action>
        <ilmd><m:lotNumber>L1</m:lotNumber></ilmd></ObjectEvent></EventList></EPCISBody></epcis:EPCISDocument>"#;
    let json = |context: &str| {
        format!(
            r#"{{"@context": [{context}], "type": "EPCISDocument", "epcisBody": {{"eventList": [{{"type": "ObjectEvent",
            "eventTime": "2026-03-01T10:00:00Z", "action": "ADD", "ilmd": {{"cbvmda:lotNumber": "L1"}}}}]}}}}"#
        )
    };
    let standard = json(r#""https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld""#);
    let inline = json(r#"{"cbvmda": "urn:epcglobal:cbv:mda:"}"#);
    for (document, lot) in [
        (xml, "{urn:epcglobal:cbv:mda}lotNumber=L1"),
        (&standard, "cbvmda:lotNumber=L1"),
        (&inline, "{urn:epcglobal:cbv:mda:}lotNumber=L1"),
    ] {
        let reference = prehashed(Profile::Ref193, document).unwrap();
        assert_eq!(reference.split_once("ilmd").unwrap().1, lot);
        for profile in [Profile::CbvTable, Profile::RawStringSafe] {
            let text = prehashed(profile, document).unwrap();
            assert_eq!(text.split_once("ilmd").unwrap().1, "{urn:epcglobal:cbv:mda:}lotNumber=L1");
        }
    }
}
