use std::path::Path;

use super::*;

fn problems(files: &[&str], profile: Profile) -> Vec<Problem> {
    let mut checker = Checker::new(Options { profile, ..Options::default() });
    for (number, text) in files.iter().enumerate() {
        checker.read(&format!("file{number}"), text.as_bytes());
    }
    checker.finish()
}

fn rules(problems: &[Problem]) -> Vec<&'static str> {
    problems.iter().filter(|p| p.severity == crate::Severity::Error).map(|p| p.rule).collect()
}

#[test]
fn a_late_upload_is_told_of_what_was_shipped_before_it() {
    let event = |step: &str, action: &str, hour: u8, recorded: &str, epcs: &str| {
        format!(
            r#"{{"type": "ObjectEvent", "action": "{action}", "bizStep": "{step}", "eventTime": "2026-03-04T{hour:02}:00:00Z",
            "recordTime": "{recorded}", "eventTimeZoneOffset": "+00:00", "epcList": [{epcs}]}}"#
        )
    };
    let (pack, case) = (r#""urn:epc:id:sgtin:9506000.013435.A1""#, r#""urn:epc:id:sscc:9506000.0000000001""#);
    let told = |commissioned: &str, shipped: &str| {
        let packed = format!(
            r#"{{"type": "AggregationEvent", "action": "ADD", "bizStep": "packing", "eventTime": "2026-03-04T09:00:00Z",
            "eventTimeZoneOffset": "+00:00", "parentID": {case}, "childEPCs": [{pack}]}}"#
        );
        let both = format!("{pack}, {case}");
        let text = format!(
            "[{}, {packed}, {}]",
            event("commissioning", "ADD", 8, commissioned, &both),
            event("shipping", "OBSERVE", 10, shipped, case)
        );
        let found = problems(&[&text], Profile::Generic);
        found
            .into_iter()
            .map(|problem| (problem.rule, problem.event, problem.contradicts))
            .collect::<Vec<_>>()
    };
    let late = [("recorded-after-shipping", Some(3), Some(1))];
    assert_eq!(told("2026-03-05T00:00:00Z", "2026-03-04T10:05:00Z"), late);
    assert_eq!(told("2026-03-04T10:01:00Z", "2026-03-04T10:05:00Z"), [], "in order");
    assert_eq!(told("2026-03-05T00:00:00Z", "2026-03-05T00:00:00Z"), [], "both at once");
}

/// The rule that each label of the shared vectors stands for.
fn rule_of(label: &str) -> &'static str {
    match label {
        "DUP_EPC_IN_EVENT" => "epc-twice-in-event",
        "CHILD_NOT_COMMISSIONED" => "child-not-commissioned",
        "UNPACK_NOT_PACKED" => "unpacked-not-inside",
        "CYCLE" => "cycle",
        "DECOMMISSION_TWICE" => "decommissioned-twice",
        "SHIP_PARENT_AND_CHILD" => "parent-and-child-shipped",
        "PARENT_REQUIRED" => "parent-missing",
        "BAD_EPC_GCP" | "BAD_EPC_ESCAPE" => "epc-syntax",
        "ILMD_MISSING" => "lot-missing",
        "VOCAB" => "unknown-cbv-word",
        other => panic!("{other}"),
    }
}

#[test]
fn the_shared_faults_are_found_and_nothing_else() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/epcis/vectors/hierarchy-faults.jsonl");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("the shared hierarchy faults are absent");
        return;
    };
    for line in text.lines() {
        let vector: serde_json::Value = serde_json::from_str(line).unwrap();
        let profile = match vector["layer"].as_str() {
            Some("profile") => Profile::UsDscsa,
            _ => Profile::Generic,
        };
        for text in [vector["xml_1_2"].as_str().unwrap(), &vector["json_2_0"].to_string()] {
            let found = problems(&[text], profile);
            match vector["expected"].as_str() {
                None => assert!(found.is_empty(), "{}: {found:#?}", vector["id"]),
                Some(label) => {
                    let mut rules = rules(&found);
                    rules.retain(|&rule| rule != "expiry-missing");
                    assert_eq!(rules, [rule_of(label)], "{}: {found:#?}", vector["id"]);
                }
            }
        }
    }
}
