use super::Draft;
use super::value::{Role, better};
use crate::epcis::Rule;
use crate::epcis::model::Form;
use crate::epcis::tree::Limits;
use crate::epcis::tree::json::{Kind, Value};
use crate::epcis::write::json_text;

/// What to write anew in an event.
pub(super) fn edits(text: &[u8], start: usize, event: u64, limits: Limits, drafts: &mut Vec<Draft>) {
    let Ok(value) = Value::parse(text, start as u64, limits) else { return };
    Walk { event, drafts }.object(&value, "");
}

struct Walk<'a> {
    event: u64,
    drafts: &'a mut Vec<Draft>,
}

impl Walk<'_> {
    fn object(&mut self, value: &Value, within: &str) {
        for member in value.members() {
            // What has a prefix but the expiry is another's.
            let name = match member.name.rsplit_once(':') {
                None => member.name.as_str(),
                Some((_, name @ "itemExpirationDate")) => name,
                Some(_) => continue,
            };
            self.value(&member.value, name, within);
        }
    }

    fn value(&mut self, value: &Value, name: &str, within: &str) {
        match &value.kind {
            Kind::Array(elements) => elements.iter().for_each(|element| match element.kind {
                Kind::Object(_) => self.object(element, name),
                _ => self.value(element, name, within),
            }),
            Kind::Object(_) => self.object(value, name),
            Kind::String(text) => self.text(value, text, name, within),
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => {}
        }
    }

    fn text(&mut self, value: &Value, text: &str, name: &str, within: &str) {
        let Some(role) = Role::of(name, within) else { return };
        let found = match role {
            Role::Quantity => number(text)
                .map(|number| (number, Rule::Unreadable, "the same number without quotation marks")),
            _ => better(role, text, Form::Json)
                .map(|better| (json_text(&better.text), better.rule, better.reason)),
        };
        let Some((after, rule, reason)) = found else { return };
        let (Ok(from), Ok(to)) = (usize::try_from(value.offset), usize::try_from(value.end)) else { return };
        self.drafts.push(Draft { from, to, event: self.event, name: name.to_owned(), rule, after, reason });
    }
}

/// A text that is a number as JSON writes one.
fn number(text: &str) -> Option<String> {
    let text = text.trim();
    let is_number = |value: Value| matches!(value.kind, Kind::Number(_));
    Value::parse(text.as_bytes(), 0, Limits::default()).is_ok_and(is_number).then(|| text.to_owned())
}
