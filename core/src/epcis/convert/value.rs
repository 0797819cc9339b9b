//! Extensions between XML and JSON.

use super::Converter;
use super::name::to_xml;
use crate::epcis::model::{Extension, Form, Name, Value};
use crate::epcis::write::{members_of, xml_name};

impl Converter<'_> {
    pub(super) fn to_json(&self) -> bool {
        self.options.form == Form::Json
    }

    /// Whether names and values change between the two kinds of notation.
    pub(super) fn crosses(&self) -> bool {
        (self.from == Form::Json) != self.to_json()
    }

    pub(super) fn extensions(&mut self, extensions: Vec<Extension>) -> Vec<Extension> {
        if !self.crosses() {
            return extensions;
        }
        let converted = extensions.into_iter().filter_map(|extension| self.extension(extension));
        let converted: Vec<Extension> = converted.collect();
        if self.to_json() { grouped(converted) } else { converted }
    }

    pub(super) fn extension(&mut self, extension: Extension) -> Option<Extension> {
        let Extension { name, value, offset } = extension;
        if !self.crosses() {
            return Some(Extension { name, value, offset });
        }
        if self.to_json() {
            let value = self.json_value(&value);
            return Some(Extension { name: self.names.as_member(&name), value, offset });
        }
        // A member of the standard that says nothing.
        if value == Value::Null && name.prefix.is_empty() {
            return None;
        }
        let name = to_xml(&name);
        let local = name.local.strip_prefix('@').unwrap_or(&name.local);
        if xml_name(local) != local && local != "#text" {
            self.lose(
                "name-not-xml",
                "XML has no such name; other characters are written as _x and digits",
                local,
            );
        }
        let value = self.xml_value(&name, value);
        Some(Extension { name, value, offset })
    }

    /// The text of a JSON number, flag or `null`: XML does not tell which it was.
    fn xml_value(&mut self, name: &Name, value: Value) -> Value {
        match value {
            Value::Number(text) => {
                self.lose("type-not-in-xml", "numbers and true or false become text", &name.local);
                Value::Text(text)
            }
            Value::Bool(flag) => {
                self.lose("type-not-in-xml", "numbers and true or false become text", &name.local);
                Value::Text(flag.to_string())
            }
            Value::Null => {
                self.lose("null", "null becomes an empty element", &name.local);
                Value::Text(String::new())
            }
            Value::List(values) => {
                if values.len() < 2 {
                    self.lose(
                        "short-list",
                        "a list of one or none looks like its element, or is gone",
                        &name.local,
                    );
                }
                if values.iter().any(|value| matches!(value, Value::List(_))) {
                    self.lose(
                        "nested-list",
                        "a list in a list becomes an element of the same name",
                        &name.local,
                    );
                }
                Value::List(values.into_iter().map(|value| self.xml_value(name, value)).collect())
            }
            Value::Members(members) => {
                let members = members.into_iter().filter_map(|member| self.extension(member));
                Value::Members(members.collect())
            }
            Value::Text(text) => {
                if !text.chars().all(crate::epcis::write::is_xml) {
                    self.lose("character-not-in-xml", "a control character becomes U+FFFD", &name.local);
                }
                Value::Text(text)
            }
            element => element,
        }
    }

    fn json_value(&mut self, value: &Value) -> Value {
        if let Value::Element { content, .. } = value {
            let texts = content.iter().filter(|part| part.name.local.is_empty()).count();
            let elements = content.len() - texts;
            if texts > 0 && elements > 0 {
                self.lose("mixed-content", "text between elements is put together as #text", "");
            }
        }
        match members_of(value) {
            Value::Members(members) => {
                let one = |member: Extension| {
                    let value = self.json_value(&member.value);
                    let name = self.names.as_member(&member.name);
                    Extension { name, value, offset: member.offset }
                };
                Value::Members(grouped(members.into_iter().map(one).collect()))
            }
            other => other,
        }
    }
}

/// Elements of the same name as one list, for JSON knows each name once.
fn grouped(members: Vec<Extension>) -> Vec<Extension> {
    let mut found: Vec<(Extension, bool)> = Vec::with_capacity(members.len());
    for member in members {
        let earlier = found.iter_mut().find(|(earlier, _)| earlier.name.written() == member.name.written());
        match earlier {
            Some((Extension { value: Value::List(values), .. }, true)) => values.push(member.value),
            Some((earlier, listed)) => {
                let first = std::mem::replace(&mut earlier.value, Value::Null);
                earlier.value = Value::List(vec![first, member.value]);
                *listed = true;
            }
            None => found.push((member, false)),
        }
    }
    found.into_iter().map(|(member, _)| member).collect()
}
