//! What scanners, drivers and file formats write in place of GS.

use super::cells::Cell;
use crate::keys::charset::{CSET_82, stranger};

/// Spellings, compared without regard to case; the longest that matches counts. Observed in issue trackers of GS1
/// readers and in the manuals of scanners and label printers (`{GS}`, `<GS>`, `~d029`, `\F`, `^]`), in spreadsheets
/// (`_x001D_`), in HTML and JSON (`&#29;`, `\u001d`), in web addresses (`%1D`); `↔` is how code page 437 shows it.
const SPELLINGS: &[&str] = &[
    "\u{1d}", " ", "|", "^", "~", "@", "#", "_", "\t", "^]", "{GS}", "<GS>", "[GS]", "(GS)", "␝", "\\x1D",
    "%1D", "_x001D_", "&#29;", "&#x1D;", "\\u001d", "<FNC1>", "{FNC1}", "[FNC1]", "^FNC1", "\\F", "\\035",
    "~d029", "<0x1D>", "{0x1D}", "\u{1c}", "\u{1e}", "\u{1f}", "\u{fffd}", "↔",
];

/// A separator, or what stands for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// In characters.
    pub(super) length: usize,
    /// GS itself.
    pub(super) genuine: bool,
    /// A single character that a value may have as well.
    pub(super) doubtful: bool,
}

/// The separator with which a text begins.
pub(super) fn token(cells: &[Cell]) -> Option<Token> {
    let first = cells.first()?.c;
    if ('\u{e000}'..='\u{f8ff}').contains(&first) {
        return Some(Token { length: 1, genuine: false, doubtful: false });
    }
    if first.is_ascii_alphanumeric() {
        return None;
    }
    let matches = |spelling: &&&str| {
        let mut rest = cells.iter();
        spelling.chars().all(|c| rest.next().is_some_and(|cell| cell.c.eq_ignore_ascii_case(&c)))
    };
    let spelling = SPELLINGS.iter().filter(matches).max_by_key(|spelling| spelling.chars().count())?;
    let length = spelling.chars().count();
    let doubtful = length == 1 && stranger(spelling.as_bytes(), CSET_82).is_none();
    Some(Token { length, genuine: first == '\u{1d}', doubtful })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::cells::Cells;

    #[test]
    fn the_longest_spelling_counts() {
        let length = |text: &str| token(&Cells::read(text.as_bytes()).cells).map(|token| token.length);
        assert_eq!(length("^]21"), Some(2));
        assert_eq!(length("^21"), Some(1));
        assert_eq!(length("{gs}21"), Some(4));
        assert_eq!(length("_x001d_21"), Some(7));
        assert_eq!(length("\u{f01d}21"), Some(1));
        assert_eq!((length("A"), length("{A"), length("")), (None, None, None));
        let doubtful =
            |text: &str| token(&Cells::read(text.as_bytes()).cells).is_some_and(|token| token.doubtful);
        assert!(doubtful("_2") && !doubtful("%1D") && !doubtful("|2") && !doubtful("\u{1d}"));
    }
}
