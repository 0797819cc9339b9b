use super::conveyor;
use crate::batch::{PrintRow, State, Word};
use crate::findings::{Context, Draft, Finding, FindingCode};
use crate::item::ItemId;
use crate::reconcile::timeline::timeline;
use crate::reconcile::{IdMap, ItemSet};

/// RX-201: verified by camera, no print record.
pub(in crate::findings) fn rx201(context: &Context<'_>) -> Vec<Finding> {
    let (batch, sets) = (context.batch, context.sets());
    if batch.printer.is_none() {
        return Vec::new();
    }
    let mut unprinted = context.unclaimed(&sets.commissioned.less(&sets.encoded));
    if batch.pool.is_none() {
        // Without the pool a counterfeit looks the same, unless the printer was down just then.
        unprinted = conveyor::printed_while_down(context, &unprinted);
    }
    let unprinted = unprinted.less(&conveyor::printed_in_rejected_rows(context, &unprinted));
    let mut draft = Draft::new(FindingCode::Rx201);
    unprinted.iter().for_each(|id| draft.item(context.item(id)));
    context.cite_reads(&mut draft, &unprinted);
    context.cite_prints(&mut draft, &unprinted);
    let message = |count| format!("{count} packs were verified good that no printer recorded as printed");
    draft.finish(0.97, message).into_iter().collect()
}

/// RX-203: printed, never verified nor rejected.
///
/// A label that a person accounts for is not missing, nor is one in whose place on the conveyor the camera was
/// triggered without reading anything: that pack was rejected without a name.
pub(in crate::findings) fn rx203(context: &Context<'_>) -> Vec<Finding> {
    let (batch, sets) = (context.batch, context.sets());
    // Without the trail of changes nobody can tell a label taken for the batch record from a lost one.
    if batch.printer.is_none() || batch.camera.is_none() || batch.audit.is_none() {
        return Vec::new();
    }
    let accounted = accounted_for(context);
    let unseen = sets.encoded.less(&sets.seen);
    let open = context.unclaimed(&unseen.less(&accounted)).less(&packed_around_the_camera(context));
    if open.is_empty() {
        return Vec::new();
    }
    let open = open.less(&conveyor::passed_unread(context, &unseen, &open));
    let mut draft = Draft::new(FindingCode::Rx203);
    open.iter().for_each(|id| draft.item(context.item(id)));
    context.cite_prints(&mut draft, &open);
    let message =
        |count| format!("{count} labels were printed and neither verified nor rejected by any camera");
    draft.finish(0.97, message).into_iter().collect()
}

/// Numbers that are out of the product by a status change, as a sample, or in the pool's or enterprise system's words.
fn accounted_for(context: &Context<'_>) -> ItemSet {
    let batch = context.batch;
    let out = [
        State::Invalid,
        State::LabelSampled,
        State::LabelScrapped,
        State::Sampled,
        State::Inactive,
        State::Destroyed,
    ];
    let changed =
        batch.audit.iter().flatten().filter(|row| row.new_state.is_some_and(|state| out.contains(&state)));
    let sampled =
        batch.events.iter().flatten().filter(|row| batch.words.get(row.kind).eq_ignore_ascii_case("sample"));
    let is_out = |state: Option<State>| state.is_some_and(|state| out.contains(&state));
    let issued = batch.pool.iter().flatten().filter(|row| is_out(row.state)).map(|row| row.item);
    let held = batch.l4.iter().flatten().filter(|row| is_out(row.state)).map(|row| row.item);
    let items = changed
        .filter_map(|row| row.item)
        .chain(sampled.filter_map(|row| row.item))
        .chain(issued)
        .chain(held);
    items.map(|id| context.readings.of(id)).collect()
}

/// Packs in a container that no system holds as commissioned: they went around the camera (AG-106). Where the systems
/// behind the line know a packed one as commissioned, the camera missed it.
fn packed_around_the_camera(context: &Context<'_>) -> ItemSet {
    let sets = context.sets();
    sets.packed.less(&sets.l4).less(&sets.epcis_add)
}

/// RX-204: same serial printed twice. A fault followed by a good reprint is one label.
pub(in crate::findings) fn rx204(context: &Context<'_>) -> Vec<Finding> {
    let twice = context.unclaimed(context.printed_twice()).less(&reprints_of_commissioned(context));
    printed_on_two_labels(context, &twice).into_iter().collect()
}

fn printed_on_two_labels(context: &Context<'_>, twice: &ItemSet) -> Option<Finding> {
    let mut draft = Draft::new(FindingCode::Rx204);
    twice.iter().for_each(|id| draft.item(context.item(id)));
    context.cite_prints(&mut draft, twice);
    context.cite_reads(&mut draft, twice);
    draft.finish(0.98, |count| format!("{count} serials were printed on two labels"))
}

/// Serials with two good prints.
pub(in crate::findings) fn printed_twice(context: &Context<'_>) -> ItemSet {
    let batch = context.batch;
    let mut once = ItemSet::default();
    let mut again: IdMap<ItemId, Vec<&PrintRow>> = IdMap::default();
    for row in batch.printer.iter().flatten().filter(|row| row.ok) {
        let id = context.readings.of(row.item);
        if !once.insert(id) {
            again.insert(id, Vec::new());
        }
    }
    if again.is_empty() {
        return ItemSet::default();
    }
    for row in batch.printer.iter().flatten().filter(|row| row.ok) {
        if let Some(rows) = again.get_mut(&context.readings.of(row.item)) {
            rows.push(row);
        }
    }
    // A row that was written down twice is one print.
    let two_prints = |rows: &[&PrintRow]| {
        rows.iter().any(|one| {
            rows.iter().any(|other| one.row != other.row && (one.t, one.seq) != (other.t, other.seq))
        })
    };
    again.iter().filter(|(_, rows)| two_prints(rows)).map(|(&id, _)| id).collect()
}

/// Serials reprinted when their pack was commissioned already and verified once more on the new label: rework that used
/// a commissioned serial again (RX-210), not a printer that repeats itself.
pub(super) fn reprints_of_commissioned(context: &Context<'_>) -> ItemSet {
    let sights = super::passes::sights(context, context.printed_twice());
    if sights.is_empty() {
        return ItemSet::default();
    }
    let flagged = timeline(context.batch.printer.as_deref().unwrap_or_default());
    let mut reprinted = ItemSet::default();
    for row in flagged.iter().filter(|row| row.ok && row.reprint) {
        let id = context.readings.of(row.item);
        let Some(sights) = sights.get(&id) else { continue };
        let good = |later: bool| sights.iter().any(|sight| sight.good && (sight.t > row.t) == later);
        if good(false) && good(true) {
            reprinted.insert(id);
        }
    }
    reprinted
}

/// All findings, less the double print by which a shifted aggregation began: a reel change reprints the last label of the
/// old reel, and everything after it sits one place further (AG-107).
pub(in crate::findings) fn without_reel_reloads(context: &Context<'_>) -> Vec<Finding> {
    let entities = context.found(FindingCode::Rx204).flat_map(|finding| finding.entities.iter());
    let mut twice: ItemSet = entities.filter_map(|&item| context.batch.items.find(item)).collect();
    let before = twice.len();
    for shift in context.found(FindingCode::Ag107) {
        // The label reaches the packing station within minutes, by clocks that may be minutes apart; of several
        // candidates the last one at a new reel.
        const AHEAD: i64 = 3_600;
        const CLOCK: i64 = 300;
        let begins = shift.window.map(|window| window.from.as_second());
        let near = |row: &PrintRow, new_reel: bool| {
            begins.map_or(new_reel, |begins| (-CLOCK..=AHEAD).contains(&(begins - row.t.as_second())))
        };
        let candidates = last_prints(context, &twice);
        let culprit = candidates
            .iter()
            .filter(|(row, new_reel)| near(row, *new_reel))
            .max_by_key(|(row, new_reel)| (*new_reel, row.t, row.row));
        if let Some((row, _)) = culprit {
            twice.remove(context.readings.of(row.item));
        }
    }
    let mut findings = context.findings().to_vec();
    if twice.len() < before {
        findings.retain(|finding| finding.code != FindingCode::Rx204);
        findings.extend(printed_on_two_labels(context, &twice));
    }
    findings
}

/// The last print of each serial, and whether it was among the first of a new reel.
fn last_prints<'a>(context: &Context<'a>, of: &ItemSet) -> Vec<(&'a PrintRow, bool)> {
    const FIRST: usize = 3;
    let mut since_change: IdMap<Word, (Word, usize)> = IdMap::default();
    let mut last: IdMap<ItemId, (&PrintRow, bool)> = IdMap::default();
    for row in timeline(context.batch.printer.as_deref().unwrap_or_default()).iter() {
        let (reel, count) = since_change.entry(row.device).or_insert((row.reel, FIRST));
        if *reel == row.reel {
            *count += 1;
        } else {
            (*reel, *count) = (row.reel, 0);
        }
        let id = context.readings.of(row.item);
        if row.ok && of.contains(id) {
            last.insert(id, (row, *count < FIRST));
        }
    }
    last.into_values().collect()
}
