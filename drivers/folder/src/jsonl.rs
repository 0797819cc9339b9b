use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;
use tallymark::batch::RowCode;

/// Why a line is no row.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BadLine {
    /// The column at fault; empty when the line as a whole is.
    pub(crate) column: &'static str,
    pub(crate) code: RowCode,
    pub(crate) message: String,
}

/// The cells of a line that is one JSON object, in the order of `columns`. Text is taken as it is, numbers and truth
/// values as they are written, `null` as absent; members with other names are passed over.
pub(crate) fn cells<'a>(
    line: &'a [u8],
    columns: &[&'static str],
) -> Result<Vec<Option<Cow<'a, str>>>, BadLine> {
    if std::str::from_utf8(line).is_err() {
        return Err(BadLine {
            column: "",
            code: RowCode::Encoding,
            message: "the line is not UTF-8 text".into(),
        });
    }
    let mut fault = None;
    let mut reader = serde_json::Deserializer::from_slice(line);
    let cells = reader
        .deserialize_map(Row { columns, fault: &mut fault })
        .and_then(|cells| reader.end().map(|()| cells))
        .map_err(|error| BadLine {
            column: "",
            code: RowCode::Json,
            message: format!("the line is not one JSON object: {error}"),
        })?;
    match fault {
        Some(fault) => Err(fault),
        None => Ok(cells),
    }
}

struct Row<'c> {
    columns: &'c [&'static str],
    fault: &'c mut Option<BadLine>,
}

impl<'de> Visitor<'de> for Row<'_> {
    type Value = Vec<Option<Cow<'de, str>>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut cells = vec![None; self.columns.len()];
        let mut seen = vec![false; self.columns.len()];
        while let Some(Name(name)) = map.next_key()? {
            let value: &RawValue = map.next_value()?;
            let Some(at) = self.columns.iter().position(|&column| column == name) else { continue };
            let column = self.columns.get(at).copied().unwrap_or_default();
            let text = value.get();
            let bad = |code, message: &str| BadLine { column, code, message: message.to_owned() };
            if seen.get(at).copied().unwrap_or_default() {
                self.fault.get_or_insert_with(|| bad(RowCode::Json, "the member stands twice in the line"));
            }
            let cell = match text.as_bytes().first() {
                Some(b'"') => match text.get(1..text.len() - 1) {
                    Some(plain) if !plain.contains('\\') => Some(Cow::Borrowed(plain)),
                    _ => Some(Cow::Owned(serde_json::from_str(text).map_err(serde::de::Error::custom)?)),
                },
                Some(b'n') => None,
                Some(b'[' | b'{') => {
                    let message = "a list or an object stands where text or a number should be";
                    self.fault.get_or_insert_with(|| bad(RowCode::Type, message));
                    None
                }
                _ => Some(Cow::Borrowed(text)),
            };
            if let (Some(slot), Some(seen)) = (cells.get_mut(at), seen.get_mut(at)) {
                *slot = cell;
                *seen = true;
            }
        }
        Ok(cells)
    }
}

/// A member's name; borrowed from the line where no escape stands in it.
struct Name<'a>(Cow<'a, str>);

impl<'de> serde::Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;
        impl<'de> Visitor<'de> for NameVisitor {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(NameVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [&str; 3] = ["serial", "t", "seq"];

    fn read(line: &str) -> Result<Vec<Option<String>>, (&'static str, &'static str)> {
        cells(line.as_bytes(), &COLUMNS)
            .map(|cells| cells.into_iter().map(|cell| cell.map(Cow::into_owned)).collect())
            .map_err(|bad| (bad.column, bad.code.as_str()))
    }

    #[test]
    fn members_become_cells() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            read(r#"{"seq": 12345678901234567890123, "x": [1], "serial": "A\u001d\"1", "t": null}"#),
            Ok(vec![some("A\u{1d}\"1"), None, some("12345678901234567890123")])
        );
        assert_eq!(read("{}"), Ok(vec![None, None, None]));
        assert_eq!(read(r#" {"s\u0065q": true} "#), Ok(vec![None, None, some("true")]));
        assert_eq!(read(r#"{"seq": 2.50}"#), Ok(vec![None, None, some("2.50")]));
    }

    #[test]
    fn what_is_no_row() {
        for line in ["[]", "7", "{", "{} {}", r#"{"t": }"#, r#"{"t": "\ud800"}"#, "null", &"[".repeat(9999)] {
            assert_eq!(read(line), Err(("", "row-json")), "{line}");
        }
        assert_eq!(read(r#"{"t": [1]}"#), Err(("t", "row-type")));
        assert_eq!(read(r#"{"t": 1, "t": 2}"#), Err(("t", "row-json")));
        assert_eq!(cells(b"{\"t\": \"\xff\"}", &COLUMNS).unwrap_err().code, RowCode::Encoding);
    }
}
