//! A slow and obvious reading of element strings in every form, as the oracle of the quick one.
//!
//! It is written straight from GS1's Syntax Dictionary where that is at hand, and from `core/data` otherwise, and shares no
//! code with the library: sets of characters are strings, relations are lists of digits. Coupons, which follow grammars of
//! their own, are left out; the reference vectors cover them.

mod read;
mod rules;
mod table;

use proptest::prelude::*;
use tallymark::gs1::{Form, Message, Options, verify};

use read::{Verdict, bracketed, link, plain};
use rules::{judged as known, pair, passes};
use table::{Table, table};

/// One element with what follows it in plain text.
#[derive(Clone, Debug)]
struct Drawn {
    ai: String,
    value: String,
    separator: &'static str,
}

/// Elements that are mostly right, in an order of chance, with separators that are mostly right.
fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    let (table, _) = table();
    let usual = [
        "00", "01", "02", "10", "11", "17", "21", "22", "37", "235", "240", "250", "253", "254", "414",
        "7003", "710", "3103", "3922", "8003", "8006", "8030",
    ];
    let rest: Vec<String> = table.keys().cloned().collect();
    let ai = prop_oneof![3 => prop::sample::select(usual.to_vec()).prop_map(str::to_owned), 1 => prop::sample::select(rest)];
    let element =
        (ai, prop::collection::vec(any::<u16>(), 100), 0..40u8).prop_map(move |(ai, dice, luck)| {
            let (value, separator) = value(&table, &ai, dice, luck);
            Drawn { ai, value, separator }
        });
    let elements = prop_oneof![3 => prop::collection::vec(element.clone(), 1..4), 1 => prop::collection::vec(element, 1..12)];
    // Most elements want a trade item beside them.
    (elements, 0..4u8).prop_map(|(mut elements, luck)| {
        if luck > 0 && !elements.iter().any(|one| matches!(one.ai.as_str(), "00" | "01" | "02")) {
            let item = Drawn { ai: "01".into(), value: "09506000134352".into(), separator: "" };
            elements.insert(usize::from(luck == 1) * elements.len(), item);
        }
        elements
    })
}

/// A value of the AI that is mostly right, as the dice fall.
fn value(table: &Table, ai: &str, dice: Vec<u16>, luck: u8) -> (String, &'static str) {
    let mut dice = dice.into_iter().map(usize::from);
    let mut next = |sides: usize| dice.next().unwrap_or(7) % sides;
    let mut value = String::new();
    let count = table[ai].parts.len();
    for part in table[ai].parts.iter().take(if next(4) == 0 { 1 } else { count }) {
        let length = part.least + next(part.most - part.least + 1) + usize::from(luck == 1);
        let mut text: String =
            (0..length).map(|_| part.set.as_bytes()[next(part.set.len())] as char).collect();
        if luck > 2 {
            text = text.replace('=', "A");
        }
        for check in &part.checks {
            let digits = |n: usize| format!("{n:02}");
            let pick = |list: &[&str], at: usize| list[at % list.len()].to_owned();
            match check.as_str() {
                "yymmd0" | "yymmdd" => text = format!("{:02}{:02}{:02}", next(100), 1 + next(12), next(30)),
                "yyyymmd0" | "yyyymmdd" => {
                    text = format!("19{:02}{:02}{:02}", next(100), 1 + next(12), next(30));
                }
                "hh" => text = digits(next(25)),
                "mi" | "ss" => text = digits(next(61)),
                "hhmi" => text = format!("{:02}{:02}", next(25), next(60)),
                "zero" => text = "0".repeat(length),
                "hyphen" => text = "-".into(),
                "iso3166" | "iso3166999" => text = pick(&["276", "250", "999", "004", "001", "894"], next(6)),
                "iso3166alpha2" => text = pick(&["DE", "FR", "XX", "de", "ZW"], next(5)),
                "iso4217" => text = pick(&["978", "840", "000", "008", "999"], next(5)),
                "packagetype" => text = pick(&["BX", "8", "ZZZ", "200", "PX", "bx"], next(6)),
                "posinseqslash" => text = pick(&["1/2", "2/1", "0/3", "3/3", "12/", "1-2"], next(6)),
                "pieceoftotal" => text = format!("{:02}{:02}", next(4), next(4)),
                "latitude" | "longitude" => text = format!("{}{:09}", next(4), next(60_000) * 9_000),
                "iban" => {
                    text = pick(
                        &[
                            "DE89370400440532013000",
                            "DE89370400440532013001",
                            "XX89370400440532013000",
                            "GB82WEST12345698765432",
                            "DE8937",
                        ],
                        next(5),
                    );
                }
                "pcenc" => text = text.replace('%', pick(&["%41", "%", "-", "-"], next(4)).as_str()),
                "gcppos1" if luck > 2 && text.len() >= 4 => text.replace_range(..4, "9506"),
                "csumalpha" if luck > 2 && text.len() > 2 => {
                    let mut body = text[..text.len() - 2].to_owned();
                    if body.len() >= 4 {
                        body.replace_range(..4, "9506");
                    }
                    text = format!("{body}{}", pair(&body));
                }
                "csum" if luck > 2 => {
                    text.pop();
                    let digit = (0..10).find(|digit| passes("csum", &format!("{text}{digit}")));
                    text += &digit.unwrap().to_string();
                }
                _ => {}
            }
        }
        value += &text;
    }
    let separator = match luck {
        3 => "\u{1d}\u{1d}",
        4 => "",
        5 => "\u{1d}",
        _ if table[ai].fixed => "",
        _ => "\u{1d}",
    };
    if luck == 6 {
        value = value.replacen('1', ["#", "é", "|", " ", "^"][next(5)], 1);
    }
    (value, separator)
}

fn as_plain(elements: &[Drawn], cut: bool) -> String {
    let text: String =
        elements.iter().map(|one| format!("{}{}{}", one.ai, one.value, one.separator)).collect();
    if cut { text.trim_end_matches('\u{1d}').to_owned() } else { text }
}

/// Plain texts.
fn texts() -> impl Strategy<Value = String> {
    (drawn(), any::<bool>()).prop_map(|(elements, cut)| as_plain(&elements, cut))
}

/// Bracketed text, mostly with its escapes.
fn as_bracketed(elements: &[Drawn], luck: u8) -> String {
    let text: String = elements
        .iter()
        .map(|one| {
            format!(
                "({}){}",
                one.ai,
                if luck == 0 { one.value.clone() } else { one.value.replace('(', "\\(") }
            )
        })
        .collect();
    match luck {
        1 => text.replacen(')', "", 1),
        2 => format!(" {text}"),
        _ => text,
    }
}

/// A Digital Link that is mostly in order: a key, the qualifiers that its sequences allow, the rest in the query.
fn as_link(table: &Table, elements: &[Drawn], luck: u8) -> String {
    let escape = |value: &str, luck: u8| -> String {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || luck == 0;
        value
            .bytes()
            .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect()
    };
    let key = elements.iter().position(|one| table[&one.ai].key.is_some()).unwrap_or(0);
    let sequences = table[&elements[key].ai].key.clone().unwrap_or_default();
    let sequence = sequences.get(usize::from(luck) % sequences.len().max(1)).cloned().unwrap_or_default();
    let mut path = vec![key];
    for qualifier in &sequence {
        path.extend(elements.iter().position(|one| one.ai == *qualifier));
    }
    if luck == 1 {
        path.reverse();
    }
    if luck == 2 && path.len() > 1 {
        path.pop();
    }
    let mut out = ["https://example.com", "https://example.com/a/b", "https://id.gs1.org/01/x"]
        [usize::from(luck) % 3]
        .to_owned();
    for &index in &path {
        out += &format!("/{}/{}", elements[index].ai, escape(&elements[index].value, luck));
    }
    let mut sign = '?';
    for (index, one) in elements.iter().enumerate() {
        let stated = path.iter().any(|&other| elements[other].ai == one.ai);
        if !path.contains(&index) && (luck == 3 || table[&one.ai].attribute && !stated) {
            out += &format!("{sign}{}={}", one.ai, escape(&one.value, luck));
            sign = '&';
        }
    }
    match luck {
        4 => out + &format!("{sign}x=y{sign}z"),
        5 => out + "#fragment",
        6 => out.replacen('%', "%2", 1),
        _ => out,
    }
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

fn with_table<T>(ask: impl FnOnce(&Table) -> T) -> T {
    thread_local!(static TABLE: Table = table().0);
    TABLE.with(ask)
}

/// The library says what the model says.
fn agree(form: Form, text: &str, expected: &Verdict) -> Result<(), TestCaseError> {
    let options = Options::new();
    let message = judged(form, text, &options);
    let pairs = |message: Message<'_>| -> Vec<(String, String)> {
        message.elements().map(|element| (element.ai.to_string(), element.value.to_owned())).collect()
    };
    let read = message.map(pairs);
    match expected {
        Verdict::Unjudged => {}
        Verdict::Wrong => prop_assert_eq!(read, None, "{:?}", text),
        Verdict::Elements(elements) => prop_assert_eq!(read.as_ref(), Some(elements), "{:?}", text),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn the_library_reads_what_the_model_reads(text in texts()) {
        let expected = with_table(|table| plain(table, &text));
        let scan = format!("]d2{text}");
        for (form, text) in [(Form::Plain, &text), (Form::Scan, &scan)] {
            // In plain text a bar separates components, which the model does not know.
            if form == Form::Scan || !text.contains('|') {
                agree(form, text, &expected)?;
            }
        }
    }

    #[test]
    fn brackets_are_read_as_the_model_reads_them(elements in drawn(), luck in 0..30u8) {
        let text = as_bracketed(&elements, luck);
        if !text.contains('|') {
            agree(Form::Bracketed, &text, &with_table(|table| bracketed(table, &text)))?;
        }
    }

    #[test]
    fn links_are_read_as_the_model_reads_them(elements in drawn(), luck in 0..30u8) {
        let text = with_table(|table| as_link(table, &elements, luck));
        let expected = with_table(|table| link(table, &text));
        agree(Form::DigitalLink, &text, &expected)?;
        agree(Form::Scan, &format!("]Q1{text}"), &expected)?;
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
    let ((table, source), mut runner, strategy) = (table(), TestRunner::deterministic(), drawn());
    println!("the model reads {source}: {} AIs", table.len());
    let mut good = [0; 3];
    for luck in 0..600u32 {
        let elements = strategy.new_tree(&mut runner).unwrap().current();
        let luck = (luck % 30) as u8;
        let verdicts = [
            plain(&table, &as_plain(&elements, true)),
            bracketed(&table, &as_bracketed(&elements, luck)),
            link(&table, &as_link(&table, &elements, luck)),
        ];
        for (count, verdict) in good.iter_mut().zip(verdicts) {
            *count += usize::from(matches!(verdict, Verdict::Elements(_)));
        }
    }
    assert!(good.iter().all(|count| (12..585).contains(count)), "{good:?} of 600 are valid");
}

#[test]
fn both_tables_say_the_same() {
    let own = table::from_own(include_str!("../../data/application_identifiers.txt"));
    let (other, _) = table();
    assert_eq!(own.len(), other.len());
    for (ai, entry) in &own {
        let same = &other[ai];
        assert_eq!(
            (entry.fixed, entry.attribute, &entry.key),
            (same.fixed, same.attribute, &same.key),
            "{ai}"
        );
        let shape = |entry: &table::Entry| -> Vec<_> {
            let part =
                |part: &table::Part| (part.set, part.least, part.most, part.optional, part.checks.clone());
            entry.parts.iter().map(part).collect()
        };
        assert_eq!(shape(entry), shape(same), "{ai}");
    }
    assert!(own.values().filter(|entry| !known(entry)).count() <= 2, "only coupons are left out");
}
