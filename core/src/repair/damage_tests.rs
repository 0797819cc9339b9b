//! Packs are damaged as scanners and their surroundings do it: the original is always among the readings, and what is
//! called unique is the original.

use std::collections::{BTreeMap, HashSet};

use proptest::prelude::*;

use super::layouts::{names, typed};
use super::{Context, Reading, Repair, StepKind, repair};
use crate::gs1::ApplicationIdentifier;
use crate::item::Item;
use crate::keys::check_digit;

/// A pack as its label says it: AIs and values in order.
type Pack = Vec<(String, String)>;

/// The order of the elements on labels.
const ORDERS: [[usize; 4]; 7] =
    [[0, 1, 2, 3], [0, 3, 1, 2], [0, 2, 1, 3], [0, 3, 2, 1], [0, 1, 3, 2], [0, 2, 3, 1], [3, 0, 1, 2]];

fn pack(company: u64, month: usize, lot: &str, serial: &str, order: usize) -> Pack {
    let body = format!("0{:012}", company % 1_000_000_000_000);
    let gtin = format!("{body}{}", char::from(check_digit(body.as_bytes()).unwrap()));
    let date = format!("28{:02}{:02}", 1 + month % 12, month % 29);
    let elements = [("01", gtin.as_str()), ("17", &date), ("10", lot), ("21", serial)];
    ORDERS[order % 7].iter().map(|&at| (elements[at].0.to_owned(), elements[at].1.to_owned())).collect()
}

fn written(pack: &Pack, separator: &str) -> String {
    let mut text = String::new();
    for (at, (ai, value)) in pack.iter().enumerate() {
        text.push_str(ai);
        text.push_str(value);
        if (ai == "10" || ai == "21") && at + 1 < pack.len() {
            text.push_str(separator);
        }
    }
    text
}

fn holds(reading: &Reading, pack: &Pack) -> bool {
    reading.elements.iter().map(|(ai, value)| (ai.to_string(), value.clone())).eq(pack.iter().cloned())
}

/// The original is listed; where a reading is called unique it is the original.
fn keeps(damaged: &[u8], pack: &Pack, context: &Context<'_>) -> Result<Repair, TestCaseError> {
    let found = repair(damaged, context);
    let shown = String::from_utf8_lossy(damaged);
    prop_assert!(!found.truncated, "{shown}");
    if !found.valid {
        prop_assert!(found.readings.iter().any(|reading| holds(reading, pack)), "{shown}: {found:#?}");
        if found.unique {
            prop_assert!(holds(&found.readings[0], pack), "{shown}: {found:#?}");
        }
    }
    for reading in &found.readings {
        let again = repair(&reading.text, context);
        prop_assert!(again.valid && again.readings[0].text == reading.text, "{shown}");
    }
    Ok(found)
}

const REPLACEMENTS: [&str; 31] = [
    " ",
    "|",
    "^",
    "~",
    "@",
    "#",
    "^]",
    "{GS}",
    "<GS>",
    "[GS]",
    "␝",
    "\\x1D",
    "%1D",
    "\u{f01d}",
    "\u{e01d}",
    "_x001D_",
    "&#29;",
    "\\u001d",
    "<FNC1>",
    "{FNC1}",
    "\\F",
    "_",
    "\\035",
    "~d029",
    "↔",
    "\u{1c}",
    "\u{1e}",
    "\t",
    "\u{fffd}",
    "\u{1d}\u{1d}",
    "{gs}",
];

fn packs() -> impl Strategy<Value = Pack> {
    let plain = "[0-9A-Z]{1,20}";
    let mixed = "[0-9A-Za-z+,.:;=?_/-]{1,20}";
    let value = prop_oneof![4 => plain, 1 => mixed];
    (any::<u64>(), any::<usize>(), value.clone(), value, any::<usize>())
        .prop_map(|(company, month, lot, serial, order)| pack(company, month, &lot, &serial, order))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn separators_are_lost_or_replaced(pack in packs(), which in 0..REPLACEMENTS.len(), scan: bool) {
        let context = Context::pharma();
        let head = if scan { "]d2" } else { "" };
        keeps(format!("{head}{}", written(&pack, "")).as_bytes(), &pack, &context)?;
        keeps(format!("{head}{}", written(&pack, REPLACEMENTS[which])).as_bytes(), &pack, &context)?;
    }

    #[test]
    fn things_stand_around_the_data(pack in packs(), which in 0..12usize, lost: bool) {
        let good = written(&pack, if lost { "" } else { "\u{1d}" });
        let damaged = match which {
            0 => format!("\u{feff}]d2{good}"),
            1 => format!("ï»¿{good}"),
            2 => format!("\u{2}]d2{good}\u{3}\r\n"),
            3 => format!("]D2{good}"),
            4 => format!("]d1{good}"),
            5 => format!("]C0{good}\r"),
            6 => format!("\u{1d}{good}\u{1d}"),
            7 => format!("]d2\u{1d}\u{1d}{good}"),
            8 => format!("{{GS}}{good}"),
            9 => format!("ZZ]d2{good}"),
            10 => format!("\"{good}\"\t"),
            _ => format!("d2{good}{{CR}}{{LF}}"),
        };
        keeps(damaged.as_bytes(), &pack, &Context::pharma())?;
    }

    #[test]
    fn the_identifier_is_lost(pack in packs(), lost: bool) {
        let damaged = written(&pack, if lost { "" } else { "\u{1d}" });
        let found = keeps(damaged.as_bytes(), &pack, &Context::pharma().scan(true))?;
        let kinds: Vec<_> = found.readings[0].steps.iter().map(|step| step.kind).collect();
        prop_assert!(found.readings[0].text.starts_with(b"]d2") && kinds.contains(&StepKind::SymbologyLost));
    }

    #[test]
    fn people_type_brackets(pack in packs(), which in 0..4usize, short: bool) {
        prop_assume!(pack.iter().all(|(_, value)| value.bytes().all(|byte| byte.is_ascii_alphanumeric())));
        let value = |ai: &str, value: &str| match ai {
            "01" if short => value.trim_start_matches('0').to_owned(),
            _ => value.to_owned(),
        };
        let parts: Vec<String> = pack.iter().map(|(ai, text)| {
            let text = value(ai, text);
            match which {
                0 => format!("({ai}) {text}"),
                1 => format!("[{ai}]{text}"),
                2 => format!("TITLE ({ai}) {text}"),
                _ => format!("（{ai}）{text}"),
            }
        }).collect();
        let digits = pack.iter().find(|(ai, _)| ai == "01").map_or(0, |(_, gtin)| gtin.trim_start_matches('0').len());
        prop_assume!(!short || matches!(digits, 12 | 13));
        let glue = if which == 1 { "" } else { "  " };
        keeps(parts.join(glue).as_bytes(), &pack, &Context::pharma())?;
    }

    #[test]
    fn zeros_and_reads(pack in packs(), other in packs(), which in 0..5usize, lost: bool) {
        let good = written(&pack, if lost { "" } else { "\u{1d}" });
        let context = Context::pharma();
        match which {
            0 if good.starts_with('0') => {
                keeps(&good.as_bytes()[1..], &pack, &context)?;
            }
            1 => { keeps(format!("{good}{good}").as_bytes(), &pack, &context)?; }
            2 => { keeps(format!("]d2{good}\r\n]d2{good}\r\n").as_bytes(), &pack, &context)?; }
            3 => {
                let damaged = format!("]d2{good}]d2{}", written(&other, "\u{1d}"));
                keeps(damaged.as_bytes(), &pack, &context)?;
                keeps(damaged.as_bytes(), &other, &context)?;
            }
            _ => { keeps(format!("{good}\r\n{}", written(&other, "\u{1d}")).as_bytes(), &pack, &context)?; }
        }
    }

    #[test]
    fn keys_are_read_with_another_layout(pack in packs(), which in 0..15usize, lock in 0..3u8, lost: bool) {
        let sent = format!("]d2{}", written(&pack, if lost { "" } else { "\u{1d}" }));
        let layout = names()[which];
        let damaged = typed(layout, lock, &sent);
        // Without a trace there is nothing to repair.
        prop_assume!(damaged != sent && (which > 0 || lock > 0));
        keeps(damaged.as_bytes(), &pack, &Context::pharma())?;
    }

    #[test]
    fn digits_are_full_width(pack in packs(), lost: bool) {
        let good = written(&pack, if lost { "" } else { "\u{1d}" });
        let wide: String = good.chars().map(|c| match c {
            '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap(),
            c => c,
        }).collect();
        keeps(wide.as_bytes(), &pack, &Context::pharma())?;
    }

    #[test]
    fn a_changed_digit_is_not_repaired(pack in packs(), at in 2..16usize, by in 1..10u8) {
        let mut text = written(&pack, "\u{1d}").into_bytes();
        prop_assume!(text.starts_with(b"01"));
        text[at] = b'0' + (text[at] - b'0' + by) % 10;
        for reading in repair(&text, &Context::pharma()).readings {
            // Something else may be read, but never the pack.
            prop_assert!(!holds(&reading, &pack));
        }
    }

    #[test]
    fn valid_input_stays_as_it_is(pack in packs(), scan: bool) {
        let text = format!("{}{}", if scan { "]d2" } else { "" }, written(&pack, "\u{1d}"));
        let found = repair(text.as_bytes(), &Context::pharma());
        prop_assert!(found.valid && found.unique && found.readings.len() == 1);
        prop_assert!(found.readings[0].text == text.as_bytes() && found.readings[0].steps.is_empty());
    }

    #[test]
    fn nothing_panics_and_every_reading_validates(input in prop::collection::vec(any::<u8>(), 0..80)) {
        for context in [Context::pharma(), Context::open()] {
            for reading in repair(&input, &context).readings {
                prop_assert!(repair(&reading.text, &context).valid);
            }
        }
    }
}

/// Numbers that are the same on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % bound as u64) as usize
    }

    fn text(&mut self, least: usize, most: usize) -> String {
        const SET: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        let length = least + self.below(most - least + 1);
        (0..length).map(|_| char::from(SET[self.below(SET.len())])).collect()
    }

    fn pack(&mut self) -> Pack {
        let (lot, serial) = (self.text(4, 20), self.text(8, 20));
        let company = self.below(1 << 30) as u64 * 913;
        pack(company, self.below(360), &lot, &serial, self.below(7))
    }
}

/// How many packs whose separators were taken out have one reading, two, more.
///
/// `PACKS=20000 cargo test -p tallymark --lib packs_without_separators -- --nocapture`; fewer packs if not told, so that
/// the test is quick without optimisation.
#[test]
fn packs_without_separators() {
    let count = std::env::var("PACKS").ok().and_then(|count| count.parse().ok()).unwrap_or(1_000usize);
    let mut numbers = Numbers(20_261_122);
    let all: Vec<Pack> = (0..count).map(|_| numbers.pack()).collect();
    let key = |pack: &Pack| {
        let value = |ai: &str| pack.iter().find(|element| element.0 == ai).map_or("", |element| &element.1);
        Item::parse(&format!("(01){}(21){}", value("01"), value("21"))).unwrap()
    };
    let pool: HashSet<Item> = all.iter().map(key).collect();
    let knows = |item: &Item| pool.contains(item);
    let mut counts = BTreeMap::<(&str, usize), usize>::new();
    let mut decided = BTreeMap::<&str, usize>::new();
    for pack in &all {
        let damaged = format!("]d2{}", written(pack, ""));
        let lot = &pack.iter().find(|element| element.0 == "10").unwrap().1;
        for (name, context) in [
            ("profile", Context::pharma()),
            ("lot", Context::pharma().lots([lot.as_str()])),
            ("pool", Context::pharma().knows(&knows)),
            ("both", Context::pharma().lots([lot.as_str()]).knows(&knows)),
        ] {
            let found = repair(damaged.as_bytes(), &context);
            assert!(!found.valid && !found.truncated && found.readings.iter().any(|one| holds(one, pack)));
            assert!(!found.unique || holds(&found.readings[0], pack), "{damaged}");
            *counts.entry((name, found.readings.len().min(3))).or_default() += 1;
            *decided.entry(name).or_default() += usize::from(found.unique);
            if name == "pool" {
                let known = found.readings.iter().filter(|reading| reading.known == Some(true)).count();
                assert_eq!(found.unique, known == 1, "what the pool can decide it decides");
            }
        }
    }
    eprintln!("readings: {counts:?}; unique: {decided:?}");
    let share = |name, readings| *counts.get(&(name, readings)).unwrap_or(&0) as f64 / count as f64;
    assert!(share("profile", 1) > 0.96 && share("profile", 3) < 0.01);
    assert!(share("lot", 1) > 0.99, "{}", share("lot", 1));
    // Lot and serial together leave no place open.
    assert_eq!(decided.get("both"), Some(&count));
}

#[test]
fn work_is_bounded_whatever_the_input() {
    // Twenty and more times as much input of the worst kind, digits that begin AIs everywhere: the search ends by its
    // bound of steps, not by the clock.
    let ai = |text: &str| ApplicationIdentifier::new(text).unwrap();
    let context = Context::of([ai("01"), ai("10"), ai("21")], ["17", "11", "15", "712"].map(ai));
    for length in [40, 400, 1000, 4000] {
        let digits: String = "1021".chars().cycle().take(length).collect();
        let found = repair(format!("]d20109506000134352{digits}").as_bytes(), &context);
        assert!(found.readings.len() <= 64);
        assert!(length < 1024 || found.truncated && found.readings.is_empty());
    }
}

#[test]
fn a_foreign_pack_is_not_made_one_of_the_batch() {
    // Valid, of another lot; with Y and Z exchanged it would be of this one.
    let foreign = b"]d201095060001343521728123110ZAB1\x1d21X1";
    let found = repair(foreign, &Context::pharma().lots(["YAB1"]));
    assert!(!found.unique);
    let last = found.readings.last().unwrap();
    assert!(last.text == foreign && !last.fits && last.steps.is_empty());
    assert!(found.readings[0].fits);
    let found = repair(foreign, &Context::pharma().lots(["QQQ"]));
    assert_eq!((found.readings.len(), found.unique, found.readings[0].fits), (1, false, false));
}
