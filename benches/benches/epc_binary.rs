//! SGTIN-96 tags: from typed keys, from texts, and back, against texts of zeros and ones.

use std::hint::black_box;

use tallymark::epc::{Coding, Encoding, Filter, Tag, decode_sgtin96, encode_sgtin96, sgtin96};
use tallymark::gs1::Message;
use tallymark::{Gtin, Serial, Sgtin};
use tallymark_benches::peers::tags as naive;
use tallymark_benches::race::{Race, argument};
use tallymark_benches::tags::packs;

fn main() {
    let rows = argument("--rows", 200_000);
    let rounds = argument("--rounds", 7);
    let packs = packs(rows, 20_261_125);
    let keys: Vec<Sgtin> = packs.iter().map(|pack| pack.sgtin).collect();
    let filter = Filter::new(1).unwrap_or_default();
    let texts: Vec<String> =
        packs.iter().map(|pack| format!("(01){}(21){}", pack.gtin, pack.serial)).collect();
    let mut tags = Vec::new();
    assert!(encode_sgtin96(&keys, 7, filter, &mut tags).is_empty());
    let hex: Vec<String> =
        tags.iter().filter_map(|tag| Tag::from_bytes(tag).ok()).map(|tag| tag.hex()).collect();
    let encoding = Encoding::new(Coding::Sgtin96).filter(filter).prefix_length(7);

    Race::new("encode, rows that fit", rows)
        .lane("typed key to 12 bytes", || {
            keys.iter().filter(|key| black_box(sgtin96::encode(**key, 7, filter)).is_ok()).count()
        })
        .lane("typed keys, a column", || {
            let mut out = Vec::with_capacity(rows);
            let refused = encode_sgtin96(&keys, 7, filter, &mut out).len();
            black_box(&out);
            rows - refused
        })
        .lane("two texts, parsed first", || {
            packs
                .iter()
                .filter(|pack| black_box(from_texts(&pack.gtin, &pack.serial, filter)).is_some())
                .count()
        })
        .lane("bracketed text, any coding", || {
            let tag = |text: &String| encoding.encode(&Message::parse_bracketed(text).ok()?).ok();
            texts.iter().filter(|text| black_box(tag(text)).is_some()).count()
        })
        .lane("naive: zeros and ones", || {
            packs
                .iter()
                .filter(|pack| black_box(naive::encode(&pack.gtin, &pack.serial, 7, 1)).is_some())
                .count()
        })
        .run(rounds);
    Race::new("decode, rows that are read", rows)
        .lane("12 bytes to typed key", || {
            tags.iter().filter(|tag| black_box(sgtin96::decode(**tag)).is_ok()).count()
        })
        .lane("tags, a column", || {
            let mut out = Vec::with_capacity(rows);
            let refused = decode_sgtin96(&tags, &mut out).len();
            black_box(&out);
            rows - refused
        })
        .lane("hexadecimal text, any coding", || {
            hex.iter().filter(|hex| black_box(Tag::from_hex(hex)).is_ok()).count()
        })
        .lane("bytes to bracketed text", || {
            tags.iter()
                .filter(|tag| black_box(Tag::from_bytes(*tag).map(|tag| tag.bracketed())).is_ok())
                .count()
        })
        .lane("naive: zeros and ones", || {
            tags.iter().filter(|tag| black_box(naive::decode(*tag)).is_some()).count()
        })
        .run(rounds);
}

fn from_texts(gtin: &str, serial: &str, filter: Filter) -> Option<[u8; 12]> {
    let pack = Sgtin { gtin: Gtin::parse(gtin).ok()?, serial: Serial::parse(serial).ok()? };
    sgtin96::encode(pack, 7, filter).ok()
}
