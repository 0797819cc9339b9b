//! The AIs, read in the simplest way: from GS1's dictionary where it is at hand, else from `core/data`.

use std::collections::BTreeMap;
use std::path::PathBuf;

pub(crate) const DIGITS: &str = "0123456789";
pub(crate) const SET_82: &str =
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
const SET_39: &str = "#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
pub(crate) const SET_64: &str = "-0123456789=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

pub(crate) struct Part {
    pub(crate) set: &'static str,
    pub(crate) least: usize,
    pub(crate) most: usize,
    pub(crate) optional: bool,
    /// Names of rules, as GS1's dictionary has them.
    pub(crate) checks: Vec<String>,
}

pub(crate) struct Entry {
    pub(crate) parts: Vec<Part>,
    pub(crate) fixed: bool,
    pub(crate) attribute: bool,
    /// All of these; each by any of its alternatives; each of those wholly. An asterisk stands for a digit.
    pub(crate) needs: Vec<Vec<Vec<String>>>,
    pub(crate) excludes: Vec<String>,
    pub(crate) key: Option<Vec<Vec<String>>>,
}

pub(crate) type Table = BTreeMap<String, Entry>;

/// The table, and where it comes from.
pub(crate) fn table() -> (Table, &'static str) {
    let shared = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/gs1/gs1-syntax-dictionary.txt");
    match std::fs::read_to_string(shared) {
        Ok(text) => (from_dictionary(&text), "GS1's dictionary"),
        Err(_) => (from_own(include_str!("../../data/application_identifiers.txt")), "core/data"),
    }
}

fn set(letter: &str) -> &'static str {
    match letter.to_ascii_uppercase().as_str() {
        "N" => DIGITS,
        "X" => SET_82,
        "Y" => SET_39,
        "Z" => SET_64,
        letter => panic!("{letter}: no set of characters"),
    }
}

fn each(range: &str) -> Vec<String> {
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    (number(first)..=number(last)).map(|ai| format!("{ai:0width$}", width = first.len())).collect()
}

fn number(digits: &str) -> usize {
    digits.parse().unwrap()
}

fn words(text: &str, separator: char) -> Vec<String> {
    text.split(separator).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

pub(crate) fn from_dictionary(text: &str) -> Table {
    let mut table = Table::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let facts = line.split('#').next().unwrap();
        let mut tokens = facts.split_whitespace();
        for ai in each(tokens.next().unwrap()) {
            let mut entry = Entry {
                parts: Vec::new(),
                fixed: false,
                attribute: false,
                needs: Vec::new(),
                excludes: Vec::new(),
                key: None,
            };
            for token in tokens.clone() {
                if token.chars().all(|c| !c.is_ascii_alphanumeric()) {
                    entry.fixed = token.contains('*');
                    entry.attribute = token.contains('?');
                } else if let Some(list) = token.strip_prefix("req=") {
                    let list = list.replace('n', "*");
                    entry.needs.push(words(&list, ',').iter().map(|together| words(together, '+')).collect());
                } else if let Some(list) = token.strip_prefix("ex=") {
                    entry.excludes.extend(words(&list.replace('n', "*"), ','));
                } else if token == "dlpkey" {
                    entry.key = Some(Vec::new());
                } else if let Some(list) = token.strip_prefix("dlpkey=") {
                    entry.key = Some(words(list, '|').iter().map(|sequence| words(sequence, ',')).collect());
                } else {
                    let mut pieces = token.split(',');
                    let form = pieces.next().unwrap();
                    let bare = form.trim_start_matches('[').trim_end_matches(']');
                    let length = &bare[1..];
                    let (least, most) = match length.strip_prefix("..") {
                        Some(most) => (1, number(most)),
                        None => (number(length), number(length)),
                    };
                    let checks = pieces.map(str::to_owned).collect();
                    let optional = form.starts_with('[');
                    entry.parts.push(Part { set: set(&bare[..1]), least, most, optional, checks });
                }
            }
            table.insert(ai, entry);
        }
    }
    table
}

pub(crate) fn from_own(text: &str) -> Table {
    let mut table = Table::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split(';').map(str::trim).collect();
        let need = |text: &str| words(text, ' ').iter().map(|word| words(word, '+')).collect();
        let key = match columns[5] {
            "" => None,
            "-" => Some(Vec::new()),
            sequences => Some(sequences.split('/').map(|sequence| words(sequence, ' ')).collect()),
        };
        for ai in each(columns[0]) {
            let entry = Entry {
                parts: columns[1].split(" + ").map(own_part).collect(),
                fixed: columns[2].contains('f'),
                attribute: columns[2].contains('q'),
                needs: columns[3].split('&').filter(|need| !need.trim().is_empty()).map(need).collect(),
                excludes: words(columns[4], ' '),
                key: key.clone(),
            };
            table.insert(ai, entry);
        }
    }
    table
}

fn own_part(text: &str) -> Part {
    /// Our names of rules that GS1's dictionary calls otherwise.
    const NAMES: [(&str, &str); 34] = [
        ("check", "csum"),
        ("check-pair", "csumalpha"),
        ("prefix1", "gcppos1"),
        ("prefix2", "gcppos2"),
        ("date0", "yymmd0"),
        ("date", "yymmdd"),
        ("date8", "yyyymmdd"),
        ("date80", "yyyymmd0"),
        ("hour", "hh"),
        ("minute", "mi"),
        ("second", "ss"),
        ("hour-minute", "hhmi"),
        ("country", "iso3166"),
        ("country-or-999", "iso3166999"),
        ("country-letters", "iso3166alpha2"),
        ("currency", "iso4217"),
        ("package", "packagetype"),
        ("media", "mediatype"),
        ("sex", "iso5218"),
        ("yes-no", "yesno"),
        ("not-zero", "nonzero"),
        ("no-leading-zero", "nozeroprefix"),
        ("piece-of-total", "pieceoftotal"),
        ("place-in-sequence", "posinseqslash"),
        ("importer", "importeridx"),
        ("percent", "pcenc"),
        ("hyphens", "hyphen"),
        ("not-only-digits", "hasnondigit"),
        ("coupon", "couponcode"),
        ("coupon-offer", "couponposoffer"),
        ("zero", "zero"),
        ("winding", "winding"),
        ("latitude", "latitude"),
        ("longitude", "longitude"),
    ];
    let optional = text.ends_with('?');
    let text = text.trim_end_matches('?');
    let (form, checks) = text.split_once('(').unwrap_or((text, ""));
    let (least, most) = form[1..].split_once('-').unwrap_or((&form[1..], &form[1..]));
    let name = |own: &str| {
        let found = NAMES.iter().find(|(name, _)| *name == own);
        found.map_or(own, |(_, name)| name).to_owned()
    };
    let checks = checks.trim_end_matches(')').split_whitespace().map(name).collect();
    Part { set: set(&form[..1]), least: number(least), most: number(most), optional, checks }
}
