//! An error drawn below the input, for people.

use std::fmt;

use super::ParseError;

/// The input with the place of an error underlined; made by [`ParseError::drawn`].
///
/// ```text
/// ai-checksum: (01) the check digit is 3, expected 2
///   ]d20109506000134353
///                     ^ GS1 General Specifications 7.9.1
///   help: compare the digits with the label: ...
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Drawing<'a> {
    error: &'a ParseError,
    input: &'a [u8],
}

impl ParseError {
    /// The error with its place in `input`, as several lines of text.
    ///
    /// Control characters are shown as their pictures (GS as ␝), bytes that are no text as `·`; a long input is cut
    /// around the place.
    ///
    /// ```
    /// let input = b"09506000134353";
    /// let error = tallymark::Gtin::parse(input).unwrap_err();
    /// let text = error.drawn(input).to_string();
    /// assert_eq!(text.lines().nth(1), Some("  09506000134353"));
    /// assert!(text.lines().nth(2).unwrap().starts_with("               ^ "));
    /// ```
    #[must_use]
    pub const fn drawn<'a>(&'a self, input: &'a [u8]) -> Drawing<'a> {
        Drawing { error: self, input }
    }
}

/// Characters of context on each side of the place.
const CONTEXT: usize = 60;

impl fmt::Display for Drawing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let span = self.error.span();
        let (start, end) = (span.start as usize, span.end as usize);
        writeln!(f, "{}: {}", self.error.code(), self.error)?;
        let (mut column, mut width, mut skipped, mut more) = (0usize, 0usize, false, false);
        f.write_str("  ")?;
        for (at, c) in characters(self.input) {
            if at + CONTEXT < start {
                if !skipped {
                    f.write_str("…")?;
                    column += 1;
                    skipped = true;
                }
                continue;
            }
            if at > end.saturating_add(CONTEXT) {
                more = true;
                break;
            }
            column += usize::from(at < start);
            width += usize::from(at >= start && at < end);
            write!(f, "{c}")?;
        }
        writeln!(f, "{}", if more { "…" } else { "" })?;
        write!(f, "  {:column$}", "")?;
        for _ in 0..width.clamp(1, 2 * CONTEXT) {
            f.write_str("^")?;
        }
        writeln!(f, " {}", self.error.code().source())?;
        write!(f, "  help: {}", self.error.help())
    }
}

/// The characters of the input with their byte offsets, one printed column each.
fn characters(input: &[u8]) -> impl Iterator<Item = (usize, char)> + '_ {
    let mut offset = 0;
    input.utf8_chunks().flat_map(move |chunk| {
        let start = offset;
        offset += chunk.valid().len() + chunk.invalid().len();
        let invalid = start + chunk.valid().len();
        let shown = chunk.valid().char_indices().map(move |(at, c)| (start + at, picture(c)));
        shown.chain((0..chunk.invalid().len()).map(move |at| (invalid + at, '·')))
    })
}

fn picture(c: char) -> char {
    match c {
        '\0'..='\x1F' => char::from_u32(0x2400 + c as u32).unwrap_or('·'),
        '\x7F' => '␡',
        c if c.is_control() => '·',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{Code, ParseError, Span};

    fn lines(input: &[u8], start: usize, end: usize) -> Vec<String> {
        let error = ParseError::new(Code::AiCharset, Span::new(start, end));
        error.drawn(input).to_string().lines().map(str::to_owned).collect()
    }

    #[test]
    fn the_place_is_underlined_whatever_the_bytes() {
        let text = lines(b"10A\x1dB\xFF\xC3\xA9C", 8, 9);
        assert_eq!(text[1], "  10A␝B·éC");
        assert_eq!(text[2].find('^'), Some(2 + 7));
    }

    #[test]
    fn an_empty_place_still_gets_a_mark() {
        assert_eq!(lines(b"", 0, 0)[2].find('^'), Some(2));
        assert_eq!(lines(b"abc", 3, 3)[2].find('^'), Some(5));
        assert_eq!(lines(b"abc", 9, 12)[2].find('^'), Some(5));
    }

    #[test]
    fn long_inputs_are_cut_around_the_place() {
        let text = lines(&[b'A'; 5000], 2500, 2510);
        assert!(text[1].chars().count() < 200 && text[1].starts_with("  …") && text[1].ends_with('…'));
        assert_eq!(text[2].matches('^').count(), 10);
    }
}
