//! `simulate`: the same seed writes the same folder, and nobody's files are overwritten.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{Folder, tallymark};

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect()
}

fn simulate(folder: &Path, seed: &str) -> i32 {
    let run = tallymark(&["simulate", "--seed", seed, "--units", "300", folder.to_str().unwrap()]);
    assert_eq!(run.out, "", "data goes to the folder, messages to stderr");
    run.status
}

#[test]
fn the_same_seed_writes_the_same_folder() {
    let folder = Folder::new("seed");
    let (one, two) = (folder.path().join("one"), folder.path().join("deep/two"));
    assert_eq!((simulate(&one, "7"), simulate(&two, "7")), (0, 0));
    assert_eq!(files(&one), files(&two));
    assert!(files(&one).contains_key("batch.json") && files(&one).contains_key("truth.json"));
    assert_eq!(simulate(&two, "8"), 0, "an older simulation is replaced");
    assert_ne!(files(&one), files(&two));
    let investigated = tallymark(&["investigate", one.to_str().unwrap(), "--json"]);
    assert!(investigated.status < 2, "{}", investigated.err);
}

#[test]
fn what_is_no_simulation_is_left_alone() {
    let folder = Folder::new("foreign");
    folder.write("thesis.txt", "years of work");
    assert_eq!(simulate(folder.path(), "1"), 2);
    assert_eq!(files(folder.path()).len(), 1);

    let real = Folder::new("real");
    real.write("batch.json", "{}");
    assert_eq!(simulate(real.path(), "1"), 2, "without truth.json it may be a real batch");
    assert_eq!(real.read("batch.json"), "{}");

    let mixed = Folder::new("mixed");
    assert_eq!(simulate(mixed.path(), "1"), 0);
    mixed.write("notes.md", "mine");
    assert_eq!(simulate(mixed.path(), "2"), 2);
    let truth: Value = serde_json::from_str(&mixed.read("truth.json")).unwrap();
    assert_eq!(truth["seed"], 1);
}

#[test]
fn a_scenario_that_cannot_be_touches_nothing() {
    let folder = Folder::new("scenario");
    let out = folder.path().join("out");
    for (text, word) in [
        ("{\"seed\": ", "scenario-json"),
        ("{\"units\": 0}", "scenario-value"),
        ("{\"faults\": [{\"code\": \"ZZ-1\"}]}", "scenario-fault"),
    ] {
        let scenario = folder.write("scenario.json", text);
        let run = tallymark(&["simulate", "--scenario", scenario.to_str().unwrap(), out.to_str().unwrap()]);
        assert_eq!((run.status, out.exists()), (2, false));
        assert!(run.err.contains(word) && run.err.contains("scenario.json"), "{}", run.err);
    }
    let scenario =
        folder.write("scenario.json", r#"{"seed": 3, "units": 400, "faults": [{"code": "RX-203"}]}"#);
    let run = tallymark(&[
        "simulate",
        "--scenario",
        scenario.to_str().unwrap(),
        "--seed",
        "4",
        out.to_str().unwrap(),
    ]);
    assert_eq!(run.status, 0, "{}", run.err);
    let truth: Value = serde_json::from_slice(&files(&out)["truth.json"]).unwrap();
    assert_eq!((truth["seed"].as_u64(), truth["faults"][0]["code"].as_str()), (Some(4), Some("RX-203")));
}
