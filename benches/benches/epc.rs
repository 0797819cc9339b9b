//! EPC URIs and company prefixes: ours against the straightforward way of doing the same.
//!
//! For instruction counts run one part alone with two row counts and take the difference:
//! `valgrind --tool=callgrind epc --only 1 --rows 20_000 --rounds 1`, then with 120_000.

use std::collections::HashMap;
use std::hint::black_box;

use tallymark::Message;
use tallymark::epc::{EpcUri, Learner, PrefixLength, PrefixTable, Prefixes};
use tallymark_benches::peers::urn::parse as naive;
use tallymark_benches::race::{Race, argument};
use tallymark_benches::random::Random;
use tallymark_benches::uris::sgtins;

fn main() {
    let rows = argument("--rows", 200_000);
    let rounds = argument("--rounds", 7);
    let only = argument("--only", 0);
    let mut random = Random::new(20_261_125);
    let part = |number: usize| only == 0 || only == number;
    let uris = sgtins(&mut random, rows);
    if part(1) {
        let race = Race::new("SGTIN URIs, judged and taken apart", rows).lane("EpcUri::parse", || {
            uris.iter().filter(|uri| black_box(EpcUri::parse(uri.as_str())).is_ok()).count()
        });
        // Alone it is counted by instructions.
        let race = if only == 0 {
            race.lane("split at dots, then each rule", || {
                uris.iter().filter(|uri| black_box(naive(uri)).is_some()).count()
            })
        } else {
            race
        };
        race.run(rounds);
    }
    let entries = entries(&mut random);
    let text: String = entries.iter().map(|(prefix, length)| format!("{prefix} {length}\n")).collect();
    let Ok(table) = PrefixTable::from_text(&text) else { return };
    let keys: Vec<String> = (0..rows).map(|_| key(&mut random, &entries)).collect();
    if part(2) {
        println!(
            "\n{} entries, {} ranges, {} bytes in memory, {} compact",
            table.entries(),
            table.ranges(),
            table.bytes(),
            table.to_bytes().len()
        );
        let race = Race::new("company prefix of a key", rows).lane("PrefixTable::length", || {
            keys.iter().filter(|key| black_box(table.length(key)) != PrefixLength::Unknown).count()
        });
        let race = if only == 0 {
            let map: HashMap<&str, u8> =
                entries.iter().map(|(prefix, length)| (prefix.as_str(), *length)).collect();
            let keys = &keys;
            race.lane("HashMap, longest first", move || {
                let find = |key: &str| (1..=12).rev().find_map(|length| map.get(&key[..length]).copied());
                keys.iter().filter(|key| black_box(find(key)).is_some()).count()
            })
        } else {
            race
        };
        race.run(rounds);
    }
    if part(3) {
        let texts: Vec<String> =
            uris.iter().filter_map(|uri| EpcUri::parse(uri.as_str()).ok()?.element_string().ok()).collect();
        let mut learner = Learner::new();
        for uri in &uris {
            if let Ok(uri) = EpcUri::parse(uri.as_str()) {
                learner.observe(&uri);
            }
        }
        let learnt = Prefixes::new().learnt(&learner);
        Race::new("one form into the other", rows)
            .lane("URI to element string", || {
                let bracketed = |uri: &String| EpcUri::parse(uri.as_str()).ok()?.element_string().ok();
                uris.iter().filter(|uri| black_box(bracketed(uri)).is_some()).count()
            })
            .lane("element string to URI, learnt prefix", || {
                let uri = |text: &String| Message::parse_bracketed(text).ok()?.epc_uri(&learnt).ok();
                texts.iter().filter(|text| black_box(uri(text)).is_some()).count()
            })
            .run(rounds);
    }
}

/// As many entries as GS1's list has, lengths distributed alike, neighbours often of one length.
fn entries(random: &mut Random) -> Vec<(String, u8)> {
    const SHARES: [(usize, usize); 7] =
        [(6, 1_600), (7, 31_000), (8, 43_000), (9, 52_000), (10, 30_000), (11, 8_000), (12, 5_000)];
    let mut entries = Vec::with_capacity(170_600);
    let (mut at, mut left) = (100_000_000_000u64, SHARES);
    let all: usize = SHARES.iter().map(|(_, count)| count).sum();
    while left.iter().any(|(_, count)| *count > 0) {
        let mut pick = random.below(all);
        let mut length = 12;
        for (digits, count) in SHARES {
            if pick < count {
                length = digits;
                break;
            }
            pick -= count;
        }
        let Some(slot) = left.iter_mut().find(|(digits, count)| *digits == length && *count > 0) else {
            continue;
        };
        let scale = 10u64.pow(12 - length as u32);
        at = at.div_ceil(scale) * scale;
        // About three neighbours of one length, then a gap.
        for _ in 0..(1 + random.below(5)).min(slot.1) {
            let prefix = at / scale;
            if prefix >= 10u64.pow(length as u32) {
                return entries;
            }
            entries.push((format!("{prefix:0length$}"), length as u8));
            at += scale;
            slot.1 -= 1;
        }
        at += scale / 2 * random.below(3) as u64;
    }
    entries
}

/// Twelve digits that begin with an entry.
fn key(random: &mut Random, entries: &[(String, u8)]) -> String {
    let mut key = random.pick(entries).0.clone();
    while key.len() < 12 {
        key.push(char::from(b'0' + random.below(10) as u8));
    }
    key
}
