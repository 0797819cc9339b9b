//! `identify` and `merge`: the answers of the façade, one object a line, and an exit status.

mod support;

use serde_json::{Value, json};
use support::{Run, tallymark, tallymark_with};

fn lines(run: &Run) -> Vec<Value> {
    run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_encoding_of_one_pack_has_one_key() {
    let run = tallymark_with(
        &["identify"],
        b"[)>\x1e06\x1d9N110375286414\x1dSA1\x1e\x04\n(01)04150037528643(21)A1\n\xed9N110375286414\x1dSA1\n",
    );
    let answers = lines(&run);
    assert_eq!((run.status, answers.len()), (0, 3));
    assert!(answers.iter().all(|answer| answer["key"] == "(01)04150037528643(21)A1"), "{answers:?}");
    assert_eq!(answers[2]["tolerated"], json!(["macro-codeword"]));
}

#[test]
fn a_kind_and_a_year_may_be_said() {
    let run = tallymark_with(&["identify", "--kind", "pzn"], b"3752864\n3752865\n");
    let answers = lines(&run);
    assert_eq!((run.status, &answers[0]["gtin"]), (1, &json!("04150037528643")));
    assert_eq!(answers[1]["error"]["code"], "pzn-checksum");
    let run = tallymark_with(&["identify", "--reference-year", "1990"], b"(01)04150037528643(17)851231\n");
    assert_eq!(lines(&run)[0]["expiry"], "1985-12-31");
}

#[test]
fn requests_come_as_lines_too() {
    let run = tallymark_with(
        &["identify", "--jsonl"],
        b"{\"kind\": \"ndc\", \"input\": \"0002821501\", \"directory\": [\"0002-8215-01\"]}\n[]\n",
    );
    let answers = lines(&run);
    assert_eq!((run.status, &answers[0]["key"]), (1, &json!("ndc:000002-8215-01")));
    assert_eq!(answers[1]["error"]["code"], "request-json");
}

#[test]
fn carriers_are_merged() {
    let run = tallymark(&["merge", "]E04150037528643", "(21)A1(10)B7"]);
    let answer = run.json();
    assert_eq!((run.status, &answer["key"]), (0, &json!("(01)04150037528643(21)A1")));
    let run = tallymark_with(&["merge"], b"(01)04150037528643(21)A1\r\n(21)A2\n");
    let answer = run.json();
    assert_eq!((run.status, &answer["error"]["code"]), (1, &json!("merge-conflict")));
    assert_eq!(answer["conflicts"][0]["places"][1]["carrier"], 1);
    let run = tallymark_with(
        &["merge", "--jsonl", "-"],
        b"{\"inputs\": [{\"input\": \"03752864\"}, {\"kind\": \"ppn\", \"input\": \"110375286414\"}]}\n{}\n",
    );
    let answers: Vec<bool> = lines(&run).iter().map(|line| line["ok"] == true).collect();
    assert_eq!((run.status, answers), (1, vec![true, false]));
}
