//! Asserts that what is fast stays fast: ratios to naive peers in the same run, never times. For continuous integration:
//! `cargo run --profile bench -p tallymark-benches --bin guard`.
//!
//! Every bound is about half of what a busy machine shows, and a ratio that misses it is measured again, so that only a
//! real loss fails.

use std::hint::black_box;
use std::process::ExitCode;

use tallymark::epc::{Filter, encode_sgtin96, sgtin96};
use tallymark::gs1::{Form, Message};
use tallymark::hierarchy::Hierarchy;
use tallymark::item::Items;
use tallymark::sets::diff;
use tallymark::{Serial, Sgtin};
use tallymark_benches::nodes::packed;
use tallymark_benches::peers::keys::naive_limbs;
use tallymark_benches::peers::maps::{Counts, by_packed_keys, by_strings};
use tallymark_benches::peers::{tags as naive, walker};
use tallymark_benches::race::Race;
use tallymark_benches::scans::{corpus, valid_rows};
use tallymark_benches::serials::two_lists;
use tallymark_benches::tags::{Pack, packs};

/// A question and the peer's time over ours: what it must be at least, and how it is measured.
type Check<'a> = (&'a str, f64, Box<dyn Fn() -> f64 + 'a>);

fn main() -> ExitCode {
    let [a, b] = two_lists(300_000, 1);
    let texts: Vec<&[u8]> = a.serials.iter().collect();
    let corpus = corpus(50_000, 1);
    let scans: Vec<&str> = corpus.scans.iter().filter_map(|scan| std::str::from_utf8(scan).ok()).collect();
    let ours = || Counts::from(&diff(&a.pack(), &b.pack()));
    let second = |ratios: Vec<f64>| ratios.get(1).copied().unwrap_or(0.0);

    let packs = packs(50_000, 1);
    let keys: Vec<Sgtin> = packs.iter().map(|pack| pack.sgtin).collect();
    let mut tags = Vec::new();
    encode_sgtin96(&keys, 7, Filter::default(), &mut tags);

    let checks: [Check<'_>; 8] = [
        (
            "sets: diff against HashMap<String, _>",
            2.5,
            Box::new(|| {
                let race = Race::new("two lists", 2 * a.rows()).lane("diff", ours);
                second(race.lane("HashMap<String, _>", || by_strings(&a, &b)).run(3))
            }),
        ),
        (
            "sets: diff against HashMap of packed keys",
            1.2,
            Box::new(|| {
                let race = Race::new("two lists", 2 * a.rows()).lane("diff", ours);
                second(race.lane("HashMap of packed keys", || by_packed_keys(&a, &b)).run(5))
            }),
        ),
        (
            "keys: Serial::parse against digit by digit",
            1.05,
            Box::new(|| {
                let count = |key: &dyn Fn(&[u8]) -> bool| texts.iter().filter(|text| key(text)).count();
                Race::new("serials", texts.len())
                    .lane("Serial::parse", || count(&|text| black_box(Serial::parse(text)).is_ok()))
                    .lane("digit by digit", || count(&|text| black_box(naive_limbs(text)).is_some()))
                    .run(7)[1]
            }),
        ),
        (
            "gs1: parse_scan against rules interpreted while reading",
            4.0,
            Box::new(|| {
                let race = Race::new("scans", scans.len()).lane("Message::parse_scan", || {
                    scans.iter().filter(|scan| black_box(Message::parse_scan(*scan)).is_ok()).count()
                });
                let race = race.lane("rules interpreted", || {
                    scans.iter().filter(|scan| black_box(walker::parse(scan)).is_some()).count()
                });
                second(race.run(3))
            }),
        ),
        (
            "gs1: scans in batches against rules interpreted",
            4.0,
            Box::new(|| {
                let race = Race::new("scans", scans.len())
                    .lane("Columns", || valid_rows(Form::Scan, scans.iter().map(|scan| scan.as_bytes())));
                let race = race.lane("rules interpreted", || {
                    scans.iter().filter(|scan| black_box(walker::parse(scan)).is_some()).count()
                });
                second(race.run(3))
            }),
        ),
        (
            "epc: SGTIN-96 from typed keys against zeros and ones",
            8.0,
            Box::new(|| {
                let race = Race::new("packs", packs.len()).lane("encode", || {
                    let encode =
                        |key: &&Sgtin| black_box(sgtin96::encode(**key, 7, Filter::default())).is_ok();
                    keys.iter().filter(encode).count()
                });
                let race = race.lane("zeros and ones", || {
                    let encode = |pack: &&Pack| naive::encode(&pack.gtin, &pack.serial, 7, 0).is_some();
                    packs.iter().filter(|pack| black_box(encode(pack))).count()
                });
                second(race.run(3))
            }),
        ),
        (
            "epc: SGTIN-96 to typed keys against zeros and ones",
            15.0,
            Box::new(|| {
                let race = Race::new("tags", tags.len()).lane("decode", || {
                    tags.iter().filter(|tag| black_box(sgtin96::decode(**tag)).is_ok()).count()
                });
                let race = race.lane("zeros and ones", || {
                    tags.iter().filter(|tag| black_box(naive::decode(*tag)).is_some()).count()
                });
                second(race.run(3))
            }),
        ),
        (
            "hierarchy: 40 bytes over bytes a node",
            1.0,
            Box::new(|| {
                let mut items = Items::default();
                let steps = packed(200_000, &mut items);
                40.0 * items.len() as f64 / Hierarchy::replay(items.len(), steps).bytes() as f64
            }),
        ),
    ];
    let mut lines = Vec::new();
    let mut failed = 0;
    for (name, least, measure) in &checks {
        let mut ratio = 0.0f64;
        for _ in 0..3 {
            ratio = ratio.max(measure());
            if ratio >= *least {
                break;
            }
        }
        let verdict = if ratio >= *least { "ok" } else { "TOO SLOW" };
        failed += usize::from(ratio < *least);
        lines.push(format!("{verdict:<9} {name}: {ratio:.2}, at least {least}"));
    }
    println!("\n{}", lines.join("\n"));
    println!("checked: {} passed, {failed} failed", checks.len() - failed);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
