//! `repair`: every reading of a damaged line; a valid one comes back as it is.

mod support;

use serde_json::Value;
use support::{Run, tallymark_with};

fn lines(run: &Run) -> Vec<Value> {
    run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_line_gets_its_readings() {
    let input = b"01095060001343521728123110A7BX21A1B2\n]d2010950600013435317281231\n\xef\xbb\xbf]d2010950600013435221A1\x1d10B\x1d17281231\n";
    let run = tallymark_with(&["repair"], input);
    let answers = lines(&run);
    assert_eq!((run.status, answers.len()), (1, 3), "{}", run.err);
    assert_eq!(answers[0]["unique"], true);
    assert_eq!(answers[0]["readings"][0]["steps"][0]["kind"], "separator-lost");
    assert_eq!(answers[1]["readings"].as_array().map(Vec::len), Some(0));
    assert_eq!(answers[2]["readings"][0]["steps"][0]["kind"], "byte-order-mark");
}

#[test]
fn what_the_label_holds_is_told() {
    let run = tallymark_with(&["repair", "--require", "01,21", "--scan"], b"010950600013435221A1\n");
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(run.json()["readings"][0]["text"], "]d2010950600013435221A1");
    let run = tallymark_with(&["repair", "--require", "1"], b"");
    assert_eq!(run.status, 2);
}

#[test]
fn requests_are_read_line_by_line() {
    let input = b"{\"input\": \"]D2010950600013435221123\", \"require\": [\"01\", \"21\"]}\n[]\n";
    let run = tallymark_with(&["repair", "--jsonl"], input);
    let answers = lines(&run);
    assert_eq!(run.status, 1);
    assert_eq!(answers[0]["readings"][0]["key"], "(01)09506000134352(21)123");
    assert_eq!(answers[1]["ok"], false);
}
