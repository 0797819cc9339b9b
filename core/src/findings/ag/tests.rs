//! For each code the fault, its nearest innocent relative, and the faults it must not be taken for.

use super::testing::{CASE, Line, c, found, named, p, packs_of, pallet};
use crate::batch::{AggOp, Mode, State, Stream};

fn one(code: &str, entities: &[String]) -> Vec<(String, Vec<String>)> {
    vec![(code.to_owned(), entities.to_vec())]
}

const NOTHING: [(String, Vec<String>); 0] = [];

/// Takes a pack of a case out of the record; with `refill` its place is taken by nothing else.
fn forget(line: &mut Line, case: usize, pack: usize) {
    line.drop_steps(&c(case), Some(&p(pack)));
}

fn last_case_short(line: &mut Line, case: usize, packs: usize) {
    for n in packs..CASE {
        let name = p(case * CASE + n);
        forget(line, case, case * CASE + n);
        let id = line.id(&name);
        line.printer.retain(|row| row.item != id);
        line.camera.retain(|row| row.read != crate::batch::Read::Item(id));
        line.batch.l4.as_mut().unwrap().retain(|row| row.item != id);
    }
    let parent = line.id(&c(case));
    for row in line.agg.iter_mut().filter(|row| row.parent == parent && row.op == AggOp::Close) {
        row.sensor_count = Some(packs as u32);
    }
}

#[test]
fn a_clean_line_has_no_findings() {
    let mut line = Line::clean(40);
    assert_eq!(line.findings(), NOTHING);
    for case in [0, 7, 20, 39] {
        line.verify_clean(case);
    }
    assert_eq!(line.findings(), NOTHING);
}

#[test]
fn legal_rework_is_no_finding() {
    let mut line = Line::clean(40);
    // Unpack and repack, into the same and into another case.
    line.by_hand("op2", AggOp::Remove, &c(3), &p(16)).by_hand("op2", AggOp::Add, &c(3), &p(16));
    line.by_hand("op2", AggOp::Remove, &c(5), &p(27)).by_hand("op2", AggOp::Remove, &c(6), &p(31));
    line.by_hand("op2", AggOp::Add, &c(5), &p(31)).by_hand("op2", AggOp::Add, &c(6), &p(27));
    // Taken out of a closed case as a sample, destroyed, declared loose, moved to stock.
    line.by_hand("op2", AggOp::Remove, &c(8), &p(40)).audit("status_change", &p(40), Some(State::Sampled));
    line.by_hand("op2", AggOp::Remove, &c(9), &p(45)).audit("status_change", &p(45), Some(State::Destroyed));
    line.by_hand("op2", AggOp::Remove, &c(10), &p(50)).audit("declare_loose", &p(50), None);
    line.by_hand("op2", AggOp::Remove, &c(11), &p(55)).wms(&p(55));
    line.verify(&c(3), &packs_of(3));
    assert_eq!(line.findings(), NOTHING);
}

#[test]
fn a_whole_case_may_be_repacked() {
    let mut line = Line::clean(12);
    for name in packs_of(2) {
        line.by_hand("op2", AggOp::Remove, &c(2), &name);
        line.by_hand("op2", AggOp::Add, "C77", &name);
    }
    line.by_hand("op2", AggOp::Remove, &pallet(0), &c(2)).by_hand("op2", AggOp::Add, &pallet(0), "C77");
    line.close("C77", CASE as u32, 500);
    assert_eq!(line.findings(), NOTHING);
}

#[test]
fn ag101_an_audit_finds_the_neighbours_content() {
    let mut line = Line::clean(24);
    line.verify(&c(9), &packs_of(10)).verify_clean(3);
    assert_eq!(line.findings(), one("AG-101", &[c(9), c(10)]));
    line.verify(&c(10), &packs_of(9));
    assert_eq!(line.findings(), one("AG-101", &[c(9), c(10)]));
}

#[test]
fn ag101_packs_recorded_before_they_were_read() {
    let mut line = Line::clean(24);
    let (one_id, other) = (line.id(&c(9)), line.id(&c(14)));
    let content = |line: &mut Line, case| packs_of(case).iter().map(|name| line.id(name)).collect::<Vec<_>>();
    let (nine, fourteen) = (content(&mut line, 9), content(&mut line, 14));
    for row in &mut line.agg {
        let Some(child) = row.child else { continue };
        let swap = |from: &[_], to: &[_]| from.iter().position(|&id| id == child).map(|at| to[at]);
        if row.parent == one_id {
            row.child = swap(&nine, &fourteen);
        } else if row.parent == other {
            row.child = swap(&fourteen, &nine);
        }
    }
    assert_eq!(line.findings(), one("AG-101", &[c(9), c(14)]));
    // An audit that finds the content as recorded says that the order of the line was different.
    line.verify(&c(9), &packs_of(14));
    assert_eq!(line.findings(), NOTHING);
}

#[test]
fn ag101_one_container_takes_its_neighbours_packs() {
    let mut line = Line::clean(24);
    let (from, to) = (line.id(&c(10)), line.id(&c(9)));
    for row in line.agg.iter_mut().filter(|row| row.parent == from && row.op == AggOp::Add) {
        row.parent = to;
    }
    assert_eq!(line.findings(), one("AG-101", &[c(9), c(10)]));
}

#[test]
fn ag101_labels_confused_between_scan_and_close() {
    let mut line = Line::clean(24);
    let (a, b) = (line.id(&c(9)), line.id(&c(10)));
    for row in line.agg.iter_mut().filter(|row| row.op == AggOp::Add) {
        row.parent = match row.parent {
            id if id == a => b,
            id if id == b => a,
            id => id,
        };
    }
    assert_eq!(line.findings(), one("AG-101", &[c(9), c(10)]));
}

#[test]
fn ag101_the_only_numbers_out_of_order_filled_by_hand() {
    let mut line = Line::clean(24);
    let (a, b) = (line.id(&c(9)), line.id(&c(10)));
    for row in &mut line.agg {
        let parent = row.parent;
        row.parent = if parent == a {
            b
        } else if parent == b {
            a
        } else {
            parent
        };
    }
    assert_eq!(line.findings(), NOTHING, "numbers alone say nothing");
    for row in line.agg.iter_mut().filter(|row| row.parent == a || row.parent == b) {
        row.mode = Some(Mode::Manual);
    }
    assert_eq!(line.findings(), one("AG-101", &[c(9), c(10)]));
}

#[test]
fn ag102_added_without_remove() {
    let mut line = Line::clean(12);
    line.by_hand("op2", AggOp::Add, &c(7), &p(3));
    assert_eq!(line.findings(), one("AG-102", &[p(3)]));
    line.by_hand("op2", AggOp::Remove, &c(0), &p(3));
    assert_eq!(line.findings(), NOTHING);
}

#[test]
fn ag103_left_open() {
    let mut line = Line::clean(12);
    line.drop_steps(&c(4), None);
    assert_eq!(line.findings(), one("AG-103", &[c(4)]));
    for case in 0..12 {
        line.drop_steps(&c(case), None);
    }
    assert_eq!(line.findings(), NOTHING, "this site does not close cases");
}

#[test]
fn ag103_the_last_pallet_may_be_open() {
    let mut line = Line::clean(14);
    assert_eq!(line.findings(), NOTHING, "two of four cases");
    line = Line::clean(12);
    line.drop_steps(&pallet(1), None);
    assert_eq!(line.findings(), one("AG-103", &[pallet(1)]));
}

#[test]
fn ag103_recorded_twice() {
    let mut line = Line::clean(12);
    let case = line.id(&c(4));
    let rows: Vec<_> = line.agg.iter().filter(|row| row.parent == case).cloned().collect();
    let at = line.agg.iter().position(|row| row.parent == case && row.op == AggOp::Close).unwrap();
    line.agg.splice(at..at, rows);
    assert_eq!(line.findings(), one("AG-103", &[c(4)]));
}

#[test]
fn ag103_recorded_under_two_numbers() {
    let mut line = Line::clean(12);
    for name in packs_of(4) {
        line.step(AggOp::Add, "C77", &name, 50);
    }
    line.close("C77", CASE as u32, 51);
    assert_eq!(line.findings(), one("AG-103", &[c(4), "C77".to_owned()]));
}

#[test]
fn ag103_not_recorded() {
    let mut line = Line::clean(12);
    for name in packs_of(4) {
        line.drop_steps(&c(4), Some(&name));
    }
    assert_eq!(line.findings(), one("AG-103", &[c(4)]), "and no AG-108 for its packs");
    line.drop_steps(&c(4), None);
    assert_eq!(line.findings(), one("AG-103", &[c(4)]), "the pallet still names it");
}

#[test]
fn ag104_one_each_way() {
    let mut line = Line::clean(12);
    let mut found = packs_of(6);
    found[2] = p(37);
    line.verify(&c(6), &found);
    assert_eq!(line.findings(), one("AG-104", &[c(6), c(7)]));
    let mut other = packs_of(7);
    other[2] = p(32);
    line.verify(&c(7), &other);
    assert_eq!(line.findings(), one("AG-104", &[c(6), c(7)]));
}

#[test]
fn ag104_not_where_a_sample_or_a_late_remove_explains_it() {
    let mut line = Line::clean(12);
    line.verify(&c(6), &packs_of(6)[1..]);
    assert_eq!(line.findings(), one("AG-104", &[c(6)]));
    let mut sampled = Line::clean(12);
    sampled.verify(&c(6), &packs_of(6)[1..]).event("sample", &p(30), 100);
    assert_eq!(sampled.findings(), NOTHING, "RX-208 says it");
    // Removed long before the audit, or soon after it.
    line.by_hand("op2", AggOp::Remove, &c(6), &p(30)).audit("declare_loose", &p(30), None);
    assert_eq!(line.findings(), NOTHING);
}

#[test]
fn ag104_a_look_at_some_packs_is_no_finding() {
    let mut line = Line::clean(12);
    line.verify(&c(6), &packs_of(6)[..1]);
    assert_eq!(line.findings(), NOTHING);
}

#[test]
fn ag105_cycles_and_wrong_levels() {
    let mut line = Line::clean(12);
    line.by_hand("op2", AggOp::Add, &c(3), &pallet(0));
    assert_eq!(line.findings(), one("AG-105", &[c(3), pallet(0)]));
    let mut line = Line::clean(12);
    line.by_hand("op2", AggOp::Add, &c(3), &c(3));
    assert_eq!(line.findings(), one("AG-105", &[c(3)]));
    let mut line = Line::clean(12);
    line.by_hand("op2", AggOp::Add, &pallet(1), &p(4));
    assert_eq!(line.findings(), one("AG-105", &[p(4)]), "and no AG-102");
    let mut line = Line::clean(12);
    forget(&mut line, 0, 4);
    line.by_hand("op2", AggOp::Add, &pallet(1), &p(4));
    assert_eq!(line.findings(), one("AG-105", &[p(4)]), "and no AG-112 for its case");
}

#[test]
fn ag106_never_read() {
    let mut line = Line::clean(12);
    line.by_hand("op2", AggOp::Add, &c(3), "X1");
    assert_eq!(line.findings(), one("AG-106", &["X1".to_owned()]));
    line.l4("X1", crate::reconcile::testing::LOT);
    assert_eq!(line.findings(), NOTHING, "the enterprise system has it as commissioned");
}

#[test]
fn ag106_not_where_camera_rows_are_lost() {
    let mut line = Line::clean(12);
    line.batch.l4 = None;
    let mut batch = line.finish();
    batch.camera.as_mut().unwrap().remove(17);
    assert_eq!(named(&batch), NOTHING);
    line.camera.remove(17);
    assert_eq!(line.findings(), one("AG-106", &[p(17)]), "without a gap in the numbers");
}

/// From case `start` on every record is one pack ahead of the packs.
fn shifted(cases: usize, start: usize) -> Line {
    let mut line = Line::clean(cases);
    // The last label of a reel once more, on the first pack of the new one.
    let reel = (start * CASE).div_ceil(50);
    let last = p(reel * 50 - 1);
    let at = line.printer.iter().position(|row| row.t == Line::time(reel as i64 * 50)).unwrap();
    line.print(&last, reel as i64 * 50 - 1, reel);
    let row = line.printer.pop().unwrap();
    line.printer.insert(at, row);
    line
}

fn one_ahead(case: usize) -> Vec<String> {
    (case * CASE - 1..(case + 1) * CASE - 1).map(p).collect()
}

#[test]
fn ag107_after_a_label_was_repeated() {
    let mut line = shifted(40, 20);
    line.verify_clean(4).verify(&c(25), &one_ahead(25)).verify(&c(33), &one_ahead(33));
    let all: Vec<String> = (20..40).map(c).collect();
    assert_eq!(line.findings(), one("AG-107", &all));
    let findings = found(&line.finish());
    let evidence = |stream| findings[0].evidence.iter().find(|e| e.stream == stream).unwrap().rows.clone();
    assert_eq!(evidence(Stream::Printer), [100, 101], "both prints");
    assert_eq!(evidence(Stream::Verify).len(), 2 * CASE, "the audits that differ");
}

#[test]
fn ag107_one_audit_and_a_repeated_label_are_enough() {
    let mut line = shifted(40, 20);
    line.verify_clean(4).verify(&c(25), &one_ahead(25));
    assert_eq!(line.findings(), one("AG-107", &(20..40).map(c).collect::<Vec<_>>()));
    let mut unseen = shifted(40, 20);
    unseen.verify_clean(4);
    assert_eq!(
        unseen.findings(),
        one("AG-107", &(20..40).map(c).collect::<Vec<_>>()),
        "nobody looked after it"
    );
    unseen.verify_clean(30);
    assert_eq!(unseen.findings(), NOTHING, "the label was repeated, the cases are in order");
}

#[test]
fn ag107_ends_where_an_audit_agrees() {
    let mut line = shifted(60, 20);
    line.verify_clean(4).verify(&c(25), &one_ahead(25)).verify(&c(33), &one_ahead(33)).verify_clean(45);
    let findings = line.findings();
    assert_eq!(findings.len(), 1);
    assert_eq!((findings[0].0.as_str(), findings[0].1.len()), ("AG-107", 25));
}

#[test]
fn ag107_the_other_way_from_a_reel_change() {
    let mut line = Line::clean(40);
    let one_behind = |case: usize| (case * CASE + 1..(case + 1) * CASE + 1).map(p).collect::<Vec<_>>();
    line.verify_clean(12).verify(&c(25), &one_behind(25)).verify(&c(33), &one_behind(33));
    assert_eq!(line.findings(), one("AG-107", &(20..40).map(c).collect::<Vec<_>>()));
}

#[test]
fn ag107_not_for_a_label_repeated_within_a_reel() {
    let mut line = Line::clean(40);
    let again = line.printer[72].clone();
    line.printer.insert(73, again);
    assert_eq!(line.findings(), NOTHING);
    let mut rejected = shifted(40, 20);
    rejected.read(&p(99), 106, true);
    assert_eq!(rejected.findings(), NOTHING, "the second pack was rejected");
}

#[test]
fn ag108_in_no_container() {
    let mut line = Line::clean(12);
    forget(&mut line, 4, 22);
    assert_eq!(line.findings(), one("AG-108", &[p(22)]), "and no AG-112 for its case");
    let mut verified = Line::clean(12);
    forget(&mut verified, 4, 22);
    verified.verify_clean(4);
    assert_eq!(verified.findings(), one("AG-108", &[p(22)]), "the audit finds it: no AG-104");
    line.audit("declare_loose", &p(22), None);
    assert_eq!(line.findings(), NOTHING);
}

#[test]
fn ag108_not_for_samples_nor_lost_rows() {
    let mut line = Line::clean(12);
    forget(&mut line, 4, 22);
    let mut batch = line.finish();
    let lost = batch.agg.as_mut().unwrap();
    for row in lost.iter_mut().filter(|row| row.row > 31) {
        row.seq = row.seq.map(|seq| seq + 1);
    }
    assert_eq!(named(&batch), NOTHING, "the row itself is lost");
    line.event("sample", &p(22), 30);
    assert_eq!(line.findings(), NOTHING, "RX-208 says it");
}

#[test]
fn ag108_says_nothing_that_an_absent_stream_could_explain() {
    let mut line = Line::clean(12);
    forget(&mut line, 11, 59);
    assert_eq!(line.findings(), one("AG-108", &[p(59)]));
    line.batch.wms = None;
    assert_eq!(line.findings(), NOTHING, "the last pack may stand loose in the warehouse");
    let mut line = Line::clean(12);
    forget(&mut line, 4, 22);
    line.batch.audit = None;
    line.batch.l4 = None;
    assert_eq!(line.findings(), NOTHING, "it may be a sample");
}

#[test]
fn ag109_one_person() {
    let mut line = Line::clean(60);
    for n in 0..10 {
        line.by_hand("op2", AggOp::Remove, &c(n), &p(n * CASE)).by_hand(
            "op2",
            AggOp::Add,
            &c(n),
            &p(n * CASE),
        );
    }
    for n in 0..8 {
        line.by_hand("op77", AggOp::Add, &c(40 + n), &p((20 + n) * CASE));
    }
    let touched: Vec<String> = (20..28).chain(40..48).map(c).collect();
    assert_eq!(line.findings(), one("AG-109", &touched));
    // The same mistakes spread over everybody are AG-102.
    for (n, row) in (0_u32..).zip(line.agg.iter_mut().rev().take(8)) {
        row.operator = line.batch.words.insert(["op2", "op77", "op3"][n as usize % 3]);
    }
    assert_eq!(line.findings().iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), ["AG-102"]);
}

#[test]
fn ag110_foreign_lot() {
    let mut line = Line::clean(12);
    line.by_hand("op2", AggOp::Add, &c(3), "X1").l4("X1", "OTHER");
    assert_eq!(line.findings(), one("AG-110", &[c(3)]));
    let mut lot_keyed_wrong = Line::clean(12);
    for n in 0..60 {
        lot_keyed_wrong.l4(&p(n), "OTHER");
    }
    assert_eq!(lot_keyed_wrong.findings(), NOTHING);
}

#[test]
fn ag111_filled_again() {
    let mut line = Line::clean(24);
    let (again, first) = (line.id(&c(20)), line.id(&c(2)));
    for row in line.agg.iter_mut().filter(|row| row.parent == again || row.child == Some(again)) {
        if row.parent == again {
            row.parent = first;
        } else {
            row.child = Some(first);
        }
    }
    let findings = line.findings();
    assert!(findings.contains(&("AG-111".to_owned(), vec![c(2)])), "{findings:?}");
    assert!(findings.iter().all(|(code, _)| code != "AG-112" && code != "AG-101"), "{findings:?}");
}

#[test]
fn ag112_last_case_short() {
    let mut line = Line::clean(12);
    last_case_short(&mut line, 11, 3);
    assert_eq!(line.findings(), one("AG-112", &[c(11)]));
    let mut undeliverd = Line::clean(12);
    last_case_short(&mut undeliverd, 11, 3);
    undeliverd.batch.audit = None;
    assert_eq!(undeliverd.findings(), NOTHING, "nobody can say what was declared");
    line.audit("declare_partial", &c(11), None);
    assert_eq!(line.findings(), NOTHING);
}

#[test]
fn ag112_of_outer_levels_only_where_declaring_is_the_custom() {
    let mut line = Line::clean(14);
    line.close(&pallet(3), 2, 300);
    assert_eq!(line.findings(), NOTHING);
    let mut line = Line::clean(16);
    line.drop_steps(&pallet(1), Some(&c(7)));
    line.step(AggOp::Add, "C900009", &c(7), 500);
    line.close("C900009", 1, 501);
    assert_eq!(line.findings(), one("AG-112", &[pallet(1)]));
}

#[test]
fn ag113_old_pack_size() {
    let mut line = Line::clean(24);
    line.batch.order.packaging[0].capacity = 6;
    line.verify_clean(7);
    assert_eq!(line.findings(), one("AG-113", &(0..24).map(c).collect::<Vec<_>>()));
}

#[test]
fn row_order_makes_no_difference() {
    let mut line = shifted(40, 20);
    line.verify_clean(4).verify(&c(25), &one_ahead(25)).verify(&c(33), &one_ahead(33));
    line.by_hand("op2", AggOp::Add, &c(7), &p(3));
    forget(&mut line, 10, 52);
    let batch = line.finish();
    let expected = named(&batch);
    assert_eq!(expected.len(), 3);
    let mut turned = batch.clone();
    turned.agg.as_mut().unwrap().reverse();
    turned.printer.as_mut().unwrap().rotate_left(31);
    turned.camera.as_mut().unwrap().reverse();
    turned.verify.as_mut().unwrap().rotate_left(3);
    assert_eq!(named(&turned), expected);
    assert_eq!(found(&turned), found(&batch));
}

#[test]
fn an_empty_stream_is_no_reason_to_fail() {
    let mut line = Line::clean(0);
    assert_eq!(line.findings(), NOTHING);
    line.close("C1", 4, 1);
    assert_eq!(line.findings(), NOTHING);
}
