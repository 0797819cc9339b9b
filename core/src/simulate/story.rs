//! Gathers what really happened while it happens.

use std::collections::{BTreeMap, BTreeSet};

use super::faults::Kind;
use super::ids::Thing;
use super::setting::Setting;
use super::time::{Millis, Stamp};
use super::truth::{Fault, Nuisance, Truth, Window};

#[derive(Debug, Default)]
pub(super) struct Story {
    faults: Vec<Telling>,
    nuisances: BTreeMap<&'static str, Telling>,
}

#[derive(Clone, Debug, Default)]
struct Telling {
    count: u32,
    span: Option<(Millis, Millis)>,
    entities: BTreeSet<Thing>,
    affected: BTreeSet<Thing>,
    names: BTreeSet<String>,
}

impl Telling {
    fn at(&mut self, at: Millis) {
        let (from, to) = self.span.unwrap_or((at, at));
        self.span = Some((from.min(at), to.max(at)));
    }

    fn window(&self, stamp: &mut Stamp) -> Window {
        match self.span {
            Some((from, to)) => Window { from: stamp.text(from), to: stamp.text(to) },
            None => Window::default(),
        }
    }
}

/// Nuisances name the items they concern up to this many.
const FEW: usize = 50;

impl Story {
    pub(super) fn new(faults: usize) -> Self {
        Story { faults: vec![Telling::default(); faults], nuisances: BTreeMap::new() }
    }

    fn fault(&mut self, fault: u16) -> Option<&mut Telling> {
        self.faults.get_mut(usize::from(fault.checked_sub(1)?))
    }

    /// A fault shows itself. True the first time.
    pub(super) fn strikes(&mut self, fault: u16, at: Millis) -> bool {
        let Some(telling) = self.fault(fault) else { return false };
        let first = telling.span.is_none();
        telling.at(at);
        first
    }

    /// What the finding should name.
    pub(super) fn entity(&mut self, fault: u16, thing: Thing) {
        if let Some(telling) = self.fault(fault) {
            telling.entities.insert(thing);
            telling.affected.insert(thing);
        }
    }

    pub(super) fn affects(&mut self, fault: u16, things: impl IntoIterator<Item = Thing>) {
        if let Some(telling) = self.fault(fault) {
            telling.affected.extend(things);
        }
    }

    pub(super) fn nuisance(&mut self, name: &'static str, at: Millis, thing: Option<Thing>) {
        let telling = self.nuisances.entry(name).or_default();
        telling.count += 1;
        telling.at(at);
        if telling.entities.len() <= FEW {
            telling.entities.extend(thing);
        }
    }

    /// A nuisance of a device.
    pub(super) fn device(&mut self, name: &'static str, at: Millis, device: &str) {
        self.nuisance(name, at, None);
        if let Some(telling) = self.nuisances.get_mut(name) {
            telling.names.insert(device.to_owned());
        }
    }

    /// The packs that a fault names so far.
    pub(super) fn packs(&self, fault: u16) -> Vec<u32> {
        let telling = usize::from(fault).checked_sub(1).and_then(|index| self.faults.get(index));
        let entities = telling.into_iter().flat_map(|telling| &telling.entities);
        let pack = |thing: &Thing| match thing {
            Thing::Pack(number) => Some(*number),
            Thing::Container(_) => None,
        };
        entities.filter_map(pack).collect()
    }

    pub(super) fn told(self, set: &Setting) -> Truth {
        let stamp = &mut Stamp::new(set.zone);
        let names = |things: &BTreeSet<Thing>| {
            let mut names: Vec<String> = things.iter().map(|&thing| set.ids.text(thing)).collect();
            names.sort_unstable();
            names
        };
        let mut faults: Vec<_> = set
            .plan
            .faults
            .iter()
            .zip(&self.faults)
            .filter(|(injection, telling)| {
                let names_none = matches!(injection.kind, Kind::CountEntry | Kind::PoolPredictable);
                names_none || !telling.entities.is_empty()
            })
            .collect();
        faults.sort_by_key(|(_, telling)| telling.span);
        let faults = faults.into_iter().map(|(injection, telling)| {
            let entry = injection.kind.entry();
            Fault {
                code: entry.code,
                fault: entry.name,
                variant: injection.variant,
                leaf: entry.leaf,
                category: entry.categories.first().copied().unwrap_or_default(),
                equivalent_causes: entry.categories.to_vec(),
                severity: injection.severity,
                window: telling.window(stamp),
                entities: names(&telling.entities),
                affected: names(&telling.affected),
                detectable_with: entry.needs.to_vec(),
            }
        });
        let faults = faults.collect();
        let nuisances = self.nuisances.iter().map(|(&nuisance, telling)| {
            let few = telling.entities.len() <= FEW;
            let mut entities = if few { names(&telling.entities) } else { Vec::new() };
            entities.extend(telling.names.iter().cloned());
            Nuisance { nuisance, count: telling.count, window: telling.window(stamp), entities }
        });
        let nuisances = nuisances.collect();
        Truth { schema: "tallymark-truth/1", seed: set.seed, units: set.units, faults, nuisances }
    }
}
