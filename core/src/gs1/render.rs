//! The textual forms of the elements of a message.

use super::scan::GS;
use super::tables::Tables;
use crate::diagnostic::ApplicationIdentifier;

/// An AI and its value.
pub(crate) type Pair<'m> = (ApplicationIdentifier, &'m [u8]);

/// Text of a value; values are ASCII by the time they are rendered.
pub(crate) fn text(value: &[u8]) -> &str {
    std::str::from_utf8(value).unwrap_or_default()
}

/// `(01)09506000134352(10)A7B21`; an opening bracket in a value is written `\(`.
pub(crate) fn bracketed<'m>(pairs: impl Iterator<Item = Pair<'m>>, second: Option<usize>) -> String {
    let mut out = String::new();
    for (index, (ai, value)) in pairs.enumerate() {
        if second == Some(index) {
            out.push('|');
        }
        out.push_str(&format!("({ai})"));
        out.push_str(&text(value).replace('(', "\\("));
    }
    out
}

/// The element string with a separator after each value whose length is not predefined, unless it ends a component.
pub(crate) fn plain<'m>(
    tables: &Tables<'_>,
    pairs: impl Iterator<Item = Pair<'m>>,
    second: Option<usize>,
) -> String {
    let (mut out, mut open) = (String::new(), false);
    for (index, (ai, value)) in pairs.enumerate() {
        if second == Some(index) {
            out.push('|');
        } else if open {
            out.push(char::from(GS));
        }
        out.push_str(&ai.to_string());
        out.push_str(text(value));
        open = match tables.definition(ai) {
            Some(definition) => !definition.fixed,
            None => tables.predefined(ai).is_none(),
        };
    }
    out
}

/// `(01) 09506000134352`, or with its data title before it; exponents of units are written as `^2`.
pub(crate) fn hri(tables: &Tables<'_>, (ai, value): Pair<'_>, titles: bool) -> String {
    let title = tables.definition(ai).map_or("", |definition| tables.title(definition));
    let value = text(value);
    let title = title.replace('²', "^2").replace('³', "^3");
    if titles && !title.is_empty() { format!("{title} ({ai}) {value}") } else { format!("({ai}) {value}") }
}
