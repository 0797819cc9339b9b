//! Derives `ai_table.rs` and `code_lists.rs` from `core/data` and compares; `UPDATE=1` rewrites them.
//!
//! The data are compared with GS1's own dictionary where that is at hand, in `../shared` of the repository.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::ai_table::BUILT_IN;
use super::compile::{Row, compile};
use super::tables::{Check, Component, Tables};
use super::{ApplicationIdentifier, Dictionary};
use crate::diagnostic::Pattern;

fn core() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn data(name: &str) -> String {
    fs::read_to_string(core().join("data").join(name)).unwrap()
}

fn ai(digits: &str) -> ApplicationIdentifier {
    ApplicationIdentifier::new(digits).unwrap_or_else(|| panic!("{digits}: not an AI"))
}

fn pattern(text: &str) -> Pattern {
    let digits = text.trim_end_matches('*');
    Pattern { fixed: ai(digits), open: (text.len() - digits.len()) as u8 }
}

/// `n6(date0)`, `x1-20`, `x1-17?`.
fn component(text: &str) -> Component {
    let optional = text.ends_with('?');
    let text = text.trim_end_matches('?');
    let (form, names) = text.trim_end_matches(')').split_once('(').unwrap_or((text, ""));
    let (set, length) = form.split_at(1);
    let (least, most) = length.split_once('-').unwrap_or((length, length));
    let mut checks = [None; 3];
    for (slot, name) in names.split_whitespace().enumerate() {
        checks[slot] = Some(Check::from_own(name).unwrap_or_else(|| panic!("{name}: no such check")));
    }
    let set = set.to_ascii_uppercase().as_bytes()[0];
    Component { set, least: least.parse().unwrap(), most: most.parse().unwrap(), optional, checks }
}

fn row(line: &str) -> Row {
    let columns: Vec<&str> = line.split(';').map(str::trim).collect();
    let [ais, form, roles, needs, excludes, key, title] = columns.try_into().unwrap();
    let (first, last) = ais.split_once('-').unwrap_or((ais, ais));
    let list = |text: &str| text.split_whitespace().map(ai).collect::<Vec<_>>();
    let need = |text: &str| {
        let together = |text: &str| text.split('+').map(pattern).collect();
        text.split_whitespace().map(together).collect::<Vec<Vec<Pattern>>>()
    };
    Row {
        first: ai(first),
        last: ai(last),
        components: form.split(" + ").map(component).collect(),
        fixed: roles.contains('f'),
        attribute: roles.contains('q'),
        needs: if needs.is_empty() { Vec::new() } else { needs.split('&').map(need).collect() },
        excludes: excludes.split_whitespace().map(pattern).collect(),
        key: match key {
            "" => None,
            "-" => Some(Vec::new()),
            sequences => Some(sequences.split('/').map(list).collect()),
        },
        title: title.to_owned(),
    }
}

fn source_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

/// Compares a generated file with what is checked in, or rewrites it.
fn settle(name: &str, text: &str) {
    let path: PathBuf = core().join("src/gs1").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, text).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap();
    assert!(
        found == text,
        "{name} is not what core/data gives: UPDATE=1 cargo test -p tallymark --lib generated"
    );
}

/// A table as Rust source, one row a line, shortened by the constructors that the file begins with.
fn table<T: std::fmt::Debug>(
    out: &mut String,
    name: &str,
    of: &str,
    rows: &[T],
    show: impl Fn(&T) -> String,
) {
    writeln!(out, "\nstatic {name}: [{of}; {}] = [", rows.len()).unwrap();
    for row in rows {
        writeln!(out, "    {},", show(row)).unwrap();
    }
    writeln!(out, "];").unwrap();
}

fn ai_source(ai: ApplicationIdentifier) -> String {
    format!("ai({}, {})", ai.value(), ai.digits())
}

fn pattern_source(pattern: Pattern) -> String {
    format!("Pattern {{ fixed: {}, open: {} }}", ai_source(pattern.fixed), pattern.open)
}

fn rust(tables: &Tables<'_>) -> String {
    let mut out = String::from(
        "// Made from core/data/application_identifiers.txt: UPDATE=1 cargo test -p tallymark --lib generated\n\
         //! The built-in table of Application Identifiers.\n\n\
         #![cfg_attr(rustfmt, rustfmt_skip)]\n\n\
         use super::tables::{\n    Alternative, Brief, Check::*, Component, Definition, Need, Prefix, Range, Rule, Shape, Tables,\n};\n\
         use crate::diagnostic::{ApplicationIdentifier, Pattern};\n\n\
         const fn ai(value: u16, digits: usize) -> ApplicationIdentifier {\n    ApplicationIdentifier::from_parts(value, digits)\n}\n\n\
         const fn range(start: u16, len: u8) -> Range {\n    Range { start, len }\n}\n\nconst ALL: u128 = u128::MAX;\n",
    );
    let range = |range: super::tables::Range| format!("range({}, {})", range.start, range.len);
    writeln!(
        out,
        "\npub(crate) static BUILT_IN: Tables<'static> = Tables {{\n    release: {1:?},\n    prefixes: &PREFIXES,\n    \
         index: &INDEX,\n    definitions: &DEFINITIONS,\n    briefs: &BRIEFS,\n    twos: &TWOS,\n    components: &COMPONENTS,\n    rules: &RULES,\n    \
         needs: &NEEDS,\n    alternatives: &ALTERNATIVES,\n    named: &NAMED,\n    sequences: &SEQUENCES,\n    qualifiers: &QUALIFIERS,\n    \
         titles: TITLES,\n}};\n\n\
         static BRIEFS: [Brief; {0}] = Brief::all(&DEFINITIONS);\n\n\
         static TWOS: [Brief; 256] = Brief::by_twos(&PREFIXES, &DEFINITIONS);",
        tables.definitions.len(),
        tables.release
    )
    .unwrap();
    table(&mut out, "PREFIXES", "Prefix", tables.prefixes, |prefix| format!("{prefix:?}"));
    writeln!(out, "\nstatic INDEX: [u16; {}] = [", tables.index.len()).unwrap();
    for line in tables.index.chunks(20) {
        let numbers: Vec<String> = line.iter().map(ToString::to_string).collect();
        writeln!(out, "    {},", numbers.join(", ")).unwrap();
    }
    writeln!(out, "];").unwrap();
    table(&mut out, "DEFINITIONS", "Definition", tables.definitions, |d| {
        let key = d.key.map_or("None".to_owned(), |key| format!("Some({})", range(key)));
        format!(
            "Definition {{ ai: {}, rule: {}, components: {}, title: {}, least: {}, most: {}, shape: Shape::{:?}, fixed: {}, \
             attribute: {}, key: {key} }}",
            ai_source(d.ai),
            d.rule,
            range(d.components),
            range(d.title),
            d.least,
            d.most,
            d.shape,
            d.fixed,
            d.attribute
        )
    });
    table(&mut out, "COMPONENTS", "Component", tables.components, |component| {
        format!("{component:?}").replace("set: 78", "set: b'N'").replace("set: 88", "set: b'X'")
    });
    table(&mut out, "RULES", "Rule", tables.rules, |rule| {
        format!(
            "Rule {{ member: 0x{:x}, excludes: 0x{:x}, rivals: 0x{:x}, grouped: {}, any: {}, needs: {} }}",
            rule.member,
            rule.excludes,
            rule.rivals,
            rule.grouped,
            if rule.any == super::tables::Bits::MAX { "ALL".into() } else { format!("0x{:x}", rule.any) },
            range(rule.needs)
        )
    });
    table(&mut out, "NEEDS", "Need", tables.needs, |need| {
        format!("Need {{ any: 0x{:x}, alternatives: {} }}", need.any, range(need.alternatives))
    });
    table(&mut out, "ALTERNATIVES", "Alternative", tables.alternatives, |alternative| {
        format!(
            "Alternative {{ pattern: {}, bit: 0x{:x}, joined: {} }}",
            pattern_source(alternative.pattern),
            alternative.bit,
            alternative.joined
        )
    });
    table(&mut out, "NAMED", "Pattern", tables.named, |pattern| pattern_source(*pattern));
    table(&mut out, "SEQUENCES", "Range", tables.sequences, |sequence| range(*sequence));
    table(&mut out, "QUALIFIERS", "ApplicationIdentifier", tables.qualifiers, |qualifier| {
        ai_source(*qualifier)
    });
    writeln!(out, "\nstatic TITLES: &str = {:?};", tables.titles).unwrap();
    out
}

#[test]
fn the_ai_table_is_what_the_data_give() {
    let text = data("application_identifiers.txt");
    let release = text.lines().find_map(|line| line.strip_prefix("# release: ")).unwrap();
    let rows: Vec<Row> = source_lines(&text).map(row).collect();
    let compiled = compile(release, rows.iter().map(|row| (0, row))).unwrap();
    settle("ai_table.rs", &rust(&compiled.tables()));
    if std::env::var_os("UPDATE").is_none() {
        assert_eq!(compiled.tables(), BUILT_IN);
    }
}

#[test]
fn the_code_lists_are_what_the_data_give() {
    let text = data("code_lists.txt");
    let list = |name: &str| {
        let start = text.find(&format!("[{name}]\n")).unwrap();
        let section = text[start..].lines().skip(1).take_while(|line| !line.starts_with('['));
        let words: Vec<&str> =
            section.filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect();
        assert!(words.is_sorted() || name == "package", "{name} is not in order");
        words
    };
    let mut out = String::from(
        "// Made from core/data/code_lists.txt: UPDATE=1 cargo test -p tallymark --lib generated\n\
         //! Published lists of codes: bit sets of numbers and letter pairs, sorted texts.\n\n\
         #![cfg_attr(rustfmt, rustfmt_skip)]\n",
    );
    for (name, constant, doc) in
        [("country", "COUNTRIES", "ISO 3166-1 numeric"), ("currency", "CURRENCIES", "ISO 4217 numeric")]
    {
        let mut bits = [0u64; 16];
        for code in list(name) {
            let number: usize = code.parse().unwrap();
            bits[number / 64] |= 1 << (number % 64);
        }
        let words: Vec<String> = bits.iter().map(|word| format!("0x{word:016x}")).collect();
        let (left, right) = words.split_at(8);
        let lines = format!("    {},\n    {},\n", left.join(", "), right.join(", "));
        writeln!(out, "\n/// {doc}: bit per number.\npub(crate) static {constant}: [u64; 16] = [\n{lines}];")
            .unwrap();
    }
    let mut letters = [0u32; 26];
    for code in list("country-letters") {
        let [first, second] = code.as_bytes().try_into().unwrap();
        letters[usize::from(first - b'A')] |= 1 << (second - b'A');
    }
    let words: Vec<String> = letters.iter().map(|word| format!("0x{word:07x}")).collect();
    let lines: Vec<String> = words.chunks(9).map(|line| format!("    {},\n", line.join(", "))).collect();
    writeln!(
        out,
        "\n/// ISO 3166-1 alpha-2: a row per first letter, a bit per second.\npub(crate) static COUNTRY_LETTERS: [u32; 26] = [\n{}];",
        lines.concat()
    )
    .unwrap();
    let mut packages = list("package");
    packages.sort_unstable();
    writeln!(
        out,
        "\n/// UN/ECE Recommendation 21 with the additions of GS1, in byte order.\npub(crate) static PACKAGES: [&str; {}] = [",
        packages.len()
    )
    .unwrap();
    for line in packages.chunks(14) {
        let words: Vec<String> = line.iter().map(|code| format!("{code:?}")).collect();
        writeln!(out, "    {},", words.join(", ")).unwrap();
    }
    writeln!(out, "];").unwrap();
    settle("code_lists.rs", &out);
}

/// A file of GS1 that is not part of the repository.
fn shared(name: &str) -> Option<String> {
    let text = fs::read_to_string(core().join("../../shared/gs1").join(name)).ok();
    if text.is_none() {
        println!("skipped: {name} is not at hand");
    }
    text
}

#[test]
fn the_data_are_those_of_the_dictionary() {
    let Some(text) = shared("gs1-syntax-dictionary.txt") else { return };
    let dictionary = Dictionary::from_text(&text).unwrap();
    assert_eq!(dictionary.tables(), BUILT_IN);
    assert_eq!(dictionary.ais().len(), 541);
}

#[test]
fn a_later_dictionary_is_data_too() {
    let Some(text) = shared("gs1-syntax-dictionary-unreleased.txt") else { return };
    let dictionary = Dictionary::from_text(&text).unwrap();
    assert_ne!(dictionary.tables(), BUILT_IN);
}
