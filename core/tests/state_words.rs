//! `core/src/batch/state_words.rs` is `core/data/state-words.csv` turned into Rust; `UPDATE=1` rewrites it.

use std::collections::BTreeMap;
use std::path::Path;

use tallymark::batch::State;

#[test]
fn the_checked_in_table_is_the_data_file() {
    let core = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = std::fs::read_to_string(core.join("data/state-words.csv")).unwrap();
    let generated = generate(&data);
    let path = core.join("src/batch/state_words.rs");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), generated, "run with UPDATE=1 to rewrite");
}

#[test]
fn every_word_of_the_data_file_is_read() {
    let core = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = std::fs::read_to_string(core.join("data/state-words.csv")).unwrap();
    let mut words = 0;
    for (word, state) in entries(&data) {
        assert_eq!(State::from_word(word).map(State::as_str), Some(state), "{word}");
        words += 1;
    }
    assert!(words > 50);
}

fn entries(data: &str) -> impl Iterator<Item = (&str, &str)> {
    data.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells.len(), 5, "{line}");
        assert!(matches!(cells[4], "high" | "medium" | "low"), "{line}");
        (cells[0], cells[1])
    })
}

fn generate(data: &str) -> String {
    let mut table = BTreeMap::new();
    for (word, state) in entries(data) {
        let folded: String =
            word.chars().filter(|c| !matches!(c, ' ' | '_' | '-')).map(|c| c.to_ascii_lowercase()).collect();
        assert!(folded.len() <= 40, "{word}");
        if let Some(other) = table.insert(folded, state) {
            assert_eq!(other, state, "{word} has two meanings");
        }
    }
    let mut out = String::from(
        "// Generated from core/data/state-words.csv by `UPDATE=1 cargo test -p tallymark --test state_words`.\n\
         use super::State;\n\n\
         /// Words without case, spaces, hyphens and underscores, sorted.\n\
         pub(super) const STATE_WORDS: &[(&str, State)] = &[\n",
    );
    for (word, state) in table {
        out.push_str(&format!("    ({word:?}, State::{state}),\n"));
    }
    out.push_str("];\n");
    out
}
