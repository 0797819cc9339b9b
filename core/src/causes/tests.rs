use proptest::prelude::*;

use super::ranking::{explain, inseparable, rank};
use super::*;
use crate::batch::{AggOp, AggRow, Batch, EventRow, Mode, Order, PrintRow, Stream, Time, Word};
use crate::diagnostic::Severity;
use crate::findings::{Evidence, Finding, FindingCode, Window};
use crate::item::Item;
use crate::keys::{Gtin, Serial, Sgtin, Sscc};

const START: i64 = 1_772_614_800;

fn at(second: i64) -> Time {
    Time::from_second(START + second).unwrap()
}

fn pack(n: u32) -> Item {
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    Item::Sgtin(Sgtin { gtin, serial: Serial::parse(format!("A{n:05}").as_bytes()).unwrap() })
}

fn case() -> Item {
    Item::Sscc(Sscc::parse(b"395060001340000018").unwrap())
}

/// An hour of prints, one every two seconds, alternating between two printers, packed into one case by hand after `manual_from`.
fn batch(manual_from: u32) -> Batch {
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    let mut batch = Batch::new(Order::new("PO-1", gtin, "A", "281231"));
    let printers = [batch.words.insert("PRN1"), batch.words.insert("PRN2")];
    let parent = batch.items.insert(case());
    let (mut prints, mut steps) = (Vec::new(), Vec::new());
    for n in 0..1800_u32 {
        let item = batch.items.insert(pack(n));
        let t = at(i64::from(n) * 2);
        prints.push(PrintRow {
            row: n + 1,
            seq: Some(u64::from(n)),
            t,
            device: printers[n as usize % 2],
            item,
            lot: Word::EMPTY,
            expiry: Word::EMPTY,
            job: Word::EMPTY,
            reel: Word::EMPTY,
            head_temp: None,
            ok: true,
            reprint: false,
        });
        steps.push(AggRow {
            row: n + 1,
            seq: Some(u64::from(n)),
            t,
            station: Word::EMPTY,
            op: AggOp::Add,
            parent,
            child: Some(item),
            mode: Some(if n >= manual_from { Mode::Manual } else { Mode::Auto }),
            operator: Word::EMPTY,
            sensor_count: None,
        });
    }
    batch.printer = Some(prints);
    batch.agg = Some(steps);
    batch
}

fn event(batch: &mut Batch, kind: &str, second: i64) {
    let (kind, source) = (batch.words.insert(kind), batch.words.insert("L1"));
    let rows = batch.events.get_or_insert_default();
    let row = u32::try_from(rows.len()).unwrap() + 1;
    rows.push(EventRow { row, t: at(second), source, kind, detail: Word::EMPTY, item: None });
}

fn finding(code: FindingCode, entities: Vec<Item>, stream: Stream, rows: Vec<u32>) -> Finding {
    let (from, to) = (rows[0], *rows.last().unwrap());
    Finding {
        code,
        severity: Severity::Error,
        message: String::new(),
        count: entities.len() as u64,
        window: Some(Window { from: at(i64::from(from - 1) * 2), to: at(i64::from(to - 1) * 2) }),
        entities,
        evidence: vec![Evidence { stream, rows }],
        confidence: 1.0,
    }
}

fn top(batch: &Batch, finding: &Finding) -> Explanation {
    explain(batch, std::slice::from_ref(finding)).remove(0).remove(0)
}

#[test]
fn a_reel_change_tells_materials_from_machine() {
    let shifted = finding(FindingCode::Ag107, vec![case()], Stream::Agg, (1000..1100).collect());
    let mut near = batch(u32::MAX);
    event(&mut near, "reel_change", 1990);
    let leaf = top(&near, &shifted).leaf();
    assert_eq!((leaf.leaf, leaf.category), ("reel_reload", Category::Materials));
    assert!(leaf.probability > 0.9, "{leaf:?}");

    let mut far = batch(u32::MAX);
    event(&mut far, "reel_change", 100);
    event(&mut far, "restart", 1995);
    let leaf = top(&far, &shifted).leaf();
    assert_eq!(leaf.category, Category::Machine, "{leaf:?}");
}

#[test]
fn a_clue_that_is_everywhere_says_nothing() {
    let mut batch = batch(u32::MAX);
    for second in (0..3600).step_by(60) {
        event(&mut batch, "reel_change", second);
    }
    let shifted = finding(FindingCode::Ag107, vec![case()], Stream::Agg, (1000..1100).collect());
    let explanation = top(&batch, &shifted);
    assert!((explanation.clues[0].ratio - 1.0).abs() < 0.1, "{explanation:?}");
}

#[test]
fn without_the_stream_the_odds_stay_and_the_stream_is_asked_for() {
    let batch = batch(u32::MAX);
    let shifted = finding(FindingCode::Ag107, vec![case()], Stream::Agg, (1000..1100).collect());
    let explained = explain(&batch, std::slice::from_ref(&shifted));
    let explanation = &explained[0][0];
    assert_eq!(explanation.blind, [(Clue::ReelChange, Stream::Events)]);
    let causes = rank(&[shifted], &explained);
    assert!(causes[0].ask_for.iter().any(|text| text.contains("stream events")), "{:?}", causes[0]);
    assert_eq!(
        inseparable(&explained),
        [(Category::Materials, Category::Machine)],
        "0.6 and 0.4 are too close"
    );
}

#[test]
fn rows_made_by_hand_point_to_a_person() {
    let batch = batch(900);
    let swapped = finding(FindingCode::Ag102, vec![pack(950), pack(951)], Stream::Agg, vec![951, 952]);
    assert_eq!(top(&batch, &swapped).leaf().category, Category::Man);
    let swapped = finding(FindingCode::Ag102, vec![pack(50), pack(51)], Stream::Agg, vec![51, 52]);
    assert_eq!(top(&batch, &swapped).leaf().category, Category::Method);
}

#[test]
fn equal_branches_are_reported_as_not_separable() {
    let batch = batch(u32::MAX);
    let keyed = finding(FindingCode::Id130, vec![pack(1)], Stream::Printer, vec![2]);
    let explained = explain(&batch, &[keyed]);
    assert_eq!(inseparable(&explained), [(Category::Method, Category::Man)]);
}

#[test]
fn unprinted_packs_of_one_printer_in_a_run_after_a_restart_are_its_log() {
    let mut batch = batch(u32::MAX);
    event(&mut batch, "restart", 2000);
    let lost: Vec<u32> = (1000..1010).step_by(2).collect();
    let entities = lost.iter().map(|row| pack(row - 1)).collect();
    let missing = finding(FindingCode::Rx201, entities, Stream::Printer, lost);
    let explanation = top(&batch, &missing);
    assert_eq!(explanation.signature.leaf, "printer_log_lost");
    let seen: Vec<Clue> =
        explanation.clues.iter().filter(|clue| clue.sign.seen).map(|clue| clue.sign.clue).collect();
    assert_eq!(seen, [Clue::OneDevice, Clue::Restart, Clue::Run]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn probabilities_add_up(
        codes in prop::collection::vec((0..FindingCode::ALL.len(), 1..1700_u32, 1..40_u32, 0.0..=1.0), 1..8),
        events in prop::collection::vec((prop::sample::select(vec!["reel_change", "restart", "login", "link_down", "link_up"]), 0..3600_i64), 0..12),
    ) {
        let mut batch = batch(700);
        for (kind, second) in events {
            event(&mut batch, kind, second);
        }
        let findings: Vec<Finding> = codes
            .into_iter()
            .map(|(code, row, length, confidence)| {
                let rows = (row..row + length).collect();
                Finding { confidence, ..finding(FindingCode::ALL[code], vec![pack(row), case()], Stream::Agg, rows) }
            })
            .collect();
        let explained = explain(&batch, &findings);
        for explanations in &explained {
            let sum: f64 = explanations.iter().map(|explanation| explanation.probability).sum();
            prop_assert!((sum - 1.0).abs() < 1e-9);
            prop_assert!(explanations.is_sorted_by(|a, b| a.probability >= b.probability));
        }
        let causes = rank(&findings, &explained);
        let sum: f64 = causes.iter().map(|cause| cause.probability).sum();
        prop_assert!((sum - 1.0).abs() < 1e-9);
    }
}
