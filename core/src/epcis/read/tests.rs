use std::io::BufReader;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;
use crate::epcis::Facts;
use crate::epcis::model::{Value, Wrapper};

fn read(text: &[u8]) -> (Vec<Result<Positioned, ReadError>>, Head) {
    let mut reader = Reader::new(text, Limits::default());
    let found = reader.by_ref().collect();
    (found, reader.head().clone())
}

fn events(text: &str) -> Vec<Positioned> {
    let (found, _) = read(text.as_bytes());
    found.into_iter().map(|found| found.unwrap_or_else(|error| panic!("{error} in {text}"))).collect()
}

fn error(text: &str) -> ReadError {
    let (found, _) = read(text.as_bytes());
    found.into_iter().find_map(Result::err).unwrap_or_else(|| panic!("no error in {text}"))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "xml" || e == "jsonld") {
            found.push(path);
        }
    }
}

#[test]
fn official_examples_are_read_without_error_whatever_the_buffer() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/epcis/official");
    let mut paths = Vec::new();
    ["JSON", "XML", "XML-1.2"].iter().for_each(|folder| files(&root.join(folder), &mut paths));
    if paths.is_empty() {
        println!("the official EPCIS examples are absent");
    }
    let mut count = 0;
    for path in paths.iter().filter(|path| !path.to_string_lossy().contains("CaptureJob")) {
        let text = std::fs::read(path).unwrap();
        let (found, head) = read(&text);
        for found in &found {
            let found = found.as_ref().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            assert!(found.event.event_time.is_some(), "{}", path.display());
            let start = usize::try_from(found.place.offset).unwrap();
            assert!(matches!(text[start], b'<' | b'{'), "{}", path.display());
            count += 1;
        }
        let mut slow = Reader::new(BufReader::with_capacity(3, &text[..]), Limits::default());
        let again: Vec<_> = slow.by_ref().collect();
        assert_eq!((&again, slow.head()), (&found, &head), "{}", path.display());
    }
    assert!(paths.is_empty() || count > 90, "{count}");
}

#[test]
fn shared_faults_say_the_same_in_both_notations() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/epcis/vectors/hierarchy-faults.jsonl");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("the shared hierarchy faults are absent");
        return;
    };
    for line in text.lines() {
        let vector: serde_json::Value = serde_json::from_str(line).unwrap();
        let xml = events(vector["xml_1_2"].as_str().unwrap());
        let json = events(&vector["json_2_0"].to_string());
        assert_eq!(xml.len(), json.len());
        for (xml, json) in xml.iter().zip(&json) {
            let facts = |found: &Positioned| {
                let facts = Facts::of(&found.event, found.place, found.number);
                let epcs: Vec<_> =
                    facts.epcs.iter().map(|epc| (epc.role, epc.item, epc.text.to_owned())).collect();
                let parent = facts.parent.map(|parent| parent.text.to_owned());
                (
                    facts.kind,
                    facts.action,
                    facts.time,
                    parent,
                    epcs,
                    facts.lot.to_owned(),
                    facts.expiry.to_owned(),
                )
            };
            assert_eq!(facts(xml), facts(json), "{}", vector["id"]);
        }
    }
}

const XML: &str = "<?xml version=\"1.0\"?>
<e:EPCISDocument xmlns:e=\"urn:epcglobal:epcis:xsd:1\" xmlns:v=\"urn:v\" schemaVersion=\"1.2\" creationDate=\"2026-03-04T10:00:00Z\">
<EPCISHeader><s:StandardBusinessDocumentHeader xmlns:s=\"urn:s\"><s:HeaderVersion>1.0</s:HeaderVersion></s:StandardBusinessDocumentHeader>
 <extension><EPCISMasterData><VocabularyList><Vocabulary type=\"urn:t\"><VocabularyElementList>
  <VocabularyElement id=\"urn:x\"><attribute id=\"a\">b</attribute><children><id>urn:y</id></children></VocabularyElement>
 </VocabularyElementList></Vocabulary></VocabularyList></EPCISMasterData></extension><v:statement>yes</v:statement></EPCISHeader>
<EPCISBody><EventList>
 <ObjectEvent><eventTime>2026-03-04T10:01:07Z</eventTime><epcList>
   <epc> urn:epc:id:sgtin:9506000.013435.A1 </epc></epcList><action>ADD</action>
   <extension><ilmd><v:lotNumber>L1</v:lotNumber></ilmd></extension><v:mine v:a='1'>text</v:mine></ObjectEvent>
 <extension><TransformationEvent><eventTime>2026-03-04T10:01:08Z</eventTime></TransformationEvent></extension>
</EventList></EPCISBody></e:EPCISDocument>";

#[test]
fn the_head_and_every_place_are_known() {
    let (found, head) = read(XML.as_bytes());
    let found: Vec<_> = found.into_iter().map(Result::unwrap).collect();
    assert_eq!((head.wrapper, head.form), (Wrapper::Document, Form::Xml1));
    assert_eq!(head.schema_version.as_deref(), Some("1.2"));
    assert_eq!(head.sbdh.unwrap().name.local, "StandardBusinessDocumentHeader");
    assert_eq!(head.vocabularies[0].elements[0].children, ["urn:y"]);
    assert_eq!(head.header[0].value, Value::Text("yes".to_owned()));

    assert_eq!((found[0].place.line, found[0].place.column), (8, 2));
    assert_eq!((found[1].place.line, found[1].number), (11, 2));
    let facts = Facts::of(&found[0].event, found[0].place, 1);
    assert_eq!(facts.lot, "L1");
    let offset = usize::try_from(facts.epcs[0].offset).unwrap();
    assert!(XML[offset..].starts_with("urn:epc:id:sgtin:9506000.013435.A1 "));
    assert!(
        matches!(&found[0].event.extensions[0].value, Value::Element { attributes, .. } if attributes.len() == 1)
    );
}

#[test]
fn members_may_stand_in_any_order_and_bare_events_are_read() {
    let event = r#"{"eventTime": "2026-03-04T10:01:07Z", "x:y": 1, "type": "ObjectEvent"}"#;
    let document =
        format!(r#"{{"epcisBody": {{"eventList": [{event}, {event}]}}, "type": "EPCISDocument"}}"#);
    assert_eq!(events(&document).len(), 2);
    assert_eq!(events(&format!("[{event},\n{event}]"))[1].place.line, 2);
    assert_eq!(events(&format!("{event}\n{event}\n"))[1].number, 2);
    assert_eq!(read(document.as_bytes()).1.wrapper, Wrapper::Document);
    assert_eq!(events("<ObjectEvent><action>ADD</action></ObjectEvent>").len(), 1);
}

#[test]
fn what_cannot_be_read_is_told_and_the_next_event_is_read() {
    let text = "{\"type\": \"EPCISDocument\", \"epcisBody\": {\"eventList\": [{\"type\": \"OddEvent\"},
        {\"type\": \"ObjectEvent\", \"epcList\": [7]}, {\"type\": \"ObjectEvent\"}, 3]}}";
    let (found, _) = read(text.as_bytes());
    let codes: Vec<_> = found.iter().map(|found| found.as_ref().err().map(|error| error.code)).collect();
    assert_eq!(codes, [Some("event-type"), Some("type"), None, Some("type")]);
    let second = found[1].as_ref().unwrap_err();
    assert_eq!((second.path.as_str(), second.place.line, second.place.column), ("epcList/0", 2, 45));

    let text = "<EventList><ObjectEvent><action>&boom;</action></ObjectEvent><x/><ObjectEvent/></EventList>";
    let (found, _) = read(text.as_bytes());
    let codes: Vec<_> = found.iter().map(|found| found.as_ref().err().map(|error| error.code)).collect();
    assert_eq!(codes, [Some("xml-entity"), Some("event-type"), None]);
}

#[test]
fn what_is_no_document_says_why() {
    assert_eq!(error("").code, "not-epcis");
    assert_eq!(error("serial,gtin").code, "not-epcis");
    assert_eq!(error("\u{feff}<html/>").code, "not-epcis");
    assert_eq!(error("<EventList><ObjectEvent>").code, "truncated");
    assert_eq!(error("<EventList></Other>").code, "xml-syntax");
    assert_eq!(error("{\"type\": \"EPCISDocument\", \"epcisBody\": {\"eventList\": [{").code, "truncated");
    assert_eq!(error("{\"a\": 1}").code, "not-epcis");
    assert_eq!(error("{\"a\" 1}").code, "json-syntax");
    assert_eq!(read(&[0xFF, 0xFE, b'<', 0]).0[0].as_ref().unwrap_err().code, "encoding");
}

#[test]
fn bombs_are_refused_by_limits() {
    let limits = Limits { depth: 10, piece: 1000, attributes: 4 };
    let code =
        |text: &str| Reader::new(text.as_bytes(), limits).find_map(Result::err).map(|error| error.code);
    let event = |inside: &str| format!("<EventList><ObjectEvent>{inside}</ObjectEvent></EventList>");
    assert_eq!(code(&event(&format!("{}{}", "<a>".repeat(20), "</a>".repeat(20)))), Some("limit-depth"));
    assert_eq!(code(&event(&"x".repeat(2000))), Some("limit-size"));
    assert_eq!(code(&event("<a b='' c='' d='' e='' f=''/>")), Some("limit-attributes"));
    let lol = "<!DOCTYPE l [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]>";
    assert_eq!(code(&format!("{lol}{}", event("&b;"))), Some("xml-entity"));
    assert_eq!(code(&format!("[{}", "[".repeat(20))), Some("truncated"));
    assert_eq!(code(&format!("[{}{}]", "[".repeat(20), "]".repeat(20))), Some("limit-depth"));
    assert_eq!(code(&format!("[\"{}\"]", "x".repeat(2000))), Some("limit-size"));
}

proptest! {
    #[test]
    fn any_text_gives_an_answer(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "<EventList>", "</EventList>", "<ObjectEvent>", "</ObjectEvent>", "<epc>", "</epc>", "<a b='1'/>", "x", "&lt;",
                "{", "}", "[", "]", "\"type\"", ":", ",", "\"ObjectEvent\"", "\"epcisBody\"", "\"eventList\"", " ", "\n",
            ]),
            0..20,
        ),
    ) {
        let text = pieces.concat();
        let (found, _) = read(text.as_bytes());
        for found in found {
            let place = match found {
                Ok(found) => found.place,
                Err(error) => error.place,
            };
            prop_assert!(place.offset <= text.len() as u64);
            let behind = Place::START.behind(&text.as_bytes()[..usize::try_from(place.offset).unwrap()]);
            prop_assert_eq!(place, behind);
        }
    }
}
