//! EPCIS documents of 100,000 packs (`--packs N`): to typed events whose EPCs are validated, to a checked hierarchy, and
//! event hashes; beside general parsers of XML and JSON that make nothing of what they read. MB/s stand before the tables.

use std::hint::black_box;
use std::time::Instant;

use quick_xml::Reader as Tokens;
use tallymark::epcis::Facts;
use tallymark::epcis::check::{Checker, Options};
use tallymark::epcis::hash::{Profile, hash};
use tallymark::epcis::lifecycle::{Lifecycle, Order};
use tallymark::epcis::read::{Positioned, Reader};
use tallymark::epcis::tree::Limits;
use tallymark_benches::events::order;
use tallymark_benches::race::{Race, argument, median};

fn megabytes(name: &str, bytes: usize, rounds: usize, mut job: impl FnMut()) {
    let seconds: Vec<f64> = (0..rounds)
        .map(|_| {
            let start = Instant::now();
            job();
            start.elapsed().as_secs_f64()
        })
        .collect();
    let speeds: Vec<f64> = seconds.iter().map(|seconds| bytes as f64 / 1e6 / seconds).collect();
    let (low, high) =
        speeds.iter().fold((f64::MAX, 0f64), |(low, high), &speed| (low.min(speed), high.max(speed)));
    println!("  {name:<42} {:>7.0} MB/s ({low:.0}..{high:.0})", median(&speeds));
}

fn reader(text: &str) -> Reader<&[u8]> {
    Reader::new(text.as_bytes(), Limits::default())
}

/// How many EPCs are valid.
fn valid(events: impl Iterator<Item = Positioned>) -> usize {
    events
        .map(|found| {
            let facts = Facts::of(&found.event, found.place, found.number);
            facts.parent.iter().chain(&facts.epcs).filter(|epc| epc.item.is_some()).count()
        })
        .sum()
}

fn replayed(text: &str) -> usize {
    let mut life = Lifecycle::new(Order::Time);
    for found in reader(text).flatten() {
        life.push(0, &Facts::of(&found.event, found.place, found.number), None);
    }
    life.replay().len()
}

fn checked(text: &str) -> usize {
    let mut checker = Checker::new(Options::default());
    checker.read("document", text.as_bytes());
    checker.finish().len()
}

fn main() {
    let packs = argument("--packs", 100_000);
    let rounds = argument("--rounds", 5);
    let documents = order(packs);
    let (xml, json) = (documents.xml.as_str(), documents.json.as_str());
    println!(
        "{} events, {} EPCs; {} and {} bytes",
        documents.events,
        documents.mentions,
        xml.len(),
        json.len()
    );
    let tokens = || {
        let mut reader = Tokens::from_str(xml);
        let mut count = 0;
        while !matches!(reader.read_event(), Ok(quick_xml::events::Event::Eof) | Err(_)) {
            count += 1;
        }
        count
    };
    let tree = || {
        serde_json::from_str::<serde_json::Value>(json)
            .map_or(0, |value| value.as_object().map_or(0, serde_json::Map::len))
    };
    megabytes("XML, typed and validated (aim 300)", xml.len(), rounds, || {
        _ = black_box(valid(reader(xml).flatten()));
    });
    megabytes("XML, the same by the full parser", xml.len(), rounds, || {
        _ = black_box(valid(reader(xml).thorough().flatten()));
    });
    megabytes("XML, quick-xml, tokens only", xml.len(), rounds, || _ = black_box(tokens()));
    megabytes("XML, replayed hierarchy", xml.len(), rounds, || _ = black_box(replayed(xml)));
    megabytes("XML, checked hierarchy (aim 150)", xml.len(), rounds, || _ = black_box(checked(xml)));
    megabytes("JSON, typed and validated (aim 500)", json.len(), rounds, || {
        _ = black_box(valid(reader(json).flatten()));
    });
    megabytes("JSON, serde_json, tree only", json.len(), rounds, || _ = black_box(tree()));
    megabytes("JSON, checked hierarchy", json.len(), rounds, || _ = black_box(checked(json)));
    assert_eq!(valid(reader(xml).flatten()), documents.mentions);
    assert_eq!((checked(xml), checked(json)), (0, 0));

    Race::new("typed, validated events of XML", documents.mentions)
        .lane("scanner", || valid(reader(xml).flatten()))
        .lane("full parser", || valid(reader(xml).thorough().flatten()))
        .run(rounds);
    Race::new("typed, validated events of JSON", documents.mentions)
        .lane("scanner", || valid(reader(json).flatten()))
        .lane("full parser", || valid(reader(json).thorough().flatten()))
        .run(rounds);

    let small = order(1);
    let events: Vec<_> = reader(&small.json).flatten().take(1).collect();
    let repeat = 10_000;
    for found in &events {
        let mut race = Race::new("hash of an event with one EPC, lot and expiry (aim 5 µs)", repeat);
        for profile in Profile::ALL {
            race = race.lane(profile.name(), move || {
                for _ in 0..repeat {
                    black_box(hash(profile, &found.event, found.form, None).is_ok());
                }
            });
        }
        race.run(rounds);
    }
}
