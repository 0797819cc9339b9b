//! `convert` and `prefix`: the shared cases through the program, lines as they are, and what a stream teaches.

mod support;

use std::path::Path;

use serde_json::{Value, json};
use support::{Folder, Run, tallymark, tallymark_with};

fn lines(run: &Run) -> Vec<Value> {
    run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Whether everything that `expected` says is so in `actual`.
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
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/cases/convert.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let cases: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let cases: Vec<&Value> = cases.iter().filter(|case| case["op"] == "convert").collect();
    // Each by itself: a stream would teach company prefixes.
    let mut replayed = 0;
    for case in &cases {
        let mut request = (*case).clone();
        for other in ["op", "name", "expect", "source"] {
            request.as_object_mut().unwrap().remove(other);
        }
        let run = tallymark_with(&["convert", "--jsonl", "--to", "plain"], format!("{request}\n").as_bytes());
        let answers = lines(&run);
        assert_eq!(answers.len(), 1);
        assert!(says(&answers[0], &case["expect"]), "{}: {}", case["name"], answers[0]);
        assert_eq!(run.status, i32::from(case["expect"]["ok"] != true), "{}", case["name"]);
        replayed += 1;
    }
    assert!(replayed > 40);
}

#[test]
fn lines_are_translated_one_by_one() {
    let input = b"(01)09506000134352(21)A1\n(01)09506000134353\n\xff\n]d2010950600013435210L\x1d21A2\n";
    let run = tallymark_with(&["convert", "--to", "epc", "--gcp-length", "7"], input);
    let expected = "urn:epc:id:sgtin:9506000.013435.A1\n\n\nurn:epc:id:sgtin:9506000.013435.A2\n";
    assert_eq!((run.status, run.out.as_str()), (1, expected));
    assert!(run.err.contains("stdin:2: ") && run.err.contains("ai-checksum"), "{}", run.err);
    let run = tallymark_with(&["convert", "--to", "hri"], b"(01)09506000134352(21)A1\n");
    assert_eq!((run.status, run.out.as_str()), (0, "(01) 09506000134352 (21) A1\n"));
}

#[test]
fn earlier_lines_teach_later_ones() {
    let input = "(00)395060001340000018\nurn:epc:id:sgtin:9506000.013435.A1\n(00)395060001340000018\n\
                 urn:epc:id:sgtin:950600.0013435.A1\n(00)395060001340000018\n";
    let requests: String = input.lines().map(|line| format!("{}\n", json!({ "input": line }))).collect();
    let run = tallymark_with(&["convert", "--to", "epc", "--jsonl"], requests.as_bytes());
    let answers: Vec<Value> =
        lines(&run)
            .into_iter()
            .map(|answer| {
                if answer["ok"] == true { answer["output"].clone() } else { answer["error"]["code"].clone() }
            })
            .collect();
    let expected = [
        "epc-prefix-unknown",
        "urn:epc:id:sgtin:9506000.013435.A1",
        "urn:epc:id:sscc:9506000.3134000001",
        "epc-prefix-conflict",
        "epc-prefix-conflict",
    ];
    assert_eq!(answers, expected.map(|text| json!(text)));
}

#[test]
fn a_table_is_compiled_and_used() {
    let folder = Folder::new("prefixes");
    let table = folder.write(
        "list.json",
        r#"{"GCPPrefixFormatList": {"date": "2026-01-01", "entry": [{"prefix": "950600", "gcpLength": 7}]}}"#,
    );
    let compiled = folder.path().join("list.bin");
    let (table, compiled) = (table.to_str().unwrap(), compiled.to_str().unwrap());
    let run = tallymark(&["prefix", "--gcp-table", table, "--compile", compiled]);
    assert_eq!(
        (run.status, &run.json()["entries"], &run.json()["gcp_table_hex"]),
        (0, &json!(1), &Value::Null)
    );
    for table in [table, compiled] {
        let run = tallymark(&["prefix", "--gcp-table", table, "09506000134352"]);
        assert_eq!((run.status, &run.json()["prefix"]), (0, &json!("9506000")));
        let run =
            tallymark_with(&["convert", "--to", "epc", "--gcp-table", table], b"(00)395060001340000018\n");
        assert_eq!((run.status, run.out.as_str()), (0, "urn:epc:id:sscc:9506000.3134000001\n"));
    }
    let run = tallymark_with(&["prefix"], b"9506000134352\n9506000134353\n");
    let states: Vec<Value> = lines(&run).iter().map(|answer| answer["state"].clone()).collect();
    assert_eq!((run.status, states), (1, vec![json!("unknown"), Value::Null]));
    let broken = folder.write("broken.csv", "9506x 7\n");
    let run = tallymark(&["convert", "--to", "epc", "--gcp-table", broken.to_str().unwrap()]);
    assert_eq!((run.status, run.out.as_str()), (2, ""));
    assert!(run.err.contains("prefix-table") && run.err.contains("broken.csv"), "{}", run.err);
    assert_eq!(tallymark(&["convert", "--to", "morse"]).status, 2);
}
