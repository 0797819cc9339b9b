//! `parse`: one line out for every line in, whatever is in it; and every shared case through the program.

mod support;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use support::{Folder, Run, tallymark, tallymark_with};

fn lines(run: &Run) -> Vec<Value> {
    run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_valid_scan_prints_the_contract() {
    let run = tallymark_with(&["parse"], b"]d201095060001343521728123110A7B21\x1d21A1B2\n");
    let expected = json!({
        "ok": true, "kind": "scan", "symbology": "]d2",
        "ais": [["01", "09506000134352"], ["17", "281231"], ["10", "A7B21"], ["21", "A1B2"]],
        "bracketed": "(01)09506000134352(17)281231(10)A7B21(21)A1B2",
        "plain": "01095060001343521728123110A7B21\u{1d}21A1B2",
        "dl": "https://id.gs1.org/01/09506000134352/10/A7B21/21/A1B2?17=281231",
        "hri": ["(01) 09506000134352", "(17) 281231", "(10) A7B21", "(21) A1B2"],
        "key": "(01)09506000134352(21)A1B2", "warnings": []
    });
    assert_eq!((run.status, lines(&run)), (0, vec![expected]));
}

#[test]
fn an_error_names_code_place_and_help() {
    let run = tallymark_with(&["parse", "--kind", "scan"], b"]d20109506000134353\n");
    let report = run.json();
    assert_eq!(run.status, 1);
    assert_eq!((&report["ok"], &report["kind"]), (&json!(false), &json!("scan")));
    let error = &report["error"];
    assert_eq!((&error["code"], &error["ai"]), (&json!("ai-checksum"), &json!("01")));
    let span = error["span"].as_array().unwrap();
    assert!(span[0].as_u64() >= Some(5) && span[1] == 19, "within the value: {span:?}");
    assert!(error["message"].is_string() && error["help"].is_string() && error["fixes"].is_array());
}

#[test]
fn every_line_gets_one_answer_in_order() {
    let input =
        b"(00)395060001340000018\n\n (00)395060001340000018\r\n\xff\xfe\x00\n(00)395060001340000018\r\nlast";
    let run = tallymark_with(&["parse", "-"], input);
    let answers: Vec<bool> = lines(&run).iter().map(|line| line["ok"] == true).collect();
    assert_eq!(answers, [true, false, false, false, true, false]);
    assert_eq!(run.status, 1);
    let nothing = tallymark_with(&["parse"], b"");
    assert_eq!((nothing.status, nothing.out.as_str()), (0, ""));
}

#[test]
fn a_request_that_is_none_is_answered_too() {
    let input = concat!(
        "{\"kind\": \"bracketed\", \"input\": \"(21)A1\", \"opts\": {\"no_requisite_check\": true}}\n",
        "{\"kind\": \"bracketed\", \"input\": \"(21)A1\", \"opts\": [\"no_requisite_check\"]}\n",
        "{\"kind\": \"bracketed\", \"input\": \"(21)A1\"}\n",
        "{\"kind\": \"morse\", \"input\": \"(21)A1\"}\n",
        "{\"input\": \"(21)A1\", \"opts\": [\"be_kind\"]}\n",
        "{\"kind\": \"plain\"}\n",
        "{\n",
        "\n",
        "{\"kind\":\"plain\",\"input\":\"010950600013435221A\\u001d10B\"}\n",
    );
    let run = tallymark_with(&["parse", "--jsonl"], input.as_bytes());
    let answers: Vec<Value> = lines(&run).iter().map(|line| line["error"]["code"].clone()).collect();
    let refused = json!("request-json");
    let none = Value::Null;
    let expected = [
        none.clone(),
        none.clone(),
        json!("ai-requisite"),
        refused.clone(),
        refused.clone(),
        refused.clone(),
        refused.clone(),
        refused,
        none,
    ];
    assert_eq!(answers[..2], expected[..2]);
    assert_eq!(answers[3..], expected[3..]);
    assert!(answers[2].is_string(), "a serial alone is refused: {:?}", answers[2]);
    assert_eq!(run.status, 1);
}

#[test]
fn whoever_waits_for_an_answer_gets_it() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tallymark"))
        .arg("parse")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    for input in ["(00)395060001340000018", "(00)395060001340000019"] {
        writeln!(stdin, "{input}").unwrap();
        let mut answer = String::new();
        stdout.read_line(&mut answer).unwrap();
        assert!(answer.ends_with("}\n"));
    }
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let input = "(00)395060001340000018\n".repeat(100_000);
    let folder = Folder::new("pipe");
    let file = folder.write("scans.txt", input);
    let mut child = Command::new(env!("CARGO_BIN_EXE_tallymark"))
        .args(["parse", file.to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::with_capacity(64, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[test]
fn a_file_that_is_not_there_is_status_2() {
    let run = tallymark(&["parse", "/nowhere/scans.txt"]);
    assert_eq!((run.status, run.out.as_str()), (2, ""));
    assert!(run.err.contains("/nowhere/scans.txt"));
    assert_eq!(tallymark(&["parse", "--kind", "morse"]).status, 2);
    assert_eq!(tallymark(&["parse", "--kind", "scan", "--jsonl"]).status, 2);
}

/// Whether everything that `expected` says is so in `actual`; members that it does not name may be anything.
fn says(actual: &Value, expected: &Value) -> bool {
    match (actual, expected) {
        (Value::Object(actual), Value::Object(expected)) => {
            expected.iter().all(|(name, value)| says(actual.get(name).unwrap_or(&Value::Null), value))
        }
        _ => actual == expected,
    }
}

#[test]
fn shared_cases_through_the_program() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/cases/parse.jsonl");
    let known_gaps =
        std::fs::read_to_string(cases.with_file_name("expected_failures.txt")).unwrap_or_default();
    let cases: Vec<Value> = std::fs::read_to_string(cases)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let cases: Vec<&Value> = cases.iter().filter(|case| case["op"] == "parse").collect();
    let requests: String = cases
        .iter()
        .map(|case| {
            let opts = case.get("opts").cloned().unwrap_or(json!({}));
            format!("{}\n", json!({"kind": case["kind"], "input": case["input"], "opts": opts}))
        })
        .collect();
    let answers = lines(&tallymark_with(&["parse", "--jsonl"], requests.as_bytes()));
    assert_eq!(answers.len(), cases.len());
    for (case, answer) in cases.iter().zip(&answers) {
        let expected =
            case.get("expect").cloned().unwrap_or_else(|| json!({"ok": false, "error": case["error"]}));
        let name = case["name"].as_str().unwrap();
        let gap = known_gaps.lines().any(|line| line.trim() == name);
        assert_eq!(says(answer, &expected), !gap, "{name}: {answer}");
    }
}

#[test]
fn a_dictionary_of_a_file_judges() {
    let folder = Folder::new("dictionary");
    let text = "# Release: 2099-01-01\r\n01 *? N14,csum # GTIN\r\n89 ? X..20 req=01 # TEST\r\n";
    let file = folder.write("dictionary.txt", text);
    let arguments = ["parse", "--dictionary", file.to_str().unwrap()];
    let run = tallymark_with(&arguments, b"(01)09506000134352(89)X\n(01)09506000134352(21)X\n");
    let answers = lines(&run);
    assert_eq!((&answers[0]["dictionary"], &answers[0]["ok"]), (&json!("2099-01-01"), &json!(true)));
    assert_eq!(answers[1]["error"]["code"], "ai-unknown");
    let run = tallymark_with(
        &[&arguments[..], &["--jsonl"]].concat(),
        b"{\"input\": \"(01)09506000134352(89)X\", \"values\": {\"year\": 2026}}\n",
    );
    assert_eq!(
        run.json()["values"][1],
        json!({"ai": "89", "title": "TEST", "text": "X", "type": "text", "value": "X"})
    );

    let file = folder.write("broken.txt", "01 N14\n21 Q20\n");
    let run = tallymark_with(&["parse", "--dictionary", file.to_str().unwrap()], b"");
    assert_eq!((run.status, run.out.as_str()), (2, ""));
    assert!(run.err.contains("broken.txt:2") && run.err.contains("dictionary-line"), "{}", run.err);
    assert_eq!(tallymark(&["parse", "--dictionary", "/nowhere/dictionary.txt"]).status, 2);
}

#[test]
fn values_are_added_for_a_year() {
    let run = tallymark_with(&["parse", "--values", "2026"], b"(01)09506000134352(17)280200\n");
    assert_eq!(run.json()["values"][1]["date"], "2028-02-29");
    assert_eq!(tallymark(&["parse", "--values", "soon"]).status, 2);
}

/// The reference's verdicts under a later release of the dictionary, where they are at hand.
#[test]
fn the_next_dictionary_gives_the_verdicts_of_the_reference() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/gs1");
    let Ok(vectors) = std::fs::read_to_string(shared.join("vectors/next-dict.jsonl")) else {
        eprintln!("skipped: the vectors are not at hand");
        return;
    };
    let dictionary = shared.join("gs1-syntax-dictionary-unreleased.txt");
    let rows: Vec<Value> = vectors.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let rows: Vec<&Value> = rows.iter().filter(|row| row.get("oracle").is_none()).collect();
    let request = |row: &&Value| {
        let input = row["input"].as_str().unwrap();
        let (kind, input) = match row["kind"].as_str().unwrap() {
            "dl_uri" => ("dl", input.to_owned()),
            // The caret stands for FNC1, of which the plain form has none in front.
            "unbracketed" => {
                ("plain", input.trim_start_matches('^').replace("|^", "|").replace('^', "\u{1d}"))
            }
            kind => (kind, input.to_owned()),
        };
        format!(
            "{}\n",
            json!({"kind": kind, "input": input, "opts": row.get("opts").cloned().unwrap_or(json!([]))})
        )
    };
    let requests: String = rows.iter().map(request).collect();
    let run = tallymark_with(
        &["parse", "--jsonl", "--dictionary", dictionary.to_str().unwrap()],
        requests.as_bytes(),
    );
    let answers = lines(&run);
    assert_eq!(answers.len(), rows.len());
    for (row, answer) in rows.iter().zip(&answers) {
        assert_eq!(answer["ok"], row["ok"], "{}: {answer}", row["input"]);
        if answer["ok"] == true {
            assert_eq!((&answer["ais"], &answer["dl"]), (&row["ais"], &row["dl_uri"]), "{}", row["input"]);
        }
    }
    assert!(rows.len() > 20, "{} rows", rows.len());
}
