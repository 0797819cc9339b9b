//! What the property table of the CBV asks for (CBV 2.0, 8.9.2), and the same without any rewriting of numbers.

use std::borrow::Cow;

use super::node::Node;
use super::order::{NUMBERS, Part};
use super::{Profile, identifier, number, order, time};
use crate::epcis::vocabulary;

/// The text behind the type of the event.
pub(super) fn write(nodes: &[Node<'_>], profile: Profile, text: &mut String) {
    ordered(nodes, order::table(), profile, text);
}

/// The parts that the order names, then the others in the order of their text.
fn ordered<'o>(
    nodes: &[Node<'_>],
    order: impl Iterator<Item = &'o Part>,
    profile: Profile,
    text: &mut String,
) {
    let mut written = vec![false; nodes.len()];
    let mut values = Vec::new();
    for Part(name, inner) in order {
        for (node, written) in nodes.iter().zip(&mut written) {
            if !node.pair && node.name == *name {
                *written = true;
                values.push(one(node, inner, profile));
            }
        }
        drain(&mut values, text);
    }
    for (node, _) in nodes.iter().zip(&written).filter(|(_, written)| !**written) {
        // A member of the standard that is `null` says nothing.
        if node.text == "null" && !node.name.contains([':', '}']) {
            continue;
        }
        values.push(one(node, &[], profile));
    }
    drain(&mut values, text);
}

fn drain(values: &mut Vec<String>, text: &mut String) {
    values.sort_unstable();
    values.drain(..).for_each(|value| text.push_str(&value));
}

/// A name, its value and what stands in it; nothing of a part of the standard that says nothing.
fn one(node: &Node<'_>, inner: &[Part], profile: Profile) -> String {
    let mut parts = String::new();
    if node.pair {
        node.parts.iter().for_each(|part| parts.push_str(&one(part, &[], profile)));
        return parts;
    }
    if !node.parts.is_empty() {
        ordered(&node.parts, inner.iter(), profile, &mut parts);
    }
    let value = value(&node.name, node.text.trim(), profile);
    let is_extension = node.name.contains([':', '}']);
    match (value.is_empty(), parts.is_empty()) {
        (true, true) if !is_extension => String::new(),
        (true, _) => format!("{}{parts}", node.name),
        (false, _) => format!("{}={value}{parts}", node.name),
    }
}

fn value<'t>(name: &str, text: &'t str, profile: Profile) -> Cow<'t, str> {
    if matches!(name, "eventTime" | "time" | "startTime" | "endTime") {
        return time::half_up(text).map_or(Cow::Borrowed(text), Cow::Owned);
    }
    if profile == Profile::RawStringSafe {
        return super::safe::identifier(text).map_or(Cow::Borrowed(text), Cow::Owned);
    }
    if NUMBERS.contains(&name) {
        return number::decimal(text).map_or(Cow::Borrowed(text), Cow::Owned);
    }
    match vocabulary::web_uri(text) {
        Cow::Borrowed(text) => identifier::normalised(text).map_or(Cow::Borrowed(text), Cow::Owned),
        Cow::Owned(text) => Cow::Owned(text),
    }
}
