//! The cause table in `src/causes/table.rs` is what `data/causes.json` says. `UPDATE=1` writes it anew.

use std::fmt::Write;
use std::path::Path;

use serde_json::Value;
use tallymark::causes::{Clue, Signature};
use tallymark::findings::FindingCode;

#[test]
fn table_is_what_the_data_file_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data: Value = serde_json::from_slice(&std::fs::read(root.join("data/causes.json")).unwrap()).unwrap();
    let rendered = render(&data);
    let path = root.join("src/causes/table.rs");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &rendered).unwrap();
    }
    assert!(
        std::fs::read_to_string(&path).unwrap() == rendered,
        "src/causes/table.rs is stale: UPDATE=1 cargo test -p tallymark --test cause_table"
    );
}

#[test]
fn shares_of_every_code_add_up_to_one() {
    for &code in FindingCode::ALL {
        let total: f64 = Signature::of(code).map(|(_, share)| share).sum();
        assert!((total - 1.0).abs() < 1e-9, "shares of {code} add up to {total}");
    }
}

#[test]
fn names_are_unique_and_likelihoods_are_probabilities() {
    let mut names: Vec<_> = Signature::ALL.iter().map(|signature| signature.leaf).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count, "a leaf is written twice");
    for signature in Signature::ALL {
        for (clue, likelihood) in signature.clues {
            assert!((0.05..=0.95).contains(likelihood), "{} {}", signature.leaf, clue.as_str());
        }
        assert!(!signature.ask_for.is_empty() && !signature.what.is_empty(), "{}", signature.leaf);
    }
}

fn render(data: &Value) -> String {
    let mut out = String::from(
        "// Made from data/causes.json by `UPDATE=1 cargo test -p tallymark --test cause_table`; edit that file, not this one.\n\n\
         use super::Category;\nuse super::signature::{Clue, Signature};\nuse crate::findings::FindingCode;\n\n\
         #[rustfmt::skip]\npub(super) const SIGNATURES: &[Signature] = &[\n",
    );
    for leaf in data["leaves"].as_array().unwrap() {
        let codes = pairs(&leaf["codes"], |name| {
            let code = FindingCode::ALL.iter().find(|code| code.as_str() == name);
            format!("FindingCode::{:?}", code.unwrap_or_else(|| panic!("no finding code {name}")))
        });
        let clues = pairs(&leaf["clues"], |name| {
            let clue = Clue::ALL.iter().find(|clue| clue.as_str() == name);
            format!("Clue::{:?}", clue.unwrap_or_else(|| panic!("no clue {name}")))
        });
        writeln!(
            out,
            "    Signature {{\n        leaf: {:?},\n        category: Category::{},\n        what: {:?},\n        shares: &[{codes}],\n        clues: &[{clues}],\n        ask_for: {:?},\n    }},",
            leaf["leaf"].as_str().unwrap(),
            leaf["category"].as_str().unwrap(),
            leaf["what"].as_str().unwrap(),
            leaf["ask_for"].as_str().unwrap(),
        )
        .unwrap();
    }
    out.push_str("];\n");
    out
}

fn pairs(object: &Value, name: impl Fn(&str) -> String) -> String {
    // In the order of the names, whatever order the JSON reader keeps.
    let mut members: Vec<_> = object.as_object().unwrap().iter().collect();
    members.sort_by_key(|(key, _)| *key);
    let pairs: Vec<_> = members
        .iter()
        .map(|(key, value)| format!("({}, {:?})", name(key), value.as_f64().unwrap()))
        .collect();
    pairs.join(", ")
}
