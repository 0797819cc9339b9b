//! EPCIS documents of a packaging order: packs commissioned in a hundred events, cases in two, then packed fifty to a case.

use std::fmt::Write;

/// A document in both notations.
pub struct Documents {
    /// EPCIS 1.2 XML.
    pub xml: String,
    /// EPCIS 2.0 JSON.
    pub json: String,
    /// How often an EPC is named.
    pub mentions: usize,
    /// How many events there are.
    pub events: usize,
}

const PLACE: &str = "urn:epc:id:sgln:9506000.00001.0";

fn pack(number: usize) -> String {
    format!("urn:epc:id:sgtin:9506000.013435.{:012}", 100_000_000_000 + number * 7)
}

fn case(number: usize) -> String {
    format!("urn:epc:id:sscc:9506000.{number:010}")
}

/// Documents of about so many packs.
#[must_use]
pub fn order(packs: usize) -> Documents {
    let cases = packs.div_ceil(50);
    let mut documents = Documents { xml: String::new(), json: String::new(), mentions: 0, events: 0 };
    documents.xml.push_str(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<epcis:EPCISDocument xmlns:epcis=\"urn:epcglobal:epcis:xsd:1\" ",
        "xmlns:cbvmda=\"urn:epcglobal:cbv:mda\" schemaVersion=\"1.2\" creationDate=\"2026-03-06T00:00:00Z\">\n",
        "<EPCISBody><EventList>\n"
    ));
    documents.json.push_str(concat!(
        "{\"@context\": [\"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld\"], \"type\": \"EPCISDocument\", ",
        "\"schemaVersion\": \"2.0\", \"creationDate\": \"2026-03-06T00:00:00Z\", \"epcisBody\": {\"eventList\": ["
    ));
    let share = packs.div_ceil(100).max(1);
    let all: Vec<String> = (0..packs).map(pack).collect();
    for (at, packs) in all.chunks(share).enumerate() {
        documents.event(8, at, None, packs, true);
    }
    let boxes: Vec<String> = (0..cases).map(case).collect();
    for (at, cases) in boxes.chunks(cases.div_ceil(2).max(1)).enumerate() {
        documents.event(9, at, None, cases, false);
    }
    for (at, packs) in all.chunks(50).enumerate() {
        documents.event(10, at, boxes.get(at), packs, false);
    }
    documents.xml.push_str("</EventList></EPCISBody></epcis:EPCISDocument>\n");
    documents.json.push_str("]}}");
    documents
}

impl Documents {
    fn event(&mut self, hour: usize, at: usize, parent: Option<&String>, epcs: &[String], lot: bool) {
        let time = format!(
            "2026-03-04T{:02}:{:02}:{:02}.{:03}Z",
            hour + at / 3_600_000,
            at / 60_000 % 60,
            at / 1000 % 60,
            at % 1000
        );
        let (kind, list, step, disposition) = match parent {
            None => ("ObjectEvent", "epcList", "commissioning", "active"),
            Some(_) => ("AggregationEvent", "childEPCs", "packing", "in_progress"),
        };
        let xml = &mut self.xml;
        let _ = write!(
            xml,
            "<{kind}><eventTime>{time}</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset>"
        );
        parent.iter().for_each(|parent| _ = write!(xml, "<parentID>{parent}</parentID>"));
        let _ = writeln!(xml, "\n<{list}>");
        epcs.iter().for_each(|epc| _ = writeln!(xml, "<epc>{epc}</epc>"));
        let _ = write!(
            xml,
            "</{list}>\n<action>ADD</action><bizStep>urn:epcglobal:cbv:bizstep:{step}</bizStep><disposition>urn:epcglobal:cbv:disp:{disposition}</disposition><readPoint><id>{PLACE}</id></readPoint><bizLocation><id>{PLACE}</id></bizLocation>"
        );
        if lot {
            xml.push_str("<extension><ilmd><cbvmda:lotNumber>L7781</cbvmda:lotNumber><cbvmda:itemExpirationDate>2028-05-31</cbvmda:itemExpirationDate></ilmd></extension>");
        }
        let _ = writeln!(xml, "</{kind}>");
        let json = &mut self.json;
        if self.events > 0 {
            json.push_str(", ");
        }
        let _ = write!(
            json,
            "{{\"type\": \"{kind}\", \"eventTime\": \"{time}\", \"eventTimeZoneOffset\": \"+00:00\", "
        );
        parent.iter().for_each(|parent| _ = write!(json, "\"parentID\": \"{parent}\", "));
        let _ = write!(json, "\"{list}\": [\"{}\"], ", epcs.join("\", \""));
        let _ = write!(
            json,
            "\"action\": \"ADD\", \"bizStep\": \"{step}\", \"disposition\": \"{disposition}\", \"readPoint\": {{\"id\": \"{PLACE}\"}}, \"bizLocation\": {{\"id\": \"{PLACE}\"}}"
        );
        if lot {
            json.push_str(", \"ilmd\": {\"cbvmda:lotNumber\": \"L7781\", \"cbvmda:itemExpirationDate\": \"2028-05-31\"}");
        }
        json.push('}');
        self.events += 1;
        self.mentions += epcs.len() + usize::from(parent.is_some());
    }
}
