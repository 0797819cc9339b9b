//! `tags JOB COUNT`: makes 20,000 packs and encodes or decodes the first COUNT of them; `benches/tag_instructions.py`
//! counts what that takes.

use std::hint::black_box;

use tallymark::epc::{Filter, sgtin96};
use tallymark_benches::peers::tags as naive;
use tallymark_benches::tags::packs;

fn main() {
    let job = std::env::args().nth(1).unwrap_or_default();
    let count = std::env::args().nth(2).and_then(|count| count.parse().ok()).unwrap_or(20_000);
    let packs = packs(20_000, 20_261_125);
    let filter = Filter::default();
    let tags: Vec<_> = packs.iter().filter_map(|pack| sgtin96::encode(pack.sgtin, 7, filter).ok()).collect();
    let (packs, tags) = (packs.iter().take(count), tags.iter().take(count));
    let done = match job.as_str() {
        "encode" => packs.filter(|pack| black_box(sgtin96::encode(pack.sgtin, 7, filter)).is_ok()).count(),
        "naive-encode" => {
            packs.filter(|pack| black_box(naive::encode(&pack.gtin, &pack.serial, 7, 0)).is_some()).count()
        }
        "decode" => tags.filter(|tag| black_box(sgtin96::decode(**tag)).is_ok()).count(),
        _ => tags.filter(|tag| black_box(naive::decode(*tag)).is_some()).count(),
    };
    println!("{done} done");
}
