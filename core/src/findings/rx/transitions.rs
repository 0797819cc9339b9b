use std::collections::HashSet;

use super::passes::{Sight, sights};
use super::prints::reprints_of_commissioned;
use crate::batch::{AggOp, State, Stream, Time, Word};
use crate::findings::{Context, Draft, Finding, FindingCode};
use crate::item::ItemId;
use crate::reconcile::timeline::in_order;
use crate::reconcile::{IdMap, IdSet, ItemSet, is_commissioning, withdrawn_events};

/// RX-210: state regression or second commissioning of a serial.
pub(in crate::findings) fn rx210(context: &Context<'_>) -> Vec<Finding> {
    let mut draft = Draft::new(FindingCode::Rx210);
    let again = commissioned_again(context, &mut draft).or(&messaged_again(context, &mut draft));
    let back = went_back(context, &mut draft).or(&returned_and_used(context, &mut draft));
    let (first, second) = (again.len(), back.less(&again).len());
    let message = |count| {
        format!(
            "{count} serials went back in their life: {first} commissioned a second time, {second} set to an earlier state"
        )
    };
    draft.finish(0.95, message).into_iter().collect()
}

/// Two good passes that are not one: rework used a commissioned serial again.
fn commissioned_again(context: &Context<'_>, draft: &mut Draft) -> ItemSet {
    let sets = context.sets();
    let mut good_once = ItemSet::default();
    let mut candidates = ItemSet::default();
    for row in context.batch.camera.iter().flatten().filter(|row| row.decoded && row.matched && !row.reject) {
        if let Some(id) = context.readings.seen(row)
            && !good_once.insert(id)
        {
            candidates.insert(id);
        }
    }
    // Where every pack passes two cameras, the second sight is no second commissioning.
    if 5 * candidates.len() > sets.commissioned.len() && candidates.len() > 20 {
        return ItemSet::default();
    }
    let candidates = context.unclaimed(&candidates);
    let unpacked: ItemSet = context
        .batch
        .agg
        .iter()
        .flatten()
        .filter(|row| row.op == AggOp::Remove)
        .filter_map(|row| row.child.map(|id| context.readings.of(id)))
        .collect();
    let reprinted = reprints_of_commissioned(context);
    let mut again = ItemSet::default();
    for (id, sights) in sights(context, &candidates) {
        let good: Vec<&Sight> = sights.iter().filter(|sight| sight.good && !sight.is_stuck()).collect();
        let apart = good.iter().any(|one| good.iter().any(|other| !one.same_pass(other)));
        // Taken out of its container and looked at again: nothing new was made.
        let inspected_again = unpacked.contains(id) && !reprinted.contains(id);
        if apart && !inspected_again {
            again.insert(id);
            draft.item(context.item(id));
            good.iter().for_each(|sight| draft.row(Stream::Camera, sight.row, Some(sight.t)));
        }
    }
    context.cite_prints(draft, &again.and(&reprinted));
    again
}

/// Two object events with action ADD at different times. A message sent twice is the same event.
fn messaged_again(context: &Context<'_>, draft: &mut Draft) -> ItemSet {
    let withdrawn = withdrawn_events(context.batch);
    let rows = context.batch.epcis.iter().flatten();
    let rows: Vec<_> =
        rows.filter(|row| is_commissioning(row) && !withdrawn.contains(&row.event_id)).collect();
    let mut seen = ItemSet::default();
    let mut candidates = ItemSet::default();
    for id in rows.iter().flat_map(|row| row.items.iter().map(|&id| context.readings.of(id))) {
        if !seen.insert(id) {
            candidates.insert(id);
        }
    }
    if candidates.is_empty() || 5 * candidates.len() > seen.len() && candidates.len() > 20 {
        return ItemSet::default();
    }
    let mut events: IdMap<ItemId, Vec<(Time, Word, u32)>> = IdMap::default();
    for row in rows {
        for id in row.items.iter().map(|&id| context.readings.of(id)).filter(|&id| candidates.contains(id)) {
            events.entry(id).or_default().push((row.t, row.event_id, row.row));
        }
    }
    let mut again = ItemSet::default();
    for (id, events) in events {
        let times: HashSet<Time> = events.iter().map(|&(t, ..)| t).collect();
        let names: IdSet<Word> = events.iter().map(|&(_, name, _)| name).collect();
        let same_message = times.len() < 2 || names.len() < 2 && !names.contains(&Word::EMPTY);
        let is_pack = !context.sets().containers.contains(id) && context.item(id).sgtin().is_some();
        if is_pack && !same_message && !context.claimed(context.item(id)) {
            again.insert(id);
            draft.item(context.item(id));
            events.iter().for_each(|&(t, _, row)| draft.row(Stream::Epcis, row, Some(t)));
        }
    }
    again
}

/// Status changes, and newer words of the enterprise system, that lead back.
fn went_back(context: &Context<'_>, draft: &mut Draft) -> ItemSet {
    let batch = context.batch;
    let mut back = ItemSet::default();
    let mut last: IdMap<ItemId, State> = IdMap::default();
    for row in in_order(batch.audit.as_deref().unwrap_or_default()) {
        let (Some(id), Some(new)) = (row.item.map(|id| context.readings.of(id)), row.new_state) else {
            continue;
        };
        let before = last.insert(id, new);
        let leads_back = [row.old_state, before].into_iter().flatten().any(|old| is_regression(old, new));
        let is_pack = context.item(id).sgtin().is_some() && !context.sets().containers.contains(id);
        if leads_back && is_pack && !context.claimed(context.item(id)) {
            back.insert(id);
            draft.item(context.item(id));
            draft.row(Stream::Audit, row.row, Some(row.t));
        }
    }
    let mut words: Vec<_> = batch.l4.iter().flatten().filter(|row| row.updated_at.is_some()).collect();
    if !words.is_sorted_by_key(|row| (row.item, row.updated_at)) {
        words.sort_by_key(|row| (row.item, row.updated_at, row.row));
    }
    for pair in words.windows(2) {
        let [older, newer] = pair else { continue };
        let (Some(old), Some(new)) = (older.state, newer.state) else { continue };
        let same = older.item == newer.item && older.lot == newer.lot && older.updated_at < newer.updated_at;
        if same && is_regression(old, new) && !context.claimed(context.item(newer.item)) {
            back.insert(newer.item);
            draft.item(context.item(newer.item));
            draft.row(Stream::L4, newer.row, newer.updated_at);
        }
    }
    back
}

/// Numbers handed back or invalidated that are on packs all the same.
fn returned_and_used(context: &Context<'_>, draft: &mut Draft) -> ItemSet {
    let sets = context.sets();
    let rows = context.batch.pool.iter().flatten();
    let dead: ItemSet = rows
        .filter(|row| {
            row.returned_at.is_some()
                || matches!(row.state, Some(State::Unallocated | State::Unassigned | State::Invalid))
        })
        .map(|row| context.readings.of(row.item))
        .collect();
    let used = context.unclaimed(&dead.and(&sets.encoded.or(&sets.commissioned)));
    used.iter().for_each(|id| draft.item(context.item(id)));
    context.cite_pool(draft, &used);
    context.cite_prints(draft, &used);
    context.cite_reads(draft, &used);
    used
}

/// Whether a step leads back in the life of a serial: out of a final state, from a pack to a label, from a label to a
/// number, from a sample to the product. A hold may be lifted and a shipment may come back.
fn is_regression(old: State, new: State) -> bool {
    use State::{
        Allocated, Commissioned, Destroyed, Encoded, Inactive, Invalid, LabelSampled, LabelScrapped,
        Released, Sampled, Unallocated, Unassigned,
    };
    let is_number = matches!(new, Unassigned | Unallocated | Allocated);
    match old {
        _ if old == new => false,
        Unassigned | Unallocated | Allocated => false,
        Invalid | LabelScrapped => new != Destroyed && new != LabelScrapped,
        Destroyed => true,
        Encoded => is_number,
        LabelSampled => is_number || matches!(new, Encoded | Commissioned),
        Commissioned | Released | Inactive => {
            is_number || matches!(new, Encoded | Invalid | LabelSampled | LabelScrapped)
        }
        Sampled => {
            is_number || matches!(new, Encoded | Invalid | LabelSampled | LabelScrapped | Commissioned)
        }
    }
}
