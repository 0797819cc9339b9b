#![cfg(all(feature = "json", feature = "xml"))]

use std::io::BufReader;
use std::path::Path;

use proptest::prelude::*;

use super::*;

const XML: &str = r#"<e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0" creationDate="2026-03-04T10:00:00Z">
<EPCISBody><EventList>
<ObjectEvent><eventTime>2026-03-04T10:01:07Z</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset><action>ADD</action>
<quantityList><quantityElement><epcClass>urn:a:b</epcClass><quantity>1</quantity><uom>KGM</uom></quantityElement></quantityList>
</ObjectEvent></EventList></EPCISBody></e:EPCISDocument>"#;
const JSON: &str = r#"{"@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", "type": "EPCISDocument",
"schemaVersion": "2.0", "creationDate": "2026-03-04T10:00:00Z", "epcisBody": {"eventList": [
{"type": "ObjectEvent", "eventTime": "2026-03-04T10:01:07Z", "eventTimeZoneOffset": "+00:00", "action": "ADD", "epcList": []}
]}}"#;

fn judged(input: impl BufRead, limits: Limits) -> (Verdict, Vec<Fault>) {
    let mut faults = Vec::new();
    let verdict = validate(input, limits, |fault| faults.push(fault));
    (verdict, faults)
}

fn told(text: &str) -> Vec<(&'static str, String, u64)> {
    let (_, faults) = judged(text.as_bytes(), Limits::default());
    faults.into_iter().map(|fault| (fault.code, fault.path, fault.place.line)).collect()
}

/// All of them are valid, but for one in which the event has members that nothing explains.
#[test]
fn the_official_examples_are_judged_as_by_the_official_schemas() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/epcis/official");
    let mut folders: Vec<_> = ["XML", "XML-1.2", "JSON"].iter().map(|folder| root.join(folder)).collect();
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            println!("{} is absent", folder.display());
            continue;
        };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "xml" || kind == "json" || kind == "jsonld")
            {
                let (verdict, faults) = judged(&std::fs::read(&path).unwrap()[..], Limits::default());
                let unexplained = path.ends_with("event_with_identical_hash_id_7.json");
                assert_eq!(verdict.valid(), !unexplained, "{}: {faults:?}", path.display());
                count += 1;
            }
        }
    }
    assert!(count == 0 || count > 80, "{count}");
}

#[test]
fn every_removal_and_every_repetition_is_judged() {
    assert_eq!((told(XML), told(JSON)), (vec![], vec![]));
    let event = "EPCISDocument/EPCISBody/EventList/ObjectEvent[1]";
    let quantity = format!("{event}/quantityList/quantityElement[1]");
    for (from, to, code, path) in [
        ("<action>ADD</action>", "", "missing", format!("{event}/action")),
        (
            "<action>ADD</action>",
            "<action>ADD</action><action>ADD</action>",
            "repeated",
            format!("{event}/action"),
        ),
        ("<quantity>1</quantity>", "", "misplaced", format!("{quantity}/uom")),
        ("<epcClass>urn:a:b</epcClass>", "", "missing", format!("{quantity}/epcClass")),
        ("<uom>KGM</uom>", "<uom>KGM</uom>text", "unexpected", quantity.clone()),
        ("<uom>KGM</uom>", "<uom><b/></uom>", "unexpected", format!("{quantity}/uom/b")),
        (" creationDate=\"2026-03-04T10:00:00Z\"", "", "missing", "EPCISDocument/@creationDate".to_owned()),
    ] {
        let told = told(&XML.replacen(from, to, 1));
        assert_eq!((told[0].0, &told[0].1), (code, &path), "{to}");
        assert_eq!(told.len(), 1, "{told:?}");
    }
    for name in ["eventTime", "eventTimeZoneOffset", "action", "epcList"] {
        let told = told(&JSON.replacen(&format!("\"{name}\""), "\"ex:other\"", 1));
        assert_eq!(told, [("missing", format!("/epcisBody/eventList/0/{name}"), 3)]);
    }
}

#[test]
fn the_second_of_two_members_of_one_name_counts() {
    let both = |first: &str, second: &str| {
        let members = format!("\"action\": {first}, \"action\": {second}");
        told(&JSON.replace("\"action\": \"ADD\"", &members)).len()
    };
    assert_eq!((both("1", "\"ADD\""), both("\"ADD\"", "1")), (0, 1));
}

#[test]
fn limits_are_kept() {
    let code = |text: &str, limits: Limits| judged(text.as_bytes(), limits).1.pop().map(|fault| fault.code);
    let shallow = Limits { depth: 3, ..Limits::default() };
    let short = Limits { piece: 20, ..Limits::default() };
    let few = Limits { attributes: 1, ..Limits::default() };
    assert_eq!(code(XML, shallow), Some("limit-depth"));
    assert_eq!(code(XML, short), Some("limit-size"));
    assert_eq!(code(XML, few), Some("limit-attributes"));
    assert_eq!(code(&JSON.replace("[]", "[[[[[]]]]]"), shallow), Some("limit-depth"));
    assert_eq!(code(JSON, short), Some("limit-size"));
    let bomb = "<!DOCTYPE a [<!ENTITY b \"c\"><!ENTITY d \"&b;&b;\">]><a>&d;</a>";
    assert_eq!(code(bomb, Limits::default()), Some("xml-entity"));
}

/// What a mistake would do to a document.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let edit = (
        any::<prop::sample::Index>(),
        0_usize..12,
        prop::sample::select(vec!["", "<", "</a>", "{", "\"", "x", "&", "]", "\n"]),
    );
    (any::<bool>(), prop::collection::vec(edit, 0..4)).prop_map(|(xml, edits)| {
        let mut text = if xml { XML } else { JSON }.as_bytes().to_vec();
        for (at, length, new) in edits {
            let at = at.index(text.len());
            text.splice(at..text.len().min(at + length), new.bytes());
        }
        text
    })
}

proptest! {
    #[test]
    fn how_the_input_comes_makes_no_difference(text in mutated(), size in 1_usize..40) {
        let whole = judged(&text[..], Limits::default());
        prop_assert_eq!(whole.0.faults, whole.1.len() as u64);
        prop_assert_eq!(&judged(BufReader::with_capacity(size, &text[..]), Limits::default()), &whole);
        for fault in &whole.1 {
            prop_assert_eq!(Place::START.behind(&text[..fault.place.offset as usize]), fault.place);
            prop_assert!(!fault.message.is_empty() && !fault.expected.is_empty() && !fault.help.is_empty());
        }
    }
}
