use std::path::{Path, PathBuf};

use super::*;
use crate::epcis::model::EventKind;
use crate::epcis::read::{Positioned, Reader};
use crate::epcis::tree::Limits;

fn read(text: &[u8]) -> (Head, Vec<Event>) {
    let mut reader = Reader::new(text, Limits::default());
    reader.by_ref().for_each(drop);
    // JSON may explain its prefixes behind the events.
    let context = reader.head().context.clone();
    let mut reader = Reader::new(text, Limits::default());
    if let Some(context) = &context {
        reader = reader.with_context(context);
    }
    let events = reader.by_ref().filter_map(Result::ok).map(|Positioned { event, .. }| event).collect();
    (reader.head().clone(), events)
}

fn written(head: &Head, events: &[Event]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), head).unwrap();
    events.iter().for_each(|event| writer.event(event).unwrap());
    writer.finish().unwrap()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "xml" || e == "jsonld") {
            found.push(path);
        }
    }
}

fn same_when_read_again(name: &str, text: &[u8]) {
    let (head, events) = read(text);
    let copy = written(&head, &events);
    let (again, copies) = read(&copy);
    let shown = String::from_utf8_lossy(&copy);
    assert_eq!(copies.len(), events.len(), "{name}: {shown}");
    for (copy, event) in copies.iter().zip(&events) {
        assert_eq!(copy, event, "{name}: {shown}");
    }
    assert_eq!(again, head, "{name}: {shown}");
    assert_eq!(written(&again, &copies), copy, "{name}");
}

#[test]
fn official_examples_come_back_as_they_were() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/epcis/official");
    let mut paths = Vec::new();
    ["JSON", "XML", "XML-1.2"].iter().for_each(|folder| files(&root.join(folder), &mut paths));
    if paths.is_empty() {
        println!("the official EPCIS examples are absent");
    }
    for path in paths.iter().filter(|path| !path.to_string_lossy().contains("CaptureJob")) {
        same_when_read_again(&path.display().to_string(), &std::fs::read(path).unwrap());
    }
}

#[test]
fn what_others_lose_is_kept() {
    let xml = |version: &str, root: &str, extra: &str| {
        format!(
            r#"<?xml version="1.0"?><e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:{root}" xmlns:ex="https://example.com/"
 xmlns:sbdh="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader" schemaVersion="{version}"
 creationDate="2026-03-05T00:00:00Z" ex:mark="A &amp; &quot;B&quot;"><EPCISHeader>
 <sbdh:StandardBusinessDocumentHeader><sbdh:HeaderVersion>1.0</sbdh:HeaderVersion><sbdh:Sender><sbdh:Identifier Authority="GLN">9506000000012</sbdh:Identifier></sbdh:Sender></sbdh:StandardBusinessDocumentHeader>
 <extension><EPCISMasterData><VocabularyList><Vocabulary type="urn:epcglobal:epcis:vtype:Location" ex:by="me"><VocabularyElementList>
 <VocabularyElement id="urn:epc:id:sgln:9506000.00001.0"><attribute id="urn:epcglobal:cbv:mda#name">Plant</attribute>
 <attribute id="urn:epcglobal:cbv:mda#site" ex:kind="x"/><attribute id="urn:x#y"><ex:a>1</ex:a><ex:b> 2 </ex:b></attribute>
 <children><id>urn:epc:id:sgln:9506000.00001.1</id></children><ex:more/></VocabularyElement></VocabularyElementList><ex:v>1</ex:v></Vocabulary></VocabularyList></EPCISMasterData></extension>
 <gs1ushc:dscsaTransactionStatement xmlns:gs1ushc="http://epcis.gs1us.org/hc/ns"><gs1ushc:affirmTransactionStatement>true</gs1ushc:affirmTransactionStatement></gs1ushc:dscsaTransactionStatement>
 </EPCISHeader><EPCISBody xmlns:b="urn:b"><EventList xmlns:l="urn:l">{extra}</EventList></EPCISBody><ex:after a="1"/></e:EPCISDocument>"#
        )
    };
    let event = r#"<ObjectEvent xmlns:own="urn:own"><eventTime>2026-03-04T10:00:00Z</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset>
 <baseExtension><eventID>urn:uuid:1</eventID><errorDeclaration><declarationTime>2026-03-04T11:00:00Z</declarationTime><reason>urn:epcglobal:cbv:er:incorrect_data</reason><correctiveEventIDs><correctiveEventID>urn:uuid:2</correctiveEventID></correctiveEventIDs><ex:why>typo</ex:why></errorDeclaration></baseExtension>
 <epcList/><action>ADD</action><readPoint><id>urn:epc:id:sgln:9506000.00001.0</id><ex:door>3</ex:door></readPoint>
 <bizTransactionList><bizTransaction>urn:x:1</bizTransaction><bizTransaction type="urn:epcglobal:cbv:btt:po" ex:n="7">urn:x:2</bizTransaction></bizTransactionList>
 <extension><quantityList><quantityElement><epcClass>urn:epc:class:lgtin:9506000.013435.L1</epcClass><quantity>12.50</quantity><uom>KGM</uom><ex:q>1</ex:q></quantityElement>
 <quantityElement><epcClass>urn:epc:class:lgtin:9506000.013435.L2</epcClass><quantity xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></quantityElement></quantityList>
 <ilmd><cbvmda:lotNumber xmlns:cbvmda="urn:epcglobal:cbv:mda">L&lt;1</cbvmda:lotNumber></ilmd><extension><sensorElementList><sensorElement><sensorMetadata time="2026-03-04T10:00:00Z" ex:a="b"/><sensorReport type="gs1:Temperature" value="5.0" uom="CEL"/><ex:s/></sensorElement></sensorElementList><persistentDisposition><unset>urn:epcglobal:cbv:disp:reserved</unset><set>urn:epcglobal:cbv:disp:available</set></persistentDisposition><local>1</local></extension></extension>
 <own:plain>  spaces kept  </own:plain><b:x/><l:mixed a="1">one<l:two/>three &#13; four</l:mixed><other xmlns="urn:default"><inner/></other><bizStep>late</bizStep></ObjectEvent>"#;
    let transformation = r#"<extension><TransformationEvent><eventTime>2026-03-04T10:00:00Z</eventTime><inputEPCList><epc>a</epc></inputEPCList><outputQuantityList/><transformationID>urn:t</transformationID><ilmd/><extension><here>1</here></extension></TransformationEvent></extension>"#;
    let association = r#"<extension><extension><AssociationEvent><eventTime>2026-03-04T10:00:00Z</eventTime><parentID>p</parentID><childEPCs><epc>c</epc></childEPCs><childQuantityList/><action>ADD</action></AssociationEvent></extension></extension>"#;
    let all = [event, transformation, association].concat();
    same_when_read_again("1.2", xml("1.2", "1", &all).as_bytes());
    same_when_read_again("2.0", xml("2.0", "2", &all).as_bytes());
    same_when_read_again(
        "bare",
        event.replace("<b:x/>", "").replace("l:", "own:").replace("ex:", "own:").as_bytes(),
    );
    let json = r#"{"@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"ex": "https://example.com/", "t": {"@id": "urn:t", "@type": "@id"}}],
 "type": "EPCISDocument", "schemaVersion": "2.0", "id": "urn:doc", "sender": "urn:s", "ex:number": 1.50, "creationDate": "2026-03-05T00:00:00Z",
 "epcisHeader": {"epcisMasterData": {"vocabularyList": [{"type": "urn:t", "vocabularyElementList": [{"id": "urn:1", "attributes": [{"id": "urn:a", "attribute": "x"}, {"id": "urn:b", "attribute": {"ex:c": [1, null]}}], "children": ["urn:2"]}], "ex:v": true}]}, "ex:head": {"ex:deep": []}},
 "epcisBody": {"eventList": [{"@context": {"own": "urn:own:"}, "type": "ObjectEvent", "eventTime": "2026-03-04T10:00:00Z", "action": "ADD", "epcList": [], "bizStep": null,
 "quantityList": [{"epcClass": "urn:c", "quantity": 1.0, "ex:q": 1}], "bizTransactionList": [{"bizTransaction": "b", "ex:n": "7"}],
 "sensorElementList": [{"sensorReport": [{"type": "Temperature", "value": 26.0, "booleanValue": false}], "ex:s": 1}],
 "own:a": "\"q\" \u0001 \u00e9", "ex:list": [1, [2, "3"], {"ex:k": null}], "unknown": {"a b": 1, "http://x.y/z": "u"}}]}}"#;
    same_when_read_again("json", json.as_bytes());
    same_when_read_again("query", br#"{"type": "EPCISQueryDocument", "epcisBody": {"queryResults": {"queryName": "q", "subscriptionID": "s", "ex:x": 1, "resultsBody": {"eventList": []}}}}"#);
    same_when_read_again(
        "list",
        br#"[{"type": "ObjectEvent"}, {"type": "AggregationEvent", "parentID": "p", "childEPCs": "c"}]"#,
    );
    same_when_read_again(
        "query in XML",
        br#"<q:EPCISQueryDocument xmlns:q="urn:epcglobal:epcis-query:xsd:2" xmlns:ex="urn:ex" schemaVersion="2.0"><EPCISBody><q:QueryResults><queryName>q</queryName><resultsBody><EventList><ObjectEvent/></EventList></resultsBody><ex:more/></q:QueryResults></EPCISBody></q:EPCISQueryDocument>"#,
    );
    same_when_read_again(
        "master data",
        br#"<m:EPCISMasterDataDocument xmlns:m="urn:epcglobal:epcis-masterdata:xsd:1" schemaVersion="1.2"><EPCISBody><VocabularyList><Vocabulary type="t"><VocabularyElementList><VocabularyElement id="1"/></VocabularyElementList></Vocabulary></VocabularyList></EPCISBody></m:EPCISMasterDataDocument>"#,
    );
}

/// Pieces of XML that may stand beside each other in an event, whatever their order.
const XML: [&str; 14] = [
    "<ex:a/>",
    "<ex:a>  one &amp; two </ex:a>",
    r#"<ex:b xmlns:own="urn:own" own:x="&lt;&quot;">t<own:c/><!-- not kept -->u</ex:b>"#,
    "<plain>1</plain>",
    "<ilmd><ex:lot>1</ex:lot></ilmd>",
    "<extension><ilmd/><quantityList/></extension>",
    "<extension><extension><persistentDisposition><set>a</set></persistentDisposition></extension></extension>",
    "<baseExtension><eventID>urn:1</eventID></baseExtension>",
    "<eventID>urn:2</eventID>",
    "<epcList><epc> urn:3 </epc><epc/></epcList>",
    "<action>ADD</action>",
    r#"<sourceList><source ex:n="1" type="t">s</source></sourceList>"#,
    r#"<readPoint><id>r</id><extension><door>1</door></extension><ex:e/></readPoint>"#,
    r#"<sensorElementList><sensorElement><sensorReport ex:q="1" type="gs1:Mass"/></sensorElement></sensorElementList>"#,
];

/// Members of an event of JSON.
const MEMBERS: [&str; 14] = [
    r#""ex:a": null"#,
    r#""ex:a": [1.50, [], {"b": [true]}, "\u0000\"\\é"]"#,
    r#""bizStep": null"#,
    r#""epcList": "one""#,
    r#""epcList": []"#,
    r#""@context": [{"own": "urn:own:"}]"#,
    r#""own:b": {"own:c": 1e5, "": 2}"#,
    r#""action": "ADD""#,
    r#""ilmd": {"cbvmda:lotNumber": "007", "@x:y": 1}"#,
    r#""readPoint": "r""#,
    r#""sensorElementList": [{"sensorMetadata": {"time": "t", "ex:m": []}, "sensorReport": [{"value": 1, "ex:v": {}}]}]"#,
    r#""quantityList": [{"epcClass": "c", "quantity": "007", "x": null}]"#,
    r#""sourceList": [{"type": "t", "source": "s", "x": 1}, {"source": "s"}]"#,
    r#""errorDeclaration": {"declarationTime": "t", "correctiveEventIDs": ["a"], "ex:w": 1}"#,
];

proptest::proptest! {
    #[test]
    fn any_order_of_parts_comes_back(
        parts in proptest::collection::vec(0..XML.len(), 0..8),
        first in proptest::bool::ANY,
        kind in 0..EventKind::ALL.len(),
    ) {
        let kind = EventKind::ALL[kind].name();
        let parts: String = parts.into_iter().map(|at| XML[at]).collect();
        let version = if first { 1 } else { 2 };
        let text = format!(
            r#"<e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:{version}" xmlns:ex="urn:ex"><EPCISBody><EventList><{kind}>{parts}</{kind}></EventList></EPCISBody></e:EPCISDocument>"#
        );
        same_when_read_again(&text, text.as_bytes());
    }

    #[test]
    fn any_members_come_back(
        parts in proptest::sample::subsequence(MEMBERS.to_vec(), 0..MEMBERS.len()),
        kind in 0..EventKind::ALL.len(),
    ) {
        let kind = EventKind::ALL[kind].name();
        let mut parts = parts;
        parts.dedup_by_key(|part| part.split(':').next().map(str::to_owned));
        let text = format!(r#"[{{"type": "{kind}", {}}}]"#, parts.join(", ")).replace(", }", "}");
        same_when_read_again(&text, text.as_bytes());
    }
}
