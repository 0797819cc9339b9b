//! The forms, each taken apart in the most obvious way.

use super::rules::{contents, judged};
use super::table::Table;

pub(crate) type Elements = Vec<(String, String)>;

/// What the model says of a text.
#[derive(Debug, PartialEq)]
pub(crate) enum Verdict {
    Elements(Elements),
    Wrong,
    /// An AI stands in it whose contents the model does not judge.
    Unjudged,
}

/// Element strings one after another.
pub(crate) fn plain(table: &Table, text: &str) -> Verdict {
    if !text.is_ascii() {
        return Verdict::Wrong;
    }
    let mut elements = Elements::new();
    let mut rest = text;
    while !rest.is_empty() {
        let ai = (2..=4).filter_map(|digits| rest.get(..digits)).find(|ai| table.contains_key(*ai));
        let Some(ai) = ai else { return Verdict::Wrong };
        let entry = &table[ai];
        if !judged(entry) {
            return Verdict::Unjudged;
        }
        rest = &rest[ai.len()..];
        let length = if entry.fixed {
            entry.parts.iter().map(|part| part.most).sum()
        } else {
            rest.find('\u{1d}').unwrap_or(rest.len())
        };
        let Some(value) = rest.get(..length) else { return Verdict::Wrong };
        elements.push((ai.to_owned(), value.to_owned()));
        rest = &rest[length..];
        rest = rest.strip_prefix('\u{1d}').unwrap_or(rest);
    }
    judge(table, elements)
}

/// `(AI)value`, an opening bracket in a value behind a backslash.
pub(crate) fn bracketed(table: &Table, text: &str) -> Verdict {
    let mut elements = Elements::new();
    // The sign of a control character stands for the escaped bracket, so that the others divide the elements.
    let marked = text.replace("\\(", "\u{1}");
    let mut pieces = marked.split('(');
    if pieces.next() != Some("") {
        return Verdict::Wrong;
    }
    for piece in pieces {
        let Some((ai, value)) = piece.split_once(')') else { return Verdict::Wrong };
        elements.push((ai.to_owned(), value.replace('\u{1}', "(")));
    }
    judge(table, elements)
}

/// A Digital Link: the path from its last key on, and the query.
pub(crate) fn link(table: &Table, text: &str) -> Verdict {
    let uri = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c);
    let Some(rest) = text.strip_prefix("https://").filter(|_| text.chars().all(uri)) else {
        return Verdict::Wrong;
    };
    let before_fragment = rest.split('#').next().unwrap();
    let (location, query) = before_fragment.split_once('?').unwrap_or((before_fragment, ""));
    let segments: Vec<&str> = location.split('/').skip(1).collect();
    let mut at = segments.len();
    let key = loop {
        let Some(before) = at.checked_sub(2) else { return Verdict::Wrong };
        let Some(entry) = table.get(segments[before]) else { return Verdict::Wrong };
        if entry.key.is_some() {
            break before;
        }
        at = before;
    };
    let mut elements = Elements::new();
    for pair in segments[key..].chunks(2) {
        let Some(value) = unescaped(pair[1], false) else { return Verdict::Wrong };
        elements.push((pair[0].to_owned(), value));
    }
    let path = elements.len();
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        let Some((name, value)) = parameter.split_once('=') else { continue };
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_digit()) {
            continue;
        }
        let Some(value) = unescaped(value, true).filter(|_| table.contains_key(name)) else {
            return Verdict::Wrong;
        };
        elements.push((name.to_owned(), value));
    }
    let sequences = table[&elements[0].0].key.clone().unwrap();
    let ordered = |qualifiers: &[&str]| {
        qualifiers.is_empty()
            || sequences.iter().any(|sequence| {
                let mut left = sequence.iter();
                qualifiers.iter().all(|one| left.any(|other| other == one))
            })
    };
    let qualifiers: Vec<&str> = elements[1..path].iter().map(|(ai, _)| ai.as_str()).collect();
    if !ordered(&qualifiers) {
        return Verdict::Wrong;
    }
    for (index, (ai, _)) in elements.iter().enumerate().skip(path) {
        let again = elements[..index].iter().any(|(other, _)| other == ai);
        let fits = (0..=qualifiers.len()).any(|place| {
            let mut with = qualifiers.clone();
            with.insert(place, ai);
            ordered(&with)
        });
        if again || fits || !table[ai].attribute {
            return Verdict::Wrong;
        }
    }
    judge(table, elements)
}

/// Percent escapes resolved.
fn unescaped(text: &str, in_query: bool) -> Option<String> {
    let mut pieces = text.split('%');
    let plus = |piece: &str| if in_query { piece.replace('+', " ") } else { piece.to_owned() };
    let mut out = plus(pieces.next()?).into_bytes();
    for piece in pieces {
        let code = piece.get(..2).filter(|code| code.chars().all(|c| c.is_ascii_hexdigit()))?;
        out.push(u8::from_str_radix(code, 16).ok().filter(|&byte| byte > 0)?);
        out.extend(plus(&piece[2..]).into_bytes());
    }
    // What is no text is in no set of characters either.
    Some(String::from_utf8(out).unwrap_or_else(|_| "é".to_owned()))
}

/// Contents, then relations.
fn judge(table: &Table, elements: Elements) -> Verdict {
    if elements.iter().any(|(ai, _)| table.get(ai).is_some_and(|entry| !judged(entry))) {
        return Verdict::Unjudged;
    }
    let right = |(ai, value): &(String, String)| {
        table.get(ai).is_some_and(|entry| contents(entry, value)) && !value.contains('\u{1d}')
    };
    if elements.is_empty() || !elements.iter().all(right) {
        return Verdict::Wrong;
    }
    let stands = |pattern: &String, without: &str| {
        let alike = |ai: &str| {
            ai.len() == pattern.len() && ai.chars().zip(pattern.chars()).all(|(a, p)| p == '*' || a == p)
        };
        elements.iter().any(|(ai, _)| ai != without && alike(ai))
    };
    let signed = elements.iter().any(|(ai, _)| ai == "8030");
    let related = elements.iter().all(|(ai, value)| {
        let entry = &table[ai];
        let serial_missing = match ai.as_str() {
            "253" | "255" => value.len() <= 13,
            "8003" => value.len() <= 14,
            _ => false,
        };
        !entry.excludes.iter().any(|pattern| stands(pattern, ai))
            && entry
                .needs
                .iter()
                .all(|need| need.iter().any(|all| all.iter().all(|pattern| stands(pattern, ""))))
            && elements.iter().all(|(other, again)| other != ai || again == value)
            && !(signed && serial_missing)
    });
    if related { Verdict::Elements(elements) } else { Verdict::Wrong }
}
