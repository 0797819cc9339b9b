//! A slow and obvious reading of element strings, written from `core/data`, as the oracle of the quick one.
//!
//! It shares no code with the library: sets of characters are strings, relations are lists of digits. AIs whose contents
//! follow lists or grammars of their own are left out here; the reference vectors cover them.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tallymark::gs1::{Form, Message, Options, verify};

const DIGITS: &str = "0123456789";
const SET_82: &str = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
const SET_39: &str = "#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const SET_64: &str = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

struct Part {
    set: &'static str,
    least: usize,
    most: usize,
    optional: bool,
    checks: Vec<String>,
}

struct Entry {
    parts: Vec<Part>,
    fixed: bool,
    needs: Vec<Vec<Vec<String>>>,
    excludes: Vec<String>,
}

fn part(text: &str) -> Part {
    let optional = text.ends_with('?');
    let text = text.trim_end_matches('?');
    let (form, checks) = text.split_once('(').unwrap_or((text, ""));
    let set = match &form[..1] {
        "n" => DIGITS,
        "x" => SET_82,
        "y" => SET_39,
        _ => SET_64,
    };
    let (least, most) = form[1..].split_once('-').unwrap_or((&form[1..], &form[1..]));
    let checks = checks.trim_end_matches(')').split_whitespace().map(str::to_owned).collect();
    Part { set, least: least.parse().unwrap(), most: most.parse().unwrap(), optional, checks }
}

fn table() -> BTreeMap<String, Entry> {
    let mut table = BTreeMap::new();
    for line in
        include_str!("../data/application_identifiers.txt").lines().filter(|line| !line.starts_with('#'))
    {
        let columns: Vec<&str> = line.split(';').map(str::trim).collect();
        let (first, last) = columns[0].split_once('-').unwrap_or((columns[0], columns[0]));
        for number in first.parse::<u16>().unwrap()..=last.parse().unwrap() {
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            let together = |word: String| word.split('+').map(str::to_owned).collect();
            let need = |text: &str| words(text).into_iter().map(together).collect();
            let needs = columns[3].split('&').filter(|need| !need.trim().is_empty()).map(need).collect();
            let parts = columns[1].split(" + ").map(part).collect();
            let entry = Entry { parts, fixed: columns[2].contains('f'), needs, excludes: words(columns[4]) };
            table.insert(format!("{number:0width$}", width = first.len()), entry);
        }
    }
    table
}

/// Whether the model can judge the contents of the AI.
fn simple(entry: &Entry) -> bool {
    const KNOWN: [&str; 10] = [
        "check",
        "prefix1",
        "prefix2",
        "date0",
        "date",
        "hour-minute",
        "hyphens",
        "zero",
        "yes-no",
        "not-zero",
    ];
    let known = |part: &Part| part.checks.iter().all(|check| KNOWN.contains(&check.as_str()));
    entry.parts.iter().all(|part| part.set != SET_64 && known(part))
}

fn number(text: &str) -> u32 {
    text.parse().unwrap()
}

fn date(text: &str, whole_month: bool) -> bool {
    let (year, month, day) = (number(&text[..2]), number(&text[2..4]), number(&text[4..]));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) => 29,
        2 => 28,
        _ => return false,
    };
    day <= days && (day > 0 || whole_month)
}

fn passes(check: &str, text: &str) -> bool {
    match check {
        "check" => {
            let weigh = |(at, c): (usize, char)| c.to_digit(10).unwrap() * if at % 2 == 1 { 3 } else { 1 };
            text.chars().rev().enumerate().map(weigh).sum::<u32>().is_multiple_of(10)
        }
        "prefix1" => text.len() >= 4 && text[..4].chars().all(|c| c.is_ascii_digit()),
        "prefix2" => text.len() >= 5 && text[1..5].chars().all(|c| c.is_ascii_digit()),
        "date0" => date(text, true),
        "date" => date(text, false),
        "hour-minute" => number(&text[..2]) < 24 && number(&text[2..]) < 60,
        "hyphens" => text.chars().all(|c| c == '-'),
        "zero" => text.chars().all(|c| c == '0'),
        "not-zero" => text.chars().any(|c| c != '0'),
        "yes-no" => text == "0" || text == "1",
        check => panic!("{check}: not in the model"),
    }
}

fn contents(entry: &Entry, value: &str) -> bool {
    let mut rest = value;
    for part in &entry.parts {
        if rest.is_empty() && part.optional {
            return true;
        }
        let (text, after) = rest.split_at(rest.len().min(part.most));
        let characters = text.chars().all(|c| part.set.contains(c));
        if text.len() < part.least || !characters || !part.checks.iter().all(|check| passes(check, text)) {
            return false;
        }
        rest = after;
    }
    rest.is_empty() && !value.is_empty()
}

/// What the model says of a valid text.
enum Verdict {
    Elements(Vec<(String, String)>),
    /// An AI stands in it whose contents the model cannot judge.
    Unjudged,
}

/// The elements of a text, or `None` if anything about it is wrong.
fn read(table: &BTreeMap<String, Entry>, text: &str) -> Option<Verdict> {
    if !text.is_ascii() {
        return None;
    }
    let mut elements: Vec<(String, String)> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let ai = (2..=4).filter_map(|digits| rest.get(..digits)).find(|ai| table.contains_key(*ai))?;
        let entry = &table[ai];
        if !simple(entry) {
            return Some(Verdict::Unjudged);
        }
        rest = &rest[ai.len()..];
        let length = if entry.fixed {
            entry.parts.iter().map(|part| part.most).sum()
        } else {
            rest.find('\u{1d}').unwrap_or(rest.len())
        };
        let value = rest.get(..length)?;
        if value.contains('\u{1d}') || !contents(entry, value) {
            return None;
        }
        elements.push((ai.to_owned(), value.to_owned()));
        rest = &rest[length..];
        rest = rest.strip_prefix('\u{1d}').unwrap_or(rest);
    }
    let stands = |pattern: &String, without: &str| {
        let alike = |ai: &str| {
            ai.len() == pattern.len() && ai.chars().zip(pattern.chars()).all(|(a, p)| p == '*' || a == p)
        };
        elements.iter().any(|(ai, _)| ai != without && alike(ai))
    };
    let related = elements.iter().all(|(ai, value)| {
        let entry = &table[ai];
        !entry.excludes.iter().any(|pattern| stands(pattern, ai))
            && entry
                .needs
                .iter()
                .all(|need| need.iter().any(|all| all.iter().all(|pattern| stands(pattern, ""))))
            && elements.iter().all(|(other, again)| other != ai || again == value)
    });
    (related && !elements.is_empty()).then_some(Verdict::Elements(elements))
}

/// Elements that are mostly right, in an order of chance, with separators that are mostly right.
fn texts() -> impl Strategy<Value = String> {
    let table = table();
    let usual = [
        "00", "01", "02", "10", "11", "17", "21", "22", "37", "235", "240", "250", "7003", "710", "3103",
        "3922",
    ];
    let rest: Vec<String> =
        table.iter().filter(|(_, entry)| simple(entry)).map(|(ai, _)| ai.clone()).collect();
    let ai = prop_oneof![3 => prop::sample::select(usual.to_vec()).prop_map(str::to_owned), 1 => prop::sample::select(rest)];
    let element = (ai, prop::collection::vec(any::<u16>(), 48), 0..40u8).prop_map(move |(ai, dice, luck)| {
        let mut dice = dice.into_iter().map(usize::from);
        let mut next = |sides: usize| dice.next().unwrap_or(7) % sides;
        let mut value = String::new();
        let count = table[&ai].parts.len();
        for part in table[&ai].parts.iter().take(if next(4) == 0 { 1 } else { count }) {
            let length = part.least + next(part.most - part.least + 1) + usize::from(luck == 1);
            let mut text: String =
                (0..length).map(|_| part.set.as_bytes()[next(part.set.len())] as char).collect();
            for check in &part.checks {
                match check.as_str() {
                    "date0" | "date" => text = format!("{:02}{:02}{:02}", next(100), 1 + next(12), next(30)),
                    "hour-minute" => text = format!("{:02}{:02}", next(25), next(60)),
                    "zero" => text = "0".repeat(length),
                    "hyphens" => text = "-".into(),
                    "check" if luck > 2 => {
                        text.pop();
                        let digit = (0..10).find(|digit| passes("check", &format!("{text}{digit}")));
                        text += &digit.unwrap().to_string();
                    }
                    _ => {}
                }
            }
            value += &text;
        }
        let fixed = table[&ai].fixed;
        let separator = match luck {
            3 => "\u{1d}\u{1d}",
            4 => "",
            5 => "\u{1d}",
            _ if fixed => "",
            _ => "\u{1d}",
        };
        if luck == 6 {
            value = value.replacen('1', ["#", "é", "|", " ", "^"][next(5)], 1);
        }
        format!("{ai}{value}{separator}")
    });
    (prop::collection::vec(element, 1..12), any::<bool>()).prop_map(|(elements, cut)| {
        let text = elements.concat();
        if cut { text.trim_end_matches('\u{1d}').to_owned() } else { text }
    })
}

fn judged<'a>(form: Form, text: &'a str, options: &Options) -> Option<Message<'a>> {
    let short = Message::parse(form, text.as_bytes(), options);
    let (long, errors) = Message::parse_all(form, text.as_bytes(), options);
    assert_eq!(short.as_ref().err(), errors.first(), "{text:?}: the short way and the reader");
    assert_eq!(verify(form, text.as_bytes(), options).err(), errors.first().copied(), "{text:?}: verify");
    if let Ok(short) = &short {
        assert!(short.elements().eq(long.elements()), "{text:?}: elements");
    }
    short.ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn the_library_reads_what_the_model_reads(text in texts()) {
        thread_local!(static TABLE: BTreeMap<String, Entry> = table());
        let expected = match TABLE.with(|table| read(table, &text)) {
            Some(Verdict::Elements(elements)) => Some(elements),
            Some(Verdict::Unjudged) => return Ok(()),
            None => None,
        };
        let options = Options::new();
        let scan = format!("]d2{text}");
        for (form, text) in [(Form::Plain, &text), (Form::Scan, &scan)] {
            let message = judged(form, text, &options);
            let pairs = |message: Message<'_>| -> Vec<(String, String)> {
                message.elements().map(|element| (element.ai.to_string(), element.value.to_owned())).collect()
            };
            // In plain text a bar separates components, which the model does not know.
            if form == Form::Scan || !text.contains('|') {
                prop_assert_eq!(message.map(pairs), expected.clone(), "{:?}", text);
            }
        }
    }

    #[test]
    fn whatever_is_read_is_written_and_read_again(text in texts()) {
        let options = Options::new().no_requisite_check(true);
        if let Some(message) = judged(Form::Plain, &text, &options) {
            let (bracketed, plain) = (message.bracketed(), message.plain());
            for (form, again) in [(Form::Bracketed, &bracketed), (Form::Plain, &plain)] {
                let again = judged(form, again, &options).unwrap();
                prop_assert_eq!(again.bracketed(), bracketed.clone());
            }
        }
    }

    #[test]
    fn no_input_is_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..80), head in 0..6usize) {
        let head: &[u8] = [b"", &b"]d2"[..], b"(01)", b"https://a/01/", b"urn:epc:id:sgtin:", b"]E0"][head];
        let input = [head, &bytes].concat();
        for form in [Form::Scan, Form::Bracketed, Form::Plain, Form::DigitalLink, Form::Epc] {
            let (message, errors) = Message::parse_all(form, &input, &Options::new());
            for error in &errors {
                prop_assert!(error.span().start <= error.span().end);
                prop_assert!(error.span().end as usize <= input.len());
                prop_assert!(!error.drawn(&input).to_string().is_empty());
            }
            let _ = (message.bracketed(), message.plain(), message.hri(true), message.key());
        }
    }
}

#[test]
fn most_of_the_generated_texts_are_of_use() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let (table, mut runner, strategy) = (table(), TestRunner::deterministic(), texts());
    let mut good = 0;
    for _ in 0..500 {
        let text = strategy.new_tree(&mut runner).unwrap().current();
        good += usize::from(matches!(read(&table, &text), Some(Verdict::Elements(_))));
    }
    assert!((15..485).contains(&good), "{good} of 500 are valid");
}
