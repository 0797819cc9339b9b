use std::path::{Path, PathBuf};

use super::*;
use crate::epcis::model::{EventKind, Value};
use crate::epcis::read::{Positioned, Reader};
use crate::epcis::tree::Limits;
use crate::epcis::write::Writer;

fn read(text: &[u8]) -> (Head, Vec<Event>) {
    let mut reader = Reader::new(text, Limits::default());
    reader.by_ref().for_each(drop);
    let context = reader.head().context.clone();
    let mut reader = Reader::new(text, Limits::default());
    if let Some(context) = &context {
        reader = reader.with_context(context);
    }
    let events = reader.by_ref().filter_map(Result::ok).map(|Positioned { event, .. }| event).collect();
    (reader.head().clone(), events)
}

/// The document in another notation, and what got lost.
fn converted(text: &[u8], options: Options<'_>) -> (Vec<u8>, Vec<Loss>) {
    let (head, events) = read(text);
    let mut converter = Converter::new(options, &head);
    events.iter().for_each(|event| converter.learn(event));
    let mut writer = Writer::new(Vec::new(), converter.head()).unwrap();
    for event in events {
        writer.event(&converter.event(event)).unwrap();
    }
    (writer.finish().unwrap(), converter.losses().to_vec())
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

/// Which losses are of the content, not only of how it is written.
fn is_serious(loss: &Loss) -> bool {
    !matches!(loss.code, "not-in-1.2" | "sbdh-missing")
}

#[test]
fn official_examples_survive_the_way_there_and_back() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/epcis/official");
    let mut paths = Vec::new();
    ["JSON", "XML", "XML-1.2"].iter().for_each(|folder| files(&root.join(folder), &mut paths));
    if paths.is_empty() {
        println!("the official EPCIS examples are absent");
    }
    let mut whole = 0;
    for path in paths.iter().filter(|path| !path.to_string_lossy().contains("CaptureJob")) {
        let text = std::fs::read(path).unwrap();
        let (head, events) = read(&text);
        for form in [Form::Xml1, Form::Xml2, Form::Json] {
            let (there, losses) = converted(&text, Options::to(form));
            let shown = || format!("{} to {form:?}: {}", path.display(), String::from_utf8_lossy(&there));
            let (_, copies) = read(&there);
            assert_eq!(copies.len(), events.len(), "{}", shown());
            if losses.iter().any(is_serious) {
                continue;
            }
            // The same words and lists that are asked for, in the first notation.
            let same = |options| converted(&text, options).0;
            let (first, _) = (same(Options::to(head.form)), ());
            let (back, _) = converted(&there, Options::to(head.form));
            let ((_, firsts), (_, backs)) = (read(&first), read(&back));
            for (mut back, mut first) in backs.into_iter().zip(firsts) {
                back.namespaces.clear();
                first.namespaces.clear();
                (back.context, first.context) = (None, None);
                for event in [&mut back, &mut first] {
                    plain(event);
                }
                assert_eq!(back, first, "{}", shown());
            }
            whole += 1;
        }
    }
    assert!(paths.is_empty() || whole > 100, "{whole}");
}

/// Without what differs by notation only: prefixes, empty lists that 1.2 asks for, and nil quantities.
fn plain(event: &mut Event) {
    for list in [&mut event.epc_list, &mut event.child_epcs] {
        *list = list.take().filter(|list| !list.is_empty());
    }
    for amount in event.input_quantity_list.iter_mut().flatten() {
        amount.extensions.clear();
    }
    let places = event.read_point.iter_mut().chain(&mut event.biz_location).flat_map(|(_, place)| place);
    let sensors = event.sensor_element_list.iter_mut().flatten();
    let sensors = sensors.flat_map(|sensor| {
        let reports = sensor.metadata.iter_mut().chain(&mut sensor.reports).flatten();
        reports.chain(&mut sensor.extensions)
    });
    let declaration = event.error_declaration.iter_mut().flat_map(|declaration| &mut declaration.extensions);
    let ilmd = event.ilmd.iter_mut().flatten();
    ilmd.chain(&mut event.extensions).chain(places).chain(sensors).chain(declaration).for_each(bare);
}

fn bare(extension: &mut crate::epcis::model::Extension) {
    extension.name.prefix.clear();
    match &mut extension.value {
        Value::Members(members) => members.iter_mut().for_each(bare),
        Value::Element { attributes, declared, content } => {
            declared.clear();
            attributes.iter_mut().for_each(|(name, _)| name.prefix.clear());
            content.iter_mut().for_each(bare);
        }
        _ => {}
    }
}

const JSON: &str = r##"{"@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"ex": "https://example.com/"}],
 "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": "2026-03-05T00:00:00Z", "sender": "urn:s", "epcisBody": {"eventList": [
 {"type": "ObjectEvent", "eventTime": "2026-03-04T10:00:00Z", "eventTimeZoneOffset": "+00:00", "action": "ADD", "bizStep": "commissioning",
 "epcList": ["urn:epc:id:sgtin:9506000.013435.A%2F1", "https://id.gs1.org/01/09506000134352/21/A2", "urn:x"],
 "disposition": "https://ref.gs1.org/cbv/Disp-active", "readPoint": {"id": "https://id.gs1.org/414/9506000000015"},
 "bizTransactionList": [{"type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:1:2"}],
 "sensorElementList": [{"sensorReport": [{"type": "Temperature", "value": 26.0, "component": "x", "booleanValue": true}]}],
 "ilmd": {"cbvmda:lotNumber": "007", "ex:plain": {"ex:a": ["1", "2"], "ex:b": {"@xml:lang": "en", "#text": "so"}}}}]}}"##;

#[test]
fn words_and_identifiers_take_the_form_that_is_asked_for() {
    let (xml, losses) = converted(JSON.as_bytes(), Options::to(Form::Xml2));
    let xml = String::from_utf8(xml).unwrap();
    for part in [
        "<bizStep>urn:epcglobal:cbv:bizstep:commissioning</bizStep>",
        "<disposition>urn:epcglobal:cbv:disp:active</disposition>",
        r#"<bizTransaction type="urn:epcglobal:cbv:btt:po">"#,
        r#"type="gs1:Temperature" value="26.0" component="cbv:Comp-x" booleanValue="true""#,
        "<cbvmda:lotNumber>007</cbvmda:lotNumber>",
        "<ex:plain><ex:a>1</ex:a><ex:a>2</ex:a><ex:b xml:lang=\"en\">so</ex:b></ex:plain>",
        r#"xmlns:cbvmda="urn:epcglobal:cbv:mda""#,
        r#"sender="urn:s""#,
    ] {
        assert!(xml.contains(part), "{part}: {xml}");
    }
    assert_eq!(losses, []);
    let (json, losses) = converted(xml.as_bytes(), Options::to(Form::Json));
    assert_eq!(losses, []);
    let ((_, first), (_, again)) = (read(JSON.as_bytes()), read(&json));
    let mut first = first[0].clone();
    first.disposition = Some("active".into());
    assert_eq!(again[0], first, "{}", String::from_utf8_lossy(&json));

    let links = Options {
        identifiers: Identifiers::DigitalLink,
        words: Some(vocabulary::Form::WebUri),
        ..Options::to(Form::Json)
    };
    let (_, found) = read(&converted(JSON.as_bytes(), links).0);
    let epcs = found[0].epc_list.as_ref().unwrap().iter().map(|epc| epc.text.as_str()).collect::<Vec<_>>();
    assert_eq!(
        epcs,
        [
            "https://id.gs1.org/01/09506000134352/21/A%2F1",
            "https://id.gs1.org/01/09506000134352/21/A2",
            "urn:x"
        ]
    );
    assert_eq!(found[0].biz_step.as_ref().unwrap().text, "https://ref.gs1.org/cbv/BizStep-commissioning");

    // The prefix is learnt from the URN beside it.
    let urns = Options { identifiers: Identifiers::Urn, ..Options::to(Form::Json) };
    let (text, losses) = converted(JSON.as_bytes(), urns);
    let (_, found) = read(&text);
    assert_eq!(found[0].epc_list.as_ref().unwrap()[1].text, "urn:epc:id:sgtin:9506000.013435.A2");
    assert_eq!(found[0].read_point.as_ref().unwrap().0.text, "urn:epc:id:sgln:9506000.00001.0");
    assert_eq!(losses, []);
    let alone = JSON.replace("urn:epc:id:sgtin:9506000.013435.A%2F1", "urn:y");
    let (_, losses) = converted(alone.as_bytes(), urns);
    assert_eq!(
        losses.iter().map(|loss| (loss.code, loss.count)).collect::<Vec<_>>(),
        [("identifier-kept", 2)]
    );
}

#[test]
fn what_the_other_notation_cannot_say_is_named() {
    let event = |more: &str| {
        format!(
            r#"{{"@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {{"ex": "https://example.com/"}}], "type": "EPCISDocument", "epcisBody": {{"eventList": [{{"type": "AssociationEvent", "parentID": "p", "action": "ADD", "childEPCs": [], {more}}}]}}}}"#
        )
    };
    for (more, form, codes) in [
        (r#""ex:a": 1.5"#, Form::Xml2, vec!["type-not-in-xml"]),
        (r#""ex:a": null"#, Form::Xml2, vec!["null"]),
        (r#""ex:a": ["1"]"#, Form::Xml2, vec!["short-list"]),
        (r#""ex:a": [["1"], "2"]"#, Form::Xml2, vec!["nested-list", "short-list"]),
        (r#""ex:a b": "1""#, Form::Xml2, vec!["name-not-xml"]),
        (r#""ex:a": "\u0001""#, Form::Xml2, vec!["character-not-in-xml"]),
        (r#""sensorElementList": []"#, Form::Xml1, vec!["not-in-1.2"]),
        (r#""bizStep": null"#, Form::Xml2, vec![]),
    ] {
        let (text, losses) = converted(event(more).as_bytes(), Options::to(form));
        assert_eq!(losses.iter().map(|loss| loss.code).collect::<Vec<_>>(), codes, "{more}");
        let (_, found) = read(&text);
        assert_eq!(found[0].kind, EventKind::Association, "{}", String::from_utf8_lossy(&text));
    }
    let mixed =
        br#"<EventList xmlns:ex="urn:ex"><ObjectEvent><ex:a>one<ex:b/>two</ex:a></ObjectEvent></EventList>"#;
    assert_eq!(converted(mixed, Options::to(Form::Json)).1[0].code, "mixed-content");
}
