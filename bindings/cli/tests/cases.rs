//! The shared cases through the program.

mod support;

use std::path::Path;

use serde_json::Value;
use support::{Folder, tallymark, tallymark_with};

/// Every member that is expected is there, lists have the same length.
fn includes(actual: &Value, expected: &Value) -> bool {
    match (actual, expected) {
        (Value::Array(actual), Value::Array(expected)) => {
            actual.len() == expected.len()
                && actual.iter().zip(expected).all(|(one, other)| includes(one, other))
        }
        (Value::Object(actual), Value::Object(expected)) => {
            expected.iter().all(|(name, value)| actual.get(name).is_some_and(|found| includes(found, value)))
        }
        _ => actual == expected,
    }
}

#[test]
fn batch_folders() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/cases/investigate.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let mut replayed = 0;
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let name = case["name"].as_str().unwrap();
        let folder = Folder::new(&format!("case-{replayed}"));
        for (file, content) in case["files"].as_object().unwrap() {
            folder.write(file, content.as_str().unwrap());
        }
        let run = tallymark(&["investigate", folder.text(), "--json"]);
        let expected = &case["expect"];
        if let Some(code) = expected["error"]["code"].as_str() {
            assert_eq!(run.status, 2, "{name}");
            assert!(run.err.contains(&format!("[{code}]")) && run.out.is_empty(), "{name}: {}", run.err);
        } else {
            let report = run.json();
            assert!(includes(&report, expected), "{name}: {report}");
            let blocks =
                report["findings"].as_array().unwrap().iter().any(|finding| finding["severity"] == "error");
            assert!(!blocks || run.status == 1, "{name}: exit status {}", run.status);
        }
        replayed += 1;
    }
    assert!(replayed > 10, "{replayed} cases");
}

/// What goes before a case, and the case, with its files in a folder of its own.
fn placed(case: Value, folders: &mut Vec<Folder>) -> Vec<Value> {
    let Some(files) = case["files"].as_object() else { return vec![case] };
    let folder = Folder::new(&format!("request-{}", folders.len()));
    for (file, content) in files {
        folder.write(file, content.as_str().unwrap());
    }
    let mut case: Value = serde_json::from_str(&case.to_string().replace("@folder", folder.text())).unwrap();
    folders.push(folder);
    let mut all: Vec<Value> = case["before"].as_array().cloned().unwrap_or_default();
    for request in &mut all {
        request["expect"] = serde_json::json!({ "ok": true });
    }
    case["before"].take();
    all.push(case);
    all
}

#[test]
fn requests() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/cases");
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            let text = std::fs::read_to_string(path).unwrap();
            cases.extend(text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()));
        }
    }
    cases.retain(|case| case["op"] != "investigate");
    let mut folders = Vec::new();
    let cases: Vec<Value> = cases.into_iter().flat_map(|case| placed(case, &mut folders)).collect();
    let lines: String = cases.iter().map(|case| format!("{case}\n")).collect();
    let run = tallymark_with(&["ask"], lines.as_bytes());
    let answers: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), cases.len());
    for (case, answer) in cases.iter().zip(&answers) {
        assert!(includes(answer, &case["expect"]), "{}: {answer}", case["name"]);
    }
}

#[test]
#[cfg(unix)]
fn the_page_runs() {
    let script =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/identification/identification.sh");
    let program = Path::new(env!("CARGO_BIN_EXE_tallymark")).parent().unwrap();
    let path = std::env::join_paths(
        std::iter::once(program.to_path_buf())
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    );
    let run = std::process::Command::new("sh").arg(script).env("PATH", path.unwrap()).output().unwrap();
    let out = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && out.ends_with("nine topics hold\n"), "{out}{run:?}");
}
