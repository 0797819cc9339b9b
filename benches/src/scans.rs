//! What scanners on packaging lines send: a million packs and pallets, one in twenty of them damaged.

use tallymark::gs1::{ApplicationIdentifier, Columns, Form, Options, Text};
use tallymark::keys::check_digit;

use crate::random::Random;
use crate::serials::Texts;

/// The same messages in three forms, and how many of them are valid.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// What a scanner sends, one scan behind the other.
    pub scans: Texts,
    /// `(01)09506000134352(21)A1B2`.
    pub bracketed: Texts,
    /// GS1 Digital Link URIs, with percent escapes where a serial needs them.
    pub links: Texts,
    /// How many of them are valid, in every form alike.
    pub valid: usize,
}

impl Corpus {
    /// Adds a message of these elements in every form.
    fn push(&mut self, identifier: &str, elements: &[(&str, String)]) {
        let (mut scan, mut bracketed) = (identifier.to_owned(), String::new());
        for (position, (ai, value)) in elements.iter().enumerate() {
            scan.push_str(ai);
            scan.push_str(value);
            if matches!(*ai, "10" | "21") && position + 1 < elements.len() {
                scan.push('\u{1d}');
            }
            bracketed.push_str(&format!("({ai}){}", value.replace('(', "\\(")));
        }
        self.scans.push(scan.as_bytes());
        self.bracketed.push(bracketed.as_bytes());
        self.links.push(link(elements).as_bytes());
    }
}

/// Key and qualifiers in the path, in the order that the standard asks for, the rest behind the question mark.
fn link(elements: &[(&str, String)]) -> String {
    let mut link = String::from("https://id.example.com");
    for ai in ["00", "01", "10", "21"] {
        if let Some((_, value)) = elements.iter().find(|(other, _)| *other == ai) {
            link.push_str(&format!("/{ai}/{}", escaped(value)));
        }
    }
    if let Some((ai, value)) = elements.iter().find(|(ai, _)| *ai == "17") {
        link.push_str(&format!("?{ai}={value}"));
    }
    link
}

fn escaped(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    value.chars().map(|c| if plain(c) { c.to_string() } else { format!("%{:02X}", u32::from(c)) }).collect()
}

const UPPER: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const PUNCTUATION: &[u8] = b"!\"%&'()*+,-./:;<=>?_";

/// `count` messages: 85 % packs with GTIN, expiry, lot and serial in seven orders, 10 % pallets, 5 % invalid in five classes
/// (check digit, date, character, length, no GTIN); 20,000 trade items of 600 prefixes, lots of 4 to 20 and serials of 8
/// to 20 characters, one expiry in seven with day 00, one serial in fifty with punctuation.
#[must_use]
pub fn corpus(count: usize, seed: u64) -> Corpus {
    let mut random = Random::new(seed);
    let prefixes: Vec<usize> = (0..600).map(|_| random.below(10_000_000)).collect();
    let gtins: Vec<String> = (0..20_000)
        .map(|_| with_check_digit(format!("0{:07}{:05}", random.pick(&prefixes), random.below(100_000))))
        .collect();
    let mut corpus = Corpus::default();
    for _ in 0..count {
        let kind = random.below(100);
        let (identifier, elements) = match kind {
            0..85 => ("]d2", pack(&mut random, &gtins, None)),
            85..95 => {
                let body = format!("3{:07}{:09}", random.pick(&prefixes), random.below(1_000_000_000));
                (*random.pick(&["]C1", "]d2"]), vec![("00", with_check_digit(body))])
            }
            _ => ("]d2", pack(&mut random, &gtins, Some(kind - 95))),
        };
        corpus.push(identifier, &elements);
        corpus.valid += usize::from(kind < 95);
    }
    corpus
}

fn pack(random: &mut Random, gtins: &[String], damage: Option<usize>) -> Vec<(&'static str, String)> {
    const ORDERS: [[usize; 4]; 7] =
        [[0, 1, 2, 3], [0, 3, 1, 2], [0, 3, 2, 1], [0, 1, 3, 2], [0, 2, 1, 3], [0, 2, 3, 1], [3, 0, 1, 2]];
    let mut gtin = random.pick(gtins).clone();
    let month = 1 + random.below(12);
    let day = if random.below(7) == 0 { 0 } else { 1 + random.below(28) };
    let mut expiry = format!("{}{month:02}{day:02}", 26 + random.below(6));
    let mut lot = characters(random, 4, 20, UPPER);
    let mut serial = characters(random, 8, 20, UPPER);
    if random.below(50) == 0 {
        let at = random.below(serial.len());
        serial.replace_range(at..=at, &char::from(*random.pick(PUNCTUATION)).to_string());
    }
    match damage {
        Some(0) => {
            let last = gtin.pop().and_then(|digit| digit.to_digit(10)).unwrap_or(0);
            gtin.push_str(&((last + 1) % 10).to_string());
        }
        Some(1) => expiry.replace_range(2..4, "13"),
        Some(2) => serial.replace_range(0..1, "$"),
        Some(3) => lot = characters(random, 21, 25, UPPER),
        _ => {}
    }
    let parts = [("01", gtin), ("17", expiry), ("10", lot), ("21", serial)];
    let order = random.pick(&ORDERS).iter().filter(|&&part| damage != Some(4) || part != 0);
    order.map(|&part| parts[part].clone()).collect()
}

fn characters(random: &mut Random, least: usize, most: usize, set: &[u8]) -> String {
    let length = least + random.below(most - least + 1);
    (0..length).map(|_| char::from(*random.pick(set))).collect()
}

fn with_check_digit(mut body: String) -> String {
    body.push(check_digit(body.as_bytes()).map_or('0', char::from));
    body
}

/// How many of these texts are valid, by columns for GTIN, serial, lot and expiry in blocks of 4,096.
pub fn valid_rows<'t>(form: Form, texts: impl ExactSizeIterator<Item = &'t [u8]>) -> usize {
    let ais: Vec<_> = ["01", "21", "10", "17"].into_iter().filter_map(ApplicationIdentifier::new).collect();
    let mut columns = Columns::new(Some(form), &Options::new(), &ais);
    let mut texts = texts.map(|text| Some(Text::whole(text)));
    let mut valid = 0;
    while texts.len() > 0 {
        let block: Vec<_> = texts.by_ref().take(4_096).collect();
        columns.read(block.iter().copied());
        valid += columns.rows() - columns.faults().len();
    }
    valid
}
