//! Brackets: the human readable interpretation, typed or sent by a scanner that formats GS1 data.

use super::cells::{Cell, step, text};
use super::context::Context;
use super::frames::{identifier, is_edge};
use super::reading::{Step, StepKind};
use super::separators::token;
use crate::diagnostic::ApplicationIdentifier;
use crate::keys::Gtin;

/// Elements with brackets around their AIs.
pub(super) struct Bracketed {
    /// The identifier before them, as it should be; empty if there is none.
    pub(super) identifier: String,
    pub(super) elements: Vec<(ApplicationIdentifier, String)>,
    pub(super) steps: Vec<Step>,
    /// A GTIN had lost zeros.
    pub(super) heavy: bool,
}

/// An AI in brackets: its place with the brackets.
struct Mark {
    ai: ApplicationIdentifier,
    start: usize,
    end: usize,
}

/// Reads trimmed text; `None` if it does not begin with an AI in brackets, titles and an identifier apart.
pub(super) fn read(cells: &[Cell], context: &Context<'_>) -> Option<Bracketed> {
    let mut steps = Vec::new();
    let mut name = String::new();
    let mut from = 0;
    if let Some(found) = identifier(cells) {
        if let Some((kind, meaning)) = found.fault {
            steps.push(step(kind, cells.get(..found.length)?, meaning));
        }
        (name, from) = (found.text, found.length);
    } else if context.wants_scan() {
        let mut lost = step(StepKind::SymbologyLost, cells.get(..1)?, "there is no symbology identifier");
        (lost.span.end, lost.found) = (lost.span.start, String::new());
        steps.push(lost);
        name = "]d2".to_owned();
    }
    let marks = marks(cells, from, context);
    let first = marks.first()?;
    if cells.get(from..first.start)?.iter().any(|cell| cell.c.is_ascii_digit()) {
        return None;
    }
    steps.push(step(
        StepKind::Brackets,
        cells.get(first.start..first.end)?,
        "the text is the human readable interpretation; its brackets are no part of the data",
    ));
    let (mut elements, mut heavy) = (Vec::new(), false);
    for (index, mark) in marks.iter().enumerate() {
        let end = marks.get(index + 1).map_or(cells.len(), |next| next.start);
        let place = cells.get(mark.end..end)?;
        let value = value(place, mark.ai, context)?;
        let short = matches!(mark.ai.to_string().as_str(), "01" | "02") && value.len() < 14;
        if short && Gtin::parse(&value).is_ok() {
            heavy = true;
            let meaning = format!("the GTIN has {} digits and lacks its leading zeros", value.len());
            steps.push(step(StepKind::ZerosDropped, place, meaning));
            elements.push((mark.ai, format!("{value:0>14}")));
        } else {
            elements.push((mark.ai, value));
        }
    }
    Some(Bracketed { identifier: name, elements, steps, heavy })
}

fn marks(cells: &[Cell], from: usize, context: &Context<'_>) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut at = from;
    while let Some(rest) = cells.get(at..).filter(|rest| !rest.is_empty()) {
        match mark(rest, context) {
            Some((ai, length)) => {
                marks.push(Mark { ai, start: at, end: at + length });
                at += length;
            }
            None => at += 1,
        }
    }
    marks
}

/// An AI in brackets at the beginning, and its length; blanks inside do no harm.
fn mark(cells: &[Cell], context: &Context<'_>) -> Option<(ApplicationIdentifier, usize)> {
    let (first, inner) = cells.split_first()?;
    let close = match first.c {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        _ => return None,
    };
    let end = inner.iter().take(8).position(|cell| cell.c == close)?;
    let digits: String = inner.get(..end)?.iter().map(|cell| cell.c).filter(|&c| c != ' ').collect();
    let ai = ApplicationIdentifier::new(digits)?;
    context.strictness().dictionary.fixed(ai)?;
    context.with(0, ai)?;
    Some((ai, end + 2))
}

/// The value between two marks: without separators and blanks around it, and without the title of the next element.
fn value(cells: &[Cell], ai: ApplicationIdentifier, context: &Context<'_>) -> Option<String> {
    let mut rest = cells;
    while let [first, more @ ..] = rest
        && is_edge(first.c)
    {
        rest = more;
    }
    let mut taken = String::new();
    let mut at = 0;
    while let Some(cell) = rest.get(at) {
        if is_edge(cell.c) || token(rest.get(at..)?).is_some_and(|token| !token.doubtful) {
            break;
        }
        taken.push(cell.c);
        at += 1;
    }
    let behind = text(rest.get(at..)?);
    if !behind.chars().any(|c| c.is_ascii_digit()) {
        return Some(taken);
    }
    // Digits in groups, as they are printed below symbols.
    let joined: String = text(rest).chars().filter(|c| !is_edge(*c)).collect();
    let digits = joined.bytes().all(|byte| byte.is_ascii_digit());
    (digits && context.strictness().dictionary.holds(ai, joined.as_bytes())).then_some(joined)
}
