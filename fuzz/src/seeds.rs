//! Where each target begins: a few literals, and the inputs of the shared cases.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use tallymark::epc::{Coding, Encoding, PrefixTable, Tag};
use tallymark::gs1::ApplicationIdentifier;
use tallymark::hierarchy::CompactHierarchy;
use tallymark::item::Item;
use tallymark::profile::{BUILT_IN, Profile};
use tallymark::sets::{About, Limits, Sketch, SketchKey, Source, Sync};
use tallymark::simulate::Scenario;

use crate::targets::{KEY, set};

/// A valid order.
pub const ORDER: &str = r#"{"schema": "tallymark-batch/1", "order": "PO-1001", "gtin": "09506000134352", "lot": "A7B21", "expiry": "281231",
 "profile": "eu-fmd", "site": "9506000134000", "line": "L07", "quantity": {"planned": 40, "good": 37, "samples_planned": 1},
 "packaging": [{"level": "case", "capacity": 5}, {"level": "pallet", "capacity": 4}], "recipe": {"id": "R-77", "version": "4"},
 "operators": [{"id": "op12", "trained_until": "2027-01-31", "stations": ["AGG1"]}],
 "devices": [{"id": "CAM1", "kind": "camera", "station": "VERIFY", "maintenance_due": "2026-06-01"}],
 "material_lots": [{"kind": "label_reel", "id": "RL-3", "from": "2026-03-04T09:12:00Z", "to": "2026-03-04T10:40:00Z"}],
 "grade_threshold": {"CAM1": 1.5}, "verification_plan": {"containers": 5}, "lanes": [{"printer": "PRN1", "camera": "CAM1"}],
 "streams": ["pool", "printer", "camera", "agg", "events", "epcis", "l4", "wms", "verify", "audit"]}"#;

/// Small dictionaries with a word of every kind.
const DICTIONARIES: &[&str] = &[
    "# Release: 2099-01-01\n00 *? N18,csum,gcppos2 dlpkey # SSCC\n01 *? N14,csum,gcppos2 ex=255,37 dlpkey=22,10,21|235 # GTIN\n10 ? X..20 req=01,02,03,8006,8026 # BATCH/LOT\n17 *? N6,yymmd0 req=01,02,255,8006 # USE BY\n21 ? X..20 req=01 ex=235 # SERIAL\n",
    "01 *? N14,csum dlpkey=21\r\n3100-3105 *? N6 req=01,02 ex=310n # NET\r\n4309 ? N20,latlong req=00\r\n7003 ? N10,yymmddhh req=01+10\n",
    "20 *? N2\n37 ? N..8 ex=00+01\n90 ? X..30\n8008 ? N8,yymmddhh [N..4],mmoptss\n8110 X..70,couponcode\n3940-3943 N4\n8007 X..34,iban\n",
    "8010 ? X11\n99 * X4\n17 N1,yymmd0\n",
    "8010 ? Y..30,gcppos1 dlpkey=8011\n8011 ? N..12,nozeroprefix req=8010\n8006 N14,csum N4,pieceoftotal # ITIP\n99 Z..90\n",
];

/// A short profile with a rule of every kind.
const OWN_PROFILE: &str = r#"{"schema": "tallymark-profile/1", "name": "own", "title": "Own", "version": "2026-11-25",
 "regime": {"countries": ["DE"], "later": {"DE": "2020-06-01"}, "source": "manual", "confidence": "low"},
 "alternatives": [{"name": "x", "says": "x", "content": {"one_of": [20], "set": "digits"}, "source": "m", "confidence": "low"}],
 "rules": [
  {"id": "own/a", "says": "a", "require": ["01+21=A", "00"], "source": "m", "confidence": "high"},
  {"id": "own/b", "says": "b", "allow": ["01", "21"], "severity": "info", "source": "m", "confidence": "high"},
  {"id": "own/c", "says": "c", "forbid": ["99"], "until": "2025-01-01", "source": "m", "confidence": "high"},
  {"id": "own/d", "says": "d", "together": ["10", "17"], "when": ["01"], "source": "m", "confidence": "high"},
  {"id": "own/e", "says": "e", "order": [["01", "21"], ["21", "01"]], "source": "m", "confidence": "high"},
  {"id": "own/f", "says": "f", "carrier": ["gs1-128"], "levels": ["case"], "source": "m", "confidence": "high"},
  {"id": "own/g", "says": "g", "length": {"ai": "21", "min": 1, "max": 5}, "source": "m", "confidence": "high"},
  {"id": "own/h", "says": "h", "characters": {"ai": "10", "set": "digits", "also": "AB"}, "source": "m", "confidence": "high"},
  {"id": "own/i", "says": "i", "day_zero": {"ai": "17", "allowed": false}, "source": "m", "confidence": "high"},
  {"id": "own/j", "says": "j", "quantity": {"max_characters": 48}, "carriers": ["gs1-128"], "source": "m", "confidence": "high"},
  {"id": "own/k", "says": "k", "unchecked": "why", "source": "m", "confidence": "unknown", "note": "n"}]}"#;

const SCANS: &[&str] = &[
    "]d201095060001343521728123110A7B21\u{1d}21A1B2",
    "]C100395060001340000018",
    "]d2010950600013435221A!\"%&'()*+,-./:;<=>?_z\u{1d}1728020010B",
    "]e0010950600013435231030012503103001250|]e1",
    "]E09506000134352",
    "]d28003095060001343521",
    "]Q3https://id.gs1.org/01/09506000134352/21/A1",
];
const BRACKETED: &[&str] = &[
    "(01)09506000134352(17)281231(10)A7B21(21)A1B2",
    "(00)395060001340000018",
    "(01)09506000134352(10)A\\(7)(21)\\(",
    "(01)09506000134352(3103)001250|(10)A",
    "(8010)9506000ABC#/(8011)12",
    "(253)9506000134352A(99)X",
    "(414)9506000134352(254)X1",
    "(01)09506000134352(710)1234567",
];
const PLAIN: &[&str] = &[
    "01095060001343521728123110A7B21\u{1d}21A1B2",
    "00395060001340000018",
    "8006095060001343520102\u{1d}21A",
];
const LINKS: &[&str] = &[
    "https://id.gs1.org/01/09506000134352/10/A7B21/21/A1B2?17=281231",
    "https://example.com/some/stem/01/09506000134352/21/A%2F1?17=281231&linkType=x&99=%28",
    "http://id.gs1.org/00/395060001340000018",
    "https://id.gs1.org/8010/9506000ABC/8011/12",
    "https://id.gs1.org/414/9506000134352/254/X1?s=1;t=2#f",
];
const COMPRESSED: &[&str] = &[
    "https://id.gs1.org/ARFKk4XBoCCLT2Qi6JUeQolDZA",
    "https://id.gs1.org/GhFKk4XBoAgAYiUNkiVHmIGABhg",
    "https://example.com/a/DBFKk4XBoQeFfi8RLFPInlS9A-fmxdcNPA",
    "https://example.com/a/01/09506000134352/ECSrEiFEobI",
    "https://id.gs1.org/AFe4j6ZNYHEg",
    "https://id.gs1.org/mkqVBgAKvCGA",
    "https://example.com/01/0950600013435a/01/09506000134352/ECSrEiFEobI",
    "https://.org/GhFKk4iNGABhY",
];
const EPCS: &[&str] = &[
    "urn:epc:id:sgtin:950600.0013435.A%2F1",
    "urn:epc:id:sgtin:9506000.013435.A1B2",
    "urn:epc:id:sscc:9506000.3134000001",
    "urn:epc:id:sgln:9506000.13400.0",
    "urn:epc:id:grai:9506000.13400.1",
    "urn:epc:id:giai:9506000.A1",
    "urn:epc:id:gdti:9506000.13400.1",
    "urn:epc:id:gsrn:9506000.1340000018",
    "urn:epc:id:cpi:9506000.A-%23%2F1.7",
    "urn:epc:id:itip:9506000.013435.01.02.A1",
    "urn:epc:id:upui:9506000.013435.A1",
    "urn:epc:class:lgtin:9506000.013435.A7B21",
    "urn:epc:idpat:sgtin:9506000.013435.*",
    "urn:epc:idpat:itip:9506000.*.*.*.*",
    "urn:epc:pat:sgtin-96:3.9506000.[013430-013439].*",
    "urn:epc:pat:giai-202:*.9506000.A%2FB",
    "urn:epc:id:giai:99506500.pc:idpat:sgtin:970600",
];
const PREFIX_TABLES: &[&str] = &[
    "# date: 2026-01-01\n950600 7\n0614141,7\n20;0\n9506001 9\n",
    r#"{"GCPPrefixFormatList": {"date": "2026-01-01", "entry": [{"prefix": "950600", "gcpLength": 7}, {"prefix": "20", "gcpLength": "0"}]}}"#,
    r#"<GCPPrefixFormatList date="2026-01-01"><entry prefix="950600" gcpLength="7"/></GCPPrefixFormatList>"#,
];

const ENVELOPES: &[&str] = &[
    "[)>\u{1e}06\u{1d}9N110375286414\u{1d}1TLOT_7\u{1d}D281200\u{1d}SA-1\u{1e}\u{4}",
    "]d1[)>\u{1e}05\u{1d}010415003752864321A1\u{1d}17281231\u{1e}06\u{1d}8P04150037528643\u{1d}99ZX\u{1e}12\u{1d}Y\u{1e}\u{4}\r\n",
    "06\u{1d}9N110375286414\u{1d}14D20281231\u{1d}16D20260101\u{1d}Q500",
    "9N220ABC184\u{1d}SX1",
];
const HIBCS: &[&str] = &[
    "+A123BJC5D6E71G",
    "+A123BJC5D6E71/$$3280928LOT1/16D20260101C",
    "+$$32809283C001GB",
    "*+A123BJC5D6E71G*",
    "]C0+A123BJC5D6E71G",
];
const NUMBERS: &[&str] = &[
    "110375286414",
    "PZN-03752864",
    "04150037528643",
    "0002-8215-01",
    "0002821501",
    "00002821501",
    "81234560000000017731",
    "000307052",
    "009CVD",
    "3595583",
    "6543214",
    "3400935955838",
    "]E04150037528643",
    "(01)09506000134352(715)0002-8215-01",
];

const TAGS: &[&str] = &[
    "urn:epc:tag:sgtin-96:3.9506000.013435.123456789",
    "urn:epc:tag:sgtin-198:1.9506000.013435.A%2F.1",
    "urn:epc:tag:sscc-96:2.9506000.3134000001",
    "urn:epc:tag:sgln-195:0.950600013400..X%3C",
    "urn:epc:tag:giai-202:0.9506000.a.B%22",
    "urn:epc:tag:cpi-var:0.9506000.A%23%2F.12",
    "urn:epc:tag:sgcn-96:0.9506000.13400.007",
    "urn:epc:tag:itip-212:0.9506000.013435.01.02.A",
    "urn:epc:raw:96.x3066C4409047E140075BCD15",
    "F70095060001343524A1B2",
    "F73795211411234538566CB0AFC4",
    "FC342CDE795211411234538566CB0AFC525065F1876F0D996D80",
];

/// The inputs a target starts from.
pub fn of(target: &str) -> Vec<Vec<u8>> {
    let literals = match target {
        "scan" => SCANS,
        "bracketed" => BRACKETED,
        "plain" => PLAIN,
        "link" => LINKS,
        "link_compressed" => COMPRESSED,
        "epc_urn" => EPCS,
        "prefix_table" => PREFIX_TABLES,
        "epc_tag" => TAGS,
        "dictionary" => DICTIONARIES,
        _ => &[],
    };
    let mut seeds: Vec<Vec<u8>> = literals.iter().map(|text| text.as_bytes().to_vec()).collect();
    let kinds: &[&str] = match target {
        "scan" => &["scan"],
        "bracketed" => &["bracketed"],
        "plain" => &["plain"],
        "link" => &["dl"],
        "epc_urn" => &["epc"],
        "item" => &["scan", "bracketed", "plain", "dl", "epc"],
        _ => &[],
    };
    seeds.extend(cases(kinds));
    if matches!(target, "iso15434" | "hibc" | "pharma" | "item") {
        seeds.extend(coded());
        let own: &[&[&str]] = match target {
            "iso15434" | "item" => &[ENVELOPES],
            "hibc" => &[HIBCS],
            _ => &[ENVELOPES, HIBCS, NUMBERS],
        };
        seeds.extend(own.iter().flat_map(|texts| texts.iter()).map(|text| text.as_bytes().to_vec()));
    }
    match target {
        "prefix_table" => {
            let tables = PREFIX_TABLES.iter().filter_map(|text| PrefixTable::read(text.as_bytes()).ok());
            seeds.extend(tables.map(|table| table.to_bytes()));
        }
        "repair" => {
            // Requests of this kind have no kind of input.
            seeds.extend(cases(&["auto"]));
            seeds.extend(SCANS.iter().map(|text| text.as_bytes().to_vec()));
            seeds.push(b"]D201095060001343521728123110A2121B2121C".to_vec());
        }
        "item" => {
            for literals in [SCANS, BRACKETED, PLAIN, LINKS, EPCS] {
                seeds.extend(literals.iter().map(|text| text.as_bytes().to_vec()));
            }
        }
        "epc_tag" => seeds.extend(tags().into_iter().map(|tag| tag.hex().into_bytes())),
        "epc_binary" => seeds.extend(tags().into_iter().map(|tag| tag.as_bytes().to_vec())),
        "order" => {
            seeds.push(ORDER.into());
            seeds.extend((0..3).filter_map(|seed| simulated(seed).remove("batch.json")));
        }
        "profile" => {
            let built_in = BUILT_IN.iter().filter_map(|name| Profile::built_in(name).ok());
            seeds.extend(built_in.map(|profile| profile.to_json().into_bytes()));
            seeds.push(OWN_PROFILE.into());
        }
        "rows" => {
            for (name, content) in simulated(1) {
                if name != "batch.json" && !name.starts_with("epcis") {
                    let rows = content.split_inclusive(|&byte| byte == b'\n').take(12);
                    seeds.push([name.as_bytes(), b"\n", &rows.collect::<Vec<_>>().concat()].concat());
                }
            }
            seeds.push(b"camera.jsonl\n{\"seq\": 1, \"t\": \"2026-03-04T10:01:07Z\", \"device\": \"CAM1\", \"raw\": \"\", \"decoded\": 0}\n".to_vec());
            seeds.push(b"pool.csv\nserial,state\n\"A\n1\",Allocated\nA2,\n".to_vec());
        }
        "epcis" => {
            for seed in 0..8 {
                seeds.extend(
                    simulated(seed)
                        .into_iter()
                        .filter(|(name, _)| name.starts_with("epcis"))
                        .map(|file| file.1),
                );
            }
        }
        "events" => {
            let documents = |(name, content): (String, Vec<u8>)| name.starts_with("epcis").then_some(content);
            seeds.extend((0..2).flat_map(|seed| simulated(seed).into_iter().filter_map(documents)));
            seeds.extend(EVENTS.iter().map(|text| text.as_bytes().to_vec()));
        }
        "checkpoint" => seeds.push(packed()),
        "kept" => seeds.push(set().keep(&About::from([("lot".to_owned(), "A7".to_owned())]))),
        "sketch" => {
            let mut sketch = Sketch::new(SketchKey::new(KEY), 4);
            let serials = vec![Some("A1"), Some("A2"), Some("A2")];
            sketch.add(Source::serials(None, &serials)).expect("nothing looks alike");
            seeds.push(sketch.to_bytes());
        }
        "exchange" => seeds.extend(messages()),
        "lists" => seeds.extend(LISTS.iter().map(|text| text.as_bytes().to_vec())),
        "folder" => seeds.extend((0..6).map(|seed| {
            simulated(seed)
                .iter()
                .flat_map(|(name, content)| [b"=== ", name.as_bytes(), b"\n", content].concat())
                .collect()
        })),
        _ => {}
    }
    seeds
}

/// Lists with what makes them hard.
const LISTS: &[&str] = &[
    "gtin,serial,state\n09506000134352,A1,Shipped\n09506000134352,A1,\r\n\"09506000134352\",\"A\"\"2\",x\n,,\n",
    "\u{feff}id\n(01)09506000134352(21)A1\n(00)395060001340000018\nurn:epc:id:sgtin:9506000.013435.A1\n",
    "serial\n1\n22\n\"open\n333\n",
];

/// What each side of an exchange sends, as the target takes it.
fn messages() -> Vec<Vec<u8>> {
    let other = Source::serials(None, &vec![Some("A1"), Some("B1")]).pack();
    let mut here = Sync::ask(Arc::new(set()), SketchKey::new(KEY), true, Limits::default());
    let mut there = Sync::answer(Arc::new(other), Limits::default());
    let mut seeds = vec![vec![0], vec![1]];
    for _ in 0..6 {
        let [question, answer] = [here.pull(), Vec::new()];
        let _ = there.push(&question);
        let answer = [answer, there.pull()].concat();
        let _ = here.push(&answer);
        for (seed, bytes) in seeds.iter_mut().zip([question, answer]) {
            let mut bytes = &bytes[..];
            while let Some((&[a, b, _, _, kind], rest)) = bytes.split_first_chunk() {
                let (payload, rest) = rest.split_at(usize::from(u16::from_le_bytes([a, b])));
                seed.extend_from_slice(&[kind, a, b]);
                seed.extend_from_slice(payload);
                bytes = &rest[4..];
            }
        }
    }
    seeds
}

/// A case with two packs, as a checkpoint.
fn packed() -> Vec<u8> {
    let mut tree = CompactHierarchy::default();
    let ids = ["(00)395060001340000018", "(01)09506000134352(21)A1", "(01)09506000134352(21)A-2"]
        .map(|text| tree.insert(Item::parse(text).expect("an item")));
    assert!(tree.load(&[(ids[1], ids[0]), (ids[2], ids[0])]).is_empty());
    tree.to_bytes()
}

/// Tags of every coding, with a lot behind those that take one.
fn tags() -> Vec<Tag> {
    let ai = |digits: &str| ApplicationIdentifier::new(digits).expect("digits");
    let elements = [
        ("00", "395060001340000018"),
        ("01", "09506000134352"),
        ("17", "281231"),
        ("21", "12"),
        ("414", "9506000134000"),
        ("254", "12"),
        ("8003", "0950600013435212"),
        ("8004", "950600012"),
        ("8018", "950600013400000012"),
        ("8017", "950600013400000012"),
        ("253", "950600013400012"),
        ("255", "950600013400012"),
        ("8010", "950600012"),
        ("8011", "12"),
        ("8006", "095060001343520102"),
    ];
    let elements = elements.map(|(digits, value)| (ai(digits), value));
    let encoded = Coding::ALL.iter().flat_map(|&coding| {
        let mut encoding = Encoding::new(coding).prefix_length(7);
        if coding.has_hostname() {
            encoding = encoding.hostname("id.example.co.uk");
        }
        let key = encoding.encode_elements(&elements).ok()?;
        let contents = key.contents();
        let mut all: Vec<_> = contents.elements().map(|(ai, value)| (ai, value.to_owned())).collect();
        all.extend(
            [("10", "A7B21"), ("37", "5"), ("8008", "26030410")]
                .map(|(digits, value)| (ai(digits), value.to_owned())),
        );
        let more = encoding.data(true).encode_elements(&all).ok();
        Some(std::iter::once(key).chain(more))
    });
    encoded.flatten().collect()
}

/// A small simulated folder without its truth.
fn simulated(seed: u64) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let written = Scenario::with_seed(seed).units(60).write(&mut files);
    assert!(written.is_ok(), "{written:?}");
    files.remove("truth.json");
    files
}

/// The inputs of the shared cases of codes outside element strings.
fn coded() -> Vec<Vec<u8>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/cases/identify.jsonl");
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let input = |line: &str| {
        let case: serde_json::Value = serde_json::from_str(line).ok()?;
        case["input"].as_str().map(|input| input.as_bytes().to_vec())
    };
    text.lines().filter_map(input).collect()
}

/// The inputs of the shared cases of these kinds; none where the folder is not there.
fn cases(kinds: &[&str]) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/cases");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    let mut inputs = Vec::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "jsonl")) {
        for line in std::fs::read_to_string(file).unwrap_or_default().lines() {
            let case: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
            let kind = case["kind"].as_str().unwrap_or("auto");
            if let Some(input) = case["input"].as_str().filter(|_| kinds.contains(&kind)) {
                inputs.push(input.as_bytes().to_vec());
            }
        }
    }
    inputs
}

/// Small documents with something of everything.
const EVENTS: [&str; 4] = [
    r#"<?xml version="1.0"?><e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:1" xmlns:x="urn:x" schemaVersion="1.2"><EPCISHeader><x:h a="1">t</x:h></EPCISHeader><EPCISBody><EventList><ObjectEvent><eventTime>2026-03-04T10:01:07Z</eventTime><baseExtension><eventID>i</eventID></baseExtension><epcList><epc>urn:epc:id:sgtin:9506000.013435.A1</epc></epcList><action>ADD</action><readPoint><id>r</id></readPoint><extension><quantityList><quantityElement><epcClass>c</epcClass><quantity>1.50</quantity></quantityElement></quantityList><ilmd><x:lot>7</x:lot></ilmd></extension><x:a>t<x:b/></x:a></ObjectEvent><extension><TransformationEvent><outputEPCList/></TransformationEvent></extension></EventList></EPCISBody></e:EPCISDocument>"#,
    r#"<EventList><AggregationEvent><parentID>p</parentID><childEPCs><epc>c</epc></childEPCs><sensorElementList><sensorElement><sensorReport type="gs1:Mass" value="1"/></sensorElement></sensorElementList></AggregationEvent></EventList>"#,
    r#"{"@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"x": "urn:x:"}], "type": "EPCISDocument", "schemaVersion": "2.0", "epcisHeader": {"epcisMasterData": {"vocabularyList": [{"type": "t", "vocabularyElementList": [{"id": "i", "attributes": [{"id": "a", "attribute": "v"}]}]}]}}, "epcisBody": {"eventList": [{"type": "ObjectEvent", "eventTime": "2026-03-04T10:01:07.0005Z", "epcList": ["urn:epc:id:sgtin:9506000.013435.A1"], "readPoint": {"id": "r"}, "bizTransactionList": [{"type": "po", "bizTransaction": "b"}], "ilmd": {"cbvmda:lotNumber": "007"}, "x:a": {"x:l": [1.50, null, true]}}]}}"#,
    r#"[{"type": "AssociationEvent", "parentID": "p", "childEPCs": "c", "sensorElementList": [{"sensorReport": [{"type": "Temperature", "value": 1.0}]}]}]"#,
];
