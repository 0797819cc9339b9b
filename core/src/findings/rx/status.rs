use crate::batch::{AggOp, EpcisAction, EpcisKind, State, Stream, Time};
use crate::findings::{Context, Draft, Finding, FindingCode};
use crate::item::{Item, ItemId};
use crate::reconcile::{IdMap, ItemSet, event_state};

/// RX-208: sample taken, status not set; or sampled and still aggregated.
pub(in crate::findings) fn rx208(context: &Context<'_>) -> Vec<Finding> {
    let (batch, sets) = (context.batch, context.sets());
    if batch.audit.is_none() {
        return Vec::new();
    }
    let accounted: ItemSet = batch
        .audit
        .iter()
        .flatten()
        .filter(|row| {
            let gone = [State::Sampled, State::LabelSampled, State::LabelScrapped, State::Destroyed];
            row.new_state.is_some_and(|state| gone.contains(&state))
        })
        .filter_map(|row| row.item.map(|id| context.readings.of(id)))
        .collect();
    let mut draft = Draft::new(FindingCode::Rx208);
    let mut forgotten = ItemSet::default();
    for row in batch.events.iter().flatten() {
        let Some(id) = row.item.map(|id| context.readings.of(id)) else { continue };
        let is_sample = batch.words.get(row.kind).trim().eq_ignore_ascii_case("sample");
        // A rejected pack that somebody looks at is out of the product already.
        let is_reject = sets.verify_reject.contains(id) && !sets.commissioned.contains(id);
        let is_pack = matches!(context.item(id), Item::Sgtin(_));
        if is_sample && is_pack && !accounted.contains(id) && !is_reject && !context.claimed(context.item(id))
        {
            forgotten.insert(id);
            draft.item(context.item(id));
            draft.row(Stream::Events, row.row, Some(row.t));
        }
    }
    let packed = context.unclaimed(&sets.sampled.or(&sets.label_sampled).and(&sets.packed));
    packed.iter().for_each(|id| draft.item(context.item(id)));
    context.cite_trail(&mut draft, &packed);
    context.cite_packing(&mut draft, &packed.or(&forgotten));
    let (forgotten, packed) = (forgotten.len(), packed.len());
    let message = |count| {
        format!(
            "{count} samples: {forgotten} taken without the status being set, {packed} sampled and still in a container"
        )
    };
    draft.finish(0.97, message).into_iter().collect()
}

/// RX-209: destroyed or decommissioned, later shipped or aggregated.
///
/// Destroyed is for good, so being in a container at the end is enough. Inactive is a hold: it counts only if the pack
/// moved on after it and before it was set active again.
pub(in crate::findings) fn rx209(context: &Context<'_>) -> Vec<Finding> {
    let out = withdrawals(context);
    if out.is_empty() {
        return Vec::new();
    }
    let sets = context.sets();
    let moved = moves(context, &out);
    let mut draft = Draft::new(FindingCode::Rx209);
    let mut concerned = ItemSet::default();
    for (&id, spans) in &out {
        if context.claimed(context.item(id)) {
            continue;
        }
        let still_packed = sets.destroyed.contains(id) && sets.packed.contains(id);
        let while_out = |step: &&Move| spans.iter().any(|span| span.holds(step.t));
        let steps: Vec<&Move> = moved.get(&id).into_iter().flatten().filter(while_out).collect();
        if still_packed || !steps.is_empty() {
            concerned.insert(id);
            draft.item(context.item(id));
            steps.iter().for_each(|step| draft.row(step.stream, step.row, Some(step.t)));
        }
    }
    context.cite_trail(&mut draft, &concerned);
    context.cite_packing(&mut draft, &concerned);
    let message =
        |count| format!("{count} packs were destroyed or withdrawn and are packed or shipped all the same");
    draft.finish(0.96, message).into_iter().collect()
}

/// A time in which a pack was out of the product.
struct Span {
    from: Time,
    until: Option<Time>,
}

impl Span {
    fn holds(&self, t: Time) -> bool {
        // Clocks within two seconds of one another are normal.
        const CLOCK: f64 = 2.0;
        seconds(self.from, t) > CLOCK && self.until.is_none_or(|until| seconds(t, until) > CLOCK)
    }
}

fn seconds(from: Time, to: Time) -> f64 {
    (to.as_nanosecond() - from.as_nanosecond()) as f64 / 1e9
}

fn withdrawals(context: &Context<'_>) -> IdMap<ItemId, Vec<Span>> {
    let mut spans: IdMap<ItemId, Vec<Span>> = IdMap::default();
    let rows = context.batch.audit.as_deref().unwrap_or_default();
    for row in crate::reconcile::timeline::in_order(rows) {
        let (Some(id), Some(state)) = (row.item.map(|id| context.readings.of(id)), row.new_state) else {
            continue;
        };
        match state {
            State::Destroyed | State::Inactive if matches!(context.item(id), Item::Sgtin(_)) => {
                spans.entry(id).or_default().push(Span { from: row.t, until: None });
            }
            State::Commissioned => {
                for span in spans.get_mut(&id).into_iter().flatten() {
                    span.until.get_or_insert(row.t);
                }
            }
            _ => {}
        }
    }
    spans
}

/// Something that happens only to active packs.
struct Move {
    stream: Stream,
    row: u32,
    t: Time,
}

/// Packing and shipping of some packs, alone or in a container.
fn moves(context: &Context<'_>, of: &IdMap<ItemId, Vec<Span>>) -> IdMap<ItemId, Vec<Move>> {
    let (batch, hierarchy) = (context.batch, context.reconciliation.hierarchy());
    // A pack moves with every container that it is in at the end.
    let mut carried: IdMap<ItemId, Vec<ItemId>> = IdMap::default();
    for &id in of.keys() {
        carried.entry(id).or_default().push(id);
        for container in hierarchy.ancestors(id) {
            carried.entry(container).or_default().push(id);
        }
    }
    let mut moves: IdMap<ItemId, Vec<Move>> = IdMap::default();
    let mut note = |of: ItemId, stream, row, t| {
        for &id in carried.get(&of).into_iter().flatten() {
            moves.entry(id).or_default().push(Move { stream, row, t });
        }
    };
    for row in batch.agg.iter().flatten().filter(|row| row.op == AggOp::Add) {
        if let Some(child) = row.child.map(|id| context.readings.of(id))
            && of.contains_key(&child)
        {
            note(child, Stream::Agg, row.row, row.t);
        }
    }
    for row in batch.epcis.iter().flatten().filter(|row| !row.error_declaration) {
        let packs = row.kind == EpcisKind::Aggregation && row.action == Some(EpcisAction::Add);
        let ships = event_state(row, &batch.words) == Some(State::Released);
        for id in row.items.iter().map(|&id| context.readings.of(id)) {
            if ships || packs && of.contains_key(&id) {
                note(id, Stream::Epcis, row.row, row.t);
            }
        }
    }
    for row in batch.wms.iter().flatten().filter(|row| row.state == Some(State::Released)) {
        if let Some(t) = row.t {
            note(context.readings.of(row.item), Stream::Wms, row.row, t);
        }
    }
    moves
}
