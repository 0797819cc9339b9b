//! What a fault reaches by what the batch recorded about it, beside what the hierarchy says.

use std::collections::{HashMap, HashSet};

use super::timeline::timeline;
use super::{IdMap, ItemSet};
use crate::batch::{AggOp, Batch, Read, Time, Word};
use crate::hierarchy::{Containment, Hierarchy, Rule};
use crate::item::{Item, ItemId};

/// Why a rule says nothing about a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RuleError {
    /// No station recorded anything.
    #[error("the rule `bracket` needs what a printer, a camera or an aggregation station recorded")]
    NoStation,
    /// Nothing is known of materials.
    #[error("the rule `material-lot` needs `material_lots` in batch.json, or the reel of each print")]
    NoMaterial,
}

/// What to quarantine by a rule: the least set that holds the seeds and is closed under it, with its smallest cover.
///
/// [`Rule::Descendants`] and [`Rule::Siblings`] ask the hierarchy alone; the others begin with what the batch recorded:
///
/// - [`Rule::Bracket`]: at every station that saw a seed, everything from behind the last good sighting before it to the
///   next good one after it. At a camera a sighting is good if the code was decoded, matched, not rejected then or ever,
///   and is no seed; at a printer if the print was good and a camera says the same of the pack (where there are
///   cameras). At an aggregation station the seeds are containers, and a container is good if a verification found in
///   it what the record says, or, where nobody verified, if it was closed with as many as the sensor counted; it is
///   compared with containers of its own level.
/// - [`Rule::MaterialLot`]: everything printed from a reel, or passing a device while a material lot was in use, from
///   which a seed came.
/// - [`Rule::Lot`]: everything of the GTIN and lot of a seed that any record but the pool names. A pack whose lot no
///   record says is of the order's lot if its GTIN is the order's.
///
/// What is in a container of the widened set is in the set. A container as a seed stands for its packs in the last two.
///
/// # Errors
/// If the batch lacks the records that the rule needs.
pub fn contain(
    batch: &Batch,
    hierarchy: &Hierarchy,
    rule: Rule,
    seeds: &[Item],
) -> Result<Containment, RuleError> {
    let known: Vec<ItemId> = seeds.iter().filter_map(|&seed| batch.items.find(seed)).collect();
    let wider = match rule {
        Rule::Bracket => bracket(batch, hierarchy, &known)?,
        Rule::MaterialLot => same_material(batch, &units(batch, hierarchy, &known))?,
        Rule::Lot => same_lot(batch, &units(batch, hierarchy, &known)),
        _ => Vec::new(),
    };
    let mut all = seeds.to_vec();
    all.extend(wider.into_iter().map(|id| batch.items.get(id)));
    Ok(Containment::of(hierarchy, &batch.items, rule, &all))
}

/// The seeds and all that is in them.
fn units(batch: &Batch, hierarchy: &Hierarchy, seeds: &[ItemId]) -> ItemSet {
    let mut set = ItemSet::with_capacity(batch.items.len());
    for &seed in seeds {
        set.insert(seed);
        hierarchy.descendants(seed).for_each(|inner| {
            set.insert(inner);
        });
    }
    set
}

/// What passed a station since the last good sighting.
#[derive(Default)]
struct Run {
    passed: Vec<ItemId>,
    doubtful: bool,
}

/// The runs between good sightings that hold a seed, station by station.
#[derive(Default)]
struct Brackets<K> {
    open: HashMap<K, Run>,
    reached: Vec<ItemId>,
}

impl<K: std::hash::Hash + Eq> Brackets<K> {
    fn new() -> Self {
        Brackets { open: HashMap::new(), reached: Vec::new() }
    }

    fn sight(&mut self, station: K, item: Option<ItemId>, seed: bool, good: bool) {
        let run = self.open.entry(station).or_default();
        if good && !seed {
            if run.doubtful {
                self.reached.append(&mut run.passed);
            }
            *run = Run::default();
            return;
        }
        run.passed.extend(item);
        run.doubtful |= seed;
    }

    fn finish(mut self) -> Vec<ItemId> {
        for run in self.open.into_values().filter(|run| run.doubtful) {
            self.reached.extend(run.passed);
        }
        self.reached
    }
}

fn bracket(batch: &Batch, hierarchy: &Hierarchy, seeds: &[ItemId]) -> Result<Vec<ItemId>, RuleError> {
    if batch.camera.is_none() && batch.printer.is_none() && batch.agg.is_none() {
        return Err(RuleError::NoStation);
    }
    let mut seed = ItemSet::with_capacity(batch.items.len());
    for &id in seeds {
        seed.insert(id);
    }
    let mut good = ItemSet::with_capacity(batch.items.len());
    let mut refused = ItemSet::with_capacity(batch.items.len());
    for row in batch.camera.iter().flatten() {
        let Read::Item(id) = row.read else { continue };
        if row.reject {
            refused.insert(id);
        } else if row.decoded && row.matched {
            good.insert(id);
        }
    }
    let trusted = |id: ItemId| good.contains(id) && !refused.contains(id);

    let mut reads = Brackets::new();
    for row in timeline(batch.camera.as_deref().unwrap_or_default()).iter() {
        let item = if let Read::Item(id) = row.read { Some(id) } else { None };
        let fine = row.decoded && row.matched && !row.reject && item.is_some_and(trusted);
        reads.sight(row.device, item, item.is_some_and(|id| seed.contains(id)), fine);
    }
    let mut prints = Brackets::new();
    for row in timeline(batch.printer.as_deref().unwrap_or_default()).iter() {
        let fine = row.ok && (batch.camera.is_none() || trusted(row.item));
        prints.sight(row.device, Some(row.item), seed.contains(row.item), fine);
    }
    let mut reached = reads.finish();
    reached.extend(prints.finish());
    reached.extend(containers_between(batch, hierarchy, &seed));
    Ok(reached)
}

/// The containers that an aggregation station made between the last good one before a seed and the next after it.
fn containers_between(batch: &Batch, hierarchy: &Hierarchy, seed: &ItemSet) -> Vec<ItemId> {
    let confirmed = confirmed(batch, hierarchy);
    let depth = |container: ItemId| {
        let (mut depth, mut node) = (0u8, container);
        // A container's level is that of what came into it first; a ring of containers ends the walk.
        while let (Some(&inner), true) = (hierarchy.children(node).first(), depth < 16) {
            (node, depth) = (inner, depth + 1);
        }
        depth
    };
    let mut seen = ItemSet::with_capacity(batch.items.len());
    let mut made = Brackets::new();
    for row in timeline(batch.agg.as_deref().unwrap_or_default()).iter() {
        if seen.insert(row.parent) {
            let station = (row.station, depth(row.parent));
            made.sight(station, Some(row.parent), seed.contains(row.parent), confirmed.contains(&row.parent));
        }
    }
    made.finish()
}

/// The containers whose content somebody or something confirmed.
fn confirmed(batch: &Batch, hierarchy: &Hierarchy) -> HashSet<ItemId> {
    let mut counts: IdMap<ItemId, i64> = IdMap::default();
    let (mut right, mut wrong) = (HashSet::new(), HashSet::new());
    let mut judge = |container: ItemId, fine: bool| {
        if fine { &mut right } else { &mut wrong }.insert(container);
    };
    if let Some(rows) = &batch.verify {
        for row in rows {
            judge(row.parent, hierarchy.parents(row.child).contains(&row.parent));
        }
    } else {
        for row in timeline(batch.agg.as_deref().unwrap_or_default()).iter() {
            let count = counts.entry(row.parent).or_default();
            match row.op {
                AggOp::Add => *count += 1,
                AggOp::Remove => *count -= 1,
                AggOp::Close => {
                    if let Some(sensor) = row.sensor_count {
                        judge(row.parent, i64::from(sensor) == *count);
                    }
                }
            }
        }
    }
    right.difference(&wrong).copied().collect()
}

/// Where and when a pack was, and from which reel its label came.
struct Sighting {
    item: ItemId,
    device: Word,
    t: Time,
    reel: Word,
    printed: bool,
}

fn sightings(batch: &Batch) -> impl Iterator<Item = Sighting> + '_ {
    let prints = batch.printer.iter().flatten().map(|row| Sighting {
        item: row.item,
        device: row.device,
        t: row.t,
        reel: row.reel,
        printed: true,
    });
    let reads = batch.camera.iter().flatten().filter_map(|row| {
        let Read::Item(item) = row.read else { return None };
        Some(Sighting { item, device: row.device, t: row.t, reel: Word::EMPTY, printed: false })
    });
    prints.chain(reads)
}

fn same_material(batch: &Batch, seeds: &ItemSet) -> Result<Vec<ItemId>, RuleError> {
    let lots = &batch.order.material_lots;
    let reels = || batch.printer.iter().flatten().any(|row| row.reel != Word::EMPTY);
    if lots.is_empty() && !reels() {
        return Err(RuleError::NoMaterial);
    }
    // A lot without a device is told by the printer, where there is one: it is the first to touch the material.
    let by_print = batch.printer.is_some();
    let used = |sighting: &Sighting, lot: &crate::batch::MaterialLot| {
        let reel = batch.words.get(sighting.reel);
        if sighting.printed && !reel.is_empty() && lot.kind.contains("reel") {
            return reel == lot.id;
        }
        let here = match &lot.device {
            Some(device) => device == batch.words.get(sighting.device),
            None => sighting.printed == by_print,
        };
        here && lot.from.is_none_or(|from| from <= sighting.t) && lot.to.is_none_or(|to| sighting.t <= to)
    };
    let (mut of_seeds, mut reels_of_seeds) = (vec![false; lots.len()], HashSet::new());
    for sighting in sightings(batch).filter(|sighting| seeds.contains(sighting.item)) {
        if sighting.reel != Word::EMPTY {
            reels_of_seeds.insert(sighting.reel);
        }
        for (lot, mark) in lots.iter().zip(&mut of_seeds) {
            *mark |= used(&sighting, lot);
        }
    }
    let suspect: Vec<_> = lots.iter().zip(&of_seeds).filter(|(_, mark)| **mark).map(|(lot, _)| lot).collect();
    Ok(sightings(batch)
        .filter(|sighting| {
            reels_of_seeds.contains(&sighting.reel) || suspect.iter().any(|lot| used(sighting, lot))
        })
        .map(|sighting| sighting.item)
        .collect())
}

fn same_lot(batch: &Batch, seeds: &ItemSet) -> Vec<ItemId> {
    let mut named = ItemSet::with_capacity(batch.items.len());
    let mut lots: IdMap<ItemId, Word> = IdMap::default();
    let mut say = |item: ItemId, lot: Word| {
        named.insert(item);
        // The order's own lot is the rule and needs no entry.
        if lot != Word::EMPTY && batch.words.get(lot) != batch.order.lot {
            lots.entry(item).or_insert(lot);
        }
    };
    for row in batch.camera.iter().flatten() {
        if let Read::Item(id) = row.read {
            say(id, row.lot);
        }
    }
    batch.printer.iter().flatten().for_each(|row| say(row.item, row.lot));
    batch.agg.iter().flatten().filter_map(|row| row.child).for_each(|id| say(id, Word::EMPTY));
    batch.verify.iter().flatten().for_each(|row| say(row.child, Word::EMPTY));
    batch.wms.iter().flatten().for_each(|row| say(row.item, Word::EMPTY));
    for row in batch.epcis.iter().flatten() {
        row.items.iter().for_each(|&id| say(id, row.lot));
    }
    batch.l4.iter().flatten().for_each(|row| say(row.item, row.lot));

    let lot_of = |id: ItemId| {
        let gtin = batch.items.get(id).sgtin()?.gtin;
        match lots.get(&id) {
            Some(&lot) => Some((gtin, batch.words.get(lot))),
            None => (gtin == batch.order.gtin).then_some((gtin, batch.order.lot.as_str())),
        }
    };
    let suspect: HashSet<_> = seeds.iter().filter_map(lot_of).collect();
    named.iter().filter(|&id| lot_of(id).is_some_and(|lot| suspect.contains(&lot))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Story, item};
    use super::*;
    use crate::batch::MaterialLot;
    use crate::reconcile::Reconciliation;

    fn reached(story: &Story, rule: Rule, seed: &str) -> Vec<Item> {
        let hierarchy = Reconciliation::of(&story.batch).hierarchy().clone();
        let mut items = contain(&story.batch, &hierarchy, rule, &[item(seed)]).unwrap().items;
        items.sort_unstable();
        items
    }

    fn packs(range: std::ops::Range<usize>) -> Vec<Item> {
        let mut packs: Vec<Item> = range.map(|n| item(&format!("P{n:03}"))).collect();
        packs.sort_unstable();
        packs
    }

    /// Twelve packs in three cases; the reads from the fourth to the sixth were rejected.
    fn doubtful() -> Story {
        let mut story = Story::clean(12);
        for row in story.batch.camera.iter_mut().flatten().skip(3).take(3) {
            row.reject = true;
        }
        story
    }

    #[test]
    fn a_bracket_ends_at_the_good_reads_around_the_seed() {
        assert_eq!(reached(&doubtful(), Rule::Bracket, "P004"), packs(3..6));
        assert_eq!(reached(&doubtful(), Rule::Bracket, "P009"), packs(9..10));
    }

    #[test]
    fn a_bracket_without_a_good_read_behind_it_goes_to_the_end() {
        let mut story = Story::clean(12);
        for row in story.batch.camera.iter_mut().flatten().skip(6) {
            row.matched = false;
        }
        assert_eq!(reached(&story, Rule::Bracket, "P010"), packs(6..12));
    }

    #[test]
    fn containers_are_bracketed_by_containers_that_were_confirmed() {
        let mut story = Story::clean(12);
        story.batch.verify = None;
        for row in story.batch.agg.iter_mut().flatten().filter(|row| row.op == AggOp::Close) {
            row.sensor_count = (row.parent != story.batch.items.find(item("C2")).unwrap()).then_some(4);
        }
        assert_eq!(reached(&story, Rule::Bracket, "C2"), packs(4..8));
        for row in story.batch.agg.iter_mut().flatten() {
            row.sensor_count = None;
        }
        assert_eq!(reached(&story, Rule::Bracket, "C2"), packs(0..12));
    }

    #[test]
    fn a_material_lot_reaches_what_it_was_used_for() {
        let mut story = Story::clean(12);
        let times: Vec<Time> = story.batch.printer.iter().flatten().map(|row| row.t).collect();
        for row in story.batch.printer.iter_mut().flatten() {
            row.reel = Word::EMPTY;
        }
        let lot = |id: &str, from: usize, to: usize| MaterialLot {
            kind: "carton".to_owned(),
            id: id.to_owned(),
            from: Some(times[from]),
            to: Some(times[to]),
            device: None,
        };
        story.batch.order.material_lots = vec![lot("A", 0, 4), lot("B", 5, 11)];
        assert_eq!(reached(&story, Rule::MaterialLot, "P002"), packs(0..5));
        assert_eq!(reached(&story, Rule::MaterialLot, "C3"), packs(5..12));
    }

    #[test]
    fn a_lot_reaches_all_of_it_and_nothing_of_another() {
        let mut story = Story::clean(12);
        let other = story.batch.words.insert("OTHER");
        for row in story.batch.camera.iter_mut().flatten().take(2) {
            row.lot = other;
        }
        assert_eq!(reached(&story, Rule::Lot, "P005"), packs(2..12));
        assert_eq!(reached(&story, Rule::Lot, "P001"), packs(0..2));
    }

    #[test]
    fn a_rule_without_its_records_says_so() {
        let story = Story::new();
        let hierarchy = Hierarchy::default();
        let of = |rule| contain(&story.batch, &hierarchy, rule, &[item("P1")]);
        assert_eq!(of(Rule::Bracket), Err(RuleError::NoStation));
        assert_eq!(of(Rule::MaterialLot), Err(RuleError::NoMaterial));
        assert_eq!(of(Rule::Lot).unwrap().items, [item("P1")]);
    }
}
