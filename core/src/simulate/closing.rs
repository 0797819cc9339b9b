//! Clearing the line: what is left is declared, the lists of numbers go back, the order is written up.

use serde::Serialize;

use super::acts::{Act, Overall};
use super::books::{CAMERAS, Change, PRINTERS, Target};
use super::ids::Thing;
use super::line::{Line, OPERATORS, Used};
use super::out::Sink;
use super::scenario::Level;
use super::setting::{STREAMS, Setting};
use super::time::{Millis, Stamp};
use super::truth::Truth;

const DAY: Millis = 86_400_000;
const MINUTE: Millis = 60_000;

impl Line<'_> {
    pub(super) fn opening(&mut self) {
        self.event("LINE", "recipe", "R-77");
        self.event("AGG1", "login", OPERATORS[0]);
        self.event("LINE", "start", "");
        let at = self.wall();
        if self.set.zone.offset(at)
            != self.set.zone.offset(at + self.set.interval * Millis::from(self.set.units))
        {
            self.story.nuisance("daylight_saving", at, None);
        }
        if let Some((device, _)) = self.set.clocks.far {
            self.story.device("clock_offset", at, device);
        }
        if self.set.expiry.record != self.set.ids.expiry || self.set.expiry.l4 != self.set.ids.expiry {
            self.story.nuisance("expiry_day_00", at, None);
        }
    }

    /// All that is written after the last pack.
    pub(super) fn closing(&mut self) {
        self.now += 2 * MINUTE;
        self.event("LINE", "stop", "end of order");
        self.event("AGG1", "logout", OPERATORS[self.operator % OPERATORS.len()]);
        self.declare_loose();
        if let Some((fault, _)) = self.set.plan.holds(|overall| matches!(overall, Overall::Miscounted(_))) {
            let at = self.wall();
            self.story.strikes(fault, at);
        }
        if let Some((fault, _)) = self.set.plan.holds(|overall| overall == Overall::Predictable) {
            let at = self.wall();
            self.story.strikes(fault, at);
        }
        let at = self.wall() + MINUTE;
        if self.set.habits.ships {
            let tops: Vec<Thing> = self.packing.tops.iter().copied().map(Thing::Container).collect();
            self.books.epcis.ship(at + 60 * MINUTE, &tops);
        }
        self.books.epcis.close(at);
    }

    fn declare_loose(&mut self) {
        let set = self.set;
        let loose = std::mem::take(&mut self.loose);
        for &number in &loose {
            let at = self.wall() + self.packing.tick();
            let thing = Thing::Pack(number);
            if set.habits.loose_by_audit {
                let actor = OPERATORS[self.operator % OPERATORS.len()];
                let (role, action, reason) = ("operator", "declare_loose", "left over");
                let target = Target::Thing(thing);
                self.books.audit(at, &Change { actor, role, action, target, old: "", new: "loose", reason });
            }
            if set.habits.loose_by_wms {
                self.books.wms(at, thing, "Commissioned", "WH1-L-01");
            }
            self.story.nuisance("declared_loose", at, Some(thing));
            // Loose packs are not shipped.
            self.exceptions.entry(number).or_insert(super::line::Exception::State("Commissioned"));
            self.report(number);
        }
        self.loose = loose;
    }

    /// The lists of numbers, whose rows need the whole run: written piece by piece.
    pub(super) fn write_lists<S: Sink + ?Sized>(&mut self, sink: &mut S) -> Result<(), S::Error> {
        let set = self.set;
        let issued = set.start - 3 * DAY;
        let returned = self.wall() + 30 * MINUTE;
        let kept = set.plan.holds(|overall| matches!(overall, Overall::Unreturned { .. }));
        for number in 0..set.pool {
            let used = self.fates.get(number as usize).copied().unwrap_or(Used::No);
            if used == Used::Commissioned {
                self.report(number);
            }
            let request = if number < set.pool / 2 { "REQ-1" } else { "REQ-2" };
            let (state, back) = match used {
                Used::No if self.keeps(kept, number, returned) => ("Allocated", None),
                Used::No if set.habits.pool_unallocated => ("Unallocated", Some(returned)),
                Used::No => ("Allocated", Some(returned)),
                Used::GivenUp => ("Invalid", None),
                _ if set.habits.pool_updated => ("Encoded", None),
                _ => ("Allocated", None),
            };
            self.books.pool(number, state, request, issued, back);
            // A number that L4 has in place of another stands there already.
            let replaces = number >= set.pool - self.replaced;
            if set.habits.l4_lists_all && !replaces && !matches!(used, Used::Commissioned | Used::Reported) {
                self.list_at_l4(number, used, returned);
            }
            if number % 1_000 == 0 {
                self.books.flush(sink, false)?;
            }
        }
        for planned in &set.plan.packs {
            if let Act::OtherLot { requested_twice: true, .. } = planned.act {
                self.issued_before(planned.fault, issued);
            }
        }
        for number in 0..self.packing.labels_used() + 10 {
            let (state, back) = if number >= self.packing.labels_used() {
                ("Unallocated", Some(returned))
            } else if self.packing.scrapped.contains(&number) {
                ("Destroyed", None)
            } else {
                ("Commissioned", None)
            };
            self.books.sscc_pool(number, state, issued, back);
            if number % 1_000 == 0 {
                self.books.flush(sink, false)?;
            }
        }
        self.books.flush(sink, true)
    }

    /// Whether an unused number is not given back.
    fn keeps(&mut self, kept: Option<(u16, Overall)>, number: u32, at: Millis) -> bool {
        let Some((fault, Overall::Unreturned { all })) = kept else { return false };
        let keeps = all || number.is_multiple_of(2);
        if keeps {
            self.story.strikes(fault, at);
            self.story.entity(fault, Thing::Pack(number));
        }
        keeps
    }

    fn list_at_l4(&mut self, number: u32, used: Used, at: Millis) {
        let (lot, expiry) = (self.set.record_lot.as_str(), self.set.expiry.l4.as_str());
        let state = match used {
            Used::No => "Unallocated",
            Used::GivenUp => "Invalid",
            _ => "Encoded",
        };
        self.books.l4(&super::books::Known { number, state, lot, expiry, at });
    }

    /// The numbers of a fault were issued once before, for another order.
    fn issued_before(&mut self, fault: u16, issued: Millis) {
        let numbers: Vec<u32> = self.story.packs(fault);
        for number in numbers {
            if self.twice.insert(number) {
                self.books.pool(number, "Allocated", "REQ-0", issued - 30 * DAY, None);
            }
        }
    }

    /// `batch.json`.
    pub(super) fn order(&self) -> Vec<u8> {
        let set = self.set;
        let stamp = &mut Stamp::new(set.zone);
        let tally = self.tally;
        let good = tally.commissioned - tally.sampled - tally.destroyed;
        let by = match set.plan.holds(|overall| matches!(overall, Overall::Miscounted(_))) {
            Some((_, Overall::Miscounted(by))) => by,
            _ => 0,
        };
        let counted = (tally.packed + self.loose.len() as u64).saturating_add_signed(by);
        let rng = &mut super::rng::Rng::new(set.seed, "order");
        let (returned, damaged, documentation) = (rng.below(400), rng.below(20), rng.below(4));
        let damaged = u64::from(damaged) + tally.damaged;
        let issued = tally.cartons + u64::from(returned) + damaged + u64::from(documentation);
        let end = self.wall();
        let due = |days: i64| day(set.start + days * DAY);
        let devices = self.devices(&due);
        let lanes = PRINTERS.iter().zip(CAMERAS).take(set.lanes as usize);
        let operators = OPERATORS.iter().map(|id| (*id, "AGG1")).chain([("op21", "RW1"), ("qa05", "VERIFY")]);
        let operators = operators.enumerate().map(|(index, (id, station))| Operator {
            id,
            trained_until: due(90 + 40 * index as i64),
            stations: [station],
        });
        let reels = self.reels.iter().map(|reel| MaterialLot {
            kind: "label_reel",
            id: &reel.id,
            from: stamp.text(reel.from),
            to: stamp.text(reel.to.unwrap_or(end)),
            device: Some(PRINTERS[reel.lane.min(1)]),
        });
        let mut material_lots: Vec<_> = reels.collect();
        for (index, (from, id)) in self.cartons.iter().enumerate() {
            let to = self.cartons.get(index + 1).map_or(end, |(next, _)| *next);
            let (from, to) = (stamp.text(*from), stamp.text(to));
            material_lots.push(MaterialLot { kind: "carton", id, from, to, device: None });
        }
        let optional = set.habits.optional_members;
        let order = Order {
            schema: "tallymark-batch/1",
            order: set.order(),
            gtin: &set.ids.gtin,
            lot: &set.record_lot,
            expiry: &set.expiry.record,
            profile: "eu-fmd",
            site: set.site(),
            line: "L07",
            quantity: Quantity {
                planned: set.units,
                good,
                cartons_issued: issued,
                cartons_returned: returned,
                cartons_damaged: damaged,
                cartons_documentation: documentation,
                samples_planned: self.samples_taken,
                counted_good: counted,
            },
            packaging: &set.record_levels,
            recipe: Recipe { id: "R-77", version: "4" },
            operators: operators.collect(),
            devices,
            material_lots,
            streams: STREAMS
                .iter()
                .copied()
                .filter(|stream| *stream != "sscc_pool" && (set.habits.lists_missing || set.delivers(stream)))
                .collect(),
            grade_threshold: optional
                .then(|| CAMERAS.iter().take(set.lanes as usize).map(|camera| (*camera, 1.5)).collect()),
            verification_plan: (optional && set.delivers("verify"))
                .then_some(Verification { containers: self.packing.opened_for_verification }),
            lanes: optional.then(|| lanes.map(|(printer, camera)| Pair { printer, camera }).collect()),
        };
        pretty(&order)
    }

    fn devices(&self, due: &impl Fn(i64) -> String) -> Vec<Device> {
        let device = |id, kind, station, days| Device { id, kind, station, maintenance_due: due(days) };
        let mut devices = Vec::new();
        for (&printer, camera) in PRINTERS.iter().zip(CAMERAS).take(self.set.lanes as usize) {
            devices.push(device(printer, "printer", "PRINT", 45));
            devices.push(device(camera, "camera", "VERIFY", 80));
        }
        devices.push(device("AGG1", "aggregation", "AGG1", 60));
        devices.push(device("RW1", "scanner", "RW1", 120));
        devices.push(device("HH1", "scanner", "VERIFY", 100));
        devices
    }
}

impl Setting {
    fn site(&self) -> String {
        let mut gln = format!("{:0<12}", self.ids.company()).into_bytes();
        gln.extend(crate::keys::check_digit(&gln));
        String::from_utf8(gln).unwrap_or_default()
    }
}

/// `truth.json`.
pub(super) fn truth(truth: &Truth) -> Vec<u8> {
    pretty(truth)
}

fn pretty(value: &impl Serialize) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(value).unwrap_or_default();
    text.push(b'\n');
    text
}

fn day(at: Millis) -> String {
    Stamp::new(super::time::Zone::Utc).text(at).get(..10).unwrap_or_default().to_owned()
}

#[derive(Serialize)]
struct Order<'a> {
    schema: &'static str,
    order: String,
    gtin: &'a str,
    lot: &'a str,
    expiry: &'a str,
    profile: &'static str,
    site: String,
    line: &'static str,
    quantity: Quantity,
    packaging: &'a [Level],
    recipe: Recipe,
    operators: Vec<Operator>,
    devices: Vec<Device>,
    material_lots: Vec<MaterialLot<'a>>,
    streams: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grade_threshold: Option<std::collections::BTreeMap<&'static str, f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verification_plan: Option<Verification>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lanes: Option<Vec<Pair>>,
}

#[derive(Serialize)]
struct Quantity {
    planned: u32,
    good: u64,
    cartons_issued: u64,
    cartons_returned: u32,
    cartons_damaged: u64,
    cartons_documentation: u32,
    samples_planned: u32,
    counted_good: u64,
}

#[derive(Serialize)]
struct Recipe {
    id: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Operator {
    id: &'static str,
    trained_until: String,
    stations: [&'static str; 1],
}

#[derive(Serialize)]
struct Device {
    id: &'static str,
    kind: &'static str,
    station: &'static str,
    maintenance_due: String,
}

#[derive(Serialize)]
struct MaterialLot<'a> {
    kind: &'static str,
    id: &'a str,
    from: String,
    to: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<&'static str>,
}

#[derive(Serialize)]
struct Verification {
    containers: u32,
}

#[derive(Serialize)]
struct Pair {
    printer: &'static str,
    camera: &'static str,
}
