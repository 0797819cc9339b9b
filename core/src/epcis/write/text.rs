//! Characters of a text as XML and JSON want them.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Text between tags, or in an attribute's quotation marks. Characters that XML has no way to write become U+FFFD.
pub(super) fn xml(out: &mut impl Write, text: &str, attribute: bool) -> io::Result<()> {
    // Identifiers, which are most texts.
    if text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b':' | b'-' | b'_' | b'/' | b'%'))
    {
        return out.write_all(text.as_bytes());
    }
    let mut rest = text;
    let special = |c: char| match c {
        '&' | '<' | '>' | '\r' => true,
        '"' | '\n' | '\t' => attribute,
        _ => !is_xml(c),
    };
    while let Some(at) = rest.find(special) {
        let (plain, marked) = rest.split_at(at);
        out.write_all(plain.as_bytes())?;
        let mut chars = marked.chars();
        match chars.next() {
            Some('&') => out.write_all(b"&amp;")?,
            Some('<') => out.write_all(b"&lt;")?,
            Some('>') => out.write_all(b"&gt;")?,
            Some('"') => out.write_all(b"&quot;")?,
            Some(c @ ('\r' | '\n' | '\t')) => write!(out, "&#{};", u32::from(c))?,
            _ => out.write_all("\u{fffd}".as_bytes())?,
        }
        rest = chars.as_str();
    }
    out.write_all(rest.as_bytes())
}

/// Whether XML 1.0 has the character.
pub(in crate::epcis) fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// A name that XML allows: other characters are written as `_x` and their four digits.
pub(in crate::epcis) fn xml_name(name: &str) -> Cow<'_, str> {
    let start = |c: char| c.is_alphabetic() || c == '_';
    let inner = |c: char| start(c) || c.is_numeric() && c.is_alphanumeric() || matches!(c, '-' | '.');
    let mut chars = name.chars();
    if chars.next().is_some_and(start) && chars.all(inner) {
        return Cow::Borrowed(name);
    }
    let mut safe = String::with_capacity(name.len() + 8);
    for (at, c) in name.chars().enumerate() {
        if (at == 0 && start(c)) || (at > 0 && inner(c)) {
            safe.push(c);
        } else {
            let _ = write!(safe, "_x{:04X}_", u32::from(c));
        }
    }
    if safe.is_empty() {
        safe.push('_');
    }
    Cow::Owned(safe)
}

/// A JSON text with its quotation marks.
pub(super) fn json(out: &mut impl Write, text: &str) -> io::Result<()> {
    out.write_all(b"\"")?;
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\') || byte < b' ') {
        let (plain, marked) = rest.split_at(at);
        out.write_all(plain.as_bytes())?;
        let mut chars = marked.chars();
        match chars.next() {
            Some('"') => out.write_all(b"\\\"")?,
            Some('\\') => out.write_all(b"\\\\")?,
            Some('\n') => out.write_all(b"\\n")?,
            Some('\r') => out.write_all(b"\\r")?,
            Some('\t') => out.write_all(b"\\t")?,
            Some(c) => write!(out, "\\u{:04x}", u32::from(c))?,
            None => {}
        }
        rest = chars.as_str();
    }
    out.write_all(rest.as_bytes())?;
    out.write_all(b"\"")
}

/// Whether JSON knows the text as a number.
pub(in crate::epcis) fn is_json_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(digits)
}
