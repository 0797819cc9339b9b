//! `reconcile`, `investigate`, `contain` and `tree`: exit statuses, and the members of the JSON that others rely on.

mod support;

use serde_json::{Value, json};
use support::{Folder, case, clean_batch, pack, serial, tallymark, tallymark_with};

fn members(value: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

fn has(value: &Value, names: &[&str]) {
    let object = value.as_object().unwrap_or_else(|| panic!("{value} is no object"));
    for name in names {
        assert!(object.contains_key(*name), "member {name} of {value}");
    }
}

fn codes(report: &Value) -> Vec<&str> {
    report["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

#[test]
fn a_clean_batch_blocks_nothing() {
    let folder = clean_batch("clean");
    let run = tallymark(&["investigate", folder.text(), "--json"]);
    let report = run.json();
    assert_eq!(codes(&report), [""; 0], "{report:#}");
    for residual in report["residuals"].as_array().unwrap() {
        assert_ne!(residual["within"], json!(false), "{residual:#}");
    }
    assert_eq!(report["containment"]["items"], 0);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
}

#[test]
fn the_investigation_has_the_members_of_the_contract() {
    let folder = clean_batch("members");
    folder.drop_lines("printer.csv", &serial(7));
    let run = tallymark(&["investigate", folder.text(), "--json"]);
    let report = run.json();
    assert_eq!(run.status, 1);
    assert_eq!(report["schema"], "tallymark-investigation/1");
    has(
        &report,
        &["rows", "residuals", "findings", "causes", "cannot_separate", "containment", "absent_streams"],
    );
    has(&report["rows"][0], &["stream", "file", "in", "used", "rejected", "reasons"]);
    has(&report["residuals"][0], &["equation", "lhs", "terms", "residual", "items"]);
    let finding = &report["findings"][0];
    has(
        finding,
        &["code", "severity", "title", "count", "window", "entities", "evidence", "confidence", "causes"],
    );
    assert_eq!(codes(&report), ["RX-201"]);
    assert_eq!(finding["entities"], json!([pack(7)]));
    has(&finding["window"], &["from", "to"]);
    has(&finding["causes"][0], &["leaf", "category", "probability"]);
    assert_eq!(finding["causes"][0]["category"], "Machine");
    has(&report["causes"][0], &["category", "probability", "for", "against", "ask_for"]);
    assert_eq!(members(&report["containment"]), ["containers", "cover", "items", "rule"]);
    assert_eq!(report["containment"]["cover"], json!([pack(7)]));
    assert_eq!(report["absent_streams"], json!([]));
}

#[test]
fn reconcile_prints_its_part_of_the_same_report() {
    let folder = clean_batch("part");
    folder.drop_lines("printer.csv", &serial(7));
    let report = tallymark(&["reconcile", folder.text(), "--json"]).json();
    let investigation = tallymark(&["investigate", folder.text(), "--json"]).json();
    for member in ["rows", "residuals", "findings", "absent_streams"] {
        assert_eq!(report[member], investigation[member], "{member}");
    }
    assert!(report.get("containment").is_none());
}

#[test]
fn rows_in_are_rows_used_and_rejected() {
    let folder = clean_batch("rejected");
    let camera =
        folder.read("camera.csv").replacen("2026-03-04T10:00:03+01:00", "2026-02-30T10:00:03+01:00", 1);
    folder.write("camera.csv", camera);
    let run = tallymark(&["reconcile", folder.text(), "--json"]);
    assert_eq!(run.status, 1);
    let report = run.json();
    for rows in report["rows"].as_array().unwrap() {
        let count = |member: &str| rows[member].as_u64().unwrap();
        assert_eq!(count("in"), count("used") + count("rejected"), "{rows}");
        assert_eq!(count("rejected") as usize, rows["reasons"].as_array().unwrap().len());
    }
    let camera = report["rows"].as_array().unwrap().iter().find(|rows| rows["stream"] == "camera").unwrap();
    has(&camera["reasons"][0], &["row", "column", "code", "message"]);
    assert_eq!((&camera["reasons"][0]["row"], &camera["reasons"][0]["column"]), (&json!(1), &json!("t")));
}

#[test]
fn an_expected_stream_that_is_missing_is_absent_and_blocks_nothing() {
    let folder = clean_batch("missing");
    std::fs::remove_file(folder.path().join("l4.csv")).unwrap();
    let run = tallymark(&["investigate", folder.text(), "--json"]);
    assert_eq!(run.json()["absent_streams"], json!(["l4"]));
    assert_eq!(run.status, 0, "{}", run.out);
}

#[test]
fn a_stream_that_cannot_be_read_is_absent_and_blocks() {
    let folder = clean_batch("unreadable");
    folder.write("l4.csv", [0xff, 0xfe, 0x00, 0x01, 0x02, 0x00]);
    let run = tallymark(&["investigate", folder.text(), "--json"]);
    let report = run.json();
    assert_eq!(report["absent_streams"], json!(["l4"]));
    assert_eq!(
        (&report["absent"][0]["stream"], &report["absent"][0]["unreadable"]),
        (&json!("l4"), &json!(true))
    );
    assert_eq!(run.status, 1);
}

#[test]
fn without_a_valid_batch_json_there_is_no_answer() {
    let folder = Folder::new("no-order");
    for command in ["reconcile", "investigate"] {
        let run = tallymark(&[command, folder.text()]);
        assert_eq!((run.status, run.out.as_str()), (2, ""));
        assert!(run.err.contains("batch.json"), "{}", run.err);
    }
    folder.write("batch.json", "{\"schema\": \"tallymark-batch/1\",\n  \"order\": }");
    let run = tallymark(&["investigate", folder.text(), "--json"]);
    assert_eq!((run.status, run.out.as_str()), (2, ""));
    assert!(run.err.contains("batch.json") && run.err.contains('2'), "place of the error in: {}", run.err);
    let run = tallymark(&["investigate", "/nowhere/at/all"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("/nowhere/at/all"));
}

#[test]
fn a_tolerance_needs_a_reason_and_an_actor() {
    let folder = clean_batch("tolerance");
    let batch = folder.read("batch.json").replace("\"counted_good\": 40", "\"counted_good\": 38");
    folder.write("batch.json", batch);
    let arguments = |limits: &str| {
        let file = folder.write("limits", limits);
        ["reconcile", folder.text(), "--json", "--tolerance", file.to_str().unwrap()].map(str::to_owned)
    };
    let refused = tallymark(&arguments(r#"{"E7": {"limit": 2}}"#));
    assert_eq!((refused.status, refused.out.as_str()), (2, ""));
    assert!(
        refused.err.contains("tolerance-unexplained") && refused.err.contains("limits"),
        "{}",
        refused.err
    );

    let report =
        tallymark(&arguments(r#"{"E7": {"limit": 2, "reason": "count sheet 12", "actor": "qa1"}}"#)).json();
    let e7 =
        report["residuals"].as_array().unwrap().iter().find(|residual| residual["equation"] == "E7").unwrap();
    assert_eq!(e7["residual"].as_i64().map(i64::abs), Some(2), "{e7:#}");
    assert_eq!((&e7["tolerance"], &e7["within"]), (&json!(2), &json!(true)));
    assert_eq!(e7["tolerance_reason"], "count sheet 12 (qa1)");
}

#[test]
fn containment_follows_the_rule() {
    let folder = clean_batch("contain");
    let seed = case(1);
    let report = tallymark(&["contain", folder.text(), "--seed", &seed, "--json"]).json();
    assert_eq!(members(&report), ["containers", "cover", "items", "rule", "where"]);
    assert_eq!((&report["rule"], &report["cover"]), (&json!("descendants"), &json!([seed])));
    let mut packs: Vec<String> = (10..20).map(pack).collect();
    packs.sort_unstable();
    let mut items: Vec<String> = serde_json::from_value(report["items"].clone()).unwrap();
    items.sort_unstable();
    assert_eq!(items, packs);

    let (one, two) = (pack(3), "urn:epc:id:sgtin:9506000.013435.".to_owned() + &serial(33));
    let report =
        tallymark(&["contain", folder.text(), "--rule", "siblings", "--seed", &one, &two, "--json"]).json();
    assert_eq!(report["cover"], json!([case(0), case(3)]));
}

#[test]
fn a_seed_that_nobody_knows_is_an_error() {
    let folder = clean_batch("seed");
    for (seed, word) in [("(01)09506000134352(21)NOBODY", "unknown-item"), ("(01)0950", "ai-length")] {
        let run = tallymark(&["contain", folder.text(), "--seed", seed]);
        assert_eq!((run.status, run.out.as_str()), (2, ""));
        assert!(run.err.contains(word), "{word} in {}", run.err);
    }
    let run = tallymark(&["contain", folder.text(), "--seed", &case(1), "--rule", "cousins"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("siblings"), "{}", run.err);
}

#[test]
fn the_cost_of_every_rule_is_shown_before_one_is_chosen() {
    let folder = clean_batch("costs");
    let seed = case(1);
    let report = tallymark(&["contain", folder.text(), "--costs", "--seed", &seed, "--json"]).json();
    let costs = report["costs"].as_array().unwrap();
    assert_eq!(costs.len(), 5);
    for cost in costs.iter().filter(|cost| cost["reason"].is_null()) {
        let rule = cost["rule"].as_str().unwrap();
        let set = tallymark(&["contain", folder.text(), "--rule", rule, "--seed", &seed, "--json"]).json();
        let size = |name: &str| json!(set[name].as_array().unwrap().len());
        let found = ["items", "containers", "cover"].map(size);
        assert_eq!(found, ["items", "containers", "cover"].map(|name| cost[name].clone()), "{rule}");
    }
    let table = tallymark(&["contain", folder.text(), "--seed", &seed]).out;
    assert!(table.lines().any(|line| line.starts_with("material-lot")), "{table}");
}

#[test]
fn the_tree_answers_three_questions() {
    let folder = clean_batch("tree");
    let run = tallymark(&["tree", folder.text(), "--contains", &case(2)]);
    assert_eq!(
        run.out.lines().map(str::to_owned).collect::<Vec<_>>(),
        (20..30).map(pack).collect::<Vec<_>>()
    );
    let run = tallymark(&["tree", folder.text(), "--path", &pack(25)]);
    assert_eq!(run.out, format!("{}\n{}\n", pack(25), case(2)));
    let run = tallymark(&["tree", folder.text(), "--counts"]);
    assert_eq!(run.out, "unit\t40\ncase\t4\n");
    let run = tallymark(&["tree", folder.text(), "--counts", "--path", &pack(25)]);
    assert_eq!(run.status, 2);
    let run = tallymark(&["tree", folder.text()]);
    assert_eq!(run.status, 2);
}

fn epcis(contents: &[(String, Vec<String>)]) -> String {
    let urn = |item: &str| match item.strip_prefix("(00)") {
        Some(sscc) => format!("urn:epc:id:sscc:9506000.{}{}", &sscc[..1], &sscc[8..17]),
        None => format!("urn:epc:id:sgtin:9506000.013435.{}", item.split("(21)").nth(1).unwrap()),
    };
    let events: Vec<Value> = contents
        .iter()
        .map(|(parent, children)| {
            json!({
                "type": "AggregationEvent", "action": "ADD", "eventTime": "2026-03-04T10:01:07Z",
                "eventTimeZoneOffset": "+00:00", "parentID": urn(parent), "bizStep": "packing",
                "childEPCs": children.iter().map(|child| urn(child)).collect::<Vec<_>>()
            })
        })
        .collect();
    json!({"type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": "2026-03-04T12:00:00Z",
        "epcisBody": {"eventList": events}})
    .to_string()
}

#[test]
fn the_tree_of_an_epcis_document() {
    let folder = clean_batch("document");
    let document = epcis(&[(case(0), (0..3).map(pack).collect()), (case(9), vec![case(0), case(1)])]);
    let file = folder.write("shipment.json", &document);
    let run = tallymark(&["tree", file.to_str().unwrap(), "--contains", &case(9)]);
    let expected = format!("{}\n  {}\n  {}\n  {}\n{}\n", case(0), pack(0), pack(1), pack(2), case(1));
    assert_eq!((run.status, run.out.as_str()), (0, expected.as_str()), "{}", run.err);
    let run = tallymark_with(&["tree", "-", "--path", &pack(2), "--json"], document.as_bytes());
    assert_eq!(run.json()["path"], json!([pack(2), case(0), case(9)]));
    for nonsense in [&b"serial,state\n"[..], b"", b"<a><b>", b"{"] {
        let run = tallymark_with(&["tree", "-", "--counts"], nonsense);
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{}", String::from_utf8_lossy(nonsense));
        assert!(run.err.contains("epcis-unreadable"), "{}", run.err);
    }
}

#[test]
fn without_a_line_record_the_documents_say_what_is_in_what() {
    let folder = clean_batch("reported");
    std::fs::remove_file(folder.path().join("agg.csv")).unwrap();
    folder.write("epcis.json", epcis(&[(case(0), (0..10).map(pack).collect())]));
    let run = tallymark(&["contain", folder.text(), "--seed", &case(0), "--json"]);
    assert_eq!(run.json()["items"].as_array().map(Vec::len), Some(10), "{}", run.err);
}

#[test]
fn the_page_is_written_where_it_is_wanted() {
    let folder = clean_batch("page");
    let page = folder.path().join("page.html");
    let run = tallymark(&["investigate", folder.text(), "--html", page.to_str().unwrap()]);
    assert_eq!(run.status, 0);
    assert!(run.out.contains("NOTHING BLOCKS") && !run.out.contains('\u{1b}'), "{}", run.out);
    assert!(folder.read("page.html").starts_with("<!DOCTYPE html>"));
    let run = tallymark(&["reconcile", folder.text(), "--html", "-"]);
    assert!(run.out.starts_with("<!DOCTYPE html>") && run.out.ends_with("</html>"));
    let run = tallymark(&["reconcile", folder.text(), "--html", "/nowhere/page.html"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("/nowhere/page.html"), "{}", run.err);
}

#[test]
fn wrong_usage_is_status_2() {
    for arguments in
        [&["reconcile"][..], &["nonsense"], &["investigate", "x", "--yaml"], &["contain", "x"], &[]]
    {
        let run = tallymark(arguments);
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(!run.err.is_empty());
    }
    assert_eq!(tallymark(&["--help"]).status, 0);
    assert_eq!(tallymark(&["--version"]).status, 0);
}
