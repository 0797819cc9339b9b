use super::*;
use crate::epcis::check::{Checker, Options};
use proptest::prelude::*;

const HEAD: &str = r#"<e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:1" xmlns:m="urn:epcglobal:cbv:mda" schemaVersion="1.2" creationDate="2026-03-05T00:00:00Z"><EPCISBody><EventList>"#;
const TAIL: &str = "\n</EventList></EPCISBody></e:EPCISDocument>";
const EVENT: &str = r#"
<ObjectEvent><eventTime>2026-03-04 10:01:07+0100</eventTime><eventTimeZoneOffset>+0100</eventTimeZoneOffset>
<epcList><epc> urn:epc:id:sgtin:9506000.013435.A&amp;1 </epc><epc><!-- kept -->urn:epc:id:sgtin:9506000.013435.A/2</epc></epcList>
<action>add</action><bizStep>Commissioning</bizStep><disposition>urn:epcglobal:cbv:disp:active</disposition>
<bizTransactionList><bizTransaction n='1' type = 'po'>urn:x:y</bizTransaction></bizTransactionList>
<extension><ilmd><m:itemExpirationDate>20280531</m:itemExpirationDate><m:note>add</m:note></ilmd></extension>
</ObjectEvent>"#;

fn corrected(text: &str) -> (String, Vec<(String, String)>) {
    let fixed = fix(text.as_bytes(), Limits::default());
    assert_eq!(fixed.undone(), text.as_bytes());
    let again = fix(&fixed.text, Limits::default());
    assert_eq!(again.edits, [], "what was corrected stays");
    let edits = fixed.edits.into_iter().map(|edit| (edit.name, edit.after)).collect();
    (String::from_utf8(fixed.text).unwrap(), edits)
}

fn rules(text: &str) -> Vec<&'static str> {
    let mut checker = Checker::new(Options::default());
    checker.read("document", text.as_bytes());
    checker.finish().into_iter().map(|problem| problem.rule).collect()
}

#[test]
fn xml_is_corrected_and_everything_else_stays() {
    let text = format!("{HEAD}{EVENT}{TAIL}");
    let (copy, edits) = corrected(&text);
    let told: Vec<(&str, &str)> = edits.iter().map(|(name, after)| (name.as_str(), after.as_str())).collect();
    assert_eq!(
        told,
        [
            ("eventTime", "2026-03-04T10:01:07+01:00"),
            ("eventTimeZoneOffset", "+01:00"),
            ("epc", "urn:epc:id:sgtin:9506000.013435.A%261"),
            ("action", "ADD"),
            ("bizStep", "urn:epcglobal:cbv:bizstep:commissioning"),
            ("bizTransaction/@type", "urn:epcglobal:cbv:btt:po"),
            ("itemExpirationDate", "2028-05-31"),
        ]
    );
    assert!(
        copy.contains("<!-- kept -->urn:epc:id:sgtin:9506000.013435.A/2") && copy.contains("<m:note>add")
    );
    assert!(rules(&text).len() > 5);
    // What stands beside a comment is left to people.
    assert_eq!(rules(&copy), ["epc-syntax"]);
}

#[test]
fn repeated_events_are_left_out_with_their_commas() {
    let event = r#"{"type": "ObjectEvent", "action": "ADD"}"#;
    let (copy, _) = corrected(&format!("[{event},\n {event}, {event} ]"));
    assert_eq!(copy, format!("[{event} ]"));
    let (copy, edits) = corrected(&format!("{HEAD}{EVENT}{EVENT}{TAIL}"));
    assert_eq!((copy.matches("<ObjectEvent>").count(), edits.last().unwrap().0.as_str()), (1, "event"));
    let alone = "\n<extension><TransformationEvent><eventTime>2026-03-04T10:00:00Z</eventTime></TransformationEvent></extension>";
    assert_eq!(corrected(&format!("{HEAD}{alone}{alone}{TAIL}")).1, []);
}

#[test]
fn json_is_corrected() {
    let text = r#"[{"type": "ObjectEvent", "action": "Observe", "quantityList": [{"epcClass": "urn:x:y", "quantity": "1.50", "uom": "kgm"}],
      "persistentDisposition": {"set": ["In Transit"]}, "sourceList": [{"type": "urn:epcglobal:cbv:sdt:location", "source": "urn:x:y"}],
      "ex:action": "add", "parentID": " urn:x:y"}]"#;
    let (copy, edits) = corrected(text);
    let told: Vec<&str> = edits.iter().map(|(_, after)| after.as_str()).collect();
    assert_eq!(told, ["\"OBSERVE\"", "1.50", "\"KGM\"", "\"in_transit\"", "\"location\"", "\"urn:x:y\""]);
    assert!(copy.contains(r#""ex:action": "add""#));
}

proptest! {
    #[test]
    fn every_edit_can_be_taken_back(
        texts in prop::collection::vec(prop::sample::select(vec!["add", " x ", "Z", "20280531", "po", "A&1", "\u{e9}", "2026-03-04 10:01:07z", "<b/>"]), 9),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut text = format!("{HEAD}{EVENT}{TAIL}");
        for (at, new) in texts.iter().enumerate() {
            text = text.replacen(["+0100</eventTimeZoneOffset>", "add<", "Commissioning", "active", "po'", "urn:x:y", "A&amp;1", "20280531", "A/2"][at], new, 1);
        }
        for text in [&text[..], text.get(..cut.index(text.len())).unwrap_or_default()] {
            let fixed = fix(text.as_bytes(), Limits::default());
            prop_assert_eq!(fixed.undone(), text.as_bytes());
            for edit in &fixed.edits {
                prop_assert!(text[edit.place.offset as usize..].starts_with(&edit.before));
                prop_assert_eq!(Place::START.behind(&text.as_bytes()[..edit.place.offset as usize]), edit.place);
            }
        }
    }
}
