//! A corrected copy of a document, by edits that lose nothing.
//!
//! Only what can mean one thing is written anew: the form of a CBV word, of a time, of an offset, of an action, of a unit,
//! characters of an EPC URN that were not escaped, a number written as a text, blanks around a value; and an event that is
//! repeated byte for byte is left out. Everything else stays as it is, byte for byte. Each [`Edit`] says what stood there,
//! so that it can be taken back.
//!
//! What an event means is never changed: an identifier with a wrong check digit, a time without a zone, an event out of
//! order are for people to decide.
//!
//! ```
//! use tallymark::epcis::{fix, tree::Limits};
//! let text = r#"[{"type": "ObjectEvent", "action": "add", "bizStep": "urn:epcglobal:cbv:bizstep:shipping",
//!   "eventTimeZoneOffset": "+0100", "epcList": ["urn:epc:id:sgtin:9506000.013435.A/1"]}]"#;
//! let fixed = fix::fix(text.as_bytes(), Limits::default());
//! assert_eq!(fixed.text, br#"[{"type": "ObjectEvent", "action": "ADD", "bizStep": "shipping",
//!   "eventTimeZoneOffset": "+01:00", "epcList": ["urn:epc:id:sgtin:9506000.013435.A%2F1"]}]"#);
//! assert_eq!((fixed.edits[0].before.as_str(), fixed.edits[0].after.as_str()), ("\"add\"", "\"ADD\""));
//! assert_eq!(fixed.undone(), text.as_bytes());
//! ```

#[cfg(feature = "json")]
mod json;
#[cfg(all(test, feature = "json", feature = "xml"))]
mod tests;
mod value;
#[cfg(feature = "xml")]
mod xml;

use std::collections::HashMap;

use super::Rule;
use super::model::{EventKind, Form, Head};
use super::read::{Positioned, Reader};
use super::tree::{Limits, Lines, Place};

/// What was written anew.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Edit {
    /// Where, in the document as it was.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub place: Place,
    /// The number of the event, from 1.
    pub event: u64,
    /// The element, attribute or member.
    pub name: String,
    /// The rule that the document broke, such as `cbv-word-form`.
    pub rule: &'static str,
    /// What stood there, as it stood.
    pub before: String,
    /// What stands there now.
    pub after: String,
    /// Why that loses nothing.
    pub reason: &'static str,
}

/// A corrected copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fixed {
    /// The copy.
    pub text: Vec<u8>,
    /// What differs from the document, in its order.
    pub edits: Vec<Edit>,
}

impl Fixed {
    /// The document as it was.
    #[must_use]
    pub fn undone(&self) -> Vec<u8> {
        let (mut text, mut at, mut moved) = (Vec::with_capacity(self.text.len()), 0_usize, 0_i64);
        for edit in &self.edits {
            let from = usize::try_from(edit.place.offset as i64 + moved).unwrap_or(at).max(at);
            text.extend_from_slice(self.text.get(at..from).unwrap_or_default());
            text.extend_from_slice(edit.before.as_bytes());
            at = from + edit.after.len();
            moved += edit.after.len() as i64 - edit.before.len() as i64;
        }
        text.extend_from_slice(self.text.get(at..).unwrap_or_default());
        text
    }
}

/// An edit before its place is known as line and column.
struct Draft {
    from: usize,
    to: usize,
    event: u64,
    name: String,
    rule: Rule,
    after: String,
    reason: &'static str,
}

/// Corrects a document as far as that loses nothing. The document has to be in memory, as its copy will be.
#[must_use]
pub fn fix(document: &[u8], limits: Limits) -> Fixed {
    let mut drafts = Vec::new();
    let mut reader = Reader::new(document, limits);
    let mut seen: HashMap<&[u8], u64> = HashMap::new();
    let mut end = 0;
    while let Some(found) = reader.next() {
        let Ok(found) = found else { continue };
        let Some(span) = span(&found) else { continue };
        let Some(text) = document.get(span.clone()) else { continue };
        let before = std::mem::replace(&mut end, span.end);
        if seen.insert(text, found.number).is_some() {
            // Alone in an element of its own, which cannot stand empty, is what 1.2 has in an extension.
            let alone = found.form == Form::Xml1 && found.event.kind == EventKind::Transformation;
            if !alone && let Some(from) = start_of(document, before, span.start, found.form) {
                drafts.push(Draft {
                    from,
                    to: span.end,
                    event: found.number,
                    name: "event".to_owned(),
                    rule: Rule::Duplicate,
                    after: String::new(),
                    reason: "the event stands in the document before, byte for byte",
                });
                continue;
            }
        }
        within(text, span.start, &found, reader.head(), limits, &mut drafts);
    }
    applied(document, &drafts)
}

fn span(found: &Positioned) -> Option<std::ops::Range<usize>> {
    Some(usize::try_from(found.place.offset).ok()?..usize::try_from(found.end).ok()?)
}

/// Where what belongs to an event alone begins: blanks, and the comma of JSON, behind what stands before it.
fn start_of(document: &[u8], before: usize, event: usize, form: Form) -> Option<usize> {
    let between = document.get(before..event)?;
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    match form {
        Form::Json => between.iter().all(|byte| blank(byte) || *byte == b',').then_some(before),
        _ => Some(event - between.iter().rev().take_while(|byte| blank(byte)).count()),
    }
}

fn within(
    text: &[u8],
    start: usize,
    found: &Positioned,
    head: &Head,
    limits: Limits,
    drafts: &mut Vec<Draft>,
) {
    match found.form {
        #[cfg(feature = "json")]
        Form::Json => json::edits(text, start, found.number, limits, drafts),
        #[cfg(feature = "xml")]
        Form::Xml1 | Form::Xml2 => xml::edits(text, start, found, head, limits, drafts),
        #[allow(unreachable_patterns)] // without one of the features
        _ => {}
    }
    let _ = head;
}

fn applied(document: &[u8], drafts: &[Draft]) -> Fixed {
    let mut fixed = Fixed { text: Vec::with_capacity(document.len()), edits: Vec::new() };
    let (mut at, mut place) = (0_usize, Place::START);
    for draft in drafts.iter().filter(|draft| draft.from <= draft.to) {
        let Some(kept) = document.get(at..draft.from) else { continue };
        let before = document.get(draft.from..draft.to).unwrap_or_default();
        let Ok(before) = std::str::from_utf8(before) else { continue };
        fixed.text.extend_from_slice(kept);
        fixed.text.extend_from_slice(draft.after.as_bytes());
        at = draft.to;
        let behind = document.get(usize::try_from(place.offset).unwrap_or_default()..).unwrap_or_default();
        place = Lines::new(place, behind).place(draft.from as u64);
        fixed.edits.push(Edit {
            place,
            event: draft.event,
            name: draft.name.clone(),
            rule: draft.rule.as_str(),
            before: before.to_owned(),
            after: draft.after.clone(),
            reason: draft.reason,
        });
    }
    fixed.text.extend_from_slice(document.get(at..).unwrap_or_default());
    fixed
}
