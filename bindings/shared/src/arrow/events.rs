//! The events of an EPCIS document as tables.

use std::fmt::Write as _;
use std::sync::Arc;

use arrow_array::builder::{Int64Builder, StringBuilder, UInt32Builder};
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{ArrayRef, PrimitiveArray};
use tallymark::batch::{Time, bare_word};
use tallymark::epcis::model::Action;
use tallymark::epcis::read::Reader;
use tallymark::epcis::tree::Limits;
use tallymark::epcis::{Facts, Role};

use super::Table;
use crate::Failure;
use crate::document::Source;

/// What a document says, each event and each thing that it names a row.
#[derive(Clone, Debug)]
pub struct EventTables {
    /// `event` (its number from 1), `line`, `type`, `action`, `time`, `record_time`, `event_id`, `biz_step` and
    /// `disposition` as bare words, `read_point`, `biz_location`, `parent`, `lot`, `expiry`, `epcs` (how many it names).
    pub events: Table,
    /// `event`, `role` (object, child, input, output), `epc` as written, `key`: the element string of a pack or logistic
    /// unit, and `offset`, its byte in the document.
    pub epcs: Table,
    /// `event`, `role`, `epc_class`, `quantity` as written, `uom`.
    pub quantities: Table,
    /// What cannot be read: `event`, `line`, `code`, `message`.
    pub rejected: Table,
}

/// Memory set aside before anything is read, at most.
const ROOM: usize = 1 << 26;

const fn role(role: Role) -> &'static str {
    match role {
        Role::Parent => "parent",
        Role::Object => "object",
        Role::Child => "child",
        Role::Input => "input",
        Role::Output => "output",
    }
}

#[derive(Default)]
struct Columns {
    numbers: [UInt32Builder; 4],
    counts: [Int64Builder; 4],
    times: [Vec<Option<i64>>; 2],
    event: [StringBuilder; 10],
    epc: [StringBuilder; 3],
    quantity: [StringBuilder; 4],
    error: [StringBuilder; 2],
}

fn number(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn count(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// An empty text says nothing.
fn said(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

impl Columns {
    fn event(&mut self, facts: &Facts<'_>) {
        let event = number(facts.number);
        let [events, epcs, quantities, _] = &mut self.numbers;
        let [lines, named, offsets, _] = &mut self.counts;
        events.append_value(event);
        lines.append_option(facts.place.map(|place| count(place.line)));
        named.append_value(count(facts.epcs.len() as u64));
        let [times, recorded] = &mut self.times;
        times.push(facts.time.map(Time::as_microsecond));
        recorded.push(facts.record_time.map(Time::as_microsecond));
        let texts = [
            Some(facts.kind.name()),
            facts.action.map(Action::word),
            said(facts.event_id),
            said(bare_word(facts.biz_step)),
            said(bare_word(facts.disposition)),
            said(facts.read_point),
            said(facts.biz_location),
            facts.parent.as_ref().map(|parent| parent.text),
            said(facts.lot),
            said(facts.expiry),
        ];
        self.event.iter_mut().zip(texts).for_each(|(column, text)| column.append_option(text));
        let [roles, written, keys] = &mut self.epc;
        for epc in &facts.epcs {
            epcs.append_value(event);
            roles.append_value(role(epc.role));
            written.append_value(epc.text);
            match epc.item {
                // Straight into the column; a column takes everything.
                Some(item) => {
                    let _ = write!(keys, "{item}");
                    keys.append_value("");
                }
                None => keys.append_null(),
            }
            offsets.append_value(count(epc.offset));
        }
        for amount in &facts.quantities {
            quantities.append_value(event);
            let texts =
                [Some(role(amount.role)), Some(amount.class), said(amount.quantity), said(amount.uom)];
            self.quantity.iter_mut().zip(texts).for_each(|(column, text)| column.append_option(text));
        }
    }
}

/// Reads a document into tables.
///
/// # Errors
/// If its file cannot be opened. What cannot be read in it is in `rejected`.
pub fn event_tables(document: Source) -> Result<EventTables, Failure> {
    // Most of a document is identifiers; room for them is set aside once, within reason.
    let bytes = usize::try_from(document.size()).unwrap_or(usize::MAX).min(ROOM);
    let texts = |share: usize| StringBuilder::with_capacity(bytes / 50, bytes / 4 * share);
    let mut columns = Columns { epc: [texts(1), texts(4), texts(3)], ..Columns::default() };
    for found in Reader::new(document.into_reader()?, Limits::default()) {
        match found {
            Ok(found) => columns.event(&Facts::of(&found.event, found.place, found.number)),
            Err(error) => {
                let [.., events] = &mut columns.numbers;
                let [.., lines] = &mut columns.counts;
                let [codes, messages] = &mut columns.error;
                events.append_option(error.number.map(number));
                lines.append_value(count(error.place.line));
                codes.append_value(error.code);
                messages.append_value(&error.message);
            }
        }
    }
    let time = |times: Vec<Option<i64>>| -> ArrayRef {
        Arc::new(PrimitiveArray::<TimestampMicrosecondType>::from(times).with_timezone("UTC"))
    };
    let [events, epcs, quantities, rejected] =
        columns.numbers.map(|mut column| Arc::new(column.finish()) as ArrayRef);
    let [lines, named, offsets, at] = columns.counts.map(|mut column| Arc::new(column.finish()) as ArrayRef);
    let text = |mut column: StringBuilder| Arc::new(column.finish()) as ArrayRef;
    let [times, recorded] = columns.times.map(time);
    let [kind, action, id, step, disposition, read_point, location, parent, lot, expiry] =
        columns.event.map(text);
    let [roles, written, keys] = columns.epc.map(text);
    let [amount_roles, classes, amounts, units] = columns.quantity.map(text);
    let [codes, messages] = columns.error.map(text);
    Ok(EventTables {
        events: Table::new([
            ("event", events),
            ("line", lines),
            ("type", kind),
            ("action", action),
            ("time", times),
            ("record_time", recorded),
            ("event_id", id),
            ("biz_step", step),
            ("disposition", disposition),
            ("read_point", read_point),
            ("biz_location", location),
            ("parent", parent),
            ("lot", lot),
            ("expiry", expiry),
            ("epcs", named),
        ]),
        epcs: Table::new([
            ("event", epcs),
            ("role", roles),
            ("epc", written),
            ("key", keys),
            ("offset", offsets),
        ]),
        quantities: Table::new([
            ("event", quantities),
            ("role", amount_roles),
            ("epc_class", classes),
            ("quantity", amounts),
            ("uom", units),
        ]),
        rejected: Table::new([("event", rejected), ("line", at), ("code", codes), ("message", messages)]),
    })
}

#[cfg(test)]
mod tests {
    use super::super::Value;
    use super::*;

    #[test]
    fn events_and_what_they_name_are_rows() {
        let text = r#"[{"type": "AggregationEvent", "action": "ADD", "eventTime": "2026-03-04T10:01:07Z", "bizStep": "packing",
            "parentID": "urn:epc:id:sscc:9506000.0000000001", "childEPCs": ["urn:epc:id:sgtin:9506000.013435.A1", "urn:x"],
            "childQuantityList": [{"epcClass": "urn:c", "quantity": 1.50}]}, {"type": "OddEvent"}]"#;
        let tables = event_tables(Source { input: Some(text.to_owned()), ..Source::default() }).unwrap();
        let sizes = [&tables.events, &tables.epcs, &tables.quantities, &tables.rejected].map(Table::rows);
        assert_eq!(sizes, [1, 2, 1, 1]);
        assert_eq!(tables.events.value("parent", 0), Value::Text("urn:epc:id:sscc:9506000.0000000001"));
        assert_eq!(tables.events.value("epcs", 0), Value::Integer(2));
        assert_eq!(tables.epcs.value("key", 0), Value::Text("(01)09506000134352(21)A1"));
        assert_eq!(tables.epcs.value("key", 1), Value::Null);
        assert_eq!(tables.quantities.value("quantity", 0), Value::Text("1.50"));
        assert_eq!(tables.rejected.value("code", 0), Value::Text("event-type"));
    }
}
