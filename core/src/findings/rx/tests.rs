use std::collections::BTreeMap;

use crate::batch::{Batch, EpcisAction, Read, Rejected, State, Stream, Tally, Word};
use crate::findings::{Finding, detect};
use crate::item::Item;
use crate::reconcile::Reconciliation;
use crate::reconcile::testing::{Story, item, pack};

fn findings(batch: &Batch) -> Vec<Finding> {
    detect(batch, &Reconciliation::of(batch))
}

/// Findings of the families judged here: code to serials.
fn codes(batch: &Batch) -> BTreeMap<&'static str, Vec<String>> {
    let judged = findings(batch).into_iter().filter(|finding| !finding.code.as_str().starts_with("AG"));
    let serial = |item: &Item| item.to_string().split("(21)").last().unwrap_or_default().to_owned();
    judged.map(|finding| (finding.code.as_str(), finding.entities.iter().map(serial).collect())).collect()
}

fn only(code: &'static str, serials: &[&str]) -> BTreeMap<&'static str, Vec<String>> {
    BTreeMap::from([(code, serials.iter().map(|&serial| serial.to_owned()).collect())])
}

/// A clean batch with the rows of some packs taken out again.
fn without(packs: usize, drop: impl Fn(&mut Story)) -> Story {
    let mut story = Story::clean(packs);
    drop(&mut story);
    story
}

fn unprint(story: &mut Story, name: &str) {
    let id = story.id(name);
    story.batch.printer.as_mut().unwrap().retain(|row| row.item != id);
}

fn unread(story: &mut Story, name: &str) {
    let id = story.id(name);
    story.batch.camera.as_mut().unwrap().retain(|row| row.read != Read::Item(id));
}

fn unpack(story: &mut Story, name: &str) {
    let id = story.id(name);
    story.batch.agg.as_mut().unwrap().retain(|row| row.child != Some(id));
}

/// As if the pack had never become product: no good read, not packed, not told to anybody.
fn unmake(story: &mut Story, name: &str) {
    unread(story, name);
    unpack(story, name);
    let id = story.id(name);
    story.batch.l4.as_mut().unwrap().retain(|row| row.item != id);
    story.batch.epcis.as_mut().unwrap().retain(|row| row.items != [id]);
    let quantity = &mut story.batch.order.quantity;
    (quantity.good, quantity.counted_good) =
        (quantity.good.map(|n| n - 1), quantity.counted_good.map(|n| n - 1));
}

fn reject_rows(story: &mut Story, stream: Stream, file: &str, rows: &[u32]) {
    let rejected =
        |&row: &u32| Rejected { row, column: "t".into(), code: "row-time", message: String::new() };
    let rejected: Vec<Rejected> = rows.iter().map(rejected).collect();
    story.batch.tallies.push(Tally { stream, file: file.into(), rows_in: 0, used: 0, rejected });
}

#[test]
fn a_clean_batch_raises_nothing() {
    assert_eq!(findings(&Story::clean(40).batch), []);
}

#[test]
fn legal_events_raise_nothing() {
    let mut story = Story::clean(40);
    // A fault and its reprint.
    story.pool("X1", State::Encoded).print_row("X1", false, false).print_row("X1", true, true);
    story.good("X1").l4("X1", State::Sampled).epcis_add(&["X1"]);
    // A planned sample from the line.
    story.sample("X1").status("X1", State::Commissioned, State::Sampled);
    // A normal reject, confirmed; a no-read whose label is accounted for.
    story.pool("X2", State::Allocated).print("X2").reject("X2", true);
    story.pool("X3", State::Allocated).print("X3").no_read().status(
        "X3",
        State::Encoded,
        State::LabelScrapped,
    );
    // A label sample, a loose pack, unpacking and repacking, a destroyed pack.
    story.pool("X4", State::Allocated).print("X4").sample("X4").status(
        "X4",
        State::Encoded,
        State::LabelSampled,
    );
    story.pool("X5", State::Encoded).print("X5").good("X5").l4("X5", State::Commissioned).epcis_add(&["X5"]);
    story.declare_loose("X5").remove("C1", "P000").wait(600).add("C1", "P000");
    story.remove("C2", "P004").wait(60).status("P004", State::Commissioned, State::Destroyed);
    story.status("P005", State::Commissioned, State::Inactive).status(
        "P005",
        State::Inactive,
        State::Commissioned,
    );
    let quantity = &mut story.batch.order.quantity;
    (quantity.good, quantity.counted_good) = (Some(40), Some(40));
    assert_eq!(codes(&story.batch), BTreeMap::new());
}

#[test]
fn verified_without_print_record() {
    let story = without(40, |story| ["P010", "P011"].iter().for_each(|name| unprint(story, name)));
    assert_eq!(codes(&story.batch), only("RX-201", &["P010", "P011"]));
    let found = findings(&story.batch);
    let reads = &found[0].evidence[0];
    assert_eq!((reads.stream, reads.rows.len()), (Stream::Camera, 2));
    assert!(found[0].window.is_some_and(|window| window.from < window.to));

    let mut absent = story.batch.clone();
    absent.printer = None;
    assert_eq!(codes(&absent), BTreeMap::new());
}

#[test]
fn without_the_pool_only_a_printer_that_was_down_explains_a_missing_print() {
    let mut story = Story::clean(40);
    story.batch.pool = None;
    story.good("X1").add("C9", "X1").l4("X1", State::Commissioned).epcis_add(&["X1"]).print("Y1").good("Y1");
    story.batch.order.quantity = Default::default();
    assert_eq!(codes(&story.batch), BTreeMap::new(), "it may be a counterfeit");
    let mut down = Story::clean(40);
    unprint(&mut down, "P010");
    down.batch.pool = None;
    assert_eq!(codes(&down.batch), only("RX-201", &["P010"]), "a gap in the numbers of the rows");
    for (number, row) in down.batch.printer.as_mut().unwrap().iter_mut().enumerate() {
        row.seq = Some(number as u64);
    }
    assert_eq!(codes(&down.batch), BTreeMap::new());
    down.event("PRN1", "restart");
    let t = down.batch.camera.as_ref().unwrap()[10].t;
    down.batch.events.as_mut().unwrap()[0].t = t;
    assert_eq!(codes(&down.batch), only("RX-201", &["P010"]));
}

#[test]
fn a_print_row_that_could_not_be_used_is_a_print_record() {
    let mut story = Story::clean(40);
    let id = story.id("P010");
    let row = story.batch.printer.as_ref().unwrap().iter().find(|row| row.item == id).unwrap().row;
    unprint(&mut story, "P010");
    reject_rows(&mut story, Stream::Printer, "printer.csv", &[row]);
    assert_eq!(codes(&story.batch), BTreeMap::new());
    unprint(&mut story, "P030");
    assert_eq!(codes(&story.batch), only("RX-201", &["P030"]));
}

#[test]
fn numbers_left_over() {
    let mut story = Story::clean(16);
    for name in ["U7", "U8"] {
        story.pool(name, State::Allocated);
    }
    assert_eq!(codes(&story.batch), only("RX-202", &["U7", "U8"]));
    story.pool("U9", State::Invalid).status("U7", State::Allocated, State::Invalid);
    assert_eq!(codes(&story.batch), only("RX-202", &["U8"]));
    story.batch.printer = None;
    assert_eq!(codes(&story.batch), BTreeMap::new());
}

#[test]
fn printed_and_never_seen() {
    let story = without(40, |story| ["P010", "P020"].iter().for_each(|name| unmake(story, name)));
    assert_eq!(codes(&story.batch), only("RX-203", &["P010", "P020"]));
}

#[test]
fn a_no_read_in_its_place_is_the_pack() {
    let mut story = Story::clean(40);
    let id = story.id("P010");
    unmake(&mut story, "P010");
    unmake(&mut story, "P030");
    // The trigger of P010 stays as a no-read; P030 left none.
    let mut camera = Story::clean(40).batch.camera.unwrap();
    camera.retain(|row| story.batch.camera.as_ref().unwrap().contains(row) || row.read == Read::Item(id));
    let read = camera.iter_mut().find(|row| row.read == Read::Item(id)).unwrap();
    (read.read, read.decoded, read.matched, read.reject, read.ejected) =
        (Read::None, false, false, true, true);
    story.batch.camera = Some(camera);
    assert_eq!(codes(&story.batch), only("RX-203", &["P030"]));
    // A label taken for the batch record looks the same where nobody tells.
    story.batch.audit = None;
    assert_eq!(codes(&story.batch), BTreeMap::new());
}

#[test]
fn a_camera_row_that_could_not_be_used_is_a_sight() {
    let mut story = Story::clean(40);
    let id = story.id("P010");
    let row = story.batch.camera.as_ref().unwrap().iter().find(|row| row.read == Read::Item(id)).unwrap().row;
    unread(&mut story, "P010");
    reject_rows(&mut story, Stream::Camera, "camera.csv", &[row]);
    assert_eq!(codes(&story.batch), BTreeMap::new());
}

#[test]
fn printed_on_two_labels() {
    let mut story = Story::clean(40);
    story.print("P039").good("P039");
    assert_eq!(codes(&story.batch), only("RX-204", &["P039"]));
    // The second label refused by the camera is still the second label.
    let mut story = Story::clean(40);
    story.print("P039").reject("P039", true);
    assert_eq!(codes(&story.batch), only("RX-204", &["P039"]));
}

#[test]
fn rejected_and_not_ejected() {
    let mut story = Story::clean(16);
    story.pool("X1", State::Encoded).print("X1").reject("X1", false);
    story.pool("X2", State::Encoded).print("X2").reject("X2", true);
    assert_eq!(codes(&story.batch), only("RX-205", &["X1"]));
    // Confirmed on the second trigger of the same pass.
    story.reject("X1", true);
    assert_eq!(codes(&story.batch), BTreeMap::new());
}

#[test]
fn rejected_and_packed() {
    let mut story = Story::clean(16);
    story.pool("X1", State::Encoded).print("X1").reject("X1", true).add("C9", "X1");
    assert_eq!(codes(&story.batch), only("RX-205", &["X1"]));
    let found = findings(&story.batch);
    let rx205 = found.iter().find(|finding| finding.code.as_str() == "RX-205").unwrap();
    assert!(rx205.evidence.iter().any(|evidence| evidence.stream == Stream::Agg));
}

#[test]
fn rejected_and_good_later_came_back() {
    let mut story = Story::clean(16);
    story.pool("X1", State::Encoded).print("X1").reject("X1", true).wait(900).good("X1");
    story.l4("X1", State::Commissioned).epcis_add(&["X1"]).add("C9", "X1");
    story.batch.order.quantity.good = Some(17);
    story.batch.order.quantity.counted_good = Some(17);
    assert_eq!(codes(&story.batch), only("RX-205", &["X1"]));
}

#[test]
fn a_pack_taken_out_and_rejected_is_where_it_belongs() {
    let mut story = Story::clean(16);
    story.remove("C1", "P000").wait(900).reject("P000", true);
    let quantity = &mut story.batch.order.quantity;
    (quantity.good, quantity.counted_good) = (Some(16), Some(16));
    assert_eq!(codes(&story.batch), BTreeMap::new());
}

#[test]
fn two_verdicts_on_one_pass() {
    let mut story = Story::clean(16);
    story.reject("P015", true);
    story.batch.camera.as_mut().unwrap().last_mut().unwrap().t =
        story.batch.camera.as_ref().unwrap()[15].t + jiff::SignedDuration::from_secs(1);
    assert_eq!(codes(&story.batch), only("RX-206", &["P015"]));
    // Without print records it may as well be a second label that the camera refused.
    story.batch.printer = None;
    assert_eq!(codes(&story.batch), BTreeMap::new());
}

#[test]
fn a_stuck_camera_gives_no_verdicts() {
    let mut story = Story::clean(16);
    story.reject("P015", true).reject("P015", true).reject("P015", true);
    assert_eq!(codes(&story.batch), BTreeMap::new());
}

#[test]
fn samples_without_status_and_samples_in_cases() {
    let mut story = Story::clean(16);
    unpack(&mut story, "P003");
    story.sample("P003");
    assert_eq!(codes(&story.batch), only("RX-208", &["P003"]));
    story.status("P003", State::Commissioned, State::Sampled);
    story.batch.order.quantity.good = Some(15);
    story.batch.order.quantity.counted_good = Some(15);
    assert_eq!(codes(&story.batch), BTreeMap::new());
    story.sample("P008").status("P008", State::Commissioned, State::Sampled);
    assert_eq!(codes(&story.batch), only("RX-208", &["P008"]));
    story.batch.audit = None;
    assert_eq!(codes(&story.batch), BTreeMap::new());
}

#[test]
fn destroyed_and_packed() {
    let mut story = Story::clean(16);
    story.status("P003", State::Commissioned, State::Destroyed);
    assert_eq!(codes(&story.batch), only("RX-209", &["P003"]));
    story.remove("C1", "P003");
    story.batch.order.quantity.good = Some(15);
    story.batch.order.quantity.counted_good = Some(15);
    assert_eq!(codes(&story.batch), BTreeMap::new());
    story.wait(60).add("C2", "P003").remove("C2", "P003");
    assert_eq!(codes(&story.batch), only("RX-209", &["P003"]));
}

#[test]
fn a_hold_forbids_moving_on_and_not_being_there() {
    let mut story = Story::clean(16);
    story.status("P003", State::Commissioned, State::Inactive);
    assert_eq!(codes(&story.batch), BTreeMap::new());
    let mut lifted = Story::clean(16);
    lifted.status("P003", State::Commissioned, State::Inactive).wait(60);
    lifted.status("P003", State::Inactive, State::Commissioned).wait(60);
    lifted.epcis(EpcisAction::Observe, "shipping", &["C1"]);
    assert_eq!(codes(&lifted.batch), BTreeMap::new());
    story.wait(60).epcis(EpcisAction::Observe, "shipping", &["C1"]);
    assert_eq!(codes(&story.batch), only("RX-209", &["P003"]));
}

#[test]
fn commissioned_a_second_time() {
    let mut story = Story::clean(40);
    story.wait(3_600).good("P003");
    assert_eq!(codes(&story.batch), only("RX-210", &["P003"]));
    // Reprinted at rework: not a printer that repeats itself.
    let mut story = Story::clean(40);
    story.wait(3_600).print_row("P003", true, true).good("P003");
    assert_eq!(codes(&story.batch), only("RX-210", &["P003"]));
    // Looked at again after unpacking: nothing new was made.
    let mut story = Story::clean(40);
    story.remove("C1", "P003").wait(3_600).good("P003").add("C1", "P003");
    assert_eq!(codes(&story.batch), BTreeMap::new());
    // Triggered twice by one pack.
    let mut story = Story::clean(40);
    story.good("P039");
    assert_eq!(codes(&story.batch), BTreeMap::new());
}

#[test]
fn commissioned_twice_in_messages() {
    let mut story = Story::clean(40);
    story.wait(3_600).epcis_add(&["P003"]);
    assert_eq!(codes(&story.batch), only("RX-210", &["P003"]));
    // The same event delivered again.
    let mut story = Story::clean(40);
    let event = story.batch.epcis.as_ref().unwrap()[3].clone();
    story.batch.epcis.as_mut().unwrap().push(event);
    assert_eq!(codes(&story.batch), BTreeMap::new());
}

#[test]
fn set_back_to_an_earlier_state() {
    let mut story = Story::clean(40);
    story.status("P003", State::Commissioned, State::Encoded);
    assert_eq!(codes(&story.batch), only("RX-210", &["P003"]));
    let mut story = Story::clean(40);
    story.remove("C1", "P003").status("P003", State::Commissioned, State::Destroyed);
    story.status("P003", State::Destroyed, State::Commissioned).add("C1", "P003");
    assert_eq!(codes(&story.batch)["RX-210"], ["P003"]);
}

#[test]
fn returned_and_used() {
    let mut story = Story::clean(40);
    let id = story.id("P003");
    let row = story.batch.pool.as_mut().unwrap().iter_mut().find(|row| row.item == id).unwrap();
    row.state = Some(State::Unallocated);
    assert_eq!(codes(&story.batch), only("RX-210", &["P003"]));
}

#[test]
fn serials_in_two_lots() {
    let mut story = Story::clean(40);
    story.l4_lot("P003", State::Commissioned, "OTHER");
    assert_eq!(codes(&story.batch), only("RX-212", &["P003"]));

    let mut story = Story::clean(40);
    story.pool("P004", State::Allocated);
    let request = story.word("R2");
    story.batch.pool.as_mut().unwrap().last_mut().unwrap().request = request;
    assert_eq!(codes(&story.batch), only("RX-212", &["P004"]));

    // The same row twice is one issue.
    let mut story = Story::clean(40);
    let row = story.batch.pool.as_ref().unwrap()[3].clone();
    story.batch.pool.as_mut().unwrap().push(row);
    assert_eq!(codes(&story.batch), BTreeMap::new());
}

#[test]
fn a_lot_keyed_wrong_is_no_matter_of_serials() {
    let mut story = Story::clean(40);
    let other = story.word("OTHER");
    story.batch.l4.as_mut().unwrap().iter_mut().for_each(|row| row.lot = other);
    assert_eq!(codes(&story.batch).keys().copied().collect::<Vec<_>>(), ["ID-130"]);
}

#[test]
fn counts_that_differ_from_agreeing_sets() {
    let mut story = Story::clean(40);
    story.batch.order.quantity.counted_good = Some(43);
    let found = findings(&story.batch);
    assert_eq!((found[0].code.as_str(), found[0].count, found[0].entities.len()), ("RX-215", 3, 0));
    // A forgotten sample explains a pack, not three.
    unpack(&mut story, "P003");
    story.sample("P003");
    story.batch.order.quantity.counted_good = Some(39);
    assert_eq!(codes(&story.batch), only("RX-208", &["P003"]));
    story.batch.order.quantity.counted_good = Some(37);
    assert_eq!(codes(&story.batch).keys().copied().collect::<Vec<_>>(), ["RX-208", "RX-215"]);
}

#[test]
fn counts_agree_and_sets_differ() {
    let mut story = Story::clean(40);
    let (gone, new) = (story.id("P003"), story.id("U000"));
    for row in story.batch.l4.as_mut().unwrap().iter_mut().filter(|row| row.item == gone) {
        row.item = new;
    }
    assert_eq!(codes(&story.batch), only("RX-216", &["P003", "U000"]));
    // A message that is missing is not a swap.
    let mut story = Story::clean(40);
    story.batch.l4.as_mut().unwrap().pop();
    assert_eq!(codes(&story.batch), BTreeMap::new());
}

#[test]
fn serials_from_outside_the_pool() {
    let mut story = Story::clean(40);
    story.good("X1").add("C9", "X1");
    assert_eq!(codes(&story.batch), only("RX-220", &["X1"]));
    story.batch.pool = None;
    assert_eq!(codes(&story.batch), BTreeMap::new());
}

#[test]
fn a_pool_row_that_could_not_be_used_may_hold_the_number() {
    let mut story = Story::clean(40);
    let id = story.id("P010");
    story.batch.pool.as_mut().unwrap().retain(|row| row.item != id);
    assert_eq!(codes(&story.batch), only("RX-220", &["P010"]));
    reject_rows(&mut story, Stream::Pool, "pool.csv", &[11]);
    assert_eq!(codes(&story.batch), BTreeMap::new());
}

#[test]
fn packs_of_another_trade_item() {
    let mut story = Story::clean(40);
    let foreign = story.batch.items.insert(pack("09506000134369", "P003"));
    story.good("P003");
    story.batch.camera.as_mut().unwrap().last_mut().unwrap().read = Read::Item(foreign);
    let found = findings(&story.batch);
    let found: Vec<_> = found.iter().filter(|f| f.code.as_str().starts_with("RX")).collect();
    assert_eq!((found.len(), found[0].code.as_str()), (1, "RX-221"));
    assert_eq!(found[0].entities, [pack("09506000134369", "P003")]);
}

#[test]
fn a_pack_that_went_around_the_camera_is_judged_where_it_was_packed() {
    let mut story = without(40, |story| unmake(story, "P010"));
    story.add("C9", "P010");
    assert_eq!(codes(&story.batch), BTreeMap::new());
    // What the systems behind the line hold as commissioned was verified by somebody: the camera's record lacks it.
    story.l4("P010", State::Commissioned);
    assert_eq!(codes(&story.batch), only("RX-203", &["P010"]));
}

#[test]
fn a_batch_of_nothing_raises_nothing() {
    let mut story = Story::new();
    assert_eq!(findings(&story.batch), []);
    story.deliver_all();
    assert_eq!(findings(&story.batch), []);
    assert_eq!(story.word(""), Word::EMPTY);
    assert!(matches!(item("C1"), Item::Sscc(_)));
}
