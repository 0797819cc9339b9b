//! A small line in good order, as rows, for tests to spoil: one pack a second, cases of five, pallets of four cases, a
//! reel change every fifty packs.

use crate::batch::{
    AggOp, AggRow, AuditRow, Batch, CameraRow, CartonCounts, EventRow, L4Row, Mode, Order, PackagingLevel,
    PrintRow, Quantity, Read, State, Time, VerifyRow, WmsRow, Word,
};
use crate::findings::{Finding, detect};
use crate::item::ItemId;
use crate::reconcile::Reconciliation;
use crate::reconcile::testing::{EXPIRY, GTIN, LOT, item};
use crate::{Gtin, Item};

pub(super) const CASE: usize = 5;
pub(super) const PALLET: usize = 4;
const START: i64 = 1_772_600_000;

pub(super) struct Line {
    pub(super) batch: Batch,
    pub(super) agg: Vec<AggRow>,
    pub(super) printer: Vec<PrintRow>,
    pub(super) camera: Vec<CameraRow>,
}

/// The name of the `n`-th pack, from 0.
pub(super) fn p(n: usize) -> String {
    format!("P{n:04}")
}

/// The name of the `n`-th case, from 0.
pub(super) fn c(n: usize) -> String {
    format!("C{}", n + 1)
}

/// The name of the `n`-th pallet, from 0.
pub(super) fn pallet(n: usize) -> String {
    format!("C{}", 900_001 + n)
}

/// The names of the packs of the `n`-th case.
pub(super) fn packs_of(n: usize) -> Vec<String> {
    (n * CASE..(n + 1) * CASE).map(p).collect()
}

impl Line {
    /// Full cases on pallets; every stream that the hierarchy needs is delivered.
    pub(super) fn clean(cases: usize) -> Self {
        let level =
            |level: &str, capacity: usize| PackagingLevel { level: level.into(), capacity: capacity as u32 };
        let order = Order {
            order: "PO-1".into(),
            gtin: Gtin::parse(GTIN).unwrap(),
            lot: LOT.into(),
            expiry: EXPIRY.into(),
            profile: None,
            site: None,
            line: None,
            quantity: Quantity { cartons: CartonCounts::default(), ..Quantity::default() },
            packaging: vec![level("case", CASE), level("pallet", PALLET)],
            recipe: None,
            operators: Vec::new(),
            devices: Vec::new(),
            material_lots: Vec::new(),
            streams: Vec::new(),
            grade_threshold: Vec::new(),
            verification_plan: None,
            lanes: Vec::new(),
        };
        let mut line =
            Line { batch: Batch::new(order), agg: Vec::new(), printer: Vec::new(), camera: Vec::new() };
        for n in 0..cases * CASE {
            line.print(&p(n), n as i64, n / 50);
            line.read(&p(n), n as i64 + 5, false);
            line.l4(&p(n), LOT);
        }
        for case in 0..cases {
            for (at, name) in packs_of(case).iter().enumerate() {
                line.step(AggOp::Add, &c(case), name, (case * CASE + at) as i64 + 20);
            }
            let end = ((case + 1) * CASE) as i64 + 20;
            line.close(&c(case), CASE as u32, end);
            line.step(AggOp::Add, &pallet(case / PALLET), &c(case), end);
            if case % PALLET == PALLET - 1 {
                line.close(&pallet(case / PALLET), PALLET as u32, end);
            }
        }
        for change in 1..=(cases * CASE).saturating_sub(1) / 50 {
            line.event("reel_change", "", (change * 50) as i64);
        }
        line.batch.events.get_or_insert_default();
        line.batch.wms.get_or_insert_default();
        line.batch.verify.get_or_insert_default();
        line.batch.audit.get_or_insert_default();
        line
    }

    pub(super) fn id(&mut self, name: &str) -> ItemId {
        self.batch.items.insert(item(name))
    }

    pub(super) fn word(&mut self, text: &str) -> Word {
        self.batch.words.insert(text)
    }

    pub(super) fn time(second: i64) -> Time {
        Time::from_second(START + second).unwrap()
    }

    pub(super) fn print(&mut self, name: &str, second: i64, reel: usize) -> &mut Self {
        let (item, device, reel) = (self.id(name), self.word("PRN1"), self.word(&format!("RL-{reel}")));
        let (lot, expiry, job) = (self.word(LOT), self.word(EXPIRY), Word::EMPTY);
        let t = Self::time(second);
        self.printer.push(PrintRow {
            row: 0,
            seq: None,
            t,
            device,
            item,
            lot,
            expiry,
            job,
            reel,
            head_temp: None,
            ok: true,
            reprint: false,
        });
        self
    }

    pub(super) fn read(&mut self, name: &str, second: i64, reject: bool) -> &mut Self {
        let (read, device) = (Read::Item(self.id(name)), self.word("CAM1"));
        let (lot, expiry) = (self.word(LOT), self.word(EXPIRY));
        self.camera.push(CameraRow {
            row: 0,
            seq: None,
            t: Self::time(second),
            device,
            read,
            raw: Word::EMPTY,
            layout: Word::EMPTY,
            lot,
            expiry,
            grade: Some(3.5),
            decoded: true,
            matched: true,
            reject,
            ejected: reject,
        });
        self
    }

    pub(super) fn step(&mut self, op: AggOp, parent: &str, child: &str, second: i64) -> &mut Self {
        let row = self.agg_row(op, parent, Some(child), None, second);
        self.agg.push(row);
        self
    }

    pub(super) fn close(&mut self, parent: &str, sensor: u32, second: i64) -> &mut Self {
        let row = self.agg_row(AggOp::Close, parent, None, Some(sensor), second);
        self.agg.push(row);
        self
    }

    /// A step by hand at the end of the record so far.
    pub(super) fn by_hand(&mut self, operator: &str, op: AggOp, parent: &str, child: &str) -> &mut Self {
        let second = self.agg.last().map_or(0, |row| row.t.as_second() - START) + 1;
        let operator = self.word(operator);
        let row = self.agg_row(op, parent, Some(child), None, second);
        self.agg.push(AggRow { mode: Some(Mode::Manual), operator, ..row });
        self
    }

    fn agg_row(
        &mut self,
        op: AggOp,
        parent: &str,
        child: Option<&str>,
        sensor: Option<u32>,
        second: i64,
    ) -> AggRow {
        let (parent, child) = (self.id(parent), child.map(|child| self.id(child)));
        AggRow {
            row: 0,
            seq: None,
            t: Self::time(second),
            station: self.word("AGG1"),
            op,
            parent,
            child,
            mode: Some(Mode::Auto),
            operator: self.word("op1"),
            sensor_count: sensor,
        }
    }

    /// The hand-held audit found this in a container.
    pub(super) fn verify(&mut self, parent: &str, found: &[String]) -> &mut Self {
        let (parent, operator) = (self.id(parent), self.word("qa1"));
        let found: Vec<ItemId> = found.iter().map(|name| self.id(name)).collect();
        let rows = self.batch.verify.get_or_insert_default();
        for child in found {
            let row = rows.len() as u32 + 1;
            rows.push(VerifyRow { row, t: Self::time(90_000 + i64::from(row)), operator, parent, child });
        }
        self
    }

    /// The audit finds a case as it is recorded.
    pub(super) fn verify_clean(&mut self, case: usize) -> &mut Self {
        self.verify(&c(case), &packs_of(case))
    }

    pub(super) fn audit(&mut self, action: &str, target: &str, state: Option<State>) -> &mut Self {
        let (item, action, actor) = (self.id(target), self.word(action), self.word("qa1"));
        let rows = self.batch.audit.get_or_insert_default();
        rows.push(AuditRow {
            row: rows.len() as u32 + 1,
            t: Self::time(80_000),
            actor,
            role: Word::EMPTY,
            action,
            target: Word::EMPTY,
            item: Some(item),
            old: Word::EMPTY,
            new: Word::EMPTY,
            old_state: state.map(|_| State::Commissioned),
            new_state: state,
            reason: Word::EMPTY,
        });
        self
    }

    pub(super) fn event(&mut self, kind: &str, target: &str, second: i64) -> &mut Self {
        let item = (!target.is_empty()).then(|| self.id(target));
        let (source, kind, detail) = (self.word("PLC"), self.word(kind), self.word(target));
        let rows = self.batch.events.get_or_insert_default();
        let row = rows.len() as u32 + 1;
        rows.push(EventRow { row, t: Self::time(second), source, kind, detail, item });
        self
    }

    pub(super) fn l4(&mut self, name: &str, lot: &str) -> &mut Self {
        let (item, lot) = (self.id(name), self.word(lot));
        let rows = self.batch.l4.get_or_insert_default();
        let (row, state) = (rows.len() as u32 + 1, Some(State::Commissioned));
        rows.push(L4Row { row, item, state, word: Word::EMPTY, lot, expiry: Word::EMPTY, updated_at: None });
        self
    }

    pub(super) fn wms(&mut self, name: &str) -> &mut Self {
        let item = self.id(name);
        let rows = self.batch.wms.get_or_insert_default();
        let (row, state) = (rows.len() as u32 + 1, Some(State::Commissioned));
        rows.push(WmsRow { row, item, state, word: Word::EMPTY, location: Word::EMPTY, t: None });
        self
    }

    /// Leaves out the rows of the aggregation stream that name this child (or, for `None`, close) in this parent.
    pub(super) fn drop_steps(&mut self, parent: &str, child: Option<&str>) -> &mut Self {
        let (parent, child) = (self.id(parent), child.map(|child| self.id(child)));
        self.agg.retain(|row| row.parent != parent || row.child != child);
        self
    }

    /// The batch with rows numbered in the order in which they stand.
    pub(super) fn finish(&self) -> Batch {
        let mut batch = self.batch.clone();
        let numbers = || (1_u32..).zip(1000_u64..);
        let number =
            |((row, seq), from): ((u32, u64), &AggRow)| AggRow { row, seq: Some(seq), ..from.clone() };
        batch.agg = Some(numbers().zip(&self.agg).map(number).collect());
        let number =
            |((row, seq), from): ((u32, u64), &PrintRow)| PrintRow { row, seq: Some(seq), ..from.clone() };
        batch.printer = Some(numbers().zip(&self.printer).map(number).collect());
        let number =
            |((row, seq), from): ((u32, u64), &CameraRow)| CameraRow { row, seq: Some(seq), ..from.clone() };
        batch.camera = Some(numbers().zip(&self.camera).map(number).collect());
        batch
    }

    /// The findings of the AG family, as code and sorted names of the entities.
    pub(super) fn findings(&self) -> Vec<(String, Vec<String>)> {
        named(&self.finish())
    }
}

pub(super) fn found(batch: &Batch) -> Vec<Finding> {
    let findings = detect(batch, &Reconciliation::of(batch));
    findings.into_iter().filter(|finding| finding.code.as_str().starts_with("AG-")).collect()
}

pub(super) fn named(batch: &Batch) -> Vec<(String, Vec<String>)> {
    let name = |entity: &Item| match entity {
        Item::Sscc(_) => {
            let all = (1..2_000_u32).chain(900_001..900_100).map(|n| format!("C{n}"));
            all.into_iter().find(|name| item(name) == *entity).unwrap_or_default()
        }
        Item::Sgtin(sgtin) => sgtin.serial.to_string(),
    };
    let mut findings: Vec<(String, Vec<String>)> = found(batch)
        .iter()
        .map(|finding| {
            let mut names: Vec<String> = finding.entities.iter().map(name).collect();
            names.sort_by_key(|name| (name.len(), name.clone()));
            (finding.code.as_str().to_owned(), names)
        })
        .collect();
    findings.sort();
    findings
}
