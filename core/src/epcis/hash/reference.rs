//! What the reference implementation (epcis-event-hash-generator 1.9.3) writes of an event, its slips included.

use super::node::{Node, is_typed};
use super::order::Part;
use super::{NoHash, identifier, number, order, time};

const OVERFLOW: NoHash = NoHash { reason: "a text reads as an infinite number" };

/// The text behind the type of the event.
pub(super) fn write(nodes: &mut Vec<Node<'_>>) -> Result<String, NoHash> {
    let mut text = ordered(nodes, order::reference())?;
    // What is left has no order of its own.
    nodes
        .retain(|node| !matches!(node.name.as_ref(), "recordTime" | "eventID" | "type" | "errorDeclaration"));
    if !nodes.is_empty() {
        text.push_str(&rest(nodes)?);
    }
    Ok(text)
}

/// Writes the parts that the order names and takes away those that are wholly written.
fn ordered<'o>(nodes: &mut Vec<Node<'_>>, order: impl Iterator<Item = &'o Part>) -> Result<String, NoHash> {
    let extensions = user_extensions(nodes);
    let mut text = String::new();
    for Part(name, inner) in order {
        let mut values = Vec::new();
        for node in nodes.iter_mut().filter(|node| !node.pair && node.name == *name) {
            let value = one(node, inner)?;
            if !value.is_empty() {
                values.push(value);
            }
        }
        nodes.retain(|node| node.pair || node.name != *name || !node.parts.is_empty());
        values.sort_unstable();
        values.iter().for_each(|value| text.push_str(value));
    }
    if !extensions.is_empty() {
        text.push_str(&rest(&extensions)?);
    }
    Ok(text)
}

/// Extensions within an element of the standard, told by their namespace's last character.
fn user_extensions<'a>(nodes: &mut Vec<Node<'a>>) -> Vec<Node<'a>> {
    let is_event =
        |node: &Node<'_>| !node.pair && (node.name.contains("eventTime") || node.name.contains("action"));
    if nodes.len() <= 1 || nodes.iter().any(is_event) {
        return Vec::new();
    }
    nodes.extract_if(.., |node| node.name.contains('{') && node.name.contains("/}")).collect()
}

fn one(node: &mut Node<'_>, inner: &[Part]) -> Result<String, NoHash> {
    let parts = if inner.is_empty() { String::new() } else { ordered(&mut node.parts, inner.iter())? };
    let name = node.name.as_ref();
    let stripped = strip(&node.text);
    let lower = name.to_ascii_lowercase();
    let value = if stripped.is_empty() {
        String::new()
    } else if lower.contains("time") && !lower.contains("offset") {
        time::half_even(stripped)?
    } else {
        canonical(stripped)?
    };
    Ok(match (value.is_empty(), parts.is_empty()) {
        (true, true) => String::new(),
        (true, false) => format!("{name}{parts}"),
        (false, _) => format!("{name}={value}{parts}"),
    })
}

/// Parts that have no order, in that of their text.
fn rest(nodes: &[Node<'_>]) -> Result<String, NoHash> {
    let mut values = Vec::with_capacity(nodes.len());
    for node in nodes {
        let inner = rest(&node.parts)?;
        let stripped = strip(&node.text);
        values.push(match (node.pair, stripped.is_empty()) {
            (true, _) => inner,
            (false, true) => format!("{}{inner}", node.name),
            (false, false) => format!("{}={}{inner}", node.name, canonical(stripped)?),
        });
    }
    // A type stays in front of what it is the type of.
    if !nodes.iter().any(is_typed) {
        values.sort_unstable();
    }
    Ok(values.concat())
}

/// Without white space as Python knows it.
fn strip(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c))
}

fn canonical(text: &str) -> Result<String, NoHash> {
    let web = crate::epcis::vocabulary::web_uri(text);
    match number::like_reference(&web) {
        number::Reading::Infinite => return Err(OVERFLOW),
        // No identifier is a number.
        number::Reading::Number(number) => return Ok(number),
        number::Reading::Text => {}
    }
    Ok(identifier::normalised(&web).unwrap_or_else(|| web.into_owned()))
}
