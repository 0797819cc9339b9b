//! `profile` and `parse --profile`: the verdict of a market's rules, and own profiles from files.

mod support;

use serde_json::Value;
use support::{Folder, tallymark, tallymark_with};

const PACK: &[u8] = b"]d201095060001343521728123110A7B21\x1d21A1B2\n";
const NO_LOT: &[u8] = b"]d2010950600013435217281231\n";

#[test]
fn profiles_are_listed_and_shown() {
    let run = tallymark(&["profile", "list"]);
    assert_eq!(run.status, 0);
    assert_eq!(run.out.lines().count(), 11);
    assert!(run.out.contains("br-sncm     inactive"), "{}", run.out);
    assert_eq!(tallymark(&["profile", "list", "--json"]).json()["profiles"][1]["name"], "eu-fmd");
    let data = tallymark(&["profile", "show", "ru-mdlp"]).json();
    assert_eq!(data["schema"], "tallymark-profile/1");
    let run = tallymark(&["profile", "show", "atlantis"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("[profile-unknown]") && run.err.contains("eu-fmd"), "{}", run.err);
}

#[test]
fn each_line_is_judged() {
    let arguments = ["profile", "check", "eu-fmd", "--country", "PL", "--date", "2026-11-25"];
    let run = tallymark_with(&arguments, &[PACK, NO_LOT, b"nothing\n"].concat());
    let answers: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(run.status, 1);
    assert_eq!(answers.iter().map(|answer| answer["ok"] == true).collect::<Vec<_>>(), [true, false, false]);
    assert_eq!(answers[0]["profile"]["status"], "active");
    assert_eq!(answers[1]["failed"], 2);
    assert_eq!(answers[1]["rules"][0]["verdict"], "fail");
    assert!(answers[2]["error"]["code"].is_string() && answers[2]["rules"].is_null());
    assert_eq!(tallymark_with(&arguments, PACK).status, 0);
    // Without a day it is today's rules: no error, whatever the day is.
    assert_eq!(tallymark_with(&["profile", "check", "tr-its"], b"").status, 0);
    let run = tallymark_with(&["profile", "check", "eu-fmd", "--country", "US"], PACK);
    assert!(run.status == 2 && run.err.contains("[profile-country]"), "{}", run.err);
}

#[test]
fn an_own_profile_is_a_file() {
    let folder = Folder::new("profile");
    let text = tallymark(&["profile", "show", "sa-rsd"]).out.replace("sa-rsd", "own");
    let path = folder.write("own.json", &text);
    let path = path.to_str().unwrap();
    assert_eq!(tallymark_with(&["profile", "check", path, "--date", "2026-11-25"], PACK).status, 0);
    folder.write("own.json", text.replace("\"says\"", "\"sais\""));
    let run = tallymark_with(&["profile", "check", path], PACK);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("own.json, line ") && run.err.contains("[profile-member]"), "{}", run.err);
}

#[test]
fn parse_judges_too() {
    let run = tallymark_with(&["parse", "--profile", "tr-its", "--date", "2026-11-25"], NO_LOT);
    let report = run.json();
    assert_eq!((run.status, &report["ok"], &report["profile"]["ok"]), (1, &true.into(), &false.into()));
    assert_eq!(report["profile"]["rules"][0]["rule"], "tr-its/serial");
    let run = tallymark_with(
        &["parse", "--jsonl"],
        br#"{"input": "(00)395060001340000018", "profile": {"name": "sa-rsd", "level": "pallet"}}"#,
    );
    assert_eq!((run.status, &run.json()["profile"]["failed"]), (0, &0.into()));
}
