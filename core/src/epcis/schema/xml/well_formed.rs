//! What the parser lets pass although XML does not have it (XML 1.0, clauses 2.2, 2.3 and 3.1).

use quick_xml::events::{BytesStart, Event};

use crate::epcis::write::is_xml;

/// What is wrong with a token, if anything.
pub(super) fn fault(token: &Event<'_>, first: bool) -> Option<&'static str> {
    match token {
        Event::Start(tag) | Event::Empty(tag) => of_tag(tag),
        Event::Text(text) => {
            let text = text.xml10_content();
            if text.contains("]]>") { Some("`]]>` stands in text; write `]]&gt;`") } else { of_text(&text) }
        }
        Event::CData(text) => of_text(&text.xml10_content()),
        Event::Comment(text) => of_text(&text.xml10_content()),
        Event::PI(text) if !text.split([' ', '\t', '\r', '\n', '?']).next().is_some_and(is_name) => {
            Some("a processing instruction has no name")
        }
        Event::Decl(_) if !first => Some("the XML declaration does not stand at the very beginning"),
        _ => None,
    }
}

fn of_tag(tag: &BytesStart<'_>) -> Option<&'static str> {
    if !is_name(tag.name().as_ref()) {
        return Some("this is no name for an element");
    }
    for attribute in tag.attributes().flatten() {
        if !is_name(attribute.key.as_ref()) {
            return Some("this is no name for an attribute");
        }
        if attribute.value.contains('<') {
            return Some("`<` stands in the value of an attribute; write `&lt;`");
        }
        if let Some(fault) = of_text(&attribute.value) {
            return Some(fault);
        }
    }
    None
}

fn of_text(text: &str) -> Option<&'static str> {
    (!text.chars().all(is_xml)).then_some("a character stands here that XML does not allow")
}

/// A name with at most one colon, which is neither first nor last (XML 1.0, production 5; Namespaces in XML, 7).
fn is_name(text: &str) -> bool {
    let mut parts = text.split(':');
    let good = |part: Option<&str>| part.is_none_or(is_part);
    !text.is_empty() && good(parts.next()) && good(parts.next()) && parts.next().is_none()
}

fn is_part(text: &str) -> bool {
    let mut characters = text.chars();
    let starts = |c: char| {
        matches!(c, '_' | 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
            | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}' | '\u{200d}' | '\u{2070}'..='\u{218f}'
            | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
            | '\u{10000}'..='\u{effff}')
    };
    let goes_on = |c: char| {
        starts(c)
            || matches!(c, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}' | '\u{2040}')
    };
    characters.next().is_some_and(starts) && characters.all(goes_on)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_judged() {
        for name in ["a", "a:b", "_x-1.2", "\u{e9}t\u{e9}"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", ":", "a:", ":a", "a:b:c", "1a", "-a", "a b", "a&b"] {
            assert!(!is_name(name), "{name}");
        }
    }
}
