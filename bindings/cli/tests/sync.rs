//! Two processes compare their lists.

mod support;

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use serde_json::Value;
use support::{Folder, tallymark};

fn list(range: std::ops::Range<u32>) -> String {
    let rows = range.map(|n| format!("09506000134352,K{n:017},Commissioned\n"));
    format!("gtin,serial,state\n{}", rows.collect::<String>())
}

#[test]
fn two_processes_agree_on_a_hundred_differences_in_less_than_ten_kilobytes() {
    let folder = Folder::new("sync");
    let (a, b) = (folder.write("a.csv", list(0..50_000)), folder.write("b.csv", list(50..50_050)));
    let mut listening = Command::new(env!("CARGO_BIN_EXE_tallymark"))
        .args(["sync", a.to_str().unwrap(), "--listen", "127.0.0.1:0", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(listening.stderr.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("listening at ").unwrap();
    let output = folder.path().join("out.csv");
    let asking = tallymark(&[
        "sync",
        b.to_str().unwrap(),
        "--connect",
        address,
        "--json",
        "--output",
        output.to_str().unwrap(),
    ]);
    let (mut text, asked) = (String::new(), asking.json());
    listening.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    assert_eq!((listening.wait().unwrap().code(), asking.status), (Some(1), 1));
    let answered: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&asked["only_here"], &answered["only_there"]), (&50.into(), &50.into()));
    assert_eq!((&asked["sent"], &asked["received"]), (&answered["received"], &answered["sent"]));
    assert!(asked["sent"].as_u64().unwrap() < 10_000 && asked["received"].as_u64().unwrap() < 10_000);
    assert_eq!(std::fs::read_to_string(output).unwrap().lines().count(), 101);
}

#[test]
fn other_machines_are_not_talked_to_in_plain() {
    let folder = Folder::new("sync-plain");
    let list = folder.write("a.csv", list(0..1));
    let run = tallymark(&["sync", list.to_str().unwrap(), "--connect", "192.0.2.1:9"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("transport-plain"), "{}", run.err);
}
