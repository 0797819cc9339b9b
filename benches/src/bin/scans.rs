//! `scans COUNT`: makes 20,000 scans and parses the first COUNT of them; `benches/instructions.py` counts what that takes.

use std::hint::black_box;

use tallymark::gs1::Message;
use tallymark_benches::scans::corpus;

fn main() {
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(20_000);
    let corpus = corpus(20_000, 20_261_122);
    let valid =
        corpus.scans.iter().take(count).filter(|scan| black_box(Message::parse_scan(*scan)).is_ok()).count();
    println!("{valid} valid");
}
