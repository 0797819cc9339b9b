//! What stands around the data: edges, symbology identifiers, zeros that are not there.

use super::cells::{Cell, step, text};
use super::context::Context;
use super::reading::{Step, StepKind};
use super::separators::token;
use crate::gs1::SymbologyIdentifier;
use crate::keys::charset::{CSET_82, stranger};

/// Data from a certain place on, and what was before.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// From the first element on.
    pub(super) cells: Vec<Cell>,
    /// Such as `]d2`; empty for a plain element string.
    pub(super) identifier: String,
    pub(super) steps: Vec<Step>,
    /// More than nothing has to be assumed.
    pub(super) heavy: bool,
}

/// A symbology identifier in a text, right or not.
pub(super) struct Identifier {
    /// In characters of the text.
    pub(super) length: usize,
    /// As it should be.
    pub(super) text: String,
    /// What is wrong with it.
    pub(super) fault: Option<(StepKind, &'static str)>,
}

/// The most zeros that a text may have lost: AI 00 and an extension digit.
const ZEROS: usize = 3;

/// Identifiers that are looked at in one text.
const MOST: usize = 8;

/// Prefixes before an identifier may be so long without making the reading doubtful.
const SHORT: usize = 8;

/// Names of control characters as some programs write them.
const NAMED: &[&str] = &[
    "<CR>", "<LF>", "[CR]", "[LF]", "{CR}", "{LF}", "<STX>", "<ETX>", "{STX}", "{ETX}", "<TAB>", "{TAB}",
    "{ENTER}", "\\r", "\\n", "\\t", "_x000D_", "&#13;", "&#10;",
];

/// White space, control characters and their pictures; never a separator.
pub(super) fn is_edge(c: char) -> bool {
    (c.is_whitespace() || c.is_control()) && c != '\u{1d}'
        || ('\u{2400}'..='\u{2426}').contains(&c) && c != '␝'
}

/// The text without what stands around it.
pub(super) fn trimmed(cells: &[Cell]) -> (&[Cell], Vec<Step>) {
    let mut rest = cells;
    let mut steps = Vec::new();
    loop {
        let front = match rest {
            [first, ..] if is_edge(first.c) => 1,
            _ => NAMED.iter().find(|name| begins(rest, name)).map_or(0, |name| name.len()),
        };
        if front == 0 {
            break;
        }
        rest = rest.get(front..).unwrap_or_default();
    }
    let before = cells.get(..cells.len() - rest.len()).unwrap_or_default();
    if !before.is_empty() {
        steps.push(step(StepKind::Edges, before, "characters stand before the data"));
    }
    let middle = rest;
    loop {
        let named = NAMED.iter().find(|name| ends(rest, name)).map_or(0, |name| name.len());
        let back = match rest {
            _ if named > 0 => named,
            [.., last] if is_edge(last.c) => 1,
            [.., last] if outside(last.c) && token(&[*last]).is_none() && !closes(rest) => 1,
            _ => 0,
        };
        if back == 0 {
            break;
        }
        rest = rest.get(..rest.len() - back).unwrap_or_default();
    }
    let behind = middle.get(rest.len()..).unwrap_or_default();
    if !behind.is_empty() {
        steps.push(step(StepKind::Edges, behind, "characters stand behind the data"));
    }
    if let [first, inner @ .., last] = rest
        && first.c == last.c
        && matches!(first.c, '"' | '\'' | '`')
    {
        steps.insert(0, step(StepKind::Edges, &[*first], "the text stands in quotation marks"));
        rest = inner;
    }
    (rest, steps)
}

/// Whether the last character ends the name of a separator, such as `{GS}`.
fn closes(cells: &[Cell]) -> bool {
    (2..=8).any(|length| {
        let at = cells.len().checked_sub(length);
        at.and_then(|at| cells.get(at..)).and_then(token).is_some_and(|token| token.length == length)
    })
}

fn outside(c: char) -> bool {
    let mut buffer = [0; 4];
    stranger(c.encode_utf8(&mut buffer).as_bytes(), CSET_82).is_some()
}

fn begins(cells: &[Cell], name: &str) -> bool {
    cells.len() >= name.len() && name.chars().zip(cells).all(|(c, cell)| cell.c.eq_ignore_ascii_case(&c))
}

fn ends(cells: &[Cell], name: &str) -> bool {
    cells.len().checked_sub(name.len()).and_then(|at| cells.get(at..)).is_some_and(|rest| begins(rest, name))
}

/// Identifiers of the carriers that GS1 labels have; others that could hold element strings are not met on packs.
const GS1_CARRIERS: [&str; 6] = ["d2", "C1", "e0", "Q3", "J1", "z1"];

/// The identifier with which a text begins.
pub(super) fn identifier(cells: &[Cell]) -> Option<Identifier> {
    let at = |place: usize| cells.get(place).map_or('\0', |cell| cell.c);
    if at(0) != ']' {
        let short = text(cells.get(..2)?);
        let known = GS1_CARRIERS.contains(&short.as_str());
        let fault = Some((StepKind::SymbologyWrong, "the symbology identifier has lost its bracket"));
        return (known && at(2).is_ascii_digit()).then(|| Identifier {
            length: 2,
            text: format!("]{short}"),
            fault,
        });
    }
    let (letter, modifier) = (at(1), at(2));
    if !letter.is_ascii_alphabetic() || !modifier.is_ascii_alphanumeric() {
        return None;
    }
    let holds = |text: &String| {
        SymbologyIdentifier::read(text.as_bytes()).is_some_and(SymbologyIdentifier::holds_element_strings)
    };
    let other =
        if letter.is_ascii_lowercase() { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() };
    let (sent, changed) = (format!("]{letter}{modifier}"), format!("]{other}{modifier}"));
    let (text, fault) = if holds(&sent) {
        (sent, None)
    } else if GS1_CARRIERS.contains(&changed.trim_start_matches(']')) {
        (
            changed,
            Some((StepKind::SymbologyCase, "the letter of the symbology identifier has the wrong case")),
        )
    } else {
        let meant = match letter.to_ascii_lowercase() {
            'd' => "]d2",
            'c' => "]C1",
            'q' => "]Q3",
            'e' => "]e0",
            'j' => "]J1",
            'z' => "]z1",
            _ => return None,
        };
        let meaning = "the symbology identifier says that the symbol holds no element strings, but it does";
        (meant.to_owned(), Some((StepKind::SymbologyWrong, meaning)))
    };
    Some(Identifier { length: 3, text, fault })
}

/// Every place from which the data may be read, and whether there are more than were looked at.
pub(super) fn frames(cells: &[Cell], context: &Context<'_>) -> (Vec<Frame>, bool) {
    let mut frames = vec![frame(cells, context)];
    let mut more = false;
    for at in 1..cells.len() {
        let (before, rest) = cells.split_at(at);
        if rest.first().map(|cell| cell.c) != Some(']') || identifier(rest).is_none() {
            continue;
        }
        if frames.len() >= MOST {
            more = true;
            break;
        }
        let mut frame = frame(rest, context);
        let joined = identifier(before).is_some();
        let (kind, meaning) = if joined {
            (StepKind::ReadsJoined, "another symbol was read into the same text")
        } else {
            (StepKind::Prefix, "characters stand before the symbology identifier")
        };
        frame.steps.insert(0, step(kind, before, meaning));
        frame.heavy = at > SHORT;
        frames.push(frame);
    }
    // Zeros only go from a text that was taken for a number.
    if let Some(first) = frames.first().cloned()
        && cells.first().is_some_and(|cell| cell.c.is_ascii_digit())
    {
        for zeros in 1..=ZEROS {
            let place = first.cells.first().map_or(0, |cell| cell.start);
            let zero = Cell { c: '0', start: place, end: place };
            let mut frame = first.clone();
            frame.cells.splice(0..0, vec![zero; zeros]);
            frame.steps.push(Step {
                kind: StepKind::ZerosDropped,
                span: crate::diagnostic::Span { start: place, end: place },
                found: String::new(),
                meaning: format!(
                    "{} lost before the data",
                    if zeros == 1 { "a zero was" } else { "zeros were" }
                ),
            });
            frame.heavy = true;
            frames.push(frame);
        }
    }
    (frames, more)
}

/// The data behind the identifier and what was sent for FNC1.
fn frame(cells: &[Cell], context: &Context<'_>) -> Frame {
    let mut steps = Vec::new();
    let mut rest = cells;
    let mut name = String::new();
    if let Some(found) = identifier(cells) {
        let (head, data) = cells.split_at(found.length.min(cells.len()));
        if let Some((kind, meaning)) = found.fault {
            steps.push(step(kind, head, meaning));
        }
        (name, rest) = (found.text, data);
    } else if context.wants_scan() {
        let place = cells.get(..1).unwrap_or_default();
        let mut lost = step(StepKind::SymbologyLost, place, "there is no symbology identifier");
        (lost.span.end, lost.found) = (lost.span.start, String::new());
        steps.push(lost);
        name = "]d2".to_owned();
    }
    let data = rest;
    while let Some(token) = token(rest) {
        rest = rest.get(token.length..).unwrap_or_default();
    }
    let before = data.get(..data.len() - rest.len()).unwrap_or_default();
    if !before.is_empty() {
        steps.push(step(
            StepKind::LeadingSeparator,
            before,
            "FNC1 of the first position was sent as a separator",
        ));
    }
    Frame { cells: rest.to_vec(), identifier: name, steps, heavy: false }
}
