//! The aggregation station and the levels above it: containers open, fill, close and go up; some are reworked.

use super::acts::{ContainerAct, Overall, Rework};
use super::books::{Change, Step, Target};
use super::draw::Planned;
use super::ids::Thing;
use super::line::{Exception, Later, Line, OPERATORS};
use super::setting::Setting;
use super::time::Millis;

/// Who usually works at the rework station.
pub(super) const REWORKER: &str = "op21";

/// A container with what it holds and what was written down.
#[derive(Clone, Debug)]
pub(super) struct Container {
    /// The number on its label.
    label: u32,
    /// The number under which its content was recorded.
    named: u32,
    level: usize,
    /// Slots that fill it.
    target: u32,
    slots: u32,
    recorded: Vec<Thing>,
    physical: Vec<Thing>,
    /// Faults of packs inside.
    faults: Vec<u16>,
    act: Option<ContainerAct>,
    fault: u16,
    manual: bool,
    verify: bool,
}

/// The state of the station.
pub(super) struct Packing<'a> {
    open: Vec<Option<Container>>,
    next_label: u32,
    /// Innermost containers opened so far.
    opened: u32,
    acts: std::slice::Iter<'a, Planned<ContainerAct>>,
    verified: std::slice::Iter<'a, u32>,
    /// The second of two containers whose labels were confused: label, recorded number, fault, to be opened.
    other: Option<(u32, u32, u16, bool)>,
    /// The fault that shifts the record against what is inside; 0 for none.
    pub(super) shifted: u16,
    /// Containers whose record was shifted so far.
    shown: u32,
    /// A pack of the container before that is recorded in the next one, too.
    also: Option<(Thing, u16)>,
    /// A pack of the container before that went into the next one: the pack, its fault, when that one is verified.
    moved: Option<(Thing, u16, (Millis, u32))>,
    /// A pack that careless rework put into the wrong container.
    misplaced: Option<Thing>,
    /// Who works at the rework station.
    reworker: &'static str,
    labels: std::collections::VecDeque<u32>,
    /// Containers still to be packed by hand.
    pub(super) manual: u32,
    last: Millis,
    ticks: Millis,
    /// The last container is to stay undeclared: fault number.
    undeclared: u16,
    /// Labels that were taken off again.
    pub(super) scrapped: Vec<u32>,
    pub(super) tops: Vec<u32>,
    /// Containers that were opened for verification.
    pub(super) opened_for_verification: u32,
}

impl<'a> Packing<'a> {
    pub(super) fn new(set: &'a Setting) -> Self {
        let last = set.plan.faults.iter().position(|fault| fault.variant == "last");
        Packing {
            open: set.levels.iter().map(|_| None).collect(),
            next_label: 0,
            opened: 0,
            acts: set.plan.containers.iter(),
            verified: set.plan.verified.iter(),
            other: None,
            shifted: 0,
            shown: 0,
            also: None,
            moved: None,
            misplaced: None,
            reworker: REWORKER,
            labels: std::collections::VecDeque::new(),
            manual: 0,
            last: 0,
            ticks: 0,
            undeclared: last.map_or(0, |index| index as u16 + 1),
            scrapped: Vec::new(),
            tops: Vec::new(),
            opened_for_verification: 0,
        }
    }

    /// A few milliseconds more with every call: rows that a device writes in one go.
    pub(super) const fn tick(&mut self) -> Millis {
        self.ticks = (self.ticks + 700) % 60_000;
        self.ticks
    }

    pub(super) const fn wants_partial(&self) -> bool {
        self.undeclared != 0
    }

    /// Slots filled in the innermost open container.
    pub(super) fn filled(&self) -> u32 {
        self.open.first().and_then(Option::as_ref).map_or(0, |container| container.slots)
    }

    pub(super) const fn labels_used(&self) -> u32 {
        self.next_label
    }

    fn take_label(&mut self) -> u32 {
        self.next_label += 1;
        self.next_label - 1
    }

    fn open(&mut self, set: &Setting, level: usize, ordinal: u32) -> Container {
        let target = set.levels.get(level).map_or(1, |level| level.capacity);
        let mut container = Container {
            label: 0,
            named: 0,
            level,
            target,
            slots: 0,
            recorded: Vec::with_capacity(target as usize),
            physical: Vec::with_capacity(target as usize),
            faults: Vec::new(),
            act: None,
            fault: 0,
            manual: false,
            verify: false,
        };
        if level > 0 {
            container.label = self.take_label();
            container.named = container.label;
            return container;
        }
        container.verify = self.is_due_for_verification();
        self.opened += 1;
        if let Some((label, named, fault, verify)) = self.other.take() {
            container.verify |= verify;
            return Container { label, named, fault, manual: true, ..container };
        }
        container.label = self.take_label();
        container.named = container.label;
        container.manual = self.manual > 0;
        self.manual = self.manual.saturating_sub(1);
        let planned = self.acts.as_slice().first().filter(|planned| planned.at <= ordinal).copied();
        let Some(Planned { act, fault, .. }) = planned else { return container };
        self.acts.next();
        container.act = Some(act);
        container.fault = fault;
        if let ContainerAct::Swap { both_opened } = act {
            let other = self.take_label();
            self.other = Some((other, container.label, fault, both_opened));
            container.named = other;
            container.manual = true;
            container.verify = true;
        }
        if act == ContainerAct::LabelReused
            && let Some(&label) = self.labels.front()
        {
            (container.label, container.named) = (label, label);
        }
        container.verify |= matches!(act, ContainerAct::Moved | ContainerAct::Rework(Rework::Careless));
        container
    }

    /// Remembers the labels of the last few containers.
    fn remember(&mut self, label: u32) {
        self.labels.push_back(label);
        if self.labels.len() > 4 {
            self.labels.pop_front();
        }
    }

    fn is_due_for_verification(&mut self) -> bool {
        let mut wanted = false;
        while let Some(&&next) = self.verified.as_slice().first().as_ref()
            && next <= self.opened
        {
            self.verified.next();
            wanted |= next == self.opened;
        }
        wanted
    }
}

impl Line<'_> {
    /// Puts one thing into the open container of a level; `physical` and `recorded` may differ.
    pub(super) fn place(
        &mut self,
        level: usize,
        ordinal: u32,
        physical: Option<Thing>,
        recorded: Option<Thing>,
        fault: u16,
    ) {
        let set = self.set;
        let mut container = match self.packing.open.get_mut(level).map(Option::take) {
            None => return,
            Some(Some(container)) => container,
            Some(None) => {
                let mut container = self.packing.open(set, level, ordinal);
                if let Some(ContainerAct::Short { .. }) = container.act {
                    let low = i64::from(container.target / 3).max(1);
                    container.target = self.rng.between(low, i64::from(container.target) - 1) as u32;
                }
                container
            }
        };
        container.slots += 1;
        container.physical.extend(physical);
        container.recorded.extend(recorded);
        if fault != 0 && !container.faults.contains(&fault) {
            container.faults.push(fault);
        }
        if let Some(child) = recorded
            && !set.habits.records_at_close
            && container.act != Some(ContainerAct::NotRecorded)
        {
            self.record_add(&container, child);
        }
        let full = container.slots >= container.target;
        if let Some(open) = self.packing.open.get_mut(level) {
            *open = Some(container);
        }
        if full {
            self.close(level);
        }
    }

    /// Time of the station's next row: never before the one that came before it.
    fn station_time(&mut self) -> Millis {
        self.packing.last = self.wall().max(self.packing.last + 2);
        self.packing.last
    }

    fn station(level: usize) -> &'static str {
        match level {
            0 => "AGG1",
            1 => "AGG2",
            _ => "PAL1",
        }
    }

    fn record(&mut self, container: &Container, op: &str, child: Option<Thing>, count: Option<usize>) {
        let at = self.station_time();
        let operator = OPERATORS[self.operator % OPERATORS.len()];
        let station = Self::station(container.level);
        let (parent, manual) = (container.named, container.manual);
        self.books.agg(at, &Step { station, op, parent, child, manual, operator, count });
    }

    fn record_add(&mut self, container: &Container, child: Thing) {
        self.record(container, "add", Some(child), None);
    }

    /// Work by hand at the rework station.
    fn rework_step(&mut self, parent: u32, op: &str, child: Option<Thing>, count: Option<usize>) {
        let at = self.station_time();
        self.books.agg(
            at,
            &Step { station: "RW1", op, parent, child, manual: true, operator: self.packing.reworker, count },
        );
    }

    /// Closes the open container of a level and sends it up.
    fn close(&mut self, level: usize) {
        let Some(mut container) = self.packing.open.get_mut(level).and_then(Option::take) else { return };
        let thing = Thing::Container(container.named);
        let (act, fault) = (container.act, container.fault);
        let mut add_times = usize::from(self.set.habits.records_at_close);
        if level == 0 {
            self.goes_wrong(&mut container);
        }
        let power_loss = match act {
            Some(ContainerAct::LeftOpen) => true,
            Some(ContainerAct::NotRecorded) => {
                add_times = 0;
                true
            }
            Some(ContainerAct::RecordedTwice) => true,
            _ => false,
        };
        for _ in 0..add_times {
            self.record_all(&container);
        }
        if power_loss {
            let at = self.wall();
            self.story.strikes(fault, at);
            self.story.entity(fault, thing);
            self.event("AGG1", "alarm", "power");
            self.stop(120_000, "power", |line| line.event("AGG1", "restart", ""));
            let at = self.wall();
            self.story.strikes(fault, at);
        }
        if act == Some(ContainerAct::RecordedTwice) {
            self.record_all(&container);
        }
        if act == Some(ContainerAct::SelfParent) {
            self.record_add(&container, thing);
        }
        if container.slots < self.set.levels.get(level).map_or(0, |level| level.capacity) {
            self.partial(&container);
        }
        if act != Some(ContainerAct::LeftOpen) {
            self.record(&container, "close", None, Some(container.physical.len()));
        }
        let at = self.station_time();
        if !matches!(act, Some(ContainerAct::LeftOpen | ContainerAct::NotRecorded)) {
            self.books.epcis.pack(at, container.named, &container.recorded);
        }
        let swapped = matches!(act, Some(ContainerAct::Swap { .. })) || container.label != container.named;
        if swapped {
            self.story.strikes(fault, at);
            self.story.entity(fault, Thing::Container(container.label));
            self.story.entity(fault, thing);
            container.faults.push(fault);
        }
        let shifted = self.packing.shifted;
        if level == 0 && shifted != 0 && !same(&container.recorded, &container.physical) {
            self.story.strikes(shifted, at);
            self.story.entity(shifted, thing);
            container.faults.push(shifted);
            // Some of them are always opened.
            self.packing.shown += 1;
            container.verify |= matches!(self.packing.shown, 2 | 4);
        }
        if power_loss {
            container.faults.push(fault);
        }
        match act {
            Some(ContainerAct::Rework(how)) => {
                let delay = self.rng.between(60_000, 300_000);
                self.later(delay, Later::Rework { container, how });
            }
            _ => self.ascend(container),
        }
    }

    /// What goes wrong with an innermost container when it is full, apart from its labels and its closing.
    fn goes_wrong(&mut self, container: &mut Container) {
        let at = self.wall();
        if let Some((pack, fault)) = self.packing.also.take() {
            container.recorded.push(pack);
            container.faults.push(fault);
            self.story.strikes(fault, at);
            if !self.set.habits.records_at_close {
                self.record_add(container, pack);
            }
        }
        let fault = container.fault;
        let entity = match container.act {
            Some(ContainerAct::ScannedTwice) => {
                let Some(&pack) = container.recorded.last() else { return };
                self.packing.also = Some((pack, fault));
                pack
            }
            Some(ContainerAct::SelfParent | ContainerAct::LabelReused) => Thing::Container(container.label),
            _ => return,
        };
        container.faults.push(fault);
        self.story.strikes(fault, at);
        self.story.entity(fault, entity);
    }

    /// After both were closed, a pack of one container changes places with one of the next.
    fn exchange(&mut self, container: &mut Container) {
        let at = self.wall();
        if let Some((pack, fault, when)) = self.packing.moved.take()
            && let Some(mine) = container.physical.first_mut()
        {
            let other = std::mem::replace(mine, pack);
            self.in_verification(when, pack, other);
            container.verify = true;
            container.faults.push(fault);
            self.story.strikes(fault, at);
            self.story.entity(fault, Thing::Container(container.label));
            self.story.affects(fault, [other, pack]);
        }
        if container.act == Some(ContainerAct::Moved)
            && let Some(&pack) = container.physical.last()
        {
            container.faults.push(container.fault);
            self.story.strikes(container.fault, at);
            self.story.entity(container.fault, Thing::Container(container.label));
            let delay = self.rng.between(1_500_000, 2_000_000);
            let content = std::mem::take(&mut container.physical);
            let when = self.later(delay, Later::Verify { label: container.label, content });
            container.verify = false;
            self.packing.opened_for_verification += 1;
            self.packing.moved = Some((pack, container.fault, when));
        }
    }

    fn record_all(&mut self, container: &Container) {
        for &child in &container.recorded {
            self.record_add(container, child);
        }
    }

    /// A container is closed before it is full: that has to be declared.
    fn partial(&mut self, container: &Container) {
        let at = self.station_time();
        let thing = Thing::Container(container.named);
        let undeclared = match container.act {
            Some(ContainerAct::Short { declared: false }) => container.fault,
            Some(ContainerAct::Short { declared: true }) => 0,
            _ => std::mem::take(&mut self.packing.undeclared),
        };
        if undeclared == 0 {
            self.declare_partial(container.named, at);
        } else {
            self.story.strikes(undeclared, at);
            self.story.entity(undeclared, thing);
            self.story.affects(undeclared, container.recorded.iter().copied());
        }
    }

    fn declare_partial(&mut self, container: u32, at: Millis) {
        let thing = Thing::Container(container);
        self.story.nuisance("declared_partial", at, Some(thing));
        let operator = OPERATORS[self.operator % OPERATORS.len()];
        let (role, action, reason) = ("operator", "declare_partial", "fewer than the pack size");
        let target = Target::Thing(thing);
        self.books.audit(
            at,
            &Change { actor: operator, role, action, target, old: "full", new: "partial", reason },
        );
    }

    /// A container is done: it is counted, may be opened for verification, and goes into one of the next level.
    fn ascend(&mut self, mut container: Container) {
        let at = self.wall();
        let Container { label, named, level, .. } = container;
        for &fault in &container.faults {
            let inside = container.recorded.iter().chain(&container.physical).copied();
            let outside = [Thing::Container(label), Thing::Container(named)];
            self.story.affects(fault, inside.chain(outside));
        }
        if level == 0 {
            for &child in &container.recorded {
                if let Thing::Pack(number) = child {
                    self.report(number);
                }
            }
        }
        if level == 0 {
            self.packing.remember(label);
        }
        if level == 0 {
            self.exchange(&mut container);
            let old_size = self.set.plan.holds(|overall| overall == Overall::OldSize);
            if let Some((fault, _)) = old_size
                && container.recorded.len() == self.set.capacity() as usize
            {
                self.story.strikes(fault, at);
                self.story.entity(fault, Thing::Container(label));
                self.story.affects(fault, container.recorded.iter().copied());
            }
        }
        if container.verify {
            self.packing.opened_for_verification += 1;
            let delay = self.rng.between(300_000, 1_200_000);
            self.later(delay, Later::Verify { label, content: container.physical });
        }
        let state = if self.set.habits.ships { "Released" } else { "Commissioned" };
        let location = if self.set.habits.ships { "DOCK-2" } else { "WH1-A-03" };
        self.books.wms(at, Thing::Container(label), state, location);
        if level + 1 < self.set.levels.len() {
            let thing = Some(Thing::Container(label));
            self.place(level + 1, 0, thing, thing, 0);
        } else {
            self.packing.tops.push(label);
        }
    }

    /// Legal work on a closed container, every step recorded.
    pub(super) fn rework(&mut self, mut container: Container, how: Rework) {
        let at = self.wall();
        let parent = container.named;
        let fault = container.fault;
        if fault == 0 {
            self.story.nuisance("unpack_repack", at, Some(Thing::Container(parent)));
        }
        match how {
            Rework::Careless => {
                let Some(pack) = container.physical.pop() else { return self.ascend(container) };
                self.packing.reworker = "op29"; // not on the roster
                self.rework_step(parent, "remove", Some(pack), None);
                self.books.epcis.unpack(at, parent, &[pack]);
                self.rework_step(parent, "add", Some(pack), None);
                self.books.epcis.refill(at + 1_000, parent, &[pack]);
                // What goes in is the pack left over from the container before.
                let left = self.packing.misplaced.replace(pack);
                self.tally.packed -= u64::from(left.is_none());
                container.physical.extend(left);
                container.faults.push(fault);
                self.story.strikes(fault, at);
                self.story.entity(fault, Thing::Container(parent));
            }
            Rework::SampleOne if self.set.delivers("audit") => {
                let Some(sample) = container.recorded.pop() else { return self.ascend(container) };
                container.physical.retain(|&thing| thing != sample);
                self.rework_step(parent, "remove", Some(sample), None);
                self.books.epcis.unpack(at, parent, &[sample]);
                self.books.sample(at, "SAMPLE", sample);
                self.samples_taken += 1;
                self.sampled(sample, "retained sample");
                self.tally.packed -= 1;
                self.story.nuisance("planned_sample", at, Some(sample));
                if let Thing::Pack(number) = sample {
                    self.exceptions.insert(number, Exception::State("Sampled"));
                    self.report(number);
                }
                if let Some(number) = self.loose.pop() {
                    let pack = Thing::Pack(number);
                    self.rework_step(parent, "add", Some(pack), None);
                    self.books.epcis.refill(at + 1_000, parent, &[pack]);
                    container.recorded.push(pack);
                    container.physical.push(pack);
                    self.tally.packed += 1;
                } else {
                    self.declare_partial(parent, at);
                }
            }
            Rework::Inspect | Rework::SampleOne => {
                let count = 1 + self.rng.below(container.recorded.len().min(5) as u32) as usize;
                let looked: Vec<Thing> = container.recorded.iter().rev().take(count).copied().collect();
                for &thing in &looked {
                    self.rework_step(parent, "remove", Some(thing), None);
                }
                self.books.epcis.unpack(at, parent, &looked);
                for &thing in &looked {
                    self.rework_step(parent, "add", Some(thing), None);
                }
                self.books.epcis.refill(at + 1_000, parent, &looked);
            }
            Rework::Relabel => {
                for &thing in &container.recorded {
                    self.rework_step(parent, "remove", Some(thing), None);
                }
                self.books.epcis.unpack(at, parent, &[]);
                self.packing.scrapped.push(parent);
                let label = self.packing.take_label();
                (container.label, container.named) = (label, label);
                for &thing in &container.recorded {
                    self.rework_step(label, "add", Some(thing), None);
                }
                self.books.epcis.pack(at + 1_000, label, &container.recorded);
            }
        }
        let count = container.physical.len();
        self.rework_step(container.named, "close", None, Some(count));
        self.packing.reworker = REWORKER;
        self.ascend(container);
    }

    /// The end of the run: what is open becomes partial containers, innermost first. True if there was something.
    pub(super) fn close_one(&mut self) -> bool {
        let Some(level) = self.packing.open.iter().position(Option::is_some) else { return false };
        if level == 0 && self.may_stay_loose() {
            let Some(container) = self.packing.open.get_mut(0).and_then(Option::take) else { return true };
            self.tally.packed -= container.physical.len() as u64;
            let packs = container.recorded.iter().filter_map(|thing| match thing {
                Thing::Pack(number) => Some(*number),
                Thing::Container(_) => None,
            });
            self.loose.extend(packs);
            self.packing.scrapped.push(container.label);
        } else {
            self.close(level);
        }
        true
    }

    fn may_stay_loose(&self) -> bool {
        let habits = &self.set.habits;
        let plain = self.packing.open.first().and_then(Option::as_ref).is_some_and(|container| {
            container.act.is_none() && container.faults.is_empty() && container.label == container.named
        });
        // Only where nothing was written down yet.
        plain
            && habits.last_loose
            && habits.records_at_close
            && (habits.loose_by_audit || habits.loose_by_wms)
    }
}

/// Whether two lists hold the same things, in any order, each as often.
fn same(left: &[Thing], right: &[Thing]) -> bool {
    let sorted = |things: &[Thing]| {
        let mut things = things.to_vec();
        things.sort_unstable();
        things
    };
    sorted(left) == sorted(right)
}
