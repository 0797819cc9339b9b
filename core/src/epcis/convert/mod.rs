//! Documents from one notation into another: EPCIS 1.2 XML, 2.0 XML and 2.0 JSON-LD, words of the CBV as URN, Web URI or
//! bare, identifiers as EPC URN or Digital Link.
//!
//! What the other notation cannot say in the same way is named as a [`Loss`]; everything else survives the way there and
//! back, namespaces, header and master data included.
//!
//! ```
//! use tallymark::epcis::{convert::{Converter, Options}, model::Form, read::Reader, tree::Limits, write::Writer};
//! let text = br#"{"type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": "2026-03-05T00:00:00Z",
//!   "epcisBody": {"eventList": [{"type": "ObjectEvent", "action": "OBSERVE", "bizStep": "shipping",
//!   "eventTime": "2026-03-04T10:01:07Z", "eventTimeZoneOffset": "+00:00", "epcList": []}]}}"#;
//! let mut reader = Reader::new(&text[..], Limits::default());
//! let events: Vec<_> = reader.by_ref().collect::<Result<_, _>>()?;
//! let mut converter = Converter::new(Options::to(Form::Xml1), reader.head());
//! let mut writer = Writer::new(Vec::new(), converter.head())?;
//! for found in events {
//!     writer.event(&converter.event(found.event))?;
//! }
//! let xml = String::from_utf8(writer.finish()?)?;
//! assert!(xml.contains("<bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep>"));
//! assert!(converter.losses().is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod event;
mod head;
mod name;
#[cfg(all(test, feature = "json", feature = "xml"))]
mod tests;
mod value;

use super::model::{Event, Form, Head};
use super::vocabulary;
use crate::epc::{Learner, Prefixes};

/// How identifiers of GS1 are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Identifiers {
    /// As they are.
    #[default]
    Keep,
    /// As EPC URNs, where the length of the company prefix is known.
    Urn,
    /// As canonical Digital Links.
    DigitalLink,
}

/// What to convert into.
#[derive(Clone, Copy, Debug)]
pub struct Options<'t> {
    /// The notation.
    pub form: Form,
    /// How words of the CBV are written; as usual in the notation if left out: as URN in XML, bare in JSON.
    pub words: Option<vocabulary::Form>,
    /// How identifiers are written.
    pub identifiers: Identifiers,
    /// What tells the length of company prefixes, which EPC URNs need and Digital Links do not show.
    pub prefixes: Prefixes<'t>,
}

impl Options<'_> {
    /// Into this notation, all else as usual.
    #[must_use]
    pub const fn to(form: Form) -> Self {
        Options { form, words: None, identifiers: Identifiers::Keep, prefixes: Prefixes::new() }
    }
}

/// Something that the other notation cannot say in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Loss {
    /// A stable word.
    pub code: &'static str,
    /// For people.
    pub message: &'static str,
    /// How often.
    pub count: u64,
    /// The number of the first event that it concerns, counting those that were converted; none for the head.
    pub event: Option<u64>,
    /// What it was there, such as a name or an identifier.
    pub example: String,
}

/// Converts the head and the events of one document.
#[derive(Debug)]
pub struct Converter<'t> {
    options: Options<'t>,
    from: Form,
    head: Head,
    names: name::Names,
    losses: Vec<Loss>,
    number: Option<u64>,
    learner: Learner,
}

impl<'t> Converter<'t> {
    /// For the document with this head.
    #[must_use]
    pub fn new(options: Options<'t>, head: &Head) -> Self {
        Converter::knowing(Learner::new(), options, head)
    }

    fn knowing(learner: Learner, options: Options<'t>, head: &Head) -> Self {
        let mut converter = Converter {
            options,
            from: head.form,
            head: Head::default(),
            names: name::Names::default(),
            losses: Vec::new(),
            number: None,
            learner,
        };
        converter.head = converter.converted_head(head);
        converter
    }

    /// The head of the converted document.
    #[must_use]
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// What could not be said in the same way so far.
    #[must_use]
    pub fn losses(&self) -> &[Loss] {
        &self.losses
    }

    /// Learns the lengths of company prefixes from an event's EPC URNs, so that Digital Links of the same companies can
    /// become URNs.
    pub fn learn(&mut self, event: &Event) {
        event::identifiers(event, |text| {
            if let Ok(uri) = crate::epc::EpcUri::parse(text) {
                self.learner.observe(&uri);
            }
        });
    }

    /// Begins anew with a head, keeping what was learnt of company prefixes.
    #[must_use]
    pub fn again(self, head: &Head) -> Self {
        Converter::knowing(self.learner, self.options, head)
    }

    /// Converts an event.
    pub fn event(&mut self, event: Event) -> Event {
        self.number = Some(self.number.map_or(1, |number| number + 1));
        self.converted_event(event)
    }

    fn lose(&mut self, code: &'static str, message: &'static str, example: &str) {
        if let Some(loss) = self.losses.iter_mut().find(|loss| loss.code == code) {
            loss.count += 1;
            return;
        }
        let example = super::tree::clip(example);
        self.losses.push(Loss { code, message, count: 1, event: self.number, example });
    }
}
