#![allow(dead_code)] // each family of tests uses its own half
//! Small batches for tests, told as a story: each call is one thing that happened, a second after the one before.

use crate::batch::{
    AggOp, AggRow, AuditRow, Batch, CameraRow, CartonCounts, EpcisAction, EpcisKind, EpcisRow, EventRow,
    L4Row, Mode, Order, PackagingLevel, PoolRow, PrintRow, Quantity, Read, State, Time, WmsRow, Word,
};
use crate::item::{Item, ItemId};
use crate::{Gtin, Serial, Sgtin, Sscc};

pub(crate) const GTIN: &str = "09506000134352";
pub(crate) const LOT: &str = "A7B21";
pub(crate) const EXPIRY: &str = "281231";

/// The pack with this serial, or the container `C1`, `C2`, … .
pub(crate) fn item(name: &str) -> Item {
    if let Some(number) = name.strip_prefix('C').and_then(|number| number.parse::<u64>().ok()) {
        let digits = format!("3950600013{number:07}");
        let sum: u64 =
            digits.bytes().rev().zip([3, 1].into_iter().cycle()).map(|(d, w)| u64::from(d - b'0') * w).sum();
        return Item::Sscc(Sscc::parse(format!("{digits}{}", (10 - sum % 10) % 10)).unwrap());
    }
    pack(GTIN, name)
}

pub(crate) fn pack(gtin: &str, serial: &str) -> Item {
    Item::Sgtin(Sgtin { gtin: Gtin::parse(gtin).unwrap(), serial: Serial::parse(serial).unwrap() })
}

pub(crate) struct Story {
    pub(crate) batch: Batch,
    now: i64,
    rows: u32,
}

impl Story {
    /// An order of cases of four packs on pallets of two cases; nothing recorded.
    pub(crate) fn new() -> Self {
        let level = |level: &str, capacity| PackagingLevel { level: level.to_owned(), capacity };
        let order = Order {
            order: "PO-1".into(),
            gtin: Gtin::parse(GTIN).unwrap(),
            lot: LOT.into(),
            expiry: EXPIRY.into(),
            profile: None,
            site: None,
            line: None,
            quantity: Quantity { cartons: CartonCounts::default(), ..Quantity::default() },
            packaging: vec![level("case", 4), level("pallet", 2)],
            recipe: None,
            operators: Vec::new(),
            devices: Vec::new(),
            material_lots: Vec::new(),
            streams: Vec::new(),
            grade_threshold: Vec::new(),
            verification_plan: None,
            lanes: Vec::new(),
        };
        Story { batch: Batch::new(order), now: 1_772_600_000, rows: 0 }
    }

    /// `packs` packs `P000`, `P001`, … from pool to shipping in full cases `C1`, `C2`, …, two unused numbers handed back,
    /// all streams delivered, every count right. `packs` is a multiple of four.
    pub(crate) fn clean(packs: usize) -> Self {
        let mut story = Story::new();
        let names: Vec<String> = (0..packs).map(|n| format!("P{n:03}")).collect();
        for name in &names {
            story.pool(name, State::Allocated);
        }
        story.pool("U000", State::Unallocated).pool("U001", State::Unallocated);
        let mut names_in_case = names.chunks(4).enumerate();
        for name in &names {
            story.print(name).good(name);
            story.l4(name, State::Commissioned).epcis_add(&[name]);
        }
        for (number, names) in names_in_case.by_ref() {
            let case = format!("C{}", number + 1);
            for name in names {
                story.add(&case, name);
            }
            story.close(&case, 4);
        }
        story.deliver_all();
        let good = Some(packs as u64);
        story.batch.order.quantity = Quantity { good, counted_good: good, ..Quantity::default() };
        story
    }

    /// Makes every stream present, empty where nothing was told of it.
    pub(crate) fn deliver_all(&mut self) -> &mut Self {
        let batch = &mut self.batch;
        batch.pool.get_or_insert_default();
        batch.printer.get_or_insert_default();
        batch.camera.get_or_insert_default();
        batch.agg.get_or_insert_default();
        batch.events.get_or_insert_default();
        batch.epcis.get_or_insert_default();
        batch.l4.get_or_insert_default();
        batch.wms.get_or_insert_default();
        batch.verify.get_or_insert_default();
        batch.audit.get_or_insert_default();
        self
    }

    pub(crate) fn id(&mut self, name: &str) -> ItemId {
        self.batch.items.insert(item(name))
    }

    pub(crate) fn word(&mut self, text: &str) -> Word {
        self.batch.words.insert(text)
    }

    pub(crate) fn now(&self) -> Time {
        Time::from_second(self.now).unwrap()
    }

    pub(crate) fn wait(&mut self, seconds: i64) -> &mut Self {
        self.now += seconds;
        self
    }

    /// The next second and a row number of its own.
    fn tick(&mut self) -> (Time, u32) {
        self.now += 1;
        self.rows += 1;
        (self.now(), self.rows)
    }

    pub(crate) fn pool(&mut self, name: &str, state: State) -> &mut Self {
        let (item, request, (t, row)) = (self.id(name), self.word("R1"), self.tick());
        let pool = self.batch.pool.get_or_insert_default();
        let returned_at = (state == State::Unallocated).then_some(t);
        pool.push(PoolRow {
            row,
            item,
            state: Some(state),
            word: Word::EMPTY,
            request,
            issued_at: None,
            returned_at,
        });
        self
    }

    pub(crate) fn print(&mut self, name: &str) -> &mut Self {
        self.print_row(name, true, false)
    }

    pub(crate) fn print_row(&mut self, name: &str, ok: bool, reprint: bool) -> &mut Self {
        let (item, device, (t, row)) = (self.id(name), self.word("PRN1"), self.tick());
        let (lot, expiry, reel) = (self.word(LOT), self.word(EXPIRY), self.word("R1"));
        let printer = self.batch.printer.get_or_insert_default();
        let seq = Some(printer.len() as u64 + 100);
        let (job, head_temp) = (Word::EMPTY, None);
        printer.push(PrintRow { row, seq, t, device, item, lot, expiry, job, reel, head_temp, ok, reprint });
        self
    }

    pub(crate) fn good(&mut self, name: &str) -> &mut Self {
        let read = Read::Item(self.id(name));
        self.camera_row(read, "", true, false, false)
    }

    pub(crate) fn reject(&mut self, name: &str, ejected: bool) -> &mut Self {
        let read = Read::Item(self.id(name));
        self.camera_row(read, "", true, true, ejected)
    }

    pub(crate) fn no_read(&mut self) -> &mut Self {
        self.camera_row(Read::None, "", false, true, true)
    }

    pub(crate) fn bad_read(&mut self, raw: &str) -> &mut Self {
        self.camera_row(Read::Bad, raw, true, false, false)
    }

    fn camera_row(&mut self, read: Read, raw: &str, decoded: bool, reject: bool, ejected: bool) -> &mut Self {
        let (device, raw, (t, row)) = (self.word("CAM1"), self.word(raw), self.tick());
        let (layout, lot, expiry) = (self.word("01,17,10,21"), self.word(LOT), self.word(EXPIRY));
        let camera = self.batch.camera.get_or_insert_default();
        let seq = Some(camera.len() as u64 + 7);
        let (grade, matched) = (Some(3.5), decoded);
        camera.push(CameraRow {
            row,
            seq,
            t,
            device,
            read,
            raw,
            layout,
            lot,
            expiry,
            grade,
            decoded,
            matched,
            reject,
            ejected,
        });
        self
    }

    pub(crate) fn add(&mut self, parent: &str, child: &str) -> &mut Self {
        self.agg_row(AggOp::Add, parent, Some(child), None)
    }

    pub(crate) fn remove(&mut self, parent: &str, child: &str) -> &mut Self {
        self.agg_row(AggOp::Remove, parent, Some(child), None)
    }

    pub(crate) fn close(&mut self, parent: &str, sensor_count: u32) -> &mut Self {
        self.agg_row(AggOp::Close, parent, None, Some(sensor_count))
    }

    fn agg_row(
        &mut self,
        op: AggOp,
        parent: &str,
        child: Option<&str>,
        sensor_count: Option<u32>,
    ) -> &mut Self {
        let (parent, child) = (self.id(parent), child.map(|child| self.id(child)));
        let (station, operator, (t, row)) = (self.word("AGG1"), self.word("op1"), self.tick());
        let agg = self.batch.agg.get_or_insert_default();
        let seq = Some(agg.len() as u64 + 1);
        let mode = Some(Mode::Auto);
        agg.push(AggRow { row, seq, t, station, op, parent, child, mode, operator, sensor_count });
        self
    }

    pub(crate) fn sample(&mut self, name: &str) -> &mut Self {
        let (item, source, kind, (t, row)) =
            (self.id(name), self.word("HMI"), self.word("sample"), self.tick());
        let detail = self.batch.words.insert(&self.batch.items.get(item).to_string());
        self.batch.events.get_or_insert_default().push(EventRow {
            row,
            t,
            source,
            kind,
            detail,
            item: Some(item),
        });
        self
    }

    pub(crate) fn event(&mut self, source: &str, kind: &str) -> &mut Self {
        let (source, kind, (t, row)) = (self.word(source), self.word(kind), self.tick());
        let detail = Word::EMPTY;
        self.batch.events.get_or_insert_default().push(EventRow { row, t, source, kind, detail, item: None });
        self
    }

    pub(crate) fn status(&mut self, name: &str, old: State, new: State) -> &mut Self {
        self.audit_row("status_change", name, Some(old), Some(new))
    }

    pub(crate) fn declare_loose(&mut self, name: &str) -> &mut Self {
        self.audit_row("declare_loose", name, None, None)
    }

    fn audit_row(&mut self, action: &str, name: &str, old: Option<State>, new: Option<State>) -> &mut Self {
        let (item, action, actor, (t, row)) =
            (self.id(name), self.word(action), self.word("op1"), self.tick());
        let target = self.batch.words.insert(&self.batch.items.get(item).to_string());
        let (role, empty) = (Word::EMPTY, Word::EMPTY);
        self.batch.audit.get_or_insert_default().push(AuditRow {
            row,
            t,
            actor,
            role,
            action,
            target,
            item: Some(item),
            old: empty,
            new: empty,
            old_state: old,
            new_state: new,
            reason: empty,
        });
        self
    }

    pub(crate) fn l4(&mut self, name: &str, state: State) -> &mut Self {
        self.l4_lot(name, state, LOT)
    }

    pub(crate) fn l4_lot(&mut self, name: &str, state: State, lot: &str) -> &mut Self {
        let (item, lot, expiry, (t, row)) = (self.id(name), self.word(lot), self.word(EXPIRY), self.tick());
        let l4 = self.batch.l4.get_or_insert_default();
        l4.push(L4Row { row, item, state: Some(state), word: Word::EMPTY, lot, expiry, updated_at: Some(t) });
        self
    }

    pub(crate) fn wms(&mut self, name: &str, state: State) -> &mut Self {
        let (item, location, (t, row)) = (self.id(name), self.word("STORE"), self.tick());
        let wms = self.batch.wms.get_or_insert_default();
        wms.push(WmsRow { row, item, state: Some(state), word: Word::EMPTY, location, t: Some(t) });
        self
    }

    pub(crate) fn epcis_add(&mut self, names: &[&str]) -> &mut Self {
        self.epcis(EpcisAction::Add, "commissioning", names)
    }

    pub(crate) fn epcis(&mut self, action: EpcisAction, biz_step: &str, names: &[&str]) -> &mut Self {
        let items = names.iter().map(|name| self.id(name)).collect();
        let (biz_step, (t, row)) = (self.word(biz_step), self.tick());
        let (file, event_id) = (self.word("epcis.xml"), self.word(&format!("urn:uuid:{row}")));
        let lot = self.word(LOT);
        self.batch.epcis.get_or_insert_default().push(EpcisRow {
            row,
            file,
            kind: EpcisKind::Object,
            action: Some(action),
            t,
            record_time: Some(t),
            event_id,
            biz_step,
            disposition: Word::EMPTY,
            lot,
            expiry: Word::EMPTY,
            parent: None,
            items,
            others: Vec::new(),
            error_declaration: false,
        });
        self
    }
}
