//! Where a member stands in a text that is known to be JSON: looked for only when there is something to say about it.

use std::ops::Range;

/// What of a member is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Its value.
    Value,
    /// Its name.
    Name,
    /// Its name where it stands for the last time.
    LastName,
}

/// The bytes of the member that a JSON pointer names; of the part of the path that is there, if not all of it is.
pub(super) fn locate(text: &[u8], pointer: &str, part: Part) -> Range<usize> {
    let mut cursor = Cursor { text, at: 0 };
    cursor.blanks();
    let mut found = cursor.clone().value();
    let mut steps = pointer.split('/').skip(1).peekable();
    while let Some(step) = steps.next() {
        let name = step.replace("~1", "/").replace("~0", "~");
        let last = steps.peek().is_none();
        let place = match cursor.peek() {
            Some(b'{') => cursor.member(&name, last && part == Part::LastName),
            Some(b'[') => {
                name.parse().ok().and_then(|index| cursor.item(index)).map(|value| (value.clone(), value))
            }
            _ => None,
        };
        let Some((name, value)) = place else { break };
        cursor.at = value.start;
        found = if last && part != Part::Value { name } else { value };
    }
    found
}

/// Line and column of a byte, both counted from 1.
pub(super) fn line_and_column(text: &[u8], at: usize) -> (u32, u32) {
    let before = text.get(..at).unwrap_or(text);
    let lines = before.iter().filter(|&&byte| byte == b'\n').count();
    let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let clip = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    (clip(lines + 1), clip(before.len() - start + 1))
}

#[derive(Clone)]
struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Over a string in quotation marks.
    fn string(&mut self) -> Range<usize> {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == b'"' {
                break;
            }
        }
        start..self.at.min(self.text.len())
    }

    /// Over a value.
    fn value(&mut self) -> Range<usize> {
        let start = self.at;
        let mut depth = 0usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.string();
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' if depth == 0 => break,
                b'}' | b']' => {
                    depth -= 1;
                    self.at += 1;
                }
                b',' if depth == 0 => break,
                byte if depth == 0 && byte.is_ascii_whitespace() => break,
                _ => {
                    self.at += 1;
                    continue;
                }
            }
            if depth == 0 {
                break;
            }
        }
        start..self.at.min(self.text.len())
    }

    /// The name and the value of a member of the object that begins here; the first or the last of that name.
    fn member(&mut self, wanted: &str, last: bool) -> Option<(Range<usize>, Range<usize>)> {
        let mut found = None;
        self.at += 1;
        loop {
            self.blanks();
            if self.peek() != Some(b'"') {
                return found;
            }
            let name = self.string();
            let is = self.text.get(name.clone()).and_then(|text| serde_json::from_slice::<String>(text).ok());
            self.blanks();
            self.at += 1; // the colon
            self.blanks();
            let value = self.value();
            if is.as_deref() == Some(wanted) {
                found = Some((name, value));
                if !last {
                    return found;
                }
            }
            self.blanks();
            if self.peek() != Some(b',') {
                return found;
            }
            self.at += 1;
        }
    }

    /// The element of the list that begins here.
    fn item(&mut self, wanted: usize) -> Option<Range<usize>> {
        self.at += 1;
        for index in 0.. {
            self.blanks();
            let value = self.value();
            if value.is_empty() {
                break;
            }
            if index == wanted {
                return Some(value);
            }
            self.blanks();
            if self.peek() != Some(b',') {
                break;
            }
            self.at += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{ \"a\": [1, {\"b/c\": \"x\\\"]\"}, [ ] ],\n \"d\\u0065\": null, \"a\": 2}";

    fn found(pointer: &str, part: Part) -> &'static str {
        &TEXT[locate(TEXT.as_bytes(), pointer, part)]
    }

    #[test]
    fn members_are_found() {
        assert_eq!(found("/a/1/b~1c", Part::Value), r#""x\"]""#);
        assert_eq!(found("/a/1/b~1c", Part::Name), r#""b/c""#);
        assert_eq!(found("/a/2", Part::Value), "[ ]");
        assert_eq!(found("/de", Part::Value), "null");
        assert_eq!(found("", Part::Value), TEXT);
        assert_eq!(locate(TEXT.as_bytes(), "/a", Part::LastName).start, TEXT.rfind("\"a\"").unwrap());
        assert_eq!(found("/a/1/missing", Part::Value), r#"{"b/c": "x\"]"}"#);
    }

    #[test]
    fn places_are_counted_from_one() {
        assert_eq!(line_and_column(TEXT.as_bytes(), 0), (1, 1));
        assert_eq!(line_and_column(TEXT.as_bytes(), TEXT.find("\"d").unwrap()), (2, 2));
    }
}
