//! From a way through a text to a complete input, read again.

use super::cells::{step, text};
use super::context::Context;
use super::frames::{Frame, identifier};
use super::lattice::{Edge, Joint};
use super::reading::{Reading, Step, StepKind, cost};
use super::separators::token;
use crate::diagnostic::ApplicationIdentifier;
use crate::gs1::{Form, Message};

/// The label or labels along a way, those that the context accepts.
pub(super) fn readings(frame: &Frame, way: &[Edge], before: &[Step], context: &Context<'_>) -> Vec<Reading> {
    let labels: Vec<&[Edge]> = way.split_inclusive(|edge| edge.joint == Joint::Restart).collect();
    let elements: Vec<_> = labels.iter().map(|label| elements(frame, label)).collect();
    let same = elements.iter().all(|label| Some(label) == elements.first());
    let mut found: Vec<Reading> = Vec::new();
    let mut name = frame.identifier.clone();
    for (label, elements) in labels.iter().zip(&elements) {
        let text = scan(&name, elements, context);
        let mut steps: Vec<Step> = before.iter().chain(&frame.steps).cloned().collect();
        steps.extend(label.iter().enumerate().flat_map(|(at, edge)| between(frame, edge, label.get(at + 1))));
        if labels.len() > 1 {
            let (from, to) = (first(label), label.last().map_or(0, |edge| edge.value.1));
            let outside = if from > 0 { 0..from } else { to..frame.cells.len() };
            let outside = frame.cells.get(outside).unwrap_or_default();
            steps.push(if same {
                step(StepKind::ReadTwice, outside, "the same label was read twice into one text")
            } else {
                step(StepKind::ReadsJoined, outside, "another label was read into the same text")
            });
        }
        found.extend(read_again(text, steps, context));
        if let Some(edge) = label.last().filter(|edge| edge.joint == Joint::Restart) {
            let joint = frame.cells.get(edge.value.1..edge.next).unwrap_or_default();
            let next = (0..joint.len()).find_map(|at| joint.get(at..).and_then(identifier));
            name = next.map_or(name, |identifier| identifier.text);
        }
        if same {
            break;
        }
    }
    found
}

fn first(label: &[Edge]) -> usize {
    label.first().map_or(0, |edge| edge.value.0 - edge.ai.digits().min(edge.value.0))
}

fn elements(frame: &Frame, label: &[Edge]) -> Vec<(ApplicationIdentifier, String)> {
    let value = |edge: &Edge| {
        let value = frame.cells.get(edge.value.0..edge.value.1).unwrap_or_default();
        (edge.ai, format!("{}{}", "0".repeat(edge.fill), text(value)))
    };
    label.iter().map(value).collect()
}

/// Scan data, or a plain element string where there is no identifier.
pub(super) fn scan(
    identifier: &str,
    elements: &[(ApplicationIdentifier, String)],
    context: &Context<'_>,
) -> Vec<u8> {
    let mut text = identifier.to_owned();
    let mut open = false;
    for (ai, value) in elements {
        if open {
            text.push('\u{1d}');
        }
        text.push_str(&ai.to_string());
        text.push_str(value);
        open = context.strictness().dictionary.fixed(*ai) == Some(false);
    }
    text.into_bytes()
}

/// A bracketed element string.
pub(super) fn bracketed(elements: &[(ApplicationIdentifier, String)]) -> Vec<u8> {
    let parts = elements.iter().map(|(ai, value)| format!("({ai}){}", value.replace('(', "\\(")));
    parts.collect::<String>().into_bytes()
}

/// What happened to an element and between it and the next.
fn between(frame: &Frame, edge: &Edge, next: Option<&Edge>) -> Vec<Step> {
    let mut steps = Vec::new();
    if edge.fill > 0 {
        let value = frame.cells.get(edge.value.0..edge.value.1).unwrap_or_default();
        let meaning = format!("the GTIN has {} digits and lacks its leading zeros", value.len());
        steps.push(step(StepKind::ZerosDropped, value, meaning));
    }
    let sides = match next {
        Some(next) => format!("between ({}) and ({})", edge.ai, next.ai),
        None => format!("behind ({})", edge.ai),
    };
    let place = frame.cells.get(edge.value.1..edge.next).unwrap_or_default();
    match edge.joint {
        Joint::Lost => {
            let end = frame.cells.get(edge.value.1.saturating_sub(1)..edge.value.1).unwrap_or_default();
            let mut lost = step(StepKind::SeparatorLost, end, format!("a separator is missing {sides}"));
            (lost.span.start, lost.found) = (lost.span.end, String::new());
            steps.push(lost);
        }
        Joint::Separators(count) => {
            let genuine = token(place).is_some_and(|token| token.genuine);
            if !genuine {
                let meaning = format!("`{}` stands for the separator {sides}", text(place).escape_debug());
                steps.push(step(StepKind::SeparatorReplaced, place, meaning));
            }
            if count > 1 {
                steps.push(step(
                    StepKind::SeparatorDoubled,
                    place,
                    format!("more than one separator {sides}"),
                ));
            }
        }
        Joint::Direct | Joint::Restart => {}
    }
    steps
}

/// The reading of a complete input; `None` if it does not parse or is not what the context asks for.
pub(super) fn read_again(text: Vec<u8>, steps: Vec<Step>, context: &Context<'_>) -> Option<Reading> {
    let message = Message::parse(Form::detect(&text), &text, context.strictness()).ok()?;
    if !context.holds(&message) {
        return None;
    }
    let item = message.item().ok();
    Some(Reading {
        elements: message.elements().map(|element| (element.ai, element.value.to_owned())).collect(),
        key: message.key(),
        item,
        cost: cost(&steps),
        fits: context.fits(&message),
        known: context.known(item),
        steps,
        text,
    })
}
