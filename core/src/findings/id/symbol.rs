use crate::batch::{Batch, Read, Stream, Word};
use crate::findings::{Context, Draft, Finding, FindingCode};
use crate::item::ItemId;
use crate::reconcile::{IdMap, ItemSet, is_commissioning};

/// What one system says about the lot and expiry of packs.
#[derive(Debug, Default)]
pub(in crate::findings) struct Labelled {
    /// Packs with a lot text.
    pub(in crate::findings) with_lot: ItemSet,
    /// Packs of another lot.
    pub(in crate::findings) other_lot: ItemSet,
    /// Packs whose lot differs from the order's in upper and lower case only.
    pub(in crate::findings) other_case: ItemSet,
    /// Packs whose expiry is not the order's.
    pub(in crate::findings) other_expiry: ItemSet,
}

impl Labelled {
    /// Whether the other lot is a matter of the text (keyed wrong, wrong template) rather than of single serials: it
    /// holds for the bulk of what the system says.
    pub(in crate::findings) fn wholesale(&self) -> bool {
        let (other, all) = (self.other_lot.len(), self.with_lot.len());
        2 * other > all || other > 20 && 20 * other > all
    }
}

#[derive(Clone, Copy)]
enum Lot {
    Same,
    OtherCase,
    Other,
}

/// Compares lot and expiry texts with the order's, each different text once.
struct Texts<'a> {
    batch: &'a Batch,
    lots: IdMap<Word, Lot>,
    expiries: IdMap<Word, bool>,
}

impl<'a> Texts<'a> {
    fn new(batch: &'a Batch) -> Self {
        Texts { batch, lots: IdMap::default(), expiries: IdMap::default() }
    }

    fn note(&mut self, to: &mut Labelled, id: ItemId, lot: Word, expiry: Word) {
        let batch = self.batch;
        if !lot.is_empty() {
            to.with_lot.insert(id);
            let judge = || match (batch.words.get(lot).trim(), batch.order.lot.trim()) {
                (_, "") => Lot::Same,
                (one, other) if one == other => Lot::Same,
                (one, other) if one.eq_ignore_ascii_case(other) => Lot::OtherCase,
                _ => Lot::Other,
            };
            match *self.lots.entry(lot).or_insert_with(judge) {
                Lot::Same => false,
                Lot::OtherCase => to.other_case.insert(id),
                Lot::Other => to.other_lot.insert(id),
            };
        }
        if !expiry.is_empty() {
            let other = || match (day(batch.words.get(expiry)), day(&batch.order.expiry)) {
                (Some(one), Some(other)) => one != other,
                _ => false,
            };
            if *self.expiries.entry(expiry).or_insert_with(other) {
                to.other_expiry.insert(id);
            }
        }
    }
}

/// Packs by what the printer, the symbol, the enterprise system and the messages say of lot and expiry.
pub(in crate::findings) fn labelled(context: &Context<'_>) -> [(Stream, Labelled); 4] {
    let (batch, readings) = (context.batch, context.readings);
    let mut texts = Texts::new(batch);
    let mut printed = Labelled::default();
    for row in batch.printer.iter().flatten().filter(|row| row.ok) {
        texts.note(&mut printed, readings.of(row.item), row.lot, row.expiry);
    }
    let mut read = Labelled::default();
    for row in batch.camera.iter().flatten() {
        // What a damaged text says about the lot is damaged, too.
        if let Read::Item(id) = row.read
            && !readings.items.contains_key(&id)
        {
            texts.note(&mut read, id, row.lot, row.expiry);
        }
    }
    let sets = context.sets();
    let known = sets.pool.or(&sets.encoded).or(&sets.seen);
    let mut enterprise = Labelled::default();
    for row in batch.l4.iter().flatten() {
        // An extract may hold other lots of the trade item; only this order's packs are compared.
        if known.contains(readings.of(row.item)) {
            texts.note(&mut enterprise, readings.of(row.item), row.lot, row.expiry);
        }
    }
    let mut sent = Labelled::default();
    for row in batch.epcis.iter().flatten().filter(|row| is_commissioning(row)) {
        for id in row.items.iter().map(|&id| readings.of(id)).filter(|&id| known.contains(id)) {
            texts.note(&mut sent, id, row.lot, row.expiry);
        }
    }
    [(Stream::Printer, printed), (Stream::Camera, read), (Stream::L4, enterprise), (Stream::Epcis, sent)]
}

/// ID-130: lot or expiry in the symbol differs from the batch record or L4. Single serials that another system holds
/// in another lot are RX-212.
pub(in crate::findings) fn id130(context: &Context<'_>) -> Vec<Finding> {
    let mut concerned = ItemSet::default();
    for (stream, labelled) in context.labelled() {
        if labelled.wholesale() || *stream == Stream::Camera {
            concerned = concerned.or(&labelled.other_lot);
        }
        concerned = concerned.or(&labelled.other_expiry).or(&labelled.other_case);
    }
    let elsewhere = [FindingCode::Id101, FindingCode::Rx212, FindingCode::Rx220, FindingCode::Rx221];
    let concerned = context.not_claimed_as(&concerned, &elsewhere);
    let own = concerned.iter().filter(|&id| context.is_own(id)).collect::<ItemSet>();
    let mut draft = Draft::new(FindingCode::Id130);
    own.iter().for_each(|id| draft.item(context.item(id)));
    context.cite_prints(&mut draft, &own);
    context.cite_reads(&mut draft, &own);
    context.cite_enterprise(&mut draft, &own);
    let order = &context.batch.order;
    let message = |count| {
        format!(
            "{count} packs are recorded with a lot or expiry other than {} and {}",
            order.lot, order.expiry
        )
    };
    draft.finish(0.95, message).into_iter().collect()
}

/// The day that an expiry text means as YYMMDD digits: day 00 is the last of the month, a date with century counts
/// without it. `None` if the text is no date.
fn day(text: &str) -> Option<(u32, u32, u32)> {
    let digits: String = text.chars().take(10).filter(char::is_ascii_digit).collect();
    let digits = if digits.len() == 8 { digits.get(2..)? } else { &digits };
    if digits.len() != 6 {
        return None;
    }
    let number = |range| digits.get(range).and_then(|part: &str| part.parse::<u32>().ok());
    let (year, month, day) = (number(0..2)?, number(2..4)?, number(4..6)?);
    let leap = year % 4 == 0;
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    Some((year, month, if day == 0 { last } else { day }))
}
