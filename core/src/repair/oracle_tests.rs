//! Lost separators against the naive way: put them into every subset of places, and read.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Context, StepKind, repair};
use crate::gs1::{ApplicationIdentifier, Message, Options};

type Elements = Vec<(String, String)>;

fn context() -> Context<'static> {
    let ais = |texts: &[&str]| texts.iter().filter_map(ApplicationIdentifier::new).collect::<Vec<_>>();
    let options = Options::new().no_requisite_check(true);
    Context::of(ais(&["10", "21"]), ais(&["20", "710"])).options(options).limit(100_000)
}

/// Every reading with separators in some of the places between the bytes.
fn naive(text: &[u8]) -> BTreeSet<Elements> {
    let options = Options::new().no_requisite_check(true);
    let mut found = BTreeSet::new();
    for places in 0u32..1 << (text.len() - 1) {
        let mut with = Vec::new();
        for (at, &byte) in text.iter().enumerate() {
            if at > 0 && places >> (at - 1) & 1 == 1 {
                with.push(0x1D);
            }
            with.push(byte);
        }
        let Ok(message) = Message::parse_plain_with(&with, &options) else { continue };
        let elements: Elements =
            message.elements().map(|element| (element.ai.to_string(), element.value.to_owned())).collect();
        let count = |ai: &str| elements.iter().filter(|element| element.0 == ai).count();
        let (lot, serial, variant, national) = (count("10"), count("21"), count("20"), count("710"));
        if lot == 1
            && serial == 1
            && variant < 2
            && national < 2
            && lot + serial + variant + national == elements.len()
        {
            found.insert(elements);
        }
    }
    found
}

fn clever(text: &[u8]) -> BTreeSet<Elements> {
    let found = repair(text, &context());
    assert!(!found.truncated);
    let only_lost = found
        .readings
        .iter()
        .filter(|reading| reading.steps.iter().all(|step| step.kind == StepKind::SeparatorLost));
    only_lost
        .map(|reading| reading.elements.iter().map(|(ai, value)| (ai.to_string(), value.clone())).collect())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn lost_separators_are_found_in_every_place(text in "((10|21|20|710)[012A7]{0,4}){1,4}") {
        let text = text.as_bytes();
        let text = &text[..text.len().min(12)];
        let expected = naive(text);
        let found = repair(text, &context());
        if found.valid {
            // Valid as it is: one of the ways, and no other is looked for.
            prop_assert!(found.unique && expected.is_superset(&clever(text)));
        } else {
            prop_assert_eq!(clever(text), expected);
        }
    }
}
