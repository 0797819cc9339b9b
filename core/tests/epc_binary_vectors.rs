//! Replays tags that others encoded, `../shared/epcis/vectors` of the repository, where they are at hand.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use tallymark::epc::{Coding, Encoding, Filter, Tag};
use tallymark::gs1::{ApplicationIdentifier, Message};
use tallymark::link::DigitalLink;

fn rows(name: &str) -> Option<Vec<Value>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/epcis/vectors").join(name);
    let Ok(text) = fs::read_to_string(path) else {
        eprintln!("skipped: {name} is not at hand");
        return None;
    };
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn elements(row: &Value) -> Vec<(ApplicationIdentifier, String)> {
    let pairs = row["elements"].as_array().unwrap();
    pairs
        .iter()
        .map(|pair| (ApplicationIdentifier::new(text(&pair[0])).unwrap(), text(&pair[1]).to_owned()))
        .collect()
}

fn filter(row: &Value) -> Filter {
    Filter::new(row["filter"].as_u64().unwrap() as u8).unwrap()
}

/// The digits without padding to bytes or words.
fn same_bits(ours: &str, theirs: &str) -> bool {
    let (short, long) = if ours.len() < theirs.len() { (ours, theirs) } else { (theirs, ours) };
    long.strip_prefix(short).is_some_and(|rest| rest.len() < 4 && rest.bytes().all(|digit| digit == b'0'))
}

#[test]
fn tags_of_identities() {
    let Some(rows) = rows("epc-identity.jsonl") else { return };
    let mut counts = BTreeMap::<String, usize>::new();
    for row in &rows {
        let elements = elements(row);
        let length = row["gcp_len"].as_u64().unwrap() as u8;
        let contents = |tag: &Tag| {
            let contents = tag.contents();
            contents.elements().map(|(ai, value)| (ai, value.to_owned())).collect::<Vec<_>>()
        };
        let classic = ["tags", "unconfirmed_tags"].into_iter().flat_map(|name| row[name].as_array().unwrap());
        for vector in classic {
            let name = text(&vector["coding"]);
            let coding = Coding::from_name(name).unwrap();
            let encoding = Encoding::new(coding).filter(filter(vector)).prefix_length(length);
            let tag =
                encoding.encode_elements(&elements).unwrap_or_else(|error| panic!("{}: {error}", row["id"]));
            assert_eq!(tag.hex(), text(&vector["hex"]), "{}", row["id"]);
            assert_eq!(tag.bit_count() as u64, vector["bits"].as_u64().unwrap());
            assert_eq!(tag.tag_uri().as_deref(), vector["tag_uri"].as_str(), "{}", row["id"]);
            assert_eq!(Tag::parse_uri(text(&vector["tag_uri"])), Ok(tag));
            assert_eq!(Tag::from_hex(text(&vector["hex"])), Ok(tag));
            assert_eq!((tag.filter(), tag.prefix_length()), (filter(vector), Some(length)));
            assert_eq!(contents(&tag), elements);
            // Through a message too, whose form is the bracketed text.
            let bracketed = tag.bracketed();
            let message = Message::parse_bracketed(&bracketed).unwrap();
            assert_eq!(encoding.encode(&message), Ok(tag));
            *counts.entry(name.to_owned()).or_default() += 1;
        }
        // What the vectors leave out does not fit.
        let made: Vec<&str> = ["tags", "unconfirmed_tags"]
            .into_iter()
            .flat_map(|name| row[name].as_array().unwrap())
            .map(|vector| text(&vector["coding"]))
            .collect();
        let keys = ["sgtin", "sgln", "grai", "giai", "gdti", "cpi", "itip"];
        if keys.contains(&text(&row["scheme"])) && row["class"] == false {
            for coding in
                Coding::ALL.iter().filter(|coding| coding.is_classic() && **coding != Coding::Gdti113)
            {
                let name = coding.as_str();
                if name.split('-').next() == row["scheme"].as_str() && !made.contains(&name) {
                    let error =
                        Encoding::new(*coding).prefix_length(length).encode_elements(&elements).unwrap_err();
                    assert_eq!(error.code().as_str(), "tag-fit", "{} {name} {error}", row["id"]);
                    *counts.entry(format!("{name} refused")).or_default() += 1;
                }
            }
        }
        for vector in row["plus"].as_array().unwrap() {
            let name = text(&vector["coding"]);
            let coding = Coding::from_name(name).unwrap();
            let hex = text(&vector["hex"]);
            let tag = Tag::from_hex(hex).unwrap_or_else(|error| panic!("{}: {error}", row["id"]));
            let mut elements = elements.clone();
            if let Some(date) = vector["date_ai"].as_str() {
                let date = ApplicationIdentifier::new(date).unwrap();
                elements.insert(0, (date, text(&vector["date"]).to_owned()));
            }
            assert_eq!(contents(&tag), elements);
            assert_eq!(tag.filter(), filter(vector));
            assert_eq!(tag.bit_count() as u64, vector["bits"].as_u64().unwrap());
            let ours = Encoding::new(coding).filter(filter(vector)).encode_elements(&elements).unwrap();
            assert!(same_bits(&ours.hex(), hex), "{} {} {hex}", row["id"], ours.hex());
            *counts.entry(name.to_owned()).or_default() += 1;
        }
    }
    println!("{counts:#?}");
    assert!(counts.values().sum::<usize>() > 3_000);
}

#[test]
fn tags_that_the_standard_prints() {
    let Some(rows) = rows("tds-published.jsonl") else { return };
    let (mut read, mut apart) = (0, 0);
    for row in &rows {
        let (name, hex) = (text(&row["coding"]), text(&row["hex"]));
        let tag = match Coding::from_name(name) {
            Some(_) => Tag::from_hex(hex).unwrap_or_else(|error| panic!("{name} {hex}: {error}")),
            None => {
                // GID, US DoD and ADI identify by no GS1 key: there are no elements to give.
                assert!(["GID-96", "USDOD-96", "ADI-var"].contains(&name));
                assert_eq!(Tag::from_hex(hex).unwrap_err().code().as_str(), "tag-header");
                apart += 1;
                continue;
            }
        };
        assert_eq!(tag.coding(), Coding::from_name(name).unwrap());
        let bracketed = tag.bracketed();
        let message = Message::parse_bracketed(&bracketed).unwrap();
        let contents = tag.contents();
        if let Some(path) = row["dl_path"].as_str() {
            let link = DigitalLink::of(&message).unwrap().to_string();
            assert_eq!(link.strip_prefix("https://id.gs1.org"), Some(path), "{name}");
            assert_eq!(contents.hostname(), row["hostname"].as_str());
        }
        if let Some(uri) = row["tag_uri"].as_str() {
            assert_eq!(tag.tag_uri().as_deref(), Some(uri));
            assert_eq!(Tag::parse_uri(uri), Ok(tag));
        }
        let mut encoding = Encoding::new(tag.coding()).filter(tag.filter());
        if let Some(length) = tag.prefix_length() {
            encoding = encoding.prefix_length(length);
        }
        if let Some(hostname) = contents.hostname() {
            encoding = encoding.hostname(hostname);
        }
        let again = encoding.encode(&message).unwrap();
        assert!(again.hex().starts_with(hex) || same_bits(&again.hex(), hex), "{name} {} {hex}", again.hex());
        read += 1;
    }
    println!("{read} published tags read and written, {apart} of other keys refused");
    assert_eq!((read, apart), (44, 3));
}

#[test]
fn damaged_tags_are_refused() {
    let Some(rows) = rows("epc-binary-negative.jsonl") else { return };
    let mut counts = BTreeMap::<String, (usize, usize)>::new();
    for row in &rows {
        let hex = text(&row["hex"]);
        let result = Tag::from_hex(hex);
        let reason = text(&row["reason"]);
        match row["valid"].as_bool() {
            Some(valid) => assert_eq!(result.is_ok(), valid, "{hex} {reason} {result:?}"),
            // The standard is not clear: small digits and zeros behind the end are read here, a GCN without serial number
            // is not.
            None => assert_eq!(result.is_ok(), ["LOWERCASE_HEX", "LONG"].contains(&reason), "{hex} {reason}"),
        }
        if let Err(error) = result {
            assert!(
                (error.span().end as usize) <= hex.len() && error.span().start < error.span().end,
                "{hex} {error}"
            );
            let code = match reason {
                "SHORT" | "ODD_HEX" => "tag-length",
                "NON_HEX" => "tag-hex",
                "UNKNOWN_OR_UNSUPPORTED_HEADER" => "tag-header",
                _ => "tag-bits",
            };
            assert_eq!(error.code().as_str(), code, "{hex} {reason}");
        }
        let count = counts.entry(reason.to_owned()).or_default();
        if result.is_ok() { count.0 += 1 } else { count.1 += 1 }
    }
    println!("accepted and refused: {counts:#?}");
}
