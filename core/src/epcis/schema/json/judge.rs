use std::collections::HashSet;

use super::format;
use super::shape::{List, Object, Others, Rule, Shape, last};
use super::tables;
use crate::epcis::schema::{Fault, meant, one_of};
use crate::epcis::tree::json::{Kind as Json, Value};
use crate::epcis::tree::{Place, clip};
use crate::epcis::vocabulary::{self, Kind};

/// Judges values and tells what is wrong with them.
pub(super) struct Judge<'a> {
    pub(super) tell: &'a mut dyn FnMut(Fault),
    /// Where an offset stands.
    pub(super) place: &'a mut dyn FnMut(u64) -> Place,
    /// The JSON Pointer of the value.
    pub(super) path: String,
    pub(super) event: Option<u64>,
}

impl Judge<'_> {
    fn fault(&mut self, code: &'static str, offset: u64, said: [String; 3]) {
        let [message, expected, help] = said;
        let place = (self.place)(offset);
        let (path, event) = (self.path.clone(), self.event);
        (self.tell)(Fault { code, place, path, event, message, expected, help });
    }

    /// Does something with the path of a part.
    fn within(&mut self, name: &str, job: impl FnOnce(&mut Self)) {
        let before = self.path.len();
        self.path.push('/');
        self.path.push_str(&name.replace('~', "~0").replace('/', "~1"));
        job(self);
        self.path.truncate(before);
    }

    pub(super) fn value(&mut self, value: &Value, shape: &Shape) {
        match shape {
            Shape::Elsewhere => {
                if !matches!(value.kind, Json::Array(_)) {
                    self.wrong_type(value, "a list");
                }
            }
            Shape::Number if matches!(value.kind, Json::Number(_)) => {}
            Shape::Number => self.wrong_type(value, "a number"),
            Shape::Boolean if matches!(value.kind, Json::Bool(_)) => {}
            Shape::Boolean => self.wrong_type(value, "true or false"),
            Shape::List(list) => self.list(value, list),
            Shape::Object(object) => self.object(value, object),
            Shape::Event => self.listed_event(value),
            Shape::Either(shapes, expected) => self.either(value, shapes, expected),
            Shape::Text
            | Shape::Uri
            | Shape::Time
            | Shape::Form(_)
            | Shape::Word(_)
            | Shape::Vocabulary(_) => match value.as_str() {
                Some(text) => self.text(text, value.offset, shape),
                None => self.wrong_type(value, &expected(shape)),
            },
        }
    }

    fn wrong_type(&mut self, value: &Value, expected: &str) {
        let message = format!("{} stands where the schema wants {expected}", value.what());
        let help = match value.kind {
            Json::Number(_) | Json::Bool(_) if expected != "a list" && expected != "an object" => {
                "put it in quotation marks, if that is what is meant".to_owned()
            }
            Json::String(_) if expected == "a number" => "write it without quotation marks".to_owned(),
            Json::String(_) | Json::Object(_) if expected == "a list" => {
                "put it in brackets, as in [ ... ]".to_owned()
            }
            _ => format!("write {expected}"),
        };
        self.fault("type", value.offset, [message, expected.to_owned(), help]);
    }

    fn text(&mut self, text: &str, offset: u64, shape: &Shape) {
        if accepts(text, shape) {
            return;
        }
        let expected = expected(shape);
        let shown = if text.is_empty() { "an empty text".to_owned() } else { format!("`{}`", clip(text)) };
        let message = format!("{shown} stands where the schema wants {expected}");
        self.fault("value", offset, [message, expected, help(text, shape)]);
    }

    fn list(&mut self, value: &Value, list: &List) {
        let Json::Array(elements) = &value.kind else { return self.wrong_type(value, "a list") };
        if elements.len() < list.least {
            let message = "the list is empty".to_owned();
            let help = "add to it, or remove the member".to_owned();
            self.fault("empty", value.offset, [message, "a list that is not empty".to_owned(), help]);
        }
        let mut seen = HashSet::new();
        for (at, element) in elements.iter().enumerate() {
            self.within(&at.to_string(), |judge| {
                judge.value(element, &list.of);
                if list.different && !seen.insert(normal(element)) {
                    let message = "this is in the list twice".to_owned();
                    let expected = "a list without repetition".to_owned();
                    judge.fault(
                        "repeated",
                        element.offset,
                        [message, expected, "keep one of them".to_owned()],
                    );
                }
            });
        }
    }

    fn either(&mut self, value: &Value, shapes: &[Shape], expected: &str) {
        // The one that its type tells; so a fault within a list is told where it is.
        let fits = |shape: &&Shape| match shape {
            Shape::List(_) => matches!(value.kind, Json::Array(_)),
            Shape::Object(_) => matches!(value.kind, Json::Object(_)),
            Shape::Number => matches!(value.kind, Json::Number(_)),
            _ => matches!(value.kind, Json::String(_)),
        };
        match shapes.iter().find(fits) {
            Some(shape) => self.value(value, shape),
            None => self.wrong_type(value, expected),
        }
    }

    /// An event in the list of a document.
    fn listed_event(&mut self, value: &Value) {
        if !matches!(value.kind, Json::Object(_)) {
            return self.wrong_type(value, "an event as an object");
        }
        let kind = last(value, "type").and_then(Value::as_str).unwrap_or_default();
        self.object(value, tables::event(kind));
    }

    pub(super) fn object(&mut self, value: &Value, object: &Object) {
        let Json::Object(members) = &value.kind else { return self.wrong_type(value, "an object") };
        for name in object.required.iter().filter(|name| last(value, name).is_none()) {
            self.missing(value.offset, name, object.what);
        }
        for rule in object.rules.iter().filter(|rule| !(rule.holds)(value)) {
            let Rule { member, message, expected, help, .. } = rule;
            let offset = last(value, member).map_or(value.offset, |member| member.offset);
            let code = if last(value, member).is_some() { "value" } else { "missing" };
            let said = [*message, *expected, *help].map(str::to_owned);
            self.within(member, |judge| judge.fault(code, offset, said));
        }
        // Of members of one name the last one counts.
        let mut seen = HashSet::new();
        let mut counts: Vec<bool> =
            members.iter().rev().map(|member| seen.insert(member.name.as_str())).collect();
        counts.reverse();
        for (member, _) in members.iter().zip(counts).filter(|(_, counts)| *counts) {
            self.within(&member.name, |judge| match object.member(&member.name) {
                Some(known) => judge.value(&member.value, &known.shape),
                None => judge.other(&member.name, member.offset, object),
            });
        }
    }

    pub(super) fn missing(&mut self, offset: u64, name: &str, of: &str) {
        let message = format!("`{name}` is missing in {of}");
        let said = [message, format!("the member `{name}`"), format!("add `\"{name}\": ...`")];
        self.within(name, |judge| judge.fault("missing", offset, said));
    }

    /// A member that the schema does not name.
    fn other(&mut self, name: &str, offset: u64, object: &Object) {
        let allowed = match object.others {
            Others::Any => true,
            Others::None => false,
            Others::Uris => format::is_uri(name),
        };
        if allowed {
            return;
        }
        let known: Vec<&str> = object.members().map(|member| member.name).collect();
        let help = match meant(name, known.iter().copied()) {
            Some(known) => format!("write `{known}`, if that is meant"),
            None if object.others == Others::Uris => {
                "remove it, or give it a prefix that `@context` explains, as in `ex:name`".to_owned()
            }
            None => "remove it".to_owned(),
        };
        let expected = match (known.is_empty(), object.others) {
            (true, _) => "names with a prefix or as a URI".to_owned(),
            (_, Others::Uris) => format!("{}, or a name with a prefix or as a URI", one_of(&known)),
            _ => one_of(&known),
        };
        let message = format!("`{}` has no place in {}", clip(name), object.what);
        self.fault("unexpected", offset, [message, expected, help]);
    }
}

fn accepts(text: &str, shape: &Shape) -> bool {
    match shape {
        Shape::Uri => format::is_uri(text),
        Shape::Time => format::is_time(text),
        Shape::Form(form) => form.accepts(text),
        Shape::Word(words) => words.contains(&text),
        Shape::Vocabulary(kind) => kind.words().contains(&text) || is_other(*kind, text),
        _ => true,
    }
}

/// Whether it is a URI that is none of the standard vocabulary's own.
fn is_other(kind: Kind, text: &str) -> bool {
    let web = |text: &str, site: &str| {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        rest.is_some_and(|rest| rest.starts_with(site))
    };
    let own = match kind {
        Kind::Measurement | Kind::SensorAlert => web(text, "gs1.org/voc/") || web(text, "www.gs1.org/voc/"),
        _ => text.starts_with("urn:epcglobal:cbv") || web(text, "ns.gs1.org/cbv/"),
    };
    !own && format::is_uri(text)
}

fn expected(shape: &Shape) -> String {
    match shape {
        Shape::Uri => "a URI".to_owned(),
        Shape::Time => "a date and time with its zone, such as 2026-03-04T10:01:07Z".to_owned(),
        Shape::Form(form) => form.expected().to_owned(),
        Shape::Word(words) => one_of(words),
        Shape::Vocabulary(kind) => {
            format!("a word of the standard vocabulary of {} or a URI of another", kind.name())
        }
        _ => "text".to_owned(),
    }
}

fn help(text: &str, shape: &Shape) -> String {
    match shape {
        Shape::Uri if text.contains(':') => {
            "escape characters that a URI may not hold, as in `%20`".to_owned()
        }
        Shape::Uri => "write it with its scheme, as in `urn:epc:...` or `https://...`".to_owned(),
        Shape::Time if format::is_time(&format!("{text}Z")) => {
            "write the zone behind the time, `Z` for UTC or `+01:00`".to_owned()
        }
        Shape::Time => "write year, month, day, hour, minute, second and zone".to_owned(),
        Shape::Word(words) => {
            let same = words.iter().find(|word| word.eq_ignore_ascii_case(text.trim()));
            same.map_or_else(|| format!("write {}", one_of(words)), |word| format!("write `{word}`"))
        }
        Shape::Vocabulary(kind) => match (vocabulary::read(*kind, text), vocabulary::closest(*kind, text)) {
            (vocabulary::Reading::Known(word, _), _) => format!("JSON has the word alone: write `{word}`"),
            (_, Some(word)) => format!("write `{word}`, if that is meant"),
            _ => "write a word of the standard, or a URI of one's own vocabulary".to_owned(),
        },
        Shape::Form(form) => format!("write {}", form.expected()),
        _ => "write text".to_owned(),
    }
}

/// A value as a text that equal values have in common.
fn normal(value: &Value) -> String {
    match &value.kind {
        Json::Null => "null".to_owned(),
        Json::Bool(flag) => flag.to_string(),
        // Every number of the same value: the nearest double, as JSON Schema's own checkers do.
        Json::Number(text) => {
            text.parse::<f64>().map_or_else(|_| text.clone(), |number| (number + 0.0).to_string())
        }
        Json::String(text) => format!("{text:?}"),
        Json::Array(values) => {
            let parts: Vec<String> = values.iter().map(normal).collect();
            format!("[{}]", parts.join(","))
        }
        Json::Object(members) => {
            let names: std::collections::BTreeMap<&str, &Value> =
                members.iter().map(|member| (member.name.as_str(), &member.value)).collect();
            let parts: Vec<String> =
                names.iter().map(|(name, value)| format!("{name:?}:{}", normal(value))).collect();
            format!("{{{}}}", parts.join(","))
        }
    }
}
