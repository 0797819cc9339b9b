//! A text as characters that know where they come from.

use super::reading::{Step, StepKind};
use crate::diagnostic::Span;

/// A character and its bytes in the input; none for one that was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) c: char,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// A text without what no element string has: marks of encodings, invisible characters, other forms of digits.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    pub(super) cells: Vec<Cell>,
    /// What was taken out or changed.
    pub(super) steps: Vec<Step>,
}

impl Cells {
    /// Reads UTF-8, UTF-16 after its byte-order mark, and bytes that are neither as Latin-1.
    pub(super) fn read(input: &[u8]) -> Self {
        let mut steps = Vec::new();
        let mut cells = match input {
            [0xFF, 0xFE, rest @ ..] => sixteen(rest, u16::from_le_bytes, &mut steps),
            [0xFE, 0xFF, rest @ ..] => sixteen(rest, u16::from_be_bytes, &mut steps),
            _ => utf8(input, &mut steps),
        };
        without_mark(&mut cells, &mut steps);
        without_invisible(&mut cells, &mut steps);
        narrow(&mut cells, &mut steps);
        Cells { cells, steps }
    }
}

/// The bytes of the input that characters come from.
pub(super) fn span(cells: &[Cell]) -> Span {
    match (cells.first(), cells.last()) {
        (Some(first), Some(last)) => Span { start: first.start, end: last.end },
        _ => Span::default(),
    }
}

/// The characters as text.
pub(super) fn text(cells: &[Cell]) -> String {
    cells.iter().map(|cell| cell.c).collect()
}

/// A step about some characters as they stand now.
pub(super) fn step(kind: StepKind, cells: &[Cell], meaning: impl Into<String>) -> Step {
    Step { kind, span: span(cells), found: text(cells), meaning: meaning.into() }
}

fn utf8(input: &[u8], steps: &mut Vec<Step>) -> Vec<Cell> {
    let mut cells = Vec::with_capacity(input.len());
    let mut at = 0u32;
    let mut odd: Option<Cell> = None;
    for chunk in input.utf8_chunks() {
        for c in chunk.valid().chars() {
            let end = at + c.len_utf8() as u32;
            cells.push(Cell { c, start: at, end });
            at = end;
        }
        for &byte in chunk.invalid() {
            let cell = Cell { c: char::from(byte), start: at, end: at + 1 };
            odd = odd.or(Some(cell));
            cells.push(cell);
            at += 1;
        }
    }
    if let Some(cell) = odd {
        steps.push(step(StepKind::Encoding, &[cell], "the bytes are not UTF-8 and were read as Latin-1"));
    }
    cells
}

fn sixteen(input: &[u8], number: fn([u8; 2]) -> u16, steps: &mut Vec<Step>) -> Vec<Cell> {
    let units = input.chunks_exact(2).map(|pair| number([pair[0], pair[1]]));
    let mut at = 2u32;
    let mut cells = Vec::with_capacity(input.len() / 2);
    for unit in char::decode_utf16(units) {
        let c = unit.unwrap_or(char::REPLACEMENT_CHARACTER);
        let end = at + 2 * c.len_utf16() as u32;
        cells.push(Cell { c, start: at, end });
        at = end;
    }
    steps.push(Step {
        kind: StepKind::ByteOrderMark,
        span: Span { start: 0, end: 2 },
        found: "\u{feff}".to_owned(),
        meaning: "the text is UTF-16 with a byte-order mark".to_owned(),
    });
    cells
}

/// A mark at the beginning, also one that was read as Latin-1 before.
fn without_mark(cells: &mut Vec<Cell>, steps: &mut Vec<Step>) {
    for mark in ["\u{feff}", "\u{ef}\u{bb}\u{bf}"] {
        let length = mark.chars().count();
        if cells.len() >= length && cells.iter().zip(mark.chars()).all(|(cell, c)| cell.c == c) {
            let taken: Vec<Cell> = cells.drain(..length).collect();
            steps.push(step(StepKind::ByteOrderMark, &taken, "a byte-order mark stands before the data"));
        }
    }
}

fn without_invisible(cells: &mut Vec<Cell>, steps: &mut Vec<Step>) {
    let invisible = |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    if let Some(first) = cells.iter().find(|cell| invisible(cell.c)).copied() {
        steps.push(step(StepKind::Invisible, &[first], "invisible characters stand in the text"));
        cells.retain(|cell| !invisible(cell.c));
    }
}

/// Full-width forms and digits of other scripts as ASCII.
fn narrow(cells: &mut [Cell], steps: &mut Vec<Step>) {
    let mut first = None;
    for cell in cells {
        let code = u32::from(cell.c);
        let narrow = match code {
            0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0),
            0x3000 => Some(' '),
            0x0660..=0x0669 => char::from_u32(code - 0x0660 + 0x30),
            0x06F0..=0x06F9 => char::from_u32(code - 0x06F0 + 0x30),
            0x0966..=0x096F => char::from_u32(code - 0x0966 + 0x30),
            _ => None,
        };
        if let Some(c) = narrow {
            first = first.or(Some(*cell));
            cell.c = c;
        }
    }
    if let Some(cell) = first {
        let meaning = "full-width characters or digits of another script stand for those of ASCII";
        steps.push(step(StepKind::WideCharacters, &[cell], meaning));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &[u8]) -> (String, Vec<StepKind>) {
        let read = Cells::read(input);
        (text(&read.cells), read.steps.iter().map(|step| step.kind).collect())
    }

    #[test]
    fn marks_and_forms_go() {
        assert_eq!(read(b"01"), ("01".into(), vec![]));
        assert_eq!(read("\u{feff}01".as_bytes()), ("01".into(), vec![StepKind::ByteOrderMark]));
        assert_eq!(read("ï»¿01".as_bytes()), ("01".into(), vec![StepKind::ByteOrderMark]));
        assert_eq!(read(b"\xff\xfe0\x001\0"), ("01".into(), vec![StepKind::ByteOrderMark]));
        assert_eq!(read("０１（٣".as_bytes()), ("01(3".into(), vec![StepKind::WideCharacters]));
        assert_eq!(read("0\u{200b}1".as_bytes()), ("01".into(), vec![StepKind::Invisible]));
        assert_eq!(read(b"0\xe91"), ("0é1".into(), vec![StepKind::Encoding]));
    }

    #[test]
    fn characters_know_their_bytes() {
        let read = Cells::read("\u{feff}é1".as_bytes());
        assert_eq!(span(&read.cells), Span { start: 3, end: 6 });
    }
}
