//! `orders PACKS xml|json`: prints the EPCIS document of a packaging order, for the benches in other languages.

use std::io::Write;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let packs = arguments.next().and_then(|packs| packs.parse().ok());
    let (Some(packs), Some(form)) = (packs, arguments.next()) else {
        return Err(std::io::Error::other("usage: orders PACKS xml|json"));
    };
    let documents = tallymark_benches::events::order(packs);
    let text = if form == "json" { documents.json } else { documents.xml };
    std::io::stdout().lock().write_all(text.as_bytes())
}
