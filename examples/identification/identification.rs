//! The page beside this file, in Rust: cargo run -p tallymark --features pool --example identification

use tallymark::Message;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // [1] Read and validate
    use tallymark::gs1::{Form, Options};

    let pack = Message::parse_any("]d201095060001343521728120010A7B21\x1d21A1B2")?;
    assert_eq!(pack.key().as_deref(), Some("(01)09506000134352(21)A1B2"));
    let texts: Vec<String> = pack.typed_values(2026).map(|(_, value)| value.to_string()).collect();
    assert_eq!(texts[1], "2028-12-31");

    let text = b"(01)09506000134353(21)A1B2";
    let (partial, errors) = Message::parse_all(Form::Bracketed, text, &Options::new());
    assert_eq!((errors[0].code().as_str(), errors[0].span().start), ("ai-checksum", 17));
    assert_eq!(partial.get("21"), Some("A1B2"));

    // [2] A dictionary of your own
    use tallymark::gs1::Dictionary;

    let release =
        "# Release: 2099-01-01\n01 *? N14,csum,gcppos2 dlpkey=21 # GTIN\n21 X..20 req=01 # SERIAL\n";
    let options = Options::new().dictionary(Dictionary::from_text(release)?);
    assert!(Message::parse_bracketed_with("(01)09506000134352(10)A7", &options).is_err());

    // [3] Digital Link
    use tallymark::link::{Compression, DigitalLink, Stem, compress, decompress};

    let message = Message::parse_bracketed("(01)09506000134352(21)A1B2")?;
    let stem = Stem::parse("https://example.com/med")?;
    let uri = DigitalLink::of(&message).ok_or("no key")?.stem(&stem).to_string();
    assert_eq!(uri, "https://example.com/med/01/09506000134352/21/A1B2");
    assert_eq!(decompress(compress(&uri, Compression::new())?.as_bytes())?, uri);

    // [4] EPC and RFID
    use tallymark::epc::{Coding, Encoding, Prefixes, Tag};

    let message = Message::parse_bracketed("(01)09506000134352(21)123456789")?;
    let urn = message.epc_uri(&Prefixes::new().given(7))?;
    assert_eq!(urn, "urn:epc:id:sgtin:9506000.013435.123456789");
    let tag = Encoding::new(Coding::Sgtin96).prefix_length(7).encode(&message)?;
    assert_eq!(Tag::from_hex(tag.hex())?.bracketed(), "(01)09506000134352(21)123456789");

    // [5] Codes of medicines beside GS1
    use tallymark::pharma::{self, Kind, Package};

    let read = |text: &str| {
        let text = text.as_bytes();
        pharma::identify(Kind::detect(text)?, text, &pharma::Options::new())
    };
    let code = read("[)>\x1e06\x1d9N110375286414\x1dS123\x1e\x04")?;
    assert_eq!(code.key.map(|key| key.to_string()).as_deref(), Some("(01)04150037528643(21)123"));
    let package = Package::merge(&[read("]E09506000134352")?, read("(01)09506000134352(21)A1B2")?]);
    assert!(package.conflicts.is_empty());

    // [6] Market profiles
    use tallymark::profile::{Context, Level, Profile, Verdict, date};

    let profile = Profile::built_in("eu-fmd")?;
    let context = Context::new(date("2026-11-25").ok_or("no day")?, Level::Unit);
    let label = Message::parse_bracketed("(01)09506000134352(21)A1B2C3D4(10)A7B21")?;
    let checks = profile.check(&label, &context);
    assert!(checks.iter().any(|check| check.verdict == Verdict::Fail) && !profile.accepts(&label, &context));

    // [7] Repair of damaged scans
    use tallymark::repair::{self, repair};

    let context = repair::Context::pharma().lots(["A7B21"]);
    let mended = repair(b"]d201095060001343521728123110A7B2121A1B2C3D4", &context);
    assert!(mended.unique);
    assert_eq!(mended.readings[0].steps[0].kind.as_str(), "separator-lost");

    // [8] Serials
    use tallymark::pool::{Alphabet, Pool, Predictability, Space};

    let pool = Pool::new(Space::new(Alphabet::base32(), 12)?, b"sixteen-byte-key")?.label("09506000134352");
    let serials: Vec<String> = pool.from(0).take(1000).map(|(_, serial)| serial.to_string()).collect();
    assert!(!Predictability::of(&serials).is_predictable());
    let counted: Vec<String> = (0..1000).map(|number| format!("{number:012}")).collect();
    assert!(Predictability::of(&counted).is_predictable());

    // [9] Whole columns
    use tallymark::gs1::{ApplicationIdentifier, Columns, Text};

    let serial = ApplicationIdentifier::new("21").ok_or("no AI")?;
    let mut columns = Columns::new(None, &Options::new(), &[serial]);
    let scans: [&[u8]; 2] = [b"]d2010950600013435221A1B2", b"(01)09506000134353"];
    columns.read(scans.iter().map(|scan| Some(Text::whole(scan))));
    assert_eq!(columns.text(0, 0, scans[0]), Some(&b"A1B2"[..]));
    assert_eq!(columns.faults()[0].code.as_str(), "ai-checksum");

    // [end]
    println!("nine topics hold");
    Ok(())
}
