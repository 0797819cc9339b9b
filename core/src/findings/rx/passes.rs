use crate::batch::{CameraRow, Time, Word};
use crate::findings::Context;
use crate::item::ItemId;
use crate::reconcile::timeline::timeline;
use crate::reconcile::{IdMap, ItemSet};

/// One sight of a pack by a camera.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sight {
    pub(super) row: u32,
    pub(super) t: Time,
    pub(super) device: Word,
    /// How many triggers the device had before.
    pub(super) place: usize,
    /// How many triggers in a row the device reported this same pack.
    pub(super) repeats: usize,
    pub(super) good: bool,
    pub(super) reject: bool,
    pub(super) ejected: bool,
}

impl Sight {
    /// Seconds from this sight to another.
    pub(super) fn seconds_to(&self, other: &Sight) -> f64 {
        (other.t.as_nanosecond() - self.t.as_nanosecond()) as f64 / 1e9
    }

    /// Whether two sights belong to one pass of the pack: close in time, or a few triggers apart.
    pub(super) fn same_pass(&self, other: &Sight) -> bool {
        const SECONDS: f64 = 60.0;
        // A line that stands still holds the pack in front of the camera.
        const STOP: f64 = 600.0;
        const TRIGGERS: usize = 3;
        let apart = self.seconds_to(other).abs();
        let next = self.device == other.device && self.place.abs_diff(other.place) <= TRIGGERS;
        apart <= if next { STOP } else { SECONDS }
    }

    /// A camera that repeats one text again and again has a stuck buffer (DV-102): such sights say nothing of the pack.
    pub(super) fn is_stuck(&self) -> bool {
        self.repeats > 2
    }
}

/// Every sight of some packs, each pack's in time order.
pub(super) fn sights(context: &Context<'_>, of: &ItemSet) -> IdMap<ItemId, Vec<Sight>> {
    let mut sights: IdMap<ItemId, Vec<Sight>> = IdMap::default();
    if of.is_empty() {
        return sights;
    }
    let mut devices: IdMap<Word, Device> = IdMap::default();
    for row in timeline(context.batch.camera.as_deref().unwrap_or_default()).iter() {
        let device = devices.entry(row.device).or_insert_with(|| Device::new(row.device));
        let seen = context.readings.seen(row);
        device.trigger(seen, &mut sights);
        if let Some(id) = seen.filter(|&id| of.contains(id)) {
            sights.entry(id).or_default().push(sight(row, device));
        }
    }
    for device in devices.values() {
        device.end_of_run(&mut sights);
    }
    sights
}

/// What a camera reports, trigger by trigger.
struct Device {
    name: Word,
    triggers: usize,
    last: Option<ItemId>,
    run: usize,
}

impl Device {
    fn new(name: Word) -> Self {
        Device { name, triggers: 0, last: None, run: 0 }
    }

    fn trigger(&mut self, seen: Option<ItemId>, sights: &mut IdMap<ItemId, Vec<Sight>>) {
        if seen.is_some() && seen == self.last {
            self.run += 1;
        } else {
            self.end_of_run(sights);
            self.last = seen;
            self.run = 1;
        }
        self.triggers += 1;
    }

    /// Tells every sight of the run how long it became.
    fn end_of_run(&self, sights: &mut IdMap<ItemId, Vec<Sight>>) {
        if self.run < 2 {
            return;
        }
        let sights = self.last.and_then(|id| sights.get_mut(&id)).into_iter().flatten();
        for sight in
            sights.filter(|sight| sight.device == self.name && sight.place + self.run > self.triggers)
        {
            sight.repeats = self.run;
        }
    }
}

fn sight(row: &CameraRow, device: &Device) -> Sight {
    Sight {
        row: row.row,
        t: row.t,
        device: row.device,
        place: device.triggers,
        repeats: device.run,
        good: row.decoded && row.matched && !row.reject,
        reject: row.reject,
        ejected: row.ejected,
    }
}
