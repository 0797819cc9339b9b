//! The line from print to camera: lanes, conveyors, stops, and what happens to each pack.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use super::books::{Books, CAMERAS, Change, Known, PRINTERS, Print, Shot, Target};
use super::draw::{Act, Incident, Planned};
use super::ids::Thing;
use super::packing::{Container, Packing};
use super::rng::Rng;
use super::setting::Setting;
use super::story::Story;
use super::time::Millis;

/// A running order.
///
/// Time inside is *running time*, which stands still while the line is stopped; [`Line::wall`] adds the stops. All steps
/// are taken in order of running time, so that rows come out in the order in which a recorder would receive them.
pub(super) struct Line<'a> {
    pub(super) set: &'a Setting,
    pub(super) books: Books<'a>,
    pub(super) story: Story,
    pub(super) rng: Rng,
    pub(super) now: Millis,
    stopped: Millis,
    lanes: Vec<Lane>,
    interval: Millis,
    to_packing: Millis,
    /// Packs printed so far.
    ordinal: u32,
    next_block: u32,
    foreign: u32,
    later: BTreeMap<(Millis, u32), Later>,
    laters: u32,
    acts: std::slice::Iter<'a, Planned<Act>>,
    incidents: std::slice::Iter<'a, Planned<Incident>>,
    pub(super) packing: Packing<'a>,
    /// What became of each number of the pool.
    pub(super) fates: Vec<Used>,
    /// Numbers that L4 does not see as the line does.
    pub(super) exceptions: HashMap<u32, Exception>,
    pub(super) tally: Tally,
    pub(super) loose: Vec<u32>,
    pub(super) reels: Vec<Reel>,
    pub(super) cartons: Vec<(Millis, String)>,
    pub(super) operator: usize,
    /// Samples that were physically taken.
    pub(super) samples_taken: u32,
    /// Numbers that the pool lists twice.
    pub(super) twice: HashSet<u32>,
}

/// The people at the aggregation station, one after the other.
pub(super) const OPERATORS: [&str; 4] = ["op11", "op12", "op17", "op23"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Used {
    No,
    Encoded,
    GivenUp,
    Commissioned,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Exception {
    /// L4 was never told.
    Unknown,
    State(&'static str),
    OtherLot {
        both: bool,
    },
}

/// What the batch record counts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    /// Cartons that met a label.
    pub(super) cartons: u64,
    pub(super) damaged: u64,
    pub(super) commissioned: u64,
    /// Samples with their status set.
    pub(super) sampled: u64,
    pub(super) destroyed: u64,
    /// Packs that are physically in an innermost container.
    pub(super) packed: u64,
}

#[derive(Debug)]
struct Lane {
    /// Running time of the next print; none when the lane is done.
    next: Option<Millis>,
    to_camera: Millis,
    /// The label to print again instead of a new one.
    again: Option<Again>,
    last: Option<u32>,
    labels_left: u32,
    reel: usize,
    block: (u32, u32),
    before_camera: VecDeque<Pack>,
    after_camera: VecDeque<Pack>,
    /// What the tracking between camera and packing believes to be on the conveyor.
    tracked: VecDeque<(u32, u16)>,
}

#[derive(Clone, Copy, Debug)]
struct Again {
    number: u32,
    fault: u16,
    flagged: bool,
    stripped: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Reel {
    pub(super) id: String,
    pub(super) lane: usize,
    pub(super) from: Millis,
    pub(super) to: Option<Millis>,
}

/// A pack on the conveyor.
#[derive(Clone, Copy, Debug)]
struct Pack {
    number: u32,
    ordinal: u32,
    printed: Millis,
    fate: Fate,
    fault: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Good,
    NoRead,
    Rejected,
    /// A second label with the same number, noticed by the camera.
    Known,
    /// A second label with the same number, not noticed.
    Twin,
    Foreign {
        reported: bool,
    },
    Planned(Act),
}

impl Fate {
    /// Whether the pack will reach the aggregation station.
    const fn goes_on(self) -> bool {
        match self {
            Fate::Good | Fate::Twin | Fate::Foreign { .. } => true,
            Fate::NoRead | Fate::Rejected | Fate::Known => false,
            Fate::Planned(act) => match act {
                Act::Unlogged | Act::PrintAgain { .. } | Act::OtherLot { .. } | Act::Foreign { .. } => true,
                Act::Garbled(_) => true,
                Act::Reject { packed, .. } | Act::Forgotten { packed, .. } => packed,
                _ => false,
            },
        }
    }
}

/// What was begun and ends later.
pub(super) enum Later {
    Status { thing: Thing, old: &'static str, new: &'static str, reason: &'static str },
    Rework { container: Container, how: super::draw::Rework },
    Verify { label: u32, content: Vec<Thing> },
}

enum Step {
    Later,
    Pack(usize),
    Camera(usize),
    Print(usize),
}

impl<'a> Line<'a> {
    pub(super) fn new(set: &'a Setting) -> Self {
        let mut rng = Rng::new(set.seed, "line");
        let lanes: Vec<Lane> = (0..set.lanes)
            .map(|lane| Lane {
                next: Some(1_000 + Millis::from(lane) * set.interval),
                to_camera: rng.between(1_500, 6_000),
                again: None,
                last: None,
                labels_left: rng.between(300, 1_800) as u32,
                reel: lane as usize,
                block: (0, 0),
                before_camera: VecDeque::new(),
                after_camera: VecDeque::new(),
                tracked: VecDeque::new(),
            })
            .collect();
        let reels =
            (0..lanes.len()).map(|lane| Reel { id: reel_name(lane), lane, from: set.start, to: None });
        Line {
            set,
            books: Books::new(set),
            story: Story::new(set.plan.faults.len()),
            now: 0,
            stopped: 0,
            interval: set.interval,
            to_packing: rng.between(9_000, 20_000),
            ordinal: 0,
            next_block: 0,
            foreign: 0,
            later: BTreeMap::new(),
            laters: 0,
            acts: set.plan.packs.iter(),
            incidents: set.plan.incidents.iter(),
            packing: Packing::new(set),
            fates: vec![Used::No; set.pool as usize],
            exceptions: HashMap::new(),
            tally: Tally::default(),
            loose: Vec::new(),
            reels: reels.collect(),
            cartons: vec![(set.start, "CT-1".to_owned())],
            operator: 0,
            samples_taken: 0,
            twice: HashSet::new(),
            lanes,
            rng,
        }
    }

    /// True time now.
    pub(super) const fn wall(&self) -> Millis {
        self.set.start + self.now + self.stopped
    }

    /// The next thing that happens, or nothing when the line has run empty.
    pub(super) fn step(&mut self) -> bool {
        let mut next: Option<(Millis, Step)> = self.later.keys().next().map(|&(at, _)| (at, Step::Later));
        let mut offer = |at: Option<Millis>, step: Step| {
            if let Some(at) = at
                && next.as_ref().is_none_or(|(best, _)| at < *best)
            {
                next = Some((at, step));
            }
        };
        for (index, lane) in self.lanes.iter().enumerate() {
            offer(lane.after_camera.front().map(|pack| pack.printed + self.to_packing), Step::Pack(index));
            offer(lane.before_camera.front().map(|pack| pack.printed + lane.to_camera), Step::Camera(index));
            offer(lane.next, Step::Print(index));
        }
        let Some((at, step)) = next else { return false };
        self.now = self.now.max(at);
        match step {
            Step::Later => {
                if let Some((_, later)) = self.later.pop_first() {
                    self.finish(later);
                }
            }
            Step::Pack(lane) => self.arrive(lane),
            Step::Camera(lane) => self.look(lane),
            Step::Print(lane) => self.print(lane),
        }
        true
    }

    pub(super) fn later(&mut self, delay: Millis, later: Later) {
        self.laters = self.laters.wrapping_add(1);
        self.later.insert((self.now + delay, self.laters), later);
    }

    pub(super) fn event(&mut self, source: &str, kind: &str, detail: &str) {
        let at = self.wall();
        self.books.event(at, source, kind, detail);
    }

    /// The line stands still; `meanwhile` happens before it runs again.
    pub(super) fn stop(&mut self, long: Millis, why: &str, meanwhile: impl FnOnce(&mut Self)) {
        self.event("LINE", "stop", why);
        self.stopped += long / 2;
        meanwhile(self);
        self.stopped += long - long / 2;
        self.event("LINE", "start", "");
    }

    fn print(&mut self, lane: usize) {
        let pace = self.interval * Millis::from(self.set.lanes);
        let units = self.set.units;
        let Some(again) = self.lanes.get_mut(lane).map(|lane| lane.again.take()) else { return };
        if let Some(again) = again {
            self.print_again(lane, again);
        } else if self.ordinal < units {
            self.print_new(lane);
        }
        let done = self.ordinal >= units;
        if let Some(lane) = self.lanes.get_mut(lane) {
            lane.next = (!done || lane.again.is_some()).then_some(self.now + pace);
        }
    }

    fn print_new(&mut self, lane: usize) {
        while let Some(incident) = self.incidents.as_slice().first()
            && incident.at <= self.ordinal
        {
            self.incidents.next();
            self.happens(incident.act);
        }
        let planned = self.acts.as_slice().first().filter(|planned| planned.at <= self.ordinal).copied();
        if planned.is_some() {
            self.acts.next();
        }
        let Some(state) = self.lanes.get(lane) else { return };
        let (labels_left, last) = (state.labels_left, state.last);
        match planned {
            Some(Planned { act: Act::Reload, fault, .. }) if last.is_some() => {
                self.change_reel(lane);
                return self.reload(lane, fault);
            }
            _ if labels_left == 0 => self.change_reel(lane),
            _ => {}
        }
        let ordinal = self.ordinal;
        self.ordinal += 1;
        let number = self.take_number(lane);
        let fault = planned.map_or(0, |planned| planned.fault);
        let fate = match planned {
            Some(planned) => Fate::Planned(planned.act),
            None => self.chance(ordinal),
        };
        self.label(lane, number, ordinal, fate, fault);
    }

    /// What happens to a pack for which nothing is planned.
    fn chance(&mut self, ordinal: u32) -> Fate {
        let draw = self.rng.below(1_000_000);
        if self.ordinal == self.set.units && self.packing.wants_partial() && self.would_fill() {
            // Leaves the last container partial.
            return Fate::Planned(Act::Sample);
        }
        if self.set.plan.quiet.iter().any(|&(from, to)| (from..=to).contains(&ordinal)) {
            return Fate::Good;
        }
        let rejects = self.set.rejects;
        match draw {
            draw if draw < rejects / 5 => Fate::NoRead,
            draw if draw < rejects => Fate::Rejected,
            _ => Fate::Good,
        }
    }

    /// Whether one more pack would make the last innermost container a full one.
    fn would_fill(&self) -> bool {
        let coming: usize = self
            .lanes
            .iter()
            .map(|lane| {
                let good = |pack: &&Pack| pack.fate.goes_on();
                lane.before_camera.iter().filter(good).count() + lane.after_camera.len()
            })
            .sum();
        (self.packing.filled() as usize + coming + 1).is_multiple_of(self.set.capacity() as usize)
    }

    /// Prints one label for the first time and sends its pack on its way.
    fn label(&mut self, lane: usize, number: u32, ordinal: u32, fate: Fate, fault: u16) {
        let at = self.wall();
        let Some(state) = self.lanes.get_mut(lane) else { return };
        state.labels_left = state.labels_left.saturating_sub(1);
        state.last = Some(number);
        let reel = state.reel;
        let mut logged = true;
        let mut travels = true;
        let mut used = Used::Encoded;
        match fate {
            Fate::Planned(Act::GiveUp) => {
                self.write_print(at, lane, number, reel, false, false);
                self.story.nuisance("number_given_up", at, Some(Thing::Pack(number)));
                let thing = Thing::Pack(number);
                let (old, new, reason) = ("Allocated", "Invalid", "print failed, label destroyed");
                self.later(20_000, Later::Status { thing, old, new, reason });
                self.tally.damaged += 1;
                self.set_fate(number, Used::GivenUp);
                return;
            }
            Fate::Planned(Act::LabelSample) => {
                travels = false;
                self.story.nuisance("label_sample", at, Some(Thing::Pack(number)));
                let thing = Thing::Pack(number);
                let (old, new, reason) = ("Encoded", "LabelSampled", "label for the batch record");
                self.later(30_000, Later::Status { thing, old, new, reason });
            }
            Fate::Planned(Act::Vanish) => {
                travels = false;
                if self.story.strikes(fault, at) {
                    self.event("CONVEYOR", "alarm", "jam");
                    self.stop(45_000, "jam", |_| {});
                }
                self.story.entity(fault, Thing::Pack(number));
            }
            Fate::Planned(Act::Unlogged) => {
                if self.story.strikes(fault, at) {
                    let printer = PRINTERS[lane.min(1)];
                    self.event(printer, "alarm", "controller");
                    self.stop(90_000, "printer", |line| line.event(printer, "restart", ""));
                }
                let at = self.wall();
                self.story.strikes(fault, at);
                self.story.entity(fault, Thing::Pack(number));
                logged = false;
                if self.variant(fault) == "rows_lost" {
                    self.books.skip_print();
                }
            }
            Fate::Planned(Act::PrintAgain { flagged, stripped }) => {
                if let Some(state) = self.lanes.get_mut(lane) {
                    state.again = Some(Again { number, fault, flagged, stripped });
                }
            }
            Fate::Good if self.set.rejects > 0 && self.rng.chance(600) => {
                // The head misses; the same label is printed once more.
                self.write_print(at, lane, number, reel, false, false);
                self.story.nuisance("reprint_after_fault", at, Some(Thing::Pack(number)));
                self.write_print(at + self.interval / 3, lane, number, reel, true, true);
                logged = false;
            }
            _ => {}
        }
        if logged {
            let at = self.wall();
            self.write_print(at, lane, number, reel, true, false);
        }
        self.tally.cartons += 1;
        if let Fate::Planned(Act::Unlogged) = fate {
            used = Used::Encoded;
        }
        self.set_fate(number, used);
        if travels {
            self.send(lane, Pack { number, ordinal, printed: self.now, fate, fault });
        }
        if let Fate::Planned(Act::Foreign { reported }) = fate {
            // Put on the conveyor by hand between two packs.
            let foreign = self.set.pool + self.foreign;
            self.foreign += 1;
            let printed = self.now + self.interval * Millis::from(self.set.lanes) / 2;
            self.send(
                lane,
                Pack { number: foreign, ordinal, printed, fate: Fate::Foreign { reported }, fault },
            );
        }
    }

    fn print_again(&mut self, lane: usize, again: Again) {
        let at = self.wall();
        let Again { number, fault, flagged, stripped } = again;
        let reel = self.lanes.get(lane).map_or(0, |lane| lane.reel);
        self.story.strikes(fault, at);
        self.story.entity(fault, Thing::Pack(number));
        self.write_print(at, lane, number, reel, true, flagged);
        if !stripped {
            self.tally.cartons += 1;
            self.send(
                lane,
                Pack { number, ordinal: self.ordinal, printed: self.now, fate: Fate::Known, fault },
            );
        }
    }

    /// The reel that was put in prints the last label of the old one again, and nobody notices.
    fn reload(&mut self, lane: usize, fault: u16) {
        let at = self.wall();
        let Some((number, reel)) = self.lanes.get(lane).and_then(|lane| Some((lane.last?, lane.reel))) else {
            return;
        };
        self.story.strikes(fault, at);
        self.write_print(at, lane, number, reel, true, false);
        self.tally.cartons += 1;
        self.send(lane, Pack { number, ordinal: self.ordinal, printed: self.now, fate: Fate::Twin, fault });
    }

    fn change_reel(&mut self, lane: usize) {
        let long = self.rng.between(20_000, 90_000);
        let left = self.rng.between(1_950, 2_050) as u32;
        self.stop(long, "reel", |line| {
            let at = line.wall();
            let reel = line.reels.len();
            let id = reel_name(reel);
            line.event(PRINTERS[lane.min(1)], "reel_change", &id);
            line.story.nuisance("reel_change", at, None);
            line.reels.push(Reel { id, lane, from: at, to: None });
            if let Some(state) = line.lanes.get_mut(lane) {
                let old = std::mem::replace(&mut state.reel, reel);
                state.labels_left = left;
                if let Some(old) = line.reels.get_mut(old) {
                    old.to = Some(at);
                }
            }
        });
    }

    fn send(&mut self, lane: usize, pack: Pack) {
        if let Some(lane) = self.lanes.get_mut(lane) {
            lane.before_camera.push_back(pack);
        }
    }

    fn write_print(&mut self, at: Millis, lane: usize, number: u32, reel: usize, ok: bool, reprint: bool) {
        let reel = self.reels.get(reel).map_or("", |reel| reel.id.as_str());
        self.books.print(at, &Print { lane, number, reel, ok, reprint });
    }

    /// The next number of the lane's block of the pool.
    fn take_number(&mut self, lane: usize) -> u32 {
        const BLOCK: u32 = 50;
        let Some(state) = self.lanes.get_mut(lane) else { return 0 };
        if state.block.0 == state.block.1 {
            state.block = (self.next_block, self.next_block + BLOCK);
            self.next_block += BLOCK;
        }
        state.block.0 += 1;
        state.block.0 - 1
    }

    fn set_fate(&mut self, number: u32, used: Used) {
        if let Some(fate) = self.fates.get_mut(number as usize) {
            *fate = used;
        }
    }

    pub(super) fn variant(&self, fault: u16) -> &'static str {
        let index = usize::from(fault).wrapping_sub(1);
        self.set.plan.faults.get(index).map_or("", |fault| fault.variant)
    }

    /// A pack passes the camera.
    fn look(&mut self, lane: usize) {
        let Some(pack) = self.lanes.get_mut(lane).and_then(|lane| lane.before_camera.pop_front()) else {
            return;
        };
        let at = self.wall();
        let thing = Thing::Pack(pack.number);
        let good = 30 + self.rng.below(11);
        let poor = 5 + self.rng.below(9);
        let mut shot = Shot {
            lane,
            raw: Some((pack.number, None)),
            grade: good,
            matched: true,
            reject: false,
            ejected: false,
        };
        let (mut commissioned, mut tracked, mut present) = (true, true, true);
        match pack.fate {
            Fate::NoRead => {
                shot = Shot { raw: None, grade: 0, matched: false, reject: true, ejected: true, lane };
                (commissioned, tracked, present) = (false, false, false);
                let (old, new, reason) = ("Encoded", "LabelScrapped", "no-read");
                self.later(15_000, Later::Status { thing, old, new, reason });
                self.story.nuisance("no_read", at, Some(thing));
            }
            Fate::Rejected => {
                // Mostly a poor grade, sometimes the plain text beside the symbol does not match.
                shot.matched = self.rng.percent(80);
                shot.grade = if shot.matched { poor } else { good };
                (shot.reject, shot.ejected) = (true, true);
                (commissioned, tracked, present) = (false, false, false);
                self.story.nuisance("normal_reject", at, Some(thing));
            }
            Fate::Known => {
                (shot.matched, shot.reject, shot.ejected) = (false, true, true);
                (commissioned, tracked, present) = (false, false, false);
                self.story.strikes(pack.fault, at);
            }
            Fate::Twin => {
                self.story.strikes(pack.fault, at);
                (commissioned, tracked) = (false, false);
                self.packing.shifted = pack.fault;
            }
            Fate::Foreign { reported } => {
                self.story.strikes(pack.fault, at);
                self.story.entity(pack.fault, thing);
                if !reported {
                    self.exceptions.insert(pack.number, Exception::Unknown);
                }
            }
            Fate::Planned(Act::Reject { confirmed, packed }) => {
                shot.grade = poor;
                (shot.reject, shot.ejected) = (true, confirmed);
                (commissioned, tracked, present) = (false, packed, packed);
                if self.story.strikes(pack.fault, at) && !confirmed {
                    self.event(CAMERAS[lane.min(1)], "alarm", "reject");
                }
                self.story.entity(pack.fault, thing);
                self.exceptions.insert(pack.number, Exception::Unknown);
            }
            Fate::Planned(Act::Forgotten { status, packed }) => {
                present = false;
                tracked = packed;
                self.story.strikes(pack.fault, at);
                self.story.entity(pack.fault, thing);
                self.books.sample(at + 900, "SAMPLE", thing);
                self.samples_taken += 1;
                if status {
                    self.sampled(thing, "in-process control");
                    self.exceptions.insert(pack.number, Exception::State("Sampled"));
                }
            }
            Fate::Planned(Act::Sample) => {
                (tracked, present) = (false, false);
                self.books.sample(at + 900, "SAMPLE", thing);
                self.samples_taken += 1;
                self.sampled(thing, "in-process control");
                self.exceptions.insert(pack.number, Exception::State("Sampled"));
                self.story.nuisance("planned_sample", at, Some(thing));
            }
            Fate::Planned(Act::Divert) => {
                (tracked, present) = (false, false);
                self.loose.push(pack.number);
                self.story.nuisance("loose_pack", at, Some(thing));
            }
            Fate::Planned(Act::Destroy) => {
                (tracked, present) = (false, false);
                let (old, new, reason) = ("Commissioned", "Destroyed", "damaged on the line");
                self.later(60_000, Later::Status { thing, old, new, reason });
                self.tally.destroyed += 1;
                self.exceptions.insert(pack.number, Exception::State("Destroyed"));
                self.story.nuisance("destroyed", at, Some(thing));
            }
            Fate::Planned(Act::OtherLot { both, .. }) => {
                self.story.strikes(pack.fault, at);
                self.story.entity(pack.fault, thing);
                self.exceptions.insert(pack.number, Exception::OtherLot { both });
            }
            Fate::Planned(Act::Garbled(garble)) => {
                shot.raw = Some((pack.number, Some(garble)));
                self.story.strikes(pack.fault, at);
                if self.set.ids.is_garbled(pack.number, garble) {
                    self.story.entity(pack.fault, thing);
                }
            }
            Fate::Planned(Act::Unlogged) => {
                self.story.strikes(pack.fault, at);
            }
            Fate::Good | Fate::Planned(_) => {}
        }
        self.books.camera(at, &shot);
        if commissioned {
            self.tally.commissioned += 1;
            self.set_fate(pack.number, Used::Commissioned);
            if !matches!(pack.fate, Fate::Foreign { reported: false }) {
                self.books.epcis.commission(at, pack.number);
            }
            // What is packed is reported to L4 with its container, a loose pack at the end.
            if !tracked && !matches!(pack.fate, Fate::Planned(Act::Divert)) {
                self.report(pack.number);
            }
        }
        if let Some(lane) = self.lanes.get_mut(lane) {
            if tracked {
                lane.tracked.push_back((pack.number, pack.fault));
            }
            if present || tracked {
                // A slot of the conveyor stays even if its pack was taken off.
                let fate = if present { Fate::Good } else { Fate::NoRead };
                lane.after_camera.push_back(Pack { fate, ..pack });
            }
        }
    }

    /// A pack, or an empty slot, reaches the aggregation station.
    fn arrive(&mut self, lane: usize) {
        let Some(lane) = self.lanes.get_mut(lane) else { return };
        let Some(pack) = lane.after_camera.pop_front() else { return };
        let (record, fault) =
            lane.tracked.pop_front().map_or((None, 0), |(number, fault)| (Some(number), fault));
        let present = pack.fate == Fate::Good;
        let thing = present.then_some(Thing::Pack(pack.number));
        // The fault of the pack itself and of the one that is recorded in its place are the same except in a shift.
        let fault = if fault == 0 { pack.fault } else { fault };
        if present && record.is_none() && self.packing.filled() == 0 {
            // One pack too many at the very end of a shift: it is found at line clearance and destroyed.
            self.tally.damaged += 1;
            return;
        }
        self.tally.packed += u64::from(present);
        self.place(0, pack.ordinal, thing, record.map(Thing::Pack), fault);
    }

    pub(super) fn sampled(&mut self, thing: Thing, reason: &'static str) {
        self.tally.sampled += 1;
        let (old, new) = ("Commissioned", "Sampled");
        self.later(40_000, Later::Status { thing, old, new, reason });
    }

    /// Tells L4 about a commissioned pack.
    pub(super) fn report(&mut self, number: u32) {
        let set = self.set;
        let at = self.wall() + 1_500;
        let lot = set.ids.lot.as_str();
        let exception = match self.exceptions.is_empty() {
            true => None,
            false => self.exceptions.get(&number),
        };
        let packed = if set.habits.ships { "Released" } else { "Commissioned" };
        let known = Known { number, state: packed, lot, expiry: &set.expiry.l4, at };
        match exception {
            None => self.books.l4(&known),
            Some(Exception::Unknown) => {}
            Some(&Exception::State(state)) => self.books.l4(&Known { state, ..known }),
            Some(&Exception::OtherLot { both }) => {
                let (lot, expiry) = set.other_lot();
                let at = set.start - 40 * 86_400_000 - Millis::from(number % 1_000) * 1_000;
                self.books.l4(&Known { lot: &lot, expiry: &expiry, state: "Commissioned", at, number });
                if both {
                    self.books.l4(&known);
                }
            }
        }
    }

    fn finish(&mut self, later: Later) {
        let at = self.wall();
        match later {
            Later::Status { thing, old, new, reason } => {
                let (actor, role) = if new == "Sampled" { ("qa03", "quality") } else { ("op21", "operator") };
                let (action, target) = ("status_change", Target::Thing(thing));
                self.books.audit(at, &Change { actor, role, action, target, old, new, reason });
                if new == "Destroyed" {
                    self.books.epcis.destroy(at, thing);
                }
            }
            Later::Rework { container, how } => self.rework(container, how),
            Later::Verify { label, content } => {
                for child in content {
                    let at = self.wall() + self.packing.tick();
                    self.books.verify(at, "qa05", label, child);
                }
            }
        }
    }

    fn happens(&mut self, incident: Incident) {
        let at = self.wall();
        match incident {
            Incident::Stop => {
                let long = self.rng.between(20_000, 900_000);
                self.story.nuisance("planned_stop", at, None);
                self.stop(long, "break", |_| {});
            }
            Incident::Restart => {
                let device = self.rng.pick(["PRN1", "CAM1", "AGG1"]);
                self.story.device("restart", at, device);
                self.event(device, "alarm", "controller");
                self.stop(80_000, "restart", |line| line.event(device, "restart", ""));
            }
            Incident::Speed => {
                self.interval = self.set.interval * self.rng.between(80, 130) / 100;
                let speed = format!("{}/min", 60_000 / self.interval.max(1));
                self.story.nuisance("speed_change", at, None);
                self.event("LINE", "speed", &speed);
            }
            Incident::OperatorChange => {
                let old = OPERATORS[self.operator % OPERATORS.len()];
                self.operator += 1;
                let new = OPERATORS[self.operator % OPERATORS.len()];
                self.event("AGG1", "logout", old);
                self.event("AGG1", "login", new);
                self.story.nuisance("operator_change", at, None);
                // A new shift often begins with a few containers by hand.
                self.packing.manual = self.rng.below(3);
            }
            Incident::CartonChange => {
                let id = format!("CT-{}", self.cartons.len() + 1);
                self.stop(60_000, "cartons", |line| line.event("CARTON", "carton_change", &id));
                self.story.nuisance("carton_change", at, None);
                self.cartons.push((at, id));
            }
            Incident::Link => {
                self.event("L3", "link_down", "");
                let at = self.wall() + 20_000;
                self.books.event(at, "L3", "link_up", "");
            }
            Incident::Config => {
                let (old, new) = ("120", "125");
                self.event("CAM1", "config", "exposure");
                let target = Target::Setting("CAM1.exposure");
                let (actor, role, action, reason) =
                    ("mt02", "maintenance", "config_change", "brighter carton");
                self.books.audit(at, &Change { actor, role, action, target, old, new, reason });
                self.story.device("config_change", at, "CAM1");
            }
        }
    }
}

fn reel_name(index: usize) -> String {
    format!("RL-{}", index + 1)
}
