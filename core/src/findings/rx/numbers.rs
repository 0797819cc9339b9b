use crate::batch::{State, Stream, Time, Word};
use crate::findings::{Context, Draft, Finding, FindingCode};
use crate::item::ItemId;
use crate::reconcile::{IdMap, ItemSet};

/// RX-202: allocated numbers neither used, returned nor invalidated.
///
/// Whatever any system recorded of a number counts as use: then something else is wrong with it.
pub(in crate::findings) fn rx202(context: &Context<'_>) -> Vec<Finding> {
    let (batch, sets) = (context.batch, context.sets());
    let (Some(pool), Some(_)) = (&batch.pool, &batch.printer) else { return Vec::new() };
    let mut idle: ItemSet = pool
        .iter()
        .filter(|row| row.state == Some(State::Allocated) && row.returned_at.is_none())
        .map(|row| context.readings.of(row.item))
        .collect();
    let audited = batch.audit.iter().flatten().filter_map(|row| row.item);
    let sampled = batch.events.iter().flatten().filter_map(|row| row.item);
    let stored = batch.wms.iter().flatten().map(|row| row.item);
    let checked = batch.verify.iter().flatten().map(|row| row.child);
    let recorded: ItemSet =
        audited.chain(sampled).chain(stored).chain(checked).map(|id| context.readings.of(id)).collect();
    let used = [
        &recorded,
        &sets.encoded,
        &sets.seen,
        &sets.ever_packed,
        &sets.unused_returned,
        &sets.invalidated,
        &sets.l4,
        &sets.epcis_add,
    ];
    for set in used {
        idle = idle.less(set);
    }
    if batch.audit.is_none() {
        // A number that could not be printed is given up in the trail of changes, which is not here.
        idle = idle.less(&sets.printed);
    }
    idle = context.unclaimed(&idle);
    // A print row that could not be read is a use all the same; whose, it does not say.
    if idle.len() <= context.rejected_rows(Stream::Printer).len() {
        return Vec::new();
    }
    let mut draft = Draft::new(FindingCode::Rx202);
    idle.iter().for_each(|id| draft.item(context.item(id)));
    context.cite_pool(&mut draft, &idle);
    context.cite_prints(&mut draft, &idle);
    let message = |count| {
        format!(
            "{count} allocated numbers were neither printed nor returned nor invalidated; the order is not closed out"
        )
    };
    draft.finish(0.97, message).into_iter().collect()
}

/// RX-212: serial issued to or used in two lots.
pub(in crate::findings) fn rx212(context: &Context<'_>) -> Vec<Finding> {
    let mut twice = issued_twice(context);
    let issued = twice.len();
    let mut elsewhere = 0;
    for (stream, labelled) in context.labelled() {
        // A symbol alone that names another lot is a matter of the label (ID-130).
        if *stream != Stream::Camera && !labelled.wholesale() {
            elsewhere += labelled.other_lot.less(&twice).len();
            twice = twice.or(&labelled.other_lot);
        }
    }
    let twice = context.unclaimed(&twice);
    let mut draft = Draft::new(FindingCode::Rx212);
    twice.iter().for_each(|id| draft.item(context.item(id)));
    context.cite_pool(&mut draft, &twice);
    context.cite_prints(&mut draft, &twice);
    context.cite_enterprise(&mut draft, &twice);
    context.cite_messages(&mut draft, &twice);
    let lot = &context.batch.order.lot;
    let message = |count| {
        format!(
            "{count} serials belong to two lots: {issued} were issued twice, {elsewhere} are recorded in a lot other than {lot}"
        )
    };
    draft.finish(0.97, message).into_iter().collect()
}

/// Numbers that the pool lists under two requests, or twice at different times.
fn issued_twice(context: &Context<'_>) -> ItemSet {
    let rows = context.batch.pool.as_deref().unwrap_or_default();
    let mut seen = ItemSet::default();
    let repeated: ItemSet = rows.iter().map(|row| row.item).filter(|&id| !seen.insert(id)).collect();
    let mut first: IdMap<ItemId, (Word, Option<Time>)> = IdMap::default();
    let mut twice = ItemSet::default();
    for row in rows.iter().filter(|row| repeated.contains(row.item)) {
        let issue = (row.request, row.issued_at);
        if *first.entry(row.item).or_insert(issue) != issue {
            twice.insert(row.item);
        }
    }
    twice
}

/// RX-220: serial not in the pool.
pub(in crate::findings) fn rx220(context: &Context<'_>) -> Vec<Finding> {
    let (batch, sets) = (context.batch, context.sets());
    if batch.pool.is_none() {
        return Vec::new();
    }
    let mut unknown = sets.seen.or(&sets.printed).or(&packed_here(context));
    // Systems whose counts agree while their sets do not are a case of their own (RX-216).
    if sets.epcis_add.len() != sets.commissioned.len() {
        unknown = unknown.or(&sets.epcis_add);
    }
    let unknown: ItemSet = unknown.less(&sets.pool).iter().filter(|&id| context.is_own(id)).collect();
    // What our own printer printed came from a pool row, if one could not be read.
    let unreadable = context.rejected_rows(Stream::Pool).len();
    let printed = unknown.and(&sets.encoded);
    let unknown = if printed.len() <= unreadable { unknown.less(&printed) } else { unknown };
    let mut draft = Draft::new(FindingCode::Rx220);
    unknown.iter().for_each(|id| draft.item(context.item(id)));
    context.cite_prints(&mut draft, &unknown);
    context.cite_reads(&mut draft, &unknown);
    context.cite_packing(&mut draft, &unknown);
    context.cite_messages(&mut draft, &unknown);
    let message = |count| {
        format!("{count} packs carry a serial that was never allocated to this order: foreign or counterfeit")
    };
    draft.finish(0.98, message).into_iter().collect()
}

/// Packs in containers, less those that the enterprise system holds in another lot: a mixed container (AG-110), unless
/// the line itself printed or read them.
fn packed_here(context: &Context<'_>) -> ItemSet {
    let (batch, packed) = (context.batch, &context.sets().ever_packed);
    let lot = batch.order.lot.trim();
    let other = batch.l4.iter().flatten().filter(|row| packed.contains(row.item));
    let other = other.filter(|row| !row.lot.is_empty() && batch.words.get(row.lot).trim() != lot);
    packed.less(&other.map(|row| row.item).collect())
}

/// RX-221: foreign GTIN in the stream. What only a container holds is a mixed container (AG-110).
pub(in crate::findings) fn rx221(context: &Context<'_>) -> Vec<Finding> {
    let sets = context.sets();
    let present = sets.seen.or(&sets.printed).or(&sets.epcis_add);
    let foreign: ItemSet = present.iter().filter(|&id| !context.is_own(id)).collect();
    let mut draft = Draft::new(FindingCode::Rx221);
    foreign.iter().for_each(|id| draft.item(context.item(id)));
    context.cite_prints(&mut draft, &foreign);
    context.cite_reads(&mut draft, &foreign);
    context.cite_packing(&mut draft, &foreign);
    context.cite_messages(&mut draft, &foreign);
    let gtin = context.batch.order.gtin;
    let message = |count| format!("{count} packs of a trade item other than {gtin} passed the line");
    draft.finish(0.98, message).into_iter().collect()
}
