//! Replays the shared cases through the Rust façade; and counts that no code is without one.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tallymark_bindings::{Loaded, ReadOptions, ask};
use tallymark_folder::{Memory, load_from};

fn cases() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/cases");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        .flat_map(|path| fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect::<Vec<_>>())
        .map(|line| serde_json::from_str::<Value>(&line).unwrap())
        .collect()
}

/// What differs: every member that is expected is there, lists have the same length.
fn differences(actual: &Value, expected: &Value, place: &str) -> Vec<String> {
    match (actual, expected) {
        (Value::Array(actual), Value::Array(expected)) if actual.len() == expected.len() => actual
            .iter()
            .zip(expected)
            .enumerate()
            .flat_map(|(index, (one, other))| differences(one, other, &format!("{place}[{index}]")))
            .collect(),
        (Value::Object(actual), Value::Object(expected)) => expected
            .iter()
            .flat_map(|(name, value)| {
                let found = actual.get(name).unwrap_or(&Value::Null);
                differences(found, value, &format!("{place}.{name}"))
            })
            .collect(),
        _ if actual == expected => Vec::new(),
        _ => vec![format!("{place}: {actual} instead of {expected}")],
    }
}

fn replay(which: impl Fn(&str) -> bool, answer: impl Fn(&Value) -> Value) {
    let mut cases = cases();
    cases.retain(|case| which(case["op"].as_str().unwrap()));
    assert!(!cases.is_empty(), "there are cases");
    let wrong: Vec<String> = cases
        .iter()
        .flat_map(|case| {
            let name = case["name"].as_str().unwrap_or_default();
            differences(&answer(case), &case["expect"], name)
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Answers a case whose files are put into a folder, after what goes before it.
fn answered(case: &Value) -> Value {
    let Some(files) = case["files"].as_object() else { return ask(case.to_string().as_bytes()) };
    let folder = std::env::temp_dir().join(format!("tallymark-case-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text.as_str().unwrap()).unwrap();
    }
    let path = folder.to_str().unwrap();
    let ask = |request: &Value| ask(request.to_string().replace("@folder", path).as_bytes());
    for request in case["before"].as_array().into_iter().flatten() {
        assert_eq!(ask(request)["ok"], true, "{request}");
    }
    let answer = ask(case);
    fs::remove_dir_all(&folder).unwrap();
    serde_json::from_str(&answer.to_string().replace(path, "@folder")).unwrap()
}

fn investigated(case: &Value) -> Value {
    let mut folder = Memory::new();
    for (name, text) in case["files"].as_object().unwrap() {
        folder.insert(name, text.as_str().unwrap());
    }
    match load_from(&folder, &ReadOptions::new()) {
        Ok(batch) => serde_json::to_value(Loaded::new(batch).investigate()).unwrap(),
        Err(error) => json!({"error": {"code": error.code()}}),
    }
}

#[test]
fn requests() {
    replay(|operation| operation != "investigate", answered);
}

#[test]
fn investigate() {
    replay(|operation| operation == "investigate", investigated);
}

#[test]
fn names_are_unique() {
    let mut names = BTreeSet::new();
    for case in cases() {
        let name = case["name"].as_str().unwrap().to_owned();
        assert!(names.insert(name.clone()), "{name} stands twice");
    }
}
