//! What is sent to partners: commissioning in chunks, packing and unpacking, destroying, shipping.

use super::ids::{IdentifierForm, Thing};
use super::out::{File, Sink};
use super::scenario::EpcisForm;
use super::setting::Setting;
use super::time::{Millis, Stamp};

/// One document, written as the line runs.
pub(super) struct Epcis<'a> {
    set: &'a Setting,
    file: File,
    stamp: Stamp,
    /// Commissioned, not yet reported.
    waiting: Vec<u32>,
    first: bool,
}

/// An event before it is written.
struct Event<'e> {
    at: Millis,
    action: &'e str,
    step: &'e str,
    disposition: &'e str,
    parent: Option<u32>,
    things: &'e [Thing],
    lot: bool,
}

impl<'a> Epcis<'a> {
    pub(super) fn new(set: &'a Setting) -> Self {
        let json = set.habits.epcis == EpcisForm::Json20;
        let name = if json { "epcis.json" } else { "epcis.xml" };
        let file = File::new(name, !set.delivers("epcis"));
        let mut epcis = Epcis { set, file, stamp: Stamp::new(set.zone), waiting: Vec::new(), first: true };
        epcis.open();
        epcis
    }

    pub(super) fn flush<S: Sink + ?Sized>(&mut self, sink: &mut S, end: bool) -> Result<(), S::Error> {
        self.file.flush(sink, end)
    }

    fn open(&mut self) {
        // Sent when the order is released: after everything it tells.
        let created = self
            .stamp
            .text(self.set.start + 3 * 86_400_000 + 3 * Millis::from(self.set.units) * self.set.interval);
        let (namespace, version) = match self.set.habits.epcis {
            EpcisForm::Json20 => {
                let head = format!(
                    "{{\"@context\": [\"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld\"],\n\
                     \"type\": \"EPCISDocument\", \"schemaVersion\": \"2.0\", \"creationDate\": \"{created}\",\n\
                     \"epcisBody\": {{\"eventList\": ["
                );
                return self.put(&head);
            }
            EpcisForm::Xml20 => ("2", "2.0"),
            EpcisForm::Xml12 => ("1", "1.2"),
        };
        let head = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<epcis:EPCISDocument \
             xmlns:epcis=\"urn:epcglobal:epcis:xsd:{namespace}\" xmlns:cbvmda=\"urn:epcglobal:cbv:mda\" \
             schemaVersion=\"{version}\" creationDate=\"{created}\">\n<EPCISBody>\n<EventList>\n"
        );
        self.put(&head);
    }

    /// Ends the document. Everything that waits is reported first.
    pub(super) fn close(&mut self, at: Millis) {
        self.report(at);
        match self.set.habits.epcis {
            EpcisForm::Json20 => self.put("\n]}}\n"),
            _ => self.put("</EventList>\n</EPCISBody>\n</epcis:EPCISDocument>\n"),
        }
    }

    /// A pack to be reported as commissioned with the next chunk.
    pub(super) fn commission(&mut self, at: Millis, number: u32) {
        self.waiting.push(number);
        if self.waiting.len() >= self.set.habits.chunk {
            self.report(at);
        }
    }

    fn report(&mut self, at: Millis) {
        let waiting: Vec<Thing> = self.waiting.drain(..).map(Thing::Pack).collect();
        if !waiting.is_empty() {
            self.event(&Event {
                at,
                action: "ADD",
                step: "commissioning",
                disposition: "active",
                parent: None,
                things: &waiting,
                lot: true,
            });
        }
    }

    /// A container that is complete. What it holds is reported before.
    pub(super) fn pack(&mut self, at: Millis, parent: u32, children: &[Thing]) {
        self.report(at);
        if self.set.habits.commission_containers {
            let things = [Thing::Container(parent)];
            let disposition = "active";
            let (action, step, parent) = ("ADD", "commissioning", None);
            self.event(&Event { at, action, step, disposition, parent, things: &things, lot: false });
        }
        self.refill(at, parent, children);
    }

    /// More children for a container that was packed before.
    pub(super) fn refill(&mut self, at: Millis, parent: u32, children: &[Thing]) {
        self.report(at);
        let (action, step, disposition) = ("ADD", "packing", "in_progress");
        self.event(&Event {
            at,
            action,
            step,
            disposition,
            parent: Some(parent),
            things: children,
            lot: false,
        });
    }

    /// Children leave; none named means all.
    pub(super) fn unpack(&mut self, at: Millis, parent: u32, children: &[Thing]) {
        let (action, step, disposition) = ("DELETE", "unpacking", "in_progress");
        self.event(&Event {
            at,
            action,
            step,
            disposition,
            parent: Some(parent),
            things: children,
            lot: false,
        });
    }

    pub(super) fn destroy(&mut self, at: Millis, thing: Thing) {
        self.report(at);
        let (action, step, disposition) = ("DELETE", "destroying", "destroyed");
        self.event(&Event { at, action, step, disposition, parent: None, things: &[thing], lot: false });
    }

    pub(super) fn ship(&mut self, at: Millis, things: &[Thing]) {
        for things in things.chunks(500) {
            let (action, step, disposition) = ("OBSERVE", "shipping", "in_transit");
            self.event(&Event { at, action, step, disposition, parent: None, things, lot: false });
        }
    }

    fn put(&mut self, text: &str) {
        self.file.bytes().extend_from_slice(text.as_bytes());
    }

    /// An identifier as the text of an element or JSON string.
    fn thing(&mut self, thing: Thing) {
        let form =
            if self.set.habits.epcis_links { IdentifierForm::DigitalLink } else { IdentifierForm::Urn };
        // Both forms escape what XML and JSON would ask to be escaped.
        self.set.ids.write(thing, form, self.file.bytes());
    }

    fn offset(&self, at: Millis) -> String {
        let minutes = self.set.zone.offset(at);
        let sign = if minutes < 0 { '-' } else { '+' };
        format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
    }

    fn place(&self) -> String {
        // Company prefix, location reference up to 12 digits, extension 0.
        format!(
            "urn:epc:id:sgln:{}.{:0>width$}.0",
            self.set.ids.company(),
            1,
            width = 12 - self.set.ids.prefix
        )
    }

    fn event(&mut self, event: &Event<'_>) {
        match self.set.habits.epcis {
            EpcisForm::Json20 => self.json(event),
            _ => self.xml(event),
        }
    }

    fn xml(&mut self, event: &Event<'_>) {
        let old = self.set.habits.epcis == EpcisForm::Xml12;
        let kind = if event.parent.is_some() { "AggregationEvent" } else { "ObjectEvent" };
        let time = self.stamp.text(event.at);
        let record = self.stamp.text(event.at + 2_000);
        let offset = self.offset(event.at);
        self.put(&format!(
            "<{kind}><eventTime>{time}</eventTime><recordTime>{record}</recordTime>\
             <eventTimeZoneOffset>{offset}</eventTimeZoneOffset>"
        ));
        let list = if let Some(parent) = event.parent {
            self.put("<parentID>");
            self.thing(Thing::Container(parent));
            self.put("</parentID>");
            "childEPCs"
        } else {
            "epcList"
        };
        self.put(&format!("<{list}>"));
        for &thing in event.things {
            self.put("<epc>");
            self.thing(thing);
            self.put("</epc>");
        }
        let place = self.place();
        let Event { action, step, disposition, .. } = event;
        let name = |kind: &str, word: &str| match old {
            true => format!("urn:epcglobal:cbv:{kind}:{word}"),
            false => {
                format!("https://ref.gs1.org/cbv/{}-{word}", if kind == "disp" { "Disp" } else { "BizStep" })
            }
        };
        self.put(&format!(
            "</{list}><action>{action}</action><bizStep>{}</bizStep><disposition>{}</disposition>\
             <readPoint><id>{place}</id></readPoint><bizLocation><id>{place}</id></bizLocation>",
            name("bizstep", step),
            name("disp", disposition),
        ));
        if event.lot {
            let (lot, date) = (&self.set.record_lot, &self.set.expiry.date);
            let master = format!(
                "<ilmd><cbvmda:lotNumber>{lot}</cbvmda:lotNumber>\
                 <cbvmda:itemExpirationDate>{date}</cbvmda:itemExpirationDate></ilmd>"
            );
            self.put(&if old { format!("<extension>{master}</extension>") } else { master });
        }
        self.put(&format!("</{kind}>\n"));
    }

    fn json(&mut self, event: &Event<'_>) {
        let kind = if event.parent.is_some() { "AggregationEvent" } else { "ObjectEvent" };
        let time = self.stamp.text(event.at);
        let record = self.stamp.text(event.at + 2_000);
        let offset = self.offset(event.at);
        let before = if std::mem::take(&mut self.first) { "\n" } else { ",\n" };
        self.put(&format!(
            "{before}{{\"type\": \"{kind}\", \"eventTime\": \"{time}\", \"recordTime\": \"{record}\", \
             \"eventTimeZoneOffset\": \"{offset}\", "
        ));
        let list = if let Some(parent) = event.parent {
            self.put("\"parentID\": \"");
            self.thing(Thing::Container(parent));
            self.put("\", ");
            "childEPCs"
        } else {
            "epcList"
        };
        self.put(&format!("\"{list}\": ["));
        for (index, &thing) in event.things.iter().enumerate() {
            self.put(if index == 0 { "\"" } else { ", \"" });
            self.thing(thing);
            self.put("\"");
        }
        let place = self.place();
        let Event { action, step, disposition, .. } = event;
        self.put(&format!(
            "], \"action\": \"{action}\", \"bizStep\": \"{step}\", \"disposition\": \"{disposition}\", \
             \"readPoint\": {{\"id\": \"{place}\"}}, \"bizLocation\": {{\"id\": \"{place}\"}}"
        ));
        if event.lot {
            let (lot, date) = (&self.set.record_lot, &self.set.expiry.date);
            self.put(&format!(
                ", \"ilmd\": {{\"cbvmda:lotNumber\": \"{lot}\", \"cbvmda:itemExpirationDate\": \"{date}\"}}"
            ));
        }
        self.put("}");
    }
}
