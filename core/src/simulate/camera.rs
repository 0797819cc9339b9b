//! The camera: its verdict on each pack, and what follows for the pack.

use super::acts::{Act, Overall};
use super::books::{CAMERAS, Shot};
use super::ids::Thing;
use super::line::{Exception, Fate, Later, Line, Pack, Used};
use super::time::Millis;

impl Line<'_> {
    /// A pack passes the camera.
    pub(super) fn look(&mut self, lane: usize) {
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
        let (mut seen, mut again) = (true, 0);
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
            Fate::Record => {
                self.story.strikes(pack.fault, at);
                self.packing.shifted = pack.fault;
                if let Some(lane) = self.lanes.get_mut(lane) {
                    lane.tracked.push_back((pack.number, pack.fault));
                }
                return;
            }
            Fate::KnownLater => {
                self.story.strikes(pack.fault, at);
                (commissioned, tracked, present) = (false, false, false);
                self.tally.damaged += 1;
                self.tally.cartons -= 1;
            }
            Fate::Twin => {
                self.story.strikes(pack.fault, at);
                (commissioned, tracked) = (false, false);
                self.packing.shifted = pack.fault;
            }
            Fate::Foreign { reported } => {
                self.named(&pack, at);
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
                self.named(&pack, at);
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
                self.named(&pack, at);
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
            Fate::Planned(Act::BothVerdicts) => {
                self.named(&pack, at);
                (tracked, present) = (false, false);
                self.books.camera(at, &shot);
                shot.reject = true;
                shot.ejected = true;
                again = 40;
            }
            Fate::Planned(Act::DestroyedKept) => {
                self.named(&pack, at);
                let (old, new, reason) = ("Commissioned", "Destroyed", "damaged carton");
                self.later(400_000, Later::Status { thing, old, new, reason });
                self.tally.destroyed += 1;
                self.exceptions.insert(pack.number, Exception::State("Destroyed"));
            }
            Fate::Planned(Act::Regress { status }) => {
                self.named(&pack, at);
                let (old, new, reason) = ("Commissioned", "Encoded", "set back for rework");
                self.later(
                    300_000,
                    if status {
                        Later::Status { thing, old, new, reason }
                    } else {
                        Later::Recommission { number: pack.number }
                    },
                );
            }
            Fate::Planned(Act::NotAtL4) => {
                self.named(&pack, at);
                self.exceptions.insert(pack.number, Exception::Replaced);
            }
            Fate::Planned(Act::Bypass) => {
                self.named(&pack, at);
                self.exceptions.insert(pack.number, Exception::Unknown);
                (commissioned, seen) = (false, false);
            }
            Fate::Planned(Act::Stray) => {
                self.named(&pack, at);
                (tracked, present) = (false, false);
            }
            Fate::Good | Fate::Planned(_) => {}
        }
        if seen {
            self.books.camera(at + again, &shot);
        }
        if commissioned {
            if let Some((fault, _)) = self.set.plan.holds(|overall| overall == Overall::Keyed) {
                self.story.strikes(fault, at);
                self.story.entity(fault, thing);
            }
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

    /// A fault shows at this pack, which is what the finding should name.
    fn named(&mut self, pack: &Pack, at: Millis) {
        self.story.strikes(pack.fault, at);
        self.story.entity(pack.fault, Thing::Pack(pack.number));
    }
}
