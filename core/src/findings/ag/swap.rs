use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::inspect::holds_content_of;
use super::note::{Explained, Note, many};
use super::view::View;
use crate::batch::{EpcisAction, EpcisKind, Stream};
use crate::findings::{Finding, FindingCode};
use crate::item::{Item, ItemId};
use crate::reconcile::timeline::in_order;

/// Two containers whose contents stand under each other's name, and what shows it.
#[derive(Debug)]
struct Swap {
    pair: [ItemId; 2],
    evidence: Vec<(Stream, Vec<u32>)>,
    confidence: f64,
}

/// Swaps closer than this, by one operator, are one event: a pile of labels was mixed up.
const ONE_EVENT: i64 = 900;

/// AG-101: contents of two containers swapped, or wrong parent scanned.
///
/// # What it says
/// The record has the content of container A under the number of container B, and the other way round.
///
/// # How it happens
/// In manual mode the label of the neighbouring container was scanned as parent, often after a login or shift change.
///
/// # Example
/// The hand-held audit finds in case 12 the twenty packs that are recorded in case 13.
///
/// Four things show it, the strongest first: an audit finds one's content in the other; the two views of line and
/// EPCIS have it exchanged; packs were recorded in a container before the camera had read them, and those of a later
/// one correspondingly late; one container holds its own content and that of an empty or short neighbour. In manual mode
/// a single exchange in an otherwise unbroken run of container numbers tells it, too.
///
/// # What to do next
/// Scan both containers by hand; correct by remove and add; look at what else the operator scanned in that session.
///
/// # Source
/// Domain study, fault 11; equation E5 (true content of each container).
pub(super) fn swapped(view: &View<'_>, explained: &mut Explained) -> Vec<Finding> {
    let mut swaps = audited(view, explained);
    swaps.extend(exchanged_in_epcis(view));
    let verified: HashSet<ItemId> =
        view.inspections.iter().filter(|look| look.agrees()).map(|look| look.container).collect();
    let recorded = [exchanged_in_time, too_much_and_too_little, closed_crosswise, out_of_order];
    let recorded = recorded.into_iter().flat_map(|evidence| evidence(view));
    swaps.extend(recorded.filter(|swap| !swap.pair.iter().any(|id| verified.contains(id))));
    swaps.retain(|swap| !swap.pair.iter().any(|&id| explained.has(id)));
    events(view, swaps)
        .into_iter()
        .map(|swaps| {
            let mut note = Note::new(FindingCode::Ag101);
            let mut doubt = 1.0;
            for swap in &swaps {
                doubt *= 1.0 - swap.confidence;
                for &id in &swap.pair {
                    let (Some(packing), held) = (view.packing_of(id), view.hierarchy.held(id)) else {
                        continue;
                    };
                    note.name(id).show_steps(view, held.iter().map(|stay| stay.from));
                    note.show_steps(view, packing.closes.iter().copied());
                    explained.containers.insert(id);
                    packing.packed.iter().for_each(|&item| _ = explained.items.insert(item));
                }
                for (stream, rows) in &swap.evidence {
                    note.show(*stream, rows.iter().copied());
                }
            }
            let message = format!(
                "the contents of {} are recorded under each other's name",
                many(note.count(), "container")
            );
            note.finish(view, (1.0 - doubt).clamp(0.5, 0.99), message)
        })
        .collect()
}

/// Swaps that share a container or happened in one session, put together.
fn events(view: &View<'_>, swaps: Vec<Swap>) -> Vec<Vec<Swap>> {
    let when = |swap: &Swap| {
        let packings = swap.pair.iter().filter_map(|&id| view.packing_of(id));
        packings.map(|packing| packing.from.as_second()).min().unwrap_or_default()
    };
    let who = |swap: &Swap| {
        let rows = swap.pair.iter().filter_map(|&id| view.row(view.packing_of(id)?.begun));
        rows.map(|row| row.operator).collect::<BTreeSet<_>>()
    };
    let mut swaps = swaps;
    swaps.sort_by_key(|swap| (when(swap), swap.pair));
    let mut events: Vec<Vec<Swap>> = Vec::new();
    for swap in swaps {
        let belongs = |event: &Vec<Swap>| {
            event.iter().any(|other| {
                other.pair.iter().any(|id| swap.pair.contains(id))
                    || when(&swap) - when(other) <= ONE_EVENT && !who(&swap).is_disjoint(&who(other))
            })
        };
        match events.iter_mut().find(|event| belongs(event)) {
            Some(event) => event.push(swap),
            None => events.push(vec![swap]),
        }
    }
    events
}

/// A hand-held audit found the content of another container.
fn audited(view: &View<'_>, explained: &Explained) -> Vec<Swap> {
    let mut swaps = Vec::new();
    let looked_into: HashMap<ItemId, &_> =
        view.inspections.iter().map(|look| (look.container, look)).collect();
    for look in &view.inspections {
        let Some(other) = holds_content_of(view, look) else { continue };
        if explained.has(look.container) || explained.has(other) {
            continue;
        }
        // The other one, if it was opened, must not hold what its record says.
        let back = looked_into.get(&other);
        if back.is_some_and(|back| back.agrees()) {
            continue;
        }
        let rows = look.rows.iter().chain(back.iter().flat_map(|back| &back.rows)).copied().collect();
        let mut pair = [look.container, other];
        pair.sort_unstable();
        swaps.push(Swap { pair, evidence: vec![(Stream::Verify, rows)], confidence: 0.97 });
    }
    swaps
}

/// EPCIS and the line agree on most containers and have two of them the other way round.
fn exchanged_in_epcis(view: &View<'_>) -> Vec<Swap> {
    let mut contents: BTreeMap<ItemId, (HashSet<ItemId>, Vec<u32>)> = BTreeMap::new();
    for row in in_order(view.batch.epcis.as_deref().unwrap_or_default()) {
        let (EpcisKind::Aggregation, Some(parent), false) = (row.kind, row.parent, row.error_declaration)
        else {
            continue;
        };
        let (content, rows) = contents.entry(parent).or_default();
        match row.action {
            Some(EpcisAction::Add) => content.extend(&row.items),
            Some(EpcisAction::Delete) if row.items.is_empty() => content.clear(),
            Some(EpcisAction::Delete) => content.retain(|item| !row.items.contains(item)),
            _ => continue,
        }
        rows.push(row.row);
    }
    let home = |content: &HashSet<ItemId>| -> Option<ItemId> {
        let mut counts: HashMap<ItemId, usize> = HashMap::new();
        for parent in content.iter().filter_map(|&item| view.hierarchy.parents(item).first()) {
            *counts.entry(*parent).or_default() += 1;
        }
        let (container, count) = counts.into_iter().max_by_key(|&(container, count)| (count, container))?;
        (5 * count >= 4 * content.len() && content.len() > 1).then_some(container)
    };
    let moved: BTreeMap<ItemId, ItemId> = contents
        .iter()
        .filter_map(|(&container, (content, _))| Some((container, home(content)?)))
        .filter(|(container, home)| container != home)
        .collect();
    let mutual =
        moved.iter().filter(|&(container, home)| container < home && moved.get(home) == Some(container));
    mutual
        .map(|(&one, &other)| {
            let pair = [one, other];
            let rows =
                pair.iter().filter_map(|id| contents.get(id)).flat_map(|(_, rows)| rows.iter().copied());
            Swap { pair, evidence: vec![(Stream::Epcis, rows.collect())], confidence: 0.9 }
        })
        .collect()
}

/// How late the packs of a container were recorded, compared with the batch: median over its packs, in milliseconds.
fn lags(view: &View<'_>, sequence: &[usize]) -> Vec<(usize, i64)> {
    let lag = |container: ItemId, item: ItemId| -> Option<(usize, i64)> {
        let sight = view.reads.sight(item)?;
        let stay = view.stays_in(item, container).into_iter().next()?;
        Some((sight.camera, view.row(stay.from)?.t.as_millisecond() - sight.t.as_millisecond()))
    };
    let mut by_camera: HashMap<usize, Vec<i64>> = HashMap::new();
    let mut all: Vec<(usize, Vec<(usize, i64)>)> = Vec::new();
    for packing in sequence.iter().filter_map(|&at| view.packings.get(at)) {
        let lags: Vec<(usize, i64)> =
            packing.packed.iter().filter_map(|&item| lag(packing.id, item)).collect();
        for &(camera, lag) in &lags {
            by_camera.entry(camera).or_default().push(lag);
        }
        all.push((view.find(packing.id).unwrap_or_default(), lags));
    }
    let usual: HashMap<usize, i64> =
        by_camera.into_iter().filter_map(|(camera, mut lags)| Some((camera, median(&mut lags)?))).collect();
    all.into_iter()
        .filter_map(|(at, lags)| {
            let mut relative: Vec<i64> = lags
                .iter()
                .map(|(camera, lag)| lag - usual.get(camera).copied().unwrap_or_default())
                .collect();
            Some((at, median(&mut relative)?))
        })
        .collect()
}

fn median(values: &mut [i64]) -> Option<i64> {
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}

/// The packs of one container were recorded before they were read, those of another as much too late.
fn exchanged_in_time(view: &View<'_>) -> Vec<Swap> {
    let mut swaps = Vec::new();
    for sequence in view.sequences.iter().filter(|sequence| sequence.len() >= 5) {
        let lags = lags(view, sequence);
        let at =
            |packing: usize| view.packings.get(packing).map_or(0, |packing| packing.from.as_millisecond());
        let mut gaps: Vec<i64> = sequence
            .windows(2)
            .filter_map(|pair| if let [a, b] = pair { Some(at(*b) - at(*a)) } else { None })
            .collect();
        let Some(interval) = median(&mut gaps).filter(|&interval| interval > 0) else { continue };
        // Half an interval, but more than clocks may differ.
        let enough = (interval / 2).max(2_500);
        let early: Vec<&(usize, i64)> = lags.iter().filter(|(_, lag)| *lag < -enough).collect();
        if early.is_empty() || 10 * early.len() > lags.len().max(10) {
            continue;
        }
        for &&(one, ahead) in &early {
            let misfit = |other: usize, behind: i64| {
                let apart = at(other) - at(one);
                (apart + ahead).abs().max((apart - behind).abs())
            };
            let late = lags.iter().filter(|&&(other, lag)| lag > enough && at(other) > at(one));
            let Some(&(other, behind)) = late.min_by_key(|&&(other, lag)| misfit(other, lag)) else {
                continue;
            };
            if misfit(other, behind) > enough {
                continue;
            }
            let (Some(a), Some(b)) = (view.packings.get(one), view.packings.get(other)) else { continue };
            let items = a.packed.iter().chain(&b.packed);
            let rows = items.filter_map(|&item| view.reads.sight(item)).map(|sight| sight.row).collect();
            let mut pair = [a.id, b.id];
            pair.sort_unstable();
            swaps.push(Swap { pair, evidence: vec![(Stream::Camera, rows)], confidence: 0.9 });
        }
    }
    swaps
}

/// One container holds its own content and (part of) that of a neighbour, which lacks it.
fn too_much_and_too_little(view: &View<'_>) -> Vec<Swap> {
    let mut swaps = Vec::new();
    for (at, packing) in view.packings.iter().enumerate() {
        let Some(capacity) = view.capacity(packing.level) else { continue };
        let held = packing.packed.len().max(view.hierarchy.children(packing.id).len());
        let Some(surplus) = held.checked_sub(capacity).filter(|&surplus| surplus > 0) else { continue };
        if packing.closes.len() > 1 || surplus > capacity {
            continue;
        }
        let lacks_it = |&other: &usize| {
            let Some(other) = view.packings.get(other) else { return false };
            other.packed.len() + surplus == capacity && !view.declared.contains(other.id)
        };
        let belongs = |&other: &usize| {
            let stayed = |item: &&ItemId| view.hierarchy.stays(**item).len() == 1;
            let from_there = |item: &&ItemId| view.reads.slot(**item).touches(other);
            surplus == capacity
                || view.hierarchy.children(packing.id).iter().filter(stayed).filter(from_there).count()
                    >= surplus
        };
        let mut candidates = view.around(at, 3).into_iter().filter(lacks_it).filter(belongs);
        let (Some(other), None) = (candidates.next(), candidates.next()) else { continue };
        let Some(other) = view.packings.get(other) else { continue };
        let mut pair = [packing.id, other.id];
        pair.sort_unstable();
        swaps.push(Swap { pair, evidence: Vec::new(), confidence: 0.85 });
    }
    swaps
}

/// The close of each follows the packs of the other: the labels were confused between the two scans.
fn closed_crosswise(view: &View<'_>) -> Vec<Swap> {
    let previous =
        |step: u32| view.row(step.checked_sub(1)?).filter(|row| row.child.is_some()).map(|row| row.parent);
    let closed_after = |container: ItemId| match view.packing_of(container)?.closes[..] {
        [close] => previous(close),
        _ => None,
    };
    let mut swaps = Vec::new();
    for packing in &view.packings {
        let one = packing.id;
        let Some(other) = closed_after(one).filter(|&other| one < other) else { continue };
        if closed_after(other) == Some(one) {
            swaps.push(Swap { pair: [one, other], evidence: Vec::new(), confidence: 0.8 });
        }
    }
    swaps
}

/// Containers filled by hand whose numbers are the only ones out of order, and fall into place when exchanged.
fn out_of_order(view: &View<'_>) -> Vec<Swap> {
    let mut swaps = Vec::new();
    for sequence in view.sequences.iter().filter(|sequence| sequence.len() >= 10) {
        let packing = |place: usize| view.packings.get(*sequence.get(place)?);
        let number = |place: usize| match view.item(packing(place)?.id) {
            Item::Sscc(sscc) => Some(sscc),
            Item::Sgtin(_) => None,
        };
        let descends = |&place: &usize| number(place) > number(place + 1);
        let descents: Vec<usize> = (0..sequence.len() - 1).filter(descends).collect();
        // One exchange shows as one descent (neighbours) or two.
        let (one, other) = match descents[..] {
            [only] => (only, only + 1),
            [first, second] => (first, second + 1),
            _ => continue,
        };
        let exchanged = |place: usize| match place {
            p if p == one => number(other),
            p if p == other => number(one),
            p => number(p),
        };
        let in_order = (0..sequence.len() - 1).all(|place| exchanged(place) < exchanged(place + 1));
        let (Some(a), Some(b)) = (packing(one), packing(other)) else { continue };
        if in_order && a.by_hand && b.by_hand {
            let mut pair = [a.id, b.id];
            pair.sort_unstable();
            swaps.push(Swap { pair, evidence: Vec::new(), confidence: 0.7 });
        }
    }
    swaps
}
