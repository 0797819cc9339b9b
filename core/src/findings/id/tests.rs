use crate::batch::{Batch, Read, State};
use crate::findings::{Finding, detect};
use crate::item::Item;
use crate::reconcile::testing::{EXPIRY, GTIN, LOT, Story, item};
use crate::reconcile::{Equation, Reconciliation};

fn findings(batch: &Batch) -> Vec<Finding> {
    detect(batch, &Reconciliation::of(batch))
}

fn found(batch: &Batch) -> Vec<(&'static str, Vec<Item>)> {
    findings(batch).into_iter().map(|finding| (finding.code.as_str(), finding.entities)).collect()
}

/// A clean batch in which the camera wrote something else for pack P005.
fn misread(read: Option<&str>, raw: &str) -> Story {
    let mut story = Story::clean(16);
    let (id, other) = (story.id("P005"), read.map(|read| story.id(read)));
    let raw = story.word(raw);
    let rows = story.batch.camera.as_mut().unwrap();
    let row = rows.iter_mut().find(|row| row.read == Read::Item(id)).unwrap();
    row.read = other.map_or(Read::Bad, Read::Item);
    row.raw = raw;
    story
}

#[test]
fn text_without_separators_names_the_pack() {
    let texts = [
        format!("]d201{GTIN}17{EXPIRY}10{LOT}21P005"),
        format!("]d201{GTIN}21P00517{EXPIRY}10{LOT}"),
        format!("]d201{GTIN}21P00510{LOT}17{EXPIRY}"),
        format!("01{GTIN}10{LOT}17{EXPIRY}21P005"),
        format!("]D201{GTIN}21P005<GS>17{EXPIRY}10{LOT}"),
        format!("]d201{GTIN}21P005\\u001d10{LOT}|17{EXPIRY}"),
        format!("]D201{GTIN}21p005\u{1d}17{EXPIRY}10{}", LOT.to_lowercase()),
    ];
    for text in texts {
        let story = misread(None, &text);
        assert_eq!(found(&story.batch), [("ID-101", vec![item("P005")])], "{text}");
        // What was recorded stays what was recorded.
        let result = Reconciliation::of(&story.batch);
        let e2 = result.equations().iter().find(|e| e.equation == Equation::E2).unwrap();
        assert_eq!(e2.items.iter().map(|seen| seen.item).collect::<Vec<_>>(), [item("P005")]);
    }
}

#[test]
fn changed_case_names_the_pack() {
    assert_eq!(found(&misread(Some("p005"), "").batch), [("ID-101", vec![item("P005")])]);
}

#[test]
fn a_serial_that_swallowed_its_neighbours_names_the_pack() {
    let swallowed = format!("P00517{EXPIRY}");
    assert_eq!(found(&misread(Some(&swallowed), "").batch), [("ID-101", vec![item("P005")])]);
}

#[test]
fn another_number_of_the_pool_is_that_number() {
    let mut story = misread(Some("p005"), "");
    story.pool("p005", State::Allocated).print("p005").l4("p005", State::Commissioned);
    let found = found(&story.batch);
    assert!(found.iter().all(|(code, _)| *code != "ID-101"), "{found:?}");
}

#[test]
fn a_text_that_names_nothing_known_explains_nothing() {
    let text = format!("]d201{GTIN}17{EXPIRY}10{LOT}21Q999");
    let mut story = misread(None, &text);
    let found = found(&story.batch);
    assert!(found.iter().all(|(code, _)| *code != "ID-101"), "{found:?}");
    // Nor does a second pack whose serial differs in case only: its twin was read rightly.
    story = Story::clean(16);
    story.good("p005");
    let found = self::found(&story.batch);
    assert_eq!(found[0], ("RX-220", vec![item("p005")]), "{found:?}");
}

#[test]
fn a_scanner_at_packing_changes_case() {
    let mut story = Story::clean(16);
    let (id, folded) = (story.id("P005"), story.id("p005"));
    for row in story.batch.agg.as_mut().unwrap().iter_mut().filter(|row| row.child == Some(id)) {
        row.child = Some(folded);
    }
    assert_eq!(found(&story.batch), [("ID-101", vec![item("P005")])]);
}

#[test]
fn digits_show_changed_case_in_the_lot() {
    let mut story = Story::clean(16);
    let lot = story.word(&LOT.to_lowercase());
    story.batch.camera.as_mut().unwrap()[5].lot = lot;
    assert_eq!(found(&story.batch), [("ID-101", vec![item("P005")])]);
}

#[test]
fn expiry_of_another_month_is_named_and_day_zero_is_not() {
    let mut story = Story::clean(16);
    let (same, other) = (story.word("281200"), story.word("290131"));
    story.batch.camera.as_mut().unwrap()[5].expiry = same;
    story.batch.l4.as_mut().unwrap()[6].expiry = same;
    assert_eq!(found(&story.batch), []);
    story.batch.camera.as_mut().unwrap()[7].expiry = other;
    assert_eq!(found(&story.batch), [("ID-130", vec![item("P007")])]);
}
