//! A profile as a file of its schema.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::read::SCHEMA;
use super::terms::joined;
use super::{Alternative, Content, Profile, Regime, Rule, Term, What};
use crate::diagnostic::Severity;

pub(super) fn text(profile: &Profile) -> String {
    let mut text = serde_json::to_string_pretty(profile).unwrap_or_default();
    text.push('\n');
    text
}

/// A member that is left out where it says nothing.
macro_rules! some {
    ($map:ident, $name:literal, $value:expr) => {
        if let Some(value) = $value {
            $map.serialize_entry($name, value)?;
        }
    };
    ($map:ident, $name:literal, list $value:expr) => {
        if !$value.is_empty() {
            $map.serialize_entry($name, &$value)?;
        }
    };
}

fn texts<T: ToString>(values: &[T]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

impl Serialize for Profile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("schema", SCHEMA)?;
        map.serialize_entry("name", &self.name)?;
        map.serialize_entry("title", &self.title)?;
        map.serialize_entry("version", &self.version.to_string())?;
        map.serialize_entry("regime", &self.regime)?;
        some!(map, "alternatives", list self.alternatives);
        map.serialize_entry("rules", &self.rules)?;
        map.end()
    }
}

impl Serialize for Regime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        some!(map, "authority", &self.authority);
        some!(map, "system", &self.system);
        some!(map, "countries", list self.countries);
        map.serialize_entry("status", &self.status)?;
        some!(map, "from", &self.from.map(|day| day.to_string()));
        some!(map, "until", &self.until.map(|day| day.to_string()));
        if !self.later.is_empty() {
            map.serialize_entry("later", &Days(self))?;
        }
        map.serialize_entry("source", &self.source)?;
        map.serialize_entry("confidence", &self.confidence)?;
        some!(map, "note", &self.note);
        map.end()
    }
}

struct Days<'a>(&'a Regime);

impl Serialize for Days<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer
            .collect_map(self.0.later.iter().map(|(country, day)| (country.to_string(), day.to_string())))
    }
}

impl Serialize for Alternative {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &self.name)?;
        map.serialize_entry("says", &self.says)?;
        some!(map, "content", &self.content);
        map.serialize_entry("source", &self.source)?;
        map.serialize_entry("confidence", &self.confidence)?;
        map.end()
    }
}

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("one_of", &self.one_of)?;
        map.serialize_entry("set", &self.set)?;
        some!(map, "carriers", list self.carriers);
        map.end()
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("says", &self.says)?;
        some!(map, "levels", list self.levels);
        some!(map, "countries", list self.countries);
        some!(map, "carriers", list self.carriers);
        some!(map, "when", list texts(&self.when));
        map.serialize_key(self.what.name())?;
        map.serialize_value(&Asked(&self.what))?;
        if self.severity != Severity::Error {
            map.serialize_entry("severity", &self.severity)?;
        }
        some!(map, "from", &self.from.map(|day| day.to_string()));
        some!(map, "until", &self.until.map(|day| day.to_string()));
        map.serialize_entry("source", &self.source)?;
        map.serialize_entry("confidence", &self.confidence)?;
        some!(map, "note", &self.note);
        map.end()
    }
}

struct Asked<'a>(&'a What);

impl Serialize for Asked<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            What::Require(sets) => serializer.collect_seq(sets.iter().map(|set: &Vec<Term>| joined(set))),
            What::Allow(ais) | What::Forbid(ais) | What::Together(ais) => serializer.collect_seq(texts(ais)),
            What::Order(orders) => serializer.collect_seq(orders.iter().map(|order| texts(order))),
            What::Carrier(carriers) => carriers.serialize(serializer),
            What::Length(length) => {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("ai", &length.ai.to_string())?;
                some!(map, "min", &length.min);
                some!(map, "max", &length.max);
                some!(map, "one_of", list length.one_of);
                map.end()
            }
            What::Characters(characters) => {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("ai", &characters.ai.to_string())?;
                map.serialize_entry("set", &characters.set)?;
                some!(map, "also", list characters.also);
                map.end()
            }
            What::DayZero(day) => {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("ai", &day.ai.to_string())?;
                map.serialize_entry("allowed", &day.allowed)?;
                map.end()
            }
            What::Quantity(quantity) => {
                let mut map = serializer.serialize_map(None)?;
                some!(map, "min_elements", &quantity.min_elements);
                some!(map, "max_elements", &quantity.max_elements);
                some!(map, "max_characters", &quantity.max_characters);
                map.end()
            }
            What::Unchecked(reason) => serializer.serialize_str(reason),
        }
    }
}
