//! What people and systems write down beside the line's own logs: changes of status, reports to L4, incidents.

use super::acts::Incident;
use super::books::{Change, Known, Target};
use super::faults::Kind;
use super::ids::Thing;
use super::line::{Exception, Later, Line, OPERATORS, Used};
use super::time::Millis;

impl Line<'_> {
    pub(super) fn sampled(&mut self, thing: Thing, reason: &'static str) {
        self.tally.sampled += 1;
        let (old, new) = ("Commissioned", "Sampled");
        self.later(40_000, Later::Status { thing, old, new, reason });
    }

    /// Tells L4 about a commissioned pack.
    pub(super) fn report(&mut self, number: u32) {
        let set = self.set;
        let at = self.wall() + 1_500;
        let lot = set.record_lot.as_str();
        if let Some(fate) = self.fates.get_mut(number as usize) {
            if *fate == Used::Reported {
                return;
            }
            *fate = Used::Reported;
        }
        let exception = match self.exceptions.is_empty() {
            true => None,
            false => self.exceptions.get(&number),
        };
        let packed = if set.habits.ships { "Released" } else { "Commissioned" };
        let known = Known { number, state: packed, lot, expiry: &set.expiry.l4, at };
        match exception {
            None => self.books.l4(&known),
            Some(Exception::Unknown) => {}
            Some(Exception::Replaced) => {
                // A number of the pool's end, which the line did not reach.
                self.replaced += 1;
                let other = set.pool - self.replaced;
                self.books.l4(&Known { number: other, ..known });
                let fault = set.plan.faults.iter().position(|fault| fault.kind == Kind::UploadLost);
                self.story.entity(fault.map_or(0, |index| index as u16 + 1), Thing::Pack(other));
            }
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

    pub(super) fn finish(&mut self, later: Later) {
        let at = self.wall();
        match later {
            Later::Recommission { number } => self.books.epcis.commission(at, number),
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

    pub(super) fn happens(&mut self, incident: Incident) {
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
