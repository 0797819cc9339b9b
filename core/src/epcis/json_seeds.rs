//! What is expected where in EPCIS JSON. Whatever else stands there is passed over or told, never a reason to stop.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::bounded::Allowance;
use super::draft::Draft;
use super::json::hopeless;
use crate::batch::{Events, RowCode};

/// What reading a document has come to.
pub(super) struct Context<'c, 'e> {
    pub(super) events: &'c mut Events<'e>,
    pub(super) allowance: &'c Allowance,
    /// Whether a list of events, or an event, was met.
    pub(super) list: bool,
}

/// A document, a list of events or an event.
pub(super) struct Root<'r, 'c, 'e> {
    pub(super) context: &'r mut Context<'c, 'e>,
}

impl<'de> Visitor<'de> for Root<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an EPCIS document, a list of events or an event")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        list(self.context, seq)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut draft = Draft::default();
        while let Some(name) = map.next_key::<String>()? {
            self.context.allowance.renew();
            match name.as_str() {
                "epcisBody" | "queryResults" | "resultsBody" | "eventList" | "event" => {
                    map.next_value_seed(Body { context: self.context, list: name == "eventList" })?;
                }
                _ => member(&name, &mut draft, self.context.allowance, &mut map)?,
            }
        }
        if !self.context.list && draft.is_event() {
            self.context.list = true;
            draft.finish(self.context.events);
        }
        Ok(())
    }
}

/// A part of a document that holds the list of events somewhere below.
struct Body<'r, 'c, 'e> {
    context: &'r mut Context<'c, 'e>,
    list: bool,
}

impl<'de> DeserializeSeed<'de> for Body<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.list {
            self.context.list = true;
        }
        deserializer.deserialize_any(Root { context: self.context })
    }
}

fn list<'de, A: SeqAccess<'de>>(context: &mut Context<'_, '_>, mut seq: A) -> Result<(), A::Error> {
    context.list = true;
    while let Some(draft) = seq.next_element_seed(EventSeed { allowance: context.allowance })? {
        draft.finish(context.events);
        context.allowance.renew();
        if context.events.is_hopeless() {
            return Err(hopeless());
        }
    }
    Ok(())
}

/// One event. What is no object becomes a draft with a fault, so that it is told and the next one is read.
struct EventSeed<'a> {
    allowance: &'a Allowance,
}

impl<'de> DeserializeSeed<'de> for EventSeed<'_> {
    type Value = Draft;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Draft, D::Error> {
        deserializer.deserialize_any(self)
    }
}

fn no_event<E>(what: &str) -> Result<Draft, E> {
    let mut draft = Draft::default();
    draft.fault("", RowCode::Type, format!("{what} stands where an event should be"));
    Ok(draft)
}

impl<'de> Visitor<'de> for EventSeed<'_> {
    type Value = Draft;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Draft, A::Error> {
        let mut draft = Draft::default();
        while let Some(name) = map.next_key::<String>()? {
            self.allowance.renew();
            member(&name, &mut draft, self.allowance, &mut map)?;
        }
        Ok(draft)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Draft, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        no_event("a list")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Draft, E> {
        no_event("true or false")
    }

    fn visit_i64<E>(self, _: i64) -> Result<Draft, E> {
        no_event("a number")
    }

    fn visit_u64<E>(self, _: u64) -> Result<Draft, E> {
        no_event("a number")
    }

    fn visit_f64<E>(self, _: f64) -> Result<Draft, E> {
        no_event("a number")
    }

    fn visit_str<E>(self, _: &str) -> Result<Draft, E> {
        no_event("text")
    }

    fn visit_unit<E>(self) -> Result<Draft, E> {
        no_event("null")
    }
}

/// Reads the value of one member of an event.
fn member<'de, A: MapAccess<'de>>(
    name: &str,
    draft: &mut Draft,
    allowance: &Allowance,
    map: &mut A,
) -> Result<(), A::Error> {
    match name {
        "type" | "@type" | "isA" => {
            // JSON-LD may name the type with a prefix.
            let text = text(name, draft, map)?;
            draft.kind = text.map(|text| text.rsplit(':').next().unwrap_or_default().to_owned());
        }
        "action" => draft.action = text(name, draft, map)?,
        "eventTime" => draft.event_time = text(name, draft, map)?,
        "recordTime" => draft.record_time = text(name, draft, map)?,
        "eventID" => draft.event_id = text(name, draft, map)?.unwrap_or_default(),
        "bizStep" => draft.biz_step = text(name, draft, map)?.unwrap_or_default(),
        "disposition" => draft.disposition = text(name, draft, map)?.unwrap_or_default(),
        "parentID" => {
            if let Some(parent) = text(name, draft, map)?.filter(|parent| !parent.is_empty()) {
                draft.parent(&parent);
            }
        }
        "epcList" | "childEPCs" | "inputEPCList" | "outputEPCList" => {
            let take = |draft: &mut Draft, place: &dyn Fn() -> String, value| match value {
                Value::String(text) => draft.identifier(&text),
                other => wrong_type(draft, place(), &other),
            };
            map.next_value_seed(Each { name, draft, allowance, take })?;
        }
        "quantityList" | "childQuantityList" | "inputQuantityList" | "outputQuantityList" => {
            let take =
                |draft: &mut Draft, place: &dyn Fn() -> String, value: Value| match value.get("epcClass") {
                    Some(Value::String(class)) => draft.class(class),
                    _ if value.is_object() => {}
                    _ => wrong_type(draft, place(), &value),
                };
            map.next_value_seed(Each { name, draft, allowance, take })?;
        }
        "ilmd" => {
            if let Value::Object(members) = map.next_value()? {
                for (name, value) in &members {
                    let Value::String(text) = value else { continue };
                    // The prefix is for the document to choose; these two words are the CBV's.
                    match name.rsplit([':', '/', '#']).next() {
                        Some("lotNumber") => text.clone_into(&mut draft.lot),
                        Some("itemExpirationDate") => text.clone_into(&mut draft.expiry),
                        _ => {}
                    }
                }
            }
        }
        "errorDeclaration" => draft.error_declaration = map.next_value::<Option<IgnoredAny>>()?.is_some(),
        _ => {
            allowance.ignore();
            map.next_value::<IgnoredAny>()?;
            allowance.renew();
        }
    }
    Ok(())
}

/// A member that is text, if it is there.
fn text<'de, A: MapAccess<'de>>(
    name: &str,
    draft: &mut Draft,
    map: &mut A,
) -> Result<Option<String>, A::Error> {
    Ok(match map.next_value()? {
        Value::String(text) => Some(text),
        Value::Null => None,
        other => {
            wrong_type(draft, name.to_owned(), &other);
            None
        }
    })
}

fn wrong_type(draft: &mut Draft, place: String, value: &Value) {
    let what = match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    draft.fault(place, RowCode::Type, format!("{what} stands in a place where it cannot be used"));
}

/// The elements of a list, one at a time; JSON-LD lets a list of one be written without brackets.
struct Each<'a, F> {
    name: &'a str,
    draft: &'a mut Draft,
    allowance: &'a Allowance,
    take: F,
}

impl<'de, F: FnMut(&mut Draft, &dyn Fn() -> String, Value)> DeserializeSeed<'de> for Each<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<F: FnMut(&mut Draft, &dyn Fn() -> String, Value)> Each<'_, F> {
    fn only<E>(mut self, value: Value) -> Result<(), E> {
        let name = self.name;
        (self.take)(self.draft, &|| name.to_owned(), value);
        Ok(())
    }
}

impl<'de, F: FnMut(&mut Draft, &dyn Fn() -> String, Value)> Visitor<'de> for Each<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        let (name, mut index) = (self.name, 0u64);
        while let Some(value) = seq.next_element()? {
            self.allowance.renew();
            (self.take)(self.draft, &|| format!("{name}/{index}"), value);
            index += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let value = Value::deserialize(MapAccessDeserializer::new(map))?;
        self.only(value)
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.only(Value::String(text.to_owned()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.only(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.only(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.only(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.only(value.into())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}
