//! Scan data, bracketed text and Digital Links, fully validated, one by one and in batches: ours against a parser that interprets its table, and against a crate that only splits.

use std::hint::black_box;

use qrcode_parse::gs1::Gs1Result;
use tallymark::gs1::{Form, Message, Options, verify};
use tallymark::{Item, ParseError};
use tallymark_benches::peers::walker;
use tallymark_benches::race::{Race, argument};
use tallymark_benches::scans::{corpus, valid_rows};
use tallymark_benches::serials::Texts;

fn main() {
    let count = argument("--rows", 200_000);
    let rounds = argument("--rounds", 7);
    let corpus = corpus(count, 20_261_122);
    let scans: Vec<&str> = corpus.scans.iter().filter_map(|scan| std::str::from_utf8(scan).ok()).collect();
    let bytes: usize = scans.iter().map(|scan| scan.len()).sum();
    println!("{:.1} bytes a scan, {} valid", bytes as f64 / count as f64, corpus.valid);

    fn accepted<'s, T>(scans: &[&'s str], parse: impl Fn(&'s str) -> Option<T>) -> usize {
        scans.iter().filter(|scan| black_box(parse(scan)).is_some()).count()
    }
    Race::new("scan data, every check", count)
        .lane("Message::parse_scan", || accepted(&scans, |scan| Message::parse_scan(scan).ok()))
        .lane("Item::parse", || {
            // An item needs a serial or an SSCC; every valid scan here has one.
            accepted(&scans, |scan| Item::parse(scan.as_bytes()).ok())
        })
        .lane("rules interpreted while reading", || accepted(&scans, walker::parse))
        .run(rounds);

    Race::new("the same against a crate that splits without checks", count)
        .lane("Message::parse_scan", || each(&scans, |scan| Message::parse_scan(scan).map(drop)))
        .lane("qrcode-parse Gs1Result::parse", || {
            each(&scans, |scan| Gs1Result::parse(&scan.as_bytes()[3..]).map(drop));
        })
        .run(rounds);

    let texts = |texts: &'_ Texts| -> Vec<String> {
        texts.iter().map(|text| String::from_utf8_lossy(text).into_owned()).collect()
    };
    for (form, texts, naive) in [
        (Form::Bracketed, texts(&corpus.bracketed), walker::parse_bracketed as fn(&str) -> Option<_>),
        (Form::DigitalLink, texts(&corpus.links), walker::parse_link),
    ] {
        let options = Options::new();
        let count = |parse: &dyn Fn(&str) -> bool| texts.iter().filter(|text| parse(text)).count();
        Race::new(format!("{}, every check", form.as_str()), texts.len())
            .lane("Message::parse", || {
                count(&|text| black_box(Message::parse(form, text.as_bytes(), &options)).is_ok())
            })
            .lane("verify", || count(&|text| black_box(verify(form, text.as_bytes(), &options)).is_ok()))
            .lane("Columns, four AIs", || valid_rows(form, texts.iter().map(String::as_bytes)))
            .lane("rewritten as scan data, then interpreted", || {
                count(&|text| black_box(naive(text)).is_some())
            })
            .run(rounds);
    }
    Race::new("scan data in batches", count)
        .lane("Columns, four AIs", || valid_rows(Form::Scan, scans.iter().map(|scan| scan.as_bytes())))
        .lane("Message::parse_scan", || accepted(&scans, |scan| Message::parse_scan(scan).ok()))
        .lane("rules interpreted while reading", || accepted(&scans, walker::parse))
        .run(rounds);

    let render =
        |scan: &str| -> Result<usize, ParseError> { Ok(Message::parse_scan(scan)?.bracketed().len()) };
    Race::new("scan data to bracketed text", count)
        .lane("scan data", || each(&scans, |scan| Message::parse_scan(scan).map(drop)))
        .lane("scan data to bracketed text", || each(&scans, |scan| render(scan).map(drop)))
        .run(rounds);
}

fn each<'s, S: AsRef<str>, T, E>(texts: &'s [S], parse: impl Fn(&'s str) -> Result<T, E>) {
    for text in texts {
        drop(black_box(parse(text.as_ref())));
    }
}
