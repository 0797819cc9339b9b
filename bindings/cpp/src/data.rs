//! Answers as a tree that the headers copy into standard types.

use tallymark_bindings::lists::answer_watched;

use crate::ffi::Watch;
use serde_json::Value;

/// A value of JSON; items and members leave it one by one, so that nothing is copied on this side.
pub struct Data(Value);

impl From<Value> for Data {
    fn from(value: Value) -> Self {
        Data(value)
    }
}

/// Answers one request.
pub(crate) fn ask(request: &[u8]) -> Box<Data> {
    Box::new(Data(tallymark_bindings::ask(request)))
}

/// Answers `diff_files`, telling somebody how far it is.
pub(crate) fn diff_files(request: &[u8], watch: &Watch) -> Box<Data> {
    let answer = answer_watched(request, &mut |step| watch.step(step.stage, step.done, step.of));
    Box::new(Data(answer.unwrap_or_else(|failure| serde_json::json!({ "ok": false, "error": failure }))))
}

impl Data {
    /// 0 null, 1 flag, 2 integer, 3 number, 4 text, 5 list, 6 members.
    pub(crate) fn kind(&self) -> u8 {
        match &self.0 {
            Value::Null => 0,
            Value::Bool(_) => 1,
            Value::Number(number) if number.is_i64() => 2,
            Value::Number(_) => 3,
            Value::String(_) => 4,
            Value::Array(_) => 5,
            Value::Object(_) => 6,
        }
    }

    pub(crate) fn flag(&self) -> bool {
        self.0.as_bool().unwrap_or_default()
    }

    pub(crate) fn integer(&self) -> i64 {
        self.0.as_i64().unwrap_or_default()
    }

    pub(crate) fn number(&self) -> f64 {
        self.0.as_f64().unwrap_or_default()
    }

    pub(crate) fn text(&self) -> &str {
        self.0.as_str().unwrap_or_default()
    }

    /// How many items or members are left.
    pub(crate) fn size(&self) -> usize {
        match &self.0 {
            Value::Array(items) => items.len(),
            Value::Object(members) => members.len(),
            _ => 0,
        }
    }

    /// Takes the last item out.
    pub(crate) fn pop_item(&mut self) -> Box<Data> {
        Box::new(Data(self.0.as_array_mut().and_then(Vec::pop).unwrap_or_default()))
    }

    /// Takes one member out, its name first.
    pub(crate) fn pop_member(&mut self, name: &mut String) -> Box<Data> {
        let Some(members) = self.0.as_object_mut() else { return Box::new(Data(Value::Null)) };
        *name = members.keys().next().cloned().unwrap_or_default();
        Box::new(Data(members.remove(name).unwrap_or_default()))
    }
}
