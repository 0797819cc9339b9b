//! Small words that pages share: numbers, times, lists cut short, and text from data made harmless.

use std::borrow::Cow;

/// `20 311`, with narrow spaces that do not break.
pub(crate) fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 * 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// The same with a sign if it is negative.
pub(crate) fn signed(n: i64) -> String {
    let magnitude = number(n.unsigned_abs());
    if n < 0 { format!("−{magnitude}") } else { magnitude }
}

/// `1 pack`, `3 packs`.
pub(crate) fn counted(n: u64, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{} {one}s", number(n)) }
}

/// `71 %`; what is neither impossible nor certain never rounds to 0 or 100.
pub(crate) fn percent(share: f64) -> String {
    match share * 100.0 {
        p if p <= 0.0 => "0\u{a0}%".to_owned(),
        p if p < 1.0 => "<1\u{a0}%".to_owned(),
        p if p > 99.0 && p < 100.0 => ">99\u{a0}%".to_owned(),
        p => format!("{p:.0}\u{a0}%"),
    }
}

/// Text from data with everything replaced that could move a cursor, reverse a line or break a page.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let harmful = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    if text.contains(harmful) {
        Cow::Owned(text.chars().map(|c| if harmful(c) { '\u{fffd}' } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// At most `most` characters of a text from data.
pub(crate) fn short(text: &str, most: usize) -> String {
    let text = clean(text);
    if text.chars().count() <= most {
        return text.into_owned();
    }
    let mut out: String = text.chars().take(most.saturating_sub(1)).collect();
    out.push('…');
    out
}

/// `2026-03-04 09:41:02 to 10:12:11 UTC`; the second date only if it is another day.
pub(crate) fn window(from: &str, to: &str) -> String {
    let ((day, start), (last, end)) = (moment(from), moment(to));
    match (day == last, start == end) {
        (true, true) => format!("{day} {start} UTC"),
        (true, false) => format!("{day} {start} to {end} UTC"),
        _ => format!("{day} {start} to {last} {end} UTC"),
    }
}

/// Day and time to the second of an RFC 3339 text in UTC.
pub(crate) fn moment(t: &str) -> (&str, &str) {
    let (day, time) = t.split_once('T').unwrap_or((t, ""));
    (day, time.get(..8).unwrap_or(time))
}

/// The first few of a list, and how many more there are.
pub(crate) fn first_few(items: &[String], most: usize) -> (&[String], u64) {
    let cut = items.len().min(most);
    (items.get(..cut).unwrap_or_default(), (items.len() - cut) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(1000), "1\u{202f}000");
        assert_eq!(number(12_345_678), "12\u{202f}345\u{202f}678");
        assert_eq!(signed(-1200), "−1\u{202f}200");
    }

    #[test]
    fn nothing_in_data_moves_the_cursor_or_turns_the_line() {
        assert_eq!(clean("A7B21"), "A7B21");
        assert_eq!(clean("a\u{1b}[2Jb\r\n\u{202e}c\u{9b}"), "a\u{fffd}[2Jb\u{fffd}\u{fffd}\u{fffd}c\u{fffd}");
        assert_eq!(short("äöüß", 3), "äö…");
    }

    #[test]
    fn probabilities_keep_their_doubt() {
        assert_eq!(percent(0.999), ">99\u{a0}%");
        assert_eq!(percent(0.004), "<1\u{a0}%");
        assert_eq!(percent(0.714), "71\u{a0}%");
        assert_eq!(percent(1.0), "100\u{a0}%");
    }

    #[test]
    fn a_window_names_the_day_once() {
        assert_eq!(
            window("2026-03-04T09:41:02.25Z", "2026-03-04T10:12:11Z"),
            "2026-03-04 09:41:02 to 10:12:11 UTC"
        );
        assert_eq!(
            window("2026-03-04T23:59:59Z", "2026-03-05T00:00:01Z"),
            "2026-03-04 23:59:59 to 2026-03-05 00:00:01 UTC"
        );
        assert_eq!(window("2026-03-04T09:41:02Z", "2026-03-04T09:41:02Z"), "2026-03-04 09:41:02 UTC");
        assert_eq!(window("odd", "odder"), "odd  to odder  UTC");
    }
}
