use std::ops::Range;

use super::Draft;
use super::value::{Better, Role, better};
use crate::epcis::model::{Form, Head};
use crate::epcis::read::Positioned;
use crate::epcis::tree::Limits;
use crate::epcis::tree::xml::{Element, Node};
use crate::epcis::write::xml_text;

/// What to write anew in an event.
pub(super) fn edits(
    text: &[u8],
    start: usize,
    found: &Positioned,
    head: &Head,
    limits: Limits,
    drafts: &mut Vec<Draft>,
) {
    let Ok(text) = std::str::from_utf8(text) else { return };
    let Ok(element) = Element::parse(text, 0, &head.namespaces, limits) else { return };
    Walk { text, start, event: found.number, form: found.form, drafts }.element(&element, "");
}

struct Walk<'a> {
    /// The event as it is written; places in it count from its beginning.
    text: &'a str,
    start: usize,
    event: u64,
    form: Form,
    drafts: &'a mut Vec<Draft>,
}

impl Walk<'_> {
    fn element(&mut self, element: &Element, within: &str) {
        // What has a namespace but the expiry is another's.
        if !element.namespace.is_empty() && element.local != "itemExpirationDate" && !within.is_empty() {
            return;
        }
        for name in element.attributes.iter().filter(|a| a.prefix.is_empty()).map(|a| a.local.as_str()) {
            if let Some(role) = Role::of(name, &element.local)
                && let Some(value) = element.attribute(name)
                && let Some(better) = better(role, value, self.form)
                && let Some(span) = self.attribute(element, name)
            {
                self.push(span, &format!("{}/@{name}", element.local), better);
            }
        }
        if let [Node::Text { text, .. }] = &element.children[..]
            && let Some(role) = Role::of(&element.local, within)
            && let Some(better) = better(role, text, self.form)
            && let Some(span) = self.inner(element)
        {
            self.push(span, &element.local, better);
        }
        for child in element.elements() {
            self.element(child, &element.local);
        }
    }

    fn push(&mut self, span: Range<usize>, name: &str, better: Better) {
        let Better { text, rule, reason } = better;
        self.drafts.push(Draft {
            from: self.start + span.start,
            to: self.start + span.end,
            event: self.event,
            name: name.to_owned(),
            rule,
            after: xml_text(&text),
            reason,
        });
    }

    /// Where the text of an element stands, unless there are other things in it.
    fn inner(&self, element: &Element) -> Option<Range<usize>> {
        let from = usize::try_from(element.inner).ok()?;
        let whole = self.text.get(from..usize::try_from(element.end).ok()?)?;
        let length = whole.find('<').filter(|&at| whole.get(at..at + 2) == Some("</"))?;
        Some(from..from + length)
    }

    /// Where the value of an attribute stands, without its quotation marks.
    fn attribute(&self, element: &Element, name: &str) -> Option<Range<usize>> {
        let from = usize::try_from(element.offset).ok()?;
        let tag = self.text.get(from..usize::try_from(element.inner).ok()?)?;
        let blank = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
        let mut at = tag.find(blank)?;
        loop {
            at += tag.get(at..)?.find(|c| !blank(c))?;
            let equals = at + tag.get(at..)?.find('=')?;
            let found = tag.get(at..equals)?.trim_end_matches(blank);
            let open = equals + tag.get(equals..)?.find(['"', '\''])?;
            let mark = tag.get(open..)?.chars().next()?;
            let close = open + 1 + tag.get(open + 1..)?.find(mark)?;
            if found == name {
                return Some(from + open + 1..from + close);
            }
            at = close + 1;
        }
    }
}
