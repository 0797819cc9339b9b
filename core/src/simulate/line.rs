//! The line from print to camera: lanes, conveyors, stops, and what happens to each pack.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use super::acts::{Act, Incident, Second};
use super::books::{Books, PRINTERS, Print};
use super::draw::Planned;
use super::ids::{OTHER_GTIN, Thing};
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
    pub(super) lanes: Vec<Lane>,
    pub(super) interval: Millis,
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
    /// Numbers that L4 has in place of others.
    pub(super) replaced: u32,
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
    /// Commissioned, and L4 was told.
    Reported,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Exception {
    /// L4 was never told.
    Unknown,
    /// L4 has another number instead.
    Replaced,
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
pub(super) struct Lane {
    /// Running time of the next print; none when the lane is done.
    pub(super) next: Option<Millis>,
    pub(super) to_camera: Millis,
    /// The label to print again instead of a new one.
    pub(super) again: Option<Again>,
    pub(super) last: Option<u32>,
    pub(super) labels_left: u32,
    pub(super) reel: usize,
    pub(super) block: (u32, u32),
    pub(super) before_camera: VecDeque<Pack>,
    pub(super) after_camera: VecDeque<Pack>,
    /// What the tracking between camera and packing believes to be on the conveyor.
    pub(super) tracked: VecDeque<(u32, u16)>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Again {
    number: u32,
    fault: u16,
    flagged: bool,
    then: Second,
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
pub(super) struct Pack {
    pub(super) number: u32,
    pub(super) ordinal: u32,
    pub(super) printed: Millis,
    pub(super) fate: Fate,
    pub(super) fault: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Good,
    NoRead,
    Rejected,
    /// A second label with the same number, noticed by the camera.
    Known,
    /// The same, noticed by the aggregation station.
    KnownLater,
    /// A second label with the same number, not noticed.
    Twin,
    /// A second label that met no pack but is tracked as one.
    Record,
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
            Fate::NoRead | Fate::Rejected | Fate::Known | Fate::KnownLater | Fate::Record => false,
            Fate::Planned(act) => match act {
                Act::Unlogged | Act::PrintAgain { .. } | Act::OtherLot { .. } | Act::Foreign { .. } => true,
                Act::Garbled(_)
                | Act::Regress { .. }
                | Act::DestroyedKept
                | Act::NotAtL4
                | Act::OtherGtin
                | Act::Bypass => true,
                Act::Reject { packed, .. } | Act::Forgotten { packed, .. } => packed,
                _ => false,
            },
        }
    }
}

/// What was begun and ends later.
pub(super) enum Later {
    Recommission { number: u32 },
    Status { thing: Thing, old: &'static str, new: &'static str, reason: &'static str },
    Rework { container: Container, how: super::acts::Rework },
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
            replaced: 0,
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

    /// Something to be done after some running time; its key finds it again.
    pub(super) fn later(&mut self, delay: Millis, later: Later) -> (Millis, u32) {
        self.laters = self.laters.wrapping_add(1);
        let key = (self.now + delay, self.laters);
        self.later.insert(key, later);
        key
    }

    /// A pack was exchanged for another before its container is opened for verification.
    pub(super) fn in_verification(&mut self, when: (Millis, u32), old: Thing, new: Thing) {
        if let Some(Later::Verify { content, .. }) = self.later.get_mut(&when) {
            content.iter_mut().filter(|thing| **thing == old).for_each(|thing| *thing = new);
        }
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
            Some(Planned { act: Act::Reload { on_pack }, fault, .. }) if last.is_some() => {
                self.change_reel(lane);
                return self.reload(lane, fault, on_pack);
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
            Fate::Planned(Act::PrintAgain { flagged, then }) => {
                if let Some(state) = self.lanes.get_mut(lane) {
                    state.again = Some(Again { number, fault, flagged, then });
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
        let foreign = match fate {
            Fate::Planned(Act::Foreign { reported }) => Some((self.set.pool, reported)),
            Fate::Planned(Act::OtherGtin) => Some((OTHER_GTIN, false)),
            _ => None,
        };
        if let Some((first, reported)) = foreign {
            // Put on the conveyor by hand between two packs.
            let foreign = first + self.foreign;
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
        let Again { number, fault, flagged, then } = again;
        let reel = self.lanes.get(lane).map_or(0, |lane| lane.reel);
        self.story.strikes(fault, at);
        self.story.entity(fault, Thing::Pack(number));
        self.write_print(at, lane, number, reel, true, flagged);
        let fate = match then {
            Second::Stripped => return,
            Second::Rejected => Fate::Known,
            Second::TakenOff => Fate::KnownLater,
        };
        self.tally.cartons += 1;
        self.send(lane, Pack { number, ordinal: self.ordinal, printed: self.now, fate, fault });
    }

    /// The reel that was put in prints the last label of the old one again, and nobody notices.
    fn reload(&mut self, lane: usize, fault: u16, on_pack: bool) {
        let at = self.wall();
        let Some((number, reel)) = self.lanes.get(lane).and_then(|lane| Some((lane.last?, lane.reel))) else {
            return;
        };
        self.story.strikes(fault, at);
        self.write_print(at, lane, number, reel, true, false);
        self.tally.cartons += u64::from(on_pack);
        let fate = if on_pack { Fate::Twin } else { Fate::Record };
        self.send(lane, Pack { number, ordinal: self.ordinal, printed: self.now, fate, fault });
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

    pub(super) fn set_fate(&mut self, number: u32, used: Used) {
        if let Some(fate) = self.fates.get_mut(number as usize) {
            *fate = used;
        }
    }

    pub(super) fn variant(&self, fault: u16) -> &'static str {
        let index = usize::from(fault).wrapping_sub(1);
        self.set.plan.faults.get(index).map_or("", |fault| fault.variant)
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
}

fn reel_name(index: usize) -> String {
    format!("RL-{}", index + 1)
}
