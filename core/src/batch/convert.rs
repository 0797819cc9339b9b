//! Cells to typed rows, one function per stream. Nothing is interned before every cell was read, so that a rejected
//! row leaves no trace in the tables.

use super::cells::Cells;
use super::columns::{agg, audit, camera, events, l4, pool, printer, sscc_pool, verify, wms};
use super::row_code::Fault;
use super::{
    AggOp, AggRow, AuditRow, CameraRow, EventRow, Item, Items, L4Row, Mode, PoolRow, PrintRow, Read, State,
    VerifyRow, WmsRow, Word, Words,
};
use crate::diagnostic::ApplicationIdentifier;
use crate::gs1::Message;
use crate::keys::{Gtin, Sgtin};

/// Where items and words go.
pub(super) struct Sink<'a> {
    pub(super) gtin: Gtin,
    pub(super) items: &'a mut Items,
    pub(super) words: &'a mut Words,
    /// For every column its last text: most columns repeat theirs.
    pub(super) last: &'a mut [(String, Word)],
    /// Items numbered from here on were named by no stream before this one; `None` if there was none to name them.
    pub(super) strange_from: Option<usize>,
    pub(super) layout: &'a mut Layout,
}

impl Sink<'_> {
    fn layout(&mut self, message: &Message<'_>) -> Word {
        let ais = message.elements().map(|element| element.ai);
        if !ais.clone().eq(self.layout.ais.iter().copied()) {
            self.layout.ais = ais.collect();
            let texts: Vec<String> = self.layout.ais.iter().map(ToString::to_string).collect();
            self.layout.word = self.words.insert(&texts.join(","));
        }
        self.layout.word
    }

    fn word(&mut self, column: usize, text: &str) -> Word {
        if text.is_empty() {
            return Word::EMPTY;
        }
        match self.last.get_mut(column) {
            Some((last, word)) if last == text => *word,
            Some((last, word)) => {
                *word = self.words.insert(text);
                text.clone_into(last);
                *word
            }
            None => self.words.insert(text),
        }
    }
}

/// The Application Identifiers of the scan before, which are mostly those of the next one.
#[derive(Debug, Default)]
pub(super) struct Layout {
    ais: Vec<ApplicationIdentifier>,
    word: Word,
}

pub(super) fn pool(row: u32, cells: &Cells<'_>, sink: &mut Sink<'_>) -> Result<PoolRow, Fault> {
    let serial = cells.serial(pool::SERIAL)?;
    let gtin = cells.gtin(pool::GTIN, sink.gtin)?;
    let word = cells.text(pool::STATE)?;
    let request = cells.text(pool::REQUEST)?;
    let issued_at = cells.time_if_given(pool::ISSUED_AT)?;
    let returned_at = cells.time_if_given(pool::RETURNED_AT)?;
    Ok(PoolRow {
        row,
        item: sink.items.insert(Item::Sgtin(Sgtin { gtin, serial })),
        state: State::from_word(word),
        word: sink.word(pool::STATE, word),
        request: sink.word(pool::REQUEST, request),
        issued_at,
        returned_at,
    })
}

pub(super) fn sscc_pool(row: u32, cells: &Cells<'_>, sink: &mut Sink<'_>) -> Result<PoolRow, Fault> {
    let item = cells.item(sscc_pool::ID)?;
    let word = cells.text(sscc_pool::STATE)?;
    let request = cells.text(sscc_pool::REQUEST)?;
    let issued_at = cells.time_if_given(sscc_pool::ISSUED_AT)?;
    let returned_at = cells.time_if_given(sscc_pool::RETURNED_AT)?;
    Ok(PoolRow {
        row,
        item: sink.items.insert(item),
        state: State::from_word(word),
        word: sink.word(sscc_pool::STATE, word),
        request: sink.word(sscc_pool::REQUEST, request),
        issued_at,
        returned_at,
    })
}

pub(super) fn printer(row: u32, cells: &Cells<'_>, sink: &mut Sink<'_>) -> Result<PrintRow, Fault> {
    let t = cells.time(printer::T)?;
    let serial = cells.serial(printer::SERIAL)?;
    let gtin = cells.gtin(printer::GTIN, sink.gtin)?;
    let seq = cells.number(printer::SEQ)?;
    let device = cells.text(printer::DEVICE)?;
    let lot = cells.text(printer::LOT)?;
    let expiry = cells.text(printer::EXPIRY)?;
    let job = cells.text(printer::JOB)?;
    let reel = cells.text(printer::REEL)?;
    let head_temp = cells.decimal(printer::HEAD_TEMP, (f32::MIN, f32::MAX))?;
    let ok = cells.word(printer::RESULT, &[("ok", true), ("fault", false)])?;
    let reprint = cells.flag(printer::REPRINT)?;
    Ok(PrintRow {
        row,
        seq,
        t,
        device: sink.word(printer::DEVICE, device),
        item: sink.items.insert(Item::Sgtin(Sgtin { gtin, serial })),
        lot: sink.word(printer::LOT, lot),
        expiry: sink.word(printer::EXPIRY, expiry),
        job: sink.word(printer::JOB, job),
        reel: sink.word(printer::REEL, reel),
        head_temp,
        ok,
        reprint,
    })
}

pub(super) fn camera(row: u32, cells: &Cells<'_>, sink: &mut Sink<'_>) -> Result<CameraRow, Fault> {
    let t = cells.time(camera::T)?;
    let seq = cells.number(camera::SEQ)?;
    let device = cells.text(camera::DEVICE)?;
    let decoded = cells.flag(camera::DECODED)?;
    let grade = cells.decimal(camera::GRADE, (0.0, 4.0))?;
    let matched = cells.flag(camera::MATCH)?;
    let reject = cells.flag(camera::REJECT)?;
    // A site without a reject sensor delivers no such column: then nothing speaks against the ejection.
    let ejected = if cells.has(camera::EJECTED) { cells.flag(camera::EJECTED)? } else { reject };
    // Scan data is judged, never refused: a bad read is what the camera saw.
    let bytes = cells.bytes(camera::RAW);
    let mut seen = CameraRow {
        row,
        seq,
        t,
        device: sink.word(camera::DEVICE, device),
        read: Read::None,
        raw: Word::EMPTY,
        layout: Word::EMPTY,
        lot: Word::EMPTY,
        expiry: Word::EMPTY,
        grade,
        decoded,
        matched,
        reject,
        ejected,
    };
    if bytes.is_empty() {
        return Ok(seen);
    }
    let message = Message::parse_any(bytes).ok();
    let Some((message, item)) = message.and_then(|message| message.item().ok().map(|item| (message, item)))
    else {
        seen.read = Read::Bad;
        seen.raw = raw(bytes, sink);
        return Ok(seen);
    };
    let id = sink.items.insert(item);
    seen.read = Read::Item(id);
    // What nobody allocated or printed may be another reading of something else: then the text is evidence.
    if sink.strange_from.is_some_and(|known| id.index() >= known) {
        seen.raw = raw(bytes, sink);
    }
    seen.layout = sink.layout(&message);
    // The columns of the flags hold no words, so their places remember lot and expiry.
    seen.lot = sink.word(camera::DECODED, message.get("10").unwrap_or_default());
    seen.expiry = sink.word(camera::MATCH, message.get("17").unwrap_or_default());
    Ok(seen)
}

/// Scan data as a word, without loss: bytes that are no text are written as escapes.
fn raw(bytes: &[u8], sink: &mut Sink<'_>) -> Word {
    match std::str::from_utf8(bytes) {
        Ok(text) => sink.words.insert(text),
        Err(_) => sink.words.insert(&bytes.escape_ascii().to_string()),
    }
}

pub(super) fn agg(row: u32, cells: &Cells<'_>, sink: &mut Sink<'_>) -> Result<AggRow, Fault> {
    let t = cells.time(agg::T)?;
    let seq = cells.number(agg::SEQ)?;
    let station = cells.text(agg::STATION)?;
    let op =
        cells.word(agg::OP, &[("add", AggOp::Add), ("remove", AggOp::Remove), ("close", AggOp::Close)])?;
    let parent = cells.item(agg::PARENT)?;
    let child = if op == AggOp::Close { None } else { Some(cells.item(agg::CHILD)?) };
    let mode = match cells.bytes(agg::MODE) {
        b"" => None,
        _ => Some(cells.word(agg::MODE, &[("auto", Mode::Auto), ("manual", Mode::Manual)])?),
    };
    let operator = cells.text(agg::OPERATOR)?;
    let count = cells.number(agg::SENSOR_COUNT)?;
    let sensor_count = count.map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    Ok(AggRow {
        row,
        seq,
        t,
        station: sink.word(agg::STATION, station),
        op,
        parent: sink.items.insert(parent),
        child: child.map(|child| sink.items.insert(child)),
        mode,
        operator: sink.word(agg::OPERATOR, operator),
        sensor_count,
    })
}

pub(super) fn events(row: u32, cells: &Cells<'_>, sink: &mut Sink<'_>) -> Result<EventRow, Fault> {
    let t = cells.time(events::T)?;
    let source = cells.text(events::SOURCE)?;
    let kind = cells.needed_text(events::KIND)?;
    let detail = cells.text(events::DETAIL)?;
    Ok(EventRow {
        row,
        t,
        source: sink.word(events::SOURCE, source),
        kind: sink.word(events::KIND, kind),
        detail: sink.word(events::DETAIL, detail),
        item: named(detail, sink),
    })
}

pub(super) fn l4(row: u32, cells: &Cells<'_>, sink: &mut Sink<'_>) -> Result<L4Row, Fault> {
    let serial = cells.serial(l4::SERIAL)?;
    let gtin = cells.gtin(l4::GTIN, sink.gtin)?;
    let word = cells.text(l4::STATE)?;
    let lot = cells.text(l4::LOT)?;
    let expiry = cells.text(l4::EXPIRY)?;
    let updated_at = cells.time_if_given(l4::UPDATED_AT)?;
    Ok(L4Row {
        row,
        item: sink.items.insert(Item::Sgtin(Sgtin { gtin, serial })),
        state: State::from_word(word),
        word: sink.word(l4::STATE, word),
        lot: sink.word(l4::LOT, lot),
        expiry: sink.word(l4::EXPIRY, expiry),
        updated_at,
    })
}

pub(super) fn wms(row: u32, cells: &Cells<'_>, sink: &mut Sink<'_>) -> Result<WmsRow, Fault> {
    let item = cells.item(wms::ID)?;
    let word = cells.text(wms::STATE)?;
    let location = cells.text(wms::LOCATION)?;
    let t = cells.time_if_given(wms::T)?;
    Ok(WmsRow {
        row,
        item: sink.items.insert(item),
        state: State::from_word(word),
        word: sink.word(wms::STATE, word),
        location: sink.word(wms::LOCATION, location),
        t,
    })
}

pub(super) fn verify(row: u32, cells: &Cells<'_>, sink: &mut Sink<'_>) -> Result<VerifyRow, Fault> {
    let t = cells.time(verify::T)?;
    let operator = cells.text(verify::OPERATOR)?;
    let parent = cells.item(verify::PARENT)?;
    let child = cells.item(verify::CHILD)?;
    Ok(VerifyRow {
        row,
        t,
        operator: sink.word(verify::OPERATOR, operator),
        parent: sink.items.insert(parent),
        child: sink.items.insert(child),
    })
}

pub(super) fn audit(row: u32, cells: &Cells<'_>, sink: &mut Sink<'_>) -> Result<AuditRow, Fault> {
    let t = cells.time(audit::T)?;
    let actor = cells.text(audit::ACTOR)?;
    let role = cells.text(audit::ROLE)?;
    let action = cells.needed_text(audit::ACTION)?;
    let target = cells.text(audit::TARGET)?;
    let old = cells.text(audit::OLD)?;
    let new = cells.text(audit::NEW)?;
    let reason = cells.text(audit::REASON)?;
    let status = action == "status_change";
    Ok(AuditRow {
        row,
        t,
        actor: sink.word(audit::ACTOR, actor),
        role: sink.word(audit::ROLE, role),
        action: sink.word(audit::ACTION, action),
        target: sink.word(audit::TARGET, target),
        item: if action == "config_change" { None } else { named(target, sink) },
        old: sink.word(audit::OLD, old),
        new: sink.word(audit::NEW, new),
        old_state: if status { State::from_word(old) } else { None },
        new_state: if status { State::from_word(new) } else { None },
        reason: sink.word(audit::REASON, reason),
    })
}

/// The item that free text names, if it is nothing but an identifier.
fn named(text: &str, sink: &mut Sink<'_>) -> Option<super::ItemId> {
    if text.is_empty() {
        return None;
    }
    Item::parse(text).ok().map(|item| sink.items.insert(item))
}
