use proptest::prelude::*;

use crate::epcis::read::{Positioned, ReadError, Reader};
use crate::epcis::tree::Limits;

/// What scanner and full parser make of a document; places of everything count.
fn both(text: &[u8], limits: Limits) -> [String; 2] {
    let told = |reader: Reader<&[u8]>| {
        let mut reader = reader;
        let found: Vec<Result<Positioned, ReadError>> = reader.by_ref().collect();
        format!("{found:#?} {:#?}", reader.head())
    };
    [told(Reader::new(text, limits)), told(Reader::new(text, limits).thorough())]
}

fn agree(text: &str) {
    for limits in [Limits::default(), Limits { depth: 6, piece: 400, attributes: 2 }] {
        let [scanned, parsed] = both(text.as_bytes(), limits);
        assert!(scanned == parsed, "{text}\n{scanned}\n{parsed}");
    }
}

#[test]
fn shared_documents_are_read_alike() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/epcis");
    let mut folders = vec![root.join("official")];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                agree(&text);
                count += 1;
            }
        }
    }
    if count == 0 {
        println!("the official EPCIS examples are absent");
    }
}

const XML: [&str; 40] = [
    "<ObjectEvent>",
    "</ObjectEvent>",
    "<AggregationEvent>",
    "</AggregationEvent>",
    "<eventTime>",
    "</eventTime>",
    "<epcList>",
    "</epcList>",
    "<epc>",
    "</epc>",
    "<epc>urn:epc:id:sgtin:9506000.013435.A1</epc>",
    "<epcList/>",
    "<epc/>",
    "<action>ADD</action>",
    "<extension>",
    "</extension>",
    "<baseExtension>",
    "</baseExtension>",
    "<readPoint><id> r\n</id></readPoint>",
    "<readPoint>",
    "</readPoint>",
    "<id>",
    "</id>",
    "<ex:a/>",
    "<ex:a b='1' ex:c=\"/>\">",
    "</ex:a>",
    "<no:prefix/>",
    "<plain x='1'/>",
    "<ilmd xmlns:m='urn:m'><m:lotNumber>7</m:lotNumber></ilmd>",
    "<!-- c -->",
    "<![CDATA[x]]>",
    "&amp;",
    "&no;",
    "text",
    "\r\n",
    " ",
    "é",
    "<bizTransactionList><bizTransaction type='t'>b</bizTransaction></bizTransactionList>",
    "<?pi?>",
    "<eventID>x</eventID >",
];

const JSON: [&str; 30] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"type\": \"ObjectEvent\"",
    "\"type\": \"x:AggregationEvent\"",
    "\"eventTime\": \"t\"",
    "\"epcList\": [\"a\", \"b\"]",
    "\"epcList\": []",
    "\"epcList\": \"a\"",
    "\"epcList\": [1]",
    "\"epcList\": [\"a\",]",
    "\"action\": \"A\\u0044D\"",
    "\"bizStep\": null",
    "\"readPoint\": {\"id\": \"r\"}",
    "\"ex:a\": [1.0, {\"b\": \"}\\\"\"}]",
    "\"@context\": {\"ex\": \"urn:x:\"}",
    "\"isA\": \"ObjectEvent\"",
    "\"a\"",
    "1",
    "-",
    "nul",
    "\"é\"",
    "\"\u{1}\"",
    " ",
    "\n",
    "\"ilmd\": {\"cbvmda:lotNumber\": \"L\"}",
    "\"parentID\": 7",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn xml_is_read_alike(pieces in prop::collection::vec(0..XML.len(), 0..14), default in 0..3usize) {
        let namespace = ["", " xmlns='urn:epcglobal:epcis:xsd:2'", " xmlns='urn:other'"][default];
        let inner: String = pieces.into_iter().map(|at| XML[at]).collect();
        agree(&format!("<EventList xmlns:ex='urn:ex'{namespace}><ObjectEvent>{inner}</ObjectEvent> <ObjectEvent></ObjectEvent></EventList>"));
    }

    #[test]
    fn json_is_read_alike(pieces in prop::collection::vec(0..JSON.len(), 0..14), commas in any::<bool>()) {
        let pieces: Vec<_> = pieces.into_iter().map(|at| JSON[at]).collect();
        let inner = pieces.join(if commas { "," } else { "" });
        agree(&format!("[{{{inner}}}, {{\"type\": \"ObjectEvent\"}}]"));
        agree(&format!("{{\"type\": \"EPCISDocument\", \"epcisBody\": {{\"eventList\": [{{\"type\": \"ObjectEvent\", {inner}}}]}}}}"));
    }
}
