//! Derives `data_identifiers.rs` and `systems.rs` from `core/data` and compares; `UPDATE=1` rewrites them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

fn rows(name: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name);
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split(';').map(|cell| cell.trim().to_owned()).collect()).collect()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap()
}

fn compare(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pharma").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, text).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == text,
        "{name} is not what core/data gives: run with UPDATE=1"
    );
}

#[test]
fn data_identifiers() {
    let mut text = String::from(
        "// Generated from core/data/data_identifiers.txt by generated_tests.rs; UPDATE=1 rewrites it.\n\n\
         use super::identified::Fact;\nuse super::mh10::{Definition, ValueCheck};\nuse super::national::Confidence;\n\n\
         /// The data identifiers that are known.\n#[rustfmt::skip]\npub(crate) static DEFINITIONS: &[Definition] = &[\n",
    );
    for row in rows("data_identifiers.txt") {
        let [di, form, role, title, confidence] = row.try_into().unwrap();
        let (form, check) = form.trim_end_matches(')').split_once('(').unwrap_or((&form, "none"));
        let (set, length) = form.split_at(1);
        let (least, most) = length.split_once('-').unwrap_or((length, length));
        let set = match set {
            "x" => "P".to_owned(),
            set => set.to_ascii_uppercase(),
        };
        let fact = if role == "-" { "Other".to_owned() } else { capital(&role) };
        let (check, confidence) = (capital(check), capital(&confidence));
        writeln!(
            text,
            "    Definition {{ di: {di:?}, set: b'{set}', least: {least}, most: {most}, check: ValueCheck::{check}, \
             fact: Fact::{fact}, title: {title:?}, confidence: Confidence::{confidence} }},"
        )
        .unwrap();
    }
    text.push_str("];\n");
    compare("data_identifiers.rs", &text);
}

#[test]
fn systems() {
    let mut text = String::from(
        "// Generated from core/data/national_numbers.txt by generated_tests.rs; UPDATE=1 rewrites it.\n\n\
         use super::national::{Confidence, Rule, System};\n\n\
         /// The national systems that are known.\n#[rustfmt::skip]\npub(crate) static SYSTEMS: &[System] = &[\n",
    );
    for row in rows("national_numbers.txt") {
        let cells: [String; 12] = row.try_into().unwrap();
        let [id, country, ai, prefix, from, to, digits, check, since, name, source, confidence] = cells;
        let option =
            |cell: &str, text: String| if cell == "-" { "None".to_owned() } else { format!("Some({text})") };
        let (ai, since) = (option(&ai, format!("{ai:?}")), option(&since, since.clone()));
        let place = option(&prefix, format!("({prefix:?}, {from}, {to})"));
        let (check, confidence) = (capital(&check), capital(&confidence));
        writeln!(
            text,
            "    System {{ id: {id:?}, country: {country:?}, ai: {ai}, place: {place}, digits: {digits}, rule: Rule::{check}, \
             since: {since}, name: {name:?}, source: {source:?}, confidence: Confidence::{confidence} }},"
        )
        .unwrap();
    }
    text.push_str("];\n");
    compare("systems.rs", &text);
}
