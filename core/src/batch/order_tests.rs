use super::*;
use proptest::prelude::*;

const PAGE: &str = r#"{
  "schema": "tallymark-batch/1",
  "order": "PO-1001", "gtin": "09506000134352", "lot": "A7B21", "expiry": "281231",
  "profile": "eu-fmd", "site": "9506000134000", "line": "L07",
  "quantity": {"planned": 20000, "good": 19871, "cartons_issued": 20400, "cartons_returned": 310,
               "cartons_damaged": 12, "cartons_documentation": 2, "samples_planned": 20, "counted_good": 19871},
  "packaging": [{"level": "case", "capacity": 20}, {"level": "pallet", "capacity": 40}],
  "recipe": {"id": "R-77", "version": "4"},
  "operators": [{"id": "op12", "trained_until": "2027-01-31", "stations": ["AGG1"]}],
  "devices": [{"id": "CAM1", "kind": "camera", "station": "VERIFY", "maintenance_due": "2026-06-01"}],
  "material_lots": [{"kind": "label_reel", "id": "RL-3", "from": "2026-03-04T09:12:00Z", "to": "2026-03-04T10:40:00Z"}],
  "streams": ["pool", "printer", "camera", "agg", "events", "epcis", "l4", "wms", "verify", "audit"],
  "grade_threshold": {"CAM1": 1.5}, "verification_plan": {"containers": 5},
  "lanes": [{"printer": "PRN1", "camera": "CAM1"}], "extra": {"kept": ["or", "ignored", null]}
}"#;

fn minimal(change: &str) -> String {
    format!(
        r#"{{"schema": "tallymark-batch/1", "order": "PO-1", "gtin": "09506000134352", "lot": "A7B21",
        "expiry": "281200"{change}}}"#
    )
}

fn refused(text: &str) -> (&'static str, String) {
    let error = Order::from_json(text.as_bytes()).unwrap_err();
    assert!(!error.message().is_empty() && !error.help().is_empty());
    (error.code().as_str(), error.place().to_owned())
}

#[test]
fn the_page_s_example_is_valid() {
    let order = Order::from_json(PAGE.as_bytes()).unwrap();
    assert_eq!(order.order, "PO-1001");
    assert_eq!(order.gtin.to_string(), "09506000134352");
    assert_eq!(order.quantity.cartons.documentation, Some(2));
    assert_eq!(order.packaging.len(), 2);
    assert_eq!(order.packaging[1].capacity, 40);
    assert_eq!(order.operators[0].stations, ["AGG1"]);
    assert_eq!(order.devices[0].maintenance_due.as_deref(), Some("2026-06-01"));
    assert_eq!(order.material_lots[0].to.unwrap().to_string(), "2026-03-04T10:40:00Z");
    assert_eq!(order.streams.len(), 10);
    assert_eq!(order.grade_threshold, [("CAM1".to_owned(), 1.5)]);
    assert_eq!(order.verification_plan, Some(VerificationPlan { containers: 5 }));
    assert_eq!(order.lanes[0].camera, "CAM1");
}

#[test]
fn only_five_members_are_required_and_null_is_absent() {
    let order = Order::from_json(minimal(r#", "profile": null, "quantity": null"#).as_bytes()).unwrap();
    assert_eq!((order.profile, order.quantity), (None, Quantity::default()));
    let with_mark = [b"\xef\xbb\xbf".as_slice(), minimal("").as_bytes()].concat();
    assert!(Order::from_json(&with_mark).is_ok());
    for name in ["schema", "order", "gtin", "lot", "expiry"] {
        let text = minimal("").replace(&format!("\"{name}\""), "\"other\"");
        assert_eq!(refused(&text), ("order-missing", format!("/{name}")), "{name}");
    }
}

#[test]
fn errors_name_code_and_place() {
    for (change, code, place) in [
        (r#", "quantity": {"planned": "20000"}"#, "order-type", "/quantity/planned"),
        (r#", "quantity": {"planned": -1}"#, "order-number", "/quantity/planned"),
        (r#", "quantity": {"planned": 1.5}"#, "order-number", "/quantity/planned"),
        (r#", "quantity": [1]"#, "order-type", "/quantity"),
        (r#", "packaging": {"level": "case"}"#, "order-type", "/packaging"),
        (r#", "packaging": [{"level": "case", "capacity": 0}]"#, "order-number", "/packaging/0/capacity"),
        (
            r#", "packaging": [{"level": "case", "capacity": 4294967296}]"#,
            "order-number",
            "/packaging/0/capacity",
        ),
        (r#", "packaging": [{"level": "case"}]"#, "order-missing", "/packaging/0/capacity"),
        (r#", "packaging": [20]"#, "order-type", "/packaging/0"),
        (
            r#", "operators": [{"id": "a", "trained_until": "2027-02-30"}]"#,
            "order-date",
            "/operators/0/trained_until",
        ),
        (
            r#", "material_lots": [{"kind": "reel", "id": "1", "from": "2026-03-04T09:12:00"}]"#,
            "order-time",
            "/material_lots/0/from",
        ),
        (r#", "streams": ["pool", 7]"#, "order-type", "/streams/1"),
        (r#", "grade_threshold": {"A/B": "x"}"#, "order-type", "/grade_threshold/A~1B"),
        (r#", "lot": "again""#, "order-duplicate", "/lot"),
        (r#", "extra": [{"a": 1, "a": 2}]"#, "order-duplicate", "/extra/0/a"),
        (r#", "recipe": {"id": "", "version": "1"}"#, "order-empty", "/recipe/id"),
        (r#", "line": 7"#, "order-type", "/line"),
    ] {
        assert_eq!(refused(&minimal(change)), (code, place.to_owned()), "{change}");
    }
}

#[test]
fn the_five_members_are_checked() {
    for (from, to, code, place) in [
        ("tallymark-batch/1", "tallymark-batch/2", "order-schema", "/schema"),
        ("09506000134352", "09506000134353", "order-gtin", "/gtin"),
        ("\"09506000134352\"", "9506000134352", "order-type", "/gtin"),
        ("A7B21", "", "order-lot", "/lot"),
        ("A7B21", "A7 B21", "order-lot", "/lot"),
        ("281200", "281301", "order-expiry", "/expiry"),
        ("281200", "280230", "order-expiry", "/expiry"),
        ("281200", "2812", "order-expiry", "/expiry"),
        ("281200", "+81231", "order-expiry", "/expiry"),
        ("PO-1", "", "order-empty", "/order"),
    ] {
        assert_eq!(refused(&minimal("").replace(from, to)), (code, place.to_owned()), "{to}");
    }
}

#[test]
fn text_that_is_no_json_is_told_with_line_and_column() {
    assert_eq!(refused("{\n  \"schema\": oops}"), ("order-syntax", "line 2, column 13".to_owned()));
    assert_eq!(refused("").0, "order-syntax");
    assert_eq!(refused(&minimal("")[..50]).0, "order-syntax");
    assert_eq!(refused("[]"), ("order-type", "/".to_owned()));
    assert_eq!(refused(&"[".repeat(100_000)).0, "order-syntax");
    assert_eq!(Order::from_json(b"\xff\xfe{\0").unwrap_err().code(), OrderCode::Syntax);
    let latin = minimal("").replace("PO-1", "PO-\u{fc}").into_bytes();
    let latin: Vec<u8> = latin.into_iter().filter(|&byte| byte != 0xc3).collect();
    assert_eq!(Order::from_json(&latin).unwrap_err().code(), OrderCode::Syntax);
}

proptest! {
    #[test]
    fn any_bytes_give_an_answer(bytes: Vec<u8>, cut in 0..PAGE.len(), byte: u8) {
        let _ = Order::from_json(&bytes);
        let mut page = PAGE.as_bytes().to_vec();
        page[cut] = byte;
        let _ = Order::from_json(&page);
        prop_assert!(Order::from_json(&page[..cut]).is_err());
    }
}
