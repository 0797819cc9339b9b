use std::collections::{BTreeMap, BTreeSet, HashSet};

use proptest::collection::vec;
use proptest::prelude::*;

use super::testing::Story;
use super::{Equation, Reconciliation, Residual};
use crate::batch::{AggOp, Batch, CartonCounts, EpcisAction, Read, State, Stream};

fn equation(batch: &Batch, which: Equation) -> Residual {
    Reconciliation::of(batch).equations().iter().find(|residual| residual.equation == which).unwrap().clone()
}

fn items(residual: &Residual) -> Vec<String> {
    residual.items.iter().map(|seen| seen.item.to_string().split("(21)").last().unwrap().to_owned()).collect()
}

#[test]
fn a_clean_batch_balances() {
    let mut story = Story::clean(16);
    story.batch.order.quantity.cartons =
        CartonCounts { issued: Some(20), returned: Some(2), damaged: Some(1), documentation: Some(1) };
    let result = Reconciliation::of(&story.batch);
    assert_eq!(result.equations().iter().map(|e| e.equation).collect::<Vec<_>>(), Equation::ALL);
    for residual in result.equations() {
        assert_eq!((residual.residual, residual.evaluable), (0, true), "{residual:?}");
        assert_eq!(residual.limit, None, "{residual:?}");
    }
    let e1 = &result.equations()[0];
    assert_eq!(
        (e1.lhs, e1.terms.clone()),
        (18, vec![("Encoded", 16), ("UnusedReturned", 2), ("Invalidated", 0)])
    );
    let e5 = &result.equations()[4];
    assert_eq!((e5.lhs, e5.terms.clone()), (16, vec![("Full", 16), ("Partial", 0)]));
    let states: BTreeMap<Stream, u64> =
        result.waterfall().iter().map(|bar| (bar.source, bar.total())).collect();
    assert_eq!(states[&Stream::Pool], 18);
    assert_eq!(states[&Stream::Camera], 16);
    let last = story.id("P015");
    assert_eq!(result.state(last), Some(State::Commissioned));
}

#[test]
fn residuals_name_the_last_sight_and_its_neighbours() {
    let mut story = Story::clean(8);
    let lost = story.id("P004");
    story.batch.camera.as_mut().unwrap().retain(|row| row.read != Read::Item(lost));
    story.batch.agg.as_mut().unwrap().retain(|row| row.child != Some(lost));
    let e2 = equation(&story.batch, Equation::E2);
    assert_eq!(items(&e2), ["P004"]);
    let seen = &e2.items[0];
    let row = story.batch.printer.as_ref().unwrap().iter().find(|row| row.item == lost).unwrap();
    assert_eq!((seen.row, seen.t), (Some((Stream::Printer, row.row)), Some(row.t)));
    assert_eq!(seen.station, "PRN1");
    assert_eq!(seen.neighbours, [Some(super::testing::item("P003")), Some(super::testing::item("P005"))]);
}

#[test]
fn an_item_in_two_terms_is_a_residual() {
    let mut story = Story::clean(4);
    story.reject("P000", true).status("P001", State::Encoded, State::LabelScrapped);
    assert_eq!(items(&equation(&story.batch, Equation::E2)), ["P000", "P001"]);
}

#[test]
fn keys_only_on_the_right_are_residuals() {
    let mut story = Story::clean(4);
    story.print("X1").good("X1").status("U000", State::Commissioned, State::Sampled);
    assert_eq!(items(&equation(&story.batch, Equation::E1)), ["X1"]);
    assert_eq!(items(&equation(&story.batch, Equation::E3)), ["U000"]);
    assert_eq!(items(&equation(&story.batch, Equation::E4)), ["X1"]);
    assert_eq!(items(&equation(&story.batch, Equation::E6)), ["X1"]);
}

#[test]
fn loose_packs_are_declared_by_the_warehouse_or_by_a_person() {
    let mut story = Story::clean(4);
    for name in ["P004", "P005", "P006"] {
        story
            .pool(name, State::Encoded)
            .print(name)
            .good(name)
            .l4(name, State::Commissioned)
            .epcis_add(&[name]);
    }
    story.wms("P004", State::Commissioned).declare_loose("P005");
    assert_eq!(items(&equation(&story.batch, Equation::E4)), ["P006"]);
    // Two parents are not exactly one.
    story.add("C1", "P006").add("C2", "P006");
    assert_eq!(items(&equation(&story.batch, Equation::E4)), ["P006"]);
}

#[test]
fn the_last_status_counts_and_destroyed_packs_leave_the_good_ones() {
    let mut story = Story::clean(4);
    story.remove("C1", "P000").status("P000", State::Commissioned, State::Sampled);
    story.wait(60).status("P000", State::Sampled, State::Destroyed);
    let e3 = equation(&story.batch, Equation::E3);
    assert_eq!(e3.terms, vec![("ActiveGood", 3), ("Sampled", 0), ("Destroyed", 1)]);
    assert_eq!((e3.residual, e3.limit), (0, None));
    let e8 = equation(&story.batch, Equation::E8);
    assert!(!e8.evaluable && e8.limit.unwrap().contains("destroyed after commissioning"));
    // The case was closed at four, one went out since.
    let e5 = equation(&story.batch, Equation::E5);
    assert_eq!((e5.lhs, e5.terms, e5.residual), (3, vec![("Full", 0), ("Partial", 3)], 0));
}

#[test]
fn the_sensor_tells_what_the_record_misses() {
    let mut story = Story::clean(4);
    let last = story.id("P003");
    story.batch.agg.as_mut().unwrap().retain(|row| row.child != Some(last));
    assert_eq!(equation(&story.batch, Equation::E5).residual, -1);
    assert_eq!(items(&equation(&story.batch, Equation::E4)), ["P003"]);
}

#[test]
fn pallets_are_a_level_of_their_own() {
    let mut story = Story::clean(16);
    story.add("C101", "C1").add("C101", "C2").close("C101", 2).add("C102", "C3").close("C102", 2);
    let result = Reconciliation::of(&story.batch);
    let levels = result.levels();
    assert_eq!((levels[0].level.as_str(), levels[0].containers, levels[0].full), ("case", 4, 16));
    let pallet = &levels[1];
    assert_eq!((pallet.containers, pallet.aggregated, pallet.full, pallet.residual()), (2, 3, 4, -1));
    let e5 = &result.equations()[4];
    assert_eq!(e5.residual, 0);
    assert!(e5.limit.as_ref().unwrap().starts_with("pallet level"));
}

#[test]
fn absent_streams_limit_or_forbid() {
    let full = Story::clean(8);
    let mut batch = full.batch.clone();
    batch.printer = None;
    assert!(!equation(&batch, Equation::E1).evaluable);
    assert!(!equation(&batch, Equation::E2).evaluable);
    assert!(equation(&batch, Equation::E3).evaluable);
    let mut batch = full.batch.clone();
    batch.audit = None;
    for which in [Equation::E2, Equation::E3, Equation::E4, Equation::E7] {
        let residual = equation(&batch, which);
        assert!(residual.evaluable && residual.limit.unwrap().contains("without audit"), "{which:?}");
    }
    let mut batch = full.batch.clone();
    batch.l4 = None;
    let e6 = equation(&batch, Equation::E6);
    assert!(e6.evaluable && e6.residual == 0 && e6.limit.is_some());
    batch.epcis = None;
    let e6 = equation(&batch, Equation::E6);
    assert!(!e6.evaluable && e6.items.is_empty());
    let nothing = Story::new();
    for residual in Reconciliation::of(&nothing.batch).equations() {
        assert!(!residual.evaluable && residual.items.is_empty() && residual.limit.is_some(), "{residual:?}");
    }
}

#[test]
fn events_declared_wrong_do_not_commission() {
    let mut story = Story::clean(4);
    story.epcis_add(&["U000"]);
    let wrong = story.batch.epcis.as_ref().unwrap().last().unwrap().clone();
    assert_eq!(items(&equation(&story.batch, Equation::E6)), ["U000"]);
    story.batch.epcis.as_mut().unwrap().push(crate::batch::EpcisRow { error_declaration: true, ..wrong });
    assert_eq!(equation(&story.batch, Equation::E6).residual, 0);
}

#[test]
fn what_happens_to_a_pallet_happens_to_its_packs() {
    let mut story = Story::clean(8);
    story.add("C101", "C1").epcis(EpcisAction::Observe, "shipping", &["C101"]);
    let (shipped, kept) = (story.id("P000"), story.id("P007"));
    let result = Reconciliation::of(&story.batch);
    assert_eq!(result.state(shipped), Some(State::Released));
    assert_eq!(result.state(kept), Some(State::Commissioned));
    let bar = result.waterfall().iter().find(|bar| bar.source == Stream::Epcis).unwrap();
    assert_eq!((bar.in_state(State::Released), bar.in_state(State::Commissioned)), (4, 4));
}

#[test]
fn counts_compare_with_both_figures() {
    let mut story = Story::clean(8);
    story.batch.order.quantity.good = Some(9);
    let e7 = equation(&story.batch, Equation::E7);
    assert_eq!((e7.lhs, e7.terms, e7.residual), (8, vec![("CountedGood", 8), ("BatchRecordYield", 9)], -1));
}

/// One thing that may happen to one of a dozen packs.
#[derive(Clone, Debug)]
enum Deed {
    Pool(State),
    Print(bool),
    Good,
    Reject,
    NoRead,
    Add(u8),
    Remove(u8),
    Status(State),
    Loose,
    Stock,
    Enterprise(State),
    Commission,
}

fn deed() -> impl Strategy<Value = (u8, Deed)> {
    let state = prop::sample::select(vec![
        State::Unallocated,
        State::Allocated,
        State::Invalid,
        State::Encoded,
        State::LabelSampled,
        State::LabelScrapped,
        State::Commissioned,
        State::Sampled,
        State::Inactive,
        State::Destroyed,
        State::Released,
    ]);
    let deed = prop_oneof![
        state.clone().prop_map(Deed::Pool),
        any::<bool>().prop_map(Deed::Print),
        Just(Deed::Good),
        Just(Deed::Reject),
        Just(Deed::NoRead),
        (0..3u8).prop_map(Deed::Add),
        (0..3u8).prop_map(Deed::Remove),
        state.clone().prop_map(Deed::Status),
        Just(Deed::Loose),
        Just(Deed::Stock),
        state.prop_map(Deed::Enterprise),
        Just(Deed::Commission),
    ];
    (0..12u8, deed)
}

fn told(deeds: &[(u8, Deed)]) -> Batch {
    let mut story = Story::new();
    story.deliver_all();
    for (pack, deed) in deeds {
        let name = format!("P{pack}");
        match deed {
            Deed::Pool(state) => story.pool(&name, *state),
            Deed::Print(ok) => story.print_row(&name, *ok, false),
            Deed::Good => story.good(&name),
            Deed::Reject => story.reject(&name, true),
            Deed::NoRead => story.no_read(),
            Deed::Add(case) => story.add(&format!("C{case}"), &name),
            Deed::Remove(case) => story.remove(&format!("C{case}"), &name),
            Deed::Status(state) => story.status(&name, State::Commissioned, *state),
            Deed::Loose => story.declare_loose(&name),
            Deed::Stock => story.wms(&name, State::Commissioned),
            Deed::Enterprise(state) => story.l4(&name, *state),
            Deed::Commission => story.epcis_add(&[&name]),
        };
    }
    story.batch
}

/// The contract read aloud, with plain sets of plain texts.
fn oracle(batch: &Batch) -> Vec<BTreeSet<String>> {
    type Set = HashSet<String>;
    let text = |id| batch.items.get(id).to_string();
    let pool: Set = batch.pool.iter().flatten().map(|r| text(r.item)).collect();
    let unused = |r: &&crate::batch::PoolRow| r.returned_at.is_some() || r.state == Some(State::Unallocated);
    let returned: Set = batch.pool.iter().flatten().filter(unused).map(|r| text(r.item)).collect();
    let mut last: BTreeMap<String, State> = BTreeMap::new();
    let mut trail: Vec<_> = batch.audit.iter().flatten().collect();
    trail.sort_by_key(|r| (r.t, r.row));
    for row in &trail {
        if let (Some(id), Some(state)) = (row.item, row.new_state) {
            last.insert(text(id), state);
        }
    }
    let now = |state| last.iter().filter(|(_, s)| **s == state).map(|(k, _)| k.clone()).collect::<Set>();
    let mut invalid = now(State::Invalid);
    invalid.extend(
        batch.pool.iter().flatten().filter(|r| r.state == Some(State::Invalid)).map(|r| text(r.item)),
    );
    let encoded: Set = batch.printer.iter().flatten().filter(|r| r.ok).map(|r| text(r.item)).collect();
    let (mut commissioned, mut rejected) = (Set::new(), Set::new());
    for row in batch.camera.iter().flatten() {
        if let Read::Item(id) = row.read {
            if row.decoded && row.matched && !row.reject {
                commissioned.insert(text(id));
            }
            if row.reject {
                rejected.insert(text(id));
            }
        }
    }
    let (sampled, gone) = (now(State::Sampled), now(State::Destroyed));
    let good: Set =
        commissioned.iter().filter(|k| !sampled.contains(*k) && !gone.contains(*k)).cloned().collect();
    let mut parents: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut steps: Vec<_> = batch.agg.iter().flatten().collect();
    steps.sort_by_key(|r| r.seq);
    for row in steps {
        let Some(child) = row.child else { continue };
        let of = parents.entry(text(child)).or_default();
        match row.op {
            AggOp::Add => of.insert(text(row.parent)),
            _ => of.remove(&text(row.parent)),
        };
    }
    let aggregated: Set = parents.iter().filter(|(_, p)| p.len() == 1).map(|(k, _)| k.clone()).collect();
    let mut loose: Set = batch.wms.iter().flatten().map(|r| text(r.item)).collect();
    let declared = |r: &&crate::batch::AuditRow| batch.words.get(r.action) == "declare_loose";
    loose.extend(batch.audit.iter().flatten().filter(declared).filter_map(|r| r.item).map(text));
    let held = [State::Commissioned, State::Sampled, State::Inactive, State::Destroyed, State::Released];
    let l4: Set = batch
        .l4
        .iter()
        .flatten()
        .filter(|r| held.contains(&r.state.unwrap()))
        .map(|r| text(r.item))
        .collect();
    let add: Set = batch.epcis.iter().flatten().flat_map(|r| r.items.clone()).map(text).collect();

    let every: BTreeSet<String> = batch.items.iter().map(|(id, _)| text(id)).collect();
    let imbalance = |left: &Set, terms: &[&Set]| -> BTreeSet<String> {
        let differs = |k: &&String| {
            usize::from(left.contains(*k)) != terms.iter().filter(|term| term.contains(*k)).count()
        };
        every.iter().filter(differs).cloned().collect()
    };
    let destroyed: Set = gone.intersection(&commissioned).cloned().collect();
    let systems = [&commissioned, &l4, &add];
    let some =
        |k: &&String| systems.iter().any(|s| s.contains(*k)) && !systems.iter().all(|s| s.contains(*k));
    vec![
        imbalance(&pool, &[&encoded, &returned, &invalid]),
        imbalance(
            &encoded,
            &[&commissioned, &now(State::LabelSampled), &now(State::LabelScrapped), &rejected],
        ),
        imbalance(&commissioned, &[&good, &sampled, &destroyed]),
        imbalance(&good, &[&aggregated, &loose]),
        every.iter().filter(some).cloned().collect(),
    ]
}

fn listed(batch: &Batch) -> Vec<BTreeSet<String>> {
    let result = Reconciliation::of(batch);
    let of = |which: &Equation| {
        let residual = result.equations().iter().find(|residual| residual.equation == *which).unwrap();
        assert_eq!(residual.residual, residual.items.len() as i64);
        assert!(residual.items.is_sorted_by_key(|seen| seen.item));
        residual.items.iter().map(|seen| seen.item.to_string()).collect()
    };
    [Equation::E1, Equation::E2, Equation::E3, Equation::E4, Equation::E6].iter().map(of).collect()
}

fn shuffle<T>(rows: &mut Option<Vec<T>>, seed: usize) {
    let Some(rows) = rows else { return };
    for index in 1..rows.len() {
        rows.swap(index, seed.wrapping_mul(index * 31 + 7) % (index + 1));
    }
}

proptest! {
    #[test]
    fn residuals_equal_the_oracle_in_any_row_order(deeds in vec(deed(), 0..90), seed in any::<usize>()) {
        let mut batch = told(&deeds);
        let expected = oracle(&batch);
        prop_assert_eq!(listed(&batch), expected);
        let before = Reconciliation::of(&batch);
        shuffle(&mut batch.pool, seed);
        shuffle(&mut batch.printer, seed);
        shuffle(&mut batch.camera, seed);
        shuffle(&mut batch.agg, seed);
        shuffle(&mut batch.epcis, seed);
        shuffle(&mut batch.l4, seed);
        shuffle(&mut batch.wms, seed);
        shuffle(&mut batch.audit, seed);
        let after = Reconciliation::of(&batch);
        prop_assert_eq!(before.equations(), after.equations());
        prop_assert_eq!(before.levels(), after.levels());
        prop_assert_eq!(before.waterfall(), after.waterfall());
    }
}
