/// A place in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Place {
    /// The byte, from 0.
    pub offset: u64,
    /// The line, from 1.
    pub line: u64,
    /// The character within the line, from 1.
    pub column: u64,
}

impl Place {
    /// The beginning of a document.
    pub const START: Place = Place { offset: 0, line: 1, column: 1 };

    /// The place behind `text`, which begins at this place.
    #[must_use]
    pub fn behind(self, text: &[u8]) -> Place {
        let lines = lines(text);
        let tail = match if lines == 0 { None } else { last_line(text) } {
            Some(last) => text.get(last + 1..).unwrap_or_default(),
            None => text,
        };
        let characters = count(tail, |byte| byte & 0xC0 != 0x80);
        let column = if lines == 0 { self.column } else { 1 } + characters;
        Place { offset: self.offset + text.len() as u64, line: self.line + lines, column }
    }
}

/// How many lines end in a text.
fn lines(text: &[u8]) -> u64 {
    #[cfg(any(feature = "json", feature = "xml"))]
    return memchr::memchr_iter(b'\n', text).count() as u64;
    #[cfg(not(any(feature = "json", feature = "xml")))]
    return count(text, |byte| byte == b'\n');
}

/// Where the last of them ends.
fn last_line(text: &[u8]) -> Option<usize> {
    #[cfg(any(feature = "json", feature = "xml"))]
    return memchr::memrchr(b'\n', text);
    #[cfg(not(any(feature = "json", feature = "xml")))]
    return text.iter().rposition(|&byte| byte == b'\n');
}

/// How many bytes are such; in pieces whose counts fit into a byte, which processors do many at a time.
fn count(bytes: &[u8], such: impl Fn(u8) -> bool) -> u64 {
    bytes
        .chunks(255)
        .map(|piece| u64::from(piece.iter().fold(0u8, |count, &byte| count + u8::from(such(byte)))))
        .sum()
}

/// Turns byte offsets of a piece of a document into places.
#[derive(Clone, Copy, Debug)]
pub struct Lines<'a> {
    start: Place,
    text: &'a [u8],
}

impl<'a> Lines<'a> {
    /// The piece `text` of a document begins at `start`.
    #[must_use]
    pub const fn new(start: Place, text: &'a [u8]) -> Self {
        Lines { start, text }
    }

    /// Where the byte at `offset` of the document stands. An offset outside of the piece is taken to its nearer end.
    #[must_use]
    pub fn place(&self, offset: u64) -> Place {
        let within = usize::try_from(offset.saturating_sub(self.start.offset)).unwrap_or(usize::MAX);
        self.start.behind(self.text.get(..within).unwrap_or(self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_characters_are_counted_from_one() {
        let lines = Lines::new(Place::START, "a\nä€x\n".as_bytes());
        assert_eq!(lines.place(0), Place::START);
        assert_eq!(lines.place(7), Place { offset: 7, line: 2, column: 3 });
        assert_eq!(lines.place(9), Place { offset: 9, line: 3, column: 1 });
        assert_eq!(lines.place(99), lines.place(9));
    }

    #[test]
    fn a_piece_goes_on_where_it_was_cut() {
        let text = b"one\ntwo three";
        let cut = Place::START.behind(&text[..6]);
        assert_eq!(Lines::new(cut, &text[6..]).place(8), Lines::new(Place::START, text).place(8));
    }
}
